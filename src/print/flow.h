/* The pages of a sheet: A4, head, tables with their headings on each page, foot with page n/N, signatures on the last.
 */
#ifndef ITSSO_PRINT_FLOW_H
#define ITSSO_PRINT_FLOW_H

#include "src/print/job.h"
#include "src/print/pen.h"
#include "src/print/table.h"

#define A4_SHORT 595.28
#define A4_LONG 841.89
#define MARGIN_LEFT 42.0 /* the side that is filed */
#define MARGIN_RIGHT 28.0
#define MARGIN_TOP 30.0
#define MARGIN_BOTTOM 26.0

/* Draws all pages on the pen's surface (which is as large as the sheet's page), one cairo page each. Returns how many;
 * 0 where memory ran out. */
int flow_draw(struct pen *pen, const struct job *job);

#endif
