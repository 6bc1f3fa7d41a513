/* The files of a data folder: paths, rights, lock files, setting aside. */
#include "db/store_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "db/sql.h"
#include "src/clock.h"
#include "src/folder.h"
#include "src/i18n.h"
#include "src/text.h"

#define CHECK_MARK "check-wanted"
#define ASIDE ".damaged-"

const char *files_path(char out[FILES_PATH], const char *folder, const char *name) {
    text_format(out, FILES_PATH, "%s/%s", folder, name);
    return out;
}

/* What lies above with the user's own umask; the folder itself 2770. */
static bool make_folder(const char *folder, struct error *e) {
    if (!folder_above_make(folder, 0777, e))
        return false;
    if (mkdir(folder, 0770) != 0) {
        if (errno == EEXIST)
            return true;
        return error_set(e, ERROR_UNABLE, _("cannot make the folder %s: %s"), folder, strerror(errno));
    }
    if (chmod(folder, 02770) != 0)
        return error_set(e, ERROR_UNABLE, _("cannot set the rights of the folder %s: %s"), folder, strerror(errno));
    return true;
}

bool files_forbidden(const char *path, struct error *e) {
    return error_set(e, ERROR_UNABLE,
                     _("%s may not be read or written by you. Ask whoever keeps this machine to add you to the group of "
                       "the folder (usermod -aG GROUP USER), and sign in again."),
                     path);
}

bool files_folder(const char *folder, bool make, char *out, struct error *e) {
    if (!folder || !*folder || strlen(folder) >= STORE_PATH - 1)
        return error_set(e, ERROR_USAGE, _("the data folder has no name, or one of more than %d bytes"),
                         STORE_PATH - 2);
    struct stat status;
    if (stat(folder, &status) != 0) {
        if (errno != ENOENT)
            return error_set(e, ERROR_UNABLE, _("cannot look into the data folder %s: %s"), folder, strerror(errno));
        if (!make)
            return error_set(
                e, ERROR_UNABLE,
                _("there is no data folder %s. Name another with --db, or import an extract into it first."), folder);
        if (!make_folder(folder, e))
            return false;
    } else if (!S_ISDIR(status.st_mode)) {
        return error_set(e, ERROR_UNABLE, _("%s is a file; the folder of the databases was expected"), folder);
    }
    char real[PATH_MAX];
    if (!realpath(folder, real) || strlen(real) >= STORE_PATH)
        return error_set(e, ERROR_UNABLE, _("the path of the data folder %s cannot be followed, or is too long"),
                         folder);
    if (access(real, X_OK) != 0 && errno == EACCES)
        return files_forbidden(real, e);
    memcpy(out, real, strlen(real) + 1);
    return true;
}

bool files_make(const char *path, struct error *e) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (fd < 0) {
        if (errno == EEXIST)
            return true;
        return error_set(e, ERROR_UNABLE, _("cannot make %s: %s"), path, strerror(errno));
    }
    if (fchmod(fd, 0660) != 0) {
        close(fd);
        return error_set(e, ERROR_UNABLE, _("cannot set the rights of %s: %s"), path, strerror(errno));
    }
    close(fd);
    return true;
}

int64_t files_length(const char *folder, const char *name) {
    char path[FILES_PATH];
    struct stat status;
    return stat(files_path(path, folder, name), &status) == 0 ? (int64_t)status.st_size : -1;
}

bool files_uri(char *out, size_t cap, const char *folder, const char *name, const char *query) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    char path[FILES_PATH];
    files_path(path, folder, name);
    size_t n = (size_t)snprintf(out, cap, "file://");
    for (const char *c = path; *c; c++) {
        if (n + 4 > cap)
            return false;
        if (strchr(plain, *c))
            out[n++] = *c;
        else
            n += (size_t)snprintf(out + n, cap - n, "%%%02X", (unsigned)(unsigned char)*c);
    }
    return n < cap && (size_t)snprintf(out + n, cap - n, "?%s", query) < cap - n;
}

