/* The outbox: own entries that the server has not, and what becomes of them when it has. */
#include <stdlib.h>
#include <string.h>

#include "db/entry_inside.h"
#include "db/store_files.h"
#include "db/sync_inside.h"
#include "db/writer.h"
#include "src/i18n.h"
#include "src/text.h"

#define LOCK_WAIT_MS 20000
#define AT_ONCE 100 /* entries that are read before they are written: no reader of record.db keeps a save waiting */

struct device { char id[40]; int64_t seq; };

static void device_take(sqlite3_stmt *row, void *out) {
    struct device *device = out;
    sql_text(row, 0, device->id, sizeof device->id);
    device->seq = sqlite3_column_int64(row, 1);
}

bool sync_device(struct store *store, char device[40], int64_t *seq, struct error *e) {
    sqlite3_stmt *q = NULL;
    struct device found = {0};
    if (!sql_prepare(store->db, &q, "SELECT id, seq FROM main.device", e) || !sql_only_row(q, device_take, &found, e)) {
        return false;
    }
    memcpy(device, found.id, sizeof found.id);
    *seq = found.seq;
    return true;
}

/* Entries numbered above `after`, up to `upto`, of this folder's device. `schema`: "main." or "". */
static int read_own(sqlite3 *db, int64_t after, int64_t upto, struct entry *out, int max, struct error *e) {
    sqlite3_stmt *q = NULL;
    int n = 0, row = 0;
    if (!sql_prepare(db, &q, "SELECT " ENTRY_COLUMNS " FROM main.entry WHERE device = (SELECT id FROM main.device) AND seq > ?1 AND seq <= ?2"
                             " ORDER BY seq LIMIT ?3", e)) {
        return -1;
    }
    sqlite3_bind_int64(q, 1, after);
    sqlite3_bind_int64(q, 2, upto);
    sqlite3_bind_int(q, 3, max);
    while (n < max && (row = sql_step(q, e)) == 1) {
        entry_from_row(q, &out[n]);
        out[n++].own = true;
    }
    sqlite3_finalize(q);
    return row < 0 ? -1 : n;
}

int sync_outbox(struct store *store, int64_t after, struct entry *out, int max, struct error *e) {
    return read_own(store->db, after, INT64_MAX, out, max, e);
}

/* ---- the fold of what the server has ---- */

/* Cases whose columns are to be made anew, in no order. */
struct cases { case_id *id; int n, room; };

static bool cases_add(struct cases *cases, case_id id, struct error *e) {
    if (cases->n > 0 && cases->id[cases->n - 1] == id) {
        return true;
    }
    if (cases->n == cases->room) {
        int room = cases->room == 0 ? 64 : 2 * cases->room;
        case_id *grown = realloc(cases->id, (size_t)room * sizeof *grown);
        if (grown == NULL) {
            return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        }
        cases->id = grown;
        cases->room = room;
    }
    cases->id[cases->n++] = id;
    return true;
}

static bool fold_case(sqlite3 *db, sqlite3_stmt *entries, struct fold_statements *q, struct sync_case *c, case_id id, struct error *e) {
    struct server_fold fold;
    int row;
    sync_case_clear(c);
    sqlite3_bind_int64(entries, 1, id);
    while ((row = sql_step(entries, e)) == 1) {
        struct entry *entry = sync_case_entry(c);
        if (entry == NULL) {
            sqlite3_reset(entries);
            return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        }
        entry_from_row(entries, entry);
    }
    server_fold_of(c->entry, c->entries, &fold);
    return row == 0 && server_fold_write(db, q, id, &fold, e) && server_fold_settle(db, q, id, &fold, NULL, NULL, e);
}

/* The row that comes next is written whole, even where it is the one that came last: its entries are not those that stand here now. */
static bool forget_digest(sqlite3_stmt *q, case_id id, struct error *e) {
    sqlite3_bind_int64(q, 1, id);
    return sql_step(q, e) == 0;
}

