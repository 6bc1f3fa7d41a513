/* The places of all units, kept in memory: what counts many cases at once asks for each one's unit. */
#include "db/unit.h"

#include <stdlib.h>

#include "db/sql.h"
#include "src/i18n.h"

static bool places_read(struct store *store, int64_t n, struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    int32_t *place = n < INT32_MAX ? calloc((size_t)n + 1, sizeof *place) : NULL;
    if (!place)
        return error_set(e, ERROR_UNABLE, _("there is not enough memory for %lld units"), (long long)n);
    if (sql_prepare(store->db, &q, "SELECT id, lft FROM cache.unit INDEXED BY unit_lft WHERE lft > 0", e))
        while ((row = sql_step(q, e)) == 1)
            place[sqlite3_column_int64(q, 0)] = sqlite3_column_int(q, 1);
    sqlite3_finalize(q);
    if (row != 0) {
        free(place);
        return false;
    }
    free(store->place);
    store->place = place;
    store->places = n;
    return true;
}

const int32_t *unit_places(struct store *store, int64_t *n, struct error *e) {
    /* of the state of the database that this transaction reads; nobody writes it through this connection */
    int64_t version = sql_int(store->db, "PRAGMA cache.data_version", -1) + ((int64_t)store->replaced << 32);
    if (!store->place || store->places_of != version) {
        int64_t last = sql_int(store->db, "SELECT max(id) FROM cache.unit /* scans: the last row */", 0);
        if (!places_read(store, last, e))
            return NULL;
        store->places_of = version;
    }
    *n = store->places;
    return store->place;
}
