/* Investigating officers that do not exist. Nobody else is ever named. */
#ifndef ITSSO_DEMO_PEOPLE_H
#define ITSSO_DEMO_PEOPLE_H

#include "db/case.h"

/* Officers of a station with so many cases. */
int people_count(int64_t cases);

/* The n-th officer of the station whose place in its scope is `station`; `home`: the training station. The same numbers
 * give the same officer. */
void people_officer(uint64_t seed, int station, int n, bool home, struct officer *out);

#endif
