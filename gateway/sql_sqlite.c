/* SQLite: FOLDER/gateway.db in WAL. Every write transaction and every checkpoint is made by whoever holds FOLDER/gateway.lock, so that
 * `load` may run beside `serve` (3.40.1 loses rows where several processes write and checkpoint at will: sync.md section 2 (a)).
 * A second lock file makes the turns fair: who waits for the lock holds the turn, so that a load cannot take the lock again before him. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/sql.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define WAIT_MS 10000
#define CHECKPOINT_PAGES 4000 /* of 4 KiB: then the holder of the lock moves the WAL into the database */

struct handle {
    sqlite3 *db;
    int lock_fd, turn_fd;
    int wal_pages;
    char folder[1024];
};
struct statement {
    sqlite3_stmt *stmt;
    int at[QUERY_PARAMETERS + 1]; /* SQLite's index of $n; 0: there is none */
};

static sqlite3_stmt *stmt_of(const struct query *q) {
    return ((struct statement *)q->handle)->stmt;
}

static bool fail(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    int code = sqlite3_extended_errcode(h->db), basic = code & 0xff;
    db->again = basic == SQLITE_BUSY || basic == SQLITE_LOCKED;
    db->unavailable = db->again || basic == SQLITE_FULL || basic == SQLITE_IOERR || basic == SQLITE_READONLY ||
                      basic == SQLITE_CANTOPEN || basic == SQLITE_NOMEM;
    if (basic == SQLITE_FULL)
        return error_set(e, ERROR_UNABLE, _("%s: there is no room on the disk. Nothing of this step was changed; free some space."),
                         h->folder);
    if (db->again)
        return error_set(e, ERROR_UNABLE, _("%s: another program has been writing for too long; try again"), h->folder);
    return error_set(e, ERROR_UNABLE, "%s: %s (%s)", h->folder, sqlite3_errmsg(h->db), sqlite3_errstr(code));
}

/* ---- the lock ---- */

/* flock cannot wait with a limit: a short sleep between tries, longer as it goes on. */
static bool lock_take(int fd) {
    const int64_t begun = clock_monotonic_ms();
    useconds_t wait = 200;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        if (clock_monotonic_ms() - begun > WAIT_MS)
            return false;
        usleep(wait);
        wait = wait < 5000 ? wait * 2 : wait;
    }
    return true;
}

static bool locked(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    bool turn = lock_take(h->turn_fd);
    bool good = turn && lock_take(h->lock_fd);
    if (turn)
        flock(h->turn_fd, LOCK_UN);
    if (good)
        return true;
    db->again = false;
    db->unavailable = true;
    return error_set(e, ERROR_UNABLE, _("%s: another program has been writing for too long; try again"), h->folder);
}

static void unlocked(struct handle *h) {
    flock(h->lock_fd, LOCK_UN);
}

