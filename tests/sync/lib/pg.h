/* A private PostgreSQL on a unix socket in a folder of its own: started by a test, ended by its process id. As root it runs as the user
 * postgres. Free of cmocka. */
#ifndef ITSSO_TESTS_PG_H
#define ITSSO_TESTS_PG_H

#include "tests/sync/lib/proc.h"

struct pg {
    struct proc server;
    char folder[64];
    char url[160];   /* postgresql://… of an empty database */
    char why[512];   /* where pg_begin failed */
};

/* false: it is not installed, or does not start (pg->why). */
bool pg_begin(struct pg *pg);
void pg_end(struct pg *pg);
/* Ends it as a power cut would (SIGQUIT: no checkpoint) and starts it again on the same data. */
bool pg_crash(struct pg *pg);

#endif
