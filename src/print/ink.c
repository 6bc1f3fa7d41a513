#include "src/print/ink.h"

#include <math.h>

#define HEADING_FILL 0.90
#define GROUP_FILL 0.95
#define BAR_FILL 0.35
#define WATERMARK_GREY 0.92

static void grey(struct pen *pen, double value) {
    cairo_set_source_rgb(pen->cr, value, value, value);
}

void ink_line(struct pen *pen, double x1, double y1, double x2, double y2, double thick, double shade) {
    grey(pen, shade);
    cairo_set_line_width(pen->cr, thick);
    cairo_move_to(pen->cr, x1, y1);
    cairo_line_to(pen->cr, x2, y2);
    cairo_stroke(pen->cr);
    grey(pen, 0);
}

static void fill(struct pen *pen, struct box box, double shade) {
    grey(pen, shade);
    cairo_rectangle(pen->cr, box.x, box.y, box.width, box.height);
    cairo_fill(pen->cr);
    grey(pen, 0);
}

static void frame(struct pen *pen, struct box box) {
    grey(pen, INK_GRID);
    cairo_set_line_width(pen->cr, INK_THIN);
    cairo_rectangle(pen->cr, box.x, box.y, box.width, box.height);
    cairo_stroke(pen->cr);
    grey(pen, 0);
}

/* The grid of one row: its frame and the lines between its columns. */
static void grid(struct pen *pen, const struct table *table, struct box box) {
    double x = box.x;
    grey(pen, INK_GRID);
    cairo_set_line_width(pen->cr, INK_THIN);
    cairo_rectangle(pen->cr, box.x, box.y, box.width, box.height);
    for (int i = 0; i + 1 < table->block->columns + (table->bar > 0); i++) {
        x += table->width[i];
        cairo_move_to(pen->cr, x, box.y);
        cairo_line_to(pen->cr, x, box.y + box.height);
    }
    cairo_stroke(pen->cr);
    grey(pen, 0);
}

static enum pen_align align_of(const struct job_column *column) {
    return column->align == JOB_RIGHT ? PEN_RIGHT : column->align == JOB_CENTRE ? PEN_CENTRE : PEN_LEFT;
}

static void cell(struct pen *pen, double x, double y, int from, int count) {
    pen_show(pen, x + CELL_PAD_X, y + CELL_PAD_Y, from, count);
}

void ink_heading(struct pen *pen, const struct table *table, double size, double x, double y, double height) {
    struct box box = {x, y, table->total, height};
    fill(pen, box, HEADING_FILL);
    grid(pen, table, box);
    for (int i = 0; i < table->block->columns; i++) {
        const struct job_column *column = &table->block->column[i];
        pen_text(pen, column->heading, size, true, table->width[i] - 2 * CELL_PAD_X, PEN_CENTRE);
        cell(pen, x, y, 0, table->heading_lines);
        x += table->width[i];
    }
}

static void bar(struct pen *pen, const struct table *table, int value, struct box box) {
    double room = table->bar - 2 * CELL_PAD_X;
    struct box whole = {box.x + box.width - table->bar + CELL_PAD_X, box.y + box.height / 2 - 3.5, room, 7};
    struct box part = whole;
    part.width = room * value / 1000;
    fill(pen, part, BAR_FILL);
    frame(pen, whole);
}

void ink_row(struct pen *pen, const struct table *table, int row, double size, struct box box, int from, int count) {
    const struct job_row *r = &table->block->row[row];
    bool total = r->kind == JOB_TOTAL;
    double x = box.x;
    grid(pen, table, box);
    if (total && from == 0)
        ink_line(pen, box.x, box.y, box.x + box.width, box.y, 1, 0);
    for (int i = 0; i < table->block->columns; i++) {
        if (*r->cell[i]) {
            pen_text(pen, r->cell[i], size, total, table->width[i] - 2 * CELL_PAD_X,
                     align_of(&table->block->column[i]));
            cell(pen, x, box.y, from, count);
        }
        x += table->width[i];
    }
    if (r->bar >= 0 && from == 0)
        bar(pen, table, r->bar, box);
}

void ink_across(struct pen *pen, const struct table *table, const char *text, enum job_kind kind, double size,
                struct box box, int from, int count) {
    if (kind == JOB_GROUP)
        fill(pen, box, GROUP_FILL);
    frame(pen, box);
    pen_text(pen, text, size, kind == JOB_GROUP, table->total - 2 * CELL_PAD_X, PEN_LEFT);
    pen_show(pen, box.x + CELL_PAD_X, box.y + CELL_PAD_Y, from, count);
}

void ink_watermark(struct pen *pen, const char *text, double width, double height) {
    double diagonal = hypot(width, height);
    double size = 0.7 * diagonal / pen_width_of(pen, text, 1, true);
    pen_text(pen, text, size > 150 ? 150 : size, true, -1, PEN_LEFT);
    cairo_save(pen->cr);
    grey(pen, WATERMARK_GREY);
    cairo_translate(pen->cr, width / 2, height / 2);
    cairo_rotate(pen->cr, -atan2(height, width));
    pen_show_all(pen, -pen_width(pen) / 2, -pen_pitch(pen->size) / 2);
    cairo_restore(pen->cr);
    grey(pen, 0);
}
