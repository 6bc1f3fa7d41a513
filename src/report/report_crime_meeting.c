/* crime-meeting (अपराध गोष्ठी): of each unit the open cases by age, its rates over a period of FIR dates (the last year where none
 * is given), the directions of the last meeting that are not answered, and when its data last came. */
#include <stdlib.h>
#include <string.h>

#include "db/direction.h"
#include "db/report_seen.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/report_rows.h"
#include "src/text.h"

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 3},
    {"unit", N_("Police station"), SHEET_LEFT, .least = 12, .weight = 4, .wrap = true},
    {"open", N_("Open (all)"), SHEET_RIGHT, .weight = 1},
    {"d0_30", "0-30", SHEET_RIGHT, .weight = 1},
    {"d31_39", "31-39", SHEET_RIGHT, .weight = 1},
    {"d40_49", "40-49", SHEET_RIGHT, .weight = 1},
    {"d50_54", "50-54", SHEET_RIGHT, .weight = 1},
    {"d55_59", "55-59", SHEET_RIGHT, .weight = 1},
    {"d60", "60", SHEET_RIGHT, .weight = 1},
    {"over60", N_("over 60"), SHEET_RIGHT, .weight = 1},
    {"oldest", N_("Oldest (days)"), SHEET_RIGHT, .weight = 1},
    {"disposal", N_("Disposal %"), SHEET_RIGHT, .weight = 1},
    {"compliance", N_("Compli. %"), SHEET_RIGHT, .weight = 1},
    {"directions", N_("Directions of last meeting open"), SHEET_RIGHT, .weight = 1, .leaves = 2},
    {"updated", N_("Last data"), SHEET_LEFT, .least = 10, .weight = 1, .leaves = 1},
};

/* What does not differ between the blocks. */
struct beside { int64_t directions; char seen[32]; bool never; /* no data of it ever came */ };

static bool beside_read(const struct report_ask *ask, const struct unit_rates *row, struct beside *out, struct error *e) {
    struct list_clock clock = report_direction_clock(ask);
    int64_t n = row->own ? 0 : directions_unanswered(ask->store, ask->lists, row->unit.id, &clock, e);
    *out = (struct beside){.directions = n};
    bool well = n >= 0 && (row->own || report_last_seen(ask->store, row->unit.id, out->seen, e));
    out->never = !row->own && !*out->seen;
    return well;
}

static void row_make(const struct report_ask *ask, struct sheet *sheet, const struct unit_rates *now, const struct unit_rates *period,
                     const struct beside *beside, enum rates_of kind) {
    const struct rate_counts *counts = &period->counts[kind];
    char shown[24], iso[11];
    sheet_number(sheet, report_open(now, kind));
    report_band_cells(sheet, now, kind);
    report_oldest_cell(ask, sheet, now, kind);
    sheet_per_cent(sheet, counts->disposed, counts->n);
    sheet_per_cent(sheet, counts->in60, counts->n60);
    sheet_number(sheet, beside->directions);
    clock_stamp_show(beside->seen, shown);
    shown[10] = '\0';
    civil_iso(civil_parse_typed(shown, civil_from_ymd(2199, 12, 31)), iso);
    if (*beside->seen)
        sheet_text_code(sheet, shown, iso);
    else if (beside->never)
        sheet_text_code(sheet, _("never"), "");
}

/* The row of the same unit in the other reading. */
static const struct unit_rates *same(const struct report_rows *rows, const struct unit_rates *row, int at) {
    static const struct unit_rates none;
    for (int i = 0; i < rows->n; i++) {
        const struct unit_rates *other = &rows->row[(at + i) % rows->n];
        if (other->unit.id == row->unit.id && other->own == row->own)
            return other;
    }
    return &none;
}

static void block_make(const struct report_ask *ask, struct sheet *sheet, const struct report_rows *now, const struct report_rows *period,
                       const struct beside *beside, enum rates_of kind) {
    struct sheet_column own[COUNT_OF(columns)];
    memcpy(own, columns, sizeof own);
    own[1].heading = report_level_heading(now->level);
    sheet_block_add(sheet, report_block_codes[kind], _(report_block_titles[kind]), own, COUNT_OF(own));
    for (int i = 0; i < now->n; i++) {
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, i + 1);
        report_unit_cell(sheet, &now->row[i]);
        row_make(ask, sheet, &now->row[i], same(period, &now->row[i], i), &beside[i], kind);
    }
    if (now->n <= 1)
        return;
    sheet_row_add(sheet, SHEET_TOTAL);
    sheet_empty(sheet);
    sheet_text_code(sheet, _("Total of all"), "total");
    row_make(ask, sheet, &now->total, &period->total, &beside[now->n], kind);
}

static bool make(const struct report_ask *ask, struct sheet *sheet, const struct report_rows *now, const struct report_rows *period,
                 struct error *e) {
    struct beside *beside = calloc((size_t)now->n + 1, sizeof *beside);
    if (!beside)
        return error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
    bool well = true;
    for (int i = 0; i < now->n && well; i++)
        well = beside_read(ask, &now->row[i], &beside[i], e);
    if (well) {
        struct list_clock clock = report_direction_clock(ask);
        beside[now->n].directions = directions_unanswered(ask->store, ask->lists, ask->unit, &clock, e);
        well = beside[now->n].directions >= 0;
    }
    for (int kind = 0; kind < RATES_KINDS && well; kind++)
        block_make(ask, sheet, now, period, beside, (enum rates_of)kind);
    free(beside);
    return well;
}

bool report_crime_meeting(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct report_rows now, period;
    struct report_ask at = *ask;
    struct sheet *sheet = made->sheet;
    civil_day from, to;
    report_year(ask, &from, &to);
    report_period(sheet, from, to);
    at.clock.today = to;
    sheet->as_of = to;
    sheet->landscape = true;
    report_disposed_by(ask, sheet);
    if (!report_rows_read(&at, CIVIL_NONE, CIVIL_NONE, &now, e))
        return false;
    bool well = report_rows_read(&at, from, to, &period, e);
    if (well) {
        well = make(&at, sheet, &now, &period, e);
        report_rows_free(&period);
    }
    report_rows_free(&now);
    sheet_note(sheet, "%s", _("Disposal and compliance are of the FIRs of the period; pending are all that are open."));
    sheet_note(sheet, "%s", _("When data last came is of now, whatever the day of the sheet."));
    return well;
}
