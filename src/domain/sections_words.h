/* The dictionary of sections_words.c, for it and its test. */
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
    enum word_kind kind;
    enum law law;
    unsigned flags;
    enum word_match match;
};

/* Tables 0 to 2; NULL for any other. */
const struct word_entry *word_entries(int table, size_t *n);

#endif
