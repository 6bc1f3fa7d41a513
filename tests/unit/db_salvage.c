/* Damaged databases: cache.db is set aside, record.db is made anew from record.log and from what can still be read. */
#include "tests/unit/db_folder.h"

static void cut_file(const char *name, off_t length) {
    assert_int_equal(truncate(in_folder(name), length), 0);
}

static void overwrite_file(const char *name, long at, size_t n) {
    FILE *out = fopen(in_folder(name), "r+b");
    assert_non_null(out);
    fseek(out, at, SEEK_SET);
    for (size_t i = 0; i < n; i++)
        fputc('#', out);
    fclose(out);
}

static void sets_a_damaged_cache_aside(void **state) {
    (void)state;
    for (int how = 0; how < 4; how++) {
        make_cases(400);
        struct store *store = must_open(STORE_ENTRIES);
        struct entry note = note_of(1, "reminder sent");
        must_add(store, &note);
        int64_t entries = one_int(store, "SELECT count(*) FROM entry");
        store_close(store);
        if (how == 0)
            overwrite_file("cache.db", 0, 3000);
        else if (how == 1)
            cut_file("cache.db", 20000);
        else if (how == 2)
            write_all(
                in_folder("cache.db"),
                "this was never a database, but it is longer than a header of one ...............................", 95);
        else
            overwrite_file("cache.db", 100, 3900);
        struct error e = {0};
        int files = count_files("damaged");
        assert_null(store_open(folder, STORE_READ, &e));
        assert_non_null(strstr(e.text, "damaged"));
        assert_int_equal(count_files("damaged"), files); /* a reader sets nothing aside */
        char aside[STORE_ASIDE];
        if (how == 3) {
            struct cache_writer *w = cache_begin(folder, 100, &e); /* the writer meets it first */
            assert_non_null(w);
            assert_non_null(strstr(cache_notice(w), "cache.db.damaged-"));
            assert_true(cache_commit(w, &e));
            store = must_open(STORE_ENTRIES);
        } else {
            store = must_open(STORE_ENTRIES);
            assert_non_null(strstr(store_notice(store), "cache.db.damaged-"));
        }
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case"), 0);
        assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry"), entries); /* what was entered stays */
        assert_int_equal(store_facts(store, aside), FACTS_SET_ASIDE);
        assert_int_equal(strncmp(aside, "cache.db.damaged-", 17), 0);
        store_close(store);
        store = must_open(STORE_READ); /* in every start */
        assert_int_equal(store_facts(store, aside), FACTS_SET_ASIDE);
        assert_int_equal(access(in_folder(aside), F_OK), 0);
        store_close(store);
        assert_true(count_files("cache.db.damaged-") > files);
    }
}

/* Zeros are true only after something was brought; a redaction that removes the damaged file does not take the warning away. */
static void knows_whether_there_are_facts(void **state) {
    (void)state;
    char aside[STORE_ASIDE];
    struct error e = {0};
    int64_t unit;
    store_close(must_open(STORE_ENTRIES));
    struct cache_writer *w = cache_begin(folder, 1000, &e);
    assert_true(w && cache_station(w, STATION, &unit, &e) && cache_commit(w, &e));
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(store_facts(store, aside), FACTS_NONE);
    assert_string_equal(aside, "");
    store_close(store);
    overwrite_file("cache.db", 0, 3000);
    store = must_open(STORE_ENTRIES);
    assert_true(files_remove_aside(folder) > 0);
    assert_int_equal(store_facts(store, aside), FACTS_SET_ASIDE);
    store_close(store);
    w = cache_begin(folder, 1000, &e); /* stopped: nothing was brought */
    assert_true(w && cache_set_meta(w, "imported_at", "2026-11-23T10:00:00.000Z", &e));
    cache_rollback(w);
    store = must_open(STORE_ENTRIES);
    assert_int_equal(store_facts(store, aside), FACTS_SET_ASIDE);
    w = cache_begin(folder, 1000, &e);
    assert_true(w && cache_set_meta(w, "imported_at", "2026-11-23T10:00:00.000Z", &e) && cache_commit(w, &e));
    assert_int_equal(store_facts(store, aside), FACTS_THERE);
    assert_string_equal(aside, "");
    store_close(store);
}

/* The damage lies beyond the first page: what the opening itself reads meets it, and mends in the same start. */
static void mends_at_once_what_the_opening_meets(void **state) {
    (void)state;
    make_cases(5);
    struct store *store = must_open(STORE_ENTRIES);
    for (int i = 0; i < 200; i++) {
        struct entry note = note_of(1 + i % 5, "reminder sent to the FSL");
        must_add(store, &note);
    }
    store_close(store);
    overwrite_file("record.db", 4096, 20 << 10);
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "record.db.damaged-"));
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), 200);
    store_close(store);
    store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), "");
    store_close(store);
}

