/* hello, snapshot, changes, wait. */
#include "tests/conformance/conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct all all;
static long long epoch_now, page_limit, wait_limit;

static bool hello(void)
{
    struct answer a;
    bool good = get(&a, "/hello");
    const json_t *schema = json_object_get(a.json, "schema"), *limits = json_object_get(a.json, "limits");
    page_limit = json_integer_value(json_object_get(limits, "page"));
    wait_limit = json_integer_value(json_object_get(limits, "wait"));
    epoch_now = json_integer_value(json_object_get(a.json, "epoch"));
    if (good && a.size >= 300)
        good = why("%zu bytes, under 300 were expected", a.size);
    if (good && (json_array_size(schema) != 2 || json_integer_value(json_array_get(schema, 0)) > 1 || json_integer_value(json_array_get(schema, 1)) < 1))
        good = why("schema 1 is not among those that it speaks");
    if (good && (page_limit < 1 || wait_limit < 0 || json_integer_value(json_object_get(limits, "ops")) < 1 ||
                 json_integer_value(json_object_get(limits, "body")) < 1))
        good = why("limits: page, ops, body, wait were expected");
    if (good && (!json_is_string(json_object_get(a.json, "unit")) || !json_is_string(json_object_get(a.json, "server"))))
        good = why("unit or server is missing");
    if (good)
        note("%s, unit %s, epoch %lld", json_string_value(json_object_get(a.json, "server")), json_string_value(json_object_get(a.json, "unit")), epoch_now);
    answer_free(&a);
    return good;
}

static bool keep(const json_t *page, size_t row)
{
    struct known k = { .ver = json_integer_value(cell(page, row, "ver")), .row = json_deep_copy(json_array_get(json_object_get(page, "rows"), row)) };
    int station, year;
    snprintf(k.id, sizeof k.id, "%s", json_string_value(cell(page, row, "id")));
    shape_case_id(cell(page, row, "id"), &station, &k.serial, &year);
    if (all.n == all.room) {
        all.room = all.room ? 2 * all.room : 1024;
        struct known *grown = realloc(all.at, all.room * sizeof *grown);
        if (!grown)
            return why("no memory");
        all.at = grown;
    }
    all.at[all.n++] = k;
    return true;
}

static void forget(void)
{
    for (size_t i = 0; i < all.n; i++)
        json_decref(all.at[i].row);
    all.n = 0;
    json_decref(all.cols);
    all.cols = NULL;
    all.c0[0] = '\0';
}

/* (station, year, serial) in one number. */
static long long order_of(const char *id)
{
    int station = 0, serial = 0, year = 0;
    sscanf(id, "%d/%d/%d", &station, &serial, &year);
    return ((long long)station * 10000 + year) * 10000000 + serial;
}

static bool keep_page(const struct answer *a, int limit, long long *last_order)
{
    const json_t *page = a->json;
    size_t n = json_array_size(json_object_get(page, "rows"));
    long long epoch, seq;
    if (!shape_page(page, false) || !shape_cursor(json_object_get(page, "c0"), &epoch, &seq))
        return false;
    if (epoch != epoch_now)
        return why("c0 is of epoch %lld, the server of %lld", epoch, epoch_now);
    if ((long long)n > limit)
        return why("%zu rows where limit was %d", n, limit);
    if (!all.cols) {
        all.cols = json_deep_copy(json_object_get(page, "cols"));
        snprintf(all.c0, sizeof all.c0, "%s", json_string_value(json_object_get(page, "c0")));
    } else if (!json_equal(all.cols, json_object_get(page, "cols")))
        return why("cols differ from page to page");
    for (size_t i = 0; i < n; i++) {
        long long order = order_of(json_string_value(cell(page, i, "id")));
        if (order <= *last_order)
            return why("%s comes after a case that should follow it", json_string_value(cell(page, i, "id")));
        *last_order = order;
        if (!keep(page, i))
            return false;
    }
    return true;
}

