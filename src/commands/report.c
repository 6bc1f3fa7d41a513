/* report: the sheets of the crime meeting, the orderly room and the government. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/output.h"
#include "src/report/report.h"
#include "src/text.h"

static const char *const width_words[] = {"80", "132", NULL};

struct report_options {
    const char *unit, *output;
    civil_day from, to;
    int format, width, sort;
    bool issue;
    struct operands operands;
};

static bool options_read(const struct context *context, int argc, char **argv, struct report_options *o)
{
    *o = (struct report_options){.from = CIVIL_NONE, .to = CIVIL_NONE, .width = -1, .sort = -1};
    const struct command_option options[] = {
        {.name = "--unit", .kind = OPTION_TEXT, .into = &o->unit},
        {.name = "--from", .kind = OPTION_DAY, .into = &o->from},
        {.name = "--to", .kind = OPTION_DAY, .into = &o->to},
        {.name = "--format", .kind = OPTION_WORD, .into = &o->format, .words = report_formats},
        {.name = "--output", .kind = OPTION_TEXT, .into = &o->output},
        {.name = "--width", .kind = OPTION_WORD, .into = &o->width, .words = width_words},
        {.name = "--sort", .kind = OPTION_WORD, .into = &o->sort, .words = report_sorts},
        {.name = "--issue", .kind = OPTION_FLAG, .into = &o->issue},
        {0},
    };
    if (!command_options(context, argc, argv, options, 2, &o->operands))
        return false;
    if (o->output && strcmp(o->output, "-") == 0 && o->format != REPORT_PDF)
        o->output = NULL; /* standard output, as without it */
    return true;
}

/* Without a name: which there are. */
static int names_print(void)
{
    for (int i = 0; i < reports_count; i++)
        printf("%-16s %s\n", reports[i].name, _(reports[i].line));
    return EXIT_DONE;
}

static const struct report *report_named(const struct context *context, const char *name)
{
    const char *names[32];
    struct error e = {0};
    const struct report *report = report_find(name);
    int n = 0;
    if (report)
        return report;
    for (int i = 0; i < reports_count && n < 31; i++)
        names[n++] = reports[i].name;
    names[n] = NULL;
    command_no_such(&e, "report", name, names);
    command_usage(context, "report", "%s", e.text);
    return NULL;
}

/* What does not belong to the report is refused, not passed over. */
static bool options_fit(const struct context *context, const struct report *report, const struct report_options *o)
{
    struct error e = {0};
    bool wants_case = (report->takes & REPORT_CASE) != 0;
    if (wants_case && o->operands.n < 2)
        error_set(&e, ERROR_USAGE, _("%s: which case? For example: itsso-tui report %s 412/26"), report->name, report->name);
    else if (!wants_case && o->operands.n > 1)
        error_set(&e, ERROR_USAGE, _("'%s' is one word too many: %s is of no single case"), o->operands.at[1], report->name);
    else if (o->sort >= 0 && !(report->takes & REPORT_SORT))
        error_set(&e, ERROR_USAGE, _("%s takes no --sort: its rows have one order"), report->name);
    else if (wants_case && o->unit)
        error_set(&e, ERROR_USAGE, _("%s takes no --unit: it is of one case"), report->name);
    else if (o->issue && !(report->takes & REPORT_ISSUE))
        error_set(&e, ERROR_USAGE, _("%s is not issued: nothing is held against it later"), report->name);
    else if (o->width >= 0 && o->format != REPORT_TEXT)
        error_set(&e, ERROR_USAGE, _("--width is of a text; a %s is as wide as it is"), report_formats[o->format]);
    else if (context->read_only && o->output)
        error_set(&e, ERROR_USAGE, _("--read-only: no file is written; leave --output out (a text, CSV or HTML goes to standard output)"));
    else if (o->format == REPORT_PDF && (!o->output || (strcmp(o->output, "-") == 0 && isatty(STDOUT_FILENO))))
        error_set(&e, ERROR_USAGE, _("a PDF is no text for a terminal: name its file by --output FILE"));
    else
        return true;
    command_usage(context, "report", "%s", e.text);
    return false;
}

static bool ask_make(struct context *context, struct store *store, const struct report *report, const struct report_options *o,
                     struct report_ask *ask, struct error *e)
{
    struct case_detail detail;
    *ask = (struct report_ask){.store = store, .rules = context->rules, .lists = context->lists, .clock = command_clock(context),
                               .disposed = context->config.disposed, .from = o->from, .to = o->to, .sort = o->sort < 0 ? 0 : o->sort};
    if (!(report->takes & REPORT_CASE))
        return command_unit(context, store, o->unit, &ask->unit, e);
    if (!command_case_facts(context, store, o->operands.at[1], &detail, e))
        return false;
    ask->case_id = detail.id;
    ask->unit = detail.unit;
    return true;
}

static int text_width_of(const struct report_options *o)
{
    int terminal = o->output ? 0 : output_width(stdout);
    return o->width == 1 ? 132 : o->width == 0 ? 80 : terminal >= 40 ? terminal : 80;
}

static bool print(const struct sheet *sheet, const struct report_options *o, struct error *e)
{
    if (o->output)
        return report_save(sheet, (enum report_format)o->format, text_width_of(o), o->output, e);
    switch (o->format) {
    case REPORT_CSV:
        return sheet_render_csv(sheet, stdout, e);
    case REPORT_HTML:
        return sheet_render_html(sheet, stdout, e);
    default:
        return sheet_render_text(sheet, stdout, text_width_of(o), e);
    }
}

int command_report(struct context *context, int argc, char **argv)
{
    struct report_options options;
    struct report_ask ask;
    struct report_made made;
    struct error e = {0};
    int status;
    if (!options_read(context, argc, argv, &options))
        return EXIT_USAGE;
    if (options.operands.n == 0)
        return names_print();
    const struct report *report = report_named(context, options.operands.at[0]);
    if (!report || !options_fit(context, report, &options))
        return EXIT_USAGE;
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    status = EXIT_DONE;
    if (!ask_make(context, store, report, &options, &ask, &e) || !report_make(report, &ask, &made, &e)) {
        store_close(store);
        return command_fail(context, &e);
    }
    /* kept first: what is printed and not kept could not be held against the next one */
    bool kept = !options.issue || report_issue(report, &ask, &made, &e);
    if (!kept || !print(made.sheet, &options, &e))
        status = kept && !options.output && ferror(stdout) ? EXIT_UNABLE /* main says it, or nobody reads */ : command_fail(context, &e);
    else if (options.issue)
        fprintf(stderr, _("%s: issued and kept; the next sheet says what changed since\n"), context->program);
    report_made_free(&made);
    store_close(store);
    return status;
}
