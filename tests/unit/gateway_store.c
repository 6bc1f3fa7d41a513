/* The gateway's store, the same tests on SQLite and on PostgreSQL: what a change of a case writes, pages of the feed and of the table,
 * scopes, transfers, digests, forgetting, numbers given after commit, and the epoch of a restored store. */
#include "tests/unit/gateway_stores.h"

#include <pthread.h>

static void row_is(const char *got, const char *format, ...) {
    char wanted[2000];
    va_list list;
    va_start(list, format);
    vsnprintf(wanted, sizeof wanted, format, list);
    va_end(list);
    assert_string_equal(got, wanted);
}

static void changes_are(const char *code, int64_t since, const char *format, ...) {
    char wanted[2000];
    struct page page;
    struct scope scope;
    va_list list;
    va_start(list, format);
    vsnprintf(wanted, sizeof wanted, format, list);
    va_end(list);
    const char *got = changes_of(code, since, 100, &page, &scope);
    assert_string_equal(got, wanted);
    assert_false(page.more);
    assert_int_equal(page.next, scope.seq);
    page_free(&page);
}

static void a_change_is_one_row(void **state) {
    (void)state;
    NEED_STORE();
    small_hierarchy();
    put_one(1, A1);
    changes_are("31655001", 0, "[\"%s\",1,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
    put_one(1, A1);
    put_one(1, A1);
    changes_are("31655001", 0, "[\"%s\",3,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
    changes_are("31655001", 2, "[\"%s\",3,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
    changes_are("31655001", 3, " | ");
    assert_int_equal(must_int("SELECT count(*) FROM feed"), 1);
}

static void a_transfer_leaves_and_enters(void **state) {
    (void)state;
    NEED_STORE();
    small_hierarchy();
    put_one(1, A1);
    put_one(1, A2);
    changes_are("31655001", 0, " | [\"%s\",\"moved\",2,\"31655002\"]", case_text(1));
    changes_are("31655002", 0, "[\"%s\",2,\"31655002\",null,null,\"2026-01-02\"] | ", case_text(1));
    /* inside the district it has not left, outside of it it was never there */
    changes_are("3165", 0, "[\"%s\",2,\"31655002\",null,null,\"2026-01-02\"] | ", case_text(1));
    changes_are("3166", 0, " | ");
    put_one(1, B1);
    changes_are("3165", 0, " | [\"%s\",\"moved\",3,\"31656001\"]", case_text(1));
    changes_are("3166", 0, "[\"%s\",3,\"31656001\",null,null,\"2026-01-02\"] | ", case_text(1));
    /* back: the row of the first unit is one again */
    put_one(1, A1);
    changes_are("31655001", 0, "[\"%s\",4,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
    changes_are("NATION", 0, "[\"%s\",4,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
}

static void a_deleted_case_keeps_its_version(void **state) {
    (void)state;
    NEED_STORE();
    small_hierarchy();
    put_one(1, A1);
    put_one(1, A1);
    delete_one(1);
    changes_are("31655001", 0, " | [\"%s\",\"deleted\",3,\"\"]", case_text(1));
    assert_int_equal(must_int("SELECT count(*) FROM gcase WHERE facts <> ''"), 0);
    put_one(1, A1);
    changes_are("31655001", 0, "[\"%s\",4,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
}

static void pages_end_where_they_say(void **state) {
    struct page page;
    struct scope scope;
    int64_t since = 0;
    int rows = 0, pages = 0;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    for (int i = 1; i <= 10; i++)
        put_one(i, i % 2 ? A1 : B1);
    for (;;) {
        changes_of("31655001", since, 2, &page, &scope);
        rows += page.rows_n;
        pages++;
        since = page.next;
        bool more = page.more;
        page_free(&page);
        if (!more)
            break;
    }
    assert_int_equal(rows, 5);
    assert_int_equal(pages, 3);
    assert_int_equal(since, scope.seq); /* the highest examined, not the last returned */
    case_id after = 0;
    struct error e = {0};
    rows = 0;
    for (bool more = true; more;) {
        struct db *db = reading("NATION", "", &scope);
        assert_true(feed_snapshot(db, &scope, after, 3, &page, &e));
        gate_give(gate, db);
        assert_true(page.last > after);
        after = page.last;
        rows += page.rows_n;
        more = page.more;
        page_free(&page);
    }
    assert_int_equal(rows, 10);
    assert_int_equal(after, case_of(10));
}

static void nothing_of_another_scope(void **state) {
    struct scope scope;
    struct page page = {0};
    struct error e = {0};
    struct buffer ids = {0};
    int n;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    for (int i = 1; i <= 6; i++)
        put_one(i, i <= 3 ? A1 : B1);
    struct db *db = reading("31655001", "", &scope);
    assert_true(feed_snapshot(db, &scope, 0, 100, &page, &e));
    assert_int_equal(page.rows_n, 3);
    page_free(&page);
    for (int i = 1; i <= 6; i++)
        assert_true(feed_case(db, &scope, case_of(i), &page, &e));
    assert_int_equal(page.rows_n, 3);
    page_free(&page);
    for (int b = 0; b < SYNC_BUCKETS; b++) {
        int here;
        assert_true(feed_ids(db, &scope, b, &ids, &here, &e));
        assert_int_equal(here, b >= 1 && b <= 3 ? 1 : 0);
    }
    buffer_free(&ids);
    assert_true(feed_units(db, &scope, &ids, &n, &e));
    assert_int_equal(n, 3); /* NATION, 3165, itself */
    assert_non_null(strstr(buffer_string(&ids), "[\"31655001\",\"3165\",\"station\",\"territorial\",\"A1\",\"\"]"));
    assert_null(strstr(buffer_string(&ids), "3166"));
    buffer_free(&ids);
    gate_give(gate, db);
    db = reading("nobody", "", &scope);
    assert_int_equal(scope.unit, 0);
    gate_give(gate, db);
}

/* ---- digests ---- */

static void digests_agree(const char *code) {
    struct scope scope;
    struct sync_digest kept, bucket[SYNC_BUCKETS], all = {0};
    struct error e = {0};
    struct db *db = reading(code, "", &scope);
    assert_true(feed_digest(db, &scope, &kept, &e));
    assert_true(feed_buckets(db, &scope, bucket, &e));
    gate_give(gate, db);
    for (int i = 0; i < SYNC_BUCKETS; i++) {
        all.count += bucket[i].count;
        all.sum += bucket[i].sum;
    }
    assert_int_equal(kept.count, all.count);
    assert_true(kept.sum == all.sum);
}

static void the_kept_digest_is_that_of_the_cases(void **state) {
    static const int64_t units[] = {A1, A2, B1};
    uint64_t dice = 7;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    for (int i = 0; i < 200; i++) {
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        int serial = 1 + (int)(dice >> 40) % 30;
        bool there = must_int("SELECT count(*) FROM gcase WHERE unit IS NOT NULL") > 0 && (dice >> 33) % 8 == 0;
        if (there) {
            struct error e = {0};
            struct putting p = {.id = case_of(serial), .delete = true, .today = TODAY};
            struct db *db = must_take(SQL_WRITE);
            if (!db_run(db, put_work, &p, &e))
                assert_int_equal(e.kind, ERROR_NONE);
            gate_give(gate, db);
        } else {
            put_quietly(serial, units[(dice >> 50) % 3], false);
        }
    }
    publish_now();
    digests_agree("31655001");
    digests_agree("31655002");
    digests_agree("3165");
    digests_agree("NATION");
    assert_true(must_int("SELECT count(*) FROM gcase WHERE unit IS NOT NULL") > 5);
}

/* ---- forgetting ---- */

static void what_is_gone_is_forgotten_after_400_days(void **state) {
    struct error e = {0};
    int64_t n;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    put_one(1, A1);
    put_one(2, A1);
    put_one(1, B1);
    put_one(3, A1);
    delete_one(3);
    int64_t seq = must_int("SELECT seq FROM state");
    struct db *db = must_take(SQL_WRITE);
    assert_true(feed_forget(db, TODAY + 399, &n, &e));
    assert_int_equal(must_int("SELECT count(*) FROM feed WHERE kind <> 0"), 2);
    assert_int_equal(must_int("SELECT min_seq FROM state"), 0);
    assert_true(feed_forget(db, TODAY + 400, &n, &e));
    gate_give(gate, db);
    assert_int_equal(must_int("SELECT count(*) FROM feed WHERE kind <> 0"), 0);
    assert_int_equal(must_int("SELECT min_seq FROM state"), seq); /* the deletion was the last number */
    assert_int_equal(must_int("SELECT count(*) FROM feed"), 2);
}

/* ---- numbers after commit ---- */

/* The transaction that began first commits last: its row must not be missed by a cursor that has seen the other. */
static void a_late_commit_is_not_missed(void **state) {
    struct error e = {0};
    struct page page;
    struct scope scope;
    (void)state;
    NEED_STORE();
    if (!on_postgresql)
        skip(); /* one writer: nobody can overtake */
    small_hierarchy();
    put_one(9, A1);
    struct putting first = {.id = case_of(1), .unit = A1, .facts = "\"2026-01-02\"", .today = TODAY};
    struct db *slow = must_take(SQL_WRITE);
    assert_true(db_begin(slow, &e) && put_work(slow, &first, &e));
    put_one(2, A1);
    changes_of("31655001", 1, 100, &page, &scope);
    assert_int_equal(page.rows_n, 1);
    int64_t cursor = page.next;
    page_free(&page);
    assert_true(db_commit(slow, &e));
    gate_give(gate, slow);
    bool waits;
    struct db *db = reading("31655001", "", &scope);
    assert_true(feed_waits(db, &scope, &waits, &e));
    assert_true(waits); /* no digest now: the feed is not whole */
    gate_give(gate, db);
    publish_now();
    row_is(changes_of("31655001", cursor, 100, &page, &scope), "[\"%s\",1,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(1));
    page_free(&page);
}

/* A row that is numbered, and is being changed by a transaction that has not committed, is numbered by that one's own commit. */
static void a_row_in_work_is_passed_over(void **state) {
    struct error e = {0};
    struct page page;
    struct scope scope;
    (void)state;
    NEED_STORE();
    if (!on_postgresql)
        skip();
    small_hierarchy();
    put_quietly(1, A1, false);
    struct putting again = {.id = case_of(1), .unit = A1, .facts = "\"2026-01-03\"", .today = TODAY};
    struct db *slow = must_take(SQL_WRITE);
    assert_true(db_begin(slow, &e) && put_work(slow, &again, &e));
    put_quietly(2, A1, false);
    publish_now(); /* must not wait for `slow` */
    row_is(changes_of("31655001", 0, 100, &page, &scope), "[\"%s\",1,\"31655001\",null,null,\"2026-01-02\"] | ", case_text(2));
    int64_t cursor = page.next;
    page_free(&page);
    assert_true(db_commit(slow, &e));
    gate_give(gate, slow);
    publish_now();
    row_is(changes_of("31655001", cursor, 100, &page, &scope), "[\"%s\",2,\"31655001\",null,null,\"2026-01-03\"] | ", case_text(1));
    page_free(&page);
}

#define WRITERS 8
#define WRITES 60

static void *writer(void *context) {
    int n = (int)(intptr_t)context;
    for (int i = 0; i < WRITES; i++)
        put_quietly(1 + (n * 7 + i) % 40, (n + i) % 3 == 0 ? A2 : A1, false);
    return NULL;
}

/* Many writers, one publisher, one reader that follows: the reader ends with the very rows of the table. */
static void many_writers_and_one_that_follows(void **state) {
    pthread_t thread[WRITERS];
    int64_t version[64] = {0}, since = 0;
    struct page page;
    struct scope scope;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, writer, (void *)(intptr_t)i), 0);
    for (int done = 0; done < 2;) {
        if (done == 0 && must_int("SELECT coalesce(sum(ver), 0) FROM gcase") == WRITERS * WRITES)
            done = 1;
        else if (done == 1)
            done = 2;
        publish_now();
        changes_of("3165", since, 1000, &page, &scope);
        assert_false(page.more);
        for (const char *at = buffer_string(&page.rows); (at = strstr(at, "[\"3")) != NULL; at++) {
            int serial = atoi(at + 11), ver = atoi(at + 22);
            assert_true(serial > 0 && serial < 64 && ver > version[serial]);
            version[serial] = ver;
        }
        since = page.next;
        page_free(&page);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(thread[i], NULL);
    for (int serial = 1; serial <= 40; serial++) {
        struct error e = {0};
        struct db *db = must_take(SQL_READ);
        struct query *q = db_query(db, "SELECT ver FROM gcase WHERE id = $1", &e);
        int64_t ver;
        assert_non_null(q);
        query_int(q, 1, case_of(serial));
        assert_true(query_one(q, 0, &ver, &e));
        gate_give(gate, db);
        assert_int_equal(version[serial], ver);
    }
    digests_agree("3165");
}

/* ---- the epoch ---- */

static void a_restored_store_has_a_higher_epoch(void **state) {
    struct high_water water = {.fd = -1};
    struct error e = {0};
    char path[400];
    bool raised;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    snprintf(path, sizeof path, "%s/high-water-%d", test_folder, on_postgresql);
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    assert_false(raised); /* a new store */
    assert_int_equal(must_int("SELECT epoch FROM state"), 1);
    put_one(1, A1);
    put_one(2, A1);
    assert_true(high_water_note(&water, 1, 2, &e));
    struct high_water second;
    assert_false(high_water_open(&second, path, gate, &raised, &e)); /* one server at a time */
    high_water_close(&second);
    high_water_close(&water);
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    assert_false(raised); /* it went on */
    high_water_close(&water);
    must_do("UPDATE state SET seq = 1"); /* as a backup of yesterday has it */
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    assert_true(raised);
    assert_int_equal(must_int("SELECT epoch FROM state"), 2);
    high_water_close(&water);
    must_do("UPDATE state SET epoch = 1");
    must_do("UPDATE unit SET epoch = 5 WHERE id = 2"); /* a scope that was rebuilt counts above the store's own */
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    assert_false(raised);
    high_water_close(&water);
    must_do("UPDATE unit SET epoch = 0 WHERE id = 2");
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    assert_true(raised);
    assert_int_equal(must_int("SELECT epoch FROM state"), 7); /* above 1 + 5 */
    high_water_close(&water);
    unlink(path); /* another machine: nothing is known, so the epoch rises */
    assert_true(high_water_open(&water, path, gate, &raised, &e));
    assert_true(raised);
    assert_int_equal(must_int("SELECT epoch FROM state"), 8);
    high_water_close(&water);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(a_change_is_one_row),
        BOTH(a_transfer_leaves_and_enters),
        BOTH(a_deleted_case_keeps_its_version),
        BOTH(pages_end_where_they_say),
        BOTH(nothing_of_another_scope),
        BOTH(the_kept_digest_is_that_of_the_cases),
        BOTH(what_is_gone_is_forgotten_after_400_days),
        BOTH(a_late_commit_is_not_missed),
        BOTH(a_row_in_work_is_passed_over),
        BOTH(many_writers_and_one_that_follows),
        BOTH(a_restored_store_has_a_higher_epoch),
    };
    return cmocka_run_group_tests_name("gateway_store", tests, folder_begin, pg_end);
}
