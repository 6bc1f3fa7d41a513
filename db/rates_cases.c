/* Rates of a past day, from the cases as they were then: each case that the unit has now, and each that it had then and gave
 * away since, is looked at once. Nothing is kept. */
#include <stdlib.h>
#include <string.h>

#include "db/past.h"
#include "db/rates_inside.h"
#include "src/i18n.h"

/* Up to so many units their cases are read station by station; where there are more, all in the order of the table. */
#define UNITS_EACH 4000

/* ?1 the day, ?2 ?3 the period, ?4 ?5 the unit's numbers. By its own dates it was not what it is now. */
#define BY_DATES "f.state = 0 OR f.status_on > ?1 OR f.final_cctns > ?1 OR f.final_filed > ?1 OR f.final_prepared > ?1"
#define COLUMNS                                                                                                         \
    "SELECT f.unit, f.hits, f.clock_date, f.outcome, f.status = 'final', " BY_DATES ", f.id, f.probable, f.fir_date,"   \
    " f.sections, f.status, f.state, f.status_on, f.final_prepared, f.final_filed, f.final_cctns, f.final_type IS NOT NULL"
#define IN_PERIOD "f.fir_date <= ?1 AND f.clock_date BETWEEN ?2 AND ?3"
#define LATER_EVENTS "EXISTS (SELECT 1 FROM cache.case_event v WHERE v.case_id = f.id AND v.on_date > ?1 AND v.kind <> 'zero')"
static const char of_units[] =
    COLUMNS ", " LATER_EVENTS " FROM cache.unit u INDEXED BY unit_lft CROSS JOIN cache.fir_case f INDEXED BY fir_case_unit ON f.unit = u.id"
            " WHERE u.lft BETWEEN ?4 AND ?5 AND " IN_PERIOD;
static const char of_moves[] =
    COLUMNS ", 1 FROM (SELECT DISTINCT v.case_id AS id FROM cache.unit u INDEXED BY unit_lft CROSS JOIN cache.case_event v"
            " INDEXED BY case_event_moved ON v.was = u.code AND v.on_date > ?1 AND v.kind = 'transfer' WHERE u.lft BETWEEN ?4 AND ?5) l"
            " CROSS JOIN cache.fir_case f ON f.id = l.id WHERE " IN_PERIOD " /* scans: what the unit gave away */";
/* Both in the order of the ids, so that one pass over each tells which case has later events. */
static const char of_all[] = COLUMNS ", 0 FROM cache.fir_case f NOT INDEXED WHERE " IN_PERIOD " ORDER BY f.id"
                                     " /* scans: every case, once for a past day */";
static const char events_of_all[] = "SELECT DISTINCT case_id FROM cache.case_event INDEXED BY case_event_case WHERE on_date > ?1"
                                    " AND kind <> 'zero' ORDER BY case_id /* scans: the events, once for a past day */";

struct counting {
    struct tallies *t;
    struct past past;
    const int32_t *place; /* unit_places */
    int64_t places;
    int64_t *away;        /* cases settled as none of ours, in order */
    int away_n;
    sqlite3_stmt *events; /* of_all: events_of_all */
    int64_t event_id;     /* where it stands; INT64_MAX at its end */
};

/* ---- what was settled ---- */

