/* One case on paper. */
#include <string.h>

#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/report/report_inside.h"
#include "src/report/sheet_of.h"
#include "src/text.h"

#define LINE 2048

static const struct sheet_column fact_columns[] = {{"field", "", SHEET_LEFT, .least = 16},
                                                   {"value", "", SHEET_LEFT, .least = 20, .weight = 1, .wrap = true}};
static const struct sheet_column step_columns[] = {
    {"step", N_("Step"), SHEET_LEFT, .least = 20, .weight = 3, .wrap = true},
    {"due", N_("due"), SHEET_LEFT, .least = 10},
    {"done", N_("done"), SHEET_LEFT, .least = 12, .weight = 2, .wrap = true},
    {"standing", N_("in time or late"), SHEET_LEFT, .least = 10, .weight = 1, .wrap = true, .leaves = 1}};
static const struct sheet_column direction_columns[] = {
    {"on", N_("Date"), SHEET_LEFT, .least = 10},
    {"direction", N_("Direction"), SHEET_LEFT, .least = 20, .weight = 2, .wrap = true},
    {"standing", N_("Status"), SHEET_LEFT, .least = 14, .weight = 1, .wrap = true}};
static const struct sheet_column empty_columns[] = {
    {"direction", N_("Officer's directions"), SHEET_LEFT, .least = 20, .weight = 4, .blank = true},
    {"done_on", N_("Done on"), SHEET_LEFT, .least = 10, .weight = 1, .blank = true}};

#define DIRECTION_ROWS 3 /* to be written in */

static void fact(struct sheet *sheet, const char *label, const char *code, const char *value) {
    if (!value || !*value)
        return;
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text_code(sheet, label, code);
    sheet_text(sheet, value);
}

static void fact_day(struct sheet *sheet, const char *label, const char *code, civil_day day) {
    if (day == CIVIL_NONE)
        return;
    sheet_row_add(sheet, SHEET_ROW);
    sheet_text_code(sheet, label, code);
    sheet_day(sheet, day);
}

static void registered(struct sheet *sheet, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    char line[LINE], date[11], number[CASE_NO_SIZE];
    civil_show(c->fir_date, date);
    size_t n = text_format(line, sizeof line, "%s%s%s", date, c->fir_time[0] ? " " : "", c->fir_time);
    if (c->gd_no[0])
        text_format(line + n, sizeof line - n, _(", GD %s"), c->gd_no);
    fact(sheet, _("FIR date"), "fir_date", line);
    if (c->zero_id) {
        case_no_full(c->zero_id, number);
        civil_show(c->clock_date, date);
        text_format(line, sizeof line, _("%s of %s: the clock runs from that day"), number, date);
        fact(sheet, _("Zero FIR"), "zero_fir", line);
    }
    fact(sheet, _("Sections"), "sections", report_sections_of(&view->sections, line, sizeof line));
    fact(sheet, _("Category"), "categories",
         report_categories(view->categories, c->probable && !c->settled[0], line, sizeof line));
}

static void officer_and_status(struct sheet *sheet, const struct case_view *view) {
    const struct case_detail *c = &view->facts;
    struct labelled_day dates[REPORT_DATES];
    char line[LINE], date[11];
    officer_show(&c->io, line, sizeof line);
    size_t n = strlen(line);
    if (n && c->io.pno[0])
        n += text_format(line + n, sizeof line - n, _(", PNO %s"), c->io.pno);
    if (n && c->io_since != CIVIL_NONE) {
        civil_show(c->io_since, date);
        text_format(line + n, sizeof line - n, _(" (since %s)"), date);
    }
    fact(sheet, _("IO"), "io", n ? line : _("IO not named in the extract"));
    text_format(line, sizeof line, "%s%s%s", status_label(c->status), c->final_type[0] ? ": " : "",
                c->final_type[0] ? final_type_label(c->final_type) : "");
    fact(sheet, _("Status"), "status", line);
    report_dates(c, dates);
    for (int i = 0; i < REPORT_DATES; i++)
        fact_day(sheet, _(dates[i].label), dates[i].label, dates[i].day);
    if (c->arrests >= 0) {
        text_format(line, sizeof line, "%d", c->arrests);
        fact(sheet, _("Arrests"), "arrests", line);
    }
    fact_day(sheet, _("first remand"), "first_remand", c->first_remand);
    fact_day(sheet, _("next date in court"), "court_date", c->court_date);
}

