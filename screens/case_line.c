/* A case as one row: which columns fit, and what stands in them. */
#include "screens/case_line.h"

#include <string.h>

#include "src/text.h"

struct cell {
    const char *heading;
    int gap, width, most; /* columns before it, at least, at most (what a wide terminal gives) */
    int rank;             /* the highest rank drops first; 0 never */
    bool right;
};

/* Widths fit both languages, so that the columns stand where they stand. */
static const struct cell cells[CELL_COUNT] = {
    [CELL_LEFT] = {N_("Left"), 0, 5, 5, 0, true},         [CELL_DAY] = {N_("Day"), 1, 4, 4, 1, true},
    [CELL_FIR] = {N_("FIR no."), 1, 8, 8, 0, false},      [CELL_FIR_DATE] = {N_("FIR date"), 1, 10, 10, 8, false},
    [CELL_DUE] = {N_("Due"), 2, 10, 10, 6, false},        [CELL_CATEGORY] = {N_("Category"), 1, 10, 10, 2, false},
    [CELL_IO] = {N_("IO"), 1, 13, 20, 3, false},          [CELL_WAITING] = {N_("Waiting for"), 1, 12, 20, 4, false},
    [CELL_TOLD] = {N_("IO told"), 2, 7, 7, 7, true},      [CELL_SECTIONS] = {N_("Sections"), 2, 20, 60, 11, false},
    [CELL_STATUS] = {N_("Status"), 2, 12, 22, 10, false}, [CELL_UNIT] = {N_("Station"), 1, 12, 24, 5, false},
    [CELL_ALERT] = {N_("Alert"), 1, 7, 7, 6, true},       [CELL_TOLD_BY] = {N_("Told by"), 2, 10, 18, 9, false},
};

static const enum case_cell order[] = {CELL_LEFT, CELL_DAY,     CELL_FIR,      CELL_UNIT,    CELL_FIR_DATE,
                                       CELL_DUE,  CELL_ALERT,   CELL_CATEGORY, CELL_IO,      CELL_WAITING,
                                       CELL_TOLD, CELL_TOLD_BY, CELL_STATUS,   CELL_SECTIONS};
static const enum case_cell order_io_last[] = {CELL_LEFT,   CELL_DAY,      CELL_FIR,     CELL_FIR_DATE, CELL_DUE,
                                               CELL_ALERT,  CELL_CATEGORY, CELL_WAITING, CELL_TOLD,     CELL_TOLD_BY,
                                               CELL_STATUS, CELL_SECTIONS, CELL_UNIT,    CELL_IO};
/* Who gets the room that is left, one after the other. */
static const enum case_cell stretch[] = {CELL_WAITING, CELL_IO, CELL_UNIT, CELL_SECTIONS, CELL_STATUS, CELL_TOLD_BY};
#define ORDERED ((int)(sizeof order / sizeof order[0]))

static int width_of(unsigned wanted) {
    int total = 0;
    for (int i = 0; i < CELL_COUNT; i++)
        if (wanted & (1u << i))
            total += cells[i].gap + cells[i].width;
    return total;
}

/* Without the least important of the wanted cells. */
static unsigned drop_one(unsigned wanted) {
    int least = -1;
    for (int i = 0; i < CELL_COUNT; i++)
        if ((wanted & (1u << i)) && cells[i].rank > 0 && (least < 0 || cells[i].rank > cells[least].rank))
            least = i;
    return least < 0 ? 0 : wanted & ~(1u << least);
}

/* The selected row's look reaches over the numbers and dates at its beginning. Not further: names and reasons in
 * Devanagari, three bytes a letter, would be written twice at every key, more than a slow line bears (terminal.md
 * section 1). */
static int mark_of(const struct case_columns *columns) {
    static const unsigned numbers =
        1u << CELL_LEFT | 1u << CELL_DAY | 1u << CELL_FIR | 1u << CELL_FIR_DATE | 1u << CELL_DUE | 1u << CELL_ALERT;
    int end = 0;
    for (int i = 0; i < columns->n && (numbers & 1u << columns->at[i].cell); i++)
        end = columns->at[i].x + columns->at[i].width;
    return end;
}

void case_columns_lay(struct case_columns *columns, unsigned wanted, int width, bool several_units, bool hindi_last) {
    const enum case_cell *in = hindi_last ? order_io_last : order;
    memset(columns, 0, sizeof *columns);
    wanted = several_units ? wanted | 1u << CELL_UNIT : wanted & ~(1u << CELL_UNIT);
    while (width_of(wanted) > width && drop_one(wanted) != wanted && drop_one(wanted) != 0)
        wanted = drop_one(wanted);
    int spare = width - width_of(wanted), x = 0, more[CELL_COUNT] = {0};
    for (size_t i = 0; i < sizeof stretch / sizeof stretch[0]; i++) {
        const struct cell *cell = &cells[stretch[i]];
        if (!(wanted & (1u << stretch[i])))
            continue;
        more[stretch[i]] = cell->most - cell->width < spare ? cell->most - cell->width : spare;
        spare -= more[stretch[i]];
    }
    for (int i = 0; i < ORDERED; i++) {
        const struct cell *cell = &cells[in[i]];
        if (!(wanted & (1u << in[i])))
            continue;
        columns->at[columns->n].cell = in[i];
        columns->at[columns->n].x = x + cell->gap;
        columns->at[columns->n].width = cell->width + more[in[i]];
        x += cell->gap + cell->width + more[in[i]];
        columns->n++;
    }
    columns->mark = mark_of(columns);
}

