/* Sheets as PDF by the real itsso-print: the text taken out again holds the Hindi, fonts are embedded, headings and the
 * confidential line stand on every page, each row exactly once and whole, a group's heading never alone at the end; the
 * same sheet gives the same bytes; owner only; a full disk and other failures leave nothing and are said; wrong input
 * is refused. */
#include "tests/unit/report_sheets.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "src/child.h"

static char folder[] = "/tmp/itsso-pdf-XXXXXX";
static char path[64], output[1 << 20];

/* What a program prints; NULL where it is not installed. */
static const char *printed(const char *const *argv, const char *input, int *status) {
    struct child child;
    struct error e = {0};
    if (!child_start(&child, argv, input, input ? strlen(input) : 0, -1, &e))
        return NULL;
    assert_true(child_ended(&child, -1, status));
    ssize_t n = pread(child.said, output, sizeof output - 1, 0);
    assert_true(n >= 0);
    output[n] = '\0';
    child_close(&child);
    return output;
}

static const char *text_of_pdf(const char *page) {
    const char *argv[] = {
        "pdftotext", "-f", page ? page : "1", "-l", page ? page : "9999", page ? "-layout" : "-nopgbrk", path,
        "-",         NULL};
    int status = 0;
    const char *text = printed(argv, NULL, &status);
    if (!text)
        skip();
    assert_int_equal(status, 0);
    return text;
}

static int pages_of_pdf(void) {
    const char *argv[] = {"pdfinfo", path, NULL};
    int status = 0;
    const char *text = printed(argv, NULL, &status);
    if (!text)
        skip();
    const char *pages = strstr(text, "Pages:");
    assert_non_null(pages);
    return atoi(pages + 6);
}

static void make_pdf(struct sheet *sheet) {
    struct error e = {0};
    if (!sheet_render_pdf(sheet, path, &e))
        fail_msg("%s", e.text);
    sheet_free(sheet);
}

