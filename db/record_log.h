/* Inside db/ only: record.log, the plain twin of record.db: one JSON line an entry, in the order of writing. The order of things is
 * commit, append, fsync, and only then "saved". All of it happens under record.lock, so that whoever holds the lock sees
 * database and log at rest: device.log_bytes says how long the log is when every line stands in it. */
#ifndef ITSSO_RECORD_LOG_H
#define ITSSO_RECORD_LOG_H

#include "db/sql.h"

#define RECORD_LOCK "record.lock"
#define RECORD_FILE "record.db"
#define RECORD_LOG "record.log"
#define RECORD_LOG_NEW "record.log.new"

/* What stands in the place of a redacted text, in both databases, the log and on the screen. */
#define REDACTED_TEXT "[हटाया गया]"

/* Opens the log for the store (makes it, 0660); with the lock held also where another process has put a new file in its place. */
bool record_log_open(struct store *store, struct error *e);

/* Cheap: the log has the length that the database expects, and its end names the last entry. */
bool record_log_in_order(struct store *store);

/* With the lock held and no transaction open: entries that only the log has are put into the database, lines that only the
 * database has are added to the log, what is torn is cut or written anew. Says in store->notice what it did. */
bool record_log_reconcile(struct store *store, struct error *e);

/* Inside a transaction, with the lock held: the bytes that the lines of the entries numbered from `first` on take (own
 * device), reserved on the disk; device.log_bytes is set to what it will be. */
bool record_log_reserve(struct store *store, int64_t first, struct error *e);

/* After the commit, with the lock held: appends those lines and makes them durable. On failure the log is as it was. */
bool record_log_append(struct store *store, int64_t first, struct error *e);

/* Inside a transaction, with the lock held: writes the whole log anew, beside the old one, durable, and sets device.log_bytes. */
bool record_log_prepare(struct store *store, struct error *e);
/* After the commit: puts the prepared log in the place of the old one. */
bool record_log_replace(struct store *store, struct error *e);

#endif
