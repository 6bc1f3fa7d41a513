/* A case for people: facts, limit, steps, what was entered, what changed. */
#include <stdio.h>
#include <string.h>

#include "src/clock.h"
#include "src/commands/command.h"
#include "src/commands/show.h"
#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/text.h"

#define LABEL_COLUMNS 16
#define VALUE_BYTES 4096

static const char *show_day(civil_day day, char out[11])
{
    civil_show(day, out);
    return out;
}

static bool is_hindi(void)
{
    return language_now() == LANGUAGE_HINDI;
}

/* "label           value" */
static void field(const char *label, const char *value)
{
    char padded[256];
    char clean[VALUE_BYTES];
    text_clean(value, strlen(value), clean, sizeof clean);
    printf("%s %s\n", text_pad(label, LABEL_COLUMNS, padded, sizeof padded), clean);
}

static void heading(const char *text)
{
    printf("\n%s\n", text);
}

static void facts_print(const struct case_view *view)
{
    const struct case_detail *c = &view->facts;
    char line[VALUE_BYTES];
    char number[CASE_NO_SIZE];
    char date[11];
    case_no_full(c->id, number);
    text_format(line, sizeof line, "%s  %s", number, view->unit.code[0] ? unit_name(&view->unit) : c->unit_code);
    field(_("FIR no."), line);
    size_t n = text_format(line, sizeof line, "%s%s%s", show_day(c->fir_date, date), c->fir_time[0] ? " " : "", c->fir_time);
    if (c->gd_no[0])
        text_format(line + n, sizeof line - n, _(", GD %s"), c->gd_no);
    field(_("FIR date"), line);
    if (c->zero_id) {
        case_no_full(c->zero_id, number);
        text_format(line, sizeof line, _("%s of %s: the clock runs from that day"), number, show_day(c->clock_date, date));
        field(_("Zero FIR"), line);
    }
    field(_("Sections"), sections_show(&view->sections, is_hindi(), line, sizeof line));
    field(_("Category"), categories_show(view->categories, c->probable, line, sizeof line));
    char rule[256];
    text_format(line, sizeof line, "%s%s", rule_sentence(view->tracked.rule, rule, sizeof rule),
                view->tracked.our_reading ? _(" (our reading: not published)") : "");
    field(_("Tracked by"), line);
    if (c->probable)
        printf("%s\n", _("Probable: the sections do not say for certain whether it is tracked. Settle it."));
    if (case_settled_away(c))
        printf("%s\n", _("Settled as not tracked: it stands in no list and no count."));
}

static void officer_print(const struct case_view *view)
{
    const struct case_detail *c = &view->facts;
    char line[VALUE_BYTES];
    char date[11];
    officer_show(&c->io, line, sizeof line);
    size_t n = strlen(line);
    if (c->io.pno[0] && n)
        n += text_format(line + n, sizeof line - n, ", PNO %s", c->io.pno);
    if (c->io_since != CIVIL_NONE && n)
        text_format(line + n, sizeof line - n, _(" (since %s)"), show_day(c->io_since, date));
    field(_("IO"), n ? line : _("IO not named in the extract"));
}

static void status_print(const struct case_view *view)
{
    const struct case_detail *c = &view->facts;
    struct labelled_day dates[REPORT_DATES + 2] = {
        [REPORT_DATES] = {N_("first remand"), c->first_remand}, {N_("next date in court"), c->court_date}};
    char line[VALUE_BYTES];
    char date[11];
    if (c->status == STATUS_TRANSFERRED && c->moved_to[0])
        text_format(line, sizeof line, _("%s to %s"), status_label(c->status), c->moved_to);
    else
        text_format(line, sizeof line, "%s%s%s", status_label(c->status), c->final_type[0] ? ": " : "",
                    c->final_type[0] ? final_type_label(c->final_type) : "");
    field(_("Status"), line);
    if (c->final_no[0])
        field(_("Report no."), c->final_no);
    report_dates(c, dates);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        if (dates[i].day != CIVIL_NONE)
            field(_(dates[i].label), show_day(dates[i].day, date));
    if (c->arrests >= 0) {
        text_format(line, sizeof line, "%d", c->arrests);
        field(_("Arrests"), line);
    }
    if (view->disposed_on != CIVIL_NONE) {
        text_format(line, sizeof line, _("%s, day %d"), show_day(view->disposed_on, date), view->disposed_day);
        field(_("disposed on"), line);
    }
    if (c->wrong > 0) {
        text_format(line, sizeof line, ngettext("%d fact is marked as wrong in CCTNS", "%d facts are marked as wrong in CCTNS",
                                                (unsigned long)c->wrong), c->wrong);
        field(_("Wrong"), line);
    }
}

static void limit_print(const struct case_view *view)
{
    char line[VALUE_BYTES];
    char date[11];
    field(_("day 60"), show_day(view->day60, date));
    field(_("two months"), view->two_months == CIVIL_NONE ? _("no two months in the law") : show_day(view->two_months, date));
    field(_("governs"), view->by_day60 ? _("day 60") : _("two months"));
    field(_("Due"), show_day(view->due, date));
    if (view->facts.state != 0)
        return;
    field(_("Day"), case_standing(view, line, sizeof line));
    field(_("Band"), band_of_day(view->day) == BAND_OVER_60 ? _("over 60 days") : band_name(band_of_day(view->day)));
    if (view->next_alert) {
        text_format(line, sizeof line, _("day %d on %s"), view->next_alert, show_day(view->next_alert_on, date));
        field(_("Next alert"), line);
    }
}

