/* Dates and times of day as offices write them. */
#include <string.h>

#include "src/i18n.h"
#include "src/import/fields.h"
#include "src/import/loose.h"

#define DATE_CELL 64

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

struct reader {
    const char *p;
};

static void skip(struct reader *r, const char *of) {
    r->p += strspn(r->p, of);
}

/* Up to `max` digits; their number, the value in *value. */
static int take_number(struct reader *r, int max, int *value) {
    int n = 0;
    *value = 0;
    while (n < max && digit(r->p[n])) {
        *value = *value * 10 + (r->p[n] - '0');
        n++;
    }
    r->p += n;
    return n;
}

static const struct month_name {
    const char *name;
    int month;
} months[] = {
    {"jan", 1},      {"feb", 2},       {"mar", 3},       {"apr", 4},    {"may", 5},    {"jun", 6},    {"jul", 7},
    {"aug", 8},      {"sep", 9},       {"sept", 9},      {"oct", 10},   {"nov", 11},   {"dec", 12},   {"january", 1},
    {"february", 2}, {"march", 3},     {"april", 4},     {"june", 6},   {"july", 7},   {"august", 8}, {"september", 9},
    {"october", 10}, {"november", 11}, {"december", 12}, {"जनवरी", 1},  {"जन", 1},     {"फरवरी", 2},  {"फर", 2},
    {"मार्च", 3},     {"अप्रैल", 4},      {"अप्रेल", 4},      {"मई", 5},     {"जून", 6},     {"जुलाई", 7},   {"अगस्त", 8},
    {"सितम्बर", 9},   {"सितंबर", 9},     {"अक्टूबर", 10},    {"अक्तूबर", 10}, {"नवम्बर", 11}, {"नवंबर", 11},  {"दिसम्बर", 12},
    {"दिसंबर", 12},
};

/* The month that a word names, 0 none. */
static int take_month(struct reader *r) {
    const char *from = r->p;
    size_t n = strcspn(from, " \t/-.,0123456789:");
    char key[LOOSE_KEY], other[LOOSE_KEY];
    if (n == 0 || n > 40 || loose_key(from, n, key, sizeof key) == 0)
        return 0;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        loose_key(months[i].name, strlen(months[i].name), other, sizeof other);
        if (strcmp(key, other) == 0) {
            r->p += n;
            return months[i].month;
        }
    }
    return 0;
}

static bool word_is(const char *text, const char *word) {
    return strncasecmp(text, word, strlen(word)) == 0;
}

/* AM, PM and the words that follow a time; *hour by AM and PM. false where something else stands there. */
static bool take_half(struct reader *r, int *hour) {
    skip(r, " \t.");
    if (word_is(r->p, "am") || word_is(r->p, "a.m")) {
        if (*hour < 1 || *hour > 12)
            return false;
        *hour = *hour == 12 ? 0 : *hour;
        r->p += r->p[1] == '.' ? 3 : 2;
    } else if (word_is(r->p, "pm") || word_is(r->p, "p.m")) {
        if (*hour < 1 || *hour > 23)
            return false;
        *hour = *hour < 12 ? *hour + 12 : *hour;
        r->p += r->p[1] == '.' ? 3 : 2;
    }
    skip(r, " \t.");
    static const char *const words[] = {"hours", "hrs", "hr", "h", "बजे"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (word_is(r->p, words[i])) {
            r->p += strlen(words[i]);
            break;
        }
    }
    skip(r, " \t.");
    return true;
}

/* "Z", "+05:30", "IST": *shift are the minutes to add to come to IST. */
static bool take_zone(struct reader *r, int *shift) {
    *shift = 0;
    if (word_is(r->p, "ist")) {
        r->p += 3;
    } else if (*r->p == 'Z' || *r->p == 'z') {
        *shift = 330;
        r->p++;
    } else if (*r->p == '+' || *r->p == '-') {
        int sign = *r->p == '+' ? 1 : -1, hours, minutes = 0;
        r->p++;
        if (take_number(r, 2, &hours) != 2)
            return false;
        skip(r, ":");
        if (digit(*r->p) && take_number(r, 2, &minutes) != 2)
            return false;
        *shift = 330 - sign * (hours * 60 + minutes);
    }
    skip(r, " \t");
    return *r->p == '\0';
}

