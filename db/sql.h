/* Inside db/ only: SQLite's handles and the one way to run a statement.
 * In a store, record.db is `main` and cache.db is attached read-only as
 * `cache` (name a table of both, entry, with its schema); in a cache_writer,
 * cache.db is `main`. */
#ifndef ITSSO_SQL_H
#define ITSSO_SQL_H

#include <sqlite3.h>

#include "db/store.h"

#define STORE_PATH 1200

struct store {
    sqlite3 *db;
    char folder[STORE_PATH];
    enum store_mode mode;        /* STORE_READ or STORE_ENTRIES */
    bool strict;                 /* opened as STORE_READ: not even SQLite's -wal and -shm are made or touched */
    bool officer;                /* store_set_officer */
    char notice[ERROR_TEXT_MAX];
    bool (*stop)(void *);
    void *stop_context;
    bool stopped;                /* the progress handler stopped the last query */
    int log_fd;                  /* record.log, -1 in STORE_READ */
    int64_t dev_seq;             /* own entries up to here are at the server; read again when store_version changes */
    bool gateway_known;          /* a sync has ever happened */
    struct reason_table reasons;
    struct step_table steps;
    bool tables_read;
    sqlite3_stmt *version[2];    /* PRAGMA data_version of main and of cache */
    uint64_t version_seen;
    sqlite3_stmt *insert, *fold, *unfold; /* of entries */
    int32_t *place;              /* unit_places: lft by unit.id, places + 1 of them; of which version of cache.db */
    int64_t places, places_of;
    int replaced;                /* how often cache.db was replaced by another file while this store was open */
};

struct cache_writer {
    sqlite3 *db;
    char folder[STORE_PATH];
    int lock_fd;
    char notice[ERROR_TEXT_MAX];
    bool tree_changed;           /* a unit changed its parent: cache_place_units rebuilds the roll-ups */
    sqlite3_stmt *station_find;  /* cache_station */
    sqlite3_stmt *unit_find, *unit_put; /* cache_put_unit: a hierarchy is thousands of them */
    int64_t station_last, station_last_id;
    int64_t last_number;         /* highest rgt that was given, 0 not yet known */
};

/* Prepares (persistent); false with the SQL in e. Each statement is prepared where its
 * noun lives and finalised by its owner. */
bool sql_prepare(sqlite3 *db, sqlite3_stmt **statement, const char *text, struct error *e);
/* Tests: `seen` gets every statement that is prepared from now on (its query plan is looked at); NULL: nobody. */
void sql_watch(void (*seen)(sqlite3 *db, const char *text));
/* Runs one or more statements without parameters or rows. */
bool sql_exec(sqlite3 *db, const char *text, struct error *e);
/* One integer, or fallback where there is no row or it fails. */
int64_t sql_int(sqlite3 *db, const char *text, int64_t fallback);
/* Fills e from the connection's last failure: busy, full disk, read-only, damaged, interrupted
 * (ERROR_STOPPED) each with its own sentence. Returns false. */
bool sql_fail(sqlite3 *db, struct error *e, const char *doing);
/* The same for a file that could not be opened: SQLite does not know its folder then, and a lacking right has its own sentence. */
bool sql_fail_open(sqlite3 *db, struct error *e, const char *path);
/* What a reader who may not write meets, each with its sentence; false. A killed program left record.db's journal; cache.db has not the
 * two files that SQLite needs, or they may not be read. */
bool sql_record_unfinished(const char *folder, struct error *e);
bool sql_cache_unreadable(const char *folder, struct error *e);
/* sqlite3_step: 1 a row, 0 done (and reset), -1 failed (e filled, reset). */
int sql_step(sqlite3_stmt *statement, struct error *e);

/* The only row of a query, given to `take` with `out`; finalises the statement. false with ERROR_NONE for none or several (take
 * may have been called then). */
bool sql_only_row(sqlite3_stmt *statement, void (*take)(sqlite3_stmt *row, void *out), void *out, struct error *e);

/* Columns and parameters in the program's types; NULL and "" read as CIVIL_NONE, and the reverse. */
void sql_text(sqlite3_stmt *statement, int column, char *out, size_t cap);
civil_day sql_day(sqlite3_stmt *statement, int column);
void sql_bind_text(sqlite3_stmt *statement, int n, const char *text); /* "" binds "" */
void sql_bind_text_or_null(sqlite3_stmt *statement, int n, const char *text);
void sql_bind_day(sqlite3_stmt *statement, int n, civil_day day);

#endif
