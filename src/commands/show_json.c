/* A case as one JSON object: ISO dates, codes, null where nothing is known. */
#include <stdio.h>
#include <string.h>

#include "src/commands/show.h"
#include "src/output.h"

static void facts_write(struct json *json, const struct case_view *view)
{
    const struct case_detail *c = &view->facts;
    char text[CASE_NO_SIZE];
    case_no_full(c->id, text);
    json_text(json, "case", text);
    json_text(json, "unit", c->unit_code);
    json_text(json, "unit_name", view->unit.name_en);
    json_day(json, "fir_date", c->fir_date);
    json_text(json, "fir_time", c->fir_time);
    json_text(json, "gd_no", c->gd_no);
    if (c->zero_id) {
        case_no_full(c->zero_id, text);
        json_open(json, "zero_fir", '{');
        json_text(json, "case", text);
        json_day(json, "date", c->zero_date);
        json_close(json, '}');
    } else
        json_none(json, "zero_fir");
    json_day(json, "clock_date", c->clock_date);
    json_text(json, "sections", strcmp(c->sections, "-") == 0 ? "" : c->sections);
    json_text(json, "categories", view->categories ? categories_name(view->categories) : "");
    json_bool(json, "probable", c->probable);
    json_text(json, "settled", c->settled);
    json_open(json, "io", '{');
    json_text(json, "rank", c->io.rank);
    json_text(json, "name", c->io.name);
    json_text(json, "pno", c->io.pno);
    json_day(json, "since", c->io_since);
    json_close(json, '}');
    json_text(json, "status", status_name(c->status));
    json_text(json, "moved_to", c->moved_to);
    if (c->arrests >= 0)
        json_number(json, "arrests", c->arrests);
    else
        json_none(json, "arrests");
    json_day(json, "first_remand", c->first_remand);
    json_day(json, "court_date", c->court_date);
}

static void lists_write(struct json *json, const struct case_view *view)
{
    const struct rule_set *rules = view->basis.rules;
    json_open(json, "lists", '[');
    for (int i = 0; i < rules_list_count(rules); i++)
        if (view->facts.hits & (HIT(i, CATEGORY_376) | HIT(i, CATEGORY_POCSO)))
            json_text(json, NULL, rules_list_name(rules, i));
    json_close(json, ']');
    json_text(json, "rule", view->tracked.rule);
    json_bool(json, "our_reading", view->tracked.our_reading);
}

static void final_report_write(struct json *json, const struct case_view *view)
{
    const struct case_detail *c = &view->facts;
    json_open(json, "final_report", '{');
    json_text(json, "type", c->final_type);
    json_text(json, "number", c->final_no);
    json_day(json, "prepared", c->prepared);
    json_day(json, "approved", c->approved);
    json_day(json, "filed", c->filed);
    json_day(json, "in_cctns", c->in_cctns);
    json_day(json, "disposed_on", view->disposed_on);
    json_close(json, '}');
}

static void limit_write(struct json *json, const struct case_view *view)
{
    bool open = view->facts.state == 0;
    json_open(json, "limit", '{');
    if (open) {
        json_number(json, "day", view->day);
        json_number(json, "left", view->left);
        json_text(json, "band", band_name(band_of_day(view->day)));
    } else {
        json_none(json, "day");
        json_none(json, "left");
        json_none(json, "band");
    }
    json_day(json, "due", view->due);
    json_text(json, "governs", view->by_day60 ? "day60" : "two-months");
    json_day(json, "day60", view->day60);
    json_day(json, "two_months", view->two_months);
    if (open && view->next_alert)
        json_number(json, "next_alert_day", view->next_alert);
    else
        json_none(json, "next_alert_day");
    json_day(json, "next_alert_on", open ? view->next_alert_on : CIVIL_NONE);
    json_close(json, '}');
}