/* The time at r to its end: minutes of the day in IST, which a zone may put below 0 or above 1439; -1 where it is none.
 */
static bool take_time(struct reader *r, int *minutes) {
    int hour, minute, second = 0, shift;
    int n = take_number(r, 4, &hour);
    if (n == 4 && *r->p != ':' && *r->p != '.') {
        minute = hour % 100;
        hour /= 100;
    } else if (n < 1 || n > 2 || (*r->p != ':' && *r->p != '.')) {
        return false;
    } else {
        r->p++;
        if (take_number(r, 2, &minute) != 2)
            return false;
        if ((*r->p == ':' || *r->p == '.') && digit(r->p[1])) {
            r->p++;
            if (take_number(r, 2, &second) != 2)
                return false;
            if (*r->p == '.' || *r->p == ',') {
                r->p++;
                skip(r, "0123456789");
            }
        }
    }
    if (!take_half(r, &hour) || !take_zone(r, &shift) || hour > 23 || minute > 59 || second > 60)
        return false;
    *minutes = hour * 60 + minute + shift;
    return true;
}

static void put_time(int minutes, char time[6]) {
    int hour = minutes / 60, minute = minutes % 60;
    time[0] = (char)('0' + hour / 10);
    time[1] = (char)('0' + hour % 10);
    time[2] = ':';
    time[3] = (char)('0' + minute / 10);
    time[4] = (char)('0' + minute % 10);
    time[5] = '\0';
}

bool time_read(struct cell cell, char time[6]) {
    char text[DATE_CELL];
    int minutes;
    time[0] = '\0';
    if (!cell_ascii(cell_trim(cell), text, sizeof text))
        return false;
    struct reader r = {text};
    if (!take_time(&r, &minutes))
        return false;
    put_time((minutes + 2880) % 1440, time);
    return true;
}

/* Year, month and day, or the fault. A date of 1900 or of zeros is what a database writes where it has none. */
static enum date_fault make_day(int y, int m, int d, civil_day *day) {
    if ((y == 0 && m == 0 && d == 0) || (y <= 1900 && m == 1 && d == 1))
        return DATE_EMPTY;
    if (m > 12)
        return DATE_MONTH;
    *day = civil_from_ymd(y, m, d);
    return *day == CIVIL_NONE ? DATE_IMPOSSIBLE : DATE_GOOD;
}

static enum date_fault read_digits(int n, const char *p, civil_day *day) {
    int y, m, d;
    struct reader r = {p};
    if (n == 8) {
        take_number(&r, 4, &y);
        take_number(&r, 2, &m);
        take_number(&r, 2, &d);
        if ((y / 100 == 19 || y / 100 == 20) && m <= 12)
            return make_day(y, m, d, day);
        r.p = p;
        take_number(&r, 2, &d);
        take_number(&r, 2, &m);
        take_number(&r, 4, &y);
        return y / 100 == 19 || y / 100 == 20 ? make_day(y, m, d, day) : DATE_FORM;
    }
    return n == 5 ? DATE_SERIAL : DATE_FORM;
}

/* "Nov 23, 2026", with the month first in words. */
static enum date_fault read_month_first(struct reader *r, civil_day *day) {
    int y, d, m = take_month(r);
    if (m == 0)
        return DATE_FORM;
    skip(r, " -./,");
    if (take_number(r, 2, &d) < 1)
        return DATE_FORM;
    skip(r, " -./,");
    if (take_number(r, 4, &y) != 4 || digit(*r->p))
        return DATE_FORM;
    return make_day(y, m, d, day);
}

