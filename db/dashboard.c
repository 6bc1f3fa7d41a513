/* The home screen's counts. Open cases by day and the rates' months come from the roll-ups, so that the nation costs what
 * a station costs; what entries change (settled, told, marked wrong) is few and laid over case by case. */
#include <stdio.h>
#include <string.h>

#include "db/direction.h"
#include "db/past.h"
#include "db/rates.h"
#include "src/i18n.h"

#define TOLD_MAX 20000        /* cases with an own "told" that are looked at one by one */
#define OLD_DAYS 75           /* so many days after it began every clock is over every limit and alert day */
#define FEW_STATIONS 200      /* up to so many, a range of dates is read station by station */
#define NOT_IN_CCTNS "not-in-cctns"

/* What one reading needs. */
struct reading {
    struct store *store;
    hits lists;               /* never 0 */
    struct unit unit;         /* id 0: all */
    struct list_clock clock;
    struct dashboard *out;
    struct error *e;
};

/* Parameters of the statements here: ?1 ?2 lft and rgt, ?3 the unit, ?4 dev_seq; one that a statement has not is passed over. */
static sqlite3_stmt *reading_prepare(const struct reading *r, const char *text) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(r->store->db, &q, text, r->e)) {
        return NULL;
    }
    sqlite3_bind_int64(q, 1, r->unit.lft);
    sqlite3_bind_int64(q, 2, r->unit.rgt);
    sqlite3_bind_int64(q, 3, r->unit.id);
    sqlite3_bind_int64(q, 4, r->store->dev_seq);
    return q;
}

/* Few enough to look at each station by itself. */
static bool few_stations(const struct unit *unit) {
    return unit->lft > 0 && (unit->rgt - unit->lft) / 2 <= FEW_STATIONS;
}

/* True for the case's unit: at or below the one asked for. ?1-?3 as above; `u` is the joined unit. */
#define BELOW "(?3 = 0 OR u.id = ?3 OR (u.lft > 0 AND u.lft BETWEEN ?1 AND ?2))"

/* A probable case that was settled as none of ours is in no count. `f` the case, `w` its own_fold or none. */
#define NOT_SETTLED_AWAY                                                                                                \
    "(f.probable = 0 OR coalesce(CASE WHEN w.settled_seq > ?4 THEN w.settled ELSE f.settled END, '') <> 'no')"

/* ---- open cases ---- */

static void count_open(struct reading *r, civil_day clock_date, hits h, bool probable, int64_t n) {
    struct dashboard *out = r->out;
    unsigned categories = hits_categories(h, r->lists);
    if (categories == 0) {
        return;
    }
    int day = limit_day(clock_date, r->clock.today, &r->clock.limit);
    int left = limit_left(clock_date, (h & HITS_LEGAL) != 0, r->clock.today, &r->clock.limit);
    enum band band = band_of_day(day);
    out->open[0][band] += categories & CATEGORY_376 ? n : 0;
    out->open[1][band] += categories & CATEGORY_POCSO ? n : 0;
    out->open[2][band] += n;
    out->probable += probable ? n : 0;
    out->over += left < 0 ? n : 0;
    out->due_today += left == 0 ? n : 0;
    out->due_in_5 += left > 0 && left <= 5 ? n : 0;
    out->alerts += alert_crossed(day) != 0 ? n : 0;
    out->chase += left <= 5 || alert_today(day) ? n : 0;
}

/* ?5 the day or month that parts the old from the others. */
static bool read_open_of(struct reading *r, const char *text, const char *parting) {
    sqlite3_stmt *q = reading_prepare(r, text);
    int row = -1;
    if (q != NULL) {
        sql_bind_text(q, 5, parting);
    }
    while (q != NULL && (row = sql_step(q, r->e)) == 1) {
        count_open(r, sql_day(q, 0), (hits)sqlite3_column_int64(q, 1), sqlite3_column_int(q, 2) != 0,
                   sqlite3_column_int64(q, 3));
    }
    sqlite3_finalize(q);
    return row == 0;
}

