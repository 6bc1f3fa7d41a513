/* Past days of a unit alone: what is made for it is enough for its lists, its dashboard and its rates, whatever was asked for
 * before or between; cases that it gave away since are among them, those that it received later are not. Each figure against the
 * stories. */
#include "tests/unit/db_stories.h"

#include "db/rates.h"

static const char *const codes[] = {"A1", "A2", "B1", "A", "B", "IN", "31655001", "31655004", "31655008"};
#define CODES ((int)(sizeof codes / sizeof *codes))

/* put_hierarchy: three stations a district, the districts A1 and A2 in A, B1 in B. */
static bool lies_below(int station, const char *code) {
    char number[16];
    snprintf(number, sizeof number, "%d", STATION_NO(station));
    return strcmp(code, "IN") == 0 || strcmp(code, number) == 0 || (code[0] == 'A' && station < 6 && (code[1] == '\0' || code[1] - '1' == station / 3)) ||
           (code[0] == 'B' && station >= 6);
}

static const struct state *of_unit(const struct story *s, civil_day day, const char *code) {
    const struct state *then = state_on(s, day);
    return then != NULL && lies_below(then->station, code) ? then : NULL;
}

static void count_rates(struct unit_rates *want, const struct story *s, const struct state *then, civil_day day) {
    hits h;
    unsigned categories = categories_of(s, then, &h);
    int age = day - s->fir_date, state = status_state(then->status);
    for (int kind = 0; kind < RATES_KINDS && state < 2; kind++) {
        if (!(kind == RATES_EITHER ? categories != 0 : categories >> kind & 1))
            continue;
        rates_add(&want->counts[kind], s->fir_date, state == 1 ? then->closed_on : CIVIL_NONE, day, &limit);
        want->final[kind] += then->status == STATUS_FINAL;
        want->open[kind][band_of_day(age)] += state == 0;
    }
}

static void rates_on(civil_day day, const struct unit *unit) {
    struct rates_query query = {.unit = unit->id, .from = CIVIL_NONE, .to = CIVIL_NONE, .clock = as_of(day)};
    struct unit_rates want = {.final = {0}}, found, summed;
    struct error e = {0};
    for (int i = 0; i < stories; i++) {
        const struct state *then = of_unit(&story[i], day, unit->code);
        if (then != NULL)
            count_rates(&want, &story[i], then, day);
    }
    assert_true(rates_unit(store, &query, &found, &e));
    assert_true(rates_children(store, &query, &summed, NULL, NULL, &e));
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        assert_memory_equal(&found.counts[kind], &want.counts[kind], sizeof want.counts[kind]);
        assert_memory_equal(&summed.counts[kind], &want.counts[kind], sizeof want.counts[kind]);
        assert_int_equal(found.final[kind], want.final[kind]);
        for (int band = 0; band < BAND_COUNT; band++)
            assert_int_equal(found.open[kind][band], want.open[kind][band]);
        assert_true(rates_add_up(&found.counts[kind]));
    }
}

static void counts_on(civil_day day, const struct unit *unit) {
    struct list_clock clock = as_of(day);
    struct dashboard board;
    struct error e = {0};
    int64_t open[BAND_COUNT] = {0};
    int all = 0, state_open = 0;
    bool exact;
    for (int i = 0; i < stories; i++) {
        const struct state *then = of_unit(&story[i], day, unit->code);
        all += then != NULL;
        if (then != NULL && status_state(then->status) == 0) {
            open[band_of_day(day - story[i].fir_date)]++;
            state_open++;
        }
    }
    assert_true(dashboard_read(store, 0, unit->id, &clock, &board, &e));
    assert_memory_equal(board.open[2], open, sizeof open);
    for (int which = 0; which < 2; which++) {
        struct case_filter filter = {.band = BAND_ANY, .due_within = -1, .which = which ? FILTER_ALL : FILTER_OPEN, .unit = unit->id};
        struct case_list *list = case_list_open(store, &filter, &(struct case_sort){.by = BY_LEFT}, &clock, &e);
        assert_non_null(list);
        assert_int_equal(case_list_count(list, 0, &exact, &e), which ? all : state_open);
        case_list_close(list);
    }
}

static void each_unit_by_itself(void **state) {
    struct error e = {0};
    struct unit unit;
    (void)state;
    random_state = 78;
    for (stories = 0; stories < STORIES; stories++)
        story_make(&story[stories], stories);
    import_all();
    for (int turn = 0; turn < 24; turn++) {
        civil_day day = TODAY - 1 - any(560);
        store = must_open(turn % 4 == 3 ? STORE_READ : STORE_ENTRIES);
        for (int k = 0; k < 3; k++) { /* one after the other, on the same tables */
            assert_true(unit_by_code(store, codes[any(CODES)], &unit, &e));
            if (any(2))
                counts_on(day, &unit);
            rates_on(day, &unit);
        }
        store_close(store);
    }
}

/* A list that is open stays right while another unit is asked for. */
static void lists_do_not_disturb_each_other(void **state) {
    struct list_clock clock = as_of(TODAY - 90);
    struct case_filter filter = {.band = BAND_ANY, .due_within = -1, .which = FILTER_ALL};
    struct error e = {0};
    struct unit unit[2];
    struct case_list *list[2];
    int64_t n[2];
    bool exact;
    (void)state;
    random_state = 79;
    for (stories = 0; stories < 300; stories++)
        story_make(&story[stories], stories);
    import_all();
    store = must_open(STORE_ENTRIES);
    for (int i = 0; i < 2; i++) {
        assert_true(unit_by_code(store, i ? "A2" : "A1", &unit[i], &e));
        filter.unit = unit[i].id;
        list[i] = case_list_open(store, &filter, &(struct case_sort){.by = BY_LEFT}, &clock, &e);
        assert_non_null(list[i]);
        n[i] = case_list_count(list[i], 0, &exact, &e);
        assert_true(n[i] > 0);
    }
    for (int i = 0; i < 2; i++) {
        struct case_row rows[8];
        struct list_key keys[8], last;
        int64_t seen = 0;
        int got;
        while ((got = case_list_page(list[i], seen ? AFTER : FROM_FIRST, &last, 8, rows, keys, &e)) > 0) {
            for (int k = 0; k < got; k++) {
                struct unit at;
                assert_true(unit_by_id(store, rows[k].unit, &at, &e));
                assert_int_equal(at.parent, unit[i].id);
            }
            last = keys[got - 1];
            seen += got;
        }
        assert_int_equal(seen, n[i]);
        case_list_close(list[i]);
    }
    store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_unit_by_itself, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(lists_do_not_disturb_each_other, folder_make, folder_remove),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