static void limit(struct sheet *sheet, const struct case_view *view) {
    const struct entry *entry;
    char line[LINE], by[256];
    fact_day(sheet, _("day 60"), "day_60", view->day60);
    fact_day(sheet, _("two months"), "two_months", view->two_months);
    if (view->facts.state != 0)
        return;
    fact_day(sheet, _("Last date"), "due", view->due);
    fact(sheet, _("Day"), "day", case_standing(view, line, sizeof line));
    if (told_sentence(view, FOR_PRINT, &entry, line, sizeof line) != TOLD_NOTHING) {
        size_t n = strlen(line);
        if (entry)
            text_format(line + n, sizeof line - n, "  %s", entry_by(view, entry, FOR_PRINT, by, sizeof by));
        fact(sheet, _("Alert"), "alert", line);
    }
    fact(sheet, _("Why pending"), "reason",
         waiting_label(view->basis.store, view->facts.reason, view->facts.status));
}

static void steps(struct sheet *sheet, const struct case_view *view) {
    sheet_block_add(sheet, "steps", _("Steps"), step_columns, COUNT_OF(step_columns));
    for (int i = 0; i < view->steps; i++) {
        const struct case_step *step = &view->step[i];
        struct step_words words;
        step_words(step, view->facts.state == 0, view->basis.clock.today, &words);
        if (words.standing == STEP_STANDS_EMPTY && step->rule->due == STEP_DUE_NONE)
            continue;
        sheet_row_add(sheet, SHEET_ROW);
        sheet_text_code(sheet, _(step_label(step->rule, view->facts.fir_date)), step->rule->code);
        sheet_day(sheet, step->due);
        sheet_text(sheet, words.text);
        sheet_text(sheet, words.verdict);
    }
}

/* That they stand, whose they are and by when; their texts stay off paper, as remarks do. */
static void directions(struct sheet *sheet, const struct case_view *view) {
    char about[LINE], standing[256];
    if (view->directions > 0)
        sheet_block_add(sheet, "directions", _("Directions"), direction_columns, COUNT_OF(direction_columns));
    for (int i = 0; i < view->directions; i++) {
        const struct direction *direction = &view->direction[i];
        sheet_row_add(sheet, SHEET_ROW);
        sheet_day(sheet, direction->given.on);
        sheet_text(sheet, direction_about(&direction->given, FOR_PRINT, about, sizeof about));
        sheet_text(sheet, direction_standing(direction, view->basis.clock.today, standing, sizeof standing));
    }
    if (view->facts.state != 0)
        return;
    sheet_block_add(sheet, "to-write", "", empty_columns, COUNT_OF(empty_columns));
    for (int i = 0; i < DIRECTION_ROWS; i++)
        sheet_row_add(sheet, SHEET_ROW);
}

struct sheet *sheet_of_case(const struct report_ask *ask, const struct case_view *view, struct error *e) {
    struct sheet *sheet = sheet_new("case");
    char number[CASE_NO_SIZE];
    error_clear(e);
    if (!sheet || !report_head(ask, sheet, e)) {
        if (!sheet)
            sheet_failed(NULL, e);
        sheet_free(sheet);
        return NULL;
    }
    case_no_short(view->facts.id, number);
    text_format(sheet->about, sizeof sheet->about, "%s", number);
    text_format(sheet->title, sizeof sheet->title, _("FIR no. %s"), number);
    if (view->unit.code[0]) {
        text_format(sheet->unit, sizeof sheet->unit, "%s", unit_name(&view->unit));
        text_format(sheet->unit_code, sizeof sheet->unit_code, "%s", view->unit.code);
    }
    sheet->signatures = true;
    memset(sheet->signatory, 0, sizeof sheet->signatory); /* a case is of a station */
    sheet_block_add(sheet, "facts", "", fact_columns, COUNT_OF(fact_columns));
    registered(sheet, view);
    officer_and_status(sheet, view);
    limit(sheet, view);
    steps(sheet, view);
    directions(sheet, view);
    if (!sheet_failed(sheet, e))
        return sheet;
    sheet_free(sheet);
    return NULL;
}
