/* Reconciling: rows of a register are looked up as they come; what they are is kept in temporary tables. */
#include "db/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "db/entry_inside.h"
#include "db/reconcile_inside.h"
#include "src/clock.h"
#include "src/domain/offence.h"
#include "src/i18n.h"
#include "src/text.h"

static const char *const kind_names[RECONCILE_KINDS] = {"only-register", "only-itsso", "differs", "marked-wrong"};

const char *reconcile_kind_name(enum reconcile_kind kind) {
    return kind_names[kind];
}

bool reconcile_kind_parse(const char *name, enum reconcile_kind *out) {
    for (int i = 0; i < RECONCILE_KINDS; i++) {
        if (strcmp(kind_names[i], name) == 0) {
            *out = (enum reconcile_kind)i;
            return true;
        }
    }
    return false;
}

/* What a case of the register turned out to be: recon_seen.what. */
enum seen { SEEN_SAME, SEEN_DIFFERS, SEEN_ONLY_REGISTER, SEEN_NOT_TRACKED, SEEN_OUTSIDE, SEENS };

enum statement { Q_SEEN, Q_FOUND, Q_FORGET, Q_COVER, Q_IN_UNIT, STATEMENTS };

static const char *const statement_sql[STATEMENTS] = {
    [Q_SEEN] = "INSERT OR REPLACE INTO temp.recon_seen (id, what) VALUES (?1, ?2)",
    [Q_FOUND] = "INSERT OR REPLACE INTO temp.recon_found (kind, case_id, place, field, register, itsso) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [Q_FORGET] = "DELETE FROM temp.recon_found WHERE case_id = ?1",
    [Q_COVER] = ("INSERT INTO temp.recon_station (station, from_date, to_date) VALUES (?1, ?2, ?2) ON CONFLICT DO UPDATE SET"
                 " from_date = min(from_date, excluded.from_date), to_date = max(to_date, excluded.to_date)"),
    [Q_IN_UNIT] = "SELECT 1 FROM cache.unit WHERE code = ?1 AND (id = ?2 OR (lft > 0 AND lft BETWEEN ?3 AND ?4))",
};

struct reconcile {
    struct store *store;
    struct reconcile_ask ask;
    struct unit unit;     /* id 0: all */
    sqlite3_stmt *q[STATEMENTS];
    int64_t last_station; /* whether it lies in the unit */
    bool last_inside, begun;
    case_id at;           /* the case whose differences are being found */
    int place;
};

static const char tables[] =
    "DROP TABLE IF EXISTS temp.recon_seen; DROP TABLE IF EXISTS temp.recon_found; DROP TABLE IF EXISTS temp.recon_station;"
    "CREATE TEMP TABLE recon_seen (id INTEGER PRIMARY KEY, what INTEGER NOT NULL);"
    "CREATE INDEX temp.recon_seen_what ON recon_seen(what);"
    "CREATE TEMP TABLE recon_found (kind INTEGER NOT NULL, case_id INTEGER NOT NULL, place INTEGER NOT NULL, field TEXT NOT NULL,"
    " register TEXT NOT NULL, itsso TEXT NOT NULL, PRIMARY KEY (kind, case_id, place)) WITHOUT ROWID;"
    "CREATE INDEX temp.recon_found_case ON recon_found(case_id);"
    "CREATE TEMP TABLE recon_station (station INTEGER PRIMARY KEY, from_date TEXT NOT NULL, to_date TEXT NOT NULL)";

struct reconcile *reconcile_begin(struct store *store, const struct reconcile_ask *ask, struct error *e) {
    struct reconcile *r = calloc(1, sizeof *r);
    error_clear(e);
    if (r == NULL) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    r->store = store;
    r->ask = *ask;
    if (store->mode == STORE_READ) {
        /* both files are open for reading only as it is; the temporary tables are not theirs */
        sql_exec(store->db, "PRAGMA query_only = OFF", NULL);
    }
    bool well = ask->unit == 0 || unit_by_id(store, ask->unit, &r->unit, e);
    if (!well && e->kind == ERROR_NONE) {
        error_set(e, ERROR_UNABLE, _("the unit of this list is no longer there; choose another"));
    }
    well = well && sql_exec(store->db, tables, e);
    for (int i = 0; well && i < STATEMENTS; i++) {
        well = sql_prepare(store->db, &r->q[i], statement_sql[i], e);
    }
    /* one reading transaction: all rows are held against the same facts */
    well = well && (r->begun = sql_exec(store->db, "BEGIN", e));
    if (!well) {
        reconcile_end(r);
        return NULL;
    }
    return r;
}

