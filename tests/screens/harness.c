/* Holds that the pty harness itself tells the truth: what stands on the screen, Hindi with its marks, keys, sizes, questions to the
 * terminal, the end of a program, a hang-up. The program under it is this one, called with a word. */
#include "tests/pty_check.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static const char *self;

/* ---- the other side ---- */

static int child_echo(void)
{
    struct termios t;
    tcgetattr(0, &t);
    cfmakeraw(&t);
    tcsetattr(0, TCSANOW, &t);
    printf("\033[?1049h\033[2J\033[Hready");
    fflush(stdout);
    char c;
    while (read(0, &c, 1) == 1 && c != 'q') {
        if (c == 's') {
            struct winsize size;
            ioctl(0, TIOCGWINSZ, &size);
            printf("\033[3;1H%dx%d\033[K", size.ws_row, size.ws_col);
        } else if (c == 'h') {
            printf("\033[5;3Hउ0नि0 आर वर्मा|क्षेत्र|\033[7mx\033[0m");
        } else if (c == 'c') {
            printf("\033[31mred\033[0m\033[?25l");
        } else if (c == '?') {
            printf("\033[6n");
        } else {
            printf("\033[2;1H%02x \033[K", (unsigned char)c);
        }
        fflush(stdout);
    }
    printf("\033[?25h\033[?1049l");
    return 3;
}

static struct pty *start(const char *word, bool silent, bool ignore_hangup)
{
    const char *argv[] = { self, word, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .silent_terminal = silent, .ignore_hangup = ignore_hangup });
    check(p != NULL);
    return p;
}

/* ---- the tests ---- */

static void reads_the_screen(void **state)
{
    (void)state;
    struct pty *p = start("echo", false, false);
    check(pty_wait_at(p, 0, 0, "ready"));
    assert_true(pty_on_alternate_screen(p));
    assert_false(pty_coloured(p));
    check(pty_keys(p, "h"));
    check(pty_wait_text(p, "आर वर्मा|"));
    assert_string_equal(pty_line(p, 4), "  उ0नि0 आर वर्मा|क्षेत्र|x");
    int column = 0;
    assert_int_equal(pty_find(p, "|x", &column), 4);
    assert_int_equal(column, 2 + 13 + 1 + 4); /* marks that combine take no cell, spacing vowel signs one */
    assert_true(pty_reversed(p, 4, column + 1));
    assert_false(pty_reversed(p, 4, column));
    check(pty_wait_cursor(p, 4, column + 2));
    check(pty_keys(p, "c"));
    check(pty_wait_text(p, "red"));
    assert_true(pty_coloured(p));
    int row;
    bool visible = true;
    pty_cursor(p, &row, &column, &visible);
    assert_false(visible);
    pty_stop(p);
}

static void sends_keys_and_sizes(void **state)
{
    (void)state;
    struct pty *p = start("echo", false, false);
    check(pty_wait_text(p, "ready"));
    check(pty_keys(p, "s"));
    check(pty_wait_at(p, 2, 0, "24x80"));
    pty_resize(p, 10, 40);
    check(pty_keys(p, "s"));
    check(pty_wait_at(p, 2, 0, "10x40"));
    check(pty_keys(p, "<C-a>"));
    check(pty_wait_text(p, "01"));
    check(pty_keys(p, "<lt>"));
    check(pty_wait_text(p, "3c"));
    assert_false(pty_keys(p, "<NoSuchKey>"));
    uint64_t before = pty_written(p);
    check(pty_keys(p, "<Esc>"));
    check(pty_wait_written(p, before + 1));
    check(pty_wait_text(p, "1b"));
    pty_stop(p);
}

static void answers_or_keeps_silent(void **state)
{
    (void)state;
    struct pty *p = start("echo", false, false);
    check(pty_wait_text(p, "ready"));
    check(pty_keys(p, "?"));
    check(pty_wait_text(p, "52")); /* the R that ends the answer */
    pty_stop(p);
    p = start("echo", true, false);
    check(pty_wait_text(p, "ready"));
    check(pty_keys(p, "?"));
    pty_settle(p, 100, 1000);
    assert_int_equal(pty_find(p, "52", NULL), -1);
    pty_stop(p);
}

static void sees_the_end(void **state)
{
    (void)state;
    struct pty *p = start("echo", false, false);
    check(pty_wait_text(p, "ready"));
    assert_true(pty_running(p));
    assert_true(pty_peak_kib(p) > 0);
    assert_true(pty_cpu_ms(p) >= 0);
    int status = 0;
    assert_false(pty_wait_end(p, &status, 50));
    check(pty_keys(p, "q"));
    check(pty_wait_end(p, &status, 5000));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_false(pty_on_alternate_screen(p));
    assert_true(pty_raw_has(p, "\033[?1049l", 8));
    assert_false(pty_wait_text(p, "no such text"));
    assert_non_null(strstr(pty_why(), "ended"));
    pty_stop(p);
}

static void hangs_up(void **state)
{
    (void)state;
    int status = 0;
    struct pty *p = start("echo", false, false);
    check(pty_wait_text(p, "ready"));
    pty_hang_up(p);
    check(pty_wait_end(p, &status, 5000));
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
    pty_stop(p);
    p = start("echo", false, true); /* SIGHUP ignored: read() ends it, with status 3 */
    check(pty_wait_text(p, "ready"));
    pty_hang_up(p);
    check(pty_wait_end(p, &status, 5000));
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    pty_stop(p);
}

static void lives_at_one_cell(void **state)
{
    (void)state;
    struct pty *p = start("echo", false, false);
    check(pty_wait_text(p, "ready"));
    static const int sizes[][2] = { { 1, 1 }, { 43, 132 }, { 2, 3 }, { 1, 80 }, { 24, 1 }, { 24, 80 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pty_resize(p, sizes[i][0], sizes[i][1]);
        check(pty_keys(p, "hs"));
        pty_settle(p, 20, 1000);
    }
    check(pty_wait_at(p, 2, 0, "24x80"));
    pty_stop(p);
}

static void runs_commands(void **state)
{
    (void)state;
    char *output = NULL;
    const char *argv[] = { "sh", "-c", "cat; echo to stderr >&2; exit 4", NULL };
    assert_int_equal(run_command(argv, "from the input\n", &output), 4);
    assert_string_equal(output, "from the input\nto stderr\n");
    free(output);
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1 && strcmp(argv[1], "echo") == 0)
        return child_echo();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_screen), cmocka_unit_test(sends_keys_and_sizes), cmocka_unit_test(answers_or_keeps_silent),
        cmocka_unit_test(sees_the_end),     cmocka_unit_test(hangs_up),             cmocka_unit_test(lives_at_one_cell),
        cmocka_unit_test(runs_commands),
    };
    return cmocka_run_group_tests_name("harness", tests, NULL, NULL);
}
