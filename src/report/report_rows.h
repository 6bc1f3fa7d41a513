/* The rows of the reports that count by unit (ageing, crime-meeting): the rates of each, held in memory. Inside src/report only. */
#ifndef ITSSO_REPORT_ROWS_H
#define ITSSO_REPORT_ROWS_H

#include "src/report/report_inside.h"

struct report_rows {
    int n, room;
    struct unit_rates *row;  /* one step down; of a district or a circle its stations; the cases that the unit holds itself last */
    struct unit_rates total; /* of the unit */
    enum unit_level level;   /* of the rows; LEVEL_NATION: of several levels */
};

/* from, to: the period of FIR dates, CIVIL_NONE open. */
bool report_rows_read(const struct report_ask *ask, civil_day from, civil_day to, struct report_rows *out, struct error *e);
void report_rows_free(struct report_rows *rows);

/* The unit's name and code as the next cell. */
void report_unit_cell(struct sheet *sheet, const struct unit_rates *row);
/* The age bands of a row as the next cells: the seven that part all open cases. */
void report_band_cells(struct sheet *sheet, const struct unit_rates *row, enum rates_of kind);
/* Days of the oldest open case as the next cell; empty where none is open. */
void report_oldest_cell(const struct report_ask *ask, struct sheet *sheet, const struct unit_rates *row, enum rates_of kind);
int64_t report_open(const struct unit_rates *row, enum rates_of kind);

#endif
