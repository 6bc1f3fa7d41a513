/* One sync: the order of its parts, and what every answer tells. */
#include "src/sync/engine_inside.h"

#include <string.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/steps.h"
#include "src/text.h"

#define TRIES_MOST 3      /* broken or damaged answers in a row before it is given up for a while */
#define ROUNDS_MOST 12    /* snapshot, entries, changes, repair … begin again at most so often in one sync */
#define SNAPSHOTS_MOST 3  /* a server that refuses the cursor of its own snapshot so often does so for ever */
#define NUMBERED_S 2      /* after entries went up: how long to wait for their cases to come down */
#define MEASURED_MS 10000 /* an answer that took longer says nothing exact of the clock */

bool engine_stopped(const struct sync_engine *engine)
{
    return engine->stop && engine->stop(engine->stop_context);
}

enum course engine_local(struct sync_engine *engine, const struct error *e)
{
    if (e->kind == ERROR_STOPPED)
        return STOPPED;
    verdict_local(e, &engine->verdict);
    return FAILED;
}

/* A request that broke may be tried again at once with a smaller page: a few times, and where part of a page came, until it is the
 * smallest (a line that breaks after so many bytes lets that one through). One that the gateway held is not: when the gateway is started
 * again, all stations' held requests break in the same moment. */
static enum course again(struct sync_engine *engine, bool part_came)
{
    int page = engine->page;
    engine->good_pages = 0;
    engine->page = page / 2 > ENGINE_PAGE_LEAST ? page / 2 : ENGINE_PAGE_LEAST;
    bool smaller = part_came && engine->page < page;
    if ((++engine->tries >= TRIES_MOST && !smaller) || engine->held)
        return FAILED;
    return engine_stopped(engine) ? STOPPED : TRY_AGAIN;
}

enum course engine_damaged(struct sync_engine *engine, const struct error *e)
{
    verdict_damaged(++engine->damaged, e->text, &engine->verdict);
    return engine->verdict.next == NEXT_AT_ONCE ? again(engine, false) : FAILED;
}

enum course engine_problem(struct sync_engine *engine, const struct reply *reply)
{
    struct verdict *verdict = &engine->verdict;
    *verdict = (struct verdict){.class = SYNC_SOMETHING_ELSE, .next = NEXT_BACKOFF};
    if (strcmp(reply->problem, "client-too-old") == 0) {
        verdict->class = SYNC_NOT_ALLOWED;
        verdict->next = NEXT_RARELY;
        text_format(verdict->why, sizeof verdict->why, "this program (%s) is too old for the data centre: install the newer one", VERSION);
    } else
        text_format(verdict->why, sizeof verdict->why, "the data centre refuses the request: %s%s%s", reply->problem, reply->detail[0] ? " " : "",
                    reply->detail);
    return FAILED;
}

/* Every answer tells epoch, dev_seq and the time. */
static bool take_members(struct sync_engine *engine, const struct transport_reply *answer, const struct reply *reply, struct error *e)
{
    if (!reply->root)
        return true;
    if (reply->epoch != engine->state.epoch)
        engine->want_snapshot = true;
    engine->epoch = reply->epoch;
    engine->server_seq = reply->dev_seq;
    text_format(engine->state.server_time, sizeof engine->state.server_time, "%s", reply->srv_time);
    int64_t waited = answer->took_ms;
    if (waited < MEASURED_MS)
        engine->state.clock_offset_ms = reply->srv_ms - (answer->began_ms + waited / 2);
    if (reply->dev_seq < engine->acked) { /* the server lost what it had acknowledged */
        engine->acked = reply->dev_seq;
        engine->offer_again = true;
        if (!engine_acknowledge(engine, e))
            return false;
    } else if (reply->dev_seq > engine->acked)
        engine->offer_again = true;
    return true;
}

/* The gateway's reason why it does not let us in. */
static void take_reason(struct sync_engine *engine, const struct transport_reply *answer)
{
    struct reply reply;
    struct error e = {0};
    if (engine->verdict.class == SYNC_NOT_ALLOWED && !engine->verdict.why[0] && reply_read(answer, false, NULL, NULL, &reply, &e)) {
        text_format(engine->verdict.why, sizeof engine->verdict.why, "%s", reply.detail);
        reply_free(&reply);
    }
}

