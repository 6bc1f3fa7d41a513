/* A sheet as CSV (RFC 4180), for LibreOffice and Excel: UTF-8 with a BOM, since both take a file without one for the
 * machine's code page and show Hindi as rubbish; the `list` command writes none, its CSV goes to programs. English
 * headings, ISO dates, codes. A text that a spreadsheet would run gets an apostrophe; a plain number stays one.
 *
 * First columns: `block` where there are several tables, `group` where rows stand under group headings. Tables with
 * other columns than the one before them begin with headings of their own, after an empty line. At the end, each behind
 * "#" and as wide as the table, what a page carries: whose it is, its notes, that it is confidential. */
#include "src/report/sheet_inside.h"

#include <string.h>

#include "src/i18n.h"
#include "src/output.h"
#include "src/text.h"

static bool has_groups(const struct sheet_block *block) {
    for (int i = 0; i < block->rows; i++)
        if (block->row[i].kind == SHEET_GROUP)
            return true;
    return false;
}

static bool same_columns(const struct sheet_block *a, const struct sheet_block *b) {
    if (a->columns != b->columns)
        return false;
    for (int i = 0; i < a->columns; i++)
        if (strcmp(a->column[i].code, b->column[i].code) != 0)
            return false;
    return true;
}

struct csv {
    const struct sheet *sheet;
    FILE *out;
    bool blocks, groups; /* the columns in front */
    int cells;           /* of this line so far */
    int wide;            /* of the first heading line */
};

static void cell(struct csv *csv, const char *text) {
    if (csv->cells++ > 0)
        putc(',', csv->out);
    if (text && sheet_is_number(text))
        fputs(text, csv->out);
    else if (text)
        csv_cell(csv->out, text);
}

static void line_end(struct csv *csv) {
    putc('\n', csv->out);
    csv->cells = 0;
}

static const char *cell_of(const struct sheet_row *row, int column) {
    return row->code && row->code[column] ? row->code[column] : row->cell[column];
}

static void headings(struct csv *csv, const struct sheet_block *block) {
    if (csv->blocks)
        cell(csv, "block");
    if (csv->groups)
        cell(csv, "group");
    for (int i = 0; i < block->columns; i++)
        cell(csv, block->column[i].code);
    if (csv->wide == 0)
        csv->wide = csv->cells;
    line_end(csv);
}

static void rows(struct csv *csv, const struct sheet_block *block) {
    const char *group = NULL;
    for (int i = 0; i < block->rows; i++) {
        const struct sheet_row *row = &block->row[i];
        if (row->kind == SHEET_GROUP)
            group = cell_of(row, 0);
        if (row->kind == SHEET_GROUP || row->kind == SHEET_NOTE)
            continue;
        if (csv->blocks)
            cell(csv, block->code[0] ? block->code : block->title);
        if (csv->groups)
            cell(csv, group);
        for (int column = 0; column < block->columns; column++)
            cell(csv, cell_of(row, column));
        line_end(csv);
    }
}

static void remark(struct csv *csv, const char *text) {
    char line[4 * SHEET_LINE];
    if (!*text)
        return;
    text_format(line, sizeof line, "# %s", text);
    cell(csv, line);
    while (csv->cells < csv->wide)
        cell(csv, NULL);
    line_end(csv);
}

/* "# Section 376: Difference from the statement sent …: +1" */
static void sentences(struct csv *csv, const struct sheet_block *block) {
    char line[3 * SHEET_LINE];
    for (int i = 0; i < block->rows; i++)
        if (block->row[i].kind == SHEET_NOTE && block->row[i].cell[0]) {
            text_format(line, sizeof line, "%s%s%s", block->title, block->title[0] ? ": " : "", block->row[i].cell[0]);
            remark(csv, line);
        }
}

static void foot(struct csv *csv) {
    const struct sheet *sheet = csv->sheet;
    char line[SHEET_LINE];
    if (sheet->training)
        remark(csv, sheet_training_words());
    remark(csv, sheet->title);
    remark(csv, sheet_unit_line(sheet, line, sizeof line));
    remark(csv, sheet_period_line(sheet, line, sizeof line));
    remark(csv, sheet_data_line(sheet, line, sizeof line));
    for (int i = 0; i < sheet->leads; i++)
        remark(csv, sheet->lead[i]);
    for (int i = 0; i < sheet->blocks; i++)
        sentences(csv, &sheet->block[i]);
    for (int i = 0; i < sheet->notes; i++)
        remark(csv, sheet->note[i]);
    remark(csv, sheet_confidential());
}

bool sheet_render_csv(const struct sheet *sheet, FILE *out, struct error *e) {
    if (sheet_failed(sheet, e))
        return false;
    struct csv csv = {.sheet = sheet, .out = out, .blocks = sheet->blocks > 1};
    for (int i = 0; i < sheet->blocks; i++)
        csv.groups = csv.groups || has_groups(&sheet->block[i]);
    fputs("\xef\xbb\xbf", out);
    for (int i = 0; i < sheet->blocks; i++) {
        bool other = i > 0 && !same_columns(&sheet->block[i - 1], &sheet->block[i]);
        if (other)
            line_end(&csv);
        if (i == 0 || other)
            headings(&csv, &sheet->block[i]);
        rows(&csv, &sheet->block[i]);
    }
    foot(&csv);
    return sheet_written(out, e);
}
