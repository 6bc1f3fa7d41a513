/* The rows of a page straight from its text: sound pages in any order of columns give the rows that jansson's tree gives, what is cut off or
 * changed is refused as strictly, and nothing is taken that jansson would not take. */
#include "tests/unit/sync_wires.h"

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
    if (!wire_rows_find(text, n, "rows", &rows, &head, &head_n, &e)) {
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

int main(void) {
    setlocale(LC_ALL, "C.UTF-8");
    seed = (uint32_t)time(NULL) | 1;
    print_message("# seed %u\n", seed);
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_without_a_tree), cmocka_unit_test(pages_with_changed_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
