/* The reports (design.md section 5, reports.md): one table of them; each makes a sheet (sheet.h) from the queries of db/.
 *
 * A new report: one file report_<name>.c with a function of type report_make_fn, one line in the table (report.c). */
#ifndef ITSSO_REPORT_H
#define ITSSO_REPORT_H

#include "db/issued.h"
#include "db/list.h"
#include "src/report/sheet.h"

/* What is asked for, and by what it is counted. Store and rules must outlive the making. */
struct report_ask {
    struct store *store;
    const struct rule_set *rules;
    hits lists;               /* those that count */
    struct list_clock clock;  /* its today: the day that the sheet tells of */
    enum disposed_by disposed;
    int64_t unit;             /* 0: the whole database */
    civil_day from, to;       /* CIVIL_NONE: the report's own period */
    case_id case_id;          /* REPORT_CASE */
    int sort;                 /* REPORT_SORT: a place in report_sorts */
    int cases_most;           /* a sheet of more open cases than these is not made (ERROR_USAGE): for screens, where nobody reads
                                 thousands of rows and memory is short; 0: any number */
};

/* A sheet, and which cases stand in which columns of it (for issued_add; few reports say it). */
struct report_made {
    struct sheet *sheet;
    struct issued_case *cases_in; /* in order of id */
    int cases;
};

typedef bool report_make_fn(const struct report_ask *ask, struct report_made *made, struct error *e);

/* What a report takes. */
enum {
    REPORT_PERIOD = 1, /* --from, --to */
    REPORT_CASE = 2,   /* a case */
    REPORT_SORT = 4,   /* --sort */
    REPORT_ISSUE = 8,  /* it is issued: kept, and the next one is held against it */
};

struct report {
    const char *name;  /* "monthly-balance" */
    const char *title; /* N_(), as it stands on the sheet */
    const char *line;  /* N_(), one line of what it is */
    unsigned takes;    /* REPORT_ bits */
    report_make_fn *make;
};

extern const struct report reports[];
extern const int reports_count;
/* NULL: there is none of that name. */
const struct report *report_find(const char *name);

/* The orders of annexure-4, for --sort; ends with NULL. */
extern const char *const report_sorts[];

/* Makes the sheet. false with e: ERROR_USAGE where a period or case makes no sense. made is freed by report_made_free. */
bool report_make(const struct report *report, const struct report_ask *ask, struct report_made *made, struct error *e);
void report_made_free(struct report_made *made);

/* Keeps the sheet as issued (record.db), with its CSV. */
bool report_issue(const struct report *report, const struct report_ask *ask, const struct report_made *made, struct error *e);

/* ---- writing it down ---- */

enum report_format { REPORT_TEXT, REPORT_CSV, REPORT_HTML, REPORT_PDF };
extern const char *const report_formats[]; /* "text", "csv", "html", "pdf"; ends with NULL */

/* To a file of mode 0600: nothing half is left there, and what stood there before stays where it fails. A place that is no
 * regular file (a device, a pipe) is written to as it is. width: of a text. */
bool report_save(const struct sheet *sheet, enum report_format format, int width, const char *path, struct error *e);

#endif
