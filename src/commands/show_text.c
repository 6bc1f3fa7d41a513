/* A case for people: facts, limit, steps, what was entered, what changed. */
#include <stdio.h>
#include <string.h>

#include "src/clock.h"
#include "src/commands/show_case.h"
#include "src/i18n.h"
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

static void facts_print(const struct shown_case *shown)
{
    const struct case_detail *c = &shown->facts;
    char line[VALUE_BYTES];
    char number[CASE_NO_SIZE];
    char date[11];
    case_no_full(c->id, number);
    text_format(line, sizeof line, "%s  %s", number, shown->unit.code[0] ? unit_name(&shown->unit) : c->unit_code);
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
    field(_("Sections"), sections_show(&shown->sections, is_hindi(), line, sizeof line));
    field(_("Category"), categories_show(shown->categories, c->probable, line, sizeof line));
    text_format(line, sizeof line, "%s%s", shown->read.rule[0] ? shown->read.rule : "-",
                shown->read.our_reading ? _(" (our reading: not published)") : "");
    field(_("Tracked by"), line);
    if (c->probable)
        printf("%s\n", _("Probable: the sections do not say for certain whether it is tracked. Settle it."));
    if (strcmp(c->settled, "no") == 0)
        printf("%s\n", _("Settled as not tracked: it stands in no list and no count."));
}

