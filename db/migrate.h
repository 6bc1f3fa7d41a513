/* Inside db/ only: the formats of the two databases (PRAGMA user_version) and the way from an older to the newest one. */
#ifndef ITSSO_MIGRATE_H
#define ITSSO_MIGRATE_H

#include <sqlite3.h>

#include "db/store.h"

/* The newest format: what a new database is made with. `steps[i]` brings a database from format i + 1 to i + 2; there are
 * newest - 1 of them, each one or more statements, run in one transaction together with the new user_version. */
struct format {
    const char *file;         /* "record.db": stands in messages */
    int newest;
    const char *(*schema)(void);
    const char *const *steps;
};

extern const struct format format_record, format_cache;

/* 0 for an empty database, -1 where it cannot be read (e filled). `schema`: "main" or "cache". */
int format_of(sqlite3 *db, const char *schema, struct error *e);

/* Refuses a newer format than the program knows, with a sentence that names both. */
bool format_known(const struct format *format, int found, struct error *e);

/* Makes the tables in an empty `main` database, or brings an older one forward. */
bool format_bring_forward(sqlite3 *db, const struct format *format, struct error *e);

/* 2 to 3 of cache.db (embedded). */
extern const char embed_migrate_cache_3[];

/* The schemas as text (embedded). */
const char *schema_record_text(void);
const char *schema_cache_text(void);

#endif
