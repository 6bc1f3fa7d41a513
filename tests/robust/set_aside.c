/* Holds that after a damaged cache.db no screen shows an all-clear: Home says what is missing, first and in every start, until an
 * import; a damaged record.db is mended by the first start. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

static char home[64], folder[64], state_home[96], config_home[96];

static int make(void **state)
{
    (void)state;
    if (!*test_folder_make(home) || !*test_folder_make(folder))
        return -1;
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", home);
    snprintf(config_home, sizeof config_home, "XDG_CONFIG_HOME=%s", home);
    demo_make(folder);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    test_folder_remove(home);
    test_folder_remove(folder);
    return 0;
}

static void spoil(const char *name, int kilobytes)
{
    char path[128], block[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    memset(block, '#', sizeof block);
    assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
    for (int i = 0; i < kilobytes; i++)
        assert_int_equal(fwrite(block, sizeof block, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static struct pty *start(const char *unit_note)
{
    char path[128];
    snprintf(path, sizeof path, "%s/itsso-tui.conf", home);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s", unit_note);
    assert_int_equal(fclose(file), 0);
    const char *argv[] = { program_path(), "--db", folder, "--as-of", "2026-11-23", "--lang", "en", NULL };
    const char *env[] = { state_home, config_home, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env });
    check(p != NULL);
    return p;
}

static void home_says_what_is_missing(void **state)
{
    (void)state;
    spoil("cache.db", 100);
    for (int i = 0; i < 2; i++) {
        /* two trivial notes beside it: they do not come before it */
        struct pty *p = start("[station]\nunit = 31655009\n[screen]\ncolour = red\n");
        check(pty_wait_text(p, "The cases are missing: cache.db was damaged"));
        check(pty_wait_text(p, "And 2 more"));
        check(pty_wait_no_text(p, "31655009"));
        check(pty_wait_no_text(p, "Chase today"));
        check(pty_wait_no_text(p, "Nobody has to be chased"));
        check(pty_keys(p, "2"));
        check(pty_wait_text(p, "There are no cases yet"));
        check(pty_keys(p, "4"));
        check(pty_wait_text(p, "There are no cases yet"));
        check(pty_wait_no_text(p, "Every alert is told"));
        pty_stop(p);
    }
}

static void a_damaged_record_is_mended_at_once(void **state)
{
    (void)state;
    spoil("record.db", 20);
    struct pty *p = start("");
    check(pty_wait_text(p, "Chase today"));
    check(pty_wait_text(p, "record.db was damaged and was set aside"));
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(home_says_what_is_missing, make, clear),
        cmocka_unit_test_setup_teardown(a_damaged_record_is_mended_at_once, make, clear),
    };
    return cmocka_run_group_tests_name("set_aside", tests, NULL, NULL);
}