/* "TEXT  (moharrir, 23/11/2026 18:04) not yet sent" */
static void said_print(const struct case_view *view, const char *label, const char *text, const struct entry *entry)
{
    char line[VALUE_BYTES];
    char by[256];
    text_format(line, sizeof line, "%s%s%s", text, entry ? "  " : "", entry ? entry_by(view, entry, FOR_PRINT, by, sizeof by) : "");
    field(label, line);
}

static void told_print(const struct case_view *view)
{
    const struct entry *entry;
    char text[512];
    if (told_sentence(view, FOR_PRINT, &entry, text, sizeof text) != TOLD_NOTHING)
        said_print(view, _("Alert"), text, entry);
}

static void reason_print(const struct case_view *view)
{
    const char *code = view->facts.reason;
    if (view->facts.state == 0 || *code)
        said_print(view, _("Waiting for"), *code ? reason_label(view->basis.store, code) : _("no reason entered"),
                   *code ? case_view_last(view, ENTRY_REASON) : NULL);
}

/* "24/09/2026  in time", "waits since 30/10/2026", "not entered, 3 days past" */
static void steps_print(const struct case_view *view)
{
    char name[256];
    char due[64];
    char date[11];
    text_pad(_("Steps"), 32, name, sizeof name);
    text_pad(_("due"), 10, due, sizeof due);
    printf("\n%s  %s  %s\n", name, due, _("done"));
    for (int i = 0; i < view->steps; i++) {
        const struct case_step *step = &view->step[i];
        struct step_words words;
        step_words(step, view->facts.state == 0, view->basis.clock.today, &words);
        bool nothing = words.standing == STEP_STANDS_EMPTY;
        text_pad(_(step_label(step->rule, view->facts.fir_date)), 32, name, sizeof name);
        text_pad(step->due == CIVIL_NONE ? "-" : show_day(step->due, date), 10, due, sizeof due);
        printf("%s  %s  %s%s%s\n", name, due, nothing ? "-" : words.text, words.verdict[0] ? "  " : "", words.verdict);
    }
}

static void entries_print(const struct case_view *view)
{
    char line[VALUE_BYTES];
    char at[24];
    if (view->entries)
        heading(_("What was entered here, the latest first"));
    for (int i = view->entries - 1; i >= 0; i--) {
        const struct entry *entry = &view->entry[i];
        entry_sentence(view->basis.store, entry, view->facts.fir_date, FOR_PRINT, line, sizeof line);
        size_t n = strlen(line);
        text_format(line + n, sizeof line - n, "  (%s)%s%s", entry->author, entry->undone ? _(" taken back") : "",
                    entry_sent(view, entry));
        clock_stamp_show(entry->at, at);
        field(at, line);
    }
}

static void remarks_print(const struct case_view *view)
{
    int printed = 0;
    for (int i = view->entries - 1; i >= 0; i--) {
        const struct entry *entry = &view->entry[i];
        char line[VALUE_BYTES];
        char at[24];
        if (entry->kind != ENTRY_NOTE || entry->undone)
            continue;
        if (!printed++)
            heading(_("Remarks"));
        clock_stamp_show(entry->at, at);
        text_format(line, sizeof line, "%s  (%s, %s)", entry->text, entry->author, entry->id);
        field(at, line);
    }
}

/* That they stand is said always; their texts as remarks are. */
static void directions_print(const struct case_view *view, bool remarks)
{
    char line[VALUE_BYTES];
    char standing[160];
    if (view->directions)
        heading(_("Directions, the latest first"));
    for (int i = view->directions - 1; i >= 0; i--) {
        const struct direction *direction = &view->direction[i];
        char date[11];
        direction_about(&direction->given, FOR_PRINT, line, sizeof line);
        size_t n = strlen(line);
        direction_standing(direction, view->basis.clock.today, standing, sizeof standing);
        text_format(line + n, sizeof line - n, "  %s  (%s)", standing, direction->given.id);
        field(show_day(direction->given.on, date), line);
        if (remarks)
            field("", direction->given.text);
        if (remarks && direction->answered) {
            text_format(line, sizeof line, _("answer: %s"), direction->answer.text);
            field("", line);
        }
    }
}

static void events_print(const struct case_view *view)
{
    char line[VALUE_BYTES];
    char date[11];
    if (view->events)
        heading(_("What changed in CCTNS, the latest first"));
    for (int i = view->events - 1; i >= 0; i--) {
        const struct case_event *event = &view->event[i];
        event_sentence(event, FOR_PRINT, line, sizeof line);
        size_t n = strlen(line);
        if (event->dated_by_import)
            text_format(line + n, sizeof line - n, "  %s", _("(seen in the extract)"));
        field(show_day(event->on, date), line);
    }
}

void show_text(const struct case_view *view, bool remarks)
{
    char line[64];
    facts_print(view);
    officer_print(view);
    status_print(view);
    printf("\n");
    limit_print(view);
    told_print(view);
    reason_print(view);
    steps_print(view);
    directions_print(view, remarks);
    if (remarks)
        remarks_print(view);
    entries_print(view);
    events_print(view);
    if (view->unsent > 0) {
        text_format(line, sizeof line, "%lld", (long long)view->unsent);
        printf("\n");
        field(_("To send"), line);
    }
    command_foot(view->basis.store);
}
