/* Redaction: the one entry that overwrites another's text, wherever it stands in the folder. */
#include "db/entry_inside.h"

#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "db/writer.h"

static bool overwrite(sqlite3 *db, const char *update, const char *id, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(db, &statement, update, e))
        return false;
    sql_bind_text(statement, 1, REDACTED_TEXT);
    sql_bind_text(statement, 2, id);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

bool entry_redact_record(struct store *store, const struct entry *entry, struct error *e) {
    return overwrite(store->db, "UPDATE main.entry SET text = ?1, fold = '' WHERE id = ?2", entry->code, e) &&
           audit_insert(store, entry->author, "redact", entry->code, e);
}

bool entry_redact_again(struct store *store, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(
            store->db, &statement,
            "UPDATE main.entry SET text = ?1, fold = '' WHERE text <> ?1"
            " AND id IN (SELECT code FROM main.entry WHERE kind = 'redact') /* scans: once, after a mending */",
            e))
        return false;
    sql_bind_text(statement, 1, REDACTED_TEXT);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done && (sqlite3_changes(store->db) == 0 || sql_exec(store->db, "UPDATE main.device SET vacuum_due = 1", e));
}

bool entry_redact_cache(struct store *store, const char *id, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "SELECT 1 FROM cache.entry WHERE id = ?1 AND text <> ?2", e))
        return false;
    sql_bind_text(statement, 1, id);
    sql_bind_text(statement, 2, REDACTED_TEXT);
    int there = sql_step(statement, e);
    sqlite3_finalize(statement);
    if (there <= 0)
        return there == 0;
    int lock_fd = files_lock(store->folder, CACHE_LOCK, 5000, e);
    if (lock_fd < 0)
        return false;
    sqlite3 *db = cache_open_locked(store->folder, store->notice, e);
    bool done = db && sql_exec(db, "PRAGMA secure_delete = ON; BEGIN IMMEDIATE", e) &&
                overwrite(db, "UPDATE entry SET text = ?1, fold = '' WHERE id = ?2", id, e) &&
                sql_exec(db, "COMMIT", e);
    cache_close_locked(db);
    files_unlock(lock_fd);
    return done;
}

void store_vacuum(struct store *store) {
    /* secure_delete zeroes what is deleted, but a page that was split may keep a copy in the gap between its cells */
    if (sql_exec(store->db, "PRAGMA main.journal_size_limit = 0", NULL) && sql_exec(store->db, "VACUUM main", NULL))
        sql_exec(store->db, "UPDATE main.device SET vacuum_due = 0", NULL);
    sql_exec(store->db, "PRAGMA main.journal_size_limit = -1", NULL);
}
