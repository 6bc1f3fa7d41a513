/* Query plans of the gateway on SQLite: no statement passes over a whole table or sorts in a temporary tree, but those that say in a comment
 * why they may: "scans: the first row". (PostgreSQL plans by the tables' sizes: on small ones it scans.) */
#include "tests/unit/gateway_stores.h"

#include <sqlite3.h>

static int looked_at;
static char found[4000];

static void explain(const char *text) {
    char path[1300], query[4000];
    sqlite3 *own = NULL;
    sqlite3_stmt *plan = NULL;
    if (strstr(text, "/* scans") || strstr(text, "INSERT INTO state"))
        return;
    snprintf(path, sizeof path, "%s/gateway.db", where);
    snprintf(query, sizeof query, "EXPLAIN QUERY PLAN %s", text);
    assert_int_equal(sqlite3_open_v2(path, &own, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(own, query, -1, &plan, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(own), text);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        if ((strncmp(detail, "SCAN", 4) == 0 && strcmp(detail, "SCAN CONSTANT ROW") != 0) || strstr(detail, "TEMP B-TREE"))
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s\n    in %.300s\n", detail, text);
    }
    sqlite3_finalize(plan);
    sqlite3_close(own);
    looked_at++;
}

static void read_all(const char *code) {
    struct scope scope;
    struct page page;
    struct error e = {0};
    struct sync_digest digest, bucket[SYNC_BUCKETS];
    struct buffer text = {0};
    int n;
    struct db *db = reading(code, "d1", &scope);
    assert_true(feed_changes(db, &scope, 0, 10, &page, &e));
    page_free(&page);
    assert_true(feed_snapshot(db, &scope, 0, 10, &page, &e));
    page_free(&page);
    assert_true(feed_case(db, &scope, case_of(1), &page, &e));
    page_free(&page);
    assert_true(feed_digest(db, &scope, &digest, &e) && feed_buckets(db, &scope, bucket, &e) && feed_units(db, &scope, &text, &n, &e));
    buffer_free(&text);
    gate_give(gate, db);
}

static void enter(int id, const char *kind, const char *code) {
    char uuid[40], target[40];
    struct error e = {0};
    snprintf(uuid, sizeof uuid, "019abf3e-6d1c-7c2a-9d55-%012d", id);
    snprintf(target, sizeof target, "019abf3e-6d1c-7c2a-9d55-%012d", id - 1);
    json_t *entries = json_pack("[[s,s,i,s,s,s,s,n,s,s,s,s,s]]", uuid, "d1", id, case_text(1), kind, *code ? target : "", "", "", "", "a remark", "hm1",
                                "2026-11-20T06:10:00.000Z");
    struct ops ops = {.unit = "31655001", .device = "d1", .entries = entries, .today = TODAY};
    struct db *db = must_take(SQL_WRITE);
    assert_int_equal(ops_take(db, &ops, &e), OPS_TAKEN);
    gate_give(gate, db);
    ops_free(&ops);
    json_decref(entries);
}

static void nothing_passes_over_a_whole_table(void **state) {
    struct error e = {0};
    struct high_water water;
    int64_t lft[10], n;
    int count;
    bool all, raised;
    char path[400];
    (void)state;
    small_hierarchy();
    db_watch(explain);
    put_one(1, A1);
    put_one(2, A1);
    put_one(2, B1);
    delete_one(2);
    enter(1, "note", "");
    enter(2, "redact", "target");
    read_all("31655001");
    read_all("3165");
    struct db *db = must_take(SQL_WRITE);
    assert_true(feed_forget(db, TODAY, &n, &e) && feed_changed(db, 0, lft, 10, &count, &all, &e));
    gate_give(gate, db);
    snprintf(path, sizeof path, "%s/water", test_folder);
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    high_water_close(&water);
    db_watch(NULL);
    print_message("%d statements looked at\n", looked_at);
    assert_true(looked_at > 25);
    if (*found)
        fail_msg("%s", found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(nothing_passes_over_a_whole_table, store_sqlite, store_end)};
    return cmocka_run_group_tests_name("gateway_plan", tests, folder_begin, pg_end);
}
