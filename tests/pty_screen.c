/* The screen of the pty harness: libvterm's cells as UTF-8 lines, what is where. */
#include "tests/pty_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_CELLS 1000

static void on_output(const char *bytes, size_t n, void *context)
{
    struct pty *p = context;
    if (!p->silent && !p->ended)
        pty_bytes(p, bytes, n);
}

static int on_property(VTermProp property, VTermValue *value, void *context)
{
    struct pty *p = context;
    if (property == VTERM_PROP_ALTSCREEN)
        p->alternate = value->boolean != 0;
    if (property == VTERM_PROP_CURSORVISIBLE)
        p->cursor_hidden = value->boolean == 0;
    return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

bool screen_make(struct pty *p)
{
    p->vt = vterm_new(p->rows, p->columns);
    if (!p->vt)
        return false;
    vterm_set_utf8(p->vt, 1);
    vterm_output_set_callback(p->vt, on_output, p);
    p->screen = vterm_obtain_screen(p->vt);
    vterm_screen_enable_altscreen(p->screen, 1);
    vterm_screen_set_callbacks(p->screen, &callbacks, p);
    vterm_screen_reset(p->screen, 1);
    return true;
}

void screen_free(struct pty *p)
{
    if (p->vt)
        vterm_free(p->vt);
    p->vt = NULL;
    free(p->line);
    p->line = NULL;
}

void screen_resize(struct pty *p)
{
    if (p->vt)
        vterm_set_size(p->vt, p->rows, p->columns);
}

void screen_feed(struct pty *p, const char *bytes, size_t n)
{
    if (p->vt)
        vterm_input_write(p->vt, bytes, n);
}

static size_t utf8_put(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | (c >> 12));
        out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (c >> 18));
    out[1] = (char)(0x80 | ((c >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((c >> 6) & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* The line into out (big enough), blanks at the end cut; starts[column] = byte at which the cell begins, may be NULL. */
static size_t line_build(struct pty *p, int row, char *out, int *starts)
{
    size_t n = 0, end = 0;
    for (int column = 0; column < p->columns; column++) {
        VTermScreenCell cell = { 0 };
        if (starts)
            starts[column] = (int)n;
        if (!vterm_screen_get_cell(p->screen, (VTermPos){ .row = row, .col = column }, &cell))
            continue;
        if (cell.chars[0] == (uint32_t)-1) /* the right half of a wide character */
            continue;
        if (cell.chars[0] == 0) {
            out[n++] = ' ';
            continue;
        }
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
            n += utf8_put(cell.chars[i], out + n);
        if (cell.chars[0] != ' ' || cell.chars[1])
            end = n;
    }
    out[end] = '\0';
    return end;
}

static size_t line_size(const struct pty *p)
{
    return (size_t)p->columns * VTERM_MAX_CHARS_PER_CELL * 4 + 1;
}

const char *pty_line(struct pty *p, int row)
{
    if (!p->vt || row < 0 || row >= p->rows)
        return "";
    char *line = realloc(p->line, line_size(p));
    if (!line)
        return "";
    p->line = line;
    line_build(p, row, line, NULL);
    return line;
}

char *pty_screen(struct pty *p)
{
    char *text = malloc(line_size(p) * (size_t)p->rows + (size_t)p->rows + 1);
    if (!text)
        return NULL;
    size_t n = 0;
    for (int row = 0; row < p->rows; row++) {
        if (p->vt)
            n += line_build(p, row, text + n, NULL);
        text[n++] = '\n';
    }
    text[n] = '\0';
    return text;
}

int pty_rows(const struct pty *p)
{
    return p->rows;
}

int pty_columns(const struct pty *p)
{
    return p->columns;
}

int pty_find(struct pty *p, const char *text, int *column)
{
    if (!p->vt || p->columns > SIZE_MAX_CELLS)
        return -1;
    char *line = malloc(line_size(p));
    int starts[SIZE_MAX_CELLS];
    int found = -1;
    for (int row = 0; line && row < p->rows && found < 0; row++) {
        line_build(p, row, line, starts);
        const char *at = strstr(line, text);
        if (!at)
            continue;
        found = row;
        for (int c = 0; column && c < p->columns; c++)
            if (starts[c] <= at - line)
                *column = c;
    }
    free(line);
    return found;
}

void pty_cursor(const struct pty *p, int *row, int *column, bool *visible)
{
    VTermPos at = { 0 };
    if (p->vt)
        vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &at);
    *row = at.row;
    *column = at.col;
    *visible = !p->cursor_hidden;
}

bool pty_on_alternate_screen(const struct pty *p)
{
    return p->alternate;
}

bool pty_coloured(struct pty *p)
{
    for (int row = 0; p->vt && row < p->rows; row++)
        for (int column = 0; column < p->columns; column++) {
            VTermScreenCell cell = { 0 };
            vterm_screen_get_cell(p->screen, (VTermPos){ .row = row, .col = column }, &cell);
            if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
                return true;
        }
    return false;
}

bool pty_reversed(struct pty *p, int row, int column)
{
    VTermScreenCell cell = { 0 };
    return p->vt && vterm_screen_get_cell(p->screen, (VTermPos){ .row = row, .col = column }, &cell) && cell.attrs.reverse;
}

/* ---- conditions ---- */

struct place { const char *text; int row, column; };

static bool text_holds(struct pty *p, void *context)
{
    return pty_find(p, ((struct place *)context)->text, NULL) >= 0;
}

bool pty_is_filled(struct pty *p, void *unused)
{
    (void)unused;
    for (int row = 0; row < p->rows; row++)
        if (*pty_line(p, row))
            return true;
    return false;
}

static bool no_text_holds(struct pty *p, void *context)
{
    return pty_is_filled(p, NULL) && pty_find(p, ((struct place *)context)->text, NULL) < 0;
}

static bool at_holds(struct pty *p, void *context)
{
    const struct place *place = context;
    int starts[SIZE_MAX_CELLS];
    char *line = p->columns <= SIZE_MAX_CELLS && place->column < p->columns ? malloc(line_size(p)) : NULL;
    if (!line)
        return false;
    size_t n = line_build(p, place->row, line, starts);
    size_t from = (size_t)starts[place->column];
    bool holds = from <= n && strncmp(line + from, place->text, strlen(place->text)) == 0;
    free(line);
    return holds;
}

static bool cursor_holds(struct pty *p, void *context)
{
    const struct place *place = context;
    int row, column;
    bool visible;
    pty_cursor(p, &row, &column, &visible);
    return row == place->row && column == place->column;
}

static bool wait_place(struct pty *p, bool (*holds)(struct pty *, void *), struct place place, const char *what)
{
    char sentence[512];
    if (place.text)
        snprintf(sentence, sizeof sentence, "%s \"%s\"", what, place.text);
    else
        snprintf(sentence, sizeof sentence, "%s %d,%d", what, place.row, place.column);
    return pty_wait(p, holds, &place, sentence, PTY_DEADLINE_MS);
}

bool pty_wait_text(struct pty *p, const char *text)
{
    return wait_place(p, text_holds, (struct place){ .text = text }, "the text");
}

bool pty_wait_no_text(struct pty *p, const char *text)
{
    return wait_place(p, no_text_holds, (struct place){ .text = text }, "a screen without the text");
}

bool pty_wait_at(struct pty *p, int row, int column, const char *text)
{
    return wait_place(p, at_holds, (struct place){ .text = text, .row = row, .column = column }, "at its place the text");
}

bool pty_wait_cursor(struct pty *p, int row, int column)
{
    return wait_place(p, cursor_holds, (struct place){ .row = row, .column = column }, "the cursor at");
}