bool files_set_aside(const char *folder, const char *name, char *kept, struct error *e) {
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char stamp[32], digits[32];
    clock_stamp(stamp);
    size_t n = 0;
    for (const char *c = stamp; *c; c++)
        if (*c >= '0' && *c <= '9')
            digits[n++] = *c;
    digits[n] = '\0';
    text_format(kept, 128, "%s" ASIDE "%s", name, digits);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char from_name[160], to_name[160], from[FILES_PATH], to[FILES_PATH];
        text_format(from_name, sizeof from_name, "%s%s", name, ends[i]);
        text_format(to_name, sizeof to_name, "%s%s", kept, ends[i]);
        if (rename(files_path(from, folder, from_name), files_path(to, folder, to_name)) != 0 &&
            (errno != ENOENT || i == 0))
            return error_set(e, ERROR_UNABLE, _("%s is damaged and could not be set aside as %s: %s"), from, to,
                             strerror(errno));
    }
    files_sync_folder(folder);
    return true;
}

void files_last_aside(const char *folder, const char *name, char kept[128]) {
    char begins[64];
    kept[0] = '\0';
    size_t n = text_format(begins, sizeof begins, "%s" ASIDE, name);
    DIR *listing = opendir(folder);
    /* the stamp is digits alone: its -wal and -shm are not meant; the later stamp is the greater text */
    for (struct dirent *found; listing && (found = readdir(listing));)
        if (strncmp(found->d_name, begins, n) == 0 && strlen(found->d_name) < 128 &&
            strspn(found->d_name + n, "0123456789") == strlen(found->d_name + n) && strcmp(found->d_name, kept) > 0)
            text_format(kept, 128, "%s", found->d_name);
    if (listing)
        closedir(listing);
}

int files_remove_aside(const char *folder) {
    DIR *listing = opendir(folder);
    if (!listing)
        return 0;
    int removed = 0;
    for (struct dirent *found; (found = readdir(listing));)
        if (strstr(found->d_name, ASIDE) && unlinkat(dirfd(listing), found->d_name, 0) == 0)
            removed++;
    closedir(listing);
    return removed;
}

void files_sync_folder(const char *folder) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

void files_want_check(const char *folder) {
    char path[FILES_PATH];
    files_make(files_path(path, folder, CHECK_MARK), NULL);
}

bool files_check_wanted(const char *folder) {
    return files_length(folder, CHECK_MARK) >= 0;
}

void files_check_done(const char *folder) {
    char path[FILES_PATH];
    unlink(files_path(path, folder, CHECK_MARK));
}

/* "31234 itsso-tui" as the holder wrote it; a sentence that says who it is. */
static void say_holder(int fd, const char *path, int wait_ms, struct error *e) {
    char text[128] = "", who[96] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    long process = strtol(text, NULL, 10);
    const char *blank = strchr(text, ' ');
    if (blank)
        text_clean(blank + 1, strcspn(blank + 1, "\n"), who, sizeof who);
    if (process > 0 && *who)
        error_set(e, ERROR_UNABLE,
                  _("the data are being written by %s (process %ld; lock file %s); waited %d s. Nothing was changed; "
                    "try again when it has finished."),
                  who, process, path, wait_ms / 1000);
    else
        error_set(e, ERROR_UNABLE,
                  _("the data are being written by another program (lock file %s); waited %d s. Nothing was changed; "
                    "try again when it has finished."),
                  path, wait_ms / 1000);
}

int files_lock(const char *folder, const char *name, int wait_ms, struct error *e) {
    char path[FILES_PATH];
    if (!files_make(files_path(path, folder, name), e))
        return -1;
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        error_set(e, ERROR_UNABLE,
                  _("cannot open the lock file %s: %s. Ask for the right to write in that folder, or use --read-only."),
                  path, strerror(errno));
        return -1;
    }
    /* flock has no time limit of its own: it is asked again, soon at first */
    int64_t until = clock_monotonic_ms() + wait_ms;
    long pause_ns = 500000;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || clock_monotonic_ms() >= until) {
            say_holder(fd, path, wait_ms, e);
            close(fd);
            return -1;
        }
        nanosleep(&(struct timespec){.tv_nsec = pause_ns}, NULL);
        if (pause_ns < 8000000)
            pause_ns *= 2;
    }
    char holder[128];
    text_format(holder, sizeof holder, "%ld %s\n", (long)getpid(), program_invocation_short_name);
    if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, strlen(holder), 0) < 0) {
        /* a full disk: the lock holds all the same, only its holder has no name */
    }
    return fd;
}

void files_unlock(int lock_fd) {
    if (lock_fd < 0)
        return;
    if (ftruncate(lock_fd, 0) != 0) {
        /* the name that stays says who held it last: harmless */
    }
    close(lock_fd);
}
