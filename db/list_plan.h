/* The parts of the list engine, inside db/ only.
 *
 * A list is read in one of two ways. It streams along an index in order and stops after a page (many rows hit), or its
 * rows are put in order once, at case_list_open, in a temporary table rowno -> id (few rows hit, or no index has the
 * order). Which: list.c tries to gather the candidates by the most selective parts of the filter ("drivers"); where
 * one of them yields fewer than GATHER_MAX cases these are put in order; else the list streams if its order has an index.
 *
 * list.c: opening, pages, counts. list_filter.c: conditions. list_search.c: the words of a search. list_put.c: putting in
 * order. list_row.c: the columns of a row. */
#ifndef ITSSO_LIST_PLAN_H
#define ITSSO_LIST_PLAN_H

#include "db/list.h"
#include "db/sql.h"

/* Candidates that are gathered and sorted (under 10 ms); where there are more, a page of the stream passes over few rows. Of
 * open cases so many cost no more than the pass that counts a stream's rows, and need no counting. */
#define GATHER_MAX 2000
#define GATHER_MAX_OPEN 3000
#define DRIVERS_MAX 16
#define DRIVER_PARTS 5
#define FILTER_SETS 48   /* temporary sets of one list */

enum list_order {
    ORDER_CLOCK, /* stream by clock_date, id */
    ORDER_FIR,   /* stream by fir_date, id */
    ORDER_ID,    /* stream by id */
    ORDER_PUT    /* by rowno of a temporary table */
};

/* Statements "SELECT id …" whose union holds every case that a part of the filter can hit. */
struct driver {
    int n;
    bool whole;               /* also without a part: nothing can hit */
    char *part[DRIVER_PARTS]; /* sqlite3_malloc */
};

enum page_step { STEP_AFTER, STEP_FROM, STEP_BEFORE, STEP_UPTO, STEPS }; /* >, >=, <, <= */

struct case_list {
    struct store *store;
    struct case_filter filter;
    struct case_sort sort;
    struct list_clock clock;
    unsigned number;         /* of this list in the process: names its temporary tables, marks its keys */
    enum list_order order;
    int state;               /* 0, 1, 2 where the filter allows one only; -1 */
    bool past;               /* as of a past day: read from past_source (past.h), without drivers */
    bool narrow;             /* of a past day: a part of the filter hits few, so that the list is put in order */
    char *source;            /* of a past day; sqlite3_malloc */
    bool own;                /* the conditions look at own_fold (alias w) */
    char *conditions;        /* over alias f (and w); sqlite3_malloc */
    int drivers;
    struct driver driver[DRIVERS_MAX];
    int sets;                /* temp.set_<number>_<k> */
    int ranks;               /* temp.rank_<number>_<k>, temp.place_<number>_<k> */
    bool candidates;         /* temp.cand_<number> holds them */
    bool put;                /* temp.list_<number> stands */
    int64_t rows;            /* of ORDER_PUT */
    sqlite3_stmt *page[STEPS], *row, *probe;
};

/* ---- list_filter.c ---- */
/* Fills state, conditions, drivers and the temporary sets. */
bool list_filter(struct case_list *list, struct error *e);
/* Makes temp.set_<number>_<k> of the integers that `select` yields; *k its number, *n how many. */
bool list_set(struct case_list *list, const char *select, int *k, int64_t *n, struct error *e);
/* A new driver, NULL where there is no room (a driver more only saves time). */
struct driver *list_driver(struct case_list *list);
void driver_part(struct driver *driver, char *text); /* takes a sqlite3_mprintf text; NULL (no memory) is passed over */
/* " AND f.state = N", or "". */
const char *list_state_text(const struct case_list *list);
/* "clock_date" bound as text: the day on or before which a clock must have begun so that the count stands at `day` or more. */
civil_day list_began_by(const struct case_list *list, int day);

/* ---- list_search.c ---- */
/* Adds " AND (…)" for every word of the search, and a driver for each. */
bool list_search(struct case_list *list, sqlite3_str *out, struct error *e);
/* " AND f.officer IN (…)" for the filter's part of an IO's name, rank or PNO. */
bool list_officers(struct case_list *list, sqlite3_str *out, struct error *e);

/* ---- list_put.c ---- */
/* Tries the drivers; *gathered when temp.cand_<number> holds all candidates. */
bool list_gather(struct case_list *list, bool *gathered, struct error *e);
/* Puts the rows in order into temp.list_<number>. */
bool list_put(struct case_list *list, struct error *e);
/* Drops the temporary tables of the list. */
void list_drop(struct case_list *list);

/* ---- list_row.c ---- */
/* 1 filled, 0 the case is gone, -1 failed. */
int list_row(struct case_list *list, case_id id, struct case_row *row, struct error *e);

/* ---- shared ---- */
/* "FROM cache.fir_case f INDEXED BY … [LEFT JOIN …]" for a pass along the date index. */
const char *list_from_index(const struct case_list *list);
const char *list_own_join(const struct case_list *list); /* own_fold as w where the conditions look at it, else "" */
bool list_sql(sqlite3 *db, char *text, struct error *e); /* runs and frees a sqlite3_mprintf text */
bool list_query(sqlite3 *db, sqlite3_stmt **q, char *text, struct error *e); /* prepares and frees it */

#endif
