/* The engine of one sync against a data centre in memory: what is asked, and that it is one request where nothing is new; snapshot, changes,
 * removals, transfers, repair, refusals, a server that lost entries, a folder restored from a backup; answers that are cut, or lie. */
#include "db/sql.h"
#include "tests/unit/sync_folder.h"

/* ---- the parts ---- */

static void a_first_sync_and_then_nothing_new(void **state)
{
    (void)state;
    fresh(3);
    for (int i = 0; i < 11; i++)
        server_put(server, i, i % 3);
    sync_well();
    assert_equal();
    assert_true(asked("/hello") && asked("/ref") && asked("/snapshot"));
    assert_int_equal(engine.received, 8);
    assert_true(engine.digest_known && !engine.differs);
    assert_string_equal(engine.state.equal_at, engine.state.server_time);
    sync_well();
    assert_int_equal(line.asked, 1); /* one request, and that the one that may be held */
    assert_true(strncmp(line.paths[0], "/changes?since=1.", 17) == 0);
    assert_equal();
    server->seq += 5; /* others' changes: the cursor moves, nothing comes */
    sync_well();
    assert_int_equal(line.asked, 1);
    assert_int_equal(engine.received, 0);
}

static void what_changes_there_changes_here(void **state)
{
    (void)state;
    fresh(3);
    for (int i = 0; i < 12; i++)
        server_put(server, i, i % 2);
    sync_well();
    server_put(server, 3, 1);      /* changed */
    server_put(server, 4, 1);      /* moved inside the scope */
    server_put(server, 5, 2);      /* moved out */
    server_delete(server, 6);
    server_put(server, 12, 0);     /* new */
    server_put(server, 13, 2);     /* new, elsewhere */
    sync_well();
    assert_false(asked("/snapshot"));
    assert_equal();
    server_put(server, 5, 0);      /* and back */
    sync_well();
    assert_equal();
}

static void entries_go_up_once(void **state)
{
    (void)state;
    fresh(1);
    for (int i = 0; i < 3; i++)
        server_put(server, i, 0);
    sync_well();
    struct entry one = add_note(server->of[0].id, "reminder sent"), two = add_note(server->of[1].id, "reminder two");
    sync_well();
    assert_int_equal(engine.sent, 2);
    assert_int_equal(times_at_server(one.id), 1);
    assert_int_equal(times_at_server(two.id), 1);
    assert_equal();
    sync_well();
    assert_int_equal(engine.sent, 0);
    assert_int_equal(line.asked, 1);
}

static void a_lost_answer_sends_nothing_twice(void **state)
{
    (void)state;
    fresh(1);
    server_put(server, 0, 0);
    sync_well();
    struct entry one = add_note(server->of[0].id, "reminder");
    line.lost_answer = 100;
    assert_int_equal(sync_now(), ENGINE_FAILED);
    assert_int_equal(engine.verdict.class, SYNC_LINE_BROKE);
    assert_int_equal(times_at_server(one.id), 1);
    line.lost_answer = 0;
    sync_well();
    assert_int_equal(engine.sent, 0); /* it was there already */
    assert_int_equal(times_at_server(one.id), 1);
    assert_equal();
}

static void a_refused_entry_blocks_nothing(void **state)
{
    (void)state;
    fresh(1);
    server_put(server, 0, 0);
    sync_well();
    add_note(server->of[0].id, "please refuse this one");
    struct entry two = add_note(server->of[0].id, "reminder");
    sync_well();
    assert_int_equal(engine.refused, 1);
    assert_int_equal(times_at_server(two.id), 1);
    struct error e = {0};
    struct sync_refusal refusals[4];
    struct store *store = open_store();
    assert_int_equal(sync_refusals_read(store, "", refusals, 4, &e), 1);
    assert_string_equal(refusals[0].reason, "bad-value");
    store_close(store);
    sync_well();
    assert_int_equal(line.asked, 1);
}

static void a_server_restored_from_yesterday_gets_its_entries_again(void **state)
{
    (void)state;
    fresh(1);
    static struct server yesterday;
    for (int i = 0; i < 4; i++)
        server_put(server, i, 0);
    sync_well();
    struct entry one = add_note(server->of[0].id, "reminder");
    sync_well();
    yesterday = *server;
    struct entry two = add_note(server->of[1].id, "reminder");
    server_put(server, 4, 0);
    sync_well();
    *server = yesterday;
    server->epoch = 2;
    server_put(server, 2, 0);
    sync_well();
    assert_true(asked("/snapshot"));
    assert_int_equal(times_at_server(one.id), 1);
    assert_int_equal(times_at_server(two.id), 1);
    assert_equal();
}

