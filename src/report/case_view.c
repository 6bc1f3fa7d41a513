#include "src/report/case_view.h"

#include <stdlib.h>
#include <string.h>

#include "db/sync.h"
#include "src/i18n.h"

/* ---- the history ---- */

struct growing {
    void *at;
    int n, room, max;
    size_t size;
    bool failed;
    civil_day last; /* of a past day: what came later is left out */
};

/* Appends a copy; past `max` the oldest goes. */
static bool keep(struct growing *g, const void *item) {
    if (g->max && g->n == g->max) {
        memmove(g->at, (char *)g->at + g->size, g->size * (size_t)(g->n - 1));
        g->n--;
    }
    if (g->n == g->room) {
        int room = g->room ? 2 * g->room : 8;
        void *more = room < g->room ? NULL : reallocarray(g->at, (size_t)room, g->size);
        if (!more) {
            g->failed = true;
            return false;
        }
        g->at = more;
        g->room = room;
    }
    memcpy((char *)g->at + g->size * (size_t)g->n++, item, g->size);
    return true;
}

static bool keep_event(void *context, const struct case_event *event) {
    const struct growing *g = context;
    return event->on > g->last || keep(context, event);
}

static bool keep_entry(void *context, const struct entry *entry) {
    const struct growing *g = context;
    return (entry->on != CIVIL_NONE && entry->on > g->last) || keep(context, entry);
}

static bool keep_direction(void *context, const struct direction *direction) {
    return keep(context, direction);
}

/* Up to which day things are shown. */
static civil_day last_day(const struct case_view *view) {
    const struct list_clock *clock = &view->basis.clock;
    return clock->now != 0 && clock->today < clock->now ? clock->today : INT32_MAX;
}

static bool read_history(struct case_view *view, struct error *e) {
    struct store *store = view->basis.store;
    int max = view->basis.history_max;
    civil_day last = last_day(view);
    struct growing events = {.max = max, .size = sizeof(struct case_event), .last = last};
    struct growing entries = {.max = max, .size = sizeof(struct entry), .last = last};
    bool good = case_events(store, view->facts.id, keep_event, &events, e) &&
                entries_of_case(store, view->facts.id, keep_entry, &entries, e);
    view->event = events.at;
    view->events = events.n;
    view->entry = entries.at;
    view->entries = entries.n;
    if (events.failed || entries.failed)
        return error_set(e, ERROR_UNABLE, "%s", _("There is not enough memory to show this case."));
    if (!good)
        return false;
    view->gateway = sync_known(store);
    for (int i = 0; i < view->entries; i++)
        view->unsent += view->gateway && view->entry[i].own && !view->entry[i].sent && !view->entry[i].refused;
    return true;
}

static bool read_directions(struct case_view *view, struct error *e) {
    struct growing directions = {.size = sizeof(struct direction)};
    bool good = directions_of_case(view->basis.store, view->facts.id, last_day(view), keep_direction, &directions, e);
    view->direction = directions.at;
    view->directions = directions.n;
    return directions.failed ? error_set(e, ERROR_UNABLE, "%s", _("There is not enough memory to show this case.")) : good;
}

/* ---- the limit ---- */

static void count_limit(struct case_view *view) {
    const struct case_detail *facts = &view->facts;
    const struct limit_rule *rule = &view->basis.clock.limit;
    civil_day today = view->basis.clock.today;
    bool legal = (facts->hits & HITS_LEGAL) != 0;
    view->day60 = limit_date_of_day(facts->clock_date, 60, rule);
    view->two_months = legal ? limit_two_months(facts->clock_date) : CIVIL_NONE;
    view->due = limit_due(facts->clock_date, legal, rule);
    view->by_day60 = view->due == view->day60;
    view->day = limit_day(facts->clock_date, today, rule);
    view->left = view->due - today;
    view->next_alert_on = CIVIL_NONE;
    for (int i = ALERT_DAYS - 1; i >= 0; i--)
        if (alert_days[i] > view->day)
            view->next_alert = alert_days[i];
    if (view->next_alert)
        view->next_alert_on = limit_date_of_day(facts->clock_date, view->next_alert, rule);
    view->disposed_on = facts->state == 1 ? case_disposed_on(facts, view->basis.disposed) : CIVIL_NONE;
    view->until = today;
    if (view->disposed_on != CIVIL_NONE) {
        view->until = view->disposed_on;
        view->disposed_day = limit_day(facts->clock_date, view->disposed_on, rule);
    }
}

/* ---- steps ---- */

static const struct step_now *entered_of(const struct case_view *view, const char *code) {
    for (int i = 0; i < view->entered; i++)
        if (strcmp(view->entered_step[i].code, code) == 0 &&
            (view->entered_step[i].on == CIVIL_NONE || view->entered_step[i].on <= last_day(view)))
            return &view->entered_step[i];
    return NULL;
}

static bool read_steps(struct case_view *view, struct error *e) {
    const struct step_table *table = store_steps(view->basis.store);
    int n = steps_of_case(view->basis.store, view->facts.id, view->entered_step, STEPS_MAX, e);
    if (n < 0)
        return false;
    view->entered = n;
    const struct step_now *doctor = entered_of(view, "doctor");
    civil_day exam = doctor && doctor->state == STEP_DONE ? doctor->on : CIVIL_NONE;
    for (int i = 0; i < table->n; i++) {
        const struct step_rule *rule = &table->at[i];
        const struct step_now *now = entered_of(view, rule->code);
        if (!now && rule->categories && !(rule->categories & view->categories))
            continue;
        struct case_step *step = &view->step[view->steps++];
        step->rule = rule;
        step->now = now ? *now : (struct step_now){.on = CIVIL_NONE};
        step->due = step_due(rule, view->facts.fir_date, view->due, exam);
    }
    return true;
}

/* ---- all of it ---- */

static bool read_all(struct case_view *view, case_id id, struct error *e) {
    struct store *store = view->basis.store;
    if (!case_get_as_of(store, id, &view->basis.clock, &view->facts, e))
        return false;
    if (!unit_by_id(store, view->facts.unit, &view->unit, e) && e->kind != ERROR_NONE)
        return false;
    sections_from_text(view->facts.sections, &view->sections);
    classify(view->basis.rules, &view->sections, view->facts.clock_date, &view->tracked);
    view->categories = hits_categories(view->facts.hits, view->basis.lists);
    count_limit(view);
    return read_history(view, e) && read_directions(view, e) && read_steps(view, e);
}

bool case_view_read(const struct case_basis *basis, case_id id, struct case_view *view, struct error *e) {
    error_clear(e);
    memset(view, 0, sizeof *view);
    view->basis = *basis;
    if (read_all(view, id, e))
        return true;
    case_view_free(view);
    return false;
}

void case_view_free(struct case_view *view) {
    free(view->event);
    free(view->entry);
    free(view->direction);
    memset(view, 0, sizeof *view);
}

const struct entry *case_view_last(const struct case_view *view, enum entry_kind kind) {
    for (int i = view->entries - 1; i >= 0; i--)
        if (view->entry[i].kind == kind && !view->entry[i].undone)
            return &view->entry[i];
    return NULL;
}
