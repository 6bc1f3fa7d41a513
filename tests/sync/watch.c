/* Holds what `itsso-tui sync --watch` promises (real programs, a real gateway): it ends when told to, a second one says who is at work and hurries
 * that one, entries go up within a second, after an outage each unit has a second of the minute of its own, then the back-off grows and
 * --status shows when it tries again, "now" is now, a certificate that is not accepted stops it with a sentence until another lies there, and a
 * changed configuration is taken without anybody starting it anew. And that a sync with nothing new is one request of under 1 KB. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "src/clock.h"
#include "src/sync/backoff.h"
#include "src/sync_lock.h"
#include "tests/sync/lib/certs.h"
#include "tests/sync/lib/oracle.h"
#include "tests/sync/scene.h"

#define SOON_MS 15000
#define CASE_A "31999001/0001/2026"

static struct proc watch;

/* ---- the world: a gateway that comes back to the same port, and a folder that is watched ---- */

static int begin(void **state)
{
    (void)state;
    if (!world_begin(&world, 12))
        return -1;
    world_invent(&world, 12);
    if (world_load(&world) && world_serve(&world, (const char *const[]){ "--log", "all", NULL })) {
        snprintf(world.listen, sizeof world.listen, "127.0.0.1:%d", world.port);
        return 0;
    }
    print_error("%s\n", world_why(&world));
    return -1;
}

static int end(void **state)
{
    (void)state;
    world_end(&world);
    return 0;
}

static int begin_watch(void **state)
{
    static int n;
    char name[16];
    (void)state;
    snprintf(name, sizeof name, "pc%d", ++n);
    if (world.port == 0 && !world_serve(&world, NULL))
        return -1;
    return station_begin(&station, &world, name, STATION_A, 0) &&
                   station_start(&station, &watch, (const char *const[]){ "--watch", NULL }, NULL)
               ? 0
               : -1;
}

static int end_watch(void **state)
{
    (void)state;
    if (watch.pid > 0)
        proc_end(&watch, SIGTERM, 5000);
    station_end(&station);
    return 0;
}

static json_t *status(void)
{
    json_t *now = station_status(&station, NULL);
    right(now != NULL);
    return now;
}

static const char *text(const json_t *from, const char *name)
{
    const char *value = json_string_value(json_object_get(from, name));
    return value ? value : "";
}

static int64_t number(const json_t *from, const char *name)
{
    return json_integer_value(json_object_get(from, name));
}

static bool is_class(const json_t *now, const char *class)
{
    return class ? strcmp(text(now, "class"), class) == 0 : strcmp(text(now, "class"), "well") != 0;
}

/* The status once its class is this (NULL: anything but well) and `attempt` is no longer the last attempt; the caller decrefs. */
static json_t *await(const char *class, const char *attempt)
{
    double until = pty_now_ms() + SOON_MS;
    for (;;) {
        json_t *now = status();
        if (is_class(now, class) && strcmp(text(now, "attempt_at"), attempt) != 0)
            return now;
        if (pty_now_ms() > until) {
            char *all = json_dumps(now, JSON_INDENT(1));
            print_error("not \"%s\" after %d s: %s\n", class ? class : "failed", SOON_MS / 1000, all);
            free(all);
            fail();
        }
        json_decref(now);
        usleep(50000);
    }
}

static void await_well(void)
{
    json_decref(await("well", ""));
}

static int at_gateway(const char *said)
{
    int n = 0;
    struct truth truth;
    right(truth_read(&world, STATION_A, &truth));
    for (size_t i = 0; i < truth.n; i++) {
        char *all = json_dumps(truth.at[i].entries, JSON_COMPACT);
        n += all && strstr(all, said) != NULL;
        free(all);
    }
    truth_free(&truth);
    return n;
}

/* ---- the tests ---- */

static void ends_when_told(void **state)
{
    (void)state;
    static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
    struct lock_holder holder;
    char attempt[40];
    await_well();
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        double told = pty_now_ms();
        assert_int_equal(proc_end(&watch, signals[i], 5000), 0);
        assert_true(pty_now_ms() - told < 3000); /* though a request is held at the gateway */
        assert_false(lock_held(station.folder, &holder));
        json_t *now = status();
        snprintf(attempt, sizeof attempt, "%s", text(now, "attempt_at"));
        json_decref(now);
        right(station_start(&station, &watch, (const char *const[]){ "--watch", NULL }, NULL));
        now = await("well", attempt);
        assert_int_equal(number(now, "process"), watch.pid);
        json_decref(now);
    }
}

