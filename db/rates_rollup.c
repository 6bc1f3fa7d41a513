/* Rates of today from the roll-ups: whole years and months of the units below a row, the days at the edges of the period from
 * the cases, open cases by day; what a row's own unit holds, case by case; what was settled here and is not yet at the
 * server, laid over.
 *
 * The period has two sides: old, the clocks that began up to last60 (the members of N60), and young, the later ones. */
#include <stdlib.h>

#include "db/rates_inside.h"
#include "src/i18n.h"

/* ---- counting a group on a side ---- */

struct ended { hits hits; int32_t open, in60, late, final; };

/* `deep`: in how many of over 90, 180, 365 the open ones are. The young open ones are counted by day, not here. */
static void side_count(const struct tallies *t, struct tally *row, const struct ended *g, bool young, int deep) {
    unsigned categories = hits_categories(g->hits, t->lists);
    bool counts[RATES_KINDS] = {(categories & CATEGORY_376) != 0, (categories & CATEGORY_POCSO) != 0, categories != 0};
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        if (!counts[kind]) {
            continue;
        }
        row->n[kind] += g->in60 + g->late;
        row->disposed[kind] += g->in60 + g->late;
        row->final[kind] += g->final;
        if (young) {
            continue;
        }
        row->n[kind] += g->open;
        row->n60[kind] += g->open + g->in60 + g->late;
        row->in60[kind] += g->in60;
        row->late[kind] += g->late;
        row->open[kind][BAND_OVER_60] += g->open;
        for (int i = 0; i < deep; i++) {
            row->open[kind][BAND_OVER_90 + i] += g->open;
        }
    }
}

static void edge_count(const struct tallies *t, const struct rates_plan *plan, const struct rates_edge *edge, struct tally *row,
                       const struct rate_group *group) {
    for (int young = 0; young < 2; young++) {
        int n = edge->sign[young] * group->n;
        struct ended g = {.hits = group->hits, .open = group->outcome == 0 ? n : 0, .in60 = group->outcome == 1 ? n : 0,
                          .late = group->outcome == 2 ? n : 0, .final = group->final && group->outcome > 0 ? n : 0};
        side_count(t, row, &g, young != 0, rates_deep_on(plan, group->clock_date));
    }
}

/* ---- the rows' roll-ups ---- */

enum { YEARS, MONTHS, OPEN, OLDEST_BELOW, OLDEST_HELD, HELD, STATEMENTS };

struct reading {
    struct tallies *t;
    struct rates_plan plan;
    sqlite3_stmt *q[STATEMENTS];
    int taken_n, taken_cap;
    struct taken { const struct tally *row; civil_day clock_date; hits hits; } *taken; /* open cases that were settled away here */
};

#define SETTLED_THERE "(f.probable = 0 OR f.settled IS NOT 'no')"

static bool reading_begin(struct reading *r, struct error *e) {
    static const char *const text[STATEMENTS] = {
        [YEARS] = "SELECT hits, open, in60, late, final, year FROM cache.rollup_year WHERE unit = ?1 AND year BETWEEN ?2 AND ?3",
        [MONTHS] = "SELECT hits, open, in60, late, final, month FROM cache.rollup_month WHERE unit = ?1 AND month BETWEEN ?2 AND ?3",
        [OPEN] = "SELECT hits, clock_date, n FROM cache.rollup_open WHERE unit = ?1 AND clock_date BETWEEN ?2 AND ?3",
        [HELD] = "SELECT f.hits, f.clock_date, f.outcome, f.status = 'final' FROM cache.fir_case f INDEXED BY fir_case_unit"
                 " WHERE f.unit = ?1 AND f.state IN (0, 1) AND f.clock_date BETWEEN ?2 AND ?3 AND " SETTLED_THERE,
        [OLDEST_BELOW] = "SELECT hits, clock_date, sum(n) FROM cache.rollup_open WHERE unit = ?1 AND clock_date BETWEEN ?2 AND ?3"
                         " GROUP BY clock_date, hits ORDER BY clock_date, hits",
        [OLDEST_HELD] = "SELECT f.hits, f.clock_date, count(*) FROM cache.fir_case f INDEXED BY fir_case_unit WHERE f.unit = ?1 AND f.state = 0"
                   " AND f.clock_date BETWEEN ?2 AND ?3 AND " SETTLED_THERE " GROUP BY f.clock_date, f.hits ORDER BY f.clock_date, f.hits"};
    for (int i = 0; i < STATEMENTS; i++) {
        if (!sql_prepare(r->t->store->db, &r->q[i], text[i], e)) {
            return false;
        }
    }
    return true;
}

static void reading_end(struct reading *r) {
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(r->q[i]);
    }
    free(r->taken);
}

