/* The one loop. Everything that may wake the program is a descriptor here; what
 * waits is drained before anything is drawn; with nothing to do it sleeps. */
#include "screens/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "screens/children.h"
#include "screens/dispatch.h"
#include "screens/frame.h"
#include "screens/probe.h"
#include "screens/stack.h"
#include "screens/sync_child.h"
#include "screens/terminal.h"
#include "src/clock.h"

#define BACKGROUND_MS 1000 /* background changes repaint at most so often */
#define LOOK_FIRST_MS 50   /* after a file event the databases are looked at: what is written first is a journal … */
#define LOOK_LAST_MS 800   /* … so again after twice as long each time, up to this: a commit may wait for a slow disk */
#define PASTE_MS 1000      /* a paste whose end never comes ends */

enum { TERMINAL, SIGNALS, FOLDER, MIDNIGHT, SOURCES };

struct loop {
    struct session *s;
    struct pollfd source[SOURCES + SESSION_CHILDREN]; /* behind SOURCES: programs that run beside */
    struct input input;
    int64_t input_at; /* when the last bytes came */
    int64_t told_at;  /* when a change by another program was told to the screens last */
    int64_t look_at;  /* when the databases are to be looked at; 0: not, nothing moves in the folder */
    int look_ms;      /* how long the look after that one would wait */
    bool gone;        /* the terminal, or a signal to end */
};

/* ---- sources ---- */

static sigset_t loop_signals(void) {
    static const int numbers[] = {SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT, SIGWINCH};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaddset(&set, numbers[i]);
    return set;
}

static void set_midnight(const struct loop *loop) {
    struct itimerspec when = {.it_value = {.tv_sec = clock_seconds_to_midnight()}};
    if (loop->source[MIDNIGHT].fd >= 0)
        timerfd_settime(loop->source[MIDNIGHT].fd, 0, &when, NULL);
}

static bool open_sources(struct loop *loop, struct error *e) {
    sigset_t set = loop_signals();
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < SOURCES; i++)
        loop->source[i] = (struct pollfd){.fd = -1, .events = POLLIN};
    loop->source[TERMINAL].fd = STDIN_FILENO;
    loop->source[SIGNALS].fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (loop->source[SIGNALS].fd < 0)
        return error_set(e, ERROR_UNABLE, _("The system gives no signal descriptor (%s)."), strerror(errno));
    /* without inotify (a network folder, its limit reached) the screens work; what others enter is then seen at the
     * next key */
    loop->source[FOLDER].fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (loop->source[FOLDER].fd >= 0)
        (void)inotify_add_watch(loop->source[FOLDER].fd, store_folder(loop->s->store),
                                IN_MODIFY | IN_CREATE | IN_MOVED_TO);
    if (!loop->s->context->as_of_given) {
        loop->source[MIDNIGHT].fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
        set_midnight(loop);
    }
    return true;
}

static void close_sources(struct loop *loop) {
    for (int i = SIGNALS; i < SOURCES; i++)
        if (loop->source[i].fd >= 0)
            close(loop->source[i].fd);
}

/* ---- what they say ---- */

static void read_signals(struct loop *loop) {
    struct signalfd_siginfo info;
    while (read(loop->source[SIGNALS].fd, &info, sizeof info) == (ssize_t)sizeof info) {
        switch (info.ssi_signo) {
        case SIGTSTP:
            terminal_suspend();
            break;
        case SIGCONT:
            terminal_repaint();
            break;
        case SIGWINCH:
            terminal_resize();
            break;
        default:
            loop->gone = true;
            break;
        }
        loop->s->redraw = true;
    }
}

/* True where one of the databases was written (or their folder's files changed places). */
static bool read_folder(struct loop *loop) {
    bool databases = false;
    char buffer[8192] __attribute__((aligned(8)));
    ssize_t n;
    while ((n = read(loop->source[FOLDER].fd, buffer, sizeof buffer)) > 0)
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)(buffer + at);
            databases = databases || (event->mask & IN_Q_OVERFLOW) ||
                        (event->len && strstr(event->name, ".db") && !strstr(event->name, "-shm"));
            at += (ssize_t)(sizeof *event + event->len);
        }
    return databases;
}

