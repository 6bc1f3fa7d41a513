/* The thread that learns of what was committed: gives numbers to it (PostgreSQL), notes the high water, wakes those who wait. It sleeps
 * until a request of this process has written, another process has (SQLite: inotify on the folder; PostgreSQL: LISTEN), or somebody's
 * waiting time is over. */
#ifndef ITSSO_GATEWAY_NOTICE_H
#define ITSSO_GATEWAY_NOTICE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "gateway/sql.h"
#include "gateway/store.h"

struct server;

struct notices {
    struct server *server;
    pthread_t thread;
    bool started;
    int wake_fd;                 /* eventfd */
    int watch_fd, store_watch;   /* inotify: the store's folder, and that of the revocation list */
    int crl_watch;
    char crl_name[256];
    struct db *listener;         /* PostgreSQL: the connection that listens and publishes */
    struct high_water water;
    int64_t seq, epoch;
    char units_tag[40];
    int64_t published_at, tidied_at;
    atomic_bool committed;       /* by this process, since the thread last looked */
    bool pending;
};

/* Nothing is open yet: notice_stop may be called from now on. */
void notice_prepare(struct notices *n);
/* crl may be NULL. */
bool notice_start(struct notices *n, struct server *server, const char *high_water, const char *crl, struct error *e);
/* Something was committed. Safe from any thread. */
void notice_committed(struct notices *n);
/* Only that it looks at the clock again. `context` is the notices. */
void notice_wake(void *context);
void notice_stop(struct notices *n);

#endif
