#include "src/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/program.h"
#include "src/text.h"

#define CHILD_WORDS 16

/* A file in memory with these bytes, at its beginning; -1. */
static int in_memory(const char *name, const char *bytes, size_t n) {
    int file = memfd_create(name, MFD_CLOEXEC);
    for (size_t at = 0; file >= 0 && at < n;) {
        ssize_t written = write(file, bytes + at, n - at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            close(file);
            return -1;
        }
        at += (size_t)written;
    }
    if (file >= 0)
        (void)lseek(file, 0, SEEK_SET);
    return file;
}

bool child_start(struct child *child, const char *const *argv, const char *input, size_t n, int out, struct error *e) {
    char path[PROGRAM_PATH];
    const char *words[CHILD_WORDS] = {path};
    *child = (struct child){.watch = -1, .said = -1};
    if (!program_find(argv[0], path, e))
        return false;
    for (int i = 1; i + 1 < CHILD_WORDS && argv[i]; i++)
        words[i] = argv[i];
    int in = in_memory("input", input, n);
    child->said = in_memory("said", NULL, 0);
    pid_t pid = -1;
    if (in < 0 || child->said < 0)
        error_set(e, ERROR_UNABLE, _("%s cannot be started (%s)."), path, strerror(errno));
    else
        pid = program_start(words, in, out >= 0 ? out : child->said, child->said, false, e);
    if (in >= 0)
        close(in);
    if (pid < 0) {
        child_close(child);
        return false;
    }
    child->pid = pid;
    child->watch = (int)syscall(SYS_pidfd_open, pid, 0);
    return true;
}

bool child_ended(struct child *child, int ms, int *status) {
    int how;
    if (child->pid == 0)
        return false;
    if (child->watch >= 0 && ms >= 0) {
        struct pollfd until = {.fd = child->watch, .events = POLLIN};
        if (poll(&until, 1, ms) == 0)
            return false;
    }
    pid_t got;
    do
        got = waitpid(child->pid, &how, ms < 0 ? 0 : WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return false;
    *status = got < 0 ? 127 : WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    child->pid = 0;
    if (child->watch >= 0)
        close(child->watch);
    child->watch = -1;
    return true;
}

char *child_said(const struct child *child, char *out, size_t cap) {
    char raw[4096];
    ssize_t n = child->said >= 0 ? pread(child->said, raw, sizeof raw, 0) : 0;
    text_clean(raw, n > 0 ? (size_t)n : 0, out, cap);
    return out;
}

void child_close(struct child *child) {
    int status;
    if (child->pid > 0) {
        kill(child->pid, SIGTERM);
        if (!child_ended(child, 500, &status) && child->pid > 0) {
            kill(child->pid, SIGKILL);
            child_ended(child, -1, &status);
        }
    }
    if (child->watch >= 0)
        close(child->watch);
    if (child->said >= 0)
        close(child->said);
    *child = (struct child){.watch = -1, .said = -1};
}
