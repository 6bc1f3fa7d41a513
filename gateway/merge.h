/* What a source says of a case over what the store has: as import does it in cache.db (db/case_put.c): what the source does not say
 * stays; what changed leaves dated events. A case as it travels is struct sync_case; a stored row is its JSON. */
#ifndef ITSSO_GATEWAY_MERGE_H
#define ITSSO_GATEWAY_MERGE_H

#include "db/sync.h"
#include "gateway/buffer.h"

struct merge_basis {
    const struct rule_set *rules;
    civil_day today;
    enum disposed_by disposed;
};

/* A stored row's cells (gcase.facts) and events into *c. c->unit stays empty; c->ver is 1. */
bool merge_read(const char *facts, const char *events, case_id id, struct sync_case *c, struct error *e);
/* The other way. */
bool merge_write(const struct sync_case *c, struct buffer *facts, struct buffer *events, struct error *e);

/* Said over *c (c->unit: code of the unit that holds it; of a new case, the station that registered it), events added at its end.
 * moved: the code of the unit it went to, where the hierarchy has that unit, else NULL. */
bool merge_facts(const struct merge_basis *basis, struct sync_case *c, const struct case_facts *said, bool fresh, const char *moved,
                 struct error *e);

#endif
