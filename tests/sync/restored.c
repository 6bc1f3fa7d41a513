/* Holds what becomes of both ends when one of them comes back from a backup or another life: a cursor that never was, a server restored
 * from yesterday's copy (with and without its high-water file), a client folder restored whole, record.db alone, cache.db alone, a folder
 * that was copied to a second PC, and a redaction that travels. What neither side kept is beyond any protocol; all else ends equal, each
 * entry once. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "db/sql.h"
#include "db/sync.h"
#include "tests/sync/lib/oracle.h"
#include "tests/sync/scene.h"

static struct station other;

static void copy_folder(const char *from, const char *to)
{
    char *said = NULL;
    assert_int_equal(run_command((const char *const[]){ "rm", "-rf", to, NULL }, NULL, NULL), 0);
    if (run_command((const char *const[]){ "cp", "-a", from, to, NULL }, NULL, &said) != 0)
        fail_msg("%s", said);
    free(said);
}

static void enter(struct station *s, int n)
{
    while (n-- > 0)
        must(station_enter_any(s));
}

static void both_are_right(void)
{
    must(station_sync(&station, NULL) == 0 && station_sync(&other, NULL) == 0);
    must(station_sync(&station, NULL) == 0);
    must(world_same(&station) && world_same(&other));
}

static void in_cache(struct station *s, const char *sql)
{
    char path[200];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/cache.db", s->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* ---- cursors ---- */

static void cursors_of_another_life(void **state)
{
    (void)state;
    static const char *const changes[] = { "UPDATE sync_state SET cursor = cursor + 100000", "UPDATE sync_state SET epoch = epoch + 5",
                                           "UPDATE sync_state SET epoch = 1, cursor = 1", "UPDATE sync_state SET cursor = 0",
                                           "UPDATE sync_state SET dev_seq = dev_seq + 3", "UPDATE sync_state SET dev_seq = 0",
                                           "UPDATE sync_state SET device = 'another'" };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        world_live(&world, 8);
        must(world_load(&world));
        enter(&station, 2);
        in_cache(&station, changes[i]);
        enter(&station, 1);
        must(station_sync(&station, NULL) == 0);
        if (!world_same(&station))
            fail_msg("%s: %s", changes[i], world_why(&world));
    }
}

/* ---- the server ---- */

static void restore_store(const char *backup, const char *keep)
{
    char inside[300];
    world_stop(&world, SIGTERM);
    if (keep) { /* the high-water file stays as it is */
        snprintf(inside, sizeof inside, "%s/%s", world.store, keep);
        copy_folder(inside, world_path(&world, "kept"));
    }
    copy_folder(backup, world.store);
    if (keep)
        copy_folder(world_path(&world, "kept"), inside);
    must(world_serve(&world, NULL));
}

static void backup_store(const char *to)
{
    world_stop(&world, SIGTERM);
    copy_folder(world.store, to);
    must(world_serve(&world, NULL));
}

static int64_t epoch_now(void)
{
    json_t *hello = world_get(&world, STATION_A, "/hello");
    if (!hello)
        fail_msg("%s", world_why(&world));
    int64_t epoch = json_integer_value(json_object_get(hello, "epoch"));
    json_decref(hello);
    return epoch;
}

/* The high-water file's name in the store's folder, NULL: it lies elsewhere. */
static const char *high_water_name(void)
{
    static char found[64];
    char *said = NULL;
    found[0] = '\0';
    run_command((const char *const[]){ "find", world.store, "-maxdepth", "1", "-name", "*high*", "-printf", "%f\n", NULL }, NULL, &said);
    if (said)
        snprintf(found, sizeof found, "%.*s", (int)strcspn(said, "\n"), said);
    free(said);
    return *found ? found : NULL;
}

static void server_of_yesterday(void **state)
{
    (void)state;
    char backup[200];
    snprintf(backup, sizeof backup, "%s", world_path(&world, "backup"));
    enter(&station, 2);
    both_are_right();
    backup_store(backup);
    int64_t before = epoch_now();
    for (int day = 0; day < 2; day++) { /* a day that the server forgets, and what was sent in it */
        enter(&station, 3);
        enter(&other, 3);
        world_live(&world, 15);
        must(world_load(&world));
        both_are_right();
    }
    restore_store(backup, high_water_name());
    assert_true(epoch_now() > before);
    both_are_right(); /* the entries of that day are there again */
    must(world_load(&world));
    both_are_right();
}

