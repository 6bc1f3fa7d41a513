/* A new device id: the server knows other entries under the numbers that this folder gave (it was put back from a copy). */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "db/entry_inside.h"
#include "db/record_log.h"
#include "db/store_files.h"
#include "db/sync_inside.h"
#include "src/i18n.h"

/* Every kept entry, in the order in which it was numbered, gets a number of the new device; ids stay. */
static const char renumber[] =
    "UPDATE main.device SET id = lower(hex(randomblob(16))), log_bytes = -1;"
    "UPDATE main.entry SET seq = r.place, device = (SELECT id FROM main.device)"
    " FROM (SELECT id, row_number() OVER (ORDER BY seq, at, id) AS place FROM main.entry) r WHERE r.id = main.entry.id"
    " /* scans: all own entries, after a restore */;"
    "UPDATE main.device SET seq = (SELECT count(*) FROM main.entry), fold_seq = 0, fold_epoch = 0, fold_cursor = 0"
    " /* scans: once, after a restore */";

/* Once the log with the new numbers stands, the database may say that it is whole. */
static bool log_stands(struct store *store, struct error *e) {
    char text[96];
    struct stat status;
    if (fstat(store->log_fd, &status) != 0) {
        return false;
    }
    snprintf(text, sizeof text, "UPDATE main.device SET log_bytes = %lld", (long long)status.st_size);
    return sql_exec(store->db, text, e);
}

static bool renew_locked(struct store *store, struct error *e) {
    if (!record_log_open(store, e) || (!record_log_in_order(store) && !record_log_reconcile(store, e))) {
        return false;
    }
    bool done = sql_exec(store->db, "BEGIN IMMEDIATE", e) && sql_exec(store->db, renumber, e);
    if (done) {
        store->dev_seq = 0; /* of the new device the server has nothing */
        done = entry_fold_all(store, e) && record_log_prepare(store, e) &&
               sql_exec(store->db, "UPDATE main.device SET log_bytes = -1", e) && sql_exec(store->db, "COMMIT", e);
    }
    if (!sqlite3_get_autocommit(store->db)) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return done && record_log_replace(store, e) && log_stands(store, e);
}

bool sync_device_renew(const char *folder, struct error *e) {
    struct store *store = store_open(folder, STORE_ENTRIES, e);
    if (store == NULL) {
        return false;
    }
    int lock_fd = files_lock(store->folder, RECORD_LOCK, 15000, e);
    bool done = lock_fd >= 0 && renew_locked(store, e) && audit_add(store, "device-renewed", "", e);
    files_unlock(lock_fd);
    store_close(store);
    return done;
}
