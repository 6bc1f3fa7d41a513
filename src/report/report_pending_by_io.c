/* pending-by-io (अर्दली रूम): the open cases of each IO, with empty columns for the officer's directions. It begins with the directions
 * of the last time: those dated since the sheet was issued last (for a month where it never was), and older ones without an answer. */
#include <stdlib.h>
#include <string.h>

#include "db/direction.h"
#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/report/report_cases.h"
#include "src/text.h"

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 9},
    {"case", N_("FIR no."), SHEET_LEFT, .least = 7},
    {"sections", N_("Sections"), SHEET_LEFT, .least = 8, .weight = 3, .wrap = true, .leaves = 3},
    {"fir_date", N_("FIR date"), SHEET_LEFT, .least = 10, .leaves = 6},
    {"io_since", N_("With IO since"), SHEET_LEFT, .least = 10, .leaves = 8},
    {"day", N_("Days gone"), SHEET_RIGHT, .least = 3},
    {"due", N_("Last date"), SHEET_LEFT, .least = 10, .leaves = 2},
    {"left", N_("Left or over"), SHEET_RIGHT, .least = 4},
    {"arrests", N_("Arrests made"), SHEET_RIGHT, .least = 2, .leaves = 7},
    {"statement", N_("183 stmt."), SHEET_LEFT, .least = 8, .weight = 1, .wrap = true, .leaves = 5},
    {"medical", N_("Med."), SHEET_LEFT, .least = 8, .weight = 1, .wrap = true, .leaves = 4},
    {"fsl", N_("FSL"), SHEET_LEFT, .least = 8, .weight = 1, .wrap = true, .leaves = 4},
    {"reason", N_("Why pending"), SHEET_LEFT, .least = 9, .weight = 2, .wrap = true, .leaves = 1},
    {"direction", N_("Officer's directions"), SHEET_LEFT, .least = 8, .weight = 4, .blank = true},
    {"done_on", N_("Done on"), SHEET_LEFT, .least = 8, .weight = 1, .blank = true},
};

static const struct sheet_column direction_columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 1},
    {"case", N_("FIR no."), SHEET_LEFT, .least = 7},
    {"letter", N_("Letter and its date"), SHEET_LEFT, .least = 14, .weight = 3, .wrap = true},
    {"direction", N_("Direction"), SHEET_LEFT, .least = 16, .weight = 5, .wrap = true},
    {"answer", N_("What was done"), SHEET_LEFT, .least = 12, .weight = 3, .wrap = true},
};

/* ---- the directions of the last time ---- */

struct directing {
    const struct report_ask *ask;
    struct sheet *sheet;
    civil_day since;
    bool station;
    int n;
};

static bool direction_row(void *context, const struct direction *direction) {
    struct directing *d = context;
    char number[CASE_NO_SIZE], full[CASE_NO_SIZE], about[512], standing[256];
    if (direction->answered && direction->given.on < d->since)
        return true;
    sheet_row_add(d->sheet, SHEET_ROW);
    sheet_number(d->sheet, ++d->n);
    case_no_full(direction->given.case_id, full);
    sheet_text_code(d->sheet, report_case_no(d->station, direction->given.case_id, number), full);
    sheet_text(d->sheet, direction_about(&direction->given, FOR_PRINT, about, sizeof about));
    report_typed_cell(d->sheet, "", direction->given.text);
    direction_standing(direction, d->ask->clock.today, standing, sizeof standing);
    report_typed_cell(d->sheet, standing, direction->answered ? direction->answer.text : "");
    return true;
}

static bool directions_make(const struct report_ask *ask, struct sheet *sheet, civil_day since, bool station, struct error *e) {
    struct direction_filter filter = {.lists = ask->lists, .unit = ask->unit, .from = CIVIL_NONE, .to = ask->clock.today};
    struct directing d = {.ask = ask, .sheet = sheet, .since = since, .station = station};
    char title[256], on[11];
    civil_show(since, on);
    text_format(title, sizeof title, _("Directions since %s, and older ones without an answer"), on);
    sheet_block_add(sheet, "directions", title, direction_columns, COUNT_OF(direction_columns));
    struct list_clock clock = report_direction_clock(ask);
    return directions_read(ask->store, &filter, &clock, direction_row, &d, e);
}

/* The same day of the month before, or that month's last day. */
static civil_day month_before(civil_day day) {
    int y, m, d;
    civil_day found = CIVIL_NONE;
    civil_to_ymd(day, &y, &m, &d);
    y -= m == 1;
    m = m == 1 ? 12 : m - 1;
    while (found == CIVIL_NONE)
        found = civil_from_ymd(y, m, d--);
    return found;
}

/* ---- the cases ---- */

static void step_cell(struct sheet *sheet, const struct open_step *step) {
    char day[11], iso[11], text[64];
    civil_show(step->on, day);
    civil_iso(step->on, iso);
    if (*day)
        memmove(&day[6], &day[8], 3); /* "25/09/26": the column is narrow */
    switch (step->state) {
    case STEP_DONE:
        sheet_text_code(sheet, day, iso);
        break;
    case STEP_WAITING:
        text_format(text, sizeof text, step->on == CIVIL_NONE ? "%s" : "%s %s", _("waits"), day);
        sheet_text_code(sheet, text, "waiting");
        break;
    case STEP_NOT_APPLICABLE:
        sheet_text_code(sheet, _("not needed"), "na");
        break;
    case STEP_NO_CONSENT:
        sheet_text_code(sheet, _("no consent"), "no-consent");
        break;
    case STEP_NONE:
        sheet_empty(sheet);
        break;
    }
}