enum course engine_ask(struct sync_engine *engine, const struct question *question, struct reply *reply, struct transport_reply *answer)
{
    struct transport_reply own;
    struct error e = {0};
    struct transport_request request = {.path = question->path, .device = engine->device, .body = question->body, .body_size = question->body_size,
                                        .etag = question->etag, .wait_s = question->wait_s, .wake = engine->wake};
    answer = answer ? answer : &own;
    *reply = (struct reply){0};
    if (engine_stopped(engine))
        return STOPPED;
    engine->held = question->wait_s > 0;
    engine->transport->ask(engine->transport->self, &request, answer);
    engine->held = engine->held && answer->status == 0;
    engine->requests++;
    engine->bytes_in += answer->in;
    engine->bytes_out += answer->out;
    if (answer->woken)
        return engine_stopped(engine) ? STOPPED : WOKEN;
    verdict_of(answer, engine->clock_suspect, &engine->verdict);
    if (engine->verdict.next == NEXT_AT_ONCE)
        return again(engine, question->paged && answer->in > 0);
    if (engine->verdict.next != NEXT_GO_ON) {
        take_reason(engine, answer);
        return FAILED;
    }
    if (!reply_read(answer, question->ends, question->counted, question->listed, reply, &e)) {
        reply_free(reply);
        return engine_damaged(engine, &e);
    }
    if (!take_members(engine, answer, reply, &e)) {
        reply_free(reply);
        return engine_local(engine, &e);
    }
    return GO_ON;
}

void engine_page_done(struct sync_engine *engine)
{
    engine->tries = engine->damaged = 0;
    if (++engine->good_pages >= 5 && engine->page < engine->page_most) {
        engine->good_pages = 0;
        engine->page = engine->page * 2 < engine->page_most ? engine->page * 2 : engine->page_most;
    }
}

bool engine_apply_rows(struct rows *rows, const json_t *cols, struct wire_rows list, struct error *e)
{
    if (!wire_map_read(cols, &rows->map, e)) {
        rows->damaged = true;
        return false;
    }
    for (size_t i = 0;; i++) {
        if (i % 64 == 0 && engine_stopped(rows->engine))
            return error_set(e, ERROR_STOPPED, "%s", _("stopped; it goes on next time"));
        int got = wire_rows_next(&list, &rows->map, &rows->c, e);
        if (got == 0)
            return true;
        rows->damaged = got < 0;
        if (got < 0 || !sync_apply_case(rows->apply, &rows->c, NULL, e))
            return false;
    }
}

/* ---- the order ---- */

bool engine_read(struct sync_engine *engine, struct error *e)
{
    struct sync_state *state = &engine->state;
    if (!sync_state_read(engine->store, state, e) || !sync_device(engine->store, engine->device, &engine->own_seq, e))
        return false;
    engine->acked = strcmp(state->device, engine->device) == 0 ? state->dev_seq : 0;
    return true;
}

bool engine_acknowledge(struct sync_engine *engine, struct error *e)
{
    if (engine->state.dev_seq == engine->acked && strcmp(engine->state.device, engine->device) == 0)
        return true;
    if (!sync_acknowledge(engine->basis.folder, engine->device, engine->acked, e))
        return false;
    engine->state.dev_seq = engine->acked;
    text_format(engine->state.device, sizeof engine->state.device, "%s", engine->device);
    sync_step("entries are acknowledged");
    return true;
}

/* Hello and the units are asked for at the first sync of a day, and where a snapshot begins. */
static bool day_begins(const struct sync_engine *engine)
{
    char shown[24], now[24], stamp[32];
    if (engine->state.epoch == 0 || !engine->state.synced_at[0])
        return true;
    clock_stamp_show(engine->state.synced_at, shown);
    clock_stamp_of(clock_now_ms() + engine->state.clock_offset_ms, stamp);
    clock_stamp_show(stamp, now);
    return strncmp(shown, now, 10) != 0;
}

/* And the digest is counted from the rows, so that "equal" is said of them and not of sums that were only kept. */
static enum course greet(struct sync_engine *engine)
{
    struct error e = {0};
    bool changed;
    if (!sync_digest_recount(engine->basis.folder, engine->basis.wait_ms, &changed, &e))
        return engine_local(engine, &e);
    enum course course = engine_hello(engine);
    return course == GO_ON ? engine_ref(engine) : course;
}

static bool digest_equal(struct sync_engine *engine, bool *equal, struct error *e)
{
    struct sync_digest own;
    bool good = sync_digest_read(engine->store, &own, e);
    *equal = good && own.count == engine->digest.count && own.sum == engine->digest.sum;
    return good;
}

/* Compares; where it differs, the digest is counted from the rows; where they differ too, the repair, and then the changes once more. */
static enum course compare(struct sync_engine *engine, bool *repaired, bool *once_more)
{
    struct error e = {0};
    bool equal, changed = false;
    engine->differs = false;
    *once_more = false;
    if (!engine->digest_known)
        return GO_ON;
    bool good = digest_equal(engine, &equal, &e);
    if (good && !equal && !*repaired)
        good = sync_digest_recount(engine->basis.folder, engine->basis.wait_ms, &changed, &e) && (!changed || digest_equal(engine, &equal, &e));
    if (!good)
        return engine_local(engine, &e);
    if (equal) {
        text_format(engine->state.equal_at, sizeof engine->state.equal_at, "%s", engine->state.server_time);
        return GO_ON;
    }
    engine->differs = true;
    if (*repaired)
        return GO_ON;
    *repaired = true;
    *once_more = true;
    return engine_repair(engine);
}