static void transaction_end(struct reconcile *r) {
    if (r->begun && !sqlite3_get_autocommit(r->store->db)) {
        sql_exec(r->store->db, "COMMIT", NULL);
    }
    r->begun = false;
}

void reconcile_end(struct reconcile *r) {
    if (r == NULL) {
        return;
    }
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(r->q[i]);
    }
    transaction_end(r);
    sql_exec(r->store->db,
             "DROP TABLE IF EXISTS temp.recon_seen; DROP TABLE IF EXISTS temp.recon_found; DROP TABLE IF EXISTS temp.recon_station", NULL);
    free(r);
}

/* ---- one case of the register ---- */

static bool seen(struct reconcile *r, case_id id, enum seen what, struct error *e) {
    sqlite3_bind_int64(r->q[Q_SEEN], 1, id);
    sqlite3_bind_int(r->q[Q_SEEN], 2, (int)what);
    return sql_step(r->q[Q_SEEN], e) == 0;
}

static bool found(struct reconcile *r, enum reconcile_kind kind, case_id id, const char *field, const char *in_register, const char *itsso,
                  struct error *e) {
    sqlite3_stmt *q = r->q[Q_FOUND];
    sqlite3_bind_int(q, 1, (int)kind);
    sqlite3_bind_int64(q, 2, id);
    sqlite3_bind_int(q, 3, r->place++);
    sql_bind_text(q, 4, field);
    sql_bind_text(q, 5, in_register);
    sql_bind_text(q, 6, itsso);
    return sql_step(q, e) == 0;
}

static bool field_differs(void *context, const char *field, const char *in_register, const char *itsso, struct error *e) {
    struct reconcile *r = context;
    return found(r, RECONCILE_DIFFERS, r->at, field, in_register, itsso, e);
}

/* Is the station one of the unit's? */
static bool inside(struct reconcile *r, int64_t station, bool *is, struct error *e) {
    char code[16];
    if (r->ask.unit == 0 || station == r->last_station) {
        *is = r->ask.unit == 0 || r->last_inside;
        return true;
    }
    text_format(code, sizeof code, "%lld", (long long)station);
    sqlite3_stmt *q = r->q[Q_IN_UNIT];
    sql_bind_text(q, 1, code);
    sqlite3_bind_int64(q, 2, r->unit.id);
    sqlite3_bind_int64(q, 3, r->unit.lft);
    sqlite3_bind_int64(q, 4, r->unit.rgt);
    int row = sql_step(q, e);
    sqlite3_reset(q);
    r->last_station = station;
    *is = r->last_inside = row == 1;
    return row >= 0;
}

static bool of_the_dates(const struct reconcile *r, civil_day fir_date) {
    return (r->ask.from == CIVIL_NONE || fir_date >= r->ask.from) && (r->ask.to == CIVIL_NONE || fir_date <= r->ask.to);
}

static bool cover(struct reconcile *r, const struct case_facts *facts, struct error *e) {
    char iso[11];
    civil_iso(facts->fir_date, iso);
    sqlite3_bind_int64(r->q[Q_COVER], 1, case_id_station(facts->id));
    sql_bind_text(r->q[Q_COVER], 2, iso);
    return sql_step(r->q[Q_COVER], e) == 0;
}

/* Not here: tracked, it is only in the register; else it is no difference. */
static bool take_unknown(struct reconcile *r, const struct case_facts *facts, enum seen *what, enum not_tracked_why *why, struct error *e) {
    char text[SECTIONS_TEXT] = "";
    struct classification tracked = {.tracked = TRACKED_NO, .why = WHY_NO_SECTION};
    if (facts->sections != NULL && facts->sections->n > 0) {
        sections_text(facts->sections, text);
        classify(r->ask.rules, facts->sections, facts->fir_date, &tracked);
    }
    *why = (enum not_tracked_why)tracked.why;
    *what = tracked.tracked == TRACKED_NO ? SEEN_NOT_TRACKED : SEEN_ONLY_REGISTER;
    return *what == SEEN_NOT_TRACKED || found(r, RECONCILE_ONLY_REGISTER, facts->id, "", text, "", e);
}

static bool take_inside(struct reconcile *r, const struct case_facts *facts, enum seen *what, enum not_tracked_why *why, struct error *e) {
    struct case_detail *here = calloc(1, sizeof *here);
    bool differs = false;
    if (here == NULL) {
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    }
    error_clear(e);
    bool known = case_get(r->store, facts->id, here, e), well = known || e->kind == ERROR_NONE;
    r->at = facts->id;
    if (well && known) {
        well = reconcile_compare(facts, here, field_differs, r, &differs, e);
        *what = differs ? SEEN_DIFFERS : SEEN_SAME;
    } else if (well) {
        well = take_unknown(r, facts, what, why, e);
    }
    free(here);
    return well;
}

