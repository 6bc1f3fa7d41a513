/* step: a step of the investigation, done, waiting, not applicable or not consented to. */
#include <string.h>

#include "db/case.h"
#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

/* Their places are enum step_state, less one. */
static const char *const state_words[] = {"done", "waiting", "na", "no-consent", NULL};

/* A whole date: ISO, or day, month and year with '/', '-' or '.' between them; a script must not mean "this month's 23rd". */
static civil_day date_read(const char *typed, civil_day today)
{
    civil_day iso = civil_parse_iso(typed);
    int signs = 0;
    for (const char *at = typed; *at; at++)
        signs += *at == '/' || *at == '.' || *at == '-';
    return iso != CIVIL_NONE ? iso : signs == 2 ? civil_parse_typed(typed, today) : CIVIL_NONE;
}

/* When: needed for what was done or waits; not before the FIR. */
static bool date_take(const struct context *context, const struct case_detail *facts, enum step_state state, const char *typed,
                      struct entry *entry, struct error *e)
{
    char date[11];
    if (!typed && (state == STEP_DONE || state == STEP_WAITING))
        return error_set(e, ERROR_USAGE, state == STEP_DONE ? _("the date is missing: when was it done? Expected YYYY-MM-DD")
                                                            : _("the date is missing: since when does it wait? Expected YYYY-MM-DD"));
    if (!typed)
        return true;
    entry->on = date_read(typed, context->today);
    if (entry->on == CIVIL_NONE)
        return error_set(e, ERROR_USAGE, _("'%s' is no date; expected YYYY-MM-DD or dd/mm/yyyy, for example 2026-11-23"), typed);
    civil_show(context->today, date);
    if (entry->on > context->today)
        return error_set(e, ERROR_USAGE, _("'%s' is a date to come (today is %s): a step is entered when it is done or begins to wait"),
                         typed, date);
    civil_show(facts->clock_date, date);
    if (entry->on < facts->clock_date)
        return error_set(e, ERROR_USAGE, _("'%s' is before the FIR (%s)"), typed, date);
    return true;
}

static bool step_enter(struct context *context, struct store *store, const struct operands *operands, enum step_state state,
                       struct error *e)
{
    struct case_detail facts;
    struct entry entry = {.kind = ENTRY_STEP, .on = CIVIL_NONE};
    const char *code = operands->at[1];
    if (!command_case_facts(context, store, operands->at[0], &facts, e))
        return false;
    if (!steps_find(store_steps(store), code))
        return command_no_such_code(store, true, code, e);
    if (state == STEP_NO_CONSENT && strcmp(code, "doctor") != 0 && strcmp(code, "medical-report") != 0)
        return error_set(e, ERROR_USAGE, _("--state no-consent: only the medical examination can be refused (steps 'doctor' and "
                                           "'medical-report'), not '%s'"), code);
    if (!date_take(context, &facts, state, operands->n > 2 ? operands->at[2] : NULL, &entry, e))
        return false;
    entry.case_id = facts.id;
    text_format(entry.code, sizeof entry.code, "%s", code);
    text_format(entry.state, sizeof entry.state, "%s", step_state_name(state));
    return command_save(context, store, &entry, e);
}

int command_step(struct context *context, int argc, char **argv)
{
    bool codes = false;
    int state = 0;
    int format = 0;
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--codes", .kind = OPTION_FLAG, .into = &codes},
        {.name = "--state", .kind = OPTION_WORD, .into = &state, .words = state_words},
        {.name = "--format", .kind = OPTION_WORD, .into = &format, .words = format_words},
        {0},
    };
    if (!command_options(context, argc, argv, options, 3, &operands))
        return EXIT_USAGE;
    if (codes)
        return command_codes(context, true, format);
    if (operands.n < 2)
        return command_usage(context, argv[0], _("a case, the code of a step and a date are expected; --codes lists the codes"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!step_enter(context, store, &operands, (enum step_state)(state + STEP_DONE), &e))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
