/* Writing cases: added, changed, unchanged, not tracked; what is not said stays; sections, IO, status and transfers leave
 * dated events; synced facts beat imported ones; rules that change are read anew; a bulk load equals single puts. */
#include "tests/unit/db_cases.h"

static struct section_list list_a, list_b;

static struct case_facts facts_of(int serial, civil_day on, const char *sections, struct section_list *list) {
    struct case_facts f = no_facts(case_no(serial), on);
    sections_from_text(sections, list);
    f.sections = list;
    return f;
}

static enum put_result put_one(const char *source, const struct case_facts *f) {
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, source, false);
    enum put_result result = must_put_case(put, f);
    must_put_end(put);
    must_commit(w);
    return result;
}

static struct case_detail must_get(case_id id) {
    struct store *store = must_open(STORE_ENTRIES);
    struct case_detail c;
    struct error e = {0};
    if (!case_get(store, id, &c, &e))
        fail_msg("case_get: %s", e.text);
    store_close(store);
    return c;
}

static void test_results(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 10, "BNS:64(1)", &list_a);
    assert_int_equal(put_one("import", &f), PUT_ADDED);
    assert_int_equal(put_one("import", &f), PUT_UNCHANGED);
    snprintf(f.gd_no, sizeof f.gd_no, "023");
    assert_int_equal(put_one("import", &f), PUT_CHANGED);
    f.gd_no[0] = '\0'; /* not said: stays */
    assert_int_equal(put_one("import", &f), PUT_UNCHANGED);
    assert_string_equal(must_get(f.id).gd_no, "023");
    struct case_facts none = facts_of(2, TODAY - 10, "BNS:303(2)", &list_b);
    assert_int_equal(put_one("import", &none), PUT_NOT_TRACKED);
    none.sections = NULL;
    assert_int_equal(put_one("import", &none), PUT_NOT_TRACKED);
}