/* What is below from the roll-ups, what the unit itself holds (a station's cases) from its rows. Where a whole month is over
 * its limit, its days count alike: the month's row stands for them. */
static bool read_open(struct reading *r) {
    int y, m;
    char month[11], first[11];
    civil_to_ymd(r->clock.today - OLD_DAYS, &y, &m, NULL); /* the first month that is not wholly so old */
    civil_iso(civil_from_ymd(y, m, 1), first);
    memcpy(month, first, sizeof month);
    month[7] = '\0';
    return read_open_of(r, "SELECT clock_date, hits, probable, n FROM cache.rollup_open WHERE unit = ?3 AND clock_date >= ?5", first) &&
           read_open_of(r, "SELECT month || '-01', hits, probable, open FROM cache.rollup_month WHERE unit = ?3 AND month < ?5", month) &&
           (r->unit.id == 0 ||
            read_open_of(r, "SELECT clock_date, hits, CASE probable WHEN 1 THEN settled IS NULL END, 1 FROM cache.fir_case"
                            " INDEXED BY fir_case_unit WHERE unit = ?3 AND state = 0 AND (probable = 0 OR settled IS NOT 'no')", ""));
}

/* Probable cases that were settled here and not yet at the server: "no" leaves every count, "tracked" has lost its question
 * mark. What the server has is in the roll-ups. */
