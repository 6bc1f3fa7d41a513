#include "db/report_pass.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"

/* Up to so many stations the cases are read station by station, which passes over none of the others. */
#define STATIONS_EACH 4000

#define PASS_CASE                                                                                                       \
    "SELECT f.id, f.unit, f.fir_date, f.clock_date, f.sections, f.hits, f.probable, f.officer, f.status, f.status_on,"  \
    " f.state, f.outcome, f.final_prepared, f.final_filed, f.final_cctns, f.final_type IS NOT NULL, "
#define HAS_LATER_EVENTS "EXISTS (SELECT 1 FROM cache.case_event v WHERE v.case_id = f.id AND v.on_date > ?1)"
/* By its own dates it may have been open since. */
#define BY_DATES                                                                                                        \
    "(f.state = 0 OR f.fir_date > ?1 OR f.status_on > ?1 OR f.final_cctns > ?1 OR f.final_filed > ?1 OR f.final_prepared > ?1)"

/* Station by station. ?1: since, ?2: last, ?3: the unit. */
static const char of_unit[] = PASS_CASE HAS_LATER_EVENTS " FROM cache.fir_case f INDEXED BY fir_case_unit WHERE f.unit = ?3 AND f.fir_date <= ?2"
                                        " AND (" BY_DATES " OR " HAS_LATER_EVENTS ")";
/* All of them in the order of the table, then those that only their events name. */
static const char of_all[] = PASS_CASE HAS_LATER_EVENTS " FROM cache.fir_case f NOT INDEXED WHERE f.fir_date <= ?2 AND " BY_DATES
                                       " /* scans: every case, once for a report */";
static const char of_events[] =
    PASS_CASE "1 FROM (SELECT DISTINCT case_id AS id FROM cache.case_event INDEXED BY case_event_date WHERE on_date > ?1"
              " AND kind <> 'zero') l CROSS JOIN cache.fir_case f ON f.id = l.id WHERE NOT coalesce(" BY_DATES ", 0)"
              " /* scans: the later events */";
/* Open ones, of today. */
static const char open_of_unit[] = PASS_CASE "0 FROM cache.fir_case f INDEXED BY fir_case_unit WHERE f.unit = ?3 AND f.state = 0";
static const char open_of_all[] = PASS_CASE "0 FROM cache.fir_case f INDEXED BY fir_case_open WHERE f.state = 0 /* scans: the open cases */";
/* Those that another unit has now. */
static const char of_moves[] =
    PASS_CASE "1 FROM (SELECT DISTINCT case_id AS id FROM cache.case_event INDEXED BY case_event_date WHERE on_date > ?1"
              " AND kind = 'transfer') l CROSS JOIN cache.fir_case f ON f.id = l.id /* scans: the later transfers */";

/* ---- begin and end ---- */

static bool settled_read(struct report_pass *pass, struct error *e) {
    /* probable is of now: one that was settled is in no count on any day */
    static const char text[] =
        "SELECT f.id FROM (SELECT case_id AS id FROM main.own_fold WHERE settled IS NOT NULL"
        " UNION SELECT id FROM cache.fir_case WHERE settled IS NOT NULL) s CROSS JOIN cache.fir_case f ON f.id = s.id"
        " LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE f.probable = 1"
        " AND CASE WHEN w.settled_seq > ?1 THEN w.settled ELSE f.settled END = 'no' ORDER BY f.id /* scans: the settled cases */";
    sqlite3_stmt *q = NULL;
    int row = -1, room = 0;
    if (!sql_prepare(pass->store->db, &q, text, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, pass->store->gateway_known ? pass->store->dev_seq : 0);
    while ((row = sql_step(q, e)) == 1) {
        if (pass->settled_n == room) {
            room = room != 0 ? 2 * room : 64;
            int64_t *more = reallocarray(pass->settled, (size_t)room, sizeof *more);
            if (more == NULL) {
                row = error_set(e, ERROR_UNABLE, _("not enough memory for the report")) ? 0 : -1;
                break;
            }
            pass->settled = more;
        }
        pass->settled[pass->settled_n++] = sqlite3_column_int64(q, 0);
    }
    sqlite3_finalize(q);
    return row == 0;
}

bool report_pass_begin(struct report_pass *pass, struct store *store, const struct report_units *units, hits lists,
                       const struct list_clock *clock, civil_day since, civil_day last, struct error *e) {
    *pass = (struct report_pass){.store = store, .units = units, .clock = *clock, .lists = lists != 0 ? lists : ~0u, .since = since, .last = last};
    bool well = past_begin(&pass->past, store, clock, false, e) && settled_read(pass, e);
    pass->past.no_officers = true;
    return well;
}

void report_pass_end(struct report_pass *pass) {
    past_end(&pass->past);
    free(pass->settled);
    pass->settled = NULL;
}

/* ---- the pass ---- */

static void case_take(sqlite3_stmt *q, struct pass_case *out) {
    char status[16];
    struct past_case *c = &out->now;
    *c = (struct past_case){.id = sqlite3_column_int64(q, 0), .unit = sqlite3_column_int64(q, 1), .fir_date = sql_day(q, 2),
                            .clock_date = sql_day(q, 3), .sections = sqlite3_column_int64(q, 4),
                            .hits = (hits)sqlite3_column_int64(q, 5), .probable = sqlite3_column_int(q, 6) != 0,
                            .officer = sqlite3_column_int64(q, 7), .status_on = sql_day(q, 9), .state = sqlite3_column_int(q, 10),
                            .outcome = sqlite3_column_int(q, 11), .prepared = sql_day(q, 12), .filed = sql_day(q, 13),
                            .in_cctns = sql_day(q, 14), .final_report = sqlite3_column_int(q, 15) != 0, .closed_on = CIVIL_NONE};
    sql_text(q, 8, status, sizeof status);
    if (!status_parse(status, &c->status)) {
        c->status = STATUS_OPEN;
    }
    out->touched = sqlite3_column_int(q, 16) != 0;
}

static int id_order(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool settled_away(const struct report_pass *pass, case_id id) {
    return pass->settled_n > 0 && bsearch(&id, pass->settled, (size_t)pass->settled_n, sizeof *pass->settled, id_order) != NULL;
}

/* Of whom: of the rows' units now, or moved since; of other units now; of anybody. */
enum whose { OF_THE_ROWS, OF_OTHERS, OF_ALL };

struct giving {
    struct report_pass *pass;
    bool (*fn)(void *, const struct pass_case *, struct error *);
    void *context;
    struct error *e;
};

static bool give(struct giving *g, sqlite3_stmt *q, enum whose whose) {
    struct pass_case c;
    int row = -1;
    while ((row = sql_step(q, g->e)) == 1) {
        bool inside = report_units_row(g->pass->units, sqlite3_column_int64(q, 1)) >= 0;
        bool touched = sqlite3_column_int(q, 16) != 0;
        if ((whose == OF_THE_ROWS && !inside && !touched) || (whose == OF_OTHERS && inside)) {
            continue;
        }
        case_take(q, &c);
        if (settled_away(g->pass, c.now.id)) {
            continue;
        }
        if (!g->fn(g->context, &c, g->e)) {
            sqlite3_reset(q);
            return false;
        }
    }
    return row == 0;
}

static bool give_query(struct giving *g, const char *text, enum whose whose) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(g->pass->store->db, &q, text, g->e)) {
        return false;
    }
    sql_bind_day(q, 1, g->pass->since);
    sql_bind_day(q, 2, g->pass->last);
    bool well = give(g, q, whose);
    sqlite3_finalize(q);
    return well;
}

