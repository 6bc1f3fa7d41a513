/* Holds that programs beside this one and on PATH are found and run: their arguments as given (no shell), their standard streams where they
 * should go, their exit status told; that a missing one has a sentence; that blocked signals are not inherited. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/program.h"

/* What a program wrote to its standard output. */
static int said(const char *const argv[], char *out, size_t cap) {
    struct error e = {0};
    int pipe_of[2];
    assert_int_equal(pipe2(pipe_of, O_CLOEXEC), 0);
    pid_t pid = program_start(argv, -1, pipe_of[1], -1, false, &e);
    close(pipe_of[1]);
    assert_true(pid > 0);
    size_t n = 0;
    ssize_t got;
    while (n < cap - 1 && (got = read(pipe_of[0], out + n, cap - 1 - n)) > 0)
        n += (size_t)got;
    out[n] = '\0';
    close(pipe_of[0]);
    return program_wait(pid);
}

static void test_found_and_run(void **state) {
    struct error e = {0};
    char path[PROGRAM_PATH], text[200];
    (void)state;
    assert_true(program_find("printf", path, &e));
    assert_int_equal(path[0], '/');
    const char *const argv[] = {path, "%s|", "a b", "$HOME; ls", "'", NULL};
    assert_int_equal(said(argv, text, sizeof text), 0);
    assert_string_equal(text, "a b|$HOME; ls|'|");
}

static void test_beside_comes_first(void **state) {
    struct error e = {0};
    char path[PROGRAM_PATH], self[PROGRAM_PATH] = "";
    (void)state;
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    assert_true(program_find(strrchr(self, '/') + 1, path, &e));
    assert_string_equal(path, self);
}

static void test_missing(void **state) {
    struct error e = {0};
    char path[PROGRAM_PATH];
    (void)state;
    assert_false(program_find("itsso-no-such-program", path, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    assert_non_null(strstr(e.text, "itsso-no-such-program"));
    const char *const argv[] = {"/nowhere/at-all", NULL};
    assert_int_equal(program_start(argv, -1, -1, -1, false, &e), -1);
    assert_non_null(strstr(e.text, "/nowhere/at-all"));
}

static void test_status_and_signals(void **state) {
    struct error e = {0};
    char path[PROGRAM_PATH];
    sigset_t set, old;
    (void)state;
    assert_true(program_find("sh", path, &e));
    const char *const seven[] = {path, "-c", "exit 7", NULL};
    assert_int_equal(program_wait(program_start(seven, -1, -1, -1, true, &e)), 7);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, &old);
    const char *const killed[] = {path, "-c", "kill -TERM $$; exit 3", NULL};
    assert_int_equal(program_wait(program_start(killed, -1, -1, -1, false, &e)), 128 + SIGTERM);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_and_run),
        cmocka_unit_test(test_beside_comes_first),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_status_and_signals),
    };
    return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
