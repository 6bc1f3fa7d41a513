/* What a case was on a past day: the events after it are undone, the latest first, and a disposal after it has not happened. */
#include <stdlib.h>
#include <string.h>

#include "db/case_put.h"
#include "db/past.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- statements ---- */

bool past_begin(struct past *past, struct store *store, const struct list_clock *clock, bool all, struct error *e) {
    static const char officer_of_all[] = "SELECT id FROM temp.past_officer WHERE text = ?1";
    static const char officer_of_one[] = "SELECT min(id) FROM cache.officer WHERE name = ?1 AND rank = ?2";
    char rule[32];
    size_t n;
    *past = (struct past){.store = store, .day = clock->today, .limit = clock->limit, .rules = clock->rules, .all = all};
    /* how the stored outcomes were counted: "first day,disposed by" */
    store_meta(store, "count_rule", rule, sizeof rule);
    const char *comma = strchr(rule, ',');
    if (comma != NULL && comma[1] >= '0' && comma[1] <= '2') {
        past->disposed = (enum disposed_by)(comma[1] - '0');
    }
    if (past->rules == NULL) {
        const char *text = shipped_offence_rules(&n);
        if (!rules_read(&past->own_rules, "offence_rules.tsv", text, n, e)) {
            return false;
        }
        past->rules = past->own_rules;
    }
    bool well = sql_prepare(store->db, &past->events, "SELECT on_date, kind, was, now, dated_by FROM cache.case_event WHERE case_id = ?1"
                                                      " ORDER BY on_date DESC, rowid DESC", e) &&
                sql_prepare(store->db, &past->set_text, "SELECT text FROM cache.section_set WHERE id = ?1", e) &&
                sql_prepare(store->db, &past->set_id, "SELECT id FROM cache.section_set WHERE text = ?1", e) &&
                sql_prepare(store->db, &past->officer, all ? officer_of_all : officer_of_one, e) &&
                sql_prepare(store->db, &past->unit, "SELECT id FROM cache.unit WHERE code = ?1", e);
    if (!well) {
        past_end(past);
    }
    return well;
}

static void events_drop(struct past *past) {
    for (int i = 0; i < past->event_n; i++) {
        free(past->event[i].was);
        free(past->event[i].now);
    }
    past->event_n = 0;
    past->event_of = 0;
}

void past_end(struct past *past) {
    events_drop(past);
    free(past->event);
    sqlite3_finalize(past->events);
    sqlite3_finalize(past->set_text);
    sqlite3_finalize(past->set_id);
    sqlite3_finalize(past->officer);
    sqlite3_finalize(past->unit);
    rules_free(past->own_rules);
    memset(past, 0, sizeof *past);
}

/* The id that belongs to a text, 0 where there is none; false: failed. */
static bool id_of(sqlite3_stmt *q, const char *text, int64_t *id, struct error *e) {
    sql_bind_text(q, 1, text);
    int row = sql_step(q, e);
    *id = row == 1 ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_reset(q);
    return row >= 0;
}

/* "SI R Verma" to the officer's id, 0 none: where the rank ends is not known, so each place is tried; of several the first. */
static bool officer_of(const struct past *past, const char *text, int64_t *id, struct error *e) {
    char rank[160];
    *id = 0;
    if (past->all) {
        return id_of(past->officer, text, id, e);
    }
    for (const char *name = text; name != NULL;) {
        text_format(rank, sizeof rank, "%.*s", name == text ? 0 : (int)(name - text) - 1, text);
        sql_bind_text(past->officer, 1, name);
        sql_bind_text(past->officer, 2, rank);
        int row = sql_step(past->officer, e);
        int64_t found = row == 1 ? sqlite3_column_int64(past->officer, 0) : 0;
        sqlite3_reset(past->officer);
        if (row < 0) {
            return false;
        }
        *id = found != 0 && (*id == 0 || found < *id) ? found : *id;
        name = strchr(name, ' ');
        name = name != NULL ? name + 1 : NULL;
    }
    return true;
}

/* ---- sections ---- */

static bool has_section(const struct section_list *list, const struct section *section) {
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].act == section->act && strcmp(list->at[i].text, section->text) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_sections(const struct section_list *a, const struct section_list *b) {
    bool same = a->n == b->n;
    for (int i = 0; i < a->n && same; i++) {
        same = has_section(b, &a->at[i]);
    }
    return same;
}

