/* answer: what was done on a supervisor's direction, its text from standard input. */
#include <string.h>

#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

struct answer_options { const char *letter; civil_day date; bool anyway; };

static bool answer_enter(struct context *context, struct store *store, const char *named, const struct answer_options *o, struct error *e)
{
    struct entry found;
    struct entry entry = {.kind = ENTRY_ANSWER, .on = o->date, .next_on = CIVIL_NONE};
    error_clear(e);
    bool ours = false;
    if (!entry_by_id(store, named, &found, e) || !command_case_ours(context, store, found.case_id, &ours, e) || !ours)
        return e->kind == ERROR_NONE && error_set(e, ERROR_USAGE, _("there is no entry '%s', or its beginning is not the only such one; "
                                                                    "itsso-tui directions prints the numbers"), named);
    if (found.kind != ENTRY_DIRECTION)
        return error_set(e, ERROR_USAGE, _("%s is no direction but '%s'; itsso-tui directions prints the numbers"), found.id,
                         entry_kind_name(found.kind));
    if (!command_letter(o->letter, &entry, e))
        return false;
    entry.case_id = found.case_id;
    text_format(entry.code, sizeof entry.code, "%s", found.id);
    return command_text(context, &entry, o->anyway, e) && command_save(context, store, &entry, e);
}

int command_answer(struct context *context, int argc, char **argv)
{
    struct answer_options o = {.date = CIVIL_NONE};
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--letter", .kind = OPTION_TEXT, .into = &o.letter},
        {.name = "--date", .kind = OPTION_DAY, .into = &o.date},
        {.name = "--anyway", .kind = OPTION_FLAG, .into = &o.anyway},
        {0},
    };
    if (!command_options(context, argc, argv, options, 1, &operands))
        return EXIT_USAGE;
    if (operands.n < 1)
        return command_usage(context, argv[0], _("which direction? itsso-tui directions prints the numbers"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!answer_enter(context, store, operands.at[0], &o, &e))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
