/* compliance (अनुपालन आख्या): point by point what the program can say itself, then the directions with their letters. What it cannot
 * know (who was trained) is left to be written in. */
#include <stdlib.h>
#include <string.h>

#include "db/direction.h"
#include "db/reconcile.h"
#include "db/report_open.h"
#include "db/report_seen.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/report/report_inside.h"
#include "src/text.h"

#define SILENT_DAYS 7

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .weight = 0},
    {"point", N_("Direction (letter, date, point)"), SHEET_LEFT, .least = 18, .weight = 5, .wrap = true},
    {"action", N_("What was done"), SHEET_LEFT, .least = 20, .weight = 6, .wrap = true},
    {"date", N_("Date"), SHEET_LEFT, .least = 10},
    {"remarks", N_("Note"), SHEET_LEFT, .least = 8, .weight = 2, .blank = true, .leaves = 1},
};

struct making { const struct report_ask *ask; struct sheet *sheet; int serial; civil_day from, to; };

/* action NULL: to be written in. */
static void point(struct making *m, const char *what, const char *action) {
    sheet_row_add(m->sheet, SHEET_ROW);
    sheet_number(m->sheet, ++m->serial);
    sheet_text(m->sheet, what);
    sheet_text(m->sheet, action);
    sheet_day(m->sheet, action ? m->to : CIVIL_NONE);
}

static bool stations_make(struct making *m, struct error *e) {
    struct report_stations n;
    char since[32], day[11], text[320];
    civil_iso(m->ask->clock.today - SILENT_DAYS, day);
    text_format(since, sizeof since, "%sT00:00:00.000Z", day);
    if (!report_stations_read(m->ask->store, m->ask->unit, since, &n, e))
        return false;
    text_format(text, sizeof text, _("Stations: %lld, user made or data there: %lld. Railway police apart: %lld, of them %lld."), (long long)n.stations,
                (long long)n.with_user, (long long)n.grp, (long long)n.grp_with_user);
    point(m, _("A user of each station, of the railway police too"), text);
    text_format(text, sizeof text, _("Without data for %d days: %lld stations, %lld of the railway police."), SILENT_DAYS, (long long)n.silent,
                (long long)n.grp_silent);
    point(m, _("Data of each station, synced near to real time"), text);
    point(m, _("Staff trained"), NULL);
    return true;
}

#define DAY_MS 86400000
#define IST_MS (330 * 60000)

/* " Register compared on …": the reconciliation that is kept of this unit, where there was one by that day. */
static bool compared_add(const struct making *m, char *text, size_t cap, struct error *e) {
    struct reconcile_sum sum;
    char at[24];
    size_t n = strlen(text);
    if (!reconcile_kept(m->ask->store, m->ask->unit, &sum, e))
        return e->kind == ERROR_NONE;
    int64_t day = (clock_stamp_ms(sum.at) + IST_MS) / DAY_MS; /* stamps are UTC, days are Indian */
    if (day > m->ask->clock.today)
        return true;
    clock_stamp_show(sum.at, at);
    text_format(text + n, cap - n, _(" Register compared on %s: %lld cases differ, %lld only in the register, %lld only here."), at,
                (long long)sum.differ, (long long)sum.only_register, (long long)sum.only_itsso);
    return true;
}

static bool wrong_make(struct making *m, struct error *e) {
    char text[512];
    int64_t n = report_marked_wrong(m->ask->store, m->ask->unit, e);
    if (n < 0)
        return false;
    text_format(text, sizeof text, ngettext("%lld case with a fact of CCTNS that is marked as wrong.", "%lld cases with a fact of CCTNS that is marked as wrong.",
                                            (unsigned long)n), (long long)n);
    if (!compared_add(m, text, sizeof text, e))
        return false;
    point(m, _("Data reconciled with the State Data Centre"), text);
    return true;
}

struct untold { const struct report_ask *ask; int64_t crossed, untold; };

static bool count_untold(void *context, const struct open_case *c, struct error *e) {
    struct untold *u = context;
    int day = alert_crossed(limit_day(c->clock_date, u->ask->clock.today, &u->ask->clock.limit));
    (void)e;
    u->crossed += day > 0;
    u->untold += day > c->told_day;
    return true;
}

