/* Own entries and the server's: what is not acknowledged lies over the columns, what is acknowledged stands in them at once and once,
 * others' words count, an undo by another too; refused ones count nowhere; a dev_seq that falls back makes them unsent again; a redaction
 * that came down is done in record.db, its log and cache.db, one made here is not undone by what comes; a renewed device numbers anew. */
#include "tests/unit/db_syncs.h"

#include "db/record_log.h"

static struct sync_case c;
static struct store *store;

static int begin(void **state) {
    if (folder_make(state) != 0)
        return -1;
    struct sync_apply *apply = must_apply(true, 1);
    for (int i = 1; i <= 10; i++) {
        simple_case(&c, i, 1);
        if (i == 9) {
            sections_from_text("POCSO:3", &c.sections); /* probable */
        }
        must_case(apply, &c);
    }
    must_end(apply, 1);
    store = must_open(STORE_ENTRIES);
    return 0;
}

static int end(void **state) {
    store_close(store);
    store = NULL;
    sync_case_free(&c);
    return folder_remove(state);
}

static void reopen(void) {
    store_close(store);
    store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), "");
}

static void acknowledge(int64_t dev_seq) {
    struct error e = {0};
    char device[40];
    int64_t seq;
    assert_true(sync_device(store, device, &seq, &e));
    if (!sync_acknowledge(folder, device, dev_seq, &e))
        fail_msg("sync_acknowledge: %s", e.text);
    store_version(store);
}

static struct case_row row_of(int serial) {
    struct error e = {0};
    struct case_filter filter = {.which = FILTER_ALL, .band = BAND_ANY, .due_within = -1};
    struct case_sort sort = {.by = BY_CASE};
    struct list_clock clock = {.today = TODAY, .limit = limit};
    struct list_key key;
    struct case_row row = {0};
    struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
    assert_non_null(list);
    assert_true(case_list_find(list, case_no(serial), &key, &e));
    assert_int_equal(case_list_page(list, AT_OR_AFTER, &key, 1, &row, &key, &e), 1);
    case_list_close(list);
    return row;
}

static int64_t count_listed(struct case_filter filter) {
    struct error e = {0};
    struct case_sort sort = {.by = BY_LEFT};
    struct list_clock clock = {.today = TODAY, .limit = limit};
    bool exact;
    filter.band = BAND_ANY;
    filter.due_within = -1;
    struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
    assert_non_null(list);
    int64_t n = case_list_count(list, 0, &exact, &e);
    case_list_close(list);
    return n;
}

static struct dashboard board(void) {
    struct error e = {0};
    struct dashboard out;
    struct list_clock clock = {.today = TODAY, .limit = limit};
    if (!dashboard_read(store, 0, 0, &clock, &out, &e))
        fail_msg("%s", e.text);
    return out;
}

/* What the list, the case and the home screen say of a case must be the same. */
static void shows(int serial, const char *reason, int told_day, int wrong) {
    struct error e = {0};
    struct case_detail d;
    struct case_row row = row_of(serial);
    assert_true(case_get(store, case_no(serial), &d, &e));
    assert_string_equal(row.reason, reason);
    assert_string_equal(d.reason, reason);
    assert_int_equal(row.told_day, told_day);
    assert_int_equal(d.told_day, told_day);
    assert_int_equal(row.wrong, wrong);
    assert_int_equal(d.wrong, wrong);
    struct case_filter filter = {.which = FILTER_ALL, .wrong = true};
    int64_t marked = count_listed(filter);
    assert_int_equal(board().wrong, marked);
    if (wrong > 0)
        assert_true(marked > 0);
}

struct seen { int n, undone, sent, refused; char text[8][64]; };
static bool take(void *context, const struct entry *entry) {
    struct seen *seen = context;
    seen->undone += entry->undone;
    seen->sent += entry->sent;
    seen->refused += entry->refused;
    snprintf(seen->text[seen->n % 8], 64, "%.60s", entry->text);
    seen->n++;
    return true;
}