static void test_why_not(void **state) {
    (void)state;
    struct error e = {0};
    enum put_result result;
    enum not_tracked_why why = WHY_TRACKED;
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    struct case_facts f = facts_of(1, civil_from_ymd(2018, 4, 20), "IPC:376", &list_a);
    assert_true(case_put(put, &f, &result, &why, &e));
    assert_int_equal(result, PUT_NOT_TRACKED);
    assert_int_equal(why, WHY_BEFORE_2018);
    f = facts_of(2, TODAY, "BNS:69", &list_a);
    assert_true(case_put(put, &f, &result, &why, &e));
    assert_int_equal(why, WHY_NO_SECTION);
    f.fir_date = CIVIL_NONE;
    assert_false(case_put(put, &f, &result, &why, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    must_put_end(put);
    must_commit(w);
}

/* The last event of a kind of case 1. */
static struct case_event last_event(const char *kind);

struct wanted { const char *kind; struct case_event found; int n; };

static bool take_event(void *context, const struct case_event *event) {
    struct wanted *wanted = context;
    if (strcmp(event->kind, wanted->kind) == 0) {
        wanted->found = *event;
        wanted->n++;
    }
    return true;
}

static int events_of(const char *kind, struct case_event *last) {
    struct store *store = must_open(STORE_ENTRIES);
    struct wanted wanted = {.kind = kind};
    struct error e = {0};
    assert_true(case_events(store, case_no(1), take_event, &wanted, &e));
    store_close(store);
    *last = wanted.found;
    return wanted.n;
}

static struct case_event last_event(const char *kind) {
    struct case_event event;
    if (events_of(kind, &event) == 0)
        fail_msg("no event %s", kind);
    return event;
}

static void test_sections_added_midway(void **state) {
    struct case_event event;
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    put_one("import", &f);
    assert_int_equal(events_of("section-added", &event), 0);
    f = facts_of(1, TODAY - 40, "BNS:64(1) POCSO:6", &list_a);
    f.section_added_on = TODAY - 5;
    assert_int_equal(put_one("import", &f), PUT_CHANGED);
    event = last_event("section-added");
    assert_string_equal(event.was, "BNS:64(1)");
    assert_string_equal(event.now, "BNS:64(1) POCSO:6");
    assert_int_equal(event.on, TODAY - 5);
    assert_false(event.dated_by_import);
    f = facts_of(1, TODAY - 40, "POCSO:6", &list_a);
    put_one("import", &f);
    event = last_event("section-dropped");
    assert_true(event.dated_by_import);
    assert_int_equal(event.on, TODAY);
    assert_int_equal(events_of("section-added", &event), 1);
}

static void test_covered_sections_lost(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    put_one("import", &f);
    f = facts_of(1, TODAY - 40, "BNS:137(2)", &list_a);
    assert_int_equal(put_one("import", &f), PUT_CHANGED);
    struct case_detail c = must_get(f.id);
    assert_int_equal(c.state, 2);
    assert_int_equal(c.hits, 0);
    last_event("section-dropped");
    f = facts_of(1, TODAY - 40, "BNS:137(2) BNS:65(1)", &list_a);
    put_one("import", &f);
    assert_int_equal(must_get(f.id).state, 0);
}

static void test_io_and_status(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    f.io = (struct officer){.rank = "SI", .name = "R Verma", .pno = "123456789"};
    put_one("import", &f);
    f.io = (struct officer){.rank = "Insp", .name = "Yadav"};
    f.io_since = TODAY - 3;
    put_one("import", &f);
    struct case_event event = last_event("officer");
    assert_string_equal(event.was, "SI R Verma");
    assert_string_equal(event.now, "Insp Yadav");
    assert_int_equal(event.on, TODAY - 3);
    f.status = STATUS_CHARGESHEET;
    f.filed = TODAY - 2;
    f.in_cctns = TODAY - 1;
    put_one("import", &f);
    event = last_event("status");
    assert_string_equal(event.now, "chargesheet");
    assert_int_equal(event.on, TODAY - 1);
    struct case_detail c = must_get(f.id);
    assert_int_equal(case_disposed_on(&c, DISPOSED_CCTNS), TODAY - 1);
    assert_int_equal(case_disposed_on(&c, DISPOSED_COURT), TODAY - 2);
    assert_int_equal(case_disposed_on(&c, DISPOSED_PREPARED), TODAY - 2);
    assert_string_equal(c.io.name, "Yadav");
}

static void test_disposed_without_a_date(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 400, "IPC:376", &list_a);
    f.status = STATUS_FINAL;
    put_one("import", &f);
    struct case_detail c = must_get(f.id);
    assert_int_equal(case_disposed_on(&c, DISPOSED_CCTNS), TODAY); /* the day of the import stands in */
}

/* One officer, whatever the spelling in later rows; a promotion is taken over. */
static void test_officer_by_pno(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    f.io = (struct officer){.rank = "SI", .name = "A Khan", .pno = "111111111"};
    put_one("import", &f);
    f = facts_of(2, TODAY - 40, "BNS:64(1)", &list_a);
    f.io = (struct officer){.rank = "Insp", .name = "A Khan", .name_hi = "ए खान", .pno = "111111111"};
    put_one("import", &f);
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.officer"), 1);
    store_close(store);
    assert_string_equal(must_get(case_no(1)).io.rank, "Insp");
    assert_string_equal(must_get(case_no(1)).io.name_hi, "ए खान");
}

static void test_transfer(void **state) {
    struct error e = {0};
    int64_t other;
    (void)state;
    struct cache_writer *w = must_begin();
    assert_true(cache_station(w, STATION + 1, &other, &e));
    must_commit(w);
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    put_one("import", &f);
    f.status = STATUS_TRANSFERRED;
    f.status_on = TODAY - 4;
    snprintf(f.moved_to, sizeof f.moved_to, "%d", STATION + 1);
    put_one("import", &f);
    struct case_detail c = must_get(f.id);
    assert_int_equal(c.unit, other);
    assert_int_equal(c.state, 0); /* open where it is now */
    struct case_event event = last_event("transfer");
    assert_int_equal(event.on, TODAY - 4);
    assert_string_equal(event.now, c.unit_code);
    f = facts_of(2, TODAY - 40, "BNS:64(1)", &list_a);
    f.status = STATUS_TRANSFERRED;
    snprintf(f.moved_to, sizeof f.moved_to, "99999999"); /* not a unit of this database */
    put_one("import", &f);
    assert_int_equal(must_get(f.id).state, 2);
}

static void test_synced_beats_imported(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    put_one("import", &f);
    assert_int_equal(put_one("sync", &f), PUT_UNCHANGED);
    f.status = STATUS_CHARGESHEET;
    assert_int_equal(put_one("import", &f), PUT_UNCHANGED);
    assert_int_equal(must_get(f.id).status, STATUS_OPEN);
    assert_int_equal(put_one("sync", &f), PUT_CHANGED);
    assert_int_equal(must_get(f.id).status, STATUS_CHARGESHEET);
}

static void test_zero_fir(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    f.zero_id = case_id_make(STATION + 5, 2026, 77);
    f.zero_date = TODAY - 43;
    put_one("import", &f);
    struct case_detail c = must_get(f.id);
    assert_int_equal(c.clock_date, TODAY - 43);
    assert_int_equal(c.fir_date, TODAY - 40);
    assert_int_equal(last_event("zero").on, TODAY - 43);
}

/* A rule of a user's own: stored cases are read anew when it comes. */
static void test_rules_change(void **state) {
    static const char more[] = "act\tsection\tcategory\tlist\tfrom\tto\tcertainty\tbasis\n"
                               "BNS\t137\t376\town\t2024-07-01\t-\tsure\ta test\n";
    struct error e = {0};
    size_t n;
    struct rule_set *wider = NULL;
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1) BNS:137(2)", &list_a);
    put_one("import", &f);
    hits before = must_get(f.id).hits;
    const char *text = shipped_offence_rules(&n);
    assert_true(rules_read(&wider, "shipped", text, n, &e));
    if (!rules_read(&wider, "more", more, sizeof more - 1, &e))
        fail_msg("%s", e.text);
    struct cache_writer *w = must_begin();
    struct case_put *put = case_put_begin(w, wider, "import", TODAY, &limit, DISPOSED_CCTNS, false, &e);
    assert_non_null(put);
    must_put_end(put);
    assert_int_equal(sql_int(w->db, "SELECT count(*) FROM rollup_open o JOIN fir_case f ON f.hits = o.hits", 0), 1);
    must_commit(w);
    rules_free(wider);
    hits after = must_get(f.id).hits;
    assert_int_not_equal(before, after);
    assert_int_equal(before & after, before);
}

