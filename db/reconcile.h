/* A station's own register held against what was imported or synced (मिलान): only in the register, only here, fields that differ, facts that
 * were marked as wrong. One row of the register at a time, as the import's reader gives it; memory does not grow with their number. Facts
 * are compared as they stand now.
 *
 * What is covered: of each station of the register the FIR dates from its first to its last row there, or the dates asked for. Only cases
 * of that station (by the FIR number) and of those dates count as "only here". A row of the register that no list covers is no difference. */
#ifndef ITSSO_DB_RECONCILE_H
#define ITSSO_DB_RECONCILE_H

#include "db/case.h"

enum reconcile_kind { RECONCILE_ONLY_REGISTER, RECONCILE_ONLY_ITSSO, RECONCILE_DIFFERS, RECONCILE_MARKED };
#define RECONCILE_KINDS 4
const char *reconcile_kind_name(enum reconcile_kind kind); /* "only-register" "only-itsso" "differs" "marked-wrong" */

/* field: "" for a whole case (the values are its sections then); "fir_date" "sections" "io" "status" "moved_to" "final_type" "final_no"
 * "prepared" "approved" "filed" "in_cctns" "zero_fir" "zero_date"; of a marked fact its code (src/report/case_words.h wrong_fields).
 * Values are codes: ISO dates, normalised sections, names of statuses; "" where that side has none. */
struct reconcile_row {
    case_id id;
    enum reconcile_kind kind;
    char field[24];
    char in_register[SECTIONS_TEXT], itsso[SECTIONS_TEXT];
};

struct reconcile_sum {
    char at[32], author[64];  /* of a kept one */
    char file[128];           /* the register's name without its folder; the caller's */
    char unit[16];            /* code, "" all */
    civil_day from, to;       /* the earliest and the latest FIR date that was compared; CIVIL_NONE: no station was */
    int64_t stations;         /* that the register covers */
    int64_t rows;             /* cases of the register */
    int64_t same, only_register, only_itsso, differ; /* cases */
    int64_t not_tracked;      /* cases of the register that no list covers: no difference */
    int64_t outside;          /* of other units, or of other dates than those asked for: not compared */
    int64_t rejected;         /* rows that could not be read; the caller's */
    int64_t marked;           /* facts marked as wrong and not yet right again */
};

struct reconcile_ask {
    const struct rule_set *rules; /* what is tracked */
    int64_t unit;                 /* only cases of its stations; 0 all */
    civil_day from, to;           /* FIR dates; CIVIL_NONE: as far as the register goes */
};

struct reconcile;
/* Makes temporary tables of the store; nothing is written to its files. NULL with e. */
struct reconcile *reconcile_begin(struct store *store, const struct reconcile_ask *ask, struct error *e);
/* One case of the register. A later row of the same case takes the place of the earlier one. *what: PUT_ADDED only in the register,
 * PUT_CHANGED differs, PUT_UNCHANGED the same or not compared, PUT_NOT_TRACKED with *why. */
bool reconcile_take(struct reconcile *r, const struct case_facts *facts, enum put_result *what, enum not_tracked_why *why, struct error *e);
/* After the last one: finds what only ITSSO has, and sums up. */
bool reconcile_finish(struct reconcile *r, struct reconcile_sum *sum, struct error *e);
/* Each difference, in order of kind, case and field, the marked facts last; fn returns false to stop. After reconcile_finish. */
bool reconcile_rows(struct reconcile *r, bool (*fn)(void *, const struct reconcile_row *), void *context, struct error *e);
/* Keeps the result in cache.db in place of the one before. Takes its lock, waits at most wait_ms. */
bool reconcile_keep(struct reconcile *r, const struct reconcile_sum *sum, int wait_ms, struct error *e);
/* Drops the temporary tables. NULL is allowed. */
void reconcile_end(struct reconcile *r);

/* ---- the kept one ---- */
/* Of the unit (0 all) or of one below it: what was compared above or beside it is not for who sees this unit alone. false with ERROR_NONE:
 * there is none. Without .marked. */
bool reconcile_kept(struct store *store, int64_t unit, struct reconcile_sum *out, struct error *e);
/* Its rows as above, none where reconcile_kept says so. The marked facts of the unit (0 all) come last: those of now. */
bool reconcile_kept_rows(struct store *store, int64_t unit, bool (*fn)(void *, const struct reconcile_row *), void *context, struct error *e);

#endif
