/* The cleaner, the folding, the measuring: what may never reach a screen, NFC, whole characters at every size of
 * buffer, widths by wcwidth(), cuts at cluster ends, fields of an exact width; over every code point and over random
 * bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "src/error.h"
#include "src/i18n.h"
#include "src/text.h"

static void cleaned(const char *in, const char *expected) {
    char out[512];
    size_t n = text_clean(in, strlen(in), out, sizeof out);
    assert_int_equal(n, strlen(out));
    if (strcmp(out, expected) != 0)
        fail_msg("\"%s\" became \"%s\", expected \"%s\"", in, out, expected);
}

static void what_goes_and_what_stays(void **state) {
    (void)state;
    cleaned("", "");
    cleaned("SI R Verma", "SI R Verma");
    cleaned("  two  blanks inside  ", "two  blanks inside");
    cleaned("tab\there\nand\r\nthere", "tab here and there");
    cleaned("\x1b[31mred\x1b]0;title\x07", "[31mred]0;title");
    cleaned("a\x7f"
            "b",
            "ab");
    cleaned("a\xc2\x9b"
            "31mb",
            "a31mb"); /* C1 as UTF-8 */
    cleaned("a\x9b"
            "31mb",
            "a31mb"); /* and raw */
    cleaned("a\u202eb\u2066c\u200fd\u061ce", "abcde");
    cleaned("a\u200bb\u200cc\u200dd\ufeffe\u00adf\u2060g", "abcdefg");
    cleaned("a\ufe0fb\U000e0100c\U000e0041d", "abcd");
    cleaned("a\u00a0b\u2003c\u3000d\u2028e", "a b c d e");
    cleaned("a\xff"
            "b",
            "a\ufffdb");
    cleaned("a\xe0\xa4", "a\ufffd"); /* a letter cut in two is one sign, not two */
    cleaned("\xe0\xa4"
            "a",
            "\ufffda");
    cleaned("\xed\xa0\x80", "\ufffd");                 /* a surrogate */
    cleaned("\xf4\x90\x80\x80", "\ufffd");             /* beyond Unicode */
    cleaned("\xc0\xaf", "\ufffd");                     /* an overlong form */
    cleaned("\u0378\U000e0fff\uffff", "\ufffd\ufffd"); /* unassigned; a tag goes */
    cleaned("उ0नि0 आर वर्मा", "उ0नि0 आर वर्मा");
}

static void text_of_several_lines(void **state) {
    (void)state;
    char out[128];
    const char *in = "\n  one \r\n\r\n two\ttabs \rthree\n\n";
    text_clean_lines(in, strlen(in), out, sizeof out);
    assert_string_equal(out, "one\n\n two tabs\nthree");
    text_clean(in, strlen(in), out, sizeof out);
    assert_null(strchr(out, '\n'));
}

static void at_most_four_marks_a_letter(void **state) {
    (void)state;
    char in[512] = "x", out[512];
    for (int i = 0; i < 100; i++)
        strcat(in, "\u0322\u0301");
    strcat(in, "y");
    size_t n = text_clean(in, strlen(in), out, sizeof out);
    assert_int_equal(n, 2 + 4 * 2);
    assert_true(out[0] == 'x' && out[n - 1] == 'y');
}

static void normal_form_c(void **state) {
    (void)state;
    cleaned("e\u0301", "\u00e9");
    cleaned("\u0958", "\u0915\u093c");        /* NFC parts क़ */
    cleaned("\u0928\u093c", "\u0929");        /* and joins ऩ */
    cleaned("a\u0301\u0323", "\u1ea1\u0301"); /* and puts marks in order */
    cleaned("\u1112\u1161\u11ab", "\ud55c");
    cleaned("\u0b47\u0b3e", "\u0b4b");
}

/* Every code point alone and behind a letter: NFC as the library itself computes it, never a control or a format
 * character, always a width, and cleaning twice is cleaning once. */
