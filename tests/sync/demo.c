/* Holds that `demo --gateway` makes its world (a gateway on loopback, certificates, a synced station with the district's directions), that V pulls
 * the plug: the header says so and what is entered waits; that V puts it in again and what waited goes out; and that nothing runs afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/pty_check.h"
#include "tests/sync/lib/proc.h"

#define MAKING_MS 60000
#define LINE_MS 20000 /* the line comes and goes: retries are seconds apart */

static char folder[64];

static int setup(void **state) {
    (void)state;
    return *test_folder_make(folder) ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    test_folder_remove(folder);
    return 0;
}

static bool text_stands(struct pty *p, void *text) {
    return pty_find(p, text, NULL) >= 0;
}

static void wait_text(struct pty *p, const char *text, int ms) {
    char copy[80];
    snprintf(copy, sizeof copy, "%s", text);
    check(pty_wait(p, text_stands, copy, copy, ms));
}

static void test_plug(void **state) {
    (void)state;
    const char *argv[] = {program_path(), "--db", folder, "--lang", "en", "demo", "--gateway", "--cases", "2000", NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .rows = 30, .columns = 100});
    int status;
    check(p != NULL);
    wait_text(p, "VPN up", MAKING_MS);
    check(pty_wait_text(p, "irections unanswered (!) 2"));
    check(pty_wait_text(p, "V VPN plug"));
    check(pty_keys(p, "V"));
    wait_text(p, "the plug is pulled", LINE_MS);
    check(pty_keys(p, "<Right><Left>"));
    check(pty_keys(p, "r"));
    check(pty_wait_text(p, "Esc"));
    check(pty_keys(p, "2<Enter>"));
    wait_text(p, "1 to send", LINE_MS);
    check(pty_keys(p, "V"));
    wait_text(p, "VPN up", LINE_MS);
    check(pty_wait_no_text(p, "to send"));
    check(pty_keys(p, "q"));
    check(pty_wait_end(p, &status, LINE_MS));
    assert_int_equal(status, 0);
    pty_stop(p);
}

/* What was made stays for the day: the second start is quick; everything that was entered is at the centre, and nothing was refused. */
static void test_again(void **state) {
    (void)state;
    struct ran ran;
    char config[128];
    const char *argv[] = {program_path(), "--db", folder, "--lang", "en", "demo", "--gateway", "--cases", "2000", "--no-screen", NULL};
    proc_run(argv, NULL, NULL, MAKING_MS, &ran);
    assert_int_equal(ran.status, 0);
    assert_non_null(strstr(ran.out, "TRAINING: Demo Kotwali"));
    assert_null(strstr(ran.err, "making the data"));
    ran_free(&ran);
    snprintf(config, sizeof config, "%s/itsso-tui.conf", folder);
    const char *asked[] = {program_path(), "--config", config, "sync", "--status", "--format", "json", NULL};
    proc_run(asked, NULL, NULL, MAKING_MS, &ran);
    assert_int_equal(ran.status, 0);
    assert_non_null(strstr(ran.out, "\"refused\": 0"));
    assert_non_null(strstr(ran.out, "\"unsent\": 0"));
    ran_free(&ran);
    /* the gateway ended with the screens: nobody listens any more */
    const char *sync[] = {program_path(), "--config", config, "sync", NULL};
    proc_run(sync, NULL, NULL, MAKING_MS, &ran);
    assert_int_equal(ran.status, 3);
    ran_free(&ran);
}

/* The screens are killed: the gateway that they leave behind is no obstacle to the next ones. */
static void test_killed(void **state) {
    (void)state;
    const char *argv[] = {program_path(), "--db", folder, "--lang", "en", "demo", "--gateway", "--cases", "2000", NULL};
    int status;
    for (int turn = 0; turn < 2; turn++) {
        struct pty *p = pty_start(&(struct pty_options){.argv = argv, .rows = 30, .columns = 100});
        check(p != NULL);
        wait_text(p, "VPN up", MAKING_MS);
        if (turn == 0)
            check(pty_signal(p, 9));
        else
            check(pty_keys(p, "q"));
        check(pty_wait_end(p, &status, LINE_MS));
        assert_int_equal(status, turn == 0 ? 9 : 0);
        pty_stop(p);
    }
}

/* As after `make demo` by a user who is new on the PC: no --db, and a home that holds nothing. */
static void test_a_home_that_is_empty(void **state) {
    (void)state;
    struct ran ran;
    char home[64], set[80], made[160];
    assert_true(*test_folder_make(home));
    snprintf(set, sizeof set, "HOME=%s", home);
    const char *argv[] = {program_path(), "--lang", "en", "demo", "--gateway", "--cases", "300", "--no-screen", NULL};
    proc_run(argv, (const char *const[]){set, "XDG_DATA_HOME=", NULL}, NULL, MAKING_MS, &ran);
    if (ran.status != 0)
        fail_msg("%s", ran.err);
    snprintf(made, sizeof made, "%s/.local/share/itsso-tui/training-gateway/training-gateway", home);
    assert_int_equal(access(made, F_OK), 0);
    ran_free(&ran);
    test_folder_remove(home);
}

static void test_no_folder_of_others(void **state) {
    (void)state;
    struct ran ran;
    char other[64], file[80];
    assert_true(*test_folder_make(other));
    snprintf(file, sizeof file, "%s/something", other);
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fclose(out);
    const char *argv[] = {program_path(), "--db", other, "--lang", "en", "demo", "--gateway", "--no-screen", NULL};
    proc_run(argv, NULL, NULL, MAKING_MS, &ran);
    assert_int_equal(ran.status, 2);
    assert_non_null(strstr(ran.err, "something else than training data"));
    assert_non_null(out = fopen(file, "r"));
    fclose(out);
    ran_free(&ran);
    test_folder_remove(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plug),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_a_home_that_is_empty),
        cmocka_unit_test(test_no_folder_of_others),
    };
    return cmocka_run_group_tests_name("demo", tests, setup, teardown);
}
