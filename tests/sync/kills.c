/* Holds that either end may be killed (kill -9) at any byte of a sync that downloads, uploads and repairs: the client and the gateway, at every
 * 1,000th of each way. Started again, both sides end as after an undisturbed sync: equal, each entry applied exactly once. Killed at each
 * step: stops.c. ITSSO_LONG=1: every 100th byte. */
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sync/scene.h"

static int64_t pace(void)
{
    return longer() ? 100 : 1000;
}

static void right_after_kill(const char *who, int way, int64_t at)
{
    if (station_sync(&station, NULL) != 0 || !world_same(&station))
        fail_msg("%s was killed at byte %d %s: %s", who, (int)at, way == PROXY_UP ? "upwards" : "downwards", world_why(&world));
}

static atomic_int victim; /* 0: not known yet */

static void kill_victim(void *unused)
{
    (void)unused;
    for (int i = 0; i < 5000 && atomic_load(&victim) == 0; i++) /* the client that has just been started */
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    if (atomic_load(&victim) > 0)
        kill(atomic_load(&victim), SIGKILL);
}

static void set_fault(int way, int64_t at)
{
    struct proxy_fault fault = PROXY_GOOD;
    fault.cut_after[way] = at;
    fault.cut = PROXY_RST;
    fault.at_cut = kill_victim;
    proxy_set(proxy, &fault);
}

/* The sync in the background; its status, 128 + SIGKILL where it was killed. */
static int sync_status(bool kill_it)
{
    struct proc child;
    char log[200];
    const char *argv[] = { program_path(), "--config", station.conf, "sync", NULL };
    const char *env[] = { station.home, NULL };
    snprintf(log, sizeof log, "%s/killed.log", world.top);
    assert_true(proc_start(&child, argv, env, log));
    if (kill_it)
        atomic_store(&victim, (int)child.pid);
    return proc_end(&child, 0, WORLD_LIMIT_MS);
}

static void the_client_is_killed(void **state)
{
    (void)state;
    int killed = 0, points = 0;
    for (int way = 0; way < 2; way++) {
        int64_t bytes = bytes_of_sync((enum proxy_way)way);
        for (int64_t at = 0; at <= bytes; at += pace(), points++) {
            something_to_do(2);
            atomic_store(&victim, 0);
            set_fault(way, at);
            int status = sync_status(true);
            if (status != 0 && status != 3 && status != 128 + SIGKILL)
                fail_msg("byte %d: sync ended with %d; see %s/killed.log", (int)at, status, world.top);
            killed += status == 128 + SIGKILL;
            proxy_set(proxy, &PROXY_GOOD);
            must(world_kept(&station));
            right_after_kill("the client", way, at);
        }
    }
    print_message("# %d points, killed at %d\n", points, killed);
    assert_true(killed > points / 2);
}

static void the_gateway_is_killed(void **state)
{
    (void)state;
    int points = 0, killed = 0;
    for (int way = 0; way < 2; way++) {
        int64_t bytes = bytes_of_sync((enum proxy_way)way);
        for (int64_t at = 0; at <= bytes; at += pace(), points++) {
            something_to_do(2);
            atomic_store(&victim, (int)world.gateway.pid);
            set_fault(way, at);
            int status = sync_status(false);
            if (status != 0 && status != 3)
                fail_msg("byte %d: sync ended with %d; see %s/killed.log", (int)at, status, world.top);
            bool dead = proxy_has_cut(proxy);
            killed += dead;
            proxy_set(proxy, &PROXY_GOOD);
            if (dead) {
                world_stop(&world, 0);
                must(world_serve(&world, NULL)); /* the port stays: world.listen */
            }
            right_after_kill("the gateway", way, at);
        }
    }
    print_message("# %d points, killed at %d\n", points, killed);
    assert_true(killed > points / 2);
}

static int setup(void **state)
{
    (void)state;
    return scene_begin(13, 120, WITH_PROXY, NULL) == 0 && station_point(&station, proxy_port(proxy), "") ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_client_is_killed), cmocka_unit_test(the_gateway_is_killed) };
    return cmocka_run_group_tests_name("kills", tests, setup, scene_end);
}
