/* The cases as of a past day, in temporary tables: made in one pass, kept while day and data stay the same. */
#include "db/past.h"

#include <string.h>

#include "src/i18n.h"

bool past_is(const struct list_clock *clock) {
    return clock->now != 0 && clock->today < clock->now;
}

/* ---- sources ---- */

char *past_source(const struct list_clock *clock, int state, bool in_order) {
    static const char *const of_state[] = {"state < 3", "state = 0", "state = 1", "state = 2"};
    static const char *const unchanged[] = {"g.state > 0", "", "g.state = 1", "g.state = 2"};
    char iso[11];
    civil_iso(clock->today, iso);
    if (state == 0) { /* all that were open are there */
        return sqlite3_mprintf("(SELECT " PAST_COLUMNS " FROM temp.past_case WHERE state = 0) f");
    }
    return sqlite3_mprintf("(SELECT " PAST_COLUMNS " FROM temp.past_case WHERE %s UNION ALL SELECT " PAST_COLUMNS
                           " FROM cache.fir_case g %s WHERE g.clock_date <= %Q AND %s"
                           " AND NOT EXISTS (SELECT 1 FROM temp.past_case p WHERE p.id = g.id)) f",
                           of_state[state + 1], in_order ? "INDEXED BY fir_case_clock" : "NOT INDEXED", iso, unchanged[state + 1]);
}

const char past_source_of_one[] =
    "(SELECT " PAST_COLUMNS " FROM temp.past_case WHERE id = ?1 AND state < 3 UNION ALL SELECT " PAST_COLUMNS
    " FROM cache.fir_case WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM temp.past_case WHERE id = ?1)) f";

/* ---- the pass ---- */

static const char tables[] =
    "DROP TABLE IF EXISTS temp.past_made; DROP TABLE IF EXISTS temp.past_case; DROP TABLE IF EXISTS temp.past_touched;"
    "DROP TABLE IF EXISTS temp.past_officer;"
    "CREATE TEMP TABLE past_made (day INTEGER, version INTEGER, seq INTEGER);"
    "CREATE TEMP TABLE past_touched (id INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE past_officer (text TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;"
    "INSERT OR IGNORE INTO temp.past_officer SELECT CASE rank WHEN '' THEN name ELSE rank || ' ' || name END, id"
    " FROM cache.officer ORDER BY id /* scans: the officers */;"
    "CREATE TEMP TABLE past_case (id INTEGER PRIMARY KEY, unit INTEGER, fir_date TEXT, clock_date TEXT, zero_date TEXT,"
    " sections INTEGER, hits INTEGER, probable INTEGER, officer INTEGER, status TEXT, state INTEGER, outcome INTEGER,"
    " reason TEXT, reason_on TEXT, told_day INTEGER, told_on TEXT, settled TEXT)";

static const char touched_sql[] = "INSERT OR IGNORE INTO temp.past_touched SELECT case_id FROM cache.case_event"
                                  " INDEXED BY case_event_date WHERE on_date > ?1 AND kind <> 'zero'";

#define PASS_COLUMNS                                                                                                    \
    "SELECT f.id, f.unit, f.fir_date, f.clock_date, f.zero_date, f.sections, f.hits, f.probable, f.officer, f.status,"  \
    " f.state, f.outcome, CASE WHEN f.reason_on > ?1 THEN NULL ELSE f.reason END,"                                      \
    " CASE WHEN f.reason_on > ?1 THEN NULL ELSE f.reason_on END,"                                                       \
    " CASE WHEN f.told_on > ?1 THEN 0 ELSE f.told_day END, CASE WHEN f.told_on > ?1 THEN NULL ELSE f.told_on END,"      \
    " f.settled, f.status_on, f.final_prepared, f.final_filed, f.final_cctns, f.final_type IS NOT NULL,"                \
    " EXISTS (SELECT 1 FROM temp.past_touched t WHERE t.id = f.id)"

/* Those that are open, and those whose dates say that they were not what they are; also all of which the FIR's and the
 * clock's date lie on the two sides of the day, so that for the others either date serves. */
static const char pass_by_dates[] =
    PASS_COLUMNS " FROM cache.fir_case f NOT INDEXED WHERE CASE WHEN f.fir_date <= ?1 THEN f.state = 0 OR f.status_on > ?1"
                 " OR f.final_cctns > ?1 OR f.final_filed > ?1 OR f.final_prepared > ?1 OR f.clock_date > ?1"
                 " ELSE f.clock_date <= ?1 END /* scans: every case, once for a past day */";
/* The rest of those with later events: few. */
static const char pass_by_events[] =
    PASS_COLUMNS " FROM temp.past_touched l CROSS JOIN cache.fir_case f ON f.id = l.id WHERE f.fir_date <= ?1"
                 " AND NOT EXISTS (SELECT 1 FROM temp.past_case p WHERE p.id = l.id) /* scans: the cases with later events */";

#define PAST_PARAMETERS "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17"
#define PAST_COLUMN_COUNT 17

static void case_take(sqlite3_stmt *q, struct past_case *c) {
    char status[16];
    *c = (struct past_case){.id = sqlite3_column_int64(q, 0), .fir_date = sql_day(q, 2), .clock_date = sql_day(q, 3)};
    c->unit = sqlite3_column_int64(q, 1);
    c->sections = sqlite3_column_int64(q, 5);
    c->hits = (hits)sqlite3_column_int64(q, 6);
    c->probable = sqlite3_column_int(q, 7) != 0;
    c->officer = sqlite3_column_int64(q, 8);
    sql_text(q, 9, status, sizeof status);
    if (!status_parse(status, &c->status)) {
        c->status = STATUS_OPEN;
    }
    c->state = sqlite3_column_int(q, 10);
    c->outcome = sqlite3_column_int(q, 11);
    c->status_on = sql_day(q, 17);
    c->prepared = sql_day(q, 18);
    c->filed = sql_day(q, 19);
    c->in_cctns = sql_day(q, 20);
    c->final_report = sqlite3_column_int(q, 21) != 0;
}

