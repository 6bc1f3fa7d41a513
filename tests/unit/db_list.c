/* Lists against a plain recount over every case: random filters, sorts and page sizes, forwards, backwards, from a key;
 * with own entries laid over and some of them already at a server. */
#include "tests/unit/db_lists.h"

/* ---- comparing ---- */

static struct case_row rows[64], got[CASES_MAX];
static struct list_key keys[64], got_keys[CASES_MAX];

/* Order of two rows by the sorted column alone: negative, 0 or positive. */
static int64_t compare_column(const struct case_row *a, const struct case_row *b, enum case_column by) {
    static const int place[] = {3, 0, 2, 1};
    switch (by) {
    case BY_LEFT:
        return a->clock_date != b->clock_date ? a->clock_date - b->clock_date : a->id - b->id;
    case BY_CASE:
        return a->id - b->id;
    case BY_FIR_DATE:
        return a->fir_date != b->fir_date ? a->fir_date - b->fir_date : a->id - b->id;
    case BY_SECTIONS:
        return strcmp(a->sections, b->sections);
    case BY_CATEGORY:
        return place[a->categories] - place[b->categories];
    case BY_STATUS:
        return (int)a->status - (int)b->status;
    case BY_IO:
        return strcmp(a->io.name, b->io.name);
    case BY_REASON:
        return 0; /* the order of the reasons' table: test_reason_order */
    default:
        return strcmp(a->unit_code, b->unit_code);
    }
}

static void check_order(const struct case_sort *sort, int n, const char *what) {
    for (int i = 1; i < n; i++) {
        const struct case_row *a = &got[i - 1], *b = &got[i];
        enum case_column by = sort->group_by_io ? BY_IO : sort->by;
        bool last = by == BY_IO && b->io.name[0] == '\0' && b->io.pno[0] == '\0'; /* cases without an IO stand last */
        bool last_before = by == BY_IO && a->io.name[0] == '\0' && a->io.pno[0] == '\0';
        int64_t order = compare_column(a, b, by);
        if (sort->descending && !sort->group_by_io)
            order = -order;
        if (last_before ? !last : !last && order > 0)
            fail_msg("%s: row %d stands before row %d", what, i - 1, i);
    }
}

/* Reads the whole list by pages of random size into got[]; backwards when so asked. */
static int read_list(struct case_list *list, bool backwards) {
    struct error e = {0};
    int n = 0, page;
    for (;;) {
        int max = 1 + any(60);
        enum list_from from = n == 0 ? (backwards ? FROM_LAST : FROM_FIRST) : backwards ? BEFORE : AFTER;
        struct list_key key = n == 0 ? (struct list_key){0} : backwards ? got_keys[CASES_MAX - n] : got_keys[n - 1];
        page = case_list_page(list, from, &key, max, rows, keys, &e);
        if (page < 0)
            fail_msg("case_list_page: %s", e.text);
        if (page == 0)
            break;
        assert_true(n + page <= CASES_MAX);
        for (int i = 0; i < page; i++) {
            int at = backwards ? CASES_MAX - n - page + i : n + i;
            got[at] = rows[i];
            got_keys[at] = keys[i];
        }
        n += page;
    }
    return n;
}

static void check_row(const struct case_row *row, const struct case_filter *filter) {
    const struct case_detail *c = detail_of(row->id);
    assert_string_equal(row->reason, c->reason);
    assert_int_equal(row->told_day, c->told_day);
    assert_int_equal(row->wrong, c->wrong);
    assert_string_equal(row->io.name, c->io.name);
    assert_int_equal(row->day, limit_day(c->clock_date, TODAY, &limit));
    assert_int_equal(row->left, limit_left(c->clock_date, (c->hits & HITS_LEGAL) != 0, TODAY, &limit));
    assert_int_equal(row->categories, hits_categories(c->hits, filter->lists ? filter->lists : ~0u));
}