static sqlite3_stmt *ask_days(struct reading *r, int which, const struct tally *row, civil_day from, civil_day to) {
    sqlite3_bind_int64(r->q[which], 1, row->unit);
    sql_bind_day(r->q[which], 2, from);
    sql_bind_day(r->q[which], 3, to);
    return r->q[which];
}

static struct ended ended_of(sqlite3_stmt *q) {
    return (struct ended){.hits = (hits)sqlite3_column_int64(q, 0), .open = sqlite3_column_int(q, 1), .in60 = sqlite3_column_int(q, 2),
                          .late = sqlite3_column_int(q, 3), .final = sqlite3_column_int(q, 4)};
}

static bool count_years(struct reading *r, struct tally *row, struct error *e) {
    char from[16], to[16];
    sqlite3_stmt *q = r->q[YEARS];
    int more = 0;
    if (r->plan.year_from > r->plan.year_to) {
        return true;
    }
    sqlite3_snprintf(sizeof from, from, "%04d", r->plan.year_from);
    sqlite3_snprintf(sizeof to, to, "%04d", r->plan.year_to);
    sqlite3_bind_int64(q, 1, row->unit);
    sql_bind_text(q, 2, from);
    sql_bind_text(q, 3, to);
    while ((more = sql_step(q, e)) == 1) {
        struct ended g = ended_of(q);
        side_count(r->t, row, &g, false, RATES_OLD);
    }
    return more == 0;
}

static bool count_months(struct reading *r, struct tally *row, const struct rates_months *range, struct error *e) {
    char from[16], to[16];
    sqlite3_stmt *q = r->q[MONTHS];
    int more;
    sqlite3_snprintf(sizeof from, from, "%04d-%02d", range->from / 12, range->from % 12 + 1);
    sqlite3_snprintf(sizeof to, to, "%04d-%02d", range->to / 12, range->to % 12 + 1);
    sqlite3_bind_int64(q, 1, row->unit);
    sql_bind_text(q, 2, from);
    sql_bind_text(q, 3, to);
    while ((more = sql_step(q, e)) == 1) {
        struct ended g = ended_of(q);
        const unsigned char *m = sqlite3_column_text(q, 5);
        int month = ((m[0] - '0') * 1000 + (m[1] - '0') * 100 + (m[2] - '0') * 10 + m[3] - '0') * 12 + (m[5] - '0') * 10 + m[6] - '0' - 1;
        side_count(r->t, row, &g, range->young, range->young || g.open == 0 ? 0 : rates_deep_on(&r->plan, rates_month_last(month)));
    }
    return more == 0;
}

/* Open cases of a month whose first part is over 90, 180 or 365 days old. */
static bool count_parts(struct reading *r, struct tally *row, const struct rates_months *range, struct error *e) {
    for (int i = 0; i < RATES_OLD && !range->young; i++) {
        int month = rates_month_of(r->plan.last[i]), more;
        if (month < range->from || month > range->to || r->plan.last[i] == rates_month_last(month)) {
            continue;
        }
        sqlite3_stmt *q = ask_days(r, OPEN, row, rates_month_first(month), r->plan.last[i]);
        while ((more = sql_step(q, e)) == 1) {
            unsigned categories = hits_categories((hits)sqlite3_column_int64(q, 0), r->t->lists);
            int n = sqlite3_column_int(q, 2);
            row->open[RATES_376][BAND_OVER_90 + i] += categories & CATEGORY_376 ? n : 0;
            row->open[RATES_POCSO][BAND_OVER_90 + i] += categories & CATEGORY_POCSO ? n : 0;
            row->open[RATES_EITHER][BAND_OVER_90 + i] += categories != 0 ? n : 0;
        }
        if (more < 0) {
            return false;
        }
    }
    return true;
}

static bool count_below(struct reading *r, struct tally *row, struct error *e) {
    bool well = count_years(r, row, e);
    for (int i = 0; i < r->plan.ranges && well; i++) {
        well = count_months(r, row, &r->plan.months[i], e) && count_parts(r, row, &r->plan.months[i], e);
    }
    if (!well || r->plan.young_from > r->plan.young_to) {
        return well;
    }
    sqlite3_stmt *q = ask_days(r, OPEN, row, r->plan.young_from, r->plan.young_to);
    int more;
    while ((more = sql_step(q, e)) == 1) {
        struct rate_group group = {.hits = (hits)sqlite3_column_int64(q, 0), .clock_date = sql_day(q, 1), .n = sqlite3_column_int(q, 2)};
        tally_count(r->t, row, &group);
    }
    return more == 0;
}

