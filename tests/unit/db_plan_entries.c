/* Query plans: no statement of entries, units and the store passes over a whole table or sorts in a temporary tree, but
 * those that say in a comment why they may: "scans: one case's entries", "scans: once a load". */
#include "tests/unit/db_entries.h"

static int looked_at, explaining;
static char found[2048];

/* Tables of one row or a few dozen, and SQLite's own. */
static bool may_be_scanned(const char *detail) {
    static const char *const names[] = {"device",        "d",           "sync_state", "reason", "step_rule",
                                        "sqlite_schema", "CONSTANT ROW"};
    const char *table = detail + strlen("SCAN ");
    if (strncmp(table, "main.", 5) == 0)
        table += 5;
    if (strncmp(table, "cache.", 6) == 0)
        table += 6;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(table, names[i]) == 0)
            return true;
    return false;
}

static void explain(sqlite3 *db, const char *text) {
    if (explaining || strncmp(text, "PRAGMA", 6) == 0 || strncmp(text, "ATTACH", 6) == 0 || strstr(text, "/* scans"))
        return;
    char query[8192];
    sqlite3_stmt *plan;
    explaining = 1;
    snprintf(query, sizeof query, "EXPLAIN QUERY PLAN %s", text);
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        if ((strncmp(detail, "SCAN", 4) == 0 && !may_be_scanned(detail)) || strstr(detail, "TEMP B-TREE"))
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s\n    in %.300s\n", detail, text);
    }
    sqlite3_finalize(plan);
    explaining = 0;
    looked_at++;
}

static void nothing_passes_over_a_whole_table(void **state) {
    (void)state;
    struct error e = {0};
    sql_watch(explain);
    reopen();
    struct entry last, note = note_of(1, "reminder sent"), step = entry_of(ENTRY_STEP, 1, "cwc", "done");
    struct unit unit;
    struct step_now steps[8];
    must_add(store, &note);
    assert_true(entry_add(store, &step, 0, TODAY, &e));
    assert_true(entry_last_undoable(store, 0, &last, &e));
    assert_true(entry_last_undoable(store, case_no(1), &last, &e));
    struct entry undo = entry_of(ENTRY_UNDO, 1, last.id, ""), redact = entry_of(ENTRY_REDACT, 1, note.id, "");
    assert_true(entry_add(store, &undo, entry_last_seq(store, case_no(1)), TODAY, &e));
    must_add(store, &redact);
    assert_int_equal(steps_of_case(store, case_no(1), steps, 8, &e), 0);
    store->gateway_known = true;
    entries_unsent(store);
    assert_true(unit_by_code(store, "31655001", &unit, &e));
    assert_true(unit_by_id(store, unit.id, &unit, &e));
    assert_true(unit_root(store, &unit, &e));
    unit_stations(store, unit.id);
    struct cache_writer *w = cache_begin(folder, 1000, &e);
    assert_non_null(w);
    assert_true(cache_put_unit(w, "UP", "", LEVEL_STATE, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_true(cache_put_unit(w, "31655001", "UP", LEVEL_STATION, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_true(cache_place_units(w, &e));
    assert_true(cache_set_meta(w, "training", "0", &e));
    cache_rollback(w);
    assert_true(store_is_training(store) == false);
    store_reasons(store);
    store_version(store);
    audit_add(store, "look", "", &e);
    sql_watch(NULL);
    print_message("# %d statements looked at\n", looked_at);
    assert_true(looked_at > 30);
    if (*found)
        fail_msg("%s", found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(nothing_passes_over_a_whole_table, begin, end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
