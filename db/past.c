/* The cases as of a past day, in temporary tables: made in one pass, kept while day and data stay the same. */
#include "db/past.h"
#include "db/unit.h"

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

/* past_made: one row, which day and data they are of; past_of: the units whose cases are in, by their numbers. */
static const char tables[] =
    "DROP TABLE IF EXISTS temp.past_made; DROP TABLE IF EXISTS temp.past_of; DROP TABLE IF EXISTS temp.past_case;"
    "CREATE TEMP TABLE past_made (day INTEGER, version INTEGER, seq INTEGER);"
    "CREATE TEMP TABLE past_of (lft INTEGER, rgt INTEGER);"
    "CREATE TEMP TABLE past_case (id INTEGER PRIMARY KEY, unit INTEGER, fir_date TEXT, clock_date TEXT, zero_date TEXT,"
    " sections INTEGER, hits INTEGER, probable INTEGER, officer INTEGER, status TEXT, state INTEGER, outcome INTEGER,"
    " reason TEXT, reason_on TEXT, told_day INTEGER, told_on TEXT, settled TEXT)";

/* What a pass needs while it runs. */
static const char helpers[] =
    "DROP TABLE IF EXISTS temp.past_touched; DROP TABLE IF EXISTS temp.past_officer;"
    "CREATE TEMP TABLE past_touched (id INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE past_officer (text TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;"
    "INSERT OR IGNORE INTO temp.past_officer SELECT CASE rank WHEN '' THEN name ELSE rank || ' ' || name END, id"
    " FROM cache.officer ORDER BY id /* scans: the officers */";

/* ?1 the day, ?2 ?3 the unit's numbers. */
static const char touched_all[] = "INSERT OR IGNORE INTO temp.past_touched SELECT case_id FROM cache.case_event"
                                  " INDEXED BY case_event_date WHERE on_date > ?1 AND kind <> 'zero'";
static const char touched_of_unit[] =
    "INSERT OR IGNORE INTO temp.past_touched SELECT f.id FROM cache.unit u INDEXED BY unit_lft CROSS JOIN cache.fir_case f"
    " INDEXED BY fir_case_unit ON f.unit = u.id WHERE u.lft BETWEEN ?2 AND ?3"
    " AND EXISTS (SELECT 1 FROM cache.case_event v WHERE v.case_id = f.id AND v.on_date > ?1 AND v.kind <> 'zero')";
/* Those that it gave away since. */
static const char touched_moves[] =
    "INSERT OR IGNORE INTO temp.past_touched SELECT v.case_id FROM cache.unit u INDEXED BY unit_lft CROSS JOIN cache.case_event v"
    " INDEXED BY case_event_moved ON v.was = u.code AND v.on_date > ?1 AND v.kind = 'transfer' WHERE u.lft BETWEEN ?2 AND ?3";

#define PASS_COLUMNS                                                                                                    \
    "SELECT f.id, f.unit, f.fir_date, f.clock_date, f.zero_date, f.sections, f.hits, f.probable, f.officer, f.status,"  \
    " f.state, f.outcome, CASE WHEN f.reason_on > ?1 THEN NULL ELSE f.reason END,"                                      \
    " CASE WHEN f.reason_on > ?1 THEN NULL ELSE f.reason_on END,"                                                       \
    " CASE WHEN f.told_on > ?1 THEN 0 ELSE f.told_day END, CASE WHEN f.told_on > ?1 THEN NULL ELSE f.told_on END,"      \
    " f.settled, f.status_on, f.final_prepared, f.final_filed, f.final_cctns, f.final_type IS NOT NULL,"                \
    " EXISTS (SELECT 1 FROM temp.past_touched t WHERE t.id = f.id)"

/* Those that are open, and those whose dates say that they were not what they are; also all of which the FIR's and the
 * clock's date lie on the two sides of the day, so that for the others either date serves. */
#define BY_DATES                                                                                                        \
    " CASE WHEN f.fir_date <= ?1 THEN f.state = 0 OR f.status_on > ?1 OR f.final_cctns > ?1 OR f.final_filed > ?1"      \
    " OR f.final_prepared > ?1 OR f.clock_date > ?1 ELSE f.clock_date <= ?1 END"
static const char pass_by_dates[] = PASS_COLUMNS " FROM cache.fir_case f NOT INDEXED WHERE" BY_DATES
                                                 " /* scans: every case, once for a past day */";
static const char pass_by_dates_of_unit[] =
    PASS_COLUMNS " FROM cache.unit u INDEXED BY unit_lft CROSS JOIN cache.fir_case f INDEXED BY fir_case_unit ON f.unit = u.id"
                 " WHERE u.lft BETWEEN ?2 AND ?3 AND" BY_DATES;
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

