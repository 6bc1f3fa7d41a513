/* Cases of the data centre in cache.db: facts replace and empty, the unit is the one named, events come as they are, an imported case
 * becomes a synced one and stays so, older versions change nothing, what no list covers is kept as out, what left leaves a stub or
 * nothing, a snapshot takes away what it does not bring; roll-ups, digest and folds right after random syncs, imports and snapshots. */
#include "tests/unit/db_syncs.h"

#include "db/sync_fold.h"

static struct sync_case c;

static int end(void **state) {
    sync_case_free(&c);
    return folder_remove(state);
}

static struct case_detail must_get(case_id id) {
    struct error e = {0};
    struct case_detail detail;
    struct store *store = must_open(STORE_ENTRIES);
    if (!case_get(store, id, &detail, &e))
        fail_msg("no such case: %s", e.text);
    store_close(store);
    return detail;
}

static int64_t ask(const char *text) {
    struct store *store = must_open(STORE_ENTRIES);
    int64_t n = one_int(store, text);
    store_close(store);
    return n;
}

static void facts_replace_and_empty(void **state) {
    (void)state;
    simple_case(&c, 1, 1);
    struct case_facts *f = &c.facts;
    snprintf(f->gd_no, sizeof f->gd_no, "14");
    snprintf(f->fir_time, sizeof f->fir_time, "14:35");
    f->status = STATUS_CHARGESHEET;
    f->in_cctns = f->filed = TODAY - 20;
    f->arrests = 1;
    f->court_date = TODAY + 9;
    assert_true(apply_one(&c, 1, 10));
    struct case_detail d = must_get(c.id);
    assert_string_equal(d.gd_no, "14");
    assert_int_equal(d.state, 1);
    assert_int_equal(d.arrests, 1);
    assert_string_equal(d.io.name, "R Verma");
    assert_int_equal(d.filed, TODAY - 20);
    simple_case(&c, 1, 2); /* says nothing of these any more */
    memset(&c.facts.io, 0, sizeof c.facts.io);
    assert_true(apply_one(&c, 1, 11));
    d = must_get(c.id);
    assert_string_equal(d.gd_no, "");
    assert_string_equal(d.fir_time, "");
    assert_int_equal(d.status, STATUS_OPEN);
    assert_int_equal(d.state, 0);
    assert_int_equal(d.arrests, -1);
    assert_int_equal(d.court_date, CIVIL_NONE);
    assert_int_equal(d.filed, CIVIL_NONE);
    assert_string_equal(d.io.name, "");
    assert_int_equal(ask("SELECT epoch * 1000000 + cursor FROM cache.sync_state"), 1000011);
    assert_int_equal(ask("SELECT count(*) FROM cache.case_event"), 0); /* nothing is derived */
}

static void the_unit_is_the_one_named(void **state) {
    (void)state;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    must_commit(w);
    simple_case(&c, 1, 1);
    snprintf(c.unit, sizeof c.unit, "%d", STATION_NO(4));
    apply_one(&c, 1, 1);
    assert_string_equal(must_get(c.id).unit_code, "31655005");
    simple_case(&c, 2, 1);
    snprintf(c.unit, sizeof c.unit, "GRP-AGRA");
    apply_one(&c, 1, 2);
    assert_string_equal(must_get(c.id).unit_code, "GRP-AGRA");
    assert_int_equal(ask("SELECT count(*) FROM cache.unit WHERE code = 'GRP-AGRA' AND kind = 'unplaced'"), 1);
    simple_case(&c, 3, 1); /* says where it went, but is named as held here */
    c.facts.status = STATUS_TRANSFERRED;
    snprintf(c.facts.moved_to, sizeof c.facts.moved_to, "%d", STATION_NO(4));
    apply_one(&c, 1, 3);
    assert_string_equal(must_get(c.id).unit_code, "31655001");
    assert_int_equal(must_get(c.id).state, 2);
}

static bool take_event(void *context, const struct case_event *event) {
    int *n = context;
    if (*n == 0) {
        assert_string_equal(event->kind, "section-added");
        assert_string_equal(event->was, "IPC:363");
        assert_false(event->dated_by_import);
    } else {
        assert_string_equal(event->kind, "status");
        assert_true(event->dated_by_import);
    }
    ++*n;
    return true;
}

static void events_come_from_the_source(void **state) {
    (void)state;
    struct error e = {0};
    int n = 0;
    simple_case(&c, 1, 1);
    add_event(&c, "transfer", TODAY - 40, "31655002", "31655001");
    apply_one(&c, 1, 1);
    simple_case(&c, 1, 2);
    add_event(&c, "section-added", TODAY - 30, "IPC:363", "IPC:363 IPC:376");
    add_event(&c, "status", TODAY - 10, "open", "stayed");
    c.event[1].dated_by_import = true;
    c.facts.status = STATUS_STAYED;
    apply_one(&c, 1, 2);
    struct store *store = must_open(STORE_ENTRIES);
    assert_true(case_events(store, c.id, take_event, &n, &e));
    assert_int_equal(n, 2);
    store_close(store);
}

