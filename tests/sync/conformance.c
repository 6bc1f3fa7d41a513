/* Holds that our gateway keeps docs/sync-api.yaml, by the program that anyone can point at their own (tests/conformance): read only, and with
 * --write; and that the program finds fault with a server that does not keep it. On SQLite; on PostgreSQL where it is installed. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tests/pty_check.h"
#include "tests/sync/lib/front.h"
#include "tests/sync/lib/pg.h"
#include "tests/sync/lib/world.h"

static struct world world;
static struct station station;

static void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

static void conformance(struct ran *ran, int port, bool write)
{
    static char program[600];
    char url[64], ca[200];
    const char *path = program_path(), *slash = strrchr(path, '/');
    snprintf(program, sizeof program, "%.*stests/conformance/conformance", slash ? (int)(slash - path) + 1 : 0, path);
    snprintf(url, sizeof url, "https://127.0.0.1:%d", port);
    snprintf(ca, sizeof ca, "%s/ca.crt", world.ca);
    const char *argv[] = { program, "--url", url, "--ca", ca, "--cert", station.cert, "--key", station.key, "--api", "docs/sync-api.yaml", write ? "--write" : NULL, NULL };
    proc_run(argv, NULL, NULL, WORLD_LIMIT_MS, ran);
}

static void keeps_all(bool write)
{
    struct ran ran;
    conformance(&ran, world.port, write);
    if (ran.status != 0 || strstr(ran.out, "\nnot ok"))
        fail_msg("ended with %d:\n%s%s", ran.status, ran.out, ran.err);
    assert_non_null(strstr(ran.out, "\n1..")); /* it came to its end */
    ran_free(&ran);
}

static void world_on(const char *store)
{
    if (!world_begin(&world, 31)) {
        must(false);
        return;
    }
    if (store)
        snprintf(world.store, sizeof world.store, "%s", store);
    world_invent(&world, 700);
    must(world_load(&world));
    world_live(&world, 30);
    must(world_load(&world));
    must(world_serve(&world, (const char *const[]){ "--rate", "0", "--high-water", world_path(&world, "high-water"), NULL }));
    must(station_begin(&station, &world, "pc", STATION_A, 0));
}

static void away(void)
{
    station_end(&station);
    world_end(&world);
}

static void on_sqlite(void **state)
{
    (void)state;
    world_on(NULL);
    keeps_all(false);
    keeps_all(true);
    keeps_all(false);
    away();
}

static void on_postgresql(void **state)
{
    (void)state;
    struct pg pg;
    if (!pg_begin(&pg)) {
        print_message("# %s\n", pg.why);
        pg_end(&pg);
        skip();
    }
    world_on(pg.url);
    keeps_all(false);
    keeps_all(true);
    away();
    pg_end(&pg);
}

/* The program itself: a server that drops its ends, counts wrongly or answers as it did before is found out. */
static void finds_fault(void **state)
{
    (void)state;
    static const struct front_rule rules[] = { { .fault = FRONT_NO_END, .path = "/changes" }, { .fault = FRONT_WRONG_N, .path = "/snapshot" },
                                               { .fault = FRONT_OLD, .path = "/digest" } };
    char to[64], cert[200], key[200], ca[200];
    world_on(NULL);
    snprintf(to, sizeof to, "https://127.0.0.1:%d", world.port);
    snprintf(cert, sizeof cert, "%s/server.crt", world.ca);
    snprintf(key, sizeof key, "%s/server.key", world.ca);
    snprintf(ca, sizeof ca, "%s/ca.crt", world.ca);
    struct front *front = front_start(&(struct front_options){ .to = to, .cert = cert, .key = key, .ca = ca, .client_cert = station.cert, .client_key = station.key });
    assert_non_null(front);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct ran ran;
        front_set(front, &rules[i]);
        conformance(&ran, front_port(front), false);
        if (ran.status != 1 || !strstr(ran.out, "\nnot ok"))
            fail_msg("rule %zu: ended with %d:\n%s%s", i, ran.status, ran.out, ran.err);
        ran_free(&ran);
    }
    /* a web page in place of all answers keeps none of it: what is not left out is not ok */
    struct ran ran;
    front_set(front, &(struct front_rule){ .fault = FRONT_PORTAL });
    conformance(&ran, front_port(front), false);
    assert_int_equal(ran.status, 1);
    for (char *rest = ran.out, *line; (line = strsep(&rest, "\n"));)
        if (strncmp(line, "ok ", 3) == 0 && !strstr(line, "# SKIP") && !strstr(line, "the document's calls"))
            fail_msg("a web page is taken for it: %s", line);
    ran_free(&ran);
    front_stop(front);
    away();
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(on_sqlite), cmocka_unit_test(on_postgresql), cmocka_unit_test(finds_fault) };
    return cmocka_run_group_tests_name("conformance", tests, NULL, NULL);
}
