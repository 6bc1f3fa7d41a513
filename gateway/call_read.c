/* The calls that read: hello, changes, snapshot, digest, ids, cases, ref. Each in the caller's snapshot. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/feed.h"
#include "gateway/http.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

#define WAIT_MAX 55 /* seconds */
#define PAGE_ROWS 500
#define CASES_BYTES (4 * 1024 * 1024) /* what is asked for beyond these is left out: a repair fetches it the next time */

void call_hello(struct request *r, struct db *db) {
    (void)db;
    reply_member(r, "schema");
    buffer_format(&r->members, "[%d,%d]", SYNC_SCHEMA, SYNC_SCHEMA);
    reply_string(r, "server", "itsso-gateway " VERSION);
    reply_string(r, "unit", r->unit);
    reply_member(r, "limits");
    buffer_format(&r->members, "{\"page\":%d,\"ops\":%d,\"body\":%d,\"wait\":%d}", SYNC_PAGE_MAX, SYNC_OPS_MAX, SYNC_BODY_MAX, WAIT_MAX);
    if (r->server->notice[0] != '\0')
        reply_string(r, "notice", r->server->notice);
}

static void reply_array(struct request *r, const char *name, const struct buffer *elements) {
    reply_member(r, name);
    buffer_text(&r->members, "[");
    buffer_add(&r->members, buffer_string(elements), elements->n);
    buffer_text(&r->members, "]");
}

static void reply_end(struct request *r, int n) {
    reply_int(r, "n", n);
    reply_truth(r, "end", true);
}

static void reply_digest(struct request *r, const struct sync_digest *digest) {
    char sum[17];
    wire_sum_write(digest->sum, sum);
    buffer_format(&r->members, "\"count\":%" PRId64 ",\"sum\":\"%s\"", digest->count, sum);
}

/* ---- changes ---- */

/* The cursor of the request; false: a problem was set. */
static bool cursor_read(struct request *r, int64_t *seq) {
    const char *text = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "since");
    int64_t epoch;
    if (!text || !wire_cursor_parse(text, &epoch, seq)) {
        reply_problem(r, 400, "bad-request", "The request is not understood", "since must be a cursor, EPOCH.SEQ");
        return false;
    }
    if (epoch == r->scope.epoch && *seq <= r->scope.seq && *seq >= r->scope.min_seq)
        return true;
    bool old = epoch == r->scope.epoch && *seq < r->scope.min_seq;
    reply_problem(r, 410, "cursor-expired", old ? "The last sync was too long ago: fetch a snapshot" : "The data centre's copy began anew: fetch a snapshot", "");
    return false;
}

/* On the last page, where the feed is whole. */
static bool changes_digest(struct request *r, struct db *db, struct error *e) {
    struct sync_digest digest;
    bool waits;
    if (!feed_waits(db, &r->scope, &waits, e))
        return false;
    if (waits)
        return true;
    if (!feed_digest(db, &r->scope, &digest, e))
        return false;
    reply_member(r, "digest");
    buffer_text(&r->members, "{");
    reply_digest(r, &digest);
    buffer_text(&r->members, "}");
    return true;
}

static bool reply_changes(struct request *r, struct db *db, const struct page *page, struct error *e) {
    reply_member(r, "cols");
    buffer_text(&r->members, store_columns());
    reply_array(r, "rows", &page->rows);
    reply_array(r, "gone", &page->gone);
    reply_cursor(r, "next", page->next);
    reply_truth(r, "more", page->more);
    if (!page->more && !changes_digest(r, db, e))
        return false;
    reply_end(r, page->rows_n + page->gone_n);
    return true;
}

enum answered call_changes(struct request *r, struct db *db) {
    struct waiters *w = &r->server->waiters;
    struct error e = {0};
    struct page page = {0};
    int64_t since, limit, wait;
    if (!argument_int(r, "limit", PAGE_ROWS, 1, SYNC_PAGE_MAX, &limit) || !argument_int(r, "wait", 0, 0, WAIT_MAX, &wait) ||
        !cursor_read(r, &since))
        return ANSWERED;
    if (!r->waited)
        r->wait_until = r->begun + wait * 1000;
    bool good = feed_changes(db, &r->scope, since, (int)limit, &page, &e);
    bool nothing = good && page.rows_n + page.gone_n == 0 && !page.more;
    if (nothing && wait > 0 && clock_monotonic_ms() < r->wait_until && !atomic_load(&r->server->stopping)) {
        bool before = r->waited;
        r->waited = true; /* before it sleeps: another thread may wake it at once */
        if (waiters_add(w, r->connection, r->scope.lft, r->scope.rgt, &r->wait_until, r->scope.seq, r->scope.state_epoch, r->scope.units_tag)) {
            page_free(&page);
            return ANSWER_WAITS;
        }
        r->waited = before;
    }
    if (!good || !reply_changes(r, db, &page, &e))
        reply_failed(r, db, &e);
    page_free(&page);
    return ANSWERED;
}

/* ---- snapshot ---- */