static bool case_keep(sqlite3_stmt *put, sqlite3_stmt *from, const struct past_case *c, struct error *e) {
    for (int i = 0; i < PAST_COLUMN_COUNT; i++) {
        sqlite3_bind_value(put, i + 1, sqlite3_column_value(from, i));
    }
    sqlite3_bind_int64(put, 2, c->unit);
    sqlite3_bind_int64(put, 6, c->sections);
    sqlite3_bind_int64(put, 7, c->hits);
    sqlite3_bind_int(put, 8, c->probable);
    if (c->officer == 0) {
        sqlite3_bind_null(put, 9);
    } else {
        sqlite3_bind_int64(put, 9, c->officer);
    }
    sqlite3_bind_text(put, 10, status_name(c->status), -1, SQLITE_STATIC);
    sqlite3_bind_int(put, 11, c->state);
    sqlite3_bind_int(put, 12, c->outcome);
    return sql_step(put, e) == 0;
}

static bool pass(struct past *past, const char *text, struct error *e) {
    sqlite3 *db = past->store->db;
    sqlite3_stmt *q = NULL, *put = NULL;
    struct past_case c;
    int row = -1;
    bool well = sql_prepare(db, &q, text, e) &&
                sql_prepare(db, &put, "INSERT INTO temp.past_case (" PAST_COLUMNS ") VALUES (" PAST_PARAMETERS ")", e);
    if (well) {
        sql_bind_day(q, 1, past->day);
    }
    while (well && (row = sql_step(q, e)) == 1) {
        case_take(q, &c);
        /* a status that began later needs a look at the events as well */
        bool look = sqlite3_column_int(q, 22) != 0 || c.state != 0 || (c.status_on != CIVIL_NONE && c.status_on > past->day);
        well = past_undo(past, &c, look, e) && case_keep(put, q, &c, e);
    }
    sqlite3_finalize(q);
    sqlite3_finalize(put);
    return well && row == 0;
}

static bool passes(struct past *past, struct error *e) {
    sqlite3 *db = past->store->db;
    sqlite3_stmt *touched = NULL;
    bool well = sql_prepare(db, &touched, touched_sql, e);
    if (well) {
        sql_bind_day(touched, 1, past->day);
        well = sql_step(touched, e) == 0;
    }
    sqlite3_finalize(touched);
    return well && pass(past, pass_by_dates, e) && pass(past, pass_by_events, e) &&
           sql_exec(db, "CREATE INDEX temp.past_case_clock ON past_case(clock_date, id, state);"
                        "DROP TABLE temp.past_officer; DROP TABLE temp.past_touched", e);
}

/* ---- kept ---- */

static bool cases_make(struct store *store, const struct list_clock *clock, struct error *e) {
    struct past past = {0};
    bool well = sql_exec(store->db, tables, e) && past_begin(&past, store, clock, true, e) && passes(&past, e);
    past_end(&past);
    return well;
}

/* 2: both tables are for this day and these data; 1: the cases are; 0: neither. */
static int stands(struct store *store, civil_day day, uint64_t version, int64_t seq) {
    char text[160];
    if (sql_int(store->db, "SELECT count(*) FROM temp.sqlite_schema WHERE name = 'past_made' /* scans: the temporary tables */", 0) == 0) {
        return 0;
    }
    sqlite3_snprintf(sizeof text, text, "SELECT 1 + (seq = %lld) FROM temp.past_made WHERE day = %d AND version = %lld"
                                        " /* scans: one row */", (long long)seq, (int)day, (long long)version);
    return (int)sql_int(store->db, text, 0);
}

static bool make_all(struct store *store, const struct list_clock *clock, int standing, uint64_t version, int64_t seq,
                     struct error *e) {
    char text[160];
    sqlite3_snprintf(sizeof text, text, "INSERT INTO temp.past_made VALUES (%d, %lld, %lld)", (int)clock->today,
                     (long long)version, (long long)seq);
    return (standing > 0 || cases_make(store, clock, e)) && past_entries(store, clock->today, e) &&
           sql_exec(store->db, "DELETE FROM temp.past_made", e) && sql_exec(store->db, text, e);
}

bool past_make(struct store *store, const struct list_clock *clock, struct error *e) {
    uint64_t version = store_version(store);
    if (store->mode == STORE_READ) {
        /* both files are open for reading only as it is; the temporary tables are not theirs */
        sql_exec(store->db, "PRAGMA query_only = OFF", NULL);
    }
    int64_t seq = sql_int(store->db, "SELECT seq FROM main.device /* scans: one row */", 0);
    int standing = stands(store, clock->today, version, seq);
    if (standing == 2) {
        return true;
    }
    bool begun = sqlite3_get_autocommit(store->db) != 0 && sql_exec(store->db, "BEGIN", NULL);
    bool well = make_all(store, clock, standing, version, seq, e);
    if (begun && sqlite3_get_autocommit(store->db) == 0) {
        sql_exec(store->db, well ? "COMMIT" : "ROLLBACK", NULL);
    }
    if (!well) {
        sql_exec(store->db, "DROP TABLE IF EXISTS temp.past_made", NULL);
    }
    return well;
}