static int lock_file(const char *folder, const char *name, struct error *e) {
    char path[1100];
    text_format(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (fd < 0)
        error_set(e, ERROR_UNABLE, _("%s cannot be opened: %s"), path, strerror(errno));
    return fd;
}

/* ---- opening ---- */

static int note_wal(void *context, sqlite3 *db, const char *name, int pages) {
    (void)db;
    (void)name;
    ((struct handle *)context)->wal_pages = pages;
    return SQLITE_OK;
}

static bool set_up(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    int on = 1;
    sqlite3_busy_timeout(h->db, WAIT_MS);
    sqlite3_extended_result_codes(h->db, 1);
    sqlite3_db_config(h->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL); /* closing must not checkpoint without the lock */
    sqlite3_file_control(h->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    if (!locked(db, e)) /* making the file and its WAL, and mending after a crash, are writes */
        return false;
    bool good = db->driver->exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                                     "PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY",
                                 e) &&
                (db->use == SQL_READ ? db->driver->exec(db, "PRAGMA cache_size = -1000; PRAGMA query_only = ON", e)
                                     : db->driver->exec(db, "PRAGMA cache_size = -16000", e)) &&
                db->driver->exec(db, "SELECT count(*) FROM sqlite_schema", e);
    unlocked(h);
    sqlite3_wal_hook(h->db, note_wal, h);
    return good;
}

static bool sqlite_open(struct db *db, const char *where, struct error *e) {
    struct handle *h = calloc(1, sizeof *h);
    char path[1100];
    if (!h)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    db->handle = h;
    h->lock_fd = h->turn_fd = -1;
    text_format(h->folder, sizeof h->folder, "%s", where);
    if (mkdir(where, 0770) != 0 && errno != EEXIST)
        return error_set(e, ERROR_UNABLE, _("the folder %s cannot be made: %s"), where, strerror(errno));
    h->lock_fd = lock_file(where, "gateway.lock", e);
    h->turn_fd = h->lock_fd >= 0 ? lock_file(where, "gateway.turn", e) : -1;
    if (h->turn_fd < 0)
        return false;
    text_format(path, sizeof path, "%s/gateway.db", where);
    /* Only where it is not there: closing a descriptor of the file would drop the locks that this process's other connections hold on
     * it, and another process would take it for its own alone and remove the WAL */
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (fd < 0 && errno != EEXIST)
        return error_set(e, ERROR_UNABLE, _("%s cannot be opened: %s"), path, strerror(errno));
    if (fd >= 0)
        close(fd);
    if (sqlite3_open_v2(path, &h->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return fail(db, e);
    return set_up(db, e);
}

static void sqlite_close(struct db *db) {
    struct handle *h = db->handle;
    if (!h)
        return;
    sqlite3_close(h->db);
    if (h->lock_fd >= 0)
        close(h->lock_fd);
    if (h->turn_fd >= 0)
        close(h->turn_fd);
    free(h);
    db->handle = NULL;
}

/* ---- transactions ---- */

static bool sqlite_exec(struct db *db, const char *text, struct error *e) {
    struct handle *h = db->handle;
    return sqlite3_exec(h->db, text, NULL, NULL, NULL) == SQLITE_OK || fail(db, e);
}

static bool sqlite_begin(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    if (db->use == SQL_READ)
        return sqlite_exec(db, "BEGIN", e);
    if (!locked(db, e))
        return false;
    h->wal_pages = 0;
    if (sqlite_exec(db, "BEGIN IMMEDIATE", e))
        return true;
    unlocked(h);
    return false;
}

static void sqlite_rollback(struct db *db) {
    struct handle *h = db->handle;
    if (!sqlite3_get_autocommit(h->db))
        sqlite3_exec(h->db, "ROLLBACK", NULL, NULL, NULL);
    if (db->use == SQL_WRITE)
        unlocked(h);
}

static bool sqlite_commit(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    if (!sqlite_exec(db, "COMMIT", e)) {
        sqlite_rollback(db);
        return false;
    }
    if (db->use == SQL_WRITE) {
        if (h->wal_pages >= CHECKPOINT_PAGES) /* what cannot be moved now, because somebody reads it, is moved the next time */
            sqlite3_wal_checkpoint_v2(h->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        unlocked(h);
    }
    return true;
}

static bool sqlite_settle(struct db *db, struct error *e) {
    struct handle *h = db->handle;
    if (!locked(db, e))
        return false;
    sqlite3_busy_timeout(h->db, 2000);
    int code = sqlite3_wal_checkpoint_v2(h->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(h->db, WAIT_MS);
    unlocked(h);
    return code == SQLITE_OK || code == SQLITE_BUSY || fail(db, e);
}

static bool sqlite_hurry(struct db *db, bool hurry, struct error *e) {
    return sqlite_exec(db, hurry ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", e);
}

/* ---- statements ---- */

static bool sqlite_prepare(struct query *q, struct error *e) {
    struct handle *h = q->db->handle;
    struct statement *s = calloc(1, sizeof *s);
    if (!s)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    if (sqlite3_prepare_v3(h->db, q->text, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL) != SQLITE_OK) {
        free(s);
        fail(q->db, e);
        return error_prefix(e, "%.200s", q->text);
    }
    for (int n = 1; n <= QUERY_PARAMETERS; n++) {
        char name[8];
        text_format(name, sizeof name, "$%d", n);
        s->at[n] = sqlite3_bind_parameter_index(s->stmt, name);
    }
    q->handle = s;
    return true;
}

static void sqlite_forget(struct query *q) {
    struct statement *s = q->handle;
    sqlite3_finalize(s->stmt);
    free(s);
}

static void sqlite_bind_int(struct query *q, int n, int64_t value) {
    struct statement *s = q->handle;
    sqlite3_bind_int64(s->stmt, s->at[n], value);
}

static void sqlite_bind_text(struct query *q, int n, const char *text) {
    struct statement *s = q->handle;
    if (text)
        sqlite3_bind_text(s->stmt, s->at[n], text, -1, SQLITE_STATIC);
    else if (s->at[n])
        sqlite3_bind_null(s->stmt, s->at[n]);
}

static int sqlite_step(struct query *q, struct error *e) {
    int code = sqlite3_step(stmt_of(q));
    if (code == SQLITE_ROW)
        return 1;
    if (code == SQLITE_DONE)
        return 0;
    fail(q->db, e);
    return -1;
}

static void sqlite_end(struct query *q) {
    sqlite3_reset(stmt_of(q));
}

static int64_t sqlite_get_int(struct query *q, int column) {
    return sqlite3_column_int64(stmt_of(q), column);
}

static const char *sqlite_get_text(struct query *q, int column) {
    const char *text = (const char *)sqlite3_column_text(stmt_of(q), column);
    return text ? text : "";
}

static bool sqlite_get_null(struct query *q, int column) {
    return sqlite3_column_type(stmt_of(q), column) == SQLITE_NULL;
}

const struct driver driver_sqlite = {
    .one_writer = true,
    .open = sqlite_open,
    .close = sqlite_close,
    .exec = sqlite_exec,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .prepare = sqlite_prepare,
    .forget = sqlite_forget,
    .bind_int = sqlite_bind_int,
    .bind_text = sqlite_bind_text,
    .step = sqlite_step,
    .end = sqlite_end,
    .get_int = sqlite_get_int,
    .get_text = sqlite_get_text,
    .get_null = sqlite_get_null,
    .settle = sqlite_settle,
    .hurry = sqlite_hurry,
};
