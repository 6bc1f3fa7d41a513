/* What comes: the alert days of the next days, and stations from which nothing has come. */
#include <stdio.h>
#include <string.h>

#include "db/past.h"
#include "src/clock.h"
#include "src/i18n.h"

/* Up to so many units are looked at one by one; where there are more, the dates lead. */
#define FEW_UNITS 400

/* ?1..?5: the FIR dates whose count stands on an alert day then; ?6 ?7 lft and rgt, ?8 the unit, ?9 lists, ?10 dev_seq. */
#define CROSSING_REST                                                                                                   \
    " AND (f.hits & ?9) <> 0 AND (f.probable = 0 OR coalesce((SELECT coalesce(o.settled, '') FROM main.own_fold o"      \
    " WHERE o.case_id = f.id AND o.settled_seq > ?10), f.settled, '') <> 'no')"                                         \
    " ORDER BY f.id LIMIT ?11 /* scans: sorts the crossings of one day */"
static const char crossing_of_all[] =
    "SELECT f.id, f.clock_date FROM cache.fir_case f INDEXED BY fir_case_open CROSS JOIN cache.unit u ON u.id = f.unit"
    " WHERE f.state = 0 AND f.clock_date IN (?1, ?2, ?3, ?4, ?5)"
    " AND (?8 = 0 OR u.id = ?8 OR (u.lft > 0 AND u.lft BETWEEN ?6 AND ?7))" CROSSING_REST;
static const char crossing_of_few[] =
    "SELECT f.id, f.clock_date FROM cache.unit u CROSS JOIN cache.fir_case f INDEXED BY fir_case_unit ON f.unit = u.id"
    " AND f.state = 0 AND f.clock_date IN (?1, ?2, ?3, ?4, ?5) WHERE u.lft BETWEEN ?6 AND ?7" CROSSING_REST;

static const char crossing_of_past[] =
    "SELECT f.id, f.clock_date FROM temp.past_case f INDEXED BY past_case_clock CROSS JOIN cache.unit u ON u.id = f.unit"
    " WHERE f.state = 0 AND f.clock_date IN (?1, ?2, ?3, ?4, ?5)"
    " AND (?8 = 0 OR u.id = ?8 OR (u.lft > 0 AND u.lft BETWEEN ?6 AND ?7))" CROSSING_REST;

static int crossings_of_day(sqlite3_stmt *q, const struct list_clock *clock, civil_day on, struct crossing *out, int max,
                            struct error *e) {
    int n = 0, row;
    for (int i = 0; i < ALERT_DAYS; i++) {
        sql_bind_day(q, 1 + i, on - alert_days[i] + clock->limit.first_day);
    }
    sqlite3_bind_int(q, 11, max);
    while ((row = sql_step(q, e)) == 1 && n < max) {
        civil_day began = sql_day(q, 1);
        out[n++] = (struct crossing){.on = on, .id = sqlite3_column_int64(q, 0),
                                     .day = limit_day(began, on, &clock->limit)};
    }
    sqlite3_reset(q);
    return row < 0 ? -1 : n;
}

int crossings_ahead(struct store *store, hits lists, int64_t unit_id, const struct list_clock *clock, int days,
                    struct crossing *out, int max, struct error *e) {
    struct unit unit = {0};
    sqlite3_stmt *q = NULL;
    int n = 0;
    error_clear(e);
    if (unit_id != 0 && !unit_by_id(store, unit_id, &unit, e)) {
        error_set(e, ERROR_UNABLE, _("the unit of the home screen is no longer there; choose another"));
        return -1;
    }
    bool few = unit.lft > 0 && unit.rgt - unit.lft <= FEW_UNITS;
    bool past = past_is(clock);
    if ((past && !past_make(store, clock, unit_id, e)) ||
        !sql_prepare(store->db, &q, past ? crossing_of_past : few ? crossing_of_few : crossing_of_all, e)) {
        return -1;
    }
    sqlite3_bind_int64(q, 6, unit.lft);
    sqlite3_bind_int64(q, 7, unit.rgt);
    sqlite3_bind_int64(q, 8, unit.id);
    sqlite3_bind_int64(q, 9, lists != 0 ? (int64_t)lists : INT64_MAX);
    sqlite3_bind_int64(q, 10, store->dev_seq);
    for (int ahead = 1; ahead <= days && n < max; ahead++) {
        int found = crossings_of_day(q, clock, clock->today + ahead, out + n, max - n, e);
        if (found < 0) {
            n = -1;
            break;
        }
        n += found;
    }
    sqlite3_finalize(q);
    return n;
}

int64_t stations_silent(struct store *store, int64_t unit_id, int hours) {
    static const char sql[] =
        "SELECT count(*) FROM cache.unit u LEFT JOIN cache.unit_seen s ON s.unit = u.id"
        " WHERE u.level = 'station' AND u.kind <> 'unplaced'"
        " AND (?1 = 0 OR u.id = ?1 OR (u.lft > 0 AND u.lft BETWEEN ?2 AND ?3))"
        " AND max(coalesce(s.at, ''), coalesce((SELECT synced_at FROM cache.sync_state), '')) < strftime('%Y-%m-%dT%H:%M:%SZ', ?4, 'unixepoch') /* scans: the units */";
    struct unit unit = {0};
    sqlite3_stmt *q = NULL;
    int64_t n = 0;
    if ((unit_id != 0 && !unit_by_id(store, unit_id, &unit, NULL)) || !sql_prepare(store->db, &q, sql, NULL)) {
        return 0;
    }
    sqlite3_bind_int64(q, 1, unit.id);
    sqlite3_bind_int64(q, 2, unit.lft);
    sqlite3_bind_int64(q, 3, unit.rgt);
    sqlite3_bind_int64(q, 4, clock_now_ms() / 1000 - (int64_t)hours * 3600);
    if (sql_step(q, NULL) == 1) {
        n = sqlite3_column_int64(q, 0);
    }
    sqlite3_finalize(q);
    return n;
}
