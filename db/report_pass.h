/* One pass over the cases at or below a unit that were open at some time since a day, for reports; inside db/ only.
 *
 * A case is given as it is now; report_pass_then says what it was at the end of any day since then. Read are the cases whose
 * unit is of the rows now, and those that have left it since. Nothing is kept between two passes. */
#ifndef ITSSO_REPORT_PASS_H
#define ITSSO_REPORT_PASS_H

#include "db/past.h"
#include "db/report_units.h"

struct pass_case {
    struct past_case now;
    bool touched; /* it has events after the day `since` */
};

/* What a case was at the end of a day, for the counts of a report. */
struct pass_then {
    bool registered;
    int state;               /* 0 open, 1 disposed, 2 out; only where registered */
    enum case_status status; /* of a further investigation: the report before it */
    int row;                 /* of the report's units; -1: of another unit */
    unsigned categories;     /* under the lists that count */
    struct past_case all;
};

struct report_pass {
    struct store *store;
    const struct report_units *units;
    struct list_clock clock;
    hits lists;              /* never 0 */
    civil_day since, last;   /* what was registered after `last` is passed over */
    bool open_only;          /* may be set after the beginning: only those that are open now are wanted (of today) */
    struct past past;
    int64_t *settled;        /* cases settled as none of ours, in order */
    int settled_n;
};

/* False with e. report_pass_end frees what it holds, also after a failure. */
bool report_pass_begin(struct report_pass *pass, struct store *store, const struct report_units *units, hits lists,
                       const struct list_clock *clock, civil_day since, civil_day last, struct error *e);
void report_pass_end(struct report_pass *pass);

/* Gives each case that was open at the end of `since` or on any day up to `last` (and some others) once, in no order that counts; not
 * those settled as none of ours. fn returns false with e to stop. */
bool report_pass_run(struct report_pass *pass, bool (*fn)(void *, const struct pass_case *, struct error *), void *context,
                     struct error *e);

/* `day` is not before `since`. From the later of the clock's `now` and `today` on the case is what it is now. */
bool report_pass_then(struct report_pass *pass, const struct pass_case *c, civil_day day, struct pass_then *then,
                      struct error *e);

/* The days after `since` and up to `last` on which the case may have changed, in order, each once (where it has too many, some
 * are passed over, never the last day); their number, -1 failed. */
#define PASS_DAYS_MAX 64
int report_pass_days(struct report_pass *pass, const struct pass_case *c, civil_day days[PASS_DAYS_MAX], struct error *e);

#endif
