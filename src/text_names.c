/* Words in a remark that may make a victim known: a relation, a place, a long number (domain.md section 6). The remark
 * is only warned of, so that a word too many costs one key and a word too few may cost a child. */
#include <string.h>
#include <utf8proc.h>

#include "src/i18n.h"
#include "src/text.h"
#include "src/text_inside.h"

#define FOLD_MAX 8192 /* a remark has at most 2000 bytes; folding makes no text four times as long */

/* Whole words, as text_fold() leaves them. */
static const char *const telling_words[] = {
    "पुत्री",    "पुत्र",     "पुत्रियों", "पुत्रियां",   "पत्नी",    "पति",    "पिता",     "माता",   "भाई",
    "बहन",     "चाचा",    "मामा",   "ग्राम",     "गांव",     "निवासी", "निवासिनी", "मोहल्ला", "मौहल्ला",
    "मुहल्ला",   "विद्यालय", "स्कूल",    "daughter", "son",     "wife",   "husband",  "father", "mother",
    "brother", "sister",  "uncle",  "resident", "village", "vill",   "mohalla",  "school",
};

/* Before these नि0 is निवासी; behind them it is the rank निरीक्षक. */
static const char *const before_a_rank[] = {"विवेचक", "प्रभारी", "थाना", "श्री", "अपराध", "अतिरिक्त"};

struct word {
    const char *at;
    size_t n;
};

static bool is_word_character(int32_t cp) {
    if (cp < 0x80)
        return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
    utf8proc_category_t category = utf8proc_category(cp);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/* The next word from *at on; n is 0 at the end. */
static struct word next_word(const char **at) {
    struct word word = {NULL, 0};
    size_t left = strlen(*at);
    while (left > 0) {
        int32_t cp;
        size_t length = text_decode(*at, left, &cp);
        if (is_word_character(cp)) {
            if (!word.at)
                word.at = *at;
            word.n += length;
        } else if (word.at) {
            break;
        }
        *at += length;
        left -= length;
    }
    return word;
}

static bool word_is(struct word word, const char *text) {
    return word.n == strlen(text) && memcmp(word.at, text, word.n) == 0;
}

static bool word_begins(struct word word, const char *text) {
    return word.n >= strlen(text) && memcmp(word.at, text, strlen(text)) == 0;
}

static bool is_short_for(const char *at) {
    return *at == '.' || strncmp(at, "॰", strlen("॰")) == 0;
}

/* "नि0 X": resident of X, or Inspector X. The rank stands behind another abbreviation (उ0नि0, उ0 नि0, प्र0 नि0),
 * behind a word that announces an officer, or at the very beginning of the remark. */
static bool means_resident(struct word before, struct word word) {
    const char *end = word.at + word.n;
    bool zero = word_begins(word, "नि0");
    if (!zero && !(word_is(word, "नि") && is_short_for(end)))
        return false;
    if (!before.at)
        return false;
    if (before.n > 1 && before.at[before.n - 1] == '0' && (unsigned char)before.at[before.n - 2] >= 0x80)
        return false;
    if (is_short_for(before.at + before.n))
        return false;
    for (size_t i = 0; i < sizeof before_a_rank / sizeof before_a_rank[0]; i++)
        if (word_is(before, before_a_rank[i]))
            return false;
    return true;
}

/* d/o, s/o, w/o, r/o, with or without blanks about the stroke. */
static const char *relation_sign(struct word word) {
    static const char *const signs[] = {"d/o", "s/o", "w/o", "r/o"};
    if (word.n != 1)
        return NULL;
    const char *at = word.at + 1;
    at += strspn(at, " ");
    if (*at++ != '/')
        return NULL;
    at += strspn(at, " ");
    struct word next = next_word(&at);
    for (size_t i = 0; i < 4; i++)
        if (word_is(word, (char[]){signs[i][0], '\0'}) && word_is(next, "o"))
            return signs[i];
    return NULL;
}

/* Six digits in a row, or a telephone number that is parted in two. */
static bool long_number(const char *text) {
    size_t before = 0; /* digits of the group that a single blank or hyphen parts from this one */
    while (*text) {
        size_t n = strspn(text, "0123456789");
        if (n >= 6 || (n == 5 && before == 5))
            return true;
        if (n == 0) {
            text++;
            before = 0;
            continue;
        }
        text += n;
        before = n;
        if (*text == ' ' || *text == '-')
            text++;
    }
    return false;
}

const char *text_names_somebody(const char *text) {
    char folded[FOLD_MAX];
    text_fold(text, strlen(text), folded, sizeof folded);
    const char *at = folded;
    struct word before = {NULL, 0};
    for (struct word word = next_word(&at); word.n > 0; word = next_word(&at)) {
        for (size_t i = 0; i < sizeof telling_words / sizeof telling_words[0]; i++)
            if (word_is(word, telling_words[i]))
                return telling_words[i];
        const char *sign = relation_sign(word);
        if (sign)
            return sign;
        if (means_resident(before, word))
            return "नि0";
        before = word;
    }
    return long_number(folded) ? _("number") : NULL;
}
