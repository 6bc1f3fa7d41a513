/* itsso-sync --watch. One poll(): the gateway's answer, signals, the data folder, the next attempt. */
#include "src/sync/watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"
#include "src/sync/backoff.h"
#include "src/sync/check.h"
#include "src/sync_lock.h"
#include "src/text.h"

#define HOLD_S 55
#define HOLD_LEAST_S 15
#define TRAINING_MOST_MS 2000  /* a gateway on this machine is nobody's data centre */
#define QUIET_NOTE_MS 240000   /* a sync that brought nothing is written down so often: the header says how old the data is */
#define LOOK_MS 60000          /* while it cannot: so often the configuration and the certificates are looked at */
#define SOON_MS 1000

static uint64_t chance(void)
{
    uint64_t bits = 0;
    if (getrandom(&bits, sizeof bits, 0) != sizeof bits)
        bits = (uint64_t)clock_monotonic_ms() * 2654435761u ^ (uint64_t)getpid() << 32;
    return bits;
}

/* ---- what wakes it ---- */

static void read_signals(struct watch *watch)
{
    struct signalfd_siginfo info;
    while (read(watch->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGUSR1)
            watch->now = true;
        else
            watch->stop = true;
    }
}

/* A line in record.log is the last thing that happens before "saved"; somebody who touches sync.lock wants a sync now. */
static void read_folder(struct watch *watch)
{
    char buffer[4096] __attribute__((aligned(8)));
    ssize_t n;
    while ((n = read(watch->folder, buffer, sizeof buffer)) > 0)
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)(buffer + at);
            const char *name = event->len ? event->name : "";
            if (strcmp(name, LOCK_FILE) == 0 && (event->mask & IN_ATTRIB))
                watch->now = true;
            else if ((event->mask & IN_Q_OVERFLOW) || strcmp(name, "record.log") == 0)
                watch->entries = true;
            at += (ssize_t)(sizeof *event + event->len);
        }
}

static bool woken(void *context)
{
    struct watch *watch = context;
    if (watch->signals >= 0)
        read_signals(watch);
    if (watch->folder >= 0)
        read_folder(watch);
    if (watch->stop)
        return true;
    if (watch->entries && watch->engine->held) {
        struct entry one;
        struct error e = {0};
        watch->entries = sync_outbox(watch->engine->store, watch->engine->acked, &one, 1, &e) > 0;
    }
    return watch->engine->held && (watch->now || watch->entries);
}

static bool stopped(void *context)
{
    struct watch *watch = context;
    if (watch->signals >= 0)
        read_signals(watch);
    return watch->stop;
}

bool watch_open(struct watch *watch, struct error *e)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    watch->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    watch->folder = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    watch->hold_s = HOLD_S;
    if (watch->signals < 0)
        return error_set(e, ERROR_UNABLE, _("The system gives no signal descriptor (%s)."), strerror(errno));
    watch->wake = (struct transport_wake){.woken = woken, .context = watch};
    watch->wake.fd[watch->wake.n++] = watch->signals;
    /* without inotify (its limit reached, a network folder) entries go up with the next request */
    if (watch->folder >= 0 && inotify_add_watch(watch->folder, watch->engine->basis.folder, IN_MODIFY | IN_ATTRIB | IN_MOVED_TO) >= 0)
        watch->wake.fd[watch->wake.n++] = watch->folder;
    watch->engine->wake = &watch->wake;
    watch->engine->stop = stopped;
    watch->engine->stop_context = watch;
    return true;
}

void watch_close(struct watch *watch)
{
    if (watch->signals >= 0)
        close(watch->signals);
    if (watch->folder >= 0)
        close(watch->folder);
    watch->signals = watch->folder = -1;
}

/* ---- the configuration ---- */

/* A number that changes with the files that decide whether and how it may sync. */
static int64_t stamps_of(const struct config *config)
{
    const char *const files[] = {config->file, config->sync.ca_file, config->sync.cert_file, config->sync.key_file};
    int64_t sum = 17;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct stat about;
        uint64_t one = 0;
        if (*files[i] && stat(files[i], &about) == 0)
            one = (uint64_t)about.st_mtim.tv_sec * 1000000007u + (uint64_t)about.st_mtim.tv_nsec * 31u + (uint64_t)about.st_size * 7u +
                  (uint64_t)about.st_ino;
        sum = (int64_t)((uint64_t)sum * 1099511628211u + one);
    }
    return sum;
}

static bool reconfigured(const struct watch *watch)
{
    return stamps_of(watch->config) != watch->stamps;
}

/* ---- waiting ---- */

/* Until `ms` are over, somebody wants a sync now, or the end; where the line is well, also until something is entered. false: begin anew
 * with another configuration. */
static bool rest(struct watch *watch, int64_t ms, bool well)
{
    int64_t until = clock_monotonic_ms() + ms;
    watch->engine->held = false;
    for (;;) {
        int64_t left = until - clock_monotonic_ms();
        if (left <= 0 || watch->stop || watch->now || (well && watch->entries))
            return true;
        struct pollfd fds[4];
        for (int i = 0; i < watch->wake.n; i++)
            fds[i] = (struct pollfd){.fd = watch->wake.fd[i], .events = POLLIN};
        if (poll(fds, (nfds_t)watch->wake.n, left > LOOK_MS ? LOOK_MS : (int)left) > 0)
            woken(watch);
        else if (reconfigured(watch))
            return false;
    }
}

/* A unit's place in the minute; where no unit is configured, the device's. */
static int64_t spread(const struct watch *watch)
{
    return backoff_spread(watch->config->unit[0] ? watch->config->unit : watch->engine->device);
}