static void check_key(struct case_list *list, int n) {
    struct error e = {0};
    struct list_key key;
    int i = any(n);
    assert_true(case_list_find(list, got[i].id, &key, &e));
    assert_int_equal(case_list_page(list, AT_OR_AFTER, &key, 1, rows, keys, &e), 1);
    assert_int_equal(rows[0].id, got[i].id);
    assert_int_equal(case_list_index(list, &key, 1000000, &e), i);
    assert_int_equal(case_list_index(list, &key, 3, &e), i < 3 ? i : 3);
}

static void check_list(const struct case_filter *filter, const struct case_sort *sort, const char *what) {
    struct error e = {0};
    bool exact;
    int wanted = 0;
    struct case_list *list = case_list_open(store, filter, sort, &clock_now, &e);
    if (!list)
        fail_msg("%s: case_list_open: %s", what, e.text);
    for (int i = 0; i < cases; i++)
        wanted += matches(&all[i], filter);
    int n = read_list(list, true);
    case_id *backwards = calloc((size_t)n + 1, sizeof *backwards);
    for (int i = 0; i < n; i++)
        backwards[i] = got[CASES_MAX - n + i].id;
    int forwards = read_list(list, false);
    if (forwards != wanted || n != wanted)
        fail_msg("%s: %d rows forwards, %d backwards, %d wanted", what, forwards, n, wanted);
    for (int i = 0; i < n; i++) {
        if (backwards[i] != got[i].id)
            fail_msg("%s: row %d is another one backwards", what, i);
        if (!matches(detail_of(got[i].id), filter))
            fail_msg("%s: row %d does not match", what, i);
        check_row(&got[i], filter);
    }
    free(backwards);
    check_order(sort, n, what);
    assert_int_equal(case_list_count(list, 0, &exact, &e), wanted);
    assert_true(exact);
    assert_int_equal(case_list_count(list, 5, &exact, &e), wanted < 5 ? wanted : 5);
    assert_int_equal(exact, wanted <= 5);
    if (n > 0)
        check_key(list, n);
    case_list_close(list);
}

/* ---- random filters ---- */

static const struct case_filter nothing = {.band = BAND_ANY, .due_within = -1};

static struct case_filter random_filter(char *what, size_t cap) {
    static const char *const words[] = {"verma", "khan", "वर्मा", "376", "pocso", "6", "12", "386", "17/26", "reminder", "verma 376", "si pocso", "nobody"};
    static const char *const units[] = {"IN", "A", "A2", "B1", "31655002", "31655009"};
    static const char *const reasons[] = {"fsl", "age", "none", "not-in-cctns"};
    struct case_filter f = nothing;
    struct error e = {0};
    struct unit unit;
    f.which = (enum status_filter)any(4);
    f.status = (enum case_status)any(STATUS_COUNT);
    if (any(4) == 0)
        f.lists = any(2) ? HIT(LIST_ITSSO, CATEGORY_376) | HIT(LIST_ITSSO, CATEGORY_POCSO) : HITS_LEGAL;
    if (any(3) == 0 && unit_by_code(store, units[any(6)], &unit, &e))
        f.unit = unit.id;
    if (any(4) == 0)
        f.band = (enum band)any(BAND_COUNT_ALL);
    if (any(4) == 0)
        f.categories = (unsigned)(1 + any(3));
    if (any(6) == 0)
        snprintf(f.io, sizeof f.io, "%s", any(2) ? "verma" : "insp");
    if (any(5) == 0)
        snprintf(f.reason, sizeof f.reason, "%s", reasons[any(4)]);
    if (any(3) == 0)
        snprintf(f.search, sizeof f.search, "%s", words[any(13)]);
    if (any(6) == 0)
        f.due_within = any(20);
    f.chase = any(8) == 0;
    f.alerts = any(6) == 0;
    f.unacknowledged = any(2) == 0;
    f.probable = any(10) == 0;
    f.wrong = any(10) == 0;
    snprintf(what, cap, "which %d/%d unit %lld lists %x cat %u band %d io '%s' reason '%s' search '%s' due %d chase %d alerts %d/%d probable %d wrong %d",
             (int)f.which, (int)f.status, (long long)f.unit, f.lists, f.categories, (int)f.band, f.io, f.reason, f.search, f.due_within, f.chase,
             f.alerts, f.unacknowledged, f.probable, f.wrong);
    return f;
}

