/* Rates of units: which rows there are, and what is handed out. */
#include "db/rates.h"

#include <stdlib.h>
#include <string.h>

#include "db/past.h"
#include "db/rates_inside.h"
#include "db/unit_inside.h"
#include "src/i18n.h"

#define FIRST_DAY civil_from_ymd(1900, 1, 1)

/* ---- counting into a row ---- */

struct tally *tally_of(const struct tallies *t, int64_t lft) {
    int low = 0, high = t->own != NULL ? t->n - 1 : t->n;
    if (t->own != NULL && t->own->lft == lft) {
        return t->own;
    }
    while (low < high) { /* the last row that begins at or before it */
        int middle = low + (high - low) / 2;
        if (t->at[middle].lft <= lft) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && lft <= t->at[low - 1].rgt ? &t->at[low - 1] : NULL;
}

static void count_open(const struct tallies *t, struct tally *row, int kind, const struct rate_group *group) {
    static const enum band old[] = {BAND_OVER_90, BAND_OVER_180, BAND_OVER_365};
    int day = limit_day(group->clock_date, t->query.clock.today, &t->query.clock.limit);
    row->open[kind][band_of_day(day)] += group->n;
    for (int i = 0; i < 3; i++) {
        int first, last;
        band_days(old[i], &first, &last);
        row->open[kind][old[i]] += day >= first ? group->n : 0;
    }
    if (row->oldest[kind] == CIVIL_NONE || group->clock_date < row->oldest[kind]) {
        row->oldest[kind] = group->clock_date;
    }
}

void tally_count(const struct tallies *t, struct tally *row, const struct rate_group *group) {
    unsigned categories = hits_categories(group->hits, t->lists);
    bool counts[RATES_KINDS] = {(categories & CATEGORY_376) != 0, (categories & CATEGORY_POCSO) != 0, categories != 0};
    bool old = group->clock_date <= t->last60;
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        if (!counts[kind]) {
            continue;
        }
        row->n[kind] += group->n;
        row->n60[kind] += old ? group->n : 0;
        if (group->outcome == 0) {
            count_open(t, row, kind, group);
            continue;
        }
        row->disposed[kind] += group->n;
        row->final[kind] += group->final ? group->n : 0;
        row->in60[kind] += old && group->outcome == 1 ? group->n : 0;
        row->late[kind] += old && group->outcome == 2 ? group->n : 0;
    }
}

/* ---- the rows ---- */

static bool tallies_begin(struct tallies *t, struct store *store, const struct rates_query *query, struct error *e) {
    const struct list_clock *clock = &query->clock;
    *t = (struct tallies){.store = store, .query = *query, .lists = query->lists != 0 ? query->lists : ~0u};
    error_clear(e);
    t->from = query->from == CIVIL_NONE ? FIRST_DAY : query->from;
    t->to = query->to == CIVIL_NONE || query->to > clock->today ? clock->today : query->to;
    t->last60 = clock->today - 61 + clock->limit.first_day;
    if (query->unit == 0) {
        t->unit.rgt = INT64_MAX;
        return unit_root(store, &t->top, e) || e == NULL || e->kind == ERROR_NONE;
    }
    if (unit_by_id(store, query->unit, &t->unit, e)) {
        t->top = t->unit;
        return true;
    }
    return e != NULL && e->kind != ERROR_NONE
               ? false
               : error_set(e, ERROR_UNABLE, _("the unit whose rates were asked for is no longer there; choose another"));
}

static struct tally *tally_add(struct tallies *t, int64_t unit, int64_t lft, int64_t rgt, struct error *e) {
    if (t->n == t->cap) {
        int cap = t->cap ? t->cap * 2 : 64;
        struct tally *more = realloc(t->at, (size_t)cap * sizeof *more);
        if (more == NULL) {
            error_set(e, ERROR_UNABLE, _("not enough memory to count the cases"));
            return NULL;
        }
        t->at = more;
        t->cap = cap;
    }
    struct tally *row = &t->at[t->n++];
    *row = (struct tally){.unit = unit, .lft = lft, .rgt = rgt};
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        row->oldest[kind] = CIVIL_NONE;
    }
    return row;
}

