/* The same code runs twice: once to see where each page ends, so that "page 3/7" can stand on it, and once to draw. */
#include "src/print/flow.h"

#include <math.h>
#include <string.h>

#include "src/print/ink.h"
#include "src/text.h"

#define TITLE_SIZE 13.0
#define UNIT_SIZE 10.5
#define TEXT_SIZE 9.5
#define FOOT_SIZE 7.5
#define FOOT_GAP 6 /* between a table that fills the page and the foot's line */
#define GAP 8.0        /* between two parts of a page */
#define SIGN_ROOM 40.0 /* above a signature's line */
#define JOINED 2048

struct flow {
    struct pen *pen;
    const struct job *job;
    struct tables tables;
    bool drawing;
    int page, pages;
    double width, height; /* of the page */
    double y, bottom;     /* where the next thing goes; where the foot begins */
    double page_top;      /* y of an empty page */
    char foot[JOINED];
};

static double inner(const struct flow *flow) {
    return flow->width - MARGIN_LEFT - MARGIN_RIGHT;
}

/* A paragraph at the flow's place: draws or only moves on. */
static void paragraph(struct flow *flow, const char *text, double size, bool bold, enum pen_align align) {
    if (!*text)
        return;
    pen_text(flow->pen, text, size, bold, inner(flow), align);
    if (flow->drawing)
        pen_show_all(flow->pen, MARGIN_LEFT, flow->y);
    flow->y += pen_lines(flow->pen) * pen_pitch(size);
}

static double paragraph_height(const struct flow *flow, const char *text, double size) {
    pen_text(flow->pen, text, size, false, inner(flow), PEN_LEFT);
    return pen_lines(flow->pen) * pen_pitch(size);
}

/* ---- a page ---- */

static void draw_foot(struct flow *flow) {
    char number[128];
    double line = flow->bottom + FOOT_GAP, y = line + 3;
    ink_line(flow->pen, MARGIN_LEFT, line, flow->width - MARGIN_RIGHT, line, 0.5, 0.2);
    text_format(number, sizeof number, "%s %d/%d", flow->job->page, flow->page, flow->pages);
    pen_text(flow->pen, number, FOOT_SIZE + 1, true, inner(flow), PEN_RIGHT);
    pen_show_all(flow->pen, MARGIN_LEFT, y);
    pen_text(flow->pen, flow->job->confidential, FOOT_SIZE, true, inner(flow) - 70, PEN_LEFT);
    y += pen_show_all(flow->pen, MARGIN_LEFT, y);
    pen_text(flow->pen, flow->foot, FOOT_SIZE, false, inner(flow), PEN_LEFT);
    pen_show_all(flow->pen, MARGIN_LEFT, y);
}

static void page_end(struct flow *flow) {
    if (!flow->drawing)
        return;
    draw_foot(flow);
    cairo_show_page(flow->pen->cr);
}

static void first_head(struct flow *flow) {
    const struct job *job = flow->job;
    paragraph(flow, job->training, TEXT_SIZE, true, PEN_CENTRE);
    paragraph(flow, job->title, TITLE_SIZE, true, PEN_CENTRE);
    paragraph(flow, job->unit, UNIT_SIZE, false, PEN_CENTRE);
    paragraph(flow, job->period, TEXT_SIZE, false, PEN_CENTRE);
}

static void later_head(struct flow *flow) {
    char line[JOINED];
    const struct job *job = flow->job;
    text_format(line, sizeof line, "%s%s%s%s%s", job->title, *job->unit ? " – " : "", job->unit,
                *job->training ? " – " : "", job->training);
    paragraph(flow, line, FOOT_SIZE + 1, false, PEN_LEFT);
}

static void page_begin(struct flow *flow) {
    flow->page++;
    flow->y = MARGIN_TOP;
    if (flow->drawing && *flow->job->watermark)
        ink_watermark(flow->pen, flow->job->watermark, flow->width, flow->height);
    if (flow->page == 1)
        first_head(flow);
    else
        later_head(flow);
    flow->y += GAP / 2;
    flow->page_top = flow->y;
}

static void page_break(struct flow *flow) {
    page_end(flow);
    page_begin(flow);
}

static bool fits(const struct flow *flow, double height) {
    return flow->y + height <= flow->bottom - 2;
}

