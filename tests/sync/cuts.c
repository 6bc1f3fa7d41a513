/* Holds that the line may stop at any byte of a sync that downloads, uploads and repairs: at every 1,000th each way an orderly end, a reset,
 * or silence; and a first sync of several pages likewise, also on a line on which none comes through whole. Started again, both sides end as
 * after an undisturbed sync: equal, each entry applied exactly once. ITSSO_LONG=1: every 200th byte; of a first sync every 1,000th. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sync/scene.h"

/* ---- the line stops ---- */

static void line_stops(enum proxy_cut cut)
{
    int64_t pace = longer() ? 200 : 1000;
    must(station_point(&station, proxy_port(proxy), ""));
    for (int way = 0; way < 2; way++) {
        int64_t bytes = bytes_of_sync((enum proxy_way)way);
        int points = 0;
        for (int64_t at = 0; at <= bytes; at += pace, points++) {
            struct proxy_fault fault = PROXY_GOOD;
            something_to_do(2);
            fault.cut_after[way] = at;
            fault.cut = cut;
            proxy_set(proxy, &fault);
            int status = station_sync(&station, NULL);
            if (status != 0 && status != 3)
                fail_msg("cut at byte %d: %s", (int)at, world_why(&world));
            proxy_set(proxy, &PROXY_GOOD);
            end_is_right(way ? "cut downwards at byte" : "cut upwards at byte", (int)at);
        }
        print_message("# %s: %d bytes, %d points\n", way ? "down" : "up", (int)bytes, points);
    }
}

static void line_ends(void **state)
{
    (void)state;
    line_stops(PROXY_FIN);
}

static void line_is_reset(void **state)
{
    (void)state;
    line_stops(PROXY_RST);
}

/* ---- silence: each costs a second of patience, so several PCs have it at once ---- */

#define TOGETHER 8
static struct quiet_pc { struct station station; struct proxy *proxy; struct proc sync; int way; int64_t at; } quiet_pcs[TOGETHER];

static void quiet_begin(struct quiet_pc *pc, int n)
{
    char name[24];
    snprintf(name, sizeof name, "quiet%d", n);
    pc->proxy = proxy_start(world.port);
    assert_non_null(pc->proxy);
    must(station_begin(&pc->station, &world, name, n % 2 ? DISTRICT : STATION_A, proxy_port(pc->proxy)));
    must(station_sync(&pc->station, NULL) == 0);
}

/* All of them at once, each silent from its byte on; afterwards each in turn on a good line. */
static void quiet_batch(int n)
{
    static const char *const patience[] = { "ITSSO_SYNC_PATIENCE=1", NULL };
    world_live(&world, 12);
    must(world_load(&world));
    for (int i = 0; i < n; i++) {
        struct quiet_pc *pc = &quiet_pcs[i];
        struct proxy_fault fault = PROXY_GOOD;
        must(station_enter_any(&pc->station));
        fault.cut_after[pc->way] = pc->at;
        fault.cut = PROXY_SILENCE;
        proxy_set(pc->proxy, &fault);
        pc->station.program = STEPS;
        must(station_start(&pc->station, &pc->sync, NULL, patience));
        pc->station.program = NULL;
    }
    for (int i = 0; i < n; i++) {
        int status = proc_end(&quiet_pcs[i].sync, 0, WORLD_LIMIT_MS);
        if (status != 0 && status != 3)
            fail_msg("silent from byte %d: sync ended with %d", (int)quiet_pcs[i].at, status);
        proxy_set(quiet_pcs[i].proxy, &PROXY_GOOD);
    }
    for (int i = 0; i < n; i++)
        if (station_sync(&quiet_pcs[i].station, NULL) != 0 || !world_same(&quiet_pcs[i].station))
            fail_msg("silent from byte %d of way %d: %s", (int)quiet_pcs[i].at, quiet_pcs[i].way, world_why(&world));
}

