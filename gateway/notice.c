/* The thread that learns of what was committed. */
#include "gateway/notice.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "gateway/feed.h"
#include "gateway/http.h"
#include "gateway/log.h"
#include "gateway/publish.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define COALESCE_MS 50          /* PostgreSQL: between two publications */
#define LOOK_MS 5               /* SQLite: changes of the file that come together */
#define TIDY_MS (3600 * 1000)
#define LOST_MS 5000            /* after a lost connection */
#define UNTOLD_MS 3000          /* PostgreSQL: who commits without a notice (a load that was killed, another's program) is found by looking */
#define UNITS_TOLD 2000         /* more changed units than that: everybody looks */

void notice_wake(void *context) {
    struct notices *n = context;
    uint64_t one = 1;
    ssize_t written = write(n->wake_fd, &one, sizeof one);
    (void)written; /* full: it is awake already */
}

void notice_committed(struct notices *n) {
    atomic_store(&n->committed, true);
    notice_wake(n);
}

/* ---- what has changed ---- */

static bool look_in(struct notices *n, struct db *db, struct error *e) {
    static _Thread_local int64_t lft[UNITS_TOLD];
    struct server *server = n->server;
    struct state state;
    int64_t highest, seq;
    int count = 0;
    bool all = false;
    if (!db_begin(db, e) || !state_read(db, &state, e))
        return false;
    bool anew = state.epoch != n->epoch || strcmp(state.units_tag, n->units_tag) != 0;
    if (!anew && state.seq == n->seq)
        return true;
    if (!epoch_highest(db, &highest, &seq, e) || (!anew && !feed_changed(db, n->seq, lft, UNITS_TOLD, &count, &all, e)) ||
        !high_water_note(&n->water, highest, seq, e))
        return false;
    n->seq = state.seq;
    n->epoch = state.epoch;
    text_format(n->units_tag, sizeof n->units_tag, "%s", state.units_tag);
    atomic_fetch_add(&server->metrics.notices, 1);
    waiters_notice(&server->waiters, state.seq, state.epoch, state.units_tag, lft, count, all || anew);
    return true;
}

static void look(struct notices *n) {
    struct error e = {0};
    struct db *db = gate_take(n->server->gate, SQL_READ, &e);
    if (!db || !look_in(n, db, &e))
        log_line(LOG_FAULT, "looking for changes: %s", e.text);
    if (db)
        gate_give(n->server->gate, db);
}

/* ---- PostgreSQL ---- */

static bool listen_on(struct notices *n, struct error *e) {
    db_close(n->listener);
    n->listener = db_open(gate_where(n->server->gate), SQL_WRITE, e);
    return n->listener && db_exec(n->listener, "LISTEN itsso_written; LISTEN itsso_published", e);
}

static void publish_all(struct notices *n) {
    struct error e = {0};
    int64_t rows = 1;
    while (rows > 0 && n->listener) {
        if (publish(n->listener, &rows, &e)) {
            atomic_fetch_add(&n->server->metrics.published, (uint_fast64_t)rows);
            continue;
        }
        log_line(LOG_FAULT, "publishing: %s", e.text);
        db_close(n->listener);
        n->listener = NULL;
        n->pending = true;
    }
    n->published_at = clock_monotonic_ms();
}

/* ---- the loop ---- */

