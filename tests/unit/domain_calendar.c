/* The calendar: every date of 2018-2030 against a second way of counting (a day-by-day almanac written here, and the C
 * library's timegm), day 60 and the two months against the table of domain.md and a second rule, latest-from against
 * every due date and every setting, bands, alert days, and the date field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "src/domain/calendar.h"

#define FIRST_YEAR 2018
#define LAST_YEAR 2030

static const struct limit_rule settings[] = {
    {0, DEADLINE_EARLIER}, {0, DEADLINE_DAY60}, {0, DEADLINE_TWO_MONTHS},
    {1, DEADLINE_EARLIER}, {1, DEADLINE_DAY60}, {1, DEADLINE_TWO_MONTHS},
};
#define SETTINGS ((int)(sizeof settings / sizeof settings[0]))

static const struct limit_rule shipped = {0, DEADLINE_EARLIER};

/* The lengths of the months, as a table for each kind of year: another way than the formula of the program. */
static int almanac_days(int y, int m) {
    static const int days[2][12] = {
        {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
        {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
    };
    bool is_leap = y % 400 == 0 || (y % 100 != 0 && y % 4 == 0);
    return days[is_leap][m - 1];
}

static civil_day iso(const char *text) {
    civil_day day = civil_parse_iso(text);
    if (day == CIVIL_NONE)
        fail_msg("%s is no date", text);
    return day;
}

static void assert_date(civil_day day, const char *expected) {
    char text[11];
    civil_iso(day, text);
    assert_string_equal(text, expected);
}

static void every_date_counts_on_from_the_one_before(void **state) {
    (void)state;
    civil_day day = 0;
    for (int y = 1970; y <= 2199; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= almanac_days(y, m); d++, day++) {
                int yy, mm, dd;
                assert_int_equal(civil_from_ymd(y, m, d), day);
                civil_to_ymd(day, &yy, &mm, &dd);
                assert_true(yy == y && mm == m && dd == d);
                assert_int_equal(civil_weekday(day), (4 + day) % 7);
            }
    day = 0;
    for (int y = 1969; y >= 1900; y--)
        for (int m = 12; m >= 1; m--)
            for (int d = almanac_days(y, m); d >= 1; d--) {
                int yy, mm, dd;
                day--;
                assert_int_equal(civil_from_ymd(y, m, d), day);
                civil_to_ymd(day, &yy, &mm, &dd);
                assert_true(yy == y && mm == m && dd == d);
            }
}

static void every_date_2018_2030_is_the_c_librarys(void **state) {
    (void)state;
    for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= almanac_days(y, m); d++) {
                struct tm tm = {.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d};
                civil_day day = civil_from_ymd(y, m, d);
                char text[16], expected[32];
                assert_int_equal(timegm(&tm), (int64_t)day * 86400);
                assert_int_equal(civil_weekday(day), tm.tm_wday);
                strftime(expected, sizeof expected, "%Y-%m-%d", &tm);
                civil_iso(day, text);
                assert_string_equal(text, expected);
                assert_int_equal(civil_parse_iso(text), day);
                strftime(expected, sizeof expected, "%d/%m/%Y", &tm);
                civil_show(day, text);
                assert_string_equal(text, expected);
            }
}

static void what_is_no_date(void **state) {
    (void)state;
    static const char *const bad[] = {"",           "2026-02-29", "2026-13-01",  "2026-00-10",  "2026-1-01",
                                      "2026-01-1",  "2026/01/01", "2026-01-01 ", " 2026-01-01", "1899-12-31",
                                      "2200-01-01", "20260101",   "2026-04-31",  "abcd-ef-gh"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (civil_parse_iso(bad[i]) != CIVIL_NONE)
            fail_msg("\"%s\" was taken for a date", bad[i]);
    assert_int_equal(civil_parse_iso(NULL), CIVIL_NONE);
    assert_int_equal(civil_from_ymd(2025, 2, 29), CIVIL_NONE);
    assert_int_not_equal(civil_from_ymd(2024, 2, 29), CIVIL_NONE);
    assert_int_not_equal(civil_from_ymd(2000, 2, 29), CIVIL_NONE);
    assert_int_equal(civil_from_ymd(2100, 2, 29), CIVIL_NONE);
    assert_int_equal(civil_from_ymd(2026, INT_MAX, 1), CIVIL_NONE);
    assert_int_equal(civil_from_ymd(2026, 1, INT_MIN), CIVIL_NONE);
    char text[11];
    civil_iso(CIVIL_NONE, text);
    assert_string_equal(text, "");
    civil_show(CIVIL_NONE, text);
    assert_string_equal(text, "");
}

static void the_table_of_the_limit(void **state) {
    (void)state;
    static const struct {
        const char *fir, *two_months, *day60;
        int day_of_two_months;
    } table[] = {
        {"2024-12-31", "2025-02-28", "2025-03-01", 59}, {"2025-01-01", "2025-03-01", "2025-03-02", 59},
        {"2024-12-30", "2025-02-28", "2025-02-28", 60}, {"2024-12-29", "2025-02-28", "2025-02-27", 61},
        {"2025-07-01", "2025-09-01", "2025-08-30", 62}, {"2018-04-21", "2018-06-21", "2018-06-20", 61},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        civil_day fir = iso(table[i].fir);
        assert_date(limit_two_months(fir), table[i].two_months);
        assert_date(limit_date_of_day(fir, 60, &shipped), table[i].day60);
        assert_int_equal(limit_day(fir, limit_two_months(fir), &shipped), table[i].day_of_two_months);
    }
    assert_int_equal(limit_two_months(CIVIL_NONE), CIVIL_NONE);
    assert_int_equal(limit_date_of_day(CIVIL_NONE, 60, &shipped), CIVIL_NONE);
}

static void first_day_1_counts_the_fir_date_as_day_1(void **state) {
    (void)state;
    struct limit_rule rule = {1, DEADLINE_EARLIER};
    civil_day fir = iso("2026-09-24");
    assert_int_equal(limit_day(fir, fir, &rule), 1);
    assert_int_equal(limit_day(fir, fir, &shipped), 0);
    assert_date(limit_date_of_day(fir, 60, &rule), "2026-11-22");
    assert_date(limit_date_of_day(fir, 60, &shipped), "2026-11-23");
    assert_int_equal(limit_day(fir, fir - 3, &shipped), -3);
}

/* The second rule for two months, by hand: the same day number two calendar months on, or the month's last. */
static civil_day two_months_by_almanac(int y, int m, int d) {
    for (int i = 0; i < 2; i++)
        if (++m > 12) {
            m = 1;
            y++;
        }
    while (d > almanac_days(y, m))
        d--;
    return civil_from_ymd(y, m, d);
}

static void every_date_and_every_setting(void **state) {
    (void)state;
    int dates = 0;
    for (int s = 0; s < SETTINGS; s++) {
        const struct limit_rule *rule = &settings[s];
        for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
            for (int m = 1; m <= 12; m++)
                for (int d = 1; d <= almanac_days(y, m); d++, dates++) {
                    civil_day fir = civil_from_ymd(y, m, d);
                    civil_day months = two_months_by_almanac(y, m, d);
                    civil_day day60 = fir + 60 - rule->first_day;
                    civil_day expected = rule->deadline == DEADLINE_DAY60        ? day60
                                         : rule->deadline == DEADLINE_TWO_MONTHS ? months
                                         : months < day60                        ? months
                                                                                 : day60;
                    assert_int_equal(limit_two_months(fir), months);
                    assert_int_equal(limit_date_of_day(fir, 60, rule), day60);
                    assert_int_equal(limit_due(fir, true, rule), expected);
                    assert_int_equal(limit_due(fir, false, rule), day60); /* no legal two months: day 60 governs */
                    assert_int_equal(limit_left(fir, true, fir + 10, rule), expected - fir - 10);
                    assert_int_equal(limit_day(fir, limit_date_of_day(fir, 31, rule), rule), 31);
                    assert_int_equal(limit_left(fir, true, expected, rule), 0);
                    assert_int_equal(limit_left(fir, true, expected + 1, rule), -1);
                }
    }
    assert_int_equal(dates, SETTINGS * 4748); /* 13 years, four of them with a 29 February */
}

static void due_never_falls_when_the_fir_date_rises(void **state) {
    (void)state;
    for (int s = 0; s < SETTINGS; s++)
        for (int legal = 0; legal < 2; legal++)
            for (civil_day fir = iso("2018-01-01"); fir < iso("2031-01-01"); fir++)
                assert_true(limit_due(fir + 1, legal, &settings[s]) >= limit_due(fir, legal, &settings[s]));
}

static void latest_from_is_exact(void **state) {
    (void)state;
    for (int s = 0; s < SETTINGS; s++)
        for (int legal = 0; legal < 2; legal++)
            for (civil_day due = iso("2018-01-01"); due < iso("2031-01-01"); due++) {
                civil_day latest = CIVIL_NONE;
                for (civil_day from = due - 90; from <= due + 5; from++)
                    if (limit_due(from, legal, &settings[s]) <= due)
                        latest = from;
                assert_int_equal(limit_latest_from(due, legal, &settings[s]), latest);
            }
    assert_int_equal(limit_latest_from(CIVIL_NONE, true, &shipped), CIVIL_NONE);
}

static void bands_part_all_day_counts(void **state) {
    (void)state;
    static const char *const names[] = {"0-30", "31-39",  "40-49",  "50-54",   "55-59",
                                        "60",   "over60", "over90", "over180", "over365"};
    for (int day = -10; day < 1000; day++) {
        int in = 0;
        for (int b = 0; b < BAND_COUNT; b++) {
            int first, last;
            band_days((enum band)b, &first, &last);
            if (day >= first && day <= last) {
                in++;
                assert_int_equal(band_of_day(day), b);
            }
        }
        assert_int_equal(in, day < 0 ? 0 : 1);
    }
    assert_int_equal(band_of_day(-1), BAND_0_30);
    assert_int_equal(band_of_day(INT_MAX), BAND_OVER_60);
    for (int b = 0; b < BAND_COUNT_ALL; b++) {
        assert_string_equal(band_name((enum band)b), names[b]);
        assert_int_equal(band_parse(names[b]), b);
    }
    int first, last;
    band_days(BAND_OVER_365, &first, &last);
    assert_true(first == 366 && last == INT_MAX);
    assert_int_equal(band_parse("61"), BAND_ANY);
    assert_int_equal(band_parse(""), BAND_ANY);
    assert_int_equal(band_parse(NULL), BAND_ANY);
    assert_string_equal(band_name(BAND_ANY), "");
}

static void alert_days_are_crossed_in_order(void **state) {
    (void)state;
    static const struct {
        int day, crossed;
        bool today;
    } table[] = {
        {-1, 0, false},  {30, 0, false},  {31, 31, true},  {32, 31, false},  {39, 31, false},
        {40, 40, true},  {49, 40, false}, {50, 50, true},  {54, 50, false},  {55, 55, true},
        {59, 55, false}, {60, 60, true},  {61, 60, false}, {999, 60, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(alert_crossed(table[i].day), table[i].crossed);
        assert_int_equal(alert_today(table[i].day), table[i].today);
    }
}

static void typed(const char *text, const char *today, const char *expected) {
    char got[11];
    civil_iso(civil_parse_typed(text, iso(today)), got);
    if (strcmp(got, expected) != 0)
        fail_msg("\"%s\" on %s: %s, expected %s", text, today, got, expected);
}

static void the_date_field(void **state) {
    (void)state;
    typed("", "2026-11-23", "2026-11-23");
    typed("  ", "2026-11-23", "2026-11-23");
    typed("23", "2026-11-23", "2026-11-23");
    typed("24", "2026-11-23", "2026-10-24"); /* this month's 24th is still to come */
    typed("3", "2026-11-23", "2026-11-03");
    typed("31", "2026-03-05", "2026-01-31"); /* February has none */
    typed("30", "2026-03-05", "2026-01-30");
    typed("31", "2026-01-05", "2025-12-31");
    typed("2310", "2026-11-23", "2026-10-23");
    typed("23/10", "2026-11-23", "2026-10-23");
    typed("23-10", "2026-11-23", "2026-10-23");
    typed("3/1", "2026-11-23", "2026-01-03");
    typed("2412", "2026-11-23", "2025-12-24");
    typed("2902", "2026-11-23", "2024-02-29");
    typed("231026", "2026-11-23", "2026-10-23");
    typed("23102026", "2026-11-23", "2026-10-23");
    typed("23/10/2026", "2026-11-23", "2026-10-23");
    typed("23-10-26", "2026-11-23", "2026-10-23");
    typed("23.10.2026", "2026-11-23", "2026-10-23");
    typed("2026-10-23", "2026-11-23", "2026-10-23");
    typed(" 23/10/2026 ", "2026-11-23", "2026-10-23");
    typed("२३/१०/२०२६", "2026-11-23", "2026-10-23");
    typed("२३", "2026-11-23", "2026-11-23");
    typed("25/12/2026", "2026-11-23", "2026-12-25"); /* with a year it is taken as it stands */
    static const char *const bad[] = {
        "0",      "32",  "3213",         "31/11", "31/02/2026", "231",       "23/10/026",  "23/10-26", "23//10", "a",
        "23/10/", "/23", "2026/10/23/1", "23 10", "99999999",   "123456789", "29/02/2025", "2026-1-2", "1e3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        typed(bad[i], "2026-11-23", "");
    assert_int_equal(civil_parse_typed(NULL, 0), CIVIL_NONE);
}

static void typed_ahead(const char *text, const char *today, const char *expected) {
    char got[11];
    civil_iso(civil_parse_typed_ahead(text, iso(today)), got);
    if (strcmp(got, expected) != 0)
        fail_msg("\"%s\" ahead of %s: %s, expected %s", text, today, got, expected);
}

static void a_date_to_come(void **state) {
    (void)state;
    typed_ahead("", "2026-11-23", "2026-11-23");
    typed_ahead("23", "2026-11-23", "2026-11-23");
    typed_ahead("24", "2026-11-23", "2026-11-24");
    typed_ahead("3", "2026-11-23", "2026-12-03");
    typed_ahead("31", "2026-11-23", "2026-12-31"); /* November has none */
    typed_ahead("31", "2027-01-31", "2027-01-31");
    typed_ahead("0112", "2026-11-23", "2026-12-01");
    typed_ahead("22/11", "2026-11-23", "2027-11-22");
    typed_ahead("2902", "2026-11-23", "2028-02-29");
    typed_ahead("2902", "2096-03-01", "2104-02-29");
    typed_ahead("23/10/2026", "2026-11-23", "2026-10-23"); /* with a year it is taken as it stands */
    typed_ahead("2026-12-23", "2026-11-23", "2026-12-23");
    typed_ahead("०५", "2026-11-23", "2026-12-05");
    typed_ahead("32", "2026-11-23", "");
    typed_ahead("x", "2026-11-23", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_date_counts_on_from_the_one_before),
        cmocka_unit_test(every_date_2018_2030_is_the_c_librarys),
        cmocka_unit_test(what_is_no_date),
        cmocka_unit_test(the_table_of_the_limit),
        cmocka_unit_test(first_day_1_counts_the_fir_date_as_day_1),
        cmocka_unit_test(every_date_and_every_setting),
        cmocka_unit_test(due_never_falls_when_the_fir_date_rises),
        cmocka_unit_test(latest_from_is_exact),
        cmocka_unit_test(bands_part_all_day_counts),
        cmocka_unit_test(alert_days_are_crossed_in_order),
        cmocka_unit_test(the_date_field),
        cmocka_unit_test(a_date_to_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
