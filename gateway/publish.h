/* Numbers for the rows of the feed that were committed without one: PostgreSQL, where transactions commit in another order than they
 * began (sync.md section 4, rule 2). */
#ifndef ITSSO_GATEWAY_PUBLISH_H
#define ITSSO_GATEWAY_PUBLISH_H

#include "gateway/sql.h"
#include "src/domain/calendar.h"

/* One publisher at a time over all gateways of the database (advisory lock). *n: rows that got a number. */
bool publish(struct db *db, int64_t *n, struct error *e);

/* Forgets what is gone for more than 400 days (rule 7); *n rows. At most some thousands a call. */
bool feed_forget(struct db *db, civil_day today, int64_t *n, struct error *e);

#endif
