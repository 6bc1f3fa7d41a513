/* The wire format: random cases, entries, removals, units and digests come back as they went; the end of a row may be missing, unknown
 * columns, members and kinds are passed over; whatever is damaged gives a sentence that names the column, never a crash; text is clean. */
#include "tests/unit/sync_wires.h"

static json_t *parsed(const char *text) {
    json_error_t where;
    json_t *value = json_loads(text, JSON_DECODE_ANY, &where);
    if (!value)
        fail_msg("%s: %s", text, where.text);
    return value;
}

/* As it goes over the line: through text. */
static json_t *over_the_line(json_t *value) {
    assert_non_null(value);
    char *text = json_dumps(value, JSON_COMPACT);
    json_decref(value);
    json_t *back = parsed(text);
    free(text);
    return back;
}

static struct wire_map our_map(void) {
    struct wire_map map;
    struct error e = {0};
    json_t *cols = over_the_line(wire_columns_write());
    assert_true(wire_map_read(cols, &map, &e));
    json_decref(cols);
    return map;
}

static void cases_come_back(void **state) {
    (void)state;
    struct wire_map map = our_map();
    struct sync_case went = {0}, came = {0};
    for (int i = 0; i < 1500; i++) {
        struct error e = {0};
        some_case(&went);
        json_t *row = over_the_line(wire_case_write(&went));
        if (!wire_case_read(&map, row, &came, &e))
            fail_msg("seed round %d: %s", i, e.text);
        same_case(&went, &came);
        json_decref(row);
    }
    sync_case_free(&went);
    sync_case_free(&came);
}

/* Columns in another order, unknown ones between, missing ones: read by name. */
static void columns_are_found_by_name(void **state) {
    (void)state;
    struct wire_map map;
    struct error e = {0};
    struct sync_case c = {0};
    json_t *cols = parsed("[\"fir_date\",\"colour\",\"unit\",\"ver\",\"status\",\"id\",\"arrests\"]");
    assert_true(wire_map_read(cols, &map, &e));
    json_t *row = parsed("[\"2026-10-01\",{\"x\":[1]},\"31655001\",7,\"dreaming\",\"31655001/0412/2026\"]");
    assert_true(wire_case_read(&map, row, &c, &e));
    assert_int_equal(c.id, case_id_make(31655001, 2026, 412));
    assert_int_equal(c.facts.fir_date, civil_from_ymd(2026, 10, 1));
    assert_int_equal(c.facts.status, STATUS_OPEN);
    assert_int_equal(c.facts.arrests, -1);
    assert_int_equal(c.facts.court_date, CIVIL_NONE);
    assert_int_equal(c.sections.n, 0);
    json_decref(row);
    json_decref(cols);
    static const char *const damaged[] = {"7", "{}", "[]", "[\"id\",\"ver\",\"unit\"]", "[\"id\",\"ver\",\"unit\",\"fir_date\",\"id\"]",
                                          "[\"id\",\"ver\",\"unit\",\"fir_date\",7]", "[\"id\",\"unit\",\"fir_date\"]"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        cols = parsed(damaged[i]);
        error_clear(&e);
        assert_false(wire_map_read(cols, &map, &e));
        assert_int_equal(e.kind, ERROR_UNABLE);
        assert_true(e.text[0] != '\0');
        json_decref(cols);
    }
    sync_case_free(&c);
}

