/* Holds the lock of the one sync of a folder: a second one is refused at once with the first one's number and what it is; one that is only
 * looked at, or that is being let go, is waited for and not taken for a sync; "sync now" reaches who watches and nobody else. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/sync_lock.h"

static char folder[] = "/tmp/itsso-lock-XXXXXX";
static char path[64];

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/" LOCK_FILE, folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void the_second_hears_of_the_first(void **state)
{
    (void)state;
    struct lock_holder holder;
    struct error e = {0};
    assert_false(lock_held(folder, &holder));
    for (int watches = 0; watches < 2; watches++) {
        int fd = lock_take(folder, watches, false, &holder, &e);
        assert_true(fd >= 0);
        assert_true(lock_held(folder, &holder));
        assert_int_equal(holder.pid, getpid());
        assert_int_equal(holder.watches, watches);
        assert_int_equal(lock_take(folder, false, false, &holder, &e), -1);
        assert_int_equal(e.kind, ERROR_CHANGED);
        assert_int_equal(holder.pid, getpid());
        assert_int_equal(lock_nudge(folder), watches);
        lock_release(fd);
        assert_false(lock_held(folder, &holder));
        assert_false(lock_nudge(folder));
    }
}

/* Held as lock_held holds it, without a name; let go when the other has begun to take it. */
static void one_that_looks_is_no_sync(void **state)
{
    (void)state;
    int ends[2], status = 0;
    int looks = open(path, O_RDWR | O_CREAT, 0660);
    assert_true(looks >= 0 && ftruncate(looks, 0) == 0 && flock(looks, LOCK_SH) == 0);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct lock_holder holder;
        struct error e = {0};
        close(looks); /* the parent's stays */
        (void)!write(ends[1], "x", 1);
        _exit(lock_take(folder, false, false, &holder, &e) >= 0 ? 0 : 1);
    }
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    poll(NULL, 0, 30); /* it finds it held: there is nothing to wait for that would tell */
    flock(looks, LOCK_UN);
    close(looks);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_hears_of_the_first),
        cmocka_unit_test(one_that_looks_is_no_sync),
    };
    return cmocka_run_group_tests_name("the lock of sync", tests, begin, end);
}
