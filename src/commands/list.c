/* list: cases by filter, in an order, page by page. */
#include <limits.h>
#include <string.h>

#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/output.h"
#include "src/text.h"

/* Their places are enum band. */
static const char *const band_words[] = {"0-30", "31-39", "40-49", "50-54", "55-59", "60", "over60", "over90", "over180", "over365", NULL};
static const char *const category_words[] = {"376", "pocso", NULL};
/* The first STATUS_COUNT places are enum case_status. */
static const char *const status_words[] = {"open", "chargesheet", "final", "transferred", "expunged", "stayed", "further", "disposed", "all", NULL};
static const char *const column_words[] = {"case", "fir_date", "sections", "categories", "io", "status", "day", "left", "due", "reason", "unit", NULL};

static const struct output_column columns[] = {
    {"case", N_("FIR no."), false, 0, 0},        {"fir_date", N_("FIR date"), false, 0, 5},
    {"sections", N_("Sections"), false, 12, 7},  {"categories", N_("Category"), false, 0, 3},
    {"io", N_("IO"), false, 10, 1},              {"status", N_("Status"), false, 8, 6},
    {"day", N_("Day"), true, 0, 0},              {"left", N_("Left"), true, 0, 0},
    {"due", N_("Due"), false, 0, 2},             {"reason", N_("Waiting for"), false, 10, 4},
    {"unit", N_("Unit"), false, 10, 8},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

struct list_options {
    int band, category, status;
    const char *io, *unit, *search, *sort;
    int due_within, limit, format;
    bool directions;
};

static bool options_read(const struct context *context, int argc, char **argv, struct list_options *o)
{
    struct operands operands;
    *o = (struct list_options){.band = -1, .category = -1, .status = -1, .due_within = -1, .limit = INT_MAX};
    const struct command_option options[] = {
        {.name = "--band", .kind = OPTION_WORD, .into = &o->band, .words = band_words},
        {.name = "--category", .kind = OPTION_WORD, .into = &o->category, .words = category_words},
        {.name = "--status", .kind = OPTION_WORD, .into = &o->status, .words = status_words},
        {.name = "--io", .kind = OPTION_TEXT, .into = &o->io},
        {.name = "--unit", .kind = OPTION_TEXT, .into = &o->unit},
        {.name = "--search", .kind = OPTION_TEXT, .into = &o->search},
        {.name = "--due-within", .kind = OPTION_NUMBER, .into = &o->due_within, .least = 0, .most = 36500},
        {.name = "--directions", .kind = OPTION_FLAG, .into = &o->directions},
        {.name = "--sort", .kind = OPTION_TEXT, .into = &o->sort},
        {.name = "--limit", .kind = OPTION_NUMBER, .into = &o->limit, .least = 1, .most = INT_MAX},
        {.name = "--format", .kind = OPTION_WORD, .into = &o->format, .words = format_words},
        {0},
    };
    return command_options(context, argc, argv, options, 0, &operands);
}

/* "COL", "COL:asc", "COL:desc". */
static bool sort_read(const char *typed, struct case_sort *sort, struct error *e)
{
    static const char *const ways[] = {"asc", "desc", NULL};
    char name[32];
    *sort = (struct case_sort){.by = BY_LEFT};
    if (!typed)
        return true;
    const char *way = strchr(typed, ':');
    size_t n = way ? (size_t)(way - typed) : strlen(typed);
    text_format(name, sizeof name, "%.*s", n < sizeof name ? (int)n : (int)sizeof name - 1, typed);
    if (!case_column_parse(name, &sort->by))
        return command_no_such(e, "--sort", name, column_words);
    if (way && strcmp(way + 1, "asc") != 0 && strcmp(way + 1, "desc") != 0)
        return command_no_such(e, "--sort COL:WAY", way + 1, ways);
    sort->descending = way && strcmp(way + 1, "desc") == 0;
    /* the more days have passed, the fewer are left: one order, read from its two ends */
    if (strcmp(name, "day") == 0)
        sort->descending = !sort->descending;
    return true;
}

static bool text_take(const char *option, const char *typed, char *out, size_t cap, struct error *e)
{
    if (!typed)
        return true;
    if (strlen(typed) >= cap)
        return error_set(e, ERROR_USAGE, _("%s: the text is longer than %d bytes"), option, (int)cap - 1);
    text_clean(typed, strlen(typed), out, cap);
    return true;
}

static bool filter_make(const struct context *context, struct store *store, const struct list_options *o, struct case_filter *filter,
                        struct error *e)
{
    *filter = (struct case_filter){.lists = context->lists, .which = FILTER_OPEN, .band = (enum band)o->band,
                                   .due_within = o->due_within, .directions = o->directions};
    if (o->directions && o->status < 0)
        filter->which = FILTER_ALL; /* a direction stands although the case is disposed of */
    if (o->status >= STATUS_COUNT)
        filter->which = o->status == STATUS_COUNT ? FILTER_DISPOSED : FILTER_ALL;
    else if (o->status >= 0) {
        filter->which = FILTER_STATUS;
        filter->status = (enum case_status)o->status;
    }
    if (o->category >= 0)
        filter->categories = o->category == 0 ? CATEGORY_376 : CATEGORY_POCSO;
    return command_unit(context, store, o->unit, &filter->unit, e) &&
           text_take("--io", o->io, filter->io, sizeof filter->io, e) &&
           text_take("--search", o->search, filter->search, sizeof filter->search, e);
}

/* The reason as a code, or in words. */
static const char *reason_shown(struct store *store, const char *code, bool words)
{
    const struct reason *reason = words && *code ? reasons_find(store_reasons(store), code) : NULL;
    return reason ? _(reason->label) : code;
}

static void sections_out(struct output *out, const char *normalised)
{
    char shown[2 * SECTIONS_TEXT];
    struct section_list list;
    if (!output_for_people(out)) {
        output_text(out, strcmp(normalised, "-") == 0 ? "" : normalised);
        return;
    }
    sections_from_text(normalised, &list);
    output_text(out, sections_show(&list, language_now() == LANGUAGE_HINDI, shown, sizeof shown));
}

struct printing { const struct context *context; struct store *store; struct output *out; };

static bool row_print(void *with, const struct case_row *row)
{
    const struct printing *printing = with;
    struct output *out = printing->out;
    bool people = output_for_people(out);
    char number[CASE_NO_SIZE];
    char text[320];
    case_no_full(row->id, number);
    output_text(out, number);
    output_day(out, row->fir_date);
    sections_out(out, row->sections);
    output_text(out, people ? categories_show(row->categories, row->probable, text, sizeof text)
                            : row->categories ? categories_name(row->categories) : "");
    output_text(out, officer_show_in(&row->io, people && language_now() == LANGUAGE_HINDI, text, sizeof text));
    output_text(out, people ? status_label(row->status) : status_name(row->status));
    if (row->state == 0) {
        output_number(out, row->day);
        output_number(out, row->left);
    } else {
        output_empty(out);
        output_empty(out);
    }
    output_day(out, limit_due(row->clock_date, row->hits & HITS_LEGAL, &printing->context->config.limit));
    output_text(out, reason_shown(printing->store, row->reason, people));
    output_text(out, people && row->unit_name[0] ? row->unit_name : row->unit_code);
    return output_row(out);
}

static int list_print(const struct context *context, struct store *store, const struct list_options *o, const struct case_sort *sort,
                      struct error *e)
{
    struct case_filter filter;
    struct list_clock clock = command_clock(context);
    if (!filter_make(context, store, o, &filter, e))
        return command_fail(context, e);
    struct case_list *list = case_list_open(store, &filter, sort, &clock, e);
    if (!list)
        return command_fail(context, e);
    int status = EXIT_DONE;
    struct output *out = output_begin(stdout, (enum output_format)o->format, columns, COLUMNS, output_width(stdout));
    if (!out)
        error_set(e, ERROR_UNABLE, _("out of memory"));
    struct printing printing = {context, store, out};
    if (!out || !command_rows(list, o->limit, row_print, &printing, e))
        status = command_fail(context, e);
    if (out && output_end(out) && o->format == OUTPUT_TABLE && status == EXIT_DONE)
        command_foot(store);
    case_list_close(list);
    return status;
}

int command_list(struct context *context, int argc, char **argv)
{
    struct list_options options;
    struct case_sort sort;
    struct error e = {0};
    int status;
    if (!options_read(context, argc, argv, &options))
        return EXIT_USAGE;
    if (!sort_read(options.sort, &sort, &e))
        return command_usage(context, argv[0], "%s", e.text);
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    status = list_print(context, store, &options, &sort, &e);
    store_close(store);
    return status;
}
