/* The pty harness in cmocka's words: a failure shows the reason and the screen. */
#ifndef ITSSO_TESTS_PTY_CHECK_H
#define ITSSO_TESTS_PTY_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/pty.h"

/* check(pty_wait_text(p, "FIR")): fails the test with pty_why(). */
#define check(holds)                                                                      \
    do {                                                                                  \
        if (!(holds)) {                                                                   \
            print_error("%s: %s\n", #holds, pty_why());                                   \
            fail();                                                                       \
        }                                                                                 \
    } while (0)

/* The program under test: $PROGRAM (make check sets it), else build/itsso-tui. Where it is not built the test fails. */
const char *program_path(void);

/* A folder of its own under $TMPDIR or /tmp, "" on failure; test_folder_remove deletes it with all that is in it. */
const char *test_folder_make(char out[64]);
void test_folder_remove(const char *folder);

/* Runs a command to its end without a terminal (stdin /dev/null, or `input` where not NULL), at most 120 s; what it wrote to
 * stdout and stderr in *output (freed by the caller; may be NULL). Returns its exit status, -1 if it did not end by itself. */
int run_command(const char *const *argv, const char *input, char **output);

/* Training data of seed 7 for one station as of 2026-11-23 into the folder; fails the test where that cannot be made. */
void demo_make(const char *folder);
/* The same of a whole district or state ("district", "state"), of so many cases. */
void demo_make_of(const char *folder, const char *scope, int cases);

/* For a group of tests that all read the same training data: its setup makes it in demo_folder, its teardown removes it. */
extern char demo_folder[64];
int demo_setup(void **state);
int demo_teardown(void **state);

#endif
