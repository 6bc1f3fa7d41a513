/* record.log, the plain twin of record.db: what stands in it, how each mends the other, and what a redaction leaves:
 * nothing. */
#include "tests/unit/db_entries.h"

static void the_log_is_plain_json_of_every_entry(void **state) {
    (void)state;
    struct entry note = note_of(3, "रिमाइन्डर \"दूसरा\"\nभेजा"), step = entry_of(ENTRY_STEP, 3, "cwc", "done");
    step.on = TODAY - 1;
    must_add(store, &note);
    must_add(store, &step);
    size_t n = 0;
    char *log = read_all(in_folder("record.log"), &n);
    assert_non_null(log);
    assert_int_equal(one_int(store, "SELECT log_bytes FROM device"), (int64_t)n);
    char *second = strchr(log, '\n') + 1;
    assert_non_null(strstr(
        second,
        "\"case\":\"31655001/0003/2026\",\"kind\":\"step\",\"code\":\"cwc\",\"state\":\"done\",\"on\":\"2026-11-22\""));
    assert_non_null(strstr(second, step.id));
    second[-1] = '\0';
    sqlite3_stmt *ask;
    assert_true(sql_prepare(store->db, &ask,
                            "SELECT ?1 ->> '$.text' = (SELECT text FROM entry WHERE seq = 1) AND ?1 ->> '$.on' IS NULL",
                            NULL));
    sql_bind_text(ask, 1, log);
    assert_int_equal(sql_step(ask, NULL), 1);
    assert_int_equal(sqlite3_column_int(ask, 0), 1);
    sqlite3_finalize(ask);
    free(log);
}

static void add_notes(int n) {
    for (int i = 0; i < n; i++) {
        char text[64];
        snprintf(text, sizeof text, "reminder number %d", i);
        struct entry note = note_of(1 + i % CASES, text);
        must_add(store, &note);
    }
}

static char *log_now(size_t *n) {
    char *log = read_all(in_folder("record.log"), n);
    assert_non_null(log);
    return log;
}

/* After any mending: database and log say the same, and the next start finds nothing to do. */
static void assert_whole(int entries) {
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), entries);
    assert_int_equal(log_lines(), entries);
    assert_int_equal(files_length(folder, "record.log"), one_int(store, "SELECT log_bytes FROM device"));
    assert_int_equal(one_int(store, "SELECT seq FROM device"), one_int(store, "SELECT max(seq) FROM entry"));
    struct error e = {0};
    assert_true(store_check(store, true, &e));
    reopen();
    assert_string_equal(store_notice(store), "");
    struct entry note = note_of(1, "next");
    must_add(store, &note);
    assert_int_equal(log_lines(), entries + 1);
}

static void a_line_that_is_missing_is_added(void **state) {
    (void)state;
    add_notes(12);
    size_t n;
    char *log = log_now(&n);
    store_close(store);
    char *last = log + n - 2;
    while (last[-1] != '\n')
        last--;
    assert_int_equal(truncate(in_folder("record.log"), last - log), 0); /* killed between commit and append */
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "1 line"));
    size_t again;
    char *mended = log_now(&again);
    assert_int_equal(again, n);
    assert_memory_equal(mended, log, n);
    free(mended);
    free(log);
    assert_whole(12);
}

static void a_torn_line_is_mended_wherever_it_is_torn(void **state) {
    (void)state;
    add_notes(3);
    size_t n;
    char *log = log_now(&n);
    char *last = log + n - 2;
    while (last[-1] != '\n')
        last--;
    for (size_t length = (size_t)(last - log); length < n; length += 7) {
        store_close(store);
        assert_int_equal(truncate(in_folder("record.log"), (off_t)length), 0);
        store = must_open(STORE_ENTRIES);
        size_t again;
        char *mended = log_now(&again);
        assert_int_equal(again, n);
        assert_memory_equal(mended, log, n);
        free(mended);
    }
    /* half a line of an entry that was never committed (a full disk) is cut off */
    store_close(store);
    FILE *out = fopen(in_folder("record.log"), "ab");
    assert_non_null(out);
    fputs("{\"id\":\"0198", out);
    fclose(out);
    store = must_open(STORE_ENTRIES);
    free(log);
    assert_whole(3);
}

