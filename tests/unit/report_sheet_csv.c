/* Sheets as CSV: read back by a reader of RFC 4180 every cell is what was put in; every line as long as the first; a
 * BOM; nothing that a spreadsheet would run, while negative numbers stay numbers; codes and ISO dates whatever the
 * language; the foot. */
#include "tests/unit/report_sheets.h"

/* The next cell into out; moves *at behind it. Returns the sign that ended it: ',', '\n' or 0. */
static char read_cell(const char **at, char *out, size_t cap) {
    size_t n = 0;
    bool quoted = **at == '"';
    if (quoted)
        ++*at;
    for (; **at; ++*at) {
        if (quoted && **at == '"') {
            if ((*at)[1] != '"') {
                ++*at;
                break;
            }
            ++*at;
        } else if (!quoted && (**at == ',' || **at == '\n')) {
            break;
        }
        assert_true(n + 1 < cap);
        out[n++] = **at;
    }
    out[n] = '\0';
    char end = **at;
    if (end)
        ++*at;
    assert_true(end == ',' || end == '\n' || end == '\0');
    return end;
}

static const char *after_bom(const char *text) {
    assert_memory_equal(text, "\xef\xbb\xbf", 3);
    return text + 3;
}

/* Cells of the line at *at; -1 at the end. */
static int cells_of_line(const char **at, char cell[32][1024]) {
    int n = 0;
    if (!**at)
        return -1;
    while (read_cell(at, cell[n++], sizeof cell[0]) == ',')
        assert_true(n < 32);
    return n;
}

static void every_line_is_as_long(void **state) {
    (void)state;
    static char cell[32][1024];
    for (int i = 0; i < 3; i++) {
        language_set(i % 2 ? LANGUAGE_HINDI : LANGUAGE_ENGLISH);
        struct sheet *sheet = i == 0 ? odd_texts() : i == 1 ? balance(3) : orderly_room(20);
        char *text = rendered(sheet, sheet_render_csv);
        const char *at = after_bom(text);
        int wide = cells_of_line(&at, cell);
        assert_int_equal(wide, i == 0 ? 4 : i == 1 ? 21 : 12);
        for (int n; (n = cells_of_line(&at, cell)) >= 0;)
            assert_int_equal(n, wide);
        free(text);
        sheet_free(sheet);
    }
}

static void what_a_spreadsheet_would_run(void **state) {
    (void)state;
    static const char *const expected[] = {
        "'=1+1", "'+91",       "'-4 cases",           "'@SUM(A1)", "<script>alert(1)</script>",
        "a,b",   "say \"no\"", "क्षेत्राधिकारी & सी0ओ0", "-7",        "]]>"};
    static char cell[32][1024];
    language_set(LANGUAGE_HINDI);
    struct sheet *sheet = odd_texts();
    char *text = rendered(sheet, sheet_render_csv);
    const char *at = after_bom(text);
    cells_of_line(&at, cell);
    assert_string_equal(cell[2], "rate");
    for (int i = 0; i < COUNT(expected); i++) {
        char number[8];
        cells_of_line(&at, cell);
        assert_string_equal(cell[0], expected[i]);
        text_format(number, sizeof number, "%d", -i);
        assert_string_equal(cell[1], number);
        if (i == 3)
            assert_string_equal(cell[2], ""); /* no rate of nothing */
        if (i == 5)
            assert_string_equal(cell[2], "55.56");
        assert_string_equal(cell[3], i == 2 ? "" : i == 0 ? "2026-11-20" : cell[3]);
    }
    cells_of_line(&at, cell); /* the sentence across is for people */
    assert_string_equal(cell[0], "# विचित्र <texts> & \"marks\"");
    free(text);
    sheet_free(sheet);
}

static void codes_groups_and_blocks(void **state) {
    (void)state;
    for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_HINDI; language++) {
        language_set((enum language)language);
        struct sheet *sheet = orderly_room(1);
        char *text = rendered(sheet, sheet_render_csv);
        assert_non_null(strstr(text, "group,serial,case,"));
        assert_non_null(strstr(text, ",1,31999001/0301/2026,BNS:137(2) BNS:87 BNS:65(1) POCSO:5(l) "
                                     "POCSO:6,2026-09-20,64,2026-11-19,-4,,fsl,,\n"));
        assert_non_null(strstr(text, language ? "\n\"# गोपनीय" : "\n\"# Confidential"));
        free(text);
        sheet_free(sheet);
        sheet = balance(1);
        text = rendered(sheet, sheet_render_csv);
        assert_non_null(strstr(text, "block,serial,station,"));
        assert_non_null(strstr(text, "\n376,,total,2,3,"));
        assert_non_null(strstr(text, "\neach-once,1,"));
        assert_non_null(strstr(text, language ? "# प्रशिक्षण" : "# TRAINING"));
        assert_non_null(strstr(text, "01/11/2026 – 30/11/2026"));
        assert_int_equal(strstr(strstr(text, "block,serial") + 1, "block,serial") == NULL,
                         1); /* the same columns: headings once */
        free(text);
        sheet_free(sheet);
    }
}

/* Tables of one sheet with other columns: headings of their own, after an empty line. */
static void other_columns(void **state) {
    (void)state;
    static const struct sheet_column one[] = {{"a", "A", SHEET_LEFT, .least = 0}},
                                     two[] = {{"b", "B", SHEET_LEFT, .least = 0}, {"c", "C", SHEET_RIGHT, .least = 0}};
    language_set(LANGUAGE_ENGLISH);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, "first", "", one, 1);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text(sheet, "1");
    sheet_block_add(sheet, "second", "", two, 2);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text(sheet, "2");
    char *text = rendered(sheet, sheet_render_csv);
    assert_non_null(strstr(text, "block,a\nfirst,1\n\nblock,b,c\nsecond,2,\n"));
    free(text);
    sheet_free(sheet);
}

int main(void) {
    begin_languages();
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_line_is_as_long),
                                       cmocka_unit_test(what_a_spreadsheet_would_run),
                                       cmocka_unit_test(codes_groups_and_blocks), cmocka_unit_test(other_columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
