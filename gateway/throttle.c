/* How often one certificate may ask. */
#include "gateway/throttle.h"

#include <stdlib.h>
#include <string.h>

bool throttle_begin(struct throttle *throttle, int a_second, int burst) {
    *throttle = (struct throttle){.a_second = a_second, .burst = burst};
    pthread_mutex_init(&throttle->lock, NULL);
    throttle->slot = a_second > 0 ? calloc(RATE_SLOTS, sizeof *throttle->slot) : NULL;
    return a_second <= 0 || throttle->slot != NULL;
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

bool throttle_take(struct throttle *throttle, const char *unit, int64_t now, int *wait) {
    if (!throttle->slot)
        return true;
    const int64_t full = (int64_t)throttle->burst * 1000;
    uint64_t key = key_of(unit);
    pthread_mutex_lock(&throttle->lock);
    struct rate_slot *slot = &throttle->slot[(key >> 17) & (RATE_SLOTS - 1)];
    if (slot->key != key)
        *slot = (struct rate_slot){.key = key, .at = now, .tokens = full};
    int64_t more = (now - slot->at) * throttle->a_second;
    slot->tokens = slot->tokens + more > full ? full : slot->tokens + more;
    slot->at = now;
    bool may = slot->tokens >= 1000;
    if (may)
        slot->tokens -= 1000;
    *wait = may ? 0 : (int)((1000 - slot->tokens + (int64_t)throttle->a_second * 1000 - 1) / ((int64_t)throttle->a_second * 1000));
    pthread_mutex_unlock(&throttle->lock);
    return may;
}
