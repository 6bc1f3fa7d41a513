#include "src/report/case_words.h"

#include <string.h>

#include "src/clock.h"
#include "src/domain/direction.h"
#include "src/i18n.h"
#include "src/text.h"

/* ---- codes and what they are called ---- */

const struct coded_label told_whom[TOLD_WHOM] = {{"io", N_("IO")}, {"sho", N_("SHO")}, {"co", N_("CO")}};
const struct coded_label told_how[TOLD_HOW] = {{"person", N_("in person")},
                                               {"phone", N_("by phone")},
                                               {"message", N_("by message")},
                                               {"written", N_("in writing")}};
const struct coded_label wrong_fields[WRONG_FIELDS] = {
    {"fir-date", N_("FIR date")}, {"sections", N_("sections")},         {"io", N_("IO")},
    {"status", N_("status")},     {"final-report", N_("final report")}, {"station", N_("station")},
    {"other", N_("another fact")}};

static const struct coded_label event_kinds[] = {{"section-added", N_("sections added")},
                                                 {"section-dropped", N_("sections dropped")},
                                                 {"officer", N_("IO")},
                                                 {"status", N_("status")},
                                                 {"transfer", N_("station")},
                                                 {"zero", N_("Zero FIR")}};

/* Translated; `otherwise` where the table has not got the code. */
static const char *label_of(const struct coded_label *table, size_t n, const char *code, const char *otherwise) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].code, code) == 0)
            return _(table[i].label);
    return otherwise;
}

const char *whom_label(const char *code) {
    return label_of(told_whom, TOLD_WHOM, code, _(told_whom[0].label));
}

static const char *how_label(const char *code) {
    return label_of(told_how, TOLD_HOW, code, _(told_how[0].label));
}

const char *reason_label(struct store *store, const char *code) {
    const struct reason *reason = reasons_find(store_reasons(store), code);
    return reason ? _(reason->label) : code;
}

const char *waiting_label(struct store *store, const char *reason, enum case_status status) {
    return reason[0] ? reason_label(store, reason) : status == STATUS_STAYED ? status_label(status) : _("no reason entered");
}

const char *waiting_code(const char *reason, enum case_status status) {
    return reason[0] ? reason : status == STATUS_STAYED ? status_name(status) : "none";
}

/* ---- how the case stands ---- */

const char *standing_show(int state, enum case_status status, int day, int left, char *out, size_t cap) {
    if (state != 0)
        text_format(out, cap, "%s", status_label(status));
    else if (left < 0)
        text_format(out, cap, _("day %d, %d over"), day, -left);
    else if (left == 0)
        text_format(out, cap, _("day %d, due today"), day);
    else
        text_format(out, cap, _("day %d, %d left"), day, left);
    return out;
}

const char *case_standing(const struct case_view *view, char *out, size_t cap) {
    return standing_show(view->facts.state, view->facts.status, view->day, view->left, out, cap);
}

void report_dates(const struct case_detail *facts, struct labelled_day out[REPORT_DATES]) {
    out[0] = (struct labelled_day){N_("prepared"), facts->prepared};
    out[1] = (struct labelled_day){N_("approved by CO"), facts->approved};
    out[2] = (struct labelled_day){N_("filed in court"), facts->filed};
    out[3] = (struct labelled_day){N_("entered in CCTNS"), facts->in_cctns};
}

/* ---- entries ---- */

static void step_sentence(struct store *store, const struct entry *entry, civil_day fir_date, char *out, size_t cap) {
    const struct step_rule *step = steps_find(store_steps(store), entry->code);
    const char *label = step ? _(step_label(step, fir_date)) : entry->code;
    enum step_state state = STEP_DONE;
    char date[11];
    civil_show(entry->on, date);
    step_state_parse(entry->state, &state);
    if (state == STEP_WAITING)
        text_format(out, cap, _("%s: waits since %s"), label, date);
    else if (state == STEP_NOT_APPLICABLE)
        text_format(out, cap, _("%s: does not apply"), label);
    else if (state == STEP_NO_CONSENT)
        text_format(out, cap, _("%s: not consented to"), label);
    else
        text_format(out, cap, _("%s: done %s"), label, date);
}

static void entry_told_sentence(const struct entry *entry, enum words_for where, char *out, size_t cap) {
    char date[11];
    civil_show(entry->on, date);
    if (where == FOR_SCREEN)
        date[5] = '\0'; /* dd/mm: an alert is told within the year */
    text_format(out, cap, _("day %s: %s told %s %s"), entry->code, whom_label(entry->whom), how_label(entry->how),
                date);
}