static void every_code_point(void **state) {
    (void)state;
    for (int32_t cp = 1; cp < 0x110000; cp++) {
        char in[16], out[64], again[64];
        if (cp >= 0xd800 && cp < 0xe000)
            continue;
        in[0] = 'k';
        size_t n = 1 + (size_t)utf8proc_encode_char(cp, (utf8proc_uint8_t *)in + 1);
        in[n++] = 'x';
        in[n] = '\0';
        size_t length = text_clean(in, n, out, sizeof out);
        text_clean(out, length, again, sizeof again);
        if (strcmp(out, again) != 0)
            fail_msg("U+%04X: cleaning twice changes it", (unsigned)cp);
        int width = 0;
        for (size_t at = 0; at < length;) {
            utf8proc_int32_t c;
            at += (size_t)utf8proc_iterate((utf8proc_uint8_t *)out + at, -1, &c);
            utf8proc_category_t category = utf8proc_category(c);
            if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
                category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_ZL ||
                category == UTF8PROC_CATEGORY_ZP)
                fail_msg("U+%04X came through", (unsigned)c);
            if (wcwidth((wchar_t)c) < 0)
                fail_msg("U+%04X: U+%04X has no width", (unsigned)cp, (unsigned)c);
            width += wcwidth((wchar_t)c);
        }
        assert_int_equal(text_width(out), width);
        if (strlen(out) > 2 && !strstr(out, "\ufffd") && !strchr(out, ' ')) {
            utf8proc_uint8_t *nfc = utf8proc_NFC((utf8proc_uint8_t *)in);
            if (strcmp((char *)nfc, out) != 0)
                fail_msg("U+%04X: NFC is another text", (unsigned)cp);
            free(nfc);
        }
    }
}

static void assert_whole(const char *text) {
    size_t n = strlen(text);
    for (size_t at = 0; at < n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(n - at), &c);
        if (got <= 0)
            fail_msg("half a character in \"%s\"", text);
        at += (size_t)got;
    }
}

/* Every three characters of Devanagari: the short way for clean text must give what NFC gives. */
static void all_of_devanagari(void **state) {
    (void)state;
    for (int32_t a = 0x900; a < 0x980; a++)
        for (int32_t b = 0x900; b < 0x980; b++)
            for (int32_t c = 0x93a; c < 0x956; c++) {
                char in[16], out[32];
                int32_t all[] = {a, b, c};
                size_t n = 0;
                for (int i = 0; i < 3; i++)
                    n += (size_t)utf8proc_encode_char(all[i], (utf8proc_uint8_t *)in + n);
                in[n] = '\0';
                text_clean(in, n, out, sizeof out);
                utf8proc_uint8_t *nfc = utf8proc_NFC((utf8proc_uint8_t *)in);
                if (strcmp((char *)nfc, out) != 0)
                    fail_msg("U+%04X U+%04X U+%04X", (unsigned)a, (unsigned)b, (unsigned)c);
                free(nfc);
            }
}

static void every_size_of_buffer(void **state) {
    (void)state;
    const char *in = "a विवेचक  \u0915\u093f\U0001f600 b";
    char whole[128];
    text_clean(in, strlen(in), whole, sizeof whole);
    for (size_t cap = 1; cap <= sizeof whole; cap++) {
        char *out = malloc(cap); /* of exactly this size: the sanitizer sees a byte too many */
        assert_non_null(out);
        size_t n = text_clean(in, strlen(in), out, cap);
        assert_true(n < cap && n == strlen(out));
        assert_memory_equal(out, whole, n);
        assert_whole(out);
        assert_true(n == 0 || out[n - 1] != ' ');
        n = text_format(out, cap, "%s", whole);
        assert_true(n < cap && n == strlen(out) && n <= strlen(whole));
        assert_memory_equal(out, whole, n);
        assert_whole(out);
        assert_true(cap <= strlen(whole) ? n + 4 >= cap : n == strlen(whole)); /* no more is lost than must be */
        text_fold(in, strlen(in), out, cap);
        assert_whole(out);
        text_pad(whole, 9, out, cap);
        assert_whole(out);
        free(out);
    }
    assert_int_equal(text_clean("abc", 3, NULL, 0), 0);
    assert_int_equal(text_format(NULL, 0, "%d", 1), 0);
}

