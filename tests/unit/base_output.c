/* src/output.h: tables (widths, what gives way on a narrow terminal), CSV (RFC 4180, formulas), JSON (escapes, null), write errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/output.h"
#include "src/text.h"

static const struct output_column columns[] = {
    {"case", "FIR no.", false, 0, 0}, {"io", "IO", false, 6, 0}, {"left", "Left", true, 0, 0}, {"due", "Due", false, 0, 1}};

struct made { char *text; size_t n; FILE *file; };

static FILE *made_begin(struct made *made)
{
    *made = (struct made){0};
    made->file = open_memstream(&made->text, &made->n);
    assert_non_null(made->file);
    return made->file;
}

static void made_is(struct made *made, const char *expected)
{
    fclose(made->file);
    assert_string_equal(made->text, expected);
    free(made->text);
}

static void row(struct output *out, const char *number, const char *io, int left, civil_day due)
{
    output_text(out, number);
    output_text(out, io);
    output_number(out, left);
    output_day(out, due);
    assert_true(output_row(out));
}

static void three_rows(enum output_format format, int width, const char *expected)
{
    struct made made;
    struct output *out = output_begin(made_begin(&made), format, columns, 4, width);
    assert_non_null(out);
    row(out, "0301/26", "SI R Verma", -4, civil_from_ymd(2026, 11, 19));
    row(out, "0388/26", "उ0नि0 ए खान", 0, civil_from_ymd(2026, 11, 23));
    output_text(out, "0412/26"); /* the rest of the row is empty */
    assert_true(output_row(out));
    assert_true(output_end(out));
    made_is(&made, expected);
}

static void table_aligns(void **state)
{
    (void)state;
    three_rows(OUTPUT_TABLE, 0,
               "FIR no.  IO           Left  Due\n"
               "0301/26  SI R Verma     -4  19/11/2026\n"
               "0388/26  उ0नि0 ए खान     0  23/11/2026\n"
               "0412/26\n");
}

static void table_gives_way(void **state)
{
    (void)state;
    three_rows(OUTPUT_TABLE, 34, /* 36 would hold it */
               "FIR no.  IO       Left  Due\n"
               "0301/26  SI R V…    -4  19/11/2026\n"
               "0388/26  उ0नि0 …     0  23/11/2026\n"
               "0412/26\n");
    three_rows(OUTPUT_TABLE, 25, /* the due date leaves, and IO has its room again */
               "FIR no.  IO          Left\n"
               "0301/26  SI R Verma    -4\n"
               "0388/26  उ0नि0 ए …      0\n" /* never between a letter and its vowel sign */
               "0412/26\n");
}

static void table_of_many_blocks(void **state)
{
    (void)state;
    struct made made;
    char name[200];
    struct output *out = output_begin(made_begin(&made), OUTPUT_TABLE, columns, 4, 0);
    for (int i = 0; i < 1203; i++) {
        memset(name, 'x', sizeof name);
        name[i < 600 ? 3 : 150] = '\0';
        row(out, "0001/26", name, i, CIVIL_NONE);
    }
    assert_true(output_end(out));
    fflush(made.file);
    int lines = 0;
    for (size_t i = 0; i < made.n; i++)
        lines += made.text[i] == '\n';
    assert_int_equal(lines, 1 + 1203);
    assert_non_null(strstr(made.text, " 1202\n"));
    fclose(made.file);
    free(made.text);
}

static void csv_is_rfc_4180(void **state)
{
    (void)state;
    three_rows(OUTPUT_CSV, 20,
               "case,io,left,due\n"
               "0301/26,SI R Verma,-4,2026-11-19\n"
               "0388/26,उ0नि0 ए खान,0,2026-11-23\n"
               "0412/26,,,\n");
}

static void csv_cells(void **state)
{
    (void)state;
    static const struct { const char *in, *out; } cells[] = {
        {"plain", "plain"}, {"a,b", "\"a,b\""}, {"say \"no\"", "\"say \"\"no\"\"\""}, {"two\nlines", "\"two\nlines\""},
        {"=1+1", "'=1+1"}, {"+91", "'+91"}, {"-4", "'-4"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\tx", "'\tx"}, {"\rx", "\"'\rx\""},
        {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""}, {"", ""}, {"4-5", "4-5"}, {"धारा, 376", "\"धारा, 376\""}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        struct made made;
        csv_cell(made_begin(&made), cells[i].in);
        made_is(&made, cells[i].out);
    }
}

