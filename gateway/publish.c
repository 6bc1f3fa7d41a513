/* Numbers given after commit, and what is gone forgotten after 400 days. */
#include "gateway/publish.h"

#include <stddef.h>

#include "gateway/notify.h"

#define GONE_DAYS 400
#define PUBLISH_ROWS 5000

/* READ COMMITTED: each statement sees what is committed when it begins, so that the rows are looked for after the lock is held. A row
 * that another transaction is writing just now is passed over: it gets its number when that one has committed. */
bool publish(struct db *db, int64_t *n, struct error *e) {
    int64_t now = 0;
    *n = 0;
    if (db_one_writer(db))
        return true;
    if (!db_exec(db, "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(4881726542)", e)) {
        db_exec(db, "ROLLBACK", NULL);
        return false;
    }
    struct query *q = db_query(db,
                               "WITH waiting AS MATERIALIZED (SELECT unit, case_id FROM feed WHERE seq IS NULL LIMIT $1 FOR UPDATE SKIP LOCKED), "
                               "numbered AS (SELECT unit, case_id, row_number() OVER () AS n FROM waiting), "
                               "given AS (UPDATE feed f SET seq = s.seq + w.n FROM numbered w, state s WHERE s.one = 1 AND f.unit = w.unit "
                               "AND f.case_id = w.case_id RETURNING 1) SELECT count(*) FROM given",
                               e);
    bool good = q != NULL;
    if (good) {
        query_int(q, 1, PUBLISH_ROWS);
        good = query_one(q, 0, &now, e);
    }
    if (good && now > 0) {
        q = db_query(db, "UPDATE state SET seq = seq + $1 WHERE one = 1", e);
        good = q != NULL;
        if (good) {
            query_int(q, 1, now);
            good = query_run(q, e) && db_exec(db, "NOTIFY itsso_published", e);
        }
    }
    good = good && db_exec(db, "COMMIT", e);
    if (!good)
        db_exec(db, "ROLLBACK", NULL);
    else
        *n = now;
    return good;
}

struct forgetting {
    civil_day until;
    int64_t n;
};

static bool forget(struct db *db, void *context, struct error *e) {
    struct forgetting *f = context;
    int64_t highest = 0;
    struct query *q = db_query(db, "SELECT max(seq) FROM feed WHERE gone_on IS NOT NULL AND gone_on <= $1 AND seq IS NOT NULL", e);
    if (!q)
        return false;
    query_int(q, 1, f->until);
    if (!query_one(q, 0, &highest, e))
        return false;
    f->n = highest;
    if (highest == 0)
        return true;
    q = db_query(db, "DELETE FROM feed WHERE gone_on IS NOT NULL AND gone_on <= $1 AND seq IS NOT NULL", e);
    if (!q)
        return false;
    query_int(q, 1, f->until);
    if (!query_run(q, e) || !(q = db_query(db, "UPDATE state SET min_seq = $1 WHERE one = 1 AND min_seq < $1", e)))
        return false;
    query_int(q, 1, highest);
    return query_run(q, e);
}

bool feed_forget(struct db *db, civil_day today, int64_t *n, struct error *e) {
    struct forgetting f = {.until = today - GONE_DAYS};
    bool good = db_run(db, forget, &f, e);
    *n = good ? f.n : 0;
    return good;
}

void notify_written(struct gate *gate) {
    struct error e = {0};
    if (!db_is_postgresql(gate_where(gate)))
        return;
    struct db *db = gate_take(gate, SQL_WRITE, &e);
    if (!db)
        return;
    db_exec(db, "NOTIFY itsso_written", &e);
    gate_give(gate, db);
}
