/* Case numbers: the key that both databases share, and every form in which a FIR number is typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "src/domain/case_no.h"

static void the_key_holds_its_parts_and_orders(void **state) {
    (void)state;
    static const int64_t stations[] = {1, 31655001, 31999001, 99999999, CASE_STATION_MAX};
    static const int years[] = {CASE_YEAR_MIN, 2018, 2026, CASE_YEAR_MAX};
    static const int serials[] = {1, 412, 9999, CASE_SERIAL_MAX};
    case_id before = 0;
    for (size_t s = 0; s < 5; s++)
        for (size_t y = 0; y < 4; y++)
            for (size_t n = 0; n < 4; n++) {
                case_id id = case_id_make(stations[s], years[y], serials[n]);
                assert_true(id > before); /* station, then year, then serial */
                before = id;
                assert_true(case_id_station(id) == stations[s]);
                assert_int_equal(case_id_year(id), years[y]);
                assert_int_equal(case_id_serial(id), serials[n]);
                char full[CASE_NO_SIZE];
                case_no_full(id, full);
                assert_true(case_no_parse_full(full) == id);
            }
    assert_true(case_id_make(31655001, 2026, 412) == ((int64_t)31655001 << 27 | (int64_t)36 << 20 | 412));
}

static void what_is_out_of_range_is_no_case(void **state) {
    (void)state;
    assert_true(case_id_make(0, 2026, 1) == 0);
    assert_true(case_id_make(-1, 2026, 1) == 0);
    assert_true(case_id_make(CASE_STATION_MAX + 1, 2026, 1) == 0);
    assert_true(case_id_make(1, CASE_YEAR_MIN - 1, 1) == 0);
    assert_true(case_id_make(1, CASE_YEAR_MAX + 1, 1) == 0);
    assert_true(case_id_make(1, 2026, 0) == 0);
    assert_true(case_id_make(1, 2026, CASE_SERIAL_MAX + 1) == 0);
}

static void as_it_is_shown(void **state) {
    (void)state;
    char text[CASE_NO_SIZE];
    case_no_full(case_id_make(31655001, 2026, 412), text);
    assert_string_equal(text, "31655001/0412/2026");
    case_no_short(case_id_make(31655001, 2026, 412), text);
    assert_string_equal(text, "0412/26");
    case_no_short(case_id_make(31655001, 2005, 12345), text);
    assert_string_equal(text, "12345/05");
}

static void the_full_form_back(void **state) {
    (void)state;
    assert_true(case_no_parse_full("31655001/0412/2026") == case_id_make(31655001, 2026, 412));
    static const char *const bad[] = {"",
                                      "31655001/0412",
                                      "31655001/0412/26",
                                      "31655001/0412/2026/",
                                      "31655001/0412/2026 ",
                                      "a/1/2026",
                                      "1//2026",
                                      "99999999999/1/2026",
                                      "1/99999999/2026",
                                      "1/0/2026",
                                      "1/1/1989",
                                      "123456789012345678901234567890/1/2026"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (case_no_parse_full(bad[i]) != 0)
            fail_msg("\"%s\" was taken", bad[i]);
    assert_true(case_no_parse_full(NULL) == 0);
}

static void taken(const char *text, int64_t station, int year, int serial) {
    int64_t s = 42;
    int y = 0, n = 0;
    if (!case_no_parse(text, &s, &y, &n))
        fail_msg("\"%s\" was not taken", text);
    if (s != (station ? station : 42) || y != year || n != serial)
        fail_msg("\"%s\": %lld %d/%d", text, (long long)s, n, y);
}

static void every_form_in_which_it_is_typed(void **state) {
    (void)state;
    taken("386/24", 0, 2024, 386);
    taken("0224/2022", 0, 2022, 224);
    taken("मु0अ0सं0 0123/2024", 0, 2024, 123);
    taken("मु0अ0सं0-0123/2024", 0, 2024, 123);
    taken("मु0अ0सं00123/2024", 0, 2024, 123);
    taken("मु०अ०सं० १२३/२४", 0, 2024, 123);
    taken("मु0अ0सं0 0123 / 2024", 0, 2024, 123);
    taken("मु.अ.सं. 123/2024", 0, 2024, 123);
    taken("मु.अ.सं.123/2024", 0, 2024, 123);
    taken("अ0सं0 7/26", 0, 2026, 7);
    taken("FIR No. 0412/2026", 0, 2026, 412);
    taken("FIR No.412/26", 0, 2026, 412);
    taken(" 412/26 ", 0, 2026, 412);
    taken("412-26", 0, 2026, 412);
    taken("12345/2026", 0, 2026, 12345);
    taken("10/2026", 0, 2026, 10);
    taken("010/26", 0, 2026, 10);
    taken("31655001260412", 31655001, 2026, 412);
    taken("३१६५५००१२६०४१२", 31655001, 2026, 412);
    taken("31655001/0412/2026", 31655001, 2026, 412);
    taken("31655001/412/26", 31655001, 2026, 412);
}

static void what_is_no_number(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      " ",
                                      "412",
                                      "412/",
                                      "/26",
                                      "412/2",
                                      "412/026",
                                      "412/20266",
                                      "0/26",
                                      "412/1989",
                                      "a/b",
                                      "23/10/2026",
                                      "2026-10-23",
                                      "412/26 x",
                                      "1/2/3/4",
                                      "99999999/26",
                                      "1048576/26",
                                      "1234567890",
                                      "मु0अ0सं0",
                                      "12345678901234567",
                                      "31655001260000",
                                      "412//26",
                                      "412/26/"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t s = 42;
        int y = 1, n = 2;
        if (case_no_parse(bad[i], &s, &y, &n))
            fail_msg("\"%s\" was taken: %lld %d/%d", bad[i], (long long)s, n, y);
        assert_true(s == 42 && y == 1 && n == 2); /* nothing is touched */
    }
    int64_t s = 0;
    int y, n;
    assert_false(case_no_parse(NULL, &s, &y, &n));
    char longest[300];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(case_no_parse(longest, &s, &y, &n));
}

static void station_codes(void **state) {
    (void)state;
    assert_true(station_code_parse("31655001") == 31655001);
    assert_true(station_code_parse(" 31655001 ") == 31655001);
    assert_true(station_code_parse("३१६५५००१") == 31655001);
    assert_true(station_code_parse("9999999999") == CASE_STATION_MAX);
    static const char *const bad[] = {"", "0", "12345678901", "31655001a", "-1", "1 2", "x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_true(station_code_parse(bad[i]) == 0);
    assert_true(station_code_parse(NULL) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_holds_its_parts_and_orders),
        cmocka_unit_test(what_is_out_of_range_is_no_case),
        cmocka_unit_test(as_it_is_shown),
        cmocka_unit_test(the_full_form_back),
        cmocka_unit_test(every_form_in_which_it_is_typed),
        cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(station_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
