/* Inside db/ only: opening cache.db for writing. Whoever does it holds the folder's cache.lock (sync.md section 2: SQLite 3.40.1
 * loses rows where several processes checkpoint one WAL file). */
#ifndef ITSSO_WRITER_H
#define ITSSO_WRITER_H

#include "db/sql.h"

#define CACHE_LOCK "cache.lock"
#define CACHE_FILE "cache.db"
#define META_ASIDE "set_aside" /* meta: what the damaged cache.db is called now whose place this one took */

/* With the lock held: opens cache.db, makes it where it is missing, sets a damaged one aside (notice: ERROR_TEXT_MAX bytes),
 * brings an older format forward, refuses a newer one. NULL with e filled. */
sqlite3 *cache_open_locked(const char *folder, char *notice, struct error *e);

/* With the lock held: brings the WAL into the file where readers allow it, closes; -wal and -shm stay. */
void cache_close_locked(sqlite3 *db);

/* Takes the lock, opens and closes cache.db: makes it, its -wal and -shm, and brings its format forward. */
bool cache_heal(const char *folder, int wait_ms, char *notice, struct error *e);

#endif
