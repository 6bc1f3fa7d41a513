/* The screens against the budget of the project's terminal rules, and other programs beside, on one machine in one run.
 *   bench PROGRAM DB [PEERS]      DB: training data of 1,000,000 cases; PEERS: the folder that tests/bench/peers.sh filled
 * From the key to the last byte on an 80x24 pty, medians; RSS is the peak; a terminal that answers questions as xterm does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/pty.h"

enum { QUIET = PTY_QUIET_MS, LONG_QUIET = 200, TRIES_MAX = 21, TEXT = 1200, SEARCHES = 4, JUMPS = 3 };

struct measure { double ms; double bytes; bool done; };

/* A program to measure. The keys are what pty_keys understands; NULL: it has no such thing. */
struct subject {
    const char *name, *argv[16], *folder, *ready; /* ready: stands on the screen once data is shown */
    const char *open;                             /* keys to the list, once */
    const char *down, *page_down, *home, *end;
    const char *search[SEARCHES], *search_begin, *search_enter, *search_leave;
    const char *jump[JUMPS];                      /* to other screens, and */
    const char *jump_back;
    bool ours;
};

struct result {
    struct measure first, down, scroll, page, home, end, search[SEARCHES], jump[JUMPS], queued;
    double rss_mib, idle_bytes, idle_cpu_ms, idle_wakeups;
    bool ran;
};

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *numbers, int n)
{
    qsort(numbers, (size_t)n, sizeof *numbers, by_number);
    return n ? numbers[n / 2] : 0;
}

static void print_out(const char *text)
{
    fputs(text, stdout);
    fflush(stdout);
}

/* Something was written after `before`: then to the end of it. False where nothing comes within a second (3 s where it may search). */
static bool key_time(struct pty *p, const char *keys, int quiet, struct measure *out)
{
    uint64_t before = pty_written(p);
    double sent = pty_now_ms();
    if (!pty_keys(p, keys))
        return false;
    double deadline = pty_now_ms() + (quiet > QUIET ? 3000 : 1000);
    while (pty_written(p) == before && pty_now_ms() < deadline && pty_running(p))
        pty_settle(p, 1, 20);
    pty_settle(p, quiet, 10000);
    out->bytes = (double)(pty_written(p) - before);
    out->ms = pty_last_byte_ms(p) - sent;
    out->done = out->bytes > 0;
    return out->done;
}

/* `tries` times: keys measured, then `undo` (may be NULL) not measured. */
static struct measure key_median(struct pty *p, const char *keys, const char *undo, int quiet, int tries)
{
    double ms[TRIES_MAX], bytes[TRIES_MAX];
    int n = 0;
    struct measure one = { 0 }, unused;
    if (!keys)
        return one;
    for (int i = 0; i < tries && n < TRIES_MAX; i++) {
        if (key_time(p, keys, quiet, &one)) {
            ms[n] = one.ms;
            bytes[n++] = one.bytes;
        }
        if (undo)
            key_time(p, undo, QUIET, &unused);
    }
    return (struct measure){ .ms = median(ms, n), .bytes = median(bytes, n), .done = n > 0 };
}

static bool is_ready(struct pty *p, void *subject)
{
    return pty_find(p, ((const struct subject *)subject)->ready, NULL) >= 0;
}

static struct pty *subject_start(struct subject *s, const char *home)
{
    static char set[5][TEXT];
    snprintf(set[0], TEXT, "HOME=%s", home);
    snprintf(set[1], TEXT, "XDG_CONFIG_HOME=%s/config", home);
    snprintf(set[2], TEXT, "XDG_STATE_HOME=%s/state", home);
    snprintf(set[3], TEXT, "TIGRC_USER=/dev/null");
    snprintf(set[4], TEXT, "LESSHISTFILE=-");
    const char *env[] = { set[0], set[1], set[2], set[3], set[4], NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = s->argv, .env = env, .folder = s->folder });
    if (!p || !pty_wait(p, is_ready, s, s->ready, 30000)) {
        fprintf(stderr, "%s: %s\n", s->name, pty_why());
        pty_stop(p);
        return NULL;
    }
    pty_settle(p, LONG_QUIET, 10000);
    return p;
}

