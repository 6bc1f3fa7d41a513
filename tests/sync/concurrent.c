/* Holds that on PostgreSQL, with many writers that commit in another order than they began while a client syncs all the while, the client
 * ends with exactly the server's rows; and that the schedule was one on which a plain sequence as cursor misses rows: a reader of that kind
 * runs beside it and must have missed some, else the test proves nothing. And that a writer who never pauses keeps no other one out, also where
 * both begin with the same part of a unit's digest. */
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gateway/merge.h"
#include "gateway/put.h"
#include "gateway/store.h"
#include "src/clock.h"
#include "tests/pty_check.h"
#include "tests/sync/lib/pg.h"
#include "tests/sync/lib/world.h"

#define WRITERS 8
#define STATIONS 8
#define CASES 240

static struct pg pg;
static struct world world;
static struct station station;
static bool there;

static void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

static int seconds(void)
{
    const char *longer = getenv("ITSSO_LONG");
    return longer && *longer == '1' ? 60 : 6;
}

/* ---- a writer: a transaction writes a case of its station and is held open for a moment ---- */

struct writer { pthread_t thread; int n; struct gate *gate; struct db *db; uint32_t dice; long written; char why[ERROR_TEXT_MAX]; };
static atomic_bool writers_stop;

struct change { struct writer *w; case_id id; int before_ms, hold_ms; }; /* held: before the digest is written, and after it */

static uint32_t roll(struct writer *w, uint32_t sides)
{
    w->dice = w->dice * 1664525u + 1013904223u;
    return (w->dice >> 8) % sides;
}

static bool change_case(struct db *db, void *context, struct error *e)
{
    struct change *change = context;
    struct put put;
    struct stored was = { 0 };
    struct sync_case c = { 0 };
    struct buffer facts = { 0 }, events = { 0 };
    char naive[96];
    snprintf(naive, sizeof naive, "INSERT INTO naive (case_id) VALUES (%lld)", (long long)change->id);
    bool good = db_exec(db, naive, e) && put_begin(&put, db, clock_today(), e) && stored_read(db, change->id, &was, e) &&
                merge_read(buffer_string(&was.facts), buffer_string(&was.events), change->id, &c, e);
    nanosleep(&(struct timespec){ .tv_nsec = change->before_ms * 1000000L }, NULL);
    if (good) {
        c.facts.court_date = civil_from_ymd(2026, 1 + (int)roll(change->w, 12), 1 + (int)roll(change->w, 28));
        good = merge_write(&c, &facts, &events, e) &&
               put_case(&put, change->id, &was, was.unit, buffer_string(&facts), events.n ? buffer_string(&events) : NULL, was.said, e) && put_end(&put, e);
    }
    nanosleep(&(struct timespec){ .tv_nsec = change->hold_ms * 1000000L }, NULL);
    stored_free(&was);
    sync_case_free(&c);
    buffer_free(&facts);
    buffer_free(&events);
    return good;
}

static void *write_on(void *context)
{
    struct writer *w = context;
    struct error e = { 0 };
    struct db *db = gate_take(w->gate, SQL_WRITE, &e);
    while (db && !atomic_load(&writers_stop)) {
        int serial = 1 + w->n + STATIONS * (int)roll(w, CASES / STATIONS); /* of its own station: writers do not wait for each other */
        struct change change = { .w = w, .id = case_id_make(atoi(STATION_A) + w->n, 2026, serial), .hold_ms = (int)roll(w, 40) };
        if (!db_run(db, change_case, &change, &e))
            break;
        w->written++;
    }
    if (e.kind != ERROR_NONE)
        snprintf(w->why, sizeof w->why, "%s", e.text);
    if (db)
        gate_give(w->gate, db);
    return NULL;
}

/* ---- the reader by a plain sequence: seq > last, for ever ---- */

static struct { pthread_t thread; struct gate *gate; long seen; atomic_bool stop; char why[ERROR_TEXT_MAX]; } naive;

