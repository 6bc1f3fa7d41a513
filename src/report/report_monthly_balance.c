/* monthly-balance (मासिक विवरण): a block for 376, one for POCSO, one for the cases each once. Below it what late entries made of
 * the sheet that was issued for the month before. */
#include <stdlib.h>
#include <string.h>

#include "db/report_balance.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/report_inside.h"
#include "src/text.h"

#define CASES_NAMED 12 /* of a difference; more are counted */

static const struct sheet_column columns[] = {
    {"serial", N_("S.no."), SHEET_RIGHT, .leaves = 20},
    {"unit", N_("Police station"), SHEET_LEFT, .least = 12, .weight = 4, .wrap = true},
    {"opening", N_("Open before"), SHEET_RIGHT, .weight = 1},
    {"registered", N_("New in month"), SHEET_RIGHT, .weight = 1},
    {"section_added", N_("Sect. added"), SHEET_RIGHT, .weight = 1, .leaves = 10},
    {"received", N_("Moved in"), SHEET_RIGHT, .weight = 1, .leaves = 9},
    {"revived", N_("Open again"), SHEET_RIGHT, .weight = 1, .leaves = 8},
    {"in_total", N_("Sum in"), SHEET_RIGHT, .weight = 1},
    {"chargesheet", N_("Chg. sheet"), SHEET_RIGHT, .weight = 1},
    {"final_report", N_("Final rep."), SHEET_RIGHT, .weight = 1},
    {"expunged", N_("Exp."), SHEET_RIGHT, .weight = 1, .leaves = 12},
    {"transferred", N_("Moved out"), SHEET_RIGHT, .weight = 1, .leaves = 11},
    {"section_dropped", N_("Sect. drop"), SHEET_RIGHT, .weight = 1, .leaves = 13},
    {"out_total", N_("Sum out"), SHEET_RIGHT, .weight = 1},
    {"closing", N_("Open after"), SHEET_RIGHT, .weight = 1},
    {"to_60", N_("of it to 60"), SHEET_RIGHT, .weight = 1, .leaves = 14},
    {"over_60", N_("over 60"), SHEET_RIGHT, .weight = 1},
    {"over_90", N_("over 90"), SHEET_RIGHT, .weight = 1, .leaves = 15},
    {"over_180", N_("over 180"), SHEET_RIGHT, .weight = 1, .leaves = 16},
    {"over_365", N_("over 365"), SHEET_RIGHT, .weight = 1, .leaves = 17},
};

static void numbers(struct sheet *sheet, const struct balance_row *row, enum balance_block block) {
    for (int column = BALANCE_OPENING; column <= BALANCE_REVIVED; column++)
        sheet_number(sheet, row->n[block][column]);
    sheet_number(sheet, balance_in(row, block));
    for (int column = BALANCE_CHARGESHEET; column <= BALANCE_DROPPED; column++)
        sheet_number(sheet, row->n[block][column]);
    sheet_number(sheet, balance_out(row, block));
    for (int column = BALANCE_CLOSING; column < BALANCE_COLUMNS; column++)
        sheet_number(sheet, row->n[block][column]);
}

/* ---- the difference that late entries made ---- */

struct earlier {
    bool there;
    struct issued issued;
    struct issued_case *cases_in;
    int cases;
    struct balance now; /* that month as it is counted now */
};

/* "+0412/26 +0415/26 −0301/26 …", at the end of out. */
static void cases_words(bool station, const case_id *id, int64_t n, const char *sign, char *out, size_t cap) {
    char number[CASE_NO_SIZE];
    size_t used = strlen(out);
    for (int i = 0; i < n && i < CASES_NAMED; i++)
        used += text_format(out + used, cap - used, " %s%s", sign, report_case_no(station, id[i], number));
    if (n > CASES_NAMED)
        text_format(out + used, cap - used, _(" and %lld more"), (long long)(n - CASES_NAMED));
}

/* "+2 −1: +0412/26 …": false where nothing differs. */
static bool difference(const struct earlier *earlier, const struct balance *now, enum balance_column was, enum balance_column is,
                       enum balance_block block, char *out, size_t cap) {
    int64_t n[2];
    case_id more[CASES_NAMED], less[CASES_NAMED];
    const char *minus = language_utf8() ? "−" : "-";
    balance_difference(earlier->cases_in, earlier->cases, was, now, is, block, n, more, less, CASES_NAMED);
    if (n[0] == 0 && n[1] == 0)
        return false;
    size_t used = 0;
    if (n[0] > 0)
        used += text_format(out + used, cap - used, "+%lld", (long long)n[0]);
    if (n[1] > 0)
        used += text_format(out + used, cap - used, "%s%s%lld", used ? " " : "", minus, (long long)n[1]);
    text_format(out + used, cap - used, ":");
    bool station = now->units.unit.level == LEVEL_STATION;
    cases_words(station, more, n[0], "+", out, cap);
    cases_words(station, less, n[1], minus, out, cap);
    return true;
}

/* The last line of a block (reports.md). */
static void difference_row(struct sheet *sheet, const struct earlier *earlier, const struct balance *now, enum balance_block block) {
    char words[1024], line[1400];
    sheet_row_add(sheet, SHEET_NOTE);
    if (!earlier->there) {
        sheet_text(sheet, _("Difference from the statement sent for the month before (late entries): none was issued from here"));
        return;
    }
    if (!difference(earlier, now, BALANCE_CLOSING, BALANCE_OPENING, block, words, sizeof words))
        text_format(words, sizeof words, "0");
    text_format(line, sizeof line, _("Difference from the statement sent for the month before (late entries): %s"), words);
    sheet_text(sheet, line);
}

