/* The tables of a sheet measured: how wide each column is on this paper, in which size all is written, how high each
 * row is. */
#ifndef ITSSO_PRINT_TABLE_H
#define ITSSO_PRINT_TABLE_H

#include "src/print/job.h"
#include "src/print/pen.h"

#define CELL_PAD_X 3.5
#define CELL_PAD_Y 2.0
#define CELL_EXTRA (2 * CELL_PAD_X + 0.6) /* of a column beyond its text; the rest is for rounding */

struct table {
    const struct job_block *block;
    double width[JOB_COLUMNS_MAX];
    double bar; /* of the column behind the last, with the bars; 0 none */
    double total;
    bool headed;       /* some column has a heading */
    int heading_lines; /* of the highest heading */
    int *lines;        /* of each row */
    double least;      /* height of a row: boxes to write in are higher */
    float *natural;    /* width of each cell on one line, at 10 points */
};

struct tables {
    double size; /* points, of all tables of the sheet */
    int n;
    struct table *table;
};

/* Measures for a page so wide. false where memory ran out. */
bool tables_measure(struct pen *pen, const struct job *job, double page_width, struct tables *tables);
void tables_free(struct tables *tables);

/* Height of row i with its padding. */
double table_row_height(const struct tables *tables, const struct table *table, int row);
double table_heading_height(const struct tables *tables, const struct table *table);
/* True for a row whose text runs across all columns. */
bool row_across(const struct job_row *row);

#endif
