/* What the data centre sent, into cache.db: rows, removals and the cursor in one transaction. */
#include <stdlib.h>
#include <string.h>

#include "db/entry_inside.h"
#include "db/sync_inside.h"
#include "db/store_files.h"
#include "db/writer.h"
#include "src/i18n.h"

static void apply_free(struct sync_apply *apply) {
    if (apply == NULL) {
        return;
    }
    sqlite3_finalize(apply->brought);
    own_marks_free(&apply->own);
    free(apply);
}

void sync_apply_rollback(struct sync_apply *apply) {
    if (apply == NULL) {
        return;
    }
    sqlite3_finalize(apply->brought);
    apply->brought = NULL;
    case_put_abandon(apply->put);
    cache_rollback(apply->w);
    apply_free(apply);
}

/* A million rows would look for their unit, sections and officer a second time; they were found or made a line before. The transaction
 * that is open holds nothing yet, and the lock stays. */
static bool without_foreign_keys(struct sync_apply *apply, struct error *e) {
    return !apply->snapshot || sql_exec(apply->w->db, "COMMIT; PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE", e);
}

/* A text that is replaced or goes with its case shall not stay on the pages; a first load replaces nothing. */
static bool secure(struct sync_apply *apply, struct error *e) {
    apply->bulk = apply->put->bulk;
    return apply->bulk || sql_exec(apply->w->db, "PRAGMA secure_delete = ON", e);
}

/* A first load of the nation shall fit 32 MB with all that the line needs. Rows in order of id gain nothing by more. */
#define SMALL_CACHE "PRAGMA main.cache_size = -3000"

static bool apply_begin(struct sync_apply *apply, const struct sync_basis *basis, struct error *e) {
    apply->w = cache_begin(basis->folder, basis->wait_ms, e);
    if (apply->w == NULL || !without_foreign_keys(apply, e) || !own_marks_read(apply->w->folder, apply->w->db, &apply->own, e) ||
        !sql_exec(apply->w->db, SMALL_CACHE, e)) {
        return false;
    }
    apply->put = case_put_begin(apply->w, basis->rules, "sync", basis->today, &basis->limit, basis->disposed, apply->snapshot, e);
    if (apply->put == NULL || !sql_exec(apply->w->db, SMALL_CACHE, e)) { /* a bulk load has taken more */
        return false;
    }
    apply->put->entries_there =
        sql_int(apply->w->db, "SELECT EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM refusal) /* scans: the first row */", 1) == 1;
    return secure(apply, e) && (!apply->snapshot || snapshot_begin(apply, e));
}

static struct sync_apply *apply_new(const struct sync_basis *basis, int64_t epoch, bool snapshot, struct error *e) {
    struct sync_apply *apply = calloc(1, sizeof *apply);
    if (apply == NULL) {
        error_set(e, ERROR_UNABLE, _("not enough memory to write cases"));
        return NULL;
    }
    apply->epoch = epoch;
    apply->snapshot = snapshot;
    if (!apply_begin(apply, basis, e)) {
        sync_apply_rollback(apply);
        return NULL;
    }
    return apply;
}

struct sync_apply *sync_apply_begin(const struct sync_basis *basis, int64_t epoch, struct error *e) {
    return apply_new(basis, epoch, false, e);
}

struct sync_apply *sync_apply_snapshot(const struct sync_basis *basis, int64_t epoch, struct error *e) {
    return apply_new(basis, epoch, true, e);
}

/* ---- rows ---- */

static bool has_unsent(const struct own_marks *own, case_id id) {
    int low = 0, high = own->cases;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (own->unsent[middle] == id) {
            return true;
        }
        low = own->unsent[middle] < id ? middle + 1 : low;
        high = own->unsent[middle] < id ? high : middle;
    }
    return false;
}

static void look_whether_to_settle(struct sync_apply *apply, const struct sync_case *c) {
    apply->settle = apply->settle || has_unsent(&apply->own, c->id);
    for (int i = 0; i < c->entries && !apply->settle; i++) {
        apply->settle = c->entry[i].kind == ENTRY_REDACT;
    }
}

bool sync_apply_case(struct sync_apply *apply, const struct sync_case *c, bool *changed, struct error *e) {
    struct put_synced put;
    if (!case_put_synced(apply->put, c, apply->epoch, &apply->own.redacted, &put, e)) {
        return false;
    }
    bucket_add(&apply->buckets, c->id, put.was_ver, put.ver);
    apply->seen++;
    apply->changed += put.changed;
    if (put.changed) {
        look_whether_to_settle(apply, c);
    }
    if (changed != NULL) {
        *changed = put.changed;
    }
    return !apply->snapshot || snapshot_case(apply, c->id, e);
}

bool sync_apply_gone(struct sync_apply *apply, const struct sync_gone *gone, struct error *e) {
    struct put_synced put;
    if (!case_put_gone(apply->put, gone, apply->epoch, &put, e)) {
        return false;
    }
    bucket_add(&apply->buckets, gone->id, put.was_ver, put.ver);
    apply->changed += put.changed;
    apply->settle = apply->settle || (put.changed && has_unsent(&apply->own, gone->id));
    return true;
}

/* ---- the commit ---- */

static bool state_write(struct sync_apply *apply, int64_t cursor, const struct sync_state *synced, struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!sql_prepare(apply->w->db, &q,
                     "UPDATE sync_state SET epoch = ?1, cursor = ?2, synced_at = coalesce(?3, synced_at),"
                     " server_time = coalesce(?4, server_time), clock_offset_ms = coalesce(?5, clock_offset_ms)", e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, apply->epoch);
    sqlite3_bind_int64(q, 2, cursor);
    if (synced != NULL) {
        sql_bind_text_or_null(q, 3, synced->synced_at);
        sql_bind_text_or_null(q, 4, synced->server_time);
        if (synced->server_time[0] != '\0') {
            sqlite3_bind_int64(q, 5, synced->clock_offset_ms);
        }
    }
    bool well = sql_step(q, e) == 0;
    sqlite3_finalize(q);
    /* a damaged cache.db was set aside: its place is filled now */
    return well && (!apply->snapshot || sql_exec(apply->w->db, "DELETE FROM meta WHERE name = '" META_ASIDE "'", e));
}

bool sync_apply_commit(struct sync_apply *apply, int64_t cursor, const struct sync_state *synced, struct error *e) {
    char folder[STORE_PATH];
    bool settle = false, redacted = false;
    memcpy(folder, apply->w->folder, sizeof folder);
    bool well = !apply->sweep || snapshot_sweep(apply, e);
    if (well) {
        struct case_put *put = apply->put;
        apply->put = NULL;
        redacted = put->text_redacted;
        well = case_put_end(put, e);
    }
    well = well && (apply->bulk || entry_pages_anew(apply->w->db, redacted, e)) && buckets_write(apply->w->db, &apply->buckets, e) && state_write(apply, cursor, synced, e);
    if (!well) {
        sync_apply_rollback(apply);
        return false;
    }
    sqlite3_finalize(apply->brought);
    apply->brought = NULL;
    settle = apply->settle;
    well = cache_commit(apply->w, e);
    apply_free(apply);
    /* what this cannot do now, the next start does */
    return well && (!settle || sync_settle(folder, NULL) || true);
}
