/* Header, status line and keys around the screens; the order of drawing. */
#include "screens/frame.h"

#include <curses.h>
#include <string.h>

#include "screens/terminal.h"
#include "src/clock.h"
#include "src/text.h"

#define ITEM_GAP 2
#define STATUS_ROWS 5

static bool too_small(void) {
    return screen_rows() < SCREEN_MIN_ROWS || screen_columns() < SCREEN_MIN_COLUMNS;
}

struct area frame_area(void) {
    return (struct area){.top = 1, .left = 0, .height = screen_rows() - 3, .width = screen_columns()};
}

/* The lowest screen that can be seen: panels show what is below them. */
static int lowest_seen(const struct session *s) {
    int i = s->depth - 1;
    while (i > 0 && s->stack[i].screen->overlay)
        i--;
    return i;
}

void frame_prepare(struct session *s) {
    if (too_small() || s->depth == 0)
        return;
    session_interruptible(s, true);
    for (int i = lowest_seen(s); i < s->depth; i++)
        if (s->stack[i].screen->prepare)
            s->stack[i].screen->prepare(s, s->stack[i].state, frame_area());
    session_interruptible(s, false);
}

/* ---- header ---- */

static void header_left(struct session *s, const struct open_screen *top, char *out, size_t cap) {
    char unit[256];
    if (top->screen->heading && top->screen->heading(s, top->state, out, cap))
        return;
    const char *title = top->screen->title && *top->screen->title ? _(top->screen->title) : "ITSSO";
    if (s->unit.id)
        text_format(unit, sizeof unit, "%s (%s)", unit_name(&s->unit), s->unit.code);
    else
        text_format(unit, sizeof unit, "%s", _("all stations"));
    text_format(out, cap, "%s  %s", title, unit);
}

/* "data 17:58" of today's, "data of 22/11" of another day's. */
static void data_text(const struct session *s, char *out, size_t cap) {
    char today[11];
    civil_show(s->clock.today, today);
    if (!s->data_at[0])
        text_format(out, cap, "%s", _("no data yet"));
    else if (strncmp(s->data_at, today, 10) == 0)
        text_format(out, cap, _("data %s"), s->data_at + 11);
    else if (strncmp(s->data_at + 6, today + 6, 4) == 0)
        text_format(out, cap, _("data of %.5s"), s->data_at);
    else
        text_format(out, cap, _("data of %.10s"), s->data_at);
}

/* The state of sync, or without a gateway the date of the data. */
static void line_text(struct session *s, enum sync_room room, char *out, size_t cap) {
    s->sync.now_ms = clock_now_ms();
    s->sync.today = s->clock.today;
    s->sync_shown_up = sync_is_up(&s->sync);
    if (!*sync_header(&s->sync, room, out, cap))
        data_text(s, out, cap);
}

static bool gateway_known(const struct session *s) {
    return s->sync.configured || s->sync.known;
}

/* The parts of the header's right end that are not "", with blanks between them. */
static void join(const char *const part[], int n, char *out, size_t cap) {
    size_t used = 0;
    text_format(out, cap, "%s", "");
    for (int i = 0; i < n; i++)
        if (*part[i])
            used += text_format(out + used, cap - used, "%s%s", used ? "   " : "", part[i]);
}

/* The right end: a clock that is wrong (the date beside it is not this PC's), the date, what belongs to the screen, how the line stands; the
 * first choice that there is room for. What goes last: the screen's own, or how the line stands. */
static void header_right(struct session *s, const struct open_screen *top, int columns, char *out, size_t cap) {
    enum { LONG_DATE, SHORT_DATE, NO_DATE };
    static const struct { int date; enum sync_room room; } choices[] = {
        {LONG_DATE, SYNC_ROOMY}, {SHORT_DATE, SYNC_ROOMY}, {LONG_DATE, SYNC_BRIEF}, {SHORT_DATE, SYNC_BRIEF},
        {NO_DATE, SYNC_BRIEF},   {NO_DATE, SYNC_NARROW}};
    char date[3][48] = {"", "", ""}, own[128] = "", line[128];
    const char *clock = s->clock_trust == CLOCK_WRONG ? _("PC clock wrong") : "";
    session_date(s->clock.today, date[LONG_DATE], sizeof date[0]);
    civil_show(s->clock.today, date[SHORT_DATE]);
    bool position = top->screen->position && top->screen->position(s, top->state, own, sizeof own);
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        line_text(s, choices[i].room, line, sizeof line);
        if (!gateway_known(s) && position)
            line[0] = '\0';
        join((const char *const[]){clock, date[choices[i].date], own, line}, 4, out, cap);
        if (text_width(out) <= columns)
            return;
        if (!gateway_known(s) && (position || choices[i].date == SHORT_DATE))
            break;
    }
    text_format(out, cap, "%s", *clock ? clock : position ? own : gateway_known(s) ? line : date[LONG_DATE]);
}

