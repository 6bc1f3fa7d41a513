/* Statuses, final types and officers as people read them; a case with the entries laid over; short numbers; how searches
 * read FIR numbers and sections in both scripts. */
#include "tests/unit/db_cases.h"

static void test_statuses(void **state) {
    enum case_status status;
    (void)state;
    for (int i = 0; i < STATUS_COUNT; i++) {
        assert_true(status_parse(status_name((enum case_status)i), &status));
        assert_int_equal(status, i);
        assert_true(status_label(status)[0] != '\0');
    }
    assert_false(status_parse("closed", &status));
    assert_string_equal(status_name((enum case_status)99), "");
    assert_int_equal(status_state(STATUS_STAYED), 0);
    assert_int_equal(status_state(STATUS_FURTHER), 1);
    assert_int_equal(status_state(STATUS_EXPUNGED), 2);
    assert_string_equal(final_type_label("abated"), "abated");
    assert_string_equal(final_type_label("something"), "something");
}

static void test_officers(void **state) {
    static const struct { const char *rank, *english, *hindi; } ranks[] = {
        {"SI", "SI", "उ0नि0"}, {"उ0नि0", "SI", "उ0नि0"}, {"S.I.", "SI", "उ0नि0"}, {"Sub Inspector", "SI", "उ0नि0"},
        {"INSPECTOR", "Insp", "नि0"}, {"निरीक्षक", "Insp", "नि0"}, {"म0उ0नि0", "WSI", "म0उ0नि0"}, {"Dy Commandant", "Dy Commandant", "Dy Commandant"}};
    char out[200], wanted[200];
    (void)state;
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        struct officer officer = {.name = "R Verma", .name_hi = "आर वर्मा"};
        snprintf(officer.rank, sizeof officer.rank, "%s", ranks[i].rank);
        snprintf(wanted, sizeof wanted, "%s R Verma", ranks[i].english);
        assert_string_equal(officer_show(&officer, out, sizeof out), wanted);
        snprintf(wanted, sizeof wanted, "%s आर वर्मा", ranks[i].hindi);
        assert_string_equal(officer_show_in(&officer, true, out, sizeof out), wanted);
    }
    struct officer only_number = {.pno = "123456789"}, nobody = {0};
    assert_string_equal(officer_show(&only_number, out, sizeof out), "123456789");
    assert_string_equal(officer_show(&nobody, out, sizeof out), "");
}

static void put_three(void) {
    static const char *const sections[] = {"IPC:376D POCSO:5(l) POCSO:6", "BNS:64(1) BNS:351(3)", "BNS:65(1) POCSO:4"};
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    for (int i = 0; i < 3; i++) {
        struct section_list list;
        struct case_facts f = no_facts(case_id_make(STATION, i == 0 ? 2024 : 2026, 386), i == 0 ? civil_from_ymd(2024, 3, 1) : TODAY - 30);
        f.id = i == 2 ? case_id_make(STATION, 2026, 12) : f.id;
        sections_from_text(sections[i], &list);
        f.sections = &list;
        f.io = i == 1 ? (struct officer){.rank = "उ0नि0", .name = "R Verma", .name_hi = "आर वर्मा"}
                      : (struct officer){.rank = "SI", .name = "A Khan"};
        assert_int_equal(must_put_case(put, &f), PUT_ADDED);
    }
    must_put_end(put);
    must_commit(w);
}

static void test_entries_over_facts(void **state) {
    struct error e = {0};
    struct case_detail c;
    (void)state;
    put_three();
    struct store *store = must_open(STORE_ENTRIES);
    assert_false(case_get(store, case_no(9999), &c, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    assert_true(case_get(store, case_no(386), &c, &e));
    assert_string_equal(c.reason, "");
    struct entry reason = entry_of(ENTRY_REASON, 386, "fsl", "");
    must_add(store, &reason);
    assert_true(case_get(store, case_no(386), &c, &e));
    assert_string_equal(c.reason, "fsl");
    assert_int_equal(c.status, STATUS_OPEN);
    assert_string_equal(c.sections, "BNS:64(1) BNS:351(3)");
    store_close(store);
}

static void test_short_numbers(void **state) {
    struct error e = {0};
    case_id id[2];
    (void)state;
    put_three();
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(case_find(store, 386, 0, id, 2, &e), 2);
    assert_int_equal(case_id_year(id[0]), 2026); /* the latest first */
    assert_int_equal(case_find(store, 386, 2024, id, 2, &e), 1);
    assert_int_equal(case_find(store, 7, 0, id, 2, &e), 0);
    assert_int_equal(case_find(store, 386, 0, id, 1, &e), 2); /* more than were asked for */
    store_close(store);
}

/* How many of the three a search finds, all cases. */
static int64_t found(struct store *store, const char *search) {
    struct case_filter filter = {.which = FILTER_ALL, .band = BAND_ANY, .due_within = -1};
    struct case_sort sort = {.by = BY_LEFT};
    struct list_clock clock = {.today = TODAY, .limit = limit};
    struct error e = {0};
    bool exact;
    snprintf(filter.search, sizeof filter.search, "%s", search);
    struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
    if (!list)
        fail_msg("%s: %s", search, e.text);
    int64_t n = case_list_count(list, 0, &exact, &e);
    case_list_close(list);
    return n;
}

static void test_searches(void **state) {
    static const struct { const char *search; int n; } searches[] = {
        {"", 3}, {"   ", 3}, {"386", 2}, {"३८६", 2}, {"386/24", 1}, {"386/2024", 1}, {"386/2", 2}, {"386/", 2}, {"0386/26", 1},
        {"मु0अ0सं0 386/24", 1}, {"31655001/0386/2024", 1}, {"31655001240386", 1}, {"31655001", 3}, {"31655002", 0},
        {"376", 1}, {"376d", 1}, {"376घ", 1}, {"37", 0}, {"5(l)", 1}, {"6", 1}, {"64", 1}, {"pocso", 2}, {"पाक्सो", 2}, {"पॉक्सो", 2},
        {"bns", 2}, {"धारा 376 भादवि", 1}, {"verma", 1}, {"वर्मा", 1}, {"VERMA 64", 1}, {"verma pocso", 0}, {"khan 12", 1}, {"r verma", 1},
        {"nobody", 0}, {"'; DROP TABLE fir_case; --", 0}, {"%", 0}, {"*", 0}, {"[", 0}, {"?", 0}, {"386/24/1/2", 0}, {"99999999999999999999", 0},
        {"अअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअअ", 0}};
    (void)state;
    put_three();
    struct store *store = must_open(STORE_ENTRIES);
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        int64_t n = found(store, searches[i].search);
        if (n != searches[i].n)
            fail_msg("search \"%s\" finds %lld, %d wanted", searches[i].search, (long long)n, searches[i].n);
    }
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_statuses), TEST(test_officers), TEST(test_entries_over_facts),
                                       TEST(test_short_numbers), TEST(test_searches)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