/* One column at a time gets what it may not have. */
static void damaged_rows_are_refused(void **state) {
    (void)state;
    static const struct { const char *column, *value; } damaged[] = {
        {"id", "null"}, {"id", "7"}, {"id", "\"31655001/0412/26\""}, {"id", "\"0/0/2026\""}, {"id", "\"99999999999/0001/2026\""},
        {"ver", "null"}, {"ver", "\"7\""}, {"ver", "0"}, {"ver", "-1"}, {"ver", "1.5"}, {"ver", "true"},
        {"unit", "null"}, {"unit", "31655001"}, {"unit", "\"a code that is too long\""}, {"unit", "\" \""},
        {"fir_date", "null"}, {"fir_date", "\"2026-02-30\""}, {"fir_date", "20260201"}, {"fir_date", "\"01/02/2026\""},
        {"fir_time", "\"25:00\""}, {"fir_time", "\"9:00\""}, {"fir_time", "900"}, {"gd_no", "[]"}, {"gd_no", "7"},
        {"gd_no", "\"0123456789012345678901234567890123456789\""}, {"zero_id", "\"x\""}, {"zero_date", "\"\""},
        {"sections", "[\"IPC:376\"]"}, {"io_name", "{}"}, {"io_since", "\"soon\""}, {"status", "1"}, {"status_on", "0"},
        {"final_type", "\"un traced\""}, {"final_no", "false"}, {"prepared", "\"2026-1-1\""}, {"arrests", "\"2\""},
        {"arrests", "-1"}, {"arrests", "99999999999"}, {"court_date", "\"2026-13-01\""}, {"events", "{}"}, {"events", "\"x\""},
        {"events", "[7]"}, {"events", "[[\"x\",\"status\",\"\",\"\"]]"}, {"events", "[[null,\"status\",\"\",\"\"]]"},
        {"events", "[[\"2026-01-01\",\"status\",1,\"\"]]"}, {"entries", "{}"}, {"entries", "[[]]"}, {"entries", "[\"x\"]"}};
    struct wire_map map = our_map();
    struct sync_case went = {0}, came = {0};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct error e = {0};
        int at = 0;
        while (strcmp(wire_columns[at], damaged[i].column) != 0)
            at++;
        some_case(&went);
        json_t *row = wire_case_write(&went);
        while (json_array_size(row) < WIRE_COLUMNS)
            json_array_append_new(row, json_null());
        char text[128];
        snprintf(text, sizeof text, "[%s]", damaged[i].value);
        json_t *value = parsed(text);
        json_array_set(row, (size_t)at, json_array_get(value, 0));
        if (wire_case_read(&map, row, &came, &e))
            fail_msg("%s was taken for %s", damaged[i].value, damaged[i].column);
        assert_int_equal(e.kind, ERROR_UNABLE);
        if (!strstr(e.text, damaged[i].column))
            fail_msg("%s: %s", damaged[i].column, e.text);
        json_decref(value);
        json_decref(row);
    }
    struct error e = {0};
    json_t *none = json_object();
    assert_false(wire_case_read(&map, none, &came, &e));
    assert_false(wire_case_read(&map, NULL, &came, &e));
    json_decref(none);
    sync_case_free(&went);
    sync_case_free(&came);
}

/* Random bytes changed in a row that is still JSON: read or refused, and what was read can be written again. */
static void changed_bytes(void **state) {
    (void)state;
    struct wire_map map = our_map();
    struct sync_case went = {0}, came = {0};
    int read = 0, refused = 0;
    for (int i = 0; i < 4000; i++) {
        some_case(&went);
        json_t *row = wire_case_write(&went);
        char *text = json_dumps(row, JSON_COMPACT);
        json_decref(row);
        for (uint32_t k = 1 + dice(3); k > 0; k--)
            text[dice((uint32_t)strlen(text))] = (char)(' ' + (int)dice(95));
        row = json_loads(text, 0, NULL);
        struct error e = {0};
        if (row && wire_case_read(&map, row, &came, &e)) {
            json_t *again = wire_case_write(&came);
            assert_non_null(again);
            json_decref(again);
            read++;
        } else if (row) {
            assert_int_equal(e.kind, ERROR_UNABLE);
            refused++;
        }
        json_decref(row);
        free(text);
    }
    assert_true(read > 50 && refused > 50);
    sync_case_free(&went);
    sync_case_free(&came);
}

static void text_is_cleaned(void **state) {
    (void)state;
    struct wire_map map;
    struct error e = {0};
    struct sync_case c = {0};
    json_t *cols = parsed("[\"id\",\"ver\",\"unit\",\"fir_date\",\"io_name\",\"entries\",\"sections\"]");
    assert_true(wire_map_read(cols, &map, &e));
    json_t *row = parsed("[\"31655001/0412/2026\",1,\"31655001\",\"2026-10-01\",\"\\u001b[31mSI \\u202eR Verma\\n\","
                         "[[\"01890a5d-ac96-774b-bcce-b302099a8057\",\"d\",1,\"note\",\"\",\"\",null,\"\",\"\","
                         "\"one\\ntwo\\u001b[2J\\u200b\",\"a\\tb\",\"2026-11-25T12:34:56.789Z\"]],\"IPC:376~ FOO:1 ~ POCSO:6\"]");
    if (!wire_case_read(&map, row, &c, &e))
        fail_msg("%s", e.text);
    assert_string_equal(c.facts.io.name, "[31mSI R Verma");
    assert_string_equal(c.entry[0].text, "one\ntwo[2J");
    assert_string_equal(c.entry[0].author, "a b");
    assert_int_equal(c.entry[0].case_id, c.id);
    assert_int_equal(c.sections.n, 2);
    assert_true(c.sections.at[0].guessed);
    assert_false(c.sections.at[1].guessed);
    json_decref(row);
    json_decref(cols);
    sync_case_free(&c);
}

