/* An answer of the gateway as the protocol has it: the three members that every answer carries, the problem where it is one, and whether
 * it is whole ("end", and "n" as many as there are). What is not whole is dropped: nothing of it is taken. */
#ifndef ITSSO_SYNC_REPLY_H
#define ITSSO_SYNC_REPLY_H

#include "src/sync/transport.h"
#include "src/sync/wire.h"

struct reply {
    json_t *root;        /* NULL: 304, or nothing; `listed` in it is empty: it is in `rows` */
    struct wire_rows rows; /* point into the answer's body: good until the next request */
    int64_t epoch, dev_seq;
    int64_t srv_ms;      /* of srv_time; INT64_MIN unknown */
    char srv_time[32];
    char problem[40];    /* "seq-gap"; "" none */
    int64_t expected;    /* of seq-gap, 0 none */
    char detail[200];    /* of a problem, cleaned */
};

/* Reads the body of an answer whose status the table of classes took for the protocol's (or any problem+json). `counted`: the members
 * whose lengths must add up to "n" (ends with NULL), NULL: "n" is not asked for; `ends`: "end": true must stand there. false with e: what
 * is damaged. `listed`: the member that may be long, NULL: none. Free in any case with reply_free. */
bool reply_read(const struct transport_reply *answer, bool ends, const char *const *counted, const char *listed, struct reply *out, struct error *e);
void reply_free(struct reply *reply);

/* Members of the answer; NULL, 0, "" where they are missing or of another type. */
const json_t *reply_array(const struct reply *reply, const char *name);
const char *reply_text(const struct reply *reply, const char *name);
bool reply_bool(const struct reply *reply, const char *name);
int64_t reply_number(const struct reply *reply, const char *name);

#endif
