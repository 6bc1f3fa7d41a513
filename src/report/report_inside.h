/* What the reports share, inside src/report only: periods, names, and the parts of a sheet that stand on each. */
#ifndef ITSSO_REPORT_INSIDE_H
#define ITSSO_REPORT_INSIDE_H

#include "db/rates.h"
#include "db/report_units.h"
#include "src/report/report.h"

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* ---- periods: from and to as asked for, else the report's own; both ends are included ---- */
/* The month of the last day, up to it. */
void report_month(const struct report_ask *ask, civil_day *from, civil_day *to);
/* The year up to the last day. */
void report_year(const struct report_ask *ask, civil_day *from, civil_day *to);
/* Puts the period on the sheet. */
void report_period(struct sheet *sheet, civil_day from, civil_day to);

/* What stands on every sheet: unit, day, date of the data, lists that count, TRAINING. */
bool report_head(const struct report_ask *ask, struct sheet *sheet, struct error *e);

/* ---- names ---- */
/* The level of the unit that the report is of; LEVEL_NATION where it is the whole database and that has no top. */
enum unit_level report_level(const struct report_ask *ask);
/* Are the short numbers of cases enough beside the names of their stations? Above a district, stations of one name lie in several. */
bool report_short_numbers(const struct report_ask *ask);
/* "Police station", "District" … : the heading of a column of such units; N_(). */
const char *report_level_heading(enum unit_level level);
/* What the rows of a unit's report are: one step down, of a district its stations. */
enum unit_level report_rows_level(const struct report_units *units);
/* The name of a row; for the rest "held by NAME itself". Returns out. */
const char *report_row_name(const struct report_ask *ask, const struct report_units *units, const struct report_unit *row,
                            char *out, size_t cap);
/* "0412/2026" where one station is meant, else in full. Returns out. */
const char *report_case_no(bool one_station, case_id id, char out[CASE_NO_SIZE]);
/* "376", "POCSO", "376, POCSO" with "?" where it is to be settled. Returns out. */
const char *report_categories(unsigned categories, bool probable, char *out, size_t cap);

/* Sections for a sheet, in the language shown now: without the clauses by letter, which may tell a relation (domain.md section 6). Returns out. */
const char *report_sections_of(const struct section_list *sections, char *out, size_t cap);

/* The next cell: what somebody typed (a direction, its answer) behind `before` ("" none) and ": ". An issued sheet is kept as its CSV, where
 * a text could not be redacted later, so CSV has `before` alone; a text that may name somebody is not printed at all. */
void report_typed_cell(struct sheet *sheet, const char *before, const char *typed);

/* Which date counts as disposed, on the sheet. */
void report_disposed_by(const struct report_ask *ask, struct sheet *sheet);
/* Says how many dates are those of an import. Nothing for 0. */
void report_note_imported(struct sheet *sheet, int64_t n);

/* For directions: dated up to the sheet's day, in the cases of the units that have them now. To read them of the units that had them
 * on a past day would take a pass over every case of the database. */
struct list_clock report_direction_clock(const struct report_ask *ask);

/* The three blocks of most sheets: 376, POCSO, the cases each once. */
extern const char *const report_block_codes[3], *const report_block_titles[3]; /* titles N_() */

/* ---- the reports ---- */
report_make_fn report_ageing, report_pending_by_io, report_crime_meeting, report_monthly_balance, report_compliance, report_annexure_1,
    report_annexure_2, report_annexure_3, report_annexure_4, report_waiting_for, report_reminder, report_reconcile;

#endif
