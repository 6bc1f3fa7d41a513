/* The lines of the case screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/case_line.h"
#include "screens/case_ruler.h"
#include "screens/case_view.h"
#include "src/clock.h"
#include "src/text.h"

static const char *show_day(civil_day day, char out[11]) {
    civil_show(day, out);
    return out;
}

static bool old_law(const struct case_view *view) {
    return view->facts.fir_date < civil_from_ymd(2024, 7, 1);
}

/* ---- facts ---- */

/* Returns the column behind the text: sections stand beside it where there is room. */
static int put_fir(struct page *page, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    char date[11], place[CASE_NO_SIZE];
    char line[SEGMENT_TEXT];
    size_t n = text_format(line, sizeof line, _("FIR %s"), show_day(c->fir_date, date));
    if (c->fir_time[0])
        n += text_format(line + n, sizeof line - n, " %s", c->fir_time);
    if (c->gd_no[0])
        text_format(line + n, sizeof line - n, _(", GD %s"), c->gd_no);
    page_line(page);
    page_put(page, 1, 0, ROLE_TEXT, "%s", line);
    if (!c->zero_id)
        return 1 + text_width(line) + 3;
    case_no_full(c->zero_id, place);
    page_line(page);
    page_put(page, 1, 0, ROLE_TEXT, _("Zero FIR %s of %s: the clock runs from that day"), place,
             show_day(c->clock_date, date));
    return 0;
}

/* Sections, and behind them what was added midway (धारा की बढ़ोतरी). */
static void put_sections(struct page *page, const struct case_view *view, int x, int columns) {
    char shown[SEGMENT_TEXT], date[11];
    sections_show(&view->sections, language_now() == LANGUAGE_HINDI, shown, sizeof shown);
    bool beside = x > 0 && text_width(shown) <= columns - x;
    if (!beside)
        page_line(page);
    page_put(page, beside ? x : 1, 0, ROLE_STRONG, "%s", shown);
    for (int i = 0; i < view->events; i++) {
        const struct case_event *event = &view->event[i];
        bool added = strcmp(event->kind, "section-added") == 0;
        if (!added && strcmp(event->kind, "section-dropped") != 0)
            continue;
        struct section_list list;
        sections_from_text(added ? event->now : event->was, &list);
        sections_show(&list, language_now() == LANGUAGE_HINDI, shown, sizeof shown);
        page_line(page);
        page_put(page, 1, 0, ROLE_TEXT, added ? _("%s added %s") : _("%s dropped %s"), shown,
                      show_day(event->on, date));
        if (event->dated_by_import)
            page_put(page, 60, 0, ROLE_QUIET, "%s", _("(seen in the extract)"));
    }
}

static void put_io_and_status(struct page *page, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    char name[256], date[11], since[11] = "";
    officer_show(&c->io, name, sizeof name);
    page_line(page);
    if (!name[0])
        page_put(page, 1, 38, ROLE_SOON, "%s", _("IO not named in the extract"));
    else if (c->io_since != CIVIL_NONE) {
        show_day(c->io_since, since);
        since[5] = '\0';
        page_put(page, 1, 38, ROLE_TEXT, _("IO %s (since %s)"), name, since);
    } else
        page_put(page, 1, 38, ROLE_TEXT, _("IO %s"), name);
    if (c->status == STATUS_TRANSFERRED && c->moved_to[0])
        page_put(page, 40, 0, ROLE_TEXT, _("%s to %s"), status_label(c->status), c->moved_to);
    else
        page_put(page, 40, 0, ROLE_TEXT, "%s", status_label(c->status));
    if (c->arrests >= 0) {
        page_line(page);
        page_put(page, 1, 38, ROLE_TEXT, ngettext("%d arrest", "%d arrests", (unsigned long)c->arrests),
                      c->arrests);
        if (c->first_remand != CIVIL_NONE)
            page_put(page, 40, 0, ROLE_TEXT, _("first remand %s"), show_day(c->first_remand, date));
    }
    if (c->court_date != CIVIL_NONE) {
        page_line(page);
        page_put(page, 1, 0, ROLE_TEXT, _("next date in court %s"), show_day(c->court_date, date));
    }
}

