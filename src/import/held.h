/* FIRs whose rows lie apart in the file: their rows are joined here until the pass is through. Bounded; what does
 * not fit is left to a further pass. */
#ifndef ITSSO_IMPORT_HELD_H
#define ITSSO_IMPORT_HELD_H

#include "src/import/facts.h"

#define HELD_MAX ((size_t)1 << 15) /* FIRs of one pass */

struct held {
    size_t from, n; /* places among the survey's list: from … from + n */
    char **at;      /* n of them, NULL where no row came yet */
    struct facts_row scratch;
};

/* For the places from `from` on, of `all`. What was held before is freed. */
bool held_begin(struct held *held, size_t from, size_t all, struct error *e);

/* True where the place is one of this pass. */
bool held_has(const struct held *held, size_t place);

/* Adds or joins the row of the case at `place`; a place of another pass is passed over. *joined: to a row that was
 * there; *differs as facts_join returns it. */
bool held_add(struct held *held, int64_t place, const struct facts_row *row, bool *joined, bool *differs,
              struct error *e);

/* Gives each case that is held, in order; stops where put fails. */
bool held_put(struct held *held, bool (*put)(void *context, const struct facts_row *row, struct error *e),
              void *context, struct error *e);

void held_free(struct held *held);

#endif
