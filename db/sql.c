/* The one way to run a statement, and SQLite's failures as sentences. */
#include "db/sql.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "db/store_files.h"
#include "db/writer.h"
#include "src/i18n.h"
#include "src/text.h"

static void (*prepare_watcher)(sqlite3 *db, const char *text);

void sql_watch(void (*seen)(sqlite3 *db, const char *text)) {
    prepare_watcher = seen;
}

bool sql_prepare(sqlite3 *db, sqlite3_stmt **statement, const char *text, struct error *e) {
    *statement = NULL;
    if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) == SQLITE_OK) {
        if (prepare_watcher)
            prepare_watcher(db, text);
        return true;
    }
    /* SQLITE_ERROR is a mistake of the program's own: its statement helps whoever mends it */
    if (sqlite3_errcode(db) == SQLITE_ERROR)
        return error_set(e, ERROR_UNABLE, "%s: %s", sqlite3_errmsg(db), text);
    return sql_fail(db, e, _("reading the database"));
}

bool sql_exec(sqlite3 *db, const char *text, struct error *e) {
    if (sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    if (sqlite3_errcode(db) == SQLITE_ERROR)
        return error_set(e, ERROR_UNABLE, "%s: %.200s", sqlite3_errmsg(db), text);
    return sql_fail(db, e, _("writing the database"));
}

int64_t sql_int(sqlite3 *db, const char *text, int64_t fallback) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
        return fallback;
    int64_t value = fallback;
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

/* The folder that the connection works in, for a sentence. */
static const char *folder_of(sqlite3 *db, char out[STORE_PATH]) {
    const char *file = sqlite3_db_filename(db, "main");
    if (!file || !*file)
        file = sqlite3_db_filename(db, "cache");
    text_format(out, STORE_PATH, "%s", file ? file : "");
    char *slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    return out;
}

/* Why the system refused: SQLite's own note of it is overwritten while it rolls back, those of the files stay. */
static int system_error(sqlite3 *db) {
    int number = sqlite3_system_errno(db);
    if (number == 0)
        sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    sqlite3_file *journal = NULL;
    if (number == 0 && sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK &&
        journal && journal->pMethods)
        journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
}

/* A connection that may not write leaves no mark either (--read-only). */
static bool may_write(sqlite3 *db) {
    const char *file = sqlite3_db_filename(db, "main");
    return file && *file && sqlite3_db_readonly(db, "main") == 0;
}

bool sql_record_unfinished(const char *folder, struct error *e) {
    return error_set(e, ERROR_UNABLE,
                     _("record.db in %s was left in the middle of a save. A user who may write there has to "
                       "start the program once: "
                       "that finishes it; then it can be read by all."),
                     folder);
}

bool sql_cache_unreadable(const char *folder, struct error *e) {
    char path[FILES_PATH];
    if (access(files_path(path, folder, CACHE_FILE), R_OK) != 0 && errno == EACCES)
        return files_forbidden(path, e);
    return error_set(e, ERROR_UNABLE,
                     _("cache.db in %s cannot be read by you as it stands now (its -wal and -shm files are missing, or "
                       "may not be read). "
                       "A user who may write there has to start the program once; then it can be read by all."),
                     folder);
}

static bool no_room(int code, int error_number) {
    return code == SQLITE_FULL || error_number == ENOSPC || error_number == EFBIG || error_number == EDQUOT;
}

static bool fail_in(sqlite3 *db, struct error *e, const char *doing, const char *folder) {
    int extended = sqlite3_extended_errcode(db), code = extended & 0xff,
        number = code == SQLITE_IOERR || code == SQLITE_CANTOPEN ? system_error(db) : 0;
    if (code == SQLITE_INTERRUPT)
        return error_set(e, ERROR_STOPPED, _("%s: stopped; nothing was changed"), doing);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return error_set(e, ERROR_UNABLE,
                         _("%s: another program has been writing in %s for too long. Nothing was changed; try again."),
                         doing, folder);
    if (code == SQLITE_FULL || (code == SQLITE_IOERR && no_room(code, number)))
        return error_set(
            e, ERROR_UNABLE,
            _("%s: there is no room on the disk of %s. Nothing was changed; free some space and try again."), doing,
            folder);
    if (extended == SQLITE_READONLY_ROLLBACK)
        return sql_record_unfinished(folder, e);
    if (extended == SQLITE_READONLY_RECOVERY || extended == SQLITE_READONLY_CANTINIT || extended == SQLITE_READONLY_CANTLOCK)
        return sql_cache_unreadable(folder, e);
    if (code == SQLITE_READONLY || code == SQLITE_PERM)
        return error_set(
            e, ERROR_UNABLE,
            _("%s: the databases in %s may not be written by you. Nothing was changed; ask for the right to write in "
              "that folder, or use --read-only."),
            doing, folder);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
        if (may_write(db))
            files_want_check(folder);
        return error_set(
            e, ERROR_UNABLE,
            _("%s: a database in %s is damaged (%s). Leave the program and start it again: it sets the damaged file "
              "aside and brings back what was entered."),
            doing, folder, sqlite3_errmsg(db));
    }
    if (code == SQLITE_NOMEM)
        return error_set(e, ERROR_UNABLE, _("%s: there is not enough memory"), doing);
    if (code == SQLITE_IOERR || code == SQLITE_CANTOPEN)
        return error_set(e, ERROR_UNABLE, _("%s: the disk of %s answers with a fault: %s (%s)"), doing, folder,
                         number ? strerror(number) : sqlite3_errmsg(db), sqlite3_errstr(extended));
    return error_set(e, ERROR_UNABLE, _("%s in %s: %s"), doing, folder, sqlite3_errmsg(db));
}