static void put_final_report(struct page *page, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    const struct {
        const char *label;
        civil_day day;
    } dates[] = {{N_("prepared"), c->prepared}, {N_("approved by CO"), c->approved}, {N_("filed in court"), c->filed},
                 {N_("entered in CCTNS"), c->in_cctns}};
    char line[SEGMENT_TEXT] = "", date[11];
    size_t n = 0;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (dates[i].day != CIVIL_NONE)
            n += text_format(line + n, sizeof line - n, "%s%s %s", n ? ", " : "", _(dates[i].label),
                             show_day(dates[i].day, date));
    if (!n && !c->final_type[0])
        return;
    page_line(page);
    if (c->final_type[0])
        page_put(page, 1, 0, ROLE_TEXT, "%s %s%s%s", final_type_label(c->final_type), c->final_no, n ? ": " : "",
                      line);
    else
        page_put(page, 1, 0, ROLE_TEXT, "%s %s: %s", status_label(c->status), c->final_no, line);
}

static void put_rule(struct page *page, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    if (c->probable && !c->settled[0]) {
        page_line(page);
        page_put(page, 1, 0, ROLE_SOON, "%s",
                      _("Probable: the sections do not say for certain whether it is tracked. Settle it."));
    }
    if (strcmp(c->settled, "no") == 0) {
        page_line(page);
        page_put(page, 1, 0, ROLE_SOON, "%s", _("Settled as not tracked: it stands in no list and no count."));
    }
    if (c->wrong > 0) {
        page_line(page);
        page_put(page, 1, 0, ROLE_SOON,
                      ngettext("%d fact is marked as wrong in CCTNS", "%d facts are marked as wrong in CCTNS",
                               (unsigned long)c->wrong),
                      c->wrong);
    }
    page_line(page);
    page_put(page, 1, 0, ROLE_QUIET, _("Tracked by %s%s"), view->tracked.rule[0] ? view->tracked.rule : "-",
                  view->tracked.our_reading ? _(" (our reading: not published)") : "");
}

/* ---- the limit ---- */

static char letter_of_step(const char *code) {
    static const struct {
        const char *code;
        char letter;
    } letters[] = {{"cwc", 'C'}, {"doctor", 'D'}, {"medical-report", 'M'}, {"statement", 'S'}, {"age-proof", 'A'},
                   {"site-plan", 'P'}, {"arrest", 'R'}, {"exhibits-sent", 'X'}, {"fsl-report", 'F'}, {"draft-to-co", 'T'},
                   {"co-approval", 'O'}, {"prosecution", 'L'}, {"final-report", 'Z'}, {"informant-told", 'I'}};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strcmp(letters[i].code, code) == 0)
            return letters[i].letter;
    return '*';
}

static void put_limit(struct page *page, struct session *s, const struct case_view *view, int columns) {
    const struct case_detail *c = &view->facts;
    const struct limit_rule *rule = &s->clock.limit;
    struct ruler_mark mark[STEPS_MAX];
    int marks = 0;
    for (int i = 0; i < view->steps && marks < STEPS_MAX; i++)
        if (view->step[i].state == STEP_DONE && view->step[i].on != CIVIL_NONE)
            mark[marks++] = (struct ruler_mark){limit_day(c->clock_date, view->step[i].on, rule),
                                                letter_of_step(view->step[i].code)};
    struct ruler *ruler = malloc(sizeof *ruler);
    if (!ruler) {
        page->failed = true;
        return;
    }
    ruler_draw(ruler, columns, c->clock_date, case_view_until(view, s->clock.today, s->context->config.disposed), rule,
               mark, marks, !line_unicode());
    page_line(page);
    page_put(page, 0, 0, ROLE_QUIET, "%s", ruler->days);
    page_line(page);
    bool legal = (c->hits & HITS_LEGAL) != 0;
    int left = limit_left(c->clock_date, legal, s->clock.today, rule);
    page_put(page, 0, 0, c->state == 0 ? role_of_left(left) : ROLE_QUIET, "%s", ruler->line);
    page_line(page);
    page_put(page, 0, 0, ROLE_QUIET, "%s", ruler->dates);
    free(ruler);

    char day60[11], months[11];
    show_day(limit_date_of_day(c->clock_date, 60, rule), day60);
    show_day(limit_two_months(c->clock_date), months);
    bool by_day60 = limit_due(c->clock_date, legal, rule) == limit_date_of_day(c->clock_date, 60, rule);
    page_line(page);
    page_put(page, 1, 26, by_day60 ? ROLE_STRONG : ROLE_TEXT, _("day 60: %s"), day60);
    if (legal)
        page_put(page, 27, 27, by_day60 ? ROLE_TEXT : ROLE_STRONG, _("two months: %s"), months);
    else
        page_put(page, 27, 27, ROLE_QUIET, "%s", _("no two months in the law"));
    page_put(page, 54, 0, ROLE_TEXT, _("governs: %s"), by_day60 ? _("day 60") : _("two months"));
}

