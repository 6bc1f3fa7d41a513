/* Starting the programs beside this one. */
#include "src/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

extern char **environ;

static bool fits(const char *folder, size_t n, const char *name, char out[PROGRAM_PATH]) {
    if (n == 0 || n + strlen(name) + 2 > PROGRAM_PATH)
        return false;
    text_format(out, PROGRAM_PATH, "%.*s/%s", (int)n, folder, name);
    return access(out, X_OK) == 0;
}

bool program_find(const char *name, char out[PROGRAM_PATH], struct error *e) {
    char self[PROGRAM_PATH];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n > 0) {
        self[n] = '\0';
        char *slash = strrchr(self, '/');
        if (slash && fits(self, (size_t)(slash - self), name, out))
            return true;
    }
    for (const char *at = getenv("PATH"); at && *at;) {
        size_t length = strcspn(at, ":");
        if (fits(at, length, name, out))
            return true;
        at += length + (at[length] == ':');
    }
    out[0] = '\0';
    return error_set(e, ERROR_UNABLE, _("%s is neither beside itsso-tui nor on PATH: is the installation complete?"), name);
}

/* 0, or what failed. */
static int actions_fill(posix_spawn_file_actions_t *actions, int in, int out, int err) {
    int wanted[] = {in, out, err}, failed = 0;
    for (int i = 0; i < 3 && !failed; i++)
        failed = wanted[i] < 0 ? posix_spawn_file_actions_addopen(actions, i, "/dev/null", i == 0 ? O_RDONLY : O_WRONLY, 0)
                               : posix_spawn_file_actions_adddup2(actions, wanted[i], i);
    return failed;
}

pid_t program_start(const char *const argv[], int in, int out, int err, bool own_group, struct error *e) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t pid = -1;
    char *const *words; /* POSIX: the strings are not written to, though the type does not say so */
    memcpy(&words, &argv, sizeof words);
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) {
        error_set(e, ERROR_UNABLE, _("%s cannot be started: %s"), argv[0], strerror(failed));
        return -1;
    }
    failed = posix_spawnattr_init(&attributes);
    if (!failed) {
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        if (own_group) {
            flags |= POSIX_SPAWN_SETPGROUP;
            posix_spawnattr_setpgroup(&attributes, 0);
        }
        posix_spawnattr_setflags(&attributes, flags);
        failed = actions_fill(&actions, in, out, err);
        if (!failed)
            failed = posix_spawn(&pid, argv[0], &actions, &attributes, words, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    if (!failed)
        return pid;
    error_set(e, ERROR_UNABLE, _("%s cannot be started: %s"), argv[0], strerror(failed));
    return -1;
}

int program_wait(pid_t pid) {
    int status;
    pid_t got;
    do {
        got = waitpid(pid, &status, 0);
    } while (got < 0 && errno == EINTR);
    if (got != pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}
