/* Requests that wait. Suspending and resuming happen under the lock, so that nobody is woken before he sleeps. */
#include "gateway/wait.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "src/text.h"

void waiters_begin(struct waiters *w, void (*sooner)(void *), void *context) {
    memset(w, 0, sizeof *w);
    w->next = INT64_MAX;
    w->sooner = sooner;
    w->context = context;
    pthread_mutex_init(&w->lock, NULL);
}

void waiters_end(struct waiters *w) {
    free(w->at);
    pthread_mutex_destroy(&w->lock);
}

static bool room_for_one(struct waiters *w) {
    if (w->n < w->room)
        return true;
    int room = w->room ? w->room * 2 : 64;
    struct waiter *more = realloc(w->at, (size_t)room * sizeof *more);
    if (!more)
        return false;
    w->at = more;
    w->room = room;
    return true;
}

/* Under the lock. */
static void wake(struct waiters *w, int i) {
    MHD_resume_connection(w->at[i].connection);
    w->at[i] = w->at[--w->n];
}

/* Under the lock. A connection that sleeps is not looked at: one whose client is long gone is found by answering it. */
static void make_room(struct waiters *w, int64_t lft, int64_t rgt) {
    int n = 0, first = -1;
    for (int i = 0; i < w->n; i++) {
        if (w->at[i].lft != lft || w->at[i].rgt != rgt)
            continue;
        n++;
        if (first < 0 || w->at[i].came < w->at[first].came)
            first = i;
    }
    if (w->each == 0 || n < w->each)
        return;
    *w->at[first].until = 0;
    wake(w, first);
}

bool waiters_add(struct waiters *w, struct MHD_Connection *connection, int64_t lft, int64_t rgt, int64_t *until, int64_t seq, int64_t epoch,
                 const char *units_tag) {
    pthread_mutex_lock(&w->lock);
    bool may = !w->stopping && seq >= w->seq && epoch >= w->epoch && (w->units_tag[0] == '\0' || strcmp(units_tag, w->units_tag) >= 0) &&
               room_for_one(w);
    if (may) {
        make_room(w, lft, rgt);
        w->at[w->n++] = (struct waiter){.connection = connection, .lft = lft, .rgt = rgt, .until = until, .came = ++w->came};
        MHD_suspend_connection(connection);
    }
    bool sooner = may && *until < w->next;
    if (sooner)
        w->next = *until;
    pthread_mutex_unlock(&w->lock);
    if (sooner)
        w->sooner(w->context);
    return may;
}

static bool touched(const struct waiter *waiter, const int64_t *lft, int n) {
    for (int i = 0; i < n; i++)
        if (lft[i] >= waiter->lft && lft[i] <= waiter->rgt)
            return true;
    return false;
}

void waiters_notice(struct waiters *w, int64_t seq, int64_t epoch, const char *units_tag, const int64_t *lft, int n, bool all) {
    pthread_mutex_lock(&w->lock);
    w->seq = seq;
    w->epoch = epoch;
    text_format(w->units_tag, sizeof w->units_tag, "%s", units_tag);
    for (int i = w->n - 1; i >= 0; i--)
        if (all || touched(&w->at[i], lft, n))
            wake(w, i);
    pthread_mutex_unlock(&w->lock);
}

int waiters_tick(struct waiters *w, int64_t now) {
    int64_t next = -1;
    pthread_mutex_lock(&w->lock);
    for (int i = w->n - 1; i >= 0; i--) {
        int64_t left = *w->at[i].until - now;
        if (left <= 0)
            wake(w, i);
        else if (next < 0 || left < next)
            next = left;
    }
    w->next = next < 0 ? INT64_MAX : now + next;
    pthread_mutex_unlock(&w->lock);
    return (int)next;
}

void waiters_stop(struct waiters *w) {
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    while (w->n > 0)
        wake(w, w->n - 1);
    pthread_mutex_unlock(&w->lock);
}

int waiters_count(struct waiters *w) {
    pthread_mutex_lock(&w->lock);
    int n = w->n;
    pthread_mutex_unlock(&w->lock);
    return n;
}
