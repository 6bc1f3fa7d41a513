/* note: a remark from standard input. */
#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"

static bool note_enter(struct context *context, struct store *store, const char *named, bool anyway, struct error *e)
{
    struct entry entry = {.kind = ENTRY_NOTE, .on = CIVIL_NONE};
    return command_case(context, store, named, &entry.case_id, e) && command_text(context, &entry, anyway, e) &&
           command_save(context, store, &entry, e);
}

int command_note(struct context *context, int argc, char **argv)
{
    bool anyway = false;
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {{.name = "--anyway", .kind = OPTION_FLAG, .into = &anyway}, {0}};
    if (!command_options(context, argc, argv, options, 1, &operands))
        return EXIT_USAGE;
    if (operands.n < 1)
        return command_usage(context, argv[0], _("which case? Expected 31655001/0412/2026, or 412/26 where one station is meant"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!note_enter(context, store, operands.at[0], anyway, &e))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
