/* Requests that wait for a change of their scope (`wait=S` of /changes): suspended connections, woken when a change was published that
 * lies in their scope, when their time is over, or when the server stops. */
#ifndef ITSSO_GATEWAY_WAIT_H
#define ITSSO_GATEWAY_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Connection;

struct waiters {
    pthread_mutex_t lock;
    int n, room;
    struct waiter { struct MHD_Connection *connection; int64_t lft, rgt, *until, came; } *at;
    int64_t came;       /* how many have come */
    int each;           /* of one scope at once; 0: no limit */
    int64_t seq, epoch; /* of the last notice */
    char units_tag[40];
    int64_t next;       /* when the first waiting time is over, as waiters_tick saw it; INT64_MAX: nobody waited then */
    void (*sooner)(void *context); /* called where somebody's time is over before that */
    void *context;
    bool stopping;
};
/* sooner: wakes who calls waiters_tick; may be called from any thread. */
void waiters_begin(struct waiters *w, void (*sooner)(void *context), void *context);
void waiters_end(struct waiters *w);

/* Suspends the connection until something of its scope changes or *until (clock_monotonic_ms). Where as many of its scope wait already as
 * may, the one that came first is woken with its *until set to 0: its time is over. false: something may have changed since seq, epoch and
 * units_tag were read: look again (or the server stops, or memory ran out: answer at once). */
bool waiters_add(struct waiters *w, struct MHD_Connection *connection, int64_t lft, int64_t rgt, int64_t *until, int64_t seq, int64_t epoch,
                 const char *units_tag);

/* The state is this now; `lft` of the units that have changed; all: everybody looks again. */
void waiters_notice(struct waiters *w, int64_t seq, int64_t epoch, const char *units_tag, const int64_t *lft, int n, bool all);
/* Wakes those whose time is over; milliseconds until the next one, -1 none waits. */
int waiters_tick(struct waiters *w, int64_t now);
/* Wakes all, and nobody waits any more. */
void waiters_stop(struct waiters *w);
int waiters_count(struct waiters *w);

#endif
