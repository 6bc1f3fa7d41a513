/* Holds how the program ends: a hang-up (SIGHUP taken or ignored), SIGTERM, SIGHUP, leaving; that it never spins, and that the
 * terminal is as it was: settings, screen, cursor, paste mode; and that Ctrl-Z gives the shell a sane terminal and fg the screen. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/pty_check.h"

#define DATA "/26"
#define ENDS_MS 2000

static struct pty *start(bool ignore_hangup)
{
    const char *argv[] = { program_path(), "--db", demo_folder, "--as-of", "2026-11-23", "--lang", "en", NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .ignore_hangup = ignore_hangup });
    check(p != NULL);
    return p;
}

/* Where a person may be when the line drops. */
static const char *const places[] = { "", "2", "2|<Enter>", "2|f", "2|<Enter>|t", "2|/", "?", "m" };

static void go(struct pty *p, const char *keys)
{
    check(pty_wait_text(p, DATA));
    check(pty_keys_in_steps(p, keys));
    pty_settle(p, 60, 1000);
}

static void hang_up_everywhere(bool ignored)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct pty *p = start(ignored);
        go(p, places[i]);
        int status;
        pty_hang_up(p);
        check(pty_wait_end(p, &status, ENDS_MS)); /* a program that spins does not end */
        assert_true(WIFEXITED(status) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP));
        pty_stop(p);
    }
}

static void ends_at_a_hang_up(void **state)
{
    (void)state;
    hang_up_everywhere(false);
}

static void ends_at_a_hang_up_with_sighup_ignored(void **state)
{
    (void)state;
    hang_up_everywhere(true);
}

static void ends_where_the_terminal_goes_at_the_start(void **state)
{
    (void)state;
    struct pty *p = start(true);
    pty_hang_up(p);
    check(pty_wait_end(p, NULL, ENDS_MS));
    pty_stop(p);
}

/* ---- the terminal afterwards ---- */

static size_t last_of(const char *raw, size_t n, const char *bytes)
{
    size_t last = 0, length = strlen(bytes);
    for (size_t i = 0; i + length <= n; i++)
        if (memcmp(raw + i, bytes, length) == 0)
            last = i + 1;
    return last;
}

/* `off` was written, and after the last `on`. */
static void switched_off(struct pty *p, const char *on, const char *off)
{
    size_t n;
    const char *raw = pty_raw(p, &n);
    size_t was_on = last_of(raw, n, on), was_off = last_of(raw, n, off);
    if (was_on && was_off < was_on)
        fail_msg("ESC %s is not followed by ESC %s", on + 1, off + 1);
}

static void terminal_is_as_before(struct pty *p, const struct termios *before)
{
    struct termios now;
    int row, column;
    bool visible;
    check(pty_termios(p, &now));
    assert_int_equal(now.c_lflag & (tcflag_t)(ECHO | ICANON | ISIG | IEXTEN), before->c_lflag & (tcflag_t)(ECHO | ICANON | ISIG | IEXTEN));
    assert_int_equal(now.c_iflag & (tcflag_t)(ICRNL | IXON), before->c_iflag & (tcflag_t)(ICRNL | IXON));
    assert_int_equal(now.c_oflag & (tcflag_t)(OPOST | ONLCR), before->c_oflag & (tcflag_t)(OPOST | ONLCR));
    assert_false(pty_on_alternate_screen(p));
    pty_cursor(p, &row, &column, &visible);
    assert_true(visible);
    switched_off(p, "\033[?1049h", "\033[?1049l");
    switched_off(p, "\033[?2004h", "\033[?2004l");
    switched_off(p, "\033[?1h", "\033[?1l");
    switched_off(p, "\033[?1000h", "\033[?1000l");
    switched_off(p, "\033[?25l", "\033[?25h");
}

static void end_by_signal(int signal)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct pty *p = start(false);
        struct termios before;
        check(pty_termios(p, &before));
        go(p, places[i]);
        assert_true(pty_on_alternate_screen(p));
        check(pty_signal(p, signal));
        check(pty_wait_end(p, NULL, ENDS_MS));
        terminal_is_as_before(p, &before);
        pty_stop(p);
    }
}

static void restores_the_terminal_at_sigterm(void **state)
{
    (void)state;
    end_by_signal(SIGTERM);
}

static void restores_the_terminal_at_sighup(void **state)
{
    (void)state;
    end_by_signal(SIGHUP);
}

static void restores_the_terminal_when_left(void **state)
{
    (void)state;
    struct pty *p = start(false);
    struct termios before;
    check(pty_termios(p, &before));
    go(p, "2|<Enter>|?");
    for (int i = 0; i < 8 && pty_running(p); i++) { /* back and back and out; a question "leave?" is answered with y */
        pty_keys(p, i < 5 ? "q" : "y");
        pty_settle(p, 100, 1000);
    }
    int status;
    check(pty_wait_end(p, &status, ENDS_MS));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    terminal_is_as_before(p, &before);
    pty_stop(p);
}

static void never_leaves_from_a_sub_screen(void **state)
{
    (void)state;
    static const char *const back[] = { "q", "<Esc>", "<Backspace>", "<Left>" };
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        struct pty *p = start(false);
        go(p, "2|<Enter>");
        check(pty_keys(p, back[i]));
        check(pty_wait_text(p, "FIR date"));
        check(pty_keys(p, back[i]));
        pty_settle(p, 150, 1000);
        assert_true(pty_running(p));
        pty_stop(p);
    }
}

static void stops_and_returns(void **state)
{
    (void)state;
    const char *argv[] = { "bash", "--norc", "--noprofile", "-i", NULL };
    const char *env[] = { "PS1=ready> ", "HISTFILE=", NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env });
    char command[512];
    check(p != NULL);
    check(pty_wait_text(p, "ready>"));
    check(pty_keys(p, "bind 'set enable-bracketed-paste off'<Enter>")); /* else the shell's own paste mode is seen */
    pty_settle(p, 100, 1000);
    snprintf(command, sizeof command, "%s --db %s --as-of 2026-11-23 --lang en<Enter>", program_path(), demo_folder);
    check(pty_keys(p, command));
    check(pty_wait_text(p, DATA));
    for (int i = 0; i < 2; i++) {
        check(pty_keys(p, "<C-z>"));
        check(pty_wait_text(p, "Stopped"));
        assert_false(pty_on_alternate_screen(p));
        switched_off(p, "\033[?2004h", "\033[?2004l");
        int row, column;
        bool visible;
        pty_cursor(p, &row, &column, &visible);
        assert_true(visible);
        check(pty_keys(p, "stty -a | tr ' ' '\\n' | grep -x -e echo -e icanon -e isig | tr '\\n' .<Enter>"));
        check(pty_wait_raw(p, "isig.icanon.echo."));
        pty_mark(p);
        check(pty_keys(p, "clear; fg<Enter>"));
        check(pty_wait_text(p, DATA));
        assert_true(pty_on_alternate_screen(p));
    }
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, "FIR date"));
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_at_a_hang_up),
        cmocka_unit_test(ends_at_a_hang_up_with_sighup_ignored),
        cmocka_unit_test(ends_where_the_terminal_goes_at_the_start),
        cmocka_unit_test(restores_the_terminal_at_sigterm),
        cmocka_unit_test(restores_the_terminal_at_sighup),
        cmocka_unit_test(restores_the_terminal_when_left),
        cmocka_unit_test(never_leaves_from_a_sub_screen),
        cmocka_unit_test(stops_and_returns),
    };
    return cmocka_run_group_tests_name("ending", tests, demo_setup, demo_teardown);
}