/* A row for each unit that the query yields: id, lft, rgt, by lft. ?1 ?2 the unit's numbers, ?3 what the query needs besides. */
static bool tallies_of(struct tallies *t, const char *text, const char *word, int64_t number, struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!sql_prepare(t->store->db, &q, text, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, t->unit.lft);
    sqlite3_bind_int64(q, 2, t->unit.rgt);
    if (word != NULL) {
        sql_bind_text(q, 3, word);
    } else {
        sqlite3_bind_int64(q, 3, number);
    }
    while ((row = sql_step(q, e)) == 1) {
        if (tally_add(t, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1), sqlite3_column_int64(q, 2), e) == NULL) {
            row = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

static int by_lft(const void *pa, const void *pb) {
    const struct tally *a = pa, *b = pb;
    return (a->lft > b->lft) - (a->lft < b->lft);
}

/* The children; of all: those of the top and the stations that are not placed. */
static bool tallies_of_children(struct tallies *t, struct error *e) {
    static const char children[] = "SELECT id, lft, rgt FROM cache.unit INDEXED BY unit_parent WHERE parent = ?3 ORDER BY lft"
                                   " /* scans: one unit's children, in order */";
    static const char unplaced[] = "SELECT id, lft, rgt FROM cache.unit INDEXED BY unit_parent WHERE parent IS NULL AND id <> ?3"
                                   " ORDER BY lft /* scans: what is not placed, in order */";
    const struct unit *top = &t->top;
    bool leaf = top->id != 0 && top->rgt <= top->lft + 1; /* a station stands for itself */
    if (leaf ? tally_add(t, top->id, top->lft, top->rgt, e) == NULL
             : top->id != 0 && !tallies_of(t, children, NULL, top->id, e)) {
        return false;
    }
    if (t->unit.id == 0) {
        if (!tallies_of(t, unplaced, NULL, top->id, e)) {
            return false;
        }
        qsort(t->at, (size_t)t->n, sizeof *t->at, by_lft);
    }
    if (leaf || top->id == 0) {
        return true;
    }
    t->own = tally_add(t, top->id, top->lft, top->lft, e);
    if (t->own != NULL) {
        t->own->own = true;
    }
    return t->own != NULL;
}

/* ---- handing out ---- */

static void unit_rates_take(const struct tally *row, struct unit_rates *out) {
    out->own = row->own;
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        struct rate_counts *c = &out->counts[kind];
        *c = (struct rate_counts){.n = row->n[kind], .n60 = row->n60[kind], .disposed = row->disposed[kind],
                                  .in60 = row->in60[kind], .late = row->late[kind],
                                  .pending = row->open[kind][BAND_OVER_60]};
        out->final[kind] = row->final[kind];
        for (int band = 0; band < BAND_COUNT_ALL; band++) {
            out->open[kind][band] = row->open[kind][band];
        }
        out->oldest[kind] = row->oldest[kind];
    }
}

/* The sum of the rows, as a row of the unit. */
static struct tally tallies_sum(const struct tallies *t) {
    struct tally sum = {.unit = t->unit.id, .lft = t->unit.lft, .rgt = t->unit.rgt};
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        sum.oldest[kind] = CIVIL_NONE;
        for (int i = 0; i < t->n; i++) {
            const struct tally *row = &t->at[i];
            sum.n[kind] += row->n[kind];
            sum.disposed[kind] += row->disposed[kind];
            sum.final[kind] += row->final[kind];
            sum.n60[kind] += row->n60[kind];
            sum.in60[kind] += row->in60[kind];
            sum.late[kind] += row->late[kind];
            for (int band = 0; band < BAND_COUNT_ALL; band++) {
                sum.open[kind][band] += row->open[kind][band];
            }
            if (row->oldest[kind] != CIVIL_NONE && (sum.oldest[kind] == CIVIL_NONE || row->oldest[kind] < sum.oldest[kind])) {
                sum.oldest[kind] = row->oldest[kind];
            }
        }
    }
    return sum;
}

