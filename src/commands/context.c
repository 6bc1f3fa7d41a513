/* The global options and what every command stands on: configuration, language, folder, today, rules. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

#define RULES_BYTES_MAX ((size_t)1 << 20) /* a rule file larger than this is none */

const char *const globals_words[] = {"--config", "--db", "--as-of", "--lang", "--read-only", "--version", "--help", NULL};

/* Where the value of a global option belongs; NULL for the others. */
static const char **valued_place(struct globals *globals, const char *argument, size_t n)
{
    const struct { const char *name; const char **into; } valued[] = {
        {"--config", &globals->config}, {"--db", &globals->db}, {"--as-of", &globals->as_of}, {"--lang", &globals->lang},
    };
    for (size_t i = 0; i < sizeof valued / sizeof valued[0]; i++)
        if (strlen(valued[i].name) == n && strncmp(argument, valued[i].name, n) == 0)
            return valued[i].into;
    return NULL;
}

static bool flag_take(struct globals *globals, const char *argument)
{
    if (strcmp(argument, "--read-only") == 0)
        return globals->read_only = true;
    if (strcmp(argument, "--version") == 0)
        return globals->version = true;
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
        return globals->help = true;
    return false;
}

void globals_take(struct globals *globals, int *argc, char **argv)
{
    *globals = (struct globals){0};
    int kept = 1;
    int i = 1;
    for (; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        const char *equals = strchr(argv[i], '=');
        size_t n = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);
        const char **into = valued_place(globals, argv[i], n);
        if (into && equals)
            *into = equals + 1;
        else if (into && i + 1 < *argc)
            *into = argv[++i];
        else if (into)
            globals->lacking = argv[i];
        else if (!flag_take(globals, argv[i])) {
            if (argv[i][0] == '-' && kept == 1 && !globals->unknown)
                globals->unknown = argv[i];
            argv[kept++] = argv[i];
        }
    }
    for (; i < *argc; i++)
        argv[kept++] = argv[i];
    *argc = kept;
    argv[kept] = NULL;
}

void context_language(struct context *context, const struct globals *globals)
{
    config_read(&context->config, globals->config, &context->config_error);
    enum language language = LANGUAGE_HINDI;
    const char *terminal = getenv("TERM");
    if (globals->lang && language_parse(globals->lang, &language))
        ;
    else if (terminal && strcmp(terminal, "linux") == 0)
        language = LANGUAGE_ENGLISH;
    else if (context->config.language[0])
        language_parse(context->config.language, &language);
    language_set(language);
    if (language_now() != LANGUAGE_ENGLISH && (context->config.notes > 0 || context->config_error.kind != ERROR_NONE)) {
        error_clear(&context->config_error); /* what is wrong in it was said before the language was known: once more in that one */
        config_read(&context->config, globals->config, &context->config_error);
    }
}

void context_notes(const struct context *context)
{
    for (int i = 0; i < context->config.notes; i++)
        fprintf(stderr, "%s: %s\n", context->program, context->config.note[i]);
}

/* --db, else the configuration's, else $XDG_DATA_HOME/itsso-tui. */
static bool folder_find(struct context *context, const struct globals *globals, struct error *e)
{
    const char *named = globals->db ? globals->db : context->config.data;
    int n;
    context->folder_given = globals->db != NULL;
    if (globals->db && !*globals->db)
        return error_set(e, ERROR_USAGE, _("--db: a folder is expected, where cache.db and record.db lie"));
    if (*named)
        n = snprintf(context->folder, sizeof context->folder, "%s", named);
    else {
        const char *data = getenv("XDG_DATA_HOME");
        const char *home = getenv("HOME");
        if (data && *data == '/')
            n = snprintf(context->folder, sizeof context->folder, "%s/itsso-tui", data);
        else if (home && *home == '/')
            n = snprintf(context->folder, sizeof context->folder, "%s/.local/share/itsso-tui", home);
        else
            return error_set(e, ERROR_USAGE, _("no folder for the databases is known: HOME is not set. Name one by --db FOLDER "
                                               "or as [station] data in the configuration"));
    }
    if (n < 0 || (size_t)n >= sizeof context->folder)
        return error_set(e, ERROR_USAGE, _("the name of the database folder is longer than %d bytes"), CONFIG_PATH - 1);
    return true;
}

