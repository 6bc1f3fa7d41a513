/* What units.c, units_rows.c, units_line.c and units_menu.c share; nobody else includes it. */
#ifndef ITSSO_UNITS_INSIDE_H
#define ITSSO_UNITS_INSIDE_H

#include "db/rates.h"
#include "screens/list.h"

#define UNITS_ROWS_MAX 4096 /* of one unit's children; a hierarchy has hundreds */
#define UNITS_DEEP 8        /* nation, state, zone, range, district, circle, station */

enum units_period { PERIOD_ALL, PERIOD_YEAR, PERIOD_12_MONTHS, PERIOD_OWN, PERIODS };
enum units_order { ORDER_NAME, ORDER_BEST, ORDER_WORST, ORDER_OVER_60, ORDERS };

/* What a person chose; survives a restart. */
struct units_choice {
    enum rates_of kind;
    enum units_period period;
    civil_day from, to; /* PERIOD_OWN */
    enum units_order order;
};

/* Which row: found again by it after the data or the order changed. */
struct units_key {
    int64_t unit;
    bool own;
    int place; /* where it stood */
};

/* A row of the list: the key, and its number in `row`. */
struct units_row {
    struct units_key key;
    int at;
};

/* The columns that fit; in the order of the screen. */
enum units_cell {
    UNITS_NAME, UNITS_N, UNITS_DISPOSED, UNITS_BAND_FIRST, UNITS_BAND_LAST = UNITS_BAND_FIRST + BAND_60, UNITS_OVER_60, UNITS_COMPLIANCE,
    UNITS_PENDENCY, UNITS_BAR, UNITS_CELLS
};
struct units_columns {
    int x[UNITS_CELLS], width[UNITS_CELLS]; /* width 0: left out */
};

struct units {
    struct session *s;
    struct units_choice choice;
    struct list list;
    struct units_columns columns;
    int64_t root;               /* session's unit when the path was begun */
    int depth;                  /* how far down: path[depth] is the unit whose children are shown */
    struct {
        struct unit unit;       /* id 0: all of the database */
        struct units_key from;  /* the row below that was gone into: where Back returns to */
        int first;              /* its place on the screen */
    } path[UNITS_DEEP];
    bool stale;                 /* the rows must be read */
    int rows;
    struct unit_rates *row;     /* in the chosen order; owned */
    struct unit_rates total;
};

/* ---- units_rows.c ---- */
extern const struct list_source units_source; /* context: struct units * */
/* Reads the rows and puts them in order; false with e (ERROR_STOPPED: as before). */
bool units_read(struct units *u, struct error *e);
/* Puts the rows that are there in the chosen order. */
void units_order(struct units *u);
/* The period in effect on the session's day; CIVIL_NONE: open. */
void units_period(const struct units *u, civil_day *from, civil_day *to);
/* "units" of the state file, and back; what is not understood there is left as it is. */
void units_remember(const struct units_choice *choice);
void units_recall(struct units_choice *choice);

/* ---- units_line.c ---- */
void units_columns_lay(struct units_columns *columns, int width);
void units_heading_draw(const struct units_columns *columns, int y, struct area area);
/* `name` NULL: the unit's. */
void units_row_draw(const struct units *u, const struct unit_rates *row, const char *name, int y, struct area area);
/* The row's numerators and denominators in at most `rows` rows. */
void units_detail_draw(const struct units *u, const struct unit_rates *row, int rows, struct area area);
/* "376", "POCSO", "each once"; "since 2018", "last 12 months", "01/04/2026 to 31/10/2026". */
const char *units_kind_label(enum rates_of kind);
const char *units_period_label(const struct units *u, char *out, size_t cap);
const char *units_order_label(enum units_order order);

/* ---- units_menu.c ---- */
answer units_period_menu(struct session *s, const struct units *u);
answer units_sort_menu(struct session *s, const struct units *u);
/* The choice is another: rows are read or put in order anew, and it is remembered. */
void units_apply(struct session *s, struct units *u, bool reread);
struct units *units_now(struct session *s);

#endif