static void draw_header(struct session *s, const struct open_screen *top) {
    char left[512], right[256];
    int x = 1, width = screen_columns();
    if (s->training)
        x += line_put(0, x, width - x, ROLE_TRAINING, _("TRAINING")) + 2;
    header_left(s, top, left, sizeof left);
    int needed = text_width(left);
    int room = width - x - needed - 2;
    header_right(s, top, room > 12 ? room : 12, right, sizeof right);
    int right_width = text_width(right), most = room > width / 2 ? room : width / 2;
    if (right_width > most)
        right_width = most;
    line_put(0, x, width - x - right_width - 2, ROLE_TITLE, left);
    line_right(0, width - right_width - 1, right_width, s->clock_trust == CLOCK_WRONG ? ROLE_OVER : ROLE_TEXT, right);
}

/* ---- the last row ---- */

/* "a Told": its columns; draws it where y >= 0. The language's item shows the other language. */
static int item(enum action action, int y, int x, int room) {
    char key[16];
    const struct action_info *info = action_find(action);
    action_key(action, key, sizeof key);
    if (!info || !info->label || !*key)
        return 0;
    const char *label = action == ACTION_LANGUAGE && language_now() == LANGUAGE_HINDI ? "English"
                        : action == ACTION_LANGUAGE                                   ? "हिन्दी"
                                                                                      : _(info->label);
    int key_width = text_width(key), width = key_width + 1 + text_width(label);
    if (width > room)
        return 0;
    if (y >= 0) {
        line_put(y, x, key_width, ROLE_KEY, key);
        line_put(y, x + key_width + 1, width - key_width - 1, ROLE_TEXT, label);
    }
    return width;
}

static void draw_last(struct session *s, const struct open_screen *top) {
    char words[768];
    const struct screen *screen = top->screen;
    if (screen->keys && screen->keys(s, top->state, words, sizeof words)) {
        line_put(screen_rows() - 1, 1, screen_columns() - 2, ROLE_TEXT, words);
        return;
    }
    int y = screen_rows() - 1, x = 1, width = screen_columns() - 1;
    bool help = false;
    for (const enum action *action = screen->footer; action && *action; action++)
        help = help || *action == ACTION_HELP;
    int kept = help ? item(ACTION_HELP, -1, 0, width) + ITEM_GAP : 0; /* help is always there, at the end */
    for (const enum action *action = screen->footer; action && *action; action++) {
        if (*action == ACTION_HELP || (*action == ACTION_LANGUAGE && (!language_utf8() || terminal_without_hindi())))
            continue;
        if (*action == ACTION_PLUG && !s->context->plug)
            continue;
        int used = item(*action, y, x, width - x - kept);
        x += used ? used + ITEM_GAP : 0;
    }
    if (help)
        item(ACTION_HELP, y, x, width - x);
}

/* A sentence that is longer than its row takes rows from the work above it: what went wrong is said in full. */
static void draw_status(const struct session *s) {
    int width = screen_columns() - 2, bottom = screen_rows() - 2;
    if (!s->status[0])
        return;
    int rows = line_wrap(-1, 1, width, STATUS_ROWS, s->status_role, s->status);
    for (int y = bottom - rows + 1; rows > 1 && y <= bottom; y++)
        line_pad(y, 0, screen_columns(), ROLE_TEXT, "");
    line_wrap(bottom - rows + 1, 1, width, STATUS_ROWS, s->status_role, s->status);
}

/* ---- all ---- */

void frame_draw(struct session *s) {
    erase();
    cursor_rest(screen_rows() - 1, 0);
    if (s->depth == 0)
        return;
    if (too_small()) {
        line_format(0, 0, screen_columns(), ROLE_TEXT, _("Too small: %dx%d at least"), SCREEN_MIN_COLUMNS,
                    SCREEN_MIN_ROWS);
        cursor_rest(0, 0);
        return;
    }
    int seen = lowest_seen(s);
    draw_header(s, &s->stack[seen]);
    for (int i = seen; i < s->depth; i++)
        s->stack[i].screen->draw(s, s->stack[i].state, frame_area());
    draw_status(s);
    draw_last(s, &s->stack[s->depth - 1]);
}

struct area panel_draw(struct area area, int height, const char *title, const char *about) {
    if (height + 1 > area.height)
        height = area.height - 1;
    int top = area.top + area.height - height - 1;
    line_rule(top, 0, area.width);
    if (title && *title)
        line_format(top, 2, area.width - 4, ROLE_STRONG, " %s%s%s ", _(title), *about ? "  " : "", about);
    for (int y = top + 1; y < area.top + area.height; y++)
        line_pad(y, 0, area.width, ROLE_TEXT, "");
    return (struct area){.top = top + 1, .left = 1, .height = height, .width = area.width - 2};
}
