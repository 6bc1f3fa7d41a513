/* Screen 6, Reports: which there are, one line each; what they are of; Enter shows one as a page (reports_preview.c). */
#include <string.h>

#include "screens/reports_inside.h"
#include "src/text.h"

#define BELOW 4 /* rows under the list: a rule, the unit, the day, the period */

const char *reports_short_title(const struct report *report, char *out, size_t cap) {
    const char *title = _(report->title);
    text_format(out, cap, "%.*s", (int)strcspn(title, ":"), title);
    return out;
}

static int titles_width(void) {
    char title[256];
    int widest = 0;
    for (int i = 0; i < reports_count; i++) {
        int width = text_width(reports_short_title(&reports[i], title, sizeof title));
        if (width > widest)
            widest = width;
    }
    return widest;
}

static int rows_below(struct area area) {
    return area.height >= reports_count + 1 + BELOW ? BELOW : 0;
}

/* ---- the list ---- */

static void draw_row(void *context, const void *item, int y, struct area area, bool selected) {
    (void)selected;
    const struct reports *r = context;
    const struct report *report = item;
    char title[256], number[CASE_NO_SIZE];
    int at = 1 + titles_width() + 2;
    reports_short_title(report, title, sizeof title);
    if ((report->takes & REPORT_CASE) && r->choice.about) {
        size_t n = strlen(title);
        case_no_short(r->choice.about, number);
        text_format(title + n, sizeof title - n, " %s", number);
    }
    line_put(y, area.left + 1, area.width - 2, ROLE_TEXT, title);
    if (area.width - at > 20)
        line_put(y, area.left + at, area.width - at - 1, ROLE_TEXT, _(report->line));
}

static const struct report *selected(const struct reports *r) {
    const void *row = list_selected(&r->list);
    return row ? *(const struct report *const *)row : NULL;
}

/* The case that was selected where one comes from, or seen last. */
static case_id case_below(const struct session *s) {
    for (int i = s->depth - 1; i >= 0; i--)
        if (s->stack[i].screen->selected_case) {
            case_id id = s->stack[i].screen->selected_case(s->stack[i].state);
            return id ? id : s->last_case;
        }
    return s->last_case;
}

static bool reports_open(struct session *s, void *state, const void *argument, struct error *e) {
    struct reports *r = state;
    r->s = s;
    r->array = (struct list_array){.items = reports, .item_size = sizeof reports[0], .n = reports_count, .draw = draw_row, .context = r};
    r->choice = reports_choice_now(s);
    r->choice.about = case_below(s);
    if (argument)
        memcpy(&r->choice.unit, argument, sizeof r->choice.unit);
    r->root = s->unit.id;
    return list_open(&r->list, &list_array_source, r, e);
}

static void reports_close(struct session *s, void *state) {
    (void)s;
    list_close(&((struct reports *)state)->list);
}

static void reports_prepare(struct session *s, void *state, struct area area) {
    struct reports *r = state;
    list_prepare(&r->list, s, area.height - 1 - rows_below(area));
}

static void draw_label(int y, int width, const char *label, const char *text) {
    int at = 16;
    line_put(y, 1, at - 2, ROLE_QUIET, label);
    line_put(y, at, width - at - 1, ROLE_TEXT, text);
}

static void reports_draw(struct session *s, void *state, struct area area) {
    struct reports *r = state;
    const struct reports_choice *choice = &r->choice;
    char text[512], day[11];
    int at = 1 + titles_width() + 2, below = rows_below(area);
    line_pad(area.top, 0, area.width, ROLE_HEADING, "");
    line_put(area.top, 1, area.width - 2, ROLE_HEADING, _("Report"));
    if (area.width - at > 20)
        line_put(area.top, at, area.width - at - 1, ROLE_HEADING, _("What it shows"));
    list_draw(&r->list, (struct area){area.top + 1, 0, area.height - 1 - below, area.width});
    if (!below)
        return;
    int y = area.top + area.height - below;
    line_rule(y, 0, area.width);
    if (choice->unit.id)
        text_format(text, sizeof text, "%s (%s)", unit_name(&choice->unit), choice->unit.code);
    else
        text_format(text, sizeof text, "%s", _("all stations"));
    draw_label(y + 1, area.width, _("Unit"), text);
    civil_show(choice->as_of == CIVIL_NONE ? s->clock.today : choice->as_of, day);
    draw_label(y + 2, area.width, _("As on"), day);
    reports_period_words(choice, text, sizeof text);
    draw_label(y + 3, area.width, _("FIRs of"), *text ? text : _("the period of each report"));
}

/* ---- keys ---- */

static answer reports_act(struct session *s, void *state, enum action action) {
    struct reports *r = state;
    const struct report *report = selected(r);
    if (list_act(&r->list, action))
        return ANSWER_REDRAW;
    if (!report)
        return ANSWER_NO;
    switch (action) {
    case ACTION_OPEN:
        return screen_open(s, &screen_report, report);
    case ACTION_REPORT_OF:
        return reports_ask_open(s, NULL);
    case ACTION_SAVE_AS:
        return reports_save_open(s, report);
    case ACTION_PRINT:
        return reports_print(s, report);
    case ACTION_ISSUE:
        return reports_issue_open(s, report);
    case ACTION_ORDERLY:
        return reports_print(s, report_find("pending-by-io"));
    default:
        return ANSWER_NO;
    }
}

static void reports_changed(struct session *s, void *state, unsigned what) {
    (void)what;
    reports_choice_now(s);
    list_reload(&((struct reports *)state)->list);
}

static const char *reports_heading(struct session *s, void *state, char *out, size_t cap) {
    char words[512];
    text_format(out, cap, "%s  %s", _("Reports"), reports_choice_words(s, NULL, &((struct reports *)state)->choice, words, sizeof words));
    return out;
}

static answer reports_point(struct session *s, void *state, int y) {
    (void)s;
    return list_point(&((struct reports *)state)->list, y, NULL) ? ANSWER_REDRAW : ANSWER_HANDLED;
}

static const enum action reports_footer[] = {ACTION_OPEN, ACTION_REPORT_OF, ACTION_SAVE_AS,  ACTION_PRINT, ACTION_ISSUE,
                                             ACTION_ORDERLY, ACTION_MENU, ACTION_LANGUAGE, ACTION_HELP,  ACTION_NONE};

const struct screen screen_reports = {
    .name = "reports",
    .title = N_("Reports"),
    .digit = 6,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN | PLACE_REPORTS,
    .footer = reports_footer,
    .state_size = sizeof(struct reports),
    .open = reports_open,
    .close = reports_close,
    .prepare = reports_prepare,
    .draw = reports_draw,
    .act = reports_act,
    .changed = reports_changed,
    .heading = reports_heading,
    .point = reports_point,
};
