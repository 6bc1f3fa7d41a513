/* The dated events of a change (case_change.h) into case_event. Where the source names no date, the day of the import stands in, and
 * the event says so. */
#include <string.h>

#include "db/case_put.h"
#include "src/text.h"

struct adding {
    struct case_put *put;
    case_id id;
};

bool event_put(struct case_put *put, case_id id, const char *kind, const char *was, const char *now, civil_day on, bool dated,
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
    sql_bind_text(q, 6, dated && on != CIVIL_NONE ? "source" : "import");
    return sql_step(q, e) == 0;
}

static bool event_add(void *context, const char *kind, const char *was, const char *now, civil_day on, struct error *e) {
    const struct adding *adding = context;
    return event_put(adding->put, adding->id, kind, was, now, on, true, e);
}

static civil_day status_date(const struct case_put *put, const struct fact_row *row) {
    if (status_state(row->status) == 1 && row->status != STATUS_FURTHER) {
        return case_disposed_by(put->disposed, row->prepared, row->filed, row->in_cctns, row->status_on);
    }
    return row->status_on;
}

/* The texts of one side; only those of what differs are looked up. */
struct texts {
    char sections[SECTIONS_TEXT], officer[160], unit[16];
};

static bool side_of(struct case_put *put, const struct fact_row *row, unsigned differs, struct texts *texts, struct case_side *side,
                    struct error *e) {
    *side = (struct case_side){.sections = texts->sections, .officer = texts->officer, .officer_since = row->officer_since,
                               .status = row->status, .status_on = status_date(put, row), .unit = texts->unit,
                               .zero_id = row->zero_id, .zero_date = row->zero_date};
    texts->sections[0] = texts->officer[0] = texts->unit[0] = '\0';
    return (!(differs & CHANGE_SECTIONS) || lookup_sections_text(put, row->sections, texts->sections, e)) &&
           (!(differs & CHANGE_OFFICER) || lookup_officer_text(put, row->officer, texts->officer, sizeof texts->officer, e)) &&
           (!(differs & CHANGE_UNIT) || lookup_unit_code(put, row->unit, texts->unit, e));
}

bool events_write(struct case_put *put, const struct fact_row *was, const struct fact_row *now,
                  const struct case_facts *facts, struct error *e) {
    struct adding adding = {.put = put, .id = now->id};
    struct texts before, after;
    struct case_side a, b;
    if (was == NULL) {
        unsigned wanted = facts->section_added_on != CIVIL_NONE ? CHANGE_SECTIONS : 0;
        return side_of(put, now, wanted, &after, &b, e) && case_changes_new(&b, facts, event_add, &adding, e);
    }
    unsigned differs = (was->sections != now->sections ? CHANGE_SECTIONS : 0) | (was->officer != now->officer ? CHANGE_OFFICER : 0) |
                       (was->status != now->status ? CHANGE_STATUS : 0) | (was->unit != now->unit ? CHANGE_UNIT : 0) |
                       (was->zero_id != now->zero_id || was->zero_date != now->zero_date ? CHANGE_ZERO : 0);
    return differs == 0 || (side_of(put, was, differs, &before, &a, e) && side_of(put, now, differs, &after, &b, e) &&
                            case_changes(differs, &a, &b, facts, event_add, &adding, e));
}
