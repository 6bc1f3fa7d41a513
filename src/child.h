/* Another program run beside this one: without a shell, fed from a text in memory, what it says kept in memory. The
 * commands wait for it; the screens look at its descriptor in their loop. */
#ifndef ITSSO_CHILD_H
#define ITSSO_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "src/error.h"

struct child {
    pid_t pid; /* 0: none runs */
    int watch; /* a pidfd: readable when it has ended; -1 none */
    int said;  /* what it wrote to stdout and stderr; -1 none */
};

/* Starts argv[0] (an array that ends with NULL): found beside this program, else on PATH. input (n bytes, may be NULL)
 * is its standard input, from memory: nothing of it is on a disk, and a program that reads none of it harms nobody.
 * out: a descriptor for its standard output, -1: kept with what it says. Signals that this program blocks or ignores
 * are as usual in the child. false with e (ERROR_UNABLE; .pid is 0): it is not there, or could not be started. */
bool child_start(struct child *child, const char *const *argv, const char *input, size_t n, int out, struct error *e);

/* Where the program would be started from; "" where it is neither beside this one nor on PATH. Returns out. */
char *child_find(const char *name, char *out, size_t cap);

/* True where it has ended: *status is its exit status, 128 + the number of the signal that ended it. Waits at most `ms`
 * (-1: as long as it takes). */
bool child_ended(struct child *child, int ms, int *status);

/* The beginning of what it said so far, cleaned, in one line. Returns out. */
char *child_said(const struct child *child, char *out, size_t cap);

/* Ends it where it still runs, and frees what belongs to it. */
void child_close(struct child *child);

#endif
