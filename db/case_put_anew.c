/* When the offence rules or the way of counting changed since the stored cases were read, all of them are read anew. */
#include <stdio.h>
#include <string.h>

#include "db/case_put.h"

/* What the stored hits and outcomes depend on; names of meta. */
static bool meta_is(struct cache_writer *w, const char *name, const char *value, struct error *e) {
    sqlite3_stmt *q = NULL;
    bool same = false;
    if (!sql_prepare(w->db, &q, "SELECT value FROM meta WHERE name = ?1", e)) {
        return false;
    }
    sql_bind_text(q, 1, name);
    if (sql_step(q, e) == 1) {
        char there[64];
        sql_text(q, 0, there, sizeof there);
        same = strcmp(there, value) == 0;
    }
    sqlite3_finalize(q);
    return same;
}

/* Reads one stored case by the rules of now; *changed when it stands otherwise. */
static bool case_anew(struct case_put *put, struct fact_row *row, bool *changed, struct error *e) {
    char text[SECTIONS_TEXT];
    struct section_list list;
    struct classification class;
    struct fact_row was = *row;
    if (!lookup_sections_text(put, row->sections, text, e)) {
        return false;
    }
    sections_from_text(text, &list);
    /* not lookup_class(): it would remember, for rows that are guessed, what the text says that keeps no guess */
    classify(put->rules, &list, row->fir_date, &class);
    row->hits = class.all;
    /* for the same reason a case that was probable stays so until its sections are read from the source again */
    row->probable = class.tracked == TRACKED_PROBABLE || (was.probable && class.tracked != TRACKED_NO);
    row_derive(put, row, row->hits != 0);
    *changed = !row_same(&was, row);
    return true;
}

static bool all_anew(struct case_put *put, struct error *e) {
    static const char next[] = "SELECT id FROM fir_case WHERE id > ?1 ORDER BY id LIMIT 1";
    sqlite3_stmt *q = NULL;
    case_id id = 0;
    int row;
    if (!sql_prepare(put->w->db, &q, next, e)) {
        return false;
    }
    /* one key at a time: a cursor over rows that are being rewritten promises nothing */
    for (;;) {
        struct fact_row now;
        bool changed = false;
        sqlite3_bind_int64(q, 1, id);
        if ((row = sql_step(q, e)) != 1) {
            break;
        }
        id = sqlite3_column_int64(q, 0);
        sqlite3_reset(q);
        if (row_read(put, id, &now, e) != 1 || !case_anew(put, &now, &changed, e) ||
            (changed && !row_update(put, &now, e))) {
            row = -1;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

/* The source's next row of a case is read as if it said something new, also where its text reads as before: the parser may
 * guess otherwise now. */
static bool sources_forget(struct case_put *put, struct error *e) {
    return sql_exec(put->w->db, "UPDATE fir_case SET facts = 0 /* scans: all of them, after a change of the rules */", e);
}

bool cases_read_anew(struct case_put *put, struct error *e) {
    char rules[32], counting[32];
    snprintf(rules, sizeof rules, "%016llx", rules_digest(put->rules));
    snprintf(counting, sizeof counting, "%d,%d", put->limit.first_day, (int)put->disposed);
    if (meta_is(put->w, "cases_rules", rules, e) && meta_is(put->w, "count_rule", counting, e)) {
        return true;
    }
    bool same_rules = meta_is(put->w, "cases_rules", rules, e);
    bool any = sql_int(put->w->db, "SELECT EXISTS (SELECT 1 FROM fir_case) /* scans: the first row */", 1) == 1;
    return (!any || (all_anew(put, e) && rollup_rebuild(put->w, e))) &&
           (!any || same_rules || sources_forget(put, e)) &&
           cache_set_meta(put->w, "cases_rules", rules, e) && cache_set_meta(put->w, "count_rule", counting, e);
}
