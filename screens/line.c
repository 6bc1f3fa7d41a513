/* Putting text on the screen, never past its edge. */
#include "screens/line.h"

#include <curses.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "screens/terminal.h"
#include "src/i18n.h"
#include "src/text.h"

#define LINE_SIZE 2048

int screen_rows(void) {
    return LINES;
}

int screen_columns(void) {
    return COLS;
}

bool line_unicode(void) {
    return language_utf8();
}

/* Where the output is ASCII only: every other letter as "?", dashes and dots as themselves; signs that take no room go.
 */
static void ascii_only(char *text) {
    static const struct {
        const char *sign, *ascii;
    } known[] = {{"–", "-"}, {"—", "-"}, {"…", "~"}, {"─", "-"}, {"’", "'"}};
    char *out = text;
    for (const char *in = text; *in;) {
        if ((unsigned char)*in < 0x80) {
            *out++ = *in++;
            continue;
        }
        char sign = '?';
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (strncmp(in, known[i].sign, strlen(known[i].sign)) == 0)
                sign = known[i].ascii[0];
        *out++ = sign;
        for (in++; (*in & 0xc0) == 0x80; in++)
            ;
    }
    *out = '\0';
}

static void put(int y, int x, enum role role, const char *text) {
    unsigned long attributes;
    short pair;
    theme_role(role, &attributes, &pair);
    attr_set((attr_t)attributes, pair, NULL);
    mvaddstr(y, x, text);
    attr_set(A_NORMAL, 0, NULL);
}

/* The columns that may be used at (y, x); 0 where that is off the screen. */
static int room(int y, int x, int width) {
    if (y < 0 || y >= LINES || x < 0 || x >= COLS || width <= 0)
        return 0;
    return width < COLS - x ? width : COLS - x;
}

static void prepared(const char *text, char *out) {
    text_format(out, LINE_SIZE, "%s", text);
    if (!language_utf8())
        ascii_only(out);
}

int line_put(int y, int x, int width, enum role role, const char *text) {
    char clean[LINE_SIZE], shown[LINE_SIZE];
    width = room(y, x, width);
    if (width == 0 || !*text)
        return 0;
    prepared(text, clean);
    int columns = text_width(clean);
    if (columns > width)
        columns = width;
    put(y, x, role, text_pad(clean, columns, shown, sizeof shown));
    return columns;
}

void line_pad(int y, int x, int width, enum role role, const char *text) {
    char clean[LINE_SIZE], shown[LINE_SIZE];
    width = room(y, x, width);
    if (width == 0)
        return;
    prepared(text, clean);
    put(y, x, role, text_pad(clean, width, shown, sizeof shown));
}

void line_right(int y, int x, int width, enum role role, const char *text) {
    int columns = text_width(text);
    if (columns > width)
        columns = width;
    line_put(y, x + width - columns, columns, role, text);
}

int line_format(int y, int x, int width, enum role role, const char *format, ...) {
    char text[LINE_SIZE];
    va_list list;
    va_start(list, format);
    int n = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (n < 0)
        return 0;
    if ((size_t)n >= sizeof text) { /* cut at a character's end */
        size_t end = sizeof text - 1;
        while (end > 0 && (text[end] & 0xc0) == 0x80)
            end--;
        text[end] = '\0';
    }
    return line_put(y, x, width, role, text);
}

void line_rule(int y, int x, int width) {
    unsigned long attributes;
    short pair;
    width = room(y, x, width);
    if (width == 0)
        return;
    theme_role(ROLE_RULE, &attributes, &pair);
    attr_set((attr_t)attributes, pair, NULL);
    if (language_utf8())
        mvhline_set(y, x, WACS_HLINE, width);
    else
        mvhline(y, x, '-', width);
    attr_set(A_NORMAL, 0, NULL);
}

/* Bytes of the row that begins `text`, at most `width` columns, broken at a blank where there is one. *next: where the
 * following row begins. */
static size_t wrapped(const char *text, int width, const char **next) {
    size_t end = text_clip(text, width, NULL);
    size_t newline = strcspn(text, "\n");
    if (newline <= end) {
        *next = text + newline + (text[newline] == '\n');
        return newline;
    }
    if (end == 0) /* a cluster wider than the place: the whole character goes, nothing hangs */
        for (end = 1; (text[end] & 0xc0) == 0x80; end++)
            ;
    if (text[end] && text[end] != ' ') {
        size_t blank = end;
        while (blank > 0 && text[blank - 1] != ' ')
            blank--;
        if (blank > 0)
            end = blank;
    }
    const char *after = text + end;
    while (*after == ' ')
        after++;
    *next = after;
    while (end > 0 && text[end - 1] == ' ')
        end--;
    return end;
}

int line_wrap(int y, int x, int width, int max_rows, enum role role, const char *text) {
    int rows = 0;
    char row[LINE_SIZE];
    if (width < 1)
        return 0;
    while (*text && rows < max_rows) {
        const char *next;
        size_t n = wrapped(text, width, &next);
        if (n >= sizeof row)
            n = sizeof row - 1;
        memcpy(row, text, n);
        row[n] = '\0';
        if (y >= 0)
            line_put(y + rows, x, width, role, row);
        rows++;
        text = next;
    }
    return rows;
}

void line_look(int y, int x, int columns, enum role role) {
    unsigned long attributes;
    short pair;
    columns = room(y, x, columns);
    if (columns == 0)
        return;
    theme_role(role, &attributes, &pair);
    mvchgat(y, x, columns, (attr_t)attributes, pair, NULL);
}

void cursor_rest(int y, int x) {
    terminal_cursor(y, x);
}
