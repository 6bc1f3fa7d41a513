/* Screen 3: one case. Facts, ruler, steps, reason, remarks; `h` its history.
 * Its lines come from case_text.c and case_history.c; the forms are entry_*.c. */
#include <stdlib.h>
#include <string.h>

#include "screens/case_text.h"
#include "screens/entry.h"
#include "screens/print.h"
#include "src/report/case_words.h"
#include "src/report/sheet_of.h"
#include "src/text.h"

struct case_screen {
    case_id id;
    struct case_view view;
    struct page page;
    bool read, history;
    int columns; /* that the lines were made for */
};

static bool case_open(struct session *s, void *state, const void *argument, struct error *e) {
    struct case_screen *c = state;
    c->id = argument ? *(const case_id *)argument : s->last_case;
    if (!c->id)
        return error_set(e, ERROR_USAGE, _("No case is selected. Choose one in the list (2)."));
    if (!session_read_case(s, c->id, &c->view, e)) {
        char number[CASE_NO_SIZE];
        case_no_full(c->id, number);
        if (e->kind == ERROR_NONE)
            error_set(e, ERROR_UNABLE, _("%s is no longer in the database."), number);
        return false;
    }
    c->read = true;
    s->last_case = c->id;
    return true;
}

static void case_close(struct session *s, void *state) {
    (void)s;
    struct case_screen *c = state;
    case_view_free(&c->view);
    page_free(&c->page);
}

static void lay_out(struct case_screen *c, int columns) {
    page_clear(&c->page);
    c->columns = columns;
    if (c->history)
        case_text_history(&c->page, &c->view);
    else
        case_text_main(&c->page, &c->view, columns);
}

static void case_prepare(struct session *s, void *state, struct area area) {
    struct case_screen *c = state;
    if (!c->read) {
        struct case_view fresh;
        struct error e = {0};
        if (session_read_case(s, c->id, &fresh, &e)) {
            case_view_free(&c->view);
            c->view = fresh;
        } else if (e.kind != ERROR_NONE) {
            session_fail(s, &e);
        } else {
            session_say(s, ROLE_NOTE, "%s", _("This case has left the database; what is shown is how it was."));
        }
        c->read = true;
        c->columns = 0;
    }
    if (c->columns != area.width)
        lay_out(c, area.width);
    page_fit(&c->page, area.height - 1);
}

static void case_draw(struct session *s, void *state, struct area area) {
    (void)s;
    struct case_screen *c = state;
    line_rule(area.top, 0, area.width);
    area.top++;
    area.height--;
    page_draw(&c->page, area);
}

static answer print_case(struct session *s, const struct case_screen *c) {
    struct report_ask ask = session_report_ask(s);
    struct error e = {0};
    struct sheet *sheet = sheet_of_case(&ask, &c->view, &e);
    return screen_print(s, sheet, &e);
}

static answer case_act(struct session *s, void *state, enum action action) {
    struct case_screen *c = state;
    if (page_scroll(&c->page, action))
        return ANSWER_REDRAW;
    if (action == ACTION_HISTORY || (action == ACTION_BACK && c->history)) {
        c->history = !c->history;
        c->page.top = 0;
        c->columns = 0;
        return ANSWER_REDRAW;
    }
    if (action == ACTION_PRINT)
        return print_case(s, c);
    return entry_act(s, c->id, action);
}

static void case_changed(struct session *s, void *state, unsigned what) {
    (void)s, (void)what;
    struct case_screen *c = state;
    c->read = false; /* the day, the unit's name, all of it */
    c->columns = 0;
}

static const char *case_heading(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    struct case_screen *c = state;
    char number[CASE_NO_SIZE];
    case_no_short(c->id, number);
    text_format(out, cap, "%s  %s%s%s", number, unit_name(&c->view.unit), c->history ? "  " : "",
                c->history ? _("history") : "");
    return out;
}

static const char *case_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    return case_standing(&((struct case_screen *)state)->view, out, cap);
}

static case_id case_selected(void *state) {
    return ((struct case_screen *)state)->id;
}

static const enum action case_footer[] = {ACTION_STEP, ACTION_REASON, ACTION_REMARK,  ACTION_TOLD, ACTION_WRONG,
                                          ACTION_HISTORY, ACTION_PRINT, ACTION_UNDO, ACTION_SHARE, ACTION_HELP, ACTION_NONE};

const struct screen screen_case = {
    .name = "case",
    .title = N_("Case"),
    .digit = 3,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_CASE_ROW | PLACE_CASE,
    .footer = case_footer,
    .state_size = sizeof(struct case_screen),
    .open = case_open,
    .close = case_close,
    .prepare = case_prepare,
    .draw = case_draw,
    .act = case_act,
    .changed = case_changed,
    .heading = case_heading,
    .position = case_position,
    .selected_case = case_selected,
};
