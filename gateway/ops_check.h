/* Inside gateway/ only: what an entry must be to be taken. */
#ifndef ITSSO_GATEWAY_OPS_CHECK_H
#define ITSSO_GATEWAY_OPS_CHECK_H

#include <jansson.h>

#include "db/entry.h"
#include "gateway/sql.h"

/* "" where it may be taken, else the reason of refusal: bad-kind, bad-value, too-long (too-many: ops.c). `level`: of the unit whose certificate brought
 * it. The codes of reasons and steps are not looked up: a station whose tables are newer than the gateway's must not lose an entry. */
const char *ops_check(const struct entry *entry, const char *level, civil_day today);

/* Is the text of an entry that could not be read too long? */
bool ops_too_long(const json_t *array);

/* *same: the entry that a redaction names is not here, or stands at the same case. */
bool ops_same_case(struct db *db, const struct entry *entry, bool *same, struct error *e);

/* *of_scope: the entry is here, and was brought by a unit of lft..rgt. */
bool ops_of_scope(struct db *db, const char *id, int64_t lft, int64_t rgt, bool *of_scope, struct error *e);

/* *may: the entry is no direction of another unit. A direction is taken back by who gave it: a station that could would be its own
 * supervisor. */
bool ops_may_undo(struct db *db, const char *id, int64_t unit, bool *may, struct error *e);

#endif
