/* Damage that a sync has to repair. Free of cmocka. */
#ifndef ITSSO_TESTS_DAMAGE_H
#define ITSSO_TESTS_DAMAGE_H

#include "tests/sync/lib/world.h"

/* Two rows of the folder get versions that the gateway never gave, one above the server's, one below it, and the digest that is kept says so.
 * false: world_why. */
bool station_damage(struct station *s);

#endif
