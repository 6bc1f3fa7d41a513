#include "src/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

extern char **environ;

static bool runs(const char *path) {
    return access(path, X_OK) == 0;
}

/* Beside this program. */
static bool find_beside(const char *name, char *out, size_t cap) {
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return false;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash)
        return false;
    *slash = '\0';
    text_format(out, cap, "%s/%s", self, name);
    return runs(out);
}

char *child_find(const char *name, char *out, size_t cap) {
    const char *path = getenv("PATH");
    if (strchr(name, '/')) {
        text_format(out, cap, "%s", runs(name) ? name : "");
        return out;
    }
    if (find_beside(name, out, cap))
        return out;
    while (path && *path) {
        size_t n = strcspn(path, ":");
        text_format(out, cap, "%.*s/%s", (int)n, path, name);
        if (n > 0 && runs(out))
            return out;
        path += n + (path[n] == ':');
    }
    out[0] = '\0';
    return out;
}

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

/* Returns 0 or an error number. */
static int spawn(pid_t *pid, const char *path, const char *const *argv, int in, int out, int said) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, said, STDERR_FILENO);
    union {
        const char *const *given;
        char *const *taken; /* posix_spawn changes none of them */
    } words = {.given = argv};
    int failed = posix_spawn(pid, path, &files, &how, words.taken, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return failed;
}

bool child_start(struct child *child, const char *const *argv, const char *input, size_t n, int out, struct error *e) {
    char path[PATH_MAX];
    *child = (struct child){.watch = -1, .said = -1};
    if (!*child_find(argv[0], path, sizeof path))
        return error_set(e, ERROR_UNABLE,
                         _("The program %s is not installed (neither beside this program nor on PATH)."), argv[0]);
    int in = in_memory("input", input, n);
    child->said = in_memory("said", NULL, 0);
    int failed = in < 0 || child->said < 0
                     ? errno
                     : spawn(&child->pid, path, argv, in, out >= 0 ? out : child->said, child->said);
    if (in >= 0)
        close(in);
    if (failed) {
        child->pid = 0;
        child_close(child);
        return error_set(e, ERROR_UNABLE, _("%s cannot be started (%s)."), path, strerror(failed));
    }
    child->watch = (int)syscall(SYS_pidfd_open, child->pid, 0);
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
