/* Roll-ups: see rollup.h. Deltas lie in an open-addressing table; when it is full they are sorted and added to
 * the tables, so that a million cases cost a few sorted passes and one changed case costs a dozen upserts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/rollup.h"
#include "db/sql.h"
#include "src/i18n.h"

#define SLOTS (1u << 16)
#define SLOTS_FULL (SLOTS / 4 * 3)
#define ABOVE_MAX 12 /* levels above a station, with unit 0 */
#define PLACES (1u << 13)

enum table { TABLE_OPEN, TABLE_MONTH, TABLE_YEAR, TABLES };
#define COUNTS 4 /* open, in60, late, final; of TABLE_OPEN the first alone */

struct delta {
    int64_t unit;
    int32_t when;   /* TABLE_OPEN: civil_day; TABLE_MONTH: year * 12 + month - 1; TABLE_YEAR: year */
    uint16_t hits;
    uint8_t probable;
    uint8_t table;
    int32_t n[COUNTS];
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
    sqlite3_stmt *parent, *add[TABLES], *drop[TABLES];
    unsigned n;
    struct delta *slot; /* SLOTS */
    struct place *place; /* PLACES */
};

#define ADD_ENDED(table, when)                                                                                          \
    "INSERT INTO " table " (unit, " when ", hits, probable, open, in60, late, final)"                                   \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET open = open + excluded.open,"                   \
    " in60 = in60 + excluded.in60, late = late + excluded.late, final = final + excluded.final"
#define DROP_ENDED(table, when)                                                                                         \
    "DELETE FROM " table " WHERE unit = ?1 AND " when " = ?2 AND hits = ?3 AND probable = ?4"                           \
    " AND open = 0 AND in60 = 0 AND late = 0"

