/* show: everything that is known of one case. */
#include <stdlib.h>
#include <string.h>

#include "src/commands/show_case.h"
#include "src/i18n.h"
#include "src/output.h"

struct growing { void *at; int n, room; size_t size; };

static bool grow(struct growing *g, const void *item)
{
    if (g->n == g->room) {
        int room = g->room ? 2 * g->room : 16;
        void *more = room < g->room ? NULL : realloc(g->at, g->size * (size_t)room);
        if (!more)
            return false;
        g->at = more;
        g->room = room;
    }
    memcpy((char *)g->at + g->size * (size_t)g->n++, item, g->size);
    return true;
}

static bool event_take(void *context, const struct case_event *event)
{
    return grow(context, event);
}

static bool entry_take(void *context, const struct entry *entry)
{
    return grow(context, entry);
}

const struct entry *shown_last(const struct shown_case *shown, enum entry_kind kind)
{
    for (int i = shown->entries - 1; i >= 0; i--)
        if (shown->entry[i].kind == kind && !shown->entry[i].undone)
            return &shown->entry[i];
    return NULL;
}

static bool history_read(struct shown_case *shown, struct error *e)
{
    struct growing events = {.size = sizeof(struct case_event)};
    struct growing entries = {.size = sizeof(struct entry)};
    bool good = case_events(shown->store, shown->facts.id, event_take, &events, e) &&
                entries_of_case(shown->store, shown->facts.id, entry_take, &entries, e);
    shown->event = events.at;
    shown->events = events.n;
    shown->entry = entries.at;
    shown->entries = entries.n;
    shown->gateway = entries_unsent(shown->store) > 0;
    for (int i = 0; i < entries.n; i++)
        if (shown->entry[i].sent || !shown->entry[i].own)
            shown->gateway = true;
    for (int i = 0; i < entries.n; i++)
        shown->unsent += shown->gateway && shown->entry[i].own && !shown->entry[i].sent;
    return good;
}

static void limit_count(struct shown_case *shown)
{
    const struct context *context = shown->context;
    const struct case_detail *facts = &shown->facts;
    const struct limit_rule *rule = &context->config.limit;
    bool legal = (facts->hits & HITS_LEGAL) != 0;
    shown->day60 = limit_date_of_day(facts->clock_date, 60, rule);
    shown->two_months = legal ? limit_two_months(facts->clock_date) : CIVIL_NONE;
    shown->due = limit_due(facts->clock_date, legal, rule);
    shown->by_day60 = shown->due == shown->day60;
    shown->day = limit_day(facts->clock_date, context->today, rule);
    shown->left = shown->due - context->today;
    for (int i = ALERT_DAYS - 1; i >= 0; i--)
        if (alert_days[i] > shown->day)
            shown->next_alert = alert_days[i];
    shown->disposed_on = facts->state == 1 ? case_disposed_on(facts, context->config.disposed) : CIVIL_NONE;
}

/* The steps that stand for this case, and those that were entered all the same. */
static bool steps_read_of(struct shown_case *shown, struct error *e)
{
    struct step_now now[STEPS_MAX];
    const struct step_table *table = store_steps(shown->store);
    civil_day exam = CIVIL_NONE;
    int n = steps_of_case(shown->store, shown->facts.id, now, STEPS_MAX, e);
    if (n < 0)
        return false;
    for (int i = 0; i < n; i++)
        if (now[i].state == STEP_DONE && strcmp(now[i].code, "doctor") == 0)
            exam = now[i].on;
    for (int i = 0; i < table->n; i++) {
        const struct step_rule *rule = &table->at[i];
        struct shown_step step = {.rule = rule, .now = {.on = CIVIL_NONE},
                                  .due = step_due(rule, shown->facts.fir_date, shown->due, exam)};
        for (int j = 0; j < n; j++)
            if (strcmp(now[j].code, rule->code) == 0)
                step.now = now[j];
        if (step.now.state != STEP_NONE || !rule->categories || (rule->categories & shown->categories))
            shown->step[shown->steps++] = step;
    }
    return true;
}

static bool shown_read(struct shown_case *shown, case_id id, struct error *e)
{
    error_clear(e);
    if (!case_get(shown->store, id, &shown->facts, e)) {
        char number[CASE_NO_SIZE];
        case_no_full(id, number);
        return e->kind != ERROR_NONE ? false : error_set(e, ERROR_USAGE, _("%s is no longer in the database."), number);
    }
    if (!unit_by_id(shown->store, shown->facts.unit, &shown->unit, e) && e->kind != ERROR_NONE)
        return false;
    sections_from_text(shown->facts.sections, &shown->sections);
    classify(shown->context->rules, &shown->sections, shown->facts.clock_date, &shown->read);
    shown->categories = hits_categories(shown->facts.hits, shown->context->lists);
    limit_count(shown);
    return history_read(shown, e) && steps_read_of(shown, e);
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
    struct shown_case *shown = calloc(1, sizeof *shown);
    case_id id;
    if (!shown)
        error_set(&e, ERROR_UNABLE, _("out of memory"));
    else
        *shown = (struct shown_case){.context = context, .store = store, .remarks = remarks};
    if (!shown || !command_case(context, store, operands.at[0], &id, &e) || !shown_read(shown, id, &e))
        status = command_fail(context, &e);
    else if (format == 1)
        show_json(shown);
    else
        show_text(shown);
    if (shown) {
        free(shown->entry);
        free(shown->event);
    }
    free(shown);
    store_close(store);
    return status;
}