static void synced_facts_beat_imported_ones(void **state) {
    (void)state;
    struct section_list sections;
    sections_from_text("BNS:64(1)", &sections);
    struct case_facts f = no_facts(case_no(1), TODAY - 70), g = no_facts(case_no(2), TODAY - 71);
    f.sections = g.sections = &sections;
    snprintf(f.gd_no, sizeof f.gd_no, "99");
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    must_put_case(put, &f);
    must_put_case(put, &g);
    must_put_end(put);
    must_commit(w);
    simple_case(&c, 1, 1);
    assert_true(apply_one(&c, 1, 1));
    assert_int_equal(ask("SELECT count(*) FROM cache.fir_case WHERE source = 'sync'"), 1);
    assert_string_equal(must_get(c.id).gd_no, "");
    w = must_begin();
    put = must_put(w, "import", false);
    snprintf(f.gd_no, sizeof f.gd_no, "100");
    assert_int_equal(must_put_case(put, &f), PUT_UNCHANGED);
    snprintf(g.gd_no, sizeof g.gd_no, "100");
    assert_int_equal(must_put_case(put, &g), PUT_CHANGED);
    must_put_end(put);
    check_rollups_there(w, "after an import over a sync");
    must_commit(w);
    assert_string_equal(must_get(c.id).gd_no, "");
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    store_close(store);
}

static void older_versions_change_nothing(void **state) {
    (void)state;
    simple_case(&c, 1, 5);
    snprintf(c.facts.gd_no, sizeof c.facts.gd_no, "five");
    assert_true(apply_one(&c, 2, 1));
    simple_case(&c, 1, 4);
    assert_false(apply_one(&c, 2, 2));
    simple_case(&c, 1, 9);
    assert_false(apply_one(&c, 1, 3)); /* of a life before */
    assert_string_equal(must_get(c.id).gd_no, "five");
    simple_case(&c, 1, 1);
    assert_true(apply_one(&c, 3, 4)); /* a new epoch counts anew */
    assert_string_equal(must_get(c.id).gd_no, "");
    simple_case(&c, 1, 2);
    assert_false(apply_one(&c, 3, 5)); /* the same facts: the version alone */
    assert_int_equal(ask("SELECT ver FROM cache.fir_case"), 2);
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    store_close(store);
}

static void what_no_list_covers_is_kept_as_out(void **state) {
    (void)state;
    simple_case(&c, 1, 1);
    sections_from_text("IPC:379", &c.sections);
    assert_true(apply_one(&c, 1, 1));
    struct case_detail d = must_get(c.id);
    assert_int_equal(d.state, 2);
    assert_int_equal(d.hits, 0);
    simple_case(&c, 2, 1);
    c.sections.n = 0;
    assert_true(apply_one(&c, 1, 2));
    assert_int_equal(must_get(c.id).state, 2);
    struct store *store = must_open(STORE_ENTRIES);
    struct sync_digest digest;
    struct error e = {0};
    assert_true(sync_digest_read(store, &digest, &e));
    assert_int_equal(digest.count, 2);
    check_digest(store);
    store_close(store);
    simple_case(&c, 1, 2); /* sections are added */
    assert_true(apply_one(&c, 1, 3));
    assert_int_equal(must_get(c.id).state, 0);
}

static void what_left(void **state) {
    (void)state;
    struct sync_apply *apply = must_apply(false, 1);
    for (int i = 1; i <= 4; i++) {
        simple_case(&c, i, 3);
        add_entry(&c, ENTRY_REASON, "fsl", "");
        must_case(apply, &c);
    }
    must_end(apply, 1);
    apply = must_apply(false, 1);
    must_gone(apply, case_no(1), GONE_MOVED, 4, "31655002");
    must_gone(apply, case_no(2), GONE_DELETED, 4, "");
    must_gone(apply, case_no(3), GONE_DELETED, 2, ""); /* older than what is there */
    must_gone(apply, case_no(77), GONE_MOVED, 4, "31655002");
    must_end(apply, 2);
    struct case_detail d = must_get(case_no(1));
    assert_int_equal(d.status, STATUS_TRANSFERRED);
    assert_int_equal(d.state, 2);
    assert_string_equal(d.moved_to, "31655002");
    assert_int_equal(ask("SELECT count(*) FROM cache.fir_case"), 3);
    assert_int_equal(ask("SELECT count(*) FROM cache.entry"), 3);
    assert_int_equal(ask("SELECT count(*) FROM cache.case_event WHERE kind = 'status' AND now = 'transferred'"), 1);
    struct cache_writer *w = must_begin();
    check_rollups_there(w, "after cases left");
    must_commit(w);
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    struct sync_digest digest;
    struct error e = {0};
    assert_true(sync_digest_read(store, &digest, &e));
    assert_int_equal(digest.count, 2);
    store_close(store);
    simple_case(&c, 1, 9); /* and back */
    assert_true(apply_one(&c, 1, 3));
    assert_int_equal(must_get(case_no(1)).state, 0);
    store = must_open(STORE_ENTRIES);
    check_digest(store);
    store_close(store);
}

