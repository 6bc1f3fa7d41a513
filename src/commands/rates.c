/* rates: the four rates of a unit's children, 376 and POCSO apart. */
#include <stdio.h>
#include <string.h>

#include "db/rates.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/output.h"
#include "src/text.h"

static const char *const category_words[] = {"376", "pocso", NULL}; /* their places are enum rates_of */

static const struct output_column columns[] = {
    {"unit", N_("Code"), false, 0, 0},          {"name", N_("Unit"), false, 10, 0},
    {"category", N_("Category"), false, 0, 0},  {"n", N_("Registered"), true, 0, 0},
    {"n60", N_("60 days past"), true, 0, 5},    {"disposed", N_("Disposed"), true, 0, 1},
    {"in60", N_("in 60 days"), true, 0, 3},     {"late", N_("Late"), true, 0, 4},
    {"pending", N_("Over 60"), true, 0, 2},     {"disposal", N_("Disposal %"), true, 0, 0},
    {"compliance", N_("Compliance %"), true, 0, 0}, {"late_rate", N_("Late %"), true, 0, 6},
    {"pendency", N_("Pendency %"), true, 0, 0},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

struct asked {
    const char *lists;
    int category, format;
    struct rates_query query;
};

static bool asked_read(const struct context *context, int argc, char **argv, struct asked *a, struct operands *operands)
{
    *a = (struct asked){.category = -1, .query = {.lists = context->lists, .from = CIVIL_NONE, .to = CIVIL_NONE}};
    const struct command_option options[] = {
        {.name = "--category", .kind = OPTION_WORD, .into = &a->category, .words = category_words},
        {.name = "--from", .kind = OPTION_DAY, .into = &a->query.from},
        {.name = "--to", .kind = OPTION_DAY, .into = &a->query.to},
        {.name = "--lists", .kind = OPTION_TEXT, .into = &a->lists},
        {.name = "--format", .kind = OPTION_WORD, .into = &a->format, .words = format_words},
        {0},
    };
    return command_options(context, argc, argv, options, 1, operands);
}

/* What of it can be wrong only together. */
static bool asked_check(const struct context *context, struct asked *a, struct error *e)
{
    if (a->query.from != CIVIL_NONE && a->query.to != CIVIL_NONE && a->query.from > a->query.to)
        return error_set(e, ERROR_USAGE, _("--from lies after --to: no day is in that period"));
    if (!a->lists || rules_lists_mask(context->rules, a->lists, &a->query.lists, e))
        return true;
    error_prefix(e, "--lists");
    e->kind = ERROR_USAGE;
    return false;
}

struct printing { struct output *out; int category; };

static bool row_print(void *with, const struct unit_rates *row)
{
    const struct printing *printing = with;
    struct output *out = printing->out;
    char name[256];
    for (int kind = RATES_376; kind <= RATES_POCSO; kind++) {
        if (printing->category >= 0 && printing->category != kind)
            continue;
        const struct rate_counts *c = &row->counts[kind];
        const char *own = row->own ? output_for_people(out) ? _("(itself)") : "(itself)" : "";
        text_format(name, sizeof name, "%s%s%s", output_for_people(out) ? unit_name(&row->unit) : row->unit.name_en, *own ? " " : "", own);
        output_text(out, row->unit.code);
        output_text(out, name);
        output_text(out, kind == RATES_376 ? "376" : output_for_people(out) ? _("POCSO") : "pocso");
        const int64_t numbers[] = {c->n, c->n60, c->disposed, c->in60, c->late, c->pending};
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
            output_number(out, numbers[i]);
        const double per_cent[] = {rate_rounded(c->disposed, c->n), rate_rounded(c->in60, c->n60), rate_rounded(c->late, c->n60),
                                   rate_rounded(c->pending, c->n60)};
        for (size_t i = 0; i < sizeof per_cent / sizeof per_cent[0]; i++)
            output_decimal(out, per_cent[i]);
        if (!output_row(out))
            return false;
    }
    return true;
}

/* Which FIRs were counted, below a table: so that it can be held against the portal's. */
static void basis_print(const struct context *context, struct store *store, const struct asked *a)
{
    char lists[256] = "", from[11], to[11], today[11], words[256];
    size_t n = 0;
    for (int i = 0; i < rules_list_count(context->rules); i++)
        if (a->query.lists & (HIT(i, CATEGORY_376) | HIT(i, CATEGORY_POCSO)))
            n += text_format(lists + n, sizeof lists - n, "%s%s", n ? ", " : "", rules_list_name(context->rules, i));
    civil_show(a->query.from, from);
    civil_show(a->query.to == CIVIL_NONE || a->query.to > context->today ? context->today : a->query.to, to);
    civil_show(context->today, today);
    printf("\n");
    if (a->query.from == CIVIL_NONE)
        printf(_("FIRs up to %s, as of %s; lists: %s"), to, today, lists);
    else
        printf(_("FIRs from %s to %s, as of %s; lists: %s"), from, to, today, lists);
    int64_t moved = context->today < a->query.clock.now ? units_moved_since(store, a->query.unit, context->today) : 0;
    if (moved > 0) {
        units_moved_show(moved, words, sizeof words);
        printf("\n%s", words);
    }
    printf("\n%s\n", _("Compliance, late and pendency are parts of the FIRs whose 60 days have passed; disposal is of all registered."));
}

static int rates_print(const struct context *context, struct store *store, struct asked *a, struct error *e)
{
    struct output *out = output_begin(stdout, (enum output_format)a->format, columns, COLUMNS, output_width(stdout));
    struct printing printing = {out, a->category};
    int status = EXIT_DONE;
    if (!out)
        error_set(e, ERROR_UNABLE, _("out of memory"));
    if (!out || !rates_children(store, &a->query, NULL, row_print, &printing, e))
        status = command_fail(context, e);
    if (out && output_end(out) && a->format == OUTPUT_TABLE && status == EXIT_DONE) {
        basis_print(context, store, a);
        command_foot(store);
    }
    return status;
}

int command_rates(struct context *context, int argc, char **argv)
{
    struct asked a;
    struct operands operands;
    struct error e = {0};
    int status;
    if (!asked_read(context, argc, argv, &a, &operands))
        return EXIT_USAGE;
    if (!asked_check(context, &a, &e))
        return command_usage(context, argv[0], "%s", e.text);
    struct store *store = command_store_facts(context, &status);
    if (!store)
        return status;
    a.query.clock = command_clock(context);
    if (command_unit_of(context, store, argv[0], operands.n > 0 ? operands.at[0] : NULL, &a.query.unit, &e))
        status = rates_print(context, store, &a, &e);
    else
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
