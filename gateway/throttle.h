/* How often one certificate may ask: a bucket of tokens for each unit. */
#ifndef ITSSO_GATEWAY_THROTTLE_H
#define ITSSO_GATEWAY_THROTTLE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define RATE_SLOTS 32768 /* a power of two; more units than that at once share their slots */

#define THROTTLE_SECOND 1000
#define THROTTLE_DAY 86400000

struct throttle {
    pthread_mutex_t lock;
    int amount, burst;   /* amount 0: no limit */
    int64_t period;      /* ms in which `amount` tokens come back */
    struct rate_slot { uint64_t key; int64_t at; int64_t tokens; } *slot; /* a token is `period` of these; `amount` of them come back in a ms */
};
/* false: no memory. */
bool throttle_begin(struct throttle *throttle, int amount, int burst, int64_t period);
void throttle_end(struct throttle *throttle);
/* Takes a token; false: none is left, *wait gets the seconds until there is one. now: clock_monotonic_ms. */
bool throttle_take(struct throttle *throttle, const char *unit, int64_t now, int *wait);
/* Is a token there? Nothing is taken. */
bool throttle_has(struct throttle *throttle, const char *unit, int64_t now, int *wait);
/* What was used, told afterwards: may leave less than nothing. */
void throttle_spend(struct throttle *throttle, const char *unit, int64_t now, int n);

#endif
