/* Entries: what is taken and what is refused, their fold, undo, other programs on the same folder, entries that the
 * server has. The plain log and redaction: db_record_log.c. */
#include "tests/unit/db_entries.h"

#include <regex.h>

#include "src/clock.h"

static void gives_id_number_author_and_time(void **state) {
    (void)state;
    struct entry first = note_of(1, "reminder sent"), second = note_of(1, "reminder sent");
    snprintf(second.author, sizeof second.author, "hm.yadav");
    int64_t before = clock_now_ms();
    must_add(store, &first);
    must_add(store, &second);
    regex_t shape;
    assert_int_equal(regcomp(&shape, "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
                             REG_EXTENDED | REG_NOSUB),
                     0);
    assert_int_equal(regexec(&shape, first.id, 0, NULL, 0), 0);
    assert_int_equal(regexec(&shape, second.id, 0, NULL, 0), 0);
    regfree(&shape);
    char digits[13];
    snprintf(digits, sizeof digits, "%.8s%.4s", first.id, first.id + 9);
    int64_t ms = strtoll(digits, NULL, 16);
    assert_true(ms >= before && ms <= clock_now_ms());
    assert_string_not_equal(first.id, second.id);
    assert_int_equal(first.seq, 1);
    assert_int_equal(second.seq, 2);
    assert_string_equal(first.device, second.device);
    assert_true(*first.author && *first.at);
    assert_string_equal(second.author, "hm.yadav");
    assert_int_equal(entry_last_seq(store, case_no(1)), 2);
    assert_int_equal(entry_last_seq(store, case_no(2)), 0);
    assert_int_equal(entries_unsent(store), 0); /* no gateway is known */
}

static void refuses_what_is_not_right(void **state) {
    (void)state;
    struct entry entry;
    refused(entry_of(ENTRY_REASON, 1, "weather", ""), "weather");
    refused(entry_of(ENTRY_REASON, 1, "", ""), "no reason");
    refused(entry_of(ENTRY_STEP, 1, "dance", "done"), "dance");
    refused(entry_of(ENTRY_STEP, 1, "cwc", "perhaps"), "perhaps");
    refused(entry_of(ENTRY_STEP, 1, "cwc", ""), "done, waiting");
    refused(entry_of(ENTRY_TOLD, 1, "32", ""), "31, 40");
    refused(entry_of(ENTRY_TOLD, 1, "", ""), "31, 40");
    refused(entry_of(ENTRY_WRONG, 1, "", "wrong"), "field");
    refused(entry_of(ENTRY_WRONG, 1, "io", "maybe"), "right-again");
    refused(entry_of(ENTRY_SETTLE, 1, "", "later"), "tracked or no");
    refused(entry_of(ENTRY_UNDO, 1, "01234567", ""), "no entry");
    refused(entry_of(ENTRY_REDACT, 1, "nothing", ""), "no entry");
    refused(note_of(1, ""), "empty");
    refused(note_of(1, " \t \n "), "empty");
    refused(note_of(CASES + 1, "reminder sent"), "31655001/0011/2026");
    entry = entry_of(ENTRY_STEP, 1, "cwc", "done");
    entry.on = TODAY + 1;
    refused(entry, "24/11/2026");
    entry = entry_of(ENTRY_TOLD, 1, "31", "");
    snprintf(entry.whom, sizeof entry.whom, "dgp");
    refused(entry, "dgp");
    entry = entry_of(ENTRY_TOLD, 1, "31", "");
    snprintf(entry.how, sizeof entry.how, "pigeon");
    refused(entry, "pigeon");
    entry = note_of(1, "");
    memset(entry.text, 'a', sizeof entry.text); /* no NUL: longer than can be kept */
    refused(entry, "2000");
}

