/* Cases as of a past day (--as-of): the attacker's example, and random cases with dated histories, written import by import,
 * whose lists, counts and dashboard are held against a plain recomputation from their stories. What was entered later is
 * outside; a read-only store can look back too; the pass can be stopped. */
#include "tests/unit/db_stories.h"

/* ---- the plain recomputation ---- */

static const struct story *story_of(case_id id) {
    for (int i = 0; i < stories; i++)
        if (story[i].id == id)
            return &story[i];
    fail_msg("a case of no story");
    return NULL;
}

static void row_as_told(const struct case_row *row, civil_day day) {
    const struct story *s = story_of(row->id);
    const struct state *then = state_on(s, day);
    char unit[16];
    if (!then)
        fail_msg("%lld was no case on %d", (long long)row->id, TODAY - day);
    snprintf(unit, sizeof unit, "%d", STATION_NO(then->station));
    assert_string_equal(status_name(row->status), status_name(then->status));
    assert_int_equal(row->state, state_of(then));
    assert_string_equal(row->sections, sets[then->set]);
    assert_string_equal(row->io.name, then->io < 0 ? "" : officers[then->io]);
    assert_string_equal(row->unit_code, unit);
    assert_int_equal(row->day, day - s->fir_date);
    assert_int_equal(row->told_day, s->told_on != CIVIL_NONE && s->told_on <= day ? s->told : 0);
    if (then->status == STATUS_OPEN && row->state == 0)
        assert_int_equal(row->categories & CATEGORY_POCSO, strstr(sets[then->set], "POCSO") ? CATEGORY_POCSO : 0);
}

/* What `show` says must be what the list says. */
static void case_as_told(const struct case_row *row, civil_day day) {
    struct case_detail c;
    struct error e = {0};
    struct list_clock clock = as_of(day);
    const struct state *then = state_on(story_of(row->id), day);
    if (!case_get_as_of(store, row->id, &clock, &c, &e))
        fail_msg("%s", e.text);
    assert_int_equal(c.status, row->status);
    assert_int_equal(c.state, row->state);
    assert_int_equal(c.unit, row->unit);
    assert_string_equal(c.unit_code, row->unit_code);
    assert_string_equal(c.sections, row->sections);
    assert_int_equal(c.hits, row->hits);
    assert_string_equal(c.io.name, row->io.name);
    assert_int_equal(c.told_day, row->told_day);
    assert_int_equal(case_disposed_on(&c, DISPOSED_CCTNS), row->state == 1 ? then->closed_on : CIVIL_NONE);
}

static int list_as_told(const struct case_filter *filter, const struct case_sort *sort, civil_day day) {
    static struct case_row rows[64];
    static struct list_key keys[64];
    struct error e = {0};
    struct list_clock clock = as_of(day);
    struct list_key key;
    int n = 0, got;
    bool exact;
    struct case_list *list = case_list_open(store, filter, sort, &clock, &e);
    if (!list)
        fail_msg("%s", e.text);
    while ((got = case_list_page(list, n ? AFTER : FROM_FIRST, &key, 64, rows, keys, &e)) > 0) {
        for (int i = 0; i < got; i++)
            row_as_told(&rows[i], day);
        for (int i = 0; i < got && sort->by == BY_CASE; i++)
            case_as_told(&rows[i], day);
        key = keys[got - 1];
        n += got;
    }
    assert_int_equal(got, 0);
    assert_int_equal(case_list_count(list, 0, &exact, &e), n);
    case_list_close(list);
    return n;
}

static int wanted(civil_day day, int state, int station, enum case_status status) {
    int n = 0;
    for (int i = 0; i < stories; i++) {
        const struct state *then = state_on(&story[i], day);
        n += then && (state < 0 || state_of(then) == state) && (station < 0 || then->station == station) &&
             (status == STATUS_COUNT || then->status == status);
    }
    return n;
}

static void lists_on(civil_day day) {
    struct error e = {0};
    struct unit unit;
    char code[16];
    for (int by = BY_LEFT; by <= BY_UNIT; by++) {
        struct case_filter all = {.band = BAND_ANY, .due_within = -1, .which = FILTER_ALL}, open = {.band = BAND_ANY, .due_within = -1};
        struct case_sort sort = {.by = (enum case_column)by, .descending = by % 2 == 1, .group_by_io = by == BY_REASON};
        assert_int_equal(list_as_told(&all, &sort, day), wanted(day, -1, -1, STATUS_COUNT));
        assert_int_equal(list_as_told(&open, &sort, day), wanted(day, 0, -1, STATUS_COUNT));
    }
    struct case_sort by_left = {.by = BY_LEFT};
    for (int station = 0; station < STATIONS - 1; station += 3) {
        snprintf(code, sizeof code, "%d", STATION_NO(station));
        assert_true(unit_by_code(store, code, &unit, &e));
        struct case_filter f = {.band = BAND_ANY, .due_within = -1, .which = FILTER_OPEN, .unit = unit.id};
        assert_int_equal(list_as_told(&f, &by_left, day), wanted(day, 0, station, STATUS_COUNT));
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        struct case_filter f = {.band = BAND_ANY, .due_within = -1, .which = FILTER_STATUS, .status = (enum case_status)i};
        assert_int_equal(list_as_told(&f, &by_left, day), wanted(day, -1, -1, (enum case_status)i));
    }
}