/* What the row's unit holds itself: of a station everything. */
static bool count_held(struct reading *r, struct tally *row, struct error *e) {
    sqlite3_stmt *q = ask_days(r, HELD, row, r->t->from, r->t->to);
    int more;
    while ((more = sql_step(q, e)) == 1) {
        struct rate_group group = {.hits = (hits)sqlite3_column_int64(q, 0), .clock_date = sql_day(q, 1),
                                   .outcome = sqlite3_column_int(q, 2), .final = sqlite3_column_int(q, 3) != 0, .n = 1};
        tally_count(r->t, row, &group);
    }
    return more == 0;
}

/* ---- the edges ---- */

static void count_at(struct reading *r, const struct rates_edge *edge, int64_t lft, sqlite3_stmt *q) {
    struct tally *row = lft != 0 ? tally_of(r->t, lft) : NULL;
    struct rate_group group = {.hits = (hits)sqlite3_column_int64(q, 1), .outcome = sqlite3_column_int(q, 3), .n = 1};
    if (row == NULL || row->lft == lft) { /* what it holds itself was counted whole */
        return;
    }
    if (group.outcome == 0) {
        group.clock_date = sql_day(q, 2);
    } else {
        group.final = sqlite3_column_int(q, 4) != 0;
    }
    edge_count(r->t, &r->plan, edge, row, &group);
}

/* About how many cases of the whole database began in those days. */
static int64_t edge_cases(const struct reading *r, const struct rates_edge *edge) {
    char from[11], text[200];
    civil_iso(edge->from, from);
    from[7] = '\0';
    sqlite3_snprintf(sizeof text, text, "SELECT sum(open + in60 + late) FROM cache.rollup_month WHERE unit = 0 AND month = %Q", from);
    return sql_int(r->t->store->db, text, 0) * (edge->to - edge->from + 1) / 30;
}