static void check_random(int turns) {
    char what[500], filter_text[400];
    for (int turn = 0; turn < turns; turn++) {
        struct case_filter filter = random_filter(filter_text, sizeof filter_text);
        struct case_sort sort = {.by = (enum case_column)any(BY_UNIT + 1), .descending = any(2), .group_by_io = any(6) == 0};
        if (any(3) == 0)
            sort = (struct case_sort){.by = BY_LEFT};
        snprintf(what, sizeof what, "turn %d, sort %d%s%s: %s", turn, (int)sort.by, sort.descending ? " desc" : "",
                 sort.group_by_io ? " by IO" : "", filter_text);
        check_list(&filter, &sort, what);
    }
}

static void test_random_filters(void **state) {
    (void)state;
    random_state = 21;
    make(700, 0);
    check_random(200);
    store_close(store);
}

static void test_with_entries(void **state) {
    (void)state;
    random_state = 22;
    make(700, 300);
    check_random(250);
    store_close(store);
}

/* Enough cases that filters are not gathered but streamed, and all cases are put in order in passes. */
static void test_many(void **state) {
    (void)state;
    random_state = 23;
    make(5200, 200);
    check_random(25);
    for (int by = BY_LEFT; by <= BY_UNIT; by++) {
        struct case_filter filter = nothing;
        struct case_sort sort = {.by = (enum case_column)by, .descending = by % 2};
        check_list(&filter, &sort, "open");
        filter.which = FILTER_ALL;
        check_list(&filter, &sort, "all");
        snprintf(filter.search, sizeof filter.search, "pocso");
        check_list(&filter, &sort, "all, search");
    }
    store_close(store);
}

/* A case whose number is the section that all have: what two parts of a word find overlaps, and nothing is lost by it. */
static void test_number_and_section(void **state) {
    enum { MANY = 3500 };
    struct error e = {0};
    bool exact;
    (void)state;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "demo", true);
    struct section_list sections;
    sections_from_text("IPC:376", &sections);
    for (int i = 1; i <= MANY; i++) {
        struct case_facts f = no_facts(case_id_make(STATION_NO(0), 2026, i), TODAY - 50);
        f.sections = &sections;
        must_put_case(put, &f);
    }
    must_put_end(put);
    must_commit(w);
    store = must_open(STORE_ENTRIES);
    clock_now = (struct list_clock){.today = TODAY, .limit = limit};
    for (int which = 0; which < 2; which++) {
        struct case_filter filter = nothing;
        struct case_sort sort = {.by = BY_LEFT};
        filter.which = which ? FILTER_ALL : FILTER_OPEN;
        snprintf(filter.search, sizeof filter.search, "376");
        struct case_list *list = case_list_open(store, &filter, &sort, &clock_now, &e);
        assert_int_equal(case_list_count(list, 0, &exact, &e), MANY);
        case_list_close(list);
    }
    store_close(store);
}

/* ---- keys outlive their list ---- */

static void test_keys_of_another_list(void **state) {
    struct error e = {0};
    (void)state;
    random_state = 24;
    make(600, 0);
    struct case_filter filter = nothing;
    struct case_sort sort = {.by = BY_IO};
    struct case_list *list = case_list_open(store, &filter, &sort, &clock_now, &e);
    int n = case_list_page(list, FROM_FIRST, NULL, 40, rows, keys, &e);
    assert_int_equal(n, 40);
    struct list_key key = keys[30];
    case_id id = rows[30].id;
    case_list_close(list);
    list = case_list_open(store, &filter, &sort, &clock_now, &e);
    assert_int_equal(case_list_page(list, AT_OR_AFTER, &key, 5, rows, keys, &e), 5);
    assert_int_equal(rows[0].id, id);
    case_list_close(list);
    sort.by = BY_LEFT; /* in order of dates: gathered now, streamed then */
    list = case_list_open(store, &filter, &sort, &clock_now, &e);
    assert_int_equal(case_list_page(list, FROM_FIRST, NULL, 40, rows, keys, &e), 40);
    key = keys[20];
    case_list_close(list);
    snprintf(filter.io, sizeof filter.io, "verma");
    list = case_list_open(store, &filter, &sort, &clock_now, &e);
    assert_true(case_list_page(list, AT_OR_AFTER, &key, 1, rows, keys, &e) == 1);
    assert_true(rows[0].clock_date > (civil_day)key.a || (rows[0].clock_date == (civil_day)key.a && rows[0].id >= key.b));
    case_list_close(list);
    store_close(store);
}