static void random_bytes(void **state) {
    (void)state;
    unsigned long long seed = 20260723;
    for (int round = 0; round < 20000; round++) {
        char in[96], out[300], again[300];
        size_t n = 0;
        while (n < sizeof in) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            unsigned pick = (unsigned)(seed >> 40);
            if (pick % 3 == 0)
                in[n++] = (char)(pick >> 8);
            else if (n + 3 <= sizeof in) { /* Devanagari, with its marks */
                in[n++] = (char)0xe0;
                in[n++] = (char)(0xa4 + (pick >> 8 & 1));
                in[n++] = (char)(0x80 + (pick >> 9 & 63));
            } else
                in[n++] = ' ';
        }
        size_t length = text_clean(in, n, out, sizeof out);
        assert_int_equal(length, strlen(out));
        assert_whole(out);
        text_clean(out, length, again, sizeof again);
        assert_string_equal(again, out);
        int width = text_width(out);
        for (int columns = 0; columns <= width + 1; columns++) {
            int used;
            char cell[600];
            size_t cut = text_clip(out, columns, &used);
            assert_true(cut <= length && used <= columns);
            assert_true(columns < width || cut == length);
            memcpy(cell, out, cut);
            cell[cut] = '\0';
            assert_whole(cell);
            assert_int_equal(text_width(cell), used);
            text_pad(out, columns, cell, sizeof cell);
            assert_int_equal(text_width(cell), columns);
        }
    }
}

static void folded(const char *in, const char *expected) {
    char out[256];
    text_fold(in, strlen(in), out, sizeof out);
    if (strcmp(out, expected) != 0)
        fail_msg("\"%s\" folds to \"%s\", expected \"%s\"", in, out, expected);
}

static void the_form_of_loose_search(void **state) {
    (void)state;
    folded("  SI   R  Verma\t", "si r verma");
    folded("बढ़ोतरी", "बढोतरी");
    folded("\u0958\u0929\u0931\u0934", "\u0915\u0928\u0930\u0933");
    folded("गाँव", "गांव");
    folded("०१२३४५६७८९", "0123456789");
    folded("a\nb", "a b");
    folded("क\u200d्ष", "क्ष");
    folded("\u093c", ""); /* nothing but a nukta */
}

static void digits_to_ascii(void **state) {
    (void)state;
    char text[] = "मु०अ०सं० १२३/२६ x९";
    text_ascii_digits(text);
    assert_string_equal(text, "मु0अ0सं0 123/26 x9");
}

static void widths_are_those_of_wcwidth(void **state) {
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("abc"), 3);
    assert_int_equal(text_width("का"), 2); /* the spacing vowel sign has a cell of its own */
    assert_int_equal(text_width("कि"), 2);
    assert_int_equal(text_width("कु"), 1);
    assert_int_equal(text_width("क्ष"), 2);
    assert_int_equal(text_width("मु0अ0सं0"), 6); /* as the glossary counts it */
    assert_int_equal(text_width("सी0ओ0 परीक्षण"), 12);
    assert_int_equal(text_width("漢"), 2);
    assert_int_equal(wcwidth(0x93f), 1);
    text_spacing_marks_are_zero(true);
    int zeros = 0;
    for (wchar_t c = 1; c < 0x11000; c++) {
        text_spacing_marks_are_zero(false);
        int was = wcwidth(c);
        text_spacing_marks_are_zero(true);
        if (wcwidth(c) != was) {
            assert_int_equal(was, 1);
            assert_int_equal(wcwidth(c), 0);
            zeros++;
        }
    }
    assert_int_equal(zeros, 13);
    assert_int_equal(text_width("का"), 1);
    assert_int_equal(text_width("मु0अ0सं0"), 6);
    text_spacing_marks_are_zero(false);
}

static void clip(const char *text, int columns, const char *expected) {
    int used;
    char out[128];
    size_t n = text_clip(text, columns, &used);
    memcpy(out, text, n);
    out[n] = '\0';
    if (strcmp(out, expected) != 0 || used != text_width(expected))
        fail_msg("\"%s\" in %d: \"%s\" (%d), expected \"%s\"", text, columns, out, used, expected);
}