static struct seen history(int serial) {
    struct error e = {0};
    struct seen seen = {0};
    assert_true(entries_of_case(store, case_no(serial), take, &seen, &e));
    return seen;
}

static void add(enum entry_kind kind, int serial, const char *code, const char *entry_state) {
    struct entry entry = entry_of(kind, serial, code, entry_state);
    must_add(store, &entry);
}

/* What the server would send of a case: all entries that it has, own ones among them. */
static void own_into(struct sync_case *into, int64_t upto) {
    struct error e = {0};
    static struct entry own[32];
    int n = sync_outbox(store, 0, own, 32, &e);
    for (int i = 0; i < n; i++)
        if (own[i].case_id == into->id && own[i].seq <= upto)
            *sync_case_entry(into) = own[i];
}

static void unsent_then_acknowledged_then_come_down(void **state) {
    (void)state;
    add(ENTRY_REASON, 1, "fsl", "");
    add(ENTRY_TOLD, 1, "40", "");
    add(ENTRY_WRONG, 1, "fir_date", "wrong");
    shows(1, "fsl", 40, 1);
    assert_int_equal(entries_unsent(store), 3);
    assert_true(row_of(1).unsent);
    assert_false(row_of(2).unsent);
    acknowledge(2);
    shows(1, "fsl", 40, 1);
    assert_int_equal(entries_unsent(store), 1);
    assert_true(row_of(1).unsent);
    assert_int_equal(history(1).n, 3);
    assert_int_equal(history(1).sent, 2);
    acknowledge(3);
    shows(1, "fsl", 40, 1); /* though no row has come yet */
    assert_false(row_of(1).unsent);
    assert_int_equal(entries_unsent(store), 0);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case WHERE reason = 'fsl' AND told_day = 40 AND wrong = 1"), 1);
    assert_string_not_equal(row_of(1).told_by, "");
    simple_case(&c, 1, 2);
    own_into(&c, 3);
    apply_one(&c, 1, 2);
    store_version(store);
    shows(1, "fsl", 40, 1);
    assert_int_equal(history(1).n, 3);
    reopen();
    shows(1, "fsl", 40, 1);
    /* a second acknowledgement of the same writes nothing */
    uint64_t version = store_version(store);
    acknowledge(3);
    assert_int_equal(store_version(store), version);
}

static void without_a_gateway(void **state) {
    (void)state;
    must_exec_cache("UPDATE sync_state SET synced_at = NULL, server_time = NULL, epoch = 0");
    reopen();
    assert_false(sync_known(store));
    add(ENTRY_REASON, 1, "fsl", "");
    shows(1, "fsl", 0, 0);
    assert_int_equal(entries_unsent(store), 0);
    assert_false(row_of(1).unsent);
}

static void others_words_count(void **state) {
    (void)state;
    add(ENTRY_REASON, 1, "fsl", "");
    acknowledge(1);
    simple_case(&c, 1, 2);
    own_into(&c, 1);
    add_entry(&c, ENTRY_REASON, "age", "");
    snprintf(c.entry[1].at, sizeof c.entry[1].at, "2099-01-01T00:00:00.000Z");
    add_entry(&c, ENTRY_TOLD, "31", "");
    add_entry(&c, ENTRY_WRONG, "io", "wrong");
    apply_one(&c, 1, 2);
    store_version(store);
    shows(1, "age", 31, 1);
    assert_string_equal(row_of(1).told_by, "co.sadar");
    /* an own entry that is not at the server yet stands over it, whatever its clock says */
    add(ENTRY_REASON, 1, "fsl", "");
    shows(1, "fsl", 31, 1);
    /* what comes meanwhile of other things is seen beside it */
    c.ver = 3;
    add_entry(&c, ENTRY_TOLD, "50", "");
    apply_one(&c, 1, 3);
    store_version(store);
    shows(1, "fsl", 50, 1);
}

