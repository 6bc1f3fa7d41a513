/* The keys of the pty harness: names to what an xterm sends (in the keypad mode that ncurses asks for). */
#include "tests/pty_inside.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define KEYS_MAX 65536

static const struct { const char *name, *bytes; } names[] = {
    { "Enter", "\r" }, { "Esc", "\033" }, { "Tab", "\t" }, { "BackTab", "\033[Z" }, { "Space", " " }, { "Backspace", "\177" },
    { "lt", "<" }, { "Up", "\033OA" }, { "Down", "\033OB" }, { "Right", "\033OC" }, { "Left", "\033OD" }, { "Home", "\033OH" },
    { "End", "\033OF" }, { "PageUp", "\033[5~" }, { "PageDown", "\033[6~" }, { "Insert", "\033[2~" }, { "Delete", "\033[3~" },
    { "F1", "\033OP" }, { "F2", "\033OQ" }, { "F3", "\033OR" }, { "F4", "\033OS" }, { "F5", "\033[15~" }, { "F6", "\033[17~" },
    { "F7", "\033[18~" }, { "F8", "\033[19~" }, { "F9", "\033[20~" }, { "F10", "\033[21~" }, { "F11", "\033[23~" },
    { "F12", "\033[24~" }, { "PasteStart", "\033[200~" }, { "PasteEnd", "\033[201~" },
};

/* One name without its brackets into out; the number of bytes, -1 for an unknown name. */
static int key_bytes(const char *name, size_t n, char *out, size_t cap)
{
    if (n == 3 && strncasecmp(name, "C-", 2) == 0) {
        out[0] = (char)(name[2] & 0x1f);
        return 1;
    }
    if (n > 6 && strncmp(name, "Paste:", 6) == 0) {
        int length = snprintf(out, cap, "\033[200~%.*s\033[201~", (int)n - 6, name + 6);
        return length < (int)cap ? length : -1;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == n && strncmp(names[i].name, name, n) == 0)
            return snprintf(out, cap, "%s", names[i].bytes);
    return -1;
}

bool pty_keys(struct pty *p, const char *keys)
{
    char bytes[KEYS_MAX];
    size_t used = 0;
    for (const char *at = keys; *at;) {
        if (used + 64 > sizeof bytes)
            return pty_fail(p, "too many keys at once");
        const char *end = *at == '<' ? strchr(at, '>') : NULL;
        if (!end) {
            bytes[used++] = *at++;
            continue;
        }
        int n = key_bytes(at + 1, (size_t)(end - at - 1), bytes + used, sizeof bytes - used);
        if (n < 0)
            return pty_fail(p, "no such key: %.*s", (int)(end - at + 1), at);
        used += (size_t)n;
        at = end + 1;
    }
    return pty_bytes(p, bytes, used);
}

bool pty_keys_in_steps(struct pty *p, const char *keys)
{
    char step[128];
    for (;;) {
        size_t n = strcspn(keys, "|");
        snprintf(step, sizeof step, "%.*s", (int)n, keys);
        if (n > 0 && !pty_keys(p, step))
            return false;
        keys += n;
        if (!*keys++)
            return true;
        pty_settle(p, 80, 3000);
    }
}
