/* Holds that what was chosen survives a restart, however the program ended (left, SIGTERM, hang-up): filter, sort, grouping, search,
 * language, colours; and that a damaged file of choices, or one without right, hurts nothing and is not written over. */
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

static char home[64], state_home[96], config_home[96];

static int fresh_home(void **state)
{
    (void)state;
    if (!*test_folder_make(home))
        return -1;
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", home);
    snprintf(config_home, sizeof config_home, "XDG_CONFIG_HOME=%s", home);
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    test_folder_remove(home);
    return 0;
}

static struct pty *start(const char *seen)
{
    const char *argv[] = { program_path(), "--db", demo_folder, "--as-of", "2026-11-23", NULL };
    const char *env[] = { state_home, config_home, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env });
    check(p != NULL);
    check(pty_wait_text(p, seen));
    return p;
}

enum ending { BY_LEAVING, BY_SIGTERM, BY_HANG_UP };

static void end(struct pty *p, enum ending how)
{
    if (how == BY_LEAVING) {
        pty_keys(p, "1"); /* q in the list would first end the search */
        pty_settle(p, 80, 500);
        for (int i = 0; i < 4 && pty_running(p); i++) {
            pty_keys(p, "q");
            pty_settle(p, 80, 500);
        }
    } else if (how == BY_SIGTERM) {
        check(pty_signal(p, SIGTERM));
    } else {
        pty_hang_up(p);
    }
    check(pty_wait_end(p, NULL, 2000));
    pty_stop(p);
}

/* Everything a person chooses, in English and in high contrast. */
static void choose(struct pty *p)
{
    check(pty_keys_in_steps(p, "<F2>|2|f|c|3|s|2|o"));
    check(pty_wait_text(p, "POCSO only"));
    check(pty_keys_in_steps(p, "/|khan|<Enter>"));
    check(pty_wait_text(p, "/khan"));
    check(pty_keys_in_steps(p, "S|<Down>|<Enter>"));
    check(pty_wait_text(p, "high contrast"));
}

static void survives(enum ending how)
{
    struct pty *p = start("/26");
    choose(p);
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, "/khan"));
    char *before = strdup(pty_line(p, 0));
    end(p, how);
    p = start("/26");
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, "/khan"));
    assert_string_equal(pty_line(p, 0), before); /* which cases, in which order */
    check(pty_keys(p, "S"));
    check(pty_wait_text(p, "high contrast"));
    check(pty_wait_text(p, "English"));
    check(pty_keys_in_steps(p, "2|<Esc>"));
    check(pty_wait_no_text(p, "/khan"));
    end(p, BY_LEAVING);
    p = start("/26"); /* a search that was ended stays so */
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, "POCSO only"));
    assert_int_equal(pty_find(p, "/khan", NULL), -1);
    end(p, BY_LEAVING);
    free(before);
}

static void survives_leaving(void **state)
{
    (void)state;
    survives(BY_LEAVING);
}

static void survives_sigterm(void **state)
{
    (void)state;
    survives(BY_SIGTERM);
}

static void survives_a_hang_up(void **state)
{
    (void)state;
    survives(BY_HANG_UP);
}

static void no_name_is_kept(void **state)
{
    (void)state;
    struct pty *p = start("/26");
    check(pty_keys_in_steps(p, "<F2>|2|/|w/o rekha|<Enter>"));
    end(p, BY_SIGTERM);
    char path[128], text[4096];
    snprintf(path, sizeof path, "%s/itsso-tui/choices", home);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_null(strstr(text, "rekha"));
}

/* ---- a damaged file ---- */

static const char *choices_file(void)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/itsso-tui", home);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/itsso-tui/choices", home);
    return path;
}

static void write_choices(const char *bytes, size_t n, int times)
{
    FILE *file = fopen(choices_file(), "w");
    assert_non_null(file);
    for (int i = 0; i < times; i++)
        assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

/* Starts, can be worked with, and keeps the next choice. */
static void works(bool keeps)
{
    char *heading;
    struct pty *p = start("/26");
    check(pty_keys_in_steps(p, "2|o|v"));
    end(p, BY_SIGTERM);
    p = start("/26");
    check(pty_keys(p, "2"));
    pty_settle(p, 100, 2000);
    heading = strdup(pty_line(p, 0));
    if ((strstr(heading, "विवेचकवार") != NULL) != keeps)
        fail_msg("grouped or not: %s", heading);
    free(heading);
    end(p, BY_SIGTERM);
}

static void lives_with_damaged_choices(void **state)
{
    (void)state;
    static const char binary[] = "\x7f" "ELF\0\0\377\376=\033[2J\n\0language=xx\ncases=status:;;;band:\377;due:99999999999999;sort:\n";
    write_choices(binary, sizeof binary, 1);
    works(true);
    static const char cut[] = "cases=due:-5;io:\xe0\xa4;group:io;band:7"; /* in the middle of a write */
    write_choices(cut, sizeof cut - 1, 1);
    works(false); /* grouped; o ends the grouping */
    static char line[1000];
    memset(line, 'x', sizeof line);
    write_choices(line, sizeof line, 10000); /* 10 MB */
    works(true);
    assert_int_equal(unlink(choices_file()), 0);
    assert_int_equal(mkdir(choices_file(), 0700), 0);
    works(false);
    assert_int_equal(rmdir(choices_file()), 0);
    assert_int_equal(mkfifo(choices_file(), 0600), 0); /* would be waited for */
    works(false);
}

static void does_not_write_over_what_it_cannot_read(void **state)
{
    (void)state;
    struct stat about;
    static const char view[] = "view1=of the CO|band:over60;\n";
    write_choices(view, sizeof view - 1, 1);
    assert_int_equal(chmod(choices_file(), 0), 0);
    if (access(choices_file(), R_OK) == 0)
        skip(); /* root reads everything */
    works(false);
    assert_int_equal(stat(choices_file(), &about), 0);
    assert_int_equal(about.st_size, sizeof view - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(survives_leaving, fresh_home, remove_home),
        cmocka_unit_test_setup_teardown(survives_sigterm, fresh_home, remove_home),
        cmocka_unit_test_setup_teardown(survives_a_hang_up, fresh_home, remove_home),
        cmocka_unit_test_setup_teardown(no_name_is_kept, fresh_home, remove_home),
        cmocka_unit_test_setup_teardown(lives_with_damaged_choices, fresh_home, remove_home),
        cmocka_unit_test_setup_teardown(does_not_write_over_what_it_cannot_read, fresh_home, remove_home),
    };
    return cmocka_run_group_tests_name("choices", tests, demo_setup, demo_teardown);
}
