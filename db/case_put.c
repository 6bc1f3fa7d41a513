/* Writing cases as a source brings them: added, changed, unchanged, not tracked. The parts: case_put.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/case_put.h"
#include "db/entry_inside.h"
#include "db/unit.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

static const char *const put_sql[PUT_STATEMENTS] = {
    [PUT_FACTS] = "SELECT facts FROM fir_case WHERE id = ?1",
    [PUT_READ] = "SELECT unit, fir_date, fir_time, gd_no, clock_date, zero_id, zero_date, sections, hits, probable,"
                 " officer, officer_since, status, status_on, state, outcome, final_type, final_no, final_prepared,"
                 " final_approved, final_filed, final_cctns, moved_to, arrests, first_remand, court_date, source, facts,"
                 " settled FROM fir_case WHERE id = ?1",
    [PUT_INSERT] = "INSERT INTO fir_case (id, unit, fir_date, fir_time, gd_no, clock_date, zero_id, zero_date, sections,"
                   " hits, probable, officer, officer_since, status, status_on, state, outcome, final_type, final_no,"
                   " final_prepared, final_approved, final_filed, final_cctns, moved_to, arrests, first_remand,"
                   " court_date, source, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                   " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)"
                   " ON CONFLICT (id) DO NOTHING",
    [PUT_UPDATE] = "UPDATE fir_case SET unit = ?2, fir_date = ?3, fir_time = ?4, gd_no = ?5, clock_date = ?6,"
                   " zero_id = ?7, zero_date = ?8, sections = ?9, hits = ?10, probable = ?11, officer = ?12,"
                   " officer_since = ?13, status = ?14, status_on = ?15, state = ?16, outcome = ?17, final_type = ?18,"
                   " final_no = ?19, final_prepared = ?20, final_approved = ?21, final_filed = ?22, final_cctns = ?23,"
                   " moved_to = ?24, arrests = ?25, first_remand = ?26, court_date = ?27, source = ?28, facts = ?29"
                   " WHERE id = ?1",
    [PUT_TOUCH] = "UPDATE fir_case SET facts = ?2, source = ?3 WHERE id = ?1",
    [PUT_EVENT] = "INSERT INTO case_event (case_id, on_date, kind, was, now, dated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [PUT_OFFICER_BY_PNO] = "SELECT id, rank, name, name_hi FROM officer WHERE pno = ?1",
    [PUT_OFFICER_BY_NAME] = "SELECT id, rank, name, name_hi FROM officer WHERE name = ?1 AND rank = ?2 AND pno IS NULL",
    [PUT_OFFICER_INSERT] = "INSERT INTO officer (pno, rank, name, name_hi, fold) VALUES (?1, ?2, ?3, ?4, ?5)",
    [PUT_OFFICER_UPDATE] = "UPDATE officer SET rank = ?2, name = ?3, name_hi = ?4, fold = ?5 WHERE id = ?1",
    [PUT_OFFICER_TEXT] = "SELECT rank, name FROM officer WHERE id = ?1",
    [PUT_SET_BY_TEXT] = "SELECT id FROM section_set WHERE text = ?1",
    [PUT_SET_INSERT] = "INSERT INTO section_set (text, fold) VALUES (?1, ?2)",
    [PUT_SET_TEXT] = "SELECT text FROM section_set WHERE id = ?1",
    [PUT_UNIT_BY_CODE] = "SELECT id FROM unit WHERE code = ?1",
    [PUT_UNIT_CODE] = "SELECT code FROM unit WHERE id = ?1",
    [PUT_SYNC_KEY] = "SELECT source, epoch, ver, facts FROM fir_case WHERE id = ?1",
    [PUT_SYNC_INSERT] = "INSERT INTO fir_case (id, unit, fir_date, fir_time, gd_no, clock_date, zero_id, zero_date, sections,"
                        " hits, probable, officer, officer_since, status, status_on, state, outcome, final_type, final_no,"
                        " final_prepared, final_approved, final_filed, final_cctns, moved_to, arrests, first_remand,"
                        " court_date, source, facts, ver, epoch, settled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                        " ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29,"
                        " ?30, ?31, ?32) ON CONFLICT (id) DO NOTHING",
    [PUT_SYNC_UPDATE] = "UPDATE fir_case SET unit = ?2, fir_date = ?3, fir_time = ?4, gd_no = ?5, clock_date = ?6,"
                        " zero_id = ?7, zero_date = ?8, sections = ?9, hits = ?10, probable = ?11, officer = ?12,"
                        " officer_since = ?13, status = ?14, status_on = ?15, state = ?16, outcome = ?17, final_type = ?18,"
                        " final_no = ?19, final_prepared = ?20, final_approved = ?21, final_filed = ?22, final_cctns = ?23,"
                        " moved_to = ?24, arrests = ?25, first_remand = ?26, court_date = ?27, source = ?28, facts = ?29,"
                        " ver = ?30, epoch = ?31 WHERE id = ?1",
    [PUT_SYNC_TOUCH] = "UPDATE fir_case SET ver = ?2, epoch = ?3, facts = ?4 WHERE id = ?1",
    [PUT_SYNC_STUB] = "UPDATE fir_case SET status = 'transferred', state = 2, outcome = 3, moved_to = ?2, ver = 0, epoch = 0,"
                      " facts = 0 WHERE id = ?1",
    [PUT_CASE_DROP] = "DELETE FROM fir_case WHERE id = ?1",
    [PUT_EVENTS_DROP] = "DELETE FROM case_event WHERE case_id = ?1",
    [PUT_ENTRIES_DROP] = "DELETE FROM entry WHERE case_id = ?1",
    [PUT_ENTRY] = "INSERT OR REPLACE INTO entry (" ENTRY_COLUMNS ", fold) VALUES (" ENTRY_PARAMETERS ")",
    [PUT_TEXT_THERE] = "SELECT 1 FROM entry WHERE id = ?1 AND text <> '' AND text <> ?2",
    [PUT_REFUSAL_DROP] = "DELETE FROM refusal WHERE id = ?1",
    [PUT_SEEN] = "INSERT INTO unit_seen (unit, at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET at = excluded.at",
};

sqlite3_stmt *put_statement(struct case_put *put, enum put_statement which, struct error *e) {
    if (put->q[which] == NULL && !sql_prepare(put->w->db, &put->q[which], put_sql[which], e)) {
        return NULL;
    }
    return put->q[which];
}

/* ---- begin and end ---- */