/* Which columns of the issued sheet are others now, below the tables. */
static void difference_notes(struct sheet *sheet, const struct earlier *earlier, bool station) {
    static const char *const names[BALANCE_CLOSING + 1] = {
        N_("pending before"), N_("registered"), N_("section added"), N_("received"), N_("revived"), N_("charge sheet"),
        N_("final report"), N_("expunged"), N_("transferred"), N_("section dropped"), N_("pending at the end")};
    struct balance now = earlier->now;
    char at[24], from[11], to[11], words[1024];
    now.units.unit.level = station ? LEVEL_STATION : LEVEL_NATION;
    clock_stamp_show(earlier->issued.issued_at, at);
    civil_show(earlier->issued.from, from);
    civil_show(earlier->issued.to, to);
    sheet_note(sheet, _("The statement for %s to %s was issued on %s (%s). Of that month now differ:"), from, to, at,
               earlier->issued.author);
    int differ = 0;
    for (int block = 0; block < BALANCE_BLOCKS; block++)
        for (int column = 0; column <= BALANCE_CLOSING; column++)
            if (difference(earlier, &now, (enum balance_column)column, (enum balance_column)column, (enum balance_block)block,
                           words, sizeof words)) {
                sheet_note(sheet, "%s, %s: %s", _(report_block_titles[block]), _(names[column]), words);
                differ++;
            }
    if (!differ)
        sheet_note(sheet, "%s", _("nothing"));
}

/* ---- the sheet ---- */

/* A narrow page has no room for every way in and out: those by which no case went leave first, so that what stays adds up. */
static void unused_ways_leave(const struct balance *balance, struct sheet_column *own) {
    static const struct { int column; enum balance_column way; } ways[] = {
        {4, BALANCE_ADDED}, {5, BALANCE_RECEIVED}, {6, BALANCE_REVIVED}, {10, BALANCE_EXPUNGED}, {11, BALANCE_TRANSFERRED},
        {12, BALANCE_DROPPED}};
    for (int i = 0; i < COUNT_OF(ways); i++) {
        int64_t cases = 0;
        for (int block = 0; block < BALANCE_BLOCKS; block++)
            for (int row = 0; row < balance->units.n; row++)
                cases += balance->row[row].n[block][ways[i].way];
        if (cases == 0)
            own[ways[i].column].leaves += 20; /* before the serial number */
    }
}

static void block_make(const struct report_ask *ask, struct sheet *sheet, const struct balance *balance, enum balance_block block) {
    struct sheet_column own[COUNT_OF(columns)];
    char name[256];
    int serial = 0;
    memcpy(own, columns, sizeof own);
    unused_ways_leave(balance, own);
    own[1].heading = report_level_heading(report_rows_level(&balance->units));
    sheet_block_add(sheet, report_block_codes[block], _(report_block_titles[block]), own, COUNT_OF(own));
    for (int i = 0; i < balance->units.n; i++) {
        const struct report_unit *unit = &balance->units.row[i];
        if (unit->rest && balance_row_empty(&balance->row[i]))
            continue;
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, ++serial);
        sheet_text_code(sheet, report_row_name(ask, &balance->units, unit, name, sizeof name), unit->code);
        numbers(sheet, &balance->row[i], block);
    }
    if (serial > 1) {
        sheet_row_add(sheet, SHEET_TOTAL);
        sheet_empty(sheet);
        sheet_text_code(sheet, _("Total of all"), "total");
        numbers(sheet, &balance->total, block);
    }
}

static bool earlier_read(const struct report_ask *ask, const struct sheet *sheet, civil_day from, struct earlier *out, struct error *e) {
    out->there = issued_last(ask->store, "monthly-balance", sheet->unit_code, ask->lists, from - 1, CIVIL_NONE, &out->issued,
                             &out->cases_in, &out->cases, e);
    return e->kind == ERROR_NONE;
}

bool report_monthly_balance(const struct report_ask *ask, struct report_made *made, struct error *e) {
    struct sheet *sheet = made->sheet;
    struct balance_query query = {.unit = ask->unit, .lists = ask->lists, .clock = ask->clock, .before_from = CIVIL_NONE, .keep_cases = true};
    struct balance balance;
    struct earlier earlier = {0};
    report_month(ask, &query.from, &query.to);
    report_period(sheet, query.from, query.to);
    sheet->as_of = query.to;
    sheet->landscape = true;
    report_disposed_by(ask, sheet);
    if (!earlier_read(ask, sheet, query.from, &earlier, e))
        return false;
    query.before_from = earlier.there ? earlier.issued.from : CIVIL_NONE;
    bool well = balance_read(ask->store, &query, &balance, &earlier.now, e);
    for (int block = 0; block < BALANCE_BLOCKS && well; block++) {
        block_make(ask, sheet, &balance, (enum balance_block)block);
        difference_row(sheet, &earlier, &balance, (enum balance_block)block);
    }
    if (well) {
        sheet_note(sheet, "%s", _("A case of both stands in both tables; the third has each case once."));
        report_note_imported(sheet, balance.by_import);
        if (earlier.there)
            difference_notes(sheet, &earlier, balance.units.unit.level == LEVEL_STATION);
        made->cases_in = balance.cases_in;
        made->cases = balance.cases;
        balance.cases_in = NULL;
        balance_free(&balance);
        balance_free(&earlier.now);
    }
    free(earlier.cases_in);
    return well;
}
