/* Roll-ups: see rollup.h. Deltas lie in an open-addressing table; when it is full they are sorted and added to
 * the tables, so that a million cases cost a few sorted passes and one changed case costs a dozen upserts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/rollup.h"
#include "db/sql.h"
#include "src/i18n.h"

#define SLOTS (1u << 17)
#define SLOTS_FULL (SLOTS / 4 * 3)
#define ABOVE_MAX 12 /* levels above a station, with unit 0 */
#define PLACES (1u << 13)

enum table { TABLE_OPEN, TABLE_MONTH };

struct delta {
    int64_t unit;
    int32_t when;   /* TABLE_OPEN: civil_day; TABLE_MONTH: year * 12 + month - 1 */
    uint16_t hits;
    uint8_t probable;
    uint8_t table;
    int32_t n[3];   /* open; month: by outcome */
    uint32_t used;
};

/* The units above a unit: a direct-mapped memory of the parent column. */
struct place {
    int64_t unit; /* 0: empty */
    int n;
    int64_t above[ABOVE_MAX];
};

struct rollup {
    sqlite3 *db;
    sqlite3_stmt *parent, *add_open, *add_month, *drop_open, *drop_month;
    unsigned n;
    struct delta *slot; /* SLOTS */
    struct place *place; /* PLACES */
};

static bool rollup_prepare(struct rollup *r, struct error *e) {
    return sql_prepare(r->db, &r->parent, "SELECT parent FROM unit WHERE id = ?1", e) &&
           sql_prepare(r->db, &r->add_open,
                       "INSERT INTO rollup_open (unit, clock_date, hits, probable, n) VALUES (?1, ?2, ?3, ?4, ?5)"
                       " ON CONFLICT DO UPDATE SET n = n + excluded.n", e) &&
           sql_prepare(r->db, &r->add_month,
                       "INSERT INTO rollup_month (unit, month, hits, probable, open, in60, late)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET"
                       " open = open + excluded.open, in60 = in60 + excluded.in60, late = late + excluded.late", e) &&
           sql_prepare(r->db, &r->drop_open,
                       "DELETE FROM rollup_open WHERE unit = ?1 AND clock_date = ?2 AND hits = ?3 AND probable = ?4"
                       " AND n = 0", e) &&
           sql_prepare(r->db, &r->drop_month,
                       "DELETE FROM rollup_month WHERE unit = ?1 AND month = ?2 AND hits = ?3 AND probable = ?4"
                       " AND open = 0 AND in60 = 0 AND late = 0", e);
}

struct rollup *rollup_begin(struct cache_writer *w, struct error *e) {
    struct rollup *r = calloc(1, sizeof *r);
    if (r != NULL) {
        r->db = w->db;
        r->slot = calloc(SLOTS, sizeof *r->slot);
        r->place = calloc(PLACES, sizeof *r->place);
    }
    if (r == NULL || r->slot == NULL || r->place == NULL) {
        rollup_free(r);
        error_set(e, ERROR_UNABLE, _("not enough memory to count the cases"));
        return NULL;
    }
    if (!rollup_prepare(r, e)) {
        rollup_free(r);
        return NULL;
    }
    return r;
}

void rollup_free(struct rollup *r) {
    if (r == NULL) {
        return;
    }
    sqlite3_finalize(r->parent);
    sqlite3_finalize(r->add_open);
    sqlite3_finalize(r->add_month);
    sqlite3_finalize(r->drop_open);
    sqlite3_finalize(r->drop_month);
    free(r->slot);
    free(r->place);
    free(r);
}

/* ---- the units above ---- */

static const struct place *place_of(struct rollup *r, int64_t unit, struct error *e) {
    struct place *place = &r->place[(uint64_t)unit % PLACES];
    if (place->unit == unit) {
        return place;
    }
    place->unit = 0;
    place->n = 0;
    place->above[place->n++] = 0;
    for (int64_t at = unit;;) {
        sqlite3_bind_int64(r->parent, 1, at);
        int row = sql_step(r->parent, e);
        if (row < 0) {
            return NULL;
        }
        at = row == 1 ? sqlite3_column_int64(r->parent, 0) : 0;
        sqlite3_reset(r->parent);
        if (at == 0) {
            break;
        }
        if (place->n == ABOVE_MAX) {
            error_set(e, ERROR_UNABLE, _("the unit hierarchy is more than %d levels deep; load a corrected units file"),
                      ABOVE_MAX - 1);
            return NULL;
        }
        place->above[place->n++] = at;
    }
    place->unit = unit;
    return place;
}

/* ---- deltas ---- */

static uint64_t delta_hash(const struct delta *d) {
    uint64_t h = (uint64_t)d->unit * 0x9E3779B97F4A7C15u;
    h ^= ((uint64_t)(uint32_t)d->when << 32 | (uint64_t)d->hits << 16 | (uint64_t)d->probable << 8 | d->table) *
         0xC2B2AE3D27D4EB4Fu;
    h ^= h >> 29;
    h *= 0xBF58476D1CE4E5B9u;
    return h ^ h >> 32;
}

static bool delta_same(const struct delta *a, const struct delta *b) {
    return a->unit == b->unit && a->when == b->when && a->hits == b->hits && a->probable == b->probable &&
           a->table == b->table;
}