static bool naive_read(struct db *db, int64_t *last, struct error *e)
{
    struct query *q = db_query(db, "SELECT seq FROM naive WHERE seq > $1 ORDER BY seq", e);
    int row = -1;
    if (!q)
        return false;
    query_int(q, 1, *last);
    while ((row = query_step(q, e)) == 1) {
        *last = query_get_int(q, 0);
        naive.seen++;
    }
    return row == 0;
}

static void *read_on(void *unused)
{
    struct error e = { 0 };
    struct db *db = gate_take(naive.gate, SQL_READ, &e);
    int64_t last = 0;
    bool more = true, good = db != NULL;
    while (good && more) {
        more = !atomic_load(&naive.stop);
        good = db_begin(db, &e) && naive_read(db, &last, &e);
        db_rollback(db);
        nanosleep(&(struct timespec){ .tv_nsec = 3000000L }, NULL);
    }
    if (!good)
        snprintf(naive.why, sizeof naive.why, "%s", e.text);
    if (db)
        gate_give(naive.gate, db);
    return unused;
}

/* ---- a writer that never pauses does not keep out one who needs longer ---- */

#define PARTS 16 /* of a unit's digest: the seventeenth connection begins with the first one's (gateway/sql.c) */

static void *write_without_pause(void *context)
{
    struct writer *w = context;
    struct error e = { 0 };
    while (!atomic_load(&writers_stop)) {
        struct change change = { .w = w, .id = case_id_make(atoi(STATION_A), 2026, 1), .hold_ms = 20 };
        if (!db_run(w->db, change_case, &change, &e))
            break;
        w->written++;
    }
    if (e.kind != ERROR_NONE)
        snprintf(w->why, sizeof w->why, "%s", e.text);
    return NULL;
}

static void nobody_is_kept_out(void **state)
{
    (void)state;
    if (!there)
        skip();
    struct error e = { 0 };
    struct db *all[PARTS + 1];
    for (int i = 0; i <= PARTS; i++)
        assert_non_null(all[i] = db_open(pg.url, SQL_WRITE, &e));
    assert_int_equal(db_part(all[0]), db_part(all[PARTS]));
    struct writer w = { .db = all[0], .dice = 7 }, other = { .dice = 8 };
    atomic_store(&writers_stop, false);
    assert_int_equal(pthread_create(&w.thread, NULL, write_without_pause, &w), 0);
    bool good = true;
    for (int i = 0; good && i < 3; i++) { /* other cases of the same station, by one who is slower on his way to the digest */
        struct change change = { .w = &other, .id = case_id_make(atoi(STATION_A), 2026, 1 + STATIONS * (1 + i)), .before_ms = 30 };
        good = db_run(all[PARTS], change_case, &change, &e);
    }
    atomic_store(&writers_stop, true);
    pthread_join(w.thread, NULL);
    for (int i = 0; i <= PARTS; i++)
        db_close(all[i]);
    if (!good)
        fail_msg("kept out: %s", e.text);
    if (*w.why)
        fail_msg("the writer: %s", w.why);
    assert_true(w.written > 0);
}

/* Within seconds, by syncing as usual. */
static void becomes_equal(void)
{
    bool same = false;
    for (double until = pty_now_ms() + 15000; !same && pty_now_ms() < until;) {
        must(station_sync(&station, NULL) == 0);
        same = world_same(&station);
        if (!same)
            nanosleep(&(struct timespec){ .tv_nsec = 100000000L }, NULL);
    }
    must(same);
}

/* ---- the entries go up meanwhile, too ---- */

