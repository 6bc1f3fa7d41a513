/* The dashboard's counts and the crossings of the next days against a plain recount, at every level of the hierarchy. */
#include "tests/unit/db_lists.h"

static void count_dashboard(hits lists, int64_t unit, struct dashboard *out) {
    hits mask = lists ? lists : ~0u;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < cases; i++) {
        const struct case_detail *c = &all[i];
        unsigned categories = hits_categories(c->hits, mask);
        if (categories == 0 || (unit && !below(c->unit, unit)) || (c->probable && strcmp(c->settled, "no") == 0))
            continue;
        int day = limit_day(c->clock_date, TODAY, &limit), left = limit_left(c->clock_date, (c->hits & HITS_LEGAL) != 0, TODAY, &limit);
        int year_ago = TODAY - civil_from_ymd(2025, 11, 23);
        civil_day on = case_disposed_on(c, DISPOSED_CCTNS);
        for (int k = 0; k < 2; k++) {
            if ((categories >> k & 1) && c->state < 2 && day > 60 && TODAY - c->clock_date < year_ago) {
                out->year[k].n60++;
                out->year[k].in60 += c->state == 1 && limit_day(c->clock_date, on, &limit) <= 60;
            }
        }
        out->wrong += c->wrong > 0;
        if (c->state != 0)
            continue;
        for (int k = 0; k < 3; k++)
            out->open[k][band_of_day(day)] += k == 2 || (categories >> k & 1);
        out->probable += c->probable && c->settled[0] == '\0';
        out->over += left < 0;
        out->due_today += left == 0;
        out->due_in_5 += left > 0 && left <= 5;
        out->alerts += alert_crossed(day) > c->told_day;
        out->chase += left <= 5 || alert_today(day);
        out->not_in_cctns += strcmp(c->reason, "not-in-cctns") == 0;
    }
    out->alerts_exact = true;
}

static void check_dashboard(hits lists, int64_t unit, const char *what) {
    struct dashboard wanted, found;
    struct error e = {0};
    count_dashboard(lists, unit, &wanted);
    if (!dashboard_read(store, lists, unit, &clock_now, &found, &e))
        fail_msg("%s: %s", what, e.text);
    found.to_send = 0;
    for (int k = 0; k < 3; k++)
        for (int band = 0; band < BAND_COUNT; band++)
            if (wanted.open[k][band] != found.open[k][band])
                fail_msg("%s: open[%d][%d] is %lld, %lld wanted", what, k, band, (long long)found.open[k][band], (long long)wanted.open[k][band]);
    assert_int_equal(found.probable, wanted.probable);
    assert_int_equal(found.over, wanted.over);
    assert_int_equal(found.due_today, wanted.due_today);
    assert_int_equal(found.due_in_5, wanted.due_in_5);
    assert_int_equal(found.alerts, wanted.alerts);
    assert_int_equal(found.chase, wanted.chase);
    assert_int_equal(found.wrong, wanted.wrong);
    assert_int_equal(found.not_in_cctns, wanted.not_in_cctns);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(found.year[k].n60, wanted.year[k].n60);
        assert_int_equal(found.year[k].in60, wanted.year[k].in60);
    }
    assert_true(found.alerts_exact);
    /* Home shows that number for its list, and does not count the list */
    bool exact;
    struct case_filter filter = {.which = FILTER_OPEN, .band = BAND_ANY, .due_within = -1, .chase = true, .lists = lists, .unit = unit};
    struct case_list *list = case_list_open(store, &filter, &(struct case_sort){.by = BY_LEFT}, &clock_now, &e);
    assert_int_equal(case_list_count(list, 0, &exact, &e), found.chase);
    case_list_close(list);
}

static void check_crossings(int64_t unit) {
    static struct crossing found[2000];
    struct error e = {0};
    int n = crossings_ahead(store, 0, unit, &clock_now, 7, found, 2000, &e), wanted = 0;
    assert_true(n >= 0);
    for (int i = 0; i < cases; i++) {
        const struct case_detail *c = &all[i];
        if (c->state != 0 || (unit && !below(c->unit, unit)) || (c->probable && strcmp(c->settled, "no") == 0))
            continue;
        for (int ahead = 1; ahead <= 7; ahead++)
            wanted += alert_today(limit_day(c->clock_date, TODAY + ahead, &limit));
    }
    assert_int_equal(n, wanted);
    for (int i = 0; i < n; i++) {
        assert_int_equal(limit_day(detail_of(found[i].id)->clock_date, found[i].on, &limit), found[i].day);
        assert_true(alert_today(found[i].day));
        assert_true(i == 0 || found[i - 1].on <= found[i].on);
    }
    if (n > 2)
        assert_int_equal(crossings_ahead(store, 0, unit, &clock_now, 7, found, 2, &e), 2);
}

static void test_dashboard(void **state) {
    static const char *const codes[] = {"IN", "A", "B", "A1", "A2", "B1", "31655001", "31655008", "31655009"};
    struct error e = {0};
    struct unit unit;
    (void)state;
    random_state = 28;
    make(1500, 400);
    check_dashboard(0, 0, "all");
    check_dashboard(HIT(LIST_ITSSO, CATEGORY_376) | HIT(LIST_ITSSO, CATEGORY_POCSO), 0, "itsso");
    check_crossings(0);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_true(unit_by_code(store, codes[i], &unit, &e));
        check_dashboard(0, unit.id, codes[i]);
        check_dashboard(HITS_LEGAL, unit.id, codes[i]);
        check_crossings(unit.id);
    }
    store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_dashboard, folder_make, folder_remove)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
