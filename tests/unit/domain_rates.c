/* The four rates: which case counts where, for every age and every day of disposal; the parts make the whole; the check
 * values of domain.md section 4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "src/domain/rates.h"

static const struct limit_rule shipped = {0, DEADLINE_EARLIER};

static void one_case(int age, int disposed_on_day, struct rate_counts *out) {
    civil_day from = civil_from_ymd(2026, 1, 1);
    *out = (struct rate_counts){0};
    rates_add(out, from, disposed_on_day < 0 ? CIVIL_NONE : from + disposed_on_day, from + age, &shipped);
}

static void every_age_and_every_day_of_disposal(void **state) {
    (void)state;
    for (int age = 0; age <= 130; age++)
        for (int on = -1; on <= 140; on++) {
            struct rate_counts c;
            bool disposed = on >= 0 && on <= age; /* what happens after as_of has not happened */
            one_case(age, on, &c);
            assert_int_equal(c.n, 1);
            assert_int_equal(c.disposed, disposed);
            assert_int_equal(c.n60, age >= 61);
            assert_int_equal(c.in60, age >= 61 && disposed && on <= 60);
            assert_int_equal(c.late, age >= 61 && disposed && on > 60);
            assert_int_equal(c.pending, age >= 61 && !disposed);
            assert_true(rates_add_up(&c));
        }
}

static void a_case_of_the_future_does_not_count(void **state) {
    (void)state;
    struct rate_counts c;
    one_case(-1, -1, &c);
    assert_int_equal(c.n, 0);
}

static void first_day_1_moves_day_60(void **state) {
    (void)state;
    struct limit_rule rule = {1, DEADLINE_EARLIER};
    civil_day from = civil_from_ymd(2026, 1, 1);
    struct rate_counts c = {0};
    rates_add(&c, from, from + 59, from + 60, &rule); /* day 60, and today is day 61 */
    rates_add(&c, from, from + 60, from + 60, &rule);
    rates_add(&c, from, CIVIL_NONE, from + 59, &rule); /* day 60: not yet among those whose day 60 has passed */
    assert_true(c.n == 3 && c.n60 == 2 && c.in60 == 1 && c.late == 1 && c.pending == 0);
}

/* 83.125 is 83.13 everywhere: "%.2f" of the double would say 83.12, as of 5.625. */
static void rounded_half_up(void **state) {
    (void)state;
    assert_int_equal(rate_hundredths(133, 160), 8313);
    assert_int_equal(rate_hundredths(9, 160), 563);
    assert_int_equal(rate_hundredths(1, 3), 3333);
    assert_int_equal(rate_hundredths(2, 3), 6667);
    assert_int_equal(rate_hundredths(0, 7), 0);
    assert_int_equal(rate_hundredths(7, 7), 10000);
    assert_int_equal(rate_hundredths(0, 0), -1);
    assert_true(isnan(rate_rounded(0, 0)));
    for (int64_t whole = 1; whole <= 400; whole++)
        for (int64_t part = 0; part <= whole; part++) {
            int64_t h = rate_hundredths(part, whole);
            char text[32], expected[32];
            assert_true(2 * whole * h <= 20000 * part + whole && 20000 * part + whole < 2 * whole * (h + 1));
            snprintf(text, sizeof text, "%.2f", rate_rounded(part, whole));
            snprintf(expected, sizeof expected, "%d.%02d", (int)(h / 100), (int)(h % 100));
            assert_string_equal(text, expected);
        }
}

static void the_check_values(void **state) {
    (void)state;
    struct rate_counts india = {.n = 172471, .n60 = 164449, .in60 = 54161};
    india.pending = india.n60 - india.in60;
    assert_true(rates_add_up(&india));
    assert_true(fabs(rates_of(&india).compliance - 32.9) < 0.05);
    /* UP, June 2025: 98.60 % disposed, 80.60 % in time, 0.20 % pending; the late are the rest */
    struct rate_counts up = {
        .n = 100000, .disposed = 98600, .n60 = 100000, .in60 = 80600, .pending = 200, .late = 19200};
    assert_true(rates_add_up(&up));
    struct rates r = rates_of(&up);
    assert_true(fabs(r.disposal - 98.6) < 1e-9 && fabs(r.compliance - 80.6) < 1e-9 && fabs(r.pendency - 0.2) < 1e-9);
    assert_true(fabs(r.compliance + r.late + r.pendency - 100.0) < 1e-9);
}

static void nothing_to_divide_by(void **state) {
    (void)state;
    struct rate_counts none = {0};
    struct rates r = rates_of(&none);
    assert_true(isnan(r.disposal) && isnan(r.compliance) && isnan(r.late) && isnan(r.pendency));
    struct rate_counts wrong = {.n60 = 3, .in60 = 1, .late = 1};
    assert_false(rates_add_up(&wrong));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_age_and_every_day_of_disposal),
        cmocka_unit_test(a_case_of_the_future_does_not_count),
        cmocka_unit_test(first_day_1_moves_day_60),
        cmocka_unit_test(rounded_half_up),
        cmocka_unit_test(the_check_values),
        cmocka_unit_test(nothing_to_divide_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
