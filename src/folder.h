/* Folders that the program makes for itself. */
#ifndef ITSSO_FOLDER_H
#define ITSSO_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

#include "src/error.h"

/* mkdir -p of what lies above path (not path itself), with these rights less the umask. What is there already stays as it is. */
bool folder_above_make(const char *path, mode_t rights, struct error *e);

/* path and what lies above it; one that is there stays as it is. */
bool folder_make(const char *path, mode_t rights, struct error *e);

#endif
