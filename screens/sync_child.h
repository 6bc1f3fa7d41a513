/* The sync that the screens keep running beside them: itsso-sync --watch, one a folder (it waits for its turn at the folder's lock, so
 * that the next one takes over when the one at work ends). The screens never wait for it: what it does they see in the databases. */
#ifndef ITSSO_SCREENS_SYNC_CHILD_H
#define ITSSO_SCREENS_SYNC_CHILD_H

#include "screens/screen.h"

/* At a quiet moment. Where a gateway is configured and this session may write: starts it if it does not run and is due. And has the header
 * drawn anew where "VPN up" no longer holds. */
void sync_child_tend(struct session *s);
/* Milliseconds until sync_child_tend has something to do; -1: nothing that is known. */
int64_t sync_child_patience(const struct session *s);
/* The screens are left. */
void sync_child_stop(struct session *s);

/* "Sync now", to whoever keeps this folder in sync; says what was done. */
void sync_now(struct session *s);

#endif
