/* The lines of the case screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/case_ruler.h"
#include "screens/case_text.h"
#include "src/report/case_words.h"
#include "src/text.h"

#define HISTORY_MAX 200 /* entries, events: more than anybody scrolls through */

static const char *show_day(civil_day day, char out[11]) {
    civil_show(day, out);
    return out;
}

bool session_read_case(const struct session *s, case_id id, struct case_view *view, struct error *e) {
    struct case_basis basis = {.store = s->store,
                               .rules = s->context->rules,
                               .lists = s->context->lists,
                               .clock = s->clock,
                               .disposed = s->context->config.disposed,
                               .history_max = HISTORY_MAX};
    return case_view_read(&basis, id, view, e);
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
        page_put(page, 1, 38, ROLE_TEXT, ngettext("%d arrest", "%d arrests", (unsigned long)c->arrests), c->arrests);
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
    struct labelled_day dates[REPORT_DATES];
    char line[SEGMENT_TEXT] = "", date[11];
    size_t n = 0;
    report_dates(c, dates);
    for (int i = 0; i < REPORT_DATES; i++)
        if (dates[i].day != CIVIL_NONE)
            n += text_format(line + n, sizeof line - n, "%s%s %s", n ? ", " : "", _(dates[i].label),
                             show_day(dates[i].day, date));
    if (!n && !c->final_type[0])
        return;
    page_line(page);
    if (c->final_type[0])
        page_put(page, 1, 0, ROLE_TEXT, "%s %s%s%s", final_type_label(c->final_type), c->final_no, n ? ": " : "", line);
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
    if (case_settled_away(c)) {
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
    char rule[256];
    page_line(page);
    page_put(page, 1, 0, ROLE_QUIET, _("Tracked by %s%s"), rule_sentence(view->tracked.rule, rule, sizeof rule),
             view->tracked.our_reading ? _(" (our reading: not published)") : "");
}

/* ---- the limit ---- */

static char letter_of_step(const char *code) {
    static const struct {
        const char *code;
        char letter;
    } letters[] = {{"cwc", 'C'},          {"doctor", 'D'},        {"medical-report", 'M'}, {"statement", 'S'},
                   {"age-proof", 'A'},    {"site-plan", 'P'},     {"arrest", 'R'},         {"exhibits-sent", 'X'},
                   {"fsl-report", 'F'},   {"draft-to-co", 'T'},   {"co-approval", 'O'},    {"prosecution", 'L'},
                   {"final-report", 'Z'}, {"informant-told", 'I'}};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strcmp(letters[i].code, code) == 0)
            return letters[i].letter;
    return '*';
}

static void put_ruler(struct page *page, const struct case_view *view, int columns) {
    const struct limit_rule *rule = &view->basis.clock.limit;
    civil_day from = view->facts.clock_date;
    struct ruler_mark mark[STEPS_MAX];
    int marks = 0;
    for (int i = 0; i < view->entered; i++)
        if (view->entered_step[i].state == STEP_DONE && view->entered_step[i].on != CIVIL_NONE)
            mark[marks++] = (struct ruler_mark){limit_day(from, view->entered_step[i].on, rule),
                                                letter_of_step(view->entered_step[i].code)};
    struct ruler *ruler = malloc(sizeof *ruler);
    if (!ruler) {
        page->failed = true;
        return;
    }
    ruler_draw(ruler, columns, from, view->until, rule, mark, marks, !line_unicode());
    page_line(page);
    page_put(page, 0, 0, ROLE_QUIET, "%s", ruler->days);
    page_line(page);
    page_put(page, 0, 0, view->facts.state == 0 ? role_of_left(view->left) : ROLE_QUIET, "%s", ruler->line);
    page_line(page);
    page_put(page, 0, 0, ROLE_QUIET, "%s", ruler->dates);
    free(ruler);
}

static void put_limit(struct page *page, const struct case_view *view) {
    char date[11];
    page_line(page);
    page_put(page, 1, 26, view->by_day60 ? ROLE_STRONG : ROLE_TEXT, _("day 60: %s"), show_day(view->day60, date));
    if (view->two_months != CIVIL_NONE)
        page_put(page, 27, 27, view->by_day60 ? ROLE_TEXT : ROLE_STRONG, _("two months: %s"),
                 show_day(view->two_months, date));
    else
        page_put(page, 27, 27, ROLE_QUIET, "%s", _("no two months in the law"));
    page_put(page, 54, 0, ROLE_TEXT, _("governs: %s"), view->by_day60 ? _("day 60") : _("two months"));
}

/* ---- steps ---- */

static void put_step_standing(struct page *page, const struct step_words *words) {
    static const enum role roles[] = {
        [STEP_STANDS_EMPTY] = ROLE_QUIET,      [STEP_STANDS_MISSED] = ROLE_SOON,  [STEP_STANDS_WAITING] = ROLE_SOON,
        [STEP_STANDS_DONE] = ROLE_TEXT,        [STEP_STANDS_IN_TIME] = ROLE_TEXT, [STEP_STANDS_LATE] = ROLE_TEXT,
        [STEP_STANDS_NOT_NEEDED] = ROLE_QUIET, [STEP_STANDS_REFUSED] = ROLE_TEXT};
    bool verdict = words->verdict[0] != '\0';
    page_put(page, 50, verdict ? 11 : 0, roles[words->standing], "%s", words->text[0] ? words->text : "–");
    if (verdict)
        page_put(page, 61, 0, words->standing == STEP_STANDS_LATE ? ROLE_SOON : ROLE_GOOD, "%s", words->verdict);
}

