/* The history page of the case screen, and an entry in one line. */
#include <string.h>

#include "screens/case_view.h"
#include "screens/entry_forms.h"
#include "src/clock.h"
#include "src/text.h"

static const char *whom_label(const char *code) {
    return strcmp(code, "sho") == 0 ? _("SHO") : strcmp(code, "co") == 0 ? _("CO") : _("IO");
}

static const char *how_label(const char *code) {
    if (strcmp(code, "phone") == 0)
        return _("by phone");
    if (strcmp(code, "message") == 0)
        return _("by message");
    if (strcmp(code, "written") == 0)
        return _("in writing");
    return _("in person");
}

static void step_sentence(struct session *s, const struct entry *entry, bool old_law, const char *date, char *out,
                          size_t cap) {
    const struct step_rule *step = steps_find(store_steps(s->store), entry->code);
    const char *label = !step ? entry->code : _(old_law && step->label_old[0] ? step->label_old : step->label);
    if (strcmp(entry->state, "waiting") == 0)
        text_format(out, cap, _("%s: waits since %s"), label, date);
    else if (strcmp(entry->state, "na") == 0)
        text_format(out, cap, _("%s: does not apply"), label);
    else if (strcmp(entry->state, "no-consent") == 0)
        text_format(out, cap, _("%s: not consented to"), label);
    else
        text_format(out, cap, _("%s: done %s"), label, date);
}

const char *entry_sentence(struct session *s, const struct entry *entry, bool old_law, char *out, size_t cap) {
    char date[11];
    civil_show(entry->on, date);
    const struct reason *reason;
    switch (entry->kind) {
    case ENTRY_REASON:
        reason = reasons_find(store_reasons(s->store), entry->code);
        text_format(out, cap, _("reason: %s"), reason ? _(reason->label) : entry->code);
        break;
    case ENTRY_STEP:
        step_sentence(s, entry, old_law, date, out, cap);
        break;
    case ENTRY_NOTE:
        text_format(out, cap, _("remark: %s"), entry->text);
        break;
    case ENTRY_TOLD:
        date[5] = '\0';
        text_format(out, cap, _("day %s: %s told %s %s"), entry->code, whom_label(entry->whom), how_label(entry->how),
                    date);
        break;
    case ENTRY_WRONG:
        text_format(out, cap, strcmp(entry->state, "right-again") == 0 ? _("right again in CCTNS: %s") : _("wrong in CCTNS: %s"),
                    wrong_field_label(entry->code));
        break;
    case ENTRY_SETTLE:
        text_format(out, cap, "%s", strcmp(entry->state, "no") == 0 ? _("settled: not tracked") : _("settled: tracked"));
        break;
    case ENTRY_UNDO:
        text_format(out, cap, "%s", _("took an entry back"));
        break;
    case ENTRY_REDACT:
        text_format(out, cap, "%s", _("removed a remark's text"));
        break;
    default:
        text_format(out, cap, _("direction: %s"), entry->text);
    }
    return out;
}

static const char *event_label(const char *kind) {
    static const struct {
        const char *kind, *label;
    } labels[] = {{"section-added", N_("sections added")}, {"section-dropped", N_("sections dropped")},
                  {"officer", N_("IO")},                   {"status", N_("status")},
                  {"transfer", N_("station")},             {"zero", N_("Zero FIR")}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].kind, kind) == 0)
            return _(labels[i].label);
    return kind;
}

/* An event's side in words: a status is a code in the database, sections are normalised. */
static const char *event_value(const char *kind, const char *value, char *out, size_t cap) {
    enum case_status status;
    if (strcmp(kind, "status") == 0 && status_parse(value, &status)) {
        text_format(out, cap, "%s", status_label(status));
    } else if (strncmp(kind, "section", 7) == 0 && value[0]) {
        struct section_list list;
        sections_from_text(value, &list);
        sections_show(&list, language_now() == LANGUAGE_HINDI, out, cap);
    } else {
        text_format(out, cap, "%s", value[0] ? value : "–");
    }
    return out;
}

static void put_event(struct page *page, const struct case_event *event) {
    char date[11], was[SEGMENT_TEXT], now[SEGMENT_TEXT];
    civil_show(event->on, date);
    event_value(event->kind, event->was, was, sizeof was);
    event_value(event->kind, event->now, now, sizeof now);
    page_line(page);
    page_put(page, 1, 16, ROLE_QUIET, "%s", date);
    if (strcmp(event->kind, "section-added") == 0 || strcmp(event->kind, "zero") == 0)
        page_put(page, 18, 0, ROLE_TEXT, "%s: %s", event_label(event->kind), now);
    else if (strcmp(event->kind, "section-dropped") == 0)
        page_put(page, 18, 0, ROLE_TEXT, "%s: %s", event_label(event->kind), was);
    else
        page_put(page, 18, 0, ROLE_TEXT, "%s: %s → %s", event_label(event->kind), was, now);
}

static void put_entry(struct page *page, struct session *s, const struct case_view *view,
                      const struct entry *entry) {
    char at[24], sentence[SEGMENT_TEXT];
    clock_stamp_show(entry->at, at);
    entry_sentence(s, entry, view->facts.fir_date < civil_from_ymd(2024, 7, 1), sentence, sizeof sentence);
    page_line(page);
    page_put(page, 1, 16, ROLE_QUIET, "%s", at);
    page_put(page, 18, 46, entry->undone ? ROLE_QUIET : ROLE_TEXT, "%s", sentence);
    page_put(page, 65, 0, ROLE_QUIET, "%s%s%s", entry->author, entry->undone ? _(" taken back") : "",
                  view->gateway && !entry->sent ? _(" not yet sent") : "");
}

void case_text_history(struct page *page, struct session *s, const struct case_view *view) {
    page_line(page);
    page_put(page, 1, 0, ROLE_HEADING, "%s", _("What was entered here, the latest first"));
    if (!view->entries) {
        page_line(page);
        page_put(page, 1, 0, ROLE_QUIET, "%s", _("nothing yet"));
    }
    for (int i = view->entries - 1; i >= 0; i--)
        put_entry(page, s, view, &view->entry[i]);
    page_line(page);
    page_line(page);
    page_put(page, 1, 0, ROLE_HEADING, "%s", _("What changed in CCTNS, the latest first"));
    if (!view->events) {
        page_line(page);
        page_put(page, 1, 0, ROLE_QUIET, "%s", _("nothing since the first extract"));
    }
    for (int i = view->events - 1; i >= 0; i--)
        put_event(page, &view->event[i]);
}
