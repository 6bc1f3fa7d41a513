/* An import that is killed (-9) or interrupted at any moment: the database holds all of it or nothing, is sound, and
 * the next import works. Child processes, real databases, random moments over the whole length of an import. */
#include "tests/unit/import_folder.h"

#include <sys/resource.h>
#include <time.h>

enum { CASES = 1200, KILLS = 40, INTERRUPTS = 12 };

static const char *const names[] = {"open.csv", "closed.csv"};

static void make_extracts(void) {
    for (int closed = 0; closed < 2; closed++) {
        FILE *f = fopen(in_folder(names[closed]), "w");
        assert_non_null(f);
        fputs("FIR No,PS Code,FIR Date,Section,IO,Status\n", f);
        for (int i = 1; i <= CASES; i++)
            fprintf(f, "%d/2024,%d,12/03/2024,%s,%s,%s\n", i, 31655001 + i % 7, i % 2 ? "376 IPC" : "POCSO 6",
                    closed ? "SI A Khan" : "SI R Verma", closed ? "Charge Sheeted" : "Pending");
        fclose(f);
    }
}

static long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static pid_t import_in_child(int closed) {
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(import_name(names[closed]) ? 0 : error.kind == ERROR_STOPPED ? 3 : 4);
    return child;
}

static int wait_for(pid_t child) {
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* 0 or 1: which extract the database holds, wholly. */
static int held(void) {
    const char *counts_text =
        ask("SELECT count(*) || ' ' || sum(status = 'open') || ' ' || sum(status = 'chargesheet') || ' ' || "
            "sum(o.name = 'R Verma') FROM fir_case f JOIN officer o ON o.id = f.officer");
    char open[64], closed[64];
    snprintf(open, sizeof open, "%d %d 0 %d", CASES, CASES, CASES);
    snprintf(closed, sizeof closed, "%d 0 %d 0", CASES, CASES);
    if (strcmp(counts_text, open) != 0 && strcmp(counts_text, closed) != 0)
        fail_msg("half an import: %s", counts_text);
    int which = strcmp(counts_text, closed) == 0;
    assert_string_equal(ask("PRAGMA integrity_check"), "ok");
    /* the events of each case go with its facts: none or the one of the change */
    assert_string_equal(ask("SELECT count(*) FROM fir_case f WHERE status = 'chargesheet' AND NOT EXISTS "
                            "(SELECT 1 FROM case_event e WHERE e.case_id = f.id AND e.kind = 'status')"),
                        "0");
    return which;
}

static void hit_at_random(int signal_number, int rounds) {
    long longest = 1;
    int now = 0, cut = 0, done = 0;
    make_extracts();
    assert_true(import_name(names[0]));
    assert_int_equal(held(), 0);
    for (int i = 0; i < 2; i++) {
        long from = milliseconds();
        int status = wait_for(import_in_child(i ? 0 : 1));
        assert_int_equal(status, 0);
        if (milliseconds() - from > longest)
            longest = milliseconds() - from;
    }
    srand(20261123);
    for (int round = 0; round < rounds; round++) {
        pid_t child = import_in_child(!now);
        long moment = rand() % (longest * 11 / 10 + 1);
        struct timespec pause = {moment / 1000, moment % 1000 * 1000000};
        nanosleep(&pause, NULL);
        kill(child, signal_number);
        int status = wait_for(child);
        int then = held();
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            assert_int_equal(then, !now);
        else if (WIFEXITED(status))
            assert_int_equal(then, now);
        cut += then == now;
        done += then != now;
        /* the next import works, and finds all or nothing to change */
        if (round % 4 == 0) {
            if (!import_name(names[!then]))
                fail_msg("%s", error.text);
            assert_int_equal(counts.changed, CASES);
            then = !then;
            assert_int_equal(held(), then);
        }
        now = then;
    }
    printf("# %d rounds: %d cut, %d through\n", rounds, cut, done);
    assert_true(cut > 0);
    assert_true(access(in_folder("open.csv.rejected.part"), F_OK) != 0);
}

static void killed(void **state) {
    (void)state;
    hit_at_random(SIGKILL, KILLS);
}

static void interrupted(void **state) {
    (void)state;
    hit_at_random(SIGINT, INTERRUPTS);
}

/* The first import of all, into a folder that is empty. */
static void killed_at_the_first(void **state) {
    (void)state;
    make_extracts();
    for (int round = 0; round < 12; round++) {
        char command[200];
        pid_t child = import_in_child(0);
        struct timespec pause = {0, round * 4 * 1000000L};
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        wait_for(child);
        if (!import_name(names[0]))
            fail_msg("%s", error.text);
        assert_int_equal(counts.added + counts.unchanged, CASES);
        assert_true(counts.added == 0 || counts.unchanged == 0);
        assert_int_equal(held(), 0);
        snprintf(command, sizeof command, "rm -f '%s'/cache* '%s'/record*", folder, folder);
        assert_int_equal(system(command), 0);
    }
}

/* A full disk, as far as a limit on the size of files is one. */
static void no_room(void **state) {
    (void)state;
    make_extracts();
    assert_true(import_name(names[0]));
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {64 * 1024, 64 * 1024};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(import_name(names[1]) ? 0 : error.text[0] ? 3 : 4);
    }
    int status = wait_for(child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_int_equal(held(), 0);
    assert_true(import_name(names[1]));
    assert_int_equal(held(), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(killed), TEST(interrupted), TEST(killed_at_the_first), TEST(no_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