/* "after" is what "last" was: EPOCH-CASE. */
static bool after_read(struct request *r, case_id *after) {
    const char *text = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "after");
    char *end = NULL;
    *after = 0;
    if (!text || *text == '\0')
        return true;
    long long epoch = strtoll(text, &end, 10);
    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        *after = strtoll(end + 1, &end, 10);
    if (*end != '\0' || *after <= 0 || epoch <= 0) {
        reply_problem(r, 400, "bad-request", "The request is not understood", "after must be what last was");
        return false;
    }
    if (epoch == r->scope.epoch)
        return true;
    reply_problem(r, 409, "epoch-changed", "The data centre's copy began anew: begin the snapshot again", "");
    return false;
}

void call_snapshot(struct request *r, struct db *db) {
    struct error e = {0};
    struct page page = {0};
    int64_t limit;
    case_id after;
    if (!argument_int(r, "limit", PAGE_ROWS, 1, SYNC_PAGE_MAX, &limit) || !after_read(r, &after))
        return;
    if (!feed_snapshot(db, &r->scope, after, (int)limit, &page, &e)) {
        reply_failed(r, db, &e);
    } else {
        char last[64];
        text_format(last, sizeof last, "%" PRId64 "-%" PRId64, r->scope.epoch, page.last);
        reply_member(r, "cols");
        buffer_text(&r->members, store_columns());
        reply_array(r, "rows", &page.rows);
        reply_cursor(r, "c0", r->scope.seq);
        reply_string(r, "last", page.last > 0 ? last : "");
        reply_truth(r, "more", page.more);
        reply_end(r, page.rows_n);
    }
    page_free(&page);
}

/* ---- repair ---- */

void call_digest(struct request *r, struct db *db) {
    struct error e = {0};
    struct sync_digest bucket[SYNC_BUCKETS], all = {0};
    if (!feed_buckets(db, &r->scope, bucket, &e)) {
        reply_failed(r, db, &e);
        return;
    }
    for (int i = 0; i < SYNC_BUCKETS; i++) {
        all.count += bucket[i].count;
        all.sum += bucket[i].sum;
    }
    buffer_text(&r->members, ",");
    reply_digest(r, &all);
    reply_member(r, "buckets");
    for (int i = 0; i < SYNC_BUCKETS; i++) {
        char sum[17];
        wire_sum_write(bucket[i].sum, sum);
        buffer_format(&r->members, "%s[%" PRId64 ",\"%s\"]", i > 0 ? "," : "[", bucket[i].count, sum);
    }
    buffer_text(&r->members, "]");
    reply_truth(r, "end", true);
}

void call_ids(struct request *r, struct db *db) {
    struct error e = {0};
    struct buffer ids = {0};
    int64_t bucket;
    int n;
    if (!argument_int(r, "bucket", -1, 0, SYNC_BUCKETS, &bucket))
        return;
    if (bucket < 0 || bucket >= SYNC_BUCKETS) {
        reply_problem(r, 400, "bad-request", "The request is not understood", "bucket must be 0 to 255");
        return;
    }
    if (feed_ids(db, &r->scope, (int)bucket, &ids, &n, &e)) {
        reply_array(r, "ids", &ids);
        reply_end(r, n);
    } else {
        reply_failed(r, db, &e);
    }
    buffer_free(&ids);
}

void call_cases(struct request *r, struct db *db) {
    struct error e = {0};
    struct page page = {0};
    json_t *body = wire_load(buffer_string(&r->body), r->body.n, JSON_REJECT_DUPLICATES, WIRE_VALUES_BODY);
    const json_t *ids = json_object_get(body, "ids");
    bool good = json_is_array(ids) && json_array_size(ids) <= SYNC_PAGE_MAX;
    for (size_t i = 0; good && i < json_array_size(ids); i++) {
        const char *text = json_string_value(json_array_get(ids, i));
        case_id id = text ? case_no_parse_full(text) : 0;
        good = id != 0;
        if (good && page.rows.n < CASES_BYTES && !feed_case(db, &r->scope, id, &page, &e)) {
            reply_failed(r, db, &e);
            goto done;
        }
    }
    if (!good) {
        reply_problem(r, 400, "bad-request", "The request is not understood", "{\"ids\": [at most 2000 case numbers]} was expected");
        goto done;
    }
    reply_member(r, "cols");
    buffer_text(&r->members, store_columns());
    reply_array(r, "rows", &page.rows);
    reply_end(r, page.rows_n);
done:
    page_free(&page);
    json_decref(body);
}

void call_ref(struct request *r, struct db *db) {
    struct error e = {0};
    struct buffer units = {0};
    int n;
    const char *have = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "If-None-Match");
    text_format(r->etag, sizeof r->etag, "\"%s/%s\"", r->scope.units_tag, r->unit);
    if (have && strcmp(have, r->etag) == 0) {
        r->status = 304;
        return;
    }
    if (feed_units(db, &r->scope, &units, &n, &e)) {
        reply_array(r, "units", &units);
        reply_end(r, n);
    } else {
        reply_failed(r, db, &e);
    }
    buffer_free(&units);
}
