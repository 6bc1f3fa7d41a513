/* Guessed sections in the database: a case that is probable because a section was guessed stays so when the rules change,
 * until its sections are read from the source again; what the source says then decides, also where its text is the same. */
#include "tests/unit/db_cases.h"

/* One section, guessed or not; each put has a session of its own, as each import has. */
static void put_section(bool guessed) {
    struct section_list list;
    sections_from_text("IPC:376E", &list);
    list.at[0].guessed = guessed;
    struct case_facts f = no_facts(case_no(1), TODAY - 40);
    f.sections = &list;
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    must_put_case(put, &f);
    must_put_end(put);
    must_commit(w);
}

static bool is_probable(void) {
    struct cache_writer *w = must_begin();
    int64_t probable = sql_int(w->db, "SELECT probable FROM fir_case", -1);
    must_commit(w);
    assert_in_range(probable, 0, 1);
    return probable == 1;
}

/* Another set of rules reads the stored cases, as a new version of the program does. */
static void rules_change(void) {
    static const char more[] = "act\tsection\tcategory\tlist\tfrom\tto\tcertainty\tbasis\n"
                               "BNS\t137\t376\town\t2024-07-01\t-\tsure\ta test\n";
    struct error e = {0};
    struct rule_set *wider = NULL;
    size_t n;
    const char *text = shipped_offence_rules(&n);
    assert_true(rules_read(&wider, "shipped", text, n, &e) && rules_read(&wider, "more", more, sizeof more - 1, &e));
    struct cache_writer *w = must_begin();
    struct case_put *put = case_put_begin(w, wider, "import", TODAY, &limit, DISPOSED_CCTNS, false, &e);
    assert_non_null(put);
    must_put_end(put);
    must_commit(w);
    rules_free(wider);
}

static void a_guess_stays_probable(void **state) {
    (void)state;
    put_section(true);
    assert_true(is_probable());
    rules_change();
    assert_true(is_probable());
    put_section(true); /* and back to the shipped rules */
    assert_true(is_probable());
}

static void the_source_settles_a_guess(void **state) {
    (void)state;
    put_section(true);
    rules_change();
    put_section(false);
    assert_false(is_probable());
}

static void a_new_parser_may_guess(void **state) {
    (void)state;
    put_section(false);
    assert_false(is_probable());
    rules_change();
    assert_false(is_probable());
    put_section(true);
    assert_true(is_probable());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_guess_stays_probable),
        TEST(the_source_settles_a_guess),
        TEST(a_new_parser_may_guess),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
