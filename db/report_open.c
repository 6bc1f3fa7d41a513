#include "db/report_open.h"

#include <stdlib.h>
#include <string.h>

#include "db/report_pass.h"
#include "src/i18n.h"

#define ENTERED_FOR "coalesce(e.on_date, date(e.at, '+330 minutes'))"
#define STANDS                                                                                                          \
    " AND NOT EXISTS (SELECT 1 FROM main.entry u WHERE u.case_id = ?1 AND u.kind = 'undo' AND u.code = e.id)"           \
    " AND NOT EXISTS (SELECT 1 FROM cache.entry u WHERE u.case_id = ?1 AND u.kind = 'undo' AND u.code = e.id)"
/* Entries of the kind of one case, own and others', each once, oldest first: what the server has by its time, then own ones that
 * it has not by their number. ?1 case, ?2 dev_seq. The kind is no parameter: of one SQLite asks anew with each case whether a partial
 * index serves. */
#define ENTRIES_OF(kind)                                                                                                \
    "SELECT e.code, e.state, e.on_date, " ENTERED_FOR ", e.seq > ?2, CASE WHEN e.seq > ?2 THEN e.seq END, e.at, e.id"   \
    " FROM main.entry e WHERE e.case_id = ?1 AND e.kind = '" kind "'" STANDS                                            \
    " UNION ALL SELECT e.code, e.state, e.on_date, " ENTERED_FOR ", 0, NULL, e.at, e.id FROM cache.entry e"             \
    " WHERE e.case_id = ?1 AND e.kind = '" kind "' AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = e.id)" STANDS \
    " ORDER BY 5, 6, 7, 8 /* scans: one case's entries */"

static const char facts_sql[] =
    "SELECT f.officer_since, f.arrests, f.first_remand, f.final_filed, f.final_cctns, CASE WHEN w.told_seq > ?2 THEN w.told_day ELSE f.told_day END,"
    " CASE WHEN w.told_seq > ?2 THEN w.told_on ELSE f.told_on END, CASE WHEN w.settled_seq > ?2 THEN w.settled ELSE f.settled END,"
    " CASE WHEN w.reason_seq > ?2 THEN w.reason ELSE f.reason END, CASE WHEN w.reason_seq > ?2 THEN w.reason_on ELSE f.reason_on END,"
    " w.last_seq > 0 OR EXISTS (SELECT 1 FROM cache.entry e WHERE e.case_id = f.id)"
    " FROM cache.fir_case f LEFT JOIN main.own_fold w ON w.case_id = f.id WHERE f.id = ?1";

enum entered { ENTERED_REASON, ENTERED_TOLD, ENTERED_STEP, ENTERED_KINDS };
static const char *const entered_sql[ENTERED_KINDS] = {ENTRIES_OF("reason"), ENTRIES_OF("told"), ENTRIES_OF("step")};

struct reading {
    struct report_pass pass;
    const struct open_query *query;
    bool past;
    bool (*fn)(void *, const struct open_case *, struct error *);
    void *context;
    sqlite3_stmt *facts, *entries[ENTERED_KINDS];
};

/* ---- what was entered ---- */

/* Gives each standing entry of the kind up to the day; *any: there are such, be they later. */
static bool entries_read(struct reading *r, struct open_case *c, enum entered kind,
                         void (*take)(struct open_case *, sqlite3_stmt *), bool *any, struct error *e) {
    sqlite3_stmt *q = r->entries[kind];
    int row;
    *any = false;
    sqlite3_bind_int64(q, 1, c->id);
    sqlite3_bind_int64(q, 2, r->pass.store->gateway_known ? r->pass.store->dev_seq : 0);
    while ((row = sql_step(q, e)) == 1) {
        *any = true;
        if (!r->past || sql_day(q, 3) <= r->query->clock.today) {
            take(c, q);
        }
    }
    return row == 0;
}

static void take_reason(struct open_case *c, sqlite3_stmt *q) {
    sql_text(q, 0, c->reason, sizeof c->reason);
    c->reason_on = sql_day(q, 2);
    if (strcmp(c->reason, "none") == 0) {
        c->reason[0] = '\0';
        c->reason_on = CIVIL_NONE;
    }
}

