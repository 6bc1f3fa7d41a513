/* A station's sync as its people feel it, by the real programs over TLS: the first sync of 300 cases, a sync with nothing new, an entry's way up,
 * a change's way onto the screen, and a day's work over a line of 64 kbit/s whose every packet comes 600 ms late (each way).
 *   sync_line      (PROGRAM: build/itsso-tui; itsso-sync and itsso-gateway beside it). Status 1 where a line is over its budget. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/pty.h"
#include "tests/sync/lib/proxy.h"
#include "tests/sync/lib/world.h"

#define CASES 450 /* two thirds are the station's */
#define TRIES 5
#define DAY_CHANGES 60 /* cases of both stations that change in a day; 300 cases have their FIR, IO or status changed far more seldom */
#define DAY_ENTRIES 30
#define LINE_BYTES_S 8000 /* 64 kbit/s */
#define LINE_DELAY_MS 600

static struct world w;
static int over;

static void need(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "sync_line: %s: %s\n", what, world_why(&w));
    world_end(&w);
    exit(3);
}

static void budget(const char *name, double value, double limit, const char *unit)
{
    bool holds = value <= limit;
    over |= !holds;
    printf("  %-58s %8.0f %s (budget %.0f) %s\n", name, value, unit, limit, holds ? "ok" : "OVER");
    fflush(stdout);
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *numbers, int n)
{
    qsort(numbers, (size_t)n, sizeof *numbers, by_number);
    return numbers[n / 2];
}

/* Milliseconds of a sync from the start of the program to its end; its figures. */
static double sync_ms(struct station *s, long long figures[3])
{
    struct ran ran;
    long long received = 0;
    station_run(s, NULL, &ran, (const char *const[]){ "sync", NULL }, NULL);
    const char *at = strstr(ran.out, "requests=");
    if (ran.status != 0 || !at || sscanf(at, "requests=%lld in=%lld out=%lld", &figures[0], &figures[1], &figures[2]) != 3 ||
        sscanf(ran.out, "received=%lld", &received) != 1)
        fprintf(stderr, "sync_line: %s%s\n", ran.out, ran.err);
    need(ran.status == 0, "a sync");
    double ms = ran.ms;
    ran_free(&ran);
    return ms;
}

static void on_loopback(void)
{
    double first[TRIES], again[TRIES];
    long long figures[3] = { 0 };
    for (int i = 0; i < TRIES; i++) {
        struct station s;
        char name[16];
        snprintf(name, sizeof name, "first%d", i);
        need(station_begin(&s, &w, name, STATION_A, 0), "a station");
        first[i] = sync_ms(&s, figures);
        again[i] = sync_ms(&s, figures);
        station_end(&s);
    }
    budget("first sync of a station, 300 cases, loopback", median(first, TRIES), 300, "ms");
    printf("  %-58s %8.0f ms\n", "the same again, nothing new", median(again, TRIES));
    budget("  its requests", (double)figures[0], 1, "");
    budget("  its bytes of HTTP, both ways", (double)(figures[1] + figures[2]), 1023, "B");
}

static void over_a_thin_line(void)
{
    struct station s;
    long long figures[3] = { 0 };
    char label[96];
    struct proxy *proxy = proxy_start(w.port);
    need(proxy != NULL, "a proxy");
    need(station_begin(&s, &w, "thin", STATION_A, proxy_port(proxy)), "a station");
    sync_ms(&s, figures);
    world_live(&w, DAY_CHANGES);
    need(world_load(&w), "a load");
    for (int i = 0; i < DAY_ENTRIES; i++)
        need(station_enter_any(&s), "an entry");
    struct proxy_fault thin = PROXY_GOOD;
    thin.bytes_per_second = LINE_BYTES_S;
    thin.delay_ms = LINE_DELAY_MS;
    proxy_set(proxy, &thin);
    double ms = sync_ms(&s, figures) + 2 * LINE_DELAY_MS; /* the proxy takes the connection at once: TCP's handshake is added */
    snprintf(label, sizeof label, "a day (%d changes, %d entries): 64 kbit/s, 600 ms each way", DAY_CHANGES, DAY_ENTRIES);
    budget(label, ms, 10000, "ms");
    printf("  %-58s %8lld\n", "  its requests", figures[0]);
    printf("  %-58s %8lld B\n", "  on the line, TLS and all", (long long)(proxy_bytes(proxy, PROXY_UP) + proxy_bytes(proxy, PROXY_DOWN)));
    ms = sync_ms(&s, figures) + 2 * LINE_DELAY_MS;
    printf("  %-58s %8.0f ms\n", "  nothing new, over the same line", ms);
    station_end(&s);
    proxy_stop(proxy);
}

static void at_the_screen(void)
{
    struct station s;
    double longest = 0;
    char program[128];
    need(station_begin(&s, &w, "screen", STATION_A, 0), "a station");
    snprintf(program, sizeof program, "%s", getenv("PROGRAM") ? getenv("PROGRAM") : "build/itsso-tui");
    const char *argv[] = { program, "--config", s.conf, NULL }, *env[] = { s.home, NULL };
    long long figures[3];
    sync_ms(&s, figures);
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env });
    if (!p || !pty_wait_text(p, "VPN up") || !pty_keys(p, "2") || !pty_wait_text(p, "open, by days left")) {
        fprintf(stderr, "sync_line: %s\n", pty_why());
        world_end(&w);
        exit(3);
    }
    for (int i = 0; i < TRIES; i++) {
        char officer[32];
        snprintf(officer, sizeof officer, "D Officer%c", 'A' + i);
        for (int c = 0; c < w.n_cases; c++)
            snprintf(w.cases[c].io, sizeof w.cases[c].io, "%s", officer);
        need(world_load(&w), "a load");
        double loaded = pty_now_ms();
        while (pty_find(p, officer, NULL) < 0 && pty_now_ms() < loaded + 20000)
            pty_settle(p, 5, 20);
        double took = pty_last_byte_ms(p) - loaded;
        longest = took > longest ? took : longest;
    }
    pty_stop(p);
    station_end(&s);
    budget("a change at the gateway is on the screen (the longest of 5)", longest, 2000, "ms");
}

int main(void)
{
    need(world_begin(&w, 5), "a world");
    world_invent(&w, CASES);
    need(world_load(&w) && world_serve(&w, NULL), "a gateway");
    on_loopback();
    at_the_screen();
    over_a_thin_line();
    world_end(&w);
    return over;
}
