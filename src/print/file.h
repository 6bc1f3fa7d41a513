/* The file that is written: whole or not at all. */
#ifndef ITSSO_PRINT_FILE_H
#define ITSSO_PRINT_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "src/error.h"

struct target {
    const char *path;  /* NULL: standard output */
    char beside[4096]; /* the unfinished file */
    FILE *file;
    int error; /* errno of the first failure; 0 */
};

/* Opens it: for a path a new file beside it, 0600. false with e. */
bool target_open(struct target *target, const char *path, struct error *e);
/* False once something could not be written. */
bool target_write(struct target *target, const void *bytes, size_t n);
/* Gives the file its name. false with e, and nothing is left, where any write failed. */
bool target_close(struct target *target, struct error *e);
/* Removes what is unfinished. */
void target_drop(struct target *target);

#endif
