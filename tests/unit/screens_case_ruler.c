/* The 60-day ruler as lines of text: how far it is heavy on days 0, 31, 60 and 64, without line drawing, before the FIR
 * and after the disposal; several marks on one day and at the ends; widths from too narrow to too wide; a clock that
 * counts from 1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "screens/case_ruler.h"

#define FIR civil_from_ymd(2026, 9, 24)
#define ONE_A_DAY 69 /* so wide that each day has one column: day n stands in column n + 1 */

static const struct limit_rule from_0 = {0};
static struct ruler ruler;

static void draw(int day, const struct ruler_mark *marks, int n, bool ascii) {
    ruler_draw(&ruler, ONE_A_DAY, FIR, FIR + day, &from_0, marks, n, ascii);
}

static void is_line(const char *line) {
    assert_string_equal(ruler.line, line);
}

static void days_and_dates(void **state) {
    (void)state;
    draw(0, NULL, 0, false);
    assert_string_equal(ruler.days, "                               31       40        50   55   60");
    assert_string_equal(ruler.dates, " 24/09                                                     23/11");
}

static void what_has_passed_is_heavy(void **state) {
    (void)state;
    draw(0, NULL, 0, false);
    is_line(" ┝──────────────────────────────┼────────┼─────────┼────┼────┤");
    assert_int_equal(ruler.today_column, 1);
    draw(31, NULL, 0, false);
    is_line(" ┝━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┿────────┼─────────┼────┼────┤");
    assert_int_equal(ruler.today_column, 32);
    draw(59, NULL, 0, false);
    is_line(" ┝━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┿━━━━━━━━┿━━━━━━━━━┿━━━━┿━━━━┤");
}

static void day_60_and_after(void **state) {
    (void)state;
    draw(60, NULL, 0, false);
    is_line(" ┝━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┿━━━━━━━━┿━━━━━━━━━┿━━━━┿━━━━┥◄");
    assert_int_equal(ruler.today_column, 61);
    draw(64, NULL, 0, false);
    is_line(" ┝━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┿━━━━━━━━┿━━━━━━━━━┿━━━━┿━━━━┥► +4");
    assert_int_equal(ruler.today_column, 61);
}

static void ascii_has_no_line_drawing(void **state) {
    (void)state;
    draw(0, NULL, 0, true);
    is_line(" |------------------------------+--------+---------+----+----|");
    draw(31, NULL, 0, true);
    is_line(" |==============================+--------+---------+----+----|");
    draw(60, NULL, 0, true);
    is_line(" |==============================+========+=========+====+====|<");
    draw(64, NULL, 0, true);
    is_line(" |==============================+========+=========+====+====|> +4");
}

static void before_the_clock_began(void **state) {
    (void)state;
    draw(-3, NULL, 0, false);
    is_line(" ├──────────────────────────────┼────────┼─────────┼────┼────┤");
    assert_int_equal(ruler.today_column, -1);
}

static void marks_of_one_day_stand_side_by_side(void **state) {
    (void)state;
    const struct ruler_mark marks[] = {{2, 'A'}, {2, 'B'}, {3, 'C'}, {31, 'F'}, {2, 'D'}};
    draw(40, marks, 5, true);
    is_line(" |=ABCD=========================F========+---------+----+----|");
    draw(40, marks, 4, false);
    is_line(" ┝━ABC━━━━━━━━━━━━━━━━━━━━━━━━━━F━━━━━━━━┿─────────┼────┼────┤");
}

static void marks_outside_stand_at_the_ends(void **state) {
    (void)state;
    const struct ruler_mark marks[] = {{-4, 'A'}, {0, 'B'}, {59, 'W'}, {75, 'Z'}};
    draw(64, marks, 4, true);
    is_line(" AB=============================+========+=========+====+===WZ> +4");
    /* the line has one last column: of several there the first is shown, and nothing beyond the line */
    const struct ruler_mark late[] = {{60, 'X'}, {60, 'Y'}, {95, 'Z'}};
    draw(64, late, 3, true);
    is_line(" |==============================+========+=========+====+====X> +4");
}

static void widths_are_kept_in_bounds(void **state) {
    (void)state;
    ruler_draw(&ruler, 10, FIR, FIR + 64, &from_0, NULL, 0, true);
    assert_string_equal(ruler.days, "                31  40   50 55 60");
    is_line(" |===============+===+====+==+==|> +4");
    assert_string_equal(ruler.dates, " 24/09                        23/11");
    ruler_draw(&ruler, 100000, FIR, FIR + 400, &from_0, NULL, 0, false);
    assert_true(strlen(ruler.line) < sizeof ruler.line);
    assert_non_null(strstr(ruler.line, "┥► +340"));
    assert_int_equal(ruler.today_column, 231);
    for (int columns = 40; columns < RULER_COLUMNS; columns++) { /* each width has its five days and its end */
        ruler_draw(&ruler, columns, FIR, FIR + 60, &from_0, NULL, 0, true);
        int crosses = 0;
        for (const char *at = ruler.line; *at; at++)
            crosses += *at == '+';
        assert_int_equal(crosses, ALERT_DAYS - 1);
        assert_string_equal(ruler.line + strlen(ruler.line) - 2, "|<");
        assert_string_equal(ruler.days + strlen(ruler.days) - 2, "60");
        assert_true((int)strlen(ruler.line) <= columns && (int)strlen(ruler.dates) <= columns);
    }
}

static void a_clock_that_begins_with_day_1(void **state) {
    (void)state;
    const struct limit_rule from_1 = {.first_day = 1};
    ruler_draw(&ruler, ONE_A_DAY, FIR, FIR, &from_1, NULL, 0, false);
    is_line(" ┝━─────────────────────────────┼────────┼─────────┼────┼────┤");
    assert_string_equal(ruler.dates, " 24/09                                                     22/11");
    ruler_draw(&ruler, ONE_A_DAY, FIR, FIR + 59, &from_1, NULL, 0, true);
    is_line(" |==============================+========+=========+====+====|<");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_dates),
        cmocka_unit_test(what_has_passed_is_heavy),
        cmocka_unit_test(day_60_and_after),
        cmocka_unit_test(ascii_has_no_line_drawing),
        cmocka_unit_test(before_the_clock_began),
        cmocka_unit_test(marks_of_one_day_stand_side_by_side),
        cmocka_unit_test(marks_outside_stand_at_the_ends),
        cmocka_unit_test(widths_are_kept_in_bounds),
        cmocka_unit_test(a_clock_that_begins_with_day_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
