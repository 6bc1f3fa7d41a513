/* A list of cases, as the screens show it, on paper. */
#include <stdlib.h>
#include <string.h>

#include "src/domain/calendar.h"
#include "src/i18n.h"
#include "src/report/case_words.h"
#include "src/report/report_inside.h"
#include "src/report/sheet_of.h"
#include "src/text.h"

#define PAGE_ROWS 100

enum { SERIAL, STATION, NUMBER, CATEGORY, FIR_DATE, DAY, DUE, LEFT, OFFICER, REASON, TOLD, NOTES, COLUMNS };

static const struct sheet_column all_columns[COLUMNS] = {
    [SERIAL] = {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 6},
    [STATION] = {"station", N_("Police station"), SHEET_LEFT, .least = 10, .weight = 2, .wrap = true, .leaves = 1},
    [NUMBER] = {"case", N_("FIR no."), SHEET_LEFT, .least = 7},
    [CATEGORY] = {"categories", N_("Category"), SHEET_LEFT, .least = 6},
    [FIR_DATE] = {"fir_date", N_("FIR date"), SHEET_LEFT, .least = 10, .leaves = 4},
    [DAY] = {"day", N_("Days gone"), SHEET_RIGHT, .least = 3},
    [DUE] = {"due", N_("Last date"), SHEET_LEFT, .least = 10, .leaves = 3},
    [LEFT] = {"left", N_("Left or over"), SHEET_RIGHT, .least = 4},
    [OFFICER] = {"io", N_("IO"), SHEET_LEFT, .least = 10, .weight = 2, .wrap = true},
    [REASON] = {"reason", N_("Why pending"), SHEET_LEFT, .least = 10, .weight = 2, .wrap = true},
    [TOLD] = {"told", N_("IO told"), SHEET_LEFT, .least = 10, .leaves = 2},
    [NOTES] = {"notes", N_("Notes"), SHEET_LEFT, .least = 10, .weight = 3, .blank = true, .leaves = 5},
};

struct making {
    const struct report_ask *ask;
    struct sheet *sheet;
    bool one_station, grouped;
    struct officer officer; /* of the group */
    int n;
};

static void columns_add(const struct making *m) {
    struct sheet_column columns[COLUMNS];
    int n = 0;
    for (int i = 0; i < COLUMNS; i++)
        if (!(i == STATION && m->one_station) && !(i == OFFICER && m->grouped))
            columns[n++] = all_columns[i];
    sheet_block_add(m->sheet, "cases", "", columns, n);
}

static bool same_officer(const struct officer *a, const struct officer *b) {
    return strcmp(a->pno, b->pno) == 0 && strcmp(a->name, b->name) == 0 && strcmp(a->rank, b->rank) == 0;
}

static void group_begin(struct making *m, const struct officer *officer) {
    char name[320];
    if (!m->grouped || (m->n > 0 && same_officer(&m->officer, officer)))
        return;
    m->officer = *officer;
    officer_show(officer, name, sizeof name);
    sheet_row_add(m->sheet, SHEET_GROUP);
    sheet_text(m->sheet, *name ? name : _("no IO named"));
}

/* An open case's reason; of another its status. */
static void put_reason(const struct making *m, const struct case_row *row) {
    if (row->state != 0)
        sheet_text_code(m->sheet, status_label(row->status), status_name(row->status));
    else
        sheet_text_code(m->sheet, waiting_label(m->ask->store, row->reason, row->status), waiting_code(row->reason, row->status));
}

static void put_told(const struct making *m, const struct case_row *row) {
    int crossed = row->state == 0 ? alert_crossed(row->day) : 0;
    if (!crossed)
        sheet_empty(m->sheet);
    else if (row->told_day < crossed)
        sheet_text_code(m->sheet, _("no"), "");
    else
        sheet_day(m->sheet, row->told_on);
}

