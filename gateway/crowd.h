/* Who holds a place at the gateway, so that nobody takes all of them: how many connections (behind nginx: requests) a certificate has at
 * once, and which connections have shown no certificate yet. */
#ifndef ITSSO_GATEWAY_CROWD_H
#define ITSSO_GATEWAY_CROWD_H

#include <pthread.h>
#include <stdbool.h>

/* ---- those with a certificate ---- */

#define CROWD_LISTS 4096 /* a power of two */

struct place; /* a unit that holds places; opaque */
struct crowd {
    pthread_mutex_t lock;
    int most;               /* places of one certificate; 0: no limit */
    struct crowd_list { struct place *first; } *list; /* CROWD_LISTS of them */
};
/* false: no memory. */
bool crowd_begin(struct crowd *crowd, int most);
void crowd_end(struct crowd *crowd);
/* Takes a place for the unit: *held is to be given back with crowd_leave (NULL: nothing to give back). false: it has all it may have. */
bool crowd_enter(struct crowd *crowd, const char *unit, struct place **held);
void crowd_leave(struct crowd *crowd, struct place *held);

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