static void escape(const char *text, char *out, size_t cap)
{
    size_t n = 0;
    for (; *text && n + 4 < cap; text++) {
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", *text))
            out[n++] = *text;
        else
            n += (size_t)snprintf(out + n, cap - n, "%%%02X", (unsigned)(unsigned char)*text);
    }
    out[n] = '\0';
}

static bool snapshot_in_pages_of(int limit)
{
    char last[512] = "", escaped[1600];
    long long last_order = -1;
    bool more = true;
    forget();
    for (int pages = 0; more; pages++) {
        struct answer a;
        escape(last, escaped, sizeof escaped);
        bool good = get(&a, "/snapshot?limit=%d%s%s", limit, pages ? "&after=" : "", escaped) && keep_page(&a, limit, &last_order);
        const char *next = json_string_value(json_object_get(a.json, "last"));
        more = json_is_true(json_object_get(a.json, "more"));
        if (good && more && (!next || strcmp(next, last) == 0 || json_array_size(json_object_get(a.json, "rows")) == 0))
            good = why("more is true, and the page leads no further");
        snprintf(last, sizeof last, "%s", next ? next : "");
        answer_free(&a);
        if (!good || pages > 2000000)
            return false;
    }
    return true;
}

static bool snapshot(void)
{
    bool good = snapshot_in_pages_of(page_limit > 2000 ? 2000 : (int)page_limit);
    note("%zu cases in scope", all.n);
    return good;
}

/* The same cases in small pages (of a scope that is not too large for that). */
static bool small_pages(void)
{
    size_t n = all.n;
    return snapshot_in_pages_of(n < 3000 ? 7 : 400) && (all.n >= n - n / 10 || why("%zu cases in large pages, %zu in small ones", n, all.n));
}

static bool gzip(void)
{
    struct answer packed, plain;
    char path[64];
    snprintf(path, sizeof path, "/snapshot?limit=%lld", page_limit > 500 ? 500 : page_limit);
    ask(&(struct ask){ .path = path, .raw = true }, &packed);
    ask(&(struct ask){ .path = path, .plain = true }, &plain);
    bool good = packed.code == 0 && plain.code == 0 && packed.status == 200 && plain.status == 200;
    if (!good)
        why("status %ld and %ld: %s", packed.status, plain.status, *packed.why ? packed.why : plain.why);
    if (good && (strcmp(packed.type, "application/json") != 0 || !plain.json))
        good = why("type \"%s\", application/json was expected", packed.type);
    if (good && *plain.encoding)
        good = why("Content-Encoding \"%s\" where none was accepted", plain.encoding);
    if (good && plain.size > 4096 && strcmp(packed.encoding, "gzip") != 0)
        good = why("%zu bytes were sent unpacked", plain.size);
    if (good && strcmp(packed.encoding, "gzip") == 0 && (packed.size < 2 || memcmp(packed.bytes, "\x1f\x8b", 2) != 0))
        good = why("called gzip, and is none");
    answer_free(&packed);
    answer_free(&plain);
    return good;
}

/* From a cursor to the end in pages; what the last one says. */
static bool changes_from(const char *since, int limit, char next[48], size_t *rows, size_t *gone, int64_t *count, uint64_t *sum)
{
    long long epoch = 0, seq = 0, before = -1;
    *rows = *gone = 0;
    snprintf(next, 48, "%s", since);
    for (bool more = true; more;) {
        struct answer a;
        bool good = get(&a, "/changes?since=%s&limit=%d", next, limit) && shape_page(a.json, true) && shape_cursor(json_object_get(a.json, "next"), &epoch, &seq);
        more = json_is_true(json_object_get(a.json, "more"));
        *rows += json_array_size(json_object_get(a.json, "rows"));
        *gone += json_array_size(json_object_get(a.json, "gone"));
        if (good && epoch != epoch_now)
            good = why("next is of epoch %lld, the server of %lld", epoch, epoch_now);
        if (good && (seq < before || (more && seq == before)))
            good = why("next does not move on: %lld after %lld", seq, before);
        before = seq;
        snprintf(next, 48, "%s", good ? json_string_value(json_object_get(a.json, "next")) : "");
        const json_t *digest = json_object_get(a.json, "digest");
        if (good && more && digest)
            good = why("a digest before the last page");
        *count = -1;
        if (good && digest)
            good = shape_digest(digest, count, sum);
        answer_free(&a);
        if (!good)
            return false;
    }
    return true;
}