/* From the fork to the last byte of the first screen that shows data. */
static struct measure first_paint(struct subject *s, const char *home)
{
    double ms[5], bytes[5];
    int n = 0;
    for (int i = 0; i < 5; i++) {
        struct pty *p = subject_start(s, home);
        if (!p)
            break;
        ms[n] = pty_last_byte_ms(p) - pty_started_ms(p);
        bytes[n++] = (double)pty_written(p);
        pty_stop(p);
    }
    return (struct measure){ .ms = median(ms, n), .bytes = median(bytes, n), .done = n > 0 };
}

static void repeat(char *out, size_t cap, const char *keys, int times)
{
    size_t n = 0;
    *out = '\0';
    for (int i = 0; i < times && n + strlen(keys) < cap; i++)
        n += (size_t)snprintf(out + n, cap - n, "%s", keys);
}

static void idle(struct pty *p, struct result *r)
{
    uint64_t before = pty_written(p);
    double cpu = pty_cpu_ms(p);
    long wakeups = pty_wakeups(p);
    double until = pty_now_ms() + 5000;
    while (pty_now_ms() < until && pty_running(p))
        pty_settle(p, 5000, (int)(until - pty_now_ms()) + 1);
    r->idle_cpu_ms = pty_cpu_ms(p) - cpu;
    r->idle_wakeups = (double)(pty_wakeups(p) - wakeups);
    r->idle_bytes = (double)(pty_written(p) - before);
}

static void searches(struct pty *p, const struct subject *s, struct result *r)
{
    struct measure unused;
    for (int i = 0; i < SEARCHES && s->search[i]; i++) {
        double ms[3], bytes[3];
        int n = 0;
        for (int k = 0; k < 3; k++) {
            char keys[TEXT];
            snprintf(keys, sizeof keys, "%s%s", s->search[i], s->search_enter ? s->search_enter : "");
            key_time(p, s->search_begin, QUIET, &unused);
            struct measure one = { 0 };
            if (key_time(p, keys, LONG_QUIET, &one)) {
                ms[n] = one.ms;
                bytes[n++] = one.bytes;
            }
            if (s->search_leave)
                key_time(p, s->search_leave, LONG_QUIET, &unused);
        }
        r->search[i] = (struct measure){ .ms = median(ms, n), .bytes = median(bytes, n), .done = n > 0 };
    }
}

static struct result measure(struct subject *s, const char *home)
{
    struct result r = { 0 };
    struct measure unused;
    char many[TEXT];
    fprintf(stderr, "bench: %s\n", s->name);
    r.first = first_paint(s, home);
    struct pty *p = r.first.done ? subject_start(s, home) : NULL;
    if (!p)
        return r;
    r.ran = true;
    idle(p, &r);
    if (s->open)
        key_time(p, s->open, LONG_QUIET, &unused);
    r.down = key_median(p, s->down, NULL, QUIET, 9);
    repeat(many, sizeof many, s->down, 40);
    key_time(p, many, LONG_QUIET, &unused);
    r.scroll = key_median(p, s->down, NULL, QUIET, 15);
    r.page = key_median(p, s->page_down, NULL, QUIET, 15);
    if (s->end && s->home) {
        r.end = key_median(p, s->end, s->home, LONG_QUIET, 5);
        key_time(p, s->end, LONG_QUIET, &unused);
        r.home = key_median(p, s->home, s->end, LONG_QUIET, 5);
        key_time(p, s->home, LONG_QUIET, &unused);
    }
    repeat(many, sizeof many, s->down, 200);
    r.queued = key_median(p, many, s->home, LONG_QUIET, 3);
    if (s->search_begin)
        searches(p, s, &r);
    for (int i = 0; i < JUMPS && s->jump[i]; i++)
        r.jump[i] = key_median(p, s->jump[i], s->jump_back, LONG_QUIET, 5);
    r.rss_mib = (double)pty_peak_kib(p) / 1024;
    pty_stop(p);
    return r;
}

/* ---- the tables ---- */

static const char *cell(struct measure m, char out[32])
{
    if (!m.done)
        snprintf(out, 32, "–");
    else
        snprintf(out, 32, m.ms < 100 ? "%.1f / %.0f" : "%.0f / %.0f", m.ms, m.bytes);
    return out;
}

