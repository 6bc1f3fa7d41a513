/* An SDC extract into the store: a sink of the import (src/import/import.h). Rows are put in transactions of some hundreds, so that
 * stations are served meanwhile; a row that is written is whole with its feed row. */
#ifndef ITSSO_GATEWAY_LOAD_H
#define ITSSO_GATEWAY_LOAD_H

#include "gateway/merge.h"
#include "gateway/store.h"
#include "src/import/import.h"

struct load; /* opaque */

/* writes: else it only finds what it would do. One load at a time: takes the store's lock for it. NULL with e filled. */
struct load *load_open(struct gate *gate, const struct merge_basis *basis, bool writes, struct error *e);
/* As import_sink; context is the load. */
bool load_begin(void *context, bool bulk, struct error *e);
bool load_put(void *context, const struct case_facts *facts, enum put_result *result, enum not_tracked_why *why, struct error *e);
bool load_end(void *context, bool keep, struct error *e);
void load_close(struct load *load);

/* How many stations hold cases and are not in the hierarchy, and the lowest code among them: only their own computers get those cases. */
bool load_unplaced(struct gate *gate, int64_t *n, char first[16], struct error *e);

/* The hierarchy of a units file; scopes whose content changes by it get a new epoch. *units, *stations: how many the file has. */
bool load_units(struct gate *gate, const char *path, int *units, int *stations, struct error *e);

#endif
