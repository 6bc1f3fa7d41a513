/* A reconciliation in words: what a difference is called, and its values for people. */
#ifndef ITSSO_REPORT_RECONCILE_WORDS_H
#define ITSSO_REPORT_RECONCILE_WORDS_H

#include "db/reconcile.h"

/* "only in the register", "only in CCTNS/ITSSO" …: translated. */
const char *reconcile_kind_label(enum reconcile_kind kind);
/* "FIR date", "filed in court" …: translated; "" for a whole case. */
const char *reconcile_field_label(const struct reconcile_row *row);
/* A side of the row for people: dd/mm/yyyy, the status in words, sections as they are written; "-" where that side has none. Returns out. */
const char *reconcile_value_show(const struct reconcile_row *row, bool of_register, char *out, size_t cap);

/* "31655001.csv: 120 cases, FIR dates 01/01/2026 - 25/11/2026; 85 agree, 3 only in the register, 2 only here, 4 differ; 26 not tracked".
 * Returns out. */
const char *reconcile_sum_show(const struct reconcile_sum *sum, char *out, size_t cap);
/* Without the numbers of the differences, where they stand beside it. */
const char *reconcile_sum_short(const struct reconcile_sum *sum, char *out, size_t cap);

#endif