static void dashboard_count(struct dashboard *want, const struct story *s, const struct state *then, civil_day day) {
    hits h;
    int age = day - s->fir_date;
    unsigned categories = categories_of(s, then, &h);
    for (int i = 0; i < 2 && age >= 61 && state_of(then) < 2; i++) {
        bool counts = (categories & (i ? CATEGORY_POCSO : CATEGORY_376)) && s->fir_date > day - 365;
        want->year[i].n60 += counts;
        want->year[i].in60 += counts && state_of(then) == 1 && then->closed_on - s->fir_date <= 60;
    }
    if (state_of(then) != 0)
        return;
    int left = limit_left(s->fir_date, (h & HITS_LEGAL) != 0, day, &limit);
    want->open[2][band_of_day(age)]++;
    want->open[0][band_of_day(age)] += (categories & CATEGORY_376) != 0;
    want->open[1][band_of_day(age)] += (categories & CATEGORY_POCSO) != 0;
    want->over += left < 0;
    want->due_today += left == 0;
    want->due_in_5 += left > 0 && left <= 5;
    bool told = s->told_on != CIVIL_NONE && s->told_on <= day && s->told >= alert_crossed(age);
    want->alerts += alert_crossed(age) != 0 && !told;
}

static void dashboard_on(civil_day day) {
    struct dashboard want = {0}, got;
    struct error e = {0};
    struct list_clock clock = as_of(day);
    struct crossing crossing[STORIES];
    int crossings = 0;
    for (int i = 0; i < stories; i++) {
        const struct state *then = state_on(&story[i], day);
        if (!then)
            continue;
        dashboard_count(&want, &story[i], then, day);
        for (int ahead = 1; ahead <= 7 && state_of(then) == 0; ahead++)
            crossings += alert_today(day + ahead - story[i].fir_date);
    }
    if (!dashboard_read(store, 0, 0, &clock, &got, &e))
        fail_msg("%s", e.text);
    assert_memory_equal(got.open, want.open, sizeof want.open);
    assert_memory_equal(got.year, want.year, sizeof want.year);
    assert_int_equal(got.over, want.over);
    assert_int_equal(got.due_today, want.due_today);
    assert_int_equal(got.due_in_5, want.due_in_5);
    assert_int_equal(got.alerts, want.alerts);
    assert_int_equal(crossings_ahead(store, 0, 0, &clock, 7, crossing, STORIES, &e), crossings);
}

static void lists_and_counts_are_those_of_the_day(void **state) {
    (void)state;
    random_state = 77;
    for (stories = 0; stories < STORIES; stories++)
        story_make(&story[stories], stories);
    import_all();
    store = must_open(STORE_ENTRIES);
    enter_told();
    static const int back[] = {1, 20, 100, 250, 480, 600};
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        lists_on(TODAY - back[i]);
        dashboard_on(TODAY - back[i]);
    }
    store_close(store);
    store = must_open(STORE_READ);
    dashboard_on(TODAY - 150);
    lists_on(TODAY - 150);
    store_close(store);
}

/* ---- the example ---- */

static void put_example(void) {
    struct section_list list;
    struct cache_writer *w = must_begin();
    struct error e = {0};
    put_hierarchy(w);
    rules_begin();
    sections_from_text("BNS:64(1)", &list);
    for (int turn = 0; turn < 2; turn++) {
        struct case_put *put = case_put_begin(w, rules, "import", civil_from_ymd(2026, turn ? 11 : 10, 20), &limit, DISPOSED_CCTNS, false, &e);
        assert_non_null(put);
        for (int serial = 1; serial <= 2; serial++) {
            struct case_facts f = no_facts(case_id_make(STATION_NO(0), 2026, serial), civil_from_ymd(2026, serial == 1 ? 9 : 10, 1));
            f.sections = &list;
            f.status = turn && serial == 1 ? STATUS_CHARGESHEET : STATUS_OPEN;
            f.in_cctns = turn && serial == 1 ? civil_from_ymd(2026, 11, 20) : CIVIL_NONE;
            must_put_case(put, &f);
        }
        must_put_end(put);
    }
    must_commit(w);
}