static bool delta_add(struct rollup *r, const struct delta *key, int which, int sign, struct error *e) {
    if (r->n >= SLOTS_FULL && !rollup_flush(r, e)) {
        return false;
    }
    uint64_t at = delta_hash(key) & (SLOTS - 1);
    while (r->slot[at].used && !delta_same(&r->slot[at], key)) {
        at = (at + 1) & (SLOTS - 1);
    }
    struct delta *d = &r->slot[at];
    if (!d->used) {
        *d = *key;
        d->used = 1;
        r->n++;
    }
    d->n[which] += sign;
    return true;
}

bool rollup_add(struct rollup *r, const struct rollup_case *c, int sign, struct error *e) {
    if (c->state != 0 && (c->outcome < 0 || c->outcome > 2)) {
        return true;
    }
    const struct place *place = place_of(r, c->unit, e);
    if (place == NULL) {
        return false;
    }
    int year, month;
    civil_to_ymd(c->clock_date, &year, &month, NULL);
    struct delta open = {.when = c->clock_date, .hits = (uint16_t)c->hits, .probable = c->probable, .table = TABLE_OPEN};
    struct delta ended = {.when = year * 12 + month - 1, .hits = (uint16_t)c->hits, .probable = c->probable,
                          .table = TABLE_MONTH};
    for (int i = 0; i < place->n; i++) {
        open.unit = ended.unit = place->above[i];
        if (c->state == 0 && !delta_add(r, &open, 0, sign, e)) {
            return false;
        }
        if (c->outcome >= 0 && c->outcome <= 2 && !delta_add(r, &ended, c->outcome, sign, e)) {
            return false;
        }
    }
    return true;
}

/* ---- writing ---- */

static int delta_order(const void *pa, const void *pb) {
    const struct delta *a = pa, *b = pb;
    if (a->table != b->table) {
        return a->table < b->table ? -1 : 1;
    }
    if (a->unit != b->unit) {
        return a->unit < b->unit ? -1 : 1;
    }
    if (a->when != b->when) {
        return a->when < b->when ? -1 : 1;
    }
    if (a->hits != b->hits) {
        return a->hits < b->hits ? -1 : 1;
    }
    return (a->probable > b->probable) - (a->probable < b->probable);
}

static bool delta_write(struct rollup *r, const struct delta *d, struct error *e) {
    sqlite3_stmt *add = d->table == TABLE_OPEN ? r->add_open : r->add_month;
    sqlite3_stmt *drop = d->table == TABLE_OPEN ? r->drop_open : r->drop_month;
    char when[32];
    if (d->n[0] == 0 && d->n[1] == 0 && d->n[2] == 0) {
        return true;
    }
    if (d->table == TABLE_OPEN) {
        civil_iso(d->when, when);
    } else {
        snprintf(when, sizeof when, "%04d-%02d", d->when / 12, d->when % 12 + 1);
    }
    sqlite3_stmt *both[] = {add, drop};
    bool taken = d->n[0] < 0 || d->n[1] < 0 || d->n[2] < 0;
    for (int i = 0; i < (taken ? 2 : 1); i++) {
        sqlite3_bind_int64(both[i], 1, d->unit);
        sqlite3_bind_text(both[i], 2, when, -1, SQLITE_STATIC);
        sqlite3_bind_int(both[i], 3, d->hits);
        sqlite3_bind_int(both[i], 4, d->probable);
    }
    for (int i = 0; i < (d->table == TABLE_OPEN ? 1 : 3); i++) {
        sqlite3_bind_int(add, 5 + i, d->n[i]);
    }
    return sql_step(add, e) == 0 && (!taken || sql_step(drop, e) == 0);
}

bool rollup_flush(struct rollup *r, struct error *e) {
    unsigned n = 0;
    for (unsigned i = 0; i < SLOTS && n < r->n; i++) {
        if (r->slot[i].used) {
            r->slot[n++] = r->slot[i];
        }
    }
    qsort(r->slot, n, sizeof *r->slot, delta_order);
    bool well = true;
    for (unsigned i = 0; i < n && well; i++) {
        well = delta_write(r, &r->slot[i], e);
    }
    if (r->n > 0) {
        memset(r->slot, 0, SLOTS * sizeof *r->slot);
    }
    r->n = 0;
    return well;
}

static bool rollup_add_all(struct rollup *r, struct error *e) {
    static const char sql[] = "SELECT unit, clock_date, hits, probable, state, outcome FROM fir_case"
                              " /* scans: counts every case anew */";
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!sql_prepare(r->db, &q, sql, e)) {
        return false;
    }
    while ((row = sql_step(q, e)) == 1) {
        struct rollup_case c = {.unit = sqlite3_column_int64(q, 0), .clock_date = sql_day(q, 1),
                                .hits = (hits)sqlite3_column_int64(q, 2), .probable = sqlite3_column_int(q, 3) != 0,
                                .state = sqlite3_column_int(q, 4), .outcome = sqlite3_column_int(q, 5)};
        if (!rollup_add(r, &c, 1, e)) {
            row = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0 && rollup_flush(r, e);
}

bool rollup_rebuild(struct cache_writer *w, struct error *e) {
    if (!sql_exec(w->db, "DELETE FROM rollup_open; DELETE FROM rollup_month", e)) {
        return false;
    }
    struct rollup *r = rollup_begin(w, e);
    bool well = r != NULL && rollup_add_all(r, e);
    rollup_free(r);
    return well;
}
