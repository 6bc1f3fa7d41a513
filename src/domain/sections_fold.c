/* The plain form that the parser reads: what an editor, a keyboard or a copy from a portal makes of the same text is
 * made one here. */
#include <string.h>

#include "src/domain/sections_inside.h"

#define NUKTA 0x93c
#define VIRAMA 0x94d
#define ANUSVARA 0x902
#define RRA 0x95c /* ड़: what many type for ङ */

/* One character; broken bytes read as -1, one at a time. */
static size_t decode(const unsigned char *u, size_t n, int32_t *cp) {
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = u[0] < 0x80 ? 1 : u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
    if (length == 1) {
        *cp = u[0];
        return 1;
    }
    *cp = -1;
    if (u[0] < 0xc0 || u[0] > 0xf4 || length > n)
        return 1;
    int32_t value = u[0] & (0x7f >> length);
    for (size_t i = 1; i < length; i++) {
        if ((u[i] & 0xc0) != 0x80)
            return 1;
        value = value << 6 | (u[i] & 0x3f);
    }
    if (value < least[length])
        return 1;
    *cp = value;
    return length;
}

static bool hindi_cp(int32_t cp) {
    return cp >= 0x900 && cp <= 0x97f && !(cp >= 0x964 && cp <= 0x970);
}

static bool latin_cp(int32_t cp) {
    return cp >= 'a' && cp <= 'z';
}

/* Fractions that an editor makes of 3/4, 5/6, 7/8; NULL for any other. */
static const char *fraction(int32_t cp) {
    static const char *const eighths[] = {"1/3", "2/3", "1/5", "2/5", "3/5", "4/5",
                                          "1/6", "5/6", "1/8", "3/8", "5/8", "7/8"};
    if (cp >= 0x2153 && cp <= 0x215e)
        return eighths[cp - 0x2153];
    return cp == 0xbe ? "3/4" : cp == 0xbd ? "1/2" : cp == 0xbc ? "1/4" : NULL;
}

/* Signs that stand for nothing: joiners, marks of direction, soft hyphen. */
static bool invisible(int32_t cp) {
    return cp == 0xad || (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
           (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0x300 && cp <= 0x36f) ||
           (cp >= 0xfe00 && cp <= 0xfe0f);
}

/* One character of another kind to the plain one; a blank where it has no meaning here. */
static int32_t plain_cp(int32_t cp) {
    if (cp >= 0xff01 && cp <= 0xff5e) /* full width */
        cp -= 0xfee0;
    if (cp >= 'A' && cp <= 'Z')
        return cp + 32;
    if (cp >= 0x966 && cp <= 0x96f)
        return '0' + (cp - 0x966);
    if (cp >= 0x2160 && cp <= 0x2163) /* Roman numbers I to IV of one character: the caller writes out the rest */
        return cp;
    switch (cp) {
    case '\r':
    case '\v':
    case '\f':
    case 0x85:
    case 0x2028:
    case 0x2029: return '\n';
    case '[':
    case '{': return '(';
    case ']':
    case '}': return ')';
    case '\\':
    case 0x2044:
    case 0x2215:
    case '|': return '/';
    case '_':
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return '-';
    case 0x964:
    case 0x965:
    case 0x3001: return ',';
    case 0x970: return '.';
    case 0x901: return ANUSVARA;
    case 0x903: return ':';
    case 0x929:
    case 0x931:
    case 0x934: return cp - 1;
    case 0x958: return 0x915;
    case 0x959: return 0x916;
    case 0x95a: return 0x917;
    case 0x95b: return 0x91c;
    case 0x95d: return 0x922;
    case 0x95e: return 0x92b;
    case 0x95f: return 0x92f;
    case 0xb2:
    case 0xb3: return '0' + (cp - 0xb0);
    case 0xb9: return '1';
    default: break;
    }
    if (cp == '\n' || (cp > ' ' && cp < 0x7f && cp != '"' && cp != '\'' && cp != '`'))
        return cp;
    return hindi_cp(cp) ? cp : ' ';
}

/* Signs that join the one before them: ड + nukta, ा + ॅ, ा + े. True where nothing is left to add. */
static bool join(int32_t *prev, int32_t cp) {
    if (cp == NUKTA) {
        if (*prev == 0x921)
            *prev = RRA;
        return true;
    }
    if (*prev == 0x93e && (cp == 0x945 || cp == 0x947 || cp == 0x948)) {
        *prev = cp == 0x945 ? 0x949 : cp == 0x947 ? 0x94b : 0x94c;
        return true;
    }
    if (*prev == 0x906 && cp == 0x945) {
        *prev = 0x911;
        return true;
    }
    return false;
}

/* "0" and "o" as the sign of an abbreviation (भा0द0वि0, भाoदoवि), "0" as the letter o (P0CSO), न् म् ण् before a consonant
 * as anusvara. */
static size_t abbreviations(int32_t *cp, size_t n) {
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t c = cp[i], prev = to > 0 ? cp[to - 1] : ' ', next = i + 1 < n ? cp[i + 1] : ' ';
        if (c == '0' && hindi_cp(prev))
            c = '.';
        else if (c == 'o' && hindi_cp(prev) && !latin_cp(next))
            c = '.';
        else if (c == '0' && latin_cp(prev) &&
                 (latin_cp(next) || (to > 1 && latin_cp(cp[to - 2]) && !(next >= '0' && next <= '9'))))
            c = 'o';
        else if (c == VIRAMA && next >= 0x915 && (next <= 0x92e || next == 0x939)) {
            bool nasal_next = next == 0x919 || next == 0x91e || next == 0x923 || next == 0x928 || next == 0x92e;
            if (!nasal_next && (prev == 0x919 || prev == 0x91e || prev == 0x923 || prev == 0x928 || prev == 0x92e) &&
                (next != 0x939 || prev == 0x928)) {
                cp[to - 1] = ANUSVARA;
                continue;
            }
        }
        cp[to++] = c;
    }
    return to;
}

