/* What stands around every screen: header, status line, keys; and the drawing of the stack. */
#ifndef ITSSO_FRAME_H
#define ITSSO_FRAME_H

#include "screens/screen.h"

#define SCREEN_MIN_ROWS 10
#define SCREEN_MIN_COLUMNS 40

/* The rows between header and status line. */
struct area frame_area(void);
/* Lets the screens of the stack that can be seen read what they need. */
void frame_prepare(struct session *s);
/* Draws everything into curses' memory. */
void frame_draw(struct session *s);

/* A panel of `height` rows and a line with its title above them, at the bottom of the area, emptied; the cells inside.
 * title: N_(); about: "" none. */
struct area panel_draw(struct area area, int height, const char *title, const char *about);

#endif
