/* Cases as of a past day (--as-of), inside db/ only. A case counts when its FIR date is on or before that day; its status,
 * IO, sections and unit are those of that day as far as the dated events reach, and it was open when its disposal came later.
 *
 * past.c: one pass over the cases fills temp.past_case, which lists, counts and crossings then read; past_case.c: what one
 * case was; past_entries.c: what had been entered by then; past_one.c: one case with everything. */
#ifndef ITSSO_PAST_H
#define ITSSO_PAST_H

#include "db/list.h"
#include "db/sql.h"

/* The day of the clock lies before the day that the data are of. */
bool past_is(const struct list_clock *clock);

/* Makes, unless they stand as they should, for the clock's day and the cases at or below the unit (0: all)
 *   temp.past_case: every case that was open then, and every other whose columns were not what they are now; state 3: not
 *     yet registered (a zero FIR, whose clock ran already). A case that is not in it and has an FIR date (which is as
 *     good as: a clock_date) up to that day was what it is now. Those that the unit had then and another has now are in it,
 *     and of other units' cases what was made before.
 *   temp.past_own: own_fold without the reasons and "told" entered for a later day.
 * They stay while day and data do, and grow with each unit that is asked for: who reads them for one unit is not disturbed
 * by another. Reads every case of the unit: up to 2 s for a million; interruptible. Outside a transaction. */
bool past_make(struct store *store, const struct list_clock *clock, int64_t unit, struct error *e);

/* The columns of past_case that take the place of fir_case's. */
#define PAST_COLUMNS                                                                                                    \
    "id, unit, fir_date, clock_date, zero_date, sections, hits, probable, officer, status, state, outcome, reason,"     \
    " reason_on, told_day, told_on, settled"

/* "(SELECT …) f": the cases of the day whose state is `state` (-1: any), in place of cache.fir_case f; sqlite3_malloc.
 * `in_order`: to be read along clock_date and id, else all of them. */
char *past_source(const struct list_clock *clock, int state, bool in_order);
/* The same for the one case that is bound as ?1. */
extern const char past_source_of_one[];

/* ---- past_case.c ---- */

/* What a past day may change in a case: as it is now, then (past_undo) as it was. */
struct past_case {
    case_id id;
    civil_day fir_date, clock_date;
    int64_t unit, sections, officer;
    hits hits;
    bool probable;
    enum case_status status;
    civil_day status_on, prepared, filed, in_cctns;
    bool final_report; /* the type of a final report is known */
    int state, outcome;
    bool closed_later; /* the dates of the final report are those of one after the day */
    civil_day closed_on; /* past_undo: the latest event up to the day that is a charge sheet or final report */
};

/* A dated event, as past_undo reads it. */
struct past_event {
    civil_day on;
    bool by_import;  /* the day of the import stands in */
    char kind[20];
    char *was, *now; /* owned by struct past */
};

struct past {
    struct store *store;
    civil_day day;
    struct limit_rule limit;
    enum disposed_by disposed;
    const struct rule_set *rules; /* the clock's, else own */
    struct rule_set *own_rules;
    bool all;                     /* temp.past_officer stands: many cases are asked for */
    bool no_officers;             /* the caller does not ask who the IO was: to find him takes a look through all officers */
    sqlite3_stmt *events, *set_text, *set_id, *officer, *unit;
    case_id event_of;             /* whose events are held: the last case's, so that several days of it cost one reading */
    int event_n, event_room;
    struct past_event *event;     /* latest first */
};

bool past_begin(struct past *past, struct store *store, const struct list_clock *clock, bool all, struct error *e);
void past_end(struct past *past);
/* Holds the events of the case (past->event); they are read once for several days of one case. */
bool past_events(struct past *past, case_id id, struct error *e);
/* `touched`: it has events after the day, or it is not known whether. past->day may be changed between calls. */
bool past_undo(struct past *past, struct past_case *c, bool touched, struct error *e);

/* ---- past_entries.c ---- */
bool past_entries(struct store *store, civil_day day, struct error *e);

#endif
