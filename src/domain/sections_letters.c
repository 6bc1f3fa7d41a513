/* Letters of the folded form, and section letters in the ways in which they are typed: official (क ख ग घ ङ), phonetic
 * (ए बी सी डी), the old series (अ ब स द), Latin, and Latin transliterations of the official ones (Ka Kha Ga Gha). */
#include <string.h>

#include "src/domain/sections_inside.h"

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_latin(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_hindi(const char *p) {
    return (unsigned char)p[0] == 0xe0 && ((unsigned char)p[1] == 0xa4 || (unsigned char)p[1] == 0xa5);
}

static int hindi_low(const char *p) { /* the character minus U+0900 */
    return ((unsigned char)p[1] & 3) << 6 | ((unsigned char)p[2] & 0x3f);
}

bool is_hindi_mark(const char *p) {
    if (!is_hindi(p))
        return false;
    int low = hindi_low(p);
    return low <= 0x03 || (low >= 0x3a && low <= 0x4f && low != 0x3d) || (low >= 0x55 && low <= 0x57) || low == 0x62 ||
           low == 0x63;
}

size_t word_length(const char *p) {
    size_t n = 0;
    if (is_latin(*p))
        while (is_latin(p[n]))
            n++;
    else
        while (is_hindi(p + n))
            n += HINDI_BYTES;
    return n;
}

struct letter_name {
    const char *name;
    char letter;
};

/* Longer names before their beginnings. */
static const struct letter_name phonetic[] = {
    {"डब्ल्यू", 'w'}, {"डब्ल्यु", 'w'}, {"डब्लू", 'w'}, {"डब्लयू", 'w'}, {"एक्स", 'x'}, {"क्यू", 'q'}, {"क्यु", 'q'}, {"वाई", 'y'},
    {"वाय", 'y'},  {"जेड", 'z'},   {"आई", 'i'},  {"आइ", 'i'},   {"आय", 'i'},  {"आर", 'r'}, {"एफ", 'f'}, {"एच", 'h'},
    {"एल", 'l'},   {"एम", 'm'},   {"एन", 'n'},  {"एस", 's'},   {"जे", 'j'},   {"जी", 'g'}, {"के", 'k'},  {"बी", 'b'},
    {"सी", 'c'},   {"डी", 'd'},   {"पी", 'p'},  {"टी", 't'},   {"यू", 'u'},   {"यु", 'u'},  {"वी", 'v'}, {"ऐम", 'm'},
    {"ऐन", 'n'},   {"ऐल", 'l'},   {"ऐ", 'a'},   {"ए", 'a'},    {"ई", 'e'},   {"इ", 'e'},  {"ओ", 'o'},
};

/* The alphabet of the Hindi texts of the acts, a to z. */
static const char *const official = "कखगघङचछजझञटठडढणतथदधनपफबभमय";

static const struct letter_name transliterated[] = {
    {"ka", 'a'},   {"kha", 'b'}, {"ga", 'c'},  {"gha", 'd'}, {"cha", 'f'},
    {"chha", 'g'}, {"ja", 'h'},  {"jha", 'i'}, {"tha", 'l'}, {"dha", 'n'},
};

static size_t latin_letters(const char *p, size_t n, int base, char *out) {
    if (base == 3 && ((n == 2 && memcmp(p, "da", 2) == 0) || (n == 3 && memcmp(p, "dha", 3) == 0))) {
        *out = n == 2 ? 'r' : 's'; /* SC/ST 3(1)(द), (ध) */
        return 1;
    }
    for (size_t i = 0; i < sizeof transliterated / sizeof transliterated[0]; i++)
        if (strlen(transliterated[i].name) == n && memcmp(transliterated[i].name, p, n) == 0) {
            *out = transliterated[i].letter;
            return 1;
        }
    if (n > LETTERS_MAX)
        return 0;
    memcpy(out, p, n);
    return n;
}

static bool has_mark_after(const char *p, const char *end) {
    return p < end && is_hindi_mark(p);
}

/* One letter of the official or the old series at p; 0 where it is none. */
static char single_letter(const char *p, int base, bool *guessed) {
    static const char *const old = "अबसद";
    if (hindi_low(p) == 0x5c) { /* ड with a dot below: what many type for ङ */
        *guessed = true;
        return 'e';
    }
    for (int i = 0; i < 4; i++)
        if (memcmp(p, old + i * HINDI_BYTES, HINDI_BYTES) == 0 && (base >= 100 || i == 0 || i == 2))
            return (char)('a' + i);
    static const struct letter_name sounds[] = {{"न", 'n'}, {"म", 'm'}, {"ल", 'l'}};
    for (size_t i = 0; i < 3; i++) /* no clause of rape is a t or a y: the sound is meant */
        if (memcmp(p, sounds[i].name, HINDI_BYTES) == 0 && (i > 0 || base == 376 || base == 64))
            return sounds[i].letter;
    for (int i = 0; i < 26; i++)
        if (memcmp(p, official + i * HINDI_BYTES, HINDI_BYTES) == 0)
            return (char)('a' + i);
    return 0;
}

static size_t hindi_letters(const char *p, size_t n, int base, char *out, bool *guessed) {
    const char *end = p + n;
    size_t count = 0;
    while (p < end) {
        char letter = 0;
        size_t length = 0;
        for (size_t i = 0; i < sizeof phonetic / sizeof phonetic[0] && !letter; i++) {
            length = strlen(phonetic[i].name);
            if (length <= (size_t)(end - p) && memcmp(p, phonetic[i].name, length) == 0 &&
                !has_mark_after(p + length, end))
                letter = phonetic[i].letter;
        }
        if (!letter) {
            length = HINDI_BYTES;
            if (has_mark_after(p + length, end))
                return 0;
            letter = single_letter(p, base, guessed);
        }
        if (!letter || count == LETTERS_MAX)
            return 0;
        out[count++] = letter;
        p += length;
    }
    return count;
}

size_t letters_read(const char *p, size_t n, int base, char out[LETTERS_MAX + 1], bool *guessed) {
    bool guess = false;
    size_t count = n == 0 ? 0 : is_latin(*p) ? latin_letters(p, n, base, out) : hindi_letters(p, n, base, out, &guess);
    out[count] = '\0';
    if (count > 0 && guess)
        *guessed = true;
    return count;
}

static const char *const romans[] = {"",   "i",   "ii",   "iii", "iv", "v",   "vi",   "vii",   "viii", "ix", "x",
                                     "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix",  "xx"};

int roman_value(const char *text) {
    for (int i = 1; i <= 20; i++)
        if (strcmp(text, romans[i]) == 0)
            return i;
    return 0;
}

const char *roman_text(int value) {
    return value >= 1 && value <= 20 ? romans[value] : "";
}
