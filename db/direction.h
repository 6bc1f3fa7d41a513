/* Directions: what a supervisor, in a unit above the station, wants done in a case, and what the station answered. Both are entries
 * (db/entry.h): kind direction (code: the source, src/domain/direction.h; on: the date of the letter; ref: its number; next_on: by when an
 * answer is expected; text) and kind answer (code: the direction's id; on: when it was done; text). A direction stands until an answer
 * stands; what was taken back is not there. As of a past day only what is dated up to that day counts. */
#ifndef ITSSO_DB_DIRECTION_H
#define ITSSO_DB_DIRECTION_H

#include "db/entry.h"
#include "db/list.h"

struct direction {
    struct entry given;
    bool answered;
    struct entry answer; /* the last one that stands; meaningful where answered */
    int64_t unit;        /* unit.id that has the case now; 0 where the case is not here */
};

/* Those of one case, by the date of the letter; fn returns false to stop. */
bool directions_of_case(struct store *store, case_id id, civil_day today, bool (*fn)(void *, const struct direction *), void *context,
                        struct error *e);

struct direction_filter {
    hits lists;          /* as case_filter; 0 all */
    int64_t unit;        /* cases at or below; 0 all */
    bool unanswered;     /* only those */
    civil_day from, to;  /* date of the letter; CIVIL_NONE: open on that side */
};
/* By the next date (those without one last), the date, the case. */
bool directions_read(struct store *store, const struct direction_filter *filter, const struct list_clock *clock,
                     bool (*fn)(void *, const struct direction *), void *context, struct error *e);
/* How many stand unanswered in the cases at or below the unit, as the list of such cases (case_filter.directions) counts them: a case
 * that was settled as none of ours, or hits no list that counts, is left out. -1 failed. */
int64_t directions_unanswered(struct store *store, hits lists, int64_t unit, const struct list_clock *clock, struct error *e);

#endif
