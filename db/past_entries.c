/* own_fold as of a past day: a reason or a "told" that was entered for a later day had not been entered. The day is the one
 * that the entry is for (the "today" of whoever entered it); what was taken back since counts on no day. */
#include "db/past.h"
#include "src/i18n.h"

#define ENTERED_FOR "coalesce(e.on_date, date(e.at, '+330 minutes'))"
#define LATER "e.kind IN ('reason', 'told') AND " ENTERED_FOR " > ?1"
#define NOT_TAKEN_BACK(schema) "NOT EXISTS (SELECT 1 FROM " schema ".entry u WHERE u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id)"
#define BY_THEN " AND e.kind IN ('reason', 'told') AND " ENTERED_FOR " <= ?1 AND " NOT_TAKEN_BACK("main") " AND " NOT_TAKEN_BACK("cache")

static const char tables[] =
    "CREATE TEMP TABLE past_own (case_id INTEGER PRIMARY KEY, last_seq INTEGER, reason TEXT, reason_on TEXT, reason_seq INTEGER,"
    " told_day INTEGER, told_on TEXT, told_whom TEXT, told_how TEXT, told_by TEXT, told_at TEXT, told_seq INTEGER, settled TEXT,"
    " settled_seq INTEGER, wrong INTEGER, wrong_seq INTEGER);"
    "CREATE TEMP TABLE past_later (id INTEGER PRIMARY KEY);"
    "INSERT INTO temp.past_own SELECT case_id, last_seq, reason, reason_on, reason_seq, told_day, told_on, told_whom, told_how,"
    " told_by, told_at, told_seq, settled, settled_seq, wrong, wrong_seq FROM main.own_fold /* scans: what was entered in this folder */";

static const char later[] = "INSERT OR IGNORE INTO temp.past_later SELECT e.case_id FROM main.entry e WHERE " LATER
                            " UNION ALL SELECT e.case_id FROM cache.entry e WHERE " LATER " /* scans: the entries */";

/* Their numbers lie above any that the server has: what it folded into fir_case is of now. */
static const char blank[] =
    "INSERT INTO temp.past_own (case_id, last_seq, reason_seq, told_day, told_seq, settled_seq, wrong, wrong_seq)"
    " SELECT id, 0, 9223372036854775807, 0, 9223372036854775807, 0, 0, 0 FROM temp.past_later WHERE true"
    " ON CONFLICT DO UPDATE SET reason = NULL, reason_on = NULL, reason_seq = excluded.reason_seq, told_day = 0,"
    " told_on = NULL, told_whom = NULL, told_how = NULL, told_by = NULL, told_at = NULL, told_seq = excluded.told_seq"
    " /* scans: the cases with later entries */";

static const char by_then[] =
    "SELECT e.case_id, e.kind, e.code, e.on_date, e.whom, e.how, e.author, e.at, e.seq > ?2 AS unsent,"
    " CASE WHEN e.seq > ?2 THEN e.seq END AS place, e.id FROM temp.past_later l CROSS JOIN main.entry e ON e.case_id = l.id" BY_THEN
    " UNION ALL SELECT e.case_id, e.kind, e.code, e.on_date, e.whom, e.how, e.author, e.at, 0, NULL, e.id"
    " FROM temp.past_later l CROSS JOIN cache.entry e ON e.case_id = l.id" BY_THEN
    " AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = e.id)"
    " ORDER BY 1, 9, 10, 8, 11 /* scans: the cases with later entries, their entries in order */";

static const char reason[] = "UPDATE temp.past_own SET reason = nullif(?2, 'none'), reason_on = ?3 WHERE case_id = ?1";
static const char told[] = "UPDATE temp.past_own SET told_day = CAST(?2 AS INTEGER), told_on = ?3, told_whom = ?4, told_how = ?5,"
                           " told_by = ?6, told_at = ?7 WHERE case_id = ?1 AND told_day <= CAST(?2 AS INTEGER)";

/* Runs one statement whose ?1 is the day. */
static bool run(struct store *store, const char *text, civil_day day, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(store->db, &q, text, e)) {
        return false;
    }
    sql_bind_day(q, 1, day);
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

static bool lay_over(sqlite3_stmt *from, sqlite3_stmt *to, int columns, struct error *e) {
    sqlite3_bind_value(to, 1, sqlite3_column_value(from, 0));
    for (int i = 2; i <= columns; i++) {
        sqlite3_bind_value(to, i, sqlite3_column_value(from, i)); /* column 1 is the kind */
    }
    return sql_step(to, e) == 0;
}

static bool lay_by_then(struct store *store, civil_day day, struct error *e) {
    sqlite3_stmt *q = NULL, *put_reason = NULL, *put_told = NULL;
    int row = -1;
    char kind[16];
    bool well = sql_prepare(store->db, &q, by_then, e) && sql_prepare(store->db, &put_reason, reason, e) &&
                sql_prepare(store->db, &put_told, told, e);
    if (well) {
        sql_bind_day(q, 1, day);
        sqlite3_bind_int64(q, 2, store->gateway_known ? store->dev_seq : 0);
    }
    while (well && (row = sql_step(q, e)) == 1) {
        sql_text(q, 1, kind, sizeof kind);
        well = kind[0] == 'r' ? lay_over(q, put_reason, 3, e) : lay_over(q, put_told, 7, e);
    }
    sqlite3_finalize(q);
    sqlite3_finalize(put_reason);
    sqlite3_finalize(put_told);
    return well && row == 0;
}

bool past_entries(struct store *store, civil_day day, struct error *e) {
    return sql_exec(store->db, "DROP TABLE IF EXISTS temp.past_own; DROP TABLE IF EXISTS temp.past_later", e) &&
           sql_exec(store->db, tables, e) && run(store, later, day, e) && sql_exec(store->db, blank, e) &&
           lay_by_then(store, day, e);
}