void case_columns_heading(const struct case_columns *columns, int y, struct area area) {
    line_pad(y, area.left, area.width, ROLE_HEADING, "");
    for (int i = 0; i < columns->n; i++) {
        const struct cell *cell = &cells[columns->at[i].cell];
        int x = area.left + columns->at[i].x, width = columns->at[i].width;
        if (cell->right)
            line_right(y, x, width, ROLE_HEADING, _(cell->heading));
        else /* the categories stand one column in: the first is for the question mark */
            line_put(y, x + (columns->at[i].cell == CELL_CATEGORY), width, ROLE_HEADING, _(cell->heading));
    }
}

const char *case_category(unsigned categories, bool probable, char *out, size_t cap) {
    text_format(out, cap, "%s%s%s%s", probable ? "?" : " ", categories & CATEGORY_376 ? "376" : "",
                categories == (CATEGORY_376 | CATEGORY_POCSO) ? " " : "",
                categories & CATEGORY_POCSO ? _("POCSO") : "");
    return out;
}

const char *case_waiting(struct session *s, const struct case_row *row, char *out, size_t cap) {
    const struct reason *reason = row->reason[0] ? reasons_find(store_reasons(s->store), row->reason) : NULL;
    if (row->state != 0)
        text_format(out, cap, "%s", status_label(row->status));
    else if (row->status == STATUS_STAYED && !reason)
        text_format(out, cap, "%s", status_label(row->status));
    else
        text_format(out, cap, "%s", reason && reason->label[0] ? _(reason->label) : row->reason[0] ? row->reason : "–");
    return out;
}

static void told_text(const struct case_row *row, char *out, size_t cap) {
    int crossed = row->state == 0 ? alert_crossed(row->day) : 0, d, m;
    out[0] = '\0';
    if (!crossed)
        return;
    if (row->told_day < crossed) {
        text_format(out, cap, "%s", _("no"));
        return;
    }
    if (row->told_on == CIVIL_NONE) {
        text_format(out, cap, "%s", _("yes"));
        return;
    }
    civil_to_ymd(row->told_on, NULL, &m, &d);
    text_format(out, cap, "%02d/%02d", d, m);
}

static enum role cell_text(struct session *s, const struct case_columns *columns, enum case_cell cell,
                           const struct case_row *row, char *out, size_t cap) {
    struct section_list sections;
    bool open = row->state == 0;
    out[0] = '\0';
    switch (cell) {
    case CELL_LEFT:
        text_format(out, cap, open ? "%d" : "–", row->left);
        return open ? role_of_left(row->left) : ROLE_QUIET;
    case CELL_DAY:
        text_format(out, cap, open ? "%d" : "–", row->day);
        return open ? ROLE_TEXT : ROLE_QUIET;
    case CELL_FIR:
        case_no_short(row->id, out);
        break;
    case CELL_FIR_DATE:
        civil_show(row->fir_date, out);
        break;
    case CELL_DUE:
        if (open)
            civil_show(row->due, out);
        break;
    case CELL_CATEGORY:
        case_category(row->categories, row->probable, out, cap);
        break;
    case CELL_IO:
        officer_show(&row->io, out, cap);
        break;
    case CELL_WAITING:
        case_waiting(s, row, out, cap);
        if (open && !row->reason[0] && row->status == STATUS_OPEN) {
            if (columns->says_no_reason)
                text_format(out, cap, "%s", _("no reason"));
            return ROLE_QUIET;
        }
        break;
    case CELL_TOLD:
        told_text(row, out, cap);
        break;
    case CELL_SECTIONS:
        sections_from_text(row->sections, &sections);
        sections_show(&sections, language_now() == LANGUAGE_HINDI, out, cap);
        break;
    case CELL_STATUS:
        text_format(out, cap, "%s", status_label(row->status));
        break;
    case CELL_UNIT:
        text_format(out, cap, "%s", row->unit_name);
        break;
    case CELL_ALERT:
        if (open && alert_crossed(row->day))
            text_format(out, cap, "%d", alert_crossed(row->day));
        break;
    case CELL_TOLD_BY:
        text_format(out, cap, "%s", row->told_by);
        break;
    case CELL_COUNT:
        break;
    }
    return ROLE_TEXT;
}

void case_columns_row(struct session *s, const struct case_columns *columns, const struct case_row *row, int y,
                      struct area area) {
    char text[SECTIONS_TEXT];
    for (int i = 0; i < columns->n; i++) {
        enum case_cell cell = columns->at[i].cell;
        int x = area.left + columns->at[i].x, width = columns->at[i].width;
        enum role role = cell_text(s, columns, cell, row, text, sizeof text);
        if (cells[cell].right)
            line_right(y, x, width, role, text);
        else
            line_put(y, x, width, role, text);
        if (cell == CELL_FIR && row->directions > 0) /* in the gap behind the number at the latest */
            line_put(y, x + (text_width(text) < width ? text_width(text) : width), 1, ROLE_SOON, "!");
    }
}
