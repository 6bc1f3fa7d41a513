/* Sheets as text: golden pages of 80 and 132 columns in both languages, no line wider than its page, no text lost,
 * columns that leave are named, broken clusters never; a page without UTF-8; a full disk. And the building of a sheet:
 * too many cells, per cents, cleaning. */
#include "tests/unit/report_sheets.h"

static int page_width;
static bool as_text(const struct sheet *sheet, FILE *out, struct error *e) {
    return sheet_render_text(sheet, out, page_width, e);
}

static char *page_of(const struct sheet *sheet, int width) {
    page_width = width;
    return rendered(sheet, as_text);
}

/* Each line fits the page, ends without blanks, and begins with no mark. */
static void check_lines(const char *text, int width) {
    char line[4096];
    while (*text) {
        size_t n = strcspn(text, "\n");
        text_format(line, sizeof line, "%.*s", (int)n, text);
        if (text_width(line) > width || (n > 0 && line[n - 1] == ' '))
            fail_msg("%d columns, or a blank at the end: |%s|", text_width(line), line);
        text += n + (text[n] == '\n');
    }
}

static struct sheet *made(const char *which) {
    return which[0] == 'p' ? orderly_room(9) : which[0] == 'm' ? balance(2) : odd_texts();
}

static void golden_pages(void **state) {
    (void)state;
    static const char *const sheets[] = {"pending-by-io", "monthly-balance", "odd"};
    static const int widths[] = {80, 132, 0};
    for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_HINDI; language++)
        for (int i = 0; i < COUNT(sheets); i++)
            for (int w = 0; w < COUNT(widths); w++) {
                char name[64];
                language_set((enum language)language);
                struct sheet *sheet = made(sheets[i]);
                char *text = page_of(sheet, widths[w]);
                check_lines(text, widths[w] ? widths[w] : 1000);
                text_format(name, sizeof name, "%s-%s-%d.txt", sheets[i], language ? "hi" : "en", widths[w]);
                is_golden(name, text);
                free(text);
                sheet_free(sheet);
            }
}

/* Bytes of the text that are neither blanks nor of a rule. */
static size_t ink(const char *text) {
    size_t n = 0;
    for (; *text; text++) {
        if (strncmp(text, "─", 3) == 0)
            text += 2;
        else
            n += *text != ' ' && *text != '\n';
    }
    return n;
}

/* A page holds all of every cell whose column stays, whatever its width. */
static void nothing_is_lost(void **state) {
    (void)state;
    static const struct sheet_column columns[] = {{"a", "One", SHEET_LEFT, .least = 5, .wrap = true},
                                                  {"b", "Longword", SHEET_RIGHT, .least = 2, .wrap = true},
                                                  {"c", "", SHEET_CENTRE, .least = 0}};
    static const char *const cells[] = {"क्षेत्राधिकारी कार्यालय में परीक्षणाधीन",
                                        "12345678901234567890123456789012345678901234567890",
                                        "अभियुक्त की गिरफ्तारी शेष, बयान धारा 183 बी0एन0एस0एस0"};
    language_set(LANGUAGE_HINDI);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, "", "", columns, 3);
    size_t least = ink("OneLongword");
    sheet_row_add(sheet, SHEET_ROW);
    for (int i = 0; i < 3; i++) {
        sheet_text(sheet, cells[i]);
        least += ink(cells[i]);
    }
    for (int width = 40; width < 140; width++) {
        char *text = page_of(sheet, width);
        check_lines(text, width);
        char *foot = strstr(text, "गोपनीय");
        assert_non_null(foot);
        *foot = '\0';
        assert_int_equal(ink(text), least);
        free(text);
    }
    sheet_free(sheet);
}

/* Where one column has words to part its text at and another has one long word, the first gives way; in a crowd that one
 * too, and nothing leaves for it. */
static void words_stay_whole(void **state) {
    (void)state;
    static const struct sheet_column columns[] = {{"a", "One", SHEET_LEFT, .least = 4, .wrap = true},
                                                  {"b", "Two", SHEET_LEFT, .least = 4, .wrap = true},
                                                  {"c", "Three", SHEET_LEFT, .least = 0}};
    language_set(LANGUAGE_ENGLISH);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, "", "", columns, 3);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text(sheet, "IO transferred");
    sheet_text(sheet, "a bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr");
    sheet_text(sheet, "01234567890123456789");
    char *text = page_of(sheet, 40); /* 18 for both: halves would be 9, and the word has 11 */
    check_lines(text, 40);
    assert_non_null(strstr(text, "transferred "));
    free(text);
    sheet_free(sheet);
}