static bool holds_any(const struct tally *row) {
    return row->n[RATES_EITHER] != 0;
}

/* 1 handed out, 0 the caller wants no more, -1 failed. `q` asks for the unit of an id. */
static int hand_out_row(sqlite3_stmt *q, const struct tally *row, rates_row *fn, void *context, struct error *e) {
    struct unit_rates out;
    memset(&out, 0, sizeof out);
    if (row->own && !holds_any(row)) {
        return 1;
    }
    sqlite3_bind_int64(q, 1, row->unit);
    int found = sql_step(q, e);
    if (found != 1) {
        return found < 0 ? -1 : 1;
    }
    unit_take(q, &out.unit);
    sqlite3_reset(q);
    unit_rates_take(row, &out);
    return fn(context, &out);
}

/* What is placed, then the own row, then what is not placed. */
static bool hand_out(struct tallies *t, rates_row *fn, void *context, struct error *e) {
    sqlite3_stmt *q = NULL;
    int more = sql_prepare(t->store->db, &q, "SELECT " UNIT_COLUMNS " FROM cache.unit WHERE id = ?1", e) ? 1 : -1;
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < t->n && more == 1; i++) {
            const struct tally *row = &t->at[i];
            bool placed = row->lft >= t->top.lft && row->lft <= t->top.rgt;
            if (turn == (row->own ? 1 : placed ? 0 : 2)) {
                more = hand_out_row(q, row, fn, context, e);
            }
        }
    }
    sqlite3_finalize(q);
    return more >= 0;
}

static bool count(struct tallies *t, struct error *e) {
    return past_is(&t->query.clock) ? rates_from_cases(t, e) : rates_from_rollups(t, e);
}

/* ---- public ---- */

bool rates_children(struct store *store, const struct rates_query *query, struct unit_rates *total, rates_row *fn,
                    void *context, struct error *e) {
    struct tallies t;
    bool begun = store_read_begin(store);
    bool well = tallies_begin(&t, store, query, e) && tallies_of_children(&t, e) && count(&t, e);
    if (well && total != NULL) {
        struct tally sum = tallies_sum(&t);
        memset(total, 0, sizeof *total);
        total->unit = t.unit;
        unit_rates_take(&sum, total);
    }
    well = well && (fn == NULL || hand_out(&t, fn, context, e));
    store_read_end(store, begun);
    free(t.at);
    return well;
}

bool rates_unit(struct store *store, const struct rates_query *query, struct unit_rates *out, struct error *e) {
    struct tallies t;
    bool begun = store_read_begin(store);
    bool well = tallies_begin(&t, store, query, e) && tally_add(&t, t.unit.id, t.unit.lft, t.unit.rgt, e) != NULL &&
                count(&t, e);
    store_read_end(store, begun);
    if (well) {
        memset(out, 0, sizeof *out);
        out->unit = t.unit;
        unit_rates_take(&t.at[0], out);
    }
    free(t.at);
    return well;
}

bool rates_level(struct store *store, const struct rates_query *query, enum unit_level level, rates_row *fn, void *context,
                 struct error *e) {
    static const char of_level[] = "SELECT id, lft, rgt FROM cache.unit INDEXED BY unit_lft WHERE lft BETWEEN ?1 AND ?2"
                                   " AND level = ?3 ORDER BY lft";
    struct tallies t;
    bool begun = store_read_begin(store);
    bool well = tallies_begin(&t, store, query, e) && tallies_of(&t, of_level, unit_level_name(level), 0, e) &&
                count(&t, e) && hand_out(&t, fn, context, e);
    store_read_end(store, begun);
    free(t.at);
    return well;
}

bool rates_stations(struct store *store, const struct rates_query *query, rates_row *fn, void *context, struct error *e) {
    return rates_level(store, query, LEVEL_STATION, fn, context, e);
}
