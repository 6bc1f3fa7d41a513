/* Screen 4: alert days that were crossed, one row a case with the highest of
 * them; told one by one, or many that were marked in one go. */
#include <stdlib.h>
#include <string.h>

#include "screens/case_source.h"
#include "screens/entry_forms.h"
#include "screens/share.h"
#include "src/text.h"

#define MARKS_MAX 2000

struct mark {
    case_id id;
    civil_day clock_date;
};

struct alerts {
    struct case_source source; /* first: the list's context is both */
    struct list list;
    struct mark *mark;
    int marks, room;
    int width; /* that the columns were laid out for; 0: to be laid out */
};

static int mark_of(const struct alerts *alerts, case_id id) {
    for (int i = 0; i < alerts->marks; i++)
        if (alerts->mark[i].id == id)
            return i;
    return -1;
}

static void draw_row(void *context, const void *row, int y, struct area area, bool selected) {
    const struct alerts *alerts = context;
    case_list_source.draw(context, row, y, area, selected);
    if (mark_of(alerts, ((const struct case_row *)row)->id) >= 0)
        line_put(y, area.left, 1, ROLE_STRONG, "*");
}

static struct list_source alerts_source; /* case_list_source with the mark in front */

static bool alerts_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)argument;
    struct alerts *alerts = state;
    alerts->source.s = s;
    case_filter_open_cases(s, &alerts->source.filter);
    alerts->source.filter.alerts = true;
    alerts->source.filter.unacknowledged = true;
    alerts_source = case_list_source;
    alerts_source.draw = draw_row;
    alerts_source.gone = N_("That alert was told; the next one is selected.");
    return list_open(&alerts->list, &alerts_source, alerts, e);
}

static void alerts_close(struct session *s, void *state) {
    (void)s;
    struct alerts *alerts = state;
    list_close(&alerts->list);
    case_source_close(&alerts->source);
    free(alerts->mark);
}

static void alerts_prepare(struct session *s, void *state, struct area area) {
    struct alerts *alerts = state;
    if (alerts->width != area.width) {
        unsigned wanted = 1u << CELL_LEFT | 1u << CELL_DAY | 1u << CELL_FIR | 1u << CELL_ALERT | 1u << CELL_CATEGORY |
                          1u << CELL_IO | 1u << CELL_WAITING | 1u << CELL_TOLD;
        if (several_units(s))
            wanted |= 1u << CELL_UNIT;
        if (!alerts->source.filter.unacknowledged)
            wanted |= 1u << CELL_TOLD_BY;
        case_columns_lay(&alerts->source.columns, wanted, area.width, several_units(s), s->hindi_last);
        alerts_source.mark = alerts->source.columns.mark;
        alerts->width = area.width;
    }
    list_prepare(&alerts->list, s, area.height - 2);
}

static void alerts_draw(struct session *s, void *state, struct area area) {
    struct alerts *alerts = state;
    line_rule(area.top, 0, area.width);
    struct area heading = {area.top + 1, area.left, 1, area.width};
    case_columns_heading(&alerts->source.columns, area.top + 1, heading);
    struct area rows = {area.top + 2, area.left, area.height - 2, area.width};
    if (!s->data_at[0] && alerts->list.total == 0)
        line_wrap(rows.top + 1, 2, area.width - 4, rows.height - 1, ROLE_TEXT,
                  session_no_cases(s));
    else if (!list_selected(&alerts->list) && alerts->list.total == 0)
        line_put(rows.top + 1, 2, area.width - 3, ROLE_GOOD,
                 alerts->source.filter.unacknowledged ? _("Every alert is told.") : _("No open case has crossed an alert day."));
    list_draw(&alerts->list, rows);
}

/* ---- marks ---- */

static bool mark_add(struct alerts *alerts, const struct case_row *row) {
    if (alerts->marks == MARKS_MAX)
        return false;
    if (alerts->marks == alerts->room) {
        int room = alerts->room ? alerts->room * 2 : 32;
        struct mark *more = realloc(alerts->mark, sizeof *more * (size_t)room);
        if (!more)
            return false;
        alerts->mark = more;
        alerts->room = room;
    }
    alerts->mark[alerts->marks++] = (struct mark){row->id, row->clock_date};
    return true;
}

static void mark_one(struct alerts *alerts) {
    const struct case_row *row = list_selected(&alerts->list);
    if (!row)
        return;
    int at = mark_of(alerts, row->id);
    if (at >= 0)
        alerts->mark[at] = alerts->mark[--alerts->marks];
    else
        mark_add(alerts, row);
    list_act(&alerts->list, ACTION_DOWN);
}

static void mark_all(struct session *s, struct alerts *alerts) {
    if (alerts->marks) {
        alerts->marks = 0;
        return;
    }
    enum { ROWS = 50 };
    struct error e = {0};
    struct case_row *rows = calloc(ROWS, sizeof *rows);
    struct list_key *keys = calloc(ROWS, sizeof *keys);
    bool more = rows && keys && case_source_ready(&alerts->source, &e);
    struct list_key last;
    for (bool first = true; more; first = false) {
        int n = case_list_page(alerts->source.query, first ? FROM_FIRST : AFTER, first ? NULL : &last, ROWS, rows, keys, &e);
        for (int i = 0; i < n && more; i++)
            more = mark_add(alerts, &rows[i]);
        if (n > 0)
            last = keys[n - 1];
        more = more && n == ROWS;
    }
    if (e.kind != ERROR_NONE)
        session_fail(s, &e);
    else if (alerts->marks == MARKS_MAX)
        session_say(s, ROLE_NOTE, _("The first %d are marked; more at once are not taken."), MARKS_MAX);
    free(rows);
    free(keys);
}

