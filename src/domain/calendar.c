/* Civil dates and the two-month limit. */
#include "src/domain/calendar.h"

#include <limits.h>
#include <string.h>

#define YEAR_MIN 1900
#define YEAR_MAX 2199

static bool is_leap(int y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

/* ---- dates ---- */

/* The year is counted from March, so that the leap day is its last one: the days before a month then
 * follow from one line, (153 m + 2) / 5. */
civil_day civil_from_ymd(int y, int m, int d) {
    if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
        return CIVIL_NONE;
    int year = m > 2 ? y : y - 1;
    int month = m > 2 ? m - 3 : m + 9;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d - 1 - 719468;
}

void civil_to_ymd(civil_day day, int *y, int *m, int *d) {
    int64_t z = (int64_t)day + 719468; /* days since 0000-03-01 */
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t in_era = z - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    if (d)
        *d = (int)(in_year - (153 * month + 2) / 5 + 1);
    if (m)
        *m = (int)(month < 10 ? month + 3 : month - 9);
    if (y)
        *y = (int)(era * 400 + year + (month >= 10 ? 1 : 0));
}

int civil_weekday(civil_day day) {
    int64_t n = ((int64_t)day + 4) % 7; /* 1970-01-01 was a Thursday */
    return (int)(n < 0 ? n + 7 : n);
}

static bool digits_at(const char *text, int n, int *value) {
    *value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

civil_day civil_parse_iso(const char *text) {
    int y, m, d;
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return CIVIL_NONE;
    if (!digits_at(text, 4, &y) || !digits_at(text + 5, 2, &m) || !digits_at(text + 8, 2, &d))
        return CIVIL_NONE;
    return civil_from_ymd(y, m, d);
}

static void put_digits(char *at, int n, int value) {
    while (n-- > 0) {
        at[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* Ten bytes with the parts at their places and `between` at the two that are left; "" where there is no such date. */
static void put_date(civil_day day, char out[11], int y_at, int m_at, int d_at, char between) {
    int y, m, d;
    out[0] = '\0';
    if (day == CIVIL_NONE)
        return;
    civil_to_ymd(day, &y, &m, &d);
    if (y < 0 || y > 9999)
        return;
    memset(out, between, 10);
    put_digits(out + y_at, 4, y);
    put_digits(out + m_at, 2, m);
    put_digits(out + d_at, 2, d);
    out[10] = '\0';
}

void civil_iso(civil_day day, char out[11]) {
    put_date(day, out, 0, 5, 8, '-');
}

void civil_show(civil_day day, char out[11]) {
    put_date(day, out, 6, 3, 0, '/');
}

/* ---- the date field ---- */

/* ASCII copy of a short typed text, blanks at both ends dropped; false where it holds anything but digits
 * (ASCII or Devanagari) and the separators, or is too long for a date. */
static bool typed_ascii(const char *text, char out[16]) {
    size_t n = 0;
    size_t length = strlen(text);
    const unsigned char *at = (const unsigned char *)text;
    const unsigned char *end = at + length;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    while (at < end) {
        char c;
        if (end - at >= 3 && at[0] == 0xe0 && at[1] == 0xa5 && at[2] >= 0xa6 && at[2] <= 0xaf) {
            c = (char)('0' + (at[2] - 0xa6)); /* U+0966 … U+096F */
            at += 3;
        } else {
            c = (char)*at++;
        }
        if (((c < '0' || c > '9') && c != '/' && c != '-' && c != '.') || n >= 15)
            return false;
        out[n++] = c;
    }
    out[n] = '\0';
    return true;
}

struct typed {
    int n;
    int value[3];
    int length[3];
};

static bool typed_groups(const char *text, struct typed *out) {
    *out = (struct typed){0};
    char separator = '\0';
    while (out->n < 3) {
        int length = (int)strspn(text, "0123456789");
        if (length == 0 || length > 8 || !digits_at(text, length, &out->value[out->n]))
            return false;
        out->length[out->n++] = length;
        text += length;
        if (*text == '\0')
            return true;
        if (separator != '\0' && *text != separator)
            return false; /* "23/10-26" is a slip, not a date */
        separator = *text++;
    }
    return false;
}

static civil_day with_typed_year(int d, int m, int y, int length) {
    if (length == 2)
        return civil_from_ymd(2000 + y, m, d);
    return length == 4 ? civil_from_ymd(y, m, d) : CIVIL_NONE;
}

static civil_day latest_day_of_month(int d, civil_day today) {
    int y, m;
    civil_to_ymd(today, &y, &m, NULL);
    for (int back = 0; back < 3; back++) { /* no two months without a 31st follow each other thrice */
        civil_day day = civil_from_ymd(y, m, d);
        if (day != CIVIL_NONE && day <= today)
            return day;
        if (--m == 0) {
            m = 12;
            y--;
        }
    }
    return CIVIL_NONE;
}

static civil_day latest_day_and_month(int d, int m, civil_day today) {
    int y;
    civil_to_ymd(today, &y, NULL, NULL);
    for (int back = 0; back <= 8; back++) { /* a 29 February may be eight years back (1900, 2100) */
        civil_day day = civil_from_ymd(y - back, m, d);
        if (day != CIVIL_NONE && day <= today)
            return day;
    }
    return CIVIL_NONE;
}

civil_day civil_parse_typed(const char *text, civil_day today) {
    char ascii[16];
    struct typed t;
    if (!text || !typed_ascii(text, ascii))
        return CIVIL_NONE;
    if (ascii[0] == '\0')
        return today;
    if (!typed_groups(ascii, &t))
        return CIVIL_NONE;
    int v = t.value[0];
    if (t.n == 1) {
        switch (t.length[0]) {
        case 1:
        case 2:
            return latest_day_of_month(v, today);
        case 4:
            return latest_day_and_month(v / 100, v % 100, today);
        case 6:
            return with_typed_year(v / 10000, v / 100 % 100, v % 100, 2);
        case 8:
            return with_typed_year(v / 1000000, v / 10000 % 100, v % 10000, 4);
        default:
            return CIVIL_NONE;
        }
    }
    if (t.length[0] == 4 && t.n == 3 && strchr(ascii, '-'))
        return t.length[1] == 2 && t.length[2] == 2 ? civil_from_ymd(v, t.value[1], t.value[2]) : CIVIL_NONE;
    if (t.length[0] > 2 || t.length[1] > 2)
        return CIVIL_NONE;
    if (t.n == 2)
        return latest_day_and_month(v, t.value[1], today);
    return with_typed_year(v, t.value[1], t.value[2], t.length[2]);
}

civil_day civil_parse_typed_ahead(const char *text, civil_day today) {
    civil_day latest = civil_parse_typed(text, today);
    /* with a year it is the same whatever day today is; 29 February comes within 8 years */
    if (latest == CIVIL_NONE || latest == civil_parse_typed(text, today + 8 * 366))
        return latest;
    for (civil_day day = today; day <= today + 8 * 366; day++)
        if (civil_parse_typed(text, day) == day)
            return day;
    return CIVIL_NONE;
}

/* ---- the limit ---- */

static civil_day day_plus(civil_day day, int64_t n) {
    int64_t sum = (int64_t)day + n;
    return day == CIVIL_NONE || sum <= INT32_MIN || sum > INT32_MAX ? CIVIL_NONE : (civil_day)sum;
}

bool bns_in_force(civil_day fir_date) {
    return fir_date >= civil_from_ymd(2024, 7, 1);
}

int limit_day(civil_day from, civil_day today, const struct limit_rule *rule) {
    int64_t day = (int64_t)today - from + rule->first_day;
    return day < INT_MIN ? INT_MIN : day > INT_MAX ? INT_MAX : (int)day;
}

civil_day limit_date_of_day(civil_day from, int n, const struct limit_rule *rule) {
    return day_plus(from, (int64_t)n - rule->first_day);
}

civil_day limit_two_months(civil_day from) {
    int y, m, d;
    if (from == CIVIL_NONE)
        return CIVIL_NONE;
    civil_to_ymd(from, &y, &m, &d);
    m += 2;
    if (m > 12) {
        m -= 12;
        y++;
    }
    int last = month_days(y, m);
    return civil_from_ymd(y, m, d < last ? d : last);
}

civil_day limit_due(civil_day from, bool legal, const struct limit_rule *rule) {
    civil_day day60 = limit_date_of_day(from, 60, rule);
    civil_day two_months = limit_two_months(from);
    if (!legal || rule->deadline == DEADLINE_DAY60 || two_months == CIVIL_NONE)
        return day60;
    if (rule->deadline == DEADLINE_TWO_MONTHS)
        return two_months;
    return two_months < day60 ? two_months : day60;
}

int limit_left(civil_day from, bool legal, civil_day today, const struct limit_rule *rule) {
    return (int)((int64_t)limit_due(from, legal, rule) - today);
}

civil_day limit_latest_from(civil_day due, bool legal, const struct limit_rule *rule) {
    /* A due date lies 59 to 62 days after its FIR date: few candidates need to be tried. */
    civil_day from = day_plus(due, -57);
    while (from != CIVIL_NONE && limit_due(from, legal, rule) > due)
        from = day_plus(from, -1);
    return from;
}

/* ---- bands and alert days ---- */

static const struct {
    const char *name;
    int first, last;
} bands[BAND_COUNT_ALL] = {
    [BAND_0_30] = {"0-30", 0, 30},
    [BAND_31_39] = {"31-39", 31, 39},
    [BAND_40_49] = {"40-49", 40, 49},
    [BAND_50_54] = {"50-54", 50, 54},
    [BAND_55_59] = {"55-59", 55, 59},
    [BAND_60] = {"60", 60, 60},
    [BAND_OVER_60] = {"over60", 61, INT_MAX},
    [BAND_OVER_90] = {"over90", 91, INT_MAX},
    [BAND_OVER_180] = {"over180", 181, INT_MAX},
    [BAND_OVER_365] = {"over365", 366, INT_MAX},
};

enum band band_of_day(int day) {
    for (int i = BAND_OVER_60; i > BAND_0_30; i--)
        if (day >= bands[i].first)
            return (enum band)i;
    return BAND_0_30;
}

void band_days(enum band band, int *first, int *last) {
    bool known = (int)band >= 0 && (int)band < BAND_COUNT_ALL;
    *first = known ? bands[band].first : 0;
    *last = known ? bands[band].last : INT_MAX;
}

const char *band_name(enum band band) {
    return (int)band >= 0 && (int)band < BAND_COUNT_ALL ? bands[band].name : "";
}

enum band band_parse(const char *name) {
    for (int i = 0; name && i < BAND_COUNT_ALL; i++)
        if (strcmp(name, bands[i].name) == 0)
            return (enum band)i;
    return BAND_ANY;
}

const int alert_days[ALERT_DAYS] = {31, 40, 50, 55, 60};

int alert_crossed(int day) {
    int crossed = 0;
    for (int i = 0; i < ALERT_DAYS; i++)
        if (day >= alert_days[i])
            crossed = alert_days[i];
    return crossed;
}

bool alert_today(int day) {
    for (int i = 0; i < ALERT_DAYS; i++)
        if (day == alert_days[i])
            return true;
    return false;
}
