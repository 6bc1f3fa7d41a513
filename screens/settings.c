/* Settings: language and colours, changed at once and remembered; and, to be
 * read, what the configuration says and what was wrong in it. */
#include <string.h>

#include "screens/page.h"
#include "src/text.h"

enum { SETTING_LANGUAGE, SETTING_COLOURS, SETTINGS };

struct settings {
    int selected;
    struct page page; /* what is only read */
    int columns;
};

static const char *colours_name(enum colours colours) {
    return colours == COLOURS_HIGH_CONTRAST ? _("high contrast") : colours == COLOURS_MONO ? _("mono") : _("default");
}

static bool settings_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)s;
    (void)state;
    (void)argument;
    (void)e;
    return true;
}

static void settings_close(struct session *s, void *state) {
    (void)s;
    page_free(&((struct settings *)state)->page);
}

static void put_row(struct page *page, const char *label, const char *value) {
    page_line(page);
    page_put(page, 2, 24, ROLE_TEXT, "%s", label);
    page_put(page, 27, 0, ROLE_TEXT, "%s", value);
}

static const char *deadline_label(enum deadline deadline) {
    return deadline == DEADLINE_DAY60        ? _("day 60")
           : deadline == DEADLINE_TWO_MONTHS ? _("two months")
                                             : _("the earlier of day 60 and two months");
}

static void settings_lay_out(struct session *s, struct settings *settings, int columns) {
    struct page *page = &settings->page;
    const struct config *config = &s->context->config;
    char text[64];
    page_clear(page);
    page_line(page);
    page_put(page, 1, 0, ROLE_HEADING, "%s", _("From the configuration (to be changed there)"));
    put_row(page, _("file"), config->file[0] ? config->file : _("none: every option has its default"));
    put_row(page, _("station"), s->unit.id ? s->unit.code : _("not set: everything in the database"));
    put_row(page, _("data in"), store_folder(s->store));
    put_row(page, _("limit"), deadline_label(config->limit.deadline));
    text_format(text, sizeof text, "%d", config->limit.first_day);
    put_row(page, _("the FIR date is day"), text);
    put_row(page, _("lists that count"), config->lists);
    if (s->notes) {
        page_line(page);
        page_line(page);
        page_put(page, 1, 0, ROLE_HEADING, "%s", _("To be put right"));
    }
    for (int i = 0; i < s->notes; i++)
        page_wrap(page, 2, columns - 4, ROLE_SOON, s->note[i]);
    settings->columns = columns;
}

static void settings_prepare(struct session *s, void *state, struct area area) {
    struct settings *settings = state;
    if (settings->columns != area.width)
        settings_lay_out(s, settings, area.width);
    page_fit(&settings->page, area.height - SETTINGS - 3);
}

static void settings_draw(struct session *s, void *state, struct area area) {
    (void)s;
    struct settings *settings = state;
    const char *labels[SETTINGS] = {_("Language"), _("Colours")};
    const char *values[SETTINGS] = {language_now() == LANGUAGE_HINDI ? "हिन्दी" : "English", colours_name(theme_now())};
    line_rule(area.top, 0, area.width);
    struct area rest = {area.top + SETTINGS + 3, area.left, area.height - SETTINGS - 3, area.width};
    page_draw(&settings->page, rest);
    for (int i = 0; i < SETTINGS; i++) {
        int y = area.top + 2 + i;
        line_put(y, 2, 24, ROLE_TEXT, labels[i]);
        line_put(y, 27, area.width - 28, ROLE_STRONG, values[i]);
        if (i == settings->selected)
            line_look(y, 1, area.width < 60 ? area.width - 1 : 59, ROLE_SELECTED);
    }
    cursor_rest(area.top + 2 + settings->selected, 2);
}

static answer change(struct session *s, const struct settings *settings) {
    if (settings->selected == SETTING_LANGUAGE) {
        session_language(s, language_now() == LANGUAGE_HINDI ? LANGUAGE_ENGLISH : LANGUAGE_HINDI);
        return ANSWER_REDRAW;
    }
    enum colours next = theme_now() == COLOURS_DEFAULT         ? COLOURS_HIGH_CONTRAST
                        : theme_now() == COLOURS_HIGH_CONTRAST ? COLOURS_MONO
                                                               : COLOURS_DEFAULT;
    theme_start(next);
    static const char *const names[] = {
        [COLOURS_DEFAULT] = "default", [COLOURS_HIGH_CONTRAST] = "high-contrast", [COLOURS_MONO] = "mono"};
    state_set("colours", names[next]);
    s->repaint = true;
    session_only_reads(s, _("This session only reads (--read-only): the choice holds until you leave."));
    return ANSWER_REDRAW;
}

static answer settings_act(struct session *s, void *state, enum action action) {
    struct settings *settings = state;
    switch (action) {
    case ACTION_DOWN:
    case ACTION_LAST:
        settings->selected = SETTINGS - 1;
        return ANSWER_REDRAW;
    case ACTION_UP:
    case ACTION_FIRST:
        settings->selected = 0;
        return ANSWER_REDRAW;
    case ACTION_OPEN:
    case ACTION_CHANGE:
        return change(s, settings);
    default:
        return page_scroll(&settings->page, action) ? ANSWER_REDRAW : ANSWER_NO;
    }
}

static void settings_changed(struct session *s, void *state, unsigned what) {
    (void)s;
    (void)what;
    ((struct settings *)state)->columns = 0;
}

static const enum action settings_footer[] = {ACTION_CHANGE, ACTION_LANGUAGE, ACTION_HELP, ACTION_BACK, ACTION_NONE};

const struct screen screen_settings = {
    .name = "settings",
    .title = N_("Settings"),
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_SETTINGS,
    .footer = settings_footer,
    .state_size = sizeof(struct settings),
    .open = settings_open,
    .close = settings_close,
    .prepare = settings_prepare,
    .draw = settings_draw,
    .act = settings_act,
    .changed = settings_changed,
};