static bool rollup_prepare(struct rollup *r, struct error *e) {
    static const char *const add[TABLES] = {
        "INSERT INTO rollup_open (unit, clock_date, hits, probable, n) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT DO UPDATE SET n = n + excluded.n",
        ADD_ENDED("rollup_month", "month"), ADD_ENDED("rollup_year", "year")};
    static const char *const drop[TABLES] = {
        "DELETE FROM rollup_open WHERE unit = ?1 AND clock_date = ?2 AND hits = ?3 AND probable = ?4 AND n = 0",
        DROP_ENDED("rollup_month", "month"), DROP_ENDED("rollup_year", "year")};
    bool well = sql_prepare(r->db, &r->parent, "SELECT parent FROM unit WHERE id = ?1", e);
    for (int i = 0; i < TABLES && well; i++) {
        well = sql_prepare(r->db, &r->add[i], add[i], e) && sql_prepare(r->db, &r->drop[i], drop[i], e);
    }
    return well;
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
    for (int i = 0; i < TABLES; i++) {
        sqlite3_finalize(r->add[i]);
        sqlite3_finalize(r->drop[i]);
    }
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

static bool delta_add(struct rollup *r, const struct delta *more, struct error *e) {
    if (r->n >= SLOTS_FULL && !rollup_flush(r, e)) {
        return false;
    }
    uint64_t at = delta_hash(more) & (SLOTS - 1);
    while (r->slot[at].used && !delta_same(&r->slot[at], more)) {
        at = (at + 1) & (SLOTS - 1);
    }
    struct delta *d = &r->slot[at];
    if (!d->used) {
        *d = *more;
        d->used = 1;
        r->n++;
        return true;
    }
    for (int i = 0; i < COUNTS; i++) {
        d->n[i] += more->n[i];
    }
    return true;
}

bool rollup_add(struct rollup *r, const struct rollup_case *c, int sign, struct error *e) {
    bool ended = c->outcome >= 0 && c->outcome <= 2;
    if ((c->state != 0 && !ended) || (c->probable && c->settled == SETTLED_NO)) {
        return true;
    }
    const struct place *place = place_of(r, c->unit, e);
    if (place == NULL) {
        return false;
    }
    int year, month;
    civil_to_ymd(c->clock_date, &year, &month, NULL);
    struct delta open = {.when = c->clock_date, .hits = (uint16_t)c->hits, .probable = c->probable && c->settled == SETTLED_NOT,
                         .table = TABLE_OPEN, .n = {sign}};
    struct delta of_month = open;
    of_month.table = TABLE_MONTH;
    of_month.when = year * 12 + month - 1;
    of_month.n[0] = 0;
    of_month.n[ended ? c->outcome : 0] = sign;
    of_month.n[3] = c->final && c->outcome > 0 ? sign : 0;
    struct delta of_year = of_month;
    of_year.table = TABLE_YEAR;
    of_year.when = year;
    for (int i = 0; i < place->n; i++) {
        open.unit = of_month.unit = of_year.unit = place->above[i];
        if (c->state == 0 && !delta_add(r, &open, e)) {
            return false;
        }
        if (ended && (!delta_add(r, &of_month, e) || !delta_add(r, &of_year, e))) {
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
    sqlite3_stmt *both[] = {r->add[d->table], r->drop[d->table]};
    char when[32];
    bool any = false, taken = false;
    for (int i = 0; i < COUNTS; i++) {
        any = any || d->n[i] != 0;
        taken = taken || d->n[i] < 0;
    }
    if (!any) {
        return true;
    }
    if (d->table == TABLE_OPEN) {
        civil_iso(d->when, when);
    } else if (d->table == TABLE_MONTH) {
        snprintf(when, sizeof when, "%04d-%02d", d->when / 12, d->when % 12 + 1);
    } else {
        snprintf(when, sizeof when, "%04d", d->when);
    }
    for (int i = 0; i < (taken ? 2 : 1); i++) {
        sqlite3_bind_int64(both[i], 1, d->unit);
        sqlite3_bind_text(both[i], 2, when, -1, SQLITE_STATIC);
        sqlite3_bind_int(both[i], 3, d->hits);
        sqlite3_bind_int(both[i], 4, d->probable);
    }
    for (int i = 0; i < (d->table == TABLE_OPEN ? 1 : COUNTS); i++) {
        sqlite3_bind_int(both[0], 5 + i, d->n[i]);
    }
    return sql_step(both[0], e) == 0 && (!taken || sql_step(both[1], e) == 0);
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
    static const char sql[] = "SELECT unit, clock_date, hits, probable, state, outcome, status = 'final', (settled IS NOT NULL)"
                              " + (settled IS 'no') FROM fir_case /* scans: counts every case anew */";
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!sql_prepare(r->db, &q, sql, e)) {
        return false;
    }
    while ((row = sql_step(q, e)) == 1) {
        struct rollup_case c = {.unit = sqlite3_column_int64(q, 0), .clock_date = sql_day(q, 1),
                                .hits = (hits)sqlite3_column_int64(q, 2), .probable = sqlite3_column_int(q, 3) != 0,
                                .state = sqlite3_column_int(q, 4), .outcome = sqlite3_column_int(q, 5),
                                .final = sqlite3_column_int(q, 6) != 0};
        c.settled = sqlite3_column_int(q, 7) == 2 ? SETTLED_NO : sqlite3_column_int(q, 7) == 1 ? SETTLED_TRACKED : SETTLED_NOT;
        if (!rollup_add(r, &c, 1, e)) {
            row = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0 && rollup_flush(r, e);
}

bool rollup_rebuild(struct cache_writer *w, struct error *e) {
    if (!sql_exec(w->db, "DELETE FROM rollup_open; DELETE FROM rollup_month; DELETE FROM rollup_year", e)) {
        return false;
    }
    struct rollup *r = rollup_begin(w, e);
    bool well = r != NULL && rollup_add_all(r, e);
    rollup_free(r);
    return well;
}