/* Runs the statements that a query yields as one text: an index cannot be dropped or made while a query is open. */
static bool run_yielded(sqlite3 *db, const char *select, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(db, &q, select, e)) {
        return false;
    }
    int row = sql_step(q, e);
    const unsigned char *text = row == 1 ? sqlite3_column_text(q, 0) : NULL;
    char *statements = text != NULL ? sqlite3_mprintf("%s", text) : NULL;
    sqlite3_finalize(q);
    bool well = row >= 0 && (statements == NULL || sql_exec(db, statements, e));
    sqlite3_free(statements);
    return well;
}

/* Those of few rows (WHERE …) stay: a look at the condition as a row is written costs less than a pass over the table for each of
 * them afterwards. The indexes' texts are kept in a table of their own until they are made again, in the same transaction. */
bool indexes_drop(struct case_put *put, struct error *e) {
    put->indexes_dropped = true;
    return sql_exec(put->w->db,
                    "CREATE TEMP TABLE dropped_index AS SELECT name, sql FROM sqlite_schema WHERE type = 'index'"
                    " AND ((tbl_name = 'fir_case' AND (sql NOT LIKE '% WHERE %' OR name = 'fir_case_open')) OR name = 'case_event_date')"
                    " /* scans: the schema */", e) &&
           run_yielded(put->w->db, "SELECT group_concat('DROP INDEX ' || name, ';') FROM temp.dropped_index"
                                   " /* scans: the indexes */", e);
}