/* The databases are looked at soon: a series of looks begins. */
static void expect_change(struct loop *loop) {
    int64_t soon = clock_monotonic_ms() + LOOK_FIRST_MS;
    if (loop->look_at == 0 || soon < loop->look_at)
        loop->look_at = soon;
    loop->look_ms = 2 * LOOK_FIRST_MS;
}

/* One look. A change is told at once, but at most one in BACKGROUND_MS: the screen of a long import would flicker. */
static void check_databases(struct loop *loop) {
    struct session *s = loop->s;
    uint64_t version = store_version(s->store);
    int64_t now = clock_monotonic_ms();
    if (version == s->version) {
        loop->look_at = loop->look_ms > LOOK_LAST_MS ? 0 : now + loop->look_ms;
        loop->look_ms *= 2;
    } else if (now - loop->told_at < BACKGROUND_MS) {
        loop->look_at = loop->told_at + BACKGROUND_MS;
    } else {
        s->version = version;
        loop->told_at = now;
        loop->look_at = 0;
        session_changed(s, CHANGED_DATA);
    }
}

static void check_date(struct session *s) {
    civil_day today = s->context->as_of_given ? s->clock.today : clock_today();
    if (today == s->clock.today)
        return;
    s->clock.today = s->context->today = today;
    session_changed(s, CHANGED_DATE);
}

/* Bytes from the terminal; false where there were none. End of file and errors mean that it has gone. */
static bool read_terminal(struct loop *loop) {
    unsigned char bytes[512];
    size_t room = input_room(&loop->input);
    ssize_t n = read(STDIN_FILENO, bytes, room < sizeof bytes ? room : sizeof bytes);
    if (n > 0) {
        input_add(&loop->input, bytes, (size_t)n);
        loop->input_at = clock_monotonic_ms();
        return true;
    }
    if (n == 0 || (errno != EINTR && errno != EAGAIN))
        loop->gone = true;
    return false;
}

static void give_events(struct loop *loop, bool over) {
    struct event event;
    while (!loop->s->leave && input_next(&loop->input, over, &event) != EVENT_NONE) {
        if (event.kind == EVENT_CURSOR)
            probe_answer(loop->s, event.column);
        else
            dispatch_event(loop->s, &event, loop->input.paste);
    }
}

/* ---- waiting ---- */

static int sooner(int a, int64_t b) {
    int ms = b < 0 ? 0 : b > 86400000 ? 86400000 : (int)b;
    return a < 0 || ms < a ? ms : a;
}

/* Milliseconds until the curtain falls; -1: never, or it has. */
static int64_t until_hidden(const struct loop *loop) {
    int minutes = loop->s->context->config.lock_minutes;
    if (minutes <= 0 || loop->s->stack[loop->s->depth - 1].screen == &screen_lock)
        return -1;
    int64_t left = loop->input_at + (int64_t)minutes * 60000 - clock_monotonic_ms();
    return left > 0 ? left : 0;
}

/* Milliseconds until something is due; -1: nothing is. */
static int patience(const struct loop *loop) {
    int64_t now = clock_monotonic_ms();
    int ms = -1;
    if (input_waiting(&loop->input))
        ms = sooner(ms, loop->input_at + (loop->input.pasting ? PASTE_MS : terminal_escape_ms()) - now);
    if (loop->look_at)
        ms = sooner(ms, loop->look_at - now);
    int64_t hidden = until_hidden(loop), sync = sync_child_patience(loop->s);
    if (hidden >= 0)
        ms = sooner(ms, hidden);
    if (sync >= 0)
        ms = sooner(ms, sync);
    int child = children_patience();
    if (child >= 0)
        ms = sooner(ms, child);
    int probe = probe_patience();
    return probe >= 0 ? sooner(ms, probe) : ms;
}

