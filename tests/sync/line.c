/* Holds what becomes of a sync on a line that fails: reset, cut, silent, a byte a second, turned bits: the right class in
 * `itsso-tui sync --status --format json`, nothing lost of what was entered, and once the line is good again the next sync brings both sides
 * together; and that slow lines carry it. Wrong answers: answers.c; certificates and clocks: certificates.c; restored ends: restored.c; every
 * byte: cuts.c; a real network: netns.c. ITSSO_LONG=1: more places. */
#include <signal.h>

#include "tests/sync/scene.h"

static void good_proxy(void)
{
    proxy_set(proxy, &PROXY_GOOD);
}

/* Seconds in place of eight and twenty. */
static const char *const patience[] = { "ITSSO_SYNC_PATIENCE=1", NULL };

static void on_this_line(const char *name, const struct proxy_fault *fault, const char *classes, bool may_do)
{
    a_little_to_do();
    proxy_set(proxy, fault);
    station.program = STEPS;
    fails_and_recovers(name, classes, patience, may_do, good_proxy);
    station.program = NULL;
}

static void connections_are_cut(void **state)
{
    (void)state;
    struct proxy_fault fault = PROXY_GOOD;
    must(station_point(&station, proxy_port(proxy), ""));
    fault.turn_away = true;
    on_this_line("each connection is reset", &fault, "server-down line-broke", false);
    for (int way = 0; way < 2; way++)
        for (int how = PROXY_FIN; how <= PROXY_SILENCE; how++)
            for (int64_t at = 0; at <= 2500; at += how == PROXY_SILENCE && !longer() ? 2500 : 1250) { /* in the handshake, in the middle of it, after it */
                fault = PROXY_GOOD;
                fault.cut_after[way] = at;
                fault.cut = (enum proxy_cut)how;
                fault.every = true;
                on_this_line("each connection is cut", &fault, "line-broke server-down vpn-down", way == PROXY_UP && at > 1250);
            }
}

static void nobody_says_anything(void **state)
{
    (void)state;
    struct proxy_fault fault = PROXY_GOOD;
    must(station_point(&station, proxy_port(proxy), ""));
    fault.mute = true;
    on_this_line("nobody says anything", &fault, "server-down", false);
}

/* Below 30 bytes a second the line counts as broken: from the first byte on, in the handshake, in the middle of the answers. */
static void a_byte_a_second(void **state)
{
    (void)state;
    static const int from[] = { 0, 3500, 1500 };
    must(station_point(&station, proxy_port(proxy), ""));
    for (int i = 0; i < (longer() ? 3 : 2); i++) {
        struct proxy_fault fault = PROXY_GOOD;
        fault.bytes_per_second = 1;
        fault.slow_from = from[i];
        on_this_line("a byte a second", &fault, "line-broke server-down", false);
    }
}

/* Turned bits: TLS sees them, whichever byte it is. */
static void flipped_bytes(void **state)
{
    (void)state;
    must(station_point(&station, proxy_port(proxy), ""));
    for (int64_t at = 7; at < 9000; at += longer() ? 101 : at < 3000 ? 631 : 2371)
        for (int way = 0; way < 2; way++) {
            struct proxy_fault fault = PROXY_GOOD;
            a_little_to_do();
            fault.flip_at[way] = at;
            proxy_set(proxy, &fault);
            station.program = STEPS;
            int status = station_sync(&station, patience); /* a turned length lets one end wait */
            station.program = NULL;
            if (status != 0 && status != 3)
                fail_msg("a byte turned at %d: sync ended with %d: %s", (int)at, status, world_why(&world));
            must(world_kept(&station));
            good_proxy();
            must(station_sync(&station, NULL) == 0);
            must(world_same(&station));
        }
}

/* Slow and slicing, and good all the same. */
static void lines_that_hold(void **state)
{
    (void)state;
    must(station_point(&station, proxy_port(proxy), ""));
    struct proxy_fault slow[3] = { PROXY_GOOD, PROXY_GOOD, PROXY_GOOD };
    slow[0].delay_ms = 120;
    slow[1].slice = 7;
    slow[2].bytes_per_second = 8000;
    for (int i = 0; i < 3; i++) {
        a_little_to_do();
        proxy_set(proxy, &slow[i]);
        must(station_sync(&station, NULL) == 0);
        good_proxy();
        must(world_same(&station));
    }
}

static void server_down(void **state)
{
    (void)state;
    must(station_point(&station, world.port, ""));
    a_little_to_do();
    int port = world.port;
    world_stop(&world, SIGKILL);
    assert_int_equal(station_sync(&station, NULL), 3);
    class_is("nobody listens", "server-down");
    must(world_kept(&station));
    snprintf(world.listen, sizeof world.listen, "127.0.0.1:%d", port);
    must(world_serve(&world, NULL));
    must(station_sync(&station, NULL) == 0);
    must(world_same(&station));
}

static int setup(void **state)
{
    (void)state;
    return scene_begin(6, 150, WITH_PROXY, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections_are_cut), cmocka_unit_test(nobody_says_anything), cmocka_unit_test(a_byte_a_second),
        cmocka_unit_test(flipped_bytes), cmocka_unit_test(lines_that_hold), cmocka_unit_test(server_down),
    };
    return cmocka_run_group_tests_name("the line", tests, setup, scene_end);
}
