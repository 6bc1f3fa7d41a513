/* Sheets as they were issued, kept in record.db: append-only. The next sheet is held against the last one, case by case. */
#ifndef ITSSO_ISSUED_H
#define ITSSO_ISSUED_H

#include "db/store.h"
#include "src/domain/case_no.h"

struct issued {
    char name[32];          /* of the report */
    char unit[16];          /* its code; "" all of the database */
    civil_day from, to;     /* CIVIL_NONE: the report has no period */
    civil_day as_of;        /* the day that it tells of */
    hits lists;             /* which were counted */
    char issued_at[32];     /* UTC; set by issued_add */
    char author[64];        /* set by issued_add */
};

/* In which columns of which blocks of the sheet a case stands: a bit a column (report_balance.h says which). */
#define ISSUED_BLOCKS 3
struct issued_case {
    case_id id;
    uint32_t columns[ISSUED_BLOCKS];
};

/* Keeps the sheet, durably, and notes it in the audit. cases: in order of id, each once. Refuses a read-only store. */
bool issued_add(struct store *store, struct issued *issued, const char *csv, const struct issued_case *cases, int n,
                struct error *e);

/* The sheet of this name, unit and lists that was issued last for the day `as_of`; CIVIL_NONE: for any day before `before`, the
 * latest day. *cases (may be NULL) is the caller's to free. false with ERROR_NONE: none. */
bool issued_last(struct store *store, const char *name, const char *unit, hits lists, civil_day as_of, civil_day before,
                 struct issued *out, struct issued_case **cases, int *n, struct error *e);

#endif