static void an_undo_by_another_counts(void **state) {
    (void)state;
    struct error e = {0};
    add(ENTRY_REASON, 1, "fsl", "");
    add(ENTRY_WRONG, 1, "io", "wrong");
    acknowledge(2);
    simple_case(&c, 1, 2);
    own_into(&c, 2);
    add_entry(&c, ENTRY_UNDO, c.entry[0].id, "");
    add_entry(&c, ENTRY_UNDO, c.entry[1].id, "");
    apply_one(&c, 1, 2);
    store_version(store);
    shows(1, "", 0, 0);
    assert_int_equal(history(1).undone, 2);
    struct entry last;
    assert_false(entry_last_undoable(store, case_no(1), &last, &e));
    /* the fold of an own entry that follows knows it too */
    add(ENTRY_TOLD, 1, "31", "");
    shows(1, "", 31, 0);
}

/* The columns change under an own undo that is not sent yet: what it uncovers is what stands there now. */
static void folds_of_unsent_follow_what_comes(void **state) {
    (void)state;
    add(ENTRY_REASON, 1, "fsl", "");
    acknowledge(1);
    simple_case(&c, 1, 2);
    add_entry(&c, ENTRY_REASON, "age", "");
    snprintf(c.entry[0].at, sizeof c.entry[0].at, "2000-01-01T00:00:00.000Z");
    own_into(&c, 1);
    apply_one(&c, 1, 2);
    struct entry last;
    struct error e = {0};
    store_version(store);
    assert_true(entry_last_undoable(store, case_no(1), &last, &e));
    add(ENTRY_UNDO, 1, last.id, "");
    shows(1, "age", 0, 0);
    c.ver = 3;
    add_entry(&c, ENTRY_REASON, "co-scrutiny", "");
    snprintf(c.entry[2].at, sizeof c.entry[2].at, "2001-01-01T00:00:00.000Z");
    apply_one(&c, 1, 3);
    store_version(store);
    shows(1, "co-scrutiny", 0, 0);
}

static void refused_ones_count_nowhere(void **state) {
    (void)state;
    struct error e = {0};
    for (int order = 0; order < 2; order++) {
        int serial = 1 + order;
        struct entry entry = entry_of(ENTRY_REASON, serial, "fsl", "");
        must_add(store, &entry);
        struct sync_refusal refusal = {.case_id = entry.case_id, .kind = "reason", .reason = "case\x1b[31m-unknown", .at = "2026-11-23T10:00:00.000Z"};
        snprintf(refusal.id, sizeof refusal.id, "%s", entry.id);
        if (order == 0)
            acknowledge(entry.seq);
        assert_true(sync_refused(folder, &refusal, 1, &e));
        if (order == 1)
            acknowledge(entry.seq);
        store_version(store);
        shows(serial, "", 0, 0);
        assert_int_equal(history(serial).refused, 1);
        assert_int_equal(history(serial).sent, 0);
    }
    assert_int_equal(entries_unsent(store), 0);
    struct sync_refusal read[4];
    struct sync_state state_now;
    assert_int_equal(sync_refusals_read(store, "", read, 4, &e), 2);
    assert_string_equal(read[0].reason, "case[31m-unknown");
    assert_int_equal(sync_refusals_read(store, read[0].id, read, 4, &e), 1);
    assert_true(sync_state_read(store, &state_now, &e));
    assert_int_equal(state_now.refused, 2);
    simple_case(&c, 1, 2); /* the server has it after all */
    own_into(&c, 9);
    apply_one(&c, 1, 2);
    store_version(store);
    shows(1, "fsl", 0, 0);
    assert_int_equal(sync_refusals_read(store, "", read, 4, &e), 1);
}