/* 1: something of the store's folder, 2: the revocation list, in any mixture. */
static int events_read(struct notices *n) {
    _Alignas(struct inotify_event) char buffer[4096];
    ssize_t got;
    int what = 0;
    while ((got = read(n->watch_fd, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + got;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
            if (event->wd == n->store_watch && event->len > 0 && strcmp(event->name, "gateway.db-wal") == 0)
                what |= 1;
            if (event->wd == n->crl_watch && event->len > 0 && strcmp(event->name, n->crl_name) == 0)
                what |= 2;
            at += sizeof *event + event->len;
        }
    }
    return what;
}

static void crl_again(struct notices *n) {
    struct error e = {0};
    if (tls_reload(n->server->tls, &e))
        log_line(LOG_SAY, "the revocation list was read again");
    else
        log_line(LOG_FAULT, "%s; the list that was read before stays", e.text);
}

static void tidy(struct notices *n, int64_t now) {
    struct error e = {0};
    int64_t rows = 0;
    n->tidied_at = now;
    struct db *db = gate_take(n->server->gate, SQL_WRITE, &e);
    if (!db || !feed_forget(db, clock_today(), &rows, &e))
        log_line(LOG_WARN, "forgetting what is long gone: %s", e.text);
    if (db)
        gate_give(n->server->gate, db);
}

/* Until when poll() may sleep. */
static int sleep_ms(struct notices *n, int64_t now) {
    int64_t wait = waiters_tick(&n->server->waiters, now), tidy_in = n->tidied_at + TIDY_MS - now;
    if (n->pending) {
        int64_t at = n->published_at + (n->listener || n->store_watch >= 0 ? (n->store_watch >= 0 ? LOOK_MS : COALESCE_MS) : LOST_MS) - now;
        at = at < 0 ? 0 : at;
        wait = wait < 0 || at < wait ? at : wait;
    }
    if (n->store_watch < 0 && !n->pending) {
        int64_t at = n->published_at + UNTOLD_MS - now;
        at = at < 0 ? 0 : at;
        wait = wait < 0 || at < wait ? at : wait;
    }
    if (tidy_in < 0)
        tidy_in = 0;
    return (int)(wait < 0 || tidy_in < wait ? tidy_in : wait);
}

static void act(struct notices *n, int64_t now) {
    struct error e = {0};
    n->pending = false;
    n->published_at = now;
    if (n->store_watch < 0) {
        if (!n->listener && !listen_on(n, &e)) {
            log_line(LOG_FAULT, "%s", e.text);
            n->pending = true;
            return;
        }
        publish_all(n);
    }
    look(n);
}

static void *run(void *context) {
    struct notices *n = context;
    uint64_t drained;
    while (!atomic_load(&n->server->stopping)) {
        struct pollfd fds[3] = {{.fd = n->wake_fd, .events = POLLIN},
                                {.fd = n->watch_fd, .events = POLLIN},
                                {.fd = n->listener ? db_notice_socket(n->listener) : -1, .events = POLLIN}};
        int64_t now = clock_monotonic_ms();
        poll(fds, 3, sleep_ms(n, now));
        now = clock_monotonic_ms();
        if (read(n->wake_fd, &drained, sizeof drained) > 0 && atomic_exchange(&n->committed, false))
            n->pending = true;
        int what = n->watch_fd >= 0 ? events_read(n) : 0;
        n->pending = n->pending || (what & 1) != 0;
        if ((what & 2) != 0 && n->server->tls)
            crl_again(n);
        bool any = false;
        if (n->listener && fds[2].revents != 0 && !db_notices(n->listener, &any)) {
            db_close(n->listener);
            n->listener = NULL;
            any = true;
        }
        n->pending = n->pending || any || (n->store_watch < 0 && now - n->published_at >= UNTOLD_MS);
        if (n->pending && now - n->published_at >= (n->store_watch >= 0 ? LOOK_MS : n->listener ? COALESCE_MS : LOST_MS))
            act(n, now);
        if (now - n->tidied_at >= TIDY_MS)
            tidy(n, now);
    }
    return NULL;
}

/* ---- beginning and ending ---- */

static bool watch(struct notices *n, const char *crl, struct error *e) {
    const char *where = gate_where(n->server->gate);
    n->watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (n->watch_fd < 0)
        return error_set(e, ERROR_UNABLE, _("inotify cannot be used: %s"), strerror(errno));
    if (!db_is_postgresql(where)) {
        n->store_watch = inotify_add_watch(n->watch_fd, where, IN_MODIFY | IN_CREATE);
        if (n->store_watch < 0)
            return error_set(e, ERROR_UNABLE, _("%s cannot be watched: %s"), where, strerror(errno));
    }
    if (crl) {
        char folder[1024];
        const char *slash = strrchr(crl, '/');
        text_format(folder, sizeof folder, "%.*s", slash ? (int)(slash - crl) + (slash == crl) : 1, slash ? crl : ".");
        text_format(n->crl_name, sizeof n->crl_name, "%s", slash ? slash + 1 : crl);
        n->crl_watch = inotify_add_watch(n->watch_fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_MASK_ADD);
    }
    return true;
}

void notice_prepare(struct notices *n) {
    memset(n, 0, sizeof *n);
    n->wake_fd = n->watch_fd = n->store_watch = n->crl_watch = n->water.fd = -1;
}

bool notice_start(struct notices *n, struct server *server, const char *high_water, const char *crl, struct error *e) {
    bool raised = false, first = access(high_water, F_OK) != 0;
    n->server = server;
    n->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (n->wake_fd < 0)
        return error_set(e, ERROR_UNABLE, "eventfd: %s", strerror(errno));
    if (!high_water_open(&n->water, high_water, server->gate, &raised, e) || !watch(n, crl, e))
        return false;
    if (raised)
        log_line(LOG_WARN, "%s %s: the epoch was raised, every station fetches anew", high_water,
                 first ? "was not there (a first start, or a restore on another machine)" : "knows more than the store, which was restored");
    if (n->store_watch < 0 && !listen_on(n, e))
        return false;
    n->pending = true; /* what was committed while nobody was here */
    n->tidied_at = clock_monotonic_ms() - TIDY_MS;
    n->started = pthread_create(&n->thread, NULL, run, n) == 0;
    return n->started || error_set(e, ERROR_UNABLE, _("a thread cannot be started"));
}

void notice_stop(struct notices *n) {
    if (n->started) {
        notice_wake(n);
        pthread_join(n->thread, NULL);
    }
    db_close(n->listener);
    high_water_close(&n->water);
    if (n->wake_fd >= 0)
        close(n->wake_fd);
    if (n->watch_fd >= 0)
        close(n->watch_fd);
}
