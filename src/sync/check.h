/* itsso-sync --check: what is wrong with the configuration of sync, its certificates and the way to the gateway, for people and for
 * `itsso-tui doctor`. */
#ifndef ITSSO_SYNC_CHECK_H
#define ITSSO_SYNC_CHECK_H

#include <stddef.h>

#include "src/config.h"

/* One line each to stdout: "ok", "-" (worth knowing) or "!!" (wrong), a tab, what is so, and for what is wrong a tab and how to mend it.
 * `device`: asked for the gateway's greeting, over the network, with this number; NULL or "": not asked. The number of wrong ones. */
int check_all(const struct config *config, bool training, const char *device);

/* Why this PC's own certificate cannot be accepted, as far as its dates say so by this machine's clock, in a sentence without its full stop.
 * false: its dates are right, or it cannot be read. */
bool check_own_dates(const struct config_sync *sync, char *out, size_t cap);

#endif
