/* For the tests that ask a gateway over real TLS: a small world, its gateway with a metrics port, and requests of a station, a district, a
 * stranger. One world at a time. */
#ifndef ITSSO_TESTS_GATEWAY_ASKS_H
#define ITSSO_TESTS_GATEWAY_ASKS_H

#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <pthread.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/sync/lib/ask.h"
#include "tests/sync/lib/certs.h"
#include "tests/sync/lib/world.h"
#include "tests/sync/lib/world_inside.h"

static struct world world;
static const char *device = "d1"; /* that asks */
static char crl[200], metrics_url[100];

static inline void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

/* ---- asking ---- */

static inline const char *in_ca(const char *name, const char *end)
{
    static char path[16][300];
    static int next;
    char *out = path[next++ % 16];
    snprintf(out, sizeof path[0], "%s/%s%s", world.ca, name, end);
    return out;
}

static inline struct ask as(const char *unit, const char *path)
{
    return (struct ask){ .port = world.port, .ca = in_ca("ca", ".crt"), .cert = unit ? in_ca(unit, ".crt") : NULL, .key = unit ? in_ca(unit, ".key") : NULL,
                         .device = device, .path = path };
}

static inline void answered(const struct ask *q, struct answer *a)
{
    ask(q, a);
    if (a->code != CURLE_OK)
        fail_msg("%s: %s", q->path, curl_easy_strerror(a->code));
    if (a->status != 304 && (!a->json || !json_is_string(json_object_get(a->json, "srv_time"))))
        fail_msg("%s: status %ld: %s", q->path, a->status, a->text ? a->text : "");
}

/* Asks, holds the status (and the problem's name, "" none), and gives the answer. */
static inline struct answer asked(struct ask q, long status, const char *problem)
{
    struct answer a;
    answered(&q, &a);
    if (a.status != status || strcmp(answer_problem(&a), problem) != 0)
        fail_msg("%s: %ld %s expected, got %ld: %s", q.path, status, problem, a.status, a.text ? a.text : "");
    if (*problem)
        assert_string_equal(a.type, "application/problem+json");
    return a;
}

static inline void is(struct ask q, long status, const char *problem)
{
    struct answer a = asked(q, status, problem);
    answer_free(&a);
}

static inline struct ask post(const char *unit, const char *path, const char *body)
{
    struct ask q = as(unit, path);
    q.body = body;
    return q;
}

static inline const char *ops_body(int id, int seq, const char *case_no, const char *text)
{
    static char body[4][1000];
    static int next;
    char *out = body[next++ % 4];
    snprintf(out, sizeof body[0], "{\"device\": \"%s\", \"state\": {}, \"entries\": [[\"019abf3e-6d1c-7c2a-9d55-%012d\", \"%s\", %d, \"%s\", \"note\", \"\", \"\", null, "
                                  "\"\", \"\", \"%s\", \"hm1\", \"2026-11-20T06:10:00.000Z\"]]}", device, id, device, seq, case_no, text);
    return out;
}

/* ---- the gateway ---- */

static inline void serve(const char *const *extra)
{
    char said[128];
    const char *argv[40] = { world_program("itsso-gateway"), "serve", "--store", world.store, "--listen", world.listen, "--tls-cert", in_ca("server", ".crt"),
                             "--tls-key", in_ca("server", ".key"), "--client-ca", in_ca("ca", ".crt"), "--crl", crl, "--metrics", "127.0.0.1:0",
                             "--high-water", world_path(&world, "high-water") };
    int n = *world.pg.folder ? 18 : 16;
    for (; extra && *extra; extra++)
        argv[n++] = *extra;
    argv[n] = NULL;
    must(proc_start(&world.gateway, argv, NULL, world_path(&world, "gateway.log")));
    if (!proc_wait_line(&world.gateway, "metrics on ", metrics_url, sizeof metrics_url, 20000) ||
        !proc_wait_line(&world.gateway, "listening on 127.0.0.1:", said, sizeof said, 20000))
        fail_msg("it does not listen; see %s/gateway.log", world.top);
    world.port = atoi(said);
}

static inline int begin(void **state)
{
    (void)state;
    if (!world_begin(&world, 7))
        return -1;
    snprintf(crl, sizeof crl, "%s", in_ca("crl", ".pem"));
    world_invent(&world, 30);
    static const char *const units[] = { STATION_A, STATION_B, DISTRICT, "31777777" };
    for (int i = 0; i < 4; i++)
        must(world_command(&world, (const char *const[]){ "ca", "issue", world.ca, units[i], NULL }));
    must(world_load(&world));
    return 0;
}

static inline int begin_serve(void **state)
{
    int status = begin(state);
    if (status == 0)
        serve(NULL);
    return status;
}

static inline int end(void **state)
{
    (void)state;
    world_end(&world);
    return 0;
}

static inline double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline bool holds(const char *text, const char *word)
{
    return text && strstr(text, word) != NULL;
}

/* ---- waiting ---- */

struct waiting { struct ask q; struct answer a; pthread_t thread; double took; };

static inline void *wait_for_it(void *context)
{
    struct waiting *w = context;
    double begun = now_s();
    ask(&w->q, &w->a);
    w->took = now_s() - begun;
    return NULL;
}

static inline void cursor_now(const char *unit, int wait, char *path, size_t cap)
{
    struct answer a = asked(as(unit, "/snapshot?limit=1"), 200, "");
    snprintf(path, cap, "/changes?wait=%d&since=%s", wait, json_string_value(json_object_get(a.json, "c0")));
    answer_free(&a);
}

static inline void rows_came(struct waiting *w, long rows)
{
    pthread_join(w->thread, NULL);
    assert_int_equal(w->a.code, CURLE_OK);
    assert_int_equal(w->a.status, 200);
    assert_int_equal(json_integer_value(json_object_get(w->a.json, "n")), rows);
    answer_free(&w->a);
}

/* Until /metrics says that so many wait. */
static inline void until_waiting(int n)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, "\nitsso_waiters %d\n", n);
    for (double until = now_s() + 20; now_s() < until;) {
        struct ran ran;
        char url[140];
        snprintf(url, sizeof url, "%s/metrics", metrics_url);
        proc_run((const char *const[]){ "curl", "-s", "--noproxy", "*", url, NULL }, NULL, NULL, 10000, &ran);
        bool there = holds(ran.out, wanted);
        ran_free(&ran);
        if (there)
            return;
    }
    fail_msg("not %d wait", n);
}

static inline void begin_waiting(struct waiting *w, const char *unit, int seconds, char path[200])
{
    cursor_now(unit, seconds, path, 200);
    w->q = as(unit, path);
    assert_int_equal(pthread_create(&w->thread, NULL, wait_for_it, w), 0);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, begin_serve, end)

#endif
