/* What becomes of entries at the gateway, on SQLite and on PostgreSQL: rule 6 of sync.md section 4 (dev_seq + 1 and no other, repeats,
 * gaps, restored devices), refusals, entries of cases that are not here yet, scopes, and redaction. */
#include "tests/unit/gateway_stores.h"

#include "db/record_log.h"
#include "src/sync/wire.h"

static struct ops ops; /* of the last batch */

static const char *uuid(int n) {
    static char text[8][ENTRY_ID_SIZE];
    static int next;
    char *out = text[next++ % 8];
    snprintf(out, ENTRY_ID_SIZE, "019abf3e-6d1c-7c2a-9d55-%012d", n);
    return out;
}

/* One entry; what a test does not name is a remark. */
static json_t *entry(int id, const char *device, int64_t seq, int serial, const char *kind, const char *code, const char *state, const char *text) {
    return json_pack("[s,s,I,s,s,s,s,n,s,s,s,s,s]", uuid(id), device, (json_int_t)seq, case_text(serial), kind, code, state, "", "", text, "hm1",
                     "2026-11-20T06:10:00.000Z");
}

static json_t *note(int id, const char *device, int64_t seq, int serial) {
    return entry(id, device, seq, serial, "note", "", "", "seen at the crime meeting");
}

/* Takes the entries (owned) as the unit's device; the results' words in order. */
static const char *take_of(const char *unit, const char *device, json_t *entries) {
    struct error e = {0};
    ops_free(&ops);
    ops = (struct ops){.unit = unit, .device = device, .entries = entries, .today = TODAY, .state = {.cursor = "1.1"}};
    struct db *db = must_take(SQL_WRITE);
    enum ops_verdict verdict = ops_take(db, &ops, &e);
    if (verdict == OPS_FAILED)
        fail_msg("%s", e.text);
    gate_give(gate, db);
    json_decref(entries);
    publish_now();
    return verdict == OPS_TAKEN ? buffer_string(&ops.results) : "";
}

static const char *take_one(json_t *one) {
    return take_of("31655001", "d1", json_pack("[o]", one));
}

static void result_is(const char *got, int id, const char *rest) {
    char wanted[200];
    snprintf(wanted, sizeof wanted, "[\"%s\",%s]", uuid(id), rest);
    assert_string_equal(got, wanted);
}

static void begin(void) {
    small_hierarchy();
    put_one(1, A1);
    put_one(2, A2);
    put_one(3, B1);
}

static void numbers_one_after_another(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    result_is(take_one(note(1, "d1", 1, 1)), 1, "\"applied\",\"\"");
    assert_int_equal(ops.dev_seq, 1);
    assert_true(ops.changed);
    result_is(take_one(note(1, "d1", 1, 1)), 1, "\"dup\",\"\",\"applied\""); /* the reply was lost */
    assert_int_equal(ops.dev_seq, 1);
    take_one(note(3, "d1", 3, 1));
    assert_int_equal(ops.verdict, OPS_GAP);
    assert_int_equal(ops.expected, 2);
    assert_int_equal(ops.dev_seq, 1);
    take_one(note(9, "d1", 1, 1)); /* another entry under a number that was given */
    assert_int_equal(ops.verdict, OPS_REWOUND);
    /* a batch with a gap in it: nothing of it */
    take_of("31655001", "d1", json_pack("[o,o,o]", note(2, "d1", 2, 1), note(3, "d1", 3, 1), note(5, "d1", 5, 1)));
    assert_int_equal(ops.verdict, OPS_GAP);
    assert_int_equal(ops.dev_seq, 1);
    assert_int_equal(must_int("SELECT count(*) FROM entry"), 1);
    take_of("31655001", "d1", json_pack("[o,o,o]", note(2, "d1", 2, 1), note(3, "d1", 3, 1), note(4, "d1", 4, 1)));
    assert_int_equal(ops.dev_seq, 4);
    assert_int_equal(must_int("SELECT dev_seq FROM device WHERE id = 'd1'"), 4);
    assert_int_equal(must_int("SELECT count(*) FROM entry"), 4);
    assert_int_equal(must_int("SELECT ver FROM gcase ORDER BY id LIMIT 1"), 5);
}

