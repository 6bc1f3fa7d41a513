/* Roll-ups (rollup_open, rollup_month, rollup_year of schema_cache.sql): counts for each unit above the one that holds a
 * case, and for unit 0 (all), kept as rows change: here, and for fir_case.settled by a trigger. Inside db/ only. */
#ifndef ITSSO_ROLLUP_H
#define ITSSO_ROLLUP_H

#include "db/store.h"

/* What the roll-ups look at in a case. */
struct rollup_case {
    int64_t unit;         /* the unit that holds it */
    civil_day clock_date;
    hits hits;
    bool probable;
    int state;            /* fir_case.state: 0 counts as open */
    int outcome;          /* fir_case.outcome: 0, 1, 2 count in the month */
    bool final;           /* its status is 'final' */
    enum { SETTLED_NOT, SETTLED_TRACKED, SETTLED_NO } settled; /* fir_case.settled: of a probable case */
};

struct rollup; /* deltas, gathered in bounded memory (about 3 MB at most) and written sorted */

/* NULL with e filled on failure; freed by rollup_free. */
struct rollup *rollup_begin(struct cache_writer *w, struct error *e);
void rollup_free(struct rollup *rollup);

/* Adds (sign +1) or takes away (-1) one case for every unit above its own. Writes when the memory is full. */
bool rollup_add(struct rollup *rollup, const struct rollup_case *c, int sign, struct error *e);

/* Writes what was gathered. */
bool rollup_flush(struct rollup *rollup, struct error *e);

/* Makes all roll-ups anew from fir_case: after the hierarchy or the rules of counting changed. */
bool rollup_rebuild(struct cache_writer *w, struct error *e);

#endif
