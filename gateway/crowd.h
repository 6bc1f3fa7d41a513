/* Who holds a place at the gateway, so that nobody takes all of them: how many connections (behind nginx: requests) a certificate has at
 * once, and which connections have shown no certificate yet. */
#ifndef ITSSO_GATEWAY_CROWD_H
#define ITSSO_GATEWAY_CROWD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* ---- those with a certificate ---- */

#define CROWD_SLOTS 65536 /* a power of two; units whose codes fall into one slot share its places */
#define CROWD_NONE (-1)

struct crowd {
    int most;         /* places of one certificate; 0: no limit */
    atomic_int *held;
};
/* false: no memory. */
bool crowd_begin(struct crowd *crowd, int most);
void crowd_end(struct crowd *crowd);
/* Takes a place for the unit: *slot is to be given back with crowd_leave (CROWD_NONE: nothing to give back). false: it has all it may have. */
bool crowd_enter(struct crowd *crowd, const char *unit, int *slot);
void crowd_leave(struct crowd *crowd, int slot);

/* ---- those without ---- */

struct stranger {
    struct stranger *older, *newer;
    int fd;
    bool listed;
};
struct strangers {
    pthread_mutex_t lock;
    struct stranger *oldest, *newest;
    int n, most;
};
void strangers_begin(struct strangers *s, int most);
void strangers_end(struct strangers *s);
/* A connection that has shown nothing yet. Where there are too many the one that has had the most time is ended: its socket is shut down,
 * its owner closes it. */
void strangers_add(struct strangers *s, struct stranger *one, int fd);
/* It has shown a certificate, or it is over (before its descriptor is closed). May be called again. */
void strangers_remove(struct strangers *s, struct stranger *one);

#endif
