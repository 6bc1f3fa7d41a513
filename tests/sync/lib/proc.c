/* Programs as children: proc.h. */
#include "tests/sync/lib/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ENV_MAX 32

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

void ran_free(struct ran *ran)
{
    free(ran->out);
    free(ran->err);
    *ran = (struct ran){ 0 };
}

/* In the child: dies with the test. */
static void become(const char *const *argv, char *const *env, int in, int out, int err)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    close_range(3, ~0u, 0);
    execvpe(argv[0], (char *const *)(uintptr_t)argv, env);
    _exit(127);
}

static void environment(const char *const *more, char **out)
{
    static char home[300], asan[] = "ASAN_OPTIONS=detect_leaks=1", lang[] = "LANG=C.UTF-8", term[] = "TERM=xterm-256color",
                path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    int n = 0;
    bool has_home = false;
    out[n++] = path;
    out[n++] = lang;
    out[n++] = term;
    out[n++] = asan;
    for (; more && *more && n < ENV_MAX - 2; more++) {
        has_home = has_home || strncmp(*more, "HOME=", 5) == 0;
        out[n++] = (char *)(uintptr_t)*more;
    }
    snprintf(home, sizeof home, "HOME=%s", getenv("HOME") ? getenv("HOME") : "/tmp");
    if (!has_home)
        out[n++] = home;
    out[n] = NULL;
}

static bool feed(int fd, const char *input)
{
    size_t n = input ? strlen(input) : 0;
    bool fed = n == 0 || write(fd, input, n) == (ssize_t)n;
    close(fd);
    return fed;
}

static void add(char **text, size_t *n, const char *more, size_t size)
{
    char *grown = realloc(*text, *n + size + 1);
    if (!grown)
        return;
    *text = grown;
    memcpy(grown + *n, more, size);
    *n += size;
    grown[*n] = '\0';
}

/* Both to their ends; false: the time was over. */
static bool drain(int out, int err, double until, struct ran *ran)
{
    struct pollfd ends[2] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
    char **text[2] = { &ran->out, &ran->err };
    size_t n[2] = { 0, 0 };
    char piece[8192];
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        double left = until - now_ms();
        if (left <= 0 || poll(ends, 2, (int)left + 1) == 0)
            return false;
        for (int i = 0; i < 2; i++) {
            if (ends[i].fd < 0 || !ends[i].revents)
                continue;
            ssize_t got = read(ends[i].fd, piece, sizeof piece);
            if (got > 0)
                add(text[i], &n[i], piece, (size_t)got);
            else if (got == 0 || errno != EINTR)
                ends[i].fd = -1;
        }
    }
    return true;
}

static int status_of(int ended)
{
    return WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

/* Waits without a busy loop: the child's pidfd can be read at its end. */
static bool wait_for(pid_t pid, double until, int *status)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0), ended;
    struct pollfd one = { .fd = fd, .events = POLLIN };
    double left;
    bool over = false;
    while (fd >= 0 && !over && (left = until - now_ms()) > 0)
        over = poll(&one, 1, (int)left + 1) == 1;
    if (fd >= 0)
        close(fd);
    if (!over)
        kill(pid, SIGKILL);
    while (waitpid(pid, &ended, 0) < 0 && errno == EINTR) {
    }
    *status = over ? status_of(ended) : -1;
    return over;
}

void proc_run(const char *const *argv, const char *const *env, const char *input, int limit_ms, struct ran *out)
{
    int in[2], from[2], err[2];
    char *full[ENV_MAX];
    double began = now_ms();
    *out = (struct ran){ .status = -1 };
    environment(env, full);
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0)
        become(argv, full, in[0], from[1], err[1]);
    close(in[0]);
    close(from[1]);
    close(err[1]);
    feed(in[1], input);
    if (pid > 0) {
        drain(from[0], err[0], began + limit_ms, out);
        wait_for(pid, began + limit_ms, &out->status);
    }
    close(from[0]);
    close(err[0]);
    out->out = out->out ? out->out : strdup("");
    out->err = out->err ? out->err : strdup("");
    out->ms = now_ms() - began;
}

bool proc_start(struct proc *p, const char *const *argv, const char *const *env, const char *err_file)
{
    int out[2], in = open("/dev/null", O_RDONLY | O_CLOEXEC), err = open(err_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char *full[ENV_MAX];
    environment(env, full);
    if (in < 0 || err < 0 || pipe2(out, O_CLOEXEC) != 0)
        return false;
    *p = (struct proc){ .pid = fork(), .out = out[0] };
    if (p->pid == 0)
        become(argv, full, in, out[1], err);
    close(in);
    close(err);
    close(out[1]);
    return p->pid > 0;
}

bool proc_wait_line(struct proc *p, const char *begins, char *out, size_t cap, int limit_ms)
{
    char line[1024];
    size_t n = 0;
    double until = now_ms() + limit_ms, left;
    while ((left = until - now_ms()) > 0) {
        struct pollfd one = { .fd = p->out, .events = POLLIN };
        if (poll(&one, 1, (int)left + 1) != 1)
            continue;
        ssize_t got = read(p->out, line + n, 1);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got < 0)
            continue;
        if (line[n] != '\n') {
            n += n + 2 < sizeof line;
            continue;
        }
        line[n] = '\0';
        n = 0;
        if (strncmp(line, begins, strlen(begins)) == 0) {
            snprintf(out, cap, "%s", line + strlen(begins));
            return true;
        }
    }
    return false;
}

int proc_end(struct proc *p, int signal, int limit_ms)
{
    int status = -1;
    if (p->pid <= 0)
        return -1;
    if (signal)
        kill(p->pid, signal);
    wait_for(p->pid, now_ms() + limit_ms, &status);
    close(p->out);
    *p = (struct proc){ 0 };
    return status;
}

bool proc_running(struct proc *p)
{
    siginfo_t info = { 0 };
    return p->pid > 0 && waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}
