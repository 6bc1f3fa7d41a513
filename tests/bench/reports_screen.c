/* The reports as screens (6) of a database with 1,000,000 cases: from Enter to the page, the peak memory of a program that shows that one
 * report, and that a key is answered while one is being made.
 *   reports_screen PROGRAM FOLDER
 * Prints a line a report with the budget of the nation; exit status 1 where one is over it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/pty.h"

#define PAGE_MS 2000
#define PEAK_MIB 16.0
#define KEY_MS 100

static const char *const names[] = {"ageing",     "pending-by-io", "crime-meeting", "monthly-balance", "compliance", "annexure-1",
                                    "annexure-2", "annexure-3",    "annexure-4",    "waiting-for",     "reconcile"};
enum { REPORTS = sizeof names / sizeof *names };

static _Noreturn void stop(const char *what) {
    fprintf(stderr, "reports_screen: %s: %s\n", what, pty_why());
    exit(3);
}

/* A page, or the sentence why there is none (more cases than a screen takes). */
static bool is_made(struct pty *p, void *unused) {
    (void)unused;
    return pty_find(p, "TRAINING: ", NULL) > 0 || pty_find(p, "too many to read", NULL) > 0;
}

static struct pty *start(const char *program, const char *folder, int down) {
    const char *argv[] = {program, "--db", folder, "--lang", "en", NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv});
    if (!p || !pty_wait(p, pty_is_filled, NULL, "the first screen", 10000) || !pty_keys(p, "6") || !pty_wait_text(p, "What it shows"))
        stop("start");
    for (int i = 0; i < down; i++)
        if (!pty_keys_in_steps(p, "<Down>|"))
            stop("Down");
    return p;
}

static int page(const char *program, const char *folder, int report) {
    struct pty *p = start(program, folder, report);
    double from = pty_now_ms();
    if (!pty_keys(p, "<Enter>") || !pty_wait(p, is_made, NULL, "the page", 60000))
        stop(names[report]);
    double ms = pty_last_byte_ms(p) - from, mib = (double)pty_peak_kib(p) / 1024;
    bool refused = pty_find(p, "too many to read", NULL) > 0;
    bool over = ms > PAGE_MS || mib > PEAK_MIB;
    printf("%-16s %9.0f %7d %9.1f %6.0f  %s%s\n", names[report], ms, PAGE_MS, mib, PEAK_MIB, over ? "OVER" : "ok",
           refused ? " (too many cases for a screen: says so)" : "");
    fflush(stdout);
    pty_stop(p);
    return over;
}

/* Esc while the slowest is being made. */
static int key(const char *program, const char *folder) {
    struct pty *p = start(program, folder, 6);
    if (!pty_keys(p, "<Enter>") || !pty_wait_text(p, "Counting"))
        stop("Counting");
    double from = pty_now_ms();
    if (!pty_keys(p, "q") || !pty_wait_text(p, "What it shows"))
        stop("q");
    double ms = pty_last_byte_ms(p) - from;
    printf("%-16s %9.0f %7d %9s %6s  %s\n", "q while counting", ms, KEY_MS, "", "", ms > KEY_MS ? "OVER" : "ok");
    pty_stop(p);
    return ms > KEY_MS;
}

int main(int argc, char **argv) {
    int over = 0;
    if (argc != 3) {
        fprintf(stderr, "reports_screen PROGRAM FOLDER\n");
        return 2;
    }
    printf("%-16s %9s %7s %9s %6s\n", "screen, nation", "ms", "budget", "peak MiB", "budget");
    for (int report = 0; report < REPORTS; report++)
        over += page(argv[1], argv[2], report);
    over += key(argv[1], argv[2]);
    return over > 0;
}