static enum date_fault read_day(struct reader *r, civil_day *day) {
    int a, m, y;
    const char *from = r->p;
    int n = take_number(r, 9, &a);
    if (n == 0)
        return read_month_first(r, day);
    if (n > 4)
        return read_digits(n, from, day);
    if (n == 3)
        return DATE_FORM;
    /* "23rd Nov" */
    if (word_is(r->p, "st") || word_is(r->p, "nd") || word_is(r->p, "rd") || word_is(r->p, "th"))
        r->p += 2;
    if (strchr(" \t/-.,", *r->p) == NULL && digit(*r->p))
        return DATE_FORM;
    skip(r, " \t/-.,");
    if (digit(*r->p)) {
        if (take_number(r, 2, &m) < 1)
            return DATE_FORM;
    } else if ((m = take_month(r)) == 0) {
        return DATE_FORM;
    }
    size_t gap = strspn(r->p, " \t/-.,");
    if (gap == 0)
        return DATE_FORM;
    r->p += gap;
    int year_digits = take_number(r, 4, &y);
    if (digit(*r->p))
        return DATE_FORM;
    if (n == 4)
        return year_digits >= 1 && year_digits <= 2 ? make_day(a, m, y, day) : DATE_FORM;
    if (year_digits == 2)
        y = a == 0 && m == 0 ? 0 : 2000 + y;
    else if (year_digits != 4)
        return DATE_FORM;
    return make_day(y, m, a, day);
}

/* dd/mm/yyyy and yyyy-mm-dd alone, with nothing around: nearly every cell. */
static bool read_plain(const char *p, size_t n, civil_day *day) {
    static const unsigned char dmy[] = {0, 1, 3, 4, 6, 7, 8, 9}, ymd[] = {8, 9, 5, 6, 0, 1, 2, 3};
    int v[8];
    if (n != 10)
        return false;
    bool year_first = p[4] == '-' && p[7] == '-';
    if (!year_first && !(p[2] == p[5] && (p[2] == '/' || p[2] == '-' || p[2] == '.')))
        return false;
    for (int i = 0; i < 8; i++) {
        char c = p[year_first ? ymd[i] : dmy[i]];
        if (!digit(c))
            return false;
        v[i] = c - '0';
    }
    *day = civil_from_ymd(v[4] * 1000 + v[5] * 100 + v[6] * 10 + v[7], v[2] * 10 + v[3], v[0] * 10 + v[1]);
    return *day != CIVIL_NONE && v[4] * 10 + v[5] != 19;
}

enum date_fault date_read(struct cell cell, civil_day *day, char time[6]) {
    char text[DATE_CELL];
    *day = CIVIL_NONE;
    time[0] = '\0';
    if (read_plain(cell.text, cell.n, day))
        return DATE_GOOD;
    *day = CIVIL_NONE;
    cell = cell_trim(cell);
    if (cell_is_nothing(cell))
        return DATE_EMPTY;
    if (!cell_ascii(cell, text, sizeof text))
        return DATE_FORM;
    struct reader r = {text};
    enum date_fault fault = read_day(&r, day);
    if (fault != DATE_GOOD)
        return fault;
    if (*r.p == '\0')
        return DATE_GOOD;
    size_t gap = strspn(r.p, " \tTt,;");
    r.p += gap;
    int minutes;
    if (*r.p == '\0')
        return DATE_GOOD;
    if (gap == 0 || !take_time(&r, &minutes)) {
        *day = CIVIL_NONE;
        return DATE_FORM;
    }
    if (minutes < 0 || minutes >= 1440) {
        *day += minutes < 0 ? -1 : 1;
        minutes = (minutes + 1440) % 1440;
    }
    put_time(minutes, time);
    return DATE_GOOD;
}

const char *date_fault_text(enum date_fault fault) {
    switch (fault) {
    case DATE_FORM:
        return _("no date; expected is dd/mm/yyyy, for example 23/11/2026");
    case DATE_MONTH:
        return _("the month is over 12; expected is the day first: dd/mm/yyyy");
    case DATE_IMPOSSIBLE:
        return _("there is no such day; expected is dd/mm/yyyy");
    case DATE_SERIAL:
        return _("a spreadsheet's day number; format the column as a date, dd/mm/yyyy");
    case DATE_GOOD:
    case DATE_EMPTY:
        break;
    }
    return "";
}
