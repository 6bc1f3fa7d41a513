/* Failures as values. */
#include "src/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/text.h"

/* Formats, then cleans: a file's name or a heading inside the sentence may hold anything. */
static void sentence(char out[ERROR_TEXT_MAX], const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void sentence(char out[ERROR_TEXT_MAX], const char *format, va_list args) {
    char raw[2 * ERROR_TEXT_MAX];
    if (vsnprintf(raw, sizeof raw, format, args) < 0)
        raw[0] = '\0';
    text_clean(raw, strlen(raw), out, ERROR_TEXT_MAX);
}

bool error_set(struct error *e, enum error_kind kind, const char *format, ...) {
    if (!e)
        return false;
    char text[ERROR_TEXT_MAX]; /* the arguments may point into *e */
    va_list args;
    va_start(args, format);
    sentence(text, format, args);
    va_end(args);
    e->kind = kind;
    memcpy(e->text, text, sizeof text);
    return false;
}

bool error_prefix(struct error *e, const char *format, ...) {
    if (!e)
        return false;
    char prefix[ERROR_TEXT_MAX], text[ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    sentence(prefix, format, args);
    va_end(args);
    text_format(text, sizeof text, "%s: %s", prefix, e->text);
    memcpy(e->text, text, sizeof text);
    return false;
}

void error_clear(struct error *e) {
    if (!e)
        return;
    e->kind = ERROR_NONE;
    e->text[0] = '\0';
}

int error_exit_status(const struct error *e) {
    switch (e->kind) {
    case ERROR_NONE:
        return 0;
    case ERROR_USAGE:
        return 2;
    case ERROR_UNABLE:
    case ERROR_CHANGED:
    case ERROR_STOPPED:
        break;
    }
    return 3;
}
