/* Questions and menus. */
#include <string.h>

#include "screens/dispatch.h"
#include "screens/form.h"
#include "screens/frame.h"
#include "screens/key.h"
#include "screens/stack.h"
#include "src/text.h"

extern const struct screen screen_ask, screen_menu;

#define ASK_ROWS 5

struct panel_argument {
    const void *spec, *context;
    size_t context_size;
};

static bool always_typing(void *state) {
    (void)state;
    return true;
}

static size_t bounded(size_t n) {
    return n < FORM_CONTEXT_MAX ? n : FORM_CONTEXT_MAX;
}

/* ---- a question ---- */

struct ask {
    struct ask_spec spec;
    char context[FORM_CONTEXT_MAX];
};

static bool ask_begin(struct session *s, void *state, const void *argument, struct error *e) {
    (void)s, (void)e;
    struct ask *ask = state;
    const struct panel_argument *from = argument;
    memcpy(&ask->spec, from->spec, sizeof ask->spec);
    memcpy(ask->context, from->context, from->context_size);
    return true;
}

answer ask_open(struct session *s, const struct ask_spec *spec, const void *context, size_t context_size) {
    struct panel_argument argument = {spec, context, bounded(context_size)};
    return screen_open(s, &screen_ask, &argument);
}

/* In the status line's place; a longer question takes rows from the work above it. */
static void ask_draw(struct session *s, void *state, struct area area) {
    (void)s;
    const char *question = ((const struct ask *)state)->spec.question;
    int width = area.width - 4, bottom = area.top + area.height;
    int rows = line_wrap(-1, 1, width, ASK_ROWS, ROLE_NOTE, question);
    int y = bottom - rows + 1;
    for (int row = y; row <= bottom; row++)
        line_pad(row, 0, area.width, ROLE_TEXT, "");
    line_wrap(y, 1, width, ASK_ROWS, ROLE_NOTE, question);
    cursor_rest(bottom, rows == 1 ? 2 + text_width(question) : 1);
}

static answer ask_key(struct session *s, void *state, int key) {
    const struct ask ask = *(struct ask *)state;
    int plain = key_under_hindi(key), other = key_under_hindi_other(key);
    bool yes = plain == 'y' || plain == 'Y' || other == 'y' ||
               (ask.spec.enter_is_yes && (key == K_ENTER || key == K_NEW_LINE));
    bool no = plain == 'n' || plain == 'N' || other == 'n' || plain == 'q' || key == K_ESC || key == K_LEFT ||
              key == K_BACKSPACE;
    if (!yes && !no)
        return ANSWER_HANDLED;
    stack_remove(s, state); /* first: what is called may open the next panel */
    void (*call)(struct session *, void *) = yes ? ask.spec.yes : ask.spec.no;
    char context[FORM_CONTEXT_MAX];
    memcpy(context, ask.context, sizeof context);
    if (call)
        call(s, context);
    return ANSWER_REDRAW;
}

static const char *ask_keys(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    text_format(out, cap, "%s",
                ((struct ask *)state)->spec.enter_is_yes ? _("y or Enter Yes  n No") : _("y Yes  n No"));
    return out;
}

const struct screen screen_ask = {
    .name = "ask",
    .places = PLACE_PANEL,
    .overlay = true,
    .state_size = sizeof(struct ask),
    .open = ask_begin,
    .draw = ask_draw,
    .typing = always_typing,
    .key = ask_key,
    .keys = ask_keys,
};

/* ---- a menu ---- */

struct menu {
    struct menu_spec spec;
    char context[FORM_CONTEXT_MAX];
    int selected;
};

static bool menu_begin(struct session *s, void *state, const void *argument, struct error *e) {
    (void)s;
    struct menu *menu = state;
    const struct panel_argument *from = argument;
    memcpy(&menu->spec, from->spec, sizeof menu->spec);
    memcpy(menu->context, from->context, from->context_size);
    menu->selected = menu->spec.chosen < menu->spec.items ? menu->spec.chosen : 0;
    return menu->spec.items > 0 || error_set(e, ERROR_USAGE, _("There is nothing to choose from."));
}

answer menu_open(struct session *s, const struct menu_spec *spec, const void *context, size_t context_size) {
    struct panel_argument argument = {spec, context, bounded(context_size)};
    return screen_open(s, &screen_menu, &argument);
}

/* Keys of items: their own letters, the rest by number and then by the letters that are left. */
static char item_key(const struct menu_spec *spec, int item) {
    if (spec->key[item])
        return spec->key[item];
    static const char all[] = "123456789abcdefghijklmnopqrstuvwxyz";
    int wanted = 0;
    for (int i = 0; i < item; i++)
        wanted += spec->key[i] == 0;
    for (const char *c = all; *c; c++)
        if (!memchr(spec->key, *c, (size_t)spec->items) && wanted-- == 0)
            return *c;
    return ' ';
}

