/* The list of cases of one unit, above the screen that it was asked from: the same screen as Cases (2), but it stands on
 * top, and what is chosen in it is not remembered. */
#ifndef ITSSO_CASES_OF_H
#define ITSSO_CASES_OF_H

#include "screens/screen.h"

struct cases_of {
    struct unit unit;    /* at or below the session's */
    bool alone;          /* what it holds itself, without the units below */
    unsigned categories; /* CATEGORY_ bits; 0 any */
};
extern const struct screen screen_cases_of; /* argument: const struct cases_of * */

#endif
