/* Text on paper: one Pango layout over one cairo surface. All measures are points (1/72 inch). Pango lays out in one
 * size and cairo scales: each size of its own would cost a search through all fonts of the machine. */
#ifndef ITSSO_PRINT_PEN_H
#define ITSSO_PRINT_PEN_H

#include <pango/pangocairo.h>
#include <stdbool.h>

#include "src/i18n.h"

struct pen {
    cairo_t *cr;
    PangoLayout *layout;
    PangoFontDescription *font;
    double size; /* what is set now */
    bool bold;
    float advance[2][128]; /* of ASCII, plain and bold, in sizes; 0 not yet measured */
    int unknown;           /* characters shown so far for which no font has a sign */
};

enum pen_align { PEN_LEFT, PEN_CENTRE, PEN_RIGHT };

/* The surface stays the caller's. */
void pen_begin(struct pen *pen, cairo_surface_t *surface, enum language language);
void pen_end(struct pen *pen);
/* False where no font with Devanagari is installed. */
bool pen_has_devanagari(struct pen *pen);

/* What the next calls are about. width: lines are broken to it; < 0: one line, however long. */
void pen_text(struct pen *pen, const char *text, double size, bool bold, double width, enum pen_align align);
double pen_width(struct pen *pen);
/* The width of a text on one line. Plain ASCII is added up from its letters, which is quick and at most a little too
 * wide. */
double pen_width_of(struct pen *pen, const char *text, double size, bool bold);
int pen_lines(struct pen *pen);
/* From one line's top to the next one's: the same for both scripts, so that the cells of a row stand on one line. */
double pen_pitch(double size);
/* Shows `count` lines from line `from` on, the first one's top at y; no more than there are. */
void pen_show(struct pen *pen, double x, double y, int from, int count);
/* All of it at x, y; returns its height. */
double pen_show_all(struct pen *pen, double x, double y);

#endif
