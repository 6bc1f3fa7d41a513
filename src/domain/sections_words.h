/* The dictionary (sections_names.c), for sections_words.c and the test. */
#ifndef ITSSO_SECTIONS_WORDS_H
#define ITSSO_SECTIONS_WORDS_H

#include "src/domain/sections_inside.h"

enum word_match {
    MATCH_WHOLE,
    MATCH_BEGINNING, /* the word may go on: endings, glued words */
    MATCH_SPACED     /* its letters may stand apart */
};

struct word_entry {
    const char *text;
    size_t length; /* of text, in bytes */
    enum word_kind kind;
    enum law law;
    unsigned flags;
    enum word_match match;
};

struct word_table {
    const struct word_entry *entry;
    size_t n;
};

/* Short names whose letters may stand apart; then Latin and Devanagari words. */
extern const struct word_table words_spaced, words_latin, words_hindi;

#endif
