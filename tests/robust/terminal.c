/* Holds that the program lives with any terminal: sizes down to 1x1 and quick resizes, NO_COLOR, monochrome, unknown and missing
 * terminal types, silence where others answer questions, Ctrl-S, an Esc that is answered at once, pasted text that commands nothing. */
#include <string.h>
#include <sys/wait.h>

#include "tests/pty_check.h"

#define DATA "/26" /* stands in every FIR number of the training data's last year */

static struct pty *start_sized(const char *const *env, int rows, int columns, bool silent)
{
    const char *argv[] = { program_path(), "--db", demo_folder, "--as-of", "2026-11-23", "--lang", "en", NULL };
    struct pty *p = pty_start(
        &(struct pty_options){ .argv = argv, .env = env, .rows = rows, .columns = columns, .silent_terminal = silent });
    check(p != NULL);
    return p;
}

static struct pty *start(const char *const *env)
{
    struct pty *p = start_sized(env, 24, 80, false);
    check(pty_wait_text(p, DATA));
    return p;
}

/* ---- sizes ---- */

static void lives_at_any_size(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 23, 79 }, { 10, 40 }, { 10, 39 }, { 9, 40 }, { 24, 10 }, { 5, 5 },   { 3, 200 }, { 2, 80 },
                                    { 1, 80 },  { 24, 1 },  { 2, 2 },   { 1, 1 },  { 60, 1 }, { 43, 132 }, { 1, 1 },   { 100, 250 } };
    static const char *const keys[] = { "2", "<End>", "<Enter>", "?", "<PageDown>", "4", "S", "m", "/" };
    struct pty *p = start(NULL);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            pty_resize(p, sizes[i][0], sizes[i][1]);
            pty_settle(p, 10, 500);
            check(pty_keys(p, i % 3 ? "<Down>" : "<Up>"));
            pty_settle(p, 10, 500);
        }
        pty_resize(p, 24, 80);
        check(pty_wait(p, pty_is_filled, NULL, "a screen after all sizes", PTY_DEADLINE_MS));
        assert_true(pty_running(p));
        check(pty_keys(p, "<Esc>"));
        pty_settle(p, 150, 1000);
        check(pty_keys(p, keys[k]));
        pty_settle(p, 40, 1000);
    }
    check(pty_keys(p, "<Esc>"));
    pty_settle(p, 150, 1000);
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, DATA));
    pty_stop(p);
}

static void lives_through_quick_resizes(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    unsigned number = 1;
    for (int i = 0; i < 300; i++) {
        number = number * 1103515245u + 12345u;
        pty_resize(p, 1 + (int)(number >> 16) % 60, 1 + (int)(number >> 8) % 200);
        if (i % 7 == 0)
            check(pty_keys(p, i % 2 ? "2<Down>" : "1<PageDown>"));
    }
    pty_resize(p, 24, 80);
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, DATA));
    assert_int_equal(pty_rows(p), 24);
    pty_stop(p);
}

static void starts_at_one_cell(void **state)
{
    (void)state;
    struct pty *p = start_sized(NULL, 1, 1, false);
    check(pty_wait_written(p, 1));
    assert_true(pty_running(p));
    pty_resize(p, 24, 80);
    check(pty_wait_text(p, DATA));
    pty_stop(p);
}

static void says_that_it_is_too_small(void **state)
{
    (void)state;
    struct pty *p = start_sized(NULL, 9, 39, false);
    check(pty_wait(p, pty_is_filled, NULL, "one line that says so", PTY_DEADLINE_MS));
    int lines = 0;
    for (int row = 0; row < pty_rows(p); row++)
        lines += *pty_line(p, row) != '\0';
    assert_true(lines >= 1 && lines <= 2);
    pty_resize(p, 10, 40);
    check(pty_wait_text(p, DATA));
    pty_stop(p);
}

/* ---- colours and types ---- */

static void obeys_no_color(void **state)
{
    (void)state;
    const char *env[] = { "NO_COLOR=1", NULL };
    struct pty *p = start(env);
    static const char *const keys[] = { "2", "4", "?" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_false(pty_coloured(p));
        check(pty_keys(p, keys[i]));
        pty_settle(p, 60, 1000);
    }
    assert_false(pty_coloured(p));
    pty_stop(p);
}

static void has_colours_where_nothing_is_said(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    assert_true(pty_coloured(p)); /* else the test above holds nothing */
    pty_stop(p);
}

static void works_in_one_colour(void **state)
{
    (void)state;
    static const char *const types[] = { "TERM=vt100", "TERM=vt220" };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *env[] = { types[i], NULL };
        struct pty *p = start(env);
        assert_false(pty_coloured(p));
        check(pty_keys(p, "2"));
        check(pty_wait_text(p, DATA));
        pty_stop(p);
    }
}

static void falls_back_from_unknown_types(void **state)
{
    (void)state;
    static const char *const types[] = { "TERM=no-such-terminal", "TERM=dumb", "TERM=", "TERM", "TERM=unknown", "TERM=../../etc/passwd" };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *env[] = { types[i], NULL };
        struct pty *p = start(env);
        check(pty_keys(p, "2"));
        check(pty_wait_text(p, DATA));
        pty_stop(p);
    }
}

