/* Digests of a scope, the ids of a bucket, and its units. */
#include <inttypes.h>
#include <string.h>

#include "gateway/feed.h"
#include "src/i18n.h"

bool feed_waits(struct db *db, const struct scope *scope, bool *waits, struct error *e) {
    int64_t any = 0;
    *waits = false;
    if (db_one_writer(db))
        return true;
    struct query *q = db_query(
        db, "SELECT 1 FROM feed f JOIN unit u ON u.id = f.unit WHERE f.seq IS NULL AND u.lft BETWEEN $1 AND $2 LIMIT 1", e);
    if (!q)
        return false;
    query_int(q, 1, scope->lft);
    query_int(q, 2, scope->rgt);
    if (!query_one(q, 0, &any, e))
        return false;
    *waits = any == 1;
    return true;
}

bool feed_digest(struct db *db, const struct scope *scope, struct sync_digest *out, struct error *e) {
    struct query *q =
        db_query(db, "SELECT d.count, d.hi, d.lo FROM unit u JOIN unit_digest d ON d.unit = u.id WHERE u.lft BETWEEN $1 AND $2", e);
    int row;
    memset(out, 0, sizeof *out);
    if (!q)
        return false;
    query_int(q, 1, scope->lft);
    query_int(q, 2, scope->rgt);
    while ((row = query_step(q, e)) == 1) {
        out->count += query_get_int(q, 0);
        out->sum += ((uint64_t)query_get_int(q, 1) << 32) + (uint64_t)query_get_int(q, 2);
    }
    return row == 0;
}

/* ---- from the cases themselves: pages of ids, so that no driver holds a million rows ---- */

#define IDS_PAGE 10000

static const char ids_single[] = "SELECT id, ver FROM gcase WHERE id > $1 AND unit = $3 ORDER BY id LIMIT $2";
static const char ids_several[] = "SELECT c.id, c.ver FROM gcase c CROSS JOIN unit u WHERE u.id = c.unit AND c.id > $1 AND +u.lft BETWEEN $3 AND $4 "
                                  "ORDER BY c.id LIMIT $2";

static bool each_id(struct db *db, const struct scope *scope, void (*fn)(void *, case_id, int64_t), void *context, struct error *e) {
    case_id after = 0;
    for (int n = IDS_PAGE; n == IDS_PAGE;) {
        struct query *q = db_query(db, scope->single ? ids_single : ids_several, e);
        int row;
        if (!q)
            return false;
        query_int(q, 1, after);
        query_int(q, 2, IDS_PAGE);
        query_int(q, 3, scope->single ? scope->unit : scope->lft);
        if (!scope->single)
            query_int(q, 4, scope->rgt);
        for (n = 0; (row = query_step(q, e)) == 1; n++) {
            after = query_get_int(q, 0);
            fn(context, after, query_get_int(q, 1));
        }
        if (row < 0)
            return false;
    }
    return true;
}

static void count(void *context, case_id id, int64_t ver) {
    struct sync_digest *bucket = (struct sync_digest *)context + sync_bucket(id);
    bucket->count++;
    bucket->sum += sync_digest_of(id, ver);
}

bool feed_buckets(struct db *db, const struct scope *scope, struct sync_digest out[SYNC_BUCKETS], struct error *e) {
    memset(out, 0, SYNC_BUCKETS * sizeof out[0]);
    return each_id(db, scope, count, out, e);
}

struct ids {
    struct buffer *out;
    int bucket, n;
};

static void write_id(void *context, case_id id, int64_t ver) {
    struct ids *ids = context;
    char number[CASE_NO_SIZE];
    if (sync_bucket(id) != ids->bucket)
        return;
    case_no_full(id, number);
    buffer_format(ids->out, "%s[\"%s\",%" PRId64 "]", ids->n++ > 0 ? "," : "", number, ver);
}

bool feed_ids(struct db *db, const struct scope *scope, int bucket, struct buffer *out, int *n, struct error *e) {
    struct ids ids = {.out = out, .bucket = bucket};
    bool good = each_id(db, scope, write_id, &ids, e);
    *n = ids.n;
    return good && (buffer_good(out) || error_set(e, ERROR_UNABLE, _("there is not enough memory")));
}

/* ---- units ---- */

bool feed_units(struct db *db, const struct scope *scope, struct buffer *out, int *n, struct error *e) {
    struct query *q = db_query(db,
                               "SELECT u.code, p.code, u.level, u.kind, u.name_en, u.name_hi FROM unit u LEFT JOIN unit p ON p.id = u.parent "
                               "WHERE u.lft BETWEEN $1 AND $2 OR (u.lft < $1 AND u.rgt > $2) ORDER BY u.lft /* scans: units alone */",
                               e);
    int row;
    *n = 0;
    if (!q)
        return false;
    query_int(q, 1, scope->lft);
    query_int(q, 2, scope->rgt);
    while ((row = query_step(q, e)) == 1) {
        buffer_text(out, (*n)++ > 0 ? ",[" : "[");
        for (int i = 0; i < 6; i++) {
            if (i > 0)
                buffer_text(out, ",");
            buffer_json(out, query_get_text(q, i));
        }
        buffer_text(out, "]");
    }
    return row == 0 && (buffer_good(out) || error_set(e, ERROR_UNABLE, _("there is not enough memory")));
}
