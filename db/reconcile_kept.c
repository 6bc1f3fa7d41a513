/* The last reconciliation, and the facts that are marked as wrong now. */
#include <stdlib.h>
#include <string.h>

#include "db/entry.h"
#include "db/reconcile_inside.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- marked as wrong ---- */

#define MARKS_MAX 16

struct marks {
    int n;
    struct { char field[40]; bool wrong; } at[MARKS_MAX];
};

static bool take_mark(void *context, const struct entry *entry) {
    struct marks *marks = context;
    if (entry->kind != ENTRY_WRONG || entry->undone) {
        return true;
    }
    int i = 0;
    while (i < marks->n && strcmp(marks->at[i].field, entry->code) != 0) {
        i++;
    }
    if (i == MARKS_MAX) {
        return true;
    }
    marks->n += i == marks->n;
    text_format(marks->at[i].field, sizeof marks->at[i].field, "%s", entry->code);
    marks->at[i].wrong = strcmp(entry->state, "wrong") == 0;
    return true;
}

/* What stands here in the marked field; its codes are those of src/report/case_words.h. */
static void value_of(const struct case_detail *c, const char *field, char *out, size_t cap) {
    char iso[11];
    out[0] = '\0';
    if (strcmp(field, "fir-date") == 0) {
        civil_iso(c->fir_date, iso);
        text_format(out, cap, "%s", iso);
    } else if (strcmp(field, "sections") == 0) {
        text_format(out, cap, "%s", c->sections);
    } else if (strcmp(field, "io") == 0) {
        officer_show_in(&c->io, false, out, cap);
    } else if (strcmp(field, "status") == 0) {
        text_format(out, cap, "%s", status_name(c->status));
    } else if (strcmp(field, "final-report") == 0) {
        text_format(out, cap, "%s", c->final_type[0] ? c->final_type : c->final_no);
    } else if (strcmp(field, "station") == 0) {
        text_format(out, cap, "%s", c->unit_code);
    }
}

/* The marks of one case; false where fn said stop or it failed (then *failed). */
static bool marks_of(struct store *store, case_id id, struct case_detail *c, struct reconcile_row *row,
                     bool (*fn)(void *, const struct reconcile_row *), void *context, bool *failed, struct error *e) {
    struct marks marks = {0};
    *failed = !entries_of_case(store, id, take_mark, &marks, e) || !case_get(store, id, c, e);
    for (int i = 0; !*failed && i < marks.n; i++) {
        if (!marks.at[i].wrong) {
            continue;
        }
        *row = (struct reconcile_row){.id = id, .kind = RECONCILE_MARKED};
        text_format(row->field, sizeof row->field, "%s", marks.at[i].field);
        value_of(c, marks.at[i].field, row->itsso, sizeof row->itsso);
        if (!fn(context, row)) {
            return false;
        }
    }
    return !*failed;
}

static const char marked_sql[] =
    "SELECT f.id FROM (SELECT case_id AS id FROM main.own_fold WHERE wrong > 0 UNION SELECT id FROM cache.fir_case WHERE wrong > 0) m"
    " CROSS JOIN cache.fir_case f ON f.id = m.id JOIN cache.unit u ON u.id = f.unit"
    " WHERE ?1 = 0 OR u.id = ?1 OR (u.lft > 0 AND u.lft BETWEEN ?2 AND ?3) ORDER BY f.id /* scans: the marked cases */";

bool reconcile_marked(struct store *store, int64_t unit_id, bool (*fn)(void *, const struct reconcile_row *), void *context, struct error *e) {
    struct unit unit = {0};
    sqlite3_stmt *q = NULL;
    struct case_detail *c = calloc(1, sizeof *c);
    struct reconcile_row *row = calloc(1, sizeof *row);
    bool failed = false;
    int got = -1;
    error_clear(e);
    if (c == NULL || row == NULL) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    } else if ((unit_id == 0 || unit_by_id(store, unit_id, &unit, e)) && sql_prepare(store->db, &q, marked_sql, e)) {
        sqlite3_bind_int64(q, 1, unit_id);
        sqlite3_bind_int64(q, 2, unit.lft);
        sqlite3_bind_int64(q, 3, unit.rgt);
        while ((got = sql_step(q, e)) == 1 && marks_of(store, sqlite3_column_int64(q, 0), c, row, fn, context, &failed, e)) {
        }
    } else if (e->kind == ERROR_NONE) {
        error_set(e, ERROR_UNABLE, _("the unit of this list is no longer there; choose another"));
    }
    sqlite3_finalize(q);
    free(c);
    free(row);
    return got >= 0 && !failed;
}

/* ---- the kept one ---- */

/* Does it lie in the unit, or was it of that unit itself? */
static bool is_of_unit(struct store *store, int64_t unit, const char *compared) {
    struct unit of;
    if (unit == 0)
        return true;
    if (compared[0] == '\0')
        return unit_by_id(store, unit, &of, NULL) && unit_covers_all(store, &of);
    return unit_by_code(store, compared, &of, NULL) && unit_is_below(store, of.id, unit);
}

bool reconcile_kept(struct store *store, int64_t unit, struct reconcile_sum *out, struct error *e) {
    sqlite3_stmt *q = NULL;
    error_clear(e);
    memset(out, 0, sizeof *out);
    if (!sql_prepare(store->db, &q, "SELECT at, author, file, unit, from_date, to_date, stations, rows, same, only_register, only_itsso, differ,"
                                    " not_tracked, outside, rejected FROM cache.reconcile_run WHERE one = 1", e)) {
        return false;
    }
    int row = sql_step(q, e);
    if (row == 1) {
        int64_t *const numbers[] = {&out->stations, &out->rows,        &out->same,    &out->only_register, &out->only_itsso,
                                    &out->differ,   &out->not_tracked, &out->outside, &out->rejected};
        sql_text(q, 0, out->at, sizeof out->at);
        sql_text(q, 1, out->author, sizeof out->author);
        sql_text(q, 2, out->file, sizeof out->file);
        sql_text(q, 3, out->unit, sizeof out->unit);
        out->from = sql_day(q, 4);
        out->to = sql_day(q, 5);
        for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++) {
            *numbers[i] = sqlite3_column_int64(q, 6 + i);
        }
    }
    sqlite3_finalize(q);
    if (row == 1 && !is_of_unit(store, unit, out->unit)) {
        memset(out, 0, sizeof *out);
        row = 0;
    }
    return row == 1;
}

bool reconcile_kept_rows(struct store *store, int64_t unit, bool (*fn)(void *, const struct reconcile_row *), void *context, struct error *e) {
    struct reconcile_sum sum;
    if (!reconcile_kept(store, unit, &sum, e))
        return e->kind == ERROR_NONE && reconcile_marked(store, unit, fn, context, e);
    return reconcile_give(store, "SELECT kind, case_id, field, register, itsso FROM cache.reconcile ORDER BY n /* scans: the differences */", unit, fn,
                          context, e);
}
