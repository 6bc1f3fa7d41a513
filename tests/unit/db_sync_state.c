/* What is known of sync: state and totals, the log (its figures, a day of polling in one line, the last 500), units with their tag, the
 * snapshot that fills a cache.db whose predecessor was set aside, one writer at a time with a sentence for the one who waits. */
#include "tests/unit/db_syncs.h"

#include "db/store_files.h"
#include "db/training.h"
#include "src/clock.h"

static struct sync_state of(enum sync_class class, const char *at, int64_t received, int64_t sent) {
    struct sync_state state = {.class = class, .received = received, .sent = sent};
    snprintf(state.attempt_at, sizeof state.attempt_at, "%s", at);
    snprintf(state.class_since, sizeof state.class_since, "%s", at);
    snprintf(state.sentence, sizeof state.sentence, "%s", class == SYNC_VPN_DOWN ? "VPN is down" : "");
    return state;
}

static void must_note(const struct sync_state *state) {
    struct error e = {0};
    if (!sync_state_note(folder, state, &e))
        fail_msg("%s", e.text);
}

static void state_and_totals(void **unused) {
    (void)unused;
    struct error e = {0};
    make_cases(2);
    struct store *store = must_open(STORE_ENTRIES);
    struct sync_state read;
    assert_false(sync_known(store));
    assert_true(sync_state_read(store, &read, &e));
    assert_int_equal(read.class, SYNC_NEVER);
    assert_string_equal(read.synced_at, "");
    struct sync_state state = of(SYNC_WELL, "2026-11-23T10:00:00.000Z", 100, 3);
    snprintf(state.synced_at, sizeof state.synced_at, "2026-11-23T10:00:01.000Z");
    snprintf(state.equal_at, sizeof state.equal_at, "2026-11-23T10:00:02.000Z");
    snprintf(state.server_time, sizeof state.server_time, "2026-11-23T10:00:03.000Z");
    snprintf(state.next_at, sizeof state.next_at, "2026-11-23T10:05:00.000Z");
    state.clock_offset_ms = -1234;
    state.repaired = 4;
    must_note(&state);
    store_version(store);
    assert_true(sync_known(store));
    assert_true(sync_state_read(store, &read, &e));
    assert_int_equal(read.class, SYNC_WELL);
    assert_string_equal(read.synced_at, state.synced_at);
    assert_string_equal(read.equal_at, state.equal_at);
    assert_string_equal(read.server_time, state.server_time);
    assert_string_equal(read.next_at, state.next_at);
    assert_true(read.clock_offset_ms == -1234 && read.received == 100 && read.sent == 3 && read.repaired == 4 && read.refused == 0);
    /* one that failed leaves what the last good one said */
    state = of(SYNC_VPN_DOWN, "2026-11-23T11:00:00.000Z", 100, 3);
    must_note(&state);
    assert_true(sync_state_read(store, &read, &e));
    assert_int_equal(read.class, SYNC_VPN_DOWN);
    assert_string_equal(read.sentence, "VPN is down");
    assert_string_equal(read.synced_at, "2026-11-23T10:00:01.000Z");
    assert_string_equal(read.equal_at, "2026-11-23T10:00:02.000Z");
    assert_string_equal(read.next_at, "");
    assert_int_equal(read.clock_offset_ms, -1234);
    store_close(store);
}

