/* Query plans: no statement of cases, lists, the dashboard, rates and the writer passes over a whole table or sorts in a temporary
 * tree, but those that say in a comment why they may: "scans: …". Every statement that runs is looked at as it runs. */
#include "tests/unit/db_cases.h"

#include "db/rates.h"

#include "db/direction.h"

static civil_day today; /* before TODAY: as of a past day */
static bool explaining;
static int looked_at;
static char found[6000];
static char *seen[4000];
static int seen_n;

/* Digits stand for any number, so that a list's own tables and dates do not make every statement a new one. */
static bool is_new(const char *text) {
    char *shape = strdup(text);
    for (char *c = shape; *c; c++)
        *c = *c >= '0' && *c <= '9' ? '0' : *c;
    for (int i = 0; i < seen_n; i++) {
        if (strcmp(seen[i], shape) == 0) {
            free(shape);
            return false;
        }
    }
    assert_true(seen_n < (int)(sizeof seen / sizeof *seen));
    seen[seen_n++] = shape;
    return true;
}

static bool is_query(const char *text) {
    static const char *const verbs[] = {"SELECT", "INSERT", "UPDATE", "DELETE"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strncmp(text, verbs[i], 6) == 0)
            return true;
    return false;
}

static int look(unsigned kind, void *context, void *statement, void *x) {
    const char *text = sqlite3_sql(statement);
    sqlite3 *db = sqlite3_db_handle(statement);
    sqlite3_stmt *plan;
    (void)kind;
    (void)context;
    if (explaining || ((const char *)x)[0] == '-' || !text || !is_query(text) || strstr(text, "/* scans: ") || strstr(text, "sync_state") ||
        strncmp(text, "INSERT INTO unit ", 17) == 0 /* unit_put.c: db_plan_entries */ || !is_new(text))
        return 0;
    char *query = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
    explaining = true;
    if (sqlite3_prepare_v2(db, query, -1, &plan, NULL) != SQLITE_OK)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s: %.200s\n", sqlite3_errmsg(db), text);
    while (plan && sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        bool scan = strncmp(detail, "SCAN", 4) == 0 && !strstr(detail, "CONSTANT ROW");
        if (scan || strstr(detail, "TEMP B-TREE"))
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s\n    in %.300s\n", detail, text);
    }
    sqlite3_finalize(plan);
    sqlite3_free(query);
    explaining = false;
    looked_at++;
    return 0;
}

static void watch(sqlite3 *db) {
    sqlite3_trace_v2(db, SQLITE_TRACE_STMT, look, NULL);
}

/* ---- everything that runs ---- */

static void write_cases(void) {
    struct error e = {0};
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    watch(w->db);
    for (int turn = 0; turn < 3; turn++) {
        struct case_put *put = must_put(w, "import", turn == 0);
        put_random(put, 2500);
        must_put_end(put);
    }
    struct limit_rule first = {1, DEADLINE_EARLIER}; /* another way of counting: all cases are read anew */
    struct case_put *put = case_put_begin(w, rules, "import", TODAY, &first, DISPOSED_CCTNS, false, &e);
    assert_non_null(put);
    must_put_end(put);
    sqlite3_trace_v2(w->db, 0, NULL, NULL);
    must_commit(w);
}

static void use_list(struct store *store, const struct case_filter *filter, const struct case_sort *sort) {
    static struct case_row rows[10];
    static struct list_key keys[10];
    struct list_clock clock = {.today = today, .limit = limit, .now = TODAY, .rules = rules};
    struct error e = {0};
    bool exact;
    struct case_list *list = case_list_open(store, filter, sort, &clock, &e);
    if (!list)
        fail_msg("%s", e.text);
    int n = case_list_page(list, FROM_FIRST, NULL, 10, rows, keys, &e);
    assert_true(n >= 0);
    assert_true(case_list_page(list, FROM_LAST, NULL, 10, rows, keys, &e) >= 0);
    if (n > 0) {
        struct list_key key = keys[0];
        case_list_find(list, rows[0].id, &key, &e);
        assert_true(case_list_page(list, AFTER, &key, 10, rows, keys, &e) >= 0);
        assert_true(case_list_page(list, BEFORE, &key, 10, rows, keys, &e) >= 0);
        assert_true(case_list_page(list, AT_OR_AFTER, &key, 10, rows, keys, &e) >= 0);
        memset(key.text, 0, sizeof key.text); /* as of another list */
        assert_true(case_list_page(list, AT_OR_AFTER, &key, 10, rows, keys, &e) >= 0);
        assert_true(case_list_index(list, &key, 100, &e) >= 0);
    }
    assert_true(case_list_count(list, 100, &exact, &e) >= 0);
    case_list_close(list);
}

