/* Between reconcile.c, reconcile_compare.c and reconcile_kept.c only. */
#ifndef ITSSO_RECONCILE_INSIDE_H
#define ITSSO_RECONCILE_INSIDE_H

#include "db/reconcile.h"
#include "db/sql.h"
#include "db/unit.h"

/* Given each field in which the two differ; false stops. */
typedef bool reconcile_found_fn(void *context, const char *field, const char *in_register, const char *itsso, struct error *e);
/* Holds a row of the register against the case as it is here. Only what the register says is compared. *differs: something did. */
bool reconcile_compare(const struct case_facts *facts, const struct case_detail *here, reconcile_found_fn *found,
                       void *context, bool *differs, struct error *e);

/* The facts marked as wrong of the cases at or below the unit (0 all), by case; fn returns false to stop. */
bool reconcile_marked(struct store *store, int64_t unit, bool (*fn)(void *, const struct reconcile_row *), void *context, struct error *e);

/* Gives the rows of a query (kind by number or name, case, field, register, itsso), then what is marked as wrong at or below the unit. */
bool reconcile_give(struct store *store, const char *query, int64_t unit, bool (*fn)(void *, const struct reconcile_row *), void *context,
                    struct error *e);

bool reconcile_kind_parse(const char *name, enum reconcile_kind *out);

#endif
