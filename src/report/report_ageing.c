/* ageing: the open cases of each unit by age; a block for 376, one for POCSO, one for the cases each once. */
#include <string.h>

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
    {"over90", N_("over 90 days"), SHEET_RIGHT, .weight = 1},
    {"over180", N_("over 180 days"), SHEET_RIGHT, .weight = 1},
    {"over365", N_("over 365"), SHEET_RIGHT, .weight = 1},
    {"oldest", N_("Oldest (days)"), SHEET_RIGHT, .weight = 1, .leaves = 2},
};

static void row_make(const struct report_ask *ask, struct sheet *sheet, const struct unit_rates *row, enum rates_of kind, int64_t most) {
    sheet_number(sheet, report_open(row, kind));
    report_band_cells(sheet, row, kind);
    for (int band = BAND_OVER_90; band <= BAND_OVER_365; band++)
        sheet_number(sheet, row->open[kind][band]);
    report_oldest_cell(ask, sheet, row, kind);
    int64_t open = report_open(row, kind);
    if (most > 0)
        sheet_bar(sheet, (double)open / (double)most);
}

static void block_make(const struct report_ask *ask, struct sheet *sheet, const struct report_rows *rows, enum rates_of kind) {
    struct sheet_column own[COUNT_OF(columns)];
    int64_t most = 0;
    memcpy(own, columns, sizeof own);
    own[1].heading = report_level_heading(rows->level);
    sheet_block_add(sheet, report_block_codes[kind], _(report_block_titles[kind]), own, COUNT_OF(own));
    for (int i = 0; i < rows->n; i++)
        if (report_open(&rows->row[i], kind) > most)
            most = report_open(&rows->row[i], kind);
    for (int i = 0; i < rows->n; i++) {
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, i + 1);
        report_unit_cell(sheet, &rows->row[i]);
        row_make(ask, sheet, &rows->row[i], kind, most);
    }
    if (rows->n > 1) {
        sheet_row_add(sheet, SHEET_TOTAL);
        sheet_empty(sheet);
        sheet_text_code(sheet, _("Total of all"), "total");
        row_make(ask, sheet, &rows->total, kind, 0);
    }
}

bool report_ageing(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct report_rows rows;
    if (!report_rows_read(ask, CIVIL_NONE, CIVIL_NONE, &rows, e))
        return false;
    made->sheet->landscape = true;
    for (int kind = 0; kind < RATES_KINDS; kind++)
        block_make(ask, made->sheet, &rows, (enum rates_of)kind);
    sheet_note(made->sheet, "%s", _("A case of both stands in both tables; the third has each case once."));
    text_format(made->sheet->bars, sizeof made->sheet->bars, "%s", _("The bar of a row is its open cases beside those of the row with the most."));
    report_rows_free(&rows);
    return true;
}
