/* The counter of steps of the tests' own program. */
#include "src/sync/steps.h"

#ifdef ITSSO_TEST_STEPS
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void sync_step(const char *what)
{
    static long step;
    const char *stop = getenv("ITSSO_SYNC_STOP");
    if (!stop || ++step != strtol(stop, NULL, 10))
        return;
    ssize_t said = write(STDERR_FILENO, what, strlen(what)) + write(STDERR_FILENO, "\n", 1);
    _exit(said ? STEP_STOPPED : STEP_STOPPED);
}
#else
typedef int steps_are_not_built; /* ISO C wants something in each file */
#endif
