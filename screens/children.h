/* Programs that run beside the screens (a printer, a sync): the loop waits for them as it waits for keys, and tells
 * their owner when they end. */
#ifndef ITSSO_CHILDREN_H
#define ITSSO_CHILDREN_H

#include <poll.h>

#include "screens/screen.h"
#include "src/child.h"

/* Told once: the exit status, or CHILD_TOO_LONG where the time was up and it still runs. The owner closes the child
 * (child_close, which ends it where it must) and may start another one from here. */
#define CHILD_TOO_LONG (-1)
typedef void child_over(struct session *s, void *with, int status);

#define SESSION_CHILDREN 4

/* From now on the loop looks after the child, which stays the caller's and outlives it; limit_ms 0: no limit. false:
 * there is no place for one more. */
bool session_child(struct session *s, struct child *child, int limit_ms, child_over *over, void *with);
/* The owner goes before the child did: nobody is told. */
void session_child_forget(struct child *child);

/* The beginning of a command line of this program for a child: folder, language, configuration and day of this session (and that it
 * only reads). Returns how many of argv it filled, CHILD_ARGV at most; as_of holds the day. */
#define CHILD_ARGV 9
int child_of_session(const struct session *s, const char *argv[], char as_of[11]);

/* ---- for loop.c and run.c ---- */

/* Fills one entry a place; fd -1 where nothing runs. */
void children_sources(struct pollfd source[SESSION_CHILDREN]);
/* Milliseconds until something is due; -1: nothing. */
int children_patience(void);
/* Tells the owners of those that ended. */
void children_look(struct session *s);
/* When the screens are left: waits for those with a limit, at most so long; forgets the others. */
void children_finish(struct session *s, int ms);

#endif
