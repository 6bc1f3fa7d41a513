/* The 60-day ruler of a case as three lines of text: the alert days above, the
 * line with the steps on it, the two dates below. No curses here: the lines
 * can be tested as text. */
#ifndef ITSSO_CASE_RULER_H
#define ITSSO_CASE_RULER_H

#include <stdbool.h>

#include "src/domain/calendar.h"

#define RULER_COLUMNS 240
#define RULER_LINE (RULER_COLUMNS * 4)

struct ruler_mark {
    int day;     /* day count on which it happened */
    char letter; /* 'A'..'Z' */
};

struct ruler {
    char days[RULER_LINE];  /* "31  40  50 55 60" at their places */
    char line[RULER_LINE];  /* ├━━F━━S━━━━┼──┤; what has passed is heavy */
    char dates[RULER_LINE]; /* the first and the last date below their ends */
    int today_column;       /* where today stands on the line, -1 before it began */
};

/* Draws a ruler `columns` wide (at least 40, at most RULER_COLUMNS) for a clock
 * that began on `from`; for a case that is disposed of `today` is the day of
 * the disposal, where its clock stopped. ascii: no line drawing. Marks outside day 0..60 stand at the ends;
 * of several at the last column the first is shown. */
void ruler_draw(struct ruler *ruler, int columns, civil_day from, civil_day today, const struct limit_rule *rule,
                const struct ruler_mark *marks, int n, bool ascii);

#endif
