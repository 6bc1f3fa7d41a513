/* Rates (domain.md section 4) of units: of the children of one, of all units of a level below one, of one alone; for any
 * lists, any period of FIR dates and any day, a past one as it was then. What screen 5, `rates` and the reports count by.
 *
 * A case counts by the day from which its clock runs (its FIR date; for a zero FIR the first recording), up to the
 * clock's today. Day 60 is always ITSSO's, whatever [clock] deadline says; disposed on by [clock] disposed, as the cases
 * were stored with. The expunged, the transferred away and those settled as none of ours count nowhere. */
#ifndef ITSSO_DB_RATES_H
#define ITSSO_DB_RATES_H

#include "db/list.h"

/* Categories apart, and the cases each once: never the sum of the two. */
enum rates_of { RATES_376, RATES_POCSO, RATES_EITHER, RATES_KINDS };

struct rates_query {
    int64_t unit;        /* unit.id; 0: all of the database, stations that no hierarchy has placed too */
    hits lists;          /* mask of the lists that count; 0 all */
    civil_day from, to;  /* the period, both ends included; CIVIL_NONE: open. Never after the clock's today */
    struct list_clock clock;
};

/* The counts of one unit with all below it. rates_add_up holds for each of counts[]. */
struct unit_rates {
    struct unit unit;    /* id 0, code "": all of the database */
    bool own;            /* not the whole unit, but the cases that it holds itself, beside its children */
    struct rate_counts counts[RATES_KINDS];        /* rates_of() of src/domain/rates.h gives the rates */
    int64_t final[RATES_KINDS];                    /* of disposed: final reports; the others are charge sheets */
    int64_t open[RATES_KINDS][BAND_COUNT_ALL];     /* by age; the last three lie inside BAND_OVER_60, which is counts.pending */
    civil_day oldest[RATES_KINDS];                 /* from when the oldest open case's clock runs; CIVIL_NONE: none open */
};

/* Takes a row; false stops the reading, which is no failure. */
typedef bool rates_row(void *context, const struct unit_rates *row);

/* A unit with all below it. false with e where the unit is not there or reading failed (ERROR_STOPPED: interrupted). */
bool rates_unit(struct store *store, const struct rates_query *query, struct unit_rates *out, struct error *e);

/* Its children in order of code, each with all below it; then, with `own` set, the cases that it holds itself where it has
 * children and holds any. A unit without children (a station): itself. Unit 0: the children of the top, then what it holds
 * itself, then the stations that are not placed, each. *total (may be NULL): the unit itself; it is the sum of the rows. */
bool rates_children(struct store *store, const struct rates_query *query, struct unit_rates *total, rates_row *fn,
                    void *context, struct error *e);

/* Every unit of the level at or below, in the order of the hierarchy (a district's stations stand together), also those
 * without a case. Units of that level that hold others of it do not exist; cases held above the level are in no row. */
bool rates_level(struct store *store, const struct rates_query *query, enum unit_level level, rates_row *fn, void *context,
                 struct error *e);

/* The same for stations; those that are not placed come last where the query's unit is 0. */
bool rates_stations(struct store *store, const struct rates_query *query, rates_row *fn, void *context, struct error *e);

#endif
