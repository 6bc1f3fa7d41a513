/* What loop.c and run.c may do with the stack of screens, beyond screen.h. */
#ifndef ITSSO_STACK_H
#define ITSSO_STACK_H

#include "screens/screen.h"

/* Takes off the screen with this state, wherever it lies; never the lowest. */
void stack_remove(struct session *s, const void *state);
/* Closes all. */
void stack_clear(struct session *s);
/* Frees the states of screens that were taken off: between handlers only. */
void stack_free_left(void);

#endif
