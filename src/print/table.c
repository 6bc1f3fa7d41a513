#include "src/print/table.h"

#include <stdlib.h>
#include <string.h>

#include "src/text.h"

#define REFERENCE 10.0   /* points: what is measured at; widths grow with the size */
#define BLANK_LEAST 45.0 /* points: a box to write in */
#define SIZE_LEAST 6.0   /* points */
#define BLANK_HEIGHT 27.0
#define BAR_WIDTH 80.0
#define MEDIUM 58.0
#define SOFT 110.0 /* points at 10: a wrapped text has so much room before the letters become smaller */

bool row_across(const struct job_row *row) {
    return row->kind == JOB_GROUP || row->kind == JOB_NOTE;
}

/* What a column wants, at the reference size and without padding. */
struct need {
    double word;    /* its longest word, or cell that is not wrapped: narrower it is torn */
    double soft;    /* narrower it is hard to read */
    double natural; /* all its texts on one line */
    double heading; /* the heading in at most three lines */
};

static double width_of(struct pen *pen, const char *text, bool bold) {
    return pen_width_of(pen, text, REFERENCE, bold);
}

/* The longest word. Words that are clearly shorter by their letters are not measured. */
static double word_width(struct pen *pen, const char *text, bool bold) {
    char word[512];
    double longest = 0;
    int letters = 0;
    while (*text) {
        text += strspn(text, " ");
        size_t n = strcspn(text, " ");
        text_format(word, sizeof word, "%.*s", (int)n, text);
        int columns = text_width(word);
        if (10 * columns >= 6 * letters && n > 0) {
            double width = width_of(pen, word, bold);
            longest = width > longest ? width : longest;
            letters = columns > letters ? columns : letters;
        }
        text += n;
    }
    return longest;
}

static void need_of_cells(struct pen *pen, struct table *table, int column, struct need *need) {
    const struct job_block *block = table->block;
    bool wrap = block->column[column].wrap;
    int letters = 0; /* of the longest text whose words were measured */
    for (int i = 0; i < block->rows; i++) {
        const struct job_row *row = &block->row[i];
        const char *text = row->cell[column];
        if (row_across(row) || !*text)
            continue;
        bool bold = row->kind == JOB_TOTAL;
        double width = width_of(pen, text, bold);
        table->natural[i * block->columns + column] = (float)width;
        need->natural = width > need->natural ? width : need->natural;
        int columns = text_width(text);
        if (wrap && (width > need->word || columns > letters)) {
            double word = strchr(text, ' ') ? word_width(pen, text, bold) : width;
            need->word = word > need->word ? word : need->word;
            letters = columns > letters ? columns : letters;
        }
    }
    if (!wrap)
        need->word = need->natural;
}

static void need_of(struct pen *pen, struct table *table, int i, struct need *need) {
    const struct job_column *column = &table->block->column[i];
    double heading = width_of(pen, column->heading, true);
    double heading_word = word_width(pen, column->heading, true);
    need_of_cells(pen, table, i, need);
    need->word = heading_word > need->word ? heading_word : need->word;
    need->soft = need->natural < SOFT ? need->natural : SOFT;
    need->soft = need->word > need->soft ? need->word : need->soft;
    need->heading = heading / 2.4 > need->soft ? heading / 2.4 : need->soft;
    if (need->heading > 60 && need->heading > need->soft)
        need->heading = need->soft > 60 ? need->soft : 60;
    if (need->natural < need->soft)
        need->natural = need->soft;
    if (*column->heading)
        table->headed = true;
}

/* ---- widths ---- */

/* How generous the least widths are: with room for wrapped texts and for what is written by hand; for that and whole
 * words; for whole words and small boxes. */
enum room { ROOM_SOFT, ROOM_BOXES, ROOM_WORDS };

static double least_of(const struct table *table, const struct need *need, int i, double scale, enum room room) {
    const struct job_column *column = &table->block->column[i];
    double texts = need[i].word;
    if (room == ROOM_SOFT || (room == ROOM_BOXES && need[i].soft < MEDIUM))
        texts = need[i].soft;
    else if (room == ROOM_BOXES && texts < MEDIUM)
        texts = MEDIUM;
    double width = texts * scale + CELL_EXTRA;
    static const double weight[] = {[ROOM_SOFT] = 22, [ROOM_BOXES] = 14, [ROOM_WORDS] = 0};
    double box = column->blank ? BLANK_LEAST + column->weight * weight[room] : 0;
    return width < box ? box : width;
}

static double least_total(const struct table *table, const struct need *need, double scale, enum room room) {
    double total = table->bar;
    for (int i = 0; i < table->block->columns; i++)
        total += least_of(table, need, i, scale, room);
    return total;
}

static bool all_fit(const struct tables *tables, struct need (*need)[JOB_COLUMNS_MAX], double page, double size,
                    enum room room) {
    for (int i = 0; i < tables->n; i++)
        if (least_total(&tables->table[i], need[i], size / REFERENCE, room) > page)
            return false;
    return true;
}

/* The largest size in which all tables fit; with more room rather than larger letters, as long as they can be read with
 * ease. */
static double size_that_fits(const struct tables *tables, struct need (*need)[JOB_COLUMNS_MAX], double page,
                             enum room *room) {
    static const struct {
        int most, least; /* half points */
    } sizes[] = {[ROOM_SOFT] = {19, 16}, [ROOM_BOXES] = {18, 14}, [ROOM_WORDS] = {17, 12}};
    for (*room = ROOM_SOFT;; ++*room) {
        for (int halves = sizes[*room].most; halves >= sizes[*room].least; halves--)
            if (all_fit(tables, need, page, halves / 2.0, *room))
                return halves / 2.0;
        if (*room == ROOM_WORDS)
            return SIZE_LEAST;
    }
}

