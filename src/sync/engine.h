/* One sync: entries up, the snapshot or the changes down, digest compared, what differs repaired once (sync.md sections 3 to 5). Each step
 * is durable before the next begins, and each may be the last one: run again, and it goes on from there.
 *
 * What is taken as an acknowledgement. Every answer carries the server's dev_seq of this device. Where it is lower than ours, the server
 * lost entries: they are unsent again. Where it is higher, that is not taken at its word: this folder may have been restored from a
 * backup and have given the same numbers to other entries. Those entries are offered again; the server answers "dup" for what it
 * has and "device-rewound" for what it does not know. So only numbers that we offered and that were answered are acknowledged. */
#ifndef ITSSO_SYNC_ENGINE_H
#define ITSSO_SYNC_ENGINE_H

#include "db/sync.h"
#include "src/sync/classes.h"
#include "src/sync/transport.h"

#define ENGINE_PAGE_FIRST 500
#define ENGINE_PAGE_LEAST 20

struct sync_engine {
    /* set by the caller, zero the rest */
    struct transport *transport;
    struct store *store;          /* to read; the caller's */
    struct sync_basis basis;      /* basis.folder is the store's */
    const char *whose;            /* the gateway's address and the certificate: a snapshot of another one is not gone on with */
    const struct transport_wake *wake; /* gives up a request; NULL */
    bool (*stop)(void *context);  /* asked between requests and rows: true ends the sync (it goes on next time); NULL */
    void *stop_context;
    bool clock_suspect;           /* this machine's clock is probably wrong */
    int64_t snapshot_most;        /* bytes of a snapshot in progress at most; 0: 2 GiB, five times the nation's */
    int64_t correction_ms;        /* what is added to it in what is written down */

    /* what was done; read after engine_run */
    struct sync_state state;      /* as it stands in the database, with this sync's figures */
    int64_t received, sent, repaired, refused; /* rows, entries, cases, entries */
    int64_t requests, bytes_in, bytes_out;
    int64_t kept;                 /* rows of a snapshot that wait in the stage */
    bool differs;                 /* after the repair the digest still is another */
    bool held;                    /* the request that failed or was given up was one that the gateway held */
    char notice[200];             /* the gateway's words to everybody, "" none */
    int wait_most;                /* seconds for which the gateway holds a request at most; 0: it did not say */

    /* inside */
    char device[40];
    int64_t own_seq;              /* the highest number that this folder gave */
    int64_t acked;                /* of dev_seq what was offered and answered */
    int64_t server_seq;           /* dev_seq of the last answer, -1 none yet */
    int64_t epoch;                /* the server's, as last seen; 0 not yet */
    int page, page_most, good_pages, tries, damaged, renewals, snapshots;
    int ops;                      /* entries that go in one request */
    bool want_snapshot, offer_again, too_old;
    bool digest_known;
    struct sync_digest digest;    /* the server's, of the last page of changes */
    struct verdict verdict;
};

enum engine_end {
    ENGINE_WELL,    /* all of it; engine->differs: differences remain */
    ENGINE_FAILED,  /* engine->verdict says how */
    ENGINE_WOKEN,   /* wake() gave up the request that was held: all before it is done */
    ENGINE_STOPPED, /* stop() said so */
};

/* wait_s: how long the gateway may hold the last request until something changes; 0: it answers at once. Does not write the state: that
 * is engine_note. */
enum engine_end engine_run(struct sync_engine *engine, int wait_s);

/* Writes into the database how it ended (`end` WELL or FAILED): class, since when, the sentence, in how many milliseconds the next attempt
 * is due, and the clock. */
bool engine_note(struct sync_engine *engine, enum engine_end end, int64_t next_ms, struct error *e);

#endif
