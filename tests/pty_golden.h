/* Screens compared with text files: tests/screens/golden/NAME.txt holds the lines (blanks at the end cut) and where the cursor is.
 * `make golden` (or UPDATE_GOLDEN=1 make check) writes them anew. */
#ifndef ITSSO_TESTS_PTY_GOLDEN_H
#define ITSSO_TESTS_PTY_GOLDEN_H

#include "tests/pty.h"

/* Waits until the screen is that of the file and quiet; the comparison is the wait, so that no test needs to know when a screen is
 * complete. false with a line-by-line difference in pty_why(). Where UPDATE_GOLDEN is set: waits for 300 ms of quiet and writes it. */
bool pty_golden(struct pty *p, const char *name);

#endif