/* Gives room to the columns that want more, in proportion to what they lack. Returns what is left. */
static double give(struct table *table, const double *wanted, double room) {
    double lacking = 0;
    for (int i = 0; i < table->block->columns; i++)
        if (wanted[i] > table->width[i])
            lacking += wanted[i] - table->width[i];
    if (lacking <= 0 || room <= 0)
        return room;
    double part = room < lacking ? room / lacking : 1;
    for (int i = 0; i < table->block->columns; i++)
        if (wanted[i] > table->width[i])
            table->width[i] += part * (wanted[i] - table->width[i]);
    return room - part * lacking;
}

static void share_by_weight(struct table *table, double room) {
    double weights = 0;
    for (int i = 0; i < table->block->columns; i++)
        weights += table->block->column[i].weight;
    for (int i = 0; i < table->block->columns && weights > 0; i++)
        table->width[i] += room * table->block->column[i].weight / weights;
}

static void set_widths(struct table *table, const struct need *need, double scale, enum room room_for, double page) {
    double wanted[JOB_COLUMNS_MAX] = {0};
    double room = page - least_total(table, need, scale, room_for);
    int n = table->block->columns;
    for (int i = 0; i < n; i++)
        table->width[i] = least_of(table, need, i, scale, room_for);
    if (room < 0) { /* words are torn then: nothing is lost, and there is no smaller letter */
        double part = (page - table->bar) / (page - table->bar - room);
        for (int i = 0; i < n; i++)
            table->width[i] *= part;
    } else {
        for (int i = 0; i < n; i++)
            wanted[i] = need[i].natural * scale + CELL_EXTRA;
        room = give(table, wanted, room);
        for (int i = 0; i < n; i++)
            wanted[i] = need[i].heading * scale + CELL_EXTRA;
        share_by_weight(table, give(table, wanted, room));
    }
    table->total = table->bar;
    for (int i = 0; i < n; i++)
        table->total += table->width[i];
}

/* ---- heights ---- */

static int lines_in(struct pen *pen, const char *text, double size, bool bold, double width) {
    pen_text(pen, text, size, bold, width, PEN_LEFT);
    return pen_lines(pen);
}

static void set_lines(struct pen *pen, struct table *table, double size) {
    const struct job_block *block = table->block;
    for (int c = 0; c < block->columns; c++) {
        int lines = lines_in(pen, block->column[c].heading, size, true, table->width[c] - 2 * CELL_PAD_X);
        table->heading_lines = lines > table->heading_lines ? lines : table->heading_lines;
        if (block->column[c].blank)
            table->least = BLANK_HEIGHT;
    }
    for (int i = 0; i < block->rows; i++) {
        const struct job_row *row = &block->row[i];
        table->lines[i] = 1;
        if (row_across(row))
            table->lines[i] = lines_in(pen, row->cell[0], size, row->kind == JOB_GROUP, table->total - 2 * CELL_PAD_X);
        for (int c = 0; c < block->columns && !row_across(row); c++) {
            double room = table->width[c] - 2 * CELL_PAD_X;
            if ((double)table->natural[i * block->columns + c] * size / REFERENCE <= room - 0.3)
                continue;
            int lines = lines_in(pen, row->cell[c], size, row->kind == JOB_TOTAL, room);
            table->lines[i] = lines > table->lines[i] ? lines : table->lines[i];
        }
    }
}

double table_row_height(const struct tables *tables, const struct table *table, int row) {
    double height = table->lines[row] * pen_pitch(tables->size) + 2 * CELL_PAD_Y;
    bool plain = table->block->row[row].kind == JOB_ROW;
    return plain && height < table->least ? table->least : height;
}

double table_heading_height(const struct tables *tables, const struct table *table) {
    return table->headed ? table->heading_lines * pen_pitch(tables->size) + 2 * CELL_PAD_Y : 0;
}

/* ---- the whole ---- */

static bool table_begin(struct table *table, const struct job_block *block) {
    table->block = block;
    table->lines = calloc((size_t)block->rows + 1, sizeof *table->lines);
    table->natural = calloc((size_t)block->rows * (size_t)block->columns + 1, sizeof *table->natural);
    for (int i = 0; i < block->rows; i++)
        if (block->row[i].bar >= 0)
            table->bar = BAR_WIDTH;
    return table->lines && table->natural;
}

bool tables_measure(struct pen *pen, const struct job *job, double page_width, struct tables *tables) {
    size_t n = (size_t)job->blocks;
    *tables = (struct tables){.n = job->blocks, .table = calloc(n + 1, sizeof *tables->table)};
    struct need(*need)[JOB_COLUMNS_MAX] = calloc(n + 1, sizeof *need);
    bool good = tables->table && need;
    for (int i = 0; i < job->blocks && good; i++)
        good = table_begin(&tables->table[i], &job->block[i]);
    for (int i = 0; i < job->blocks && good; i++)
        for (int c = 0; c < job->block[i].columns; c++)
            need_of(pen, &tables->table[i], c, &need[i][c]);
    enum room room = ROOM_WORDS;
    if (good)
        tables->size = size_that_fits(tables, need, page_width, &room);
    for (int i = 0; i < job->blocks && good; i++) {
        set_widths(&tables->table[i], need[i], tables->size / REFERENCE, room, page_width);
        set_lines(pen, &tables->table[i], tables->size);
    }
    free(need);
    return good;
}

void tables_free(struct tables *tables) {
    for (int i = 0; i < tables->n && tables->table; i++) {
        free(tables->table[i].lines);
        free(tables->table[i].natural);
    }
    free(tables->table);
}