/* The server wants a new beginning after each one. */
static enum course without_end(struct sync_engine *engine)
{
    engine->verdict = (struct verdict){.class = SYNC_SOMETHING_ELSE, .next = NEXT_BACKOFF};
    text_format(engine->verdict.why, sizeof engine->verdict.why, "%s", N_("the data centre wants the sync to begin anew again and again"));
    return FAILED;
}

static enum course round_of(struct sync_engine *engine, int wait_s, bool *repaired, bool *once_more)
{
    enum course course = GO_ON;
    bool offered = engine->offer_again || engine->own_seq > engine->acked;
    *once_more = false;
    if (offered)
        course = engine_entries(engine);
    bool snapshot = engine->want_snapshot || engine->state.epoch == 0;
    if (course == GO_ON && snapshot)
        course = ++engine->snapshots > SNAPSHOTS_MOST ? without_end(engine) : engine_snapshot(engine);
    if (course == GO_ON)
        course = engine_changes(engine, snapshot ? 0 : wait_s);
    if (course == GO_ON && offered && !engine->digest_known) /* their cases have no number yet: it comes in a moment */
        course = engine_changes(engine, NUMBERED_S);
    if (course == GO_ON && engine->want_snapshot) { /* the epoch rose meanwhile */
        *once_more = true;
        return GO_ON;
    }
    if (course == GO_ON)
        course = compare(engine, repaired, once_more);
    *once_more = *once_more || engine->offer_again;
    return course;
}

enum engine_end engine_run(struct sync_engine *engine, int wait_s)
{
    struct error e = {0};
    bool repaired = false, once_more = true;
    enum course course = GO_ON;
    engine->page_most = engine->page_most ? engine->page_most : SYNC_PAGE_MAX;
    engine->page = engine->page ? engine->page : ENGINE_PAGE_FIRST;
    engine->ops = engine->ops ? engine->ops : SYNC_OPS_MAX;
    engine->received = engine->sent = engine->repaired = engine->refused = engine->kept = 0;
    engine->requests = engine->bytes_in = engine->bytes_out = 0;
    engine->tries = engine->damaged = engine->renewals = engine->snapshots = 0;
    engine->want_snapshot = engine->offer_again = engine->too_old = engine->digest_known = engine->differs = engine->held = false;
    engine->server_seq = -1;
    if (!engine_read(engine, &e)) {
        engine_local(engine, &e);
        return ENGINE_FAILED;
    }
    if (day_begins(engine))
        course = greet(engine);
    for (int i = 0; i < ROUNDS_MOST && course == GO_ON && once_more; i++)
        course = round_of(engine, wait_s, &repaired, &once_more);
    if (course == GO_ON && once_more)
        course = without_end(engine);
    return course == GO_ON ? ENGINE_WELL : course == WOKEN ? ENGINE_WOKEN : course == STOPPED ? ENGINE_STOPPED : ENGINE_FAILED;
}

/* ---- what is kept of it ---- */

static void sentence_of(const struct sync_engine *engine, enum engine_end end, char *out, size_t cap)
{
    if (end == ENGINE_FAILED)
        text_format(out, cap, "%s", engine->verdict.why);
    else if (engine->differs)
        text_format(out, cap, "%s", N_("some cases still differ from the data centre's after the repair"));
    else
        text_format(out, cap, "%s", engine->notice);
}

/* The gateway is not reached, whatever the reason of the moment: "offline since" counts from the first of them. */
static bool is_offline(enum sync_class class)
{
    return class == SYNC_VPN_DOWN || class == SYNC_SERVER_DOWN || class == SYNC_LINE_BROKE || class == SYNC_SOMETHING_ELSE;
}

bool engine_note(struct sync_engine *engine, enum engine_end end, int64_t next_ms, struct error *e)
{
    struct sync_state *state = &engine->state;
    enum sync_class class = end == ENGINE_FAILED ? engine->verdict.class : SYNC_WELL;
    char now[32];
    int64_t now_ms = clock_now_ms() + engine->correction_ms;
    clock_stamp_of(now_ms, now);
    if ((class != state->class && !(is_offline(class) && is_offline(state->class))) || !state->class_since[0])
        text_format(state->class_since, sizeof state->class_since, "%s", now);
    state->class = class;
    text_format(state->attempt_at, sizeof state->attempt_at, "%s", now);
    clock_stamp_of(now_ms + next_ms, state->next_at);
    sentence_of(engine, end, state->sentence, sizeof state->sentence);
    if (class == SYNC_WELL)
        text_format(state->synced_at, sizeof state->synced_at, "%s", state->server_time);
    state->received += engine->received;
    state->sent += engine->sent;
    state->repaired += engine->repaired;
    bool noted = sync_state_note(engine->basis.folder, state, e);
    sync_step("the state is noted");
    return noted;
}
