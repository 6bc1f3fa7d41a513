/* The demo command without a terminal: makes the training data in its place, prints what the screens would show first
 * and ends well; refuses what it must not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/i18n.h"

static char root[] = "/tmp/itsso-command-demo-XXXXXX";
static char printed[65536], told[8192];

static void read_back(FILE *file, char *out, size_t cap) {
    rewind(file);
    size_t n = fread(out, 1, cap - 1, file);
    out[n] = '\0';
    fclose(file);
}

/* Runs "itsso-tui WORDS" as main() would, with both outputs kept and standard input no terminal. */
static int run(const char *words) {
    static struct context context;
    char copy[512], *argv[24] = {(char[]){"itsso-tui"}}, *rest = NULL;
    int argc = 1, status = EXIT_UNABLE;
    struct globals globals;
    struct error e = {0};
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(copy, " ", &rest); word && argc < 23; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    FILE *out = tmpfile(), *err = tmpfile();
    assert_true(out && err);
    fflush(stdout);
    fflush(stderr);
    int kept[3] = {dup(0), dup(1), dup(2)}, nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(fileno(out), 1);
    dup2(fileno(err), 2);
    memset(&context, 0, sizeof context);
    context.program = "itsso-tui";
    globals_take(&globals, &argc, argv);
    context_language(&context, &globals);
    if (context_open(&context, &globals, false, &e))
        status = command_demo(&context, argc - 1, argv + 1);
    context_close(&context);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 3; i++) {
        dup2(kept[i], i);
        close(kept[i]);
    }
    close(nothing);
    read_back(out, printed, sizeof printed);
    read_back(err, told, sizeof told);
    return status;
}

static void assert_printed(const char *text) {
    if (!strstr(printed, text))
        fail_msg("\"%s\" is not in\n%s", text, printed);
}

static void it_prints_the_home_screen_and_the_list(void **state) {
    (void)state;
    char path[128];
    assert_int_equal(run("demo --as-of 2026-11-23 --lang en"), EXIT_DONE);
    snprintf(path, sizeof path, "%s/itsso-tui/training/cache.db", root);
    assert_int_equal(access(path, F_OK), 0); /* beside the real data's place, not in it */
    snprintf(path, sizeof path, "%s/itsso-tui/cache.db", root);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_printed("TRAINING");
    assert_printed("Demo Kotwali");
    assert_printed("31-39");
    assert_printed("POCSO");
    assert_printed("SI R Verma");
    assert_printed("Confidential");
    assert_non_null(strstr(told, "TRAINING"));
    char first[sizeof printed];
    memcpy(first, printed, sizeof first);
    assert_int_equal(run("demo --as-of 2026-11-23 --lang en --no-screen"), EXIT_DONE);
    assert_string_equal(printed, first); /* kept, and the same again */
    assert_non_null(strstr(told, "as it was left"));
}

static void scope_cases_and_seed_are_obeyed(void **state) {
    (void)state;
    char words[256];
    snprintf(words, sizeof words, "demo --as-of 2026-11-23 --lang en --scope district --cases 300 --seed 7 --db %s/d",
             root);
    assert_int_equal(run(words), EXIT_DONE);
    assert_printed("Demo Nagar");
    struct error e = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/d", root);
    struct store *store = store_open(path, STORE_READ, &e);
    assert_non_null(store);
    char made[160];
    store_meta(store, "training_made", made, sizeof made);
    assert_non_null(strstr(made, "district cases=300 seed=7 today=2026-11-23"));
    assert_true(store_is_training(store));
    store_close(store);
}

static void what_is_refused(void **state) {
    (void)state;
    assert_int_equal(run("demo --scope galaxy"), EXIT_USAGE);
    assert_non_null(strstr(told, "--scope"));
    assert_int_equal(run("demo --cases 0"), EXIT_USAGE);
    assert_int_equal(run("demo --cases many"), EXIT_USAGE);
    assert_int_equal(run("demo station"), EXIT_USAGE);
    assert_int_equal(run("demo --read-only"), EXIT_USAGE);
    assert_int_equal(run("demo --as-of 2018-01-01"), EXIT_USAGE);
    assert_string_equal(printed, "");
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *at) {
    (void)about;
    (void)kind;
    (void)at;
    return remove(path);
}

static int set_up(void **state) {
    (void)state;
    language_init();
    if (!mkdtemp(root))
        return -1;
    setenv("XDG_DATA_HOME", root, 1);
    setenv("XDG_CONFIG_HOME", root, 1);
    setenv("HOME", root, 1);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_prints_the_home_screen_and_the_list),
        cmocka_unit_test(scope_cases_and_seed_are_obeyed),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