static void starts_where_the_terminal_is_silent(void **state)
{
    (void)state;
    const char *argv[] = { program_path(), "--db", demo_folder, "--as-of", "2026-11-23", NULL }; /* no --lang: it asks the terminal */
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .silent_terminal = true });
    check(p != NULL);
    check(pty_wait_text(p, DATA));
    assert_true(pty_last_byte_ms(p) - pty_started_ms(p) < 3000);
    pty_settle(p, 500, 2000);
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, DATA));
    pty_stop(p);
}

/* ---- keys ---- */

static void is_not_frozen_by_ctrl_s(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    struct termios now;
    check(pty_termios(p, &now));
    assert_int_equal(now.c_iflag & IXON, 0);
    check(pty_keys(p, "<C-s>"));
    pty_settle(p, 60, 500);
    uint64_t before = pty_written(p);
    check(pty_keys(p, "2"));
    check(pty_wait_written(p, before + 1));
    pty_stop(p);
}

static void answers_esc_at_once(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    double best = 1e9;
    for (int i = 0; i < 5; i++) { /* the best of five: the machine may be busy, the program must not be slow */
        check(pty_keys(p, "?"));
        pty_settle(p, 60, 1000);
        uint64_t before = pty_written(p);
        double sent = pty_now_ms();
        check(pty_keys(p, "<Esc>"));
        check(pty_wait_written(p, before + 1));
        double took = pty_last_byte_ms(p) - sent;
        best = took < best ? took : best;
    }
    const char *sanitize = getenv("SANITIZE");
    if (best > (sanitize && *sanitize == '1' ? 300 : 60))
        fail_msg("Esc was answered after %.0f ms", best);
    pty_stop(p);
}

static void takes_hindi_keys_for_the_keys_they_sit_on(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    check(pty_keys(p, "२")); /* 2 of a Hindi layout: the list of cases */
    check(pty_wait_text(p, "FIR date"));
    pty_stop(p);
}

static void pasted_text_commands_nothing(void **state)
{
    (void)state;
    static const char *const pastes[] = { "<Paste:2?4qqqy>", "<PasteStart>q\ry\r<Esc>\033[B2<PasteEnd>", "<PasteStart><C-c><C-z>q<PasteEnd>" };
    struct pty *p = start(NULL);
    char *before = pty_screen(p);
    char *top = strdup(pty_line(p, 5));
    for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
        check(pty_keys(p, pastes[i]));
        pty_settle(p, 150, 2000);
        assert_true(pty_running(p));
        assert_string_equal(pty_line(p, 5), top); /* the screen did not change; a status line may say that the paste was dropped */
        assert_int_equal(pty_find(p, "FIR date", NULL), -1);
    }
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, "FIR date"));
    check(pty_keys(p, "/"));
    pty_settle(p, 60, 1000);
    check(pty_keys(p, "<Paste:verma>"));
    check(pty_wait_text(p, "verma")); /* into the field */
    free(before);
    free(top);
    pty_stop(p);
}

static void survives_bytes_that_are_no_keys(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    static const char junk[] = "\033[999;999;999~\033[\033O\033]52;c;?\007\033P1$r\033\\";
    unsigned char bytes[2000];
    unsigned number = 7;
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            number = number * 1103515245u + 12345u;
            unsigned char c = (unsigned char)(number >> 16);
            bytes[i] = c < 0x80 ? (unsigned char)(c | 0x80) : c; /* broken UTF-8 and raw C1, none of them a command */
        }
        check(pty_bytes(p, bytes, sizeof bytes));
        check(pty_bytes(p, junk, sizeof junk - 1));
    }
    pty_settle(p, 200, 5000);
    assert_true(pty_running(p));
    check(pty_keys(p, "<Esc>"));
    pty_settle(p, 200, 2000);
    check(pty_keys(p, "<Esc>"));
    pty_settle(p, 200, 2000);
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, DATA));
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lives_at_any_size),
        cmocka_unit_test(lives_through_quick_resizes),
        cmocka_unit_test(starts_at_one_cell),
        cmocka_unit_test(says_that_it_is_too_small),
        cmocka_unit_test(obeys_no_color),
        cmocka_unit_test(has_colours_where_nothing_is_said),
        cmocka_unit_test(works_in_one_colour),
        cmocka_unit_test(falls_back_from_unknown_types),
        cmocka_unit_test(starts_where_the_terminal_is_silent),
        cmocka_unit_test(is_not_frozen_by_ctrl_s),
        cmocka_unit_test(answers_esc_at_once),
        cmocka_unit_test(takes_hindi_keys_for_the_keys_they_sit_on),
        cmocka_unit_test(pasted_text_commands_nothing),
        cmocka_unit_test(survives_bytes_that_are_no_keys),
    };
    return cmocka_run_group_tests_name("terminal", tests, demo_setup, demo_teardown);
}