static void cuts_are_at_cluster_ends(void **state) {
    (void)state;
    clip("abc", 2, "ab");
    clip("abc", 3, "abc");
    clip("abc", 0, "");
    clip("कम", 1, "क");
    clip("काम", 1, ""); /* never before a vowel sign */
    clip("काम", 2, "का");
    clip("कुम", 1, "कु");   /* a sign without a cell stays with its letter */
    clip("अक्षर", 2, "अ"); /* nor between virama and consonant */
    clip("अक्षर", 3, "अक्ष");
    clip("अक्\u200dषर", 2, "अ");
    clip("अक् र", 2, "अक्"); /* a virama at a word's end is an end */
    clip("a漢b", 2, "a");
    assert_int_equal(text_clip("abc", 5, NULL), 3);
}

static void pad(const char *text, int columns, const char *expected) {
    char out[256];
    assert_ptr_equal(text_pad(text, columns, out, sizeof out), out);
    if (strcmp(out, expected) != 0)
        fail_msg("\"%s\" in %d: \"%s\", expected \"%s\"", text, columns, out, expected);
    assert_int_equal(text_width(out), columns);
}

static void fields_have_their_width(void **state) {
    (void)state;
    pad("ab", 4, "ab  ");
    pad("abcd", 4, "abcd");
    pad("abcde", 4, "abc…");
    pad("", 2, "  ");
    pad("abc", 1, "…");
    pad("abc", 0, "");
    pad("काम", 2, "… "); /* का does not fit beside the sign */
    pad("काम", 3, "काम");
    pad("कामक", 3, "का…");
    pad("\u093fक", 4, "◌\u093fक ");
    pad("\u0941", 2, "◌\u0941 ");
    pad("\u0941", 1, "◌\u0941");
}

static void without_utf8(void **state) {
    (void)state;
    char out[64];
    setenv("LC_ALL", "C", 1);
    assert_false(language_init());
    assert_string_equal(text_pad("abcde", 4, out, sizeof out), "abc~");
    assert_string_equal(text_pad("उ0नि0 आर", 10, out, sizeof out), "?0?0 ??   ");
    unsetenv("LC_ALL");
    assert_true(language_init());
}

static void errors_are_whole_sentences(void **state) {
    (void)state;
    struct error e = {0};
    assert_int_equal(error_exit_status(&e), 0);
    assert_false(error_set(&e, ERROR_USAGE, "line %d: \x1b[2J%s\n", 3, "x"));
    assert_string_equal(e.text, "line 3: [2Jx");
    assert_int_equal(error_exit_status(&e), 2);
    assert_false(error_prefix(&e, "%s", "a.csv"));
    assert_string_equal(e.text, "a.csv: line 3: [2Jx");
    assert_int_equal(e.kind, ERROR_USAGE);
    char longest[4000];
    memset(longest, 0, sizeof longest);
    for (size_t i = 0; i + 4 < sizeof longest; i += 3)
        memcpy(longest + i, "म", 3);
    error_set(&e, ERROR_UNABLE, "%s", longest);
    assert_whole(e.text);
    assert_true(strlen(e.text) > ERROR_TEXT_MAX - 5);
    assert_int_equal(error_exit_status(&e), 3);
    error_prefix(&e, "%s", longest);
    assert_whole(e.text);
    error_set(&e, ERROR_STOPPED, "%s", e.text); /* of itself */
    assert_int_equal(error_exit_status(&e), 3);
    error_clear(&e);
    assert_true(e.kind == ERROR_NONE && e.text[0] == '\0');
    assert_false(error_set(NULL, ERROR_USAGE, "nobody asks"));
    assert_false(error_prefix(NULL, "nobody asks"));
    error_clear(NULL);
}

static int set_up(void **state) {
    (void)state;
    unsetenv("LC_ALL");
    unsetenv("LC_CTYPE");
    unsetenv("LANG");
    return language_init() ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_and_what_stays),
        cmocka_unit_test(text_of_several_lines),
        cmocka_unit_test(at_most_four_marks_a_letter),
        cmocka_unit_test(normal_form_c),
        cmocka_unit_test(every_code_point),
        cmocka_unit_test(all_of_devanagari),
        cmocka_unit_test(every_size_of_buffer),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(the_form_of_loose_search),
        cmocka_unit_test(digits_to_ascii),
        cmocka_unit_test(widths_are_those_of_wcwidth),
        cmocka_unit_test(cuts_are_at_cluster_ends),
        cmocka_unit_test(fields_have_their_width),
        cmocka_unit_test(without_utf8),
        cmocka_unit_test(errors_are_whole_sentences),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
