/* Sheets as HTML: every element that opens closes in order, everything from outside is escaped (in texts and in CSS),
 * nothing refers to another file and nothing can run, one table heading and foot for blocks alike, bars as SVG of the
 * right length, boxes to write in, language and A4 said, TRAINING large, the confidential line in each table's foot,
 * every cell there. */
#include "tests/unit/report_sheets.h"

/* Reads the elements: each that opens closes, in order; no < or > elsewhere, no bare &. */
static void check_well_formed(const char *text) {
    char open[32][16];
    int depth = 0;
    const char *at = text + strlen("<!DOCTYPE html>");
    assert_memory_equal(text, "<!DOCTYPE html>", 15);
    while (*at) {
        if (*at == '&' &&
            !(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 || strncmp(at, "&gt;", 4) == 0 ||
              strncmp(at, "&quot;", 6) == 0 || strncmp(at, "&#39;", 5) == 0))
            fail_msg("a bare &: %.40s", at);
        assert_true(*at != '>');
        if (*at++ != '<')
            continue;
        bool closes = *at == '/';
        size_t n = strspn(at + closes, "abcdefghijklmnopqrstuvwxyz123456789");
        char name[16];
        assert_in_range(n, 1, 15);
        text_format(name, sizeof name, "%.*s", (int)n, at + closes);
        const char *end = at;
        for (bool quoted = false; *end && (quoted || *end != '>'); end++)
            quoted ^= *end == '"';
        assert_int_equal(*end, '>');
        if (closes) {
            assert_true(depth > 0);
            assert_string_equal(open[--depth], name);
        } else if (end[-1] != '/') {
            assert_true(depth < 32);
            text_format(open[depth++], sizeof open[0], "%s", name);
        }
        at = end + 1;
        if (!closes && strcmp(name, "style") == 0) { /* CSS: its > are no markup */
            at = strstr(at, "</style>");
            assert_non_null(at);
        }
    }
    assert_int_equal(depth, 0);
}

static int times(const char *text, const char *what) {
    int n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

static char *page_of(struct sheet *sheet) {
    char *text = rendered(sheet, sheet_render_html);
    sheet_free(sheet);
    return text;
}

static void well_formed_in_both_languages(void **state) {
    (void)state;
    for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_HINDI; language++)
        for (int i = 0; i < 3; i++) {
            language_set((enum language)language);
            char *text = page_of(i == 0 ? orderly_room(20) : i == 1 ? balance(4) : odd_texts());
            check_well_formed(text);
            assert_non_null(strstr(text, language ? "<html lang=\"hi\">" : "<html lang=\"en\">"));
            assert_int_equal(times(text, "<tfoot><tr><td colspan="), 1);
            assert_int_equal(times(text, language ? "गोपनीय – धारा 72" : "Confidential: section 72"), 1);
            assert_non_null(strstr(text, language ? "content:\"पृष्ठ\" \" \" counter(page)"
                                                  : "content:\"Page\" \" \" counter(page)"));
            assert_null(strstr(text, "<script"));
            assert_null(strstr(text, "href"));
            assert_null(strstr(text, "src="));
            assert_null(strstr(text, "url("));
            assert_null(strstr(text, "http:"));
            assert_null(strstr(text, "https:"));
            free(text);
        }
}

static void texts_are_escaped(void **state) {
    (void)state;
    language_set(LANGUAGE_ENGLISH);
    char *text = page_of(odd_texts());
    assert_non_null(strstr(text, "<td class=\"l\">&lt;script&gt;alert(1)&lt;/script&gt;</td>"));
    assert_non_null(strstr(text, "<h1>Odd &lt;texts&gt; &amp; &quot;marks&quot;</h1>"));
    assert_non_null(strstr(text, "<th scope=\"col\">&lt;Text&gt; &amp; &quot;more&quot;</th>"));
    assert_non_null(strstr(text, "<p>The IO is told: 0412/26"));
    free(text);
}

static void bars_and_boxes(void **state) {
    (void)state;
    language_set(LANGUAGE_HINDI);
    char *text = page_of(odd_texts());
    assert_int_equal(times(text, "<svg "), 10);
    assert_non_null(strstr(text, "<rect width=\"0\" "));
    assert_non_null(strstr(text, "<rect width=\"556\" ")); /* 5 of 9 */
    assert_non_null(strstr(text, "<rect width=\"1000\" height=\"100\" fill=\"#555\"/>"));
    free(text);
    text = page_of(orderly_room(9));
    assert_int_equal(times(text, "<td class=\"b\"></td>"), 9);
    assert_int_equal(times(text, "<td class=\"b bb\"></td>"), 9);
    assert_int_equal(times(text, "<tr class=\"g\">"), 2);
    assert_non_null(strstr(text, "size:A4 landscape"));
    assert_non_null(strstr(text, "<span>हे0मो0</span><span>थाना प्रभारी</span>"));
    assert_null(strstr(text, "class=\"w\""));
    for (int i = 0; i < 9; i++) {
        char number[32];
        text_format(number, sizeof number, "<td class=\"n\">%04d/26</td>", 301 + i);
        assert_int_equal(times(text, number), 1);
    }
    free(text);
}

static void blocks_and_training(void **state) {
    (void)state;
    language_set(LANGUAGE_HINDI);
    char *text = page_of(balance(4));
    assert_int_equal(times(text, "<table class=\"wide\">"), 1); /* three blocks alike */
    assert_int_equal(times(text, "<thead>"), 1);
    assert_int_equal(times(text, "<tr class=\"k\">"), 3);
    assert_int_equal(times(text, "<tr class=\"t\">"), 3);
    assert_non_null(strstr(text, "aria-hidden=\"true\">प्रशिक्षण</div>"));
    assert_non_null(strstr(text, "गत माह प्रेषित विवरण से अन्तर"));
    free(text);
}

/* Other columns: a table of its own; no block at all: the foot all the same. */
static void other_shapes(void **state) {
    (void)state;
    static const struct sheet_column one[] = {{"a", "A", SHEET_LEFT, .least = 0}},
                                     two[] = {{"b", "", SHEET_LEFT, .least = 0}, {"c", "", SHEET_CENTRE, .least = 0}};
    language_set(LANGUAGE_ENGLISH);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, "first", "", one, 1);
    sheet_block_add(sheet, "second", "", two, 2);
    char *text = page_of(sheet);
    check_well_formed(text);
    assert_int_equal(times(text, "<table>"), 2);
    assert_int_equal(times(text, "<thead>"), 1);
    assert_int_equal(times(text, "None."), 2);
    assert_int_equal(times(text, "Confidential"), 2);
    free(text);
    sheet = sheet_new("reminder");
    sheet->signatures = true;
    text_format(sheet->signatory[1], sizeof sheet->signatory[1], "CO <City>");
    sheet_lead(sheet, "One paragraph & no table.");
    text = page_of(sheet);
    check_well_formed(text);
    assert_int_equal(times(text, "Confidential"), 1);
    assert_non_null(strstr(text, "<div class=\"one\"><span>CO &lt;City&gt;</span></div>"));
    free(text);
}

int main(void) {
    begin_languages();
    const struct CMUnitTest tests[] = {cmocka_unit_test(well_formed_in_both_languages),
                                       cmocka_unit_test(texts_are_escaped), cmocka_unit_test(bars_and_boxes),
                                       cmocka_unit_test(blocks_and_training), cmocka_unit_test(other_shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
