/* annexure-4: the districts, POCSO and 376 apart, ranked by disposal (the letter's word); by another rate where asked. A district
 * without a case stands last and has no rank. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/report/report_inside.h"
#include "src/text.h"

static const struct sheet_column columns[] = {
    {"rank", N_("Rank"), SHEET_RIGHT, .weight = 0},
    {"district", N_("District"), SHEET_LEFT, .least = 10, .weight = 4, .wrap = true},
    {"n", N_("Registered"), SHEET_RIGHT, .weight = 1},
    {"chargesheet", N_("Chg. sheet"), SHEET_RIGHT, .weight = 1, .leaves = 2},
    {"final_report", N_("Final rep."), SHEET_RIGHT, .weight = 1, .leaves = 3},
    {"disposed", N_("Disposed (all)"), SHEET_RIGHT, .weight = 1},
    {"disposal", N_("Disposal %"), SHEET_RIGHT, .weight = 1},
    {"in60", N_("Disposed in 2 months"), SHEET_RIGHT, .weight = 1},
    {"compliance", N_("Compli. %"), SHEET_RIGHT, .weight = 1},
    {"pending", N_("Pending over 60 days"), SHEET_RIGHT, .weight = 1},
    {"pendency", N_("Pendency %"), SHEET_RIGHT, .weight = 1},
};

enum { BY_DISPOSAL, BY_COMPLIANCE, BY_PENDENCY, BY_NAME }; /* as report_sorts */

struct district { int64_t unit; char code[16]; struct rate_counts counts[RATES_KINDS]; int64_t final[RATES_KINDS]; double key; int at; };

struct gathering { int n, room; struct district *at; bool failed; };

static bool take(void *context, const struct unit_rates *row) {
    struct gathering *g = context;
    if (g->n == g->room) {
        int room = g->room ? 2 * g->room : 128;
        struct district *more = reallocarray(g->at, (size_t)room, sizeof *more);
        if (!more) {
            g->failed = true;
            return false;
        }
        g->at = more;
        g->room = room;
    }
    struct district *district = &g->at[g->n];
    *district = (struct district){.unit = row->unit.id, .at = g->n};
    text_format(district->code, sizeof district->code, "%s", row->unit.code);
    memcpy(district->counts, row->counts, sizeof district->counts);
    memcpy(district->final, row->final, sizeof district->final);
    g->n++;
    return true;
}

/* Greatest key first, those without one last; equal ones as in the hierarchy. */
static int order(const void *pa, const void *pb) {
    const struct district *a = pa, *b = pb;
    bool none_a = isnan(a->key), none_b = isnan(b->key);
    if (none_a != none_b)
        return none_a - none_b;
    if (!none_a && (a->key > b->key || a->key < b->key))
        return a->key > b->key ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static void rank(struct gathering *g, enum rates_of kind, int sort) {
    for (int i = 0; i < g->n; i++) {
        struct rates rates = rates_of(&g->at[i].counts[kind]);
        g->at[i].key = sort == BY_DISPOSAL ? rates.disposal : sort == BY_COMPLIANCE ? rates.compliance : sort == BY_PENDENCY ? -rates.pendency : 0;
    }
    if (g->n > 1)
        qsort(g->at, (size_t)g->n, sizeof *g->at, order);
}

static void row_make(struct sheet *sheet, const struct rate_counts *c, int64_t final) {
    sheet_number(sheet, c->n);
    sheet_number(sheet, c->disposed - final);
    sheet_number(sheet, final);
    sheet_number(sheet, c->disposed);
    sheet_per_cent(sheet, c->disposed, c->n);
    sheet_number(sheet, c->in60);
    sheet_per_cent(sheet, c->in60, c->n60);
    sheet_number(sheet, c->pending);
    sheet_per_cent(sheet, c->pending, c->n60);
}

static void sum(struct rate_counts *a, const struct rate_counts *b) {
    a->n += b->n;
    a->n60 += b->n60;
    a->disposed += b->disposed;
    a->in60 += b->in60;
    a->late += b->late;
    a->pending += b->pending;
}

static void block_make(const struct report_ask *ask, struct sheet *sheet, struct gathering *g, enum rates_of kind) {
    struct rate_counts all = {0};
    int64_t final = 0;
    rank(g, kind, ask->sort);
    sheet_block_add(sheet, report_block_codes[kind], _(report_block_titles[kind]), columns, COUNT_OF(columns));
    for (int i = 0, place = 0; i < g->n; i++) {
        const struct district *district = &g->at[i];
        char name[192];
        bool equal = i > 0 && ask->sort != BY_NAME && !(district->key < g->at[i - 1].key);
        place = equal ? place : i + 1; /* equal rates have the same rank, the next one goes on with its place */
        sheet_row_add(sheet, SHEET_ROW);
        if (isnan(district->key))
            sheet_empty(sheet);
        else
            sheet_number(sheet, place);
        report_units_name(ask->store, district->unit, name, sizeof name);
        sheet_text_code(sheet, name, district->code);
        row_make(sheet, &district->counts[kind], district->final[kind]);
        sum(&all, &district->counts[kind]);
        final += district->final[kind];
    }
    if (g->n > 1) {
        sheet_row_add(sheet, SHEET_TOTAL);
        sheet_empty(sheet);
        sheet_text_code(sheet, _("Total of all"), "total");
        row_make(sheet, &all, final);
    }
}

static void order_note(struct sheet *sheet, int sort) {
    static const char *const words[] = {N_("Ranked by disposal, the greatest first."), N_("Ranked by compliance, the greatest first."),
                                        N_("Ranked by pendency, the smallest first."), N_("In the order of the units file.")};
    sheet_note(sheet, "%s", _(words[sort]));
    sheet_note(sheet, "%s", _("Compliance and pendency are of the FIRs whose day 60 has passed."));
}

bool report_annexure_4(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct gathering g = {0};
    struct rates_query query = {.unit = ask->unit, .lists = ask->lists, .clock = ask->clock};
    report_year(ask, &query.from, &query.to);
    report_period(made->sheet, query.from, query.to);
    report_disposed_by(ask, made->sheet);
    made->sheet->landscape = true;
    bool well = rates_level(ask->store, &query, LEVEL_DISTRICT, take, &g, e) &&
                (!g.failed || error_set(e, ERROR_UNABLE, _("not enough memory for the report")));
    if (well) {
        block_make(ask, made->sheet, &g, RATES_POCSO);
        block_make(ask, made->sheet, &g, RATES_376);
        if (g.n == 0)
            sheet_note(made->sheet, "%s", _("There is no district at or below this unit."));
        order_note(made->sheet, ask->sort);
    }
    free(g.at);
    return well;
}