static void the_log(void **unused) {
    (void)unused;
    struct error e = {0};
    struct sync_log line[600];
    char at[32];
    int64_t received = 0;
    for (int i = 0; i < 30; i++) { /* half an hour of polling while the VPN is down */
        snprintf(at, sizeof at, "2026-11-23T09:%02d:00.000Z", i);
        struct sync_state state = of(SYNC_VPN_DOWN, at, 0, 0);
        must_note(&state);
    }
    struct sync_state well = of(SYNC_WELL, "2026-11-23T10:00:00.000Z", 7, 2);
    must_note(&well);
    well = of(SYNC_WELL, "2026-11-23T10:05:00.000Z", 7, 2); /* nothing new */
    must_note(&well);
    well = of(SYNC_WELL, "2026-11-23T10:10:00.000Z", 7, 2);
    must_note(&well);
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(sync_log_read(store, 0, line, 600, &e), 3);
    assert_string_equal(line[0].at, "2026-11-23T10:10:00.000Z");
    assert_true(line[0].class == SYNC_WELL && line[0].received == 0 && line[0].sent == 0);
    assert_true(line[1].received == 7 && line[1].sent == 2);
    assert_true(line[2].class == SYNC_VPN_DOWN);
    assert_string_equal(line[2].at, "2026-11-23T09:29:00.000Z");
    assert_string_equal(line[2].text, "VPN is down");
    for (int i = 0; i < 520; i++) {
        received += 5;
        well = of(SYNC_WELL, "2026-11-23T12:00:00.000Z", 7 + received, 2);
        must_note(&well);
    }
    assert_int_equal(sync_log_read(store, 0, line, 600, &e), 500);
    assert_true(line[0].received == 5 && line[0].n > line[499].n);
    assert_int_equal(sync_log_read(store, line[10].n, line, 3, &e), 3);
    assert_true(line[0].n == line[1].n + 1);
    store_close(store);
}

static void units_with_their_tag(void **unused) {
    (void)unused;
    struct error e = {0};
    const struct sync_basis basis = basis_of();
    struct sync_unit units[] = {{.code = "D1", .level = LEVEL_DISTRICT, .name_en = "District", .name_hi = "जनपद"},
                                {.code = "31655001", .parent = "D1", .level = LEVEL_STATION, .kind = KIND_MAHILA, .name_en = "Mahila"},
                                {.code = "31655002", .parent = "nowhere", .level = LEVEL_STATION, .name_en = "x"}};
    char etag[80];
    struct unit unit;
    struct sync_case c = {0};
    simple_case(&c, 1, 1); /* the case comes before its unit has a place */
    apply_one(&c, 1, 1);
    if (!sync_units_write(&basis, units, 2, "\"abc\"", &e))
        fail_msg("%s", e.text);
    struct store *store = must_open(STORE_ENTRIES);
    assert_true(sync_units_etag(store, etag, &e));
    assert_string_equal(etag, "\"abc\"");
    assert_true(unit_by_code(store, "31655001", &unit, &e));
    assert_int_equal(unit.kind, KIND_MAHILA);
    assert_true(unit.parent != 0);
    store_close(store);
    struct cache_writer *w = must_begin();
    check_rollups_there(w, "after units came");
    assert_true(sql_int(w->db, "SELECT n FROM rollup_open r JOIN unit u ON u.id = r.unit WHERE u.code = 'D1'", 0) == 1);
    must_commit(w);
    /* one bad unit: nothing changes, the tag neither */
    assert_false(sync_units_write(&basis, units, 3, "\"def\"", &e));
    assert_non_null(strstr(e.text, "31655002"));
    store = must_open(STORE_ENTRIES);
    assert_true(sync_units_etag(store, etag, &e));
    assert_string_equal(etag, "\"abc\"");
    store_close(store);
    sync_case_free(&c);
}

