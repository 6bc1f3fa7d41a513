/* What goes out: one JSON object with epoch, dev_seq and srv_time in front, or a problem (RFC 9457) with the same; gzip where the client
 * takes it. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "gateway/http.h"
#include "gateway/log.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"

#define GZIP_FROM 1024
/* Levels of 1-9, of a page of 520 KB: 2 gives 110 KB in 4 ms, 4 93 KB in 7 ms, 6 83 KB in 18 ms. Large pages are a whole district or
 * state being fetched, where the processor is what one waits for; small ones go over thin lines. */
#define GZIP_LARGE (256 * 1024)
#define GZIP_LEVEL(n) ((n) < GZIP_LARGE ? 6 : 2)

void reply_member(struct request *r, const char *name) {
    buffer_format(&r->members, ",\"%s\":", name);
}

void reply_string(struct request *r, const char *name, const char *value) {
    reply_member(r, name);
    buffer_json(&r->members, value);
}

void reply_int(struct request *r, const char *name, int64_t value) {
    reply_member(r, name);
    buffer_int(&r->members, value);
}

void reply_truth(struct request *r, const char *name, bool value) {
    reply_member(r, name);
    buffer_text(&r->members, value ? "true" : "false");
}

void reply_cursor(struct request *r, const char *name, int64_t seq) {
    char cursor[48];
    wire_cursor_write(r->scope.epoch, seq, cursor);
    reply_string(r, name, cursor);
}

void reply_problem(struct request *r, int status, const char *name, const char *title, const char *detail) {
    r->members.n = 0;
    r->status = status;
    r->problem = true;
    buffer_format(&r->members, ",\"type\":\"urn:itsso:problem:%s\"", name);
    reply_string(r, "title", title);
    reply_int(r, "status", status);
    if (detail[0] != '\0')
        reply_string(r, "detail", detail);
}

void reply_failed(struct request *r, const struct db *db, const struct error *e) {
    bool passing = !db || db_unavailable(db);
    atomic_fetch_add(&r->server->metrics.store_failed, 1);
    log_line(LOG_FAULT, "%s %s: %s", r->method, r->path, e->text);
    if (passing) {
        r->retry_after = 5;
        reply_problem(r, 503, "busy", "The data centre's store is busy or cannot be reached", "");
    } else {
        reply_problem(r, 500, "broken", "The data centre's store could not answer", "");
    }
}

/* ---- sending ---- */

/* The whole object. Where the store did not answer there is no epoch and no dev_seq to tell. */
static bool put_together(struct request *r, struct buffer *out) {
    char now[32];
    clock_stamp(now);
    if (r->scope_known)
        buffer_format(out, "{\"epoch\":%lld,\"dev_seq\":%lld,\"srv_time\":\"%s\"", (long long)r->scope.epoch, (long long)r->scope.dev_seq, now);
    else
        buffer_format(out, "{\"srv_time\":\"%s\"", now);
    buffer_add(out, buffer_string(&r->members), r->members.n);
    buffer_text(out, "}\n");
    return buffer_good(out) && buffer_good(&r->members);
}

static bool gzip(const struct buffer *in, struct buffer *out) {
    z_stream z = {0};
    if (deflateInit2(&z, GZIP_LEVEL(in->n), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    out->room = deflateBound(&z, (uLong)in->n) + 1;
    out->at = malloc(out->room);
    z.next_in = (Bytef *)in->at;
    z.avail_in = (uInt)in->n;
    z.next_out = (Bytef *)out->at;
    z.avail_out = (uInt)out->room;
    bool good = out->at && deflate(&z, Z_FINISH) == Z_STREAM_END;
    out->n = z.total_out;
    deflateEnd(&z);
    return good;
}

static void headers(struct request *r, struct MHD_Response *response, bool gzipped) {
    char seconds[16];
    MHD_add_response_header(response, "Content-Type", r->problem ? "application/problem+json" : "application/json");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (gzipped)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (r->etag[0] != '\0' && !r->problem)
        MHD_add_response_header(response, "ETag", r->etag);
    if (r->crowded || (r->server->tls && !r->named)) /* a stranger's next question costs him a handshake */
        MHD_add_response_header(response, "Connection", "close");
    if (r->retry_after > 0) {
        struct buffer text = {0};
        buffer_int(&text, r->retry_after);
        memcpy(seconds, buffer_string(&text), text.n < sizeof seconds ? text.n + 1 : 1);
        buffer_free(&text);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
}

enum MHD_Result reply_send(struct request *r) {
    struct buffer plain = {0}, small = {0};
    bool good = r->status == 304 || put_together(r, &plain);
    bool gzipped = good && r->wants_gzip && plain.n > GZIP_FROM && gzip(&plain, &small);
    struct buffer *body = gzipped ? &small : &plain;
    if (!good)
        log_line(LOG_FAULT, "%s %s: there is not enough memory for a reply", r->method, r->path);
    struct MHD_Response *response =
        good ? MHD_create_response_from_buffer(r->status == 304 ? 0 : body->n, body->at, MHD_RESPMEM_MUST_FREE) : NULL;
    size_t sent = body->n;
    if (response)
        *body = (struct buffer){0}; /* the response owns it */
    buffer_free(&plain);
    buffer_free(&small);
    if (!response)
        return MHD_NO;
    headers(r, response, gzipped);
    enum MHD_Result result = MHD_queue_response(r->connection, (unsigned)r->status, response);
    MHD_destroy_response(response);
    int64_t took = clock_monotonic_ms() - r->begun;
    metrics_request(&r->server->metrics, (int)r->call, r->status, r->waited ? 0 : took, r->body.n, sent);
    log_line(r->status >= 500 ? LOG_WARN : LOG_REQUEST, "%s %s %d %zu bytes %lld ms %s", r->method, r->path, r->status, sent, (long long)took,
             r->unit[0] ? r->unit : "-");
    return result;
}
