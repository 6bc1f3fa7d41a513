/* ack: somebody was told of an alert, of one case or of all that wait. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/case.h"
#include "db/entry.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/text.h"

#define TOGETHER 200 /* entries that --all writes in one transaction */

static const char *const whom_words[] = {"io", "sho", "co", NULL};
static const char *const how_words[] = {"person", "phone", "message", "written", NULL};
static const char *const day_words[] = {"31", "40", "50", "55", "60", NULL};

struct ack_options { bool all; int whom, how; const char *unit; };

static void told_make(const struct context *context, const struct ack_options *o, case_id id, int day, struct entry *entry)
{
    *entry = (struct entry){.case_id = id, .kind = ENTRY_TOLD, .on = context->today};
    text_format(entry->code, sizeof entry->code, "%d", day);
    text_format(entry->whom, sizeof entry->whom, "%s", whom_words[o->whom]);
    text_format(entry->how, sizeof entry->how, "%s", how_words[o->how]);
}

static bool day_read(const char *typed, int *day, struct error *e)
{
    for (int i = 0; day_words[i]; i++)
        if (strcmp(day_words[i], typed) == 0) {
            *day = alert_days[i];
            return true;
        }
    return command_no_such(e, _("alert day"), typed, day_words);
}

/* The same telling, not taken back: `id` gets its number. */
struct same { const struct entry *wanted; char id[ENTRY_ID_SIZE]; };

static bool same_take(void *with, const struct entry *entry)
{
    struct same *same = with;
    const struct entry *wanted = same->wanted;
    if (entry->kind == ENTRY_TOLD && !entry->undone && entry->on == wanted->on && strcmp(entry->code, wanted->code) == 0 &&
        strcmp(entry->whom, wanted->whom) == 0 && strcmp(entry->how, wanted->how) == 0)
        text_format(same->id, sizeof same->id, "%s", entry->id);
    return true;
}

/* A script that runs twice tells once. */
static bool told_once(struct context *context, struct store *store, struct entry *entry, struct error *e)
{
    struct same same = {.wanted = entry};
    if (!entries_of_case(store, entry->case_id, same_take, &same, e))
        return false;
    if (!*same.id)
        return command_save(context, store, entry, e);
    printf("already told %s\n", same.id);
    return true;
}

static bool ack_one(struct context *context, struct store *store, const struct ack_options *o, const struct operands *operands,
                    struct error *e)
{
    struct case_detail facts;
    struct entry entry;
    int day = 0;
    if (operands->n > 1 && !day_read(operands->at[1], &day, e))
        return false;
    if (!command_case_facts(context, store, operands->at[0], &facts, e))
        return false;
    int count = limit_day(facts.clock_date, context->today, &context->config.limit);
    int crossed = alert_crossed(count);
    if (facts.state != 0)
        return error_set(e, ERROR_USAGE, _("%s: the case is not open (%s), so it has no alert"), operands->at[0], status_label(facts.status));
    if (!crossed)
        return error_set(e, ERROR_USAGE, _("%s: the case is on day %d; its first alert is on day %d"), operands->at[0], count, alert_days[0]);
    if (day > crossed)
        return error_set(e, ERROR_USAGE, _("%s: the case is on day %d and has not reached day %d; the highest that it has reached is day %d"),
                         operands->at[0], count, day, crossed);
    told_make(context, o, facts.id, day ? day : crossed, &entry);
    return told_once(context, store, &entry, e);
}

/* What --all will write is gathered first: the entries change the list that is being read. */
struct waiting { const struct context *context; case_id *id; int *day; size_t n, room; bool failed; };

static bool waiting_take(void *with, const struct case_row *row)
{
    struct waiting *waiting = with;
    if (waiting->n == waiting->room) {
        size_t room = waiting->room ? 2 * waiting->room : 256;
        case_id *id = realloc(waiting->id, room * sizeof *id);
        if (id)
            waiting->id = id;
        int *day = realloc(waiting->day, room * sizeof *day);
        if (day)
            waiting->day = day;
        if (!id || !day) {
            waiting->failed = true;
            return false;
        }
        waiting->room = room;
    }
    waiting->id[waiting->n] = row->id;
    waiting->day[waiting->n++] = alert_crossed(limit_day(row->clock_date, waiting->context->today, &waiting->context->config.limit));
    return true;
}

static bool waiting_read(struct context *context, struct store *store, const struct ack_options *o, struct waiting *waiting,
                         struct error *e)
{
    struct case_filter filter = {.lists = context->lists, .which = FILTER_OPEN, .band = BAND_ANY, .due_within = -1, .alerts = true,
                                 .unacknowledged = true};
    const struct case_sort sort = {.by = BY_LEFT};
    const struct list_clock clock = command_clock(context);
    if (!command_unit(context, store, o->unit, &filter.unit, e))
        return false;
    struct case_list *list = case_list_open(store, &filter, &sort, &clock, e);
    if (!list)
        return false;
    bool good = command_rows(list, INT_MAX, waiting_take, waiting, e);
    case_list_close(list);
    return good && waiting->failed ? error_set(e, ERROR_UNABLE, _("out of memory")) : good;
}

static bool ack_all(struct context *context, struct store *store, const struct ack_options *o, struct error *e)
{
    struct waiting waiting = {.context = context};
    struct entry *entries = calloc(TOGETHER, sizeof *entries);
    bool good = entries ? command_facts_there(store, e) && waiting_read(context, store, o, &waiting, e)
                        : error_set(e, ERROR_UNABLE, _("out of memory"));
    for (size_t done = 0; good && done < waiting.n;) {
        int n = 0;
        for (; n < TOGETHER && done + (size_t)n < waiting.n; n++)
            told_make(context, o, waiting.id[done + (size_t)n], waiting.day[done + (size_t)n], &entries[n]);
        good = entry_add_many(store, entries, n, context->today, e);
        for (int i = 0; good && i < n; i++)
            printf("saved %s\n", entries[i].id);
        done += (size_t)n;
    }
    free(entries);
    free(waiting.id);
    free(waiting.day);
    return good;
}

int command_ack(struct context *context, int argc, char **argv)
{
    struct ack_options o = {0};
    int status = EXIT_DONE;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {
        {.name = "--all", .kind = OPTION_FLAG, .into = &o.all},
        {.name = "--whom", .kind = OPTION_WORD, .into = &o.whom, .words = whom_words},
        {.name = "--how", .kind = OPTION_WORD, .into = &o.how, .words = how_words},
        {.name = "--unit", .kind = OPTION_TEXT, .into = &o.unit},
        {0},
    };
    if (!command_options(context, argc, argv, options, 2, &operands))
        return EXIT_USAGE;
    if (o.all ? operands.n > 0 : operands.n < 1)
        return command_usage(context, argv[0], o.all ? _("--all stands in place of a case")
                                                     : _("which case? Expected 31655001/0412/2026 or 412/26, or --all"));
    if (o.unit && !o.all)
        return command_usage(context, argv[0], _("--unit goes with --all"));
    struct store *store = command_store_entries(context, &status);
    if (!store)
        return status;
    if (!(o.all ? ack_all(context, store, &o, &e) : ack_one(context, store, &o, &operands, &e)))
        status = command_fail(context, &e);
    store_close(store);
    return status;
}
