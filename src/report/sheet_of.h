/* Sheets of what the screens show: a list of cases, one case. No remark and no direction's text is on them, no clause
 * of a section by letter (domain.md section 6). */
#ifndef ITSSO_SHEET_OF_H
#define ITSSO_SHEET_OF_H

#include "src/report/case_view.h"
#include "src/report/report.h"

#define SHEET_CASES_MAX 2000 /* rows of a list; how many more there are is said below it */

/* The cases of the filter in its order, with an empty column for notes by hand. ask: store, rules, lists, clock, unit.
 * title and what ("open, by days left") are translated; `one_station`: the numbers need no station. NULL with e
 * (ERROR_STOPPED where a key stopped the reading). The caller frees it. */
struct sheet *sheet_of_cases(const struct report_ask *ask, const struct case_filter *filter,
                             const struct case_sort *sort, bool one_station, const char *name, const char *title,
                             const char *what, struct error *e);

/* One case: facts, the limit, its steps, directions that stand, places for the officer's directions. */
struct sheet *sheet_of_case(const struct report_ask *ask, const struct case_view *view, struct error *e);

#endif