/* All of it restored, the high-water file too, and then the server goes on to the same numbers with other content. */
static void server_and_its_mark_of_yesterday(void **state)
{
    (void)state;
    char backup[200];
    snprintf(backup, sizeof backup, "%s", world_path(&world, "backup"));
    both_are_right();
    backup_store(backup);
    enter(&station, 3);
    world_live(&world, 15);
    must(world_load(&world));
    both_are_right();
    restore_store(backup, NULL);
    both_are_right();
    world_live(&world, 15);
    must(world_load(&world));
    enter(&station, 3);
    both_are_right();
}

/* ---- the client ---- */

/* Entries that were entered after the backup and never sent are gone with the disk; those that were sent are not. */
static void forget_unsent(struct station *s, int from)
{
    struct truth truth;
    char text[2100];
    must(truth_read(&world, DISTRICT, &truth));
    int n = from;
    for (int i = from; i < s->n_saved; i++)
        if (truth_entries(&truth, s->saved[i].id, text, sizeof text) > 0)
            s->saved[n++] = s->saved[i];
    s->n_saved = n;
    truth_free(&truth);
}

/* What came back does not hold the entries that were made since: those that were sent stand at the server alone. */
static void at_the_server_once(struct station *s)
{
    struct truth truth;
    char text[2100];
    must(truth_read(&world, DISTRICT, &truth));
    for (int i = 0; i < s->n_saved; i++)
        if (truth_entries(&truth, s->saved[i].id, text, sizeof text) != 1)
            fail_msg("entry %s stands at the gateway %d times", s->saved[i].id, truth_entries(&truth, s->saved[i].id, text, sizeof text));
    truth_free(&truth);
}

/* yesterday: the last sync of what is restored was on another day, so that the server is heard (hello, units) before entries are offered. */
static void restore_client(const char *what, bool sends_before, bool yesterday)
{
    char backup[200], from[300], to[300];
    snprintf(backup, sizeof backup, "%s", world_path(&world, "client-backup"));
    enter(&station, 3);
    must(station_sync(&station, NULL) == 0);
    enter(&station, 1); /* unsent in the backup */
    copy_folder(station.folder, backup);
    int kept = station.n_saved;
    enter(&station, 3);
    if (sends_before)
        must(station_sync(&station, NULL) == 0);
    enter(&station, 1);
    if (!what) {
        copy_folder(backup, station.folder);
        forget_unsent(&station, kept);
    } else {
        snprintf(from, sizeof from, "%s/%s", backup, what);
        snprintf(to, sizeof to, "%s/%s", station.folder, what);
        copy_folder(from, to);
    }
    if (yesterday)
        in_cache(&station, "UPDATE sync_state SET synced_at = '2026-01-01T10:00:00.000Z'");
    enter(&station, 2); /* before the first sync after it: numbers that were given before */
}

static void a_folder_of_yesterday(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        bool sent = i & 1, yesterday = i & 2;
        char device[2][40];
        int64_t seq;
        struct error e = { 0 };
        for (int k = 0; k < 2; k++) {
            struct store *store = store_open(station.folder, STORE_READ, &e);
            assert_true(store && sync_device(store, device[k], &seq, &e));
            store_close(store);
            if (k == 0)
                restore_client(NULL, sent, yesterday);
            if (k == 0 && station_sync(&station, NULL) != 0)
                fail_msg("%s", world_why(&world));
        }
        if (sent)
            assert_string_not_equal(device[0], device[1]); /* a new device */
        at_the_server_once(&station);
        must(station_sync(&station, NULL) == 0 && station_sync(&other, NULL) == 0);
        station.n_saved = 0; /* its record.db no longer has them all */
        must(world_same(&station) && world_same(&other));
    }
}

/* cache.db alone of yesterday: what was acknowledged since is offered again, and is dup. */
static void a_cache_of_yesterday(void **state)
{
    (void)state;
    for (int yesterday = 0; yesterday < 2; yesterday++) {
        restore_client("cache.db", true, yesterday);
        both_are_right();
    }
}