static void sections_undo(struct section_list *list, const char *kind, const struct section_list *was,
                          const struct section_list *now) {
    bool added = strcmp(kind, "section-added") == 0;
    for (int i = 0; i < list->n && added; i++) {
        if (has_section(now, &list->at[i]) && !has_section(was, &list->at[i])) {
            list->n--;
            memmove(&list->at[i], &list->at[i + 1], (size_t)(list->n - i) * sizeof list->at[0]);
            i--;
        }
    }
    for (int i = 0; i < was->n && !added; i++) {
        if (!has_section(now, &was->at[i]) && !has_section(list, &was->at[i]) && list->n < SECTIONS_MAX) {
            list->at[list->n++] = was->at[i];
        }
    }
}

/* ---- what the events say ---- */

/* What the undoing has found so far. */
struct undoing {
    const struct past *past;
    struct past_case *c;
    char officer[160], unit[16];   /* as they were; the last undone says it */
    bool officer_undone, unit_undone, sections_undone, status_undone, status_stands;
    const char *was_sections;
    struct section_list sections;
    civil_day closed_on;           /* the latest charge sheet or final report up to the day */
    bool begun_before;             /* an event up to the day is the beginning of the status */
};

static bool is_closing(enum case_status status) {
    return status == STATUS_CHARGESHEET || status == STATUS_FINAL;
}

/* By the dates of the final report alone. */
static civil_day dated_disposal(const struct past *past, const struct past_case *c) {
    return case_disposed_by(past->disposed, c->prepared, c->filed, c->in_cctns, CIVIL_NONE);
}

/* Which report lies before a further investigation. */
static enum case_status report_of(const struct past_case *c) {
    return c->final_report ? STATUS_FINAL : STATUS_CHARGESHEET;
}

static void status_undo(struct undoing *u, const char *was) {
    struct past_case *c = u->c;
    enum case_status before;
    civil_day on = dated_disposal(u->past, c);
    if (u->status_stands || !status_parse(was, &before)) {
        return;
    }
    if (status_state(c->status) == 1 && !c->closed_later && on != CIVIL_NONE && on <= u->past->day &&
        (is_closing(c->status) || status_state(before) != 1)) {
        c->status = is_closing(c->status) ? c->status : report_of(c);
        u->status_stands = true; /* it was told later, and its dates say when it was */
        return;
    }
    c->closed_later = c->closed_later || is_closing(c->status);
    c->status = before;
    u->status_undone = true;
}

static bool sections_begin(struct past *past, struct undoing *u, struct error *e) {
    char text[SECTIONS_TEXT] = "";
    sqlite3_bind_int64(past->set_text, 1, u->c->sections);
    int row = sql_step(past->set_text, e);
    if (row == 1) {
        sql_text(past->set_text, 0, text, sizeof text);
    }
    sqlite3_reset(past->set_text);
    sections_from_text(text, &u->sections);
    return row >= 0;
}

static bool event_undo(struct undoing *u, struct past *past, const struct past_event *event, struct error *e) {
    if (strcmp(event->kind, "status") == 0) {
        status_undo(u, event->was);
    } else if (strcmp(event->kind, "officer") == 0) {
        text_format(u->officer, sizeof u->officer, "%s", event->was);
        u->officer_undone = true;
    } else if (strcmp(event->kind, "transfer") == 0 && event->was[0] != '\0') {
        text_format(u->unit, sizeof u->unit, "%s", event->was);
        u->unit_undone = true;
    } else if (strncmp(event->kind, "section-", 8) == 0 && event->was[0] != '\0') {
        struct section_list was, now;
        if (!u->sections_undone && !sections_begin(past, u, e)) {
            return false;
        }
        sections_from_text(event->was, &was);
        sections_from_text(event->now, &now);
        sections_undo(&u->sections, event->kind, &was, &now);
        u->was_sections = event->was;
        u->sections_undone = true;
    }
    return true;
}

static void event_before(struct undoing *u, const struct past_event *event) {
    enum case_status status;
    if (strcmp(event->kind, "status") != 0 || !status_parse(event->now, &status)) {
        return;
    }
    u->begun_before = u->begun_before || status == u->c->status;
    if (u->closed_on == CIVIL_NONE && is_closing(status)) {
        u->closed_on = event->on;
    }
}

static char *column_copy(sqlite3_stmt *q, int column) {
    const unsigned char *text = sqlite3_column_text(q, column);
    return strdup(text != NULL ? (const char *)text : "");
}

/* One event more; false: no memory. */
static bool event_keep(struct past *past, sqlite3_stmt *q) {
    if (past->event_n == past->event_room) {
        int room = past->event_room != 0 ? 2 * past->event_room : 16;
        struct past_event *more = reallocarray(past->event, (size_t)room, sizeof *more);
        if (more == NULL) {
            return false;
        }
        past->event = more;
        past->event_room = room;
    }
    struct past_event *event = &past->event[past->event_n++];
    event->on = sql_day(q, 0);
    sql_text(q, 1, event->kind, sizeof event->kind);
    event->was = column_copy(q, 2);
    event->now = column_copy(q, 3);
    const unsigned char *by = sqlite3_column_text(q, 4);
    event->by_import = by != NULL && by[0] == 'i';
    return event->was != NULL && event->now != NULL;
}

