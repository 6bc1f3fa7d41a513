/* Roll-ups against a full recount: after a bulk load, and after random additions, changes of status, sections and unit,
 * moves of units in the hierarchy, probable cases settled and unsettled, a change of the rule of counting; and those of a
 * database of the first format that was brought forward. */
#include "tests/unit/db_rollups.h"

#include "db/migrate.h"

static void test_bulk(void **state) {
    (void)state;
    random_state = 11;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "import", true);
    put_random(put, 1500);
    must_put_end(put);
    check_rollups(w, "after a bulk load");
    assert_true(sql_int(w->db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'fir_case'", 0) >= 11);
    must_commit(w);
}

static void test_changes(void **state) {
    (void)state;
    random_state = 12;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    for (int turn = 0; turn < 12; turn++) {
        struct case_put *put = must_put(w, "import", turn == 0);
        put_random(put, 400); /* the same numbers come again with other facts */
        must_put_end(put);
        check_rollups(w, "after changes");
    }
    assert_true(sql_int(w->db, "SELECT count(*) FROM case_event WHERE kind = 'transfer'", 0) > 0);
    assert_true(sql_int(w->db, "SELECT count(*) FROM fir_case WHERE state = 2 AND hits = 0", 0) > 0); /* sections lost */
    must_commit(w);
}

static void test_units_move(void **state) {
    struct error e = {0};
    int64_t id;
    (void)state;
    random_state = 13;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "import", true);
    put_random(put, 600);
    must_put_end(put);
    assert_true(cache_put_unit(w, "A2", "B", LEVEL_DISTRICT, KIND_TERRITORIAL, "A2", "", TODAY, &id, &e));
    assert_true(cache_put_unit(w, "31655009", "B1", LEVEL_STATION, KIND_TERRITORIAL, "x", "", TODAY, &id, &e));
    assert_true(cache_place_units(w, &e));
    check_rollups(w, "after units moved");
    put = must_put(w, "import", false);
    put_random(put, 300);
    must_put_end(put);
    check_rollups(w, "after changes under the new hierarchy");
    must_commit(w);
}

/* Between the imports the entries of a server come: a probable case is settled, otherwise, and not any more. */
static void test_settled(void **state) {
    static const char *const to[] = {"'no'", "'tracked'", "NULL", "CASE id % 3 WHEN 0 THEN 'no' WHEN 1 THEN 'tracked' END"};
    char text[200];
    int64_t away = 0;
    (void)state;
    random_state = 16;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    for (int turn = 0; turn < 8; turn++) {
        struct case_put *put = must_put(w, "import", turn == 0);
        put_random(put, 300); /* a settled case may cease to be probable, be transferred, be disposed of */
        must_put_end(put);
        snprintf(text, sizeof text, "UPDATE fir_case SET settled = %s WHERE (id * 31) %% 7 < 4", to[any(4)]);
        must_exec(w->db, text);
        check_rollups(w, "after settling");
        away += sql_int(w->db, "SELECT count(*) FROM fir_case WHERE probable = 1 AND settled = 'no' AND state = 0", 0);
    }
    assert_true(away > 0);
    must_commit(w);
}

/* A database as the first format had it (tests/unit/formats), with the cases of this one. */
static void make_first_format(const char *path, const char *cases) {
    sqlite3 *db = NULL;
    char text[1200], copy[4096];
    static const char *const tables[] = {"unit", "officer", "section_set", "fir_case", "case_event"};
    FILE *in = fopen("tests/unit/formats/cache-1.sql", "r");
    assert_non_null(in);
    char *schema = calloc(1, 100000);
    assert_non_null(schema);
    assert_true(fread(schema, 1, 99999, in) > 1000);
    fclose(in);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    must_exec(db, "PRAGMA journal_mode = WAL");
    must_exec(db, schema);
    free(schema);
    snprintf(text, sizeof text, "ATTACH '%s' AS now; PRAGMA user_version = 1;", cases);
    must_exec(db, text);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        sqlite3_stmt *q = NULL;
        snprintf(text, sizeof text, "SELECT group_concat(name) FROM pragma_table_info('%s', 'main')", tables[i]);
        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &q, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(q), SQLITE_ROW);
        const char *columns = (const char *)sqlite3_column_text(q, 0);
        snprintf(copy, sizeof copy, "INSERT INTO main.%s (%s) SELECT %s FROM now.%s", tables[i], columns, columns, tables[i]);
        sqlite3_finalize(q);
        must_exec(db, copy);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_migrated(void **state) {
    struct error e = {0};
    char now[1024], first[1024];
    (void)state;
    random_state = 17;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "import", true);
    put_random(put, 700);
    must_put_end(put);
    must_exec(w->db, "UPDATE fir_case SET settled = CASE id % 2 WHEN 0 THEN 'no' ELSE 'tracked' END WHERE id % 3 = 0");
    must_commit(w);
    snprintf(now, sizeof now, "%s", in_folder("cache.db"));
    snprintf(folder, sizeof folder, "%s/first", top);
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(first, sizeof first, "%s", in_folder("cache.db"));
    make_first_format(first, now);
    w = must_begin();
    assert_int_equal(sql_int(w->db, "PRAGMA user_version", 0), format_cache.newest);
    check_rollups(w, "after a migration");
    assert_true(rollup_rebuild(w, &e));
    check_rollups(w, "after a rebuild of the migrated");
    must_commit(w);
}

static void test_count_rule(void **state) {
    struct error e = {0};
    (void)state;
    random_state = 14;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "import", true);
    put_random(put, 600);
    struct section_list sections;
    struct case_facts f = no_facts(case_id_make(STATION_NO(0), 2026, 9000), TODAY - 200);
    sections_from_text("BNS:64(1)", &sections);
    f.sections = &sections;
    f.status = STATUS_CHARGESHEET;
    f.in_cctns = f.filed = f.fir_date + 60;
    must_put_case(put, &f); /* disposed on the last day: by another counting a day late */
    must_put_end(put);
    int64_t before = sql_int(w->db, "SELECT sum(in60) FROM rollup_month WHERE unit = 0", -1);
    struct limit_rule first = {1, DEADLINE_EARLIER};
    put = case_put_begin(w, rules, "import", TODAY, &first, DISPOSED_COURT, false, &e);
    assert_non_null(put);
    must_put_end(put);
    check_rollups(w, "after another rule of counting");
    assert_int_not_equal(before, sql_int(w->db, "SELECT sum(in60) FROM rollup_month WHERE unit = 0", -1));
    put = must_put(w, "import", false);
    must_put_end(put);
    assert_int_equal(before, sql_int(w->db, "SELECT sum(in60) FROM rollup_month WHERE unit = 0", -1));
    must_commit(w);
}

static void test_rebuild_is_the_same(void **state) {
    struct error e = {0};
    (void)state;
    random_state = 15;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "import", false);
    put_random(put, 500);
    must_put_end(put);
    assert_true(rollup_rebuild(w, &e));
    check_rollups(w, "after a rebuild");
    must_commit(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bulk, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_changes, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_units_move, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_settled, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_migrated, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_count_rule, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(test_rebuild_is_the_same, folder_make, folder_remove),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
