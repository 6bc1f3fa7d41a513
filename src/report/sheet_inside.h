/* What the renderers of a sheet share: the words around the tables. Nobody else includes it. */
#ifndef ITSSO_REPORT_SHEET_INSIDE_H
#define ITSSO_REPORT_SHEET_INSIDE_H

#include "src/report/sheet.h"

#define SHEET_JSON_FORMAT 1 /* what itsso-print reads; another number is refused by it */
#define SHEET_LINE 1024 /* bytes of a line that is made here */

/* A number as sheet_number and sheet_per_cent write it: digits, a minus before, a point between. */
bool sheet_is_number(const char *text);

/* True where a column has a heading. */
bool sheet_has_headings(const struct sheet_block *block);
/* The heading of a column in the language shown now. */
const char *sheet_heading(const struct sheet_column *column);
/* True where some row of the sheet has a bar; how many blocks have a row to show. */
bool sheet_has_bar(const struct sheet_block *block);

/* "Demo Kotwali (31999001)". All return out. */
char *sheet_unit_line(const struct sheet *sheet, char *out, size_t cap);
/* "FIRs of 01/11/2026 – 30/11/2026, as on 30/11/2026"; "" where the sheet has neither. */
char *sheet_period_line(const struct sheet *sheet, char *out, size_t cap);
/* "Data of 23/11/2026 17:58; lists counted: ITSSO; disposed by: entry in CCTNS". */
char *sheet_data_line(const struct sheet *sheet, char *out, size_t cap);
/* "TRAINING: invented data". */
const char *sheet_training_words(void);
/* Who signs: the i-th, NULL after the last (or where nobody does). */
const char *sheet_signatory(const struct sheet *sheet, int i);
/* What stands for a block without a row. */
const char *sheet_nothing(void);

/* Bytes of the first line of a text in `columns` terminal columns (at least 1): broken at a blank, else behind / or -,
 * else at a cluster's end; never 0 for a text that is not "". *next: bytes up to where the next line begins. */
size_t sheet_wrap(const char *text, int columns, size_t *next);

/* False with a sentence where the file could not be written. */
bool sheet_written(FILE *out, struct error *e);

#endif
