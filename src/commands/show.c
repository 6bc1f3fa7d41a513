/* show: everything that is known of one case. */
#include "src/commands/show.h"

#include <stdlib.h>

#include "src/commands/command.h"
#include "src/i18n.h"

static bool view_read(const struct context *context, struct store *store, case_id id, struct case_view *view, struct error *e)
{
    struct case_basis basis = {.store = store,
                               .rules = context->rules,
                               .lists = context->lists,
                               .clock = command_clock(context),
                               .disposed = context->config.disposed};
    if (case_view_read(&basis, id, view, e))
        return true;
    char number[CASE_NO_SIZE];
    case_no_full(id, number);
    return e->kind != ERROR_NONE ? false : error_set(e, ERROR_USAGE, _("%s is no longer in the database."), number);
}

int command_show(struct context *context, int argc, char **argv)
{
    bool remarks = false;
    int format = 0;
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--remarks", .kind = OPTION_FLAG, .into = &remarks},
        {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = text_format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, 1, &operands))
        return EXIT_USAGE;
    if (operands.n < 1)
        return command_usage(context, argv[0], _("which case? Expected 31655001/0412/2026, or 412/26 where one station is meant"));
    struct store *store = command_store_read(context, &status);
    if (!store)
        return status;
    struct case_view *view = calloc(1, sizeof *view);
    case_id id;
    if (!view)
        error_set(&e, ERROR_UNABLE, _("out of memory"));
    if (!view || !command_case(context, store, operands.at[0], &id, &e) || !view_read(context, store, id, view, &e))
        status = command_fail(context, &e);
    else if (format == 1)
        show_json(view, remarks);
    else
        show_text(view, remarks);
    if (view)
        case_view_free(view);
    free(view);
    store_close(store);
    return status;
}
