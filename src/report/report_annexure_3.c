/* annexure-3: the alert messages of day 31, 40, 50, 55 and 60: whom one told, when and how, and what was done. Below, the alerts of
 * which nobody was told, while they are few enough for a sheet. */
#include <stdlib.h>
#include <string.h>

#include "db/report_told.h"
#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/report/report_cases.h"
#include "src/text.h"

#define UNTOLD_LISTED 300

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 5},
    {"station", N_("Police station"), SHEET_LEFT, .least = 9, .weight = 3, .wrap = true},
    {"case", N_("FIR no."), SHEET_LEFT, .least = 7},
    {"io", N_("IO"), SHEET_LEFT, .least = 9, .weight = 3, .wrap = true},
    {"alert_day", N_("Message of day"), SHEET_RIGHT, .least = 2},
    {"crossed_on", N_("Date"), SHEET_LEFT, .least = 10, .leaves = 1},
    {"told", N_("Who was told"), SHEET_LEFT, .least = 5, .weight = 1, .wrap = true},
    {"told_on", N_("When, how"), SHEET_LEFT, .least = 10, .weight = 2, .wrap = true},
    {"action", N_("What was done"), SHEET_LEFT, .least = 9, .weight = 3, .wrap = true},
    {"remarks", N_("Note"), SHEET_LEFT, .least = 8, .weight = 2, .blank = true, .leaves = 2},
};

struct making { const struct report_ask *ask; struct sheet *sheet; int serial; bool short_numbers; };

static void begin_cells(struct making *m, int64_t unit, case_id id, const struct officer *officer, int day, civil_day clock_date) {
    char text[320], full[CASE_NO_SIZE];
    sheet_row_add(m->sheet, SHEET_ROW);
    sheet_number(m->sheet, ++m->serial);
    sheet_text(m->sheet, report_units_name(m->ask->store, unit, text, sizeof text));
    case_no_full(id, full);
    sheet_text_code(m->sheet, report_case_no(m->short_numbers, id, text), full);
    sheet_text(m->sheet, officer && *officer->name ? officer_show(officer, text, sizeof text) : "");
    sheet_number(m->sheet, day);
    sheet_day(m->sheet, limit_date_of_day(clock_date, day, &m->ask->clock.limit));
}

/* "charge-sheeted 12/11/2026", "FSL report": what the case came to, or waits for. */
static void action_cell(struct making *m, const struct case_detail *c) {
    char text[256], on[11];
    if (c->state == 1) {
        civil_show(case_disposed_on(c, m->ask->disposed), on);
        text_format(text, sizeof text, "%s %s", status_label(c->status), on);
        sheet_text_code(m->sheet, text, status_name(c->status));
    } else if (c->state == 2)
        sheet_text_code(m->sheet, status_label(c->status), status_name(c->status));
    else
        sheet_text_code(m->sheet, waiting_label(m->ask->store, c->reason, c->status), waiting_code(c->reason, c->status));
}

static bool told_row(void *context, const struct told_row *told, struct error *e) {
    struct making *m = context;
    struct case_detail c;
    char text[128], on[11], iso[11];
    error_clear(e);
    if (!case_get_as_of(m->ask->store, told->id, &m->ask->clock, &c, e)) {
        bool gone = e->kind == ERROR_NONE || e->kind == ERROR_USAGE; /* not registered then */
        error_clear(e);
        return gone;
    }
    if (!hits_categories(c.hits, m->ask->lists ? m->ask->lists : ~0u) || case_settled_away(&c))
        return true;
    begin_cells(m, c.unit, c.id, &c.io, told->day, c.clock_date);
    sheet_text_code(m->sheet, whom_label(told->whom), *told->whom ? told->whom : "io");
    civil_show(told->on, on);
    civil_iso(told->on, iso);
    for (int i = 0; i < TOLD_HOW; i++)
        if (strcmp(told_how[i].code, told->how) == 0) {
            text_format(text, sizeof text, "%s %s", on, _(told_how[i].label));
            sheet_text_code(m->sheet, text, iso);
            action_cell(m, &c);
            return true;
        }
    sheet_text_code(m->sheet, on, iso);
    action_cell(m, &c);
    return true;
}

/* ---- nobody was told ---- */

struct untold { const struct report_ask *ask; int64_t n; };

static bool is_untold(void *context, const struct open_case *c) {
    const struct report_ask *ask = ((const struct untold *)context)->ask;
    return alert_crossed(limit_day(c->clock_date, ask->clock.today, &ask->clock.limit)) > c->told_day;
}

static bool count_untold(void *context, const struct open_case *c, struct error *e) {
    struct untold *u = context;
    (void)e;
    u->n += is_untold(u, c);
    return true;
}

static bool untold_make(struct making *m, struct error *e) {
    struct open_query query = {.unit = m->ask->unit, .lists = m->ask->lists, .clock = m->ask->clock};
    struct untold u = {.ask = m->ask};
    struct report_cases cases;
    if (!open_read(m->ask->store, &query, count_untold, &u, e))
        return false;
    if (u.n > UNTOLD_LISTED) {
        sheet_note(m->sheet, _("Of %lld alerts nobody was told; the list of them is of a smaller unit (itsso-tui alerts)."), (long long)u.n);
        return true;
    }
    sheet_block_add(m->sheet, "untold", _("Alerts of which nobody was told"), columns, COUNT_OF(columns));
    if (!report_cases_read_of(m->ask, false, is_untold, &u, &cases, e))
        return false;
    report_cases_by_age(&cases);
    m->serial = 0;
    for (int i = 0; i < cases.n; i++) {
        const struct open_case *c = &cases.at[i];
        int crossed = alert_crossed(limit_day(c->clock_date, m->ask->clock.today, &m->ask->clock.limit));
        begin_cells(m, c->unit, c->id, report_cases_officer(&cases, c), crossed, c->clock_date);
        sheet_empty(m->sheet);
        sheet_empty(m->sheet);
        sheet_text_code(m->sheet, waiting_label(m->ask->store, c->reason, c->status), waiting_code(c->reason, c->status));
    }
    report_cases_free(&cases);
    return true;
}

bool report_annexure_3(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct report_ask at = *ask;
    struct making m = {.ask = &at, .sheet = made->sheet, .short_numbers = report_short_numbers(ask)};
    struct told_query query = {.unit = ask->unit};
    report_month(ask, &query.from, &query.to);
    report_period(made->sheet, query.from, query.to);
    at.clock.today = made->sheet->as_of = query.to;
    made->sheet->landscape = true;
    sheet_block_add(made->sheet, "told", _("Alerts told in the period"), columns, COUNT_OF(columns));
    return told_read(ask->store, &query, told_row, &m, e) && untold_make(&m, e);
}
