/* Files that a person names on a screen: where they are. */
#ifndef ITSSO_SCREENS_SAVE_H
#define ITSSO_SCREENS_SAVE_H

#include "src/config.h"

/* "~/register.csv" as a shell would take it. false: too long. */
bool save_path(const char *typed, char out[CONFIG_PATH]);

#endif
