/* Periods, names and notes that several reports share. */
#include <string.h>

#include "db/entry.h"
#include "src/i18n.h"
#include "src/report/report_inside.h"
#include "src/text.h"

const char *const report_block_codes[3] = {"376", "pocso", "each-once"};
const char *const report_block_titles[3] = {N_("Section 376"), N_("POCSO Act"), N_("Cases (each once)")};

/* ---- periods ---- */

void report_month(const struct report_ask *ask, civil_day *from, civil_day *to) {
    int y, m;
    *to = ask->to != CIVIL_NONE ? ask->to : ask->clock.today;
    civil_to_ymd(*to, &y, &m, NULL);
    *from = ask->from != CIVIL_NONE ? ask->from : civil_from_ymd(y, m, 1);
}

void report_year(const struct report_ask *ask, civil_day *from, civil_day *to) {
    int y, m, d;
    *to = ask->to != CIVIL_NONE ? ask->to : ask->clock.today;
    civil_to_ymd(*to, &y, &m, &d);
    *from = ask->from != CIVIL_NONE ? ask->from : civil_from_ymd(y - 1, m, m == 2 && d == 29 ? 28 : d) + 1;
}

void report_period(struct sheet *sheet, civil_day from, civil_day to) {
    char first[11], last[11];
    sheet->from = from;
    sheet->to = to;
    civil_show(from, first);
    civil_show(to, last);
    text_format(sheet->period, sizeof sheet->period, language_utf8() ? "%s – %s" : "%s - %s", first, last);
}

/* ---- names ---- */

enum unit_level report_level(const struct report_ask *ask) {
    struct unit unit;
    struct error e = {0};
    bool known = ask->unit ? unit_by_id(ask->store, ask->unit, &unit, &e) : unit_root(ask->store, &unit, &e);
    return known ? unit.level : LEVEL_NATION;
}

bool report_short_numbers(const struct report_ask *ask) {
    enum unit_level level = report_level(ask);
    return level == LEVEL_DISTRICT || level == LEVEL_CIRCLE || level == LEVEL_STATION;
}

const char *report_level_heading(enum unit_level level) {
    static const char *const headings[] = {
        [LEVEL_NATION] = N_("Unit"),      [LEVEL_STATE] = N_("State"),      [LEVEL_ZONE] = N_("Zone"),
        [LEVEL_RANGE] = N_("Range"),      [LEVEL_DISTRICT] = N_("District"), [LEVEL_CIRCLE] = N_("Circle"),
        [LEVEL_STATION] = N_("Police station"),
    };
    return headings[level];
}

enum unit_level report_rows_level(const struct report_units *units) {
    enum unit_level level = units->n > 0 ? units->row[0].level : LEVEL_STATION;
    for (int i = 0; i < units->n; i++)
        if (!units->row[i].rest && units->row[i].level != level && units->row[i].kind != KIND_UNPLACED)
            return LEVEL_NATION; /* of several kinds: "Unit" */
    return level;
}

const char *report_row_name(const struct report_ask *ask, const struct report_units *units, const struct report_unit *row,
                            char *out, size_t cap) {
    char name[192];
    if (row->rest && row->id == 0) {
        text_format(out, cap, "%s", _("placed nowhere"));
    } else if (row->rest) {
        text_format(out, cap, _("held by %s itself"), report_units_name(ask->store, row->id, name, sizeof name));
    } else {
        report_units_name(ask->store, row->id, out, cap);
        if (!*out)
            text_format(out, cap, "%s", row->code);
    }
    (void)units;
    return out;
}

const char *report_case_no(bool one_station, case_id id, char out[CASE_NO_SIZE]) {
    if (one_station)
        case_no_short(id, out);
    else
        case_no_full(id, out);
    return out;
}

const char *report_categories(unsigned categories, bool probable, char *out, size_t cap) {
    bool both = (categories & CATEGORY_376) && (categories & CATEGORY_POCSO);
    text_format(out, cap, "%s%s%s%s", categories & CATEGORY_376 ? "376" : "", both ? " " : "",
                categories & CATEGORY_POCSO ? _("POCSO") : "", probable ? " ?" : "");
    return out;
}

/* ---- what stands on several ---- */

struct list_clock report_direction_clock(const struct report_ask *ask) {
    struct list_clock clock = ask->clock;
    clock.now = clock.today;
    return clock;
}

void report_disposed_by(const struct report_ask *ask, struct sheet *sheet) {
    static const char *const words[] = {
        [DISPOSED_CCTNS] = N_("date of entry in CCTNS"), [DISPOSED_COURT] = N_("date filed in court"),
        [DISPOSED_PREPARED] = N_("date prepared")};
    text_format(sheet->disposed_by, sizeof sheet->disposed_by, "%s", _(words[ask->disposed]));
}

void report_typed_cell(struct sheet *sheet, const char *before, const char *typed) {
    char text[ENTRY_TEXT_MAX + 1024];
    const char *shown = text_names_somebody(typed) ? _("(not printed: it may name somebody)") : typed;
    text_format(text, sizeof text, "%s%s%s", before, *before && *shown ? ": " : "", shown);
    sheet_text_code(sheet, text, before);
}

void report_note_imported(struct sheet *sheet, int64_t n) {
    if (n > 0)
        sheet_note(sheet, ngettext("Of %lld case the source gives no date for a change in the period: the day of its import, or of its "
                                   "status, stands in.",
                                   "Of %lld cases the source gives no date for a change in the period: the day of its import, or of "
                                   "its status, stands in.", (unsigned long)n), (long long)n);
}
