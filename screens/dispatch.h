/* From events to screens: who is asked first, and what the program itself does. */
#ifndef ITSSO_DISPATCH_H
#define ITSSO_DISPATCH_H

#include "screens/input.h"
#include "screens/screen.h"

void dispatch_event(struct session *s, const struct event *event, const char *paste);
/* As if its key had been pressed on the topmost screen. */
void dispatch_action(struct session *s, enum action action);
/* Places of the topmost screen, with PLACE_SUB or PLACE_ROOT. */
unsigned dispatch_places(const struct session *s);

#endif
