/* Inside db/ only: the parts of store_open (store.c, store_open.c, store_salvage.c). */
#ifndef ITSSO_STORE_OPEN_H
#define ITSSO_STORE_OPEN_H

#include "db/sql.h"

/* Connects record.db as main and attaches cache.db read-only; *code is SQLite's answer, and `damaged` names the file that it
 * was about. Pragmas are set, formats are not looked at yet. */
bool store_connect(struct store *store, int *code, const char **damaged, struct error *e);
void store_disconnect(struct store *store);
bool store_attach_cache(struct store *store, int *code, struct error *e);

/* cache.db is missing or empty, and may not be made: says so, returns false. */
bool store_no_data(const struct store *store, struct error *e);

/* STORE_ENTRIES: makes what is missing of both databases before anything is connected. */
bool store_make_files(struct store *store, struct error *e);

/* Sets a damaged record.db aside, makes a new one, fills it from record.log and from what can still be read. */
bool store_salvage_record(struct store *store, struct error *e);

/* With the file's lock held: looks at all of it. Asked again under the lock, because another process may have mended it. */
bool store_file_damaged(const char *folder, const char *name);

/* With record.lock held: writes the pages of record.db anew, so that no redacted text stays in a gap; where other programs
 * read just now it stays due and is done at a later start. */
void store_vacuum(struct store *store);

/* Adds a sentence to store->notice. */
void store_note(struct store *store, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* True of a row s of sync_state: record.db is the one of which dev_seq was said, not a copy that was put back. */
#define SYNC_SAME_RECORD "(s.ack_id = '' OR EXISTS (SELECT 1 FROM main.entry e WHERE e.device = s.device AND e.seq = s.dev_seq AND e.id = s.ack_id))"
/* sync_state of cache.db into the store. */
void store_read_sync_state(struct store *store);

#endif
