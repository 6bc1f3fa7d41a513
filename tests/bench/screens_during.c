/* The screens while a sync writes into the same folder: the time from a key to its last byte on an 80x24 pty, without and with the sync at work.
 *   screens_during PROGRAM DB NAME -- SYNC COMMAND…    NAME: stands on the list of cases once it is there
 * Keys go through lists, cases, Home, Units and Alerts, and remarks are saved; nobody may be told of a lock. Prints a table and ends with 1 where
 * the 99th percentile with the sync is more than twice that without. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/pty.h"

enum { QUIET = 15, KEYS_MAX = 20000, WITHOUT_KEYS = 600, TIMES_MOST = 2 };

enum group { MOVE, SCREEN, SAVE, GROUPS };
static const char *const group_names[GROUPS] = { "moving in a list", "another screen", "a remark saved" };

static const struct step { enum group group; const char *keys; } steps[] = {
    { MOVE, "<Down>" },   { MOVE, "<Down>" },  { MOVE, "<Up>" },   { MOVE, "<PageDown>" }, { MOVE, "<PageDown>" }, { MOVE, "<End>" },
    { MOVE, "<PageUp>" }, { MOVE, "<Home>" },  { MOVE, "<Down>" }, { SCREEN, "<Enter>" },  { SCREEN, "<Left>" },   { MOVE, "<PageDown>" },
    { SCREEN, "1" },      { MOVE, "<Down>" },  { SCREEN, "5" },    { MOVE, "<Down>" },     { SCREEN, "4" },        { SCREEN, "2" },
    { MOVE, "<Down>" },   { SAVE, "t|n<Enter>" },
};

struct times { double ms[GROUPS][KEYS_MAX], all[KEYS_MAX]; int n[GROUPS], n_all; };
static struct times without, during;

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at(double *numbers, int n, double part)
{
    qsort(numbers, (size_t)n, sizeof *numbers, by_number);
    int i = (int)(part * n);
    return n ? numbers[i < n ? i : n - 1] : 0;
}

/* Until the key's last byte; what a change of the data repaints meanwhile counts as well. -1: nothing was written within 5 s. */
static double key_ms(struct pty *p, const char *keys)
{
    uint64_t before = pty_written(p);
    double sent = pty_now_ms();
    if (!pty_keys(p, keys))
        return -1;
    while (pty_written(p) == before && pty_now_ms() < sent + 5000 && pty_running(p))
        pty_settle(p, 1, 5);
    pty_settle(p, QUIET, 5000);
    return pty_written(p) == before ? -1 : pty_last_byte_ms(p) - sent;
}

static void note(struct times *t, enum group group, double ms)
{
    if (t->n_all >= KEYS_MAX)
        return;
    t->ms[group][t->n[group]++] = ms;
    t->all[t->n_all++] = ms;
}

/* One key of the round, or a remark: its form is opened (not measured) and Enter saves it. */
static void step(struct pty *p, const struct step *s, struct times *t)
{
    const char *bar = strchr(s->keys, '|');
    char first[16];
    if (bar) {
        snprintf(first, sizeof first, "%.*s", (int)(bar - s->keys), s->keys);
        key_ms(p, first);
    }
    double ms = key_ms(p, bar ? bar + 1 : s->keys);
    if (ms >= 0) /* the end of a list: nothing to write */
        note(t, s->group, ms);
    if (pty_find(p, "locked", NULL) >= 0 || !pty_running(p)) {
        char *screen = pty_screen(p);
        fprintf(stderr, "screens_during: after %s:\n%s\n", s->keys, screen);
        exit(1);
    }
}

static pid_t start(char **argv)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(127);
        execvp(argv[0], argv);
        _exit(127);
    }
    return child;
}

static void row(const char *name, double *a, int na, double *b, int nb)
{
    printf("  %-20s %6d %8.1f %8.1f %8.1f  %6d %8.1f %8.1f %8.1f  %6.2f\n", name, na, at(a, na, 0.5), at(a, na, 0.99), at(a, na, 1), nb,
           at(b, nb, 0.5), at(b, nb, 0.99), at(b, nb, 1), at(b, nb, 0.99) / at(a, na, 0.99));
}

int main(int argc, char **argv)
{
    enum { STEPS = sizeof steps / sizeof *steps };
    if (argc < 6 || strcmp(argv[4], "--") != 0) {
        fprintf(stderr, "screens_during PROGRAM DB NAME -- SYNC COMMAND\n");
        return 2;
    }
    char home[] = "HOME=/tmp/itsso-bench-XXXXXX";
    if (!mkdtemp(home + 5))
        return 3;
    const char *screens[] = { argv[1], "--db", argv[2], "--lang", "en", NULL }, *env[] = { home, "XDG_CONFIG_HOME", "XDG_STATE_HOME", NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = screens, .env = env });
    if (!p || !pty_wait(p, pty_is_filled, NULL, "the first screen", 30000) || !pty_keys(p, "2") || !pty_wait_text(p, argv[3])) {
        fprintf(stderr, "screens_during: %s\n", pty_why());
        return 3;
    }
    for (int i = 0; i < WITHOUT_KEYS; i++)
        step(p, &steps[i % STEPS], &without);
    double began = pty_now_ms();
    pid_t sync = start(argv + 5);
    int status = 0;
    for (int i = 0; sync > 0 && waitpid(sync, &status, WNOHANG) == 0; i++)
        step(p, &steps[i % STEPS], &during);
    double took = pty_now_ms() - began;
    pty_stop(p);
    if (sync <= 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        fprintf(stderr, "screens_during: the sync ended with status %d\n", status);
        return 3;
    }
    printf("  the sync took %.1f s; milliseconds from a key to its last byte\n", took / 1000);
    printf("  %-20s %33s  %33s\n  %-20s %6s %8s %8s %8s  %6s %8s %8s %8s  %6s\n", "", "without a sync", "while it writes", "", "keys", "median", "p99",
           "longest", "keys", "median", "p99", "longest", "p99 x");
    for (int g = 0; g < GROUPS; g++)
        row(group_names[g], without.ms[g], without.n[g], during.ms[g], during.n[g]);
    row("all", without.all, without.n_all, during.all, during.n_all);
    double times = at(during.all, during.n_all, 0.99) / at(without.all, without.n_all, 0.99);
    printf("  p99 of a key while the sync writes: %.2f times (budget %d) %s\n", times, TIMES_MOST, times <= TIMES_MOST ? "ok" : "OVER");
    return times <= TIMES_MOST ? 0 : 1;
}
