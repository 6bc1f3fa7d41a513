/* Writing into the store: each change of a case gives it a new version, moves its feed row up and keeps the digest of the unit, all in
 * the caller's transaction. The model: sync-model.py, class Server. */
#ifndef ITSSO_GATEWAY_PUT_H
#define ITSSO_GATEWAY_PUT_H

#include "gateway/buffer.h"
#include "gateway/sql.h"
#include "src/domain/calendar.h"
#include "src/domain/case_no.h"

#define PUT_DELTAS 64
/* entry.reason of one that is kept, and stands in no row until a unit of the scope that brought it holds the case. */
#define NOT_IN_SCOPE "not-in-scope"

/* What one transaction writes; begins at put_begin, ends at put_end before the commit. */
struct put {
    struct db *db;
    civil_day today;
    bool quiet;      /* the first load: new cases get no feed row (the epoch rises at its end) */
    bool entries;    /* there are entries at all: a new case may have some */
    bool redacted;   /* a text was overwritten: settle the store after the commit */
    bool changed;    /* something for the feed was written */
    int64_t seq;     /* of the feed, where this transaction gives the numbers */
    int deltas;
    struct put_delta { int64_t unit, count; uint64_t hi, lo; } delta[PUT_DELTAS]; /* hi, lo modulo 2^64 */
};
bool put_begin(struct put *put, struct db *db, civil_day today, struct error *e);
/* Writes the digests, in order of units, and the feed's number. */
bool put_end(struct put *put, struct error *e);

/* A case as it stands. facts, events and entries are owned buffers; a case that is not there has unit 0 and ver 0; a deleted one
 * unit 0 and the version that it had. */
struct stored {
    int64_t unit, ver, said;
    struct buffer facts, events, entries;
};
bool stored_read(struct db *db, case_id id, struct stored *out, struct error *e);
void stored_free(struct stored *stored);

/* Writes the case with the next version, held by `unit`. was: as read in this transaction. events NULL: none. */
bool put_case(struct put *put, case_id id, const struct stored *was, int64_t unit, const char *facts, const char *events, int64_t said,
              struct error *e);
/* The source said the same in other words: only the digest of its words is kept. */
bool put_said(struct put *put, case_id id, int64_t said, struct error *e);
/* The case goes; false with ERROR_NONE where there is none. */
bool put_delete(struct put *put, case_id id, struct error *e);
/* Entries of the case were added or overwritten: made anew from the table of entries, next version. Nothing where no such case is held. */
bool put_entries(struct put *put, case_id id, struct error *e);

/* A unit's id by code, made as unplaced station where `make` and there is none; 0: none. */
bool put_unit(struct put *put, const char *code, bool make, int64_t *id, struct error *e);

#endif
