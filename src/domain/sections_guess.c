/* Misspelt names: POCSO in its dozens of forms, and the words of the acts' long names. */
#include <string.h>

#include "src/domain/sections_inside.h"

#define GUESS_MAX 16

/* Edit distance with neighbours swapped as one step; `most` or less, else most + 1. Both at most GUESS_MAX long. */
static int distance(const char *a, size_t an, const char *b, size_t bn, int most) {
    int row[3][GUESS_MAX + 1];
    if (an > GUESS_MAX || bn > GUESS_MAX || an > bn + (size_t)most || bn > an + (size_t)most)
        return most + 1;
    int *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= bn; j++)
        last[j] = before[j] = (int)j;
    for (size_t i = 1; i <= an; i++) {
        now[0] = (int)i;
        for (size_t j = 1; j <= bn; j++) {
            int cost = last[j - 1] + (a[i - 1] != b[j - 1]);
            cost = last[j] + 1 < cost ? last[j] + 1 : cost;
            cost = now[j - 1] + 1 < cost ? now[j - 1] + 1 : cost;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < cost)
                cost = before[j - 2] + 1;
            now[j] = cost;
        }
        int *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[bn] <= most ? last[bn] : most + 1;
}

/* How a Latin spelling sounds: x as ks, k and q as c, z and sh as s, doubled letters once, vowels between as o. */
static size_t sound(const char *p, size_t n, char out[GUESS_MAX]) {
    size_t to = 0;
    for (size_t i = 0; i < n && to + 2 < GUESS_MAX; i++) {
        char c = p[i];
        if (c == 'x') {
            out[to++] = 'c';
            c = 's';
        }
        c = c == 'k' || c == 'q' ? 'c' : c == 'z' ? 's' : c;
        if (c != '\0' && strchr("aeiou", c))
            c = 'o';
        if (c == 'h' && to > 0 && (out[to - 1] == 's' || out[to - 1] == 'c'))
            continue;
        if (to > 0 && out[to - 1] == c)
            continue;
        out[to++] = c;
    }
    return to;
}

static bool latin_pocso(const char *p, size_t n) {
    static const char *const names[] = {"pocso", "posco"};
    static const char *const others[] = {"posh", "poco", "poca", "pota", "posco", "post", "pose", "posto"};
    char heard[GUESS_MAX];
    if (n < 3 || n > 9 || (p[0] != 'p' && p[0] != 'o' && p[0] != 'b'))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strlen(others[i]) == n && memcmp(others[i], p, n) == 0)
            return memcmp(p, "poco", 4) == 0 || memcmp(p, "posco", 4) == 0;
    size_t length = sound(p, n, heard);
    bool consonants = memchr(heard, 'c', length) && memchr(heard, 's', length); /* c and s: what the name is known by */
    for (size_t i = 0; i < 2; i++)
        if (distance(heard, length, names[i], 5, 1) <= 1 ||
            (consonants && p[0] == 'p' && n >= 4 && distance(heard, length, names[i], 5, 2) <= 2))
            return length >= 4 || (p[0] == 'p' && memchr(heard, 'c', length));
    return false;
}

/* The consonants of a Devanagari word, as Latin letters: प p, क c, स श s; any other ends it. */
static bool hindi_pocso(const char *p, size_t n) {
    static const char *const skeletons[] = {"pcs", "psc", "pcsc", "pccs", "pcss", "pssc", "ppcs"};
    static const struct {
        const char *letter;
        char sound;
    } letters[] = {
        {"प", 'p'}, {"फ", 'p'}, {"क", 'c'}, {"ख", 'c'}, {"स", 's'}, {"श", 's'}, {"ष", 's'},
    };
    char heard[8] = "";
    size_t to = 0;
    for (size_t i = 0; i < n; i += HINDI_BYTES) {
        char c = 0;
        if (is_hindi_mark(p + i))
            continue;
        for (size_t j = 0; j < sizeof letters / sizeof letters[0]; j++)
            if (memcmp(letters[j].letter, p + i, HINDI_BYTES) == 0)
                c = letters[j].sound;
        if (!c && to > 0 && i + HINDI_BYTES == n &&
            (memcmp("ओ", p + i, HINDI_BYTES) == 0 || memcmp("औ", p + i, HINDI_BYTES) == 0))
            continue;
        if (!c || to == 5)
            return false;
        heard[to++] = c;
    }
    for (size_t i = 0; i < sizeof skeletons / sizeof skeletons[0]; i++)
        if (strlen(skeletons[i]) == to && memcmp(skeletons[i], heard, to) == 0)
            return true;
    return false;
}

bool word_is_pocso(const char *p, size_t n) {
    return is_latin(*p) ? latin_pocso(p, n) : n >= 3 * HINDI_BYTES && hindi_pocso(p, n);
}

/* Words that are known by their consonants whatever the vowel signs: लैगिंक, लैंगीक, लैगिग. */
static unsigned hindi_flags(const char *p, size_t n) {
    static const struct {
        const char *consonants;
        bool whole;
        unsigned flag;
    } names[] = {
        {"लगक", true, NAME_SEXUAL},     {"लगग", true, NAME_SEXUAL},    {"सरकषण", false, NAME_PROTECT},
        {"सरकछण", false, NAME_PROTECT}, {"सरषण", false, NAME_PROTECT}, {"अनसचत", false, NAME_CASTE},
        {"भरतय", true, NAME_BHARAT},    {"सहत", true, NAME_SANHITA},   {"नयय", true, NAME_NYAYA},
        {"दड", true, NAME_PENAL},
    };
    char heard[8 * HINDI_BYTES + 1];
    size_t to = 0;
    for (size_t i = 0; i < n && to < sizeof heard - 1; i += HINDI_BYTES) {
        if (is_hindi_mark(p + i))
            continue;
        memcpy(heard + to, p + i, HINDI_BYTES);
        to += HINDI_BYTES;
    }
    heard[to] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i].consonants);
        if (strncmp(heard, names[i].consonants, length) == 0 && (!names[i].whole || to == length))
            return names[i].flag;
    }
    return 0;
}

unsigned word_guess_flags(const char *p, size_t n) {
    static const struct {
        const char *word;
        int most;
        unsigned flag;
    } names[] = {
        {"children", 2, NAME_CHILD},          {"child", 1, NAME_CHILD},         {"sexual", 2, NAME_SEXUAL},
        {"protection", 3, NAME_PROTECT},      {"laingik", 2, NAME_SEXUAL},      {"sanrakshan", 2, NAME_PROTECT},
        {"prevention", 2, NAME_PROTECT},      {"prohibition", 2, NAME_PROTECT}, {"offences", 2, NAME_OFFENCE},
        {"juvenile", 2, NAME_JUVENILE},       {"marriage", 2, NAME_MARRIAGE},   {"procedure", 2, NAME_PROCEDURE},
        {"scheduled", 2, NAME_CASTE},         {"atrocities", 3, NAME_CASTE},    {"narcotics", 2, NAME_DRUGS},
        {"technology", 2, NAME_TECHNOLOGY},   {"sanhita", 2, NAME_SANHITA},     {"bharatiya", 2, NAME_BHARAT},
        {"information", 2, NAME_INFORMATION},
    };
    if (!is_latin(*p))
        return hindi_flags(p, n);
    if (n < 4 || n > GUESS_MAX)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].word[0] == p[0] || (n > 6 && names[i].word[1] == p[1]))
            if (distance(p, n, names[i].word, strlen(names[i].word), names[i].most) <= names[i].most)
                return names[i].flag;
    return 0;
}
