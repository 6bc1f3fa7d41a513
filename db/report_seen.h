/* What a unit's stations are and when data of them last came: for the crime meeting and the compliance report. */
#ifndef ITSSO_REPORT_SEEN_H
#define ITSSO_REPORT_SEEN_H

#include "db/unit.h"

/* The moment (UTC) at which an import or a sync last brought rows of a station at or below; "" never. unit 0: all. */
bool report_last_seen(struct store *store, int64_t unit, char out[32], struct error *e);

struct report_stations {
    int64_t stations, grp;         /* at or below, the railway police apart from the others */
    int64_t with_user, grp_with_user; /* of them: somebody of it may sign in here, or its data came */
    int64_t silent, grp_silent;    /* no rows of it for so many days, or never */
};
/* Without the unplaced ones. `since`: a moment (UTC); a station that was seen before it is silent. */
bool report_stations_read(struct store *store, int64_t unit, const char *since, struct report_stations *out, struct error *e);

/* Cases at or below with a fact that was marked as wrong; -1 failed. */
int64_t report_marked_wrong(struct store *store, int64_t unit, struct error *e);

#endif
