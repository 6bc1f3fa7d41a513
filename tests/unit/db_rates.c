/* Rates against a plain recount, case by case: of children, units of a level and single units, for lists, periods, rules of
 * counting and days, past ones too; compliance + late + pendency is the whole of N60 everywhere. */
#include "tests/unit/db_lists.h"

#include "db/rates.h"

static struct rates_query query;
static struct case_detail then[CASES_MAX]; /* what each case counts as on the query's day */
static bool counted[CASES_MAX];
static int64_t above[64];                  /* parents by unit.id */

/* ---- the plain recount ---- */

static void look_at_day(void) {
    struct error e = {0};
    struct unit unit;
    bool past = query.clock.now != 0 && query.clock.today < query.clock.now;
    for (int i = 0; i < cases; i++) {
        then[i] = all[i];
        counted[i] = !past || case_get_as_of(store, all[i].id, &query.clock, &then[i], &e);
        if (!counted[i])
            assert_int_equal(e.kind, ERROR_USAGE); /* not registered yet */
        counted[i] = counted[i] && then[i].state != 2 && !(then[i].probable && strcmp(then[i].settled, "no") == 0) &&
                     then[i].clock_date <= query.clock.today && (query.from == CIVIL_NONE || then[i].clock_date >= query.from) &&
                     (query.to == CIVIL_NONE || then[i].clock_date <= query.to);
    }
    for (int64_t id = 1; id < 64; id++)
        above[id] = unit_by_id(store, id, &unit, &e) ? unit.parent : 0;
}

static bool at_or_below(int64_t unit, int64_t top_unit) {
    while (unit != 0 && unit != top_unit)
        unit = above[unit];
    return unit != 0;
}

static void count_case(const struct case_detail *c, struct unit_rates *out) {
    unsigned categories = hits_categories(c->hits, query.lists ? query.lists : ~0u);
    civil_day on = c->state == 1 ? case_disposed_on(c, DISPOSED_CCTNS) : CIVIL_NONE;
    int day = limit_day(c->clock_date, query.clock.today, &limit);
    for (int k = 0; k < RATES_KINDS; k++) {
        if (!(k == RATES_EITHER ? categories != 0 : categories >> k & 1))
            continue;
        rates_add(&out->counts[k], c->clock_date, on, query.clock.today, &limit);
        out->final[k] += c->state == 1 && c->status == STATUS_FINAL;
        if (c->state != 0)
            continue;
        out->open[k][band_of_day(day)]++;
        out->open[k][BAND_OVER_90] += day > 90;
        out->open[k][BAND_OVER_180] += day > 180;
        out->open[k][BAND_OVER_365] += day > 365;
        if (out->oldest[k] == CIVIL_NONE || c->clock_date < out->oldest[k])
            out->oldest[k] = c->clock_date;
    }
}

/* At or below the unit; `own`: held by it alone; unit 0: all. */
static void recount(int64_t unit, bool own, struct unit_rates *out) {
    memset(out, 0, sizeof *out);
    for (int k = 0; k < RATES_KINDS; k++)
        out->oldest[k] = CIVIL_NONE;
    for (int i = 0; i < cases; i++)
        if (counted[i] && (unit == 0 || (own ? then[i].unit == unit : at_or_below(then[i].unit, unit))))
            count_case(&then[i], out);
}

static void same(const struct unit_rates *found, const struct unit_rates *wanted, const char *what) {
    for (int k = 0; k < RATES_KINDS; k++) {
        const struct rate_counts *f = &found->counts[k], *w = &wanted->counts[k];
        if (memcmp(f, w, sizeof *f) != 0)
            fail_msg("%s, unit %s%s, kind %d: n %lld n60 %lld disposed %lld in60 %lld late %lld pending %lld; wanted %lld %lld %lld %lld %lld %lld",
                     what, found->unit.code, found->own ? " (own)" : "", k, (long long)f->n, (long long)f->n60, (long long)f->disposed,
                     (long long)f->in60, (long long)f->late, (long long)f->pending, (long long)w->n, (long long)w->n60,
                     (long long)w->disposed, (long long)w->in60, (long long)w->late, (long long)w->pending);
        if (found->final[k] != wanted->final[k])
            fail_msg("%s, unit %s, kind %d: %lld final reports, %lld wanted", what, found->unit.code, k, (long long)found->final[k],
                     (long long)wanted->final[k]);
        for (int band = 0; band < BAND_COUNT_ALL; band++)
            if (found->open[k][band] != wanted->open[k][band])
                fail_msg("%s, unit %s, kind %d: open[%d] %lld, %lld wanted", what, found->unit.code, k, band,
                         (long long)found->open[k][band], (long long)wanted->open[k][band]);
        assert_int_equal(found->oldest[k], wanted->oldest[k]);
        assert_true(rates_add_up(f));
    }
}

