/* Versions, feed rows and digests: what every change of a case writes. */
#include "gateway/put.h"

#include <stdlib.h>
#include <string.h>

#include "db/sync.h"
#include "src/i18n.h"
#include "src/text.h"

enum { UP = 0, MOVED = 1, DELETED = 2 };

bool put_begin(struct put *put, struct db *db, civil_day today, struct error *e) {
    memset(put, 0, sizeof *put);
    put->db = db;
    put->today = today;
    struct query *q = db_query(db, "SELECT seq FROM state WHERE one = 1", e);
    int64_t any;
    if (!q || !query_one(q, 0, &put->seq, e) || !(q = db_query(db, "SELECT 1 FROM entry LIMIT 1 /* scans: the first row */", e)) ||
        !query_one(q, 0, &any, e))
        return false;
    put->entries = any == 1;
    return true;
}

/* ---- digests ---- */

static int by_unit(const void *a, const void *b) {
    const struct put_delta *x = a, *y = b;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* In order of units: two writers on PostgreSQL never wait for each other in a ring. */
static bool deltas_write(struct put *put, struct error *e) {
    qsort(put->delta, (size_t)put->deltas, sizeof put->delta[0], by_unit);
    for (int i = 0; i < put->deltas; i++) {
        const struct put_delta *d = &put->delta[i];
        struct query *q = db_query(put->db,
                                   "INSERT INTO unit_digest (unit, count, hi, lo, part) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (unit, part) DO UPDATE SET "
                                   "count = unit_digest.count + excluded.count, hi = unit_digest.hi + excluded.hi, "
                                   "lo = unit_digest.lo + excluded.lo",
                                   e);
        if (!q)
            return false;
        query_int(q, 1, d->unit);
        query_int(q, 2, d->count);
        query_int(q, 3, (int64_t)d->hi);
        query_int(q, 4, (int64_t)d->lo);
        query_int(q, 5, db_part(put->db));
        if (!query_run(q, e))
            return false;
    }
    put->deltas = 0;
    return true;
}

/* Adds (sign 1) or takes away (-1) the digest of a case in a unit. */
static bool digest_count(struct put *put, int64_t unit, case_id id, int64_t ver, int sign, struct error *e) {
    uint64_t sum = sync_digest_of(id, ver);
    int i = 0;
    while (i < put->deltas && put->delta[i].unit != unit)
        i++;
    if (i == PUT_DELTAS) {
        if (!deltas_write(put, e))
            return false;
        i = 0;
    }
    struct put_delta *d = &put->delta[i];
    if (i == put->deltas) {
        *d = (struct put_delta){.unit = unit};
        put->deltas++;
    }
    d->count += sign;
    d->hi += sign > 0 ? sum >> 32 : 0 - (sum >> 32);
    d->lo += sign > 0 ? sum & 0xFFFFFFFFu : 0 - (sum & 0xFFFFFFFFu);
    return true;
}

bool put_end(struct put *put, struct error *e) {
    if (!deltas_write(put, e))
        return false;
    if (!put->changed || !db_one_writer(put->db))
        return true;
    struct query *q = db_query(put->db, "UPDATE state SET seq = $1 WHERE one = 1", e);
    if (!q)
        return false;
    query_int(q, 1, put->seq);
    return query_run(q, e);
}

/* ---- the feed ---- */

static bool feed_put(struct put *put, int64_t unit, case_id id, int kind, int64_t ver, int64_t to, struct error *e) {
    struct query *q = db_query(put->db,
                               "INSERT INTO feed (unit, case_id, seq, kind, ver, to_unit, gone_on) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                               "ON CONFLICT (unit, case_id) DO UPDATE SET seq = excluded.seq, kind = excluded.kind, ver = excluded.ver, "
                               "to_unit = excluded.to_unit, gone_on = excluded.gone_on",
                               e);
    if (!q)
        return false;
    query_int(q, 1, unit);
    query_int(q, 2, id);
    if (db_one_writer(put->db))
        query_int(q, 3, ++put->seq);
    query_int(q, 4, kind);
    query_int(q, 5, ver);
    if (to != 0)
        query_int(q, 6, to);
    if (kind != UP)
        query_int(q, 7, put->today);
    put->changed = true;
    return query_run(q, e);
}

/* ---- cases ---- */

bool stored_read(struct db *db, case_id id, struct stored *out, struct error *e) {
    struct query *q = db_query(db, "SELECT unit, ver, said, facts, events, entries FROM gcase WHERE id = $1", e);
    memset(out, 0, sizeof *out);
    if (!q)
        return false;
    query_int(q, 1, id);
    int row = query_step(q, e);
    if (row != 1)
        return row == 0;
    out->unit = query_get_int(q, 0);
    out->ver = query_get_int(q, 1);
    out->said = query_get_int(q, 2);
    buffer_text(&out->facts, query_get_text(q, 3));
    buffer_text(&out->events, query_get_text(q, 4));
    buffer_text(&out->entries, query_get_text(q, 5));
    query_end(q);
    if (buffer_good(&out->facts) && buffer_good(&out->events) && buffer_good(&out->entries))
        return true;
    stored_free(out);
    return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

void stored_free(struct stored *stored) {
    buffer_free(&stored->facts);
    buffer_free(&stored->events);
    buffer_free(&stored->entries);
}

/* Entries that came from a scope which had nothing to do with the case, and has now. */
static bool entries_admit(struct db *db, case_id id, int64_t holder, struct error *e) {
    struct query *q = db_query(db,
                               "UPDATE entry SET result = 'applied', reason = '' WHERE case_id = $1 AND result = 'flagged' AND reason = '" NOT_IN_SCOPE
                               "' AND EXISTS (SELECT 1 FROM unit h JOIN unit w ON h.lft BETWEEN w.lft AND w.rgt WHERE h.id = $2 AND w.id = entry.unit)",
                               e);
    if (!q)
        return false;
    query_int(q, 1, id);
    query_int(q, 2, holder);
    return query_run(q, e);
}

/* "[body,body]" of all entries of the case that were not refused and whose scope may write of it; nothing where there is none. */
static bool entries_gather(struct db *db, case_id id, struct buffer *out, struct error *e) {
    struct query *q = db_query(db, "SELECT body FROM entry WHERE case_id = $1 AND result <> 'refused' AND reason = '' ORDER BY at, id", e);
    int row;
    if (!q)
        return false;
    query_int(q, 1, id);
    while ((row = query_step(q, e)) == 1) {
        buffer_text(out, out->n == 0 ? "[" : ",");
        buffer_text(out, query_get_text(q, 0));
    }
    if (out->n > 0)
        buffer_text(out, "]");
    return row == 0 && (buffer_good(out) || error_set(e, ERROR_UNABLE, _("there is not enough memory")));
}

static bool case_write(struct put *put, case_id id, int64_t unit, int64_t ver, int64_t said, const char *facts, const char *events,
                       const char *entries, struct error *e) {
    struct query *q = db_query(put->db,
                               "INSERT INTO gcase (id, unit, ver, said, facts, events, entries) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                               "ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, ver = excluded.ver, said = excluded.said, "
                               "facts = excluded.facts, events = excluded.events, entries = excluded.entries",
                               e);
    if (!q)
        return false;
    query_int(q, 1, id);
    if (unit != 0)
        query_int(q, 2, unit);
    query_int(q, 3, ver);
    query_int(q, 4, said);
    query_text(q, 5, facts);
    query_text(q, 6, events && *events ? events : NULL);
    query_text(q, 7, entries && *entries ? entries : NULL);
    return query_run(q, e);
}

bool put_case(struct put *put, case_id id, const struct stored *was, int64_t unit, const char *facts, const char *events, int64_t said,
              struct error *e) {
    struct buffer entries = {0};
    int64_t ver = was->ver + 1;
    bool fresh = was->unit == 0;
    if (put->entries && (!entries_admit(put->db, id, unit, e) || !entries_gather(put->db, id, &entries, e))) {
        buffer_free(&entries);
        return false;
    }
    bool good = case_write(put, id, unit, ver, said, facts, events, buffer_string(&entries), e) &&
                (fresh || digest_count(put, was->unit, id, was->ver, -1, e)) && digest_count(put, unit, id, ver, 1, e);
    buffer_free(&entries);
    if (good && !fresh && was->unit != unit)
        good = feed_put(put, was->unit, id, MOVED, ver, unit, e);
    return good && ((put->quiet && fresh && was->ver == 0) || feed_put(put, unit, id, UP, ver, 0, e));
}

bool put_said(struct put *put, case_id id, int64_t said, struct error *e) {
    struct query *q = db_query(put->db, "UPDATE gcase SET said = $2 WHERE id = $1", e);
    if (!q)
        return false;
    query_int(q, 1, id);
    query_int(q, 2, said);
    return query_run(q, e);
}

bool put_delete(struct put *put, case_id id, struct error *e) {
    struct stored was;
    if (!stored_read(put->db, id, &was, e))
        return false;
    stored_free(&was);
    if (was.unit == 0) {
        error_clear(e);
        return false;
    }
    return case_write(put, id, 0, was.ver + 1, 0, "", NULL, NULL, e) && digest_count(put, was.unit, id, was.ver, -1, e) &&
           feed_put(put, was.unit, id, DELETED, was.ver + 1, 0, e);
}

bool put_entries(struct put *put, case_id id, struct error *e) {
    struct stored was;
    if (!stored_read(put->db, id, &was, e))
        return false;
    put->entries = true;
    bool good = was.unit == 0 || put_case(put, id, &was, was.unit, buffer_string(&was.facts), buffer_string(&was.events), was.said, e);
    stored_free(&was);
    return good;
}

/* ---- units ---- */

bool put_unit(struct put *put, const char *code, bool make, int64_t *id, struct error *e) {
    struct query *q = db_query(put->db, "SELECT id FROM unit WHERE code = $1", e);
    int64_t last = 0, right = 0;
    char name[32];
    if (!q)
        return false;
    query_text(q, 1, code);
    if (!query_one(q, 0, id, e))
        return false;
    if (*id != 0 || !make)
        return true;
    q = db_query(put->db, "SELECT max(id), max(rgt) FROM unit /* scans: all of them, for each station that is not in the hierarchy */", e);
    int row = q ? query_step(q, e) : -1;
    if (row == 1) {
        last = query_get_int(q, 0);
        right = query_get_int(q, 1);
        query_end(q);
    }
    if (row < 0 || !(q = db_query(put->db,
                                  "INSERT INTO unit (id, code, parent, level, kind, name_en, name_hi, lft, rgt, epoch) "
                                  "VALUES ($1, $2, NULL, 'station', 'unplaced', $3, '', $4, $5, 0)",
                                  e)))
        return false;
    text_format(name, sizeof name, "Station %s", code);
    *id = last + 1;
    query_int(q, 1, last + 1);
    query_text(q, 2, code);
    query_text(q, 3, name);
    query_int(q, 4, right + 1);
    query_int(q, 5, right + 2);
    return query_run(q, e);
}
