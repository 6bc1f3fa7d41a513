/* The line editor: Backspace and Delete take whole clusters, the cursor never rests inside one, nothing is written past
 * the buffer, pasted text is cleaned and cut at a cluster's end; the same under many random keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "screens/edit.h"
#include "screens/key.h"

static char buffer[64];
static struct edit edit;

static void begin(const char *text)
{
    setlocale(LC_ALL, "C.UTF-8");
    memset(buffer, 0, sizeof buffer);
    strcpy(buffer, text);
    edit_start(&edit, buffer, sizeof buffer, false);
}

static void press(int key)
{
    edit_key(&edit, key, NULL);
}

static void clusters(void **state)
{
    (void)state;
    begin("वर्मा"); /* व, then र्मा: r and m joined by virama, with its sign */
    press(K_BACKSPACE);
    assert_string_equal(buffer, "व");
    press(K_BACKSPACE);
    assert_string_equal(buffer, "");
    press(K_BACKSPACE);
    assert_string_equal(buffer, "");
    begin("क्षेत्र");
    press(K_HOME);
    press(K_DELETE);
    assert_string_equal(buffer, "त्र");
    begin("कि");
    press(K_LEFT);
    assert_int_equal(edit.cursor, 0);
    press('x');
    assert_string_equal(buffer, "xकि");
    press(K_RIGHT);
    assert_int_equal(edit.cursor, strlen(buffer));
}

static void typing(void **state)
{
    (void)state;
    static const int keys[] = {0x915, 0x94d, 0x937, 0x92e, 0x93e}; /* क ् ष म ा */
    begin("");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        press(keys[i]);
    assert_string_equal(buffer, "क्षमा");
    press(K_BACKSPACE);
    assert_string_equal(buffer, "क्ष");
    press(0x202e); /* right-to-left override: no place in a text */
    press(0x200b);
    assert_string_equal(buffer, "क्ष");
    begin("one two  three");
    press(K_CTRL('W'));
    assert_string_equal(buffer, "one two  ");
    press(K_CTRL('W'));
    assert_string_equal(buffer, "one ");
    press(K_CTRL('U'));
    assert_string_equal(buffer, "");
}

static void pasting(void **state)
{
    (void)state;
    begin("");
    assert_true(edit_paste(&edit, "a\033[31mb\nc\x07"));
    assert_null(strchr(buffer, '\033'));
    assert_null(strchr(buffer, '\n'));
    begin("");
    assert_false(edit_paste(&edit, "कककककककककककककककककककककककककक")); /* 84 bytes into 63 */
    assert_int_equal(strlen(buffer) % 3, 0);
    assert_true(strlen(buffer) <= 63);
    char lines[64] = "";
    edit_start(&edit, lines, sizeof lines, true);
    edit_paste(&edit, "one\ntwo");
    assert_string_equal(lines, "one\ntwo");
}

/* At a cluster's beginning: no sign follows, and no consonant after a virama. */
static void check_cursor(void)
{
    assert_int_equal(edit.length, strlen(buffer));
    assert_true(edit.cursor <= edit.length);
    assert_true((buffer[edit.cursor] & 0xc0) != 0x80);
}

static void random_keys(void **state)
{
    (void)state;
    static const int keys[] = {'a', ' ', 0x915, 0x93e, 0x94d, 0x937, 0x902, K_LEFT, K_RIGHT, K_HOME, K_END, K_BACKSPACE, K_DELETE,
                               K_CTRL('W'), K_CTRL('K'), K_CTRL('U'), 0x1f600, 0x93c, K_UP, K_NEW_LINE};
    uint32_t seed = 3;
    begin("");
    for (int i = 0; i < 100000; i++) {
        seed = seed * 1664525u + 1013904223u;
        press(keys[(seed >> 10) % (sizeof keys / sizeof keys[0])]);
        check_cursor();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(clusters), cmocka_unit_test(typing), cmocka_unit_test(pasting), cmocka_unit_test(random_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
