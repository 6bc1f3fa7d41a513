#include "screens/case_view.h"

#include <stdlib.h>
#include <string.h>

#include "src/text.h"

struct growing { void *at; int n, room, max; size_t size; bool failed; };

/* Appends a copy; past `max` the oldest goes. */
static bool keep(struct growing *g, const void *item) {
    if (g->n == g->max) {
        memmove(g->at, (char *)g->at + g->size, g->size * (size_t)(g->n - 1));
        g->n--;
    }
    if (g->n == g->room) {
        int room = g->room ? g->room * 2 : 8;
        void *more = realloc(g->at, g->size * (size_t)room);
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
    return keep(context, event);
}

static bool keep_entry(void *context, const struct entry *entry) {
    return keep(context, entry);
}

bool case_view_read(struct session *s, case_id id, struct case_view *view, struct error *e) {
    memset(view, 0, sizeof *view);
    struct growing events = {.max = CASE_EVENTS_MAX, .size = sizeof(struct case_event)};
    struct growing entries = {.max = CASE_ENTRIES_MAX, .size = sizeof(struct entry)};
    bool ok = case_get(s->store, id, &view->facts, e) && unit_by_id(s->store, view->facts.unit, &view->unit, e) &&
              case_events(s->store, id, keep_event, &events, e) &&
              entries_of_case(s->store, id, keep_entry, &entries, e);
    view->event = events.at;
    view->events = events.n;
    view->entry = entries.at;
    view->entries = entries.n;
    if (ok && (events.failed || entries.failed))
        ok = error_set(e, ERROR_UNABLE, _("There is not enough memory to show this case."));
    if (ok) {
        view->steps = steps_of_case(s->store, id, view->step, STEPS_MAX, e);
        ok = view->steps >= 0;
    }
    if (!ok) {
        case_view_free(view);
        return false;
    }
    sections_from_text(view->facts.sections, &view->sections);
    classify(s->context->rules, &view->sections, view->facts.clock_date, &view->tracked);
    for (int i = 0; i < view->entries && !view->gateway; i++)
        view->gateway = view->entry[i].sent || !view->entry[i].own;
    return true;
}

void case_view_free(struct case_view *view) {
    free(view->event);
    free(view->entry);
    memset(view, 0, sizeof *view);
}

const struct entry *case_view_last(const struct case_view *view, enum entry_kind kind, const char *code) {
    for (int i = view->entries - 1; i >= 0; i--) {
        const struct entry *entry = &view->entry[i];
        if (entry->kind == kind && !entry->undone && (!code || strcmp(entry->code, code) == 0))
            return entry;
    }
    return NULL;
}

civil_day case_view_until(const struct case_view *view, civil_day today, enum disposed_by disposed) {
    civil_day on = view->facts.state == 1 ? case_disposed_on(&view->facts, disposed) : CIVIL_NONE;
    return on == CIVIL_NONE ? today : on;
}

const char *case_view_standing(const struct case_view *view, const struct list_clock *clock, char *out, size_t cap) {
    const struct case_detail *c = &view->facts;
    if (c->state != 0) {
        text_format(out, cap, "%s", status_label(c->status));
        return out;
    }
    int day = limit_day(c->clock_date, clock->today, &clock->limit);
    int left = limit_left(c->clock_date, (c->hits & HITS_LEGAL) != 0, clock->today, &clock->limit);
    if (left < 0)
        text_format(out, cap, _("day %d, %d over"), day, -left);
    else if (left == 0)
        text_format(out, cap, _("day %d, due today"), day);
    else
        text_format(out, cap, _("day %d, %d left"), day, left);
    return out;
}