static void takes_a_remark_whole_and_clean(void **state) {
    (void)state;
    struct entry note = note_of(1, "");
    memset(note.text, 'x', ENTRY_TEXT_MAX);
    must_add(store, &note);
    struct entry back;
    struct error e = {0};
    assert_true(entry_by_id(store, note.id, &back, &e));
    assert_int_equal(strlen(back.text), ENTRY_TEXT_MAX);
    note = note_of(2, "  एफएसएल \x1b[31mरिपोर्ट\x07\n\"दूसरी\" \\ पंक्ति\u202e ");
    must_add(store, &note);
    assert_true(entry_by_id(store, note.id, &back, &e));
    assert_null(strchr(back.text, '\x1b'));
    assert_non_null(strstr(back.text, "\n"));
    assert_non_null(strstr(back.text, "\"दूसरी\" \\ पंक्ति"));
    assert_int_equal(log_lines(), 2); /* the line break of the text is none of the log */
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry WHERE fold LIKE '%एफएसएल%'"), 1);
}

static void folds_reason_told_settled_and_wrong(void **state) {
    (void)state;
    struct entry entry = entry_of(ENTRY_REASON, 1, "fsl", "");
    must_add(store, &entry);
    entry = entry_of(ENTRY_REASON, 1, "age", "");
    entry.on = TODAY - 3;
    must_add(store, &entry);
    assert_string_equal(fold_of(1, "reason"), "age");
    assert_string_equal(fold_of(1, "reason_on"), "2026-11-20");
    assert_string_equal(fold_of(1, "reason_seq"), "2");
    entry = entry_of(ENTRY_REASON, 1, "none", "");
    must_add(store, &entry);
    assert_string_equal(fold_of(1, "reason"), "");
    assert_string_equal(fold_of(1, "reason_seq"), "3");
    entry = entry_of(ENTRY_TOLD, 2, "55", "");
    snprintf(entry.whom, sizeof entry.whom, "sho");
    snprintf(entry.how, sizeof entry.how, "phone");
    snprintf(entry.author, sizeof entry.author, "hm.khan");
    must_add(store, &entry);
    entry = entry_of(ENTRY_TOLD, 2, "40", ""); /* a lower day afterwards takes nothing away */
    must_add(store, &entry);
    assert_string_equal(fold_of(2, "told_day"), "55");
    assert_string_equal(fold_of(2, "told_whom"), "sho");
    assert_string_equal(fold_of(2, "told_how"), "phone");
    assert_string_equal(fold_of(2, "told_by"), "hm.khan");
    assert_string_equal(fold_of(2, "told_on"), "2026-11-23");
    entry = entry_of(ENTRY_SETTLE, 3, "", "tracked");
    must_add(store, &entry);
    entry = entry_of(ENTRY_SETTLE, 3, "", "no");
    must_add(store, &entry);
    assert_string_equal(fold_of(3, "settled"), "no");
    static const char *const wrong[][2] = {
        {"io", "wrong"}, {"sections", "wrong"}, {"io", "right-again"}, {"status", "wrong"}};
    for (int i = 0; i < 4; i++) {
        entry = entry_of(ENTRY_WRONG, 4, wrong[i][0], wrong[i][1]);
        must_add(store, &entry);
    }
    assert_string_equal(fold_of(4, "wrong"), "2");
    assert_string_equal(fold_of(4, "last_seq"), one_int(store, "SELECT seq FROM device") == 11 ? "11" : "?");
    assert_string_equal(fold_of(5, "wrong"), "no row");
}