static bool changes(void)
{
    char next[48], again[48];
    size_t rows, gone;
    int64_t count = -1;
    uint64_t sum = 0, own = 0;
    if (!changes_from(all.c0, 500, next, &rows, &gone, &count, &sum) || !changes_from(next, 500, again, &rows, &gone, &count, &sum))
        return false;
    if (rows + gone > 0) { /* somebody writes: look once more */
        if (!snapshot() || !changes_from(all.c0, 500, next, &rows, &gone, &count, &sum))
            return false;
    }
    if (rows + gone > 0)
        return why("after the cursor of a snapshot just taken %zu rows came: is somebody writing?", rows + gone);
    for (size_t i = 0; i < all.n; i++)
        own += digest_of(all.at[i].id, all.at[i].ver);
    if (count >= 0 && (count != (int64_t)all.n || sum != own))
        return why("its digest is %lld, %016llx; that of the snapshot %zu, %016llx", (long long)count, (unsigned long long)sum, all.n, (unsigned long long)own);
    return count >= 0 || why("no digest on the last page, though nothing changes");
}

/* From the beginning of the feed, in small pages. A server may have no rows there of what a snapshot brings, or answer 410. */
static bool whole_feed(void)
{
    struct answer a;
    char since[48], next[48];
    size_t rows, gone;
    int64_t count;
    uint64_t sum;
    snprintf(since, sizeof since, "%lld.0", epoch_now);
    bool there = get(&a, "/changes?since=%s&limit=1", since);
    bool expired = !there && a.status == 410;
    answer_free(&a);
    if (expired)
        return true;
    return there && changes_from(since, all.n < 3000 ? 7 : 500, next, &rows, &gone, &count, &sum);
}

static bool waits(void)
{
    struct answer a;
    char next[48];
    size_t rows, gone;
    int64_t count;
    uint64_t sum;
    if (!changes_from(all.c0, 500, next, &rows, &gone, &count, &sum))
        return false;
    bool good = get(&a, "/changes?since=%s&wait=2", next) && shape_page(a.json, true);
    if (good && json_integer_value(json_object_get(a.json, "n")) == 0 && (a.ms < 1500 || a.ms > 8000))
        good = why("nothing new was answered after %.0f ms; 2 s were asked", a.ms);
    answer_free(&a);
    return good;
}

static bool keeps_alive(void)
{
    long connects = 0;
    bool good = true;
    for (int i = 0; good && i < 5; i++) {
        struct answer a;
        good = get(&a, "/hello");
        connects += a.connects;
        answer_free(&a);
    }
    return good && (connects <= 1 || why("%ld connections for 5 requests", connects));
}

void check_read(void)
{
    held(hello(), "hello: shape, limits, under 300 bytes");
    held(keeps_alive(), "a connection serves many requests");
    held(snapshot(), "snapshot: shape, order, whole pages, c0");
    held(small_pages(), "snapshot: small pages bring the same");
    held(gzip(), "gzip where it is accepted, and only there");
    held(changes(), "changes: nothing after a snapshot, and its digest is that of the snapshot's rows");
    held(whole_feed(), "changes: from the beginning, in small pages, moving on and ending");
    if (wait_limit >= 2)
        held(waits(), "changes: wait holds the request while there is nothing new");
    else
        skipped("changes: wait", "the server does not wait");
}