/* A folder that was restored: a new device id, everything numbered anew, ids kept. */
static void a_restored_device_offers_all_again(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    take_of("31655001", "d1", json_pack("[o,o,o]", note(1, "d1", 1, 1), note(2, "d1", 2, 1), note(3, "d1", 3, 1)));
    take_of("31655001", "d2", json_pack("[o,o,o]", note(1, "d2", 1, 1), note(2, "d2", 2, 1), note(7, "d2", 3, 1)));
    assert_int_equal(ops.verdict, OPS_TAKEN);
    assert_int_equal(ops.dev_seq, 3);
    assert_non_null(strstr(buffer_string(&ops.results), "applied\",\"\"]"));
    assert_int_equal(must_int("SELECT count(*) FROM entry"), 4);
}

/* A server that was restored: dev_seq has fallen back, the client offers again what is missing. */
static void a_restored_server_takes_again(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    take_of("31655001", "d1", json_pack("[o,o]", note(1, "d1", 1, 1), note(2, "d1", 2, 1)));
    must_do("DELETE FROM entry WHERE seq = 2");
    must_do("UPDATE device SET dev_seq = 1");
    result_is(take_one(note(2, "d1", 2, 1)), 2, "\"applied\",\"\"");
    assert_int_equal(ops.dev_seq, 2);
}

static void a_device_belongs_to_one_unit(void **state) {
    struct scope scope;
    (void)state;
    NEED_STORE();
    begin();
    take_one(note(1, "d1", 1, 1));
    take_of("31655002", "d1", json_pack("[o]", note(2, "d1", 2, 2)));
    assert_int_equal(ops.verdict, OPS_REWOUND);
    assert_int_equal(ops.dev_seq, 0);
    gate_give(gate, reading("31655002", "d1", &scope));
    assert_int_equal(scope.dev_seq, 0);
    gate_give(gate, reading("31655001", "d1", &scope));
    assert_int_equal(scope.dev_seq, 1);
    take_of("nobody", "d9", json_pack("[o]", note(3, "d9", 1, 1)));
    assert_int_equal(ops.verdict, OPS_UNKNOWN);
}

static void what_is_refused_counts(void **state) {
    char longer[ENTRY_TEXT_MAX + 2];
    (void)state;
    NEED_STORE();
    begin();
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    int64_t seq = 0;
    const struct { const char *kind, *code, *state, *text, *result; } table[] = {
        {"note", "", "", longer, "\"refused\",\"too-long\""},
        {"note", "", "", "", "\"refused\",\"bad-value\""},
        {"prophecy", "", "", "x", "\"refused\",\"bad-kind\""},
        {"direction", "sp", "", "hurry", "\"refused\",\"bad-kind\""}, /* a station gives no directions */
        {"reason", "fsl", "", "", "\"applied\",\"\""},
        {"reason", "a reason that has blanks", "", "", "\"refused\",\"bad-value\""},
        {"reason", "a-reason-of-next-year", "", "", "\"applied\",\"\""}, /* newer tables at the station than here */
        {"step", "doctor", "done", "", "\"applied\",\"\""},
        {"step", "doctor", "perhaps", "", "\"refused\",\"bad-value\""},
        {"told", "31", "", "", "\"applied\",\"\""},
        {"told", "32", "", "", "\"refused\",\"bad-value\""},
        {"wrong", "fir_date", "wrong", "", "\"applied\",\"\""},
        {"wrong", "fir_date", "very", "", "\"refused\",\"bad-value\""},
        {"settle", "", "no", "", "\"applied\",\"\""},
        {"settle", "", "maybe", "", "\"refused\",\"bad-value\""},
        {"undo", "019abf3e-6d1c-7c2a-9d55-000000000005", "", "", "\"applied\",\"\""},
        {"undo", "the last one", "", "", "\"refused\",\"bad-value\""},
    };
    int refused = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        seq++;
        const char *got = take_one(entry((int)seq, "d1", seq, 1, table[i].kind, table[i].code, table[i].state, table[i].text));
        result_is(got, (int)seq, table[i].result);
        assert_int_equal(ops.dev_seq, seq); /* a bad one never blocks the queue */
        refused += strstr(table[i].result, "refused") != NULL;
    }
    assert_int_equal(must_int("SELECT count(*) FROM entry WHERE result = 'refused' AND body = ''"), refused);
    /* each reply has those that stand, so that a lost one loses none */
    take_of("31655001", "d1", json_array());
    int listed = 0;
    for (const char *at = buffer_string(&ops.refused); (at = strstr(at, "[\"")) != NULL; at += 2)
        listed++;
    assert_int_equal(listed, refused);
    assert_int_equal(must_int("SELECT ver FROM gcase ORDER BY id LIMIT 1"), 1 + (int)seq - refused);
    /* a supervisor's certificate may give one; no date may lie in the future */
    json_t *direction = entry(90, "dd", 1, 1, "direction", "sp", "", "hurry");
    result_is(take_of("3165", "dd", json_pack("[o]", direction)), 90, "\"applied\",\"\"");
    json_t *late = note(91, "d1", seq + 1, 1);
    json_array_set_new(late, 7, json_string("2027-01-01"));
    result_is(take_one(late), 91, "\"refused\",\"bad-value\"");
}