/* The folder comes back from a backup, and what is entered then gets numbers that the server knows for other entries. */
static void a_folder_restored_from_a_backup_loses_nothing(void **state)
{
    (void)state;
    for (int entered = 0; entered < 4; entered++) {
        char device[40];
        int64_t seq;
        struct error e = {0};
        fresh(1);
        server_put(server, 0, 0);
        sync_well();
        add_note(server->of[0].id, "before the backup");
        sync_well();
        copy_files(folder, kept);
        add_note(server->of[0].id, "after it");
        add_note(server->of[0].id, "after it, too");
        sync_well();
        struct store *store = open_store();
        must(sync_device(store, device, &seq, &e), &e);
        store_close(store);
        copy_files(kept, folder);
        struct entry last = {0};
        for (int i = 0; i < entered; i++)
            last = add_note(server->of[0].id, "after the restore");
        sync_well();
        assert_equal();
        if (entered)
            assert_int_equal(times_at_server(last.id), 1);
        char now[40];
        store = open_store();
        must(sync_device(store, now, &seq, &e), &e);
        store_close(store);
        assert_string_not_equal(now, device);
    }
}

static void an_expired_cursor_fetches_anew(void **state)
{
    (void)state;
    fresh(1);
    for (int i = 0; i < 8; i++)
        server_put(server, i, 0);
    sync_well();
    server_delete(server, 3);
    memset(&server->feed[3], 0, sizeof server->feed[3]); /* removals are kept 400 days */
    server->oldest = server->seq;
    sync_well();
    assert_true(asked("/snapshot"));
    assert_equal();
}

/* Rows that were lost, are too many, or are otherwise: found by the digest, repaired by bucket. */
static void what_differs_is_repaired(void **state)
{
    (void)state;
    fresh(1);
    for (int i = 0; i < 30; i++)
        server_put(server, i, 0);
    server_put(server, 9, 0);
    sync_well();
    server->of[7].ver += 2;       /* a change that the feed never told */
    server->of[8].there = false;  /* a removal that it never told */
    server->of[9].ver--;          /* an older one there: ours must give way */
    server->of[30] = (struct server_case){.id = case_id_make(31999001, 2026, 900), .ver = 5, .there = true};
    server->cases = 31;
    sync_well();
    assert_true(asked("/digest") && asked("/ids") && asked("/cases") && !asked("/snapshot"));
    assert_int_equal(engine.repaired, 5); /* 8 and 9 taken out, 7, 9 and the new one brought */
    assert_false(engine.differs);
    assert_equal();
    sync_well();
    assert_int_equal(line.asked, 1);
}

static void in_cache(const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/cache.db", folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* The rows are right and the sums beside them are not: nothing is fetched, they are counted anew. */
static void a_digest_that_is_wrong_itself_is_counted_anew(void **state)
{
    (void)state;
    static const char *const wrongs[] = {"UPDATE sync_bucket SET sum = sum + 1", "UPDATE sync_bucket SET count = count + 1 WHERE bucket = 1",
                                         "DELETE FROM sync_bucket", "INSERT OR REPLACE INTO sync_bucket (bucket, count, sum) VALUES (200, 3, 4)"};
    fresh(1);
    for (int i = 0; i < 12; i++)
        server_put(server, i, 0);
    sync_well();
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        in_cache(wrongs[i]);
        sync_well();
        assert_false(engine.differs);
        assert_false(asked("/digest") || asked("/cases"));
        assert_equal();
        in_cache(wrongs[i]);
        server->of[3].ver += 2; /* and a row differs, too */
        sync_well();
        assert_false(engine.differs);
        assert_int_equal(engine.repaired, 1);
        assert_equal();
    }
}

/* Rows that went behind the digest's back: it is still the server's, until it is counted on the next day. */
static void rows_that_vanished_are_found_within_a_day(void **state)
{
    (void)state;
    fresh(1);
    for (int i = 0; i < 12; i++)
        server_put(server, i, 0);
    sync_well();
    in_cache("DELETE FROM fir_case WHERE id = (SELECT max(id) FROM fir_case)");
    sync_well();
    assert_string_not_equal(differs(), "");
    in_cache("UPDATE sync_state SET synced_at = '2026-01-01T10:00:00.000Z'");
    sync_well();
    assert_false(engine.differs);
    assert_int_equal(engine.repaired, 1);
    assert_equal();
}

static void a_snapshot_goes_on_where_it_stopped(void **state)
{
    (void)state;
    fresh(1);
    for (int i = 0; i < 20; i++)
        server_put(server, i, 0);
    for (int stop = 4; stop < 10; stop++) { /* hello, ref, pages … */
        remove_files(folder);
        pid_t child = fork();
        if (child == 0) {
            line.asked = 0;
            line.die_at = stop;
            sync_now();
            _exit(0);
        }
        int how;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_int_equal(WEXITSTATUS(how), 77);
        sync_well();
        assert_equal();
        int pages = 0;
        for (int i = 0; i < line.asked; i++)
            pages += strncmp(line.paths[i], "/snapshot", 9) == 0;
        assert_int_equal(pages, 7 - (stop - 3)); /* 20 cases on pages of 3; those that came before are not asked for again */
    }
    char path[128];
    snprintf(path, sizeof path, "%s/sync.stage", folder);
    assert_int_equal(access(path, F_OK), -1);
}

