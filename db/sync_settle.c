/* What a sync leaves to be done in record.db. The screens' own process does it when it opens the folder, the sync's after each commit. */
#include "db/sync_inside.h"

#include <string.h>

#include "db/entry_inside.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- texts that were redacted elsewhere ---- */

#define TO_REDACT                                                                                                      \
    "FROM cache.entry c INDEXED BY entry_redact CROSS JOIN main.entry m ON m.id = c.code"                              \
    " WHERE c.kind = 'redact' AND m.text <> '' AND m.text <> ?1"

static bool any(struct store *store, const char *text, bool *there, struct error *e) {
    sqlite3_stmt *q;
    *there = false;
    if (!sql_prepare(store->db, &q, text, e))
        return false;
    sql_bind_text(q, 1, REDACTED_TEXT);
    int row = sql_step(q, e);
    *there = row == 1;
    sqlite3_finalize(q);
    return row >= 0;
}

/* Inside the transaction. One at a time: the audit has a line for each. */
static bool overwrite_all(struct store *store, struct error *e) {
    sqlite3_stmt *q;
    if (!sql_prepare(store->db, &q, "SELECT c.code, c.author " TO_REDACT " LIMIT 1 /* scans: the redactions */", e))
        return false;
    int row;
    for (;;) {
        struct entry redaction = {.kind = ENTRY_REDACT};
        sql_bind_text(q, 1, REDACTED_TEXT);
        if ((row = sql_step(q, e)) != 1)
            break;
        sql_text(q, 0, redaction.code, sizeof redaction.code);
        sql_text(q, 1, redaction.author, sizeof redaction.author);
        sqlite3_reset(q);
        if (!entry_redact_record(store, &redaction, e)) {
            row = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

static bool redact_locked(struct store *store, struct error *e) {
    if (!record_log_open(store, e) || (!record_log_in_order(store) && !record_log_reconcile(store, e)) ||
        !sql_exec(store->db, "PRAGMA main.journal_size_limit = 0", e))
        return false;
    bool done = sql_exec(store->db, "BEGIN IMMEDIATE", e) && overwrite_all(store, e) &&
                sql_exec(store->db, "UPDATE main.device SET vacuum_due = 1", e) && record_log_prepare(store, e) &&
                sql_exec(store->db, "COMMIT", e);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (done) {
        done = record_log_replace(store, e);
        store_vacuum(store);
        files_remove_aside(store->folder);
    }
    sql_exec(store->db, "PRAGMA main.journal_size_limit = -1", NULL);
    return done;
}

static bool redact_own(struct store *store, struct error *e) {
    bool there;
    if (!any(store, "SELECT 1 " TO_REDACT " LIMIT 1 /* scans: the redactions */", &there, e) || !there)
        return !there;
    int lock_fd = files_lock(store->folder, RECORD_LOCK, 10000, e);
    if (lock_fd < 0)
        return false;
    bool done = redact_locked(store, e);
    files_unlock(lock_fd);
    return done;
}

/* Texts that came down although they were redacted here: the redaction was made while they were written. */
static bool redact_came(struct store *store, struct error *e) {
    char id[ENTRY_ID_SIZE];
    for (int i = 0; i < 1000; i++) {
        sqlite3_stmt *q;
        if (!sql_prepare(store->db, &q,
                         "SELECT m.code FROM main.entry m INDEXED BY entry_redact CROSS JOIN cache.entry c ON c.id = m.code"
                         " WHERE m.kind = 'redact' AND c.text <> '' AND c.text <> ?1 LIMIT 1 /* scans: the redactions */",
                         e))
            return false;
        sql_bind_text(q, 1, REDACTED_TEXT);
        int row = sql_step(q, e);
        if (row == 1)
            sql_text(q, 0, id, sizeof id);
        sqlite3_finalize(q);
        if (row <= 0)
            return row == 0;
        if (!entry_redact_cache(store, id, e))
            return false;
    }
    return true;
}

/* ---- folds of cases with entries that the server has not ---- */

struct mark {
    int64_t seq, epoch, cursor;
};

static void take_mark(sqlite3_stmt *row, void *out) {
    struct mark *mark = out;
    mark->seq = sqlite3_column_int64(row, 0);
    mark->epoch = sqlite3_column_int64(row, 1);
    mark->cursor = sqlite3_column_int64(row, 2);
}

static bool read_mark(struct store *store, const char *text, struct mark *out, struct error *e) {
    sqlite3_stmt *q;
    return sql_prepare(store->db, &q, text, e) && sql_only_row(q, take_mark, out, e);
}

#define UNSENT "FROM main.entry WHERE device = (SELECT id FROM main.device) AND seq > ?1"

/* Inside the transaction. */
static bool fold_unsent(struct store *store, const struct mark *now, struct error *e) {
    sqlite3_stmt *q;
    if (!sql_prepare(store->db, &q, "SELECT DISTINCT case_id " UNSENT " ORDER BY case_id /* scans: what the server has not */", e))
        return false;
    int row;
    sqlite3_bind_int64(q, 1, store->dev_seq);
    while ((row = sql_step(q, e)) == 1)
        if (!entry_fold_case(store, sqlite3_column_int64(q, 0), e)) {
            row = -1;
            break;
        }
    sqlite3_finalize(q);
    if (row < 0 || !sql_prepare(store->db, &q, "UPDATE main.device SET fold_seq = ?1, fold_epoch = ?2, fold_cursor = ?3", e))
        return false;
    sqlite3_bind_int64(q, 1, now->seq);
    sqlite3_bind_int64(q, 2, now->epoch);
    sqlite3_bind_int64(q, 3, now->cursor);
    bool done = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return done;
}

static bool fold_locked(struct store *store, const struct mark *now, struct error *e) {
    bool done = sql_exec(store->db, "BEGIN IMMEDIATE", e) && fold_unsent(store, now, e) && sql_exec(store->db, "COMMIT", e);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return done;
}

static bool fold_again(struct store *store, struct error *e) {
    struct mark folded = {0}, now = {0};
    if (!read_mark(store, "SELECT fold_seq, fold_epoch, fold_cursor FROM main.device", &folded, e) ||
        !read_mark(store, "SELECT 0, epoch, cursor FROM cache.sync_state", &now, e))
        return false;
    now.seq = store->dev_seq;
    if (folded.seq == now.seq && folded.epoch == now.epoch && folded.cursor == now.cursor)
        return true;
    sqlite3_stmt *q;
    if (!sql_prepare(store->db, &q, "SELECT 1 " UNSENT " LIMIT 1", e))
        return false;
    sqlite3_bind_int64(q, 1, store->dev_seq);
    int row = sql_step(q, e);
    sqlite3_finalize(q);
    if (row <= 0)
        return row == 0;
    int lock_fd = files_lock(store->folder, RECORD_LOCK, 10000, e);
    if (lock_fd < 0)
        return false;
    bool done = fold_locked(store, &now, e);
    files_unlock(lock_fd);
    return done;
}

/* ---- both ---- */

bool sync_settle_store(struct store *store, struct error *e) {
    return redact_own(store, e) && redact_came(store, e) && fold_again(store, e);
}

bool sync_settle(const char *folder, struct error *e) {
    struct store *store = store_open(folder, STORE_ENTRIES, e);
    store_close(store);
    return store != NULL;
}
