/* The gateway's store: its connections, its one row of state, its epoch, and the high-water file outside of the database that tells a
 * restored database from one that went on (sync.md section 4, rule 4). */
#ifndef ITSSO_GATEWAY_STORE_H
#define ITSSO_GATEWAY_STORE_H

#include "gateway/sql.h"

struct gate; /* the store, shared by all threads */

/* `where`: a folder, or "postgresql://…". Makes the tables where they are missing. NULL with e filled. */
struct gate *gate_open(const char *where, struct error *e);
void gate_close(struct gate *gate);
const char *gate_where(const struct gate *gate);

/* A connection for this thread until it is given back. SQLite has one for writing: others wait for it. NULL with e filled. */
struct db *gate_take(struct gate *gate, enum sql_use use, struct error *e);
void gate_give(struct gate *gate, struct db *db);

/* ---- the one row ---- */

struct state {
    int64_t epoch, seq, min_seq;
    bool loading;
    char units_tag[40];
};
bool state_read(struct db *db, struct state *out, struct error *e);
/* In a transaction: the epoch rises for every scope. */
bool state_raise(struct db *db, struct error *e);

/* ---- who asks ---- */

/* Everything that a reply is made by, of one snapshot. */
struct scope {
    int64_t unit;              /* 0: the unit of the certificate is not in the hierarchy */
    char code[16];
    int64_t lft, rgt;
    bool single;               /* one unit alone */
    int64_t epoch, seq, min_seq;
    int64_t state_epoch;       /* without the scope's own part */
    bool loading;
    char units_tag[40];
    char level[12];
    int64_t dev_seq;           /* of the device, 0 where it is new or bound to another unit */
    bool device_known, device_elsewhere;
};
/* device may be "". In a transaction. */
bool scope_read(struct db *db, const char *code, const char *device, struct scope *out, struct error *e);

/* ---- the high-water file ---- */

/* Holds the highest epoch that any scope was given and the highest number of the feed. Where the database is behind it, or there is no
 * such file and the database is not new, the epoch is raised above it; *raised says so. Locks the file: one `serve` at a time. The
 * descriptor is kept and closed by high_water_close. */
struct high_water { int fd; int64_t epoch, seq; };
bool high_water_open(struct high_water *water, const char *path, struct gate *gate, bool *raised, struct error *e);
/* Before a number is shown to anybody. */
bool high_water_note(struct high_water *water, int64_t epoch, int64_t seq, struct error *e);
void high_water_close(struct high_water *water);
/* The highest epoch that any scope has now. */
bool epoch_highest(struct db *db, int64_t *epoch, int64_t *seq, struct error *e);

/* "cols" of the stored rows, as JSON. */
const char *store_columns(void);
/* How many of wire_columns stand before the stored facts: id, ver, unit, events, entries. */
#define STORE_FIRST 5

#endif
