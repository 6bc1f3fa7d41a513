/* status: one line for a login message. */
#include <stdio.h>

#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

#define SILENT_HOURS 24

/* Whose line it is: the configuration's name for its own unit, else the unit's, else the program's. */
static const char *title(const struct context *context, struct store *store, int64_t unit_id, char *out, size_t cap)
{
    struct unit unit;
    struct unit scope;
    struct error e;
    if (context->config.unit_name[0] && command_scope(context, store, &scope, &e) && scope.id == unit_id)
        text_format(out, cap, "%s", context->config.unit_name);
    else if (unit_id ? unit_by_id(store, unit_id, &unit, NULL) : unit_root(store, &unit, NULL))
        text_format(out, cap, "%s", unit_name(&unit));
    else
        text_format(out, cap, "ITSSO");
    return out;
}

static void line_print(const struct context *context, struct store *store, int64_t unit, const struct dashboard *board)
{
    char name[200];
    printf("%s%s: ", store_is_training(store) ? _("TRAINING: ") : "", title(context, store, unit, name, sizeof name));
    printf(_("over the limit %lld, due today %lld, alerts not told %lld, stations without data for 24 hours %lld"),
           (long long)board->over, (long long)board->due_today, (long long)board->alerts,
           (long long)stations_silent(store, unit, SILENT_HOURS));
    if (board->to_send > 0)
        printf(_(", to send %lld"), (long long)board->to_send);
    printf("\n");
}

int command_status(struct context *context, int argc, char **argv)
{
    const char *typed = NULL;
    int status = EXIT_DONE;
    int64_t unit;
    struct error e = {0};
    struct operands operands;
    struct dashboard board;
    const struct command_option options[] = {{.name = "--unit", .kind = OPTION_TEXT, .into = &typed}, {0}};
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    const struct list_clock clock = command_clock(context);
    if (command_unit(context, store, typed, &unit, &e) && dashboard_read(store, context->lists, unit, &clock, &board, &e))
        line_print(context, store, unit, &board);
    else
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