static size_t encode(const int32_t *cp, size_t n, char *out) {
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        if (cp[i] < 0x80) {
            out[to++] = (char)cp[i];
            continue;
        }
        out[to++] = (char)(0xe0 | cp[i] >> 12);
        out[to++] = (char)(0x80 | (cp[i] >> 6 & 0x3f));
        out[to++] = (char)(0x80 | (cp[i] & 0x3f));
    }
    memset(out + to, 0, 8); /* a word is compared with a few bytes at a time */
    return to;
}

struct folding {
    int32_t cp[FOLD_MAX];
    size_t n;
    size_t blank_n, blank_at; /* after the last blank: characters written, bytes read */
};

static void put(struct folding *f, int32_t cp) {
    f->cp[f->n++] = cp;
}

static void put_text(struct folding *f, const char *text) {
    while (*text)
        put(f, *text++);
}

/* One character, at most five characters out. */
static void fold_one(struct folding *f, int32_t cp) {
    const char *parts = fraction(cp);
    if (parts) {
        put(f, ' ');
        put_text(f, parts);
        put(f, ' ');
        return;
    }
    cp = plain_cp(cp);
    if (cp >= 0x2160 && cp <= 0x2163) {
        put_text(f, cp == 0x2160 ? "i" : cp == 0x2161 ? "ii" : cp == 0x2162 ? "iii" : "iv");
        return;
    }
    if (f->n == 0 || !join(&f->cp[f->n - 1], cp))
        put(f, cp == NUKTA ? ' ' : cp);
}

size_t sections_fold(const char *in, size_t n, size_t *used, char out[FOLD_BYTES]) {
    struct folding f;
    f.n = f.blank_n = f.blank_at = 0;
    size_t at = 0;
    while (at < n && f.n + 6 < FOLD_MAX) {
        int32_t cp;
        if (in[at] == '\\' && at + 1 < n && (in[at + 1] == 'n' || in[at + 1] == 'r' || in[at + 1] == 't')) {
            at += 2; /* a line break that an export wrote out */
            cp = in[at - 1] == 't' ? ' ' : '\n';
        } else {
            at += decode((const unsigned char *)in + at, n - at, &cp);
        }
        if (invisible(cp))
            continue;
        fold_one(&f, cp);
        if (f.n > 0 && (f.cp[f.n - 1] == ' ' || f.cp[f.n - 1] == '\n')) {
            f.blank_n = f.n;
            f.blank_at = at;
        }
    }
    if (at < n && f.blank_n > 0) {
        f.n = f.blank_n;
        at = f.blank_at;
    }
    *used = at;
    return encode(f.cp, abbreviations(f.cp, f.n), out);
}
