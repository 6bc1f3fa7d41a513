/* The wire format: random cases, entries, removals, units and digests come back as they went; the end of a row may be missing, unknown
 * columns, members and kinds are passed over; whatever is damaged gives a sentence that names the column, never a crash; text is clean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "src/sync/wire.h"
#include "src/text.h"

static uint32_t seed;

static uint32_t dice(uint32_t n) {
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % n;
}

static void some_text(char *out, size_t cap) {
    static const char *const words[] = {"", "SI R Verma", "उ0नि0 आर वर्मा", "12/26", "a \"quoted\" \\ text", "फाइनल रिपोर्ट"};
    text_format(out, cap, "%s", words[dice(6)]);
}

static civil_day some_day(void) {
    return dice(3) == 0 ? CIVIL_NONE : civil_from_ymd(2024, 1, 1) + (civil_day)dice(900);
}

static void some_sections(struct section_list *list) {
    static const char *const typed[] = {"376 भादवि", "376(2)(n) IPC व 5(l)/6 पाक्सो", "64(2)(m) BNS", "363, 366 IPC", "376ड भादवि"};
    const char *text = typed[dice(5)];
    sections_parse(text, strlen(text), civil_from_ymd(2024, 2, 2), list);
}

static void some_entry(struct entry *entry, case_id id, int n) {
    static const char *const codes[] = {"fsl", "31", "", "01890a5d-ac96-774b-bcce-b302099a8057", "fir_date"};
    *entry = (struct entry){.case_id = id, .seq = n + 1, .kind = (enum entry_kind)dice(10), .on = some_day(),
                            .next_on = some_day()};
    snprintf(entry->id, sizeof entry->id, "01890a5d-ac96-774b-bcce-%012x", dice(1u << 30));
    snprintf(entry->device, sizeof entry->device, "%08x", dice(1u << 30));
    snprintf(entry->code, sizeof entry->code, "%s", codes[dice(5)]);
    snprintf(entry->state, sizeof entry->state, "%s", dice(2) ? "done" : "");
    snprintf(entry->whom, sizeof entry->whom, "%s", dice(2) ? "io" : "");
    snprintf(entry->how, sizeof entry->how, "%s", dice(2) ? "phone" : "");
    snprintf(entry->text, sizeof entry->text, "%s", dice(2) ? "two lines\nof a remark" : "");
    snprintf(entry->ref, sizeof entry->ref, "%s", dice(2) ? "एसटी/12-2026" : "");
    snprintf(entry->author, sizeof entry->author, "hm.%u", dice(9));
    snprintf(entry->at, sizeof entry->at, "2026-11-%02uT12:34:56.789Z", 1 + dice(28));
}

static void some_case(struct sync_case *c) {
    struct case_facts *f = &c->facts;
    static const char *const finals[] = {"", "untraced", "false"};
    sync_case_clear(c);
    c->id = f->id = case_id_make(1 + dice(99999999), 2018 + (int)dice(9), 1 + (int)dice(9999));
    c->ver = 1 + dice(1u << 30);
    snprintf(c->unit, sizeof c->unit, "%u", dice(99999999));
    f->fir_date = civil_from_ymd(2024, 1, 1) + (civil_day)dice(900);
    snprintf(f->fir_time, sizeof f->fir_time, "%s", dice(2) ? "14:35" : "");
    some_text(f->gd_no, sizeof f->gd_no);
    f->zero_id = dice(4) ? 0 : case_id_make(31655001, 2024, 7);
    f->zero_date = some_day();
    some_sections(&c->sections);
    snprintf(f->io.pno, sizeof f->io.pno, "%s", dice(2) ? "012345678" : "");
    some_text(f->io.rank, sizeof f->io.rank);
    some_text(f->io.name, sizeof f->io.name);
    some_text(f->io.name_hi, sizeof f->io.name_hi);
    f->io_since = some_day();
    f->status = (enum case_status)dice(STATUS_COUNT);
    f->status_on = some_day();
    snprintf(f->final_type, sizeof f->final_type, "%s", finals[dice(3)]);
    some_text(f->final_no, sizeof f->final_no);
    f->prepared = some_day(), f->approved = some_day(), f->filed = some_day(), f->in_cctns = some_day();
    snprintf(f->moved_to, sizeof f->moved_to, "%s", dice(3) ? "" : "31655002");
    f->arrests = (int)dice(4) - 1;
    f->first_remand = some_day(), f->court_date = some_day();
    for (uint32_t i = dice(4) ? 0 : dice(90); i > 0; i--) {
        struct case_event *event = sync_case_event(c);
        event->on = civil_from_ymd(2024, 1, 1) + (civil_day)dice(900);
        snprintf(event->kind, sizeof event->kind, "%s", dice(2) ? "status" : "officer");
        some_text(event->was, sizeof event->was);
        some_text(event->now, sizeof event->now);
        event->dated_by_import = dice(2);
    }
    for (uint32_t i = dice(4) ? 0 : dice(90); i > 0; i--)
        some_entry(sync_case_entry(c), c->id, c->entries);
}

static void same_entry(const struct entry *a, const struct entry *b) {
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->device, b->device);
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->case_id, b->case_id);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->code, b->code);
    assert_string_equal(a->state, b->state);
    assert_int_equal(a->on, b->on);
    assert_string_equal(a->whom, b->whom);
    assert_string_equal(a->how, b->how);
    assert_string_equal(a->text, b->text);
    assert_string_equal(a->author, b->author);
    assert_string_equal(a->at, b->at);
    assert_string_equal(a->ref, b->ref);
    assert_int_equal(a->next_on, b->next_on);
}

static void same_sections(const struct section_list *a, const struct section_list *b) {
    assert_int_equal(a->n, b->n);
    for (int i = 0; i < a->n; i++) {
        assert_int_equal(a->at[i].act, b->at[i].act);
        assert_string_equal(a->at[i].text, b->at[i].text);
        assert_int_equal(a->at[i].guessed, b->at[i].guessed);
    }
}

static void same_case(const struct sync_case *a, const struct sync_case *b) {
    const struct case_facts *f = &a->facts, *g = &b->facts;
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->ver, b->ver);
    assert_string_equal(a->unit, b->unit);
    assert_int_equal(f->id, g->id);
    assert_int_equal(f->fir_date, g->fir_date);
    assert_string_equal(f->fir_time, g->fir_time);
    assert_string_equal(f->gd_no, g->gd_no);
    assert_int_equal(f->zero_id, g->zero_id);
    assert_int_equal(f->zero_date, g->zero_date);
    assert_ptr_equal(g->sections, &b->sections);
    same_sections(&a->sections, &b->sections);
    assert_string_equal(f->io.pno, g->io.pno);
    assert_string_equal(f->io.rank, g->io.rank);
    assert_string_equal(f->io.name, g->io.name);
    assert_string_equal(f->io.name_hi, g->io.name_hi);
    assert_int_equal(f->io_since, g->io_since);
    assert_int_equal(f->status, g->status);
    assert_int_equal(f->status_on, g->status_on);
    assert_string_equal(f->final_type, g->final_type);
    assert_string_equal(f->final_no, g->final_no);
    assert_int_equal(f->prepared, g->prepared);
    assert_int_equal(f->approved, g->approved);
    assert_int_equal(f->filed, g->filed);
    assert_int_equal(f->in_cctns, g->in_cctns);
    assert_string_equal(f->moved_to, g->moved_to);
    assert_int_equal(f->arrests, g->arrests);
    assert_int_equal(f->first_remand, g->first_remand);
    assert_int_equal(f->court_date, g->court_date);
    assert_int_equal(a->events, b->events);
    for (int i = 0; i < a->events; i++) {
        assert_int_equal(a->event[i].on, b->event[i].on);
        assert_string_equal(a->event[i].kind, b->event[i].kind);
        assert_string_equal(a->event[i].was, b->event[i].was);
        assert_string_equal(a->event[i].now, b->event[i].now);
        assert_int_equal(a->event[i].dated_by_import, b->event[i].dated_by_import);
    }
    assert_int_equal(a->entries, b->entries);
    for (int i = 0; i < a->entries; i++)
        same_entry(&a->entry[i], &b->entry[i]);
}

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

/* ---- rows without a tree ---- */

