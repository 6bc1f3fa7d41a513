/* The clock: IST whatever TZ says, the correction, stamps and how they are shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "src/clock.h"

/* Today in India by the C library, which knows Asia/Kolkata as a fixed rule here. */
static civil_day india_today(void) {
    time_t now = time(NULL) + 19800;
    struct tm tm;
    gmtime_r(&now, &tm);
    return civil_from_ymd(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static void today_is_indias_whatever_tz(void **state) {
    (void)state;
    static const char *const zones[] = {"UTC", "America/Los_Angeles", "XXX-14", "XXX12", ":/nowhere"};
    for (size_t i = 0; i < 5; i++) {
        setenv("TZ", zones[i], 1);
        tzset();
        civil_day before = india_today(), got = clock_today(), after = india_today();
        assert_true(got == before || got == after);
    }
}

static void the_correction_moves_everything(void **state) {
    (void)state;
    civil_day today = clock_today();
    int64_t now = clock_now_ms();
    clock_set_offset((int64_t)86400000 * 3);
    assert_in_range(clock_today() - today, 3, 4);
    assert_in_range(clock_now_ms() - now, 86400000 * 3, 86400000 * 3 + 60000);
    clock_set_offset(0);
    int64_t a = clock_monotonic_ms();
    clock_set_offset(-1000000);
    assert_true(clock_monotonic_ms() >= a); /* measuring is not corrected */
    clock_set_offset(0);
}

/* The offset puts the clock a second before and after midnight in India. */
static void midnight(void **state) {
    (void)state;
    int64_t ist = clock_now_ms() + 19800000;
    int64_t to_midnight = 86400000 - ist % 86400000;
    civil_day today = clock_today();
    clock_set_offset(to_midnight - 30000);
    assert_int_equal(clock_today(), today);
    assert_in_range(clock_seconds_to_midnight(), 1, 30);
    clock_set_offset(to_midnight + 30000);
    assert_int_equal(clock_today(), today + 1);
    assert_in_range(clock_seconds_to_midnight(), 86000, 86400);
    clock_set_offset(0);
}

static void shown(const char *stamp, const char *expected) {
    char out[24] = "?";
    clock_stamp_show(stamp, out);
    assert_string_equal(out, expected);
}

static void stamps(void **state) {
    (void)state;
    char stamp[32];
    clock_stamp(stamp);
    assert_int_equal(strlen(stamp), 24);
    struct tm tm = {0};
    assert_non_null(strptime(stamp, "%Y-%m-%dT%H:%M:%S", &tm));
    int64_t seconds = (int64_t)timegm(&tm);
    assert_in_range(clock_now_ms() / 1000 - seconds, 0, 60);
    shown("2026-11-23T12:34:56.789Z", "23/11/2026 18:04");
    shown("2026-11-23T18:29:59.999Z", "23/11/2026 23:59");
    shown("2026-11-23T18:30:00.000Z", "24/11/2026 00:00");
    shown("2024-02-28T19:00:00Z", "29/02/2024 00:30");
    shown("", "");
    shown("2026-11-23", "");
    shown("2026-11-23T25:00:00Z", "");
    shown("2026-11-23T12:60:00Z", "");
    shown("2026-11-23T1x:00:00Z", "");
    shown("2026-02-30T12:00:00Z", "");
    shown(NULL, "");
}

static void stamps_are_read_back(void **state) {
    (void)state;
    char stamp[32];
    for (int64_t ms = -86400001; ms < INT64_C(4000000000000); ms += INT64_C(12345678987)) {
        clock_stamp_of(ms, stamp);
        assert_int_equal(clock_stamp_ms(stamp), ms);
    }
    assert_int_equal(clock_stamp_ms("2026-11-25T12:34:56Z"), INT64_C(1795610096000));
    assert_int_equal(clock_stamp_ms("2026-11-25T12:34:56"), INT64_C(1795610096000));
    assert_int_equal(clock_stamp_ms("2026-11-25T12:34:56.7Z"), INT64_C(1795610096700));
    static const char *const none[] = {"", "2026-11-25", "2026-11-25 12:34:56Z", "2026-02-30T12:34:56Z", "2026-11-25T24:34:56Z",
                                       "2026-11-25T12:34:56+05:30", "2026-11-25T12:34:5xZ", "2026-11-25T12:34:56.12345678901Zx"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_true(clock_stamp_ms(none[i]) == INT64_MIN);
    assert_true(clock_stamp_ms(NULL) == INT64_MIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(today_is_indias_whatever_tz),
        cmocka_unit_test(the_correction_moves_everything),
        cmocka_unit_test(midnight),
        cmocka_unit_test(stamps),
        cmocka_unit_test(stamps_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
