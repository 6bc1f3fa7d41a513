/* The two databases of a folder: cache.db (facts) and record.db (entries).
 * Why two, and who may write which: sync.md section 2. db/ is the only room
 * that includes sqlite3.h; everyone else sees only these headers. */
#ifndef ITSSO_STORE_H
#define ITSSO_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "src/domain/offence.h"
#include "src/domain/steps.h"
#include "src/error.h"

struct store; /* one per process and thread; record.db main, cache.db attached read-only */

enum store_mode {
    STORE_READ,   /* writes nothing at all (--read-only, control rooms) */
    STORE_LOOK,   /* the same for doctor: mends nothing, but leaves a mark where it finds damage, and SQLite may make its -wal and -shm */
    STORE_ENTRIES /* reads cache.db, reads and writes record.db: screens and commands */
};

/* Opens the folder's databases, makes them where they are missing (not in
 * STORE_READ), migrates older ones, refuses newer ones, salvages a damaged
 * record.db from record.log and sets a damaged cache.db aside (saying so in store_notice). NULL with e filled on failure.
 * The folder is made with 2770 where it is missing; the files are 0660. */
struct store *store_open(const char *folder, enum store_mode mode, struct error *e);
void store_close(struct store *store);

/* What the opening had to mend: a sentence, "" for nothing. */
const char *store_notice(const struct store *store);
const char *store_folder(const struct store *store);
bool store_is_read_only(const struct store *store);

/* Who writes here: a supervisor in a unit above the station (true) may enter directions, a station (false, as opened) answers them. */
void store_set_officer(struct store *store, bool officer);
bool store_is_officer(const struct store *store);

/* Called every few thousand steps of a query; returning true stops it: the
 * function that runs fails with ERROR_STOPPED. NULL: none. */
void store_set_interrupt(struct store *store, bool (*stop)(void *), void *context);

/* A number that changes when another process has committed to either database
 * (PRAGMA data_version of both); cheap. */
uint64_t store_version(struct store *store);

/* What is read between the two is read of one state of both databases, and their files are locked once, not for each question: for
 * what asks many (a report). Others may read meanwhile; who writes waits. false: one is being read so already, or it cannot be: reading
 * goes on without. store_read_end takes what the first gave. */
bool store_read_begin(struct store *store);
void store_read_end(struct store *store, bool begun);

/* meta of cache.db: "" where the name is not there. */
void store_meta(struct store *store, const char *name, char *out, size_t cap);
bool store_is_training(struct store *store);

/* Whether there is anything to count. Zeros are true only where the facts are there. */
enum store_facts {
    FACTS_THERE,    /* an import, the training or a sync has brought them, be it none of interest */
    FACTS_NONE,     /* nothing was ever brought into this cache.db (units alone are no facts) */
    FACTS_SET_ASIDE /* a damaged cache.db was set aside, and nothing was brought since */
};
#define STORE_ASIDE 128
/* `aside`: FACTS_SET_ASIDE: the name that the damaged file has now; "" else. */
enum store_facts store_facts(struct store *store, char aside[STORE_ASIDE]);

/* The cache's tables of reasons and steps; in the order of the table. */
const struct reason_table *store_reasons(struct store *store);
const struct step_table *store_steps(struct store *store);

/* The shipped tables, as text (embedded in the executable). */
const char *shipped_offence_rules(size_t *n);
const char *shipped_steps(size_t *n);
const char *shipped_reasons(size_t *n);

/* integrity_check (full) or quick_check of both; false with what was found. For doctor. */
bool store_check(struct store *store, bool full, struct error *e);

const char *store_sqlite_version(void);

/* ---- the one writer of cache.db: import, units, demo, sync ---- */

struct cache_writer; /* holds the folder's lock file, a connection that may checkpoint, one transaction */

/* Takes the lock (waits at most wait_ms, then ERROR_UNABLE "… is being written by …"), opens cache.db for
 * writing, begins a transaction. */
struct cache_writer *cache_begin(const char *folder, int wait_ms, struct error *e);
/* Commits, checkpoints, lets go of the lock, frees w; false: nothing changed. */
bool cache_commit(struct cache_writer *w, struct error *e);
/* Rolls back, lets go of the lock, frees w. NULL is allowed. */
void cache_rollback(struct cache_writer *w);

/* What the opening had to set aside (a damaged cache.db): a sentence, "" for nothing. */
const char *cache_notice(const struct cache_writer *w);

bool cache_set_meta(struct cache_writer *w, const char *name, const char *value, struct error *e);
/* Empties all facts (demo begins anew). */
bool cache_clear(struct cache_writer *w, struct error *e);

#endif
