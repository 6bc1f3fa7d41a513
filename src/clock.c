/* The only reader of the system's clock. IST is a fixed offset: no time zone files are needed, and TZ changes nothing.
 */
#include "src/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "src/text.h"

#define MS_PER_DAY ((int64_t)86400000)
#define IST_MS ((int64_t)(5 * 60 + 30) * 60000)

static _Atomic int64_t offset_ms;

void clock_set_offset(int64_t ms) {
    offset_ms = ms;
}

int64_t clock_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + offset_ms;
}

int64_t clock_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Parts a moment into its day and the milliseconds since that day's midnight. */
static civil_day day_of_ms(int64_t ms, int64_t *in_day) {
    int64_t day = ms / MS_PER_DAY;
    if (ms % MS_PER_DAY < 0)
        day--;
    *in_day = ms - day * MS_PER_DAY;
    return (civil_day)day;
}

civil_day clock_today(void) {
    int64_t in_day;
    return day_of_ms(clock_now_ms() + IST_MS, &in_day);
}

int clock_seconds_to_midnight(void) {
    int64_t in_day;
    day_of_ms(clock_now_ms() + IST_MS, &in_day);
    return (int)((MS_PER_DAY - in_day + 999) / 1000);
}

void clock_stamp_of(int64_t ms, char out[32]) {
    int64_t in_day;
    char date[11];
    civil_iso(day_of_ms(ms, &in_day), date);
    int left = (int)in_day;
    snprintf(out, 32, "%sT%02d:%02d:%02d.%03dZ", date, left / 3600000, left / 60000 % 60, left / 1000 % 60, left % 1000);
}

void clock_stamp(char out[32]) {
    clock_stamp_of(clock_now_ms(), out);
}

/* Two digits at `at`, -1 where they are none or above `most`. */
static int two_digits(const char *at, int most) {
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return -1;
    int n = (at[0] - '0') * 10 + at[1] - '0';
    return n <= most ? n : -1;
}

int64_t clock_stamp_ms(const char *stamp) {
    char date[11];
    int part[3], ms = 0, unit = 100;
    if (!stamp || strlen(stamp) < 19 || stamp[10] != 'T' || stamp[13] != ':' || stamp[16] != ':')
        return INT64_MIN;
    memcpy(date, stamp, 10);
    date[10] = '\0';
    civil_day day = civil_parse_iso(date);
    for (int i = 0; i < 3; i++)
        if ((part[i] = two_digits(stamp + 11 + 3 * i, i == 0 ? 23 : i == 1 ? 59 : 60)) < 0)
            return INT64_MIN;
    const char *rest = stamp + 19;
    if (*rest == '.')
        for (rest++; *rest >= '0' && *rest <= '9'; rest++, unit /= 10)
            ms += (*rest - '0') * unit;
    if (day == CIVIL_NONE || (*rest && strcmp(rest, "Z") != 0))
        return INT64_MIN;
    return day * MS_PER_DAY + part[0] * 3600000 + part[1] * 60000 + part[2] * 1000 + ms;
}

void clock_stamp_show(const char *stamp, char out[24]) {
    char date[11];
    int hour, minute;
    int64_t in_day;
    out[0] = '\0';
    if (!stamp || strlen(stamp) < 16 || stamp[10] != 'T' || stamp[13] != ':')
        return;
    memcpy(date, stamp, 10);
    date[10] = '\0';
    civil_day day = civil_parse_iso(date);
    for (int i = 11; i < 16; i++)
        if (i != 13 && (stamp[i] < '0' || stamp[i] > '9'))
            return;
    hour = (stamp[11] - '0') * 10 + stamp[12] - '0';
    minute = (stamp[14] - '0') * 10 + stamp[15] - '0';
    if (day == CIVIL_NONE || hour > 23 || minute > 59)
        return;
    civil_show(day_of_ms((int64_t)day * MS_PER_DAY + hour * 3600000 + minute * 60000 + IST_MS, &in_day), date);
    minute = (int)(in_day / 60000);
    text_format(out, 24, "%s %02d:%02d", date, minute / 60, minute % 60);
}
