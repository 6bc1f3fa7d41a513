/* Cases down: the snapshot, page by page into the stage and then in one transaction into the database; and the changes since a cursor, each
 * page with its cursor in one transaction. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/sync/engine_inside.h"
#include "src/sync/stage.h"
#include "src/sync/steps.h"
#include "src/text.h"

#define SNAPSHOT_MOST ((int64_t)2 << 30)
#define EMPTY_MOST 200 /* pages in a row that bring nothing and say that more follows: what moved within the scope makes a few */

static const char *const counted_rows[] = {"rows", NULL};
static const char *const counted_changes[] = {"rows", "gone", NULL};

/* ---- the snapshot ---- */

/* Bytes that a URL may hold as they are; the rest as %XX. */
static void escape(const char *text, char *out, size_t cap)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;
    for (; *text && n + 4 < cap; text++) {
        unsigned char c = (unsigned char)*text;
        if (strchr(plain, c))
            out[n++] = *text;
        else {
            out[n++] = '%';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        }
    }
    out[n] = '\0';
}

struct snapshot {
    struct sync_engine *engine;
    struct stage stage;
    struct rows rows;
    int64_t c0;
    bool whole; /* all of it came on one page: it needs no stage */
};

/* What came is one page of the snapshot: is it sound? */
static bool page_sound(const struct snapshot *snapshot, const struct reply *reply, int64_t *c0, struct error *e)
{
    int64_t epoch;
    const char *last = reply_text(reply, "last");
    if (!wire_cursor_parse(reply_text(reply, "c0"), &epoch, c0) || epoch != reply->epoch)
        return error_set(e, ERROR_UNABLE, "%s", _("the snapshot has no cursor of its epoch"));
    if (reply_bool(reply, "more") && (!*last || strlen(last) >= STAGE_LAST || strcmp(last, snapshot->stage.last) == 0))
        return error_set(e, ERROR_UNABLE, "%s", _("the snapshot does not say where its next page begins"));
    return true;
}

static enum course no_end(struct sync_engine *engine, const char *why)
{
    engine->verdict = (struct verdict){.class = SYNC_SOMETHING_ELSE, .next = NEXT_BACKOFF};
    text_format(engine->verdict.why, sizeof engine->verdict.why, "%s", why);
    return FAILED;
}

/* A data centre whose snapshot has no end (it may pass over `after`) would fill the disk. */
static enum course too_much(struct snapshot *snapshot)
{
    stage_remove(&snapshot->stage);
    snapshot->engine->kept = 0;
    return no_end(snapshot->engine, N_("the snapshot has no end"));
}

/* Into the stage; the first page that is the last one needs none. */
static enum course keep_page(struct snapshot *snapshot, const struct reply *reply, const struct transport_reply *answer, int64_t c0)
{
    struct error e = {0};
    struct sync_engine *engine = snapshot->engine;
    struct stage *stage = &snapshot->stage;
    bool more = reply_bool(reply, "more");
    if (stage->fd >= 0 && stage->end + (int64_t)answer->size > (engine->snapshot_most ? engine->snapshot_most : SNAPSHOT_MOST))
        return too_much(snapshot);
    if (stage->fd < 0 && !stage_begin(stage, engine->basis.folder, engine->whose, reply->epoch, c0, &e))
        return engine_local(engine, &e);
    if (!stage_add(stage, answer->body, answer->size, (int64_t)reply->rows.n, reply_text(reply, "last"), more, &e))
        return engine_local(engine, &e);
    engine->kept = stage->rows;
    engine_page_done(engine);
    sync_step("a page of the snapshot is staged");
    return GO_ON;
}

static bool apply_open(struct snapshot *snapshot, int64_t epoch, struct error *e)
{
    snapshot->rows.engine = snapshot->engine;
    snapshot->rows.apply = sync_apply_snapshot(&snapshot->engine->basis, epoch, e);
    return snapshot->rows.apply != NULL;
}

static bool apply_body(void *context, const char *body, size_t size, struct error *e)
{
    struct snapshot *snapshot = context;
    struct wire_rows rows;
    char *head = NULL;
    size_t n;
    if (!wire_rows_find(body, size, "rows", &rows, &head, &n, e))
        return false;
    json_t *root = wire_load(head, n, 0, WIRE_VALUES_REPLY);
    free(head);
    bool good = json_is_array(json_object_get(root, "rows")) || error_set(e, ERROR_UNABLE, "%s", _("a page of the snapshot cannot be read"));
    size_t count = rows.n;
    if (good)
        good = engine_apply_rows(&snapshot->rows, json_object_get(root, "cols"), rows, e);
    if (good)
        snapshot->engine->received += (int64_t)count;
    json_decref(root);
    return good;
}

