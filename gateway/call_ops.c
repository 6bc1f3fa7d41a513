/* POST /ops: entries from a device, and what it says of itself. */
#include <jansson.h>
#include <string.h>

#include "gateway/http.h"
#include "gateway/log.h"
#include "gateway/notice.h"
#include "gateway/ops.h"
#include "src/clock.h"
#include "src/sync/wire.h"
#include "src/text.h"

static void bad(struct request *r, const char *detail) {
    reply_problem(r, 400, "bad-request", "The request is not understood", detail);
}

static void state_read_from(const json_t *state, struct ops_state *out) {
    const char *cursor = json_string_value(json_object_get(state, "cursor")), *sum = json_string_value(json_object_get(state, "sum"));
    int64_t epoch, seq;
    uint64_t number;
    if (cursor && strlen(cursor) < sizeof out->cursor && wire_cursor_parse(cursor, &epoch, &seq))
        text_format(out->cursor, sizeof out->cursor, "%s", cursor);
    if (sum && wire_sum_parse(sum, &number))
        text_format(out->sum, sizeof out->sum, "%s", sum);
    out->count = json_integer_value(json_object_get(state, "count"));
    out->unsent = json_integer_value(json_object_get(state, "unsent"));
}

/* The device stands in the body, in the header, or in both alike. */
static bool device_good(struct request *r, const json_t *body) {
    const json_t *named = json_object_get(body, "device");
    const char *device = json_string_value(named);
    if (device && r->device[0] == '\0' && strlen(device) < sizeof r->device &&
        strspn(device, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_:.") == strlen(device))
        text_format(r->device, sizeof r->device, "%s", device);
    return r->device[0] != '\0' && (!named || (device && strcmp(device, r->device) == 0));
}

static void reply_list(struct request *r, const char *name, const struct buffer *elements) {
    reply_member(r, name);
    buffer_text(&r->members, "[");
    buffer_add(&r->members, buffer_string(elements), elements->n);
    buffer_text(&r->members, "]");
}

static void reply_verdict(struct request *r, const struct db *db, const struct ops *ops, const struct error *e) {
    r->scope.dev_seq = ops->dev_seq;
    switch (ops->verdict) {
    case OPS_TAKEN:
        reply_list(r, "results", &ops->results);
        reply_list(r, "refused", &ops->refused);
        reply_truth(r, "end", true);
        return;
    case OPS_GAP:
        reply_problem(r, 409, "seq-gap", "An entry before these is missing", "");
        reply_int(r, "expected", ops->expected);
        return;
    case OPS_REWOUND:
        reply_problem(r, 409, "device-rewound", "This device's numbers are known with other entries: take a new device id", "");
        return;
    case OPS_BAD:
        bad(r, ops->why);
        return;
    case OPS_UNKNOWN:
        reply_problem(r, 403, "cert-unknown", "This computer is not known at the data centre", "");
        return;
    case OPS_FAILED:
        reply_failed(r, db, e);
        return;
    }
}

static void take(struct request *r, const json_t *entries, const json_t *state) {
    struct error e = {0};
    struct ops ops = {.unit = r->unit, .device = r->device, .entries = entries, .today = clock_today(), .verdict = OPS_FAILED};
    state_read_from(state, &ops.state);
    struct db *db = gate_take(r->server->gate, SQL_WRITE, &e);
    if (db)
        ops_take(db, &ops, &e);
    reply_verdict(r, db, &ops, &e);
    if (db && ops.verdict == OPS_TAKEN && ops.redacted && !db_settle(db, &e)) /* the WAL must not keep the text */
        log_line(LOG_WARN, "after a redaction: %s", e.text);
    if (db)
        gate_give(r->server->gate, db);
    if (ops.verdict == OPS_TAKEN && ops.changed)
        notice_committed(&r->server->notices);
    if (ops.verdict == OPS_TAKEN)
        throttle_spend(&r->server->budget, r->unit, r->begun, ops.applied + !r->scope.device_known);
    if (ops.verdict == OPS_TAKEN)
        atomic_fetch_add(&r->server->metrics.entries_taken, (uint_fast64_t)ops.applied);
    ops_free(&ops);
}

/* What is kept for ever is bounded: new entries and new devices of a day. Heartbeats of a known device pass. */
static bool within_budget(struct request *r, const json_t *entries) {
    int wait;
    if ((json_array_size(entries) == 0 && r->scope.device_known) || throttle_has(&r->server->budget, r->unit, r->begun, &wait))
        return true;
    r->retry_after = wait < 60 ? 60 : wait;
    reply_problem(r, 429, "rate", "Too many new entries from this unit today", "they are taken later");
    return false;
}

void call_ops(struct request *r) {
    json_t *body = wire_load(buffer_string(&r->body), r->body.n, JSON_REJECT_DUPLICATES, WIRE_VALUES_BODY);
    const json_t *entries = json_object_get(body, "entries");
    if (!json_is_object(body) || !json_is_array(entries))
        bad(r, "{\"device\": …, \"state\": …, \"entries\": […]} was expected");
    else if (json_array_size(entries) > SYNC_OPS_MAX)
        reply_problem(r, 413, "too-large", "Too many entries in one request", "200 at most");
    else if (!device_good(r, body))
        bad(r, "the device's id must stand in ITSSO-Device, and be the same in the body");
    else if (within_budget(r, entries))
        take(r, entries, json_object_get(body, "state"));
    json_decref(body);
}