static void a_snapshot_takes_away(void **state) {
    (void)state;
    struct section_list sections;
    sections_from_text("BNS:64(1)", &sections);
    struct case_facts f = no_facts(case_no(500), TODAY - 70);
    f.sections = &sections;
    struct sync_apply *apply = must_apply(true, 1);
    for (int i = 1; i <= 40; i++) {
        simple_case(&c, i, 1);
        must_case(apply, &c);
    }
    must_end(apply, 7);
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    must_put_case(put, &f);
    must_put_end(put);
    must_commit(w);
    apply = must_apply(false, 1);
    must_gone(apply, case_no(1), GONE_MOVED, 4, "31655002");
    must_end(apply, 8);
    apply = must_apply(true, 2);
    for (int i = 11; i <= 50; i++) {
        simple_case(&c, i, 1);
        must_case(apply, &c);
    }
    must_end(apply, 70);
    /* 2..10 are gone; the stub of 1 and the imported one stay */
    assert_int_equal(ask("SELECT count(*) FROM cache.fir_case"), 42);
    assert_int_equal(ask("SELECT count(*) FROM cache.fir_case WHERE id & 1048575 BETWEEN 2 AND 10"), 0);
    assert_int_equal(must_get(case_no(1)).status, STATUS_TRANSFERRED);
    assert_int_equal(ask("SELECT epoch FROM cache.sync_state"), 2);
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    store_close(store);
    w = must_begin();
    check_rollups_there(w, "after a snapshot");
    must_commit(w);
}

/* The server's word in the columns, by the rules of fold_text: held against SQL. */
static void check_folds(struct store *store) {
    static const char live[] = "WITH live AS (SELECT * FROM cache.entry e WHERE NOT EXISTS (SELECT 1 FROM cache.entry u WHERE"
                               " u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id)) SELECT count(*) FROM cache.fir_case f WHERE ";
    static const char *const wrong[] = {
        "reason IS NOT (SELECT nullif(code, 'none') FROM live WHERE case_id = f.id AND kind = 'reason' ORDER BY at DESC, id DESC LIMIT 1)",
        "told_day <> coalesce((SELECT max(CAST(code AS INTEGER)) FROM live WHERE case_id = f.id AND kind = 'told'), 0)",
        "told_at IS NOT (SELECT at FROM live WHERE case_id = f.id AND kind = 'told' ORDER BY CAST(code AS INTEGER) DESC, at DESC, id DESC LIMIT 1)",
        "settled IS NOT (SELECT state FROM live WHERE case_id = f.id AND kind = 'settle' ORDER BY at DESC, id DESC LIMIT 1)",
        "wrong <> (SELECT count(*) FROM live l WHERE case_id = f.id AND kind = 'wrong' AND state = 'wrong' AND NOT EXISTS (SELECT 1 FROM live m"
        " WHERE m.case_id = f.id AND m.kind = 'wrong' AND m.code = l.code AND (m.at, m.id) > (l.at, l.id)))"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[1200];
        snprintf(text, sizeof text, "%s%s", live, wrong[i]);
        int64_t n = one_int(store, text);
        if (n != 0)
            fail_msg("%lld cases where %s", (long long)n, wrong[i]);
    }
    assert_true(one_int(store, "SELECT count(*) FROM cache.fir_case WHERE reason IS NOT NULL AND told_day > 0 OR wrong > 0") > 0);
}

static case_id some_id(int n) {
    return case_id_make(STATION_NO(any(STATIONS)), 2025 + any(2), 1 + any(n));
}

static void random_imports(void) {
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    put_random(put, 150);
    must_put_end(put);
    must_commit(w);
}

static void random_changes(int64_t ver, int64_t epoch) {
    struct sync_apply *apply = must_apply(false, epoch);
    for (int i = 0; i < 200; i++) {
        case_id id = some_id(60);
        if (any(8) == 0) {
            must_gone(apply, id, any(2) ? GONE_MOVED : GONE_DELETED, ver, any(2) ? "31655003" : "99");
        } else {
            random_synced(&c, id, ver);
            must_case(apply, &c);
        }
    }
    must_end(apply, ver);
}

