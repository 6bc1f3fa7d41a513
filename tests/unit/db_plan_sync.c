/* Query plans of sync: no statement that runs while rows are applied, entries acknowledged or refused, a device renewed, record.db
 * settled, or state, log, digest and outbox read, passes over a table or sorts in a temporary tree, but those that say in a comment
 * why they may. Every connection that is opened is watched, so that no statement is missed. */
#include "tests/unit/db_syncs.h"

static bool explaining;
static int looked_at;
static char found[8000];
static char *seen[2000];
static int seen_n;

static bool is_new(const char *text) {
    for (int i = 0; i < seen_n; i++)
        if (strcmp(seen[i], text) == 0)
            return false;
    assert_true(seen_n < (int)(sizeof seen / sizeof *seen));
    seen[seen_n++] = strdup(text);
    return true;
}

static bool is_query(const char *text) {
    static const char *const verbs[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strncmp(text, verbs[i], strlen(verbs[i])) == 0)
            return true;
    return false;
}

/* Tables of one row, or of a few dozen, and SQLite's own. */
static bool may_be_scanned(const char *detail) {
    static const char *const names[] = {"sync_state", "s", "device", "d", "meta", "sqlite_master", "sqlite_schema"};
    char table[64];
    if (sscanf(detail, "SCAN %63s", table) != 1)
        return false;
    if (strncmp(detail, "SCAN CONSTANT", 13) == 0)
        return true;
    const char *name = strchr(table, '.') ? strchr(table, '.') + 1 : table;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static int look(unsigned kind, void *context, void *statement, void *x) {
    const char *text = sqlite3_sql(statement);
    sqlite3 *db = sqlite3_db_handle(statement);
    sqlite3_stmt *plan = NULL;
    (void)kind;
    (void)context;
    if (explaining || ((const char *)x)[0] == '-' || !text || !is_query(text) || strstr(text, "/* scans: ") || !is_new(text))
        return 0;
    char *query = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
    explaining = true;
    if (sqlite3_prepare_v2(db, query, -1, &plan, NULL) != SQLITE_OK)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s: %.200s\n", sqlite3_errmsg(db), text);
    while (plan && sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        bool scan = strncmp(detail, "SCAN", 4) == 0 && !may_be_scanned(detail);
        if (scan || strstr(detail, "TEMP B-TREE"))
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s\n    in %.300s\n", detail, text);
    }
    sqlite3_finalize(plan);
    sqlite3_free(query);
    explaining = false;
    looked_at++;
    return 0;
}

static int watch(sqlite3 *db, char **message, const void *api) {
    (void)message;
    (void)api;
    sqlite3_trace_v2(db, SQLITE_TRACE_STMT, look, NULL);
    return SQLITE_OK;
}

static bool pass_id(void *context, case_id id, int64_t ver) {
    (void)context;
    return id != 0 && ver > 0;
}

static void apply_all(struct sync_case *c) {
    for (int64_t turn = 1; turn <= 5; turn++) {
        struct sync_apply *apply = must_apply(turn % 2, 1 + turn / 3);
        for (int i = 0; i < 400; i++) {
            random_synced(c, case_id_make(STATION_NO(any(STATIONS)), 2025, 1 + any(60)), turn);
            if (turn > 2 && i == 5) {
                struct entry *note = add_entry(c, ENTRY_NOTE, "", "");
                snprintf(note->text, sizeof note->text, "text");
                snprintf(note->id, sizeof note->id, "0190abcd-0000-7000-b000-000000000000");
                note = add_entry(c, turn == 4 ? ENTRY_REDACT : ENTRY_NOTE, "0190abcd-0000-7000-b000-000000000000", "");
            }
            must_case(apply, c);
        }
        if (turn % 2 == 0) {
            must_gone(apply, c->id, GONE_MOVED, turn + 1, "31655003");
            must_gone(apply, case_id_make(STATION_NO(1), 2025, 3), GONE_DELETED, turn + 1, "");
        }
        must_end(apply, turn);
    }
}

static void own_entries(struct store *store) {
    struct error e = {0};
    struct sync_refusal refusal = {.kind = "reason", .reason = "x", .at = "2026-11-23T10:00:00.000Z"}, refusals[4];
    struct entry entry = entry_of(ENTRY_NOTE, 1, "", ""), out[4];
    char device[40], etag[80];
    int64_t seq;
    entry.case_id = one_int(store, "SELECT id FROM cache.fir_case WHERE state = 0 LIMIT 1 /* scans: a test's */");
    snprintf(entry.text, sizeof entry.text, "remark");
    must_add(store, &entry);
    struct entry redact = {.kind = ENTRY_REDACT, .on = CIVIL_NONE, .next_on = CIVIL_NONE};
    snprintf(redact.code, sizeof redact.code, "%s", entry.id);
    must_add(store, &redact);
    assert_true(sync_device(store, device, &seq, &e));
    assert_int_equal(sync_outbox(store, 0, out, 4, &e), 2);
    assert_true(sync_acknowledge(folder, device, 2, &e));
    assert_true(sync_acknowledge(folder, device, 2, &e));
    assert_true(sync_acknowledge(folder, device, 1, &e));
    refusal.case_id = entry.case_id;
    snprintf(refusal.id, sizeof refusal.id, "%s", entry.id);
    assert_true(sync_refused(folder, &refusal, 1, &e));
    assert_int_equal(sync_refusals_read(store, "", refusals, 4, &e), 1);
    assert_true(sync_units_etag(store, etag, &e));
    assert_true(sync_settle(folder, &e));
    if (!sync_device_renew(folder, &e))
        fail_msg("%s", e.text);
}

static void nothing_passes_over_a_whole_table(void **state) {
    (void)state;
    struct error e = {0};
    struct sync_case c = {0};
    struct sync_log lines[4];
    struct sync_state read;
    struct sync_digest digest;
    sqlite3_auto_extension((void (*)(void))watch);
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    must_commit(w);
    random_state = 3;
    looked_at = 0;
    apply_all(&c);
    struct sync_state noted = {.class = SYNC_WELL, .received = 5};
    assert_true(sync_state_note(folder, &noted, &e));
    assert_true(sync_state_note(folder, &noted, &e));
    struct store *store = must_open(STORE_ENTRIES);
    own_entries(store);
    apply_one(&c, 9, 9); /* with own entries beside it */
    assert_true(sync_state_read(store, &read, &e));
    assert_int_equal(sync_log_read(store, 0, lines, 4, &e), 2);
    assert_true(sync_digest_read(store, &digest, &e));
    assert_true(sync_ids(store, 7, pass_id, NULL, &e));
    store_close(store);
    sqlite3_cancel_auto_extension((void (*)(void))watch);
    sync_case_free(&c);
    print_message("# %d statements looked at\n", looked_at);
    assert_true(looked_at > 90);
    if (*found)
        fail_msg("%s", found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(nothing_passes_over_a_whole_table, folder_make, folder_remove)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
