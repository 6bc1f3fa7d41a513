/* Cells to values: dates, FIR numbers, statuses, officers. Pure: no I/O, no clock. A cell is bytes that came
 * from outside; nothing here keeps or shows it. */
#ifndef ITSSO_IMPORT_FIELDS_H
#define ITSSO_IMPORT_FIELDS_H

#include "db/case.h"
#include "src/import/table.h"

/* Blanks at both ends (no-break ones too), Excel's leading apostrophe, ="…" around the text: off. */
struct cell cell_trim(struct cell cell);

/* Nothing stands there: empty, "-", "NA", "nil", "0", "शून्य" … */
bool cell_is_nothing(struct cell cell);

/* The cell as text with ASCII digits, NUL at the end; false where it does not fit or is not UTF-8. */
bool cell_ascii(struct cell cell, char *out, size_t cap);

enum date_fault {
    DATE_GOOD,
    DATE_EMPTY,      /* nothing stands there, or a date that means nothing (00/00/0000, 01/01/1900) */
    DATE_FORM,       /* no date in any form that is read */
    DATE_MONTH,      /* the month is over 12: month first, perhaps */
    DATE_IMPOSSIBLE, /* 31/02 */
    DATE_SERIAL      /* a spreadsheet's day number */
};

/* dd/mm/yyyy with / - . or blanks (day first, always; a two-digit year is 20yy), yyyy-mm-dd, 23-Nov-2026 and
 * Hindi months, eight digits; a time behind it (24 hours, AM/PM, ISO with T; a time with an offset is brought
 * to IST). Devanagari digits. time: "HH:MM" or "". */
enum date_fault date_read(struct cell cell, civil_day *day, char time[6]);

/* "14:35", "2.35 PM", "1435 बजे" as "HH:MM"; false where it is no time. */
bool time_read(struct cell cell, char time[6]);

/* What is wrong with a date, translated; "" for DATE_GOOD and DATE_EMPTY. */
const char *date_fault_text(enum date_fault fault);

enum number_fault {
    NUMBER_GOOD,
    NUMBER_EMPTY,
    NUMBER_FORM,
    NUMBER_DATE,   /* a spreadsheet has made a date of it ("12/24" to "Dec-24") */
    NUMBER_ROUNDED /* a spreadsheet has rounded it (3.1655E+13) */
};
/* A FIR number (src/domain/case_no.h), or a serial alone: then *year is 0. *station stays where none is named. */
enum number_fault number_read(struct cell cell, int64_t *station, int *year, int *serial);
const char *number_fault_text(enum number_fault fault);

/* The station's code that the cell is or holds ("31655001 - Demo Kotwali"); 0 none. */
int64_t station_read(struct cell cell);

/* False for what is no station's code though it is a number: fewer than 4 digits (a serial, an internal id), or a
 * mobile telephone's (10 digits, the first 6 to 9). */
bool station_is_plausible(int64_t station);

struct status_word {
    enum case_status status;
    const char *final_type; /* code of db/schema_cache.sql; "" not said */
    bool disposed_only; /* "disposed", "closed": charge sheet or final report is to be told from the rest of the row */
};
/* A status or a kind of final report, English or Hindi. false where the word is not known. */
bool status_read(struct cell cell, struct status_word *out);
/* The words that are known, for a message: "Under Investigation, Charge Sheeted, …". */
const char *status_words_known(void);

/* Splits "SI R Verma (PNO 012345678)" into rank, name and PNO, where rank and PNO do not stand in columns of
 * their own (empty cells). Cleaned. A name in Devanagari beside one in Latin letters is name_hi. *odd_pno: something
 * that is no PNO stood in its place. false where a cell is not UTF-8. */
bool officer_read(struct cell name, struct cell other_name, struct cell rank, struct cell pno, struct officer *out,
                  bool *odd_pno);

/* A GD or report number: digits, letters without a word of their own, "/", "-", "."; false where the cell is anything
 * else, a mobile telephone's number too. */
bool label_read(struct cell cell, char *out, size_t cap);

/* A count 0..999; -1 where it is none. */
int count_read(struct cell cell);

#endif