static void entries_come_back(void **state) {
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct entry went, came;
        struct error e = {0};
        some_entry(&went, case_id_make(31655001, 2026, 1 + (int)dice(900)), i);
        bool with_case = dice(2);
        json_t *array = over_the_line(wire_entry_write(&went, with_case));
        if (!wire_entry_read(array, with_case, &came, &e))
            fail_msg("%s", e.text);
        if (!with_case)
            came.case_id = went.case_id;
        same_entry(&went, &came);
        json_decref(array);
    }
    /* a remark of the greatest length, and one byte more */
    struct entry went = {0}, came;
    struct error e = {0};
    some_entry(&went, case_id_make(31655001, 2026, 1), 1);
    memset(went.text, 'a', ENTRY_TEXT_MAX);
    json_t *array = over_the_line(wire_entry_write(&went, true));
    assert_true(wire_entry_read(array, true, &came, &e));
    same_entry(&went, &came);
    char longer[ENTRY_TEXT_MAX + 2];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    json_array_set_new(array, 10, json_string(longer));
    assert_false(wire_entry_read(array, true, &came, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    assert_string_equal(came.id, went.id);
    assert_int_equal(came.seq, went.seq);
    json_decref(array);
}

/* A kind of tomorrow's: not damaged, and told apart from it. */
static void unknown_kinds(void **state) {
    (void)state;
    struct entry entry;
    struct error e = {0};
    json_t *array = parsed("[\"01890a5d-ac96-774b-bcce-b302099a8057\",\"d\",4,\"31655001/0412/2026\",\"mood\",\"\",\"\",null,\"\",\"\","
                           "\"\",\"hm\",\"2026-11-25T12:34:56Z\",\"\",null,\"more\"]");
    assert_false(wire_entry_read(array, true, &entry, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    assert_int_equal(entry.seq, 4);
    json_array_set_new(array, 12, json_string("yesterday"));
    assert_false(wire_entry_read(array, true, &entry, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    json_decref(array);
    struct wire_map map;
    struct sync_case c = {0};
    json_t *cols = parsed("[\"id\",\"ver\",\"unit\",\"fir_date\",\"events\",\"entries\"]");
    assert_true(wire_map_read(cols, &map, &e));
    json_t *row = parsed("[\"31655001/0412/2026\",1,\"31655001\",\"2026-10-01\",[[\"2026-10-02\",\"weather\",\"\",\"\",\"source\"],"
                         "[\"2026-10-03\",\"status\",\"open\",\"stayed\"]],"
                         "[[\"01890a5d-ac96-774b-bcce-b302099a8057\",\"d\",4,\"mood\",\"\",\"\",null,\"\",\"\",\"\",\"hm\",\"2026-11-25T12:34:56Z\"]]]");
    if (!wire_case_read(&map, row, &c, &e))
        fail_msg("%s", e.text);
    assert_int_equal(c.events, 1);
    assert_string_equal(c.event[0].now, "stayed");
    assert_false(c.event[0].dated_by_import);
    assert_int_equal(c.entries, 0);
    json_decref(row);
    json_decref(cols);
    sync_case_free(&c);
}

static void small_parts(void **state) {
    (void)state;
    struct error e = {0};
    for (int i = 0; i < 200; i++) {
        struct sync_gone gone = {.id = case_id_make(31655001, 2026, 1 + (int)dice(900)), .reason = dice(2) ? GONE_MOVED : GONE_DELETED,
                                 .ver = 1 + dice(100)}, back;
        snprintf(gone.to, sizeof gone.to, "%s", gone.reason == GONE_MOVED && dice(3) ? "31655002" : "");
        json_t *array = over_the_line(wire_gone_write(&gone));
        assert_true(wire_gone_read(array, &back, &e));
        assert_int_equal(gone.id, back.id);
        assert_int_equal(gone.reason, back.reason);
        assert_int_equal(gone.ver, back.ver);
        assert_string_equal(gone.to, back.to);
        json_decref(array);

        struct sync_digest digest = {.count = dice(1000), .sum = (uint64_t)dice(1u << 31) << 33 | dice(1u << 31)}, sum;
        array = over_the_line(wire_digest_write(&digest, dice(2)));
        assert_true(wire_digest_read(array, &sum, &e));
        assert_int_equal(digest.count, sum.count);
        assert_true(digest.sum == sum.sum);
        json_decref(array);

        struct sync_unit unit = {.code = "31655001", .parent = "655", .level = LEVEL_STATION, .kind = (enum unit_kind)dice(5),
                                 .name_en = "Kotwali", .name_hi = "कोतवाली"}, read;
        array = over_the_line(wire_unit_write(&unit));
        assert_true(wire_unit_read(array, &read, &e));
        assert_memory_equal(&unit, &read, sizeof unit);
        json_decref(array);

        case_id id;
        int64_t ver;
        array = over_the_line(wire_id_write(gone.id, gone.ver));
        assert_true(wire_id_read(array, &id, &ver, &e));
        assert_true(id == gone.id && ver == gone.ver);
        json_decref(array);
    }
    static const char *const nothing[] = {"7", "{}", "[]", "[null]", "[\"31655001/0412/2026\"]", "[\"31655001/0412/2026\",\"eaten\",1,\"\"]",
                                          "[\"31655001/0412/2026\",\"moved\",0,\"\"]", "[\"31655001/0412/2026\",\"moved\",1,7]"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        struct sync_gone gone;
        struct sync_unit unit;
        struct sync_digest digest;
        case_id id;
        int64_t ver;
        json_t *value = json_loads(nothing[i], JSON_DECODE_ANY, NULL);
        assert_false(wire_gone_read(value, &gone, &e));
        assert_false(wire_unit_read(value, &unit, &e));
        assert_false(wire_digest_read(value, &digest, &e));
        assert_false(wire_id_read(value, &id, &ver, &e));
        assert_int_equal(e.kind, ERROR_UNABLE);
        json_decref(value);
    }
}

static void cursors_and_sums(void **state) {
    (void)state;
    int64_t epoch, seq;
    uint64_t sum;
    char text[48];
    assert_true(wire_cursor_parse("3.1042", &epoch, &seq));
    assert_true(epoch == 3 && seq == 1042);
    wire_cursor_write(INT64_MAX, INT64_MAX, text);
    assert_true(wire_cursor_parse(text, &epoch, &seq));
    assert_true(epoch == INT64_MAX && seq == INT64_MAX);
    static const char *const bad[] = {"", ".", "3", "3.", ".3", "3.4.5", "-3.4", "3.-4", "3.4 ", " 3.4", "3,4", "9223372036854775808.1", "x.y"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (wire_cursor_parse(bad[i], &epoch, &seq) || epoch != 0 || seq != 0)
            fail_msg("%s was taken for a cursor", bad[i]);
    assert_false(wire_cursor_parse(NULL, &epoch, &seq));
    wire_sum_write(0xfedcba9876543210u, text);
    assert_string_equal(text, "fedcba9876543210");
    assert_true(wire_sum_parse("FEDCba9876543210", &sum));
    assert_true(sum == 0xfedcba9876543210u);
    static const char *const no_sum[] = {"", "0", "fedcba987654321", "fedcba98765432100", "fedcba987654321g", "-edcba9876543210"};
    for (size_t i = 0; i < sizeof no_sum / sizeof *no_sum; i++)
        assert_false(wire_sum_parse(no_sum[i], &sum));
    assert_false(wire_sum_parse(NULL, &sum));
}

int main(void) {
    setlocale(LC_ALL, "C.UTF-8");
    seed = (uint32_t)time(NULL) | 1;
    print_message("# seed %u\n", seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_come_back),  cmocka_unit_test(columns_are_found_by_name), cmocka_unit_test(damaged_rows_are_refused),
        cmocka_unit_test(changed_bytes),    cmocka_unit_test(text_is_cleaned),           cmocka_unit_test(entries_come_back),
        cmocka_unit_test(unknown_kinds),    cmocka_unit_test(small_parts),               cmocka_unit_test(cursors_and_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
