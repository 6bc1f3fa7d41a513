/* Names of keys, and the Latin keys under the two Hindi layouts. */
#include "screens/key.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "src/text.h"

static const struct {
    int key;
    const char *name;
} names[] = {
    {K_UP, "Up"},
    {K_DOWN, "Down"},
    {K_LEFT, "Left"},
    {K_RIGHT, "Right"},
    {K_HOME, "Home"},
    {K_END, "End"},
    {K_PAGE_UP, "PgUp"},
    {K_PAGE_DOWN, "PgDn"},
    {K_INSERT, "Ins"},
    {K_DELETE, "Del"},
    {K_ENTER, "Enter"},
    {K_NEW_LINE, "Ctrl-J"},
    {K_ESC, "Esc"},
    {K_TAB, "Tab"},
    {K_BACK_TAB, "Shift-Tab"},
    {' ', "Space"},
    {',', "Comma"},
    {';', "Semicolon"},
    {K_BACKSPACE, "Backspace"},
    {'=', "Equals"},
    {K_F1, "F1"},
    {K_F2, "F2"},
    {K_F3, "F3"},
    {K_F4, "F4"},
    {K_F5, "F5"},
    {K_F6, "F6"},
    {K_F7, "F7"},
    {K_F8, "F8"},
    {K_F9, "F9"},
    {K_F10, "F10"},
    {K_F11, "F11"},
    {K_F12, "F12"},
    {K_PAGE_UP, "PageUp"},
    {K_PAGE_DOWN, "PageDown"},
    {K_DELETE, "Delete"},
    {K_INSERT, "Insert"},
    {K_ESC, "Escape"},
};

const char *key_show(int key, char *out, size_t cap) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].key == key) {
            text_format(out, cap, "%s", names[i].name);
            return out;
        }
    char utf8[5];
    if (key > 0 && key < ' ')
        text_format(out, cap, "Ctrl-%c", key + '@');
    else if (key_utf8(key, utf8))
        text_format(out, cap, "%s", utf8);
    else
        text_format(out, cap, "%s", "");
    return out;
}

int key_parse(const char *name) {
    if (!*name)
        return K_NONE;
    if (!name[1])
        return (unsigned char)name[0] > ' ' ? (unsigned char)name[0] : K_NONE;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(names[i].name, name) == 0)
            return names[i].key;
    if ((strncasecmp(name, "Ctrl-", 5) == 0 || strncasecmp(name, "C-", 2) == 0)) {
        const char *letter = strchr(name, '-') + 1;
        if (letter[0] && !letter[1] && ((letter[0] | 0x20) >= 'a') && ((letter[0] | 0x20) <= 'z'))
            return K_CTRL(letter[0]);
    }
    return K_NONE;
}

