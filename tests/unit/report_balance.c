/* The monthly balance: random cases with dated histories, counted again day by day from their stories alone; it adds up, one month's
 * end is the next one's beginning, a list as of the last day counts the same, two months at once are two months one by one; and late
 * entries are named, case by case, against the sheet that was issued. */
#include "tests/unit/report_stories.h"

#include "db/report_balance.h"

static struct store *store;

/* ---- the plain recount ---- */

static bool of_block(const struct story_state *s, int block) {
    unsigned categories = story_categories[s->set];
    return block == BALANCE_376 ? categories & CATEGORY_376 : block == BALANCE_POCSO ? categories & CATEGORY_POCSO : categories != 0;
}

static bool pending(const struct story_state *s) {
    return s && (s->status == STATUS_OPEN || s->status == STATUS_STAYED);
}

static void add(struct balance_row *rows, int row, int block, int column) {
    if (row >= 0)
        rows[row].n[block][column]++;
}

static void add_end(struct balance_row *rows, int row, int block, const struct story_state *s) {
    static const int columns[STATUS_COUNT] = {[STATUS_CHARGESHEET] = BALANCE_CHARGESHEET, [STATUS_FINAL] = BALANCE_FINAL,
                                              [STATUS_EXPUNGED] = BALANCE_EXPUNGED, [STATUS_TRANSFERRED] = BALANCE_TRANSFERRED};
    if (!pending(s))
        add(rows, row, block, columns[s->status]);
}

static void recount_day(struct balance_row *rows, const char *unit, const struct story_state *was, const struct story_state *now, int block) {
    int row = story_row(unit, now->station);
    if (!was) {
        if (of_block(now, block)) {
            add(rows, row, block, BALANCE_REGISTERED);
            add_end(rows, row, block, now);
        }
        return;
    }
    int before = story_row(unit, was->station);
    bool had = pending(was) && of_block(was, block), has = of_block(now, block);
    if (had && !has) {
        add(rows, before, block, BALANCE_DROPPED);
    } else if (had || (pending(was) && has)) {
        if (!had)
            add(rows, before, block, BALANCE_ADDED);
        if (before != row) {
            add(rows, before, block, BALANCE_TRANSFERRED);
            add(rows, row, block, BALANCE_RECEIVED);
        }
        add_end(rows, row, block, now);
    } else if (has && pending(now)) {
        bool uncovered = story_categories[was->set] == 0; /* all covered sections had gone: it was out for that */
        int way = was->status == STATUS_TRANSFERRED ? BALANCE_RECEIVED : BALANCE_REVIVED;
        add(rows, row, block, uncovered && pending(was) ? BALANCE_ADDED : way);
    }
}

static void recount(const char *unit, civil_day from, civil_day to, struct balance_row rows[8]) {
    memset(rows, 0, 8 * sizeof *rows);
    for (int i = 0; i < STORIES; i++)
        for (int block = 0; block < BALANCE_BLOCKS; block++) {
            const struct story_state *was = story_on(&story[i], from - 1), *now;
            if (pending(was) && of_block(was, block))
                add(rows, story_row(unit, was->station), block, BALANCE_OPENING);
            for (civil_day day = from; day <= to; day++, was = now) {
                now = story_on(&story[i], day);
                if (now && now != was)
                    recount_day(rows, unit, was, now, block);
            }
            if (!pending(was) || !of_block(was, block))
                continue;
            int age = to - story[i].fir_date, row = story_row(unit, was->station);
            add(rows, row, block, BALANCE_CLOSING);
            add(rows, row, block, age <= 60 ? BALANCE_TO_60 : BALANCE_OVER_60);
            for (int k = 0; k < 3; k++)
                if (age > (int[]){90, 180, 365}[k])
                    add(rows, row, block, BALANCE_OVER_90 + k);
        }
}

/* ---- held against it ---- */

static void must_read(const char *unit, civil_day from, civil_day to, civil_day before_from, struct balance *out, struct balance *before) {
    struct error e = {0};
    struct balance_query query = {.unit = unit_of(store, unit), .clock = clock_on(TODAY), .from = from, .to = to, .before_from = before_from,
                                  .keep_cases = true};
    if (!balance_read(store, &query, out, before, &e))
        fail_msg("%s", e.text);
}

static void rows_are(const char *unit, const struct balance *is, const struct balance_row *rows, const struct balance_row *want, int n) {
    for (int row = 0; row < n; row++)
        for (int block = 0; block < BALANCE_BLOCKS; block++)
            for (int column = 0; column < BALANCE_COLUMNS; column++)
                if (rows[row].n[block][column] != want[row].n[block][column])
                    fail_msg("unit '%s', %d to %d before today, row %d, block %d, column %d: %d, not %d", unit, TODAY - is->from,
                             TODAY - is->to, row, block, column, rows[row].n[block][column], want[row].n[block][column]);
}

