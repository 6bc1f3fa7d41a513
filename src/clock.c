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

void clock_stamp(char out[32]) {
    int64_t in_day;
    char date[11];
    civil_iso(day_of_ms(clock_now_ms(), &in_day), date);
    int ms = (int)in_day;
    snprintf(out, 32, "%sT%02d:%02d:%02d.%03dZ", date, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
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
