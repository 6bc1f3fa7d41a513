/* The store's connections and its state. Its tables: store_make.c. */
#include "gateway/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/store_make.h"
#include "src/i18n.h"
#include "src/text.h"

#define IDLE_MAX 64

struct gate {
    char where[1024];
    pthread_mutex_t lock;      /* of the idle ones */
    struct db *idle[2][IDLE_MAX];
    int idle_n[2];
    pthread_mutex_t writing;   /* SQLite: who writes */
    bool one_writer;
};

struct gate *gate_open(const char *where, struct error *e) {
    struct gate *gate = calloc(1, sizeof *gate);
    if (!gate) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    text_format(gate->where, sizeof gate->where, "%s", where);
    pthread_mutex_init(&gate->lock, NULL);
    pthread_mutex_init(&gate->writing, NULL);
    gate->one_writer = !db_is_postgresql(where);
    struct db *db = gate_take(gate, SQL_WRITE, e);
    bool good = db && store_make(db, e);
    if (db)
        gate_give(gate, db);
    if (good)
        return gate;
    gate_close(gate);
    return NULL;
}

void gate_close(struct gate *gate) {
    if (!gate)
        return;
    for (int use = 0; use < 2; use++)
        while (gate->idle_n[use] > 0)
            db_close(gate->idle[use][--gate->idle_n[use]]);
    pthread_mutex_destroy(&gate->lock);
    pthread_mutex_destroy(&gate->writing);
    free(gate);
}

const char *gate_where(const struct gate *gate) {
    return gate->where;
}

struct db *gate_take(struct gate *gate, enum sql_use use, struct error *e) {
    struct db *db = NULL;
    if (use == SQL_WRITE && gate->one_writer)
        pthread_mutex_lock(&gate->writing);
    pthread_mutex_lock(&gate->lock);
    if (gate->idle_n[use] > 0)
        db = gate->idle[use][--gate->idle_n[use]];
    pthread_mutex_unlock(&gate->lock);
    if (!db)
        db = db_open(gate->where, use, e);
    if (!db && use == SQL_WRITE && gate->one_writer)
        pthread_mutex_unlock(&gate->writing);
    return db;
}

void gate_give(struct gate *gate, struct db *db) {
    enum sql_use use = db->use;
    db_rollback(db);
    pthread_mutex_lock(&gate->lock);
    if (gate->idle_n[use] < IDLE_MAX) {
        gate->idle[use][gate->idle_n[use]++] = db;
        db = NULL;
    }
    pthread_mutex_unlock(&gate->lock);
    db_close(db);
    if (use == SQL_WRITE && gate->one_writer)
        pthread_mutex_unlock(&gate->writing);
}

/* ---- the state ---- */

bool state_read(struct db *db, struct state *out, struct error *e) {
    struct query *q = db_query(db, "SELECT epoch, seq, min_seq, loading, units_tag FROM state WHERE one = 1", e);
    memset(out, 0, sizeof *out);
    if (!q)
        return false;
    int row = query_step(q, e);
    if (row == 1) {
        out->epoch = query_get_int(q, 0);
        out->seq = query_get_int(q, 1);
        out->min_seq = query_get_int(q, 2);
        out->loading = query_get_int(q, 3) != 0;
        text_format(out->units_tag, sizeof out->units_tag, "%s", query_get_text(q, 4));
        query_end(q);
        return true;
    }
    return row == 0 && error_set(e, ERROR_UNABLE, _("the store's own row is missing"));
}

bool state_raise(struct db *db, struct error *e) {
    struct query *q = db_query(db, "UPDATE state SET epoch = epoch + 1 WHERE one = 1", e);
    return q && query_run(q, e);
}

bool scope_read(struct db *db, const char *code, const char *device, struct scope *out, struct error *e) {
    struct query *q = db_query(db,
                               "SELECT s.epoch, s.seq, s.min_seq, s.loading, s.units_tag, u.id, u.lft, u.rgt, u.epoch, u.level, d.unit, "
                               "d.dev_seq FROM state s LEFT JOIN unit u ON u.code = $1 LEFT JOIN device d ON d.id = $2 WHERE s.one = 1",
                               e);
    memset(out, 0, sizeof *out);
    if (!q)
        return false;
    query_text(q, 1, code);
    query_text(q, 2, device);
    int row = query_step(q, e);
    if (row != 1)
        return row == 0 && error_set(e, ERROR_UNABLE, _("the store's own row is missing"));
    text_format(out->code, sizeof out->code, "%s", code);
    out->state_epoch = query_get_int(q, 0);
    out->epoch = out->state_epoch + query_get_int(q, 8);
    out->seq = query_get_int(q, 1);
    out->min_seq = query_get_int(q, 2);
    out->loading = query_get_int(q, 3) != 0;
    text_format(out->units_tag, sizeof out->units_tag, "%s", query_get_text(q, 4));
    out->unit = query_get_int(q, 5);
    out->lft = query_get_int(q, 6);
    out->rgt = query_get_int(q, 7);
    out->single = out->rgt == out->lft + 1;
    text_format(out->level, sizeof out->level, "%s", query_get_text(q, 9));
    out->device_known = !query_get_null(q, 10);
    out->device_elsewhere = out->device_known && query_get_int(q, 10) != out->unit;
    out->dev_seq = out->device_known && !out->device_elsewhere ? query_get_int(q, 11) : 0;
    query_end(q);
    return true;
}

bool epoch_highest(struct db *db, int64_t *epoch, int64_t *seq, struct error *e) {
    struct state state;
    int64_t above;
    struct query *q;
    if (!state_read(db, &state, e) || !(q = db_query(db, "SELECT max(epoch) FROM unit /* scans: thousands, at a start and a load */", e)) ||
        !query_one(q, 0, &above, e))
        return false;
    *epoch = state.epoch + above;
    *seq = state.seq;
    return true;
}