/* record.db and its log alone of yesterday: cache.db says that more was sent than record.db has ever numbered. */
static void a_record_of_yesterday(void **state)
{
    (void)state;
    char backup[200], from[300], to[300];
    snprintf(backup, sizeof backup, "%s", world_path(&world, "client-backup"));
    enter(&station, 2);
    must(station_sync(&station, NULL) == 0);
    copy_folder(station.folder, backup);
    enter(&station, 4);
    must(station_sync(&station, NULL) == 0);
    static const char *const files[] = { "record.db", "record.log" };
    for (int i = 0; i < 2; i++) {
        snprintf(from, sizeof from, "%s/%s", backup, files[i]);
        snprintf(to, sizeof to, "%s/%s", station.folder, files[i]);
        copy_folder(from, to);
    }
    enter(&station, 3); /* numbers that the server has from this device already, for other entries */
    struct error e = { 0 };
    struct store *store = store_open(station.folder, STORE_ENTRIES, &e);
    assert_non_null(store);
    int64_t unsent = entries_unsent(store);
    store_close(store);
    if (unsent < 3)
        fail_msg("three entries that no server has, and %d are called unsent", (int)unsent);
    must(station_sync(&station, NULL) == 0);
    at_the_server_once(&station);
    must(station_sync(&other, NULL) == 0);
    station.n_saved = 0;
    must(world_same(&station));
}

/* The folder was copied to a second PC; both go on. */
static void one_folder_on_two_pcs(void **state)
{
    (void)state;
    struct station twin;
    enter(&station, 2);
    must(station_sync(&station, NULL) == 0);
    must(station_begin(&twin, &world, "twin", STATION_A, 0));
    copy_folder(station.folder, twin.folder);
    for (int i = 0; i < 3; i++) {
        enter(&station, 2);
        enter(&twin, 2);
        must(station_sync(i % 2 ? &station : &twin, NULL) == 0 && station_sync(i % 2 ? &twin : &station, NULL) == 0);
    }
    both_are_right();
    must(station_sync(&twin, NULL) == 0);
    must(world_same(&twin));
    station_end(&twin);
}

/* ---- a text that has to go ---- */

static int files_with(const struct station *s, const char *text)
{
    char *said = NULL;
    int n = 0;
    run_command((const char *const[]){ "grep", "-rlaF", text, s->folder, NULL }, NULL, &said);
    for (const char *at = said ? said : ""; *at; at++)
        n += *at == '\n';
    free(said);
    return n;
}

static void a_redaction_travels(void **state)
{
    (void)state;
    static const char text[] = "a text that ought not to have been entered";
    struct station chief;
    struct ran ran;
    char backup[200];
    must(station_begin(&chief, &world, "chief", DISTRICT, 0));
    must(station_sync(&chief, NULL) == 0);
    must(station_enter(&station, text, (const char *const[]){ "note", "31999001/0001/2026", NULL }));
    struct saved *note = &station.saved[station.n_saved - 1];
    must(station_sync(&station, NULL) == 0 && station_sync(&chief, NULL) == 0);
    assert_true(files_with(&station, text) > 0 && files_with(&chief, text) > 0);
    snprintf(backup, sizeof backup, "%s", world_path(&world, "client-backup"));
    copy_folder(station.folder, backup);
    station_run(&chief, NULL, &ran, (const char *const[]){ "redact", note->id, NULL }, NULL);
    if (ran.status != 0)
        fail_msg("redact ended with %d: %s", ran.status, ran.err);
    ran_free(&ran);
    note->redacted = true;
    must(station_sync(&chief, NULL) == 0 && station_sync(&station, NULL) == 0);
    must(world_same(&station) && world_same(&chief));
    assert_int_equal(files_with(&chief, text), 0);
    assert_int_equal(files_with(&station, text), 0); /* record.db and record.log of the one who entered it, too */
    copy_folder(backup, station.folder);             /* a backup from before brings it back, until the next sync */
    must(station_sync(&station, NULL) == 0);
    must(world_same(&station));
    assert_int_equal(files_with(&station, text), 0);
    station_end(&chief);
}

static int setup(void **state)
{
    (void)state;
    if (scene_begin(11, 120, 0, NULL) != 0)
        return -1;
    return station_begin(&other, &world, "other", STATION_B, 0) && station_sync(&other, NULL) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    station_end(&other);
    return scene_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursors_of_another_life), cmocka_unit_test(server_of_yesterday),   cmocka_unit_test(server_and_its_mark_of_yesterday),
        cmocka_unit_test(a_cache_of_yesterday),    cmocka_unit_test(one_folder_on_two_pcs), cmocka_unit_test(a_redaction_travels),
        cmocka_unit_test(a_folder_of_yesterday),   cmocka_unit_test(a_record_of_yesterday),
    };
    return cmocka_run_group_tests_name("restored", tests, setup, teardown);
}
