/* reconcile: the kept reconciliation with a register as a sheet, and the facts that are marked as wrong now. */
#include <string.h>

#include "db/reconcile.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/reconcile_words.h"
#include "src/report/report_inside.h"

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .least = 3},
    {"case", N_("FIR no."), .least = 18},
    {"field", N_("What"), .least = 12, .weight = 2, .wrap = true},
    {"register", N_("In the register"), .least = 12, .weight = 3, .wrap = true},
    {"itsso", N_("In CCTNS/ITSSO"), .least = 12, .weight = 3, .wrap = true},
    {"corrected", N_("Corrected on"), .least = 10, .blank = true},
};

struct filling {
    struct sheet *sheet;
    int kind; /* of the block that stands, -1 none */
    int64_t serial;
};

static bool put_row(void *context, const struct reconcile_row *row) {
    struct filling *filling = context;
    struct sheet *sheet = filling->sheet;
    char number[CASE_NO_SIZE], text[2 * SECTIONS_TEXT];
    if ((int)row->kind != filling->kind) {
        sheet_block_add(sheet, reconcile_kind_name(row->kind), reconcile_kind_label(row->kind), columns, COUNT_OF(columns));
        filling->kind = (int)row->kind;
        filling->serial = 0;
    }
    case_no_full(row->id, number);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_number(sheet, ++filling->serial);
    sheet_text(sheet, number);
    sheet_text_code(sheet, row->field[0] ? reconcile_field_label(row) : _("the case"), row->field);
    sheet_text_code(sheet, reconcile_value_show(row, true, text, sizeof text), row->in_register);
    sheet_text_code(sheet, reconcile_value_show(row, false, text, sizeof text), row->itsso);
    return true;
}

bool report_reconcile(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct reconcile_sum sum;
    struct filling filling = {.sheet = made->sheet, .kind = -1};
    char text[1024], at[24];
    bool kept = reconcile_kept(ask->store, ask->unit, &sum, e);
    if (!kept && e->kind != ERROR_NONE)
        return false;
    if (!reconcile_kept_rows(ask->store, ask->unit, put_row, &filling, e))
        return false;
    if (filling.kind < 0) {
        sheet_block_add(made->sheet, "differs", "", columns, COUNT_OF(columns));
        sheet_row_add(made->sheet, SHEET_NOTE);
        sheet_text(made->sheet, _("No difference."));
    }
    if (kept) {
        clock_stamp_show(sum.at, at);
        sheet_note(made->sheet, "%s", reconcile_sum_show(&sum, text, sizeof text));
        sheet_note(made->sheet, _("Compared on %s; what changed in CCTNS since is not in it."), at);
    } else {
        sheet_note(made->sheet, "%s", _("No register was compared yet: itsso-tui reconcile FILE."));
    }
    made->sheet->landscape = true;
    return true;
}
