/* Text from outside, made safe and measured: the only cleaner of the program
 * (terminal.md sections 2 and 3). */
#ifndef ITSSO_TEXT_H
#define ITSSO_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Copies n bytes of `in` into out (cap bytes, NUL at the end), cleaned: control
 * characters, C1, bidirectional and zero-width signs go, tab and newline become a blank,
 * broken UTF-8 and unassigned characters become U+FFFD, at most 4 combining marks a
 * cell; normalised to NFC; blanks at both ends go. Returns the length. ZWJ and ZWNJ go too. */
size_t text_clean(const char *in, size_t n, char *out, size_t cap);

/* As text_clean, for a text of several lines: keeps newlines. */
size_t text_clean_lines(const char *in, size_t n, char *out, size_t cap);

/* The form that loose search compares: NFC, lower case ASCII, nukta dropped, chandrabindu as anusvara, Devanagari
 * digits as ASCII, runs of blanks as one. Returns the length. */
size_t text_fold(const char *in, size_t n, char *out, size_t cap);

/* Terminal columns, by wcwidth(). The text is clean. */
int text_width(const char *text);

/* Bytes of the longest beginning of `text` that fits `columns`, cut at a
 * cluster's end (never before Mn/Mc, nor between virama and consonant).
 * *used (may be NULL) gets its width. */
size_t text_clip(const char *text, int columns, int *used);

/* Exactly `columns` wide into out: clipped with "…" ("~" without UTF-8) where too long, padded
 * with blanks. Returns out. A text beginning with a mark gets U+25CC first. */
char *text_pad(const char *text, int columns, char *out, size_t cap);

/* Devanagari digits to ASCII, in place. */
void text_ascii_digits(char *text);

/* snprintf that never leaves half a character; returns the length written (< cap). */
size_t text_format(char *out, size_t cap, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* vsnprintf, then text_clean; what is longer than the buffer is cut at a cluster's end (a whole akshara, never after a virama) and
 * ends with "…". Returns the length. For sentences: messages, notes, questions. */
size_t text_sentence(char *out, size_t cap, const char *format, va_list list) __attribute__((format(printf, 3, 0)));

/* A name, place, relation or number that should not stand in a remark
 * (domain.md section 6). Returns what was found (a static text, for the message), or NULL. `number` as well: 6 or more digits in a row. */
const char *text_names_somebody(const char *text);

/* wcwidth() answers 0 for the 13 spacing vowel signs from now on (a terminal that draws them so: terminal.md section 3). */
void text_spacing_marks_are_zero(bool yes);

#endif