size_t key_utf8(int key, char out[5]) {
    out[0] = '\0';
    if (key < ' ' || key >= KEY_NAMED_FIRST || key == 0x7f || (key >= 0xd800 && key < 0xe000))
        return 0;
    size_t n = 0;
    if (key < 0x80) {
        out[n++] = (char)key;
    } else if (key < 0x800) {
        out[n++] = (char)(0xc0 | key >> 6);
        out[n++] = (char)(0x80 | (key & 0x3f));
    } else if (key < 0x10000) {
        out[n++] = (char)(0xe0 | key >> 12);
        out[n++] = (char)(0x80 | (key >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (key & 0x3f));
    } else {
        out[n++] = (char)(0xf0 | key >> 18);
        out[n++] = (char)(0x80 | (key >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (key >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (key & 0x3f));
    }
    out[n] = '\0';
    return n;
}

/* A layout: the character, and the Latin key that it sits on. */
struct on_key {
    uint16_t character;
    char key;
};

/* Inscript (IS 13194, as Windows' "Hindi Traditional" and xkb's "in" have it). */
static const struct on_key inscript[] = {
    {0x094c, 'q'}, {0x0914, 'Q'}, {0x0948, 'w'}, {0x0910, 'W'},  {0x093e, 'e'},  {0x0906, 'E'}, {0x0940, 'r'},
    {0x0908, 'R'}, {0x0942, 't'}, {0x090a, 'T'}, {0x092c, 'y'},  {0x092d, 'Y'},  {0x0939, 'u'}, {0x0919, 'U'},
    {0x0917, 'i'}, {0x0918, 'I'}, {0x0926, 'o'}, {0x0927, 'O'},  {0x091c, 'p'},  {0x091d, 'P'}, {0x0921, '['},
    {0x0922, '{'}, {0x093c, ']'}, {0x091e, '}'}, {0x0949, '\\'}, {0x0911, '|'},  {0x094b, 'a'}, {0x0913, 'A'},
    {0x0947, 's'}, {0x090f, 'S'}, {0x094d, 'd'}, {0x0905, 'D'},  {0x093f, 'f'},  {0x0907, 'F'}, {0x0941, 'g'},
    {0x0909, 'G'}, {0x092a, 'h'}, {0x092b, 'H'}, {0x0930, 'j'},  {0x0931, 'J'},  {0x0915, 'k'}, {0x0916, 'K'},
    {0x0924, 'l'}, {0x0925, 'L'}, {0x091a, ';'}, {0x091b, ':'},  {0x091f, '\''}, {0x0920, '"'}, {0x0946, 'z'},
    {0x090e, 'Z'}, {0x0902, 'x'}, {0x0901, 'X'}, {0x092e, 'c'},  {0x0923, 'C'},  {0x0928, 'v'}, {0x0929, 'V'},
    {0x0935, 'b'}, {0x0934, 'B'}, {0x0932, 'n'}, {0x0933, 'N'},  {0x0938, 'm'},  {0x0936, 'M'}, {0x0937, '<'},
    {0x0964, '>'}, {0x092f, '/'}, {0x095f, '?'}, {0x0943, '='},  {0x090b, '+'},  {0x0903, '_'},
};

/* Remington as Kruti Dev has it and the Unicode keyboards for it (half letters arrive as letter and virama). */
static const struct on_key remington[] = {
    {0x0941, 'q'},  {0x092b, 'Q'}, {0x0942, 'w'}, {0x0945, 'W'}, {0x092e, 'e'}, {0x0924, 'r'}, {0x091c, 't'},
    {0x0932, 'y'},  {0x0933, 'Y'}, {0x0928, 'u'}, {0x092a, 'i'}, {0x0935, 'o'}, {0x091a, 'p'}, {0x0916, '['},
    {0x0902, 'a'},  {0x0964, 'A'}, {0x0947, 's'}, {0x0948, 'S'}, {0x0915, 'd'}, {0x093f, 'f'}, {0x0925, 'F'},
    {0x0939, 'g'},  {0x0940, 'h'}, {0x092d, 'H'}, {0x0930, 'j'}, {0x093e, 'k'}, {0x0938, 'l'}, {0x092f, ';'},
    {0x0936, '\''}, {0x0937, '"'}, {0x0917, 'x'}, {0x092c, 'c'}, {0x0905, 'v'}, {0x091f, 'V'}, {0x0907, 'b'},
    {0x0920, 'B'},  {0x0926, 'n'}, {0x091b, 'N'}, {0x0909, 'm'}, {0x0921, 'M'}, {0x090f, ','}, {0x0922, '<'},
    {0x0923, '.'},  {0x091d, '>'}, {0x0927, '/'}, {0x0918, '?'}, {0x0943, '`'}, {0x094d, '~'}, {0x0903, '%'},
    {0x0901, '!'},
};

static int on_layout(const struct on_key *layout, size_t n, int key) {
    for (size_t i = 0; i < n; i++)
        if (layout[i].character == key)
            return layout[i].key;
    return K_NONE;
}

int key_under_hindi(int key) {
    if (key >= 0x0966 && key <= 0x096f)
        return '0' + (key - 0x0966);
    if (key < 0x0900 || key > 0x097f)
        return key;
    int found = on_layout(inscript, sizeof inscript / sizeof inscript[0], key);
    return found ? found : key;
}

int key_under_hindi_other(int key) {
    return key < 0x0900 || key > 0x0965 ? K_NONE : on_layout(remington, sizeof remington / sizeof remington[0], key);
}
