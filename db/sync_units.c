/* The units that the data centre names. */
#include <string.h>

#include "db/sync_inside.h"

static bool etag_write(struct cache_writer *w, const char *etag, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(w->db, &q, "UPDATE sync_state SET units_etag = ?1", e)) {
        return false;
    }
    sql_bind_text(q, 1, etag != NULL ? etag : "");
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    return well;
}

bool sync_units_write(const struct sync_basis *basis, const struct sync_unit *units, int n, const char *etag, struct error *e) {
    struct cache_writer *w = cache_begin(basis->folder, basis->wait_ms, e);
    bool well = w != NULL;
    for (int i = 0; i < n && well; i++) {
        const struct sync_unit *unit = &units[i];
        well = cache_put_unit(w, unit->code, unit->parent, unit->level, unit->kind, unit->name_en, unit->name_hi, basis->today, NULL, e);
    }
    if (well && cache_place_units(w, e) && etag_write(w, etag, e)) {
        return cache_commit(w, e);
    }
    cache_rollback(w);
    return false;
}

bool sync_units_etag(struct store *store, char etag[80], struct error *e) {
    sqlite3_stmt *q = NULL;
    etag[0] = '\0';
    if (!sql_prepare(store->db, &q, "SELECT units_etag FROM cache.sync_state", e)) {
        return false;
    }
    int row = sql_step(q, e);
    if (row == 1) {
        sql_text(q, 0, etag, 80);
    }
    sqlite3_finalize(q);
    return row >= 0;
}
