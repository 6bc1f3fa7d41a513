/* Inside db/ only: what the sync_*.c rooms share. */
#ifndef ITSSO_SYNC_INSIDE_H
#define ITSSO_SYNC_INSIDE_H

#include "db/case_put.h"
#include "db/sync.h"

/* record.db for reading beside an open cache.db (a journal that was left hot is finished). NULL with ERROR_NONE: nobody has entered
 * anything here yet. Closed by sqlite3_close. */
sqlite3 *sync_record_open(const char *folder, struct error *e);

/* What of the own entries a sync must know: the texts that were redacted here, and the cases with entries that the server has not. */
struct own_marks {
    struct entry_ids redacted;
    int cases, cases_room, ids_room;
    case_id *unsent; /* in order */
};
/* dev_seq: of cache.db, where it is this folder's device. */
bool own_marks_read(const char *folder, sqlite3 *cache, struct own_marks *out, struct error *e);
void own_marks_free(struct own_marks *marks);

/* Changes of the digest, gathered until the commit. */
struct bucket_changes {
    struct { int64_t count; uint64_t sum; bool changed; } of[SYNC_BUCKETS];
};
void bucket_add(struct bucket_changes *changes, case_id id, int64_t was_ver, int64_t ver);
bool buckets_write(sqlite3 *cache, const struct bucket_changes *changes, struct error *e);

struct sync_apply {
    struct cache_writer *w;
    struct case_put *put;
    int64_t epoch;
    bool snapshot;
    bool bulk;                   /* the first load of an empty table */
    bool sweep;                  /* temp.brought notes which cases came: the others go */
    sqlite3_stmt *brought;
    int64_t seen, changed;
    bool settle;                 /* something in record.db follows from what came (sync_settle.c) */
    struct own_marks own;
    struct bucket_changes buckets;
};

/* ---- sync_snapshot.c ---- */
bool snapshot_begin(struct sync_apply *apply, struct error *e);
bool snapshot_case(struct sync_apply *apply, case_id id, struct error *e);
bool snapshot_sweep(struct sync_apply *apply, struct error *e);

/* ---- sync_settle.c ---- */
/* In a store of mode STORE_ENTRIES, at its opening: what a sync brought and record.db must follow. Cheap where there is nothing. */
bool sync_settle_store(struct store *store, struct error *e);

#endif
