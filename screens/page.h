/* A page of prepared lines that is read and scrolled, not walked: the case, its
 * history, the help. The lines are built once and drawn as often as needed. */
#ifndef ITSSO_PAGE_H
#define ITSSO_PAGE_H

#include "screens/screen.h"

#define SEGMENTS_MAX 4
#define SEGMENT_TEXT 512

struct segment {
    int x, width; /* columns; width 0: to the right edge */
    enum role role;
    char text[SEGMENT_TEXT];
};
struct page_line {
    int segments;
    struct segment segment[SEGMENTS_MAX];
};
struct page {
    int lines, room;
    struct page_line *line;
    bool failed;     /* no memory: some lines are missing */
    int top, height; /* first line shown, lines that fit */
};

/* Begins anew; the place that was scrolled to stays. */
void page_clear(struct page *page);
void page_free(struct page *page);

/* For the builder: a new line, and a piece of text in the last one (SEGMENTS_MAX at most; a text that is too long is cut). */
void page_line(struct page *page);
void page_put(struct page *page, int x, int width, enum role role, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A text over as many lines as it takes in `width` columns from x. */
void page_wrap(struct page *page, int x, int width, enum role role, const char *text);
/* The same, beginning in the last line, behind what stands there. */
void page_wrap_beside(struct page *page, int x, int width, enum role role, const char *text);

/* Keeps the place in range for this many rows. */
void page_fit(struct page *page, int height);
/* The moving keys; true where it was one. */
bool page_scroll(struct page *page, enum action action);
void page_draw(const struct page *page, struct area area);

#endif
