/* What the tests share that stop, break and restore a sync: one world, a PC in it that has synced once, what stands between the two, a day's
 * work, and what must hold after it. cmocka. */
#ifndef ITSSO_TESTS_SCENE_H
#define ITSSO_TESTS_SCENE_H

#include <stdlib.h>
#include <string.h>

#include "tests/pty_check.h"
#include "tests/sync/lib/damage.h"
#include "tests/sync/lib/front.h"
#include "tests/sync/lib/proxy.h"
#include "tests/sync/lib/world.h"

#define STEPS "tests/itsso-sync-steps" /* the sync program that counts its steps, and has as much patience as it is told */

static struct world world;
static struct station station;
static struct front *front; /* answers in the gateway's place */
static struct proxy *proxy; /* the line */

static inline void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

/* The same for any condition, which it names. */
#define right(holds)                                            \
    do {                                                        \
        if (!(holds)) {                                         \
            print_error("%s: %s\n", #holds, world_why(&world)); \
            fail();                                             \
        }                                                       \
    } while (0)

static inline bool longer(void)
{
    const char *set = getenv("ITSSO_LONG");
    return set && *set == '1';
}

/* ---- the scene ---- */

enum { WITH_FRONT = 1, WITH_PROXY = 2 };

static inline bool front_before_gateway(void)
{
    char to[64], cert[200], key[200], ca[200];
    snprintf(to, sizeof to, "https://127.0.0.1:%d", world.port);
    snprintf(cert, sizeof cert, "%s/server.crt", world.ca);
    snprintf(key, sizeof key, "%s/server.key", world.ca);
    snprintf(ca, sizeof ca, "%s/ca.crt", world.ca);
    front = front_start(&(struct front_options){ .to = to, .cert = cert, .key = key, .ca = ca, .client_cert = station.cert, .client_key = station.key });
    return front != NULL;
}

/* n invented cases, the gateway with these words, which comes back at the same port, and the PC of station A, synced. For a test's setup: 0, or
 * -1 and the reason printed. */
static inline int scene_begin(uint32_t seed, int n, unsigned with, const char *const *words)
{
    bool good = world.top[0] || world_begin(&world, seed);
    if (good)
        world_invent(&world, n);
    good = good && world_load(&world) && world_serve(&world, words) && station_begin(&station, &world, "pc", STATION_A, 0) && station_sync(&station, NULL) == 0;
    if (good) {
        snprintf(world.listen, sizeof world.listen, "127.0.0.1:%d", world.port);
        if ((with & WITH_FRONT) && !front_before_gateway())
            good = world_fail(&world, "the front cannot be started");
        if (good && (with & WITH_PROXY) && !(proxy = proxy_start(world.port)))
            good = world_fail(&world, "the proxy cannot be started");
    }
    if (!good)
        print_error("%s\n", world_why(&world));
    return good ? 0 : -1;
}

/* A test's teardown. */
static inline int scene_end(void **state)
{
    (void)state;
    front_stop(front);
    proxy_stop(proxy);
    station_end(&station);
    world_end(&world);
    return 0;
}

/* A PC that has nothing yet, in the other's place; of the district and of station A in turn. */
static inline void begin_anew(void)
{
    static int n;
    char name[24];
    station_end(&station);
    snprintf(name, sizeof name, "pc%d", ++n);
    must(station_begin(&station, &world, name, n % 2 ? DISTRICT : STATION_A, proxy_port(proxy)));
}

/* ---- work for a sync ---- */

/* Facts to fetch, entries to send, rows to repair. */
static inline void something_to_do(int entries)
{
    world_live(&world, 12);
    must(world_load(&world));
    for (int i = 0; i < entries; i++)
        must(station_enter_any(&station));
    must(station_damage(&station));
}

/* An entry, so that a sync has something to lose; every third time the data centre changes too. */
static inline void a_little_to_do(void)
{
    static int n;
    must(station_enter_any(&station));
    if (n++ % 3 == 0) {
        world_live(&world, 6);
        must(world_load(&world));
    }
}

/* What an undisturbed sync of such work moves each way. */
static inline int64_t bytes_of_sync(enum proxy_way way)
{
    something_to_do(2);
    proxy_set(proxy, &PROXY_GOOD);
    must(station_sync(&station, NULL) == 0);
    return proxy_bytes(proxy, way);
}

/* ---- what must hold ---- */

/* The next sync goes through, and both sides are the same. */
static inline void end_is_right(const char *what, int n)
{
    if (station_sync(&station, NULL) != 0)
        fail_msg("%s %d: the sync after it: %s", what, n, world_why(&world));
    if (!world_same(&station))
        fail_msg("%s %d: %s", what, n, world_why(&world));
}

static inline void class_is(const char *name, const char *classes)
{
    char is[40], among[48], all[160];
    must(station_class(&station, is));
    snprintf(among, sizeof among, " %s ", is);
    snprintf(all, sizeof all, " %s ", classes);
    if (!strstr(all, among))
        fail_msg("%s: the class is %s; %s was expected", name, is, classes);
}

/* The sync fails as said (or may do without what is bad), what was entered is kept; then on a good line everything is right again. */
static inline void fails_and_recovers(const char *name, const char *classes, const char *const *env, bool may_do, void (*mend)(void))
{
    int status = station_sync(&station, env);
    if (status != 3 && !(may_do && status == 0))
        fail_msg("%s: sync ended with %d, 3 was expected: %s", name, status, status == 0 ? "it says all is well" : world_why(&world));
    class_is(name, status == 0 ? "well" : classes);
    must(world_kept(&station));
    mend();
    must(station_sync(&station, NULL) == 0);
    class_is(name, "well");
    must(world_same(&station));
}

#endif
