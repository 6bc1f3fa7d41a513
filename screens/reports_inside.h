/* Between reports.c (screen 6, the list), reports_ask.c (which unit, day, period), reports_preview.c (one report as a page) and
 * reports_do.c (save, print, issue) only; reports.h is for the others. */
#ifndef ITSSO_SCREENS_REPORTS_INSIDE_H
#define ITSSO_SCREENS_REPORTS_INSIDE_H

#include "screens/list.h"
#include "screens/print.h"
#include "screens/reports.h"

/* Open cases on a page or a printed sheet; more only into a file, which a program beside the screens makes. */
#define REPORTS_CASES_MAX 3000

/* What a person chose for all reports; each takes of it what it takes (report.h). */
struct reports_choice {
    struct unit unit;    /* never above or beside the session's */
    civil_day as_of;     /* CIVIL_NONE: the session's today */
    civil_day from, to;  /* CIVIL_NONE: the report's own */
    int sort;            /* a place in report_sorts */
    case_id about;       /* of the reminder; 0: no case was selected */
};

struct reports {
    struct list_array array; /* first: the list's context */
    struct list list;
    struct session *s;
    struct reports_choice choice;
    int64_t root; /* the session's unit, as it was when the unit was chosen */
};

/* The choice of screen 6 where it is open, else the session's own: its unit, today. Puts a unit that is no longer the
 * session's or below it back to the session's. */
struct reports_choice reports_choice_now(struct session *s);
/* "Demo Kotwali, as on 31/10/2026, 01/10/2026 to 31/10/2026": what differs from the usual. report NULL: of all. Returns out. */
const char *reports_choice_words(const struct session *s, const struct report *report, const struct reports_choice *choice, char *out, size_t cap);
/* Of the period alone: "01/10/2026 to 31/10/2026", "from …"; "" none. Returns out. */
const char *reports_period_words(const struct reports_choice *choice, char *out, size_t cap);
/* The title up to its colon: "Annexure 1". Returns out. */
const char *reports_short_title(const struct report *report, char *out, size_t cap);

/* The form for unit, day, period, and order where `report` (NULL: all) has one. What was chosen holds for all reports; the screens read
 * again what they show. */
answer reports_ask_open(struct session *s, const struct report *report);

/* What is asked of the report. false with e: it is of a case, and none was selected. */
bool reports_ask(struct session *s, const struct report *report, struct report_ask *ask, struct error *e);
/* Makes it; any key stops that (ERROR_STOPPED). */
bool reports_make(struct session *s, const struct report *report, struct report_made *made, struct error *e);

/* The page of a report; argument: const struct report *. */
extern const struct screen screen_report;

/* The keys W, p, I. A session that only reads is told so. */
answer reports_save_open(struct session *s, const struct report *report);
answer reports_print(struct session *s, const struct report *report);
answer reports_issue_open(struct session *s, const struct report *report);

#endif
