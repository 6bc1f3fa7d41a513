/* directions: those of supervising officers that are not answered, or all. */
#include <limits.h>

#include "db/direction.h"
#include "src/commands/command.h"
#include "src/domain/direction.h"
#include "src/i18n.h"
#include "src/output.h"

static const struct output_column columns[] = {
    {"direction", N_("Entry"), false, 8, 8},   {"case", N_("FIR no."), false, 0, 0},    {"source", N_("Source"), false, 8, 3},
    {"letter", N_("Letter no."), false, 8, 4}, {"date", N_("Date"), false, 0, 2},       {"next_date", N_("Next date"), false, 0, 0},
    {"days", N_("Days"), true, 0, 1},          {"answered_on", N_("Answered"), false, 0, 0}, {"unit", N_("Unit"), false, 10, 7},
    {"text", N_("Direction"), false, 10, 5},   {"answer", N_("Answer"), false, 10, 6},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

struct printing {
    const struct context *context;
    struct store *store;
    struct output *out;
    bool texts;
    int left; /* rows that may still be printed */
};

static bool row_print(void *with, const struct direction *direction)
{
    struct printing *printing = with;
    struct output *out = printing->out;
    const struct entry *given = &direction->given;
    char number[CASE_NO_SIZE];
    struct unit unit;
    case_no_full(given->case_id, number);
    output_text(out, given->id);
    output_text(out, number);
    output_text(out, output_for_people(out) ? direction_source_label(given->code) : given->code);
    output_text(out, given->ref);
    output_day(out, given->on);
    output_day(out, given->next_on);
    output_number(out, (direction->answered ? direction->answer.on : printing->context->today) - given->on);
    output_day(out, direction->answered ? direction->answer.on : CIVIL_NONE);
    if (unit_by_id(printing->store, direction->unit, &unit, NULL))
        output_text(out, output_for_people(out) ? unit_name(&unit) : unit.code);
    else
        output_empty(out);
    if (printing->texts) {
        output_text(out, given->text);
        output_text(out, direction->answered ? direction->answer.text : "");
    }
    return output_row(out) && --printing->left > 0;
}

static int directions_print(const struct context *context, struct store *store, const struct direction_filter *filter, bool texts, int limit,
                            int format, struct error *e)
{
    const struct list_clock clock = command_clock(context);
    int status = EXIT_DONE;
    struct output *out = output_begin(stdout, (enum output_format)format, columns, texts ? COLUMNS : COLUMNS - 2, output_width(stdout));
    if (!out) {
        error_set(e, ERROR_UNABLE, _("out of memory"));
        return command_fail(context, e);
    }
    struct printing printing = {context, store, out, texts, limit};
    if (!directions_read(store, filter, &clock, row_print, &printing, e))
        status = command_fail(context, e);
    if (output_end(out) && format == OUTPUT_TABLE && status == EXIT_DONE)
        command_foot(store);
    return status;
}

int command_directions(struct context *context, int argc, char **argv)
{
    struct direction_filter filter = {.lists = context->lists, .unanswered = true, .from = CIVIL_NONE, .to = CIVIL_NONE};
    bool all = false;
    bool texts = false;
    const char *unit = NULL;
    int limit = INT_MAX;
    int format = 0;
    int status;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--all", .kind = OPTION_FLAG, .into = &all},
        {.name = "--text", .kind = OPTION_FLAG, .into = &texts},
        {.name = "--unit", .kind = OPTION_TEXT, .into = &unit},
        {.name = "--from", .kind = OPTION_DAY, .into = &filter.from},
        {.name = "--to", .kind = OPTION_DAY, .into = &filter.to},
        {.name = "--limit", .kind = OPTION_NUMBER, .into = &limit, .least = 1, .most = INT_MAX},
        {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    if (filter.from != CIVIL_NONE && filter.to != CIVIL_NONE && filter.from > filter.to)
        return command_usage(context, argv[0], _("--from lies after --to: there is no such period"));
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    filter.unanswered = !all;
    status = command_unit(context, store, unit, &filter.unit, &e) ? directions_print(context, store, &filter, texts, limit, format, &e)
                                                                  : command_fail(context, &e);
    store_close(store);
    return status;
}
