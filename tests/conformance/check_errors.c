/* What is refused, and how. */
#include "tests/conformance/conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct refusal { const char *path, *method, *body; long status; const char *name; };

static bool refuses(const struct refusal *r)
{
    struct answer a;
    ask(&(struct ask){ .path = r->path, .method = r->method, .body = r->body }, &a);
    bool good = is_problem(&a, r->status, r->name);
    if (!good)
        note("%s %s", r->method ? r->method : r->body ? "POST" : "GET", r->path);
    answer_free(&a);
    return good;
}

static bool bad_requests(void)
{
    static const struct refusal all_of_them[] = {
        { "/changes", NULL, NULL, 400, "bad-request" },          { "/changes?since=", NULL, NULL, 400, "bad-request" },
        { "/changes?since=abc", NULL, NULL, 400, "bad-request" }, { "/changes?since=1.2.3", NULL, NULL, 400, "bad-request" },
        { "/changes?since=-1.5", NULL, NULL, 400, "bad-request" }, { "/ids", NULL, NULL, 400, "bad-request" },
        { "/ids?bucket=256", NULL, NULL, 400, "bad-request" },   { "/ids?bucket=-1", NULL, NULL, 400, "bad-request" },
        { "/ids?bucket=x", NULL, NULL, 400, "bad-request" },     { "/cases", NULL, "{\"ids\":", 400, "bad-request" },
        { "/cases", NULL, "{}", 400, "bad-request" },            { "/cases", NULL, "{\"ids\":[17]}", 400, "bad-request" },
        { "/ops", NULL, "this is no JSON", 400, "bad-request" }, { "/ops", NULL, "[]", 400, "bad-request" },
    };
    bool good = true;
    for (size_t i = 0; i < sizeof all_of_them / sizeof *all_of_them; i++)
        good = refuses(&all_of_them[i]) && good;
    return good;
}

static bool not_found(void)
{
    static const struct refusal one = { "/nothing-of-this-name", NULL, NULL, 404, "not-found" };
    struct answer a;
    bool good = refuses(&one);
    ask(&(struct ask){ .path = "/hello", .method = "DELETE" }, &a);
    good = good && (a.status == 404 || a.status == 405 || why("DELETE /hello was answered by %ld", a.status));
    answer_free(&a);
    return good;
}

static bool cursors(void)
{
    struct answer a;
    char path[2][64];
    bool good = get(&a, "/hello");
    long long epoch = json_integer_value(json_object_get(a.json, "epoch"));
    answer_free(&a);
    snprintf(path[0], sizeof path[0], "/changes?since=%lld.1", epoch + 1000);
    snprintf(path[1], sizeof path[1], "/changes?since=%lld.999999999999", epoch);
    for (int i = 0; good && i < 2; i++)
        good = refuses(&(struct refusal){ path[i], NULL, NULL, 410, "cursor-expired" });
    return good;
}

static bool too_old(void)
{
    struct answer a;
    ask(&(struct ask){ .path = "/snapshot?limit=1", .schema = "0" }, &a);
    bool good = is_problem(&a, 426, "client-too-old");
    answer_free(&a);
    return good;
}

static bool too_large(void)
{
    struct answer a;
    bool good = get(&a, "/hello");
    size_t most = (size_t)json_integer_value(json_object_get(json_object_get(a.json, "limits"), "body"));
    answer_free(&a);
    if (!good || most > (size_t)64 << 20)
        return good;
    char *body = malloc(most + 4096);
    if (!body)
        return why("no memory");
    memset(body, ' ', most + 4096);
    memcpy(body, "{\"device\":\"x\",\"entries\":[", 25);
    memcpy(body + most + 4094, "]}", 2);
    ask(&(struct ask){ .path = "/ops", .body = body, .size = most + 4096 }, &a);
    good = a.status == 413 || (a.status == 0 && a.code == 55) || (a.status == 0 && a.code == 56) || why("a body of %zu bytes was answered by %ld %s", most + 4096, a.status, a.why);
    answer_free(&a);
    free(body);
    return good;
}

static bool strangers(void)
{
    struct answer a;
    if (!get(&a, "/hello")) {
        answer_free(&a);
        return false;
    }
    answer_free(&a);
    ask(&(struct ask){ .path = "/snapshot", .strange = true }, &a);
    bool good = a.status != 200 && !json_object_get(a.json, "rows");
    if (!good)
        why("without a certificate the cases were given");
    if (a.status >= 400 && a.status != 403 && a.status != 401 && a.status != 400)
        good = why("without a certificate: status %ld; a refused handshake or 403 was expected", a.status);
    answer_free(&a);
    return good;
}

void check_errors(void)
{
    held(bad_requests(), "what cannot be read: 400 bad-request, with epoch, dev_seq and srv_time");
    held(not_found(), "no such call: 404 not-found");
    held(cursors(), "a cursor of another epoch, and one ahead of the server: 410 cursor-expired");
    held(too_old(), "a client that is too old: 426 client-too-old");
    held(too_large(), "a body over the limit: 413");
    held(strangers(), "without a certificate there are no cases");
}
