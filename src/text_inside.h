/* What the text_*.c files share; nobody else includes it. */
#ifndef ITSSO_TEXT_INSIDE_H
#define ITSSO_TEXT_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_REPLACEMENT 0xfffd
#define TEXT_VIRAMA 0x094d

/* Reads one character of at most n > 0 bytes; returns the bytes read, at least 1. Broken UTF-8 is read as
 * a whole where it began as one character, and gives *cp = -1. */
size_t text_decode(const char *in, size_t n, int32_t *cp);

/* Writes cp as UTF-8 into out (4 bytes); returns the length. */
size_t text_encode(int32_t cp, char out[4]);

/* Mn, Mc, Me: a sign that belongs to the letter before it. */
bool text_is_mark(int32_t cp);

#endif