static void random_snapshot(int64_t ver, int64_t epoch, int n) {
    struct sync_apply *apply = must_apply(true, epoch);
    for (int i = 1; i <= n; i++) {
        random_synced(&c, case_id_make(STATION_NO(i % STATIONS), 2025 + i % 2, 1 + i / STATIONS), ver);
        must_case(apply, &c);
    }
    must_end(apply, ver);
}

static void check_all(const char *when) {
    struct cache_writer *w = must_begin();
    check_rollups(w, when);
    assert_int_equal(sql_int(w->db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('fir_case', 'case_event')"
                                    " AND sql IS NOT NULL", 0),
                     15);
    must_commit(w);
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    check_folds(store);
    struct error e = {0};
    assert_true(store_check(store, true, &e));
    store_close(store);
}

static void random_all(void **state) {
    (void)state;
    random_state = 21;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    must_commit(w);
    random_snapshot(1, 1, 400);
    check_all("after a first snapshot");
    for (int64_t turn = 1; turn < 12; turn++) {
        random_changes(turn * 10, 1);
        check_all("after changes");
        random_imports();
        check_all("after an import between");
        if (turn % 4 == 0) {
            random_snapshot(turn * 10, 1 + turn / 8, turn == 4 ? 700 : 300);
            check_all("after another snapshot");
        }
    }
}

/* Where most rows of a large table change, the indexes are made anew in between. */
static void a_snapshot_that_changes_most(void **state) {
    (void)state;
    random_state = 22;
    random_snapshot(1, 1, 6000);
    random_snapshot(1, 2, 6500);
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    struct error e = {0};
    assert_true(store_check(store, true, &e));
    store_close(store);
    check_all("after a snapshot of other facts");
}

static void the_digest_is_the_one_of_the_protocol(void **state) {
    (void)state;
    /* printf '31655001/0412/2026\x1f7' | sha256sum */
    assert_true(sync_digest_of(case_id_make(31655001, 2026, 412), 7) == 0xe38cb5874893a079u);
    assert_int_equal(sync_bucket(case_id_make(31655001, 2026, 412)), 412 % 256);
}

struct ids { int n; case_id last; int bucket; };
static bool take_id(void *context, case_id id, int64_t ver) {
    struct ids *ids = context;
    assert_true(id > ids->last);
    assert_int_equal(sync_bucket(id), ids->bucket);
    assert_int_equal(ver, 3);
    ids->last = id;
    ids->n++;
    return true;
}

static void ids_of_a_bucket(void **state) {
    (void)state;
    struct error e = {0};
    struct sync_apply *apply = must_apply(false, 1);
    for (int i = 1; i <= 600; i++) {
        simple_case(&c, i, 3);
        must_case(apply, &c);
    }
    must_end(apply, 1);
    int n = 0;
    struct store *store = must_open(STORE_ENTRIES);
    for (int bucket = 0; bucket < SYNC_BUCKETS; bucket++) {
        struct ids ids = {.bucket = bucket};
        assert_true(sync_ids(store, bucket, take_id, &ids, &e));
        assert_true(ids.n == (bucket == 0 || bucket > 600 - 512 ? 2 : 3));
        n += ids.n;
    }
    assert_int_equal(n, 600);
    store_close(store);
}

static void rolled_back(void **state) {
    (void)state;
    simple_case(&c, 1, 1);
    apply_one(&c, 1, 1);
    struct sync_apply *apply = must_apply(false, 1);
    simple_case(&c, 1, 2);
    must_case(apply, &c);
    simple_case(&c, 2, 2);
    must_case(apply, &c);
    sync_apply_rollback(apply);
    sync_apply_rollback(NULL);
    assert_int_equal(ask("SELECT sum(ver) FROM cache.fir_case"), 1);
    struct store *store = must_open(STORE_ENTRIES);
    check_digest(store);
    store_close(store);
    struct error e = {0};
    apply = must_apply(false, 1);
    simple_case(&c, 3, 0); /* no version */
    assert_false(sync_apply_case(apply, &c, NULL, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    sync_apply_rollback(apply);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(facts_replace_and_empty), TEST(the_unit_is_the_one_named), TEST(events_come_from_the_source),
        TEST(synced_facts_beat_imported_ones), TEST(older_versions_change_nothing), TEST(what_no_list_covers_is_kept_as_out),
        TEST(what_left), TEST(a_snapshot_takes_away), TEST(random_all), TEST(a_snapshot_that_changes_most),
        TEST(the_digest_is_the_one_of_the_protocol), TEST(ids_of_a_bucket), TEST(rolled_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
