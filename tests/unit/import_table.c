/* The reader: encodings, delimiters' cells, quotes with line breaks, line numbers, records that lie across every
 * buffer's edge, and a sentence for each kind of file that is none. */
#include "tests/unit/import_folder.h"

#include "src/import/extract.h"

static struct source source;
static struct table table;

static void open_bytes(const void *bytes, size_t n, char delimiter) {
    write_bytes("t.csv", bytes, n);
    if (!source_open(&source, in_folder("t.csv"), &error) || !table_open(&table, &source, &error))
        fail_msg("%s", error.text);
    table.delimiter = delimiter;
}

static void done(void) {
    table_close(&table);
    source_close(&source);
}

static void expect(uint64_t line, int n, const char *const *cells) {
    if (table_next(&table, &error) != 1)
        fail_msg("no record: %s", error.text);
    assert_int_equal(table.line, line);
    assert_int_equal(table.n, n);
    for (int i = 0; i < n; i++) {
        assert_int_equal(table.cell[i].n, strlen(cells[i]));
        assert_memory_equal(table.cell[i].text, cells[i], table.cell[i].n);
    }
}
#define EXPECT(line, ...)                                                                                              \
    expect(line, (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)), (const char *const[]){__VA_ARGS__})

static void cells_and_lines(void **state) {
    (void)state;
    static const char csv[] = "a,b,c\r\n\"x\r\ny\",\"he said \"\"no\"\"\",\r\n\r\n,,\nlast,\"\",\"q\"z";
    open_bytes(csv, sizeof csv - 1, ',');
    EXPECT(1, "a", "b", "c");
    EXPECT(2, "x\r\ny", "he said \"no\"", "");
    EXPECT(4, "");
    EXPECT(5, "", "", "");
    assert_true(table.ended_by_newline);
    EXPECT(6, "last", "", "\"q\"z");
    assert_false(table.ended_by_newline);
    assert_int_equal(table_next(&table, &error), 0);
    done();
}

/* Blanks before and behind quotation marks, as some programs write them; what is no quoted cell stays as it is. */
static void blanks_around_quotes(void **state) {
    (void)state;
    static const char csv[] = " \"a,b\" ,\t\"he said \"\"no\"\"\" ,\"c\"  \n"
                              " \"x\" y, \"open,z\nd, \"e\"\r\n \"\",\"f\" \t, \"g\"";
    open_bytes(csv, sizeof csv - 1, ',');
    EXPECT(1, "a,b", "he said \"no\"", "c");
    EXPECT(2, " \"x\" y", " \"open", "z");
    EXPECT(3, "d", "e");
    EXPECT(4, "", "f", "g");
    assert_int_equal(table_next(&table, &error), 0);
    done();
    open_bytes(" \"a\tb\"\t\"c\"\t\t\n", 13, '\t');
    EXPECT(1, "a\tb", "c", "", "");
    done();
}

static void line_ends(void **state) {
    (void)state;
    open_bytes("a\rb\r\nc\nd", 8, ',');
    EXPECT(1, "a");
    EXPECT(2, "b");
    EXPECT(3, "c");
    EXPECT(4, "d");
    assert_int_equal(table_next(&table, &error), 0);
    done();
    open_bytes("a\tb;c\n", 6, '\t');
    EXPECT(1, "a", "b;c");
    done();
}

/* The same table in every encoding that is read. */
static void encodings(void **state) {
    (void)state;
    static const uint16_t units[] = {'F',  'I',  'R', ',', 0x927,  0x93E,  0x930, 0x93E,
                                     '\r', '\n', '1', ',', 0xD83D, 0xDE00, '\n'};
    static const char utf8[] = "FIR,धारा\r\n1,😀\n";
    unsigned char bytes[80];
    for (int big = 0; big < 2; big++) {
        for (int mark = 0; mark < 2; mark++) {
            size_t n = 0;
            if (mark) {
                bytes[n++] = big ? 0xFE : 0xFF;
                bytes[n++] = big ? 0xFF : 0xFE;
            }
            for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
                bytes[n++] = (unsigned char)(big ? units[i] >> 8 : units[i] & 0xFF);
                bytes[n++] = (unsigned char)(big ? units[i] & 0xFF : units[i] >> 8);
            }
            /* without a mark a file of two emoji in fifteen signs is not unmistakable: then only text */
            open_bytes(bytes, mark ? n : n - 6, ',');
            EXPECT(1, "FIR", "धारा");
            if (mark)
                EXPECT(2, "1", "😀");
            done();
        }
    }
    open_bytes(utf8, sizeof utf8 - 1, ',');
    EXPECT(1, "FIR", "धारा");
    EXPECT(2, "1", "😀");
    done();
    char marked[64] = "\357\273\277";
    strcat(marked, utf8);
    open_bytes(marked, strlen(marked), ',');
    EXPECT(1, "FIR", "धारा");
    done();
}

