/* Inside db/ only: the fold of the entries that the server has of a case, which stands in fir_case's columns. The fold with own
 * unsent entries over it: entry_fold.c; both go by the same rules. */
#ifndef ITSSO_SYNC_FOLD_H
#define ITSSO_SYNC_FOLD_H

#include "db/entry.h"
#include "db/sql.h"

struct server_fold {
    char reason[40];
    civil_day reason_on;
    int told_day;
    civil_day told_on;
    char told_by[64], told_at[32];
    char settled[16]; /* "" "tracked" "no" */
    int wrong;
};

/* What of all entries of one case counts: undone ones do not; of two that speak of the same the later one, by time and id. */
void server_fold_of(const struct entry *entries, int n, struct server_fold *out);

/* Writes it into the case's columns but for `settled`; what stands there already is not written again. Statements are kept in q. */
struct fold_statements { sqlite3_stmt *fold, *settled, *settle; };
bool server_fold_write(sqlite3 *db, struct fold_statements *q, case_id id, const struct server_fold *fold, struct error *e);
/* fir_case.settled: it is in the roll-ups, which a trigger keeps: whoever gathers changes of them in memory writes those first (flush). */
bool server_fold_settle(sqlite3 *db, struct fold_statements *q, case_id id, const struct server_fold *fold,
                        bool (*flush)(void *context, struct error *e), void *context, struct error *e);
void fold_statements_free(struct fold_statements *q);

#endif
