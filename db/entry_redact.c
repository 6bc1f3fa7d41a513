/* Redaction: the one entry that overwrites another's text, wherever it stands in the folder. */
#include "db/entry_inside.h"

#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "db/writer.h"
#include "src/i18n.h"

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

/* ---- cache.db's pages ---- */

#define FEW_ENTRIES 20000 /* so many are written anew in a fraction of a second */
#define HOURS_BETWEEN "6"

/* Names and texts of the table and its indexes, to make them again. */
static char *schema_of(sqlite3 *db, const char *query) {
    sqlite3_stmt *statement;
    char *text = NULL;
    if (!sql_prepare(db, &statement, query, NULL))
        return NULL;
    if (sql_step(statement, NULL) == 1 && sqlite3_column_text(statement, 0))
        text = sqlite3_mprintf("%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return text;
}

/* secure_delete zeroes what is deleted, but a page that was split may keep a copy in the gap between its cells: every page of the
 * table goes, and is zeroed with it. */
static bool table_anew(sqlite3 *db, struct error *e) {
    char *table = schema_of(db, "SELECT substr(sql, instr(sql, '(')) FROM sqlite_schema WHERE type = 'table' AND name = 'entry'");
    char *indexes = schema_of(db, "SELECT group_concat(sql, ';') FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'entry' AND sql IS NOT NULL");
    char *text = table && indexes ? sqlite3_mprintf("CREATE TABLE entry_anew %s; INSERT INTO entry_anew SELECT * FROM entry /* scans: after a redaction */; DROP TABLE entry;"
                                                    "ALTER TABLE entry_anew RENAME TO entry; %s",
                                                    table, indexes)
                                  : NULL;
    bool done = text ? sql_exec(db, text, e) : error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    sqlite3_free(table);
    sqlite3_free(indexes);
    sqlite3_free(text);
    return done;
}

bool entry_pages_anew(sqlite3 *db, bool redacted, struct error *e) {
    if (redacted && !sql_exec(db, "INSERT OR IGNORE INTO meta (name, value) VALUES ('entries_anew_due', '1')", e))
        return false;
    if (sql_int(db, "SELECT count(*) FROM meta WHERE name = 'entries_anew_due'", 0) == 0)
        return true;
    bool few = sql_int(db, "SELECT count(*) FROM entry /* scans: after a redaction */", 0) <= FEW_ENTRIES;
    if (!few && sql_int(db,
                        "SELECT count(*) FROM meta WHERE name = 'entries_anew_at' AND value > strftime('%s', 'now', '-" HOURS_BETWEEN " hours')", 0) > 0)
        return true;
    return table_anew(db, e) && sql_exec(db,
                                         "DELETE FROM meta WHERE name = 'entries_anew_due';"
                                         "INSERT OR REPLACE INTO meta (name, value) VALUES ('entries_anew_at', strftime('%s', 'now'))",
                                         e);
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
                overwrite(db, "UPDATE entry SET text = ?1, fold = '' WHERE id = ?2", id, e) && entry_pages_anew(db, true, e) &&
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