static bool give_units(struct giving *g) {
    const struct report_units *units = g->pass->units;
    sqlite3_stmt *q = NULL;
    bool well = sql_prepare(g->pass->store->db, &q, g->pass->open_only ? open_of_unit : of_unit, g->e);
    for (int64_t id = 1; well && id <= units->highest; id++) {
        if (units->place[id].inside) {
            sql_bind_day(q, 1, g->pass->since);
            sql_bind_day(q, 2, g->pass->last);
            sqlite3_bind_int64(q, 3, id);
            well = give(g, q, OF_ALL);
        }
    }
    sqlite3_finalize(q);
    return well && (g->pass->open_only || give_query(g, of_moves, OF_OTHERS));
}

bool report_pass_run(struct report_pass *pass, bool (*fn)(void *, const struct pass_case *, struct error *), void *context,
                     struct error *e) {
    struct giving g = {.pass = pass, .fn = fn, .context = context, .e = e};
    if (pass->units->unit.id != 0 && pass->units->stations <= STATIONS_EACH) {
        return give_units(&g);
    }
    if (pass->open_only) {
        return give_query(&g, open_of_all, OF_THE_ROWS);
    }
    return give_query(&g, of_all, OF_THE_ROWS) && give_query(&g, of_events, OF_ALL);
}

/* ---- one case on a day ---- */

bool report_pass_then(struct report_pass *pass, const struct pass_case *c, civil_day day, struct pass_then *then,
                      struct error *e) {
    struct past_case *p = &then->all;
    *p = c->now;
    pass->past.day = day;
    if (day < pass->clock.now || day < pass->clock.today) {
        if (!past_undo(&pass->past, p, c->touched, e)) {
            return false;
        }
    }
    then->registered = p->state < 3;
    then->state = p->state;
    then->status = p->status == STATUS_FURTHER ? p->final_report ? STATUS_FINAL : STATUS_CHARGESHEET : p->status;
    then->row = report_units_row(pass->units, p->unit);
    then->categories = hits_categories(p->hits, pass->lists);
    return true;
}

static void day_add(civil_day day, const struct report_pass *pass, civil_day *days, int *n) {
    int at = 0;
    if (day == CIVIL_NONE || day <= pass->since || day > pass->last || *n >= PASS_DAYS_MAX) {
        return;
    }
    while (at < *n && days[at] < day) {
        at++;
    }
    if (at < *n && days[at] == day) {
        return;
    }
    memmove(&days[at + 1], &days[at], (size_t)(*n - at) * sizeof *days);
    days[at] = day;
    (*n)++;
}

int report_pass_days(struct report_pass *pass, const struct pass_case *c, civil_day days[PASS_DAYS_MAX], struct error *e) {
    const struct past_case *now = &c->now;
    const civil_day own[] = {now->fir_date, now->status_on, now->prepared, now->filed, now->in_cctns};
    int n = 0;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        day_add(own[i], pass, days, &n);
    }
    if (c->touched && !past_events(&pass->past, now->id, e)) {
        return -1;
    }
    for (int i = 0; c->touched && i < pass->past.event_n; i++) {
        day_add(pass->past.event[i].on, pass, days, &n);
    }
    if (n == PASS_DAYS_MAX) {
        days[n - 1] = pass->last;
    }
    return n;
}
