/* Terminal columns. The measure is wcwidth(), the one that ncurses, tmux and the terminals go by (terminal.md section
 * 3). */
#include <dlfcn.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "src/i18n.h"
#include "src/text.h"
#include "src/text_inside.h"

static bool spacing_marks_are_zero = false;

void text_spacing_marks_are_zero(bool yes) {
    spacing_marks_are_zero = yes;
}

/* The 13 spacing signs of Devanagari: the vowel signs and visarga of its block, two of the Vedic one. */
static bool is_spacing_sign(wchar_t c) {
    return ((c >= 0x900 && c <= 0x97f) || (c >= 0x1cd0 && c <= 0x1cff)) &&
           utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_MC;
}

/* The executable's own wcwidth(): the linker lets ncursesw find this one before the C library's, so that the
 * library that moves the cursor and the text that we pad always agree. */
int wcwidth(wchar_t c) {
    static int (*real)(wchar_t);
    if (spacing_marks_are_zero && is_spacing_sign(c))
        return 0;
    if (!real) {
        void *symbol = dlsym(RTLD_NEXT, "wcwidth");
        if (!symbol)
            return c >= ' ' && c != 0x7f ? 1 : c == 0 ? 0 : -1;
        memcpy(&real, &symbol, sizeof real); /* C has no cast from an object's pointer to a function's */
    }
    return real(c);
}

/* Columns of one character. Without UTF-8 the C library knows no width: there one '?' stands for a letter with its
 * marks. */
static int width_of(int32_t cp) {
    if (cp >= ' ' && cp < 0x7f)
        return 1;
    if (cp < ' ')
        return cp < 0 ? 1 : 0;
    int width = wcwidth((wchar_t)cp);
    return width >= 0 ? width : text_is_mark(cp) ? 0 : 1;
}

int text_width(const char *text) {
    int width = 0;
    size_t n = strlen(text), at = 0;
    while (text[at] >= ' ' && text[at] < 0x7f) /* most texts are digits and letters of ASCII */
        at++;
    for (width = (int)at; at < n;) {
        int32_t cp;
        at += text_decode(text + at, n - at, &cp);
        width += width_of(cp);
    }
    return width;
}

/* True where the text may be cut before cp: `before` is the character there, `joined` the one before a joiner. */
static bool may_cut(int32_t before, int32_t cp) {
    if (text_is_mark(cp) || cp == 0x200d || cp == 0x200c)
        return false;
    return before != TEXT_VIRAMA || utf8proc_category(cp) != UTF8PROC_CATEGORY_LO;
}

size_t text_clip(const char *text, int columns, int *used) {
    size_t n = strlen(text);
    size_t at = 0, cut = 0;
    int width = 0, cut_width = 0;
    int32_t before = 0;
    while (at < n) {
        int32_t cp;
        size_t length = text_decode(text + at, n - at, &cp);
        if (may_cut(before, cp)) {
            cut = at;
            cut_width = width;
        }
        int wide = width + width_of(cp);
        if (wide > columns)
            break;
        width = wide;
        at += length;
        if (cp != 0x200d) /* a joiner between virama and consonant parts nothing */
            before = cp;
    }
    if (at == n) {
        cut = n;
        cut_width = width;
    }
    if (used)
        *used = cut_width;
    return cut;
}

/* Copies the first n bytes of clean text; without UTF-8 each letter that is not ASCII becomes '?'. Returns the
 * length, or the length at the last whole character that fits cap. */
static size_t copy_shown(const char *text, size_t n, char *out, size_t cap) {
    size_t length = 0;
    for (size_t at = 0; at < n;) {
        int32_t cp;
        size_t bytes = text_decode(text + at, n - at, &cp);
        const char *from = text + at;
        size_t count = bytes;
        if (!language_utf8() && (cp < 0 || cp >= 0x80)) {
            from = "?";
            count = width_of(cp) > 0 ? 1 : 0;
        }
        if (length + count >= cap)
            break;
        memcpy(out + length, from, count);
        length += count;
        at += bytes;
    }
    return length;
}

char *text_pad(const char *text, int columns, char *out, size_t cap) {
    static const char circle[] = "\u25cc"; /* a lone mark would go into the neighbour's cell */
    size_t length = 0;
    int width = 0;
    int32_t first = 0;
    if (cap == 0)
        return out;
    if (*text)
        text_decode(text, strlen(text), &first);
    bool lone = text_is_mark(first) && language_utf8();
    int room = columns - (lone ? 1 : 0);
    size_t n = room < 0 ? 0 : text_clip(text, room, &width);
    bool clipped = text[n] != '\0';
    if (clipped && room > 0)
        n = text_clip(text, room - 1, &width);
    if (lone && columns > 0) {
        length = copy_shown(circle, sizeof circle - 1, out, cap);
        width++;
    }
    length += copy_shown(text, n, out + length, cap - length);
    if (clipped && room > 0) {
        const char *dots = language_utf8() ? "…" : "~";
        length += copy_shown(dots, strlen(dots), out + length, cap - length);
        width++;
    }
    while (width < columns && length + 1 < cap) {
        out[length++] = ' ';
        width++;
    }
    out[length] = '\0';
    return out;
}
