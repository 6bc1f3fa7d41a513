/* The units that are the rows of a report, and to which of them a case belongs. */
#ifndef ITSSO_REPORT_UNITS_H
#define ITSSO_REPORT_UNITS_H

#include "db/unit.h"

enum report_rows_of {
    ROWS_CHILDREN, /* one step down; of a district or a circle the stations below it (through its circles); a station: itself */
    ROWS_DISTRICTS,
    ROWS_STATIONS
};

struct report_unit {
    int64_t id;
    char code[16];
    enum unit_level level;
    enum unit_kind kind;
    bool rest; /* the last row: what lies at or below the unit and below no other row (a district that holds a case itself);
                  mostly empty, and left out then */
};

struct report_units {
    struct unit unit;        /* asked for; id 0: the whole database */
    int n;                   /* rows, the rest among them */
    struct report_unit *row; /* in the order of the hierarchy */
    int64_t highest;         /* unit ids are 1..highest */
    struct report_place { int64_t parent; int32_t row; uint8_t level, kind; bool inside; } *place; /* by unit id; row -1: none */
    int stations;            /* at or below the unit */
};

/* unit 0: the whole database; where it has one top unit, that one's rows and what is not placed. */
bool report_units_read(struct store *store, int64_t unit, enum report_rows_of rows, struct report_units *out, struct error *e);
void report_units_free(struct report_units *units);

/* The row of a unit, -1: it does not lie below the unit that was asked for. */
int report_units_row(const struct report_units *units, int64_t unit);
/* The unit of that level at or above it, 0 none. */
int64_t report_units_above(const struct report_units *units, int64_t unit, enum unit_level level);
/* The name of a row in the language shown now. Returns out. */
const char *report_units_name(struct store *store, int64_t unit, char *out, size_t cap);

#endif