static void what_is_no_entry_is_no_request(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    take_one(json_pack("{}"));
    assert_int_equal(ops.verdict, OPS_BAD);
    take_one(note(1, "another", 1, 1));
    assert_int_equal(ops.verdict, OPS_BAD);
    json_t *no_number = note(1, "d1", 1, 1);
    json_array_set_new(no_number, 2, json_string("one"));
    take_one(no_number);
    assert_int_equal(ops.verdict, OPS_BAD);
    assert_int_equal(must_int("SELECT count(*) FROM entry"), 0);
    assert_int_equal(must_int("SELECT count(*) FROM device"), 0);
}

#define IN_ENTRIES "SELECT count(*) FROM entry WHERE body LIKE $1"
#define IN_CASES "SELECT count(*) FROM gcase WHERE entries LIKE $1"

static int holding(const char *query, const char *text) {
    struct error e = {0};
    char pattern[200];
    int64_t n = 0;
    struct db *db = must_take(SQL_READ);
    struct query *q = db_query(db, query, &e);
    snprintf(pattern, sizeof pattern, "%%%s%%", text);
    if (!q)
        fail_msg("%s", e.text);
    query_text(q, 1, pattern);
    assert_true(query_one(q, 0, &n, &e));
    gate_give(gate, db);
    return (int)n;
}

static void only_of_ones_own_cases(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    result_is(take_one(note(1, "d1", 1, 3)), 1, "\"applied\",\"\""); /* registered here (31655001/0003), held by B1 */
    const char *other = take_of("31656001", "db", json_pack("[o]", note(2, "db", 1, 1)));
    result_is(other, 2, "\"flagged\",\"not-in-scope\""); /* kept, and nobody there sees it */
    assert_int_equal(must_int("SELECT count(*) FROM gcase WHERE entries IS NOT NULL"), 1);
    result_is(take_one(note(5, "d1", 2, 1)), 5, "\"applied\",\"\"");
    result_is(take_of("31656001", "db", json_pack("[o]", entry(6, "db", 2, 1, "redact", uuid(5), "", ""))), 6, "\"refused\",\"not-in-scope\"");
    result_is(take_of("31656001", "db", json_pack("[o]", entry(7, "db", 3, 1, "redact", uuid(2), "", ""))), 7, "\"flagged\",\"not-in-scope\"");
    assert_int_equal(holding(IN_ENTRIES, "meeting"), 2); /* its own text was overwritten, the others' were not */
    assert_int_equal(holding(IN_CASES, uuid(2)), 0);
    put_one(1, B1); /* it went there: what waited for that stands in it … */
    assert_int_equal(holding(IN_CASES, uuid(2)), 1);
    assert_int_equal(must_int("SELECT count(*) FROM entry WHERE reason <> '' AND result = 'flagged'"), 0);
    result_is(take_of("31656001", "db", json_pack("[o]", note(3, "db", 4, 1))), 3, "\"applied\",\"\"");
    put_one(1, A2); /* … and on: what waited there to be sent still goes */
    result_is(take_of("31656001", "db", json_pack("[o]", note(4, "db", 5, 1))), 4, "\"applied\",\"\"");
    assert_int_equal(must_int("SELECT count(*) FROM gcase WHERE entries IS NOT NULL"), 2);
}

static void an_entry_waits_for_its_case(void **state) {
    struct page page;
    struct scope scope;
    (void)state;
    NEED_STORE();
    begin();
    result_is(take_one(note(1, "d1", 1, 50)), 1, "\"flagged\",\"\"");
    assert_int_equal(ops.dev_seq, 1);
    assert_false(ops.changed);
    int64_t seq = must_int("SELECT seq FROM state");
    put_one(50, A1);
    const char *row = changes_of("31655001", seq, 10, &page, &scope);
    assert_non_null(strstr(row, "seen at the crime meeting"));
    assert_non_null(strstr(row, uuid(1)));
    page_free(&page);
}