static void undo_brings_back_what_was_before(void **state) {
    (void)state;
    struct error e = {0};
    struct entry fsl = entry_of(ENTRY_REASON, 1, "fsl", ""), age = entry_of(ENTRY_REASON, 1, "age", ""), found;
    must_add(store, &fsl);
    must_add(store, &age);
    assert_true(entry_last_undoable(store, case_no(1), &found, &e));
    assert_string_equal(found.id, age.id);
    struct entry undo = entry_of(ENTRY_UNDO, 7, found.id, ""); /* the case follows from the entry */
    must_add(store, &undo);
    assert_int_equal(undo.case_id, case_no(1));
    assert_string_equal(fold_of(1, "reason"), "fsl");
    assert_string_equal(fold_of(1, "reason_seq"), "3"); /* laid over even where the server has number 1 */
    refused(entry_of(ENTRY_UNDO, 1, age.id, ""), "taken back already");
    refused(entry_of(ENTRY_UNDO, 1, undo.id, ""), "cannot be taken back");
    assert_true(entry_last_undoable(store, 0, &found, &e));
    assert_string_equal(found.id, fsl.id);
    char part[9];
    snprintf(part, sizeof part, "%.8s", fsl.id);
    undo = entry_of(ENTRY_UNDO, 1, fsl.id, "");
    must_add(store, &undo);
    assert_string_equal(fold_of(1, "reason"), "");
    assert_false(entry_last_undoable(store, 0, &found, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    assert_int_equal(read_case(1, 0), 4);
    assert_true(collected[0].undone && collected[1].undone && !collected[2].undone);
    /* told and wrong likewise */
    struct entry told40 = entry_of(ENTRY_TOLD, 2, "40", ""), told60 = entry_of(ENTRY_TOLD, 2, "60", ""),
                 io = entry_of(ENTRY_WRONG, 2, "io", "wrong");
    must_add(store, &told40);
    must_add(store, &told60);
    must_add(store, &io);
    undo = entry_of(ENTRY_UNDO, 2, told60.id, "");
    must_add(store, &undo);
    undo = entry_of(ENTRY_UNDO, 2, io.id, "");
    must_add(store, &undo);
    assert_string_equal(fold_of(2, "told_day"), "40");
    assert_string_equal(fold_of(2, "wrong"), "0");
    /* the fold does not depend on the way to it */
    char before[400], after[400];
#define ALL_FOLDS                                                                                                      \
    "SELECT group_concat(case_id || coalesce(reason, '-') || reason_seq || told_day || told_seq || wrong || "          \
    "last_seq, ' ') FROM own_fold"
    sqlite3_stmt *ask;
    assert_true(sql_prepare(store->db, &ask, ALL_FOLDS, &e));
    assert_int_equal(sql_step(ask, &e), 1);
    sql_text(ask, 0, before, sizeof before);
    sqlite3_finalize(ask);
    must_exec(store->db, "UPDATE device SET log_bytes = -1");
    reopen();
    assert_true(sql_prepare(store->db, &ask, ALL_FOLDS, &e));
    assert_int_equal(sql_step(ask, &e), 1);
    sql_text(ask, 0, after, sizeof after);
    sqlite3_finalize(ask);
    assert_string_equal(after, before);
}

static void finds_by_the_beginning_of_an_id(void **state) {
    (void)state;
    struct error e = {0};
    struct entry one = note_of(1, "reminder one"), found;
    must_add(store, &one);
    char part[ENTRY_ID_SIZE];
    snprintf(part, sizeof part, "%.13s", one.id);
    for (char *c = part; *c; c++)
        if (*c >= 'a')
            *c = (char)(*c - 32);
    assert_true(entry_by_id(store, part, &found, &e));
    assert_string_equal(found.text, "reminder one");
    assert_true(found.own);
    part[7] = '\0';
    assert_false(entry_by_id(store, part, &found, &e)); /* too short */
    assert_false(entry_by_id(store, "01%", &found, &e));
    struct entry two = note_of(1, "reminder two");
    must_add(store, &two);
    for (int i = 0; i < 5 && strncmp(one.id, two.id, 8) != 0;
         i++) { /* two that begin alike: within the same 65 seconds */
        one = two;
        must_add(store, &two);
    }
    snprintf(part, sizeof part, "%.8s", one.id);
    assert_false(entry_by_id(store, part, &found, &e));
    assert_int_equal(e.kind, ERROR_NONE);
}

static void steps_say_the_last_word(void **state) {
    (void)state;
    struct error e = {0};
    struct entry step = entry_of(ENTRY_STEP, 1, "cwc", "waiting"), last;
    must_add(store, &step);
    step = entry_of(ENTRY_STEP, 1, "doctor", "no-consent");
    must_add(store, &step);
    last = entry_of(ENTRY_STEP, 1, "cwc", "done");
    last.on = TODAY - 2;
    must_add(store, &last);
    struct step_now now[8];
    assert_int_equal(steps_of_case(store, case_no(1), now, 8, &e), 2);
    assert_string_equal(now[0].code, "cwc");
    assert_int_equal(now[0].state, STEP_DONE);
    assert_int_equal(now[0].on, TODAY - 2);
    assert_int_equal(now[1].state, STEP_NO_CONSENT);
    step = entry_of(ENTRY_UNDO, 1, last.id, "");
    must_add(store, &step);
    assert_int_equal(steps_of_case(store, case_no(1), now, 8, &e), 2);
    assert_int_equal(now[0].state, STEP_WAITING);
    assert_int_equal(now[0].on, TODAY); /* waiting since the day of entry where none was given */
    assert_int_equal(steps_of_case(store, case_no(1), now, 1, &e), 1);
    assert_int_equal(steps_of_case(store, case_no(2), now, 8, &e), 0);
}

static void two_programs_never_overwrite_silently(void **state) {
    (void)state;
    struct error e = {0};
    struct store *other = must_open(STORE_ENTRIES);
    struct entry note = note_of(1, "reminder sent");
    must_add(store, &note);
    int64_t seen = entry_last_seq(store, case_no(1));
    struct entry theirs = entry_of(ENTRY_REASON, 1, "fsl", "");
    snprintf(theirs.author, sizeof theirs.author, "cm.singh");
    must_add(other, &theirs);
    struct entry mine = entry_of(ENTRY_REASON, 1, "age", "");
    assert_false(entry_add(store, &mine, seen, TODAY, &e));
    assert_int_equal(e.kind, ERROR_CHANGED);
    assert_non_null(strstr(e.text, "cm.singh"));
    assert_non_null(strstr(e.text, "FSL report"));
    char when[24];
    clock_stamp_show(theirs.at, when);
    assert_non_null(strstr(e.text, when));
    assert_string_equal(fold_of(1, "reason"), "fsl");
    /* another field, another step, a remark, another case: no conflict */
    struct entry step = entry_of(ENTRY_STEP, 1, "cwc", "done"), remark = note_of(1, "seen"),
                 elsewhere = entry_of(ENTRY_REASON, 2, "age", "");
    assert_true(entry_add(store, &step, seen, TODAY, &e));
    assert_true(entry_add(store, &remark, seen, TODAY, &e));
    assert_true(entry_add(store, &elsewhere, 0, TODAY, &e));
    /* having looked again, it holds */
    assert_true(entry_add(store, &mine, entry_last_seq(store, case_no(1)), TODAY, &e));
    /* an undo by the other of what I am about to change is a change of it */
    seen = entry_last_seq(store, case_no(1));
    struct entry undo = entry_of(ENTRY_UNDO, 1, mine.id, "");
    must_add(other, &undo);
    mine = entry_of(ENTRY_REASON, 1, "stay", "");
    assert_false(entry_add(store, &mine, seen, TODAY, &e));
    assert_int_equal(e.kind, ERROR_CHANGED);
    struct entry doctor = entry_of(ENTRY_STEP, 1, "doctor", "done");
    assert_true(entry_add(store, &doctor, 0, TODAY, &e)); /* cwc was entered since, doctor not */
    step = entry_of(ENTRY_STEP, 1, "cwc", "waiting");
    assert_false(entry_add(store, &step, 0, TODAY, &e));
    store_close(other);
}

static void many_at_once_or_none(void **state) {
    (void)state;
    struct error e = {0};
    struct entry many[CASES];
    for (int i = 0; i < CASES; i++)
        many[i] = entry_of(ENTRY_TOLD, i + 1, i == CASES - 1 ? "45" : "40", "");
    assert_false(entry_add_many(store, many, CASES, TODAY, &e));
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), 0);
    assert_int_equal(one_int(store, "SELECT seq FROM device"), 0);
    assert_int_equal(log_lines(), 0);
    snprintf(many[CASES - 1].code, sizeof many[0].code, "50");
    assert_true(entry_add_many(store, many, CASES, TODAY, &e));
    assert_int_equal(one_int(store, "SELECT count(*) FROM own_fold WHERE told_day >= 40"), CASES);
    assert_int_equal(log_lines(), CASES);
    assert_int_equal(many[CASES - 1].seq, CASES);
    assert_true(entry_add_many(store, many, 0, TODAY, &e));
}