static bool read_settled(struct reading *r) {
    sqlite3_stmt *q = reading_prepare(
        r, "SELECT f.clock_date, f.hits, coalesce(f.settled, ''), coalesce(w.settled, '') FROM main.own_fold w"
           " CROSS JOIN cache.fir_case f ON f.id = w.case_id JOIN cache.unit u ON u.id = f.unit"
           " WHERE w.settled_seq > ?4 AND f.state = 0 AND f.probable = 1 AND w.settled IS NOT f.settled AND " BELOW
           " /* scans: what was entered in this folder */");
    int row = -1;
    while (q != NULL && (row = sql_step(q, r->e)) == 1) {
        civil_day clock_date = sql_day(q, 0);
        hits h = (hits)sqlite3_column_int64(q, 1);
        for (int turn = 0; turn < 2; turn++) { /* as it was counted, as it counts */
            char settled[8];
            sql_text(q, 2 + turn, settled, sizeof settled);
            int n = strcmp(settled, "no") == 0 ? 0 : turn == 0 ? -1 : 1;
            count_open(r, clock_date, h, settled[0] == '\0', n);
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

/* ---- alerts that were told ---- */

#define TOLD_COLUMNS "SELECT f.clock_date, f.hits, CASE WHEN w.told_seq > ?4 THEN w.told_day ELSE f.told_day END" \
                     " FROM (SELECT case_id AS id FROM main.own_fold WHERE told_seq > 0 UNION "
#define TOLD_REST                                                                                                       \
    ") s CROSS JOIN cache.fir_case f ON f.id = s.id JOIN cache.unit u ON u.id = f.unit"                                 \
    " LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE f.state = 0 AND " BELOW                                       \
    " AND " NOT_SETTLED_AWAY " LIMIT ?6 /* scans: the cases that were told */"

/* An alert counts until its day was told: takes off the cases whose highest crossed day was. */
static bool read_told(struct reading *r) {
    static const char many[] = TOLD_COLUMNS "SELECT id FROM cache.fir_case INDEXED BY fir_case_open"
                                            " WHERE state = 0 AND told_day > 0 AND clock_date <= ?5" TOLD_REST;
    static const char few[] = TOLD_COLUMNS "SELECT g.id FROM cache.unit v CROSS JOIN cache.fir_case g INDEXED BY fir_case_unit"
                                           " ON g.unit = v.id AND g.state = 0 AND g.clock_date <= ?5"
                                           " WHERE v.lft BETWEEN ?1 AND ?2 AND g.told_day > 0" TOLD_REST;
    static const char own[] = TOLD_COLUMNS "SELECT 0 WHERE 0" TOLD_REST;
    /* what others told comes with a sync; before the first the open cases need not be looked through for it */
    const char *sql = !r->store->gateway_known ? own : few_stations(&r->unit) ? few : many;
    sqlite3_stmt *q = reading_prepare(r, sql);
    int row = -1, seen = 0;
    if (q != NULL) {
        sql_bind_day(q, 5, r->clock.today - alert_days[0] + r->clock.limit.first_day);
        sqlite3_bind_int(q, 6, TOLD_MAX + 1);
    }
    while (q != NULL && (row = sql_step(q, r->e)) == 1) {
        int crossed = alert_crossed(limit_day(sql_day(q, 0), r->clock.today, &r->clock.limit));
        bool counts = hits_categories((hits)sqlite3_column_int64(q, 1), r->lists) != 0;
        r->out->alerts -= counts && crossed != 0 && sqlite3_column_int(q, 2) >= crossed ? 1 : 0;
        seen++;
    }
    sqlite3_finalize(q);
    r->out->alerts_exact = seen <= TOLD_MAX;
    return row == 0;
}

/* ---- single counts ---- */

static bool read_count(struct reading *r, const char *text, int64_t *n) {
    sqlite3_stmt *q = reading_prepare(r, text);
    int row = -1;
    *n = 0;
    while (q != NULL && (row = sql_step(q, r->e)) == 1) {
        *n += hits_categories((hits)sqlite3_column_int64(q, 0), r->lists) != 0;
    }
    sqlite3_finalize(q);
    return row == 0;
}

/* Cases with a fact that was marked as wrong, here or (the server has it) anywhere. */
#define MARKED(own)                                                                                                     \
    "(SELECT case_id AS id FROM " own " WHERE wrong > 0 UNION"                                                           \
    " SELECT id FROM cache.fir_case INDEXED BY fir_case_wrong WHERE wrong > 0) s"
#define IS_MARKED "CASE WHEN w.wrong_seq > ?4 THEN w.wrong ELSE f.wrong END > 0"

static bool read_marks(struct reading *r) {
    return read_count(r, "SELECT f.hits FROM " MARKED("main.own_fold") " CROSS JOIN cache.fir_case f ON f.id = s.id"
                         " JOIN cache.unit u ON u.id = f.unit LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE " IS_MARKED
                         " AND " BELOW " AND " NOT_SETTLED_AWAY " /* scans: the marked cases */", &r->out->wrong) &&
           read_count(r, "SELECT f.hits FROM (SELECT case_id AS id FROM main.own_fold WHERE reason = '" NOT_IN_CCTNS "'"
                         " UNION SELECT id FROM cache.fir_case WHERE reason = '" NOT_IN_CCTNS "') s"
                         " CROSS JOIN cache.fir_case f ON f.id = s.id JOIN cache.unit u ON u.id = f.unit"
                         " LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE f.state = 0 AND " BELOW " AND " NOT_SETTLED_AWAY
                         " AND CASE WHEN w.reason_seq > ?4 THEN w.reason ELSE f.reason END = '" NOT_IN_CCTNS "'"
                         " /* scans: the cases with that reason */", &r->out->not_in_cctns);
}

static bool read_directions(struct reading *r) {
    r->out->directions = directions_unanswered(r->store, r->lists, r->unit.id, &r->clock, r->e);
    return r->out->directions >= 0;
}

/* ---- rates of the last 12 months ---- */

/* FIRs of the last 12 months whose day 60 has passed. */
static bool read_year(struct reading *r) {
    struct rates_query query = {.unit = r->unit.id, .lists = r->lists, .clock = r->clock,
                                .to = r->clock.today - 61 + r->clock.limit.first_day};
    struct unit_rates year;
    int y, m, d;
    civil_to_ymd(r->clock.today, &y, &m, &d);
    query.from = civil_from_ymd(y - 1, m, m == 2 && d == 29 ? 28 : d) + 1;
    if (!rates_unit(r->store, &query, &year, r->e)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        r->out->year[i] = (struct rate_year){.n60 = year.counts[i].n60, .in60 = year.counts[i].in60};
    }
    return true;
}

/* ---- as of a past day ---- */

/* The open cases of temp.past_case, with what was entered by then. */
static bool read_past_open(struct reading *r) {
    sqlite3_stmt *q = reading_prepare(
        r, "SELECT f.clock_date, f.hits, f.probable, CASE WHEN w.settled_seq > ?4 THEN w.settled ELSE f.settled END,"
           " CASE WHEN w.told_seq > ?4 THEN w.told_day ELSE f.told_day END,"
           " CASE WHEN w.reason_seq > ?4 THEN w.reason ELSE f.reason END"
           " FROM temp.past_case f JOIN cache.unit u ON u.id = f.unit LEFT JOIN temp.past_own w ON w.case_id = f.id"
           " WHERE f.state = 0 AND " BELOW " /* scans: the cases that were open */");
    int row = -1;
    while (q != NULL && (row = sql_step(q, r->e)) == 1) {
        char settled[8], reason[32];
        civil_day clock_date = sql_day(q, 0);
        hits h = (hits)sqlite3_column_int64(q, 1);
        bool probable = sqlite3_column_int(q, 2) != 0;
        int crossed = alert_crossed(limit_day(clock_date, r->clock.today, &r->clock.limit));
        sql_text(q, 3, settled, sizeof settled);
        sql_text(q, 5, reason, sizeof reason);
        if (hits_categories(h, r->lists) == 0 || (probable && strcmp(settled, "no") == 0)) {
            continue;
        }
        count_open(r, clock_date, h, probable && settled[0] == '\0', 1);
        r->out->alerts -= crossed != 0 && sqlite3_column_int(q, 4) >= crossed;
        r->out->not_in_cctns += strcmp(reason, NOT_IN_CCTNS) == 0;
    }
    sqlite3_finalize(q);
    r->out->alerts_exact = true;
    return row == 0;
}

static bool read_past(struct reading *r) {
    return past_make(r->store, &r->clock, r->unit.id, r->e) && read_past_open(r) && read_year(r) &&
           read_count(r, "SELECT coalesce(p.hits, f.hits) FROM " MARKED("temp.past_own") " CROSS JOIN cache.fir_case f ON f.id = s.id"
                         " LEFT JOIN temp.past_own w ON w.case_id = f.id"
                         " LEFT JOIN temp.past_case p ON p.id = f.id JOIN cache.unit u ON u.id = coalesce(p.unit, f.unit)"
                         " WHERE " IS_MARKED " AND f.fir_date <= (SELECT date(day * 86400, 'unixepoch') FROM temp.past_made)"
                         " AND coalesce(p.state, 0) < 3 AND " BELOW " AND " NOT_SETTLED_AWAY
                         " /* scans: the marked cases */", &r->out->wrong);
}

/* ---- the whole ---- */

bool dashboard_read(struct store *store, hits lists, int64_t unit, const struct list_clock *clock, struct dashboard *out,
                    struct error *e) {
    struct reading r = {.store = store, .lists = lists != 0 ? lists : ~0u, .clock = *clock, .out = out, .e = e};
    memset(out, 0, sizeof *out);
    error_clear(e);
    if (unit != 0 && !unit_by_id(store, unit, &r.unit, e)) {
        return error_set(e, ERROR_UNABLE, _("the unit of the home screen is no longer there; choose another"));
    }
    if (past_is(clock)) {
        bool read = read_past(&r) && read_directions(&r);
        out->to_send = entries_unsent(store);
        return read;
    }
    bool begun = sqlite3_get_autocommit(store->db) != 0 && sql_exec(store->db, "BEGIN", NULL);
    bool well = read_open(&r) && read_year(&r) && read_settled(&r) && read_told(&r) && read_marks(&r) && read_directions(&r);
    if (begun) {
        sql_exec(store->db, "COMMIT", NULL);
    }
    out->to_send = entries_unsent(store);
    return well;
}