static void officer_print(const struct shown_case *shown)
{
    const struct case_detail *c = &shown->facts;
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

static void status_print(const struct shown_case *shown)
{
    const struct case_detail *c = &shown->facts;
    const struct { const char *label; civil_day day; } dates[] = {
        {N_("prepared"), c->prepared}, {N_("approved by CO"), c->approved}, {N_("filed in court"), c->filed},
        {N_("entered in CCTNS"), c->in_cctns}, {N_("first remand"), c->first_remand}, {N_("next date in court"), c->court_date},
    };
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
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        if (dates[i].day != CIVIL_NONE)
            field(_(dates[i].label), show_day(dates[i].day, date));
    if (c->arrests >= 0) {
        text_format(line, sizeof line, "%d", c->arrests);
        field(_("Arrests"), line);
    }
    if (shown->disposed_on != CIVIL_NONE) {
        text_format(line, sizeof line, _("%s, day %d"), show_day(shown->disposed_on, date),
                    limit_day(c->clock_date, shown->disposed_on, &shown->context->config.limit));
        field(_("disposed on"), line);
    }
    if (c->wrong > 0) {
        text_format(line, sizeof line, ngettext("%d fact is marked as wrong in CCTNS", "%d facts are marked as wrong in CCTNS",
                                                (unsigned long)c->wrong), c->wrong);
        field(_("Wrong"), line);
    }
}

static void limit_print(const struct shown_case *shown)
{
    char line[VALUE_BYTES];
    char date[11];
    field(_("day 60"), show_day(shown->day60, date));
    field(_("two months"), shown->two_months == CIVIL_NONE ? _("no two months in the law") : show_day(shown->two_months, date));
    field(_("governs"), shown->by_day60 ? _("day 60") : _("two months"));
    field(_("Due"), show_day(shown->due, date));
    if (shown->facts.state != 0)
        return;
    if (shown->left < 0)
        text_format(line, sizeof line, _("day %d, %d over"), shown->day, -shown->left);
    else if (shown->left == 0)
        text_format(line, sizeof line, _("day %d, due today"), shown->day);
    else
        text_format(line, sizeof line, _("day %d, %d left"), shown->day, shown->left);
    field(_("Day"), line);
    field(_("Band"), band_name(band_of_day(shown->day)));
    if (shown->next_alert) {
        civil_day on = limit_date_of_day(shown->facts.clock_date, shown->next_alert, &shown->context->config.limit);
        text_format(line, sizeof line, _("day %d on %s"), shown->next_alert, show_day(on, date));
        field(_("Next alert"), line);
    }
}

/* "(moharrir, 23/11/2026 18:04) not yet sent" */
static void who_add(const struct shown_case *shown, const struct entry *entry, char *line, size_t cap)
{
    char at[24];
    size_t n = strlen(line);
    clock_stamp_show(entry->at, at);
    text_format(line + n, cap - n, "  (%s, %s)%s", entry->author, at,
                shown->gateway && entry->own && !entry->sent ? _(" not yet sent") : "");
}

static const char *whom_label(const char *code)
{
    return strcmp(code, "sho") == 0 ? _("SHO") : strcmp(code, "co") == 0 ? _("CO") : _("IO");
}

static const char *how_label(const char *code)
{
    if (strcmp(code, "phone") == 0)
        return _("by phone");
    if (strcmp(code, "message") == 0)
        return _("by message");
    return strcmp(code, "written") == 0 ? _("in writing") : _("in person");
}

static void told_print(const struct shown_case *shown)
{
    const struct entry *told = shown_last(shown, ENTRY_TOLD);
    int crossed = alert_crossed(shown->day);
    char line[VALUE_BYTES];
    char date[11];
    if (shown->facts.state != 0 || (!crossed && !shown->facts.told_day))
        return;
    if (shown->facts.told_day < crossed)
        text_format(line, sizeof line, _("day %d crossed, nobody told yet"), crossed);
    else if (!told)
        text_format(line, sizeof line, _("day %d: told"), shown->facts.told_day);
    else {
        text_format(line, sizeof line, _("day %s: %s told %s %s"), told->code, whom_label(told->whom), how_label(told->how),
                    show_day(told->on, date));
        who_add(shown, told, line, sizeof line);
    }
    field(_("Alert"), line);
}

static void reason_print(const struct shown_case *shown)
{
    const char *code = shown->facts.reason;
    const struct reason *reason = reasons_find(store_reasons(shown->store), code);
    const struct entry *entry = shown_last(shown, ENTRY_REASON);
    char line[VALUE_BYTES];
    if (shown->facts.state != 0 && !*code)
        return;
    text_format(line, sizeof line, "%s", !*code ? _("no reason entered") : reason ? _(reason->label) : code);
    if (*code && entry)
        who_add(shown, entry, line, sizeof line);
    field(_("Waiting for"), line);
}

/* "24/09/2026 in time", "waits since 30/10/2026", "not entered, 3 days past" */
static void step_state_text(const struct shown_case *shown, const struct shown_step *step, char *line, size_t cap)
{
    char date[11];
    show_day(step->now.on, date);
    switch (step->now.state) {
    case STEP_DONE:
        if (step->due == CIVIL_NONE || step->now.on == CIVIL_NONE)
            text_format(line, cap, "%s", date);
        else if (step->now.on > step->due)
            text_format(line, cap, ngettext("%s  %d day late", "%s  %d days late", (unsigned long)(step->now.on - step->due)), date,
                        step->now.on - step->due);
        else
            text_format(line, cap, "%s  %s", date, _("in time"));
        break;
    case STEP_WAITING:
        text_format(line, cap, _("waits since %s"), date);
        break;
    case STEP_NOT_APPLICABLE:
        text_format(line, cap, "%s", _("does not apply"));
        break;
    case STEP_NO_CONSENT:
        text_format(line, cap, "%s", _("not consented to"));
        break;
    case STEP_NONE:
        if (shown->facts.state == 0 && step->due != CIVIL_NONE && step->due < shown->context->today)
            text_format(line, cap, _("not entered, %d days past"), shown->context->today - step->due);
        else
            text_format(line, cap, "-");
    }
}

/* Section numbers differ for FIRs before BNSS. */
static const char *step_label(const struct shown_case *shown, const struct step_rule *step)
{
    return shown->facts.fir_date < civil_from_ymd(2024, 7, 1) && step->label_old[0] ? step->label_old : step->label;
}

static void steps_print(const struct shown_case *shown)
{
    char name[256];
    char due[64];
    char state[256];
    char date[11];
    text_pad(_("Steps"), 32, name, sizeof name);
    text_pad(_("due"), 10, due, sizeof due);
    printf("\n%s  %s  %s\n", name, due, _("done"));
    for (int i = 0; i < shown->steps; i++) {
        const struct shown_step *step = &shown->step[i];
        text_pad(_(step_label(shown, step->rule)), 32, name, sizeof name);
        text_pad(step->due == CIVIL_NONE ? "-" : show_day(step->due, date), 10, due, sizeof due);
        step_state_text(shown, step, state, sizeof state);
        printf("%s  %s  %s\n", name, due, state);
    }
}

static void step_sentence(const struct shown_case *shown, const struct entry *entry, const char *date, char *line, size_t cap)
{
    const struct step_rule *step = steps_find(store_steps(shown->store), entry->code);
    const char *label = step ? _(step_label(shown, step)) : entry->code;
    enum step_state state;
    if (!step_state_parse(entry->state, &state))
        state = STEP_DONE;
    if (state == STEP_WAITING)
        text_format(line, cap, _("%s: waits since %s"), label, date);
    else if (state == STEP_NOT_APPLICABLE)
        text_format(line, cap, _("%s: does not apply"), label);
    else if (state == STEP_NO_CONSENT)
        text_format(line, cap, _("%s: not consented to"), label);
    else
        text_format(line, cap, _("%s: done %s"), label, date);
}

/* What an entry did, without the text of a remark. */
static void entry_text(const struct shown_case *shown, const struct entry *entry, char *line, size_t cap)
{
    const struct reason *reason = reasons_find(store_reasons(shown->store), entry->code);
    char date[11];
    show_day(entry->on, date);
    switch (entry->kind) {
    case ENTRY_REASON: text_format(line, cap, _("reason: %s"), reason ? _(reason->label) : entry->code); break;
    case ENTRY_STEP: step_sentence(shown, entry, date, line, cap); break;
    case ENTRY_TOLD:
        text_format(line, cap, _("day %s: %s told %s %s"), entry->code, whom_label(entry->whom), how_label(entry->how), date);
        break;
    case ENTRY_WRONG:
        text_format(line, cap, strcmp(entry->state, "right-again") == 0 ? _("right again in CCTNS: %s") : _("wrong in CCTNS: %s"),
                    entry->code);
        break;
    case ENTRY_SETTLE:
        text_format(line, cap, "%s", strcmp(entry->state, "no") == 0 ? _("settled: not tracked") : _("settled: tracked"));
        break;
    case ENTRY_UNDO: text_format(line, cap, "%s", _("took an entry back")); break;
    case ENTRY_REDACT: text_format(line, cap, "%s", _("removed a remark's text")); break;
    case ENTRY_NOTE: text_format(line, cap, "%s", _("a remark")); break;
    case ENTRY_DIRECTION: text_format(line, cap, "%s", _("a direction"));
    }
}

static void entries_print(const struct shown_case *shown)
{
    char line[VALUE_BYTES];
    char at[24];
    if (shown->entries)
        heading(_("What was entered here, the latest first"));
    for (int i = shown->entries - 1; i >= 0; i--) {
        const struct entry *entry = &shown->entry[i];
        entry_text(shown, entry, line, sizeof line);
        size_t n = strlen(line);
        text_format(line + n, sizeof line - n, "  (%s)%s%s", entry->author, entry->undone ? _(" taken back") : "",
                    shown->gateway && entry->own && !entry->sent ? _(" not yet sent") : "");
        clock_stamp_show(entry->at, at);
        field(at, line);
    }
}

static void remarks_print(const struct shown_case *shown)
{
    int printed = 0;
    for (int i = shown->entries - 1; i >= 0; i--) {
        const struct entry *entry = &shown->entry[i];
        char line[VALUE_BYTES];
        char at[24];
        if ((entry->kind != ENTRY_NOTE && entry->kind != ENTRY_DIRECTION) || entry->undone)
            continue;
        if (!printed++)
            heading(_("Remarks"));
        clock_stamp_show(entry->at, at);
        text_format(line, sizeof line, "%s  (%s, %s)", entry->text, entry->author, entry->id);
        field(at, line);
    }
}

/* A side of an event in words: a status is a code in the database, sections are normalised. */
static const char *event_value(const char *kind, const char *value, char *out, size_t cap)
{
    enum case_status status;
    struct section_list list;
    if (strcmp(kind, "status") == 0 && status_parse(value, &status))
        text_format(out, cap, "%s", status_label(status));
    else if (strncmp(kind, "section", 7) == 0 && value[0]) {
        sections_from_text(value, &list);
        sections_show(&list, is_hindi(), out, cap);
    } else
        text_format(out, cap, "%s", value[0] ? value : "-");
    return out;
}

static const char *event_label(const char *kind)
{
    static const struct { const char *kind, *label; } labels[] = {
        {"section-added", N_("sections added")}, {"section-dropped", N_("sections dropped")}, {"officer", N_("IO")},
        {"status", N_("status")}, {"transfer", N_("station")}, {"zero", N_("Zero FIR")},
    };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (strcmp(labels[i].kind, kind) == 0)
            return _(labels[i].label);
    return kind;
}

static void events_print(const struct shown_case *shown)
{
    char was[2 * SECTIONS_TEXT];
    char now[2 * SECTIONS_TEXT];
    char line[VALUE_BYTES];
    char date[11];
    if (shown->events)
        heading(_("What changed in CCTNS, the latest first"));
    for (int i = shown->events - 1; i >= 0; i--) {
        const struct case_event *event = &shown->event[i];
        event_value(event->kind, event->was, was, sizeof was);
        event_value(event->kind, event->now, now, sizeof now);
        if (strcmp(event->kind, "section-added") == 0 || strcmp(event->kind, "zero") == 0)
            text_format(line, sizeof line, "%s: %s", event_label(event->kind), now);
        else if (strcmp(event->kind, "section-dropped") == 0)
            text_format(line, sizeof line, "%s: %s", event_label(event->kind), was);
        else
            text_format(line, sizeof line, "%s: %s > %s", event_label(event->kind), was, now);
        size_t n = strlen(line);
        if (event->dated_by_import)
            text_format(line + n, sizeof line - n, "  %s", _("(seen in the extract)"));
        field(show_day(event->on, date), line);
    }
}

void show_text(const struct shown_case *shown)
{
    char line[64];
    facts_print(shown);
    officer_print(shown);
    status_print(shown);
    printf("\n");
    limit_print(shown);
    told_print(shown);
    reason_print(shown);
    steps_print(shown);
    if (shown->remarks)
        remarks_print(shown);
    entries_print(shown);
    events_print(shown);
    if (shown->unsent > 0) {
        text_format(line, sizeof line, "%lld", (long long)shown->unsent);
        printf("\n");
        field(_("To send"), line);
    }
    command_foot(shown->store);
}
