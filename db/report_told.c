#include "db/report_told.h"

#include "db/report_units.h"
#include "db/sql.h"

#define OF(schema) schema ".entry e WHERE e.kind = 'told' AND e.on_date BETWEEN ?1 AND ?2"
#define STANDS                                                                                                          \
    " AND NOT EXISTS (SELECT 1 FROM main.entry u WHERE u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id)"    \
    " AND NOT EXISTS (SELECT 1 FROM cache.entry u WHERE u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id)"

static const char told_sql[] =
    "SELECT t.case_id, CAST(t.code AS INTEGER), t.on_date, t.whom, t.how, f.unit FROM"
    " (SELECT e.case_id, e.code, e.on_date, e.whom, e.how, e.at FROM " OF("main") STANDS
    " UNION ALL SELECT e.case_id, e.code, e.on_date, e.whom, e.how, e.at FROM " OF("cache")
    " AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = e.id)" STANDS ") t"
    " CROSS JOIN cache.fir_case f ON f.id = t.case_id ORDER BY t.on_date, t.case_id, t.at /* scans: the alerts told in the period */";

bool told_read(struct store *store, const struct told_query *query, bool (*fn)(void *, const struct told_row *, struct error *),
               void *context, struct error *e) {
    struct report_units units;
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!report_units_read(store, query->unit, ROWS_CHILDREN, &units, e)) {
        return false;
    }
    if (sql_prepare(store->db, &q, told_sql, e)) {
        sql_bind_day(q, 1, query->from);
        sql_bind_day(q, 2, query->to);
        while ((row = sql_step(q, e)) == 1) {
            struct told_row told = {.id = sqlite3_column_int64(q, 0), .day = sqlite3_column_int(q, 1), .on = sql_day(q, 2)};
            sql_text(q, 3, told.whom, sizeof told.whom);
            sql_text(q, 4, told.how, sizeof told.how);
            if (report_units_row(&units, sqlite3_column_int64(q, 5)) >= 0 && !fn(context, &told, e)) {
                row = -1;
                break;
            }
        }
    }
    sqlite3_finalize(q);
    report_units_free(&units);
    return row == 0;
}
