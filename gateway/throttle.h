/* How often one certificate may ask: a bucket of tokens for each unit. */
#ifndef ITSSO_GATEWAY_THROTTLE_H
#define ITSSO_GATEWAY_THROTTLE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define RATE_SLOTS 32768 /* a power of two; more units than that at once share their slots */

struct throttle {
    pthread_mutex_t lock;
    int a_second, burst; /* 0 a second: no limit */
    struct rate_slot { uint64_t key; int64_t at; int64_t tokens; } *slot; /* tokens in thousandths */
};
bool throttle_begin(struct throttle *throttle, int a_second, int burst);
void throttle_end(struct throttle *throttle);
/* Takes a token; false: none is left, *wait gets the seconds until there is one. now: clock_monotonic_ms. */
bool throttle_take(struct throttle *throttle, const char *unit, int64_t now, int *wait);

#endif
