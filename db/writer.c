/* The one writer of cache.db: lock, connection, transaction, checkpoint. */
#include "db/writer.h"

#include <stdlib.h>
#include <string.h>

#include "db/migrate.h"
#include "db/store_files.h"
#include "src/i18n.h"
#include "src/text.h"

/* Connects; the error code of the first look at the file is left in *code. */
static sqlite3 *connect_cache(const char *path, int *code, struct error *e) {
    sqlite3 *db = NULL;
    *code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (*code != SQLITE_OK) {
        sql_fail_open(db, e, path);
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 5000);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    int keep = 1;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    /* the schema is read: a file that is none, or a truncated one, shows here */
    *code = sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (*code == SQLITE_OK)
        return db;
    sql_fail_open(db, e, path);
    sqlite3_close(db);
    return NULL;
}

static bool is_wal(sqlite3 *db, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(db, &statement, "PRAGMA journal_mode = WAL", e))
        return false;
    bool wal = sql_step(statement, e) == 1 && strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
    sqlite3_finalize(statement);
    return wal ||
           error_set(e, ERROR_UNABLE, _("the disk of cache.db does not allow several programs at once (no WAL)"));
}

/* A new cache.db in a folder where a damaged one was set aside: it knows that it is empty for that reason, so that nobody takes
 * its zeros for true before something is imported (store_facts). */
static bool mark_new(sqlite3 *db, const char *folder, struct error *e) {
    char kept[STORE_ASIDE];
    sqlite3_stmt *statement;
    files_last_aside(folder, CACHE_FILE, kept);
    if (!*kept)
        return true;
    if (!sql_prepare(db, &statement, "INSERT OR REPLACE INTO meta (name, value) VALUES ('" META_ASIDE "', ?1)", e))
        return false;
    sql_bind_text(statement, 1, kept);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

static bool set_up(sqlite3 *db, const char *folder, struct error *e) {
    int found = format_of(db, "main", e);
    /* secure_delete: facts hold no text that a redaction must reach; pages are not zeroed for nothing */
    return found >= 0 && format_known(&format_cache, found, e) && is_wal(db, e) &&
           sql_exec(db,
                    "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -24000;"
                    "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA secure_delete = OFF; PRAGMA "
                    "journal_size_limit = 0",
                    e) &&
           format_bring_forward(db, &format_cache, e) && (found > 0 || mark_new(db, folder, e));
}

sqlite3 *cache_open_locked(const char *folder, char *notice, struct error *e) {
    char path[FILES_PATH];
    files_path(path, folder, CACHE_FILE);
    for (int tries = 0; tries < 2; tries++) {
        if (!files_make(path, e))
            return NULL;
        int code;
        sqlite3 *db = connect_cache(path, &code, e);
        if (db) {
            if (set_up(db, folder, e))
                return db;
            code = sqlite3_errcode(db);
            sqlite3_close(db);
        }
        code &= 0xff;
        if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB)
            return NULL;
        char kept[128];
        if (!files_set_aside(folder, CACHE_FILE, kept, e))
            return NULL;
        text_format(notice, ERROR_TEXT_MAX,
                    _("cache.db was damaged and was set aside as %s in %s. The next sync fetches the cases anew; without a data centre, "
                      "import the extract again. Nothing that was entered here is lost."),
                    kept, folder);
        error_clear(e);
    }
    return NULL;
}

void cache_close_locked(sqlite3 *db) {
    if (!db)
        return;
    /* TRUNCATE waits for readers a moment; where one reads on, what could be moved is moved and the WAL stays as it is
     */
    sqlite3_busy_timeout(db, 500);
    sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_close(db);
}

bool cache_heal(const char *folder, int wait_ms, char *notice, struct error *e) {
    int lock_fd = files_lock(folder, CACHE_LOCK, wait_ms, e);
    if (lock_fd < 0)
        return false;
    sqlite3 *db = cache_open_locked(folder, notice, e);
    cache_close_locked(db);
    files_unlock(lock_fd);
    return db != NULL;
}

/* Frees w and lets go of the lock. */
static void writer_end(struct cache_writer *w) {
    sqlite3_finalize(w->station_find);
    sqlite3_finalize(w->unit_find);
    sqlite3_finalize(w->unit_put);
    cache_close_locked(w->db);
    files_unlock(w->lock_fd);
    free(w);
}

struct cache_writer *cache_begin(const char *folder, int wait_ms, struct error *e) {
    struct cache_writer *w = calloc(1, sizeof *w);
    if (!w) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    w->lock_fd = -1;
    if (files_folder(folder, true, w->folder, e)) {
        w->lock_fd = files_lock(w->folder, CACHE_LOCK, wait_ms, e);
        if (w->lock_fd >= 0)
            w->db = cache_open_locked(w->folder, w->notice, e);
        /* what an older writer could not bring in: were the disk to fill up now, there would be no room for it, and so no cutting of
         * what is written from here on */
        if (w->db && files_length(w->folder, CACHE_FILE "-wal") > 0)
            sqlite3_wal_checkpoint_v2(w->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        if (w->db && sql_exec(w->db, "BEGIN IMMEDIATE", e))
            return w;
    }
    writer_end(w);
    return NULL;
}

bool cache_commit(struct cache_writer *w, struct error *e) {
    bool done = sql_exec(w->db, "COMMIT", e);
    if (!done && !sqlite3_get_autocommit(w->db))
        sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
    writer_end(w);
    return done;
}

void cache_rollback(struct cache_writer *w) {
    if (!w)
        return;
    if (!sqlite3_get_autocommit(w->db))
        sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
    writer_end(w);
}

const char *cache_notice(const struct cache_writer *w) {
    return w->notice;
}

bool cache_set_meta(struct cache_writer *w, const char *name, const char *value, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(w->db, &statement, "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", e))
        return false;
    sql_bind_text(statement, 1, name);
    sql_bind_text(statement, 2, value);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

bool cache_clear(struct cache_writer *w, struct error *e) {
    w->station_last = w->last_number = 0;
    w->tree_changed = false;
    return sql_exec(
        w->db,
        "DELETE FROM rollup_open; DELETE FROM rollup_month; DELETE FROM rollup_year; DELETE FROM unit_seen; DELETE FROM case_event; DELETE FROM "
        "fir_case;"
        "DELETE FROM reconcile; DELETE FROM reconcile_run; DELETE FROM entry; DELETE FROM section_set; DELETE FROM officer; DELETE FROM unit_event; DELETE FROM unit;"
        "DELETE FROM meta WHERE name <> 'instance';"
        "DELETE FROM sync_log; DELETE FROM refusal; DELETE FROM sync_bucket; DELETE FROM sync_state; INSERT INTO sync_state (one) VALUES (1)",
        e);
}
