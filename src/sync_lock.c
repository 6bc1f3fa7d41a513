/* The lock of the one sync of a folder. */
#include "src/sync_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

#define PATH_ROOM 1320

/* Somebody holds the lock and has no name there: for the moment in which a sync begins or ends, or in which lock_held looks. */
#define MOMENT_MS 2
#define MOMENTS_TO_TAKE 1000 /* two seconds */
#define MOMENTS_TO_LOOK 10   /* the screens look too */

static int open_lock(const char *folder, bool make)
{
    char path[PATH_ROOM];
    text_format(path, sizeof path, "%s/" LOCK_FILE, folder);
    int fd = make ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660) : -1;
    if (fd >= 0)
        (void)!fchmod(fd, 0660); /* whatever the umask is: others of the folder's group take turns */
    else
        fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    return fd;
}

static void read_holder(int fd, struct lock_holder *holder)
{
    char text[64] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    holder->pid = (pid_t)strtol(text, NULL, 10);
    holder->watches = strstr(text, " watch") != NULL;
}

static void moment_pass(void)
{
    nanosleep(&(struct timespec){.tv_nsec = MOMENT_MS * 1000000L}, NULL);
}

int lock_take(const char *folder, bool watches, bool patient, struct lock_holder *holder, struct error *e)
{
    char text[64];
    *holder = (struct lock_holder){0};
    int fd = open_lock(folder, true);
    if (fd < 0) {
        error_set(e, ERROR_UNABLE, _("cannot open %s/%s: %s. Ask for the right to write in that folder"), folder, LOCK_FILE, strerror(errno));
        return -1;
    }
    int got, moments = 0;
    while ((got = flock(fd, patient ? LOCK_EX : LOCK_EX | LOCK_NB)) != 0) {
        if (errno == EINTR)
            continue;
        read_holder(fd, holder);
        if (errno != EWOULDBLOCK || holder->pid != 0 || moments++ == MOMENTS_TO_TAKE)
            break;
        moment_pass();
    }
    if (got != 0) {
        error_set(e, ERROR_CHANGED, holder->watches ? _("this folder is kept in sync by process %ld; it was told to try now (see: itsso-tui sync --status)")
                                                    : _("another sync is at work in this folder (process %ld); try again when it has ended"),
                  (long)holder->pid);
        close(fd);
        return -1;
    }
    size_t n = text_format(text, sizeof text, "%ld itsso-sync%s\n", (long)getpid(), watches ? " watch" : "");
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, n, 0) != (ssize_t)n) {
        /* a full disk: the lock holds all the same, only its holder has no name */
    }
    return fd;
}

void lock_release(int fd)
{
    if (fd < 0)
        return;
    if (ftruncate(fd, 0) != 0) {
        /* the name that stays says who held it last */
    }
    close(fd);
}

bool lock_held(const char *folder, struct lock_holder *holder)
{
    *holder = (struct lock_holder){0};
    int fd = open_lock(folder, false);
    if (fd < 0)
        return false;
    bool held = false;
    for (int moments = 0; moments < MOMENTS_TO_LOOK && holder->pid == 0; moments++) {
        if (moments > 0)
            moment_pass();
        held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        if (!held)
            break;
        read_holder(fd, holder);
    }
    close(fd);
    return held;
}

bool lock_nudge(const char *folder)
{
    struct lock_holder holder;
    bool watched = lock_held(folder, &holder) && holder.watches;
    int fd = watched ? open_lock(folder, false) : -1;
    bool told = fd >= 0 && futimens(fd, NULL) == 0;
    if (fd >= 0)
        close(fd);
    return told;
}
