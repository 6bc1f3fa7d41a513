/* Between reconcile.c (the screen) and reconcile_run.c (comparing and saving) only. */
#ifndef ITSSO_SCREENS_RECONCILE_INSIDE_H
#define ITSSO_SCREENS_RECONCILE_INSIDE_H

#include "screens/screen.h"

/* Asks for a register and lets `itsso-tui reconcile` hold it against the database beside the screens; what it finds it keeps, and the
 * screens see that the database changed. */
answer reconcile_compare_open(struct session *s);
/* One is at work. */
bool reconcile_comparing(void);
/* Asks for a file, and saves the list as a sheet: CSV, HTML, PDF or text by the file's ending; mode 0600. */
answer reconcile_save_open(struct session *s);
/* Prints it: the same sheet. */
answer reconcile_print(struct session *s);

#endif