static void lone_surrogates_are_bad_text(void **state) {
    (void)state;
    static const unsigned char bytes[] = {0xFF, 0xFE, 'a', 0, 0x00, 0xD8, 'b', 0, '\n', 0};
    open_bytes(bytes, sizeof bytes, ',');
    assert_int_equal(table_next(&table, &error), 1);
    assert_false(utf8_valid(table.cell[0].text, table.cell[0].n));
    done();
}

/* Records of growing length, so that quotes, line ends and cells fall on each edge of the buffers. */
static void edges(void **state) {
    (void)state;
    FILE *f = fopen(in_folder("edges.csv"), "wb");
    assert_non_null(f);
    enum { ROWS = 6000 };
    for (int i = 0; i < ROWS; i++) {
        fprintf(f, "%d,\"", i);
        for (int k = 0; k < i % 997; k++)
            fputs(k % 7 == 3 ? "\"\"" : k % 11 == 5 ? "\r\n" : "क", f);
        fputs(i % 3 ? "\",z\r\n" : "\",z\r", f);
    }
    fclose(f);
    assert_true(source_open(&source, in_folder("edges.csv"), &error) && table_open(&table, &source, &error));
    uint64_t line = 1;
    for (int i = 0; i < ROWS; i++) {
        size_t n = 0;
        uint64_t breaks = 0;
        for (int k = 0; k < i % 997; k++) {
            n += k % 7 == 3 ? 1 : k % 11 == 5 ? 2 : 3;
            breaks += k % 7 != 3 && k % 11 == 5;
        }
        if (table_next(&table, &error) != 1)
            fail_msg("%s", error.text);
        assert_int_equal(table.n, 3);
        assert_int_equal(atoi(table.cell[0].text), i);
        assert_int_equal(table.cell[1].n, n);
        assert_int_equal(table.cell[2].n, 1);
        assert_int_equal(table.line, line);
        line += breaks + 1;
    }
    assert_int_equal(table_next(&table, &error), 0);
    done();
}

static char *repeated(const char *head, char c, size_t n, const char *tail, size_t *length) {
    *length = strlen(head) + n + strlen(tail);
    char *all = malloc(*length + 1);
    assert_non_null(all);
    strcpy(all, head);
    memset(all + strlen(head), c, n);
    strcpy(all + strlen(head) + n, tail);
    return all;
}

#define HEAD "FIR No,PS Code,FIR Date,Section\n"