static void a_server_put_back(void **state) {
    (void)state;
    struct error e = {0};
    struct entry out[8];
    add(ENTRY_REASON, 1, "fsl", "");
    add(ENTRY_REASON, 2, "age", "");
    add(ENTRY_TOLD, 2, "31", "");
    acknowledge(3);
    assert_int_equal(sync_outbox(store, 3, out, 8, &e), 0);
    acknowledge(1);
    assert_int_equal(entries_unsent(store), 2);
    assert_false(row_of(1).unsent);
    assert_true(row_of(2).unsent);
    assert_int_equal(sync_outbox(store, 1, out, 1, &e), 1);
    assert_int_equal(out[0].seq, 2);
    assert_int_equal(sync_outbox(store, 1, out, 8, &e), 2);
    shows(2, "age", 31, 0);
    struct sync_apply *apply = must_apply(true, 2); /* its rows know nothing of them */
    for (int i = 1; i <= 10; i++) {
        simple_case(&c, i, 1);
        if (i == 1)
            own_into(&c, 1);
        must_case(apply, &c);
    }
    must_end(apply, 1);
    store_version(store);
    shows(1, "fsl", 0, 0);
    shows(2, "age", 31, 0);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.entry"), 1); /* the same facts as before, and none of the entries */
    acknowledge(3);
    shows(2, "age", 31, 0);
    assert_int_equal(history(2).n, 2);
    acknowledge(99); /* more than was ever given: no more than there is */
    assert_int_equal(one_int(store, "SELECT dev_seq FROM cache.sync_state"), 3);
}

static void settled_leaves_the_counts(void **state) {
    (void)state;
    int64_t probable = board().probable, open = board().open[2][BAND_OVER_60];
    assert_int_equal(probable, 1);
    add(ENTRY_SETTLE, 9, "", "no");
    assert_int_equal(board().probable, 0);
    assert_int_equal(board().open[2][BAND_OVER_60], open - 1);
    acknowledge(1);
    assert_int_equal(board().probable, 0);
    assert_int_equal(board().open[2][BAND_OVER_60], open - 1);
    struct cache_writer *w = must_begin();
    check_rollups_there(w, "after a settling was acknowledged");
    must_commit(w);
    simple_case(&c, 9, 2);
    sections_from_text("POCSO:3", &c.sections);
    own_into(&c, 1);
    apply_one(&c, 1, 2);
    store_version(store);
    assert_int_equal(board().open[2][BAND_OVER_60], open - 1);
    c.ver = 3;
    add_entry(&c, ENTRY_UNDO, c.entry[0].id, "");
    apply_one(&c, 1, 3);
    store_version(store);
    assert_int_equal(board().probable, 1);
    assert_int_equal(board().open[2][BAND_OVER_60], open);
    w = must_begin();
    check_rollups_there(w, "after a settling was taken back elsewhere");
    must_commit(w);
}

static void a_redaction_that_came_down(void **state) {
    (void)state;
    struct entry note = note_of(1, "SECRETWORD stands here");
    must_add(store, &note);
    struct entry other = note_of(2, "stays");
    must_add(store, &other);
    acknowledge(2);
    assert_true(files_holding("SECRETWORD") >= 2);
    store_close(store);
    store = NULL;
    simple_case(&c, 1, 2);
    *sync_case_entry(&c) = note;
    c.entry[0].on = c.entry[0].next_on = CIVIL_NONE;
    add_entry(&c, ENTRY_REDACT, note.id, "");
    apply_one(&c, 1, 2); /* a server that forgot to overwrite the text itself */
    assert_int_equal(files_holding("SECRETWORD"), 0);
    store = must_open(STORE_ENTRIES);
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry WHERE text = '" REDACTED_TEXT "'"), 1);
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry WHERE text = 'stays'"), 1);
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.audit WHERE action = 'redact'"), 1);
    struct seen seen = history(1); /* by their times: of the other device's clock first */
    assert_true(seen.n == 2 && strcmp(seen.text[1], REDACTED_TEXT) == 0);
    assert_int_equal(log_lines(), 2);
    struct error e = {0};
    assert_true(store_check(store, true, &e));
    reopen();
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.audit WHERE action = 'redact'"), 1); /* once */
}

