/* The one way in which a function of this program says what went wrong: it
 * returns false (or a negative number, or NULL) and fills a struct error with
 * a sentence for the user: what happened, where (file, line), what was
 * expected, what to do. The sentence is already translated. */
#ifndef ITSSO_ERROR_H
#define ITSSO_ERROR_H

#include <stdbool.h>

/* What kind of failure it is decides the exit status (design.md section 4). */
enum error_kind {
    ERROR_NONE = 0,
    ERROR_USAGE,   /* wrong use or configuration: exit status 2 */
    ERROR_UNABLE,  /* could not: database, file, network: exit status 3 */
    ERROR_CHANGED, /* another program changed the same thing meanwhile; ask again */
    ERROR_STOPPED, /* the user interrupted it (a key, SIGINT); nothing changed */
};

#define ERROR_TEXT_MAX 768

struct error {
    enum error_kind kind;
    char text[ERROR_TEXT_MAX]; /* UTF-8, cleaned, no newline at the end */
};

/* Fills *e (which may be NULL) and returns false, so that a caller can write
 * `return error_set(e, ERROR_UNABLE, _("cannot read %s: %s"), ...)`. A text
 * that is too long is cut at a character's end. */
bool error_set(struct error *e, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the sentence that *e already has; keeps the kind;
 * returns false. */
bool error_prefix(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets the failure. */
void error_clear(struct error *e);

/* The exit status that belongs to the kind: 0, 2 or 3. */
int error_exit_status(const struct error *e);

#endif