/* Looks at all sources, waiting at most `ms`; true where bytes came from the terminal. */
static bool look(struct loop *loop, int ms) {
    for (int i = 0; i < SOURCES; i++)
        loop->source[i].revents = 0;
    children_sources(loop->source + SOURCES);
    int n = poll(loop->source, SOURCES + SESSION_CHILDREN, ms);
    if (n <= 0)
        return false;
    bool bytes = false;
    if (loop->source[TERMINAL].revents & POLLIN)
        bytes = read_terminal(loop);
    else if (loop->source[TERMINAL].revents & (POLLHUP | POLLERR | POLLNVAL))
        loop->gone = true;
    if (loop->source[SIGNALS].revents & POLLIN)
        read_signals(loop);
    if ((loop->source[FOLDER].revents & POLLIN) && read_folder(loop))
        expect_change(loop);
    if (loop->source[MIDNIGHT].revents & POLLIN) {
        uint64_t times;
        while (read(loop->source[MIDNIGHT].fd, &times, sizeof times) > 0)
            ;
        check_date(loop->s);
        set_midnight(loop);
    }
    return bytes;
}

/* ---- drawing ---- */

static void tell_changes(struct session *s) {
    unsigned what = s->pending;
    s->pending = 0;
    if (what & CHANGED_DATA) {
        session_read_state(s);
        check_date(s);
        what |= s->pending;
        s->pending = 0;
    }
    for (int i = 0; what && i < s->depth; i++)
        if (s->stack[i].screen->changed)
            s->stack[i].screen->changed(s, s->stack[i].state, what);
}

static void draw(struct loop *loop) {
    struct session *s = loop->s;
    if (s->pending)
        tell_changes(s);
    s->redraw = false;
    frame_prepare(s);
    frame_draw(s);
    if (s->repaint)
        terminal_repaint();
    s->repaint = false;
    terminal_update();
}

/* Work that waited for a quiet moment; true where there is more. */
static bool idle_work(struct session *s) {
    struct open_screen top = s->stack[s->depth - 1];
    if (!top.screen->idle)
        return false;
    session_interruptible(s, true);
    bool more = top.screen->idle(s, top.state);
    session_interruptible(s, false);
    return more;
}

/* Events, then everything else that is due. */
static void take_in(struct loop *loop) {
    bool quiet = input_waiting(&loop->input) &&
                 clock_monotonic_ms() - loop->input_at >= (loop->input.pasting ? PASTE_MS : terminal_escape_ms());
    give_events(loop, quiet);
    probe_step(loop->s);
    children_look(loop->s);
    if (loop->look_at && clock_monotonic_ms() >= loop->look_at)
        check_databases(loop);
    if (until_hidden(loop) == 0) {
        loop->input_at = clock_monotonic_ms(); /* where it cannot fall, the next try is later */
        screen_open(loop->s, &screen_lock, NULL);
    }
}

bool loop_run(struct session *s, struct error *e) {
    struct loop loop = {.s = s, .told_at = clock_monotonic_ms() - BACKGROUND_MS, .input_at = clock_monotonic_ms()};
    bool idle = true;
    if (!open_sources(&loop, e)) {
        close_sources(&loop);
        return false;
    }
    terminal_resize(); /* a size that changed before the signals were ours */
    s->redraw = true;
    while (!s->leave && !loop.gone) {
        bool came = look(&loop, s->redraw || s->pending || idle ? 0 : patience(&loop));
        if (came) {
            check_date(s);
            if (loop.look_at == 0) { /* where the folder tells nothing (a network folder), a key does: one look */
                loop.look_ms = 2 * LOOK_LAST_MS;
                check_databases(&loop);
            }
        }
        take_in(&loop);
        if (came && !loop.gone)
            continue; /* drain all input before drawing */
        if (loop.gone || s->leave)
            break;
        if (s->redraw || s->pending || s->repaint) {
            draw(&loop);
            probe_begin(s);
            idle = true;
        } else if (idle) {
            idle = idle_work(s);
            if (s->redraw_idle)
                s->redraw = true;
            s->redraw_idle = false;
        } else {
            sync_child_tend(s);
        }
    }
    close_sources(&loop);
    return true;
}
