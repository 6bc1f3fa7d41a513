/* What a form looks like: a panel at the bottom, the fields below each other, the current one opened. */
#include <string.h>

#include "screens/form_inside.h"
#include "screens/frame.h"
#include "src/text.h"

#define LABEL_WIDTH 20
#define CHOICE_ROWS 9 /* more choices than this go into two columns */

static const char *label_of(const char *text) {
    return text && *text ? _(text) : "";
}

/* Columns and rows of the choices of the current field. */
static int choice_columns(int n) {
    return n > CHOICE_ROWS ? 2 : 1;
}

static int choice_rows(int n) {
    int columns = choice_columns(n);
    return (n + columns - 1) / columns;
}

/* "gets the letters' room": the wrapped text below the label of a long field. */
static int text_width_of(struct area area) {
    return area.width > 4 ? area.width - 2 : area.width;
}

static const char *warning(const struct form *form, int i) {
    const struct field_spec *spec = &form->spec.field[i];
    return spec->warn && form->field[i].text[0] ? spec->warn(form->field[i].text) : NULL;
}

static const char *hint_of(const struct form *form, int i, char *out, size_t cap) {
    const struct field_spec *spec = &form->spec.field[i];
    char date[11];
    civil_show(form->today, date);
    out[0] = '\0';
    if (spec->hint)
        text_format(out, cap, "%s", _(spec->hint));
    else if (spec->kind == FIELD_DATE && spec->optional)
        text_format(out, cap, "%s", _("23, 2310 or 23/10/2026; empty: not known"));
    else if (spec->kind == FIELD_DATE)
        text_format(out, cap, _("Enter: today, %s; or 23, 2310, 23/10"), date);
    return out;
}

/* Rows that a field takes; y >= 0: draws it there. */
static int draw_choice(struct form *form, int i, int y, struct area area, bool current) {
    const struct field_spec *spec = &form->spec.field[i];
    struct form_field *f = &form->field[i];
    int n = spec->choices < CHOICES_MAX ? spec->choices : CHOICES_MAX;
    if (!current) {
        if (y >= 0) {
            line_pad(y, area.left, LABEL_WIDTH, ROLE_TEXT, label_of(spec->label));
            line_put(y, area.left + LABEL_WIDTH + 1, area.width - LABEL_WIDTH - 1, ROLE_STRONG,
                     f->chosen < 0 ? "–" : label_of(f->choice[f->chosen].label));
        }
        return 1;
    }
    int rows = choice_rows(n), width = area.width / choice_columns(n);
    if (y < 0)
        return rows + 1;
    line_put(y, area.left, area.width, ROLE_STRONG, label_of(spec->label));
    for (int k = 0; k < n; k++) {
        int row = y + 1 + k % rows, column = area.left + 1 + k / rows * width;
        char key[2] = {choice_key(k), '\0'};
        line_put(row, column, 1, ROLE_KEY, key);
        line_put(row, column + 2, width - 4, k == f->chosen ? ROLE_SELECTED : ROLE_TEXT, label_of(f->choice[k].label));
        if (k == f->chosen || (f->chosen < 0 && k == 0))
            cursor_rest(row, column);
    }
    return rows + 1;
}

static int draw_line(struct form *form, int i, int y, struct area area, bool current) {
    const struct field_spec *spec = &form->spec.field[i];
    struct form_field *f = &form->field[i];
    int x = area.left + LABEL_WIDTH + 1, room = area.width - LABEL_WIDTH - 1;
    int width = spec->kind == FIELD_DATE ? 12 : room;
    char hint[384];
    if (y < 0)
        return 1;
    line_pad(y, area.left, LABEL_WIDTH, current ? ROLE_STRONG : ROLE_TEXT, label_of(spec->label));
    edit_draw(&f->edit, y, x, width < room ? width : room, current);
    if (current && width < room)
        line_put(y, x + width + 2, room - width - 2, ROLE_QUIET, hint_of(form, i, hint, sizeof hint));
    return 1;
}

static int draw_lines(struct form *form, int i, int y, struct area area, bool current) {
    const struct field_spec *spec = &form->spec.field[i];
    struct form_field *f = &form->field[i];
    int width = text_width_of(area), rows = 1;
    if (y >= 0) {
        line_put(y, area.left, area.width, current ? ROLE_STRONG : ROLE_TEXT, label_of(spec->label));
        if (spec->hint)
            line_put(y, area.left + LABEL_WIDTH + 1, area.width - LABEL_WIDTH - 1, ROLE_QUIET, label_of(spec->hint));
    }
    rows += edit_draw_lines(&f->edit, y < 0 ? -1 : y + 1, area.left + 1, width, LINES_SHOWN, current && f->phrase < 0);
    bool phrases = current && (!form->tight || f->phrase >= 0);
    for (int k = 0; phrases && k < spec->phrases; k++, rows++)
        if (y >= 0) {
            line_put(y + rows, area.left + 1, 1, ROLE_QUIET, "+");
            line_put(y + rows, area.left + 3, area.width - 4, k == f->phrase ? ROLE_SELECTED : ROLE_QUIET,
                     label_of(spec->phrase[k]));
            if (k == f->phrase)
                cursor_rest(y + rows, area.left + 1);
        }
    return rows;
}

/* A sentence `rows` below y, no further than the panel goes; returns its rows. */
static int say(int y, int rows, struct area area, enum role role, const char *sentence) {
    int room = y < 0 ? MESSAGE_ROWS : area.top + area.height - (y + rows);
    return line_wrap(y < 0 ? -1 : y + rows, area.left + 1, area.width - 1, room < MESSAGE_ROWS ? room : MESSAGE_ROWS,
                     role, sentence);
}

static int draw_field(struct form *form, int i, int y, struct area area) {
    const struct field_spec *spec = &form->spec.field[i];
    bool current = i == form->current;
    int rows = 0;
    switch (spec->kind) {
    case FIELD_CHOICE:
        rows = draw_choice(form, i, y, area, current);
        break;
    case FIELD_LINES:
        rows = draw_lines(form, i, y, area, current);
        break;
    case FIELD_SAY:
        rows = line_wrap(y, area.left, area.width, 6, ROLE_TEXT, label_of(spec->label));
        break;
    default:
        rows = draw_line(form, i, y, area, current);
        break;
    }
    const char *message = form->field[i].message, *warn = message[0] && form->tight ? NULL : warning(form, i);
    if (warn)
        rows += say(y, rows, area, ROLE_SOON, warn);
    if (message[0])
        rows += say(y, rows, area, ROLE_ERROR, message);
    return rows;
}

/* The rows of each field and of all. */
static int measure(struct form *form, struct area inside, int rows[FORM_FIELDS_MAX]) {
    int total = 0;
    for (int i = 0; i < form->spec.fields; i++) {
        rows[i] = form_shown(form, i) ? draw_field(form, i, -1, inside) : 0;
        total += rows[i];
    }
    return total;
}

void form_draw(struct form *form, struct area area) {
    int rows[FORM_FIELDS_MAX] = {0}, first = 0;
    struct area inside = {.left = 1, .width = area.width - 2};
    form->tight = false;
    int total = measure(form, inside, rows);
    form->tight = total > area.height - 1;
    if (form->tight)
        total = measure(form, inside, rows);
    while (total > area.height - 1 && first < form->current) /* no room for all: those that are done go */
        total -= rows[first++];
    inside = panel_draw(area, total, form->spec.title, form->spec.about);
    int y = inside.top;
    for (int i = first; i < form->spec.fields && y < inside.top + inside.height; i++)
        if (rows[i] > 0)
            y += draw_field(form, i, y, inside);
}