/* A new page where so much does not go on this one (and something is on it). Returns true where there is a new one. */
static bool make_room(struct flow *flow, double height) {
    if (fits(flow, height) || flow->y <= flow->page_top)
        return false;
    page_break(flow);
    return true;
}

/* ---- tables ---- */

static void heading(struct flow *flow, const struct table *table) {
    double height = table_heading_height(&flow->tables, table);
    if (height > 0 && flow->drawing)
        ink_heading(flow->pen, table, flow->tables.size, MARGIN_LEFT, flow->y, height);
    else if (flow->drawing)
        ink_line(flow->pen, MARGIN_LEFT, flow->y, MARGIN_LEFT + table->total, flow->y, INK_THIN, INK_GRID);
    flow->y += height;
}

/* The group's heading again, on the page where it goes on. */
static void group_again(struct flow *flow, const struct table *table, int group) {
    char text[JOINED];
    text_format(text, sizeof text, "%s (%s)", table->block->row[group].cell[0], flow->job->continued);
    double height = pen_pitch(flow->tables.size) + 2 * CELL_PAD_Y;
    if (flow->drawing)
        ink_across(flow->pen, table, text, JOB_GROUP, flow->tables.size,
                   (struct box){MARGIN_LEFT, flow->y, table->total, height}, 0, 1);
    flow->y += height;
}

/* Rows that stay on one page with the one after them: a group's heading; the last one before a total. */
static bool stays_with_next(const struct job_block *block, int row) {
    return row + 1 < block->rows && (block->row[row].kind == JOB_GROUP || block->row[row + 1].kind == JOB_TOTAL);
}

/* What must fit where row i is put: it and those that stay with it. */
static double chain_height(const struct flow *flow, const struct table *table, int row, double tail) {
    double height = table_row_height(&flow->tables, table, row);
    while (stays_with_next(table->block, row))
        height += table_row_height(&flow->tables, table, ++row);
    return row + 1 == table->block->rows ? height + tail : height;
}

static void draw_part(struct flow *flow, const struct table *table, int row, double height, int from, int count) {
    struct box box = {MARGIN_LEFT, flow->y, table->total, height};
    if (row_across(&table->block->row[row]))
        ink_across(flow->pen, table, table->block->row[row].cell[0], table->block->row[row].kind, flow->tables.size,
                   box, from, count);
    else
        ink_row(flow->pen, table, row, flow->tables.size, box, from, count);
}

/* One row. Only one that is higher than a whole page goes on over several. */
static void put_row(struct flow *flow, const struct table *table, int row) {
    double pitch = pen_pitch(flow->tables.size);
    int left = table->lines[row], from = 0;
    double height = table_row_height(&flow->tables, table, row);
    while (!fits(flow, height)) {
        int count = (int)((flow->bottom - 2 - flow->y - 2 * CELL_PAD_Y) / pitch);
        if (count < 1)
            count = 1;
        if (count >= left)
            break;
        if (flow->drawing)
            draw_part(flow, table, row, count * pitch + 2 * CELL_PAD_Y, from, count);
        from += count;
        left -= count;
        height = left * pitch + 2 * CELL_PAD_Y;
        page_break(flow);
        heading(flow, table);
    }
    if (flow->drawing)
        draw_part(flow, table, row, height, from, left);
    flow->y += height;
}

static void nothing_row(struct flow *flow, const struct table *table) {
    double height = pen_pitch(flow->tables.size) + 2 * CELL_PAD_Y;
    if (flow->drawing)
        ink_across(flow->pen, table, flow->job->nothing, JOB_NOTE, flow->tables.size,
                   (struct box){MARGIN_LEFT, flow->y, table->total, height}, 0, 1);
    flow->y += height;
}

/* tail: the height of what must stand on the page of the last row. */
static void put_table(struct flow *flow, const struct table *table, double tail) {
    const struct job_block *block = table->block;
    double head = table_heading_height(&flow->tables, table);
    double title = *block->title ? paragraph_height(flow, block->title, UNIT_SIZE) + 2 : 0;
    int group = -1;
    flow->y += flow->y > flow->page_top ? GAP : 0;
    make_room(flow, title + head + (block->rows ? chain_height(flow, table, 0, tail) : 2 * pen_pitch(UNIT_SIZE)));
    paragraph(flow, block->title, UNIT_SIZE, true, PEN_LEFT);
    flow->y += title > 0 ? 2 : 0;
    heading(flow, table);
    if (block->rows == 0)
        nothing_row(flow, table);
    for (int i = 0; i < block->rows; i++) {
        bool is_group = block->row[i].kind == JOB_GROUP;
        if (i > 0 && make_room(flow, chain_height(flow, table, i, tail))) {
            heading(flow, table);
            if (group >= 0 && !is_group)
                group_again(flow, table, group);
        }
        put_row(flow, table, i);
        group = is_group ? i : group;
    }
}