static void take_step(struct open_case *c, sqlite3_stmt *q) {
    /* a report that came stands before one that was only asked for: later rows of the table win where they are done */
    static const struct { const char *code; int step; } shown[] = {
        {"statement", OPEN_STATEMENT}, {"medical-report", OPEN_MEDICAL}, {"fsl-report", OPEN_FSL}};
    char code[40], state[16];
    sql_text(q, 0, code, sizeof code);
    sql_text(q, 1, state, sizeof state);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        struct open_step *step = &c->step[shown[i].step];
        if (strcmp(code, shown[i].code) == 0) {
            step->state = STEP_NONE;
            step_state_parse(state, &step->state);
            step->on = sql_day(q, 2);
        }
    }
}

/* What the server folded, where the entries themselves are not here. */
static void fold_then(struct open_case *c, civil_day told_on, civil_day day) {
    if (c->reason_on != CIVIL_NONE && c->reason_on > day) {
        c->reason[0] = '\0';
        c->reason_on = CIVIL_NONE;
    }
    if (told_on != CIVIL_NONE && told_on > day) {
        c->told_day = 0;
    }
}

/* The reason as it was: the fold where nobody entered one here. */
static bool reason_then(struct reading *r, struct open_case *c, struct error *e) {
    struct open_case found = *c;
    bool any;
    found.reason[0] = '\0';
    found.reason_on = CIVIL_NONE;
    if (!entries_read(r, &found, ENTERED_REASON, take_reason, &any, e)) {
        return false;
    }
    if (any) {
        memcpy(c->reason, found.reason, sizeof c->reason);
        c->reason_on = found.reason_on;
    } else {
        fold_then(c, CIVIL_NONE, r->query->clock.today);
    }
    return true;
}

static void take_told(struct open_case *c, sqlite3_stmt *q) {
    char code[16];
    sql_text(q, 0, code, sizeof code);
    int day = atoi(code);
    c->told_day = day > c->told_day ? day : c->told_day;
}

static bool told_then(struct reading *r, struct open_case *c, civil_day told_on, struct error *e) {
    struct open_case found = *c;
    bool any;
    found.told_day = 0;
    if (!entries_read(r, &found, ENTERED_TOLD, take_told, &any, e)) {
        return false;
    }
    if (any) {
        c->told_day = found.told_day;
    } else {
        fold_then(c, told_on, r->query->clock.today);
    }
    return true;
}

/* ---- facts ---- */

/* Since when the IO of that day has it, where another one has it now. */
static civil_day officer_then(const struct past *past, const struct pass_case *now, civil_day day) {
    for (int i = 0; now->touched && past->event_of == now->now.id && i < past->event_n; i++) {
        if (past->event[i].on <= day && strcmp(past->event[i].kind, "officer") == 0) {
            return past->event[i].on;
        }
    }
    return CIVIL_NONE;
}

static bool facts_read(struct reading *r, const struct pass_case *now, struct open_case *c, civil_day *told_on, bool *entries, struct error *e) {
    civil_day day = r->query->clock.today;
    char settled[8];
    sqlite3_bind_int64(r->facts, 1, c->id);
    sqlite3_bind_int64(r->facts, 2, r->pass.store->gateway_known ? r->pass.store->dev_seq : 0);
    int row = sql_step(r->facts, e);
    if (row != 1) {
        return row == 0; /* gone while it was read: nothing more is known */
    }
    c->officer_since = sql_day(r->facts, 0);
    c->arrests = sqlite3_column_type(r->facts, 1) == SQLITE_NULL ? -1 : sqlite3_column_int(r->facts, 1);
    civil_day remand = sql_day(r->facts, 2);
    c->filed = sql_day(r->facts, 3);
    civil_day entered = sql_day(r->facts, 4);
    c->told_day = sqlite3_column_int(r->facts, 5);
    *told_on = sql_day(r->facts, 6);
    sql_text(r->facts, 7, settled, sizeof settled);
    sql_text(r->facts, 8, c->reason, sizeof c->reason);
    c->reason_on = sql_day(r->facts, 9);
    *entries = sqlite3_column_int(r->facts, 10) != 0;
    sqlite3_reset(r->facts);
    c->probable = c->probable && strcmp(settled, "tracked") != 0;
    if (r->past) {
        c->officer_since = c->officer == now->now.officer && c->officer_since <= day ? c->officer_since
                                                                                      : officer_then(&r->pass.past, now, day);
        c->arrests = remand != CIVIL_NONE && remand > day ? -1 : c->arrests;
    }
    if (c->filed > day || (entered != CIVIL_NONE && entered <= day)) {
        c->filed = CIVIL_NONE;
    }
    return true;
}

