/* The dated events of a change: sections, IO, status, unit, zero FIR. */
#include "db/case_change.h"

#include <string.h>

/* Does b have a section that a has not? */
static bool has_more(const struct section_list *a, const struct section_list *b) {
    for (int i = 0; i < b->n; i++) {
        bool found = false;
        for (int j = 0; j < a->n && !found; j++)
            found = a->at[j].act == b->at[i].act && strcmp(a->at[j].text, b->at[i].text) == 0;
        if (!found)
            return true;
    }
    return false;
}

static const char *text(const char *given) {
    return given ? given : "";
}

static bool sections_changed(const char *before, const char *after, civil_day on, case_change_fn *add, void *context, struct error *e) {
    struct section_list a, b;
    sections_from_text(before, &a);
    sections_from_text(after, &b);
    bool added = has_more(&a, &b), dropped = has_more(&b, &a);
    return (!added || add(context, "section-added", before, after, on, e)) &&
           (!dropped || add(context, "section-dropped", before, after, added ? CIVIL_NONE : on, e));
}

static bool zero_changed(case_id was, case_id now, civil_day on, case_change_fn *add, void *context, struct error *e) {
    char before[CASE_NO_SIZE] = "", after[CASE_NO_SIZE] = "";
    if (was != 0)
        case_no_full(was, before);
    if (now != 0)
        case_no_full(now, after);
    return add(context, "zero", before, after, on, e);
}

bool case_changes(unsigned differs, const struct case_side *was, const struct case_side *now, const struct case_facts *said,
                  case_change_fn *add, void *context, struct error *e) {
    return (!(differs & CHANGE_SECTIONS) ||
            sections_changed(text(was->sections), text(now->sections), said->section_added_on, add, context, e)) &&
           (!(differs & CHANGE_OFFICER) || add(context, "officer", text(was->officer), text(now->officer), now->officer_since, e)) &&
           (!(differs & CHANGE_STATUS) ||
            add(context, "status", status_name(was->status), status_name(now->status), now->status_on, e)) &&
           (!(differs & CHANGE_UNIT) || add(context, "transfer", text(was->unit), text(now->unit), said->status_on, e)) &&
           (!(differs & CHANGE_ZERO) || zero_changed(was->zero_id, now->zero_id, now->zero_date, add, context, e));
}

bool case_changes_new(const struct case_side *now, const struct case_facts *said, case_change_fn *add, void *context, struct error *e) {
    return (said->section_added_on == CIVIL_NONE || sections_changed("", text(now->sections), said->section_added_on, add, context, e)) &&
           (now->zero_date == CIVIL_NONE || zero_changed(0, now->zero_id, now->zero_date, add, context, e));
}