static void a_running_program_mends_before_it_adds(void **state) {
    (void)state;
    add_notes(2);
    FILE *out = fopen(in_folder("record.log"), "ab");
    assert_non_null(out);
    fputs("{\"id\":\"0198", out);
    fclose(out);
    add_notes(1);
    assert_whole(3);
}

static void garbage_in_the_log_is_kept_aside(void **state) {
    (void)state;
    add_notes(5);
    store_close(store);
    size_t n;
    char *log = log_now(&n);
    char *third = log;
    for (int i = 0; i < 2; i++)
        third = strchr(third, '\n') + 1;
    memset(third + 10, '\0', 20);
    char *with = calloc(1, n + 60000);
    assert_non_null(with);
    memset(with, 'z', 50000); /* and a line that is too long for any entry */
    with[49999] = '\n';
    memcpy(with + 50000, log, n);
    write_all(in_folder("record.log"), with, n + 50000);
    free(with);
    free(log);
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "2 lines of record.log could not be read"));
    assert_int_equal(count_files("record.log.damaged-"), 1);
    assert_whole(5);
}

static void an_older_database_gets_back_what_the_log_has(void **state) {
    (void)state;
    add_notes(6);
    struct entry reason = entry_of(ENTRY_REASON, 4, "fsl", "");
    must_add(store, &reason);
    store_close(store);
    copy_file(in_folder("record.db"), in_folder("yesterday"));
    store = must_open(STORE_ENTRIES);
    reason = entry_of(ENTRY_REASON, 4, "age", "");
    must_add(store, &reason);
    struct entry undo = entry_of(ENTRY_UNDO, 4, reason.id, ""), told = entry_of(ENTRY_TOLD, 5, "50", "");
    must_add(store, &undo);
    must_add(store, &told);
    struct entry secret = note_of(6, "SECRETWORD typed by mistake");
    must_add(store, &secret);
    struct entry redact = entry_of(ENTRY_REDACT, 6, secret.id, "");
    must_add(store, &redact);
    store_close(store);
    assert_int_equal(rename(in_folder("yesterday"), in_folder("record.db")), 0);
    unlink(in_folder("record.db-journal"));
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "5 entries that only record.log had were put back"));
    assert_string_equal(fold_of(4, "reason"), "fsl");
    assert_string_equal(fold_of(5, "told_day"), "50");
    assert_whole(12);
}

/* The database was restored from an older copy, entered into, and only then the log came back: two entries claim a
 * number. */
static void numbers_that_were_given_twice_are_given_anew(void **state) {
    (void)state;
    add_notes(3);
    store_close(store);
    copy_file(in_folder("record.db"), in_folder("yesterday"));
    copy_file(in_folder("record.log"), in_folder("yesterday.log"));
    store = must_open(STORE_ENTRIES);
    add_notes(4);
    store_close(store);
    copy_file(in_folder("record.log"), in_folder("newer.log"));
    rename(in_folder("yesterday"), in_folder("record.db"));
    rename(in_folder("yesterday.log"), in_folder("record.log"));
    unlink(in_folder("record.db-journal"));
    store = must_open(STORE_ENTRIES);
    add_notes(2); /* numbers 4 and 5 again */
    store_close(store);
    rename(in_folder("newer.log"), in_folder("record.log"));
    store = must_open(STORE_ENTRIES);
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), 3 + 4 + 2);
    assert_int_equal(one_int(store, "SELECT count(DISTINCT seq) FROM entry"), 9);
    assert_whole(9);
}