static void test_a_key_that_is_gone(void **state) {
    struct error e = {0};
    (void)state;
    random_state = 25;
    make(600, 0);
    for (int by = 0; by < 2; by++) {
        struct case_filter filter = nothing;
        struct case_sort sort = {.by = by ? BY_IO : BY_LEFT};
        struct case_list *list = case_list_open(store, &filter, &sort, &clock_now, &e);
        assert_int_equal(case_list_page(list, FROM_FIRST, NULL, 30, rows, keys, &e), 30);
        struct list_key key = keys[10];
        case_id gone = rows[10].id, next = rows[11].id;
        case_list_close(list);
        store_close(store);
        struct cache_writer *w = must_begin();
        char text[128];
        snprintf(text, sizeof text, "DELETE FROM fir_case WHERE id = %lld", (long long)gone);
        must_exec(w->db, text);
        must_commit(w);
        store = must_open(STORE_ENTRIES);
        list = case_list_open(store, &filter, &sort, &clock_now, &e);
        assert_false(case_list_find(list, gone, &(struct list_key){0}, &e));
        assert_int_equal(e.kind, ERROR_NONE);
        assert_int_equal(case_list_page(list, AT_OR_AFTER, &key, 1, rows, keys, &e), 1);
        assert_int_equal(rows[0].id, next);
        case_list_close(list);
    }
    store_close(store);
}

/* ---- interruption ---- */

static int asked;

static bool stop_at_once(void *context) {
    (void)context;
    asked++;
    return true;
}

static void test_interrupt(void **state) {
    struct error e = {0};
    (void)state;
    random_state = 26;
    make(3000, 0);
    struct case_filter filter = nothing;
    struct case_sort sort = {.by = BY_UNIT};
    filter.which = FILTER_ALL;
    asked = 0;
    store_set_interrupt(store, stop_at_once, NULL);
    assert_null(case_list_open(store, &filter, &sort, &clock_now, &e));
    assert_true(asked > 0);
    assert_int_equal(e.kind, ERROR_STOPPED);
    store_set_interrupt(store, NULL, NULL);
    struct case_list *list = case_list_open(store, &filter, &sort, &clock_now, &e);
    assert_non_null(list);
    case_list_close(list);
    assert_int_equal(one_int(store, "SELECT count(*) FROM temp.sqlite_schema"), 0);
    store_close(store);
}

/* ---- a reader alone ---- */

static void test_read_only(void **state) {
    struct error e = {0};
    (void)state;
    random_state = 27;
    make(300, 0);
    store_close(store);
    for (int fresh = 0; fresh < 2; fresh++) { /* the second time without a record.db */
        if (fresh)
            unlink(in_folder("record.db"));
        store = must_open(STORE_READ);
        struct case_filter filter = nothing;
        struct case_sort sort = {.by = BY_IO};
        struct case_list *list = case_list_open(store, &filter, &sort, &clock_now, &e);
        if (!list)
            fail_msg("%s record.db: %s", fresh ? "without" : "with", e.text);
        assert_true(case_list_page(list, FROM_FIRST, NULL, 10, rows, keys, &e) > 0);
        case_list_close(list);
        store_close(store);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_random_filters), TEST(test_with_entries), TEST(test_many), TEST(test_number_and_section), TEST(test_keys_of_another_list),
        TEST(test_a_key_that_is_gone), TEST(test_interrupt), TEST(test_read_only),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