/* All pages in one transaction; what this snapshot did not bring goes with its commit. */
static enum course apply_all(struct snapshot *snapshot, int64_t epoch, const struct transport_reply *answer)
{
    struct error e = {0};
    struct sync_engine *engine = snapshot->engine;
    sync_step("the snapshot is about to be applied");
    bool good = apply_open(snapshot, epoch, &e);
    if (good)
        good = snapshot->whole ? apply_body(snapshot, answer->body, answer->size, &e) : stage_each(&snapshot->stage, apply_body, snapshot, &e);
    if (good) {
        good = sync_apply_commit(snapshot->rows.apply, snapshot->c0, NULL, &e);
        snapshot->rows.apply = NULL;
    }
    sync_apply_rollback(snapshot->rows.apply);
    sync_case_free(&snapshot->rows.c);
    if (!good) {
        if (snapshot->rows.damaged) { /* fetched anew */
            stage_remove(&snapshot->stage);
            return engine_damaged(engine, &e);
        }
        return engine_local(engine, &e);
    }
    sync_step("the snapshot is applied");
    stage_remove(&snapshot->stage);
    sync_step("the stage is removed");
    engine->state.epoch = epoch;
    engine->state.cursor = snapshot->c0;
    engine->want_snapshot = false;
    engine->kept = 0;
    return GO_ON;
}

/* One page more. GO_ON: look at stage->complete. TRY_AGAIN: perhaps from the beginning, where the epoch rose. */
static enum course fetch_page(struct snapshot *snapshot, struct transport_reply *answer, struct reply *reply)
{
    struct error e = {0};
    struct sync_engine *engine = snapshot->engine;
    struct stage *stage = &snapshot->stage;
    char path[96 + 3 * STAGE_LAST], after[3 * STAGE_LAST] = "";
    bool first = stage->fd < 0;
    int64_t c0;
    escape(stage->last, after, sizeof after);
    text_format(path, sizeof path, "/snapshot?limit=%d%s%s", engine->page, *stage->last ? "&after=" : "", after);
    const struct question question = {.path = path, .paged = true, .ends = true, .counted = counted_rows, .listed = "rows"};
    enum course course = engine_ask(engine, &question, reply, answer);
    if (course != GO_ON)
        return course;
    if (strcmp(reply->problem, "epoch-changed") == 0 || (!first && (strcmp(reply->problem, "bad-request") == 0 || reply->epoch != stage->epoch))) {
        stage_remove(stage); /* another epoch, or a server that does not know its own `last` any more */
        stage->last[0] = '\0';
        return ++engine->tries >= 3 ? engine_problem(engine, reply) : TRY_AGAIN;
    }
    if (reply->problem[0])
        return engine_problem(engine, reply);
    if (!page_sound(snapshot, reply, &c0, &e))
        return engine_damaged(engine, &e);
    if (first)
        snapshot->c0 = c0;
    if (first && !reply_bool(reply, "more")) {
        snapshot->whole = true;
        engine_page_done(engine);
        return GO_ON;
    }
    return keep_page(snapshot, reply, answer, snapshot->c0);
}

/* What an earlier sync fetched of it: unless it is older than what is here, or there is another epoch by now. */
static enum course find_stage(struct snapshot *snapshot)
{
    struct error e = {0};
    struct sync_engine *engine = snapshot->engine;
    struct stage *stage = &snapshot->stage;
    *stage = (struct stage){.fd = -1};
    if (engine->epoch == 0) /* nothing was heard from the server in this sync: its first page tells the epoch */
        return GO_ON;
    if (!stage_resume(stage, engine->basis.folder, engine->whose, engine->epoch, &e)) {
        stage_close(stage);
        return engine_local(engine, &e);
    }
    if (stage->fd >= 0 && engine->state.epoch == stage->epoch && stage->c0 <= engine->state.cursor)
        stage_remove(stage);
    if (stage->fd < 0)
        *stage = (struct stage){.fd = -1};
    snapshot->c0 = stage->c0;
    engine->kept = stage->rows;
    return GO_ON;
}

enum course engine_snapshot(struct sync_engine *engine)
{
    struct snapshot snapshot = {.engine = engine};
    struct transport_reply answer = {0};
    struct reply reply = {0};
    enum course course = engine->too_old ? FAILED : find_stage(&snapshot);
    if (engine->too_old) {
        text_format(reply.problem, sizeof reply.problem, "client-too-old");
        return engine_problem(engine, &reply);
    }
    while (course == GO_ON && !snapshot.whole && !snapshot.stage.complete) {
        do {
            reply_free(&reply);
            course = fetch_page(&snapshot, &answer, &reply);
        } while (course == TRY_AGAIN);
    }
    if (course == GO_ON)
        course = apply_all(&snapshot, snapshot.whole ? reply.epoch : snapshot.stage.epoch, &answer);
    reply_free(&reply);
    stage_close(&snapshot.stage);
    return course == TRY_AGAIN ? FAILED : course; /* what was damaged in the stage is fetched at the next attempt */
}

