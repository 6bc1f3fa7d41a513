/* The only cleaner of the program: what comes from outside is made safe, normalised and bounded here, once. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include "src/i18n.h"
#include "src/text.h"
#include "src/text_inside.h"

enum clean_how { CLEAN_ONE_LINE, CLEAN_LINES, CLEAN_FOLD };

#define MARKS_KEPT 4  /* on one letter */
#define MARKS_READ 16 /* looked at before normalising, which puts them in order */
#define RUN_MAX 64

struct cleaner {
    enum clean_how how;
    char *out;
    size_t cap, length;
    bool full;
    size_t newlines, blanks; /* owed before the next character */
    int marks;               /* read on the letter at hand */
    /* characters that normalisation may still join: a letter with its marks, or a run of Hangul */
    int32_t run[RUN_MAX];
    int n;
};

size_t text_decode(const char *in, size_t n, int32_t *cp) {
    const unsigned char *u = (const unsigned char *)in;
    if (u[0] < 0x80) {
        *cp = u[0];
        return 1;
    }
    utf8proc_int32_t value;
    utf8proc_ssize_t got = utf8proc_iterate(u, n > 4 ? 4 : (utf8proc_ssize_t)n, &value);
    if (got > 0) {
        *cp = value;
        return (size_t)got;
    }
    *cp = -1;
    size_t want = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : u[0] >= 0xc0 ? 2 : 1;
    size_t length = 1;
    while (length < want && length < n && (u[length] & 0xc0) == 0x80)
        length++;
    return length;
}

size_t text_encode(int32_t cp, char out[4]) {
    utf8proc_ssize_t n = utf8proc_encode_char(cp, (utf8proc_uint8_t *)out);
    return n > 0 ? (size_t)n : 0;
}