static void print_row(const struct subject *s, const struct result *r)
{
    char c[8][32];
    if (!r->ran) {
        printf("%-34s did not start: see above\n", s->name);
        return;
    }
    /* "–" has 3 bytes and one column: %-*s counts bytes, so a dash gets two more */
    const char *cells[] = { cell(r->down, c[0]), cell(r->scroll, c[1]), cell(r->page, c[2]), cell(r->home, c[3]),
                            cell(r->end, c[4]), cell(r->search[0], c[5]) };
    printf("%-34s %7.1f %7.1f ", s->name, r->first.ms, r->rss_mib);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        printf(" %-*s", 14 + (cells[i][0] == '\xE2' ? 2 : 0), cells[i]);
    printf(" %8.0f B   %.0f B %.1f ms\n", r->queued.bytes, r->idle_bytes, r->idle_cpu_ms);
}

static int over;

static void budget_line(const char *what, const char *unit, double limit, double limit_hi, const double values[2], const bool have[2])
{
    char limits[48];
    if (limit == limit_hi)
        snprintf(limits, sizeof limits, "%.0f %s", limit, unit);
    else
        snprintf(limits, sizeof limits, "%.0f, Hindi %.0f %s", limit, limit_hi, unit);
    printf("  %-44s %-22s", what, limits);
    for (int i = 0; i < 2; i++) {
        bool holds = have[i] && values[i] <= (i ? limit_hi : limit);
        if (!have[i]) {
            printf(" %16s", "not measured");
            over++;
            continue;
        }
        over += !holds;
        printf(" %9.1f %-6s", values[i], holds ? "ok" : "OVER");
    }
    printf("\n");
}

static void budget_measure(const char *what, struct measure en, struct measure hi, double ms, double bytes, double bytes_hi)
{
    char label[128];
    const bool have[2] = { en.done, hi.done };
    if (ms > 0) {
        snprintf(label, sizeof label, "%s: time", what);
        budget_line(label, "ms", ms, ms, (double[2]){ en.ms, hi.ms }, have);
    }
    if (bytes > 0) {
        snprintf(label, sizeof label, "%s: written", what);
        budget_line(label, "B", bytes, bytes_hi, (double[2]){ en.bytes, hi.bytes }, have);
    }
}

static void print_budget(const struct subject *s, const struct result *en, const struct result *hi)
{
    const bool ran[2] = { en->ran, hi->ran };
    printf("\n  %-44s %-22s %-16s %s\n", "the budget", "", "  English", "  Hindi");
    budget_measure("start to first paint with data", en->first, hi->first, 30, 0, 0);
    budget_line("peak RSS", "MiB", 16, 16, (double[2]){ en->rss_mib, hi->rss_mib }, ran);
    budget_measure("Down", en->down, hi->down, 1, 250, 330);
    budget_measure("scroll", en->scroll, hi->scroll, 1, 250, 330);
    budget_measure("PageDown", en->page, hi->page, 2, 1800, 2400);
    budget_measure("Home", en->home, hi->home, 2, 1800, 2400);
    budget_measure("End", en->end, hi->end, 2, 1800, 2400);
    for (int i = 0; i < SEARCHES && s->search[i]; i++) {
        char label[96];
        snprintf(label, sizeof label, "search \"%s\", first page", s->search[i]);
        budget_measure(label, en->search[i], hi->search[i], 20, 0, 0);
    }
    for (int i = 0; i < JUMPS && s->jump[i]; i++) {
        char label[96];
        snprintf(label, sizeof label, "screen by key %s", s->jump[i]);
        budget_measure(label, en->jump[i], hi->jump[i], 20, 0, 0);
    }
    budget_measure("200 queued Downs", en->queued, hi->queued, 0, 3000, 3000);
    budget_line("idle for 5 s: written", "B", 0, 0, (double[2]){ en->idle_bytes, hi->idle_bytes }, ran);
    budget_line("idle for 5 s: CPU", "ms", 0, 0, (double[2]){ en->idle_cpu_ms, hi->idle_cpu_ms }, ran);
    budget_line("idle for 5 s: wake-ups", "", 1, 1, (double[2]){ en->idle_wakeups, hi->idle_wakeups }, ran);
    printf("  %s\n", over ? "not every line is met: tests/bench/README.md says why" : "every line is met");
}

