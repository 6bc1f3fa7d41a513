/* The four rates of domain.md section 4 over counts. Pure. */
#ifndef ITSSO_RATES_H
#define ITSSO_RATES_H

#include <stdint.h>
#include "src/domain/calendar.h"

/* Which of the four dates of a final report counts as "disposed on": [clock] disposed. */
enum disposed_by { DISPOSED_CCTNS, DISPOSED_COURT, DISPOSED_PREPARED };

/* Counts of one category in one unit and period of FIR dates. */
struct rate_counts {
    int64_t n;        /* tracked FIRs, without the expunged */
    int64_t n60;      /* of them: day 61 or more */
    int64_t disposed; /* of n: charge sheet or final report */
    int64_t in60;     /* of n60: disposed within 60 days */
    int64_t late;     /* of n60: disposed after day 60 */
    int64_t pending;  /* of n60: open */
};

/* How one case counts. disposed_on is CIVIL_NONE while open. as_of bounds it: a disposal after as_of has not happened.
 * Adds to *counts. */
void rates_add(struct rate_counts *counts, civil_day from, civil_day disposed_on, civil_day as_of,
               const struct limit_rule *rule);

/* In hundredths of a per cent, rounded half up (133 of 160: 8313, shown as 83.13): what every sheet, table and screen shows, so that they
 * show the same. part is not negative; -1 where whole is 0. */
int64_t rate_hundredths(int64_t part, int64_t whole);
/* The same as a number, 83.13; NAN where whole is 0. */
double rate_rounded(int64_t part, int64_t whole);

/* In per cent, as exact as a double is: to put units in order. A denominator of 0 gives NAN. */
struct rates { double disposal, compliance, late, pendency; };
struct rates rates_of(const struct rate_counts *counts);

/* in60 + late + pending == n60, which the design asserts. */
bool rates_add_up(const struct rate_counts *counts);

#endif
