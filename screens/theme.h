/* Colours by role (terminal.md section 2): colour repeats a meaning, the text carries it. Three schemes; NO_COLOR,
 * a terminal without colours and vt100/vt220 mean mono. No blue text; the terminal's own background. */
#ifndef ITSSO_THEME_H
#define ITSSO_THEME_H

#include "src/config.h"

enum role {
    ROLE_TEXT,
    ROLE_QUIET,    /* less important */
    ROLE_STRONG,   /* more */
    ROLE_TITLE,    /* the top line */
    ROLE_HEADING,  /* column headings */
    ROLE_SELECTED, /* the selected row */
    ROLE_KEY,      /* a key in the footer */
    ROLE_OVER,     /* over the limit */
    ROLE_TODAY,    /* last day today */
    ROLE_SOON,     /* due soon, an alert */
    ROLE_GOOD,     /* in time, told, saved */
    ROLE_ERROR,    /* a failure in the status line or under a field */
    ROLE_NOTE,     /* a note in the status line */
    ROLE_FIELD,    /* a field that can be typed in */
    ROLE_TRAINING, /* the mark TRAINING */
    ROLE_RULE,     /* lines */
    ROLE_COUNT
};

/* After the terminal has started; again after the setting changed. */
void theme_start(enum colours colours);
enum colours theme_now(void);

/* The role of a case's day count: left < 0 over, 0 today, up to 5 soon, else text. */
enum role role_of_left(int left);

/* The attributes and colour pair of a role, for line.c. */
void theme_role(enum role role, unsigned long *attributes, short *pair);

#endif
