/* The parts of rates, inside db/ only: the rows that are counted into, and the ways of counting.
 *
 * rates.c: which rows, and what is handed out; rates_rollup.c: of today, from the roll-ups, by the plan of rates_plan.c;
 * rates_cases.c: of a past day, from the cases. */
#ifndef ITSSO_RATES_INSIDE_H
#define ITSSO_RATES_INSIDE_H

#include "db/rates.h"
#include "db/sql.h"

/* A row while it is counted: compact, because a state can have thousands of stations. */
struct tally {
    int64_t unit, lft, rgt;
    bool own;                                   /* of `unit` alone, without what is below it */
    int32_t n[RATES_KINDS], disposed[RATES_KINDS], final[RATES_KINDS];
    int32_t n60[RATES_KINDS], in60[RATES_KINDS], late[RATES_KINDS];
    int32_t open[RATES_KINDS][BAND_COUNT_ALL];
    civil_day oldest[RATES_KINDS];
};

struct tallies {
    struct store *store;
    struct rates_query query;
    hits lists;                                 /* never 0 */
    struct unit unit;                           /* whose rows they are; id 0: all, lft 0, rgt the greatest number */
    struct unit top;                            /* the unit, of all the top of the hierarchy; id 0: there is none */
    civil_day from, to;                         /* closed; from > to: nothing counts */
    civil_day last60;                           /* the last day on which a clock of N60 began */
    int n, cap;
    struct tally *at;                           /* by lft, no two overlap; the own row (at most one) stands last */
    struct tally *own;                          /* points into at; NULL: what the unit holds itself is in no row */
};

/* What counts alike: `n` cases (negative: taken away). */
struct rate_group {
    hits hits;
    civil_day clock_date;
    int outcome;                                /* fir_case.outcome 0, 1, 2 */
    bool final;                                 /* disposed by a final report */
    int32_t n;
};

/* The row that a unit's cases count in; NULL: none. */
struct tally *tally_of(const struct tallies *t, int64_t lft);
void tally_count(const struct tallies *t, struct tally *row, const struct rate_group *group);

/* ---- rates_plan.c ---- */

#define RATES_EDGES 4
#define RATES_RANGES 3
#define RATES_OLD 3 /* over 90, 180, 365 days */

/* Days that are read from the cases: added to a side, taken off it where it has the whole month, or neither. */
struct rates_edge { civil_day from, to; int sign[2]; /* old, young */ };
struct rates_months { int from, to; bool young; }; /* year * 12 + month - 1, both ends included */

struct rates_plan {
    struct rates_edge edge[RATES_EDGES];
    struct rates_months months[RATES_RANGES];
    int edges, ranges, year_from, year_to;
    civil_day last[RATES_OLD];       /* the last day of a clock that is over 90, 180, 365 days old */
    civil_day young_from, young_to;
};

void rates_plan_make(const struct tallies *t, struct rates_plan *plan);
/* In how many of over 90, 180, 365 days a clock that began on the day is. */
int rates_deep_on(const struct rates_plan *plan, civil_day day);
int rates_month_of(civil_day day); /* year * 12 + month - 1 */
civil_day rates_month_first(int month);
civil_day rates_month_last(int month);

/* ---- rates_rollup.c ---- */
/* Of today: the work grows with the rows, not with their cases. */
bool rates_from_rollups(struct tallies *t, struct error *e);

/* ---- rates_cases.c ---- */
/* Of the clock's day, a past one: looks at every case at or below the unit. */
bool rates_from_cases(struct tallies *t, struct error *e);

#endif
