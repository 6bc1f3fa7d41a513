/* A case's identity and the ways in which its number is typed. */
#include "src/domain/case_no.h"

#include <stdio.h>
#include <string.h>

#define SERIAL_BITS 20
#define STATION_SHIFT 27
#define YEAR_MASK 127

case_id case_id_make(int64_t station, int year, int serial) {
    if (station < 1 || station > CASE_STATION_MAX || year < CASE_YEAR_MIN || year > CASE_YEAR_MAX || serial < 1 ||
        serial > CASE_SERIAL_MAX)
        return 0;
    return station << STATION_SHIFT | (int64_t)(year - CASE_YEAR_MIN) << SERIAL_BITS | serial;
}

int64_t case_id_station(case_id id) {
    return id >> STATION_SHIFT;
}

int case_id_year(case_id id) {
    return CASE_YEAR_MIN + (int)(id >> SERIAL_BITS & YEAR_MASK);
}

int case_id_serial(case_id id) {
    return (int)(id & CASE_SERIAL_MAX);
}

void case_no_full(case_id id, char out[CASE_NO_SIZE]) {
    snprintf(out, CASE_NO_SIZE, "%lld/%04d/%04d", (long long)case_id_station(id), case_id_serial(id), case_id_year(id));
}

void case_no_short(case_id id, char out[CASE_NO_SIZE]) {
    snprintf(out, CASE_NO_SIZE, "%04d/%02d", case_id_serial(id), case_id_year(id) % 100);
}

/* The value of n digits; -1 where it would pass ten digits without its leading zeros. */
static int64_t digits_value(const char *text, size_t n) {
    int64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value * 10 + (text[i] - '0');
        if (value > CASE_STATION_MAX)
            return -1;
    }
    return value;
}

case_id case_no_parse_full(const char *text) {
    int64_t part[3];
    size_t length[3];
    for (int i = 0; i < 3; i++) {
        length[i] = text ? strspn(text, "0123456789") : 0;
        if (length[i] == 0 || text[length[i]] != (i < 2 ? '/' : '\0'))
            return 0;
        part[i] = digits_value(text, length[i]);
        text += length[i] + 1;
    }
    if (length[2] != 4 || part[0] < 0 || part[1] < 0 || part[1] > CASE_SERIAL_MAX)
        return 0;
    return case_id_make(part[0], (int)part[2], (int)part[1]);
}

/* ---- numbers as typed ---- */

/* A Devanagari digit's value at `at`, -1 where there is none. */
static int devanagari_digit(const char *at) {
    const unsigned char *u = (const unsigned char *)at;
    return u[0] == 0xe0 && u[1] == 0xa5 && u[2] >= 0xa6 && u[2] <= 0xaf ? u[2] - 0xa6 : -1;
}

/* Copies with Devanagari digits as ASCII; false where it is too long for a FIR number with its label. */
static bool ascii_digits(const char *text, char *out, size_t cap) {
    size_t n = 0;
    while (*text) {
        int digit = devanagari_digit(text);
        if (n + 1 >= cap)
            return false;
        out[n++] = digit >= 0 ? (char)('0' + digit) : *text;
        text += digit >= 0 ? 3 : 1;
    }
    out[n] = '\0';
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_number_sign(char c) {
    return is_digit(c) || c == '/' || c == '-' || c == ' ' || c == '\t';
}

/* Where the number begins: after the label. In मु0अ0सं0 the 0 is the sign of an abbreviation, so that a
 * zero right behind a letter belongs to the label where something parts it from the number. */
static const char *after_label(const char *text) {
    const char *at = text + strlen(text);
    while (at > text && is_number_sign(at[-1]))
        at--;
    if (at > text && at[0] == '0' && !is_digit(at[1]) && at[1] != '/')
        at++;
    while (*at == ' ' || *at == '\t' || *at == '-' || *at == '/')
        at++;
    return at;
}

struct number {
    int n;
    const char *at[3];
    size_t length[3];
};

static bool split_number(const char *text, struct number *out) {
    out->n = 0;
    while (out->n < 3) {
        size_t length = strspn(text, "0123456789");
        if (length == 0)
            return false;
        out->at[out->n] = text;
        out->length[out->n++] = length;
        text += length;
        text += strspn(text, " \t");
        if (*text == '\0')
            return true;
        if (*text != '/' && *text != '-')
            return false;
        text++;
        text += strspn(text, " \t");
    }
    return false;
}

static int year_of(const char *text, size_t length) {
    int64_t value = digits_value(text, length);
    return length == 2 ? 2000 + (int)value : length == 4 ? (int)value : 0;
}

/* Station code + 2-digit year + 4-digit serial in one; the shortest station code that is believed has 5 digits. */
static bool parse_whole(const char *text, size_t length, int64_t *station, int *year, int *serial) {
    if (length < 11 || length > 16)
        return false;
    *station = digits_value(text, length - 6);
    *year = year_of(text + length - 6, 2);
    *serial = (int)digits_value(text + length - 4, 4);
    return true;
}

bool case_no_parse(const char *text, int64_t *station, int *year, int *serial) {
    char ascii[128];
    struct number number;
    int64_t code = 0;
    int y, s;
    if (!text || !ascii_digits(text, ascii, sizeof ascii) || !split_number(after_label(ascii), &number))
        return false;
    if (number.n == 1) {
        if (!parse_whole(number.at[0], number.length[0], &code, &y, &s))
            return false;
    } else {
        int last = number.n - 1;
        int64_t value = digits_value(number.at[last - 1], number.length[last - 1]);
        y = year_of(number.at[last], number.length[last]);
        s = value > CASE_SERIAL_MAX ? 0 : (int)value;
        if (number.n == 3) {
            if (number.length[0] < 5) /* 23/10/2026 is a date */
                return false;
            code = digits_value(number.at[0], number.length[0]);
        }
    }
    if (case_id_make(number.n == 2 ? 1 : code, y, s) == 0)
        return false;
    if (number.n != 2)
        *station = code;
    *year = y;
    *serial = s;
    return true;
}

int64_t station_code_parse(const char *text) {
    char ascii[64];
    if (!text || !ascii_digits(text, ascii, sizeof ascii))
        return 0;
    const char *at = ascii + strspn(ascii, " \t");
    size_t length = strspn(at, "0123456789");
    if (length == 0 || length > 10 || at[length + strspn(at + length, " \t")] != '\0')
        return 0;
    return digits_value(at, length);
}
