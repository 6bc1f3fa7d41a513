/* What is drawn of a table: lines, fills, cells, bars. Black and grey only: a station's laser printer has nothing else.
 */
#ifndef ITSSO_PRINT_INK_H
#define ITSSO_PRINT_INK_H

#include "src/print/table.h"

#define INK_THIN 0.4
#define INK_GRID 0.45 /* grey of the grid: 0 black, 1 white */

struct box {
    double x, y, width, height;
};

void ink_line(struct pen *pen, double x1, double y1, double x2, double y2, double thick, double grey);
void ink_heading(struct pen *pen, const struct table *table, double size, double x, double y, double height);
/* Lines from..from+count-1 of the row's cells in the box. */
void ink_row(struct pen *pen, const struct table *table, int row, double size, struct box box, int from, int count);
/* The same of a text across all columns (a group's heading, a sentence). */
void ink_across(struct pen *pen, const struct table *table, const char *text, enum job_kind kind, double size,
                struct box box, int from, int count);
/* Large, light, from corner to corner, below all else. */
void ink_watermark(struct pen *pen, const char *text, double width, double height);

#endif