/* The screens do not offer it; a station's own program might. */
static void a_direction_is_taken_back_by_its_giver(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    result_is(take_of("3165", "dd", json_pack("[o]", entry(1, "dd", 1, 1, "direction", "", "", "hurry"))), 1, "\"applied\",\"\"");
    result_is(take_one(entry(2, "d1", 1, 1, "undo", uuid(1), "", "")), 2, "\"refused\",\"not-in-scope\"");
    result_is(take_of("NATION", "dn", json_pack("[o]", entry(3, "dn", 1, 1, "undo", uuid(1), "", ""))), 3, "\"refused\",\"not-in-scope\"");
    assert_int_equal(must_int("SELECT count(*) FROM gcase WHERE entries LIKE '%\"undo\"%' /* scans */"), 0);
    result_is(take_of("3165", "d4", json_pack("[o]", entry(4, "d4", 1, 1, "undo", uuid(1), "", ""))), 4, "\"applied\",\"\""); /* another PC of it */
    result_is(take_one(note(5, "d1", 2, 1)), 5, "\"applied\",\"\"");
    result_is(take_one(entry(6, "d1", 3, 1, "undo", uuid(5), "", "")), 6, "\"applied\",\"\"");
}

/* A case's row must fit a page: one unit may not write of it without end, and takes nobody else's room. */
static void a_case_has_room_for_so_much_of_a_unit(void **state) {
    char text[ENTRY_TEXT_MAX];
    int64_t seq = 0;
    int taken = 0;
    (void)state;
    NEED_STORE();
    begin();
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int batch = 0; batch < 3; batch++) {
        json_t *entries = json_array();
        for (int i = 0; i < 50; i++) {
            seq++;
            json_array_append_new(entries, entry((int)seq, "d1", seq, 1, "note", "", "", text));
        }
        const char *got = take_of("31655001", "d1", entries);
        for (const char *at = got; (at = strstr(at, "\"applied\"")) != NULL; at++)
            taken++;
    }
    assert_in_range(taken, 60, 110); /* of 150, each of 2000 bytes */
    assert_int_equal(ops.dev_seq, 150);
    assert_true(must_int("SELECT length(entries) FROM gcase ORDER BY id LIMIT 1") < 250000);
    result_is(take_one(entry(151, "d1", 151, 1, "note", "", "", "one more")), 151, "\"refused\",\"too-many\"");
    result_is(take_one(entry(152, "d1", 152, 1, "redact", uuid(1), "", "")), 152, "\"applied\",\"\"");
    result_is(take_of("3165", "dd", json_pack("[o]", entry(153, "dd", 1, 1, "direction", "", "", "hurry"))), 153, "\"applied\",\"\"");
}

static void redaction_overwrites(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    take_one(entry(1, "d1", 1, 1, "note", "", "", "SECRETWORD was typed"));
    assert_int_equal(holding(IN_ENTRIES, "SECRETWORD"), 1);
    assert_int_equal(holding(IN_CASES, "SECRETWORD"), 1);
    result_is(take_one(entry(2, "d1", 2, 2, "redact", uuid(1), "", "")), 2, "\"refused\",\"bad-value\""); /* of another case */
    result_is(take_one(entry(3, "d1", 3, 1, "redact", uuid(1), "", "")), 3, "\"applied\",\"\"");
    assert_true(ops.redacted);
    assert_int_equal(holding(IN_ENTRIES, "SECRETWORD"), 0);
    assert_int_equal(holding(IN_CASES, "SECRETWORD"), 0);
    assert_int_equal(holding(IN_CASES, REDACTED_TEXT), 1);
    assert_int_equal(must_int("SELECT ver FROM gcase ORDER BY id LIMIT 1"), 3);
    result_is(take_of("31655001", "d7", json_pack("[o]", entry(1, "d7", 1, 1, "note", "", "", "SECRETWORD was typed"))), 1,
              "\"dup\",\"\",\"applied\""); /* a restored station still has the text: it does not come back */
    assert_int_equal(holding(IN_ENTRIES, "SECRETWORD"), 0);
    /* the redaction comes before its target (a restored server hears another device first) */
    result_is(take_of("31655001", "d8", json_pack("[o]", entry(10, "d8", 1, 1, "redact", uuid(11), "", ""))), 10, "\"applied\",\"\"");
    result_is(take_one(entry(11, "d1", 4, 1, "note", "", "", "ANOTHERWORD was typed")), 11, "\"applied\",\"\"");
    assert_int_equal(holding(IN_ENTRIES, "ANOTHERWORD"), 0);
    assert_int_equal(holding(IN_CASES, "ANOTHERWORD"), 0);
    /* one that names another case's is none of its own */
    take_of("31655001", "d8", json_pack("[o]", entry(12, "d8", 2, 3, "redact", uuid(13), "", "")));
    result_is(take_one(entry(13, "d1", 5, 1, "note", "", "", "THIRDWORD was typed")), 13, "\"applied\",\"\"");
    assert_int_equal(holding(IN_CASES, "THIRDWORD"), 1);
}