static bool indexes_make(struct case_put *put, struct error *e) {
    sqlite3_limit(put->w->db, SQLITE_LIMIT_WORKER_THREADS, 1); /* one sorts while the other reads */
    return run_yielded(put->w->db, "SELECT group_concat(sql, ';') FROM temp.dropped_index /* scans: the indexes */", e) &&
           sql_exec(put->w->db, "DROP TABLE temp.dropped_index", e);
}

static bool cache_size_set(struct case_put *put, int size, struct error *e) {
    char text[64];
    snprintf(text, sizeof text, "PRAGMA main.cache_size = %d", size);
    return sql_exec(put->w->db, text, e);
}

struct case_put *case_put_begin(struct cache_writer *w, const struct rule_set *rules, const char *source, civil_day today,
                                const struct limit_rule *limit, enum disposed_by disposed, bool bulk, struct error *e) {
    struct case_put *put = calloc(1, sizeof *put);
    if (put == NULL) {
        error_set(e, ERROR_UNABLE, _("not enough memory to write cases"));
        return NULL;
    }
    put->w = w;
    put->rules = rules;
    put->today = today;
    put->limit = *limit;
    put->disposed = disposed;
    text_format(put->source, sizeof put->source, "%s", source);
    clock_stamp(put->stamp);
    put->old_cache_size = (int)sql_int(w->db, "PRAGMA main.cache_size", -2000);
    bool empty = sql_int(w->db, "SELECT NOT EXISTS (SELECT 1 FROM fir_case) /* scans: the first row */", 0) == 1;
    bool well = lookups_begin(put, e) && (put->rollup = rollup_begin(w, e)) != NULL && cases_read_anew(put, e);
    if (well && bulk && empty) {
        put->bulk = true;
        well = cache_size_set(put, -8000, e) && indexes_drop(put, e);
    }
    if (!well) {
        case_put_abandon(put);
        return NULL;
    }
    return put;
}

static void put_free(struct case_put *put) {
    for (int i = 0; i < PUT_STATEMENTS; i++) {
        sqlite3_finalize(put->q[i]);
    }
    fold_statements_free(&put->folds);
    rollup_free(put->rollup);
    lookups_free(put);
    free(put);
}

void case_put_abandon(struct case_put *put) {
    if (put != NULL) {
        cache_size_set(put, put->old_cache_size, NULL);
        put_free(put);
    }
}

bool case_put_end(struct case_put *put, struct error *e) {
    /* SQLite's sorter takes its memory from the cache's size, and sorts a million keys fastest where they fit the
     * processor's: 1 MB took 4.6 s for all indexes, 32 MB 8 s */
    bool well = rollup_flush(put->rollup, e) &&
                (!put->indexes_dropped || (cache_size_set(put, -1000, e) && indexes_make(put, e)));
    cache_size_set(put, put->old_cache_size, NULL);
    put_free(put);
    return well;
}

/* ---- one case ---- */

/* What the source says goes over what is there; what it does not say stays. */
static void facts_over(struct fact_row *row, const struct case_facts *facts) {
    row->fir_date = facts->fir_date != CIVIL_NONE ? facts->fir_date : row->fir_date;
    if (facts->fir_time[0] != '\0') {
        text_format(row->fir_time, sizeof row->fir_time, "%s", facts->fir_time);
    }
    if (facts->gd_no[0] != '\0') {
        text_format(row->gd_no, sizeof row->gd_no, "%s", facts->gd_no);
    }
    if (facts->zero_id != 0) {
        row->zero_id = facts->zero_id;
    }
    row->zero_date = facts->zero_date != CIVIL_NONE ? facts->zero_date : row->zero_date;
    if (facts->final_type[0] != '\0') {
        text_format(row->final_type, sizeof row->final_type, "%s", facts->final_type);
    }
    if (facts->final_no[0] != '\0') {
        text_format(row->final_no, sizeof row->final_no, "%s", facts->final_no);
    }
    row->prepared = facts->prepared != CIVIL_NONE ? facts->prepared : row->prepared;
    row->approved = facts->approved != CIVIL_NONE ? facts->approved : row->approved;
    row->filed = facts->filed != CIVIL_NONE ? facts->filed : row->filed;
    row->in_cctns = facts->in_cctns != CIVIL_NONE ? facts->in_cctns : row->in_cctns;
    row->arrests = facts->arrests >= 0 ? facts->arrests : row->arrests;
    row->first_remand = facts->first_remand != CIVIL_NONE ? facts->first_remand : row->first_remand;
    row->court_date = facts->court_date != CIVIL_NONE ? facts->court_date : row->court_date;
}

