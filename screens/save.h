/* Files that a person names on a screen: where they are. */
#ifndef ITSSO_SCREENS_SAVE_H
#define ITSSO_SCREENS_SAVE_H

#include "src/config.h"
#include "src/error.h"

/* "~/register.csv" as a shell would take it. false: too long. */
bool save_path(const char *typed, char out[CONFIG_PATH]);

/* A new file in the home: ~/NAME.txt, or ~/NAME-2.txt … where that is taken; only its owner can read it (0600). Its path into `path`. */
bool save_new(const char *name, const char *ending, const char *text, char path[CONFIG_PATH], struct error *e);

#endif