static bool away_read(struct counting *c, struct error *e) {
    static const char text[] =
        "SELECT f.id FROM (SELECT case_id AS id FROM main.own_fold WHERE settled IS NOT NULL"
        " UNION SELECT id FROM cache.fir_case WHERE settled IS NOT NULL) s CROSS JOIN cache.fir_case f ON f.id = s.id"
        " LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE CASE WHEN w.settled_seq > ?1 THEN w.settled ELSE f.settled END = 'no'"
        " ORDER BY f.id /* scans: the settled cases */";
    sqlite3_stmt *q = NULL;
    int row = -1, room = 0;
    if (!sql_prepare(c->t->store->db, &q, text, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, c->t->store->dev_seq);
    while ((row = sql_step(q, e)) == 1) {
        if (c->away_n == room) {
            room = room != 0 ? 2 * room : 64;
            int64_t *more = reallocarray(c->away, (size_t)room, sizeof *more);
            if (more == NULL) {
                error_set(e, ERROR_UNABLE, _("not enough memory to count the cases"));
                row = -1;
                break;
            }
            c->away = more;
        }
        c->away[c->away_n++] = sqlite3_column_int64(q, 0);
    }
    sqlite3_finalize(q);
    return row == 0;
}

static int by_id(const void *pa, const void *pb) {
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

static bool is_away(const struct counting *c, case_id id) {
    return c->away_n > 0 && bsearch(&id, c->away, (size_t)c->away_n, sizeof *c->away, by_id) != NULL;
}

/* ---- one case ---- */

static void count_case(struct counting *c, int64_t unit, const struct rate_group *group) {
    int64_t lft = unit > 0 && unit <= c->places ? c->place[unit] : 0;
    struct tally *row = lft >= c->t->unit.lft && lft <= c->t->unit.rgt ? tally_of(c->t, lft) : NULL;
    if (row != NULL) {
        tally_count(c->t, row, group);
    }
}

static void case_take(sqlite3_stmt *q, struct past_case *p) {
    char status[16];
    *p = (struct past_case){.id = sqlite3_column_int64(q, 6), .fir_date = sql_day(q, 8), .clock_date = sql_day(q, 2)};
    p->unit = sqlite3_column_int64(q, 0);
    p->hits = (hits)sqlite3_column_int64(q, 1);
    p->outcome = sqlite3_column_int(q, 3);
    p->probable = sqlite3_column_int(q, 7) != 0;
    p->sections = sqlite3_column_int64(q, 9);
    sql_text(q, 10, status, sizeof status);
    if (!status_parse(status, &p->status)) {
        p->status = STATUS_OPEN;
    }
    p->state = sqlite3_column_int(q, 11);
    p->status_on = sql_day(q, 12);
    p->prepared = sql_day(q, 13);
    p->filed = sql_day(q, 14);
    p->in_cctns = sql_day(q, 15);
    p->final_report = sqlite3_column_int(q, 16) != 0;
}

/* What was not then what it is now. */
static bool count_changed(struct counting *c, sqlite3_stmt *q, bool touched, struct error *e) {
    struct past_case p;
    case_take(q, &p);
    bool look = touched || p.state != 0 || (p.status_on != CIVIL_NONE && p.status_on > c->past.day);
    if (!past_undo(&c->past, &p, look, e)) {
        return false;
    }
    if (p.state < 2 && !(p.probable && is_away(c, p.id))) {
        struct rate_group group = {.hits = p.hits, .clock_date = p.clock_date, .outcome = p.outcome,
                                   .final = p.status == STATUS_FINAL, .n = 1};
        count_case(c, p.unit, &group);
    }
    return true;
}

static bool touched_now(struct counting *c, case_id id, bool *touched, struct error *e) {
    while (c->event_id < id) {
        int row = sql_step(c->events, e);
        if (row < 0) {
            return false;
        }
        c->event_id = row == 1 ? sqlite3_column_int64(c->events, 0) : INT64_MAX;
    }
    *touched = c->event_id == id;
    return true;
}

static bool count_row(struct counting *c, sqlite3_stmt *q, struct error *e) {
    bool touched = sqlite3_column_int(q, 17) != 0;
    if (c->events != NULL && !touched_now(c, sqlite3_column_int64(q, 6), &touched, e)) {
        return false;
    }
    if (touched || sqlite3_column_int(q, 5) != 0) {
        return count_changed(c, q, touched, e);
    }
    struct rate_group group = {.hits = (hits)sqlite3_column_int64(q, 1), .clock_date = sql_day(q, 2), .outcome = sqlite3_column_int(q, 3),
                               .final = sqlite3_column_int(q, 4) != 0, .n = 1};
    bool out = group.outcome > 2 || (sqlite3_column_int(q, 7) != 0 && is_away(c, sqlite3_column_int64(q, 6)));
    if (!out) {
        count_case(c, sqlite3_column_int64(q, 0), &group);
    }
    return true;
}

/* ---- all of them ---- */

/* `others`: those alone that another unit has now. */
static bool count_query(struct counting *c, const char *text, bool others, struct error *e) {
    const struct tallies *t = c->t;
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!sql_prepare(t->store->db, &q, text, e)) {
        return false;
    }
    sql_bind_day(q, 1, c->past.day);
    sql_bind_day(q, 2, t->from);
    sql_bind_day(q, 3, t->to);
    sqlite3_bind_int64(q, 4, t->unit.lft);
    sqlite3_bind_int64(q, 5, t->unit.rgt);
    while ((row = sql_step(q, e)) == 1) {
        int64_t unit = sqlite3_column_int64(q, 0);
        bool inside = unit <= c->places && c->place[unit] >= t->unit.lft && c->place[unit] <= t->unit.rgt;
        if (!(others && inside) && !count_row(c, q, e)) {
            row = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

static bool count_all(struct counting *c, struct error *e) {
    const struct unit *unit = &c->t->unit;
    if (unit->id != 0 && (unit->rgt - unit->lft) / 2 <= UNITS_EACH) {
        return count_query(c, of_units, false, e) && count_query(c, of_moves, true, e);
    }
    if (!sql_prepare(c->t->store->db, &c->events, events_of_all, e)) {
        return false;
    }
    sql_bind_day(c->events, 1, c->past.day);
    return count_query(c, of_all, false, e);
}

bool rates_from_cases(struct tallies *t, struct error *e) {
    struct counting c = {.t = t, .event_id = -1};
    if (t->from > t->to) {
        return true;
    }
    bool well = past_begin(&c.past, t->store, &t->query.clock, false, e) && away_read(&c, e) &&
                (c.place = unit_places(t->store, &c.places, e)) != NULL;
    c.past.no_officers = true;
    well = well && count_all(&c, e);
    sqlite3_finalize(c.events);
    past_end(&c.past);
    free(c.away);
    return well;
}