/* What is refused, with a word of the sentence. Nothing is changed by any of it. */
static void no_extracts(void **state) {
    (void)state;
    size_t long_n, long_quote_n;
    char *long_line = repeated(HEAD "386/24,31655001,12/03/2024,", 'x', 10 << 20, "\n", &long_n);
    char *long_quote = repeated(HEAD "386/24,31655001,12/03/2024,\"", 'x', 2 << 20, "\n", &long_quote_n);
    static const char nul[] = HEAD "386/24,31655001,12/03/2024,376\n387/24,31655001,12/0\0/2024,376\n";
    static const char nul_early[] = "FIR\0No,x\n";
    static const char odd[] = "\377\376F\0I\0R\0,\0a\0\n\0b";
    static const char cp1252[] =
        "FIR No,PS Code,FIR Date,Section,IO\n1/24,31655001,12/03/2024,376,\351\n2/24,31655001,12/03/2024,376,\351\n";
    static const char latin_heading[] = "FIR No,PS Code,FIR Date,Section,\351\n1/24,31655001,12/03/2024,376,x\n";
    const struct {
        const char *bytes;
        size_t n;
        const char *word;
    } bad[] = {
        {"", 0, "empty"},
        {"\357\273\277", 3, "is empty"},
        {"\377\376", 2, "is empty"},
        {"\376\377", 2, "is empty"},
        {"PK\003\004rest", 8, "workbook"},
        {"\320\317\021\340\241\261\032\341", 8, "old Excel"},
        {"%PDF-1.4", 8, "PDF"},
        {" <html><table>", 14, "web page"},
        {"\037\213\010", 3, "compressed"},
        {"\377\376\0\0F\0\0\0", 8, "UTF-32"},
        {nul, sizeof nul - 1, "line 3: a NUL byte"},
        {nul_early, sizeof nul_early - 1, "NUL byte"},
        {long_line, long_n, "line 2: the line is longer than 1 MiB"},
        {long_line + strlen(HEAD), long_n - strlen(HEAD), "line 1: the line is longer"},
        {long_quote, long_quote_n, "line 2: the row that begins here"},
        {HEAD "386/24,31655001,12/03/2024,\"376\n", 0,
         "inside the quotation mark (\") that is opened in the row of line 2"},
        {HEAD "1/24,31655001,12/03/2024,376\n386/24,31655001,12/0", 0, "middle of the row of line 3"},
        {HEAD "1/24,31655001,12/03/2024,376\n386/24,31655001,12/03/2024,\340\244", 0, "middle of the row of line 3"},
        {odd, sizeof odd - 1, "odd number of bytes"},
        {"386/24,31655001,12/03/2024,376\n", 0, "no heading row"},
        {"Hkkx,/kkjk\n1,2\n", 0, "Kruti Dev"},
        {"FIR No,FIR Date,Zodiac\n", 0, "no column for: sections. Headings that are not known: Zodiac"},
        {"FIR Date,Section\n", 0, "no column for: FIR number"},
        {cp1252, sizeof cp1252 - 1, "neither UTF-8 nor UTF-16 (2 of 2 rows)"},
        {latin_heading, sizeof latin_heading - 1, "neither UTF-8 nor UTF-16"},
        {"\351\350,\341\n", 0, "neither UTF-8 nor UTF-16"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_bytes("bad.csv", bad[i].bytes, bad[i].n ? bad[i].n : strlen(bad[i].bytes));
        if (import_name("bad.csv"))
            fail_msg("taken, and should not be: %s", bad[i].word);
        if (!strstr(error.text, bad[i].word))
            fail_msg("'%s' is not in: %s", bad[i].word, error.text);
        assert_int_equal(error_exit_status(&error), 3);
        assert_true(access(in_folder("cache.db"), F_OK) != 0);
        assert_true(access(in_folder("bad.csv.rejected.csv"), F_OK) != 0);
    }
    free(long_line);
    free(long_quote);
}

static void no_files(void **state) {
    (void)state;
    assert_false(import_name("absent.csv"));
    assert_non_null(strstr(error.text, "absent.csv"));
    assert_int_equal(error_exit_status(&error), 3);
    assert_int_equal(mkdir(in_folder("folder.csv"), 0700), 0);
    assert_false(import_name("folder.csv"));
    assert_non_null(strstr(error.text, "is a folder"));
    if (geteuid() == 0)
        return;
    write_text("secret.csv", HEAD);
    assert_int_equal(chmod(in_folder("secret.csv"), 0), 0);
    assert_false(import_name("secret.csv"));
    assert_int_equal(error_exit_status(&error), 3);
}

/* Random bytes: a sentence or an import, never anything else (the fuzzer looks deeper). */
static void binary_files(void **state) {
    (void)state;
    unsigned char bytes[5000];
    uint32_t seed = 20261123;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (unsigned char)(seed >> 24);
        }
        write_bytes("random.csv", bytes, sizeof bytes);
        assert_false(import_name("random.csv"));
        assert_true(error.text[0] != '\0');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cells_and_lines, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(blanks_around_quotes, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(line_ends, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(encodings, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(lone_surrogates_are_bad_text, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(edges, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(no_extracts, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(no_files, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(binary_files, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