static bool pass(struct past *past, const char *text, const struct unit *unit, struct error *e) {
    sqlite3 *db = past->store->db;
    sqlite3_stmt *q = NULL, *put = NULL;
    struct past_case c;
    int row = -1;
    bool well = sql_prepare(db, &q, text, e) &&
                sql_prepare(db, &put, "INSERT OR IGNORE INTO temp.past_case (" PAST_COLUMNS ") VALUES (" PAST_PARAMETERS ")", e);
    if (well) {
        sql_bind_day(q, 1, past->day);
        sqlite3_bind_int64(q, 2, unit->lft);
        sqlite3_bind_int64(q, 3, unit->rgt);
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

static bool touch(struct past *past, const char *text, const struct unit *unit, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(past->store->db, &q, text, e)) {
        return false;
    }
    sql_bind_day(q, 1, past->day);
    sqlite3_bind_int64(q, 2, unit->lft);
    sqlite3_bind_int64(q, 3, unit->rgt);
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

/* Up to so many units their cases are read station by station; where there are more, all in the order of the table. */
#define UNITS_EACH 4000

static bool passes(struct past *past, const struct unit *unit, struct error *e) {
    bool each = unit->id != 0 && (unit->rgt - unit->lft) / 2 <= UNITS_EACH;
    bool well = each ? touch(past, touched_of_unit, unit, e) && touch(past, touched_moves, unit, e)
                     : touch(past, touched_all, unit, e);
    return well && pass(past, each ? pass_by_dates_of_unit : pass_by_dates, unit, e) && pass(past, pass_by_events, unit, e) &&
           sql_exec(past->store->db, "CREATE INDEX IF NOT EXISTS temp.past_case_clock ON past_case(clock_date, id, state);"
                                     "DROP TABLE temp.past_officer; DROP TABLE temp.past_touched", e);
}

/* ---- kept ---- */

static bool run_text(struct store *store, char *text, struct error *e) {
    bool well = text != NULL ? sql_exec(store->db, text, e) : error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
    sqlite3_free(text);
    return well;
}

/* Adds the unit's cases. */
static bool cases_make(struct store *store, const struct list_clock *clock, const struct unit *unit, struct error *e) {
    struct past past = {0};
    bool well = sql_exec(store->db, helpers, e) && past_begin(&past, store, clock, true, e) && passes(&past, unit, e);
    past_end(&past);
    bool whole = unit->id == 0 || (unit->rgt - unit->lft) / 2 > UNITS_EACH; /* every case was read */
    return well && run_text(store, sqlite3_mprintf("INSERT INTO temp.past_of VALUES (%lld, %lld)", whole ? 0 : unit->lft,
                                                   whole ? INT64_MAX : unit->rgt), e);
}

/* What of it stands. */
struct standing { bool tables /* of this day and these data */, entries /* and what was entered here */, unit; };

static struct standing stands(struct store *store, civil_day day, uint64_t version, int64_t seq, const struct unit *unit) {
    struct standing is = {false, false, false};
    char text[200];
    if (sql_int(store->db, "SELECT count(*) FROM temp.sqlite_schema WHERE name = 'past_made' /* scans: the temporary tables */", 0) == 0) {
        return is;
    }
    sqlite3_snprintf(sizeof text, text, "SELECT 1 + (seq = %lld) FROM temp.past_made WHERE day = %d AND version = %lld"
                                        " /* scans: one row */", (long long)seq, (int)day, (long long)version);
    int64_t made = sql_int(store->db, text, 0);
    is.tables = made > 0;
    is.entries = made == 2;
    sqlite3_snprintf(sizeof text, text, "SELECT EXISTS (SELECT 1 FROM temp.past_of WHERE lft <= %lld AND rgt >= %lld)"
                                        " /* scans: the units that were asked for */", (long long)unit->lft, (long long)unit->rgt);
    is.unit = is.tables && sql_int(store->db, text, 0) == 1;
    return is;
}

static bool make_all(struct store *store, const struct list_clock *clock, const struct unit *unit, struct standing is, uint64_t version,
                     int64_t seq, struct error *e) {
    return (is.tables || sql_exec(store->db, tables, e)) && (is.unit || cases_make(store, clock, unit, e)) &&
           (is.entries || past_entries(store, clock->today, e)) && sql_exec(store->db, "DELETE FROM temp.past_made", e) &&
           run_text(store, sqlite3_mprintf("INSERT INTO temp.past_made VALUES (%d, %lld, %lld)", (int)clock->today,
                                           (long long)version, (long long)seq), e);
}

bool past_make(struct store *store, const struct list_clock *clock, int64_t unit_id, struct error *e) {
    uint64_t version = store_version(store);
    struct unit unit = {.rgt = INT64_MAX};
    if (unit_id != 0 && !unit_by_id(store, unit_id, &unit, e)) {
        return e != NULL && e->kind != ERROR_NONE
                   ? false
                   : error_set(e, ERROR_UNABLE, _("the unit of this list is no longer there; choose another"));
    }
    if (store->mode == STORE_READ) {
        /* both files are open for reading only as it is; the temporary tables are not theirs */
        sql_exec(store->db, "PRAGMA query_only = OFF", NULL);
    }
    int64_t seq = sql_int(store->db, "SELECT seq FROM main.device /* scans: one row */", 0);
    struct standing is = stands(store, clock->today, version, seq, &unit);
    if (is.entries && is.unit) {
        return true;
    }
    bool begun = sqlite3_get_autocommit(store->db) != 0 && sql_exec(store->db, "BEGIN", NULL);
    bool well = make_all(store, clock, &unit, is, version, seq, e);
    if (begun && sqlite3_get_autocommit(store->db) == 0) {
        sql_exec(store->db, well ? "COMMIT" : "ROLLBACK", NULL);
    }
    if (!well) {
        sql_exec(store->db, "DROP TABLE IF EXISTS temp.past_made", NULL);
    }
    return well;
}
