/* Putting text on the screen: rows and columns of terminal cells, from 0. Nothing is ever put past the
 * right edge or below the last row (ncurses would wrap it). Texts are UTF-8 and already clean (text_clean). */
#ifndef ITSSO_LINE_H
#define ITSSO_LINE_H

#include <stdbool.h>

#include "screens/theme.h"

int screen_rows(void);
int screen_columns(void);

/* At most `width` columns of text at (y, x), clipped with "…"; the rest of the cells stay as they are. Returns the
 * columns used. */
int line_put(int y, int x, int width, enum role role, const char *text);
/* Exactly `width` columns: clipped or padded with blanks in the role's look. */
void line_pad(int y, int x, int width, enum role role, const char *text);
/* The text's end at column x + width (numbers). */
void line_right(int y, int x, int width, enum role role, const char *text);
/* printf, then line_put. */
int line_format(int y, int x, int width, enum role role, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A horizontal line over the columns. */
void line_rule(int y, int x, int width);
/* Text wrapped at blanks (or in a word longer than the line, at a cluster's end) into at most max_rows rows of `width`;
 * returns the rows used. y < 0: only counts them. A newline begins a row. */
int line_wrap(int y, int x, int width, int max_rows, enum role role, const char *text);

/* The look of `columns` cells from (y, x) becomes the role's; the text stays (a selected row). */
void line_look(int y, int x, int columns, enum role role);

/* Where the hardware cursor rests when the drawing is done: the selected row, the place in a field. Once for each draw;
 * the last call counts. It is always shown: screen readers and braille lines follow it. */
void cursor_rest(int y, int x);

/* True where Hindi and lines can be shown (UTF-8 and Unicode terminals). */
bool line_unicode(void);

#endif