static bool alerts_make(struct making *m, struct error *e) {
    struct open_query query = {.unit = m->ask->unit, .lists = m->ask->lists, .clock = m->ask->clock};
    struct untold u = {.ask = m->ask};
    char text[256];
    if (!open_read(m->ask->store, &query, count_untold, &u, e))
        return false;
    text_format(text, sizeof text, _("Open cases past an alert day: %lld; of %lld of them nobody was told yet."), (long long)u.crossed,
                (long long)u.untold);
    point(m, _("Officers told on day 31, 40, 50, 55 and 60"), text);
    return true;
}

static void per_cent(int64_t of, int64_t all, char out[16]) {
    if (all == 0)
        text_format(out, 16, "-");
    else {
        int64_t hundredths = rate_hundredths(of, all);
        text_format(out, 16, "%lld.%02lld", (long long)(hundredths / 100), (long long)(hundredths % 100));
    }
}

static bool rates_make(struct making *m, struct error *e) {
    struct rates_query query = {.unit = m->ask->unit, .lists = m->ask->lists, .from = m->from, .to = m->to, .clock = m->ask->clock};
    struct unit_rates rates;
    if (!rates_unit(m->ask->store, &query, &rates, e))
        return false;
    for (int kind = RATES_376; kind <= RATES_POCSO; kind++) {
        const struct rate_counts *c = &rates.counts[kind];
        char text[512], disposal[16], compliance[16], pendency[16];
        per_cent(c->disposed, c->n, disposal);
        per_cent(c->in60, c->n60, compliance);
        per_cent(c->pending, c->n60, pendency);
        text_format(text, sizeof text, _("Disposal %s %% (%lld of %lld), compliance %s %% (%lld of %lld), pendency %s %% (%lld)."), disposal,
                    (long long)c->disposed, (long long)c->n, compliance, (long long)c->in60, (long long)c->n60, pendency, (long long)c->pending);
        char what[160];
        text_format(what, sizeof what, _("Investigation finished within two months: %s"), _(report_block_titles[kind]));
        point(m, what, text);
    }
    return true;
}

static bool direction_row(void *context, const struct direction *direction) {
    struct making *m = context;
    char about[512], number[CASE_NO_SIZE], what[640], standing[256];
    if (direction->answered && direction->given.on < m->from)
        return true;
    direction_about(&direction->given, FOR_PRINT, about, sizeof about);
    case_no_full(direction->given.case_id, number);
    text_format(what, sizeof what, _("%s; FIR no. %s"), about, number);
    sheet_row_add(m->sheet, SHEET_ROW);
    sheet_number(m->sheet, ++m->serial);
    report_typed_cell(m->sheet, what, direction->given.text);
    direction_standing(direction, m->ask->clock.today, standing, sizeof standing);
    report_typed_cell(m->sheet, standing, direction->answered ? direction->answer.text : "");
    sheet_day(m->sheet, direction->answered ? direction->answer.on : CIVIL_NONE);
    return true;
}

bool report_compliance(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct report_ask at = *ask;
    struct making m = {.ask = &at, .sheet = made->sheet};
    report_year(ask, &m.from, &m.to);
    report_period(made->sheet, m.from, m.to);
    report_disposed_by(ask, made->sheet);
    at.clock.today = made->sheet->as_of = m.to;
    sheet_block_add(made->sheet, "points", "", columns, COUNT_OF(columns));
    if (!stations_make(&m, e) || !wrong_make(&m, e) || !alerts_make(&m, e) || !rates_make(&m, e))
        return false;
    struct direction_filter filter = {.lists = ask->lists, .unit = ask->unit, .from = CIVIL_NONE, .to = m.to};
    sheet_note(made->sheet, "%s", _("Whether staff were trained is not known to the program: to be written in. When data last came is of now, whatever the day of the sheet."));
    struct list_clock clock = report_direction_clock(&at);
    return directions_read(ask->store, &filter, &clock, direction_row, &m, e);
}