/* ---- steps ---- */

static void put_step_done(struct page *page, const struct step_now *now, civil_day due, civil_day today) {
    char date[11];
    if (!now || now->state == STEP_NONE) {
        if (due != CIVIL_NONE && due < today)
            page_put(page, 50, 0, ROLE_SOON, _("not entered, %d days past"), today - due);
        else
            page_put(page, 50, 0, ROLE_QUIET, "–");
        return;
    }
    show_day(now->on, date);
    switch (now->state) {
    case STEP_DONE:
        page_put(page, 50, 11, ROLE_TEXT, "%s", date);
        if (due != CIVIL_NONE && now->on != CIVIL_NONE && now->on > due)
            page_put(page, 61, 0, ROLE_SOON, ngettext("%d day late", "%d days late", (unsigned long)(now->on - due)),
                          now->on - due);
        else if (due != CIVIL_NONE)
            page_put(page, 61, 0, ROLE_GOOD, "%s", _("in time"));
        break;
    case STEP_WAITING:
        page_put(page, 50, 0, ROLE_SOON, _("waits since %s"), date);
        break;
    case STEP_NOT_APPLICABLE:
        page_put(page, 50, 0, ROLE_QUIET, "%s", _("does not apply"));
        break;
    default:
        page_put(page, 50, 0, ROLE_TEXT, "%s", _("not consented to"));
    }
}

static const struct step_now *now_of_step(const struct case_view *view, const char *code) {
    for (int i = 0; i < view->steps; i++)
        if (strcmp(view->step[i].code, code) == 0)
            return &view->step[i];
    return NULL;
}

/* The steps that have a clock of the law or a word entered; the others wait in the form behind `s`. */
static void put_steps(struct page *page, struct session *s, const struct case_view *view) {
    const struct step_table *table = store_steps(s->store);
    const struct case_detail *c = &view->facts;
    const struct step_now *doctor = now_of_step(view, "doctor");
    civil_day exam = doctor && doctor->state == STEP_DONE ? doctor->on : CIVIL_NONE;
    civil_day due_date = limit_due(c->clock_date, (c->hits & HITS_LEGAL) != 0, &s->clock.limit);
    unsigned categories = hits_categories(c->hits, s->context->lists);
    page_line(page);
    page_put(page, 1, 36, ROLE_HEADING, "%s", _("Steps"));
    page_put(page, 38, 11, ROLE_HEADING, "%s", _("due"));
    page_put(page, 50, 0, ROLE_HEADING, "%s", _("done"));
    for (int i = 0; i < table->n; i++) {
        const struct step_rule *step = &table->at[i];
        const struct step_now *now = now_of_step(view, step->code);
        bool holds = (step->categories & categories) != 0 || step->categories == 0;
        if (!now && (!holds || step->due == STEP_DUE_NONE || (c->state != 0 && step->due == STEP_DUE_LIMIT)))
            continue;
        civil_day due = step_due(step, c->fir_date, due_date, exam);
        const char *label = old_law(view) && step->label_old[0] ? step->label_old : step->label;
        char date[11];
        page_line(page);
        page_put(page, 1, 36, ROLE_TEXT, "%c %s", letter_of_step(step->code), _(label));
        page_put(page, 38, 11, ROLE_TEXT, "%s", due == CIVIL_NONE ? "–" : show_day(due, date));
        put_step_done(page, now, due, s->clock.today);
    }
}