/* ---- held against it ---- */

struct held {
    const char *what;
    int rows;
    char code[32][20];
    int64_t n; /* cases, each once */
};

static bool hold(void *context, const struct unit_rates *row) {
    struct held *held = context;
    struct unit_rates wanted;
    recount(row->unit.id, row->own, &wanted);
    same(row, &wanted, held->what);
    assert_true(held->rows < 32);
    snprintf(held->code[held->rows++], sizeof held->code[0], "%s%s", row->unit.code, row->own ? "!" : "");
    held->n += row->counts[RATES_EITHER].n;
    return true;
}

static void check_unit(int64_t unit, const char *what) {
    struct unit_rates total, alone, wanted;
    struct held held = {.what = what};
    struct error e = {0};
    query.unit = unit;
    if (!rates_children(store, &query, &total, hold, &held, &e))
        fail_msg("%s: %s", what, e.text);
    recount(unit, false, &wanted);
    same(&total, &wanted, what);
    assert_int_equal(held.n, total.counts[RATES_EITHER].n);
    assert_true(rates_unit(store, &query, &alone, &e));
    same(&alone, &wanted, what);
    assert_int_equal(alone.unit.id, unit);
    memset(&held, 0, sizeof held);
    held.what = what;
    assert_true(rates_stations(store, &query, hold, &held, &e));
    assert_int_equal(held.n, total.counts[RATES_EITHER].n);
    memset(&held, 0, sizeof held);
    held.what = what;
    assert_true(rates_level(store, &query, LEVEL_DISTRICT, hold, &held, &e));
}

static void check_all_units(const char *what) {
    static const char *const codes[] = {"IN", "A", "B", "A1", "A2", "B1", "31655001", "31655008", "31655009"};
    struct error e = {0};
    struct unit unit;
    look_at_day();
    check_unit(0, what);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_true(unit_by_code(store, codes[i], &unit, &e));
        check_unit(unit.id, what);
    }
}

static void query_now(void) {
    query = (struct rates_query){.from = CIVIL_NONE, .to = CIVIL_NONE,
                                 .clock = {.today = TODAY, .limit = limit, .now = TODAY, .rules = rules}};
}

