/* Holds that two programs on one database see each other's entries within a second, that a command's entry is seen as soon, that one
 * which would lie over an entry the person has not seen is told and not saved; and that a program whose neighbours rest does not wake. */
#include <string.h>

#include "tests/pty_check.h"

#define CASE "31999001/0459/2026" /* open, without a reason, in the training data of seed 7 */
#define WITHIN_MS 1000
#define TODAY "2026-11-23"

static char folder[64], homes[2][64], state_home[2][96];

static int setup(void **state)
{
    (void)state;
    if (!*test_folder_make(folder))
        return -1;
    for (int i = 0; i < 2; i++) {
        if (!*test_folder_make(homes[i]))
            return -1;
        snprintf(state_home[i], sizeof state_home[i], "XDG_STATE_HOME=%s", homes[i]);
    }
    demo_make(folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(folder);
    test_folder_remove(homes[0]);
    test_folder_remove(homes[1]);
    return 0;
}

/* The case's screen, reached through the search. */
static struct pty *start_on_case(int which)
{
    const char *argv[] = { program_path(), "--db", folder, "--as-of", TODAY, "--lang", "en", NULL };
    const char *env[] = { state_home[which], NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = 43, .columns = 132 });
    check(p != NULL);
    check(pty_wait_text(p, "/26"));
    check(pty_keys(p, "2"));
    check(pty_wait_text(p, "FIR date"));
    check(pty_keys(p, "F/459/26"));
    pty_settle(p, 80, 2000);
    check(pty_keys(p, "<Enter>"));
    pty_settle(p, 80, 2000);
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "0459/26"));
    check(pty_wait_no_text(p, "Told by"));
    return p;
}

static double best_of(double now, double best)
{
    return now < best ? now : best;
}

static void in_time(double took)
{
    const char *sanitize = getenv("SANITIZE");
    if (took >= (sanitize && *sanitize == '1' ? 3 : 1) * WITHIN_MS)
        fail_msg("it was seen after %.0f ms", took);
}

static void command(const char *const *words)
{
    const char *argv[16] = { program_path(), "--db", folder, "--as-of", TODAY, "--lang", "en" };
    char *output = NULL;
    for (int i = 0; words[i]; i++)
        argv[7 + i] = words[i];
    int status = run_command(argv, NULL, &output);
    if (status != 0)
        print_error("%s\n", output ? output : "");
    free(output);
    assert_int_equal(status, 0);
}

static void a_command_is_seen(void **state)
{
    (void)state;
    struct pty *p = start_on_case(0);
    static const char *const reasons[][2] = { { "not-recovered", "victim not recovered" }, { "stay", "stay by court" } };
    double best = 1e9;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        pty_settle(p, 1100, 3000); /* a quiet second: the next change comes at once */
        assert_int_equal(pty_find(p, reasons[i][1], NULL), -1);
        double begun = pty_now_ms();
        command((const char *const[]){ "reason", CASE, reasons[i][0], NULL });
        double saved = pty_now_ms();
        check(pty_wait_text(p, reasons[i][1]));
        double seen = pty_last_byte_ms(p);
        in_time(seen - begun);
        best = best_of(seen - saved, best);
    }
    if (best > 500) /* once a quiet second has passed nothing is held back */
        fail_msg("the better of two was seen after %.0f ms", best);
    pty_stop(p);
}

static void changes_in_a_row_are_seen(void **state)
{
    (void)state;
    struct pty *p = start_on_case(0);
    command((const char *const[]){ "reason", CASE, "absconding", NULL });
    check(pty_wait_text(p, "accused absconding"));
    command((const char *const[]){ "reason", CASE, "io-transferred", NULL });
    double saved = pty_now_ms(); /* held back, so that the screen does not flicker, but no longer than a second */
    check(pty_wait_text(p, "IO transferred"));
    in_time(pty_last_byte_ms(p) - saved);
    pty_stop(p);
}

static void one_sees_the_other(void **state)
{
    (void)state;
    struct pty *a = start_on_case(0), *b = start_on_case(1);
    pty_settle(b, 1100, 3000);
    check(pty_keys(a, "r"));
    check(pty_wait_text(a, "stay by court"));
    check(pty_keys(a, "9"));
    pty_settle(a, 60, 1000);
    assert_int_equal(pty_find(b, "stay by court", NULL), -1);
    double saved = pty_now_ms();
    check(pty_keys(a, "<Enter>"));
    check(pty_wait_text(a, "Saved."));
    check(pty_wait_text(b, "stay by court"));
    in_time(pty_last_byte_ms(b) - saved);
    pty_stop(a);
    pty_stop(b);
}

static char *shown(void)
{
    const char *argv[] = { program_path(), "--db", folder, "--as-of", TODAY, "show", CASE, "--format", "json", "--remarks", NULL };
    char *output = NULL;
    assert_int_equal(run_command(argv, NULL, &output), 0);
    return output;
}

static void a_conflict_is_told(void **state)
{
    (void)state;
    struct pty *p = start_on_case(0);
    check(pty_keys(p, "r"));
    check(pty_wait_text(p, "stay by court"));
    command((const char *const[]){ "reason", CASE, "medical", NULL });
    pty_settle(p, 200, 2000);
    check(pty_keys(p, "1<Enter>")); /* the form was opened before that */
    check(pty_wait_text(p, "Enter once more"));
    char *json = shown();
    assert_non_null(strstr(json, "\"reason\": \"medical\"")); /* not overwritten */
    free(json);
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "Saved."));
    json = shown();
    assert_non_null(strstr(json, "\"reason\": \"fsl\""));
    free(json);
    pty_stop(p);
}

static void rests_when_all_is_quiet(void **state)
{
    (void)state;
    struct pty *p = start_on_case(0);
    command((const char *const[]){ "reason", CASE, "co-scrutiny", NULL });
    pty_settle(p, 2500, 5000); /* the last look after a change is over */
    long before = pty_wakeups(p);
    uint64_t written = pty_written(p);
    pty_settle(p, 1500, 2000);
    assert_int_equal(pty_wakeups(p) - before, 0);
    assert_int_equal(pty_written(p), written);
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_seen),  cmocka_unit_test(changes_in_a_row_are_seen), cmocka_unit_test(one_sees_the_other),
        cmocka_unit_test(a_conflict_is_told), cmocka_unit_test(rests_when_all_is_quiet),
    };
    return cmocka_run_group_tests_name("two programs", tests, setup, teardown);
}
