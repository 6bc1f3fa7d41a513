/* Entries up: offered in the order of their numbers until the server has answered for all of them. */
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/sync/engine_inside.h"
#include "src/sync/steps.h"
#include "src/text.h"

#define RENEWALS_MOST 2

/* The server knows this device otherwise than we do: another id, all entries numbered anew and offered again. */
static enum course renew(struct sync_engine *engine)
{
    struct error e = {0};
    if (++engine->renewals > RENEWALS_MOST) {
        error_set(&e, ERROR_UNABLE, "%s", _("the data centre does not take this folder's entries under a new device number either"));
        verdict_damaged(2, e.text, &engine->verdict);
        return FAILED;
    }
    if (!sync_device_renew(engine->basis.folder, &e))
        return engine_local(engine, &e);
    sync_step("the device is renewed");
    struct sync_state kept = engine->state; /* what the answers told of the clock */
    if (!engine_read(engine, &e))
        return engine_local(engine, &e);
    memcpy(engine->state.server_time, kept.server_time, sizeof kept.server_time);
    engine->state.clock_offset_ms = kept.clock_offset_ms;
    engine->server_seq = -1;
    engine->offer_again = false;
    return TRY_AGAIN;
}

/* The body of POST /ops; the caller frees it. NULL: no memory. */
static char *body_of(const struct sync_engine *engine, const struct entry *entries, int n)
{
    char cursor[48], sum[17];
    struct sync_digest own = {0};
    struct error e = {0};
    sync_digest_read(engine->store, &own, &e);
    wire_cursor_write(engine->state.epoch, engine->state.cursor, cursor);
    wire_sum_write(own.sum, sum);
    json_t *list = json_array();
    for (int i = 0; list && i < n; i++)
        if (json_array_append_new(list, wire_entry_write(&entries[i], true)) != 0) {
            json_decref(list);
            list = NULL;
        }
    if (!list)
        return NULL;
    json_t *body = json_pack("{s:s, s:{s:s, s:I, s:s, s:I}, s:o}", "device", engine->device, "state", "cursor", cursor, "count",
                             (json_int_t)own.count, "sum", sum, "unsent", (json_int_t)(engine->own_seq - engine->acked), "entries", list);
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    return text;
}

/* The results, which stand in the order of what was offered; those refused are kept before anything is acknowledged. */
static bool take_results(struct sync_engine *engine, const struct reply *reply, const struct entry *entries, int n, bool *damaged, struct error *e)
{
    const json_t *results = reply_array(reply, "results");
    struct sync_refusal *refusals = calloc((size_t)n, sizeof *refusals);
    int refused = 0, fresh = 0;
    *damaged = true;
    if (!refusals) {
        *damaged = false;
        return error_set(e, ERROR_UNABLE, "%s", _("there is not enough memory"));
    }
    bool good = json_array_size(results) == (size_t)n && reply->dev_seq >= entries[n - 1].seq;
    for (int i = 0; good && i < n; i++) {
        const json_t *one = json_array_get(results, (size_t)i);
        const char *id = json_string_value(json_array_get(one, 0)), *what = json_string_value(json_array_get(one, 1)),
                   *why = json_string_value(json_array_get(one, 2));
        good = id && what && strcmp(id, entries[i].id) == 0;
        if (!good)
            break;
        fresh += strcmp(what, "dup") != 0;
        if (strcmp(what, "refused") == 0) {
            struct sync_refusal *r = &refusals[refused++];
            text_format(r->id, sizeof r->id, "%s", entries[i].id);
            r->case_id = entries[i].case_id;
            text_format(r->kind, sizeof r->kind, "%s", entry_kind_name(entries[i].kind));
            text_clean(why ? why : "", why ? strlen(why) : 0, r->reason, sizeof r->reason);
            text_format(r->at, sizeof r->at, "%s", engine->state.server_time);
        }
    }
    if (!good)
        error_set(e, ERROR_UNABLE, "%s", _("the answer to the entries is not about those that were sent"));
    else {
        *damaged = false;
        good = refused == 0 || sync_refused(engine->basis.folder, refusals, refused, e);
    }
    free(refusals);
    if (!good)
        return false;
    engine->refused += refused;
    engine->sent += fresh;
    return true;
}

/* One request with n entries. TRY_AGAIN: the same or others are to be offered (engine->acked says from where). */
static enum course offer(struct sync_engine *engine, const struct entry *entries, int n)
{
    struct error e = {0};
    struct reply reply;
    bool damaged = false;
    char *body = body_of(engine, entries, n);
    if (!body) {
        error_set(&e, ERROR_UNABLE, "%s", _("there is not enough memory"));
        return engine_local(engine, &e);
    }
    const struct question question = {.path = "/ops", .body = body, .body_size = strlen(body), .ends = true};
    enum course course = engine_ask(engine, &question, &reply, NULL);
    free(body);
    if (course != GO_ON)
        return course;
    if (strcmp(reply.problem, "seq-gap") == 0 && engine->acked + 1 < entries[0].seq) {
        course = TRY_AGAIN; /* dev_seq fell back: engine_ask has taken it, and those before are offered first */
    } else if (strcmp(reply.problem, "seq-gap") == 0 || strcmp(reply.problem, "device-rewound") == 0) {
        course = renew(engine);
    } else if (strcmp(reply.problem, "too-large") == 0 && engine->ops > 1) {
        engine->ops /= 2;
        course = TRY_AGAIN;
    } else if (reply.problem[0]) {
        course = engine_problem(engine, &reply);
    } else if (!take_results(engine, &reply, entries, n, &damaged, &e)) {
        course = damaged ? engine_damaged(engine, &e) : engine_local(engine, &e);
    } else {
        engine->acked = entries[n - 1].seq;
        engine_page_done(engine);
        sync_step("entries are answered");
        if (!engine_acknowledge(engine, &e))
            course = engine_local(engine, &e);
    }
    reply_free(&reply);
    return course;
}

enum course engine_entries(struct sync_engine *engine)
{
    struct error e = {0};
    struct entry *entries = calloc(SYNC_OPS_MAX, sizeof *entries);
    enum course course = TRY_AGAIN;
    if (!entries) {
        error_set(&e, ERROR_UNABLE, "%s", _("there is not enough memory"));
        return engine_local(engine, &e);
    }
    while (course == TRY_AGAIN || course == GO_ON) {
        int n = sync_outbox(engine->store, engine->acked, entries, engine->ops, &e);
        if (n < 0) {
            course = engine_local(engine, &e);
            break;
        }
        if (n == 0) {
            /* numbers that this folder never gave: it was restored from a backup */
            course = engine->server_seq > engine->acked ? renew(engine) : GO_ON;
            if (course == TRY_AGAIN)
                continue;
            break;
        }
        engine->own_seq = entries[n - 1].seq > engine->own_seq ? entries[n - 1].seq : engine->own_seq;
        course = entries[0].seq == engine->acked + 1 ? offer(engine, entries, n) : renew(engine); /* a number is missing here */
        if (engine_stopped(engine))
            course = STOPPED;
    }
    free(entries);
    engine->offer_again = course == GO_ON && engine->server_seq > engine->acked;
    return course;
}
