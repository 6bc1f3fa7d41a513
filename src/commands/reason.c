/* reason: why a case is pending. */
#include <string.h>

#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

/* Only a reason that was the case's last entry: a script never takes back what somebody typed on the screens after it. */
static bool reason_undo(struct context *context, struct store *store, case_id id, struct error *e)
{
    struct entry last;
    struct entry undo = {.case_id = id, .kind = ENTRY_UNDO, .on = CIVIL_NONE};
    error_clear(e);
    if (!entry_last_undoable(store, id, &last, e)) {
        if (e->kind != ERROR_NONE)
            return false;
        return error_set(e, ERROR_USAGE, _("nothing was entered for this case that could be taken back"));
    }
    if (last.kind != ENTRY_REASON)
        return error_set(e, ERROR_USAGE, _("the last entry of this case is no reason but '%s' (%s): take it back on the screens"),
                         entry_kind_name(last.kind), last.id);
    text_format(undo.code, sizeof undo.code, "%s", last.id);
    return command_save(context, store, &undo, e);
}

static bool reason_enter(struct context *context, struct store *store, case_id id, const char *code, struct error *e)
{
    struct entry entry = {.case_id = id, .kind = ENTRY_REASON, .on = CIVIL_NONE};
    if (!reasons_find(store_reasons(store), code))
        return command_no_such_code(store, false, code, e);
    text_format(entry.code, sizeof entry.code, "%s", code);
    return command_save(context, store, &entry, e);
}

int command_reason(struct context *context, int argc, char **argv)
{
    bool codes = false;
    bool undo = false;
    int format = 0;
    int status = EXIT_DONE;
    case_id id;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--codes", .kind = OPTION_FLAG, .into = &codes},
        {.name = "--undo", .kind = OPTION_FLAG, .into = &undo},
        {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, 2, &operands))
        return EXIT_USAGE;
    if (codes)
        return command_codes(context, false, format);
    if (operands.n != (undo ? 1 : 2))
        return command_usage(context, argv[0], undo ? _("--undo: the case is expected, and nothing else")
                                                    : _("a case and the code of a reason are expected; --codes lists the codes"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!command_case(context, store, operands.at[0], &id, &e) ||
        !(undo ? reason_undo(context, store, id, &e) : reason_enter(context, store, id, operands.at[1], &e)))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