const char *direction_about(const struct entry *given, enum words_for where, char *out, size_t cap) {
    char on[11], next[11];
    const char *source = direction_source_label(given->code);
    civil_show(given->on, on);
    if (where == FOR_SCREEN)
        on[5] = '\0';
    size_t n = *given->ref ? text_format(out, cap, _("%s, %s of %s"), source, given->ref, on) : text_format(out, cap, "%s, %s", source, on);
    if (given->next_on == CIVIL_NONE)
        return out;
    civil_show(given->next_on, next);
    if (where == FOR_SCREEN)
        next[5] = '\0';
    text_format(out + n, cap - n, _(", next date %s"), next);
    return out;
}

const char *direction_standing(const struct direction *direction, civil_day today, char *out, size_t cap) {
    char on[11];
    int past = direction->given.next_on == CIVIL_NONE ? 0 : today - direction->given.next_on;
    if (direction->answered) {
        civil_show(direction->answer.on, on);
        text_format(out, cap, _("answered %s"), on);
    } else if (past > 0) {
        text_format(out, cap, ngettext("not answered, %d day past the next date", "not answered, %d days past the next date",
                                       (unsigned long)past), past);
    } else {
        text_format(out, cap, "%s", _("not answered"));
    }
    return out;
}

const char *entry_sentence(struct store *store, const struct entry *entry, civil_day fir_date, enum words_for where,
                           char *out, size_t cap) {
    bool right = strcmp(entry->state, "right-again") == 0;
    char about[400];
    switch (entry->kind) {
    case ENTRY_REASON:
        text_format(out, cap, _("reason: %s"), reason_label(store, entry->code));
        break;
    case ENTRY_STEP:
        step_sentence(store, entry, fir_date, out, cap);
        break;
    case ENTRY_TOLD:
        entry_told_sentence(entry, where, out, cap);
        break;
    case ENTRY_WRONG:
        text_format(out, cap, right ? _("right again in CCTNS: %s") : _("wrong in CCTNS: %s"),
                    label_of(wrong_fields, WRONG_FIELDS, entry->code, entry->code));
        break;
    case ENTRY_SETTLE:
        text_format(out, cap, "%s",
                    strcmp(entry->state, "no") == 0 ? _("settled: not tracked") : _("settled: tracked"));
        break;
    case ENTRY_UNDO:
        text_format(out, cap, "%s", _("took an entry back"));
        break;
    case ENTRY_REDACT:
        text_format(out, cap, "%s", _("removed a remark's text"));
        break;
    case ENTRY_NOTE:
        if (where == FOR_SCREEN)
            text_format(out, cap, _("remark: %s"), entry->text);
        else
            text_format(out, cap, "%s", _("a remark"));
        break;
    case ENTRY_DIRECTION:
        if (where == FOR_SCREEN)
            text_format(out, cap, _("direction: %s"), entry->text);
        else
            text_format(out, cap, _("direction: %s"), direction_about(entry, where, about, sizeof about));
        break;
    case ENTRY_ANSWER:
        if (where == FOR_SCREEN)
            text_format(out, cap, _("answer to a direction: %s"), entry->text);
        else
            text_format(out, cap, "%s", _("an answer to a direction"));
    }
    return out;
}

const char *entry_sent(const struct case_view *view, const struct entry *entry) {
    if (!view->gateway || !entry->own)
        return "";
    return entry->refused ? _(" refused") : entry->sent ? "" : _(" not yet sent");
}

const char *entry_by(const struct case_view *view, const struct entry *entry, enum words_for where, char *out,
                     size_t cap) {
    char at[24];
    clock_stamp_show(entry->at, at);
    if (where == FOR_SCREEN)
        at[5] = '\0'; /* dd/mm */
    text_format(out, cap, "(%s, %s)%s", entry->author, at, entry_sent(view, entry));
    return out;
}

enum told told_sentence(const struct case_view *view, enum words_for where, const struct entry **entry, char *out,
                        size_t cap) {
    int crossed = alert_crossed(view->day), told_day = view->facts.told_day;
    *entry = NULL;
    if (view->facts.state != 0 || (!crossed && !told_day))
        return TOLD_NOTHING;
    if (told_day < crossed) {
        text_format(out, cap, _("day %d crossed, nobody told yet"), crossed);
        return TOLD_NOBODY;
    }
    *entry = case_view_last(view, ENTRY_TOLD);
    if (*entry)
        entry_told_sentence(*entry, where, out, cap);
    else
        text_format(out, cap, _("day %d: told"), told_day);
    return TOLD_SOMEBODY;
}

/* ---- steps ---- */

static enum step_standing standing_of(const struct case_step *step, bool open, civil_day today) {
    switch (step->now.state) {
    case STEP_DONE:
        if (step->due == CIVIL_NONE || step->now.on == CIVIL_NONE)
            return STEP_STANDS_DONE;
        return step->now.on > step->due ? STEP_STANDS_LATE : STEP_STANDS_IN_TIME;
    case STEP_WAITING:
        return STEP_STANDS_WAITING;
    case STEP_NOT_APPLICABLE:
        return STEP_STANDS_NOT_NEEDED;
    case STEP_NO_CONSENT:
        return STEP_STANDS_REFUSED;
    case STEP_NONE:
        break;
    }
    return open && step->due != CIVIL_NONE && step->due < today ? STEP_STANDS_MISSED : STEP_STANDS_EMPTY;
}

