/* One way to read the options of a command, and to say what is wrong with them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

#define WORDS_TEXT 320
#define OPTIONS_MAX 16
#define MEANT_MAX 40 /* bytes of a word that may be meant for another one */

const char *const format_words[] = {"table", "csv", "json", NULL};
const char *const text_format_words[] = {"text", "json", NULL};

/* "table, csv, json" */
static const char *words_text(const char *const *words, char out[WORDS_TEXT])
{
    size_t n = 0;
    out[0] = '\0';
    for (int i = 0; words[i] && n + 1 < WORDS_TEXT; i++)
        n += text_format(out + n, WORDS_TEXT - n, "%s%s", i ? ", " : "", words[i]);
    return out;
}

/* What was probably meant: the word that is spelt nearly so, else the only one that begins so ("wait": "waiting"). */
static const char *nearest_word(const char *typed, const char *const *words)
{
    const char *begins = NULL;
    size_t n = strlen(typed);
    const char *meant = n <= MEANT_MAX ? config_nearest(typed, words) : NULL;
    if (meant || n < 2)
        return meant;
    for (; *words; words++)
        if (strncmp(*words, typed, n) == 0) {
            if (begins)
                return NULL;
            begins = *words;
        }
    return begins;
}

bool command_no_such(struct error *e, const char *what, const char *typed, const char *const *words)
{
    char all[WORDS_TEXT];
    char shown[80];
    text_clean(typed, strlen(typed), shown, sizeof shown);
    const char *meant = nearest_word(typed, words);
    if (meant)
        return error_set(e, ERROR_USAGE, _("%s: '%s' is none of %s; did you mean '%s'?"), what, shown, words_text(words, all), meant);
    return error_set(e, ERROR_USAGE, _("%s: '%s' is none of %s"), what, shown, words_text(words, all));
}

static bool number_read(const struct command_option *option, const char *value, struct error *e)
{
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    bool whole = *value && *end == '\0' && ((*value >= '0' && *value <= '9') || *value == '-');
    if (!whole)
        return error_set(e, ERROR_USAGE, _("%s: '%s' is no whole number"), option->name, value);
    if (errno || number < option->least || number > option->most) {
        int nearest = number < option->least ? option->least : option->most;
        if (option->most == INT_MAX)
            return error_set(e, ERROR_USAGE, _("%s: %s is out of range; expected %d or more"), option->name, value, option->least);
        return error_set(e, ERROR_USAGE, _("%s: %s is out of range; expected %d to %d; the nearest is %d"), option->name, value,
                         option->least, option->most, nearest);
    }
    *(int *)option->into = (int)number;
    return true;
}

static bool word_read(const struct command_option *option, const char *value, struct error *e)
{
    for (int i = 0; option->words[i]; i++)
        if (strcmp(option->words[i], value) == 0) {
            *(int *)option->into = i;
            return true;
        }
    return command_no_such(e, option->name, value, option->words);
}

bool command_day(const char *option, const char *typed, civil_day *out, struct error *e)
{
    char shown[80];
    char other[16];
    *out = civil_parse_iso(typed);
    if (*out != CIVIL_NONE)
        return true;
    text_clean(typed, strlen(typed), shown, sizeof shown);
    /* a date but for its year: the same day of a year that is in range, a leap year, so that 29 February is one */
    text_format(other, sizeof other, "2000%s", strlen(typed) == 10 ? typed + 4 : "");
    if (strspn(typed, "0123456789") == 4 && civil_parse_iso(other) != CIVIL_NONE && (atoi(typed) < 1900 || atoi(typed) > 2199))
        return error_set(e, ERROR_USAGE, _("%s: %s is out of range; expected 1900-01-01 to 2199-12-31"), option, shown);
    return error_set(e, ERROR_USAGE, _("%s: '%s' is no date; expected YYYY-MM-DD, for example 2026-11-23"), option, shown);
}

static bool value_read(const struct command_option *option, const char *value, struct error *e)
{
    switch (option->kind) {
    case OPTION_NUMBER: return number_read(option, value, e);
    case OPTION_WORD: return word_read(option, value, e);
    case OPTION_DAY: return command_day(option->name, value, (civil_day *)option->into, e);
    case OPTION_FLAG: return error_set(e, ERROR_USAGE, _("%s takes no value"), option->name);
    case OPTION_TEXT: break;
    }
    if (!*value)
        return error_set(e, ERROR_USAGE, _("%s: a value is expected, and it is empty"), option->name);
    *(const char **)option->into = value;
    return true;
}

static const struct command_option *option_find(const struct command_option *options, const char *argument, size_t n)
{
    for (; options->name; options++)
        if (strlen(options->name) == n && strncmp(options->name, argument, n) == 0)
            return options;
    return NULL;
}

static bool option_unknown(const struct command_option *options, const char *typed, struct error *e)
{
    const char *names[OPTIONS_MAX + 8];
    int n = 0;
    for (; options->name && n < OPTIONS_MAX; options++)
        names[n++] = options->name;
    for (int i = 0; globals_words[i]; i++)
        names[n++] = globals_words[i];
    names[n] = NULL;
    const char *meant = nearest_word(typed, names);
    if (meant)
        return error_set(e, ERROR_USAGE, _("there is no option '%s' here; did you mean '%s'?"), typed, meant);
    return error_set(e, ERROR_USAGE, _("there is no option '%s' here"), typed);
}

/* Reads argv[*i], and moves on over its value. */
static bool option_read(const struct command_option *options, int argc, char **argv, int *i, struct error *e)
{
    const char *argument = argv[*i];
    const char *equals = strchr(argument, '=');
    size_t n = equals ? (size_t)(equals - argument) : strlen(argument);
    const struct command_option *option = option_find(options, argument, n);
    if (!option)
        return option_unknown(options, argument, e);
    if (equals)
        return value_read(option, equals + 1, e);
    if (option->kind == OPTION_FLAG) {
        *(bool *)option->into = true;
        return true;
    }
    if (*i + 1 >= argc)
        return error_set(e, ERROR_USAGE, _("%s needs a value after it"), argument);
    return value_read(option, argv[++*i], e);
}

bool command_options(const struct context *context, int argc, char **argv, const struct command_option *options, int most,
                     struct operands *operands)
{
    struct error e = {0};
    bool only_operands = false;
    *operands = (struct operands){0};
    for (int i = 1; i < argc; i++) {
        if (!only_operands && strcmp(argv[i], "--") == 0)
            only_operands = true;
        else if (!only_operands && argv[i][0] == '-' && argv[i][1]) {
            if (!option_read(options, argc, argv, &i, &e)) {
                command_usage(context, argv[0], "%s", e.text);
                return false;
            }
        } else if (operands->n >= most || operands->n >= OPERANDS_MAX) {
            command_usage(context, argv[0], _("'%s' is one word too many"), argv[i]);
            return false;
        } else
            operands->at[operands->n++] = argv[i];
    }
    return true;
}