static void second_says_who(void **state)
{
    (void)state;
    struct ran ran;
    char who[96];
    await_well();
    json_t *before = status();
    assert_true(json_is_true(json_object_get(before, "watched")));
    assert_int_equal(number(before, "process"), watch.pid);
    snprintf(who, sizeof who, "kept in sync by process %d", (int)watch.pid);
    for (int i = 0; i < 2; i++) {
        station_run(&station, NULL, &ran, i ? (const char *const[]){ "sync", "--watch", NULL } : (const char *const[]){ "sync", NULL }, NULL);
        assert_int_equal(ran.status, 3);
        if (!strstr(ran.err, who))
            fail_msg("\"%s\" does not say \"%s\"", ran.err, who);
        ran_free(&ran);
    }
    assert_true(proc_running(&watch));
    json_decref(before);
}

static void entries_go_up(void **state)
{
    (void)state;
    double longest = 0;
    await_well();
    for (int i = 0; i < 3; i++) {
        char said[32];
        snprintf(said, sizeof said, "entered meanwhile %d", i);
        right(station_enter(&station, said, (const char *const[]){ "note", CASE_A, NULL }));
        double saved = pty_now_ms();
        while (at_gateway(said) == 0 && pty_now_ms() < saved + SOON_MS)
            usleep(20000);
        longest = pty_now_ms() - saved > longest ? pty_now_ms() - saved : longest;
        assert_int_equal(at_gateway(said), 1);
    }
    print_message("# an entry was at the gateway %.0f ms after \"saved\", at most (promised: 1000)\n", longest);
    if (getenv("ITSSO_QUIET"))
        assert_true(longest <= 1000);
}

static int64_t due_after(const json_t *now, const char *from)
{
    return clock_stamp_ms(text(now, "next_at")) - clock_stamp_ms(text(now, from));
}

/* Two thousand stations are not to come back in one second; who was told "now" comes at once. */
static void waits_after_an_outage(void **state)
{
    (void)state;
    struct ran ran;
    char attempt[40];
    await_well();
    usleep(200000); /* the request that is held has begun: nothing says so to the outside */
    world_stop(&world, SIGKILL);
    json_t *now = await(NULL, ""); /* what was held broke */
    char since[40];
    snprintf(since, sizeof since, "%s", text(now, "class_since"));
    int64_t due = due_after(now, "attempt_at"), spread = backoff_spread(STATION_A);
    if (due < spread - 2000 || due > spread + 2000)
        fail_msg("the first attempt is due after %lld ms; this unit's second of the minute is at %lld ms", (long long)due, (long long)spread);
    snprintf(attempt, sizeof attempt, "%s", text(now, "attempt_at"));
    json_decref(now);
    kill(watch.pid, SIGUSR1);
    now = await("server-down", attempt);
    assert_string_equal(text(now, "class_since"), since); /* it has been offline since then, for whatever reason */
    station_run(&station, NULL, &ran, (const char *const[]){ "sync", "--status", NULL }, NULL);
    assert_non_null(strstr(ran.out, "The data centre has not answered since"));
    assert_non_null(strstr(ran.out, "next attempt: "));
    assert_non_null(strstr(ran.out, "kept in sync by process"));
    ran_free(&ran);
    for (int failures = 3; failures <= 5; failures++) {
        snprintf(attempt, sizeof attempt, "%s", text(now, "attempt_at"));
        json_decref(now);
        kill(watch.pid, SIGUSR1);
        now = await("server-down", attempt);
        due = due_after(now, "attempt_at");
        if (due < 900 || due > ((int64_t)BACKOFF_FIRST_MS << (failures - 1)) + 3000)
            fail_msg("after failure %d the next attempt is due after %lld ms", failures, (long long)due);
    }
    snprintf(attempt, sizeof attempt, "%s", text(now, "attempt_at"));
    json_decref(now);
    right(station_enter(&station, "told while it was down", (const char *const[]){ "note", CASE_A, NULL }));
    right(world_serve(&world, NULL));
    station_run(&station, NULL, &ran, (const char *const[]){ "sync", NULL }, NULL); /* "told to try now" */
    assert_int_equal(ran.status, 3);
    ran_free(&ran);
    now = await("well", attempt);
    assert_int_equal(number(now, "unsent"), 0);
    assert_int_equal(at_gateway("told while it was down"), 1);
    json_decref(now);
}

