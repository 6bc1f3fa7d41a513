/* Sentences in a buffer: formatted and cleaned; what is too long ends with "…" at a cluster's end, at every size of the buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

#define HINDI "विवेचक को अवगत कराया गया; क्षेत्राधिकारी की पर्यवेक्षण टिप्पणी प्रतीक्षित है"

static size_t write_sentence(char *out, size_t cap, const char *format, ...) __attribute__((format(printf, 3, 4)));
static size_t write_sentence(char *out, size_t cap, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    size_t n = text_sentence(out, cap, format, list);
    va_end(list);
    return n;
}

static void what_fits_is_whole(void **state)
{
    (void)state;
    char out[300];
    assert_int_equal(write_sentence(out, sizeof out, "%s, %d", HINDI, 7), strlen(HINDI) + 3);
    assert_string_equal(out, HINDI ", 7");
    write_sentence(out, sizeof out, "a\033[31m%s\nb", "\xe0\xa4");
    assert_null(strchr(out, 0x1b));
    assert_null(strchr(out, '\n'));
    assert_int_equal(write_sentence(out, strlen(HINDI) + 1, "%s", HINDI), strlen(HINDI)); /* exactly */
}

/* The offsets at which a cluster of the sentence ends: nothing may be cut elsewhere. */
static int is_end(size_t at)
{
    for (int columns = 0; columns <= text_width(HINDI); columns++)
        if (text_clip(HINDI, columns, NULL) == at)
            return 1;
    return 0;
}

static void what_does_not_is_cut_at_a_cluster(void **state)
{
    (void)state;
    char out[300];
    for (size_t cap = 4; cap <= strlen(HINDI); cap++) {
        memset(out, 'x', sizeof out);
        size_t n = write_sentence(out, cap, "%s", HINDI);
        assert_true(n < cap);
        assert_int_equal(n, strlen(out));
        assert_string_equal(out + n - 3, "…");
        assert_memory_equal(out, HINDI, n - 3);
        assert_true(is_end(n - 3));
        assert_true(n + 24 >= cap); /* no more is left out than an akshara */
    }
}

static void very_long_and_very_short(void **state)
{
    (void)state;
    char out[8], large[20000], small[1024];
    memset(large, 0, sizeof large);
    for (size_t i = 0; i + strlen(HINDI) < sizeof large - 1; i += strlen(HINDI))
        memcpy(large + i, HINDI, strlen(HINDI));
    for (size_t cap = 1; cap <= sizeof out; cap++)
        assert_true(write_sentence(out, cap, "%s", large) < cap);
    assert_int_equal(write_sentence(out, 0, "%s", large), 0);
    size_t n = write_sentence(small, sizeof small, "%s", large);
    assert_true(n > 900 && n < sizeof small);
    assert_null(strstr(small, "\xef\xbf\xbd")); /* no half character */
    char whole[4200]; /* larger than what is formatted at once */
    n = write_sentence(whole, sizeof whole, "%s", large);
    assert_string_equal(whole + n - 3, "…");
    assert_null(strstr(whole, "\xef\xbf\xbd"));
}

static int in_utf8(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C.UTF-8");
    language_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_whole),
        cmocka_unit_test(what_does_not_is_cut_at_a_cluster),
        cmocka_unit_test(very_long_and_very_short),
    };
    return cmocka_run_group_tests_name("sentence", tests, in_utf8, NULL);
}
