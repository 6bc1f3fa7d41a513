/* reconcile: a station's own register against what was imported or synced. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/reconcile.h"
#include "src/clock.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/import/import.h"
#include "src/output.h"
#include "src/report/reconcile_words.h"
#include "src/text.h"

#define WAIT_MS 10000

static const struct output_column columns[] = {
    {"case", N_("FIR no."), false, 0, 0},          {"kind", N_("Difference"), false, 10, 3},      {"field", N_("What"), false, 8, 0},
    {"register", N_("In the register"), false, 10, 0}, {"itsso", N_("In CCTNS/ITSSO"), false, 10, 0},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

struct reconcile_options { const char *unit, *map; civil_day from, to; int format; bool kept; };

/* ---- printing ---- */

struct printing { struct output *out; int64_t rows; };

static bool row_print(void *with, const struct reconcile_row *row)
{
    struct printing *printing = with;
    struct output *out = printing->out;
    bool people = output_for_people(out);
    char text[2 * SECTIONS_TEXT];
    char number[CASE_NO_SIZE];
    case_no_full(row->id, number);
    printing->rows++;
    output_text(out, number);
    output_text(out, people ? reconcile_kind_label(row->kind) : reconcile_kind_name(row->kind));
    output_text(out, people ? reconcile_field_label(row) : row->field);
    output_text(out, people ? reconcile_value_show(row, true, text, sizeof text) : row->in_register);
    output_text(out, people ? reconcile_value_show(row, false, text, sizeof text) : row->itsso);
    return output_row(out);
}

