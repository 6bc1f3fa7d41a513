/* One report as a page of text, as wide as the screen. It is made when the screen stands and nothing else is to do: any key stops that,
 * is answered, and the making begins anew. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "screens/key.h"
#include "screens/reports_inside.h"
#include "src/text.h"

#define PAGE_NARROWEST 80 /* a narrower screen looks at a part of this page */

struct preview {
    const struct report *report;
    struct report_made made;
    char *text;       /* the page, lines that end with NUL */
    size_t *line;     /* where each begins */
    int lines, widest;
    int columns;      /* that the page was made for; 0: to be made */
    bool wide;        /* with all its columns, however wide that is */
    bool stale;       /* the sheet is to be made */
    char why[ERROR_TEXT_MAX]; /* why there is none; "" */
    int top, left, height, width;
};

static void forget(struct preview *p) {
    report_made_free(&p->made);
    free(p->text);
    free(p->line);
    p->text = NULL;
    p->line = NULL;
    p->lines = p->widest = 0;
    p->columns = 0;
}

static bool preview_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)s, (void)e;
    struct preview *p = state;
    p->report = argument;
    p->stale = true;
    return true;
}

static void preview_close(struct session *s, void *state) {
    (void)s;
    forget(state);
}

/* ---- making ---- */

/* Keeps the place in the page; while there is none, what was typed ahead waits. */
static void fit(struct preview *p) {
    int last = p->lines - p->height, right = p->widest - p->width;
    if (p->line && p->top > last)
        p->top = last;
    if (p->top < 0)
        p->top = 0;
    if (p->line && p->left > right)
        p->left = right;
    if (p->left < 0)
        p->left = 0;
}

/* Cuts the page into lines; false: no memory. */
static bool cut(struct preview *p, size_t n) {
    int lines = 0;
    for (size_t i = 0; i < n; i++)
        lines += p->text[i] == '\n';
    p->line = malloc(((size_t)lines + 1) * sizeof *p->line);
    if (!p->line)
        return false;
    for (size_t at = 0; at < n;) {
        char *end = memchr(p->text + at, '\n', n - at);
        if (end)
            *end = '\0';
        p->line[p->lines++] = at;
        int width = text_width(p->text + at);
        if (width > p->widest)
            p->widest = width;
        at = end ? (size_t)(end - p->text) + 1 : n;
    }
    return true;
}

static void lay_out(struct session *s, struct preview *p) {
    struct error e = {0};
    size_t n = 0;
    int columns = p->width < PAGE_NARROWEST ? PAGE_NARROWEST : p->width;
    free(p->text);
    free(p->line);
    p->text = NULL;
    p->line = NULL;
    p->lines = p->widest = 0;
    FILE *memory = open_memstream(&p->text, &n);
    bool well = memory && sheet_render_text(p->made.sheet, memory, p->wide ? 0 : columns, &e);
    if (memory && fclose(memory) != 0)
        well = false;
    if (!well || !cut(p, n)) {
        if (e.kind == ERROR_NONE)
            error_set(&e, ERROR_UNABLE, "%s", _("There is not enough memory to show the report; a file of it can be saved."));
        session_fail(s, &e);
    }
    p->columns = p->width;
    fit(p);
}

static void preview_prepare(struct session *s, void *state, struct area area) {
    struct preview *p = state;
    p->height = area.height;
    p->width = area.width;
    if (p->made.sheet && p->columns != p->width)
        lay_out(s, p);
    fit(p);
}

/* true: there is more to do. */
static bool preview_idle(struct session *s, void *state) {
    struct preview *p = state;
    struct report_made made;
    struct error e = {0};
    if (!p->stale)
        return false;
    bool well = reports_make(s, p->report, &made, &e);
    if (!well && e.kind == ERROR_STOPPED)
        return true; /* again when the key is answered */
    p->stale = false;
    s->redraw_idle = true;
    forget(p);
    p->why[0] = '\0';
    if (well)
        p->made = made;
    else
        text_format(p->why, sizeof p->why, "%s", e.text);
    return false;
}

/* ---- drawing ---- */