static void none_is_missed(void **state)
{
    (void)state;
    if (!there) {
        print_message("# %s\n", pg.why);
        skip();
    }
    static struct writer writers[WRITERS];
    struct error e = { 0 };
    struct gate *gate = gate_open(pg.url, &e);
    if (!gate)
        fail_msg("%s", e.text);
    struct db *db = gate_take(gate, SQL_WRITE, &e);
    assert_true(db && db_exec(db, "CREATE TABLE naive (seq BIGSERIAL PRIMARY KEY, case_id BIGINT NOT NULL)", &e));
    gate_give(gate, db);
    naive.gate = gate;
    assert_int_equal(pthread_create(&naive.thread, NULL, read_on, NULL), 0);
    double until = pty_now_ms() + 1000 * seconds();
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ .n = i, .gate = gate, .dice = (uint32_t)i * 977 + 5 };
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_on, &writers[i]), 0);
    }
    int syncs = 0;
    for (; pty_now_ms() < until || syncs <= 5; syncs++) /* on a loaded machine a little longer */ {
        if (syncs % 3 == 0)
            must(station_enter_any(&station));
        must(station_sync(&station, NULL) == 0);
    }
    long written = 0;
    atomic_store(&writers_stop, true);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        written += writers[i].written;
        if (*writers[i].why)
            fail_msg("writer %d: %s", i, writers[i].why);
    }
    nanosleep(&(struct timespec){ .tv_nsec = 100000000L }, NULL); /* the plain reader has its last look, when all is committed */
    atomic_store(&naive.stop, true);
    pthread_join(naive.thread, NULL);
    assert_string_equal(naive.why, "");
    print_message("# %ld changes by %d writers, %d syncs; a plain sequence missed %ld\n", written, WRITERS, syncs, written - naive.seen);
    assert_true(written > 100 && syncs > 5);
    assert_true(naive.seen < written); /* the schedule was of the kind that this is about */
    gate_close(gate);
    becomes_equal(); /* these writers tell nobody that they have committed: the gateway finds it by itself */
    json_t *status = station_status(&station, NULL);
    assert_int_equal(json_integer_value(json_object_get(status, "repaired")), 0); /* the feed did it, not the repair */
    json_decref(status);
}

/* The database crashes under the gateway, and comes back: what was acknowledged is there. */
static void the_database_crashes(void **state)
{
    (void)state;
    if (!there)
        skip();
    for (int i = 0; i < 3; i++) {
        must(station_enter_any(&station));
        must(station_enter_any(&station));
        must(station_sync(&station, NULL) == 0);
        must(station_enter_any(&station));
        assert_true(pg_crash(&pg));
        int status = -1;
        for (int k = 0; k < 40 && status != 0; k++) /* the gateway finds it again */
            if ((status = station_sync(&station, NULL)) != 0)
                nanosleep(&(struct timespec){ .tv_nsec = 250000000L }, NULL);
        must(status == 0);
        becomes_equal();
    }
}

static bool make_world(void)
{
    char units[2048];
    int n = snprintf(units, sizeof units, "code,parent,level,kind,name_en,name_hi\nUP,,state,territorial,Uttar Pradesh,\n31999,UP,district,territorial,Demo District,\n");
    for (int i = 0; i < STATIONS; i++)
        n += snprintf(units + n, sizeof units - (size_t)n, "%d,31999,station,territorial,Demo %d,\n", atoi(STATION_A) + i, i + 1);
    FILE *file = fopen(world_path(&world, "units.csv"), "w");
    if (!file || fputs(units, file) < 0 || fclose(file) != 0)
        return world_fail(&world, "units.csv cannot be written");
    snprintf(world.store, sizeof world.store, "%s", pg.url);
    world_invent(&world, CASES);
    for (int i = 0; i < CASES; i++)
        world.cases[i].station = atoi(STATION_A) + i % STATIONS;
    return world_load(&world) && world_serve(&world, (const char *const[]){ "--high-water", world_path(&world, "high-water"), NULL }) &&
           station_begin(&station, &world, "district", DISTRICT, 0) && station_sync(&station, NULL) == 0;
}

static int setup(void **state)
{
    (void)state;
    there = pg_begin(&pg);
    if (!world_begin(&world, 41) || (there && !make_world())) {
        print_error("%s\n", world_why(&world));
        return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    station_end(&station);
    world_end(&world);
    pg_end(&pg);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(none_is_missed), cmocka_unit_test(nobody_is_kept_out),
                                        cmocka_unit_test(the_database_crashes) };
    return cmocka_run_group_tests_name("concurrent commits", tests, setup, teardown);
}
