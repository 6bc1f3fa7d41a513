/* Reads one word: a law's short name, a word of the dictionary (sections_names.c), several that are glued together, or
 * a misspelt one. */
#include <string.h>

#include "src/domain/sections_inside.h"
#include "src/domain/sections_words.h"

#define COUNT(table) (sizeof table / sizeof table[0])

/* Matches a pattern whose letters may stand apart: "i.p.c.", "भा द वि". Returns the length, 0 for no match. Two Latin
 * letters with only a blank between are two words ("376 D P.S. …"), and so is an s that stands apart alone ("BNS s.
 * 64"). */
static size_t match_spaced(const char *p, const char *pattern) {
    bool latin_script = is_latin(*pattern);
    size_t at = 0;
    int close = 0;
    bool space = false, dot = false;
    for (size_t i = 0; pattern[i];) {
        if (i > 0 && (latin_script || !is_hindi_mark(pattern + i))) {
            close += !dot && !space && i > 1;
            dot = space = false;
            for (int skipped = 0; skipped < 3 && (p[at] == '.' || p[at] == ' '); skipped++, at++) {
                dot |= p[at] == '.';
                space |= p[at] == ' ';
            }
        }
        size_t length = latin_script ? 1 : HINDI_BYTES;
        if (memcmp(p + at, pattern + i, length) != 0)
            return 0;
        at += length;
        i += length;
    }
    if (latin_script && space && !dot && (!pattern[2] || (close > 0 && p[at - 1] == 's')))
        return 0;
    return at;
}

static bool ends_word(const char *p, size_t at, bool latin_script) {
    return latin_script ? !is_latin(p[at]) : !is_hindi(p + at);
}

/* What may be glued on behind an act's short name: एक्ट, व, and, act … */
static bool glued_on(const char *p, size_t at) {
    struct word first = {0};
    size_t n = word_length(p + at);
    return n > 0 && word_segments(p + at, n, &first) && (first.kind != WORD_STOP || n > 3);
}

static bool spaced_read(const char *p, struct word *word) {
    bool latin_script = is_latin(*p);
    for (size_t i = 0; i < words_spaced.n; i++) {
        const struct word_entry *entry = &words_spaced.entry[i];
        if (entry->text[0] != p[0] || (!latin_script && (entry->text[2] != p[2] || entry->text[1] != p[1])))
            continue;
        size_t length = match_spaced(p, entry->text);
        if (length == 0 || !(ends_word(p, length, latin_script) || (entry->kind == WORD_LAW && glued_on(p, length))))
            continue;
        *word = (struct word){entry->kind, entry->law, entry->flags, length};
        return true;
    }
    return false;
}

static const struct word_entry *table_find(const char *p, size_t n) {
    const struct word_table *words = is_latin(*p) ? &words_latin : &words_hindi;
    const struct word_entry *table = words->entry;
    for (size_t i = 0; i < words->n; i++) {
        size_t length = table[i].length;
        if (length > n || table[i].text[length > 2 ? 2 : 0] != p[length > 2 ? 2 : 0] ||
            memcmp(table[i].text, p, length) != 0)
            continue;
        if (length == n || table[i].match == MATCH_BEGINNING)
            return &table[i];
    }
    return NULL;
}

/* ---- words that are glued together ---- */