void step_words(const struct case_step *step, bool open, civil_day today, struct step_words *out) {
    char date[11];
    int late = 0;
    civil_show(step->now.on, date);
    *out = (struct step_words){.standing = standing_of(step, open, today)};
    switch (out->standing) {
    case STEP_STANDS_EMPTY:
        return;
    case STEP_STANDS_MISSED:
        text_format(out->text, sizeof out->text, _("not entered, %d days past"), today - step->due);
        return;
    case STEP_STANDS_WAITING:
        text_format(out->text, sizeof out->text, _("waits since %s"), date);
        return;
    case STEP_STANDS_NOT_NEEDED:
        text_format(out->text, sizeof out->text, "%s", _("does not apply"));
        return;
    case STEP_STANDS_REFUSED:
        text_format(out->text, sizeof out->text, "%s", _("not consented to"));
        return;
    case STEP_STANDS_LATE:
        late = step->now.on - step->due;
        text_format(out->verdict, sizeof out->verdict, ngettext("%d day late", "%d days late", (unsigned long)late),
                    late);
        break;
    case STEP_STANDS_IN_TIME:
        text_format(out->verdict, sizeof out->verdict, "%s", _("in time"));
        break;
    case STEP_STANDS_DONE:
        break;
    }
    text_format(out->text, sizeof out->text, "%s", date);
}

/* ---- events ---- */

/* A side of an event: a status is a code in the database, sections are normalised. */
static const char *event_value(const char *kind, const char *value, enum words_for where, char *out, size_t cap) {
    enum case_status status;
    if (strcmp(kind, "status") == 0 && status_parse(value, &status)) {
        text_format(out, cap, "%s", status_label(status));
    } else if (strncmp(kind, "section", 7) == 0 && value[0]) {
        struct section_list list;
        sections_from_text(value, &list);
        sections_show(&list, language_now() == LANGUAGE_HINDI, out, cap);
    } else {
        text_format(out, cap, "%s", value[0] ? value : where == FOR_SCREEN ? "–" : "-");
    }
    return out;
}

const char *event_sentence(const struct case_event *event, enum words_for where, char *out, size_t cap) {
    char was[2 * SECTIONS_TEXT], now[2 * SECTIONS_TEXT];
    const char *label = label_of(event_kinds, sizeof event_kinds / sizeof *event_kinds, event->kind, event->kind);
    event_value(event->kind, event->was, where, was, sizeof was);
    event_value(event->kind, event->now, where, now, sizeof now);
    if (strcmp(event->kind, "section-added") == 0 || strcmp(event->kind, "zero") == 0)
        text_format(out, cap, "%s: %s", label, now);
    else if (strcmp(event->kind, "section-dropped") == 0)
        text_format(out, cap, "%s: %s", label, was);
    else
        text_format(out, cap, "%s: %s %s %s", label, was, where == FOR_SCREEN ? "→" : ">", now);
    return out;
}

/* ---- the rule ---- */

/* The column "basis" of db/data/offence_rules.tsv, where it is more than the number of a section. */
static const char *const bases[] = {
    N_("letter of 2019"),
    N_("our reading: letter of 2019, IPC FIR after 30-06-2024"),
    N_("our reading: BNSS 193(2), IPC FIR after 30-06-2024"),
    N_("our reading: successor of IPC 376"),
    N_("our reading: successor of IPC 376(3), 376AB"),
    N_("our reading: successor of IPC 376A"),
    N_("our reading: successor of IPC 376B"),
    N_("our reading: successor of IPC 376C"),
    N_("our reading: successor of IPC 376D, 376DA, 376DB"),
    N_("our reading: successor of IPC 376E"),
    N_("section 4 punishes it"),
    N_("section 6 punishes it"),
    N_("section 8 punishes it"),
    N_("section 10 punishes it"),
    N_("no section given"),
    N_("attempt: IPC 511"),
    N_("attempt: BNS 62"),
    N_("attempt, of what is not said"),
    N_("attempt: POCSO 18"),
};

const char *rule_sentence(const char *rule, char *out, size_t cap) {
    const char *basis = strstr(rule, "): ");
    text_format(out, cap, "%s", *rule ? rule : "-");
    for (size_t i = 0; basis && i < sizeof bases / sizeof *bases; i++)
        if (strcmp(basis + strlen("): "), bases[i]) == 0)
            text_format(out, cap, "%.*s%s", (int)(basis - rule + (ptrdiff_t)strlen("): ")), rule, _(bases[i]));
    return out;
}
