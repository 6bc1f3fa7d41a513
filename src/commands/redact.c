/* redact: overwrites the text of a remark everywhere. */
#include <string.h>

#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

static bool entry_redact(struct context *context, struct store *store, const char *named, struct error *e)
{
    struct entry found;
    struct entry entry = {.kind = ENTRY_REDACT, .on = CIVIL_NONE};
    if (strlen(named) < 8)
        return error_set(e, ERROR_USAGE, _("'%s' is too short for the number of an entry: at least its first 8 characters are expected "
                                           "(itsso-tui show CASE --remarks prints it)"), named);
    error_clear(e);
    bool ours = false;
    if (!entry_by_id(store, named, &found, e) || !command_case_ours(context, store, found.case_id, &ours, e) || !ours) {
        if (e->kind != ERROR_NONE)
            return false;
        return error_set(e, ERROR_USAGE, _("there is no entry '%s', or its beginning is not the only such one; itsso-tui show CASE "
                                           "--remarks prints the numbers"), named);
    }
    if (found.kind != ENTRY_NOTE && found.kind != ENTRY_DIRECTION && found.kind != ENTRY_ANSWER)
        return error_set(e, ERROR_USAGE, _("%s is no remark but '%s': it holds no text that could be removed"), found.id,
                         entry_kind_name(found.kind));
    entry.case_id = found.case_id;
    text_format(entry.code, sizeof entry.code, "%s", found.id);
    return command_save(context, store, &entry, e);
}

int command_redact(struct context *context, int argc, char **argv)
{
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {{0}};
    if (!command_options(context, argc, argv, options, 1, &operands))
        return EXIT_USAGE;
    if (operands.n < 1)
        return command_usage(context, argv[0], _("which entry? itsso-tui show CASE --remarks prints the numbers"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!entry_redact(context, store, operands.at[0], &e))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
