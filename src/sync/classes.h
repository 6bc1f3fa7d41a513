/* What an answer (or its absence) means: one of few classes, each named by what to do next (the table of sync.md section 5). Pure: no
 * network, no clock. */
#ifndef ITSSO_SYNC_CLASSES_H
#define ITSSO_SYNC_CLASSES_H

#include "db/sync.h"
#include "src/sync/transport.h"

enum sync_next {
    NEXT_GO_ON,   /* all is well */
    NEXT_BACKOFF, /* after a while (backoff.h) */
    NEXT_AT_ONCE, /* again now, with a smaller page; when that has failed a few times: after a while */
    NEXT_RARELY   /* somebody has to change something; here (then the configuration changes, or "sync now") or at the data centre
                     (nobody tells us: each hour) */
};

#define WHY_SIZE 320
struct verdict {
    enum sync_class class; /* SYNC_WELL: an answer that the protocol knows came, be it an error of the protocol */
    enum sync_next next;
    int retry_after_s;     /* the server's wish, 0 none */
    char why[WHY_SIZE];    /* what is known beyond the class, "" nothing; in English (report/sync_words.h says it in the reader's language) */
};

/* Judges what the line did and the status line of the answer; whether the body is what it should be is seen by reply.c, which says so
 * by verdict_damaged. `clock_suspect`: this machine's clock is probably wrong: then a certificate's dates are, too. */
void verdict_of(const struct transport_reply *reply, bool clock_suspect, struct verdict *out);

/* Status 200 with a body that is not the protocol's: `times` 1 the first time (the line), else something answers in the data
 * centre's place. `what`: translated. */
void verdict_damaged(int times, const char *what, struct verdict *out);

/* This machine could not do its part (disk full, lock held …): e's sentence is the reason. */
void verdict_local(const struct error *e, struct verdict *out);

#endif
