/* Places, counted. */
#include "gateway/crowd.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "src/text.h"

struct place {
    struct place *next;
    char unit[16];
    uint32_t at;
    int n;
};

bool crowd_begin(struct crowd *crowd, int most) {
    crowd->most = most;
    crowd->list = most > 0 ? calloc(CROWD_LISTS, sizeof *crowd->list) : NULL;
    if (most > 0 && !crowd->list)
        return false;
    pthread_mutex_init(&crowd->lock, NULL);
    return true;
}

void crowd_end(struct crowd *crowd) {
    free(crowd->list); /* everybody has left */
    crowd->list = NULL;
}

/* Under the lock. NULL: no memory. */
static struct place *place_of(struct crowd *crowd, const char *unit) {
    uint32_t h = 2166136261u;
    for (const char *at = unit; *at; at++)
        h = (h ^ (unsigned char)*at) * 16777619u;
    h = (h ^ h >> 16) & (CROWD_LISTS - 1);
    struct place *place = crowd->list[h].first;
    while (place && strcmp(place->unit, unit) != 0)
        place = place->next;
    if (place || !(place = calloc(1, sizeof *place)))
        return place;
    text_format(place->unit, sizeof place->unit, "%s", unit);
    place->at = h;
    place->next = crowd->list[h].first;
    crowd->list[h].first = place;
    return place;
}

bool crowd_enter(struct crowd *crowd, const char *unit, struct place **held) {
    *held = NULL;
    if (!crowd->list)
        return true;
    pthread_mutex_lock(&crowd->lock);
    struct place *place = place_of(crowd, unit);
    if (place && place->n < crowd->most) {
        place->n++;
        *held = place;
    }
    pthread_mutex_unlock(&crowd->lock);
    return *held != NULL;
}

void crowd_leave(struct crowd *crowd, struct place *held) {
    if (!held)
        return;
    pthread_mutex_lock(&crowd->lock);
    if (--held->n == 0) {
        struct place **at = &crowd->list[held->at].first;
        while (*at != held)
            at = &(*at)->next;
        *at = held->next;
        free(held);
    }
    pthread_mutex_unlock(&crowd->lock);
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
