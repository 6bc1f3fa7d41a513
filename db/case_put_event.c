/* The dated events of a change: sections, IO, status, unit, zero FIR. Where the source names no date, the day of the
 * import stands in, and the event says so. */
#include <string.h>

#include "db/case_put.h"
#include "src/text.h"

static bool event_add(struct case_put *put, case_id id, const char *kind, const char *was, const char *now, civil_day on,
                      struct error *e) {
    sqlite3_stmt *q = put_statement(put, PUT_EVENT, e);
    if (q == NULL) {
        return false;
    }
    sqlite3_bind_int64(q, 1, id);
    sql_bind_day(q, 2, on != CIVIL_NONE ? on : put->today);
    sql_bind_text(q, 3, kind);
    sql_bind_text(q, 4, was);
    sql_bind_text(q, 5, now);
    sql_bind_text(q, 6, on != CIVIL_NONE ? "source" : "import");
    return sql_step(q, e) == 0;
}

/* Does b have a section that a has not? */
static bool has_more(const struct section_list *a, const struct section_list *b) {
    for (int i = 0; i < b->n; i++) {
        bool found = false;
        for (int j = 0; j < a->n && !found; j++) {
            found = a->at[j].act == b->at[i].act && strcmp(a->at[j].text, b->at[i].text) == 0;
        }
        if (!found) {
            return true;
        }
    }
    return false;
}

static bool sections_changed(struct case_put *put, const struct fact_row *was, const struct fact_row *now, civil_day on,
                             struct error *e) {
    char before[SECTIONS_TEXT] = "", after[SECTIONS_TEXT];
    struct section_list a, b;
    if (!lookup_sections_text(put, was->sections, before, e) || !lookup_sections_text(put, now->sections, after, e)) {
        return false;
    }
    sections_from_text(before, &a);
    sections_from_text(after, &b);
    bool added = has_more(&a, &b), dropped = has_more(&b, &a);
    return (!added || event_add(put, now->id, "section-added", before, after, on, e)) &&
           (!dropped || event_add(put, now->id, "section-dropped", before, after, added ? CIVIL_NONE : on, e));
}

static civil_day status_date(const struct case_put *put, const struct fact_row *row) {
    if (status_state(row->status) == 1 && row->status != STATUS_FURTHER) {
        return disposed_on_of(put->disposed, row->prepared, row->filed, row->in_cctns, row->status_on);
    }
    return row->status_on;
}

static bool officer_changed(struct case_put *put, const struct fact_row *was, const struct fact_row *now,
                            struct error *e) {
    char before[160], after[160];
    return lookup_officer_text(put, was->officer, before, sizeof before, e) &&
           lookup_officer_text(put, now->officer, after, sizeof after, e) &&
           event_add(put, now->id, "officer", before, after, now->officer_since, e);
}

static bool unit_changed(struct case_put *put, const struct fact_row *was, const struct fact_row *now, civil_day on,
                         struct error *e) {
    char before[16], after[16];
    return lookup_unit_code(put, was->unit, before, e) && lookup_unit_code(put, now->unit, after, e) &&
           event_add(put, now->id, "transfer", before, after, on, e);
}

static bool zero_changed(struct case_put *put, const struct fact_row *was, const struct fact_row *now, struct error *e) {
    char before[CASE_NO_SIZE] = "", after[CASE_NO_SIZE] = "";
    if (was != NULL && was->zero_id != 0) {
        case_no_full(was->zero_id, before);
    }
    if (now->zero_id != 0) {
        case_no_full(now->zero_id, after);
    }
    return event_add(put, now->id, "zero", before, after, now->zero_date, e);
}

bool events_write(struct case_put *put, const struct fact_row *was, const struct fact_row *now,
                  const struct case_facts *facts, struct error *e) {
    if (was == NULL) {
        struct fact_row nothing = {.id = now->id};
        return (facts->section_added_on == CIVIL_NONE ||
                sections_changed(put, &nothing, now, facts->section_added_on, e)) &&
               (now->zero_date == CIVIL_NONE || zero_changed(put, NULL, now, e));
    }
    return (was->sections == now->sections || sections_changed(put, was, now, facts->section_added_on, e)) &&
           (was->officer == now->officer || officer_changed(put, was, now, e)) &&
           (was->status == now->status ||
            event_add(put, now->id, "status", status_name(was->status), status_name(now->status),
                      status_date(put, now), e)) &&
           (was->unit == now->unit || unit_changed(put, was, now, facts->status_on, e)) &&
           ((was->zero_id == now->zero_id && was->zero_date == now->zero_date) || zero_changed(put, was, now, e));
}