static void menu_draw(struct session *s, void *state, struct area area) {
    (void)s;
    struct menu *menu = state;
    int n = menu->spec.items, room = area.height - 1;
    int columns = n > room ? 2 : 1, rows = (n + columns - 1) / columns;
    if (rows > room)
        rows = room;
    struct area inside = panel_draw(area, rows, menu->spec.title, menu->spec.about);
    int width = inside.width / columns;
    int first = menu->selected >= rows * columns ? menu->selected - rows * columns + 1 : 0;
    for (int i = first; i < n && i - first < rows * columns; i++) {
        int y = inside.top + (i - first) % rows, x = inside.left + 1 + (i - first) / rows * width;
        char key[2] = {item_key(&menu->spec, i), '\0'};
        const char *label = menu->spec.item[i].label && *menu->spec.item[i].label ? _(menu->spec.item[i].label) : "–";
        line_put(y, x, 1, ROLE_KEY, key);
        line_put(y, x + 2, width - 4, i == menu->selected ? ROLE_SELECTED : ROLE_TEXT, label);
        if (i == menu->selected)
            cursor_rest(y, x);
    }
}

static answer menu_take(struct session *s, void *state, int item, bool remove) {
    const struct menu *menu = state;
    char context[FORM_CONTEXT_MAX];
    memcpy(context, menu->context, sizeof context);
    void (*call)(struct session *, void *, int) = remove ? menu->spec.remove : menu->spec.choose;
    stack_remove(s, state); /* its memory stays until the handler has returned */
    call(s, context, item);
    return ANSWER_REDRAW;
}

static answer menu_key(struct session *s, void *state, int key) {
    struct menu *menu = state;
    int last = menu->spec.items - 1;
    switch (key) {
    case K_UP:
        menu->selected -= menu->selected > 0;
        return ANSWER_REDRAW;
    case K_DOWN:
        menu->selected += menu->selected < last;
        return ANSWER_REDRAW;
    case K_HOME:
    case K_PAGE_UP:
        menu->selected = 0;
        return ANSWER_REDRAW;
    case K_END:
    case K_PAGE_DOWN:
        menu->selected = last;
        return ANSWER_REDRAW;
    case K_ENTER:
    case K_NEW_LINE:
    case K_RIGHT:
        return menu_take(s, state, menu->selected, false);
    case K_DELETE:
        return menu->spec.remove ? menu_take(s, state, menu->selected, true) : ANSWER_HANDLED;
    case K_ESC:
    case K_LEFT:
    case K_BACKSPACE:
        return ANSWER_LEAVE;
    default:
        break;
    }
    int readings[] = {key, key_under_hindi(key), key_under_hindi_other(key)};
    for (size_t r = 0; r < sizeof readings / sizeof readings[0]; r++)
        for (int i = 0; i <= last; i++)
            if (readings[r] > ' ' && readings[r] == item_key(&menu->spec, i))
                return menu_take(s, state, i, false);
    return key >= KEY_NAMED_FIRST || key < ' ' ? ANSWER_NO : ANSWER_HANDLED;
}

static const char *menu_keys(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    text_format(out, cap, "%s%s%s", _("Enter Choose"), ((struct menu *)state)->spec.remove ? _("  Del Delete") : "",
                _("  Esc Back"));
    return out;
}

const struct screen screen_menu = {
    .name = "menu",
    .places = PLACE_PANEL,
    .overlay = true,
    .state_size = sizeof(struct menu),
    .open = menu_begin,
    .draw = menu_draw,
    .typing = always_typing,
    .key = menu_key,
    .keys = menu_keys,
};

/* ---- what can be done here ---- */

struct doable {
    int n;
    enum action action[CHOICES_MAX];
};

static void doable_choose(struct session *s, void *context, int item) {
    struct doable doable;
    memcpy(&doable, context, sizeof doable);
    dispatch_action(s, doable.action[item]);
}

answer menu_of_actions(struct session *s) {
    unsigned places = dispatch_places(s) & ~(unsigned)(PLACE_SUB | PLACE_ROOT);
    int room = frame_area().height - 1;
    struct menu_spec menu = {.title = N_("What can be done here"), .choose = doable_choose};
    struct doable doable = {0};
    /* what belongs to this screen first, then what is everywhere */
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < actions_count && menu.items < CHOICES_MAX; i++) {
            const struct action_info *info = &actions[i];
            char key[16];
            bool everywhere = (info->places & PLACE_ANYWHERE) != 0;
            if (!info->label || !(info->places & places) || everywhere != (round == 1) || info->action == ACTION_MENU)
                continue;
            action_key(info->action, key, sizeof key);
            menu.key[menu.items] = key[0] && !key[1] ? key[0] : 0;
            menu.item[menu.items++].label = info->help;
            doable.action[doable.n++] = info->action;
        }
    for (int i = 0; menu.items > room && i < menu.items; i++) /* two columns: only the short words fit */
        menu.item[i].label = action_find(doable.action[i])->label;
    return menu_open(s, &menu, &doable, sizeof doable);
}