/* ---- what people wrote ---- */

static void put_who(struct page *page, const struct entry *entry, bool gateway) {
    char at[24];
    clock_stamp_show(entry->at, at);
    at[5] = '\0';
    page_put(page, 54, 0, ROLE_QUIET, "(%s, %s)%s", entry->author, at,
                  gateway && !entry->sent ? _(" not yet sent") : "");
}

static void put_told(struct page *page, struct session *s, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    int crossed = alert_crossed(limit_day(c->clock_date, s->clock.today, &s->clock.limit));
    if (c->state != 0 || !crossed)
        return;
    char sentence[SEGMENT_TEXT];
    page_line(page);
    page_put(page, 1, 14, ROLE_HEADING, "%s", _("Alert"));
    const struct entry *told = case_view_last(view, ENTRY_TOLD, NULL);
    if (c->told_day >= crossed && told) {
        page_put(page, 16, 37, ROLE_GOOD, "%s", entry_sentence(s, told, false, sentence, sizeof sentence));
        put_who(page, told, view->gateway);
    } else if (c->told_day >= crossed)
        page_put(page, 16, 0, ROLE_GOOD, _("day %d: told"), crossed);
    else
        page_put(page, 16, 0, ROLE_SOON, _("day %d crossed, nobody told yet"), crossed);
}

static void put_reason(struct page *page, struct session *s, const struct case_view *view) {
    if (view->facts.state != 0 && !view->facts.reason[0])
        return;
    const struct reason *reason = reasons_find(store_reasons(s->store), view->facts.reason);
    const struct entry *entry = case_view_last(view, ENTRY_REASON, NULL);
    page_line(page);
    page_put(page, 1, 14, ROLE_HEADING, "%s", _("Waiting for"));
    if (!reason) {
        page_put(page, 16, 0, ROLE_SOON, "%s", _("no reason entered"));
        return;
    }
    page_put(page, 16, 37, ROLE_STRONG, "%s", _(reason->label));
    if (entry)
        put_who(page, entry, view->gateway);
}

static void put_remarks(struct page *page, const struct case_view *view) {
    bool first = true;
    for (int i = view->entries - 1; i >= 0; i--) {
        const struct entry *entry = &view->entry[i];
        if (entry->kind != ENTRY_NOTE || entry->undone)
            continue;
        page_line(page);
        if (first)
            page_put(page, 1, 14, ROLE_HEADING, "%s", _("Remarks"));
        first = false;
        page_put(page, 16, 37, ROLE_TEXT, "%s", entry->text);
        put_who(page, entry, view->gateway);
    }
}

void case_text_main(struct page *page, struct session *s, const struct case_view *view, int columns) {
    char date[11];
    int behind = put_fir(page, view);
    put_sections(page, view, behind, columns);
    put_io_and_status(page, view);
    put_final_report(page, view);
    if (view->facts.state == 1 && case_disposed_on(&view->facts, s->context->config.disposed) != CIVIL_NONE) {
        civil_day on = case_disposed_on(&view->facts, s->context->config.disposed);
        page_line(page);
        page_put(page, 1, 0, ROLE_TEXT, _("disposed on %s, day %d"), show_day(on, date),
                      limit_day(view->facts.clock_date, on, &s->clock.limit));
    }
    page_line(page);
    put_limit(page, s, view, columns);
    page_line(page);
    put_told(page, s, view);
    put_reason(page, s, view);
    put_steps(page, s, view);
    put_remarks(page, view);
    page_line(page);
    put_rule(page, view);
}