static void status_over(struct fact_row *row, const struct case_facts *facts) {
    if ((int)facts->status < 0 || (int)facts->status >= STATUS_COUNT) {
        return; /* the source has no such column */
    }
    if (facts->status != row->status) {
        row->status_on = CIVIL_NONE;
    }
    row->status = facts->status;
    row->status_on = facts->status_on != CIVIL_NONE ? facts->status_on : row->status_on;
}

/* A case that went to a unit of this database belongs to that unit, and is open there; one that went elsewhere is out. */
static bool move_over(struct case_put *put, struct fact_row *row, const struct case_facts *facts, struct error *e) {
    int64_t unit = 0;
    if (facts->moved_to[0] == '\0') {
        return true;
    }
    text_format(row->moved_to, sizeof row->moved_to, "%s", facts->moved_to);
    if (!lookup_unit(put, facts->moved_to, &unit, e)) {
        return false;
    }
    if (unit != 0) {
        row->unit = unit;
        row->status = row->status == STATUS_TRANSFERRED ? STATUS_OPEN : row->status;
    }
    return true;
}

/* The row as it should stand: *row is what is there, or empty but for its id and unit. */
static bool row_merge(struct case_put *put, struct fact_row *row, const struct case_facts *facts, const char *sections,
                      const struct class_known *class, struct error *e) {
    int64_t officer = 0;
    facts_over(row, facts);
    status_over(row, facts);
    if (!move_over(put, row, facts, e) || !lookup_officer(put, &facts->io, &officer, e)) {
        return false;
    }
    if (officer != 0) {
        if (officer != row->officer) {
            row->officer_since = CIVIL_NONE;
        }
        row->officer = officer;
        row->officer_since = facts->io_since != CIVIL_NONE ? facts->io_since : row->officer_since;
    }
    if (sections[0] != '\0') {
        if (!lookup_sections(put, facts->sections, sections, &row->sections, e)) {
            return false;
        }
        row->hits = class->hits;
        row->probable = class->tracked == TRACKED_PROBABLE;
    }
    row_derive(put, row, row->hits != 0);
    return true;
}

static bool put_new(struct case_put *put, const struct case_facts *facts, const char *sections,
                    const struct class_known *class, int64_t digest, bool *there, struct error *e) {
    struct fact_row row = {.id = facts->id, .fir_date = CIVIL_NONE, .zero_date = CIVIL_NONE,
                           .officer_since = CIVIL_NONE, .status_on = CIVIL_NONE, .prepared = CIVIL_NONE,
                           .approved = CIVIL_NONE, .filed = CIVIL_NONE, .in_cctns = CIVIL_NONE, .arrests = -1,
                           .first_remand = CIVIL_NONE, .court_date = CIVIL_NONE, .facts = digest};
    struct rollup_case counted;
    text_format(row.source, sizeof row.source, "%s", put->source);
    if (!lookup_station(put, case_id_station(facts->id), true, &row.unit, e)) {
        return false;
    }
    int64_t station = row.unit;
    if (!row_merge(put, &row, facts, sections, class, e) || !row_insert(put, &row, there, e)) {
        return false;
    }
    if (*there) {
        return true;
    }
    struct fact_row first = row;
    first.unit = station;
    row_rollup(&row, &counted);
    return (facts->section_added_on == CIVIL_NONE && station == row.unit && row.zero_date == CIVIL_NONE
                ? true : events_write(put, NULL, &row, facts, e)) &&
           (station == row.unit || events_write(put, &first, &row, facts, e)) &&
           rollup_add(put->rollup, &counted, 1, e);
}