/* A server that refuses each cursor, also that of the snapshot that it has just given: not "well", and not for ever. */
static void a_server_that_wants_a_new_beginning_for_ever(void **state)
{
    (void)state;
    fresh(1);
    for (int i = 0; i < 8; i++)
        server_put(server, i, 0);
    for (int known = 0; known < 2; known++) {
        server->oldest = INT64_MAX;
        assert_int_equal(sync_now(), ENGINE_FAILED);
        assert_int_equal(engine.verdict.class, SYNC_SOMETHING_ELSE);
        assert_int_equal(engine.verdict.next, NEXT_BACKOFF);
        assert_true(line.asked < 24);
        server->oldest = 0;
        sync_well();
        assert_equal();
    }
}

/* It would fill the disk. */
static void a_snapshot_without_end(void **state)
{
    char path[128];
    (void)state;
    fresh(1);
    for (int i = 0; i < 8; i++)
        server_put(server, i, 0);
    server->endless = 1;
    snapshot_most = 20000;
    assert_int_equal(sync_now(), ENGINE_FAILED);
    assert_int_equal(engine.verdict.class, SYNC_SOMETHING_ELSE);
    assert_int_equal(engine.verdict.next, NEXT_BACKOFF);
    assert_true(line.asked < 60);
    snprintf(path, sizeof path, "%s/sync.stage", folder);
    assert_int_equal(access(path, F_OK), -1); /* and nothing of it stays */
    server->endless = 0;
    sync_well();
    assert_equal();
    snapshot_most = 0;
}

static void changes_without_end(void **state)
{
    (void)state;
    fresh(1);
    server_put(server, 0, 0);
    sync_well();
    server->endless_changes = true;
    assert_int_equal(sync_now(), ENGINE_FAILED);
    assert_int_equal(engine.verdict.class, SYNC_SOMETHING_ELSE);
    assert_int_equal(engine.verdict.next, NEXT_BACKOFF);
    server->endless_changes = false;
    server->oldest = INT64_MAX; /* a cursor that it never gave: 410, as the gateway answers what lies ahead of it */
    sync_now();
    server->oldest = 0;
    sync_well();
    assert_equal();
}

static void answers_that_are_none(void **state)
{
    (void)state;
    fresh(1);
    server_put(server, 0, 0);
    sync_well();
    static const struct { int *rate; enum sync_class class; } rows[] = {
        {&line.cut, SYNC_SOMETHING_ELSE}, {&line.portal, SYNC_SOMETHING_ELSE}, {&line.busy, SYNC_SERVER_DOWN}, {&line.lost_answer, SYNC_LINE_BROKE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        server_put(server, 0, 0);
        *rows[i].rate = 100;
        assert_int_equal(sync_now(), ENGINE_FAILED);
        assert_int_equal(engine.verdict.class, rows[i].class);
        *rows[i].rate = 0;
        sync_well();
        assert_equal();
    }
}

/* Whole in form, and not what it says: nothing of it is taken. */
static void answers_that_lie(void **state)
{
    (void)state;
    fresh(1);
    server_put(server, 0, 0);
    sync_well();
    for (int lie = NO_END; lie <= BAD_ROW; lie++) {
        int64_t cursor = engine.state.cursor;
        server_put(server, 0, 0);
        server_put(server, 1, 0);
        line.lie = (unsigned)lie;
        if (sync_now() != ENGINE_FAILED)
            fail_msg("lie %d was believed", lie);
        assert_int_equal(engine.verdict.class, SYNC_SOMETHING_ELSE);
        assert_int_equal(engine.state.cursor, cursor);
        assert_true(differs()[0] != '\0');
        line.lie = HONEST;
        sync_well();
        assert_equal();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_sync_and_then_nothing_new),
        cmocka_unit_test(what_changes_there_changes_here),
        cmocka_unit_test(entries_go_up_once),
        cmocka_unit_test(a_lost_answer_sends_nothing_twice),
        cmocka_unit_test(a_refused_entry_blocks_nothing),
        cmocka_unit_test(a_server_restored_from_yesterday_gets_its_entries_again),
        cmocka_unit_test(a_folder_restored_from_a_backup_loses_nothing),
        cmocka_unit_test(an_expired_cursor_fetches_anew),
        cmocka_unit_test(what_differs_is_repaired),
        cmocka_unit_test(a_digest_that_is_wrong_itself_is_counted_anew),
        cmocka_unit_test(rows_that_vanished_are_found_within_a_day),
        cmocka_unit_test(a_snapshot_goes_on_where_it_stopped),
        cmocka_unit_test(a_snapshot_without_end),
        cmocka_unit_test(changes_without_end),
        cmocka_unit_test(a_server_that_wants_a_new_beginning_for_ever),
        cmocka_unit_test(answers_that_are_none),
        cmocka_unit_test(answers_that_lie),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