/* The steps that have a clock of the law or a word entered; the others wait in the form behind `s`. */
static void put_steps(struct page *page, const struct case_view *view) {
    page_line(page);
    page_put(page, 1, 36, ROLE_HEADING, "%s", _("Steps"));
    page_put(page, 38, 11, ROLE_HEADING, "%s", _("due"));
    page_put(page, 50, 0, ROLE_HEADING, "%s", _("done"));
    for (int i = 0; i < view->steps; i++) {
        const struct case_step *step = &view->step[i];
        const struct step_rule *rule = step->rule;
        if (step->now.state == STEP_NONE &&
            (rule->due == STEP_DUE_NONE || (view->facts.state != 0 && rule->due == STEP_DUE_LIMIT)))
            continue;
        struct step_words words;
        char date[11];
        step_words(step, view->facts.state == 0, view->basis.clock.today, &words);
        page_line(page);
        page_put(page, 1, 36, ROLE_TEXT, "%c %s", letter_of_step(rule->code),
                 _(step_label(rule, view->facts.fir_date)));
        page_put(page, 38, 11, ROLE_TEXT, "%s", step->due == CIVIL_NONE ? "–" : show_day(step->due, date));
        put_step_standing(page, &words);
    }
}

/* ---- what people wrote ---- */

static void put_who(struct page *page, const struct case_view *view, const struct entry *entry) {
    char by[SEGMENT_TEXT];
    page_put(page, 54, 0, ROLE_QUIET, "%s", entry_by(view, entry, FOR_SCREEN, by, sizeof by));
}

static void put_told(struct page *page, const struct case_view *view) {
    const struct entry *entry;
    char sentence[SEGMENT_TEXT];
    enum told told = told_sentence(view, FOR_SCREEN, &entry, sentence, sizeof sentence);
    if (told == TOLD_NOTHING)
        return;
    page_line(page);
    page_put(page, 1, 14, ROLE_HEADING, "%s", _("Alert"));
    page_put(page, 16, entry ? 37 : 0, told == TOLD_NOBODY ? ROLE_SOON : ROLE_GOOD, "%s", sentence);
    if (entry)
        put_who(page, view, entry);
}

static void put_reason(struct page *page, const struct case_view *view) {
    const char *code = view->facts.reason;
    if (view->facts.state != 0 && !code[0])
        return;
    const struct entry *entry = case_view_last(view, ENTRY_REASON);
    page_line(page);
    page_put(page, 1, 14, ROLE_HEADING, "%s", _("Waiting for"));
    if (!code[0]) {
        page_put(page, 16, 0, ROLE_SOON, "%s", _("no reason entered"));
        return;
    }
    page_put(page, 16, 37, ROLE_STRONG, "%s", reason_label(view->basis.store, code));
    if (entry)
        put_who(page, view, entry);
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
        put_who(page, view, entry);
    }
}

/* Whose it is and how it stands, then what it says; of one that is answered the answer too. */
static void put_direction(struct page *page, const struct case_view *view, const struct direction *direction, int columns) {
    char whose[SEGMENT_TEXT], standing[160], text[SEGMENT_TEXT];
    direction_about(&direction->given, FOR_SCREEN, whose, sizeof whose);
    direction_standing(direction, view->basis.clock.today, standing, sizeof standing);
    page_line(page);
    page_put(page, 1, 14, ROLE_HEADING, "%s", _("Direction"));
    page_put(page, 16, 0, direction->answered ? ROLE_TEXT : ROLE_SOON, "%s: %s", standing, whose);
    page_wrap(page, 16, columns - 17, ROLE_TEXT, direction->given.text);
    if (!direction->answered)
        return;
    text_format(text, sizeof text, _("answer: %s"), direction->answer.text);
    page_wrap(page, 16, columns - 17, ROLE_TEXT, text);
}

static void put_directions(struct page *page, const struct case_view *view, bool answered, int columns) {
    for (int i = view->directions - 1; i >= 0; i--)
        if (view->direction[i].answered == answered)
            put_direction(page, view, &view->direction[i], columns);
}

void case_text_main(struct page *page, const struct case_view *view, int columns) {
    char date[11];
    int behind = put_fir(page, view);
    put_sections(page, view, behind, columns);
    put_io_and_status(page, view);
    put_final_report(page, view);
    if (view->disposed_on != CIVIL_NONE) {
        page_line(page);
        page_put(page, 1, 0, ROLE_TEXT, _("disposed on %s, day %d"), show_day(view->disposed_on, date),
                 view->disposed_day);
    }
    page_line(page);
    put_ruler(page, view, columns);
    put_limit(page, view);
    page_line(page);
    put_told(page, view);
    put_reason(page, view);
    put_directions(page, view, false, columns);
    put_steps(page, view);
    put_remarks(page, view);
    put_directions(page, view, true, columns);
    page_line(page);
    put_rule(page, view);
}