bool reconcile_take(struct reconcile *r, const struct case_facts *facts, enum put_result *what, enum not_tracked_why *why, struct error *e) {
    static const enum put_result results[SEENS] = {PUT_UNCHANGED, PUT_CHANGED, PUT_ADDED, PUT_NOT_TRACKED, PUT_UNCHANGED};
    enum seen is = SEEN_OUTSIDE;
    enum not_tracked_why reason = WHY_TRACKED;
    bool in_unit;
    r->place = 0;
    sqlite3_bind_int64(r->q[Q_FORGET], 1, facts->id);
    if (!inside(r, case_id_station(facts->id), &in_unit, e) || sql_step(r->q[Q_FORGET], e) != 0) {
        return false;
    }
    if (in_unit && of_the_dates(r, facts->fir_date) && (!cover(r, facts, e) || !take_inside(r, facts, &is, &reason, e))) {
        return false;
    }
    *what = results[is];
    if (why != NULL) {
        *why = reason;
    }
    return seen(r, facts->id, is, e);
}

/* ---- the end ---- */

/* Cases of the covered stations and dates that the register has not; a case that no list covers any more, or that was settled as none of
 * ours, is not missed. ?1 dev_seq, ?2 ?3 the dates asked for (NULL: the station's own span). */
static const char missing_sql[] =
    "INSERT OR REPLACE INTO temp.recon_found (kind, case_id, place, field, register, itsso)"
    " SELECT 1, f.id, 0, '', '', s.text FROM temp.recon_station r CROSS JOIN cache.fir_case f"
    " ON f.id BETWEEN r.station << 27 AND (r.station << 27) + 134217727 JOIN cache.section_set s ON s.id = f.sections"
    " LEFT JOIN main.own_fold w ON w.case_id = f.id"
    " WHERE f.fir_date BETWEEN coalesce(?2, r.from_date) AND coalesce(?3, r.to_date) AND f.hits <> 0"
    " AND (f.probable = 0 OR coalesce(CASE WHEN w.settled_seq > ?1 THEN w.settled ELSE f.settled END, '') <> 'no')"
    " AND NOT EXISTS (SELECT 1 FROM temp.recon_seen n WHERE n.id = f.id) /* scans: the stations of the register */";

static bool find_missing(struct reconcile *r, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(r->store->db, &q, missing_sql, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, r->store->dev_seq);
    if (r->ask.from != CIVIL_NONE) {
        sql_bind_day(q, 2, r->ask.from);
    }
    if (r->ask.to != CIVIL_NONE) {
        sql_bind_day(q, 3, r->ask.to);
    }
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

static int64_t count_seen(struct reconcile *r, enum seen what) {
    char text[80];
    sqlite3_snprintf(sizeof text, text, "SELECT count(*) FROM temp.recon_seen WHERE what = %d", (int)what);
    return sql_int(r->store->db, text, 0);
}

static bool read_cover(struct reconcile *r, struct reconcile_sum *sum, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(r->store->db, &q, "SELECT count(*), min(from_date), max(to_date) FROM temp.recon_station /* scans: the stations */", e)) {
        return false;
    }
    int row = sql_step(q, e);
    sum->stations = row == 1 ? sqlite3_column_int64(q, 0) : 0;
    sum->from = row == 1 ? sql_day(q, 1) : CIVIL_NONE;
    sum->to = row == 1 ? sql_day(q, 2) : CIVIL_NONE;
    sqlite3_finalize(q);
    if (sum->stations > 0 && r->ask.from != CIVIL_NONE) {
        sum->from = r->ask.from;
    }
    if (sum->stations > 0 && r->ask.to != CIVIL_NONE) {
        sum->to = r->ask.to;
    }
    return row == 1;
}

static bool count_mark(void *context, const struct reconcile_row *row) {
    (void)row;
    ++*(int64_t *)context;
    return true;
}

bool reconcile_finish(struct reconcile *r, struct reconcile_sum *sum, struct error *e) {
    memset(sum, 0, sizeof *sum);
    text_format(sum->unit, sizeof sum->unit, "%s", r->unit.code);
    bool well = find_missing(r, e) && read_cover(r, sum, e) && reconcile_marked(r->store, r->ask.unit, count_mark, &sum->marked, e);
    sum->same = count_seen(r, SEEN_SAME);
    sum->differ = count_seen(r, SEEN_DIFFERS);
    sum->only_register = count_seen(r, SEEN_ONLY_REGISTER);
    sum->not_tracked = count_seen(r, SEEN_NOT_TRACKED);
    sum->outside = count_seen(r, SEEN_OUTSIDE);
    sum->rows = sum->same + sum->differ + sum->only_register + sum->not_tracked + sum->outside;
    sum->only_itsso = sql_int(r->store->db, "SELECT count(*) FROM temp.recon_found WHERE kind = 1", 0);
    transaction_end(r);
    return well;
}