/* A page in the middle: the header is sound, a query meets it, the next start looks at all. */
static void a_query_that_meets_damage_leads_to_mending(void **state) {
    (void)state;
    make_cases(3000);
    store_close(must_open(STORE_ENTRIES));
    for (long page = 80; page < 100; page++) /* beyond the first page of each table, which the opening reads */
        overwrite_file("cache.db", page * 4096, 2000);
    struct store *store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), ""); /* starting does not read it all */
    struct error e = {0};
    bool met = false;
    sqlite3_stmt *all;
    assert_true(sql_prepare(store->db, &all, "SELECT count(fir_date), sum(unit) FROM cache.fir_case NOT INDEXED", &e));
    int row;
    while ((row = sql_step(all, &e)) == 1)
        ;
    sqlite3_finalize(all);
    met = row < 0;
    if (!met)
        met = !store_check(store, false, &e);
    assert_true(met);
    assert_non_null(strstr(e.text, "start"));
    store_close(store);
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "cache.db.damaged-"));
    assert_true(store_check(store, true, &e));
    store_close(store);
    store = must_open(STORE_ENTRIES); /* and only once */
    assert_string_equal(store_notice(store), "");
    store_close(store);
}

static void salvages_a_damaged_record(void **state) {
    (void)state;
    make_cases(60);
    struct error e = {0};
    for (int how = 0; how < 4; how++) {
        struct store *store = must_open(STORE_ENTRIES);
        for (int i = 1; i <= 60; i++) {
            struct entry note = note_of(i, "reminder sent to the FSL"), reason = entry_of(ENTRY_REASON, i, "fsl", "");
            must_add(store, &note);
            must_add(store, &reason);
        }
        assert_true(audit_add(store, "sign-in", "moharrir", &e));
        char device[40], after[40];
        snprintf(device, sizeof device, "%s", "");
        sqlite3_stmt *ask;
        assert_true(sql_prepare(store->db, &ask, "SELECT id FROM device", &e));
        assert_int_equal(sql_step(ask, &e), 1);
        sql_text(ask, 0, device, sizeof device);
        sqlite3_finalize(ask);
        int64_t entries = one_int(store, "SELECT count(*) FROM entry"), last = one_int(store, "SELECT seq FROM device");
        store_close(store);
        if (how == 0)
            overwrite_file("record.db", 0, 4096);
        else if (how == 1)
            cut_file("record.db", 30000);
        else if (how == 2)
            assert_int_equal(unlink(in_folder("record.db")), 0);
        else
            cut_file("record.db", 0);
        assert_null(store_open(folder, STORE_READ, &e));
        store = must_open(STORE_ENTRIES);
        assert_non_null(strstr(store_notice(store), "put back"));
        if (how < 2)
            assert_non_null(strstr(store_notice(store), "record.db.damaged-"));
        assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), entries);
        assert_int_equal(one_int(store, "SELECT seq FROM device"), last);
        assert_int_equal(one_int(store, "SELECT count(*) FROM own_fold WHERE reason = 'fsl'"), 60);
        assert_true(sql_prepare(store->db, &ask, "SELECT id FROM device", &e));
        assert_int_equal(sql_step(ask, &e), 1);
        sql_text(ask, 0, after, sizeof after);
        sqlite3_finalize(ask);
        assert_string_equal(after, device); /* numbering goes on where it stood */
        struct entry note = note_of(1, "next one");
        must_add(store, &note);
        assert_int_equal(note.seq, last + 1);
        assert_int_equal(log_lines(), entries + 1);
        assert_true(store_check(store, true, &e));
        store_close(store);
        store = must_open(STORE_ENTRIES);
        assert_string_equal(store_notice(store), "");
        store_close(store);
    }
}

/* A page of the entries is bad, the rest is sound: what the log lacks is read from the damaged file. */
static void takes_over_what_the_log_lacks(void **state) {
    (void)state;
    make_cases(5);
    struct store *store = must_open(STORE_ENTRIES);
    for (int i = 0; i < 40; i++) {
        struct entry note = note_of(1 + i % 5, "reminder sent to the FSL");
        must_add(store, &note);
    }
    struct error e = {0};
    assert_true(audit_add(store, "sign-in", "moharrir", &e));
    store_close(store);
    /* the log loses its first half; the database loses a page of an index */
    size_t n = 0;
    char *log = read_all(in_folder("record.log"), &n);
    char *half = log;
    for (int i = 0; i < 20; i++)
        half = strchr(half, '\n') + 1;
    write_all(in_folder("record.log"), half, n - (size_t)(half - log));
    free(log);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(in_folder("record.db"), &db), SQLITE_OK);
    int64_t root = sql_int(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'entry_case'", 0);
    sqlite3_close(db);
    overwrite_file("record.db", (long)(root - 1) * 4096, 4096);
    files_want_check(folder);
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "20 entries that only record.log had"));
    assert_non_null(strstr(store_notice(store), "20 entries that record.log did not have"));
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), 40);
    assert_int_equal(one_int(store, "SELECT count(*) FROM audit"), 1);
    assert_int_equal(one_int(store, "SELECT sum(last_seq > 0) FROM own_fold"), 5);
    assert_int_equal(log_lines(), 40);
    assert_true(store_check(store, true, &e));
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(sets_a_damaged_cache_aside),
        TEST(knows_whether_there_are_facts),
        TEST(mends_at_once_what_the_opening_meets),
        TEST(a_query_that_meets_damage_leads_to_mending),
        TEST(salvages_a_damaged_record),
        TEST(takes_over_what_the_log_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