static void test_rows(void **state) {
    struct held held = {.what = "all"};
    struct error e = {0};
    struct unit unit;
    (void)state;
    random_state = 41;
    make(900, 0);
    query_now();
    look_at_day();
    assert_true(rates_children(store, &query, NULL, hold, &held, &e));
    assert_int_equal(held.rows, 3); /* the top's children, then the station that is not placed */
    assert_string_equal(held.code[0], "A");
    assert_string_equal(held.code[1], "B");
    assert_string_equal(held.code[2], "31655009");
    memset(&held, 0, sizeof held);
    assert_true(unit_by_code(store, "31655002", &unit, &e));
    query.unit = unit.id;
    assert_true(rates_children(store, &query, NULL, hold, &held, &e));
    assert_int_equal(held.rows, 1);
    assert_string_equal(held.code[0], "31655002");
    memset(&held, 0, sizeof held);
    assert_true(unit_by_code(store, "A", &unit, &e));
    query.unit = unit.id;
    assert_true(rates_stations(store, &query, hold, &held, &e));
    assert_int_equal(held.rows, 6);
    assert_string_equal(held.code[5], "31655006");
    query.unit = 999999;
    assert_false(rates_children(store, &query, NULL, hold, &held, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    store_close(store);
}

/* Cases that a district holds itself stand in a row of their own. */
static void test_own(void **state) {
    struct held held = {.what = "own"};
    struct error e = {0};
    struct unit unit;
    (void)state;
    random_state = 42;
    make(600, 0);
    store_close(store);
    struct cache_writer *w = must_begin();
    must_exec(w->db, "UPDATE fir_case SET unit = (SELECT id FROM unit WHERE code = 'A1') WHERE id % 9 = 0");
    assert_true(rollup_rebuild(w, &e));
    must_commit(w);
    store = must_open(STORE_ENTRIES);
    read_all_cases();
    query_now();
    look_at_day();
    assert_true(unit_by_code(store, "A1", &unit, &e));
    query.unit = unit.id;
    assert_true(rates_children(store, &query, NULL, hold, &held, &e));
    assert_int_equal(held.rows, 4);
    assert_string_equal(held.code[3], "A1!");
    for (const char *const *code = (const char *const[]){"IN", "A", "A1", NULL}; *code; code++) {
        struct unit_rates total;
        assert_true(unit_by_code(store, *code, &unit, &e));
        query.unit = unit.id;
        memset(&held, 0, sizeof held);
        held.what = *code;
        assert_true(rates_children(store, &query, &total, hold, &held, &e));
        assert_int_equal(held.n, total.counts[RATES_EITHER].n);
    }
    store_close(store);
}

static void test_queries(void **state) {
    static const int periods[][2] = {{900, 0}, {365, 0}, {200, 61}, {60, 0}, {75, 45}, {30, 60}, {0, 0}, {-5, -9}};
    (void)state;
    random_state = 43;
    make(900, 300);
    query_now();
    check_all_units("all, with entries");
    query.lists = HIT(LIST_ITSSO, CATEGORY_376) | HIT(LIST_ITSSO, CATEGORY_POCSO);
    check_all_units("itsso");
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        char what[32];
        snprintf(what, sizeof what, "days %d to %d", periods[i][0], periods[i][1]);
        query.from = TODAY - periods[i][0];
        query.to = TODAY - periods[i][1];
        query.lists = i % 2 ? HITS_LEGAL : 0;
        check_all_units(what);
    }
    store_close(store);
}

/* Random days, periods, lists and units, while days pass and cases come, change, move and are settled. */
static void test_random(void **state) {
    static const char *const codes[] = {"IN", "A", "B", "A1", "A2", "B1", "31655001", "31655008", "31655009"};
    struct error e = {0};
    struct unit unit;
    char what[120];
    (void)state;
    random_state = 45;
    make(700, 150);
    query_now();
    for (int round = 0; round < 6; round++) {
        store_close(store);
        struct cache_writer *w = must_begin();
        struct case_put *put = must_put(w, "demo", false);
        put_random(put, 150);
        must_put_end(put);
        snprintf(what, sizeof what, "UPDATE fir_case SET settled = %s WHERE id %% 9 = %d", any(3) ? any(2) ? "'no'" : "'tracked'" : "NULL", any(9));
        must_exec(w->db, what);
        must_commit(w);
        store = must_open(STORE_ENTRIES);
        read_all_cases();
        for (int turn = 0; turn < 10; turn++) {
            query.clock.today = query.clock.now = TODAY + (turn < 4 ? turn : any(500));
            query.from = any(4) ? query.clock.today - any(1000) : CIVIL_NONE;
            query.to = any(4) ? query.clock.today - any(300) : CIVIL_NONE;
            query.lists = any(3) ? 0 : any(2) ? HITS_LEGAL : HIT(LIST_ITSSO, CATEGORY_376) | HIT(LIST_ITSSO, CATEGORY_POCSO);
            snprintf(what, sizeof what, "round %d turn %d, %d days later, from %d to %d", round, turn, query.clock.today - TODAY,
                     query.from == CIVIL_NONE ? -1 : query.clock.today - query.from, query.to == CIVIL_NONE ? -1 : query.clock.today - query.to);
            look_at_day();
            assert_true(unit_by_code(store, codes[any(9)], &unit, &e));
            check_unit(turn % 3 ? unit.id : 0, what);
        }
    }
    store_close(store);
}

/* Day after day over more than a year: every end of a month meets every bound of an age. */
static void test_each_day(void **state) {
    static const char *const codes[] = {"IN", "A", "A1"};
    struct error e = {0};
    struct unit_rates found, wanted;
    struct unit unit;
    char what[40];
    (void)state;
    random_state = 46;
    make(900, 0);
    query_now();
    for (int day = 0; day < 430; day++) {
        snprintf(what, sizeof what, "%d days later", day);
        query.clock.today = query.clock.now = TODAY + day;
        query.from = day % 5 == 4 ? query.clock.today - 365 : CIVIL_NONE;
        look_at_day();
        assert_true(unit_by_code(store, codes[day % 3], &unit, &e));
        query.unit = unit.id;
        assert_true(rates_unit(store, &query, &found, &e));
        recount(unit.id, false, &wanted);
        same(&found, &wanted, what);
    }
    store_close(store);
}

static void test_past(void **state) {
    (void)state;
    random_state = 44;
    make(500, 100);
    query_now();
    for (int back = 1; back < 400; back += 130) {
        char what[32];
        snprintf(what, sizeof what, "%d days ago", back);
        query.clock.today = TODAY - back;
        query.from = back % 3 ? CIVIL_NONE : TODAY - 300;
        query.lists = back % 2 ? HITS_LEGAL : 0;
        check_all_units(what);
    }
    store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_own, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_queries, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_random, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_each_day, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_past, folder_make, folder_remove),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
