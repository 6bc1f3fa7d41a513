/* Training data: looking at a folder, and forgetting its entries. */
#include "db/training.h"

#include <unistd.h>

#include "db/record_log.h"
#include "db/store_files.h"
#include "db/writer.h"
#include "src/i18n.h"

bool training_look(const char *folder, enum folder_holds *holds, char made[TRAINING_MADE], struct error *e) {
    char path[STORE_PATH];
    *holds = FOLDER_NOTHING;
    made[0] = '\0';
    if (access(folder, F_OK) != 0)
        return true;
    if (!files_folder(folder, false, path, e))
        return false;
    bool cache = files_length(path, CACHE_FILE) > 0;
    if (!cache && files_length(path, RECORD_FILE) <= 0 && files_length(path, RECORD_LOG) <= 0)
        return true;
    if (!cache) { /* entries without facts: somebody's work */
        *holds = FOLDER_REAL;
        return true;
    }
    struct store *store = store_open(path, STORE_READ, e);
    if (!store)
        return false;
    bool empty = sql_int(store->db,
                         "SELECT NOT EXISTS (SELECT 1 FROM cache.unit) AND NOT EXISTS (SELECT 1 FROM cache.fir_case)"
                         " AND NOT EXISTS (SELECT 1 FROM main.entry)",
                         0) != 0;
    *holds = store_is_training(store) ? FOLDER_TRAINING : empty ? FOLDER_NOTHING : FOLDER_REAL;
    store_meta(store, "training_made", made, TRAINING_MADE);
    store_close(store);
    return true;
}

/* The rest of the work under record.lock: the log's new text is written beside the old one, then both change. */
static bool forget(struct store *store, struct error *e) {
    if (!record_log_open(store, e) || !sql_exec(store->db, "BEGIN IMMEDIATE", e))
        return false;
    if (!sql_exec(
            store->db,
            "DELETE FROM main.own_fold; DELETE FROM main.entry; DELETE FROM main.audit; UPDATE main.device SET"
            " id = lower(hex(randomblob(16))), seq = 0, fold_seq = 0, fold_epoch = 0, fold_cursor = 0",
            e) ||
        !record_log_prepare(store, e) || !sql_exec(store->db, "COMMIT", e)) {
        sql_exec(store->db, "ROLLBACK", NULL);
        return false;
    }
    return record_log_replace(store, e);
}

bool training_forget_entries(struct store *store, struct error *e) {
    if (!store_is_training(store))
        return error_set(e, ERROR_UNABLE, _("%s holds real data: its entries are not touched"), store_folder(store));
    int lock = files_lock(store->folder, RECORD_LOCK, 10000, e);
    if (lock < 0)
        return false;
    bool done = forget(store, e);
    files_unlock(lock);
    return done;
}