static void the_example(void **state) {
    (void)state;
    struct case_filter open = {.band = BAND_ANY, .due_within = -1};
    struct case_sort sort = {.by = BY_LEFT};
    struct list_clock clock = as_of(civil_from_ymd(2026, 9, 15));
    struct case_row rows[4];
    struct list_key keys[4];
    struct dashboard board;
    struct error e = {0};
    put_example();
    store = must_open(STORE_ENTRIES);
    clock.rules = rules;
    struct case_list *list = case_list_open(store, &open, &sort, &clock, &e);
    assert_non_null(list);
    assert_int_equal(case_list_page(list, FROM_FIRST, NULL, 4, rows, keys, &e), 1);
    assert_int_equal(case_id_serial(rows[0].id), 1);
    assert_int_equal(rows[0].status, STATUS_OPEN);
    assert_int_equal(rows[0].day, 14);
    case_list_close(list);
    clock.today = civil_from_ymd(2026, 11, 10);
    assert_true(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_int_equal(board.over, 1);
    clock.now = clock.today = civil_from_ymd(2026, 11, 23); /* no past day */
    assert_true(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_int_equal(board.open[2][BAND_50_54], 1);
    assert_int_equal(board.over, 0);
    store_close(store);
}

/* ---- entries, news, stopping ---- */

static int told_on(civil_day day) {
    struct case_filter open = {.band = BAND_ANY, .due_within = -1};
    struct case_sort sort = {.by = BY_LEFT};
    struct list_clock clock = as_of(day);
    struct case_row row;
    struct list_key key;
    struct error e = {0};
    struct case_list *list = case_list_open(store, &open, &sort, &clock, &e);
    assert_non_null(list);
    assert_int_equal(case_list_page(list, FROM_FIRST, NULL, 1, &row, &key, &e), 1);
    case_list_close(list);
    return row.told_day * 100 + (strcmp(row.reason, "fsl") == 0 ? 2 : row.reason[0] ? 1 : 0);
}

static void entries_of_a_later_day_are_outside(void **state) {
    (void)state;
    struct error e = {0};
    civil_day day = civil_from_ymd(2026, 11, 10);
    put_example();
    store = must_open(STORE_ENTRIES);
    case_id id = case_id_make(STATION_NO(0), 2026, 1);
    struct entry age = {.case_id = id, .kind = ENTRY_REASON, .code = "age", .on = CIVIL_NONE};
    struct entry fsl = {.case_id = id, .kind = ENTRY_REASON, .code = "fsl", .on = CIVIL_NONE};
    struct entry told = {.case_id = id, .kind = ENTRY_TOLD, .code = "60", .on = CIVIL_NONE};
    assert_int_equal(told_on(day), 0);
    assert_true(entry_add(store, &age, -1, day - 1, &e));
    assert_int_equal(told_on(day), 1); /* entered for a day before, seen at once */
    assert_true(entry_add(store, &fsl, -1, day + 2, &e));
    assert_true(entry_add(store, &told, -1, day + 3, &e));
    assert_int_equal(told_on(day), 1);
    assert_int_equal(told_on(day + 2), 2);
    assert_int_equal(told_on(day + 3), 6002);
    struct entry undo = {.case_id = id, .kind = ENTRY_UNDO, .on = CIVIL_NONE};
    snprintf(undo.code, sizeof undo.code, "%s", age.id);
    assert_true(entry_add(store, &undo, -1, TODAY, &e));
    assert_int_equal(told_on(day), 0);
    struct entry early = {.case_id = id, .kind = ENTRY_REASON, .code = "fsl", .on = CIVIL_NONE};
    assert_false(entry_add(store, &early, -1, civil_from_ymd(2026, 8, 31), &e));
    assert_non_null(strstr(e.text, "was registered on 01/09/2026"));
    struct case_detail c;
    struct list_clock clock = as_of(civil_from_ymd(2026, 8, 31));
    assert_false(case_get_as_of(store, id, &clock, &c, &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    store_close(store);
}

static void an_import_is_seen(void **state) {
    (void)state;
    struct section_list list;
    civil_day day = civil_from_ymd(2026, 9, 15);
    put_example();
    store = must_open(STORE_ENTRIES);
    assert_int_equal(told_on(day), 0);
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    sections_from_text("POCSO:6", &list);
    struct case_facts f = no_facts(case_id_make(STATION_NO(1), 2026, 9), day - 3);
    f.sections = &list;
    must_put_case(put, &f);
    must_put_end(put);
    must_commit(w);
    struct dashboard board;
    struct error e = {0};
    struct list_clock clock = as_of(day);
    assert_true(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_int_equal(board.open[2][BAND_0_30], 2);
    store_close(store);
}

static bool stop_at_once(void *context) {
    ++*(int *)context;
    return true;
}

static void the_pass_can_be_stopped(void **state) {
    (void)state;
    int asked = 0;
    random_state = 5;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "import", true);
    put_random(put, 5000);
    must_put_end(put);
    must_commit(w);
    store = must_open(STORE_ENTRIES);
    struct dashboard board;
    struct error e = {0};
    struct list_clock clock = as_of(TODAY - 50);
    store_set_interrupt(store, stop_at_once, &asked);
    assert_false(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_int_equal(e.kind, ERROR_STOPPED);
    assert_true(asked > 0);
    store_set_interrupt(store, NULL, NULL);
    assert_true(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_true(board.over > 0);
    store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_example, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(lists_and_counts_are_those_of_the_day, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(entries_of_a_later_day_are_outside, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(an_import_is_seen, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(the_pass_can_be_stopped, folder_make, folder_remove),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