/* Prints either the one that was made or, r NULL, the kept one. Returns the exit status: differences, or rows that could not be read. */
static int rows_print(const struct context *context, struct store *store, struct reconcile *r, const struct reconcile_sum *sum, int64_t unit,
                      int format, struct error *e)
{
    struct printing printing = {0};
    struct output *out = output_begin(stdout, (enum output_format)format, columns, COLUMNS, output_width(stdout));
    if (!out) {
        error_set(e, ERROR_UNABLE, _("out of memory"));
        return command_fail(context, e);
    }
    printing.out = out;
    bool read = r ? reconcile_rows(r, row_print, &printing, e) : reconcile_kept_rows(store, unit, row_print, &printing, e);
    if (output_end(out) && format == OUTPUT_TABLE && read)
        command_foot(store);
    fflush(stdout);
    if (!read)
        return command_fail(context, e);
    return printing.rows + sum->rejected > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

/* ---- the register ---- */

static bool sink_begin(void *context, bool bulk, struct error *e)
{
    (void)context, (void)bulk, (void)e;
    return true;
}

static bool sink_put(void *context, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why, struct error *e)
{
    return reconcile_take(context, facts, result, why, e);
}

static bool sink_end(void *context, bool keep, struct error *e)
{
    (void)context, (void)keep, (void)e;
    return true;
}

/* The station of a register that names none: the unit that is asked for, where it is one. */
static int64_t station_of(struct store *store, int64_t unit)
{
    struct unit found;
    struct error e = {0};
    return unit && unit_by_id(store, unit, &found, &e) && found.level == LEVEL_STATION ? station_code_parse(found.code) : 0;
}

/* Reads the files into r. A register is only read: nothing is written beside it. */
static bool register_read(struct context *context, struct store *store, struct reconcile *r, const struct reconcile_ask *ask,
                          const struct mappings *mappings, struct import_file *files, int n, struct import_counts *counts, struct error *e)
{
    const struct import_sink sink = {.context = r, .begin = sink_begin, .put = sink_put, .end = sink_end};
    const struct import_options options = {.sink = &sink, .rules = context->rules, .mappings = mappings, .station = station_of(store, ask->unit),
                                           .today = context->today, .latest = clock_today() > context->today ? clock_today() : context->today,
                                           .limit = context->config.limit, .disposed = context->config.disposed, .dry_run = true};
    char notice[ERROR_TEXT_MAX];
    if (!import_files(&options, files, n, counts, notice, e))
        return false;
    for (int i = 0; i < n; i++)
        import_say(&files[i], context->config.unit, true);
    return true;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What was found is kept for the screen and the sheet; where it cannot be, that is said, and it was found all the same. */
static void keep(struct context *context, struct store *store, struct reconcile *r, const struct reconcile_sum *sum)
{
    struct error e = {0};
    if (store_is_read_only(store))
        fprintf(stderr, _("%s: not kept for the screen: nothing may be written\n"), context->program);
    else if (!reconcile_keep(r, sum, WAIT_MS, &e))
        fprintf(stderr, _("%s: not kept for the screen: %s\n"), context->program, e.text);
}

static int compare(struct context *context, struct store *store, const struct reconcile_ask *ask, const struct mappings *mappings,
                   const struct operands *operands, int format, struct error *e)
{
    struct import_counts counts = {0};
    struct reconcile_sum sum;
    char text[1024];
    struct import_file *files = calloc((size_t)operands->n, sizeof *files);
    struct reconcile *r = files ? reconcile_begin(store, ask, e) : NULL;
    if (!files)
        error_set(e, ERROR_UNABLE, _("out of memory"));
    for (int i = 0; r && i < operands->n; i++)
        files[i].path = operands->at[i];
    int status = EXIT_DONE;
    if (!r || !register_read(context, store, r, ask, mappings, files, operands->n, &counts, e) || !reconcile_finish(r, &sum, e))
        status = command_fail(context, e);
    else {
        const char *name = strcmp(operands->at[0], "-") == 0 ? _("standard input") : base_name(operands->at[0]);
        text_clean(name, strlen(name), sum.file, sizeof sum.file);
        sum.rejected = (int64_t)counts.rejected;
        status = rows_print(context, store, r, &sum, ask->unit, format, e);
        fprintf(stderr, "%s: %s\n", context->program, reconcile_sum_show(&sum, text, sizeof text));
        keep(context, store, r, &sum);
    }
    reconcile_end(r);
    free(files);
    return status;
}

static int kept_print(struct context *context, struct store *store, int64_t unit, int format, struct error *e)
{
    struct reconcile_sum sum;
    char text[1024];
    char at[24];
    if (!reconcile_kept(store, unit, &sum, e)) {
        if (e->kind == ERROR_NONE)
            error_set(e, ERROR_USAGE, _("no register was compared yet: itsso-tui reconcile FILE"));
        return command_fail(context, e);
    }
    int status = rows_print(context, store, NULL, &sum, unit, format, e);
    clock_stamp_show(sum.at, at);
    fprintf(stderr, "%s: %s: %s\n", context->program, at, reconcile_sum_show(&sum, text, sizeof text));
    return status;
}

static int run(struct context *context, struct store *store, const struct reconcile_options *o, const struct operands *operands)
{
    struct error e = {0};
    struct reconcile_ask ask = {.rules = context->rules, .from = o->from, .to = o->to};
    struct mappings *mappings = calloc(1, sizeof *mappings);
    int status;
    if (!mappings)
        error_set(&e, ERROR_UNABLE, _("out of memory"));
    if (!mappings || !command_unit(context, store, o->unit, &ask.unit, &e) || !mappings_add_config(mappings, &context->config, &e) ||
        (o->map && !mappings_add_file(mappings, o->map, &e)))
        status = command_fail(context, &e);
    else if (o->kept)
        status = kept_print(context, store, ask.unit, o->format, &e);
    else
        status = compare(context, store, &ask, mappings, operands, o->format, &e);
    free(mappings);
    return status;
}

int command_reconcile(struct context *context, int argc, char **argv)
{
    struct reconcile_options o = {.from = CIVIL_NONE, .to = CIVIL_NONE};
    int status = EXIT_DONE;
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--unit", .kind = OPTION_TEXT, .into = &o.unit},
        {.name = "--from", .kind = OPTION_DAY, .into = &o.from},
        {.name = "--to", .kind = OPTION_DAY, .into = &o.to},
        {.name = "--map", .kind = OPTION_TEXT, .into = &o.map},
        {.name = "--kept", .kind = OPTION_FLAG, .into = &o.kept},
        {.name = "--format", .kind = OPTION_WORD, .into = &o.format, .words = format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, OPERANDS_MAX, &operands))
        return EXIT_USAGE;
    if (operands.n == 0 && !o.kept)
        return command_usage(context, argv[0], _("which register? Name the file (CSV or TSV, as for import), or - for standard input"));
    if (operands.n > 0 && o.kept)
        return command_usage(context, argv[0], _("--kept prints the last reconciliation; leave the file out"));
    if (o.from != CIVIL_NONE && o.to != CIVIL_NONE && o.from > o.to)
        return command_usage(context, argv[0], _("--from lies after --to: there is no such period"));
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    status = run(context, store, &o, &operands);
    store_close(store);
    return status;
}
