/* A store: opening, closing, and what it says of itself. The parts of opening: store_open.c; mending: store_salvage.c.
 */
#include "db/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/migrate.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/store_open.h"
#include "db/sync_inside.h"
#include "db/writer.h"
#include "src/i18n.h"
#include "src/text.h"

void store_note(struct store *store, const char *format, ...) {
    char text[ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t used = strlen(store->notice);
    if (n > 0)
        text_format(store->notice + used, sizeof store->notice - used, "%s%s", used ? " " : "", text);
}

/* A query met a damaged page the last time: both databases are looked at as a whole, once. */
static bool look_at_all(struct store *store, int *code, const char **damaged) {
    static const char *const look[] = {"PRAGMA main.quick_check(1)", "PRAGMA cache.quick_check(1)"};
    static const char *const file[] = {RECORD_FILE, CACHE_FILE};
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *statement;
        bool good = sqlite3_prepare_v2(store->db, look[i], -1, &statement, NULL) == SQLITE_OK &&
                    sqlite3_step(statement) == SQLITE_ROW &&
                    strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
        sqlite3_finalize(statement);
        if (!good) {
            *code = SQLITE_CORRUPT;
            *damaged = file[i];
            return false;
        }
    }
    if (store->mode != STORE_READ)
        files_check_done(store->folder);
    return true;
}

/* Sets the damaged file aside and brings back what can be; the caller connects again. */
static bool mend(struct store *store, const char *damaged, struct error *e) {
    store_disconnect(store);
    if (store->mode == STORE_READ)
        return error_set(e, ERROR_UNABLE,
                         _("%s in %s is damaged. Start the program once without --read-only, as a user who may write "
                           "there: it sets the "
                           "file aside and brings back what was entered."),
                         damaged, store->folder);
    if (strcmp(damaged, RECORD_FILE) == 0)
        return store_salvage_record(store, e);
    int lock_fd = files_lock(store->folder, CACHE_LOCK, 5000, e);
    if (lock_fd < 0)
        return false;
    char kept[128];
    bool bad = store_file_damaged(store->folder, CACHE_FILE),
         done = !bad || files_set_aside(store->folder, CACHE_FILE, kept, e);
    files_unlock(lock_fd);
    if (bad && done)
        store_note(
            store,
            _("cache.db was damaged and was set aside as %s in %s. The next sync fetches the cases anew; without a data centre, "
              "import the extract again. Nothing that was entered here is lost."),
            kept, store->folder);
    return done;
}

/* Formats: older ones are brought forward (record.db here, cache.db by its writer), newer ones refused. */
static bool settle_formats(struct store *store, struct error *e) {
    int record = format_of(store->db, "main", e);
    if (record < 0 || !format_known(&format_record, record, e))
        return false;
    int cache = format_of(store->db, "cache", e);
    if (cache < 0 || !format_known(&format_cache, cache, e))
        return false;
    if (record == format_record.newest && cache == format_cache.newest)
        return true;
    if (store->mode == STORE_READ && cache == 0)
        return store_no_data(store, e);
    if (store->mode == STORE_READ)
        return error_set(
            e, ERROR_UNABLE,
            _("the databases in %s were written by an older program. Start this program once without --read-only: it "
              "brings them forward."),
            store->folder);
    if (record < format_record.newest && !format_bring_forward(store->db, &format_record, e))
        return false;
    if (cache == format_cache.newest)
        return true;
    int code;
    return sql_exec(store->db, "DETACH cache", e) && cache_heal(store->folder, 60000, store->notice, e) &&
           store_attach_cache(store, &code, e);
}

