/* The list of cases: filter, sort, page by key; counts. The screens and the
 * `list`, `alerts` and `status` commands read through here. Never OFFSET:
 * a page is asked for by the key of a row (terminal.md section 1). */
#ifndef ITSSO_DB_LIST_H
#define ITSSO_DB_LIST_H

#include "db/case.h"
#include "db/unit.h"

enum status_filter { FILTER_OPEN /* open and stayed */, FILTER_ALL, FILTER_DISPOSED, FILTER_STATUS /* exactly .status */ };

struct case_filter {
    hits lists;               /* mask of the lists that count; 0 means all */
    int64_t unit;             /* unit.id at or below which; 0 all */
    bool unit_alone;          /* what that unit holds itself, without the units below it */
    enum status_filter which;
    enum case_status status;
    enum band band;           /* BAND_ANY */
    unsigned categories;      /* CATEGORY_ bits; a case in either counts; 0 any */
    char io[96];              /* part of the IO's name, rank or PNO, as typed */
    char reason[24];          /* reason code; "none": no reason entered */
    char search[160];         /* as typed: FIR number, IO, sections, remarks; each blank-separated word must hit */
    int due_within;           /* due date at most N days ahead, the overdue too; -1 any */
    bool chase;               /* home: over the limit, due within 5 days, or on an alert day today */
    bool alerts;              /* crossed an alert day */
    bool unacknowledged;      /* with .alerts: and that day not yet told */
    bool probable;            /* only those to be settled */
    bool wrong;               /* only those with a fact marked wrong */
    bool directions;          /* only those with a direction that is not answered */
};

enum case_column { BY_LEFT /* = due = day: by clock_date */, BY_CASE, BY_FIR_DATE, BY_SECTIONS, BY_CATEGORY, BY_IO, BY_STATUS, BY_REASON, BY_UNIT };
bool case_column_parse(const char *name, enum case_column *out); /* the list command's column names */

struct case_sort { enum case_column by; bool descending; bool group_by_io; /* IO first, then by */ };

/* What the counts are relative to. */
struct list_clock {
    civil_day today;
    struct limit_rule limit;
    civil_day now;                /* the day that the data are of; today before it: cases are counted as they were then. 0: today is that day */
    const struct rule_set *rules; /* how sections of a past day are read; NULL: the shipped ones */
};

struct case_row {
    case_id id;
    int64_t unit; char unit_code[16]; char unit_name[160]; /* in the language shown now */
    civil_day fir_date, clock_date;
    int day, left; civil_day due; /* by list_clock; meaningful while state is 0 */
    char sections[SECTIONS_TEXT]; /* normalised */
    hits hits; bool probable;     /* probable and not yet settled */
    unsigned categories;          /* under filter.lists */
    struct officer io;
    enum case_status status; int state;
    char reason[24]; civil_day reason_on;
    int told_day; civil_day told_on; char told_by[64]; char told_at[32];
    bool unsent;                  /* has own entries that are not yet acknowledged, where a gateway is known */
    int wrong;
    int directions;               /* not answered */
};

/* case_get, of a past day of the clock as it was then (what has no date stays). ERROR_USAGE where it was not registered yet. */
bool case_get_as_of(struct store *store, case_id id, const struct list_clock *clock, struct case_detail *out, struct error *e);

/* Where a row stands in the order; opaque but copyable. */
struct list_key { int64_t a; int64_t b; char text[200]; };

struct case_list;
/* Prepares. Sorts that no index serves are put in order here (interruptible). */
struct case_list *case_list_open(struct store *store, const struct case_filter *filter, const struct case_sort *sort,
                                 const struct list_clock *clock, struct error *e);
void case_list_close(struct case_list *list);

enum list_from { FROM_FIRST, FROM_LAST, AFTER, BEFORE, AT_OR_AFTER };
/* Fills rows[0..max) and keys[0..max) in the list's order (BEFORE and FROM_LAST too: the last `max` rows before the key, in order). Returns the number, -1 on failure. */
int case_list_page(struct case_list *list, enum list_from from, const struct list_key *key, int max,
                   struct case_row *rows, struct list_key *keys, struct error *e);
/* The key of a case in this list; false where it is not in it. */
bool case_list_find(struct case_list *list, case_id id, struct list_key *key, struct error *e);
/* Rows before the key, counted up to `cap`. */
int64_t case_list_index(struct case_list *list, const struct list_key *key, int64_t cap, struct error *e);
/* Counts up to `cap` rows (0: all). *exact false where it stopped at cap. */
int64_t case_list_count(struct case_list *list, int64_t cap, bool *exact, struct error *e);

/* ---- the dashboard ---- */
struct dashboard {
    int64_t open[3][BAND_COUNT];  /* 0: category 376, 1: POCSO, 2: cases, each once; without the settled-no */
    int64_t probable;             /* of the open cases: waiting to be settled */
    int64_t over, due_today, due_in_5, alerts; /* cases, each once; alerts: crossed and not yet told */
    bool alerts_exact;
    int64_t chase;                /* as case_filter.chase lists them */
    int64_t wrong, not_in_cctns;  /* facts marked wrong; "charge sheet filed, not entered in CCTNS" */
    int64_t directions;           /* not answered: directions, not cases (db/direction.h) */
    int64_t to_send;              /* own entries above dev_seq; 0 where no gateway is known */
    struct rate_year { int64_t n60, in60; } year[2]; /* FIRs of the last 12 months whose day 60 has passed; by category */
};
/* Open cases by day come from the roll-up (milliseconds at any size). */
bool dashboard_read(struct store *store, hits lists, int64_t unit, const struct list_clock *clock, struct dashboard *out, struct error *e);

/* Crossings of the days today+1 .. today+7, for open cases: (day of month is in `on`), at most max, by date then FIR. */
struct crossing { civil_day on; case_id id; int day; };
int crossings_ahead(struct store *store, hits lists, int64_t unit, const struct list_clock *clock, int days, struct crossing *out, int max, struct error *e);

/* Stations that no import or sync has touched for `hours`; for the status line. A sync that ended well touches all of them. */
int64_t stations_silent(struct store *store, int64_t unit, int hours);

#endif