bool sql_fail(sqlite3 *db, struct error *e, const char *doing) {
    char folder[STORE_PATH];
    if (!db)
        return error_set(e, ERROR_UNABLE, _("%s: there is not enough memory"), doing);
    return fail_in(db, e, doing, folder_of(db, folder));
}

bool sql_fail_open(sqlite3 *db, struct error *e, const char *path) {
    char folder[STORE_PATH], doing[ERROR_TEXT_MAX];
    text_format(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    text_format(doing, sizeof doing, _("opening %s"), slash ? slash + 1 : path);
    if (slash)
        *slash = '\0';
    if (!db)
        return error_set(e, ERROR_UNABLE, _("%s: there is not enough memory"), doing);
    int code = sqlite3_errcode(db) & 0xff;
    if ((code == SQLITE_CANTOPEN || code == SQLITE_PERM) && access(path, R_OK) != 0 && errno == EACCES)
        return files_forbidden(path, e);
    return fail_in(db, e, doing, folder);
}

int sql_step(sqlite3_stmt *statement, struct error *e) {
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return 1;
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement);
        return 0;
    }
    sqlite3 *db = sqlite3_db_handle(statement);
    sql_fail(db, e, sqlite3_stmt_readonly(statement) ? _("reading the database") : _("writing the database"));
    sqlite3_reset(statement);
    return -1;
}

bool sql_only_row(sqlite3_stmt *statement, void (*take)(sqlite3_stmt *, void *), void *out, struct error *e) {
    int row = sql_step(statement, e), more = 0;
    if (row == 1) {
        take(statement, out);
        more = sql_step(statement, e);
    }
    sqlite3_finalize(statement);
    return row == 1 && more == 0;
}

void sql_text(sqlite3_stmt *statement, int column, char *out, size_t cap) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    size_t n = text ? (size_t)sqlite3_column_bytes(statement, column) : 0;
    if (text && n >= cap) {
        n = cap - 1;
        while (n > 0 && (text[n] & 0xC0) == 0x80) /* never half a character */
            n--;
    }
    if (n > 0)
        memcpy(out, text, n);
    out[n] = '\0';
}

civil_day sql_day(sqlite3_stmt *statement, int column) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text && *text ? civil_parse_iso((const char *)text) : CIVIL_NONE;
}

void sql_bind_text(sqlite3_stmt *statement, int n, const char *text) {
    sqlite3_bind_text(statement, n, text ? text : "", -1, SQLITE_TRANSIENT);
}

void sql_bind_text_or_null(sqlite3_stmt *statement, int n, const char *text) {
    if (text && *text)
        sqlite3_bind_text(statement, n, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, n);
}

void sql_bind_day(sqlite3_stmt *statement, int n, civil_day day) {
    char iso[11];
    civil_iso(day, iso);
    sql_bind_text_or_null(statement, n, iso);
}
