/* One sync at a time in a folder: FOLDER/sync.lock, held (flock) by the process that syncs, with its number and what it is in it. Who may
 * write in the folder may touch the file: the holder, if it watches, takes that as "sync now". */
#ifndef ITSSO_SYNC_LOCK_FILE_H
#define ITSSO_SYNC_LOCK_FILE_H

#include <sys/types.h>

#include "src/error.h"

#define LOCK_FILE "sync.lock"

/* What may be said of the holder. */
struct lock_holder { pid_t pid; bool watches; };

/* Takes the lock. patient: waits as long as it takes (a signal that is not blocked ends the process); else -1 with ERROR_CHANGED and who
 * holds it. The descriptor; -1 with e. */
int lock_take(const char *folder, bool watches, bool patient, struct lock_holder *holder, struct error *e);
void lock_release(int fd);

/* Is anybody at work? *holder is filled then. */
bool lock_held(const char *folder, struct lock_holder *holder);

/* "Sync now", to whoever watches this folder. false: nobody does, or this user may not write there. */
bool lock_nudge(const char *folder);

#endif
