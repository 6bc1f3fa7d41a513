/* One request answered: who asks, may he, and which call it is. */
#include <stdlib.h>
#include <string.h>

#include "gateway/http.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

static const char *const names[CALLS + 1] = {
    [CALL_HELLO] = "hello", [CALL_CHANGES] = "changes", [CALL_SNAPSHOT] = "snapshot", [CALL_OPS] = "ops", [CALL_DIGEST] = "digest",
    [CALL_IDS] = "ids", [CALL_CASES] = "cases", [CALL_REF] = "ref", [CALL_NONE] = "none"};

const char *call_name(enum call call) {
    return names[call];
}

bool argument_int(struct request *r, const char *name, int64_t none, int64_t least, int64_t most, int64_t *out) {
    const char *text = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
    char *end = NULL, detail[96];
    *out = none;
    if (!text)
        return true;
    long long value = *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : -1;
    if (!end || *end != '\0' || value < least) {
        text_format(detail, sizeof detail, "%s must be a whole number from %lld on", name, (long long)least);
        reply_problem(r, 400, "bad-request", "The request is not understood", detail);
        return false;
    }
    *out = value > most ? most : value;
    return true;
}

/* ---- who asks ---- */

/* Headers that only nginx can set: on the unix socket, which nobody else may open. */
static bool unit_of_headers(struct request *r, const char **why) {
    const char *verified = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "X-Client-Verify");
    const char *subject = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "X-Client-Subject");
    *why = "no certificate was shown";
    if (!verified || strcmp(verified, "NONE") == 0)
        return false;
    *why = "the certificate is not accepted";
    if (strcmp(verified, "SUCCESS") != 0)
        return false;
    *why = "the certificate names no unit";
    return subject && subject_unit(subject, r->unit);
}

static bool unit_of_certificate(struct request *r, const char **why) {
    if (!r->server->tls)
        return unit_of_headers(r, why);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return peer_unit(r->server->tls, r->connection, info ? info->socket_context : NULL, r->unit, why);
}

void call_who(struct request *r) {
    r->unit[0] = '\0';
    r->named = unit_of_certificate(r, &r->why);
}

static void device_of(struct request *r) {
    const char *device = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "ITSSO-Device");
    if (device && strlen(device) < sizeof r->device &&
        strspn(device, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_:.") == strlen(device))
        text_format(r->device, sizeof r->device, "%s", device);
}

/* A client that is too old may still send its entries. */
static bool schema_good(struct request *r) {
    const char *schema = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "ITSSO-Schema");
    if (!schema || strtol(schema, NULL, 10) >= SYNC_SCHEMA || r->call == CALL_OPS || r->call == CALL_HELLO)
        return true;
    reply_problem(r, 426, "client-too-old", "This program is too old for the data centre", "update itsso-tui; entries are still taken");
    return false;
}

static bool known(struct request *r) {
    if (r->scope.unit != 0)
        return true;
    reply_problem(r, 403, "cert-unknown", "This computer is not known at the data centre", "the unit of its certificate is not in the hierarchy");
    return false;
}

static bool store_whole(struct request *r) {
    if (!r->scope.loading)
        return true;
    r->retry_after = 10;
    reply_problem(r, 503, "busy", "The data centre is being filled for the first time", "");
    return false;
}

/* ---- the call ---- */

static enum answered answer_call(struct request *r, struct db *db) {
    switch (r->call) {
    case CALL_HELLO:
        call_hello(r, db);
        break;
    case CALL_CHANGES:
        return call_changes(r, db);
    case CALL_SNAPSHOT:
        call_snapshot(r, db);
        break;
    case CALL_DIGEST:
        call_digest(r, db);
        break;
    case CALL_IDS:
        call_ids(r, db);
        break;
    case CALL_CASES:
        call_cases(r, db);
        break;
    case CALL_REF:
        call_ref(r, db);
        break;
    case CALL_OPS: /* writes: not in a reading transaction */
    case CALL_NONE:
        reply_problem(r, 404, "not-found", "There is no such call", "");
        break;
    }
    return ANSWERED;
}

/* In one snapshot: the scope and what is asked of it. */
static enum answered answer_in(struct request *r, struct db *db, const char *refused) {
    struct error e = {0};
    int wait = 0;
    if (!db_begin(db, &e) || !scope_read(db, r->unit, r->device, &r->scope, &e)) {
        reply_failed(r, db, &e);
        return ANSWERED;
    }
    r->scope_known = true;
    if (refused) {
        reply_problem(r, 403, "cert-unknown", "This computer is not known at the data centre", refused);
        return ANSWERED;
    }
    if (!known(r))
        return ANSWERED;
    if (r->crowded) {
        r->retry_after = 10;
        reply_problem(r, 429, "rate", "Too many connections of this certificate at once", "");
        return ANSWERED;
    }
    if (!r->waited && !throttle_take(&r->server->throttle, r->unit, r->begun, &wait)) {
        r->retry_after = wait;
        reply_problem(r, 429, "rate", "Too many requests from this computer", "");
        return ANSWERED;
    }
    if (r->too_large) {
        reply_problem(r, 413, "too-large", "The request is too large", "8 MiB at most");
        return ANSWERED;
    }
    if (!schema_good(r) || !store_whole(r) || r->call == CALL_OPS)
        return ANSWERED;
    return answer_call(r, db);
}

enum answered call_answer(struct request *r) {
    struct error e = {0};
    int64_t begun = clock_monotonic_ms();
    call_who(r); /* again: it may have been revoked while it waited, or while the body came */
    r->members.n = 0;
    r->status = 200;
    r->problem = false;
    device_of(r);
    struct db *db = gate_take(r->server->gate, SQL_READ, &e);
    if (!db) {
        reply_failed(r, NULL, &e);
        return ANSWERED;
    }
    enum answered answered = answer_in(r, db, r->named ? NULL : r->why);
    gate_give(r->server->gate, db);
    atomic_fetch_add(&r->server->metrics.store_n, 1);
    atomic_fetch_add(&r->server->metrics.store_millis, (uint_fast64_t)(clock_monotonic_ms() - begun));
    if (r->call == CALL_OPS && r->status == 200)
        call_ops(r);
    return answered;
}