bool text_is_mark(int32_t cp) {
    if (cp < 0x300)
        return false;
    utf8proc_category_t category = utf8proc_category(cp);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

static bool is_jamo(int32_t cp) {
    return (cp >= 0x1100 && cp <= 0x11ff) || (cp >= 0xac00 && cp <= 0xd7ff);
}

/* Signs that nobody sees and that are no control characters by category: joiners, fillers, variation selectors. */
static bool is_invisible(int32_t cp) {
    return cp == 0x034f || cp == 0x115f || cp == 0x1160 || cp == 0x3164 || cp == 0xffa0 || cp == 0x17b4 ||
           cp == 0x17b5 || (cp >= 0x180b && cp <= 0x180f) || (cp >= 0x2060 && cp <= 0x206f) ||
           (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0000 && cp <= 0xe0fff);
}

/* ---- output ---- */

static void put_bytes(struct cleaner *c, const char *bytes, size_t n) {
    if (c->full || c->length + n >= c->cap) {
        c->full = true;
        return;
    }
    memcpy(c->out + c->length, bytes, n);
    c->length += n;
}

/* Newlines and blanks that are owed stand between two characters only: so both ends are trimmed. */
static void put_owed(struct cleaner *c) {
    if (c->length > 0) {
        while (c->newlines > 0 && !c->full) {
            put_bytes(c, "\n", 1);
            c->newlines--;
        }
        if (c->how == CLEAN_FOLD && c->blanks > 1)
            c->blanks = 1;
        while (c->blanks > 0 && !c->full) {
            put_bytes(c, " ", 1);
            c->blanks--;
        }
    }
    c->newlines = 0;
    c->blanks = 0;
}

/* What loose search sees of a character; 0 where it sees nothing. */
static int32_t folded(int32_t cp) {
    if (cp >= 'A' && cp <= 'Z')
        return cp - 'A' + 'a';
    if (cp >= 0x966 && cp <= 0x96f)
        return '0' + (cp - 0x966);
    switch (cp) {
    case 0x93c:
        return 0; /* nukta */
    case 0x929:
        return 0x928; /* the three letters that NFC composes with it */
    case 0x931:
        return 0x930;
    case 0x934:
        return 0x933;
    case 0x901:
        return 0x902; /* chandrabindu */
    default:
        return cp;
    }
}

/* Writes the run: normalised, with at most MARKS_KEPT marks a letter; whole or, where it does not fit, not at all. */
static void put_run(struct cleaner *c) {
    utf8proc_int32_t wide[RUN_MAX * 4]; /* no character decomposes into more than four */
    if (c->n == 0)
        return;
    if (c->n == 1 && c->run[0] < 0x80) { /* nothing to normalise: most of what comes */
        char byte = (char)(c->how == CLEAN_FOLD ? folded(c->run[0]) : c->run[0]);
        put_owed(c);
        put_bytes(c, &byte, 1);
        c->n = 0;
        return;
    }
    utf8proc_ssize_t n = 0;
    int last_class = 0;
    for (int i = 0; i < c->n; i++)
        n += utf8proc_decompose_char(c->run[i], wide + n, RUN_MAX * 4 - n, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE,
                                     &last_class);
    for (utf8proc_ssize_t i = 1; i < n; i++) /* canonical order: an insertion sort that never passes a starter */
        for (utf8proc_ssize_t k = i; k > 0; k--) {
            int class_here = utf8proc_get_property(wide[k])->combining_class;
            if (class_here == 0 || utf8proc_get_property(wide[k - 1])->combining_class <= class_here)
                break;
            utf8proc_int32_t swap = wide[k];
            wide[k] = wide[k - 1];
            wide[k - 1] = swap;
        }
    n = utf8proc_normalize_utf32(wide, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    size_t before = c->length;
    int marks = 0;
    put_owed(c);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        char bytes[4];
        marks = text_is_mark(wide[i]) ? marks + 1 : 0;
        int32_t cp = c->how == CLEAN_FOLD ? folded(wide[i]) : wide[i];
        if (marks <= MARKS_KEPT && cp != 0)
            put_bytes(c, bytes, text_encode(cp, bytes));
    }
    if (c->full)
        c->length = before;
    c->n = 0;
}

/* ---- input ---- */

static void take(struct cleaner *c, int32_t cp) {
    bool mark = text_is_mark(cp);
    bool joins = mark || (is_jamo(cp) && c->n > 0 && is_jamo(c->run[c->n - 1]));
    if (mark && ++c->marks > MARKS_READ)
        return;
    if (!joins || c->n == RUN_MAX) {
        put_run(c);
        if (!mark)
            c->marks = 0;
    }
    c->run[c->n++] = cp;
}

static void take_blank(struct cleaner *c, bool newline) {
    put_run(c);
    c->marks = 0;
    if (newline && c->how == CLEAN_LINES) {
        c->newlines++;
        c->blanks = 0;
    } else {
        c->blanks++;
    }
}

static void take_other(struct cleaner *c, int32_t cp) {
    if (is_invisible(cp))
        return;
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
        return;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        take_blank(c, cp == 0x2028 || cp == 0x2029);
        return;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
        take(c, TEXT_REPLACEMENT);
        return;
    default: /* what the C library does not know yet, ncurses cannot place */
        take(c, language_utf8() && wcwidth((wchar_t)cp) < 0 ? TEXT_REPLACEMENT : cp);
    }
}

/* True where the text is clean as it stands: printable ASCII and plain Devanagari, which is nearly all that an
 * extract holds. Saves the long way on millions of cells. */
