/* Places, counted. */
#include "gateway/crowd.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

bool crowd_begin(struct crowd *crowd, int most) {
    crowd->most = most;
    crowd->held = most > 0 ? calloc(CROWD_SLOTS, sizeof *crowd->held) : NULL;
    return most <= 0 || crowd->held != NULL;
}

void crowd_end(struct crowd *crowd) {
    free(crowd->held);
    crowd->held = NULL;
}

bool crowd_enter(struct crowd *crowd, const char *unit, int *slot) {
    uint32_t h = 2166136261u;
    *slot = CROWD_NONE;
    if (!crowd->held)
        return true;
    for (; *unit; unit++)
        h = (h ^ (unsigned char)*unit) * 16777619u;
    int at = (int)((h ^ h >> 16) & (CROWD_SLOTS - 1));
    if (atomic_fetch_add(&crowd->held[at], 1) < crowd->most) {
        *slot = at;
        return true;
    }
    atomic_fetch_sub(&crowd->held[at], 1);
    return false;
}

void crowd_leave(struct crowd *crowd, int slot) {
    if (slot != CROWD_NONE)
        atomic_fetch_sub(&crowd->held[slot], 1);
}

/* ---- strangers ---- */

void strangers_begin(struct strangers *s, int most) {
    *s = (struct strangers){.most = most};
    pthread_mutex_init(&s->lock, NULL);
}

void strangers_end(struct strangers *s) {
    pthread_mutex_destroy(&s->lock);
}

/* Under the lock. */
static void take_out(struct strangers *s, struct stranger *one) {
    if (!one->listed)
        return;
    *(one->older ? &one->older->newer : &s->oldest) = one->newer;
    *(one->newer ? &one->newer->older : &s->newest) = one->older;
    one->listed = false;
    s->n--;
}

void strangers_add(struct strangers *s, struct stranger *one, int fd) {
    pthread_mutex_lock(&s->lock);
    *one = (struct stranger){.older = s->newest, .fd = fd, .listed = true};
    *(s->newest ? &s->newest->newer : &s->oldest) = one;
    s->newest = one;
    if (++s->n > s->most) {
        shutdown(s->oldest->fd, SHUT_RDWR);
        take_out(s, s->oldest);
    }
    pthread_mutex_unlock(&s->lock);
}

void strangers_remove(struct strangers *s, struct stranger *one) {
    pthread_mutex_lock(&s->lock);
    take_out(s, one);
    pthread_mutex_unlock(&s->lock);
}
