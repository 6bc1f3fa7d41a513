/* Staying in sync: a request that the gateway holds until something changes, entries sent as they are entered, failures waited out. */
#ifndef ITSSO_SYNC_WATCH_H
#define ITSSO_SYNC_WATCH_H

#include "src/sync/engine.h"

struct watch {
    /* set by the caller */
    struct sync_engine *engine;
    const struct config *config;
    bool training;      /* a gateway on this machine: waits are short */
    bool as_of;         /* --as-of: today stays what it is */
    bool quiet;         /* nothing is said on stderr (a child of the screens) */
    /* inside */
    int signals, folder; /* descriptors, -1 none */
    struct transport_wake wake;
    bool stop, now, entries;
    int failures, hold_s, held_broke, idle_answers;
    enum sync_class said; /* what was told on stderr last */
    int64_t noted_ms;
    int64_t stamps;     /* of the configuration and the certificates */
};

/* Blocks the signals that the program takes (SIGTERM, SIGINT, SIGHUP: end; SIGUSR1: now) and opens the descriptors; sets engine->wake and
 * engine->stop. Also for a single sync. false with e. */
bool watch_open(struct watch *watch, struct error *e);
void watch_close(struct watch *watch);

/* Syncs until it is told to end. true: told to end; false: the configuration or a certificate was changed: the program is to begin
 * anew. */
bool watch_run(struct watch *watch);

/* Today, and how far this machine's clock is trusted, by engine->state; before each sync (watch_run does it). */
void watch_clock(struct watch *watch);

/* After a failure: what this PC itself can say of the reason, in words better than the other end's. */
void watch_why(struct watch *watch);

/* When the next attempt after a failure is due, in milliseconds from now. */
int64_t watch_delay(struct watch *watch);

#endif