static void row_add(struct making *m, const struct case_row *row) {
    struct sheet *sheet = m->sheet;
    bool open = row->state == 0;
    char number[CASE_NO_SIZE], full[CASE_NO_SIZE], text[320], codes[32];
    group_begin(m, &row->io);
    sheet_row_add(sheet, SHEET_ROW);
    sheet_number(sheet, ++m->n);
    if (!m->one_station)
        sheet_text_code(sheet, row->unit_name[0] ? row->unit_name : row->unit_code, row->unit_code);
    case_no_short(row->id, number);
    case_no_full(row->id, full);
    sheet_text_code(sheet, number, full);
    text_format(codes, sizeof codes, "%s%s%s", row->categories & CATEGORY_376 ? "376" : "",
                row->categories == (CATEGORY_376 | CATEGORY_POCSO) ? "," : "",
                row->categories & CATEGORY_POCSO ? "pocso" : "");
    sheet_text_code(sheet, report_categories(row->categories, row->probable, text, sizeof text), codes);
    sheet_day(sheet, row->fir_date);
    open ? sheet_number(sheet, row->day) : sheet_empty(sheet);
    open ? sheet_day(sheet, row->due) : sheet_empty(sheet);
    open ? sheet_number(sheet, row->left) : sheet_empty(sheet);
    if (!m->grouped)
        sheet_text(sheet, officer_show(&row->io, text, sizeof text));
    put_reason(m, row);
    put_told(m, row);
}

/* Page by page, up to the most that a sheet takes; *more where the list goes on. */
static bool rows_add(struct making *m, struct case_list *list, bool *more, struct error *e) {
    struct case_row *rows = calloc(PAGE_ROWS, sizeof *rows);
    struct list_key *keys = calloc(PAGE_ROWS, sizeof *keys), at;
    bool good = rows && keys;
    if (!good)
        error_set(e, ERROR_UNABLE, "%s", _("not enough memory for the report"));
    for (int n = PAGE_ROWS, from = FROM_FIRST; good && n == PAGE_ROWS && m->n < SHEET_CASES_MAX; from = AFTER) {
        n = case_list_page(list, (enum list_from)from, from == FROM_FIRST ? NULL : &at, PAGE_ROWS, rows, keys, e);
        good = n >= 0;
        for (int i = 0; i < n; i++)
            row_add(m, &rows[i]);
        if (n > 0)
            at = keys[n - 1];
        *more = n == PAGE_ROWS && m->n >= SHEET_CASES_MAX && case_list_page(list, AFTER, &at, 1, rows, keys, e) == 1;
    }
    free(rows);
    free(keys);
    return good && e->kind == ERROR_NONE;
}

struct sheet *sheet_of_cases(const struct report_ask *ask, const struct case_filter *filter,
                             const struct case_sort *sort, bool one_station, const char *name, const char *title,
                             const char *what, struct error *e) {
    struct making m = {.ask = ask, .sheet = sheet_new(name), .one_station = one_station, .grouped = sort->group_by_io};
    bool more = false;
    error_clear(e);
    struct case_list *list = case_list_open(ask->store, filter, sort, &ask->clock, e);
    bool good = list && m.sheet && report_head(ask, m.sheet, e);
    if (good) {
        text_format(m.sheet->title, sizeof m.sheet->title, "%s", title);
        text_format(m.sheet->shows, sizeof m.sheet->shows, "%s", what);
        m.sheet->landscape = true;
        columns_add(&m);
        good = rows_add(&m, list, &more, e);
    }
    if (good && more)
        sheet_note(m.sheet,
                   _("The list is longer than this sheet: the first %d are here. Filter it to have all of it."), m.n);
    else if (good)
        sheet_note(m.sheet, ngettext("%d case", "%d cases", (unsigned long)m.n), m.n);
    if (list)
        case_list_close(list);
    if (good && !sheet_failed(m.sheet, e))
        return m.sheet;
    if (e->kind == ERROR_NONE)
        sheet_failed(NULL, e);
    sheet_free(m.sheet);
    return NULL;
}