static bool law_short(const char *p, size_t n, struct word *word) {
    static const struct {
        const char *text;
        enum law law;
    } names[] = {
        {"ipc", LAW_IPC},       {"bnss", LAW_BNSS},     {"bns", LAW_BNS},     {"crpc", LAW_CRPC},
        {"ndps", LAW_NDPS},     {"scst", LAW_SCST},     {"sc", LAW_SCST},     {"st", LAW_SCST},
        {"itpa", LAW_TRAFFIC},  {"itp", LAW_TRAFFIC},   {"it", LAW_IT},       {"dp", LAW_DP},
        {"jj", LAW_JJ},         {"mv", LAW_OTHER},      {"cla", LAW_OTHER},   {"arms", LAW_ARMS},
        {"dowry", LAW_DP},      {"excise", LAW_OTHER},  {"भादवि", LAW_IPC},   {"भादंवि", LAW_IPC},
        {"भादसं", LAW_IPC},      {"भादंसं", LAW_IPC},      {"आईपीसी", LAW_IPC},  {"ताहि", LAW_IPC},
        {"बीएनएस", LAW_BNS},    {"एससीएसटी", LAW_SCST}, {"एससी", LAW_SCST},   {"एसटी", LAW_SCST},
        {"एनडीपीएस", LAW_NDPS}, {"आईटी", LAW_IT},       {"डीपी", LAW_DP},     {"आयुध", LAW_ARMS},
        {"आर्म्स", LAW_ARMS},     {"दहेज", LAW_DP},        {"गैंगस्टर", LAW_OTHER}, {"गुंडा", LAW_OTHER},
        {"आबकारी", LAW_OTHER},  {"गोवध", LAW_OTHER},
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (strlen(names[i].text) == n && memcmp(names[i].text, p, n) == 0) {
            *word = (struct word){WORD_LAW, names[i].law, 0, n};
            return true;
        }
    if (word_is_pocso(p, n)) {
        *word = (struct word){WORD_LAW, LAW_POCSO, 0, n};
        return true;
    }
    return false;
}

static bool segment(const char *p, size_t n, struct word *word) {
    static const char *const pieces[] = {"and", "of",  "the", "sec",   "section", "sections", "act",   "us",
                                         "rw",  "w",   "in",  "under", "with",    "rule",     "rules", "व",
                                         "एवं",  "तथा", "और",  "की",    "के",       "धारा",     "सपठित", "में"};
    if (law_short(p, n, word))
        return true;
    for (size_t i = 0; i < COUNT(pieces); i++)
        if (strlen(pieces[i]) == n && memcmp(pieces[i], p, n) == 0) {
            const struct word_entry *entry = table_find(p, n);
            *word = (struct word){entry ? entry->kind : WORD_MARK, 0, 0, n};
            return true;
        }
    const struct word_entry *entry = is_latin(*p) ? NULL : table_find(p, n);
    if (!entry || entry->kind != WORD_ACT)
        return false;
    *word = (struct word){WORD_ACT, 0, 0, n};
    return true;
}

bool word_segments(const char *p, size_t n, struct word *first) {
    size_t step = is_latin(*p) ? 1 : HINDI_BYTES;
    if (n == 0 || n > 30 * step)
        return false;
    /* good[i]: from i on, the rest is made of known words; then[i]: length of the first of them, the longest that
     * serves */
    bool good[32] = {false};
    size_t units = n / step;
    good[units] = true;
    for (size_t i = units; i-- > 0;)
        for (size_t length = units - i; length > 0 && !good[i]; length--) {
            struct word word;
            if (!good[i + length] || (!is_latin(*p) && i + length < units && is_hindi_mark(p + (i + length) * step)) ||
                !segment(p + i * step, length * step, &word))
                continue;
            good[i] = true;
            if (i == 0)
                *first = word;
        }
    return good[0];
}

/* ---- one word ---- */

/* A long name typed without blanks: ProtectionofChildrenfromSexualOffences, IndianPenalCode. */
static unsigned long_word_flags(const char *p, size_t n) {
    static const struct {
        const char *part;
        unsigned flag;
    } parts[] = {
        {"child", NAME_CHILD},
        {"sexual", NAME_SEXUAL},
        {"protection", NAME_PROTECT},
        {"offence", NAME_OFFENCE},
        {"juvenile", NAME_JUVENILE},
        {"marriage", NAME_MARRIAGE},
        {"penal", NAME_PENAL},
        {"procedure", NAME_PROCEDURE},
        {"atrocities", NAME_CASTE},
        {"nyaya", NAME_NYAYA},
        {"sanhita", NAME_SANHITA},
        {"दंडसंहिता", NAME_PENAL},
        {"न्यायसंहिता", NAME_NYAYA | NAME_SANHITA},
        {"लैंगिक", NAME_SEXUAL},
        {"बालक", NAME_CHILD},
    };
    unsigned flags = 0;
    for (size_t i = 0; i < COUNT(parts); i++)
        if (memmem(p, n, parts[i].part, strlen(parts[i].part)))
            flags |= parts[i].flag;
    return flags;
}

static struct word latin_special(const char *p, size_t n) {
    struct word word = {WORD_UNKNOWN, 0, 0, n};
    if (n == 1 && p[1] == '/') { /* u/s, r/w, a/w */
        size_t after = word_length(p + 2);
        bool marks = p[0] == 'u' && p[2] == 's';
        bool glues = (p[0] == 'r' || p[0] == 'a' || p[0] == 'c') && p[2] == 'w';
        if ((marks || glues) && after > 0) {
            word.kind = marks ? WORD_MARK : WORD_GLUE;
            word.length = after == 1 || glues ? 3 : 2 + (after == 2 ? 2 : after);
            return word;
        }
    }
    if (n == 1 && (p[0] == 's' || p[0] == 'u')) {
        size_t at = 1 + strspn(p + 1, ". ");
        if (is_digit(p[at]))
            word.kind = WORD_MARK;
    }
    return word;
}

struct word word_read(const char *p) {
    struct word word;
    size_t n = word_length(p);
    if (strncmp(p, "d p act", 7) == 0) /* "376 D P.S. …" is none */
        return (struct word){WORD_LAW, LAW_DP, 0, 3};
    if (is_latin(*p) && n == 1) {
        word = latin_special(p, n);
        if (word.kind != WORD_UNKNOWN)
            return word;
    }
    if (spaced_read(p, &word))
        return word;
    const struct word_entry *entry = table_find(p, n);
    if (entry) {
        unsigned flags = entry->flags;
        if (entry->match == MATCH_BEGINNING && n > 10 * HINDI_BYTES)
            flags |= long_word_flags(p, n);
        return (struct word){entry->kind, entry->law, flags, n};
    }
    if (word_is_pocso(p, n))
        return (struct word){WORD_LAW, LAW_POCSO, 0, n};
    if (n > 1 && word_segments(p, n, &word))
        return word;
    word = (struct word){WORD_UNKNOWN, 0, 0, n};
    word.flags = n > (is_latin(*p) ? 9u : 9u * HINDI_BYTES) ? long_word_flags(p, n) : 0;
    if (word.flags == 0)
        word.flags = word_guess_flags(p, n);
    if (word.flags)
        word.kind = WORD_FLAG;
    return word;
}
