/* Opening a store: the files that must be there, the two connections in one, and their settings. */
#include "db/store_open.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "db/migrate.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/writer.h"
#include "src/i18n.h"

/* A WAL this long was left by a load that was killed: it is worth bringing in, where nobody writes just now. */
#define WAL_LEFT_OVER (64 << 20)

bool store_make_files(struct store *store, struct error *e) {
    char path[FILES_PATH];
    if (!files_make(files_path(path, store->folder, RECORD_FILE), e))
        return false;
    if (files_length(store->folder, CACHE_FILE) <= 0)
        return cache_heal(store->folder, 10000, store->notice, e);
    /* readers without the right to write need both files; while a writer is at work it has made them */
    if (files_length(store->folder, CACHE_FILE "-wal") < 0 || files_length(store->folder, CACHE_FILE "-shm") < 0)
        cache_heal(store->folder, 1000, store->notice, NULL);
    else if (files_length(store->folder, CACHE_FILE "-wal") > WAL_LEFT_OVER)
        cache_heal(store->folder, 0, store->notice, NULL);
    return true;
}

bool store_no_data(const struct store *store, struct error *e) {
    return error_set(e, ERROR_UNABLE,
                     _("there are no data in %s yet: import an extract first, or name another folder with --db"),
                     store->folder);
}

static bool fail_attach(struct store *store, struct error *e) {
    int code = sqlite3_errcode(store->db) & 0xff;
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
        return sql_fail(store->db, e, _("opening cache.db"));
    if (files_length(store->folder, CACHE_FILE) < 0)
        return store_no_data(store, e);
    return sql_cache_unreadable(store->folder, e);
}

/* The header of a database file says whether it is one of WAL. Only asked where SQLite cannot have it open as such. */
static bool is_wal(const struct store *store) {
    char path[FILES_PATH];
    unsigned char version = 0;
    int file = open(files_path(path, store->folder, CACHE_FILE), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t n = file >= 0 ? pread(file, &version, 1, 18) : 0;
    if (file >= 0)
        close(file);
    return n == 1 && version == 2;
}

/* STORE_READ, also of a user who may write: SQLite would make the two files. */
static bool wal_is_there(const struct store *store, struct error *e) {
    if (files_length(store->folder, CACHE_FILE) < 0)
        return store_no_data(store, e);
    bool there = files_length(store->folder, CACHE_FILE "-wal") >= 0 && files_length(store->folder, CACHE_FILE "-shm") >= 0;
    return there || !is_wal(store) || sql_cache_unreadable(store->folder, e);
}

bool store_attach_cache(struct store *store, int *code, struct error *e) {
    char uri[3 * FILES_PATH + 32];
    if (store->strict && !wal_is_there(store, e)) {
        *code = SQLITE_CANTOPEN;
        return false;
    }
    if (!files_uri(uri, sizeof uri, store->folder, CACHE_FILE, store->strict ? "mode=ro&readonly_shm=1" : "mode=ro"))
        return error_set(e, ERROR_UNABLE, _("the path of the data folder %s is too long"), store->folder);
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "ATTACH ?1 AS cache", e))
        return false;
    sql_bind_text(statement, 1, uri);
    /* reads the schema too: a file that is no database, or a truncated one, shows here */
    *code = sqlite3_step(statement);
    bool attached = *code == SQLITE_DONE;
    if (!attached) {
        *code = sqlite3_errcode(store->db);
        fail_attach(store, e);
    }
    sqlite3_finalize(statement);
    return attached && sql_exec(store->db, "PRAGMA cache.cache_size = -2000; PRAGMA cache.mmap_size = 0", e);
}

/* record.db of a folder in which nobody has entered anything yet, for a reader who may not make it. */
static bool open_empty_record(struct store *store, struct error *e) {
    if (files_length(store->folder, RECORD_LOG) > 0)
        return error_set(e, ERROR_UNABLE,
                         _("record.db is missing in %s, but record.log is there. Start the program once without "
                           "--read-only, as a user who "
                           "may write there: it makes record.db anew from the log."),
                         store->folder);
    if (sqlite3_open_v2(":memory:", &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL) !=
        SQLITE_OK)
        return sql_fail(store->db, e, _("opening record.db"));
    return format_bring_forward(store->db, &format_record, e) && sql_exec(store->db, "PRAGMA query_only = ON", e);
}

static bool open_record(struct store *store, int *code, const char **damaged, struct error *e) {
    char path[FILES_PATH];
    files_path(path, store->folder, RECORD_FILE);
    bool reads = store->mode == STORE_READ;
    if (reads && files_length(store->folder, RECORD_FILE) <= 0)
        return open_empty_record(store, e);
    int flags = (reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    *code = sqlite3_open_v2(path, &store->db, flags, NULL);
    if (*code != SQLITE_OK)
        return sql_fail_open(store->db, e, path);
    sqlite3_busy_timeout(store->db, 5000);
    *code = sqlite3_exec(store->db, "SELECT count(*) FROM main.sqlite_schema", NULL, NULL, NULL);
    if (*code != SQLITE_OK) {
        *damaged = RECORD_FILE;
        if (reads && ((*code & 0xff) == SQLITE_CANTOPEN || (*code & 0xff) == SQLITE_READONLY))
            return sql_record_unfinished(store->folder, e);
        return sql_fail_open(store->db, e, path);
    }
    if (reads)
        return true;
    if (sqlite3_db_readonly(store->db, "main") == 1)
        return error_set(e, ERROR_UNABLE,
                         _("you may read but not write the databases in %s. Ask for the group that may (itsso), or use "
                           "--read-only."),
                         store->folder);
    return sql_exec(
        store->db,
        "PRAGMA main.journal_mode = PERSIST; PRAGMA main.synchronous = FULL; PRAGMA main.secure_delete = ON;"
        "PRAGMA foreign_keys = ON",
        e);
}

bool store_connect(struct store *store, int *code, const char **damaged, struct error *e) {
    *code = SQLITE_OK;
    *damaged = NULL;
    if (!open_record(store, code, damaged, e))
        return false;
    /* memory: about 2 MB a database whatever their size; sorts beyond that go to a temporary file */
    sqlite3_busy_timeout(store->db, 5000);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!sql_exec(store->db,
                  "PRAGMA main.cache_size = -2000; PRAGMA main.mmap_size = 0; PRAGMA temp.cache_size = -1000", e))
        return false;
    *damaged = CACHE_FILE;
    bool attached = store_attach_cache(store, code, e);
    if (attached)
        *damaged = NULL;
    return attached;
}

void store_disconnect(struct store *store) {
    sqlite3_stmt **const kept[] = {&store->version[0], &store->version[1], &store->insert, &store->fold,
                                   &store->unfold};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        sqlite3_finalize(*kept[i]);
        *kept[i] = NULL;
    }
    sqlite3_close_v2(store->db);
    store->db = NULL;
}
