/* p: what a screen shows, on paper (src/report/paper.h). The screens go on meanwhile; the status line says what became
 * of it. */
#ifndef ITSSO_SCREENS_PRINT_H
#define ITSSO_SCREENS_PRINT_H

#include "screens/screen.h"
#include "src/report/report.h"

/* Prints the sheet, which is freed here; NULL with e filled (may be stopped by a key): says that. Returns what act()
 * returns. */
answer screen_print(struct session *s, struct sheet *sheet, const struct error *e);

/* What a sheet of this session is made from. */
struct report_ask session_report_ask(const struct session *s);

/* The cases of a list in its order. `describe`: which cases they are and how they are ordered, translated. */
answer print_cases(struct session *s, const struct case_filter *filter, const struct case_sort *sort, const char *name,
                   const char *title, const char *describe);

#endif