bool past_events(struct past *past, case_id id, struct error *e) {
    int row;
    if (past->event_of == id) {
        return true;
    }
    events_drop(past);
    sqlite3_bind_int64(past->events, 1, id);
    while ((row = sql_step(past->events, e)) == 1) {
        if (!event_keep(past, past->events)) {
            sqlite3_reset(past->events);
            return error_set(e, ERROR_UNABLE, _("not enough memory to read the changes of a case"));
        }
    }
    sqlite3_reset(past->events);
    past->event_of = row == 0 ? id : 0;
    return row == 0;
}

static bool events_undo(struct past *past, struct undoing *u, struct error *e) {
    if (!past_events(past, u->c->id, e)) {
        return false;
    }
    for (int i = 0; i < past->event_n; i++) {
        if (past->event[i].on <= past->day) {
            event_before(u, &past->event[i]);
        } else if (!event_undo(u, past, &past->event[i], e)) {
            return false;
        }
    }
    return true;
}

/* ---- the case ---- */

/* What was undone, as numbers. */
static bool take_over(struct past *past, struct undoing *u, struct error *e) {
    struct past_case *c = u->c;
    int64_t id = 0;
    if (u->officer_undone && !past->no_officers) {
        if (u->officer[0] != '\0' && !officer_of(past, u->officer, &id, e)) {
            return false;
        }
        c->officer = id;
    }
    if (u->unit_undone) {
        if (!id_of(past->unit, u->unit, &id, e)) {
            return false;
        }
        c->unit = id != 0 ? id : c->unit;
    }
    if (!u->sections_undone) {
        return true;
    }
    char text[SECTIONS_TEXT];
    struct section_list was;
    struct classification class;
    sections_from_text(u->was_sections, &was);
    bool whole = same_sections(&was, &u->sections);
    if (!id_of(past->set_id, whole ? u->was_sections : sections_text(&u->sections, text), &id, e)) {
        return false;
    }
    c->sections = id != 0 ? id : c->sections; /* a mixture that never stood in a register has no text of its own */
    classify(past->rules, &u->sections, c->fir_date, &class);
    c->hits = class.tracked == TRACKED_NO ? 0 : class.all;
    c->probable = class.tracked == TRACKED_PROBABLE;
    return true;
}

/* A status that began after the day without an event that names the one before it. */
static void status_then(const struct past *past, struct past_case *c, bool known) {
    bool began_later = !known && c->status_on != CIVIL_NONE && c->status_on > past->day;
    if (status_state(c->status) != 1) {
        c->status = began_later ? STATUS_OPEN : c->status;
        return;
    }
    civil_day on = dated_disposal(past, c);
    if (c->closed_later) {
        return; /* the dates are those of a later report */
    }
    if (on != CIVIL_NONE ? on > past->day : began_later) {
        c->status = STATUS_OPEN;
        c->closed_later = true;
    } else if (c->status == STATUS_FURTHER && began_later) {
        c->status = report_of(c);
    }
}

static void count_then(const struct past *past, struct past_case *c, civil_day closed_on, bool undone) {
    int was = c->state;
    c->state = c->hits != 0 ? status_state(c->status) : 2;
    if (c->state != 1) {
        c->outcome = c->state == 0 ? 0 : 3;
        return;
    }
    if (was == 1 && !c->closed_later) {
        return; /* counted by the same dates */
    }
    civil_day on = c->closed_later ? CIVIL_NONE : dated_disposal(past, c);
    on = on != CIVIL_NONE ? on : closed_on;
    on = on != CIVIL_NONE ? on : !undone && c->status_on != CIVIL_NONE ? c->status_on : past->day;
    c->outcome = limit_day(c->clock_date, on, &past->limit) <= 60 ? 1 : 2;
}

bool past_undo(struct past *past, struct past_case *c, bool touched, struct error *e) {
    struct undoing u = {.past = past, .c = c, .closed_on = CIVIL_NONE};
    c->closed_on = CIVIL_NONE;
    if (c->fir_date > past->day) {
        c->state = 3;
        return true;
    }
    if (touched && (!events_undo(past, &u, e) || !take_over(past, &u, e))) {
        return false;
    }
    c->closed_on = u.closed_on;
    if (!u.status_stands) {
        status_then(past, c, u.status_undone || u.begun_before);
    }
    count_then(past, c, u.closed_on, u.status_undone);
    return true;
}