/* Pages are split and filled again while remarks come and go: no gap of a page, no file keeps a word that was redacted. */
static void no_page_keeps_a_redacted_text(void **state) {
    (void)state;
    static char words[400][24];
    int n = 0;
    random_state = getenv("SEED") ? (uint64_t)atoi(getenv("SEED")) : 5;
    store_close(store);
    store = NULL;
    for (int turn = 0; turn < 30; turn++) {
        struct sync_apply *apply = must_apply(false, 1);
        for (int i = 1; i <= 10; i++) {
            simple_case(&c, i, 100 + turn);
            for (int k = 0; k < 6 + any(12); k++) { /* the same remarks of the case at each turn, redacted one after the other */
                struct entry *note = add_entry(&c, ENTRY_NOTE, "", "");
                snprintf(note->id, sizeof note->id, "0190abcd-0000-7000-a000-%06d%06d", (i * 7 + k * 13) % 50 * 1000 + k, i);
                if (k * 3 < turn) {
                    snprintf(note->text, sizeof note->text, "%s", REDACTED_TEXT);
                } else {
                    int used = snprintf(note->text, sizeof note->text, "SECRET-%d-%d-END ", i, k);
                    memset(note->text + used, 'x', (size_t)any(1200));
                }
            }
            must_case(apply, &c);
        }
        must_end(apply, 100 + turn);
    }
    for (int i = 1; i <= 10; i++)
        for (int k = 0; k * 3 < 29; k++)
            snprintf(words[n++], sizeof words[0], "SECRET-%d-%d-END", i, k);
    for (int i = 0; i < n; i++)
        if (files_holding(words[i]) != 0)
            fail_msg("%s was redacted and is still in the folder", words[i]);
}

static void a_redaction_made_here_is_not_undone(void **state) {
    (void)state;
    simple_case(&c, 1, 2);
    add_entry(&c, ENTRY_NOTE, "", "");
    snprintf(c.entry[0].text, sizeof c.entry[0].text, "SECRETWORD of another");
    apply_one(&c, 1, 2);
    store_version(store);
    add(ENTRY_REDACT, 1, c.entry[0].id, "");
    store_close(store);
    store = NULL;
    assert_int_equal(files_holding("SECRETWORD"), 0);
    c.ver = 3; /* the server has not heard of it yet */
    snprintf(c.facts.gd_no, sizeof c.facts.gd_no, "7");
    apply_one(&c, 1, 3);
    assert_int_equal(files_holding("SECRETWORD"), 0);
    store = must_open(STORE_ENTRIES);
    assert_string_equal(history(1).text[0], REDACTED_TEXT);
}

static void a_renewed_device(void **state) {
    (void)state;
    struct error e = {0};
    char before[40], after[40];
    int64_t seq;
    add(ENTRY_REASON, 1, "fsl", "");
    add(ENTRY_TOLD, 1, "31", "");
    add(ENTRY_REASON, 2, "age", "");
    acknowledge(2);
    assert_true(sync_device(store, before, &seq, &e));
    uint64_t version = store_version(store);
    if (!sync_device_renew(folder, &e))
        fail_msg("%s", e.text);
    assert_true(store_version(store) != version); /* a screen that is open notices */
    assert_true(sync_device(store, after, &seq, &e));
    assert_string_not_equal(before, after);
    assert_int_equal(seq, 3);
    assert_int_equal(entries_unsent(store), 3);
    shows(1, "fsl", 31, 0);
    shows(2, "age", 0, 0);
    add(ENTRY_REASON, 3, "fsl", ""); /* the same store goes on numbering, and its log too */
    assert_int_equal(log_lines(), 4);
    reopen();
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry WHERE device = (SELECT id FROM main.device)"), 4);
    assert_int_equal(one_int(store, "SELECT max(seq) FROM main.entry"), 4);
    size_t n;
    char *log = read_all(in_folder("record.log"), &n);
    assert_null(strstr(log, before));
    free(log);
    acknowledge(4);
    shows(1, "fsl", 31, 0);
    shows(3, "fsl", 0, 0);
    assert_int_equal(history(1).n, 2);
    /* an acknowledgement of the device before is none of this one's */
    assert_true(sync_acknowledge(folder, before, 1, &e));
    store_version(store);
    assert_int_equal(entries_unsent(store), 0);
}