static int times(const char *text, const char *what) {
    int n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

static void hindi_is_there(void **state) {
    (void)state;
    struct stat file;
    language_set(LANGUAGE_HINDI);
    make_pdf(orderly_room(5));
    assert_int_equal(pages_of_pdf(), 1);
    const char *text = text_of_pdf(NULL);
    static const char *const expected[] = {"अर्दली रूम: विवेचकवार लम्बित विवेचनाएँ",
                                           "थाना डेमो कोतवाली (31999001)",
                                           "अन्तिम तिथि",
                                           "लम्बित रहने का कारण",
                                           "अधिकारी के निर्देश",
                                           "गोपनीय – धारा 72 बी0एन0एस0 / 228क भा0द0वि0, धारा 24(5) पाक्सो",
                                           "0305/26",
                                           "POCSO:5(l)",
                                           "हे0मो0",
                                           "थाना प्रभारी",
                                           "पृष्ठ 1/1",
                                           "गणना सूची: ITSSO"};
    for (int i = 0; i < COUNT(expected); i++)
        if (!strstr(text, expected[i]))
            fail_msg("no \"%s\" in:\n%s", expected[i], text);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

static void fonts_are_embedded(void **state) {
    (void)state;
    const char *argv[] = {"pdffonts", path, NULL};
    int status = 0, fonts = 0;
    language_set(LANGUAGE_HINDI);
    make_pdf(balance(3));
    const char *text = printed(argv, NULL, &status);
    if (!text)
        skip();
    assert_non_null(strstr(text, "Devanagari"));
    const char *line = text;
    for (int i = 0; *line; i++) {
        size_t n = strcspn(line, "\n");
        if (i >= 2) { /* name, type, encoding, emb sub uni, object */
            fonts++;
            if (!memmem(line, n, " yes yes yes ", 13))
                fail_msg("not embedded: %.*s", (int)n, line);
        }
        line += n + (line[n] == '\n');
    }
    assert_true(fonts >= 2);
}

static void rows_span_pages(void **state) {
    (void)state;
    enum { ROWS = 200 };
    char what[64], page[8];
    language_set(LANGUAGE_HINDI);
    make_pdf(orderly_room(ROWS));
    int pages = pages_of_pdf();
    assert_in_range(pages, 5, 40);
    const char *text = text_of_pdf(NULL);
    for (int i = 0; i < ROWS; i++) {
        text_format(what, sizeof what, "%04d/26", 301 + i);
        assert_int_equal(times(text, what), 1);
    }
    assert_int_equal(times(text, "मु0अ0सं0"), pages);
    assert_int_equal(times(text, "गोपनीय – धारा 72"), pages);
    assert_int_equal(times(text, "थाना प्रभारी"), 1);
    for (int p = 1; p <= pages; p++) {
        text_format(page, sizeof page, "%d", p);
        text = text_of_pdf(page);
        text_format(what, sizeof what, "पृष्ठ %d/%d", p, pages);
        assert_non_null(strstr(text, what));
        assert_int_equal(strstr(text, "थाना प्रभारी") != NULL, p == pages);
        /* a row follows the last group heading of the page */
        const char *group = text, *last = NULL;
        while ((group = strstr(group, "कुल लम्बित 7, सीमा पार")))
            last = group++;
        assert_non_null(last);
        assert_non_null(strstr(last, "/26"));
    }
}

static void training_is_marked(void **state) {
    (void)state;
    language_set(LANGUAGE_ENGLISH);
    make_pdf(balance(40));
    int pages = pages_of_pdf();
    const char *text = text_of_pdf(NULL);
    assert_true(pages > 1);
    assert_true(times(text, "TRAINING: invented data") == pages);
    make_pdf(odd_texts());
    text = text_of_pdf(NULL);
    assert_int_equal(times(text, "TRAINING"), 0);
    assert_non_null(strstr(text, "<script>alert(1)</script>"));
}

static char *bytes_of(const char *name, size_t *n) {
    FILE *file = fopen(name, "r");
    char *bytes = malloc(1 << 20);
    assert_non_null(file);
    assert_non_null(bytes);
    *n = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

static void the_same_sheet_gives_the_same_bytes(void **state) {
    (void)state;
    size_t n, m;
    language_set(LANGUAGE_HINDI);
    make_pdf(orderly_room(30));
    char *first = bytes_of(path, &n);
    make_pdf(orderly_room(30));
    char *second = bytes_of(path, &m);
    assert_int_equal(n, m);
    assert_memory_equal(first, second, n);
    free(first);
    free(second);
}

/* A row higher than a page, a word wider than it, a table without rows: all of it is printed. */
static void what_does_not_fit(void **state) {
    (void)state;
    static const struct sheet_column columns[] = {{"a", "Text", SHEET_LEFT, .weight = 1, .wrap = true},
                                                  {"b", "Other", SHEET_LEFT, .wrap = true}};
    static char text[60000];
    size_t n = 0;
    language_set(LANGUAGE_ENGLISH);
    for (int i = 0; i < 4000; i++)
        n += text_format(text + n, sizeof text - n, "w%d ", i);
    struct sheet *sheet = sheet_new("x");
    sheet_block_add(sheet, "a", "First", columns, 2);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text(sheet, text);
    sheet_row_add(sheet, SHEET_ROW);
    memset(text, 'x', 5000);
    text[5000] = '\0';
    sheet_text(sheet, text);
    sheet_block_add(sheet, "b", "Second", columns, 2);
    make_pdf(sheet);
    assert_true(pages_of_pdf() >= 3);
    const char *got = text_of_pdf(NULL);
    for (int i = 0; i < 4000; i += 7) {
        char word[16];
        text_format(word, sizeof word, "w%d", i);
        assert_non_null(strstr(got, word));
    }
    assert_in_range(times(got, "x"), 5000, 5010);
    assert_non_null(strstr(got, "None."));
}

static int files_in_folder(void) {
    const char *argv[] = {"ls", "-A", folder, NULL};
    int status = 0;
    return times(printed(argv, NULL, &status), "\n");
}

static void failures_leave_nothing(void **state) {
    (void)state;
    struct error e = {0};
    struct rlimit old, small;
    language_set(LANGUAGE_ENGLISH);
    unlink(path);
    struct sheet *sheet = orderly_room(25); /* 15 KB as JSON, 50 KB as PDF */
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 30000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    bool good = sheet_render_pdf(sheet, path, &e);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(good);
    assert_non_null(strstr(e.text, "File too large"));
    assert_int_equal(files_in_folder(), 0);
    assert_false(sheet_render_pdf(sheet, "/tmp/no-such-folder/x.pdf", &e));
    assert_non_null(strstr(e.text, "/tmp/no-such-folder/x.pdf cannot be written (No such file"));
    assert_false(sheet_render_pdf(sheet, folder, &e));
    assert_non_null(strstr(e.text, "is not a file"));
    assert_int_equal(access(folder, F_OK), 0);
    sheet_free(sheet);
}

static void without_the_program(void **state) {
    (void)state;
    struct error e = {0};
    char before[8192];
    text_format(before, sizeof before, "%s", getenv("PATH"));
    setenv("PATH", folder, 1);
    struct sheet *sheet = orderly_room(1);
    assert_false(sheet_render_pdf(sheet, path, &e));
    assert_non_null(strstr(e.text, "itsso-print is not installed"));
    sheet_free(sheet);
    setenv("PATH", before, 1);
}

static void wrong_input(void **state) {
    (void)state;
    static const struct {
        const char *input, *said;
    } cases[] = {
        {"", "not JSON"},
        {"\x01\xff", "not JSON"},
        {"[1]", "format is not a number"},
        {"{\"format\": 99, \"lang\": \"en\"}", "format 99"},
        {"{\"format\": 1, \"lang\": \"xx\"}", "lang is not en or hi"},
        {"{\"format\": 1, \"lang\": \"en\", \"title\": 5}", "title is not a text"},
        {"{\"format\": 1, \"lang\": \"en\", \"blocks\": [{\"columns\": []}]}",
         "blocks[0].columns is not a list of 1 to 32"},
        {"{\"format\": 1, \"lang\": \"en\", \"blocks\": [{\"columns\": [{\"heading\": \"x\", \"align\": \"left\"}], "
         "\"rows\": [{\"kind\": \"row\", \"cells\": [\"a\", \"b\"]}]}]}",
         "blocks[0].rows[0].cells is not as long as"},
        {"{\"format\": 1, \"lang\": \"en\", \"blocks\": [{\"columns\": [{\"heading\": \"x\", \"align\": \"up\"}]}]}",
         "align is not a word"},
        {"{\"format\": 1, \"lang\": \"en\", \"lang\": \"en\"}", "not JSON"}};
    const char *argv[] = {"itsso-print", path, NULL};
    unlink(path);
    for (int i = 0; i < COUNT(cases); i++) {
        int status = 0;
        const char *said = printed(argv, cases[i].input, &status);
        assert_non_null(said);
        if (status != 2 || !strstr(said, cases[i].said))
            fail_msg("%s: status %d, %s", cases[i].input, status, said);
        assert_int_equal(files_in_folder(), 0);
    }
}

static void options(void **state) {
    (void)state;
    static const struct {
        const char *option;
        int status;
        const char *said;
    } cases[] = {{"--help", 0, "Usage: itsso-print"},
                 {"--version", 0, "itsso-print 0."},
                 {"--check", 0, "Hindi can be printed."},
                 {"--nonsense", 2, "There is no option --nonsense"},
                 {"--lang=de", 2, "--lang takes en or hi"}};
    for (int i = 0; i < COUNT(cases); i++) {
        const char *argv[] = {"itsso-print", cases[i].option, NULL};
        int status = -1;
        const char *said = printed(argv, "", &status);
        assert_int_equal(status, cases[i].status);
        assert_non_null(strstr(said, cases[i].said));
    }
}

/* Fonts without Devanagari: a sentence, no page of boxes. */
static void no_font(void **state) {
    (void)state;
    struct error e = {0};
    char conf[256];
    text_format(conf, sizeof conf, "%s/fonts.conf", folder);
    FILE *file = fopen(conf, "w");
    assert_non_null(file);
    fprintf(file,
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM "
            "\"fonts.dtd\"><fontconfig><dir>%s</dir><cachedir>%s/cache</cachedir></fontconfig>",
            folder, folder);
    fclose(file);
    setenv("FONTCONFIG_FILE", conf, 1);
    language_set(LANGUAGE_HINDI);
    struct sheet *sheet = orderly_room(1);
    bool good = sheet_render_pdf(sheet, path, &e);
    unsetenv("FONTCONFIG_FILE");
    assert_false(good);
    assert_non_null(strstr(e.text, "fonts-noto-core"));
    assert_int_equal(access(path, F_OK), -1);
    sheet_free(sheet);
    const char *argv[] = {"rm", "-rf", conf, "--", NULL};
    int status;
    printed(argv, NULL, &status);
}

static int begin(void **state) {
    (void)state;
    char programs[4096], with[8192];
    begin_languages();
    ssize_t n = readlink("/proc/self/exe", programs, sizeof programs - 1);
    if (n <= 0 || !mkdtemp(folder))
        return -1;
    programs[n] = '\0';
    for (int i = 0; i < 3; i++)
        *strrchr(programs, '/') = '\0';
    text_format(with, sizeof with, "%s:%s", programs, getenv("PATH"));
    setenv("PATH", with, 1);
    text_format(path, sizeof path, "%s/sheet.pdf", folder);
    return 0;
}

static int end(void **state) {
    (void)state;
    const char *argv[] = {"rm", "-rf", folder, NULL};
    int status = 0;
    printed(argv, NULL, &status);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(hindi_is_there),
                                       cmocka_unit_test(fonts_are_embedded),
                                       cmocka_unit_test(rows_span_pages),
                                       cmocka_unit_test(training_is_marked),
                                       cmocka_unit_test(the_same_sheet_gives_the_same_bytes),
                                       cmocka_unit_test(what_does_not_fit),
                                       cmocka_unit_test(failures_leave_nothing),
                                       cmocka_unit_test(without_the_program),
                                       cmocka_unit_test(wrong_input),
                                       cmocka_unit_test(options),
                                       cmocka_unit_test(no_font)};
    return cmocka_run_group_tests(tests, begin, end);
}