static int files_with(const char *word) {
    static const char *const names[] = {"gateway.db", "gateway.db-wal"};
    int found = 0;
    for (int i = 0; i < 2; i++) {
        char path[1400];
        snprintf(path, sizeof path, "%s/%s", where, names[i]);
        FILE *in = fopen(path, "rb");
        static char bytes[4 * 1024 * 1024];
        size_t n = in ? fread(bytes, 1, sizeof bytes, in) : 0;
        if (in)
            fclose(in);
        found += n > 0 && memmem(bytes, n, word, strlen(word)) != NULL;
    }
    return found;
}

/* Not only in the rows: the files of SQLite do not hold it any more. */
static void redaction_leaves_no_bytes(void **state) {
    struct error e = {0};
    (void)state;
    begin();
    take_one(entry(1, "d1", 1, 1, "note", "", "", "SECRETWORD was typed"));
    assert_true(files_with("SECRETWORD") > 0);
    take_one(entry(2, "d1", 2, 1, "redact", uuid(1), "", ""));
    struct db *db = must_take(SQL_WRITE);
    assert_true(db_settle(db, &e));
    gate_give(gate, db);
    assert_int_equal(files_with("SECRETWORD"), 0);
}

static void texts_are_cleaned(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    result_is(take_one(entry(1, "d1", 1, 1, "note", "", "", "a\x1b[31mb\xe2\x80\xae" "c \"quoted\" \\ back")), 1, "\"applied\",\"\"");
    assert_int_equal(holding(IN_CASES, "\x1b"), 0);
    assert_int_equal(holding(IN_CASES, "\xe2\x80\xae"), 0);
    struct page page;
    struct scope scope;
    char row[4200];
    snprintf(row, sizeof row, "%s", changes_of("31655001", 3, 10, &page, &scope));
    *strstr(row, " | ") = '\0';
    json_t *json = json_loads(row, 0, NULL); /* what is put together is JSON */
    assert_non_null(json);
    json_decref(json);
    page_free(&page);
}

static void what_a_device_says_of_itself_is_kept(void **state) {
    (void)state;
    NEED_STORE();
    begin();
    take_of("31655001", "d1", json_array());
    assert_int_equal(ops.verdict, OPS_TAKEN);
    assert_false(ops.changed);
    assert_int_equal(must_int("SELECT count(*) FROM device WHERE id = 'd1' AND cursor = '1.1' AND unit = 3"), 1);
}

static int group_end(void **state) {
    ops_free(&ops);
    return pg_end(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(numbers_one_after_another),
        BOTH(a_restored_device_offers_all_again),
        BOTH(a_restored_server_takes_again),
        BOTH(a_device_belongs_to_one_unit),
        BOTH(what_is_refused_counts),
        BOTH(what_is_no_entry_is_no_request),
        BOTH(only_of_ones_own_cases),
        BOTH(an_entry_waits_for_its_case),
        BOTH(a_direction_is_taken_back_by_its_giver),
        BOTH(a_case_has_room_for_so_much_of_a_unit),
        BOTH(redaction_overwrites),
        {.name = "redaction_leaves_no_bytes (SQLite)", .test_func = redaction_leaves_no_bytes, .setup_func = store_sqlite, .teardown_func = store_end},
        BOTH(texts_are_cleaned),
        BOTH(what_a_device_says_of_itself_is_kept),
    };
    return cmocka_run_group_tests_name("gateway_ops", tests, folder_begin, group_end);
}