static bool fold_cases(sqlite3 *db, const struct cases *cases, struct error *e) {
    struct fold_statements q = {0};
    struct sync_case c = {0};
    sqlite3_stmt *entries = NULL, *forget = NULL;
    bool well = sql_prepare(db, &entries, "SELECT " ENTRY_COLUMNS " FROM entry WHERE case_id = ?1", e) &&
                sql_prepare(db, &forget, "UPDATE fir_case SET facts = 0 WHERE id = ?1 AND source = 'sync'", e);
    for (int i = 0; i < cases->n && well; i++) {
        well = fold_case(db, entries, &q, &c, cases->id[i], e) && forget_digest(forget, cases->id[i], e);
    }
    sqlite3_finalize(entries);
    sqlite3_finalize(forget);
    fold_statements_free(&q);
    sync_case_free(&c);
    return well;
}

/* ---- acknowledged ---- */

static bool is_refused(sqlite3_stmt *q, const char *id, bool *refused, struct error *e) {
    sql_bind_text(q, 1, id);
    int row = sql_step(q, e);
    *refused = row == 1;
    sqlite3_reset(q);
    return row >= 0;
}

/* Own entries (after, upto] into cache.db's, but for those refused. The server's own version, where it is there already, stays. */
static bool copy_own(sqlite3 *cache, sqlite3 *record, int64_t after, int64_t upto, struct cases *cases, struct error *e) {
    sqlite3_stmt *put = NULL, *ask = NULL;
    struct entry *entries = calloc(AT_ONCE, sizeof *entries);
    int n = AT_ONCE;
    if (entries == NULL) {
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    }
    bool well = sql_prepare(cache, &put, "INSERT OR IGNORE INTO entry (" ENTRY_COLUMNS ", fold) VALUES (" ENTRY_PARAMETERS ")", e) &&
           sql_prepare(cache, &ask, "SELECT 1 FROM refusal WHERE id = ?1", e);
    while (well && n == AT_ONCE) {
        n = read_own(record, after, upto, entries, AT_ONCE, e);
        well = n >= 0;
        for (int i = 0; i < n && well; i++) {
            bool refused;
            well = is_refused(ask, entries[i].id, &refused, e) &&
                   (refused || (entry_write(put, &entries[i], entries[i].text, e) && cases_add(cases, entries[i].case_id, e)));
            after = entries[i].seq;
        }
    }
    sqlite3_finalize(put);
    sqlite3_finalize(ask);
    free(entries);
    return well;
}

static bool state_of_device(sqlite3 *cache, struct device *out, struct error *e) {
    sqlite3_stmt *q = NULL;
    return sql_prepare(cache, &q, "SELECT device, dev_seq FROM sync_state", e) && sql_only_row(q, device_take, out, e);
}

