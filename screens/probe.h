/* How wide does the terminal draw Devanagari? Asked once, after the first paint in Hindi (terminal.md section 3). */
#ifndef ITSSO_PROBE_H
#define ITSSO_PROBE_H

#include "screens/screen.h"

/* Asks where it was not asked yet and Hindi is shown. */
void probe_begin(struct session *s);
/* A cursor report: its column from 0. */
void probe_answer(struct session *s, int column);
/* Gives up after 300 ms. */
void probe_step(struct session *s);
/* Milliseconds until then; -1: nothing is waited for. */
int probe_patience(void);

#endif