/* ---- changes ---- */

static bool apply_gone(struct sync_apply *apply, const json_t *list, bool *damaged, struct error *e)
{
    struct sync_gone gone;
    for (size_t i = 0; i < json_array_size(list); i++) {
        *damaged = true;
        if (!wire_gone_read(json_array_get(list, i), &gone, e))
            return false;
        *damaged = false;
        if (!sync_apply_gone(apply, &gone, e))
            return false;
    }
    return true;
}

/* Rows, removals and the cursor in one transaction. */
static enum course apply_changes(struct sync_engine *engine, const struct reply *reply, int64_t cursor)
{
    struct error e = {0};
    struct rows rows = {.engine = engine};
    const json_t *gone = reply_array(reply, "gone");
    if (cursor == engine->state.cursor && reply->rows.n == 0 && json_array_size(gone) == 0)
        return GO_ON;
    sync_step("changes are about to be applied");
    rows.apply = sync_apply_begin(&engine->basis, reply->epoch, &e);
    bool good = rows.apply && engine_apply_rows(&rows, json_object_get(reply->root, "cols"), reply->rows, &e) &&
                apply_gone(rows.apply, gone, &rows.damaged, &e);
    if (good) {
        good = sync_apply_commit(rows.apply, cursor, NULL, &e);
        rows.apply = NULL;
    }
    sync_apply_rollback(rows.apply);
    sync_case_free(&rows.c);
    if (!good)
        return rows.damaged ? engine_damaged(engine, &e) : engine_local(engine, &e);
    sync_step("changes are applied");
    engine->state.cursor = cursor;
    engine->received += (int64_t)(reply->rows.n + json_array_size(gone));
    return GO_ON;
}

/* The digest of the last page; it is left out while changes wait for their number. */
static bool take_digest(struct sync_engine *engine, const struct reply *reply, struct error *e)
{
    const json_t *digest = json_object_get(reply->root, "digest");
    engine->digest_known = json_is_object(digest);
    return !engine->digest_known || wire_digest_read(digest, &engine->digest, e);
}

static enum course take_changes(struct sync_engine *engine, const struct reply *reply, bool *more)
{
    struct error e = {0};
    int64_t epoch, next;
    *more = false;
    if (strcmp(reply->problem, "epoch-changed") == 0 || strcmp(reply->problem, "cursor-expired") == 0) {
        engine->want_snapshot = true;
        engine->digest_known = false;
        return GO_ON;
    }
    if (reply->problem[0])
        return engine_problem(engine, reply);
    if (reply->epoch != engine->state.epoch) { /* the server was restored between two pages */
        engine->want_snapshot = true;
        engine->digest_known = false;
        return GO_ON;
    }
    if (!wire_cursor_parse(reply_text(reply, "next"), &epoch, &next) || epoch != reply->epoch || next < engine->state.cursor) {
        error_set(&e, ERROR_UNABLE, "%s", _("the answer has no cursor that follows ours"));
        return engine_damaged(engine, &e);
    }
    *more = reply_bool(reply, "more");
    if (*more && next == engine->state.cursor) {
        error_set(&e, ERROR_UNABLE, "%s", _("the answer says that more follows, and not where"));
        return engine_damaged(engine, &e);
    }
    if (!*more && !take_digest(engine, reply, &e))
        return engine_damaged(engine, &e);
    enum course course = apply_changes(engine, reply, next);
    if (course == GO_ON)
        engine_page_done(engine);
    return course;
}

enum course engine_changes(struct sync_engine *engine, int wait_s)
{
    bool more = true;
    int empty = 0;
    enum course course = GO_ON;
    struct reply reply;
    char path[160], cursor[48], wait[32] = "";
    if (engine->too_old) {
        reply = (struct reply){.problem = "client-too-old"};
        return engine_problem(engine, &reply);
    }
    while (course == TRY_AGAIN || (course == GO_ON && more)) {
        wire_cursor_write(engine->state.epoch, engine->state.cursor, cursor);
        if (wait_s > 0)
            text_format(wait, sizeof wait, "&wait=%d", wait_s);
        text_format(path, sizeof path, "/changes?since=%s&limit=%d%s", cursor, engine->page, wait);
        const struct question question = {.path = path, .wait_s = wait_s, .paged = true, .ends = true, .counted = counted_changes, .listed = "rows"};
        course = engine_ask(engine, &question, &reply, NULL);
        if (course == GO_ON) {
            empty = reply.rows.n == 0 && json_array_size(reply_array(&reply, "gone")) == 0 ? empty + 1 : 0;
            course = take_changes(engine, &reply, &more);
        }
        reply_free(&reply);
        if (course == GO_ON && more && empty > EMPTY_MOST)
            course = no_end(engine, N_("the changes have no end"));
    }
    return course;
}