static bool is_clean_already(const char *in, size_t n) {
    const unsigned char *u = (const unsigned char *)in;
    unsigned before = ' '; /* the character before; a mark as 'M' */
    int marks = 0;
    if (n == 0 || u[0] == ' ' || u[n - 1] == ' ')
        return n == 0;
    for (size_t at = 0; at < n;) {
        if (u[at] >= ' ' && u[at] < 0x7f) {
            before = u[at++];
            marks = 0;
            continue;
        }
        if (n - at < 3 || u[at] != 0xe0 || (u[at + 1] != 0xa4 && u[at + 1] != 0xa5) || (u[at + 2] & 0xc0) != 0x80)
            return false;
        unsigned cp = 0x900 | (u[at + 1] & 1u) << 6 | (u[at + 2] & 0x3fu);
        at += 3;
        bool nukta = cp == 0x93c;
        if ((cp >= 0x951 && cp <= 0x954) || (cp >= 0x958 && cp <= 0x95f))
            return false; /* normalisation parts or moves these */
        if (nukta && (before == 'M' || before == 0x928 || before == 0x930 || before == 0x933))
            return false; /* and joins or moves this */
        bool mark = nukta || cp <= 0x903 || cp == 0x93a || cp == 0x93b || (cp >= 0x93e && cp <= 0x94f) ||
                    (cp >= 0x955 && cp <= 0x957) || cp == 0x962 || cp == 0x963;
        marks = mark ? marks + 1 : 0;
        if (marks > MARKS_KEPT)
            return false;
        before = mark ? 'M' : cp;
    }
    return true;
}

static size_t clean(const char *in, size_t n, char *out, size_t cap, enum clean_how how) {
    struct cleaner c = {.how = how, .out = out, .cap = cap};
    if (cap == 0)
        return 0;
    if (how != CLEAN_FOLD && n < cap && is_clean_already(in, n)) {
        memmove(out, in, n);
        out[n] = '\0';
        return n;
    }
    for (size_t at = 0; at < n && !c.full;) {
        int32_t cp;
        unsigned char first = (unsigned char)in[at];
        size_t length = text_decode(in + at, n - at, &cp);
        if (cp == '\t' || cp == ' ')
            take_blank(&c, false);
        else if (cp == '\n' || (cp == '\r' && (at + 1 == n || in[at + 1] != '\n')))
            take_blank(&c, true);
        else if (cp > ' ' && cp < 0x7f)
            take(&c, cp);
        else if (cp >= 0x80)
            take_other(&c, cp);
        else if (cp < 0 && (length > 1 || first < 0x80 || first > 0x9f)) /* a lone 80…9F is a raw C1: it goes */
            take(&c, TEXT_REPLACEMENT);
        at += length;
    }
    put_run(&c);
    while (c.length > 0 && (out[c.length - 1] == ' ' || out[c.length - 1] == '\n'))
        c.length--;
    out[c.length] = '\0';
    return c.length;
}

size_t text_clean(const char *in, size_t n, char *out, size_t cap) {
    return clean(in, n, out, cap, CLEAN_ONE_LINE);
}

size_t text_clean_lines(const char *in, size_t n, char *out, size_t cap) {
    return clean(in, n, out, cap, CLEAN_LINES);
}

size_t text_fold(const char *in, size_t n, char *out, size_t cap) {
    return clean(in, n, out, cap, CLEAN_FOLD);
}

void text_ascii_digits(char *text) {
    char *to = text;
    for (const char *at = text; *at;) {
        const unsigned char *u = (const unsigned char *)at;
        if (u[0] == 0xe0 && u[1] == 0xa5 && u[2] >= 0xa6 && u[2] <= 0xaf) {
            *to++ = (char)('0' + (u[2] - 0xa6));
            at += 3;
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
}

size_t text_format(char *out, size_t cap, const char *format, ...) {
    if (cap == 0)
        return 0;
    va_list args;
    va_start(args, format);
    int wrote = vsnprintf(out, cap, format, args);
    va_end(args);
    if (wrote < 0) {
        out[0] = '\0';
        return 0;
    }
    if ((size_t)wrote < cap)
        return (size_t)wrote;
    size_t n = cap - 1;
    size_t start = n; /* of the last character, which the end of the buffer may have cut */
    while (start > 0 && ((unsigned char)out[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)out[start - 1] >= 0xc0) {
        unsigned char lead = (unsigned char)out[start - 1];
        size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (n - (start - 1) < want)
            n = start - 1;
    }
    out[n] = '\0';
    return n;
}
