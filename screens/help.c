/* Help: every key of the screen that one came from, then those that hold
 * everywhere, then what the counts mean. The keys come from the one table. */
#include <string.h>

#include "screens/page.h"
#include "src/text.h"

struct help {
    struct page page;
    unsigned places; /* of the screen below */
    const char *title;
    int columns;     /* that the lines were made for; 0: to be made */
};

static bool help_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)argument;
    (void)e;
    struct help *help = state;
    for (int i = s->depth - 1; i >= 0 && !help->title; i--) {
        const struct screen *screen = s->stack[i].screen;
        if (screen != &screen_help && !screen->overlay) {
            help->places = screen->places;
            help->title = screen->title && screen->title[0] ? screen->title : N_("Home");
        }
    }
    return true;
}

static void help_close(struct session *s, void *state) {
    (void)s;
    page_free(&((struct help *)state)->page);
}

static void put_action(struct page *page, const struct action_info *info, int columns) {
    char keys[160];
    action_keys(info->action, keys, sizeof keys);
    page_line(page);
    page_put(page, 2, 22, ROLE_KEY, "%s", keys);
    page_wrap_beside(page, 25, columns - 26, ROLE_TEXT, _(info->help));
}

/* Actions whose places touch `places` but not `without`. */
static void put_actions(struct page *page, unsigned places, unsigned without, int columns) {
    for (int i = 0; i < actions_count; i++)
        if (actions[i].help && (actions[i].places & places) && !(actions[i].places & without))
            put_action(page, &actions[i], columns);
}

static void put_heading(struct page *page, const char *text) {
    if (page->lines) {
        page_line(page);
    }
    page_line(page);
    page_put(page, 1, 0, ROLE_HEADING, "%s", text);
}

static void put_meaning(struct page *page, int columns) {
    static const char *const meanings[] = {
        N_("Day: days since the FIR; the FIR date is day 0. For a zero FIR the clock runs from the first recording."),
        N_("Day 60 is what ITSSO counts. Two months is what the law says (BNSS 193(2), CrPC 173(1A)). Alarms go by the earlier one."),
        N_("Left: days to that date. 0 is the last day; -3 is three days over."),
        N_("Alert days are 31, 40, 50, 55 and 60. Told means: you made the IO, the SHO or the CO aware, and it is on record."),
        N_("A question mark: the sections do not say for certain that the case is tracked. Settle it (menu: m)."),
        N_("An exclamation mark: a supervising officer's direction on the case waits for an answer."),
        N_("376 and POCSO are counted apart. A case can stand in both; the line below them counts each case once."),
        N_("What you enter is on the disk when the screen says Saved. Nothing is ever overwritten: taking back is an entry too."),
        N_("Never write a name, an address, a school or a number in a remark: in these cases each of them makes the victim known."),
    };
    put_heading(page, _("What it means"));
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        page_wrap(page, 2, columns - 4, ROLE_TEXT, _(meanings[i]));
}

static void help_lay_out(struct help *help, int columns) {
    page_clear(&help->page);
    put_heading(&help->page, _("Keys of this screen"));
    put_actions(&help->page, help->places & ~(unsigned)(PLACE_ANYWHERE | PLACE_LIST), PLACE_ANYWHERE | PLACE_LIST,
                columns);
    if (help->places & PLACE_LIST) {
        put_heading(&help->page, _("Moving"));
        put_actions(&help->page, PLACE_LIST, PLACE_ANYWHERE, columns);
    }
    put_heading(&help->page, _("Everywhere"));
    put_actions(&help->page, PLACE_ANYWHERE, 0, columns);
    page_line(&help->page);
    page_put(&help->page, 2, 0, ROLE_QUIET, "%s", _("With the keyboard switched to Hindi each letter means the key that it sits on."));
    put_meaning(&help->page, columns);
    help->columns = columns;
}

static void help_prepare(struct session *s, void *state, struct area area) {
    (void)s;
    struct help *help = state;
    if (help->columns != area.width)
        help_lay_out(help, area.width);
    page_fit(&help->page, area.height - 1);
}

static void help_draw(struct session *s, void *state, struct area area) {
    (void)s;
    line_rule(area.top, 0, area.width);
    area.top++;
    area.height--;
    page_draw(&((struct help *)state)->page, area);
}

static answer help_act(struct session *s, void *state, enum action action) {
    struct help *help = state;
    (void)s;
    if (page_scroll(&help->page, action))
        return ANSWER_REDRAW;
    return action == ACTION_HELP ? ANSWER_LEAVE : ANSWER_NO;
}

static void help_changed(struct session *s, void *state, unsigned what) {
    (void)s;
    if (what & CHANGED_LANGUAGE)
        ((struct help *)state)->columns = 0;
}

static const char *help_heading(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    text_format(out, cap, "%s: %s", _("Help"), _(((struct help *)state)->title));
    return out;
}

static const char *help_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    const struct page *page = &((struct help *)state)->page;
    if (page->lines <= page->height)
        return NULL;
    int last = page->top + page->height;
    text_format(out, cap, _("lines %d-%d of %d"), page->top + 1, last > page->lines ? page->lines : last, page->lines);
    return out;
}

static const enum action help_footer[] = {ACTION_DOWN, ACTION_PAGE_DOWN, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};

const struct screen screen_help = {
    .name = "help",
    .title = N_("Help"),
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_HELP,
    .footer = help_footer,
    .state_size = sizeof(struct help),
    .open = help_open,
    .close = help_close,
    .prepare = help_prepare,
    .draw = help_draw,
    .act = help_act,
    .changed = help_changed,
    .heading = help_heading,
    .position = help_position,
};