/* The line from so many columns on. */
static void draw_line(const struct preview *p, const char *text, int y) {
    int used = 0;
    size_t n = p->left > 0 ? text_clip(text, p->left, &used) : 0;
    for (int more = 1; used < p->left && text[n] && more <= 4; more++) /* a cluster across the edge: its cells stay empty */
        n = text_clip(text, p->left + more, &used);
    int indent = used > p->left ? used - p->left : 0;
    line_put(y, indent, p->width - indent, ROLE_TEXT, text + n);
}

static void preview_draw(struct session *s, void *state, struct area area) {
    (void)s;
    const struct preview *p = state;
    cursor_rest(area.top, 0);
    if (!p->text || !p->line) {
        line_wrap(area.top + 1, 2, area.width - 4, area.height - 2, *p->why ? ROLE_ERROR : ROLE_QUIET, *p->why ? p->why : _("Counting …"));
        return;
    }
    for (int row = 0; row < area.height && p->top + row < p->lines; row++)
        draw_line(p, p->text + p->line[p->top + row], area.top + row);
}

/* ---- keys ---- */

static bool scroll(struct preview *p, enum action action) {
    int page = p->height > 1 ? p->height - 1 : 1;
    switch (action) {
    case ACTION_DOWN: p->top++; break;
    case ACTION_UP: p->top--; break;
    case ACTION_PAGE_DOWN: p->top += page; break;
    case ACTION_PAGE_UP: p->top -= page; break;
    case ACTION_HALF_DOWN: p->top += page / 2; break;
    case ACTION_HALF_UP: p->top -= page / 2; break;
    case ACTION_FIRST: p->top = p->left = 0; break;
    case ACTION_LAST: p->top = p->line ? p->lines : INT_MAX / 2; break;
    case ACTION_SIDE_RIGHT: p->left += p->width / 2; break;
    case ACTION_SIDE_LEFT: p->left -= p->width / 2; break;
    default: return false;
    }
    fit(p);
    return true;
}

static answer preview_act(struct session *s, void *state, enum action action) {
    struct preview *p = state;
    if (action == ACTION_BACK && s->key == K_LEFT && p->left > 0)
        action = ACTION_SIDE_LEFT;
    if (scroll(p, action))
        return ANSWER_REDRAW;
    switch (action) {
    case ACTION_WIDE:
        p->wide = !p->wide;
        p->columns = 0;
        return ANSWER_REDRAW;
    case ACTION_REPORT_OF:
        return reports_ask_open(s, p->report);
    case ACTION_SAVE_AS:
        return reports_save_open(s, p->report);
    case ACTION_PRINT:
        return reports_print(s, p->report);
    case ACTION_ISSUE:
        return reports_issue_open(s, p->report);
    case ACTION_ORDERLY:
        return reports_print(s, report_find("pending-by-io"));
    default:
        return ANSWER_NO;
    }
}

/* The old page stays until the new one is made. */
static void preview_changed(struct session *s, void *state, unsigned what) {
    (void)s, (void)what;
    ((struct preview *)state)->stale = true;
}

static const char *preview_heading(struct session *s, void *state, char *out, size_t cap) {
    const struct preview *p = state;
    const struct reports_choice choice = reports_choice_now(s);
    char title[256], words[512];
    reports_short_title(p->report, title, sizeof title);
    text_format(out, cap, "%s  %s", title, reports_choice_words(s, p->report, &choice, words, sizeof words));
    return out;
}

static const char *preview_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    const struct preview *p = state;
    int last = p->top + p->height;
    if (p->stale) {
        text_format(out, cap, "%s", _("Counting …"));
        return out;
    }
    if (p->lines <= p->height)
        return NULL;
    text_format(out, cap, _("lines %d-%d of %d"), p->top + 1, last > p->lines ? p->lines : last, p->lines);
    return out;
}

static const enum action preview_footer[] = {ACTION_REPORT_OF, ACTION_SAVE_AS, ACTION_PRINT, ACTION_ISSUE, ACTION_WIDE, ACTION_BACK,
                                             ACTION_MENU, ACTION_LANGUAGE, ACTION_HELP, ACTION_NONE};

const struct screen screen_report = {
    .name = "report",
    .title = N_("Report"),
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_REPORT,
    .footer = preview_footer,
    .state_size = sizeof(struct preview),
    .open = preview_open,
    .close = preview_close,
    .prepare = preview_prepare,
    .draw = preview_draw,
    .act = preview_act,
    .changed = preview_changed,
    .idle = preview_idle,
    .heading = preview_heading,
    .position = preview_position,
};
