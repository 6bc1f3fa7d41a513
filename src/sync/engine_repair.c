/* Repair of what differs: buckets, then the ids of those that differ, then the cases themselves. Once in a sync: what differs after that is
 * said, and tried again at the next one. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/sync/engine_inside.h"
#include "src/sync/steps.h"
#include "src/text.h"

#define ASK_MOST 500 /* cases in one request */

struct version { case_id id; int64_t ver; };
struct versions { struct version *at; size_t n, room; };

static bool add(struct versions *list, case_id id, int64_t ver)
{
    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 256;
        struct version *more = realloc(list->at, room * sizeof *more);
        if (!more)
            return false;
        list->at = more;
        list->room = room;
    }
    list->at[list->n++] = (struct version){id, ver};
    return true;
}

static bool add_own(void *context, case_id id, int64_t ver)
{
    return add(context, id, ver);
}

static int by_id(const void *a, const void *b)
{
    const struct version *one = a, *two = b;
    return one->id < two->id ? -1 : one->id > two->id;
}

static enum course no_memory(struct sync_engine *engine)
{
    struct error e = {0};
    error_set(&e, ERROR_UNABLE, "%s", _("there is not enough memory"));
    return engine_local(engine, &e);
}

struct repair {
    struct sync_engine *engine;
    struct versions own, theirs;
    struct versions fetch;  /* cases that the server has otherwise */
    struct versions remove; /* cases that it has not; and those whose version here is above the server's: they are taken out before
                               they are fetched, because an older version would not replace them */
};

/* One request, again where the line broke. */
static enum course ask(struct sync_engine *engine, const struct question *question, struct reply *reply)
{
    enum course course;
    while ((course = engine_ask(engine, question, reply, NULL)) == TRY_AGAIN)
        ;
    if (course == GO_ON && reply->problem[0])
        course = engine_problem(engine, reply);
    if (course == GO_ON && engine->want_snapshot) /* another epoch by now: what was compared holds no longer */
        course = OVER;
    if (course == GO_ON)
        engine_page_done(engine);
    else
        reply_free(reply);
    return course;
}

/* What one bucket holds here and there. */
static bool compare(struct repair *repair)
{
    size_t i = 0, j = 0;
    const struct versions *own = &repair->own, *theirs = &repair->theirs;
    bool good = true;
    while (good && (i < own->n || j < theirs->n)) {
        const struct version *a = i < own->n ? &own->at[i] : NULL, *b = j < theirs->n ? &theirs->at[j] : NULL;
        if (a && (!b || a->id < b->id)) {
            good = add(&repair->remove, a->id, a->ver);
            i++;
        } else if (b && (!a || b->id < a->id)) {
            good = add(&repair->fetch, b->id, b->ver);
            j++;
        } else if (a && b) {
            if (a->ver != b->ver)
                good = add(&repair->fetch, b->id, b->ver) && (a->ver < b->ver || add(&repair->remove, a->id, a->ver));
            i++;
            j++;
        }
    }
    return good;
}

static enum course look_into(struct repair *repair, int bucket)
{
    static const char *const counted[] = {"ids", NULL};
    struct sync_engine *engine = repair->engine;
    struct error e = {0};
    struct reply reply;
    char path[40];
    repair->own.n = repair->theirs.n = 0;
    text_format(path, sizeof path, "/ids?bucket=%d", bucket);
    const struct question question = {.path = path, .ends = true, .counted = counted};
    enum course course = ask(engine, &question, &reply);
    if (course != GO_ON)
        return course;
    const json_t *ids = reply_array(&reply, "ids");
    bool sound = true, room = true;
    for (size_t i = 0; sound && room && i < json_array_size(ids); i++) {
        case_id id;
        int64_t ver;
        sound = wire_id_read(json_array_get(ids, i), &id, &ver, &e);
        room = !sound || add(&repair->theirs, id, ver);
    }
    reply_free(&reply);
    if (!sound)
        return engine_damaged(engine, &e) == STOPPED ? STOPPED : FAILED;
    if (!room || !sync_ids(engine->store, bucket, add_own, &repair->own, &e))
        return e.kind != ERROR_NONE ? engine_local(engine, &e) : no_memory(engine);
    if (repair->theirs.n)
        qsort(repair->theirs.at, repair->theirs.n, sizeof *repair->theirs.at, by_id);
    return compare(repair) ? GO_ON : no_memory(engine);
}

