/* reminder (अनुस्मारक): half a page for an IO. Only what domain.md section 6 allows: case number, category, day, due date, IO, coded
 * reason; no section, no remark. */
#include <string.h>

#include "src/i18n.h"
#include "src/report/case_view.h"
#include "src/report/case_words.h"
#include "src/report/report_inside.h"
#include "src/text.h"

static void leads(struct sheet *sheet, const struct case_view *view) {
    char number[CASE_NO_SIZE], officer[320], categories[64], due[11];
    const struct case_detail *c = &view->facts;
    case_no_full(c->id, number);
    officer_show(&c->io, officer, sizeof officer);
    report_categories(view->categories, c->probable && !c->settled[0], categories, sizeof categories);
    civil_show(view->due, due);
    sheet_lead(sheet, _("To: IO %s"), *officer ? officer : _("no IO named"));
    sheet_lead(sheet, _("FIR no. %s, %s (%s)."), number, unit_name(&view->unit), categories);
    if (view->left < 0)
        sheet_lead(sheet, ngettext("Today is day %d of the investigation. The last date was %s: it is %d day over.",
                                   "Today is day %d of the investigation. The last date was %s: it is %d days over.",
                                   (unsigned long)-view->left), view->day, due, -view->left);
    else
        sheet_lead(sheet, ngettext("Today is day %d of the investigation. The last date is %s: %d day is left.",
                                   "Today is day %d of the investigation. The last date is %s: %d days are left.",
                                   (unsigned long)view->left), view->day, due, view->left);
    sheet_lead(sheet, _("Pending for: %s."), waiting_label(view->basis.store, c->reason, c->status));
    sheet_lead(sheet, "%s", _("You are reminded to finish the investigation within the time that the law sets, and to tell in writing, within three "
                              "days, what was done and what is left to do."));
}

bool report_reminder(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct case_basis basis = {.store = ask->store, .rules = ask->rules, .lists = ask->lists, .clock = ask->clock,
                               .disposed = ask->disposed, .history_max = 1};
    struct case_view view;
    char number[CASE_NO_SIZE];
    if (!case_view_read(&basis, ask->case_id, &view, e))
        return e->kind == ERROR_NONE ? error_set(e, ERROR_USAGE, _("this case is no longer in the database")) : false;
    case_no_full(view.facts.id, number);
    bool open = view.facts.state == 0;
    if (open) {
        leads(made->sheet, &view);
        text_format(made->sheet->unit, sizeof made->sheet->unit, "%s", unit_name(&view.unit));
        text_format(made->sheet->unit_code, sizeof made->sheet->unit_code, "%s", view.unit.code);
        memset(made->sheet->signatory, 0, sizeof made->sheet->signatory);
        text_format(made->sheet->signatory[0], sizeof made->sheet->signatory[0], "%s", _("SHO"));
    } else
        error_set(e, ERROR_USAGE, _("%s is %s: nobody is reminded of it"), number, status_label(view.facts.status));
    case_view_free(&view);
    return open;
}
