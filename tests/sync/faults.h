/* What answers.c and line.c share: the small world, one fault in it, and what must hold after it. */
#ifndef ITSSO_TESTS_FAULTS_H
#define ITSSO_TESTS_FAULTS_H

#include <stdlib.h>
#include <string.h>

#include "tests/pty_check.h"
#include "tests/sync/lib/world.h"

static struct world world;
static struct station station;

static inline void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

static inline bool longer(void)
{
    const char *set = getenv("ITSSO_LONG");
    return set && *set == '1';
}

/* ---- one fault ---- */

/* A day's work on both sides, so that a sync has something to lose; every third time the data centre changes too. */
static inline void something_to_do(void)
{
    static int n;
    must(station_enter_any(&station));
    if (n++ % 3 == 0) {
        world_live(&world, 6);
        must(world_load(&world));
    }
}

static inline void class_is(const char *name, const char *classes)
{
    char is[40], among[48], all[160];
    must(station_class(&station, is));
    snprintf(among, sizeof among, " %s ", is);
    snprintf(all, sizeof all, " %s ", classes);
    if (!strstr(all, among))
        fail_msg("%s: the class is %s; %s was expected", name, is, classes);
}

/* The sync fails as said (or may do without what is bad), what was entered is kept; then on a good line everything is right again. */
static inline void fails_and_recovers(const char *name, const char *classes, const char *const *env, bool may_do, void (*mend)(void))
{
    int status = station_sync(&station, env);
    if (status != 3 && !(may_do && status == 0))
        fail_msg("%s: sync ended with %d, 3 was expected: %s", name, status, status == 0 ? "it says all is well" : world_why(&world));
    class_is(name, status == 0 ? "well" : classes);
    must(world_kept(&station));
    mend();
    must(station_sync(&station, NULL) == 0);
    class_is(name, "well");
    must(world_same(&station));
}

#endif
