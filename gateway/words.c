/* Options of the commands, and how failures are said. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/command.h"
#include "src/config.h"
#include "src/domain/calendar.h"
#include "src/i18n.h"
#include "src/text.h"

int say_failed(const struct error *e) {
    fprintf(stderr, "itsso-gateway: %s\n", e->text);
    return error_exit_status(e);
}

int say_usage(const char *command, const char *format, ...) {
    char text[800];
    va_list list;
    va_start(list, format);
    text_sentence(text, sizeof text, format, list);
    va_end(list);
    char name[64];
    text_format(name, sizeof name, "itsso-gateway%s%s", command ? " " : "", command ? command : "");
    bool asks = *text && text[strlen(text) - 1] == '?'; /* it has its stop */
    fprintf(stderr, asks ? _("itsso-gateway: %s See: %s --help\n") : _("itsso-gateway: %s. See: %s --help\n"), text, name);
    return EXIT_USAGE;
}

static const struct word *word_find(const struct word *words, const char *name, size_t n) {
    for (; words->name; words++)
        if (strlen(words->name) == n && strncmp(words->name, name, n) == 0)
            return words;
    return NULL;
}

static bool unknown(const char *command, const struct word *words, const char *given) {
    const char *names[32];
    int n = 0;
    for (; words[n].name && n < 31; n++)
        names[n] = words[n].name;
    names[n] = NULL;
    const char *meant = strlen(given) < 40 ? config_nearest(given, names) : NULL;
    if (meant)
        say_usage(command, _("there is no option '%s'; did you mean '%s'?"), given, meant);
    else
        say_usage(command, _("there is no option '%.60s'"), given);
    return false;
}

static bool take(const char *command, const struct word *word, const char *value) {
    char *end = NULL;
    long number;
    switch (word->kind) {
    case WORD_FLAG:
        *(bool *)word->into = true;
        return true;
    case WORD_TEXT:
        *(const char **)word->into = value;
        return *value || (say_usage(command, _("%s needs a value after it"), word->name), false);
    case WORD_TEXTS: {
        struct texts *texts = word->into;
        if (texts->n == WORD_TEXTS_MAX)
            return say_usage(command, _("%s is given too often"), word->name), false;
        texts->at[texts->n++] = value;
        return true;
    }
    case WORD_NUMBER:
        number = strtol(value, &end, 10);
        if (end == value || *end || number < word->least || number > word->most)
            return say_usage(command, _("%s: a number from %d to %d was expected, not '%.40s'"), word->name, word->least, word->most, value), false;
        *(int *)word->into = (int)number;
        return true;
    case WORD_DAY:
        *(civil_day *)word->into = civil_parse_iso(value);
        if (*(civil_day *)word->into == CIVIL_NONE)
            return say_usage(command, _("%s: a date as YYYY-MM-DD was expected, not '%.40s'"), word->name, value), false;
        return true;
    }
    return false;
}

bool words_read(const char *command, int argc, char **argv, const struct word *words, int most, struct operands *operands) {
    bool ended = false;
    operands->n = 0;
    operands->at = argv + 1; /* operands move to the front of argv: there is always room */
    for (int i = 1; i < argc; i++) {
        const char *given = argv[i];
        if (!ended && strcmp(given, "--") == 0) {
            ended = true;
            continue;
        }
        if (ended || given[0] != '-' || given[1] == '\0') {
            if (operands->n == most)
                return say_usage(command, _("'%.60s' is one argument too many"), given), false;
            operands->at[operands->n++] = argv[i];
            continue;
        }
        size_t n = strcspn(given, "=");
        const struct word *word = word_find(words, given, n);
        if (!word)
            return unknown(command, words, given);
        const char *value = given[n] == '=' ? given + n + 1 : NULL;
        if (word->kind != WORD_FLAG && !value) {
            if (i + 1 == argc)
                return say_usage(command, _("%s needs a value after it"), word->name), false;
            value = argv[++i];
        } else if (word->kind == WORD_FLAG && value) {
            return say_usage(command, _("%s takes no value"), word->name), false;
        }
        if (!take(command, word, value))
            return false;
    }
    return true;
}
