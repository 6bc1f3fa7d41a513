/* The codes of reasons and steps: listed, and suggested where one was mistyped. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/output.h"
#include "src/text.h"

static const struct output_column columns[] = {{"code", N_("Code"), false, 0, 0}, {"label", N_("Meaning"), false, 0, 0}};

struct tables { struct reason_table reasons; struct step_table steps; };

/* The database's tables; before the first import the shipped ones. */
static bool tables_find(const struct context *context, struct tables *tables, struct error *e)
{
    char path[CONFIG_PATH + 16];
    size_t n;
    text_format(path, sizeof path, "%s/cache.db", context->folder);
    struct store *store = access(path, F_OK) == 0 ? store_open(context->folder, STORE_READ, e) : NULL;
    if (store) {
        tables->reasons = *store_reasons(store);
        tables->steps = *store_steps(store);
        store_close(store);
        return true;
    }
    error_clear(e);
    const char *text = shipped_reasons(&n);
    if (!reasons_read(&tables->reasons, "reasons.tsv", text, n, e))
        return false;
    text = shipped_steps(&n);
    return steps_read(&tables->steps, "steps.tsv", text, n, e);
}

int command_codes(struct context *context, bool steps, int format)
{
    struct tables tables = {0};
    struct error e = {0};
    if (!tables_find(context, &tables, &e))
        return command_fail(context, &e);
    struct output *out = output_begin(stdout, (enum output_format)format, columns, 2, output_width(stdout));
    if (!out) {
        error_set(&e, ERROR_UNABLE, _("out of memory"));
        return command_fail(context, &e);
    }
    for (int i = 0; i < (steps ? tables.steps.n : tables.reasons.n); i++) {
        const char *label = steps ? tables.steps.at[i].label : tables.reasons.at[i].label;
        output_text(out, steps ? tables.steps.at[i].code : tables.reasons.at[i].code);
        output_text(out, format == OUTPUT_TABLE ? _(label) : label);
        output_row(out);
    }
    output_end(out);
    return EXIT_DONE;
}

bool command_no_such_code(struct store *store, bool steps, const char *typed, struct error *e)
{
    const char *words[STEPS_MAX + REASONS_MAX + 1];
    const struct reason_table *reasons = store_reasons(store);
    const struct step_table *table = store_steps(store);
    int n = 0;
    for (int i = 0; i < (steps ? table->n : reasons->n); i++)
        words[n++] = steps ? table->at[i].code : reasons->at[i].code;
    words[n] = NULL;
    return command_no_such(e, steps ? _("step") : _("reason"), typed, words);
}
