/* annexure-1 (POCSO) and annexure-2 (376): the stations that finished none of the past year's cases within 60 days, and those that
 * finished all. Of the FIRs whose day 60 has passed; a station without one is in neither part, and their number is said. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/report/report_inside.h"
#include "src/text.h"

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 5},
    {"zone", N_("Zone"), SHEET_LEFT, .least = 6, .weight = 2, .wrap = true, .leaves = 2},
    {"range", N_("Range"), SHEET_LEFT, .least = 6, .weight = 2, .wrap = true, .leaves = 1},
    {"district", N_("District"), SHEET_LEFT, .least = 8, .weight = 3, .wrap = true},
    {"station", N_("Police station"), SHEET_LEFT, .least = 10, .weight = 4, .wrap = true},
    {"n60", N_("Registered in the past year (60 days over)"), SHEET_RIGHT, .weight = 1},
    {"in60", N_("Disposed in 2 months"), SHEET_RIGHT, .weight = 1},
    {"late", N_("Disposed after 2 months"), SHEET_RIGHT, .weight = 1},
    {"pending", N_("Pending"), SHEET_RIGHT, .weight = 1},
    {"compliance", N_("Per cent"), SHEET_RIGHT, .weight = 1},
};

struct station { int64_t unit; char code[16]; int32_t n60, in60, late, pending; };

struct gathering {
    enum rates_of kind;
    int n[2], room[2];       /* none in time, all in time */
    struct station *part[2];
    int64_t stations, without, between;
    bool failed;
};

static bool take(void *context, const struct unit_rates *row) {
    struct gathering *g = context;
    const struct rate_counts *c = &row->counts[g->kind];
    g->stations++;
    if (c->n60 == 0 || (c->in60 != 0 && c->in60 != c->n60)) {
        *(c->n60 == 0 ? &g->without : &g->between) += 1;
        return true;
    }
    int part = c->in60 != 0;
    if (g->n[part] == g->room[part]) {
        int room = g->room[part] ? 2 * g->room[part] : 64;
        struct station *more = reallocarray(g->part[part], (size_t)room, sizeof *more);
        if (!more) {
            g->failed = true;
            return false;
        }
        g->part[part] = more;
        g->room[part] = room;
    }
    struct station *station = &g->part[part][g->n[part]++];
    *station = (struct station){.unit = row->unit.id, .n60 = (int32_t)c->n60, .in60 = (int32_t)c->in60, .late = (int32_t)c->late,
                                .pending = (int32_t)c->pending};
    text_format(station->code, sizeof station->code, "%s", row->unit.code);
    return true;
}

/* The names above a station: neighbours share them. */
struct above { int64_t unit[3]; char name[3][192]; };

static void above_cells(const struct report_ask *ask, struct sheet *sheet, const struct report_units *units, int64_t station,
                        struct above *above) {
    static const enum unit_level levels[3] = {LEVEL_ZONE, LEVEL_RANGE, LEVEL_DISTRICT};
    for (int i = 0; i < 3; i++) {
        int64_t unit = report_units_above(units, station, levels[i]);
        if (unit != above->unit[i]) {
            report_units_name(ask->store, unit, above->name[i], sizeof above->name[i]);
            above->unit[i] = unit;
        }
        sheet_text(sheet, above->name[i]);
    }
}

static void part_make(const struct report_ask *ask, struct sheet *sheet, const struct report_units *units, const struct gathering *g, int part) {
    static const char *const codes[2] = {"zero", "all"};
    char title[256];
    struct above above = {0};
    text_format(title, sizeof title, part == 0 ? _("Part A: stations at 0 per cent (%d in all)") : _("Part B: stations at 100 per cent (%d in all)"),
                g->n[part]);
    sheet_block_add(sheet, codes[part], title, columns, COUNT_OF(columns));
    for (int i = 0; i < g->n[part]; i++) {
        const struct station *station = &g->part[part][i];
        char name[192];
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, i + 1);
        above_cells(ask, sheet, units, station->unit, &above);
        report_units_name(ask->store, station->unit, name, sizeof name);
        sheet_text_code(sheet, name, station->code);
        sheet_number(sheet, station->n60);
        sheet_number(sheet, station->in60);
        sheet_number(sheet, station->late);
        sheet_number(sheet, station->pending);
        sheet_per_cent(sheet, station->in60, station->n60);
    }
}

static bool make(const struct report_ask *ask, struct sheet *sheet, enum rates_of kind, struct error *e) {
    struct gathering g = {.kind = kind};
    struct report_units units;
    struct rates_query query = {.unit = ask->unit, .lists = ask->lists, .clock = ask->clock};
    report_year(ask, &query.from, &query.to);
    report_period(sheet, query.from, query.to);
    report_disposed_by(ask, sheet);
    bool well = rates_stations(ask->store, &query, take, &g, e) &&
                (!g.failed || error_set(e, ERROR_UNABLE, _("not enough memory for the report"))) &&
                report_units_read(ask->store, ask->unit, ROWS_CHILDREN, &units, e);
    if (well) {
        part_make(ask, sheet, &units, &g, 0);
        part_make(ask, sheet, &units, &g, 1);
        report_units_free(&units);
        sheet_note(sheet, _("Of %lld stations %lld have no such case in the period and are in neither part; %lld lie between the two."),
                   (long long)g.stations, (long long)g.without, (long long)g.between);
    }
    free(g.part[0]);
    free(g.part[1]);
    return well;
}

bool report_annexure_1(const struct report_ask *ask, struct report_made *made, struct error *e) {
    return make(ask, made->sheet, RATES_POCSO, e);
}

bool report_annexure_2(const struct report_ask *ask, struct report_made *made, struct error *e) {
    return make(ask, made->sheet, RATES_376, e);
}