/* A page as text, with a few rows, its columns in any order and unknown ones between. */
static char *some_page(int rows) {
    struct sync_case c = {0};
    json_t *page = json_object(), *cols = json_array(), *list = json_array();
    int order[WIRE_COLUMNS + 3];
    for (int i = 0; i < WIRE_COLUMNS + 3; i++)
        order[i] = i;
    for (uint32_t i = dice(2) ? 0 : WIRE_COLUMNS + 2; i > 0; i--) {
        uint32_t k = dice(i + 1);
        int kept = order[i];
        order[i] = order[k];
        order[k] = kept;
    }
    for (int i = 0; i < WIRE_COLUMNS + 3; i++)
        json_array_append_new(cols, json_string(order[i] < WIRE_COLUMNS ? wire_columns[order[i]] : order[i] == WIRE_COLUMNS ? "colour" : order[i] % 2 ? "x" : "y"));
    for (int i = 0; i < rows; i++) {
        some_case(&c);
        json_t *row = wire_case_write(&c), *mixed = json_array();
        for (int k = 0; k < WIRE_COLUMNS + 3; k++) {
            json_t *value = order[k] < WIRE_COLUMNS ? json_array_get(row, (size_t)order[k]) : NULL;
            if (value)
                json_array_append(mixed, value);
            else if (order[k] < WIRE_COLUMNS)
                json_array_append_new(mixed, json_null());
            else
                json_array_append_new(mixed, dice(2) ? json_pack("{s:[f,b,s]}", "a", 1.5, 1, "\n\"]}") : json_string("[\\\"ø"));
        }
        json_array_append_new(list, mixed);
        json_decref(row);
    }
    json_object_set_new(page, "epoch", json_integer(3));
    json_object_set_new(page, "cols", cols);
    json_object_set_new(page, "rows", list);
    json_object_set_new(page, "end", json_true());
    sync_case_free(&c);
    char *text = json_dumps(page, (dice(2) ? JSON_COMPACT : JSON_INDENT(2)) | (dice(2) ? JSON_ENSURE_ASCII : 0));
    json_decref(page);
    return text;
}