static void told_write(struct json *json, const struct case_view *view)
{
    const struct entry *told = case_view_last(view, ENTRY_TOLD);
    if (!view->facts.told_day) {
        json_none(json, "told");
        return;
    }
    json_open(json, "told", '{');
    json_number(json, "day", view->facts.told_day);
    json_day(json, "on", view->facts.told_on);
    json_text(json, "whom", told ? told->whom : "");
    json_text(json, "how", told ? told->how : "");
    json_text(json, "by", told ? told->author : "");
    json_text(json, "at", told ? told->at : "");
    json_close(json, '}');
}

static void steps_write(struct json *json, const struct case_view *view)
{
    json_open(json, "steps", '[');
    for (int i = 0; i < view->steps; i++) {
        const struct case_step *step = &view->step[i];
        json_open(json, NULL, '{');
        json_text(json, "code", step->rule->code);
        json_day(json, "due", step->due);
        json_text(json, "state", step->now.state == STEP_NONE ? "" : step_state_name(step->now.state));
        json_day(json, "on", step->now.on);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void directions_write(struct json *json, const struct case_view *view, bool remarks)
{
    json_open(json, "directions", '[');
    for (int i = 0; i < view->directions; i++) {
        const struct direction *direction = &view->direction[i];
        const struct entry *given = &direction->given;
        json_open(json, NULL, '{');
        json_text(json, "id", given->id);
        json_text(json, "source", given->code);
        json_text(json, "letter", given->ref);
        json_day(json, "date", given->on);
        json_day(json, "next_date", given->next_on);
        json_text(json, "by", given->author);
        if (remarks)
            json_text(json, "text", given->text);
        json_day(json, "answered_on", direction->answered ? direction->answer.on : CIVIL_NONE);
        json_text(json, "answered_by", direction->answered ? direction->answer.author : "");
        if (remarks)
            json_text(json, "answer", direction->answered ? direction->answer.text : "");
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void events_write(struct json *json, const struct case_view *view)
{
    json_open(json, "history", '[');
    for (int i = 0; i < view->events; i++) {
        const struct case_event *event = &view->event[i];
        json_open(json, NULL, '{');
        json_day(json, "on", event->on);
        json_text(json, "kind", event->kind);
        json_text(json, "was", event->was);
        json_text(json, "now", event->now);
        json_bool(json, "dated_by_import", event->dated_by_import);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* Texts only where remarks were asked for; that there is an entry is said always. */
static void entries_write(struct json *json, const struct case_view *view, bool remarks)
{
    json_open(json, "entries", '[');
    for (int i = 0; i < view->entries; i++) {
        const struct entry *entry = &view->entry[i];
        json_open(json, NULL, '{');
        json_text(json, "id", entry->id);
        json_text(json, "kind", entry_kind_name(entry->kind));
        json_text(json, "code", entry->code);
        json_text(json, "state", entry->state);
        json_day(json, "on", entry->on);
        if (remarks)
            json_text(json, "text", entry->text);
        json_text(json, "by", entry->author);
        json_text(json, "at", entry->at);
        json_bool(json, "undone", entry->undone);
        json_bool(json, "sent", entry->sent);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void show_json(const struct case_view *view, bool remarks)
{
    struct json json;
    json_begin(&json, stdout);
    json_open(&json, NULL, '{');
    facts_write(&json, view);
    lists_write(&json, view);
    final_report_write(&json, view);
    limit_write(&json, view);
    told_write(&json, view);
    json_text(&json, "reason", view->facts.reason);
    json_day(&json, "reason_on", view->facts.reason_on);
    json_number(&json, "wrong", view->facts.wrong);
    steps_write(&json, view);
    directions_write(&json, view, remarks);
    events_write(&json, view);
    entries_write(&json, view, remarks);
    json_number(&json, "unsent", view->unsent);
    json_bool(&json, "training", store_is_training(view->basis.store));
    json_text(&json, "confidential", "section 72 BNS / 228A IPC, section 24(5) POCSO");
    json_close(&json, '}');
    json_end(&json);
}