static bool set_dev_seq(sqlite3 *cache, sqlite3 *record, const char *device, int64_t dev_seq, struct error *e) {
    sqlite3_stmt *q = NULL;
    char id[ENTRY_ID_SIZE] = "";
    if (!sql_prepare(record, &q, "SELECT id FROM entry WHERE device = ?1 AND seq = ?2", e)) {
        return false;
    }
    sql_bind_text(q, 1, device);
    sqlite3_bind_int64(q, 2, dev_seq);
    if (sql_step(q, e) == 1) {
        sql_text(q, 0, id, sizeof id);
    }
    sqlite3_finalize(q);
    if (!sql_prepare(cache, &q, "UPDATE sync_state SET device = ?1, dev_seq = ?2, ack_id = ?3", e)) {
        return false;
    }
    sql_bind_text(q, 1, device);
    sqlite3_bind_int64(q, 2, dev_seq);
    sql_bind_text(q, 3, id);
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

static bool acknowledge(struct cache_writer *w, sqlite3 *record, const char *device, int64_t dev_seq, struct error *e) {
    struct device before = {0};
    struct cases cases = {0};
    if (!state_of_device(w->db, &before, e)) {
        return false;
    }
    int64_t after = strcmp(before.id, device) == 0 ? before.seq : 0;
    bool well = dev_seq <= after || (copy_own(w->db, record, after, dev_seq, &cases, e) && fold_cases(w->db, &cases, e));
    free(cases.id);
    return well && set_dev_seq(w->db, record, device, dev_seq, e);
}

/* Whether cache.db says so already. Where it cannot be read it does not. */
static bool acknowledged_already(const char *folder, const char *device, int64_t dev_seq, sqlite3 *record) {
    char path[FILES_PATH];
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    char ack[ENTRY_ID_SIZE] = "", id[ENTRY_ID_SIZE] = "";
    bool same = sqlite3_open_v2(files_path(path, folder, CACHE_FILE), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
                sqlite3_busy_timeout(db, 2000) == SQLITE_OK &&
                sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK &&
                sql_prepare(db, &q, "SELECT ack_id FROM sync_state WHERE device = ?1 AND dev_seq = ?2", NULL);
    if (same) {
        sql_bind_text(q, 1, device);
        sqlite3_bind_int64(q, 2, dev_seq);
        same = sql_step(q, NULL) == 1;
        sql_text(q, 0, ack, sizeof ack);
    }
    sqlite3_finalize(q);
    q = NULL;
    if (same && ack[0] != '\0' && sql_prepare(record, &q, "SELECT id FROM entry WHERE device = ?1 AND seq = ?2", NULL)) {
        sql_bind_text(q, 1, device);
        sqlite3_bind_int64(q, 2, dev_seq);
        if (sql_step(q, NULL) == 1) {
            sql_text(q, 0, id, sizeof id);
        }
        same = strcmp(ack, id) == 0;
    }
    sqlite3_finalize(q);
    sqlite3_close(db);
    return same;
}

bool sync_acknowledge(const char *folder, const char *device, int64_t dev_seq, struct error *e) {
    char path[STORE_PATH];
    struct device own = {0};
    sqlite3_stmt *q = NULL;
    struct error ignored = {0};
    e = e != NULL ? e : &ignored;
    error_clear(e);
    if (!files_folder(folder, false, path, e)) {
        return false;
    }
    sqlite3 *record = sync_record_open(path, e);
    if (record == NULL) {
        return e->kind == ERROR_NONE; /* nothing was entered: nothing can be acknowledged */
    }
    bool well = sql_prepare(record, &q, "SELECT id, seq FROM device", e) && sql_only_row(q, device_take, &own, e);
    dev_seq = dev_seq < 0 ? 0 : dev_seq > own.seq ? own.seq : dev_seq;
    if (well && strcmp(own.id, device) == 0 && !acknowledged_already(path, device, dev_seq, record)) {
        struct cache_writer *w = cache_begin(path, LOCK_WAIT_MS, e);
        well = w != NULL && acknowledge(w, record, device, dev_seq, e);
        if (well) {
            well = cache_commit(w, e);
        } else {
            cache_rollback(w);
        }
    }
    sqlite3_close(record);
    return well;
}

/* ---- refused ---- */

static bool refuse(sqlite3 *db, const struct sync_refusal *refusals, int n, struct cases *cases, struct error *e) {
    sqlite3_stmt *put = NULL, *drop = NULL;
    bool well = sql_prepare(db, &put, "INSERT OR REPLACE INTO refusal (id, case_id, kind, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)", e) &&
                sql_prepare(db, &drop, "DELETE FROM entry WHERE id = ?1", e);
    for (int i = 0; i < n && well; i++) {
        char reason[sizeof refusals[i].reason];
        text_clean(refusals[i].reason, strnlen(refusals[i].reason, sizeof reason), reason, sizeof reason);
        sql_bind_text(put, 1, refusals[i].id);
        sqlite3_bind_int64(put, 2, refusals[i].case_id);
        sql_bind_text(put, 3, refusals[i].kind);
        sql_bind_text(put, 4, reason);
        sql_bind_text(put, 5, refusals[i].at);
        sql_bind_text(drop, 1, refusals[i].id);
        well = sql_step(put, e) == 0 && sql_step(drop, e) == 0 &&
               (sqlite3_changes(db) == 0 || cases_add(cases, refusals[i].case_id, e));
    }
    sqlite3_finalize(put);
    sqlite3_finalize(drop);
    return well;
}

bool sync_refused(const char *folder, const struct sync_refusal *refusals, int n, struct error *e) {
    struct cases cases = {0};
    if (n <= 0) {
        return true;
    }
    struct cache_writer *w = cache_begin(folder, LOCK_WAIT_MS, e);
    bool well = w != NULL && refuse(w->db, refusals, n, &cases, e) && fold_cases(w->db, &cases, e);
    free(cases.id);
    if (well) {
        return cache_commit(w, e);
    }
    cache_rollback(w);
    return false;
}
