#include "src/import/loose.h"

#include <string.h>

#include "src/text.h"

/* The code point of a three-byte sequence at `p` with n bytes left; 0 for anything else. */
static unsigned three_bytes(const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    if (n < 3 || (u[0] & 0xF0) != 0xE0)
        return 0;
    return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
}

static bool is_devanagari(unsigned c) {
    return c >= 0x900 && c <= 0x97F && c != 0x964 && c != 0x965 && c != 0x970;
}

static bool is_nasal(unsigned c) {
    return c == 0x919 || c == 0x91E || c == 0x923 || c == 0x928 || c == 0x92E;
}

static bool is_consonant(unsigned c) {
    return (c >= 0x915 && c <= 0x939) || (c >= 0x958 && c <= 0x95F);
}

/* न् before another consonant is written as often as the point: अन्तिम, अंतिम. Not before य, र, ल, व, ह or
 * another nasal, where the point would be another word (न्याय). */
static bool nasal_to_point(const char *p, size_t n) {
    unsigned next = n >= 9 ? three_bytes(p + 6, n - 6) : 0;
    return is_nasal(three_bytes(p, n)) && n >= 6 && three_bytes(p + 3, n - 3) == 0x94D && is_consonant(next) &&
           !is_nasal(next) && next < 0x92F;
}

/* Zeros and the letter o between Devanagari letters are signs of abbreviation. */
static bool is_abbreviation(const char *p, const char *end, bool after_devanagari) {
    if (!after_devanagari || (*p != '0' && *p != 'o'))
        return false;
    return p + 1 == end || (unsigned char)p[1] >= 0x80 || strchr(" .-_/()", p[1]) != NULL;
}

size_t loose_key(const char *in, size_t n, char *out, size_t cap) {
    char folded[768];
    size_t length = text_fold(in, n, folded, sizeof folded);
    const char *p = folded, *end = folded + length;
    size_t at = 0;
    bool devanagari = false; /* what stands before is a Devanagari letter */
    while (p < end && at + 4 < cap) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x80) {
            bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (keeps && !is_abbreviation(p, end, devanagari)) {
                out[at++] = (char)c;
                devanagari = false;
            }
            p++;
            continue;
        }
        size_t left = (size_t)(end - p);
        unsigned wide = three_bytes(p, left);
        if (wide && nasal_to_point(p, left)) {
            memcpy(out + at, "\340\244\202", 3);
            at += 3;
            p += 6;
            continue;
        }
        size_t bytes = wide ? 3 : c >= 0xF0 ? 4 : 2;
        if (bytes > left)
            bytes = left;
        bool punctuation =
            wide == 0x964 || wide == 0x965 || wide == 0x970 || (wide >= 0x2000 && wide < 0x2070) || bytes == 2;
        if (!punctuation) {
            memcpy(out + at, p, bytes);
            at += bytes;
            devanagari = is_devanagari(wide);
        }
        p += bytes;
    }
    out[at] = '\0';
    return at;
}

bool loose_same(const char *in, size_t n, const char *other) {
    char a[LOOSE_KEY], b[LOOSE_KEY];
    loose_key(in, n, a, sizeof a);
    loose_key(other, strlen(other), b, sizeof b);
    return a[0] != '\0' && strcmp(a, b) == 0;
}

int loose_number(char *key) {
    size_t n = strlen(key), from = n;
    while (from > 0 && key[from - 1] >= '0' && key[from - 1] <= '9')
        from--;
    if (from == n || from == 0 || n - from > 2)
        return 0;
    int value = 0;
    for (size_t i = from; i < n; i++)
        value = value * 10 + (key[i] - '0');
    key[from] = '\0';
    return value;
}
