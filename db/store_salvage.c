/* A damaged record.db: set aside, made anew from record.log, and what can still be read of the old file is taken over.
 */
#include <string.h>

#include "db/migrate.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "db/writer.h"
#include "src/i18n.h"

bool store_file_damaged(const char *folder, const char *name) {
    char path[FILES_PATH];
    sqlite3 *db = NULL;
    sqlite3_stmt *look = NULL;
    bool good = sqlite3_open_v2(files_path(path, folder, name), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                NULL) == SQLITE_OK &&
                sqlite3_busy_timeout(db, 5000) == SQLITE_OK &&
                sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &look, NULL) == SQLITE_OK &&
                sqlite3_step(look) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(look, 0), "ok") == 0;
    sqlite3_finalize(look);
    sqlite3_close(db);
    return !good;
}

/* Takes over row by row until the damage is met; returns how many rows were new, -1 where the file has not these columns (an older
 * format). */
static int take_over(sqlite3 *old, sqlite3 *db, const char *rows, const char *insert) {
    sqlite3_stmt *from = NULL, *to = NULL;
    int taken = -1;
    if (sqlite3_prepare_v2(old, rows, -1, &from, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, insert, -1, &to, NULL) == SQLITE_OK) {
        taken = 0;
        while (sqlite3_step(from) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(from); i++)
                sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
            if (sqlite3_step(to) == SQLITE_DONE)
                taken += sqlite3_changes(db);
            sqlite3_reset(to);
        }
    }
    sqlite3_finalize(from);
    sqlite3_finalize(to);
    return taken;
}

/* Of format 1. */
#define OLD_COLUMNS "id, device, seq, case_id, kind, code, state, on_date, whom, how, text, fold, author, at"

/* What the log does not hold: issued sheets, users, the audit, and entries whose line is missing. */
static int take_all(struct store *store, sqlite3 *old) {
    int entries = take_over(old, store->db, "SELECT " OLD_COLUMNS ", ref, next_on FROM entry",
                            "INSERT OR IGNORE INTO main.entry (" OLD_COLUMNS ", ref, next_on) VALUES "
                            "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)");
    if (entries < 0)
        entries = take_over(old, store->db, "SELECT " OLD_COLUMNS " FROM entry",
                            "INSERT OR IGNORE INTO main.entry (" OLD_COLUMNS ") VALUES "
                            "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
    take_over(old, store->db, "SELECT login, role, unit, verifier, valid_until FROM user",
              "INSERT OR IGNORE INTO main.user (login, role, unit, verifier, valid_until) VALUES (?1, ?2, ?3, ?4, ?5)");
    take_over(old, store->db, "SELECT at, author, action, about FROM audit",
              "INSERT INTO main.audit (at, author, action, about) VALUES (?1, ?2, ?3, ?4)");
    take_over(old, store->db, "SELECT name, unit, from_date, to_date, as_of, lists, issued_at, author, csv, cases FROM issued ORDER BY n",
              "INSERT INTO main.issued (name, unit, from_date, to_date, as_of, lists, issued_at, author, csv, cases) VALUES "
              "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    take_over(old, store->db, "SELECT id FROM device", "UPDATE main.device SET id = ?1");
    sql_exec(store->db,
             "UPDATE main.device SET seq = coalesce((SELECT max(seq) FROM main.entry e WHERE e.device = "
             "main.device.id), 0)",
             NULL);
    return entries;
}

/* By a connection of its own: once a connection has met a damaged page inside a transaction, SQLite lets it commit nothing. */
static int read_what_is_left(struct store *store, const char *kept) {
    char path[FILES_PATH];
    sqlite3 *old = NULL;
    int entries = 0;
    if (sqlite3_open_v2(files_path(path, store->folder, kept), &old, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ==
            SQLITE_OK &&
        sql_exec(store->db, "BEGIN IMMEDIATE", NULL)) {
        entries = take_all(store, old);
        if (!sql_exec(store->db, "COMMIT", NULL))
            entries = 0;
        if (!sqlite3_get_autocommit(store->db))
            sql_exec(store->db, "ROLLBACK", NULL);
    }
    sqlite3_close(old);
    return entries;
}

/* An empty record.db. What is entered is brought back before anyone asks how cache.db is: an empty one stands in for
 * it. */
static bool connect_new(struct store *store, struct error *e) {
    char path[FILES_PATH];
    if (!files_make(files_path(path, store->folder, RECORD_FILE), e))
        return false;
    if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL) !=
        SQLITE_OK)
        return sql_fail_open(store->db, e, path);
    return sql_exec(store->db, "PRAGMA journal_mode = PERSIST; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
                    e) &&
           format_bring_forward(store->db, &format_record, e) &&
           sql_exec(store->db,
                    "ATTACH ':memory:' AS cache; CREATE TABLE cache.entry AS SELECT * FROM main.entry WHERE 0", e);
}

static bool make_anew(struct store *store, const char *kept, struct error *e) {
    if (!connect_new(store, e) || !record_log_open(store, e))
        return false;
    store_note(store, _("record.db was damaged and was set aside as %s in %s."), kept, store->folder);
    /* the log first: where both have an entry, its line is the sound one */
    if (!record_log_reconcile(store, e))
        return false;
    int left = read_what_is_left(store, kept);
    if (left > 0)
        store_note(store, _("%d entries that record.log did not have were read from the damaged file."), left);
    /* looked at once more when cache.db is there: lines for those, and every fold */
    return sql_exec(store->db, "UPDATE main.device SET log_bytes = -1", e);
}

bool store_salvage_record(struct store *store, struct error *e) {
    int lock_fd = files_lock(store->folder, RECORD_LOCK, 10000, e);
    if (lock_fd < 0)
        return false;
    bool done = true;
    if (store_file_damaged(store->folder, RECORD_FILE)) {
        char kept[128];
        done = files_set_aside(store->folder, RECORD_FILE, kept, e) && make_anew(store, kept, e);
        store_disconnect(store);
    }
    files_unlock(lock_fd);
    return done;
}