static bool installed(const char *program)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
    return system(command) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "bench PROGRAM DB [PEERS]\n");
        return 2;
    }
    const char *peers = argc > 3 ? argv[3] : NULL;
    char home[] = "/tmp/itsso-bench-XXXXXX", repo[TEXT], mbox[TEXT], export[TEXT], text[TEXT], folder[TEXT];
    if (!mkdtemp(home))
        return 3;
    snprintf(repo, sizeof repo, "%s/repo", peers ? peers : "");
    snprintf(mbox, sizeof mbox, "%s/mbox", peers ? peers : "");
    snprintf(export, sizeof export, "%s/ncdu.json", peers ? peers : "");
    snprintf(folder, sizeof folder, "set folder=%s", peers ? peers : "");
    snprintf(text, sizeof text, "%s/lines.txt", peers ? peers : "");
#define OURS(label, language, found)                                                                                               \
    { .name = label, .argv = { argv[1], "--db", argv[2], "--lang", language, NULL }, .ready = found, .open = "2", .down = "<Down>", \
      .page_down = "<PageDown>", .home = "<Home>", .end = "<End>", .search_begin = "/", .search_leave = "<Esc>",                   \
      .search = { "0412/26", "verma", "376", "5(l)" }, .jump = { "1", "4" }, .jump_back = "2", .ours = true }
    struct subject subjects[] = {
        OURS("itsso-tui, 1,000,000 cases, English", "en", "/26"), OURS("itsso-tui, 1,000,000 cases, Hindi", "hi", "/26"),
        { .name = "tig, 18,700 commits", .argv = { "tig", NULL }, .folder = repo, .ready = "commit 18699", .down = "<Down>",
          .page_down = "<PageDown>", .home = "<Home>", .end = "<End>", .search_begin = "/", .search = { "commit 17000" },
          .search_enter = "<Enter>" },
        { .name = "htop, the processes here", .argv = { "htop", NULL }, .ready = "F10", .down = "<Down>", .page_down = "<PageDown>",
          .home = "<Home>", .end = "<End>", .search_begin = "/", .search = { "bench" }, .search_leave = "<Esc>" },
        { .name = "ncdu, 200,000 entries", .argv = { "ncdu", "-f", export, NULL }, .ready = "file-", .down = "<Down>",
          .page_down = "<PageDown>", .home = "<Home>", .end = "<End>" },
        { .name = "mutt, 20,000 messages", .argv = { "mutt", "-n", "-F", "/dev/null", "-e", folder, "-R", "-f", mbox, NULL },
          .ready = "message 1", .open = "<Home>", .down = "<Down>", .page_down = "<PageDown>", .home = "<Home>", .end = "<End>",
          .search_begin = "/", .search = { "message 17000" }, .search_enter = "<Enter>", .search_leave = "<Home>" },
        { .name = "less, 100 MB", .argv = { "less", text, NULL }, .ready = "line 1 ", .down = "<Down>", .page_down = "<PageDown>",
          .home = "g", .end = "G", .search_begin = "/", .search = { "line 1500000 " }, .search_enter = "<Enter>",
          .search_leave = "g" },
    };
    enum { COUNT = sizeof subjects / sizeof *subjects };
    struct result results[COUNT] = { 0 };
    printf("%-34s %7s %7s  %-14s %-14s %-14s %-14s %-14s %-14s %10s   %s\n", "ms / bytes, medians", "start", "RSS MiB", "Down",
           "scroll", "PageDown", "Home", "End", "search", "200 Downs", "idle 5 s");
    for (int i = 0; i < COUNT; i++) {
        if (!subjects[i].ours && (!peers || !installed(subjects[i].argv[0]))) {
            printf("%-34s not installed\n", subjects[i].name);
            continue;
        }
        results[i] = measure(&subjects[i], home);
        print_row(&subjects[i], &results[i]);
        print_out("");
    }
    print_budget(&subjects[0], &results[0], &results[1]);
    char remove[64];
    snprintf(remove, sizeof remove, "rm -rf %s", home);
    return system(remove) == 0 ? 0 : 3;
}