int64_t watch_delay(struct watch *watch)
{
    const struct verdict *verdict = &watch->engine->verdict;
    int64_t ms;
    if (verdict->next == NEXT_RARELY)
        ms = backoff_rarely(chance());
    else if (watch->engine->held && watch->failures == 1) /* it broke while it was held: as for all stations at once, perhaps */
        ms = spread(watch);
    else
        ms = backoff_after(watch->failures, verdict->retry_after_s, chance());
    return watch->training && ms > TRAINING_MOST_MS ? TRAINING_MOST_MS : ms;
}

/* ---- one round ---- */

static void say(struct watch *watch, enum engine_end end)
{
    const struct sync_engine *engine = watch->engine;
    enum sync_class class = end == ENGINE_FAILED ? engine->verdict.class : SYNC_WELL;
    if (watch->quiet)
        return;
    if (end == ENGINE_WELL && (class != watch->said || engine->received || engine->sent || engine->repaired || engine->refused))
        fprintf(stderr, "itsso-sync: received=%lld sent=%lld repaired=%lld refused=%lld\n", (long long)engine->received,
                (long long)engine->sent, (long long)engine->repaired, (long long)engine->refused);
    else if (class != watch->said)
        fprintf(stderr, "itsso-sync: %s%s%s\n", sync_class_code(class), engine->verdict.why[0] ? ": " : "", engine->verdict.why);
    watch->said = class;
}

static void note(struct watch *watch, enum engine_end end, int64_t next_ms)
{
    struct error e = {0};
    if (!engine_note(watch->engine, end, next_ms, &e) && !watch->quiet)
        fprintf(stderr, "itsso-sync: %s\n", e.text);
    watch->noted_ms = clock_monotonic_ms();
}

/* It went well. How long until the next request; 0: at once, and held. */
static int64_t after_well(struct watch *watch, int wait_s, int64_t took_ms)
{
    const struct sync_engine *engine = watch->engine;
    bool news = engine->received || engine->sent || engine->repaired || engine->refused;
    bool news_of_state = watch->failures || engine->state.class != SYNC_WELL || engine->differs || watch->noted_ms == 0;
    watch->failures = 0;
    if (wait_s > 0 && took_ms >= wait_s * 900)
        watch->held_broke = 0;
    /* a gateway that answers at once although nothing has changed does not hold requests, or is about to end: less and less often, up to
     * the interval */
    watch->idle_answers = wait_s > 0 && !news && took_ms < SOON_MS ? watch->idle_answers + 1 : wait_s > 0 ? 0 : watch->idle_answers;
    int64_t poll_ms = backoff_poll(watch->config->sync.interval, chance());
    int64_t next = watch->hold_s == 0 ? poll_ms : watch->idle_answers < 2 ? 0 : (int64_t)SOON_MS << (watch->idle_answers < 20 ? watch->idle_answers - 2 : 18);
    next = next < poll_ms ? next : poll_ms;
    if (news || news_of_state || clock_monotonic_ms() - watch->noted_ms >= QUIET_NOTE_MS)
        note(watch, ENGINE_WELL, next);
    return next;
}

void watch_why(struct watch *watch)
{
    struct verdict *verdict = &watch->engine->verdict;
    bool of_certificates = verdict->class == SYNC_CERTIFICATE || verdict->class == SYNC_NOT_ALLOWED;
    char why[WHY_SIZE];
    if (of_certificates && !watch->engine->clock_suspect && check_own_dates(&watch->config->sync, why, sizeof why))
        text_format(verdict->why, sizeof verdict->why, "%s", why);
}

static int64_t after_failure(struct watch *watch)
{
    watch->failures++;
    watch_why(watch);
    /* something between here and there does not let a quiet connection live so long */
    if (watch->engine->held && ++watch->held_broke >= 2) {
        watch->hold_s = watch->hold_s / 2 >= HOLD_LEAST_S ? watch->hold_s / 2 : 0;
        watch->held_broke = 0;
    }
    int64_t next = watch_delay(watch);
    note(watch, ENGINE_FAILED, next);
    return next;
}

void watch_clock(struct watch *watch)
{
    struct sync_engine *engine = watch->engine;
    engine->clock_suspect = sync_clock(&engine->state, clock_now_ms(), &engine->correction_ms) == CLOCK_WRONG ||
                            clock_today() < civil_from_ymd(2025, 1, 1);
    if (watch->as_of)
        return;
    clock_set_offset(engine->correction_ms);
    engine->basis.today = clock_today();
    clock_set_offset(0);
}

bool watch_run(struct watch *watch)
{
    int wait_s = 0;
    watch->said = SYNC_NEVER;
    watch->stamps = stamps_of(watch->config);
    while (!watch->stop) {
        int64_t began = clock_monotonic_ms(), next = 0;
        watch->now = watch->entries = false;
        watch_clock(watch);
        store_version(watch->engine->store); /* what others wrote, a cache.db that was replaced */
        enum engine_end end = engine_run(watch->engine, wait_s);
        if (end == ENGINE_STOPPED)
            break;
        if (end == ENGINE_WELL)
            next = after_well(watch, wait_s, clock_monotonic_ms() - began);
        else if (end == ENGINE_FAILED)
            next = after_failure(watch);
        if (end != ENGINE_WOKEN)
            say(watch, end);
        wait_s = watch->engine->wait_most && watch->engine->wait_most < watch->hold_s ? watch->engine->wait_most : watch->hold_s;
        if (end == ENGINE_FAILED || watch->now)
            wait_s = 0;
        if (reconfigured(watch) || (next > 0 && !rest(watch, next, end == ENGINE_WELL)))
            return watch->stop;
    }
    return true;
}