static void use_lists(struct store *store) {
    struct case_filter nothing = {.band = BAND_ANY, .due_within = -1}, f;
    struct error e = {0};
    struct unit unit;
    for (int which = 0; which < 4; which++) {
        for (int by = BY_LEFT; by <= BY_UNIT; by++) {
            f = nothing;
            f.which = (enum status_filter)which;
            f.status = STATUS_EXPUNGED;
            for (int way = 0; way < 3; way++)
                use_list(store, &f, &(struct case_sort){.by = (enum case_column)by, .descending = way == 1, .group_by_io = way == 2});
        }
        struct case_sort by_left = {.by = BY_LEFT};
        for (int what = 0; what < 13; what++) {
            f = nothing;
            f.which = (enum status_filter)which;
            f.band = what == 0 ? BAND_55_59 : BAND_ANY;
            f.categories = what == 1 ? CATEGORY_POCSO : 0;
            f.lists = what == 2 ? HITS_LEGAL : 0;
            f.due_within = what == 3 ? 5 : -1;
            f.chase = what == 4;
            f.alerts = f.unacknowledged = what == 5;
            f.probable = what == 6;
            f.wrong = what == 7;
            f.directions = what == 12;
            snprintf(f.io, sizeof f.io, "%s", what == 8 ? "verma" : "");
            snprintf(f.reason, sizeof f.reason, "%s", what == 9 ? "fsl" : what == 10 ? "none" : "");
            snprintf(f.search, sizeof f.search, "%s", what == 11 ? "verma 376 12/26 31655001" : "");
            use_list(store, &f, &by_left);
        }
        for (int k = 0; k < 2; k++) {
            assert_true(unit_by_code(store, k ? "31655002" : "A", &unit, &e));
            f = nothing;
            f.unit = unit.id;
            f.which = (enum status_filter)which;
            use_list(store, &f, &by_left);
        }
    }
}

static bool pass(void *context, const struct case_event *event) {
    (void)context;
    (void)event;
    return true;
}

static bool pass_direction(void *context, const struct direction *direction) {
    (void)context;
    (void)direction;
    return true;
}

static bool pass_row(void *context, const struct unit_rates *row) {
    (void)context;
    return row->unit.id != 0;
}

static void use_rates(struct store *store, int64_t unit) {
    struct unit_rates total;
    struct error e = {0};
    for (int which = 0; which < 2; which++) {
        struct rates_query query = {.unit = unit, .from = which ? TODAY - 500 : CIVIL_NONE, .to = which ? TODAY - 70 : CIVIL_NONE,
                                    .clock = {.today = today, .limit = limit, .now = TODAY, .rules = rules}};
        assert_true(rates_children(store, &query, &total, pass_row, NULL, &e));
        assert_true(rates_unit(store, &query, &total, &e));
        assert_true(rates_stations(store, &query, pass_row, NULL, &e));
        assert_true(rates_level(store, &query, LEVEL_DISTRICT, pass_row, NULL, &e));
    }
}

static void use_the_rest(struct store *store) {
    static const char *const codes[] = {"IN", "A", "A1", "31655002"};
    struct list_clock clock = {.today = today, .limit = limit, .now = TODAY, .rules = rules};
    struct dashboard board;
    struct crossing crossing[10];
    struct error e = {0};
    struct unit unit;
    struct case_detail c;
    case_id id[5];
    use_rates(store, 0);
    assert_true(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_true(crossings_ahead(store, 0, 0, &clock, 7, crossing, 10, &e) >= 0);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_true(unit_by_code(store, codes[i], &unit, &e));
        assert_true(dashboard_read(store, 0, unit.id, &clock, &board, &e));
        assert_true(crossings_ahead(store, 0, unit.id, &clock, 7, crossing, 10, &e) >= 0);
        stations_silent(store, unit.id, 24);
        use_rates(store, unit.id);
    }
    assert_true(case_find(store, 12, 0, id, 5, &e) > 0);
    assert_true(case_get(store, id[0], &c, &e));
    case_get_as_of(store, id[0], &clock, &c, &e); /* false where it was not registered yet */
    assert_true(case_events(store, id[0], pass, NULL, &e));
    struct direction_filter directions = {.from = CIVIL_NONE, .to = CIVIL_NONE};
    for (int i = 0; i < 2; i++, directions.unanswered = true)
        assert_true(directions_read(store, &directions, &clock, pass_direction, NULL, &e));
}

static void nothing_passes_over_a_whole_table(void **state) {
    (void)state;
    random_state = 31;
    today = TODAY;
    write_cases();
    struct store *store = must_open(STORE_ENTRIES);
    watch(store->db);
    use_lists(store);
    use_the_rest(store);
    today = TODAY - 40;
    use_lists(store);
    use_the_rest(store);
    sqlite3_trace_v2(store->db, 0, NULL, NULL);
    store_close(store);
    print_message("# %d statements looked at\n", looked_at);
    assert_true(looked_at > 100);
    if (found[0])
        fail_msg("%s", found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(nothing_passes_over_a_whole_table, folder_make, folder_remove)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    for (int i = 0; i < seen_n; i++)
        free(seen[i]);
    rules_free(rules);
    return failed;
}
