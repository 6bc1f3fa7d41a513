/* What the files of the small world share (world.c, station.c, oracle.c). */
#ifndef ITSSO_TESTS_WORLD_INSIDE_H
#define ITSSO_TESTS_WORLD_INSIDE_H

#include "tests/sync/lib/world.h"

/* A program of ours by its name: static, four at a time. */
const char *world_program(const char *name);
/* `itsso-gateway WORDS…` to its end; status 0. */
bool world_gateway(struct world *w, const char *const *words);
bool world_write(struct world *w, const char *path, const char *text);

#endif