/* ---- below the tables ---- */

static double signatures_height(const struct flow *flow) {
    return flow->job->signatories.n ? SIGN_ROOM + 2 * pen_pitch(TEXT_SIZE) : 0;
}

static double tail_height(const struct flow *flow) {
    double height = flow->job->notes.n ? GAP : 0;
    for (int i = 0; i < flow->job->notes.n; i++)
        height += paragraph_height(flow, flow->job->notes.text[i], TEXT_SIZE);
    height += signatures_height(flow);
    return height < (flow->bottom - MARGIN_TOP) / 2 ? height : signatures_height(flow);
}

static void put_signatures(struct flow *flow) {
    int n = flow->job->signatories.n;
    if (n == 0)
        return;
    double each = inner(flow) / (n == 1 ? 2 : n);
    make_room(flow, signatures_height(flow));
    flow->y += SIGN_ROOM;
    for (int i = 0; i < n && flow->drawing; i++) {
        double left = MARGIN_LEFT + (n == 1 ? inner(flow) - each : each * i); /* a single one signs at the right */
        double middle = left + each / 2;
        ink_line(flow->pen, middle - 75, flow->y, middle + 75, flow->y, 0.5, 0.2);
        pen_text(flow->pen, flow->job->signatories.text[i], TEXT_SIZE, false, each, PEN_CENTRE);
        pen_show_all(flow->pen, left, flow->y + 2);
    }
    flow->y += 2 * pen_pitch(TEXT_SIZE);
}

static void put_text(struct flow *flow, const char *text, double size) {
    make_room(flow, paragraph_height(flow, text, size));
    paragraph(flow, text, size, false, PEN_LEFT);
}

static void run(struct flow *flow, bool drawing) {
    const struct job *job = flow->job;
    double tail = tail_height(flow);
    flow->drawing = drawing;
    flow->page = 0;
    page_begin(flow);
    for (int i = 0; i < job->leads.n; i++) {
        put_text(flow, job->leads.text[i], UNIT_SIZE);
        flow->y += GAP / 2;
    }
    for (int i = 0; i < job->blocks; i++)
        put_table(flow, &flow->tables.table[i], i + 1 == job->blocks ? tail : 0);
    flow->y += job->notes.n ? GAP : 0;
    for (int i = 0; i < job->notes.n; i++)
        put_text(flow, job->notes.text[i], TEXT_SIZE);
    put_signatures(flow);
    page_end(flow);
    flow->pages = flow->page;
}

/* Unit, period and data in one text, for the foot. */
static void join_foot(struct flow *flow) {
    const char *const part[] = {flow->job->unit, flow->job->period, flow->job->data};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        size_t n = strlen(flow->foot);
        if (*part[i])
            text_format(flow->foot + n, sizeof flow->foot - n, "%s%s", n ? "  |  " : "", part[i]);
    }
}

int flow_draw(struct pen *pen, const struct job *job) {
    struct flow flow = {.pen = pen,
                        .job = job,
                        .width = job->landscape ? A4_LONG : A4_SHORT,
                        .height = job->landscape ? A4_SHORT : A4_LONG};
    join_foot(&flow);
    pen_text(pen, job->confidential, FOOT_SIZE, true, inner(&flow) - 70, PEN_LEFT);
    double foot = pen_lines(pen) * pen_pitch(FOOT_SIZE) + paragraph_height(&flow, flow.foot, FOOT_SIZE) + 3 + FOOT_GAP;
    flow.bottom = flow.height - MARGIN_BOTTOM - foot;
    if (tables_measure(pen, job, inner(&flow), &flow.tables)) {
        run(&flow, false);
        run(&flow, true);
    }
    tables_free(&flow.tables);
    return flow.pages;
}
