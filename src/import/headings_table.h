/* The headings that are known, and what each means. Inside src/import/ only. */
#ifndef ITSSO_IMPORT_HEADINGS_TABLE_H
#define ITSSO_IMPORT_HEADINGS_TABLE_H

#include "src/import/headings.h"

struct known_heading {
    enum field field;
    const char *texts; /* divided by | */
};
extern const struct known_heading known_headings[];
extern const int known_headings_count;

/* Words of headings that are never taken into a text that is kept. */
extern const char *const private_words[];
extern const int private_words_count;

/* Words of headings that say: the officer. */
extern const char *const officer_words[];
extern const int officer_words_count;

/* Gives the key (loose.h) of each word of a heading to says(); true as soon as that is. */
bool heading_any_word(const char *text, size_t n, bool (*says)(const char *key));

/* What may stand beside a known heading: "FIR Date (dd/mm/yyyy)". */
extern const char *const heading_hints[];
extern const int heading_hints_count;

#endif