/* Both ways of reading a page: what the scanner takes jansson takes, and the rows are the same. false: the scanner would not have it. */
static bool both_ways(const char *text, size_t n, int *cases_read) {
    struct wire_rows rows;
    struct wire_map map;
    struct sync_case a = {0}, b = {0};
    struct error e = {0}, e2 = {0};
    char *head;
    size_t head_n;
    if (!wire_rows_find(text, n, &rows, &head, &head_n, &e)) {
        assert_int_equal(e.kind, ERROR_UNABLE);
        return false;
    }
    json_t *whole = json_loadb(text, n, 0, NULL), *rest = json_loadb(head, head_n, 0, NULL);
    if (!whole || !rest)
        fail_msg("jansson does not take what the scanner took: %.400s", text);
    const json_t *list = json_object_get(whole, "rows");
    assert_int_equal(rows.n, json_array_size(list));
    if (json_is_array(list)) {
        assert_int_equal(json_array_size(json_object_get(rest, "rows")), 0);
        json_object_set(rest, "rows", json_object_get(whole, "rows"));
    }
    assert_true(json_equal(whole, rest));
    bool more = rows.n > 0 && wire_map_read(json_object_get(rest, "cols"), &map, &e);
    for (size_t i = 0; more; i++) {
        int next = wire_rows_next(&rows, &map, &a, &e);
        bool read = i < json_array_size(list) && wire_case_read(&map, json_array_get(list, i), &b, &e2);
        assert_true(next == (i == json_array_size(list) ? 0 : read ? 1 : -1));
        more = next == 1;
        if (more) {
            same_case(&a, &b);
            ++*cases_read;
        }
    }
    free(head);
    json_decref(whole);
    json_decref(rest);
    sync_case_free(&a);
    sync_case_free(&b);
    return true;
}