static void line_falls_silent(void **state)
{
    (void)state;
    int64_t pace = longer() ? 200 : 1000, bytes[2];
    int n = 0, points = 0;
    must(station_point(&station, proxy_port(proxy), ""));
    for (int way = 0; way < 2; way++)
        bytes[way] = bytes_of_sync((enum proxy_way)way);
    for (int i = 0; i < TOGETHER; i++)
        quiet_begin(&quiet_pcs[i], i);
    for (int way = 0; way < 2; way++)
        for (int64_t at = 0; at <= bytes[way]; at += pace, points++) {
            quiet_pcs[n].way = way;
            quiet_pcs[n++].at = at;
            if (n == TOGETHER) {
                quiet_batch(n);
                n = 0;
            }
        }
    if (n > 0)
        quiet_batch(n);
    for (int i = 0; i < TOGETHER; i++) {
        proxy_stop(quiet_pcs[i].proxy);
        station_end(&quiet_pcs[i].station);
    }
    print_message("# %d points\n", points);
}

/* From here on there is so much that a first sync has several pages, which wait in the stage for the last one. */
static void grow(void)
{
    if (world.n_cases < 1500)
        world_invent(&world, 1700 - world.n_cases);
    must(world_load(&world));
}

/* A first sync, cut once at a byte, all along it. */
static void first_sync_is_cut(void **state)
{
    (void)state;
    grow();
    proxy_set(proxy, &PROXY_GOOD);
    begin_anew();
    must(station_sync(&station, NULL) == 0);
    int64_t bytes = proxy_bytes(proxy, PROXY_DOWN), pace = longer() ? 1000 : bytes / 12;
    int points = 0;
    for (int64_t at = 500; at < bytes; at += pace, points++) {
        struct proxy_fault fault = PROXY_GOOD;
        begin_anew();
        fault.cut_after[PROXY_DOWN] = at;
        fault.cut = points % 2 ? PROXY_RST : PROXY_FIN;
        proxy_set(proxy, &fault);
        int status = station_sync(&station, NULL);
        if (status != 0 && status != 3)
            fail_msg("cut at byte %d: %s", (int)at, world_why(&world));
        proxy_set(proxy, &PROXY_GOOD);
        end_is_right("a first sync cut at byte", (int)at);
    }
    print_message("# %d bytes, %d points\n", (int)bytes, points);
}

/* On a line that breaks after so many bytes of each connection that no sync is whole: what came is kept, and at last it is through. */
static void first_sync_in_pieces(void **state)
{
    (void)state;
    struct proxy_fault fault = PROXY_GOOD;
    proxy_set(proxy, &PROXY_GOOD);
    begin_anew();
    must(station_sync(&station, NULL) == 0);
    int64_t whole = proxy_bytes(proxy, PROXY_DOWN);
    begin_anew();
    fault.cut_after[PROXY_DOWN] = whole * 2 / 5; /* enough for one of the smaller pages */
    fault.every = true;
    proxy_set(proxy, &fault);
    int rounds = 0, status = 3;
    for (; status != 0 && rounds < 30; rounds++)
        status = station_sync(&station, NULL);
    int connections = proxy_connections(proxy);
    print_message("# %d bytes came through in %d rounds and %d connections\n", (int)whole, rounds, connections);
    if (status != 0)
        fail_msg("%s", world_why(&world));
    assert_true(connections >= 3); /* none of them carried a whole sync */
    proxy_set(proxy, &PROXY_GOOD);
    end_is_right("in pieces", rounds);
}

static int setup(void **state)
{
    (void)state;
    return scene_begin(7, 120, WITH_PROXY, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends),         cmocka_unit_test(line_is_reset),        cmocka_unit_test(line_falls_silent),
        cmocka_unit_test(first_sync_is_cut), cmocka_unit_test(first_sync_in_pieces),
    };
    return cmocka_run_group_tests_name("cuts", tests, setup, scene_end);
}