/* Which buckets differ. */
static enum course find_buckets(struct sync_engine *engine, bool differs[SYNC_BUCKETS])
{
    struct error e = {0};
    struct reply reply;
    struct sync_digest *own = calloc(SYNC_BUCKETS, sizeof *own), theirs;
    const struct question question = {.path = "/digest", .ends = true};
    if (!own)
        return no_memory(engine);
    enum course course = sync_digest_buckets(engine->store, own, &e) ? ask(engine, &question, &reply) : engine_local(engine, &e);
    if (course == GO_ON) {
        const json_t *buckets = reply_array(&reply, "buckets");
        bool sound = json_array_size(buckets) == SYNC_BUCKETS || error_set(&e, ERROR_UNABLE, "%s", _("the digest has not 256 buckets"));
        for (int b = 0; sound && b < SYNC_BUCKETS; b++) {
            sound = wire_digest_read(json_array_get(buckets, (size_t)b), &theirs, &e);
            differs[b] = sound && (own[b].count != theirs.count || own[b].sum != theirs.sum);
        }
        if (!sound)
            course = engine_damaged(engine, &e) == STOPPED ? STOPPED : FAILED;
        reply_free(&reply);
    }
    free(own);
    return course;
}

/* One transaction that only removes. */
static enum course remove_all(struct repair *repair)
{
    struct sync_engine *engine = repair->engine;
    struct error e = {0};
    if (repair->remove.n == 0)
        return GO_ON;
    struct sync_apply *apply = sync_apply_begin(&engine->basis, engine->state.epoch, &e);
    bool good = apply != NULL;
    for (size_t i = 0; good && i < repair->remove.n; i++) {
        const struct sync_gone gone = {.id = repair->remove.at[i].id, .reason = GONE_DELETED, .ver = repair->remove.at[i].ver};
        good = sync_apply_gone(apply, &gone, &e);
    }
    if (good) {
        good = sync_apply_commit(apply, engine->state.cursor, NULL, &e);
        apply = NULL;
    }
    sync_apply_rollback(apply);
    if (!good)
        return engine_local(engine, &e);
    engine->repaired += (int64_t)repair->remove.n;
    sync_step("what the server has not is removed");
    return GO_ON;
}

static char *body_of(const struct version *at, size_t n)
{
    json_t *ids = json_array();
    for (size_t i = 0; ids && i < n; i++) {
        char text[CASE_NO_SIZE];
        case_no_full(at[i].id, text);
        if (json_array_append_new(ids, json_string(text)) != 0) {
            json_decref(ids);
            ids = NULL;
        }
    }
    json_t *body = ids ? json_pack("{s:o}", "ids", ids) : NULL;
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    return text;
}

static enum course fetch_some(struct repair *repair, const struct version *at, size_t n)
{
    static const char *const counted[] = {"rows", NULL};
    struct sync_engine *engine = repair->engine;
    struct error e = {0};
    struct reply reply;
    struct rows rows = {.engine = engine};
    char *body = body_of(at, n);
    if (!body)
        return no_memory(engine);
    const struct question question = {.path = "/cases", .body = body, .body_size = strlen(body), .ends = true, .counted = counted, .listed = "rows"};
    enum course course = ask(engine, &question, &reply);
    free(body);
    if (course != GO_ON)
        return course;
    rows.apply = sync_apply_begin(&engine->basis, reply.epoch, &e);
    bool good = rows.apply && engine_apply_rows(&rows, json_object_get(reply.root, "cols"), reply.rows, &e);
    if (good) {
        good = sync_apply_commit(rows.apply, engine->state.cursor, NULL, &e);
        rows.apply = NULL;
        engine->repaired += (int64_t)reply.rows.n;
        sync_step("cases are repaired");
    }
    sync_apply_rollback(rows.apply);
    sync_case_free(&rows.c);
    if (!good)
        course = rows.damaged ? (engine_damaged(engine, &e) == STOPPED ? STOPPED : FAILED) : engine_local(engine, &e);
    reply_free(&reply);
    return course;
}

enum course engine_repair(struct sync_engine *engine)
{
    struct repair repair = {.engine = engine};
    bool differs[SYNC_BUCKETS] = {false};
    enum course course = find_buckets(engine, differs);
    for (int b = 0; course == GO_ON && b < SYNC_BUCKETS; b++)
        if (differs[b])
            course = look_into(&repair, b);
    if (course == GO_ON)
        course = remove_all(&repair);
    for (size_t i = 0; course == GO_ON && i < repair.fetch.n; i += ASK_MOST)
        course = fetch_some(&repair, repair.fetch.at + i, repair.fetch.n - i < ASK_MOST ? repair.fetch.n - i : ASK_MOST);
    free(repair.own.at);
    free(repair.theirs.at);
    free(repair.fetch.at);
    free(repair.remove.at);
    return course == OVER ? GO_ON : course;
}