static bool take(void *context, const struct pass_case *now, struct error *e) {
    struct reading *r = context;
    struct pass_then then;
    bool any;
    if (!report_pass_then(&r->pass, now, r->pass.since, &then, e)) {
        return false;
    }
    if (!then.registered || then.state != 0 || then.row < 0 || then.categories == 0) {
        return true;
    }
    struct open_case c = {.id = now->now.id, .fir_date = now->now.fir_date, .clock_date = now->now.clock_date, .unit = then.all.unit,
                          .sections = then.all.sections, .officer = then.all.officer, .officer_since = CIVIL_NONE,
                          .hits = then.all.hits, .categories = then.categories, .probable = then.all.probable,
                          .status = then.all.status, .arrests = -1, .filed = CIVIL_NONE, .reason_on = CIVIL_NONE};
    for (int i = 0; i < OPEN_STEPS; i++) {
        c.step[i].on = CIVIL_NONE;
    }
    civil_day told_on = CIVIL_NONE;
    bool entries = false;
    if (!facts_read(r, now, &c, &told_on, &entries, e)) {
        return false;
    }
    if (entries && r->past && !(reason_then(r, &c, e) && told_then(r, &c, told_on, e))) {
        return false;
    }
    if (entries && r->query->steps && !entries_read(r, &c, ENTERED_STEP, take_step, &any, e)) {
        return false;
    }
    if (!entries && r->past) {
        fold_then(&c, told_on, r->query->clock.today);
    }
    return r->fn(r->context, &c, e);
}

bool open_read(struct store *store, const struct open_query *query, bool (*fn)(void *, const struct open_case *, struct error *),
               void *context, struct error *e) {
    struct reading r = {.query = query, .past = past_is(&query->clock), .fn = fn, .context = context};
    struct report_units units;
    civil_day today = query->clock.today;
    if (!report_units_read(store, query->unit, ROWS_CHILDREN, &units, e)) {
        return false;
    }
    bool well = report_pass_begin(&r.pass, store, &units, query->lists, &query->clock, today, today, e);
    r.pass.open_only = !r.past;
    r.pass.past.no_officers = false;
    well = well && sql_prepare(store->db, &r.facts, facts_sql, e);
    for (int i = 0; i < ENTERED_KINDS && well; i++) {
        well = sql_prepare(store->db, &r.entries[i], entered_sql[i], e);
    }
    well = well && report_pass_run(&r.pass, take, &r, e);
    sqlite3_finalize(r.facts);
    for (int i = 0; i < ENTERED_KINDS; i++) {
        sqlite3_finalize(r.entries[i]);
    }
    report_pass_end(&r.pass);
    report_units_free(&units);
    return well;
}

/* ---- names ---- */

struct open_names {
    sqlite3_stmt *officer, *sections;
};

struct open_names *open_names_begin(struct store *store, struct error *e) {
    struct open_names *names = calloc(1, sizeof *names);
    if (names == NULL) {
        error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
        return NULL;
    }
    if (!sql_prepare(store->db, &names->officer, "SELECT pno, rank, name, name_hi FROM cache.officer WHERE id = ?1", e) ||
        !sql_prepare(store->db, &names->sections, "SELECT text FROM cache.section_set WHERE id = ?1", e)) {
        open_names_end(names);
        return NULL;
    }
    return names;
}

void open_names_end(struct open_names *names) {
    if (names != NULL) {
        sqlite3_finalize(names->officer);
        sqlite3_finalize(names->sections);
        free(names);
    }
}

bool open_officer(struct open_names *names, int64_t id, struct officer *out, struct error *e) {
    memset(out, 0, sizeof *out);
    sqlite3_bind_int64(names->officer, 1, id);
    int row = sql_step(names->officer, e);
    if (row == 1) {
        sql_text(names->officer, 0, out->pno, sizeof out->pno);
        sql_text(names->officer, 1, out->rank, sizeof out->rank);
        sql_text(names->officer, 2, out->name, sizeof out->name);
        sql_text(names->officer, 3, out->name_hi, sizeof out->name_hi);
        sqlite3_reset(names->officer);
    }
    return row >= 0;
}

bool open_sections(struct open_names *names, int64_t id, char out[SECTIONS_TEXT], struct error *e) {
    out[0] = '\0';
    sqlite3_bind_int64(names->sections, 1, id);
    int row = sql_step(names->sections, e);
    if (row == 1) {
        sql_text(names->sections, 0, out, SECTIONS_TEXT);
        sqlite3_reset(names->sections);
    }
    return row >= 0;
}
