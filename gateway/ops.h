/* Taking entries from a device: sync.md section 4, rule 6, exactly. */
#ifndef ITSSO_GATEWAY_OPS_H
#define ITSSO_GATEWAY_OPS_H

#include <jansson.h>

#include "gateway/buffer.h"
#include "gateway/store.h"
#include "src/domain/calendar.h"

enum ops_verdict {
    OPS_TAKEN,   /* results say what became of each */
    OPS_GAP,     /* not dev_seq + 1: nothing was taken; `expected` says which one */
    OPS_REWOUND, /* an unknown id with a number that was given before, or a device of another unit: nothing was taken */
    OPS_BAD,     /* no entries as the protocol has them: nothing was taken; `why` */
    OPS_UNKNOWN, /* the certificate's unit is not in the hierarchy */
    OPS_FAILED,  /* the store; e is filled */
};

/* What the device says of itself with it. */
struct ops_state { char cursor[48]; int64_t count; char sum[17]; int64_t unsent; };

struct ops {
    const char *unit;   /* of the certificate */
    const char *device; /* of the header; not empty */
    const json_t *entries;
    struct ops_state state;
    civil_day today;
    /* what came of it */
    int64_t dev_seq, expected;
    int n, applied;         /* results; those that are new here */
    struct buffer results;  /* elements of "results" */
    struct buffer refused;  /* elements of "refused": this device's latest 200 refusals */
    char why[200];
    bool redacted, changed;
    enum ops_verdict verdict;
};

/* One transaction for all; what it says is durable when it returns. ops->results is owned by the caller (ops_free). */
enum ops_verdict ops_take(struct db *db, struct ops *ops, struct error *e);
void ops_free(struct ops *ops);

#endif
