/* What the files of the small world share (world.c, station.c, oracle.c). */
#ifndef ITSSO_TESTS_WORLD_INSIDE_H
#define ITSSO_TESTS_WORLD_INSIDE_H

#include "tests/sync/lib/world.h"

/* A program of ours by its name: static, four at a time. */
const char *world_program(const char *name);
bool world_write(struct world *w, const char *path, const char *text);

#endif
