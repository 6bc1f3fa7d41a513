/* The monthly balance (मासिक विवरण): of each unit what was pending, what came in and went out in a period, by which way, and
 * what is pending at its end. Opening + in = out + closing holds for each row and block, or nothing is given.
 *
 * The ways are read from what each case was at the end of each day (past.h), so that the opening and the closing are what a
 * list as of those days counts, and one month's closing is the next one's opening while the data stay the same. What happens
 * to a case on one day is told in this order: registered, sections, unit, end. */
#ifndef ITSSO_REPORT_BALANCE_H
#define ITSSO_REPORT_BALANCE_H

#include "db/issued.h"
#include "db/list.h"
#include "db/report_units.h"

enum balance_block { BALANCE_376, BALANCE_POCSO, BALANCE_ONCE /* the cases, each once */, BALANCE_BLOCKS };

/* The first eleven are also the bits of issued_case.columns: never renumber them. */
enum balance_column {
    BALANCE_OPENING, BALANCE_REGISTERED, BALANCE_ADDED, BALANCE_RECEIVED, BALANCE_REVIVED,
    BALANCE_CHARGESHEET, BALANCE_FINAL, BALANCE_EXPUNGED, BALANCE_TRANSFERRED, BALANCE_DROPPED, BALANCE_CLOSING,
    /* of the closing, by age on the last day */
    BALANCE_TO_60, BALANCE_OVER_60, BALANCE_OVER_90, BALANCE_OVER_180, BALANCE_OVER_365,
    BALANCE_COLUMNS
};

struct balance_row { int32_t n[BALANCE_BLOCKS][BALANCE_COLUMNS]; };

struct balance {
    civil_day from, to;
    struct report_units units;
    struct balance_row *row;       /* one for each of units.row */
    struct balance_row total;
    int32_t by_import;             /* cases of which a date in the period is that of an import, or no report names it */
    int cases;                     /* where asked for: in order of id */
    struct issued_case *cases_in;  /* in which columns */
};

struct balance_query {
    int64_t unit;                  /* 0: the whole database */
    hits lists;                    /* 0: all */
    struct list_clock clock;       /* its today does not count, but the period */
    civil_day from, to;            /* both ends included; from <= to */
    civil_day before_from;         /* CIVIL_NONE, or the first day of a period that ends on the day before `from`: counted in the
                                      same reading */
    bool keep_cases;
};

/* before: where query->before_from is a day; its units have no rows of their own (out's are the same), free it first. */
bool balance_read(struct store *store, const struct balance_query *query, struct balance *out, struct balance *before,
                  struct error *e);
void balance_free(struct balance *balance);

/* Opening and the ways in; the ways out. */
int64_t balance_in(const struct balance_row *row, enum balance_block block);
int64_t balance_out(const struct balance_row *row, enum balance_block block);
bool balance_row_empty(const struct balance_row *row);

/* What late entries made of a sheet: the cases that stand in `column` now and did not in the issued one, and the reverse. The
 * number of each; the first `max` ids of each go into more and less (may be NULL with max 0). */
void balance_difference(const struct issued_case *issued, int issued_n, enum balance_column issued_column,
                        const struct balance *now, enum balance_column column, enum balance_block block,
                        int64_t counts[2], case_id *more, case_id *less, int max);

#endif
