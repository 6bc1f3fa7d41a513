/* Holds that a sync which downloads, uploads and repairs may be stopped anywhere: the client at each durable step, and at any moment (kill -9, SIGTERM), the server
 * before and after each request (kill -9, its answer lost or not) and in the middle of it. Started again, both sides end as after an
 * undisturbed sync: equal, each entry applied exactly once. The line that stops: cuts.c; both ends killed at a byte: kills.c. ITSSO_LONG=1: more rounds. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/sync/scene.h"

#define STOPPED 70                     /* how it ends at the one that it was told */

/* ---- the client stops ---- */

/* false: it came to its end before. */
static bool stopped_at_step(int step)
{
    char stop[40];
    snprintf(stop, sizeof stop, "ITSSO_SYNC_STOP=%d", step);
    station.program = STEPS;
    int status = station_sync(&station, (const char *const[]){ stop, NULL });
    station.program = NULL;
    if (status != STOPPED && status != 0)
        fail_msg("step %d: %s", step, world_why(&world));
    return status == STOPPED;
}

static void client_stops_at_each_step(void **state)
{
    (void)state;
    int steps = 0;
    must(station_point(&station, proxy_port(proxy), ""));
    for (int step = 1;; step++) {
        something_to_do(3);
        bool stopped = stopped_at_step(step);
        must(world_kept(&station));
        end_is_right("stopped at step", step);
        if (!stopped)
            break;
        steps++;
    }
    print_message("# %d steps\n", steps);
    assert_true(steps >= 6);
}

/* From here on there is so much that a first sync has several pages, which wait in the stage for the last one. */
static void grow(void)
{
    if (world.n_cases < 1500)
        world_invent(&world, 1700 - world.n_cases);
    must(world_load(&world));
}

static void first_sync_stops_at_each_step(void **state)
{
    (void)state;
    int steps = 0;
    grow();
    for (int step = 1;; step++) {
        begin_anew();
        bool stopped = stopped_at_step(step);
        end_is_right("a first sync stopped at step", step);
        if (!stopped)
            break;
        steps++;
    }
    print_message("# %d steps\n", steps);
    assert_true(steps >= 7);
}

/* Stopped again and again: at the first step, then at the second …, without a good sync between. */
static void it_comes_through_at_last(void **state)
{
    (void)state;
    something_to_do(3);
    int step = 1;
    for (; stopped_at_step(step) && step < 60; step++)
        must(world_kept(&station));
    assert_true(step > 2); /* each one has done a part of it, so that there is ever less to do */
    end_is_right("stopped ever later", step);
}

static double took_ms;

static void kill_after(double ms, int signal)
{
    struct proc child;
    char log[200];
    const char *program = program_path();
    const char *argv[] = { program, "--config", station.conf, "sync", NULL };
    const char *env[] = { station.home, NULL };
    snprintf(log, sizeof log, "%s/killed.log", world.top);
    assert_true(proc_start(&child, argv, env, log));
    struct timespec pause = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms * 1e6) % 1000000000 };
    nanosleep(&pause, NULL);
    int status = proc_end(&child, signal, 10000);
    if (status == -1)
        fail_msg("signal %d does not end it", signal);
}

static void client_is_killed(void **state)
{
    (void)state;
    int rounds = longer() ? 300 : 6;
    something_to_do(3);
    double began = pty_now_ms();
    end_is_right("undisturbed", 0);
    took_ms = pty_now_ms() - began;
    for (int i = 0; i < rounds; i++) {
        something_to_do(2);
        kill_after(took_ms * (double)world_dice(&world, 1000) / 1000, i % 3 == 2 ? SIGTERM : SIGKILL);
        must(world_kept(&station));
        end_is_right("killed in round", i);
    }
}

/* ---- the server stops ---- */

static struct { int at; bool after, done; } plan;

static void restart_gateway(void)
{
    if (world.port == 0)
        must(world_serve(&world, NULL)); /* the port stays: world.listen */
}

static void kill_gateway(void *context, int request, bool after)
{
    (void)context;
    if (request != plan.at || after != plan.after || plan.done)
        return;
    plan.done = true;
    world_stop(&world, SIGKILL);
}

/* `lost`: the answer to the request after which it was killed does not reach the client. */
static void server_stops_at_each_request(bool after, bool lost)
{
    must(station_point(&station, front_port(front), ""));
    for (int request = 1; request < 60; request++) {
        something_to_do(2);
        front_set(front, &(struct front_rule){ .fault = lost ? FRONT_LOST : FRONT_PASS, .skip = request - 1, .times = 1 });
        plan.at = request;
        plan.after = after;
        plan.done = false;
        front_hook(front, kill_gateway, NULL);
        int status = station_sync(&station, NULL);
        front_hook(front, NULL, NULL);
        front_set(front, &(struct front_rule){ .fault = FRONT_PASS });
        if (status != 0 && status != 3)
            fail_msg("request %d: %s", request, world_why(&world));
        restart_gateway();
        end_is_right("the server was killed at request", request);
        if (!plan.done) {
            assert_true(request > 3);
            return;
        }
    }
    fail_msg("a sync of more than 60 requests");
}

static void server_stops_before_each_request(void **state)
{
    (void)state;
    server_stops_at_each_request(false, false);
}

static void server_stops_after_each_request(void **state)
{
    (void)state;
    server_stops_at_each_request(true, false);
    server_stops_at_each_request(true, true);
}

/* At any moment, in the middle of whatever it does. */
static void server_is_killed(void **state)
{
    (void)state;
    int rounds = longer() ? 200 : 6;
    must(station_point(&station, proxy_port(proxy), ""));
    for (int i = 0; i < rounds; i++) {
        struct proc child;
        char log[200];
        const char *argv[] = { program_path(), "--config", station.conf, "sync", NULL };
        const char *env[] = { station.home, NULL };
        something_to_do(3);
        snprintf(log, sizeof log, "%s/killed.log", world.top);
        proxy_set(proxy, &PROXY_GOOD);
        assert_true(proc_start(&child, argv, env, log));
        double ms = took_ms * (double)world_dice(&world, 1000) / 1000;
        nanosleep(&(struct timespec){ .tv_nsec = (long)(ms * 1e6) % 1000000000 }, NULL);
        world_stop(&world, SIGKILL);
        int status = proc_end(&child, 0, WORLD_LIMIT_MS);
        if (status != 0 && status != 3)
            fail_msg("round %d: sync ended with %d; see %s", i, status, log);
        restart_gateway();
        end_is_right("the server was killed in round", i);
    }
}

static int setup(void **state)
{
    (void)state;
    return scene_begin(3, 120, WITH_FRONT | WITH_PROXY, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_stops_at_each_step),        cmocka_unit_test(it_comes_through_at_last),        cmocka_unit_test(client_is_killed),
        cmocka_unit_test(server_stops_before_each_request), cmocka_unit_test(server_stops_after_each_request), cmocka_unit_test(server_is_killed),
        cmocka_unit_test(first_sync_stops_at_each_step),
    };
    return cmocka_run_group_tests_name("stops", tests, setup, scene_end);
}
