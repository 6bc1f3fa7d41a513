/* Starting the program on a pseudo-terminal, reading, waiting, measuring. The screen is in pty_screen.c, the keys in pty_keys.c. */
#include "tests/pty_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOG_MAX ((size_t)64 << 20)

static char why[65536];

const char *pty_why(void)
{
    return why;
}

bool pty_fail(struct pty *p, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsnprintf(why, sizeof why, format, list);
    va_end(list);
    size_t used = n < 0 ? 0 : (size_t)n < sizeof why ? (size_t)n : sizeof why - 1;
    if (p && p->ended)
        used += (size_t)snprintf(why + used, sizeof why - used, "\n(the program has ended or closed its terminal)");
    char *screen = p && p->vt ? pty_screen(p) : NULL;
    for (size_t end = screen ? strlen(screen) : 0; end > 1 && screen[end - 1] == '\n' && screen[end - 2] == '\n'; end--)
        screen[end - 1] = '\0';
    if (screen && used < sizeof why) {
        int row, column;
        bool visible;
        pty_cursor(p, &row, &column, &visible);
        snprintf(why + used, sizeof why - used, "\n---- %dx%d, cursor at %d,%d ----\n%s----\n", p->rows, p->columns, row, column,
                 screen);
    }
    free(screen);
    return false;
}

double pty_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int pty_patience(int ms)
{
    const char *sanitize = getenv("SANITIZE");
    return sanitize && *sanitize == '1' ? ms * 6 : ms;
}

static void environment_apply(const char *const *env)
{
    setenv("TERM", "xterm-256color", 1);
    setenv("LANG", "C.UTF-8", 1);
    static const char *const removed[] = { "LC_ALL", "LANGUAGE", "LC_CTYPE", "LC_MESSAGES", "NO_COLOR", "COLUMNS", "LINES", "ESCDELAY",
                                           "SSH_CONNECTION", "COLORTERM", "LESS", "TMUX", NULL };
    for (size_t i = 0; removed[i]; i++)
        unsetenv(removed[i]);
    for (size_t i = 0; env && env[i]; i++) {
        char name[4096];
        const char *value = strchr(env[i], '=');
        size_t n = value ? (size_t)(value - env[i]) : strlen(env[i]);
        if (n >= sizeof name)
            continue;
        memcpy(name, env[i], n);
        name[n] = '\0';
        if (value)
            setenv(name, value + 1, 1);
        else
            unsetenv(name);
    }
}

static void run_child(const struct pty_options *o)
{
    environment_apply(o->env);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGHUP, o->ignore_hangup ? SIG_IGN : SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    if (!o->folder || chdir(o->folder) == 0) {
        char *argv[64];
        size_t n = 0;
        for (; o->argv[n] && n < sizeof argv / sizeof *argv - 1; n++)
            argv[n] = strdup(o->argv[n]); /* execvp's prototype wants them writable */
        argv[n] = NULL;
        execvp(argv[0], argv);
    }
    fprintf(stderr, "cannot run %s: %s\n", o->argv[0], strerror(errno));
    _exit(127);
}

struct pty *pty_start(const struct pty_options *options)
{
    struct pty *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->fd = p->pidfd = -1;
    p->rows = options->rows ? options->rows : 24;
    p->columns = options->columns ? options->columns : 80;
    p->silent = options->silent_terminal;
    p->blind = options->blind;
    if (!p->blind && !screen_make(p)) {
        free(p);
        pty_fail(NULL, "no memory for a screen");
        return NULL;
    }
    struct winsize size = { .ws_row = (unsigned short)p->rows, .ws_col = (unsigned short)p->columns };
    fflush(NULL);
    p->started = pty_now_ms();
    p->pid = forkpty(&p->fd, NULL, NULL, &size);
    if (p->pid == 0)
        run_child(options);
    if (p->pid < 0) {
        pty_fail(NULL, "forkpty: %s", strerror(errno));
        p->pid = 0;
        pty_stop(p);
        return NULL;
    }
    fcntl(p->fd, F_SETFD, FD_CLOEXEC);
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
    p->pidfd = pidfd_open(p->pid, 0);
    p->last_byte = p->last_sent = p->started;
    return p;
}

static void reap(struct pty *p, bool hang)
{
    if (p->reaped || p->pid <= 0)
        return;
    pid_t got;
    do
        got = waitpid(p->pid, &p->status, hang ? 0 : WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got == p->pid || (got < 0 && errno == ECHILD))
        p->reaped = true;
}

