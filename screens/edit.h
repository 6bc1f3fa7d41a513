/* A line or text that is being typed: UTF-8 in, whole clusters out. Used by forms and by the search line. */
#ifndef ITSSO_EDIT_H
#define ITSSO_EDIT_H

#include "screens/screen.h"

struct edit {
    char *text;                  /* the owner's buffer of `size` bytes, NUL at the end */
    size_t size, length, cursor; /* cursor: a byte offset, at a cluster's beginning */
    size_t first;                /* the first byte shown (a line that is longer than its place) */
    bool lines;                  /* newlines allowed */
};

void edit_start(struct edit *edit, char *buffer, size_t size, bool lines);
/* Characters, Backspace and Delete (a cluster), Left, Right, Home, End, Ctrl-A/E/U/K/W. True where the key was for it.
 * *changed (may be NULL): the text is another. */
bool edit_key(struct edit *edit, int key, bool *changed);
/* Pasted text, cleaned; newlines become blanks where not allowed. What does not fit is left out: false then. */
bool edit_paste(struct edit *edit, const char *text);
/* Draws it in `width` columns of one row, scrolled so that the cursor is seen, and rests the hardware cursor there
 * where `active`. */
void edit_draw(struct edit *edit, int y, int x, int width, bool active);
/* The same wrapped over at most max_rows rows; returns the rows it takes. y < 0: counts. */
int edit_draw_lines(struct edit *edit, int y, int x, int width, int max_rows, bool active);

#endif
