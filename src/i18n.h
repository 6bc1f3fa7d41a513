/* Languages. Every text that a person reads goes through _() (shown where it
 * stands) or N_() (marked in a table, shown later through _()). The English
 * text is the message id; po/hi.po is the Hindi catalogue. */
#ifndef ITSSO_I18N_H
#define ITSSO_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text) gettext(text)
#define N_(text) (text)

enum language { LANGUAGE_ENGLISH = 0, LANGUAGE_HINDI = 1 };

/* Once at the start, before anything is shown: sets the locale (falls back to
 * C.UTF-8 where the codeset is not UTF-8 and the user did not ask for
 * something else; LC_ALL=C and the like mean: English and ASCII) and finds the
 * catalogues beside the executable (locale/) or in the installed place.
 * Returns false where the terminal's codeset cannot show UTF-8. */
bool language_init(void);

/* Switches every later _() to the language, at once. Hindi where the codeset
 * is not UTF-8 is refused: returns false and English stays. */
bool language_set(enum language language);

enum language language_now(void);

/* "en" or "hi" to the language; false for anything else. */
bool language_parse(const char *name, enum language *out);

/* True where the output can carry UTF-8 (else: ASCII only). */
bool language_utf8(void);

#endif