/* While the page has room, a long heading over short numbers is no tower of single words. */
static void headings_take_the_room_there_is(void **state) {
    (void)state;
    static const struct sheet_column columns[] = {
        {"a", "Station", SHEET_LEFT, .least = 4, .wrap = true},
        {"b", "Registered in the past year (60 days over)", SHEET_RIGHT, .weight = 1},
        {"c", "Disposed in 2 months", SHEET_RIGHT, .weight = 1}};
    language_set(LANGUAGE_ENGLISH);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, "", "", columns, 3);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text(sheet, "Demo Kotwali");
    sheet_number(sheet, 6);
    sheet_number(sheet, 5);
    char *text = page_of(sheet, 80);
    check_lines(text, 80);
    const char *head = strstr(text, "Station"), *rule = strstr(text, "──");
    int lines = 0;
    assert_true(head && rule && head < rule);
    for (; head < rule; head++)
        lines += *head == '\n';
    assert_int_equal(lines, 2);
    free(text);
    sheet_free(sheet);
}

static void columns_that_leave_are_named(void **state) {
    (void)state;
    language_set(LANGUAGE_ENGLISH);
    struct sheet *sheet = balance(1);
    char *text = page_of(sheet, 80);
    assert_non_null(strstr(text, "Only on the page of 132 columns: "));
    assert_null(strstr(text, "Only in CSV"));
    free(text);
    text = page_of(sheet, 40); /* here even what never leaves has hardly room */
    check_lines(text, 40);
    free(text);
    text = page_of(sheet, 132);
    assert_null(strstr(text, "Only "));
    free(text);
    sheet_free(sheet);
}

/* Two programs share a line printer: without UTF-8 nothing but ASCII comes out, and the columns stand. */
static void without_utf8(void **state) {
    (void)state;
    setenv("LC_ALL", "C", 1);
    begin_languages();
    struct sheet *sheet = odd_texts();
    char *text = page_of(sheet, 80);
    for (const char *at = text; *at; at++)
        assert_true((unsigned char)*at < 0x80);
    assert_non_null(strstr(text, "100.00"));
    free(text);
    sheet_free(sheet);
    unsetenv("LC_ALL");
    begin_languages();
}

static void building(void **state) {
    (void)state;
    static const struct sheet_column two[] = {{"a", "A", SHEET_LEFT, .least = 0}, {"b", "B", SHEET_RIGHT, .least = 0}};
    struct error e = {0};
    language_set(LANGUAGE_ENGLISH);
    assert_true(sheet_failed(NULL, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, NULL, NULL, two, 2);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text(sheet, "SI \x1b[2J\u202eVer\u200dma\xff\n");
    sheet_per_cent(sheet, 1, 3);
    assert_string_equal(sheet->block[0].row[0].cell[0], "SI [2JVerma\xef\xbf\xbd");
    assert_string_equal(sheet->block[0].row[0].cell[1], "33.33");
    sheet_row_add(sheet, SHEET_ROW);
    sheet_per_cent(sheet, 2, 3);
    sheet_per_cent(sheet, 5, 0);
    assert_string_equal(sheet->block[0].row[1].cell[0], "66.67");
    assert_string_equal(sheet->block[0].row[1].cell[1], "–");
    assert_string_equal(sheet->block[0].row[1].code[1], "");
    sheet_row_add(sheet, SHEET_ROW);
    sheet_per_cent(sheet, 1, 8);
    sheet_per_cent(sheet, 1999, 20000); /* 9.995: half up */
    assert_string_equal(sheet->block[0].row[2].cell[0], "12.50");
    assert_string_equal(sheet->block[0].row[2].cell[1], "10.00");
    assert_false(sheet_failed(sheet, NULL));
    sheet_text(sheet, "a third cell of two");
    assert_true(sheet_failed(sheet, NULL));
    assert_false(sheet_render_text(sheet, stdout, 80, &e));
    assert_false(sheet_render_csv(sheet, stdout, &e));
    sheet_free(sheet);
}

static void full_disk(void **state) {
    (void)state;
    language_set(LANGUAGE_ENGLISH);
    struct sheet *sheet = orderly_room(300);
    FILE *file = fopen("/dev/full", "w");
    if (!file)
        skip();
    struct error e = {0};
    assert_false(sheet_render_text(sheet, file, 80, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
    assert_non_null(strstr(e.text, "No space left"));
    fclose(file);
    sheet_free(sheet);
}

int main(void) {
    begin_languages();
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden_pages),
                                       cmocka_unit_test(nothing_is_lost),
                                       cmocka_unit_test(words_stay_whole),
                                       cmocka_unit_test(headings_take_the_room_there_is),
                                       cmocka_unit_test(columns_that_leave_are_named),
                                       cmocka_unit_test(without_utf8),
                                       cmocka_unit_test(building),
                                       cmocka_unit_test(full_disk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
