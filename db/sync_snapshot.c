/* A snapshot: what it does not bring goes, and where most rows change the indexes are made anew at the end. */
#include "db/sync_inside.h"

/* From so many changed rows on, where they are most of what came, writing the indexes anew is cheaper than keeping them. */
#define MANY_CHANGED 5000

bool snapshot_begin(struct sync_apply *apply, struct error *e) {
    apply->sweep = !apply->put->bulk;
    return !apply->sweep ||
           (sql_exec(apply->w->db, "CREATE TEMP TABLE brought (id INTEGER PRIMARY KEY)", e) &&
            sql_prepare(apply->w->db, &apply->brought, "INSERT OR IGNORE INTO temp.brought VALUES (?1)", e));
}

bool snapshot_case(struct sync_apply *apply, case_id id, struct error *e) {
    if (apply->sweep) {
        sqlite3_bind_int64(apply->brought, 1, id);
        if (sql_step(apply->brought, e) != 0) {
            return false;
        }
    }
    return apply->put->indexes_dropped || apply->changed < MANY_CHANGED || apply->changed * 2 < apply->seen ||
           indexes_drop(apply->put, e);
}

/* A stub of a case that moved stays: the data centre would not bring it again. */
bool snapshot_sweep(struct sync_apply *apply, struct error *e) {
    sqlite3 *db = apply->w->db;
    sqlite3_stmt *next = NULL;
    case_id id = 0;
    int row;
    if (!sql_exec(db, "CREATE TEMP TABLE not_brought (id INTEGER PRIMARY KEY); INSERT INTO temp.not_brought SELECT id FROM fir_case"
                      " WHERE source = 'sync' AND ver > 0 AND id NOT IN (SELECT id FROM temp.brought) /* scans: after a snapshot */", e) ||
        !sql_prepare(db, &next, "SELECT id FROM temp.not_brought WHERE id > ?1 ORDER BY id LIMIT 1", e)) {
        return false;
    }
    for (;;) {
        struct put_synced put;
        sqlite3_bind_int64(next, 1, id);
        if ((row = sql_step(next, e)) != 1) {
            break;
        }
        id = sqlite3_column_int64(next, 0);
        sqlite3_reset(next);
        if (!case_put_drop(apply->put, id, &put, e)) {
            row = -1;
            break;
        }
        bucket_add(&apply->buckets, id, put.was_ver, put.ver);
        apply->changed++;
    }
    sqlite3_finalize(next);
    return row == 0;
}
