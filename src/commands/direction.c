/* direction: a supervisor's direction on a case, its text from standard input. */
#include <stdio.h>
#include <string.h>

#include "db/entry.h"
#include "src/commands/command.h"
#include "src/domain/direction.h"
#include "src/i18n.h"
#include "src/output.h"
#include "src/text.h"

static const struct output_column columns[] = {{"code", N_("Code"), false, 0, 0}, {"label", N_("Meaning"), false, 0, 0}};

static int codes_print(const struct context *context, int format)
{
    struct error e = {0};
    struct output *out = output_begin(stdout, (enum output_format)format, columns, 2, output_width(stdout));
    if (!out) {
        error_set(&e, ERROR_UNABLE, _("out of memory"));
        return command_fail(context, &e);
    }
    for (const struct direction_source *source = direction_sources; source->code; source++) {
        output_text(out, source->code);
        output_text(out, format == OUTPUT_TABLE ? _(source->label) : source->label);
        output_row(out);
    }
    output_end(out);
    return EXIT_DONE;
}

struct direction_options { const char *source, *letter; civil_day date, next; bool anyway; };

static bool source_check(const char *code, struct error *e)
{
    const char *words[32];
    int n = 0;
    if (!code)
        return error_set(e, ERROR_USAGE, _("whose direction? --source CODE is expected; --codes lists the codes"));
    if (direction_source_find(code))
        return true;
    for (const struct direction_source *source = direction_sources; source->code; source++)
        words[n++] = source->code;
    words[n] = NULL;
    return command_no_such(e, "--source", code, words);
}

static bool direction_enter(struct context *context, struct store *store, const char *named, const struct direction_options *o,
                            struct error *e)
{
    struct entry entry = {.kind = ENTRY_DIRECTION, .on = o->date, .next_on = o->next};
    if (!command_case(context, store, named, &entry.case_id, e))
        return false;
    text_format(entry.code, sizeof entry.code, "%s", o->source);
    if (!command_letter(o->letter, &entry, e))
        return false;
    return command_text(context, &entry, o->anyway, e) && command_save(context, store, &entry, e);
}

int command_direction(struct context *context, int argc, char **argv)
{
    struct direction_options o = {.date = CIVIL_NONE, .next = CIVIL_NONE};
    bool codes = false;
    int format = 0;
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--source", .kind = OPTION_TEXT, .into = &o.source},
        {.name = "--letter", .kind = OPTION_TEXT, .into = &o.letter},
        {.name = "--date", .kind = OPTION_DAY, .into = &o.date},
        {.name = "--next", .kind = OPTION_DAY, .into = &o.next},
        {.name = "--anyway", .kind = OPTION_FLAG, .into = &o.anyway},
        {.name = "--codes", .kind = OPTION_FLAG, .into = &codes},
        {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, 1, &operands))
        return EXIT_USAGE;
    if (codes)
        return codes_print(context, format);
    if (operands.n < 1)
        return command_usage(context, argv[0], _("which case? Expected 31655001/0412/2026, or 412/26 where one station is meant"));
    if (!source_check(o.source, &e))
        return command_usage(context, argv[0], "%s", e.text);
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!direction_enter(context, store, operands.at[0], &o, &e))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
