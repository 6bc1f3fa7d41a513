/* alerts: open cases that have crossed an alert day, one row a case with the highest day. */
#include <limits.h>

#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/output.h"

static const struct output_column columns[] = {
    {"case", N_("FIR no."), false, 0, 0},      {"day", N_("Day"), true, 0, 0},
    {"crossed_on", N_("Crossed on"), false, 0, 0}, {"told_by", N_("Told by"), false, 8, 0},
    {"told_at", N_("Told at"), false, 0, 1},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

struct printing { const struct context *context; struct output *out; };

static bool row_print(void *with, const struct case_row *row)
{
    const struct printing *printing = with;
    const struct context *context = printing->context;
    struct output *out = printing->out;
    char text[CASE_NO_SIZE];
    char at[24];
    const struct limit_rule *rule = &context->config.limit;
    int crossed = alert_crossed(limit_day(row->clock_date, context->today, rule));
    bool told = row->told_day >= crossed && row->told_day > 0;
    case_no_full(row->id, text);
    output_text(out, text);
    output_number(out, crossed);
    output_day(out, limit_date_of_day(row->clock_date, crossed, rule));
    output_text(out, told ? row->told_by : "");
    clock_stamp_show(row->told_at, at);
    output_text(out, !told ? "" : output_for_people(out) ? at : row->told_at);
    return output_row(out);
}

static int alerts_print(const struct context *context, struct store *store, const char *unit, bool all, int limit, int format,
                        struct error *e)
{
    struct case_filter filter = {.lists = context->lists, .which = FILTER_OPEN, .band = BAND_ANY, .due_within = -1, .alerts = true,
                                 .unacknowledged = !all};
    const struct case_sort sort = {.by = BY_LEFT};
    const struct list_clock clock = command_clock(context);
    struct case_list *list = NULL;
    if (command_unit(context, store, unit, &filter.unit, e))
        list = case_list_open(store, &filter, &sort, &clock, e);
    if (!list)
        return command_fail(context, e);
    int status = EXIT_DONE;
    struct output *out = output_begin(stdout, (enum output_format)format, columns, COLUMNS, output_width(stdout));
    if (!out)
        error_set(e, ERROR_UNABLE, _("out of memory"));
    struct printing printing = {context, out};
    if (!out || !command_rows(list, limit, row_print, &printing, e))
        status = command_fail(context, e);
    if (out && output_end(out) && format == OUTPUT_TABLE && status == EXIT_DONE)
        command_foot(store);
    case_list_close(list);
    return status;
}

int command_alerts(struct context *context, int argc, char **argv)
{
    bool all = false;
    const char *unit = NULL;
    int limit = INT_MAX;
    int format = 0;
    int status;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--all", .kind = OPTION_FLAG, .into = &all},
        {.name = "--unit", .kind = OPTION_TEXT, .into = &unit},
        {.name = "--limit", .kind = OPTION_NUMBER, .into = &limit, .least = 1, .most = INT_MAX},
        {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    status = alerts_print(context, store, unit, all, limit, format, &e);
    store_close(store);
    return status;
}