static void json_rows(void **state)
{
    (void)state;
    three_rows(OUTPUT_JSON, 20,
               "[\n"
               "{\"case\":\"0301/26\",\"io\":\"SI R Verma\",\"left\":-4,\"due\":\"2026-11-19\"},\n"
               "{\"case\":\"0388/26\",\"io\":\"उ0नि0 ए खान\",\"left\":0,\"due\":\"2026-11-23\"},\n"
               "{\"case\":\"0412/26\",\"io\":null,\"left\":null,\"due\":null}\n"
               "]\n");
}

static void nothing_found(void **state)
{
    (void)state;
    static const char *const expected[] = {"FIR no.  IO  Left  Due\n", "case,io,left,due\n", "[]\n"};
    for (int format = OUTPUT_TABLE; format <= OUTPUT_JSON; format++) {
        struct made made;
        struct output *out = output_begin(made_begin(&made), (enum output_format)format, columns, 4, 0);
        assert_true(output_end(out));
        made_is(&made, expected[format]);
    }
}

static void json_object(void **state)
{
    (void)state;
    struct made made;
    struct json json;
    json_begin(&json, made_begin(&made));
    json_open(&json, NULL, '{');
    json_text(&json, "odd", "quote \" slash \\ line\nend");
    json_text(&json, "broken", "a\xff" "b\x1b[31m");
    json_text(&json, "empty", "");
    json_text(&json, "hindi", "हटाया गया");
    json_number(&json, "big", INT64_C(4249999999999999999));
    json_bool(&json, "yes", true);
    json_day(&json, "none", CIVIL_NONE);
    json_open(&json, "list", '[');
    json_text(&json, NULL, "one");
    json_text(&json, NULL, "two");
    json_close(&json, ']');
    json_open(&json, "nothing", '[');
    json_close(&json, ']');
    json_close(&json, '}');
    assert_true(json_end(&json));
    made_is(&made, "{\n"
                   "  \"odd\": \"quote \\\" slash \\\\ line\\nend\",\n"
                   "  \"broken\": \"a\xef\xbf\xbd" "b[31m\",\n"
                   "  \"empty\": null,\n"
                   "  \"hindi\": \"हटाया गया\",\n"
                   "  \"big\": 4249999999999999999,\n"
                   "  \"yes\": true,\n"
                   "  \"none\": null,\n"
                   "  \"list\": [\n    \"one\",\n    \"two\"\n  ],\n"
                   "  \"nothing\": []\n"
                   "}\n");
}

/* Control and direction signs of a cell never reach a terminal or a file. */
static void cells_are_cleaned(void **state)
{
    (void)state;
    static const struct output_column one[] = {{"io", "IO", false, 0, 0}};
    static const char *const expected[] = {"IO\nSI [2JVerma\n", "io\nSI [2JVerma\n", "[\n{\"io\":\"SI [2JVerma\"}\n]\n"};
    for (int format = OUTPUT_TABLE; format <= OUTPUT_JSON; format++) {
        struct made made;
        struct output *out = output_begin(made_begin(&made), (enum output_format)format, one, 1, 0);
        output_text(out, "SI \x1b[2J\u202eVer\u200dma\x07\n");
        assert_true(output_row(out));
        assert_true(output_end(out));
        made_is(&made, expected[format]);
    }
}

/* A full disk is noticed, at the latest at the end. */
static void full_disk(void **state)
{
    (void)state;
    for (int format = OUTPUT_TABLE; format <= OUTPUT_JSON; format++) {
        FILE *file = fopen("/dev/full", "w");
        if (!file)
            skip();
        struct output *out = output_begin(file, (enum output_format)format, columns, 4, 0);
        bool stopped = false;
        for (int i = 0; i < 100000 && !stopped; i++) {
            output_text(out, "0301/26");
            stopped = !output_row(out);
        }
        assert_true(stopped);
        assert_false(output_end(out));
        fclose(file);
    }
}

int main(void)
{
    language_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_aligns),      cmocka_unit_test(table_gives_way), cmocka_unit_test(table_of_many_blocks),
        cmocka_unit_test(csv_is_rfc_4180),   cmocka_unit_test(csv_cells),       cmocka_unit_test(json_rows),
        cmocka_unit_test(nothing_found),     cmocka_unit_test(json_object),     cmocka_unit_test(cells_are_cleaned),
        cmocka_unit_test(full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
