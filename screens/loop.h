/* The one loop: terminal, signals, the data folder and midnight in one poll(). */
#ifndef ITSSO_LOOP_H
#define ITSSO_LOOP_H

#include "screens/screen.h"

/* Runs until the person leaves, the terminal goes away or a signal ends it. false with e where it could not begin. */
bool loop_run(struct session *s, struct error *e);

#endif
