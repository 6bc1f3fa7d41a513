/* What the engine*.c files share; nobody else includes it. */
#ifndef ITSSO_SYNC_ENGINE_INSIDE_H
#define ITSSO_SYNC_ENGINE_INSIDE_H

#include "src/sync/engine.h"
#include "src/sync/reply.h"

/* What a part of a sync says; only GO_ON lets the next part begin. */
enum course { GO_ON, TRY_AGAIN /* the same request again, perhaps a smaller one */, FAILED, WOKEN, STOPPED, OVER /* inside the repair: it is for nothing */ };

/* What is asked, and how the answer must look to be whole. */
struct question {
    const char *path;
    const char *body;
    size_t body_size;
    const char *etag;
    int wait_s;
    bool paged; /* engine->page rows were asked for */
    bool ends;
    const char *const *counted; /* as reply_read */
    const char *listed;
};

/* One request. GO_ON: *reply is whole (a problem of the protocol may stand in it); free it. The three members were taken.
 * TRY_AGAIN: the line broke or the answer was damaged, and there were not too many of these in a row; engine->page is smaller.
 * Else engine->verdict is filled. `answer` may be NULL; of it etag and status are of use. */
enum course engine_ask(struct sync_engine *engine, const struct question *question, struct reply *reply, struct transport_reply *answer);

/* What was asked for last was taken in whole: failures are counted anew, and after some the pages grow. */
void engine_page_done(struct sync_engine *engine);
/* e: this machine could not do its part. Always FAILED (STOPPED where somebody stopped it). */
enum course engine_local(struct sync_engine *engine, const struct error *e);
/* A whole answer in which something cannot be: dropped as damaged. TRY_AGAIN or FAILED. */
enum course engine_damaged(struct sync_engine *engine, const struct error *e);
/* A problem that this part does not know how to go on with. FAILED. */
enum course engine_problem(struct sync_engine *engine, const struct reply *reply);
bool engine_stopped(const struct sync_engine *engine);

/* The rows of an answer, each applied; false with e, and *damaged where the row and not the disk is to blame. */
struct rows { struct sync_engine *engine; struct sync_apply *apply; struct sync_case c; struct wire_map map; bool damaged; };
bool engine_apply_rows(struct rows *rows, const json_t *cols, struct wire_rows list, struct error *e);

/* The parts. */
enum course engine_hello(struct sync_engine *engine);
enum course engine_ref(struct sync_engine *engine);
enum course engine_entries(struct sync_engine *engine);
enum course engine_snapshot(struct sync_engine *engine);
/* All pages; the last one may be held. */
enum course engine_changes(struct sync_engine *engine, int wait_s);
enum course engine_repair(struct sync_engine *engine);

/* Reads state and device again. */
bool engine_read(struct sync_engine *engine, struct error *e);
/* What the server answered for becomes acknowledged in the database. */
bool engine_acknowledge(struct sync_engine *engine, struct error *e);

#endif