/* ---- telling many ---- */

static bool many_save(struct session *s, struct form *form, struct error *e) {
    struct alerts *alerts = screen_state(s, &screen_alerts);
    struct entry *entries = calloc((size_t)alerts->marks, sizeof *entries);
    if (!entries)
        return error_set(e, ERROR_UNABLE, "%s", _("There is not enough memory; mark fewer at once."));
    bool ok = true;
    for (int i = 0; ok && i < alerts->marks; i++)
        ok = told_answer(s, form, alerts->mark[i].id, alerts->mark[i].clock_date, &entries[i]);
    int n = alerts->marks;
    ok = ok && entry_add_many(s->store, entries, n, s->clock.today, e);
    free(entries);
    if (!ok)
        return false;
    alerts->marks = 0;
    session_changed(s, CHANGED_DATA);
    session_say(s, ROLE_GOOD, ngettext("Saved: %d alert told.", "Saved: %d alerts told.", (unsigned long)n), n);
    return true;
}

static answer tell_marked(struct session *s, struct alerts *alerts) {
    if (session_enters_nothing(s))
        return ANSWER_REDRAW;
    struct form_spec spec = {.save = many_save};
    told_fields(&spec, s->clock.today);
    text_format(spec.about, sizeof spec.about, ngettext("%d case", "%d cases", (unsigned long)alerts->marks), alerts->marks);
    return form_open(s, &spec, NULL, 0);
}

static const char *describe(struct session *s, const struct case_source *source, char *out, size_t cap) {
    (void)s;
    text_format(out, cap, "%s, %s", _("Alerts"), source->filter.unacknowledged ? _("not yet told") : _("all crossed"));
    return out;
}

static answer share_alerts(struct session *s, struct alerts *alerts) {
    const struct case_row *row = list_selected(&alerts->list);
    return row ? share_open(s, row->id, &(struct share_list){.source = &alerts->source, .describe = describe}) : ANSWER_NO;
}

static answer alerts_act(struct session *s, void *state, enum action action) {
    struct alerts *alerts = state;
    if (list_act(&alerts->list, action))
        return ANSWER_REDRAW;
    switch (action) {
    case ACTION_MARK:
        mark_one(alerts);
        return ANSWER_REDRAW;
    case ACTION_MARK_ALL:
        mark_all(s, alerts);
        return ANSWER_REDRAW;
    case ACTION_SHOW_TOLD:
        alerts->source.filter.unacknowledged = !alerts->source.filter.unacknowledged;
        alerts->width = 0;
        case_source_close(&alerts->source);
        list_restart(&alerts->list, NULL);
        return ANSWER_REDRAW;
    case ACTION_SHARE:
        return share_alerts(s, alerts);
    case ACTION_TOLD:
        return alerts->marks ? tell_marked(s, alerts) : ANSWER_NO;
    default:
        return ANSWER_NO;
    }
}

static void alerts_changed(struct session *s, void *state, unsigned what) {
    (void)s;
    struct alerts *alerts = state;
    case_source_close(&alerts->source);
    alerts->width = what & CHANGED_LANGUAGE ? 0 : alerts->width;
    list_reload(&alerts->list);
}

static bool alerts_idle(struct session *s, void *state) {
    return list_idle(&((struct alerts *)state)->list, s);
}

static const char *alerts_heading(struct session *s, void *state, char *out, size_t cap) {
    const struct alerts *alerts = state;
    text_format(out, cap, "%s  %s  %s", _("Alerts"), s->unit.id ? unit_name(&s->unit) : _("all stations"),
                alerts->source.filter.unacknowledged ? _("not yet told") : _("all crossed"));
    return out;
}

static const char *alerts_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    const struct alerts *alerts = state;
    char place[64];
    list_position(&alerts->list, place, sizeof place);
    if (alerts->marks)
        text_format(out, cap, _("%d marked   %s"), alerts->marks, place);
    else
        text_format(out, cap, "%s", place);
    return out;
}

static answer alerts_point(struct session *s, void *state, int y) {
    struct alerts *alerts = state;
    bool again = false;
    if (!list_point(&alerts->list, y, &again))
        return ANSWER_NO;
    case_id id = ((const struct case_row *)list_selected(&alerts->list))->id;
    return again ? screen_open(s, &screen_case, &id) : ANSWER_REDRAW;
}

static case_id alerts_case(void *state) {
    const struct case_row *row = list_selected(&((struct alerts *)state)->list);
    return row ? row->id : 0;
}

static const enum action alerts_footer[] = {ACTION_OPEN,      ACTION_TOLD,   ACTION_MARK, ACTION_MARK_ALL,
                                            ACTION_SHOW_TOLD, ACTION_REASON, ACTION_HELP, ACTION_NONE};

const struct screen screen_alerts = {
    .name = "alerts",
    .title = N_("Alerts"),
    .digit = 4,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN | PLACE_CASE_ROW | PLACE_ALERTS,
    .footer = alerts_footer,
    .state_size = sizeof(struct alerts),
    .open = alerts_open,
    .close = alerts_close,
    .prepare = alerts_prepare,
    .draw = alerts_draw,
    .act = alerts_act,
    .changed = alerts_changed,
    .idle = alerts_idle,
    .heading = alerts_heading,
    .position = alerts_position,
    .point = alerts_point,
    .selected_case = alerts_case,
};
