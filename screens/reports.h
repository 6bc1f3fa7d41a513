/* Screen 6 for the others: one key prints the orderly-room sheet from where one is. */
#ifndef ITSSO_SCREENS_REPORTS_H
#define ITSSO_SCREENS_REPORTS_H

#include "screens/screen.h"
#include "src/report/report.h"

/* The orderly-room sheet (pending-by-io) of the unit, as of the session's day, to the printer. unit 0: the whole database. */
answer reports_print_orderly(struct session *s, int64_t unit);

#endif