/* With everything connected: the log, and what a redaction left to be done. */
static bool settle_log(struct store *store, struct error *e) {
    if (store->mode == STORE_READ)
        return true;
    if (!record_log_open(store, e))
        return false;
    bool vacuum = sql_int(store->db, "SELECT vacuum_due FROM device", 0) != 0;
    bool left_over =
        files_length(store->folder, RECORD_LOG_NEW) >= 0; /* of a redaction that was killed, or is at work */
    if (!vacuum && !left_over && record_log_in_order(store))
        return true;
    /* another process may stand between its commit and its line: at rest only under the lock */
    int lock_fd = files_lock(store->folder, RECORD_LOCK, 10000, e);
    if (lock_fd < 0)
        return false;
    bool done = record_log_open(store, e) && (record_log_in_order(store) || record_log_reconcile(store, e));
    if (done && vacuum)
        store_vacuum(store);
    char path[FILES_PATH];
    if (left_over)
        unlink(files_path(path, store->folder, RECORD_LOG_NEW));
    files_unlock(lock_fd);
    return done;
}

static bool settle(struct store *store, struct error *e) {
    if (!settle_formats(store, e))
        return false;
    store_read_sync_state(store);
    if (!settle_log(store, e))
        return false;
    struct error left = {0}; /* what a sync left to do and what cannot be done now is done at a later start */
    if (store->mode == STORE_ENTRIES && !sync_settle_store(store, &left))
        store_note(store, "%s", left.text);
    return true;
}

static bool open_all(struct store *store, struct error *e) {
    int code = SQLITE_OK;
    const char *damaged = NULL;
    for (int tries = 0; tries < 3; tries++) {
        if (store->mode == STORE_ENTRIES && !store_make_files(store, e))
            return false;
        damaged = NULL;
        bool connected = store_connect(store, &code, &damaged, e);
        if (connected && files_check_wanted(store->folder))
            connected = look_at_all(store, &code, &damaged);
        if (connected && settle(store, e))
            return true;
        code &= 0xff;
        if (connected) {
            /* sql_fail has left the mark where it met damage: the next round looks at all and knows the file */
            if (store->mode == STORE_READ || !files_check_wanted(store->folder))
                return false;
            store_disconnect(store);
        } else if ((code != SQLITE_CORRUPT && code != SQLITE_NOTADB) || !damaged) {
            return false;
        }
        error_clear(e);
        if (!connected && !mend(store, damaged, e))
            return false;
    }
    return error_set(e, ERROR_UNABLE,
                     _("the databases in %s are damaged and could not be mended; restore a backup into another folder "
                       "and name it with --db"),
                     store->folder);
}

struct store *store_open(const char *folder, enum store_mode mode, struct error *e) {
    struct store *store = calloc(1, sizeof *store);
    if (!store) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    store->mode = mode == STORE_LOOK ? STORE_READ : mode;
    store->strict = mode == STORE_READ;
    store->log_fd = -1;
    if (files_folder(folder, mode == STORE_ENTRIES, store->folder, e) && open_all(store, e))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store) {
    if (!store)
        return;
    store_disconnect(store);
    if (store->log_fd >= 0)
        close(store->log_fd);
    free(store->place);
    free(store);
}

const char *store_notice(const struct store *store) {
    return store->notice;
}

const char *store_folder(const struct store *store) {
    return store->folder;
}

bool store_is_read_only(const struct store *store) {
    return store->mode == STORE_READ;
}

void store_set_officer(struct store *store, bool officer) {
    store->officer = officer;
}

bool store_is_officer(const struct store *store) {
    return store->officer;
}

static int on_progress(void *context) {
    struct store *store = context;
    if (store->stop && store->stop(store->stop_context)) {
        store->stopped = true;
        return 1;
    }
    return 0;
}

void store_set_interrupt(struct store *store, bool (*stop)(void *), void *context) {
    store->stop = stop;
    store->stop_context = context;
    store->stopped = false;
    sqlite3_progress_handler(store->db, stop ? 4000 : 0, stop ? on_progress : NULL, store);
}

bool store_read_begin(struct store *store) {
    return sqlite3_get_autocommit(store->db) != 0 && sql_exec(store->db, "BEGIN", NULL);
}

void store_read_end(struct store *store, bool begun) {
    if (begun && sqlite3_get_autocommit(store->db) == 0) {
        sql_exec(store->db, "COMMIT", NULL);
    }
}