bool reconcile_give(struct store *store, const char *query, int64_t unit, bool (*fn)(void *, const struct reconcile_row *), void *context,
                    struct error *e) {
    sqlite3_stmt *q = NULL;
    struct reconcile_row *row = calloc(1, sizeof *row);
    if (row == NULL)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    bool well = sql_prepare(store->db, &q, query, e);
    int got = 0;
    bool on = well;
    while (on && (got = sql_step(q, e)) == 1) {
        char kind[16];
        sql_text(q, 0, kind, sizeof kind);
        row->kind = RECONCILE_DIFFERS;
        int number = sqlite3_column_int(q, 0);
        if (sqlite3_column_type(q, 0) == SQLITE_INTEGER)
            row->kind = (enum reconcile_kind)number;
        else
            reconcile_kind_parse(kind, &row->kind);
        row->id = sqlite3_column_int64(q, 1);
        sql_text(q, 2, row->field, sizeof row->field);
        sql_text(q, 3, row->in_register, sizeof row->in_register);
        sql_text(q, 4, row->itsso, sizeof row->itsso);
        on = fn(context, row);
    }
    sqlite3_finalize(q);
    free(row);
    return well && got >= 0 && (!on || reconcile_marked(store, unit, fn, context, e));
}

bool reconcile_rows(struct reconcile *r, bool (*fn)(void *, const struct reconcile_row *), void *context, struct error *e) {
    return reconcile_give(r->store,
                          "SELECT kind, case_id, field, register, itsso FROM temp.recon_found"
                          " ORDER BY kind, case_id, place /* scans: the differences */",
                          r->ask.unit, fn, context, e);
}

/* ---- keeping ---- */

static bool keep_sum(sqlite3 *db, const struct reconcile_sum *sum, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(db, &q, "INSERT INTO reconcile_run (one, at, author, file, unit, from_date, to_date, stations, rows, same, only_register,"
                             " only_itsso, differ, not_tracked, outside, rejected)"
                             " VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)", e)) {
        return false;
    }
    char at[32], author[64];
    clock_stamp(at);
    entry_author(author, sizeof author);
    const int64_t numbers[] = {sum->stations, sum->rows,        sum->same,    sum->only_register, sum->only_itsso,
                               sum->differ,   sum->not_tracked, sum->outside, sum->rejected};
    sql_bind_text(q, 1, at);
    sql_bind_text(q, 2, author);
    sql_bind_text(q, 3, sum->file);
    sql_bind_text(q, 4, sum->unit);
    sql_bind_day(q, 5, sum->from);
    sql_bind_day(q, 6, sum->to);
    for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++) {
        sqlite3_bind_int64(q, 7 + i, numbers[i]);
    }
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

struct keeping { sqlite3_stmt *q; bool well; struct error *e; };

static bool keep_row(void *context, const struct reconcile_row *row) {
    struct keeping *keeping = context;
    if (row->kind == RECONCILE_MARKED) {
        return false; /* they come last, and are read anew each time */
    }
    sql_bind_text(keeping->q, 1, reconcile_kind_name(row->kind));
    sqlite3_bind_int64(keeping->q, 2, row->id);
    sql_bind_text(keeping->q, 3, row->field);
    sql_bind_text(keeping->q, 4, row->in_register);
    sql_bind_text(keeping->q, 5, row->itsso);
    keeping->well = sql_step(keeping->q, keeping->e) == 0;
    return keeping->well;
}

bool reconcile_keep(struct reconcile *r, const struct reconcile_sum *sum, int wait_ms, struct error *e) {
    struct cache_writer *w = cache_begin(store_folder(r->store), wait_ms, e);
    if (w == NULL) {
        return false;
    }
    struct keeping keeping = {.well = true, .e = e};
    bool well = sql_exec(w->db, "DELETE FROM reconcile; DELETE FROM reconcile_run", e) && keep_sum(w->db, sum, e) &&
                sql_prepare(w->db, &keeping.q, "INSERT INTO reconcile (kind, case_id, field, register, itsso) VALUES (?1, ?2, ?3, ?4, ?5)", e) &&
                reconcile_rows(r, keep_row, &keeping, e) && keeping.well;
    sqlite3_finalize(keeping.q);
    if (well) {
        return cache_commit(w, e);
    }
    cache_rollback(w);
    return false;
}