static void case_row(const struct report_ask *ask, struct sheet *sheet, struct report_cases *cases, const struct open_case *c, int serial, bool station) {
    char number[CASE_NO_SIZE], text[1024];
    const struct limit_rule *limit = &ask->clock.limit;
    bool legal = (c->hits & HITS_LEGAL) != 0;
    sheet_row_add(sheet, SHEET_ROW);
    sheet_number(sheet, serial);
    case_no_full(c->id, text);
    sheet_text_code(sheet, report_case_no(station, c->id, number), text);
    sheet_text(sheet, report_sections(cases, c->sections, text, sizeof text));
    sheet_day(sheet, c->fir_date);
    sheet_day(sheet, c->officer_since);
    sheet_number(sheet, limit_day(c->clock_date, ask->clock.today, limit));
    sheet_day(sheet, limit_due(c->clock_date, legal, limit));
    sheet_number(sheet, limit_left(c->clock_date, legal, ask->clock.today, limit));
    if (c->arrests < 0)
        sheet_empty(sheet);
    else
        sheet_number(sheet, c->arrests);
    for (int step = 0; step < OPEN_STEPS; step++)
        step_cell(sheet, &c->step[step]);
    sheet_text_code(sheet, waiting_label(ask->store, c->reason, c->status), waiting_code(c->reason, c->status));
}

/* "SI R Verma, PNO 900000001: 5 pending, 2 over the limit" */
static void group_row(const struct report_ask *ask, struct sheet *sheet, const struct report_cases *cases, int from, int n) {
    const struct officer *officer = report_cases_officer(cases, &cases->at[from]);
    char name[320], english[320], line[512];
    int over = 0;
    for (int i = from; i < from + n; i++)
        over += limit_left(cases->at[i].clock_date, (cases->at[i].hits & HITS_LEGAL) != 0, ask->clock.today, &ask->clock.limit) < 0;
    text_format(name, sizeof name, "%s", _("no IO named"));
    text_format(english, sizeof english, "-");
    if (officer) {
        officer_show(officer, name, sizeof name);
        officer_show_in(officer, false, english, sizeof english);
    }
    if (officer && *officer->pno) {
        size_t used = strlen(name);
        text_format(name + used, sizeof name - used, _(", PNO %s"), officer->pno);
    }
    text_format(line, sizeof line, _("%s: %d pending, %d over the limit"), name, n, over);
    sheet_row_add(sheet, SHEET_GROUP);
    sheet_text_code(sheet, line, english);
}

static void cases_make(const struct report_ask *ask, struct sheet *sheet, struct report_cases *cases, bool station) {
    int serial = 0, n;
    sheet_block_add(sheet, "cases", _("Open cases by IO"), columns, COUNT_OF(columns));
    for (int from = 0; from < cases->n; from += n) {
        for (n = 1; from + n < cases->n && cases->at[from + n].officer == cases->at[from].officer; n++)
            ;
        group_row(ask, sheet, cases, from, n);
        for (int i = from; i < from + n; i++)
            case_row(ask, sheet, cases, &cases->at[i], ++serial, station);
    }
}

/* What became of the cases of the last sheet. */
static void issued_note(struct sheet *sheet, const struct issued *issued, const struct issued_case *was, int n, const struct report_made *made) {
    char on[11];
    int still = 0, j = 0;
    civil_show(issued->as_of, on);
    for (int i = 0; i < n; i++) {
        while (j < made->cases && made->cases_in[j].id < was[i].id)
            j++;
        still += j < made->cases && made->cases_in[j].id == was[i].id;
    }
    sheet_note(sheet, _("The sheet of %s had %d cases: %d are still pending, %d are not; %d are new."), on, n, still, n - still,
               made->cases - still);
}

bool report_pending_by_io(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct report_cases cases;
    struct issued issued;
    struct issued_case *was = NULL;
    int n = 0;
    civil_day today = ask->clock.today;
    bool before = issued_last(ask->store, "pending-by-io", made->sheet->unit_code, ask->lists, CIVIL_NONE, today, &issued, &was, &n, e);
    if (e->kind != ERROR_NONE)
        return false;
    bool station = report_level(ask) == LEVEL_STATION;
    made->sheet->landscape = true;
    bool well = directions_make(ask, made->sheet, before ? issued.as_of : month_before(today), station, e) &&
                report_cases_read(ask, true, &cases, e);
    if (well) {
        well = report_cases_by_officer(&cases, e);
        if (well)
            cases_make(ask, made->sheet, &cases, station);
        well = well && report_cases_keep(&cases, made, e);
        if (well && before)
            issued_note(made->sheet, &issued, was, n, made);
        report_cases_free(&cases);
    }
    free(was);
    return well;
}
