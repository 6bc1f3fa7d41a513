/* The open cases at or below a unit as of a day, each with what the sheets of cases say of it: for the orderly room, the lists of
 * what cases wait for. As of a past day what was entered later is left out. */
#ifndef ITSSO_REPORT_OPEN_H
#define ITSSO_REPORT_OPEN_H

#include "db/list.h"

struct open_step { enum step_state state; civil_day on; }; /* STEP_NONE: nothing entered */

/* The steps that the orderly-room sheet shows. */
enum { OPEN_STATEMENT, OPEN_MEDICAL, OPEN_FSL, OPEN_STEPS };

struct open_case {
    case_id id;
    civil_day fir_date, clock_date;
    int64_t unit, sections, officer; /* ids; officer 0: none */
    civil_day officer_since;         /* CIVIL_NONE: not known */
    hits hits;
    unsigned categories;             /* under the lists that count; never 0 */
    bool probable;                   /* and not yet settled */
    enum case_status status;
    int arrests;                     /* -1: not known */
    civil_day filed;                 /* a final report was filed in court, and is not yet entered in CCTNS */
    char reason[24];
    civil_day reason_on;
    int told_day;                    /* the highest alert day that somebody was told of; 0 none */
    struct open_step step[OPEN_STEPS];
};

struct open_query {
    int64_t unit;      /* 0: the whole database */
    hits lists;        /* 0: all */
    struct list_clock clock;
    bool steps;        /* those are wanted */
};

/* In no order that counts. fn returns false with e to stop. */
bool open_read(struct store *store, const struct open_query *query, bool (*fn)(void *, const struct open_case *, struct error *),
               void *context, struct error *e);

/* What the ids stand for, of many cases. All empty where there is none such; false: reading failed. */
struct open_names;
struct open_names *open_names_begin(struct store *store, struct error *e); /* NULL with e */
void open_names_end(struct open_names *names);
bool open_officer(struct open_names *names, int64_t id, struct officer *out, struct error *e);
bool open_sections(struct open_names *names, int64_t id, char out[SECTIONS_TEXT], struct error *e);

#endif