static bool count_edge(struct reading *r, const struct rates_edge *edge, struct error *e) {
    static const char stations[] =
        "SELECT u.lft, f.hits, f.clock_date, f.outcome, f.status = 'final' FROM cache.unit u INDEXED BY unit_lft CROSS JOIN"
        " cache.fir_case f INDEXED BY fir_case_unit ON f.unit = u.id AND f.state IN (0, 1) AND f.clock_date BETWEEN ?3 AND ?4"
        " WHERE u.lft BETWEEN ?1 AND ?2 AND " SETTLED_THERE;
    static const char dates[] =
        "SELECT f.unit, f.hits, f.clock_date, f.outcome, f.status = 'final' FROM cache.fir_case f INDEXED BY fir_case_clock"
        " WHERE f.clock_date BETWEEN ?3 AND ?4 AND f.outcome < 3 AND " SETTLED_THERE;
    const struct unit *unit = &r->t->unit;
    bool whole = r->t->n == 1 && unit_covers_all(r->t->store, unit); /* every case is the row's: its place does not matter */
    const int32_t *place = NULL;
    sqlite3_stmt *q = NULL;
    int64_t places = 0;
    int more = -1;
    /* to look for a station's days costs three times what a case along the dates of all costs */
    bool by_station = unit->id != 0 && (unit->rgt - unit->lft) / 2 * 3 < edge_cases(r, edge);
    if ((!by_station && !whole && (place = unit_places(r->t->store, &places, e)) == NULL) ||
        !sql_prepare(r->t->store->db, &q, by_station ? stations : dates, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, unit->lft);
    sqlite3_bind_int64(q, 2, unit->rgt);
    sql_bind_day(q, 3, edge->from);
    sql_bind_day(q, 4, edge->to);
    while ((more = sql_step(q, e)) == 1) {
        int64_t at = sqlite3_column_int64(q, 0);
        count_at(r, edge, by_station ? at : whole ? r->t->at[0].lft + (at != unit->id) : at <= places ? place[at] : 0, q);
    }
    sqlite3_finalize(q);
    return more == 0;
}

/* ---- what was settled here ---- */

static bool take_away(struct reading *r, const struct tally *row, const struct rate_group *group, struct error *e) {
    if (r->taken_n == r->taken_cap) {
        int cap = r->taken_cap ? r->taken_cap * 2 : 16;
        struct taken *more = realloc(r->taken, (size_t)cap * sizeof *more);
        if (more == NULL) {
            return error_set(e, ERROR_UNABLE, _("not enough memory to count the cases"));
        }
        r->taken = more;
        r->taken_cap = cap;
    }
    r->taken[r->taken_n++] = (struct taken){row, group->clock_date, group->hits};
    return true;
}

/* The roll-ups have what the server has: a case that it settled as none of ours is in no count. */
static bool count_settled(struct reading *r, struct error *e) {
    static const char text[] =
        "SELECT u.lft, f.hits, f.clock_date, f.outcome, f.status = 'final', w.settled IS 'no' FROM main.own_fold w CROSS JOIN cache.fir_case f ON f.id = w.case_id JOIN cache.unit u"
                     " ON u.id = f.unit WHERE w.settled_seq > ?5 AND f.probable = 1 AND (w.settled IS 'no') <> (f.settled IS 'no')"
                     " AND f.outcome < 3 AND f.clock_date BETWEEN ?3 AND ?4 AND u.lft BETWEEN ?1 AND ?2"
                     " /* scans: what was entered in this folder */";
    sqlite3_stmt *q = NULL;
    int more = -1;
    if (!sql_prepare(r->t->store->db, &q, text, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, r->t->unit.lft);
    sqlite3_bind_int64(q, 2, r->t->unit.rgt);
    sql_bind_day(q, 3, r->t->from);
    sql_bind_day(q, 4, r->t->to);
    sqlite3_bind_int64(q, 5, r->t->store->dev_seq);
    while ((more = sql_step(q, e)) == 1) {
        struct tally *row = tally_of(r->t, sqlite3_column_int64(q, 0));
        bool away = sqlite3_column_int(q, 5) != 0;
        struct rate_group group = {.hits = (hits)sqlite3_column_int64(q, 1), .clock_date = sql_day(q, 2), .outcome = sqlite3_column_int(q, 3),
                                   .final = sqlite3_column_int(q, 4) != 0, .n = away ? -1 : 1};
        if (row == NULL) {
            continue;
        }
        tally_count(r->t, row, &group);
        if (away && group.outcome == 0 && !take_away(r, row, &group, e)) {
            more = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return more == 0;
}

/* ---- the oldest open case ---- */

static int taken_of(const struct reading *r, const struct tally *row, hits h, civil_day clock_date) {
    int n = 0;
    for (int i = 0; i < r->taken_n; i++) {
        n += r->taken[i].row == row && r->taken[i].hits == h && r->taken[i].clock_date == clock_date;
    }
    return n;
}

/* Kinds that the row's oldest is still wanted of. */
static bool wanted(const struct tally *row, int kind) {
    int32_t open = 0;
    for (int band = 0; band < BAND_COUNT; band++) {
        open += row->open[kind][band];
    }
    return open > 0;
}

/* Open cases in order of their days, those below it or those that it holds, until each kind has one. */
static bool find_oldest(struct reading *r, struct tally *row, int which, struct error *e) {
    sqlite3_stmt *q = ask_days(r, which, row, r->t->from, r->t->to);
    civil_day found[RATES_KINDS] = {CIVIL_NONE, CIVIL_NONE, CIVIL_NONE};
    int more = 0, left = 0;
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        left += wanted(row, kind);
    }
    while (left > 0 && (more = sql_step(q, e)) == 1) {
        hits h = (hits)sqlite3_column_int64(q, 0);
        civil_day day = sql_day(q, 1);
        unsigned categories = hits_categories(h, r->t->lists);
        bool counts[RATES_KINDS] = {(categories & CATEGORY_376) != 0, (categories & CATEGORY_POCSO) != 0, categories != 0};
        if (categories == 0 || sqlite3_column_int(q, 2) <= taken_of(r, row, h, day)) {
            continue;
        }
        for (int kind = 0; kind < RATES_KINDS; kind++) {
            if (counts[kind] && found[kind] == CIVIL_NONE && wanted(row, kind)) {
                found[kind] = day;
                left--;
            }
        }
    }
    sqlite3_reset(q);
    for (int kind = 0; kind < RATES_KINDS; kind++) {
        if (found[kind] != CIVIL_NONE && (row->oldest[kind] == CIVIL_NONE || found[kind] < row->oldest[kind])) {
            row->oldest[kind] = found[kind];
        }
    }
    return left == 0 || more >= 0;
}

/* ---- the whole ---- */

static bool has_below(const struct tally *row) {
    return !row->own && (row->unit == 0 || row->rgt > row->lft + 1);
}

bool rates_from_rollups(struct tallies *t, struct error *e) {
    struct reading r = {.t = t};
    if (t->from > t->to) {
        return true;
    }
    rates_plan_make(t, &r.plan);
    bool below = false, well = reading_begin(&r, e);
    for (int i = 0; i < t->n && well; i++) {
        below = below || has_below(&t->at[i]);
        well = (!has_below(&t->at[i]) || count_below(&r, &t->at[i], e)) && count_held(&r, &t->at[i], e);
    }
    for (int i = 0; i < r.plan.edges && well && below; i++) {
        well = count_edge(&r, &r.plan.edge[i], e);
    }
    well = well && count_settled(&r, e);
    for (int i = 0; i < t->n && well; i++) {
        for (int kind = 0; kind < RATES_KINDS; kind++) {
            t->at[i].oldest[kind] = CIVIL_NONE;
        }
        well = (!has_below(&t->at[i]) || find_oldest(&r, &t->at[i], OLDEST_BELOW, e)) && find_oldest(&r, &t->at[i], OLDEST_HELD, e);
    }
    reading_end(&r);
    return well;
}
