/* Headings and words of a form, compared loosely: "FIR No.", "fir_no" and "FIR NO" are one, and so are
 * "मु0अ0सं0", "मु.अ.सं." and "मु०अ०सं०". */
#ifndef ITSSO_IMPORT_LOOSE_H
#define ITSSO_IMPORT_LOOSE_H

#include <stdbool.h>
#include <stddef.h>

#define LOOSE_KEY 192

/* What is left of `in` for comparing: small letters and digits, nukta dropped, a nasal before a consonant as
 * anusvara, no blanks, no punctuation, and none of the zeros that stand for an abbreviation between Devanagari
 * letters. Cut at cap. Returns the length. */
size_t loose_key(const char *in, size_t n, char *out, size_t cap);

/* True where the key of `in` is the key of `other`. */
bool loose_same(const char *in, size_t n, const char *other);

/* The number at the end of a key ("act2": 2), taken off it; 0 where there is none. */
int loose_number(char *key);

#endif
