#include "db/report_seen.h"

#include <string.h>

#include "db/sql.h"

#define BELOW "(?1 = 0 OR u.id = ?1 OR (u.lft > 0 AND u.lft BETWEEN (SELECT lft FROM cache.unit WHERE id = ?1)" \
              " AND (SELECT rgt FROM cache.unit WHERE id = ?1)))"

bool report_last_seen(struct store *store, int64_t unit, char out[32], struct error *e) {
    static const char of_all[] = "SELECT max(at) FROM cache.unit_seen /* scans: the stations that were seen */";
    /* the unit itself apart: one that is not placed has no numbers */
    static const char below[] =
        "SELECT max(s.at) FROM (SELECT ?1 AS id UNION ALL SELECT u.id FROM cache.unit t CROSS JOIN cache.unit u INDEXED BY unit_lft"
        " ON u.lft BETWEEN t.lft AND t.rgt WHERE t.id = ?1 AND t.lft > 0) x CROSS JOIN cache.unit_seen s ON s.unit = x.id"
        " /* scans: the units below */";
    sqlite3_stmt *q = NULL;
    out[0] = '\0';
    if (!sql_prepare(store->db, &q, unit == 0 ? of_all : below, e)) {
        return false;
    }
    if (unit != 0) {
        sqlite3_bind_int64(q, 1, unit);
    }
    int row = sql_step(q, e);
    if (row == 1) {
        sql_text(q, 0, out, 32);
    }
    sqlite3_finalize(q);
    return row >= 0;
}

bool report_stations_read(struct store *store, int64_t unit, const char *since, struct report_stations *out, struct error *e) {
    static const char text[] =
        "SELECT u.kind = 'grp', EXISTS (SELECT 1 FROM main.user x WHERE x.unit = u.code), s.at IS NOT NULL, coalesce(s.at >= ?2, 0)"
        " FROM cache.unit u LEFT JOIN cache.unit_seen s ON s.unit = u.id WHERE u.level = 'station' AND u.kind <> 'unplaced' AND " BELOW
        " /* scans: the units, and the users of this place */";
    sqlite3_stmt *q = NULL;
    int row = -1;
    memset(out, 0, sizeof *out);
    if (!sql_prepare(store->db, &q, text, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, unit);
    sql_bind_text(q, 2, since);
    while ((row = sql_step(q, e)) == 1) {
        bool grp = sqlite3_column_int(q, 0) != 0;
        bool user = sqlite3_column_int(q, 1) != 0 || sqlite3_column_int(q, 2) != 0;
        bool heard = sqlite3_column_int(q, 3) != 0;
        *(grp ? &out->grp : &out->stations) += 1;
        *(grp ? &out->grp_with_user : &out->with_user) += user;
        *(grp ? &out->grp_silent : &out->silent) += !heard;
    }
    sqlite3_finalize(q);
    return row == 0;
}

int64_t report_marked_wrong(struct store *store, int64_t unit, struct error *e) {
    static const char text[] = "SELECT count(*) FROM main.own_fold w CROSS JOIN cache.fir_case f ON f.id = w.case_id"
                               " JOIN cache.unit u ON u.id = f.unit WHERE w.wrong > 0 AND " BELOW " /* scans: what was entered in this folder */";
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(store->db, &q, text, e)) {
        return -1;
    }
    sqlite3_bind_int64(q, 1, unit);
    int64_t n = sql_step(q, e) == 1 ? sqlite3_column_int64(q, 0) : -1;
    sqlite3_finalize(q);
    return n;
}
