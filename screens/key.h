/* Keys as the program knows them, whatever the terminal sends (input.c reads
 * the bytes). A key is one int: a character's code point, or one of these. */
#ifndef ITSSO_KEY_H
#define ITSSO_KEY_H

#include <stddef.h>

enum {
    KEY_NAMED_FIRST = 0x110000, /* above every code point */
    K_UP = KEY_NAMED_FIRST,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_INSERT,
    K_DELETE,
    K_BACKSPACE,
    K_ENTER,
    K_NEW_LINE /* Ctrl-J, Alt-Enter */,
    K_ESC,
    K_TAB,
    K_BACK_TAB,
    K_F1,
    K_F2,
    K_F3,
    K_F4,
    K_F5,
    K_F6,
    K_F7,
    K_F8,
    K_F9,
    K_F10,
    K_F11,
    K_F12,
    KEY_NAMED_END
};
#define K_NONE 0
#define K_CTRL(letter) ((letter)&0x1f) /* K_CTRL('F') */

/* "PgDn", "Ctrl-F", "F2", "Space", "a", …: for the footer, the help and [keys]. Returns out. */
const char *key_show(int key, char *out, size_t cap);
/* The reverse, ASCII case ignored for names of more than one character; K_NONE for no key. */
int key_parse(const char *name);

/* The key of the Latin keyboard on which a character of the Inscript or
 * Remington (Kruti Dev) layout, or a Devanagari digit, sits; the key itself where it is none of them. */
int key_under_hindi(int key);
/* The second reading where the layouts differ (a character that sits on one key in Inscript and on
 * another in Remington); K_NONE where there is none. */
int key_under_hindi_other(int key);

/* UTF-8 of a character key into out (5 bytes at most, NUL included); the length, 0 for a named or control key. */
size_t key_utf8(int key, char out[5]);

#endif
