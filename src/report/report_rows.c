#include "src/report/report_rows.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

static bool take(void *context, const struct unit_rates *row) {
    struct report_rows *rows = context;
    if (rows->n == rows->room) {
        int room = rows->room ? 2 * rows->room : 64;
        struct unit_rates *more = reallocarray(rows->row, (size_t)room, sizeof *more);
        if (!more) {
            rows->room = -1;
            return false;
        }
        rows->row = more;
        rows->room = room;
    }
    if (rows->n == 0)
        rows->level = row->unit.level;
    else if (!row->own && row->unit.level != rows->level && row->unit.kind != KIND_UNPLACED)
        rows->level = LEVEL_NATION;
    rows->row[rows->n++] = *row;
    return true;
}

static void less(struct rate_counts *a, const struct rate_counts *b) {
    a->n -= b->n;
    a->n60 -= b->n60;
    a->disposed -= b->disposed;
    a->in60 -= b->in60;
    a->late -= b->late;
    a->pending -= b->pending;
}

/* What a district holds beside its stations: the total without the rows. */
static bool own_row(struct report_rows *rows) {
    struct unit_rates own = rows->total;
    own.own = true;
    for (int i = 0; i < rows->n; i++)
        for (int kind = 0; kind < RATES_KINDS; kind++) {
            less(&own.counts[kind], &rows->row[i].counts[kind]);
            own.final[kind] -= rows->row[i].final[kind];
            for (int band = 0; band < BAND_COUNT_ALL; band++)
                own.open[kind][band] -= rows->row[i].open[kind][band];
        }
    return own.counts[RATES_EITHER].n == 0 || take(rows, &own);
}

bool report_rows_read(const struct report_ask *ask, civil_day from, civil_day to, struct report_rows *out, struct error *e) {
    struct rates_query query = {.unit = ask->unit, .lists = ask->lists, .from = from, .to = to, .clock = ask->clock};
    struct unit unit = {.level = LEVEL_NATION};
    memset(out, 0, sizeof *out);
    error_clear(e);
    if (ask->unit && !unit_by_id(ask->store, ask->unit, &unit, e))
        return e->kind == ERROR_NONE ? error_set(e, ERROR_UNABLE, _("the unit of the report is no longer there; choose another")) : false;
    bool stations = unit.level == LEVEL_DISTRICT || unit.level == LEVEL_CIRCLE;
    bool well = stations ? rates_stations(ask->store, &query, take, out, e) && rates_unit(ask->store, &query, &out->total, e)
                         : rates_children(ask->store, &query, &out->total, take, out, e);
    if (well && stations && out->room >= 0 && !own_row(out))
        out->room = -1;
    if (well && out->room < 0)
        well = error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
    if (!well)
        report_rows_free(out);
    return well;
}

void report_rows_free(struct report_rows *rows) {
    free(rows->row);
    memset(rows, 0, sizeof *rows);
}

void report_unit_cell(struct sheet *sheet, const struct unit_rates *row) {
    char name[256];
    const char *own = row->unit.id ? unit_name(&row->unit) : _("the whole database");
    text_format(name, sizeof name, row->own ? _("held by %s itself") : "%s", own);
    sheet_text_code(sheet, name, row->unit.code);
}

int64_t report_open(const struct unit_rates *row, enum rates_of kind) {
    return row->counts[kind].n - row->counts[kind].disposed;
}

void report_band_cells(struct sheet *sheet, const struct unit_rates *row, enum rates_of kind) {
    for (int band = 0; band < BAND_COUNT; band++)
        sheet_number(sheet, row->open[kind][band]);
}

void report_oldest_cell(const struct report_ask *ask, struct sheet *sheet, const struct unit_rates *row, enum rates_of kind) {
    if (row->oldest[kind] == CIVIL_NONE || report_open(row, kind) == 0)
        sheet_empty(sheet);
    else
        sheet_number(sheet, limit_day(row->oldest[kind], ask->clock.today, &ask->clock.limit));
}