/* The authority's answer to a wrong certificate is another file: no restart, no word to the program. */
static void another_certificate(void **state)
{
    (void)state;
    char attempt[40], kept[200];
    await_well();
    snprintf(kept, sizeof kept, "%s.kept", station.cert);
    assert_int_equal(rename(station.cert, kept), 0);
    char ca_crt[160], ca_key[160];
    snprintf(ca_crt, sizeof ca_crt, "%s/ca.crt", world.ca);
    snprintf(ca_key, sizeof ca_key, "%s/ca.key", world.ca);
    assert_true(cert_again(kept, ca_crt, ca_key, -30, -2, station.cert));
    kill(watch.pid, SIGUSR1);
    json_t *now = await("not-allowed", "");
    char day[11], sentence[128];
    snprintf(attempt, sizeof attempt, "%s", text(now, "attempt_at"));
    civil_show(clock_today() - 2, day);
    snprintf(sentence, sizeof sentence, "this PC's certificate ran out on %s", day);
    if (!strstr(text(now, "sentence"), sentence))
        fail_msg("\"%s\" does not say: %s", text(now, "sentence"), sentence);
    assert_true(due_after(now, "attempt_at") > 30 * 60000); /* nobody knocks each minute with what is not accepted */
    json_decref(now);
    assert_int_equal(rename(kept, station.cert), 0);
    kill(watch.pid, SIGUSR1);
    now = await("well", attempt);
    json_decref(now);
    assert_true(proc_running(&watch));
}

static void another_address(void **state)
{
    (void)state;
    char attempt[40];
    await_well();
    world_stop(&world, SIGTERM);
    json_t *now = await(NULL, "");
    snprintf(attempt, sizeof attempt, "%s", text(now, "attempt_at"));
    json_decref(now);
    snprintf(world.listen, sizeof world.listen, "127.0.0.1:0");
    right(world_serve(&world, NULL));
    right(station_point(&station, world.port, ""));
    snprintf(world.listen, sizeof world.listen, "127.0.0.1:%d", world.port);
    kill(watch.pid, SIGUSR1);
    now = await("well", attempt);
    json_decref(now);
    kill(watch.pid, SIGTERM); /* begun anew, it still ends when told to */
    assert_int_equal(proc_end(&watch, 0, 5000), 0);
}

static int requests_at_gateway(void)
{
    int n = 0;
    char line[256];
    FILE *log = fopen(world_path(&world, "gateway.log"), "r");
    assert_non_null(log);
    while (fgets(line, sizeof line, log))
        n += strstr(line, "/itsso/v1/") != NULL;
    fclose(log);
    return n;
}

/* By the client's count of bytes (HTTP, heads too) and the gateway's of requests. */
static void nothing_new(void **state)
{
    (void)state;
    struct station quiet;
    struct ran ran;
    right(station_begin(&quiet, &world, "quiet", STATION_B, 0));
    right(station_sync(&quiet, NULL) == 0);
    int before = requests_at_gateway();
    assert_true(before >= 3); /* hello, ref, snapshot …: it is counted */
    long long requests = -1, in = -1, out = -1;
    station_run(&quiet, NULL, &ran, (const char *const[]){ "sync", NULL }, NULL);
    const char *at = strstr(ran.out, "requests=");
    assert_int_equal(ran.status, 0);
    assert_true(at && sscanf(at, "requests=%lld in=%lld out=%lld", &requests, &in, &out) == 3);
    print_message("# nothing new: %lld request, %lld bytes of HTTP down and %lld up\n", requests, in, out);
    assert_int_equal(requests, 1);
    assert_int_equal(requests_at_gateway() - before, 1);
    assert_true(in > 0 && out > 0 && in + out < 1024);
    ran_free(&ran);
    station_end(&quiet);
}

int main(void)
{
#define on_watch(test) cmocka_unit_test_setup_teardown(test, begin_watch, end_watch)
    const struct CMUnitTest tests[] = {
        on_watch(ends_when_told),        on_watch(second_says_who),     on_watch(entries_go_up),
        cmocka_unit_test(nothing_new),   on_watch(waits_after_an_outage), on_watch(another_certificate),
        on_watch(another_address),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
