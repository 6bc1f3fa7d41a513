/* How often one certificate may ask. */
#include "gateway/throttle.h"

#include <stdlib.h>
#include <string.h>

bool throttle_begin(struct throttle *throttle, int amount, int burst, int64_t period) {
    *throttle = (struct throttle){.amount = amount, .burst = burst, .period = period};
    pthread_mutex_init(&throttle->lock, NULL);
    throttle->slot = amount > 0 ? calloc(RATE_SLOTS, sizeof *throttle->slot) : NULL;
    return amount <= 0 || throttle->slot != NULL;
}

void throttle_end(struct throttle *throttle) {
    free(throttle->slot);
    pthread_mutex_destroy(&throttle->lock);
}

static uint64_t key_of(const char *unit) {
    uint64_t h = 0xcbf29ce484222325u;
    for (; *unit; unit++)
        h = (h ^ (unsigned char)*unit) * 0x100000001b3u;
    return h | 1;
}

/* Under the lock: the unit's bucket, filled up to now. */
static struct rate_slot *bucket(struct throttle *throttle, const char *unit, int64_t now) {
    const int64_t full = throttle->burst * throttle->period;
    uint64_t key = key_of(unit);
    struct rate_slot *slot = &throttle->slot[(key >> 17) & (RATE_SLOTS - 1)];
    if (slot->key != key)
        *slot = (struct rate_slot){.key = key, .at = now, .tokens = full};
    int64_t more = now > slot->at ? (now - slot->at) * throttle->amount : 0;
    slot->tokens = slot->tokens + more > full ? full : slot->tokens + more;
    slot->at = now > slot->at ? now : slot->at;
    return slot;
}

static bool look(struct throttle *throttle, const char *unit, int64_t now, int take, int *wait) {
    *wait = 0;
    if (!throttle->slot)
        return true;
    pthread_mutex_lock(&throttle->lock);
    struct rate_slot *slot = bucket(throttle, unit, now);
    bool may = slot->tokens >= throttle->period;
    const int64_t a_second = (int64_t)throttle->amount * 1000;
    if (may)
        slot->tokens -= take * throttle->period;
    else
        *wait = (int)((throttle->period - slot->tokens + a_second - 1) / a_second);
    pthread_mutex_unlock(&throttle->lock);
    return may;
}

bool throttle_take(struct throttle *throttle, const char *unit, int64_t now, int *wait) {
    return look(throttle, unit, now, 1, wait);
}

bool throttle_has(struct throttle *throttle, const char *unit, int64_t now, int *wait) {
    return look(throttle, unit, now, 0, wait);
}

void throttle_spend(struct throttle *throttle, const char *unit, int64_t now, int n) {
    if (!throttle->slot || n <= 0)
        return;
    pthread_mutex_lock(&throttle->lock);
    bucket(throttle, unit, now)->tokens -= n * throttle->period;
    pthread_mutex_unlock(&throttle->lock);
}