static bool put_known(struct case_put *put, const struct case_facts *facts, const char *sections,
                      const struct class_known *class, int64_t digest, enum put_result *result, struct error *e) {
    struct fact_row was, now;
    struct rollup_case before, after;
    *result = PUT_UNCHANGED;
    int found = row_read(put, facts->id, &was, e);
    if (found <= 0) {
        return found == 0 && error_set(e, ERROR_UNABLE, _("a case vanished while it was being written"));
    }
    if (strcmp(was.source, "sync") == 0 && strcmp(put->source, "sync") != 0) {
        return true; /* synced facts beat imported ones */
    }
    if (was.facts == digest) {
        return true;
    }
    now = was;
    now.facts = digest;
    text_format(now.source, sizeof now.source, "%s", put->source);
    if (!row_merge(put, &now, facts, sections, class, e)) {
        return false;
    }
    if (row_same(&was, &now)) {
        sqlite3_stmt *q = put_statement(put, PUT_TOUCH, e);
        if (q == NULL) {
            return false;
        }
        sqlite3_bind_int64(q, 1, now.id);
        sqlite3_bind_int64(q, 2, now.facts);
        sqlite3_bind_text(q, 3, now.source, -1, SQLITE_STATIC);
        return sql_step(q, e) == 0;
    }
    *result = PUT_CHANGED;
    row_rollup(&was, &before);
    row_rollup(&now, &after);
    return row_update(put, &now, e) && events_write(put, &was, &now, facts, e) &&
           rollup_add(put->rollup, &before, -1, e) && rollup_add(put->rollup, &after, 1, e);
}

/* 1 there with another digest, 2 there and unchanged, 0 new, -1 failed. */
static int put_known_digest(struct case_put *put, case_id id, int64_t digest, struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_FACTS, e);
    if (q == NULL) {
        return -1;
    }
    sqlite3_bind_int64(q, 1, id);
    int row = sql_step(q, e);
    if (row == 1) {
        row = sqlite3_column_int64(q, 0) == digest ? 2 : 1;
        sqlite3_reset(q);
    }
    return row;
}

bool case_put(struct case_put *put, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why,
              struct error *e) {
    char text[SECTIONS_TEXT] = "";
    struct class_known class = {.tracked = TRACKED_NO, .why = WHY_NO_SECTION};
    bool there = false;
    int64_t station;
    if (facts->id == 0 || facts->fir_date == CIVIL_NONE) {
        return error_set(e, ERROR_UNABLE, _("a case needs its number and its FIR date; nothing of it was written"));
    }
    if (facts->sections != NULL && facts->sections->n > 0) {
        sections_text(facts->sections, text);
    }
    int64_t digest = facts_digest(facts, text, put->source);
    int known = put->bulk ? 0 : put_known_digest(put, facts->id, digest, e);
    if (known < 0) {
        return false;
    }
    if (known == 2) {
        *result = PUT_UNCHANGED;
        return lookup_station(put, case_id_station(facts->id), false, &station, e);
    }
    if (text[0] != '\0') {
        lookup_class(put, facts->sections, text, facts->fir_date, &class);
    }
    if (why != NULL) {
        *why = (enum not_tracked_why)class.why;
    }
    if (known == 0 && class.tracked != TRACKED_NO) {
        *result = PUT_ADDED;
        if (!put_new(put, facts, text, &class, digest, &there, e)) {
            return false;
        }
        if (!there) {
            return true;
        }
        known = 1; /* twice in one bulk load */
    } else if (known == 0 && put->bulk) {
        known = put_known_digest(put, facts->id, digest, e); /* earlier in this load, and now without covered sections? */
    }
    if (known == 0) {
        *result = PUT_NOT_TRACKED;
        return lookup_station(put, case_id_station(facts->id), false, &station, e);
    }
    return known > 0 && lookup_station(put, case_id_station(facts->id), false, &station, e) &&
           put_known(put, facts, text, &class, digest, result, e);
}