static void balance_as_told(const char *unit, civil_day from, civil_day to) {
    struct balance_row want[8];
    struct balance is;
    must_read(unit, from, to, CIVIL_NONE, &is, NULL);
    recount(unit, from, to, want);
    int rows = is.units.n - (is.units.row[is.units.n - 1].rest ? 1 : 0);
    rows_are(unit, &is, is.row, want, rows);
    for (int block = 0; block < BALANCE_BLOCKS; block++)
        assert_int_equal(balance_in(&is.total, (enum balance_block)block),
                         balance_out(&is.total, (enum balance_block)block) + is.total.n[block][BALANCE_CLOSING]);
    balance_free(&is);
}

static const char *const units[] = {"", "IN", "A", "A1", "B1"};
#define UNITS (sizeof units / sizeof *units)

static void month(int back, civil_day *from, civil_day *to) {
    *from = civil_from_ymd(2026 - (back + 1) / 12, 11 - back > 0 ? 11 - back : 23 - back, 1);
    *to = civil_from_ymd(2026 - back / 12, 12 - back > 0 ? 12 - back : 24 - back, 1) - 1;
    if (*to > TODAY)
        *to = TODAY;
}

static int stories_setup(void **state) {
    if (folder_make(state))
        return -1;
    stories_make(7);
    stories_import(BEGIN, true);
    store = must_open(STORE_ENTRIES);
    return 0;
}

static int stories_teardown(void **state) {
    store_close(store);
    return folder_remove(state);
}

static void it_is_as_told(void **state) {
    (void)state;
    for (size_t u = 0; u < UNITS; u++)
        for (int back = 0; back < 9; back++) {
            civil_day from, to;
            month(back, &from, &to);
            balance_as_told(units[u], from, to);
        }
    balance_as_told("A", BEGIN - 5, TODAY);
    balance_as_told("", TODAY, TODAY);
    balance_as_told("B1", TODAY - 100, TODAY - 100);
}

/* Each way occurs, else the test above says little. */
static void every_way_occurs(void **state) {
    (void)state;
    struct balance_row want[8];
    recount("A", BEGIN, TODAY, want);
    for (int column = BALANCE_REGISTERED; column < BALANCE_COLUMNS; column++) {
        int n = 0;
        for (int row = 0; row < 2; row++)
            n += want[row].n[BALANCE_POCSO][column] + want[row].n[BALANCE_ONCE][column];
        if (n == 0)
            fail_msg("no story fills column %d", column);
    }
}

static void the_end_is_the_next_beginning(void **state) {
    (void)state;
    for (size_t u = 0; u < UNITS; u++)
        for (int back = 1; back < 6; back++) {
            struct balance a, b, before;
            civil_day from[2], to[2];
            month(back, &from[0], &to[0]);
            month(back - 1, &from[1], &to[1]);
            assert_int_equal(to[0] + 1, from[1]);
            must_read(units[u], from[0], to[0], CIVIL_NONE, &a, NULL);
            must_read(units[u], from[1], to[1], from[0], &b, &before);
            for (int row = 0; row < a.units.n; row++)
                for (int block = 0; block < BALANCE_BLOCKS; block++)
                    assert_int_equal(a.row[row].n[block][BALANCE_CLOSING], b.row[row].n[block][BALANCE_OPENING]);
            /* both months in one reading */
            rows_are(units[u], &before, before.row, a.row, a.units.n);
            assert_int_equal(before.cases, a.cases);
            assert_memory_equal(before.cases_in, a.cases_in, (size_t)a.cases * sizeof *a.cases_in);
            balance_free(&a);
            balance_free(&b);
            balance_free(&before);
        }
}

static void a_list_counts_the_same(void **state) {
    (void)state;
    for (size_t u = 0; u < UNITS; u++)
        for (int back = 0; back < 4; back++) {
            struct balance is;
            struct error e = {0};
            civil_day from, to;
            bool exact;
            month(back, &from, &to);
            must_read(units[u], from, to, CIVIL_NONE, &is, NULL);
            for (int block = 0; block < BALANCE_BLOCKS; block++) {
                struct case_filter open = {.band = BAND_ANY, .due_within = -1, .unit = unit_of(store, units[u]),
                                           .categories = block == BALANCE_ONCE ? 0 : block == BALANCE_376 ? CATEGORY_376 : CATEGORY_POCSO};
                struct case_sort sort = {.by = BY_LEFT};
                struct list_clock clock = clock_on(to);
                struct case_list *list = case_list_open(store, &open, &sort, &clock, &e);
                assert_non_null(list);
                assert_int_equal(case_list_count(list, 0, &exact, &e), is.total.n[block][BALANCE_CLOSING]);
                case_list_close(list);
            }
            balance_free(&is);
        }
}

