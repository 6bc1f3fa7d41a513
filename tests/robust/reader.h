/* A control room's user: one who may read a data folder and write nothing in it (sync.md section 2), for the tests that try it for real.
 *
 * As root there are two users by setpriv: the owner 65533, to whom the folder is given, and the reader 65534, who reads it as "others"
 * (SQLite as root sets the owner of each file that it opens: that is no test of who writes). Else both are this user, with the folder's
 * own rights to write taken away while the reader reads. watch_… holds that nothing was written: names, inodes, sizes, modes, times of
 * all that lies in a folder. */
#ifndef ITSSO_TESTS_READER_H
#define ITSSO_TESTS_READER_H

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

#define OWNER_ID 65533
#define READER_ID 65534
#define READER_WORDS 48

enum who { OWNER, READER };

/* Another user than the one who writes: only root can become one. */
__attribute__((unused)) static bool reader_is_another(void)
{
    return geteuid() == 0;
}

/* The command line as he runs it, into out. */
__attribute__((unused)) static const char *const *argv_of(enum who who, const char *const *argv, const char *out[READER_WORDS])
{
    static const char *const as[2][4] = {{"setpriv", "--reuid=65533", "--regid=65533", "--clear-groups"},
                                         {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}};
    size_t n = 0;
    for (size_t i = 0; reader_is_another() && i < 4; i++)
        out[n++] = as[who][i];
    for (size_t i = 0; argv[i] && n + 1 < READER_WORDS; i++)
        out[n++] = argv[i];
    out[n] = NULL;
    return out;
}

/* This process becomes the owner, for good. */
__attribute__((unused)) static bool become_owner(void)
{
    return !reader_is_another() || (setgid(OWNER_ID) == 0 && setuid(OWNER_ID) == 0);
}

static void reader_modes(const char *folder, mode_t of_folder, mode_t of_file)
{
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *found; (found = readdir(listing));)
        if (found->d_name[0] != '.') {
            assert_int_equal(fchmodat(dirfd(listing), found->d_name, of_file, 0), 0);
            if (reader_is_another())
                assert_int_equal(fchownat(dirfd(listing), found->d_name, OWNER_ID, OWNER_ID, AT_SYMLINK_NOFOLLOW), 0);
        }
    closedir(listing);
    if (reader_is_another())
        assert_int_equal(chown(folder, OWNER_ID, OWNER_ID), 0);
    assert_int_equal(chmod(folder, of_folder), 0);
}

/* The folder may be read and not written by the reader from here on. */
__attribute__((unused)) static void reader_only_reads(const char *folder)
{
    bool another = reader_is_another();
    reader_modes(folder, another ? 0755 : 0555, another ? 0664 : 0444);
}

/* Its owner may write again (as another user he always may). */
__attribute__((unused)) static void reader_done(const char *folder)
{
    if (!reader_is_another())
        reader_modes(folder, 0755, 0664);
}

/* Where the program lies the reader may not look: it is copied into a folder that he may read. */
__attribute__((unused)) static void copy_file(const char *from, const char *to, mode_t mode)
{
    static char bytes[1 << 16];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t n; (n = read(in, bytes, sizeof bytes)) > 0;)
        assert_int_equal(write(out, bytes, (size_t)n), n);
    close(in);
    assert_int_equal(fchmod(out, mode), 0);
    close(out);
}

/* ---- nothing was written ---- */

struct watch {
    char folder[128];
    char text[8192];
};

static int watch_by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void watch_take(struct watch *w)
{
    const char *names[64];
    size_t n = 0, used = 0;
    DIR *listing = opendir(w->folder);
    assert_non_null(listing);
    for (struct dirent *found; (found = readdir(listing));)
        if (strcmp(found->d_name, "..") != 0) {
            assert_true(n < 64);
            names[n++] = strdup(found->d_name);
        }
    qsort(names, n, sizeof names[0], watch_by_name);
    for (size_t i = 0; i < n; i++) {
        struct stat about;
        assert_int_equal(fstatat(dirfd(listing), names[i], &about, AT_SYMLINK_NOFOLLOW), 0);
        used += (size_t)snprintf(w->text + used, sizeof w->text - used, "%s inode %lu mode %o size %ld written %ld.%09ld changed %ld.%09ld\n",
                                 names[i], (unsigned long)about.st_ino, (unsigned)about.st_mode, (long)about.st_size,
                                 (long)about.st_mtim.tv_sec, about.st_mtim.tv_nsec, (long)about.st_ctim.tv_sec, about.st_ctim.tv_nsec);
        assert_true(used < sizeof w->text);
        free((void *)(uintptr_t)names[i]);
    }
    closedir(listing);
}

__attribute__((unused)) static void watch_begin(struct watch *w, const char *folder)
{
    snprintf(w->folder, sizeof w->folder, "%s", folder);
    watch_take(w);
}

/* The lines of one that the other has not. */
static void watch_lines_alone(const char *of, const char *other, const char *when)
{
    char line[512];
    for (const char *end; (end = strchr(of, '\n')); of = end + 1) {
        snprintf(line, sizeof line, "%.*s", (int)(end - of + 1), of);
        if (!strstr(other, line))
            print_error("%s: %s", when, line);
    }
}

/* Fails where anything in it differs from what it was at watch_begin. */
__attribute__((unused)) static void watch_unwritten(const struct watch *before, const char *during)
{
    static struct watch now;
    now = *before;
    watch_take(&now);
    if (strcmp(before->text, now.text) == 0)
        return;
    print_error("%s was written by: %s\n", before->folder, during);
    watch_lines_alone(before->text, now.text, "before");
    watch_lines_alone(now.text, before->text, "now   ");
    fail();
}

#endif