void pty_stop(struct pty *p)
{
    if (!p)
        return;
    reap(p, false);
    if (!p->reaped && p->pid > 0) {
        kill(p->pid, SIGKILL);
        kill(p->pid, SIGCONT);
        reap(p, true);
    }
    pty_hang_up(p);
    if (p->pidfd >= 0)
        close(p->pidfd);
    screen_free(p);
    free(p->log);
    free(p);
}

void pty_hang_up(struct pty *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    p->ended = true;
}

static void log_bytes(struct pty *p, const char *bytes, size_t n)
{
    if (p->blind || p->log_used + n > LOG_MAX)
        return;
    if (p->log_used + n + 1 > p->log_size) {
        size_t size = (p->log_size ? p->log_size : 16384) * 2;
        while (size < p->log_used + n + 1)
            size *= 2;
        char *larger = realloc(p->log, size);
        if (!larger)
            return;
        p->log = larger;
        p->log_size = size;
    }
    memcpy(p->log + p->log_used, bytes, n);
    p->log_used += n;
    p->log[p->log_used] = '\0';
}

/* Takes what is there. False when the program's end is closed. */
static bool take(struct pty *p)
{
    char buffer[65536];
    for (;;) {
        ssize_t n = read(p->fd, buffer, sizeof buffer);
        if (n > 0) {
            p->last_byte = pty_now_ms();
            p->written += (uint64_t)n;
            log_bytes(p, buffer, (size_t)n);
            screen_feed(p, buffer, (size_t)n);
            if ((size_t)n < sizeof buffer && !p->blind)
                return true;
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return true;
        p->ended = true;
        return false;
    }
}

/* Waits at most `ms` (0: looks only) for output or the program's end. */
static void pump(struct pty *p, double ms)
{
    struct pollfd ready[2];
    nfds_t n = 0;
    bool terminal = p->fd >= 0 && !p->ended;
    if (terminal)
        ready[n++] = (struct pollfd){ .fd = p->fd, .events = POLLIN };
    if (!p->reaped && p->pidfd >= 0)
        ready[n++] = (struct pollfd){ .fd = p->pidfd, .events = POLLIN };
    if (p->pidfd < 0 && ms > 5)
        ms = 5; /* no pidfd here: look at the child now and then */
    struct timespec timeout = { .tv_sec = (time_t)(ms / 1e3), .tv_nsec = (long)((ms - (double)(time_t)(ms / 1e3) * 1e3) * 1e6) };
    ppoll(ready, n, &timeout, NULL);
    if (terminal && ready[0].revents)
        take(p);
    reap(p, false);
}

bool pty_bytes(struct pty *p, const void *bytes, size_t n)
{
    const char *at = bytes;
    double deadline = pty_now_ms() + pty_patience(PTY_DEADLINE_MS);
    while (n > 0) {
        if (p->fd < 0 || p->ended)
            return pty_fail(p, "the terminal is closed: nothing can be typed");
        ssize_t sent = write(p->fd, at, n);
        if (sent > 0) {
            at += sent;
            n -= (size_t)sent;
            continue;
        }
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return pty_fail(p, "cannot type: %s", strerror(errno));
        if (pty_now_ms() > deadline)
            return pty_fail(p, "the program does not read its keyboard");
        pump(p, 5);
    }
    p->last_sent = pty_now_ms();
    return true;
}

void pty_resize(struct pty *p, int rows, int columns)
{
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    p->rows = rows;
    p->columns = columns;
    screen_resize(p);
    if (p->fd >= 0)
        ioctl(p->fd, TIOCSWINSZ, &size);
    p->last_sent = pty_now_ms();
}

bool pty_signal(struct pty *p, int signal)
{
    reap(p, false);
    if (p->reaped)
        return pty_fail(p, "the program has ended already");
    p->last_sent = pty_now_ms();
    return kill(p->pid, signal) == 0 || pty_fail(p, "kill: %s", strerror(errno));
}

bool pty_wait(struct pty *p, bool (*holds)(struct pty *, void *), void *context, const char *what, int deadline_ms)
{
    double deadline = pty_now_ms() + pty_patience(deadline_ms);
    for (;;) {
        pump(p, 0);
        double now = pty_now_ms();
        double since = p->last_byte > p->last_sent ? p->last_byte : p->last_sent;
        double left = since + PTY_QUIET_MS - now;
        if (left <= 0 || p->ended) {
            if (holds(p, context))
                return true;
            if (p->ended || now > deadline)
                return pty_fail(p, "waited %.1f s for: %s", (now - deadline) / 1e3 + pty_patience(deadline_ms) / 1e3, what);
            left = deadline - now + 1;
        } else if (now > deadline) {
            return pty_fail(p, "the program never stopped writing; waited for: %s", what);
        }
        pump(p, left);
    }
}

void pty_settle(struct pty *p, int ms, int deadline_ms)
{
    double from = pty_now_ms(), deadline = from + deadline_ms;
    for (;;) {
        double now = pty_now_ms(), since = p->last_byte > from ? p->last_byte : from;
        if (p->ended || now >= deadline || since + ms <= now)
            return;
        pump(p, since + ms < deadline ? since + ms - now : deadline - now);
    }
}

bool pty_running(struct pty *p)
{
    reap(p, false);
    return !p->reaped;
}

bool pty_wait_end(struct pty *p, int *status, int deadline_ms)
{
    double deadline = pty_now_ms() + pty_patience(deadline_ms);
    while (!p->reaped) {
        double left = deadline - pty_now_ms();
        if (left <= 0)
            return pty_fail(p, "the program (%d) still runs after %d ms", (int)p->pid, pty_patience(deadline_ms));
        pump(p, left);
    }
    for (int i = 0; i < 1000 && p->fd >= 0 && !p->ended; i++)
        pump(p, 5);
    if (status)
        *status = p->status;
    return true;
}

uint64_t pty_written(const struct pty *p)
{
    return p->written;
}

void pty_mark(struct pty *p)
{
    pump(p, 0);
    p->mark = p->log_used;
}

const char *pty_raw(const struct pty *p, size_t *n)
{
    *n = p->log_used - p->mark;
    return p->log ? p->log + p->mark : "";
}

bool pty_raw_has(const struct pty *p, const char *bytes, size_t n)
{
    size_t have;
    const char *raw = pty_raw(p, &have);
    return memmem(raw, have, bytes, n) != NULL;
}

static bool raw_holds(struct pty *p, void *bytes)
{
    return pty_raw_has(p, bytes, strlen(bytes));
}

bool pty_wait_raw(struct pty *p, const char *bytes)
{
    char copy[256];
    snprintf(copy, sizeof copy, "%s", bytes);
    return pty_wait(p, raw_holds, copy, "certain bytes in the output", PTY_DEADLINE_MS);
}

static bool written_holds(struct pty *p, void *bytes)
{
    return p->written >= *(uint64_t *)bytes;
}

bool pty_wait_written(struct pty *p, uint64_t bytes)
{
    return pty_wait(p, written_holds, &bytes, "output", PTY_DEADLINE_MS);
}

bool pty_termios(struct pty *p, struct termios *out)
{
    if (p->fd < 0 || tcgetattr(p->fd, out) != 0)
        return pty_fail(p, "the terminal's settings cannot be read");
    return true;
}

/* ---- measures ---- */

pid_t pty_pid(const struct pty *p)
{
    return p->pid;
}

double pty_started_ms(const struct pty *p)
{
    return p->started;
}

double pty_last_byte_ms(const struct pty *p)
{
    return p->last_byte;
}

static bool proc_read(const struct pty *p, const char *name, char *out, size_t cap)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)p->pid, name);
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(out, 1, cap - 1, file) : 0;
    out[n] = '\0';
    if (file)
        fclose(file);
    return n > 0;
}

static long status_number(const struct pty *p, const char *label)
{
    char text[8192];
    const char *at = proc_read(p, "status", text, sizeof text) ? strstr(text, label) : NULL;
    return at ? strtol(at + strlen(label), NULL, 10) : -1;
}

long pty_peak_kib(const struct pty *p)
{
    return status_number(p, "\nVmHWM:");
}

long pty_wakeups(const struct pty *p)
{
    return status_number(p, "\nvoluntary_ctxt_switches:");
}

double pty_cpu_ms(const struct pty *p)
{
    char text[1024];
    if (proc_read(p, "schedstat", text, sizeof text))
        return (double)strtoull(text, NULL, 10) / 1e6;
    if (!proc_read(p, "stat", text, sizeof text))
        return -1;
    const char *at = strrchr(text, ')'); /* the name may hold blanks; then field 3; 14 and 15 are utime and stime */
    for (int i = 0; at && i < 12; i++)
        at = strchr(at + 1, ' ');
    char *end = NULL;
    unsigned long long ticks = at ? strtoull(at, &end, 10) : 0;
    ticks += end ? strtoull(end, NULL, 10) : 0;
    return (double)ticks * 1e3 / (double)sysconf(_SC_CLK_TCK);
}
