/* A case as one row of a list: the columns that fit, by priority. FIR number and days left never drop; a wider
 * terminal gains sections, remarks' place, unit. Used by Home, Cases and Alerts. In Hindi the columns stand where they
 * stand in English. */
#ifndef ITSSO_CASE_LINE_H
#define ITSSO_CASE_LINE_H

#include "screens/screen.h"

enum case_cell {
    CELL_LEFT,
    CELL_DAY,
    CELL_FIR,
    CELL_FIR_DATE,
    CELL_DUE,
    CELL_CATEGORY,
    CELL_IO,
    CELL_WAITING,
    CELL_TOLD,
    CELL_SECTIONS,
    CELL_STATUS,
    CELL_UNIT,
    CELL_ALERT /* the alert day crossed */,
    CELL_TOLD_BY,
    CELL_COUNT
};

#define CASE_CELLS_MAX CELL_COUNT
struct case_columns {
    int n;
    struct {
        enum case_cell cell;
        int x, width;
    } at[CASE_CELLS_MAX];
    int mark;            /* columns that carry the look of the selected row */
    bool says_no_reason; /* Home: "no reason entered" in place of a dash */
};

/* Lays out the wanted cells (CELL_ bits) in `width` columns. several_units: the FIR number needs its station. */
void case_columns_lay(struct case_columns *columns, unsigned wanted, int width, bool several_units, bool hindi_last);
/* The headings' row. */
void case_columns_heading(const struct case_columns *columns, int y, struct area area);
/* One case. */
void case_columns_row(struct session *s, const struct case_columns *columns, const struct case_row *row, int y,
                      struct area area);

/* "376 POCSO", "376 पाक्सो", with "?" behind where probable. Returns out. */
const char *case_category(unsigned categories, bool probable, char *out, size_t cap);
/* What it waits for: the reason's label in the language shown; "–" where none was entered and `open`. Returns out. */
const char *case_waiting(struct session *s, const struct case_row *row, char *out, size_t cap);

#endif