static void a_damaged_cache_is_filled_again(void **unused) {
    (void)unused;
    struct error e = {0};
    struct sync_case c = {0};
    char aside[STORE_ASIDE], device[40];
    int64_t seq;
    struct sync_apply *apply = must_apply(true, 7);
    for (int i = 1; i <= 50; i++) {
        simple_case(&c, i, 1);
        must_case(apply, &c);
    }
    must_end(apply, 99);
    struct store *store = must_open(STORE_ENTRIES);
    struct entry reason = entry_of(ENTRY_REASON, 1, "fsl", "");
    must_add(store, &reason);
    assert_true(sync_device(store, device, &seq, &e));
    assert_true(sync_acknowledge(folder, device, 1, &e));
    store_close(store);
    write_all(in_folder("cache.db"), "this is no database any more, whatever its name says", 52);
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "next sync"));
    assert_int_equal(store_facts(store, aside), FACTS_SET_ASIDE);
    struct sync_state state;
    assert_true(sync_state_read(store, &state, &e));
    assert_true(state.epoch == 0 && state.cursor == 0 && state.dev_seq == 0); /* so that the next sync begins with a snapshot, and offers all */
    struct entry out[2];
    assert_int_equal(sync_outbox(store, state.dev_seq, out, 2, &e), 1);
    store_close(store);
    apply = must_apply(true, 7);
    for (int i = 1; i <= 50; i++) {
        simple_case(&c, i, 1);
        must_case(apply, &c);
    }
    must_end(apply, 99);
    store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), "");
    assert_int_equal(store_facts(store, aside), FACTS_THERE);
    assert_string_equal(aside, "");
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.meta WHERE name = 'set_aside'"), 0);
    check_digest(store);
    store_close(store);
    sync_case_free(&c);
}

/* A sync that brings nothing has heard of every station all the same. */
static void no_station_is_silent_after_a_sync(void **unused) {
    (void)unused;
    struct sync_state state = of(SYNC_WELL, "", 0, 0);
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    must_commit(w);
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(stations_silent(store, 0, 24), STATIONS - 1);
    clock_stamp_of(clock_now_ms() - 3600000, state.synced_at);
    must_note(&state);
    assert_int_equal(stations_silent(store, 0, 24), 0);
    clock_stamp_of(clock_now_ms() - 25 * 3600000, state.synced_at);
    must_note(&state);
    assert_int_equal(stations_silent(store, 0, 24), STATIONS - 1);
    store_close(store);
}

/* Training that begins anew knows nothing of a data centre, and numbers its entries under another device. */
static void training_begins_anew(void **unused) {
    (void)unused;
    struct error e = {0};
    char before[40], after[40];
    int64_t seq;
    struct sync_case c = {0};
    struct sync_refusal refusal = {.id = "0190abcd-0000-7000-8000-000000000001", .kind = "note", .reason = "x"};
    simple_case(&c, 1, 1);
    apply_one(&c, 1, 1);
    sync_case_free(&c);
    must_exec_cache("INSERT INTO meta (name, value) VALUES ('training', '1')");
    struct sync_state state = of(SYNC_WELL, "2026-11-23T10:00:00.000Z", 1, 0);
    must_note(&state);
    assert_true(sync_refused(folder, &refusal, 1, &e));
    struct store *store = must_open(STORE_ENTRIES);
    struct entry reason = entry_of(ENTRY_REASON, 1, "fsl", "");
    must_add(store, &reason);
    assert_true(sync_device(store, before, &seq, &e));
    assert_true(training_forget_entries(store, &e));
    struct cache_writer *w = must_begin();
    assert_true(cache_clear(w, &e));
    must_commit(w);
    store_version(store);
    assert_true(sync_device(store, after, &seq, &e));
    assert_int_equal(seq, 0);
    assert_string_not_equal(before, after);
    assert_true(sync_state_read(store, &state, &e));
    assert_false(sync_known(store));
    assert_true(state.class == SYNC_NEVER && state.received == 0 && state.refused == 0 && state.epoch == 0);
    check_digest(store);
    store_close(store);
}

static void one_writer(void **unused) {
    (void)unused;
    struct error e = {0};
    struct sync_basis basis = basis_of();
    struct sync_apply *first = must_apply(false, 1);
    basis.wait_ms = 50;
    assert_null(sync_apply_begin(&basis, 1, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    assert_non_null(strstr(e.text, "being written by"));
    assert_false(sync_units_write(&basis, NULL, 0, "", &e));
    sync_apply_rollback(first);
    struct sync_apply *second = sync_apply_begin(&basis, 1, &e);
    assert_non_null(second);
    sync_apply_rollback(second);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(state_and_totals), TEST(the_log), TEST(units_with_their_tag), TEST(a_damaged_cache_is_filled_again), TEST(one_writer), TEST(no_station_is_silent_after_a_sync), TEST(training_begins_anew),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