static void rows_without_a_tree(void **state) {
    (void)state;
    int read = 0;
    for (int i = 0; i < 300; i++) {
        int before = read, rows = (int)dice(8);
        char *text = some_page(rows);
        if (!both_ways(text, strlen(text), &read))
            fail_msg("a sound page was refused: %.600s", text);
        assert_int_equal(read - before, rows);
        /* cut off anywhere it is none */
        size_t cut = dice((uint32_t)strlen(text) - 1);
        assert_false(both_ways(text, cut, &read));
        free(text);
    }
    static const char *const pages[] = {"{}", " { } ", "{\"rows\":[]}", "{\"rows\":7}", "{\"rows\":{\"rows\":[[1]]}}", "{\"a\":[[\"rows\",[]]],\"rows\":[ ] }",
                                        "{\"cols\":[\"id\",\"ver\",\"unit\",\"fir_date\"],\"rows\":[7]}",
                                        "{\"cols\":[\"id\",\"ver\",\"unit\",\"fir_date\"],\"rows\":[[],[]]}",
                                        "{\"cols\":[\"id\",\"ver\",\"unit\",\"fir_date\"],\"rows\":[[\"\\u0033\\u00311/1/2026\",9223372036854775807,\"\\ud83d\\ude00\",\"2026-01-01\"]]}",
                                        "{\"rows\":[-0,-9223372036854775808,1e5,-0.5E-3,true,false,null,\"\\/\\b\"]}"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (!both_ways(pages[i], strlen(pages[i]), &read))
            fail_msg("%s was refused", pages[i]);
    static const char *const none[] = {"", "[]", "{", "{\"rows\":[}", "{\"rows\":[],}", "{\"rows\":[1,]}", "{\"rows\":[01]}", "{\"rows\":[+1]}", "{\"rows\":[1.]}",
                                       "{\"rows\":[\"\n\"]}", "{\"rows\":[\"\\x\"]}", "{\"rows\":[\"\\u0000\"]}", "{\"rows\":[\"\\ud800\"]}", "{\"rows\":[\"\xff\"]}",
                                       "{\"rows\":[\"\xc0\xaf\"]}", "{\"rows\":[nul]}", "{\"rows\":[9223372036854775808]}", "{\"rows\":[1e999]}", "{\"rows\":[]} x",
                                       "{\"rows\":[],\"rows\":[]}", "{rows:[]}", "{\"a\" 1}", "{\"rows\":[[1}]}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (both_ways(none[i], strlen(none[i]), &read))
            fail_msg("%s was taken", none[i]);
    assert_false(both_ways(NULL, 0, &read));
}

static void pages_with_changed_bytes(void **state) {
    (void)state;
    int read = 0, taken = 0, refused = 0;
    for (int i = 0; i < 1500; i++) {
        char *text = some_page(1 + (int)dice(3));
        size_t n = strlen(text);
        for (uint32_t k = 1 + dice(2); k > 0; k--)
            text[dice((uint32_t)n)] = dice(4) ? "\"\\{}[],:0e-u"[dice(13)] : (char)dice(256);
        if (both_ways(text, n, &read))
            taken++;
        else
            refused++;
        free(text);
    }
    print_message("# %d taken, %d refused, %d rows read\n", taken, refused, read);
    assert_true(taken > 100 && refused > 100);
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
        cmocka_unit_test(rows_without_a_tree), cmocka_unit_test(pages_with_changed_bytes),
        cmocka_unit_test(unknown_kinds),    cmocka_unit_test(small_parts),               cmocka_unit_test(cursors_and_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