void store_read_sync_state(struct store *store) {
    /* one's own numbers only: after a restore the device is another one, and the server has none of its numbers */
    store->dev_seq = sql_int(store->db, "SELECT dev_seq FROM cache.sync_state s WHERE device = (SELECT id FROM main.device) AND " SYNC_SAME_RECORD,
                             0);
    store->gateway_known =
        sql_int(store->db, "SELECT synced_at IS NOT NULL OR attempt_at IS NOT NULL OR dev_seq > 0 FROM cache.sync_state", 0) != 0;
}

/* cache.db was set aside and made anew by another process: the new file is attached in its place. */
static void follow_replaced_cache(struct store *store) {
    int moved = 0, code;
    if (sqlite3_file_control(store->db, "cache", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || !moved ||
        files_length(store->folder, CACHE_FILE) <= 0)
        return;
    if (sqlite3_exec(store->db, "DETACH cache", NULL, NULL, NULL) != SQLITE_OK)
        return; /* a query is being read; the next call does it */
    if (!store_attach_cache(store, &code, NULL))
        sqlite3_exec(store->db, "ATTACH ':memory:' AS cache", NULL, NULL, NULL);
    store->replaced++;
    store->tables_read = false;
}

uint64_t store_version(struct store *store) {
    static const char *const text[2] = {"PRAGMA main.data_version", "PRAGMA cache.data_version"};
    follow_replaced_cache(store);
    uint64_t version = (uint64_t)store->replaced << 56;
    for (int i = 0; i < 2; i++) {
        if (!store->version[i] && !sql_prepare(store->db, &store->version[i], text[i], NULL))
            return store->version_seen;
        if (sqlite3_step(store->version[i]) == SQLITE_ROW)
            version += (uint64_t)(uint32_t)sqlite3_column_int(store->version[i], 0) << (i ? 28 : 0);
        sqlite3_reset(store->version[i]);
    }
    if (version != store->version_seen) {
        store->version_seen = version;
        store_read_sync_state(store);
    }
    return version;
}

void store_meta(struct store *store, const char *name, char *out, size_t cap) {
    out[0] = '\0';
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "SELECT value FROM cache.meta WHERE name = ?1", NULL))
        return;
    sql_bind_text(statement, 1, name);
    if (sql_step(statement, NULL) == 1)
        sql_text(statement, 0, out, cap);
    sqlite3_finalize(statement);
}

bool store_is_training(struct store *store) {
    char value[8];
    store_meta(store, "training", value, sizeof value);
    return strcmp(value, "1") == 0;
}

enum store_facts store_facts(struct store *store, char aside[STORE_ASIDE]) {
    aside[0] = '\0';
    /* where it cannot be read, the query that comes next says why */
    if (sql_int(store->db,
                "SELECT EXISTS (SELECT 1 FROM cache.fir_case) OR EXISTS (SELECT 1 FROM cache.meta WHERE name = "
                "'imported_at') OR EXISTS (SELECT 1 FROM cache.sync_state WHERE synced_at IS NOT NULL)",
                1) != 0)
        return FACTS_THERE;
    store_meta(store, META_ASIDE, aside, STORE_ASIDE);
    return *aside ? FACTS_SET_ASIDE : FACTS_NONE;
}

bool store_check(struct store *store, bool full, struct error *e) {
    for (int i = 0; i < 2; i++) {
        char text[64], found[400];
        snprintf(text, sizeof text, "PRAGMA %s.%s(1)", i ? "cache" : "main", full ? "integrity_check" : "quick_check");
        sqlite3_stmt *statement;
        if (!sql_prepare(store->db, &statement, text, e))
            return false;
        int row = sql_step(statement, e);
        sql_text(statement, 0, found, sizeof found);
        sqlite3_finalize(statement);
        if (row < 0)
            return false;
        if (strcmp(found, "ok") != 0) {
            if (!store->strict)
                files_want_check(store->folder);
            return error_set(
                e, ERROR_UNABLE,
                _("%s in %s is damaged: %s. Leave all programs that use it and start one again: it sets the "
                  "file aside and brings back what was entered."),
                i ? CACHE_FILE : RECORD_FILE, store->folder, found);
        }
    }
    return true;
}

const char *store_sqlite_version(void) {
    return sqlite3_libversion();
}
