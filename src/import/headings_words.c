/* What the words of a heading say: whose it is. */
#include <string.h>

#include "src/import/headings_table.h"
#include "src/import/loose.h"

static char private_key[200][48];
static int privates_n;
static char officer_key[40][48];
static int officers_n;

/* The words' keys, made once. */
static void prepare_keys(void) {
    if (privates_n > 0)
        return;
    for (int i = 0; i < private_words_count && i < (int)(sizeof private_key / sizeof *private_key); i++) {
        loose_key(private_words[i], strlen(private_words[i]), private_key[i], sizeof private_key[i]);
        privates_n = i + 1;
    }
    for (int i = 0; i < officer_words_count && i < (int)(sizeof officer_key / sizeof *officer_key); i++) {
        loose_key(officer_words[i], strlen(officer_words[i]), officer_key[i], sizeof officer_key[i]);
        officers_n = i + 1;
    }
}

bool heading_any_word(const char *text, size_t n, bool (*says)(const char *key)) {
    static const char between[] = " \t\r\n/|()[]{},;:._-'";
    char key[LOOSE_KEY];
    prepare_keys();
    for (size_t at = 0; at < n; at++) {
        size_t from = at;
        while (at < n && (text[at] == '\0' || strchr(between, text[at]) == NULL))
            at++;
        if (at > from && loose_key(text + from, at - from, key, sizeof key) > 0 && says(key))
            return true;
    }
    return false;
}

/* It begins with a private word, or has a long one within it ("NameVictim"). */
static bool word_is_private(const char *key) {
    for (int i = 0; i < privates_n; i++) {
        const char *at = strstr(key, private_key[i]);
        bool latin = (unsigned char)private_key[i][0] < 0x80;
        if (at && (at == key || (latin && strlen(private_key[i]) >= 6)))
            return true;
    }
    return false;
}

bool heading_is_private(const char *text, size_t n) {
    return heading_any_word(text, n, word_is_private);
}

/* A word of few letters stands alone or begins with "io": "IOName". */
static bool word_is_officer(const char *key) {
    for (int i = 0; i < officers_n; i++) {
        size_t length = strlen(officer_key[i]);
        if (strcmp(key, officer_key[i]) == 0 || (length > 3 && strncmp(key, officer_key[i], length) == 0))
            return true;
    }
    return strncmp(key, "ioname", 6) == 0;
}

bool heading_is_officer(const char *text, size_t n) {
    char key[LOOSE_KEY];
    size_t length = loose_key(text, n, key, sizeof key);
    /* "I.O. Name", "Name of I. O." */
    if (strncmp(key, "ioname", 6) == 0 || (length >= 4 && strcmp(key + length - 4, "ofio") == 0))
        return true;
    return heading_any_word(text, n, word_is_officer);
}