static void redaction_leaves_the_text_nowhere(void **state) {
    (void)state;
    struct error e = {0};
    /* so many remarks that pages were split and overflow pages were used while the text stood there */
    struct entry secret = {0}, long_secret = note_of(2, "");
    memset(long_secret.text, 'l', ENTRY_TEXT_MAX);
    memcpy(long_secret.text + 1, "SECRETHEAD", 10);
    memcpy(long_secret.text + ENTRY_TEXT_MAX - 11, "SECRETTAIL", 10);
    for (int i = 0; i < 120; i++) {
        if (i == 40) {
            secret = note_of(3, "SECRETWORD was typed by mistake");
            must_add(store, &secret);
        }
        if (i == 60)
            must_add(store, &long_secret);
        struct entry note = note_of(1 + i % CASES, "");
        memset(note.text, 'a' + i % 20, (size_t)(1 + (i * 37) % 900));
        must_add(store, &note);
    }
    assert_true(files_holding("SECRETWORD") >= 2);
    assert_true(files_holding("SECRETTAIL") >= 2);
    write_all(in_folder("record.db.damaged-20261101"), "old copy with SECRETWORD", 24);
    /* others have it open and read it */
    struct store *other = must_open(STORE_ENTRIES);
    assert_int_equal(one_int(other, "SELECT count(*) FROM entry WHERE text LIKE 'SECRET%'"), 1);
    struct entry redact = entry_of(ENTRY_REDACT, 3, secret.id, "");
    must_add(store, &redact);
    assert_int_equal(files_holding("SECRETWORD"), 0);
    assert_int_equal(files_holding("secretword"), 0);
    redact = entry_of(ENTRY_REDACT, 2, long_secret.id, "");
    must_add(other, &redact);
    assert_int_equal(files_holding("SECRETHEAD"), 0);
    assert_int_equal(files_holding("SECRETTAIL"), 0);
    assert_int_equal(files_holding("secrettail"), 0);
    struct entry back;
    assert_true(entry_by_id(store, secret.id, &back, &e));
    assert_string_equal(back.text, REDACTED_TEXT);
    assert_int_equal(one_int(store, "SELECT count(*) FROM audit WHERE action = 'redact'"), 2);
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry WHERE kind = 'note'"), 122);
    refused(entry_of(ENTRY_REDACT, 3, secret.id, ""), "already");
    struct entry reason = entry_of(ENTRY_REASON, 1, "fsl", "");
    must_add(store, &reason);
    refused(entry_of(ENTRY_REDACT, 1, reason.id, ""), "no text");
    /* the other program's log is the new file, too */
    struct entry note = note_of(1, "after");
    must_add(other, &note);
    store_close(other);
    assert_int_equal(count_files("record.log.new"), 0);
    assert_whole(122 + 4);
}

static void redaction_can_be_undone_by_nobody_and_undoes_no_undo(void **state) {
    (void)state;
    struct entry note = note_of(1, "SECRETWORD"), undo, redact;
    must_add(store, &note);
    undo = entry_of(ENTRY_UNDO, 1, note.id, "");
    must_add(store, &undo);
    redact = entry_of(ENTRY_REDACT, 1, note.id, ""); /* taken back, but still there: it can be removed */
    must_add(store, &redact);
    assert_int_equal(files_holding("SECRETWORD"), 0);
    refused(entry_of(ENTRY_UNDO, 1, redact.id, ""), "cannot be taken back");
    assert_int_equal(read_case(1, 0), 3);
    assert_true(collected[0].undone);
    assert_string_equal(collected[0].text, REDACTED_TEXT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_log_is_plain_json_of_every_entry),
        TEST(a_line_that_is_missing_is_added),
        TEST(a_torn_line_is_mended_wherever_it_is_torn),
        TEST(a_running_program_mends_before_it_adds),
        TEST(garbage_in_the_log_is_kept_aside),
        TEST(an_older_database_gets_back_what_the_log_has),
        TEST(numbers_that_were_given_twice_are_given_anew),
        TEST(redaction_leaves_the_text_nowhere),
        TEST(redaction_can_be_undone_by_nobody_and_undoes_no_undo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
