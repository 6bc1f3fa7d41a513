/* waiting-for: the open cases by the reason for which they wait; below, those whose charge sheet is filed and not yet entered in
 * CCTNS: the fastest pendency to clear. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/report/report_cases.h"
#include "src/text.h"

#define NOT_IN_CCTNS "not-in-cctns"
#define STAY "stay"
#define REASONS_KNOWN 64

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 1},
    {"reason", N_("Why pending"), SHEET_LEFT, .least = 16, .weight = 4, .wrap = true},
    {"n376", N_("376"), SHEET_RIGHT, .weight = 1},
    {"pocso", N_("POCSO"), SHEET_RIGHT, .weight = 1},
    {"cases", N_("Cases (each once)"), SHEET_RIGHT, .weight = 1},
    {"over60", N_("over 60"), SHEET_RIGHT, .weight = 1},
    {"oldest", N_("Oldest (days)"), SHEET_RIGHT, .weight = 1},
};

static const struct sheet_column case_columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 2},
    {"unit", N_("Police station"), SHEET_LEFT, .least = 10, .weight = 3, .wrap = true},
    {"case", N_("FIR no."), SHEET_LEFT, .least = 7},
    {"categories", N_("Category"), SHEET_LEFT, .least = 4, .leaves = 1},
    {"io", N_("IO"), SHEET_LEFT, .least = 10, .weight = 3, .wrap = true},
    {"filed", N_("Filed in court"), SHEET_LEFT, .least = 10},
    {"since", N_("Entered as filed"), SHEET_LEFT, .least = 10},
    {"day", N_("Days"), SHEET_RIGHT, .least = 3},
    {"left", N_("Left or over"), SHEET_RIGHT, .least = 4},
};

struct waiting { char code[24]; int64_t n376, pocso, cases, over; civil_day oldest; };

struct table { int n; struct waiting at[REASONS_KNOWN]; };

static struct waiting *row_of(struct table *table, const char *code) {
    for (int i = 0; i < table->n; i++)
        if (strcmp(table->at[i].code, code) == 0)
            return &table->at[i];
    if (table->n == REASONS_KNOWN)
        return &table->at[0]; /* the first row is "no reason" */
    struct waiting *row = &table->at[table->n++];
    *row = (struct waiting){.oldest = CIVIL_NONE};
    text_format(row->code, sizeof row->code, "%s", code);
    return row;
}

static void count(const struct report_ask *ask, struct waiting *row, const struct open_case *c) {
    row->n376 += (c->categories & CATEGORY_376) != 0;
    row->pocso += (c->categories & CATEGORY_POCSO) != 0;
    row->cases++;
    row->over += limit_day(c->clock_date, ask->clock.today, &ask->clock.limit) > 60;
    if (row->oldest == CIVIL_NONE || c->clock_date < row->oldest)
        row->oldest = c->clock_date;
}

static void numbers(const struct report_ask *ask, struct sheet *sheet, const struct waiting *row) {
    sheet_number(sheet, row->n376);
    sheet_number(sheet, row->pocso);
    sheet_number(sheet, row->cases);
    sheet_number(sheet, row->over);
    if (row->oldest == CIVIL_NONE)
        sheet_empty(sheet);
    else
        sheet_number(sheet, limit_day(row->oldest, ask->clock.today, &ask->clock.limit));
}

static void reasons_make(const struct report_ask *ask, struct sheet *sheet, const struct table *table, const struct waiting *all) {
    int serial = 0;
    sheet_block_add(sheet, "reasons", _("Open cases by what they wait for"), columns, COUNT_OF(columns));
    for (int k = 1; k <= table->n; k++) {
        const struct waiting *row = &table->at[k % table->n]; /* no reason: last */
        if (!row->cases)
            continue;
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, ++serial);
        sheet_text_code(sheet, *row->code ? reason_label(ask->store, row->code) : _("no reason entered"), *row->code ? row->code : "none");
        numbers(ask, sheet, row);
        if (all->cases)
            sheet_bar(sheet, (double)row->cases / (double)all->cases);
    }
    if (serial > 1) {
        sheet_row_add(sheet, SHEET_TOTAL);
        sheet_empty(sheet);
        sheet_text_code(sheet, _("Total of all"), "total");
        numbers(ask, sheet, all);
    }
}

static void list_make(const struct report_ask *ask, struct sheet *sheet, const struct report_cases *cases) {
    bool short_numbers = report_short_numbers(ask);
    int serial = 0;
    sheet_block_add(sheet, "not-in-cctns", _("Charge sheet filed, not yet entered in CCTNS"), case_columns, COUNT_OF(case_columns));
    for (int i = 0; i < cases->n; i++) {
        const struct open_case *c = &cases->at[i];
        const struct officer *officer = report_cases_officer(cases, c);
        char name[192], text[320], full[CASE_NO_SIZE];
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, ++serial);
        sheet_text(sheet, report_units_name(ask->store, c->unit, name, sizeof name));
        case_no_full(c->id, full);
        sheet_text_code(sheet, report_case_no(short_numbers, c->id, text), full);
        sheet_text_code(sheet, report_categories(c->categories, c->probable, text, sizeof text), categories_name(c->categories));
        sheet_text(sheet, officer ? officer_show(officer, text, sizeof text) : "");
        sheet_day(sheet, c->filed);
        sheet_day(sheet, strcmp(c->reason, NOT_IN_CCTNS) == 0 ? c->reason_on : CIVIL_NONE);
        sheet_number(sheet, limit_day(c->clock_date, ask->clock.today, &ask->clock.limit));
        sheet_number(sheet, limit_left(c->clock_date, (c->hits & HITS_LEGAL) != 0, ask->clock.today, &ask->clock.limit));
    }
}

struct reading { const struct report_ask *ask; struct table *table; struct waiting *all; int64_t stayed; };

/* Counts each; keeps those that are filed by what CCTNS says of it, or by what the station entered. */
static bool take(void *context, const struct open_case *c) {
    struct reading *r = context;
    bool stayed = !*c->reason && c->status == STATUS_STAYED;
    r->stayed += stayed;
    count(r->ask, row_of(r->table, stayed ? STAY : c->reason), c);
    count(r->ask, r->all, c);
    return strcmp(c->reason, NOT_IN_CCTNS) == 0 || c->filed != CIVIL_NONE;
}

bool report_waiting_for(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct table table = {0};
    struct waiting all = {.oldest = CIVIL_NONE};
    struct reading r = {ask, &table, &all, 0};
    struct report_cases cases;
    const struct reason_table *reasons = store_reasons(ask->store);
    row_of(&table, "");
    for (int i = 0; i < reasons->n; i++)
        row_of(&table, reasons->at[i].code);
    if (!report_cases_read_of(ask, false, take, &r, &cases, e))
        return false;
    report_cases_by_age(&cases);
    reasons_make(ask, made->sheet, &table, &all);
    list_make(ask, made->sheet, &cases);
    if (r.stayed > 0)
        sheet_note(made->sheet, ngettext("%lld case that a court stayed has no reason entered: it is counted as stayed by court.",
                                         "%lld cases that a court stayed have no reason entered: they are counted as stayed by court.",
                                         (unsigned long)r.stayed), (long long)r.stayed);
    text_format(made->sheet->bars, sizeof made->sheet->bars, "%s", _("The bar of a row is its part of all open cases."));
    report_cases_free(&cases);
    return true;
}
