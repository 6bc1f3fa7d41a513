/* What both drivers share: statements kept prepared, transactions that are tried again. */
#include "gateway/sql.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/i18n.h"

#define TRIES 30

bool db_is_postgresql(const char *where) {
    return strncmp(where, "postgresql://", 13) == 0 || strncmp(where, "postgres://", 11) == 0;
}

#define PARTS 16 /* of a unit's digest: gateway/schema.sql */
static atomic_uint opened;

struct db *db_open(const char *where, enum sql_use use, struct error *e) {
    struct db *db = calloc(1, sizeof *db);
    if (!db) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    db->driver = db_is_postgresql(where) ? &driver_pg : &driver_sqlite;
    db->use = use;
    db->part = (int)((atomic_fetch_add(&opened, 1) + (unsigned)getpid()) % PARTS);
    if (db->driver->open(db, where, e))
        return db;
    db_close(db);
    return NULL;
}

void db_forget_queries(struct db *db) {
    while (db->queries) {
        struct query *q = db->queries;
        db->queries = q->next;
        db->driver->forget(q);
        free(q);
    }
}

void db_close(struct db *db) {
    if (!db)
        return;
    db_rollback(db);
    db_forget_queries(db);
    db->driver->close(db);
    free(db);
}

bool db_one_writer(const struct db *db) {
    return db->driver->one_writer;
}

bool db_exec(struct db *db, const char *text, struct error *e) {
    db->again = db->unavailable = false;
    return db->driver->exec(db, text, e);
}

bool db_begin(struct db *db, struct error *e) {
    db->again = db->unavailable = false;
    db->transaction = db->driver->begin(db, e);
    return db->transaction;
}

bool db_commit(struct db *db, struct error *e) {
    db->transaction = false;
    return db->driver->commit(db, e);
}

void db_rollback(struct db *db) {
    for (struct query *q = db->queries; q; q = q->next)
        query_end(q);
    if (db->transaction) {
        db->transaction = false;
        db->driver->rollback(db);
    }
    if (db->again) /* who was in the way may write into the same part of a digest without a pause, and be quicker each time: another part */
        db->part = (db->part + 5) % PARTS;
}

bool db_in_transaction(const struct db *db) {
    return db->transaction;
}

bool db_again(const struct db *db) {
    return db->again;
}

bool db_unavailable(const struct db *db) {
    return db->unavailable;
}

bool db_run(struct db *db, bool (*work)(struct db *, void *, struct error *), void *context, struct error *e) {
    for (int n = 1;; n++) {
        if (db_begin(db, e) && work(db, context, e) && db_commit(db, e))
            return true;
        bool again = db->again && n < TRIES;
        db_rollback(db);
        if (!again)
            return false;
        error_clear(e);
        usleep((useconds_t)(500 * (n < 8 ? n * n : 64) * (1 + db_part(db) % 4))); /* not in step with who was in the way */
    }
}

static void (*watcher)(const char *text);

void db_watch(void (*seen)(const char *text)) {
    watcher = seen;
}

struct query *db_query(struct db *db, const char *text, struct error *e) {
    struct query *q = db->queries, *before = NULL;
    while (q && q->text != text) {
        before = q;
        q = q->next;
    }
    if (!q) {
        q = calloc(1, sizeof *q);
        if (!q) {
            error_set(e, ERROR_UNABLE, _("there is not enough memory"));
            return NULL;
        }
        q->db = db;
        q->text = text;
        if (!db->driver->prepare(q, e)) {
            free(q);
            return NULL;
        }
        q->next = db->queries;
        db->queries = q;
        if (watcher)
            watcher(text);
    } else if (before) { /* what is used often stands in front */
        before->next = q->next;
        q->next = db->queries;
        db->queries = q;
    }
    query_end(q);
    for (int n = 1; n <= QUERY_PARAMETERS; n++)
        db->driver->bind_text(q, n, NULL);
    return q;
}

void query_int(struct query *q, int n, int64_t value) {
    q->db->driver->bind_int(q, n, value);
}

void query_text(struct query *q, int n, const char *text) {
    q->db->driver->bind_text(q, n, text);
}

void query_null(struct query *q, int n) {
    q->db->driver->bind_text(q, n, NULL);
}

int query_step(struct query *q, struct error *e) {
    q->running = true;
    int row = q->db->driver->step(q, e);
    if (row != 1)
        query_end(q);
    return row;
}

void query_end(struct query *q) {
    if (q->running) {
        q->running = false;
        q->db->driver->end(q);
    }
}

bool query_run(struct query *q, struct error *e) {
    int row;
    while ((row = query_step(q, e)) == 1)
        ;
    return row == 0;
}

bool query_one(struct query *q, int64_t none, int64_t *out, struct error *e) {
    int row = query_step(q, e);
    *out = row == 1 && !query_get_null(q, 0) ? query_get_int(q, 0) : none;
    query_end(q);
    return row >= 0;
}

int64_t query_get_int(struct query *q, int column) {
    return q->db->driver->get_int(q, column);
}

const char *query_get_text(struct query *q, int column) {
    return q->db->driver->get_text(q, column);
}

bool query_get_null(struct query *q, int column) {
    return q->db->driver->get_null(q, column);
}

bool db_settle(struct db *db, struct error *e) {
    return db->driver->settle(db, e);
}

bool db_hurry(struct db *db, bool hurry, struct error *e) {
    return db->driver->hurry(db, hurry, e);
}
