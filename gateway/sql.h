/* Inside gateway/ only: one small interface over SQLite (sql_sqlite.c) and PostgreSQL (sql_pg.c), so that every statement of the gateway
 * is written once, in what both understand: $1 … for parameters (in order of first use), INSERT … ON CONFLICT … DO UPDATE, RETURNING.
 *
 * A connection is used by one thread at a time. A statement's text must be a constant: it is prepared at its first use and found again
 * by its address. */
#ifndef ITSSO_GATEWAY_SQL_H
#define ITSSO_GATEWAY_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "src/error.h"

enum sql_use {
    SQL_READ,  /* transactions that only read: one snapshot of everything (SQLite: WAL; PostgreSQL: REPEATABLE READ) */
    SQL_WRITE, /* SQLite: one at a time over all processes, by a lock file (sync.md section 2 (a)); PostgreSQL: REPEATABLE READ */
};

struct db;    /* a connection */
struct query; /* a prepared statement of it */

/* `where`: a folder (SQLite: FOLDER/gateway.db, made where it is missing), or "postgresql://…". NULL with e filled. */
struct db *db_open(const char *where, enum sql_use use, struct error *e);
void db_close(struct db *db);

bool db_is_postgresql(const char *where);
/* Numbers of the feed are given inside the transaction (one writer); else a publisher gives them after commit. */
bool db_one_writer(const struct db *db);

/* A number of this connection, 0 to 15: two writers that are at work together have different ones, as a rule; another one after a
 * transaction that was overtaken. 0 on SQLite. */
int db_part(const struct db *db);

/* One or more statements without parameters or rows. */
bool db_exec(struct db *db, const char *text, struct error *e);

bool db_begin(struct db *db, struct error *e);
bool db_commit(struct db *db, struct error *e); /* false: rolled back */
void db_rollback(struct db *db);                /* nothing to do outside of a transaction */
bool db_in_transaction(const struct db *db);

/* After a failure: another transaction was in the way (a serialization failure, a deadlock, a busy database); doing it again from the
 * beginning may succeed. */
bool db_again(const struct db *db);
/* After a failure: the store itself cannot be reached or written now (connection lost, disk full, busy for too long): 503, not 500. */
bool db_unavailable(const struct db *db);

/* Runs `work` in a transaction and commits; again from the beginning where another transaction was in the way (at most 30 times, later and later). */
bool db_run(struct db *db, bool (*work)(struct db *db, void *context, struct error *e), void *context, struct error *e);

/* The statement, ready for its parameters (all NULL); NULL with e filled. */
struct query *db_query(struct db *db, const char *text, struct error *e);
/* Tests: `seen` gets every statement that is prepared from now on (its plan is looked at); NULL: nobody. */
void db_watch(void (*seen)(const char *text));
void query_int(struct query *q, int n, int64_t value);
/* The text must stay until the statement has ended; NULL binds NULL. */
void query_text(struct query *q, int n, const char *text);
void query_null(struct query *q, int n);

/* 1: a row; 0: done; -1: failed, e filled. After 0 and -1 the statement has ended. */
int query_step(struct query *q, struct error *e);
/* Ends it before its last row. */
void query_end(struct query *q);
/* For statements without rows: runs it to its end. */
bool query_run(struct query *q, struct error *e);
/* The first column of the first row into *out (`none` where there is no row or it is NULL), and ends. */
bool query_one(struct query *q, int64_t none, int64_t *out, struct error *e);

/* Columns of the row, from 0; texts live until the next step. NULL is 0 and "". */
int64_t query_get_int(struct query *q, int column);
const char *query_get_text(struct query *q, int column);
bool query_get_null(struct query *q, int column);

/* SQLite: what is in the WAL goes into the database, and the WAL is emptied where nobody reads (after a redaction: nothing of the text
 * may stay). Outside of a transaction. PostgreSQL: nothing. */
bool db_settle(struct db *db, struct error *e);
/* SQLite: commits wait for the disk (the default) or not (a load, which settles at its end). */
bool db_hurry(struct db *db, bool hurry, struct error *e);

/* ---- the drivers ---- */

#define QUERY_PARAMETERS 16

struct query {
    struct db *db;
    const char *text;
    void *handle;
    struct query *next;
    bool running;
};

struct driver {
    bool one_writer;
    bool (*open)(struct db *db, const char *where, struct error *e);
    void (*close)(struct db *db);
    bool (*exec)(struct db *db, const char *text, struct error *e);
    bool (*begin)(struct db *db, struct error *e);
    bool (*commit)(struct db *db, struct error *e);
    void (*rollback)(struct db *db);
    bool (*prepare)(struct query *q, struct error *e); /* fills handle */
    void (*forget)(struct query *q);                   /* frees handle */
    void (*bind_int)(struct query *q, int n, int64_t value);
    void (*bind_text)(struct query *q, int n, const char *text);
    int (*step)(struct query *q, struct error *e);
    void (*end)(struct query *q);
    int64_t (*get_int)(struct query *q, int column);
    const char *(*get_text)(struct query *q, int column);
    bool (*get_null)(struct query *q, int column);
    bool (*settle)(struct db *db, struct error *e);
    bool (*hurry)(struct db *db, bool hurry, struct error *e);
};
extern const struct driver driver_sqlite, driver_pg;

struct db {
    const struct driver *driver;
    enum sql_use use;
    void *handle;
    struct query *queries;
    bool transaction, again, unavailable;
    int part; /* 0..15: another one for each of the sixteen connections that a process opened last */
};

/* Drops every prepared statement (a connection that was lost takes them along). */
void db_forget_queries(struct db *db);

/* The socket that becomes readable when PostgreSQL has a notice (LISTEN), -1 on SQLite. */
int db_notice_socket(const struct db *db);
/* Takes what came; *any: a notice was among it. false: the connection is lost. */
bool db_notices(struct db *db, bool *any);

#endif