/* record.db and its log are put back from a copy of yesterday, cache.db is of today: nothing that is entered from then on may count as sent. */
static void a_record_put_back(void **state) {
    (void)state;
    struct error e = {0};
    struct sync_state known;
    add(ENTRY_REASON, 1, "fsl", "");
    store_close(store);
    copy_file(in_folder("record.db"), in_folder("record.copy"));
    copy_file(in_folder("record.log"), in_folder("log.copy"));
    store = must_open(STORE_ENTRIES);
    add(ENTRY_REASON, 2, "fsl", "");
    add(ENTRY_REASON, 3, "fsl", "");
    acknowledge(3);
    store_close(store);
    copy_file(in_folder("record.copy"), in_folder("record.db"));
    copy_file(in_folder("log.copy"), in_folder("record.log"));
    store = must_open(STORE_ENTRIES);
    assert_int_equal(entries_unsent(store), 1); /* it is offered again: the server answers that it has it */
    add(ENTRY_REASON, 4, "age", "");
    add(ENTRY_REASON, 5, "age", "");
    add(ENTRY_REASON, 6, "age", "");
    assert_int_equal(entries_unsent(store), 4);
    assert_true(row_of(5).unsent);
    shows(5, "age", 0, 0);
    assert_true(sync_state_read(store, &known, &e));
    assert_int_equal(known.dev_seq, 0);
    acknowledge(1);
    assert_true(sync_state_read(store, &known, &e));
    assert_int_equal(known.dev_seq, 1);
    assert_int_equal(entries_unsent(store), 3);
}

/* record.db alone is put back from before a renewal, the log is of after it: what only the log has is offered under the device of now. */
static void a_log_of_another_device(void **state) {
    (void)state;
    struct error e = {0};
    struct entry out[8];
    add(ENTRY_REASON, 1, "fsl", "");
    store_close(store);
    copy_file(in_folder("record.db"), in_folder("record.copy"));
    assert_true(sync_device_renew(folder, &e));
    store = must_open(STORE_ENTRIES);
    add(ENTRY_REASON, 2, "fsl", "");
    add(ENTRY_REASON, 3, "age", "");
    store_close(store);
    copy_file(in_folder("record.copy"), in_folder("record.db"));
    store = must_open(STORE_ENTRIES);
    assert_non_null(strstr(store_notice(store), "put back"));
    assert_int_equal(sync_outbox(store, 0, out, 8, &e), 3);
    assert_int_equal(out[2].seq, 3);
    assert_int_equal(entries_unsent(store), 3);
    shows(3, "age", 0, 0);
    assert_int_equal(log_lines(), 3);
    reopen();
    add(ENTRY_REASON, 4, "age", "");
    assert_int_equal(sync_outbox(store, 3, out, 8, &e), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(unsent_then_acknowledged_then_come_down), TEST(without_a_gateway), TEST(others_words_count), TEST(an_undo_by_another_counts),
        TEST(folds_of_unsent_follow_what_comes), TEST(refused_ones_count_nowhere), TEST(a_server_put_back), TEST(settled_leaves_the_counts),
        TEST(a_redaction_that_came_down), TEST(no_page_keeps_a_redacted_text), TEST(a_redaction_made_here_is_not_undone), TEST(a_renewed_device), TEST(a_record_put_back), TEST(a_log_of_another_device),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