/* What a read-only store may not do, the balance does not need. */
static void a_reader_may_count(void **state) {
    (void)state;
    struct balance a, b;
    must_read("A", TODAY - 60, TODAY - 30, CIVIL_NONE, &a, NULL);
    store_close(store);
    store = must_open(STORE_READ);
    must_read("A", TODAY - 60, TODAY - 30, CIVIL_NONE, &b, NULL);
    rows_are("A", &b, b.row, a.row, a.units.n);
    balance_free(&a);
    balance_free(&b);
    store_close(store);
    store = must_open(STORE_ENTRIES);
}

/* ---- issued, and late entries ---- */

static void late_entries_are_named(void **state) {
    (void)state;
    struct error e = {0};
    struct balance october, now, before;
    struct issued issued = {.name = "monthly-balance", .unit = "A1", .from = civil_from_ymd(2026, 10, 1), .to = civil_from_ymd(2026, 10, 31),
                            .as_of = civil_from_ymd(2026, 10, 31), .lists = 63}, found;
    struct issued_case *cases;
    int n;
    int64_t counts[2];
    case_id more[4], less[4];
    must_read("A1", issued.from, issued.to, CIVIL_NONE, &october, NULL);
    if (!issued_add(store, &issued, "csv", october.cases_in, october.cases, &e))
        fail_msg("%s", e.text);
    /* one that was pending was over on the 20th already, and one of the 15th comes to light */
    int gone = -1;
    for (int i = 0; i < STORIES && gone < 0; i++) {
        const struct story_state *then = story_on(&story[i], issued.to), *last = story_on(&story[i], TODAY);
        if (pending(then) && then == last && then == story_on(&story[i], civil_from_ymd(2026, 10, 19)) && story_row("A1", then->station) == 0 && of_block(then, BALANCE_376) &&
            story[i].fir_date < civil_from_ymd(2026, 10, 1))
            gone = i;
    }
    assert_true(gone >= 0);
    store_close(store);
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    struct section_list list;
    struct case_facts over = no_facts(story[gone].id, story[gone].fir_date);
    over.status = STATUS_CHARGESHEET;
    over.in_cctns = civil_from_ymd(2026, 10, 20);
    must_put_case(put, &over);
    struct case_facts new = no_facts(case_id_make(STATION_NO(1), 2026, 9001), civil_from_ymd(2026, 10, 15));
    sections_from_text("IPC:376", &list);
    new.sections = &list;
    new.status = STATUS_OPEN;
    must_put_case(put, &new);
    must_put_end(put);
    must_commit(w);
    store = must_open(STORE_ENTRIES);
    if (!issued_last(store, "monthly-balance", "A1", 63, issued.as_of, CIVIL_NONE, &found, &cases, &n, &e))
        fail_msg("not found: %s", e.text);
    assert_int_equal(found.from, issued.from);
    assert_int_equal(n, october.cases);
    assert_memory_equal(cases, october.cases_in, (size_t)n * sizeof *cases);
    must_read("A1", issued.to + 1, TODAY, issued.from, &now, &before);
    balance_difference(cases, n, BALANCE_CLOSING, &now, BALANCE_OPENING, BALANCE_376, counts, more, less, 4);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[1], 1);
    assert_int_equal(more[0], new.id);
    assert_int_equal(less[0], story[gone].id);
    assert_int_equal(now.total.n[BALANCE_376][BALANCE_OPENING], october.total.n[BALANCE_376][BALANCE_CLOSING]);
    balance_difference(cases, n, BALANCE_REGISTERED, &before, BALANCE_REGISTERED, BALANCE_ONCE, counts, more, less, 4);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[1], 0);
    balance_difference(cases, n, BALANCE_CHARGESHEET, &before, BALANCE_CHARGESHEET, BALANCE_376, counts, more, less, 0);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[1], 0);
    balance_difference(cases, n, BALANCE_EXPUNGED, &before, BALANCE_EXPUNGED, BALANCE_376, counts, more, less, 4);
    assert_int_equal(counts[0] + counts[1], 0);
    free(cases);
    balance_free(&october);
    balance_free(&now);
    balance_free(&before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_as_told),          cmocka_unit_test(every_way_occurs),   cmocka_unit_test(the_end_is_the_next_beginning),
        cmocka_unit_test(a_list_counts_the_same), cmocka_unit_test(a_reader_may_count), cmocka_unit_test(late_entries_are_named),
    };
    return cmocka_run_group_tests(tests, stories_setup, stories_teardown);
}