/* The same facts, row by row into a filled table and at once into an empty one, in any order, some twice. */
static void test_bulk_is_the_same(void **state) {
    static const char digest[] = "SELECT count(*) * 1000003 + total(id % 1000003) + total(hits * (id % 8191)) + total(state * (id % 4093))"
                                 " + total(outcome * (id % 2039)) + total(probable * (id % 509)) FROM fir_case";
    int64_t found[2];
    (void)state;
    for (int bulk = 0; bulk < 2; bulk++) {
        random_state = 5;
        snprintf(folder, sizeof folder, "%s/data%d", top, bulk);
        struct cache_writer *w = must_begin();
        put_hierarchy(w);
        struct case_put *put = must_put(w, "demo", bulk);
        put_random(put, 800);
        must_put_end(put);
        found[bulk] = sql_int(w->db, digest, -1);
        must_commit(w);
    }
    assert_int_equal(found[0], found[1]);
    assert_true(found[0] > 0);
}

static void test_abandon_changes_nothing(void **state) {
    (void)state;
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", true);
    must_put_case(put, &f);
    case_put_abandon(put);
    cache_rollback(w);
    w = must_begin();
    assert_int_equal(sql_int(w->db, "SELECT count(*) FROM fir_case", -1), 0);
    assert_true(sql_int(w->db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'fir_case'", 0) >= 11);
    must_commit(w);
}

static void test_stations_seen(void **state) {
    (void)state;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    must_commit(w);
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(stations_silent(store, 0, 24), STATIONS - 1);
    store_close(store);
    struct case_facts f = facts_of(1, TODAY - 40, "BNS:64(1)", &list_a);
    put_one("import", &f);
    store = must_open(STORE_ENTRIES);
    assert_int_equal(stations_silent(store, 0, 24), STATIONS - 2);
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_results), TEST(test_why_not), TEST(test_sections_added_midway), TEST(test_covered_sections_lost),
        TEST(test_io_and_status), TEST(test_disposed_without_a_date), TEST(test_officer_by_pno), TEST(test_transfer),
        TEST(test_synced_beats_imported), TEST(test_zero_fir), TEST(test_rules_change), TEST(test_bulk_is_the_same),
        TEST(test_abandon_changes_nothing), TEST(test_stations_seen),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