/* As a sync will: entries of others, and own ones that came back. */
static void server_has(const char *text) {
    struct error e = {0};
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    assert_non_null(w);
    must_exec(w->db, text);
    assert_true(cache_commit(w, &e));
}

static void merges_with_what_the_server_has(void **state) {
    (void)state;
    struct error e = {0};
    struct entry own1 = entry_of(ENTRY_REASON, 1, "fsl", ""), own2 = note_of(1, "own remark");
    must_add(store, &own1);
    must_add(store, &own2);
    char text[2000];
    snprintf(text, sizeof text,
             "UPDATE sync_state SET device = '%s', dev_seq = 1, synced_at = '2026-11-23T12:00:00.000Z';"
             "INSERT INTO entry (id, device, seq, case_id, kind, code, text, author, at) VALUES"
             " ('%s', '%s', 1, %lld, 'reason', 'fsl', '', 'hm', '%s'),"
             " ('01900000-0000-7000-8000-000000000001', 'control', 9, %lld, 'note', '', 'OTHERSECRET from the control "
             "room', 'co', '2020-01-01T00:00:00.000Z'),"
             " ('01900000-0000-7000-8000-000000000002', 'control', 10, %lld, 'told', '60', '', 'co', "
             "'2099-01-01T00:00:00.000Z')",
             own1.device, own1.id, own1.device, (long long)case_no(1), own1.at, (long long)case_no(1),
             (long long)case_no(1));
    server_has(text);
    store_version(store);
    assert_int_equal(entries_unsent(store), 1);
    assert_int_equal(read_case(1, 0), 4); /* each once; the unsent last */
    assert_string_equal(collected[0].text, "OTHERSECRET from the control room");
    assert_false(collected[0].own);
    assert_true(collected[0].sent);
    assert_string_equal(collected[1].id, own1.id);
    assert_true(collected[1].own && collected[1].sent);
    assert_string_equal(collected[3].id, own2.id);
    assert_true(collected[3].own && !collected[3].sent);
    assert_int_equal(read_case(1, 2), 2);
    /* the fold takes the others' entries into account */
    struct entry told = entry_of(ENTRY_TOLD, 1, "31", "");
    must_add(store, &told);
    assert_string_equal(fold_of(1, "told_day"), "60");
    struct entry undo = entry_of(ENTRY_UNDO, 1, "01900000-0000-7000-8000-000000000002", "");
    must_add(store, &undo);
    assert_string_equal(fold_of(1, "told_day"), "31");
    /* an entry of another is redacted here at once, in the file of facts too */
    assert_int_equal(files_holding("OTHERSECRET"), 1);
    struct entry redact = entry_of(ENTRY_REDACT, 1, "01900000-0000-7000-8000-000000000001", "");
    must_add(store, &redact);
    assert_int_equal(files_holding("OTHERSECRET"), 0);
    assert_int_equal(read_case(1, 1), 1);
    assert_string_equal(collected[0].text, REDACTED_TEXT);
    assert_int_equal(entries_unsent(store), 4);
    struct entry found;
    assert_true(entry_last_undoable(store, case_no(1), &found, &e));
    assert_string_equal(found.id, told.id); /* never another's */
}

static void audit_says_that_not_what(void **state) {
    (void)state;
    struct error e = {0};
    assert_true(audit_add(store, "sign-in", "hm.yadav", &e));
    assert_true(audit_add(store, "export", "", &e));
    assert_int_equal(one_int(store, "SELECT count(*) FROM audit WHERE at LIKE '____-__-__T%Z' AND author <> ''"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(gives_id_number_author_and_time),
        TEST(refuses_what_is_not_right),
        TEST(takes_a_remark_whole_and_clean),
        TEST(folds_reason_told_settled_and_wrong),
        TEST(undo_brings_back_what_was_before),
        TEST(finds_by_the_beginning_of_an_id),
        TEST(steps_say_the_last_word),
        TEST(two_programs_never_overwrite_silently),
        TEST(many_at_once_or_none),
        TEST(merges_with_what_the_server_has),
        TEST(audit_says_that_not_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