/* The user's own rules, added to the shipped ones. */
static bool rules_read_file(struct rule_set **rules, const char *name, struct error *e)
{
    struct stat about;
    errno = 0;
    FILE *file = stat(name, &about) == 0 && !S_ISREG(about.st_mode) ? NULL : fopen(name, "rbe");
    if (!file && errno == 0) /* a pipe would be waited for */
        return error_set(e, ERROR_USAGE, _("the rules file %s ([clock] rules) is no file; name a text file"), name);
    if (!file)
        return error_set(e, ERROR_USAGE, _("the rules file %s ([clock] rules) cannot be read: %s"), name, strerror(errno));
    char *text = malloc(RULES_BYTES_MAX + 1);
    bool good = false;
    if (!text)
        error_set(e, ERROR_UNABLE, _("out of memory"));
    else {
        size_t n = fread(text, 1, RULES_BYTES_MAX + 1, file);
        if (ferror(file))
            error_set(e, ERROR_UNABLE, _("the rules file %s ([clock] rules) cannot be read: %s"), name, strerror(errno));
        else if (n > RULES_BYTES_MAX)
            error_set(e, ERROR_USAGE, _("%s ([clock] rules) is larger than 1 MiB: that is no rules file"), name);
        else
            good = rules_read(rules, name, text, n, e);
    }
    free(text);
    fclose(file);
    return good;
}

/* A failure that does not stop the screens and doctor: kept beside the notes of the configuration. */
static void keep_note(struct context *context, const struct error *e)
{
    if (context->config.notes < CONFIG_NOTES_MAX)
        text_format(context->config.note[context->config.notes++], sizeof context->config.note[0], "%s", e->text);
}

static bool rules_find(struct context *context, bool lenient, struct error *e)
{
    size_t n;
    const char *shipped = shipped_offence_rules(&n);
    if (!rules_read(&context->rules, "offence_rules.tsv", shipped, n, e))
        return false;
    if (context->config.rules[0] && !rules_read_file(&context->rules, context->config.rules, e)) {
        if (!lenient)
            return false;
        keep_note(context, e);
    }
    const char *lists = context->config.lists[0] ? context->config.lists : "all";
    if (rules_lists_mask(context->rules, lists, &context->lists, e))
        return true;
    error_prefix(e, _("[clock] lists"));
    e->kind = ERROR_USAGE;
    if (!lenient)
        return false;
    keep_note(context, e);
    error_clear(e);
    return rules_lists_mask(context->rules, "all", &context->lists, e);
}

/* The language was set by context_language; here it is said what could not be followed. */
static bool language_check(const struct globals *globals, struct error *e)
{
    enum language asked;
    if (!globals->lang)
        return true;
    if (!language_parse(globals->lang, &asked))
        return error_set(e, ERROR_USAGE, _("--lang: '%s' is no language of this program; expected 'en' or 'hi'"), globals->lang);
    if (asked != language_now())
        fprintf(stderr, "itsso-tui: Hindi needs a UTF-8 locale (for example LANG=C.UTF-8); English is used\n");
    return true;
}

bool context_open(struct context *context, const struct globals *globals, bool lenient, struct error *e)
{
    context->read_only = globals->read_only;
    context->as_of_given = globals->as_of != NULL;
    context->language_given = globals->lang != NULL;
    if (!language_check(globals, e))
        return false;
    context->today = globals->as_of ? CIVIL_NONE : clock_today();
    if (globals->as_of && !command_day("--as-of", globals->as_of, &context->today, e))
        return false;
    return folder_find(context, globals, e) && rules_find(context, lenient, e);
}

void context_close(struct context *context)
{
    if (context->rules)
        rules_free(context->rules);
    context->rules = NULL;
}
