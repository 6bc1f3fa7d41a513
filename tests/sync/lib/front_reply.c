/* What the server that answers wrongly answers. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <zlib.h>

#include "tests/sync/lib/front_inside.h"

/* What came from behind: the fields of the head that matter, and the body as it was sent. */
struct answer { long status; struct bytes fields, body; bool gzip; };

static void answer_free(struct answer *a)
{
    bytes_free(&a->fields);
    bytes_free(&a->body);
}

static size_t take_body(char *at, size_t size, size_t n, void *context)
{
    bytes_add(context, at, size * n);
    return size * n;
}

static size_t take_field(char *at, size_t size, size_t n, void *context)
{
    struct answer *a = context;
    n *= size;
    if (n > 5 && strncasecmp(at, "HTTP/", 5) == 0) {
        bytes_free(&a->fields);
        return n;
    }
    if (n > 17 && strncasecmp(at, "content-encoding:", 17) == 0)
        a->gzip = true;
    if (n > 2 && strncasecmp(at, "content-length:", 15) != 0 && strncasecmp(at, "transfer-encoding:", 18) != 0 &&
        strncasecmp(at, "connection:", 11) != 0)
        bytes_add(&a->fields, at, n);
    return n;
}

static struct curl_slist *passed_fields(const struct front_request *r)
{
    struct curl_slist *list = NULL;
    char line[1024];
    for (const char *at = strstr(r->head.at, "\r\n"); at && at[2]; at = strstr(at + 2, "\r\n")) {
        size_t n = strcspn(at + 2, "\r\n");
        snprintf(line, sizeof line, "%.*s", (int)n, at + 2);
        if (n > 0 && strncasecmp(line, "host:", 5) != 0 && strncasecmp(line, "connection:", 11) != 0 &&
            strncasecmp(line, "content-length:", 15) != 0 && strncasecmp(line, "expect:", 7) != 0)
            list = curl_slist_append(list, line);
    }
    return curl_slist_append(list, "Expect:");
}

/* Asks the gateway as the client did. false: it does not answer. */
static bool pass_on(struct front_shared *s, CURL *curl, const struct front_request *r, struct answer *a)
{
    char url[700];
    pthread_mutex_lock(&s->lock);
    snprintf(url, sizeof url, "%s%s", s->to, r->path);
    pthread_mutex_unlock(&s->lock);
    struct curl_slist *fields = passed_fields(r);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 90L);
    curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca);
    curl_easy_setopt(curl, CURLOPT_SSLCERT, s->cert);
    curl_easy_setopt(curl, CURLOPT_SSLKEY, s->key);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    if (strcmp(r->method, "POST") == 0) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body.at ? r->body.at : "");
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &a->body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, a);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &a->status);
    curl_slist_free_all(fields);
    return code == CURLE_OK;
}

/* In place: out of gzip, or into it. */
static void inflate_body(struct answer *a)
{
    struct bytes out = { 0 };
    z_stream z = { 0 };
    char piece[65536];
    if (!a->gzip || inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
        return;
    z.next_in = (Bytef *)a->body.at;
    z.avail_in = (uInt)a->body.n;
    int done;
    do {
        z.next_out = (Bytef *)piece;
        z.avail_out = sizeof piece;
        done = inflate(&z, Z_NO_FLUSH);
        bytes_add(&out, piece, sizeof piece - z.avail_out);
    } while (done == Z_OK);
    inflateEnd(&z);
    bytes_free(&a->body);
    a->body = out;
    a->gzip = false;
}

static void deflate_body(struct answer *a)
{
    z_stream z = { 0 };
    size_t room = a->body.n + 1024;
    char *packed = malloc(room);
    if (a->gzip || !packed || deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(packed);
        return;
    }
    z.next_in = (Bytef *)a->body.at;
    z.avail_in = (uInt)a->body.n;
    z.next_out = (Bytef *)packed;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    bytes_free(&a->body);
    bytes_add(&a->body, packed, room - z.avail_out);
    deflateEnd(&z);
    free(packed);
    a->gzip = true;
}

/* The fields without Content-Encoding: bodies that were altered go out plain, or packed again by us. */
static void say_fields(struct bytes *out, const struct answer *a)
{
    for (const char *at = a->fields.at; at && *at;) {
        size_t n = strcspn(at, "\n") + 1;
        if (strncasecmp(at, "content-encoding:", 17) != 0)
            bytes_add(out, at, n);
        at += n;
    }
    if (a->gzip)
        bytes_say(out, "Content-Encoding: gzip\r\n");
}

/* The whole answer; `length` is what Content-Length says. */
static void say_answer(struct bytes *out, const struct answer *a, size_t length)
{
    char line[96];
    snprintf(line, sizeof line, "HTTP/1.1 %ld As told\r\n", a->status);
    bytes_say(out, line);
    say_fields(out, a);
    snprintf(line, sizeof line, "Content-Length: %zu\r\n\r\n", length);
    bytes_say(out, line);
    bytes_add(out, a->body.at, a->body.n);
}

static void say_own(struct bytes *out, long status, const char *fields, const char *body, size_t n)
{
    struct answer a = { .status = status };
    bytes_say(&a.fields, fields);
    bytes_add(&a.body, body, n);
    say_answer(out, &a, n);
    answer_free(&a);
}

/* "2026-11-25T12:34:56.000Z" */
static void moment(char out[32])
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
}

static void say_problem(struct bytes *out, const struct front_rule *rule)
{
    char fields[160] = "Content-Type: text/plain\r\n", body[400] = "no\n", retry[48] = "", members[160] = "", now[32];
    moment(now);
    if (rule->epoch > 0)
        snprintf(members, sizeof members, ",\"epoch\":%lld,\"dev_seq\":%lld,\"expected\":%lld,\"srv_time\":\"%s\"", rule->epoch, rule->dev_seq, rule->expected, now);
    if (rule->type) {
        snprintf(body, sizeof body, "{\"type\":\"urn:itsso:problem:%s\",\"title\":\"%s\",\"status\":%d%s}", rule->type, rule->type, rule->status, members);
        snprintf(fields, sizeof fields, "Content-Type: application/problem+json\r\n");
    }
    if (rule->retry_after > 0)
        snprintf(retry, sizeof retry, "Retry-After: %d\r\n", rule->retry_after);
    strncat(fields, retry, sizeof fields - strlen(fields) - 1);
    say_own(out, rule->status, fields, body, strlen(body));
}

static void say_garbage(struct bytes *out)
{
    char body[3000];
    uint32_t x = 12345;
    for (size_t i = 0; i < sizeof body; i++) {
        x = x * 1664525u + 1013904223u;
        body[i] = (char)(x >> 24);
    }
    say_own(out, 200, "Content-Type: application/json\r\n", body, sizeof body);
}

static const char portal[] = "<!DOCTYPE html><html><head><title>Network sign-in</title></head><body><h1>Please sign in to use the network"
                             "</h1><form action=\"/login\"><input name=\"user\"></form></body></html>\n";

static const char huge_head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

static void send_blanks(gnutls_session_t tls, size_t n)
{
    char blanks[16384];
    memset(blanks, ' ', sizeof blanks);
    for (; n > 0 && tls_send(tls, blanks, sizeof blanks); n -= sizeof blanks) {
    }
}

/* Answers that need no server. false: the fault is none of these. */
static bool say_alone(struct bytes *out, const struct front_rule *rule)
{
    switch (rule->fault) {
    case FRONT_STATUS:
        say_problem(out, rule);
        return true;
    case FRONT_PORTAL:
        say_own(out, 200, "Content-Type: text/html; charset=utf-8\r\n", portal, strlen(portal));
        return true;
    case FRONT_PORTAL_JSON:
        say_own(out, 200, "Content-Type: application/json\r\n", portal, strlen(portal));
        return true;
    case FRONT_REDIRECT:
        say_own(out, 302, "Location: https://127.0.0.1:9/elsewhere\r\nContent-Type: text/html\r\n", portal, strlen(portal));
        return true;
    case FRONT_GARBAGE:
        say_garbage(out);
        return true;
    case FRONT_EMPTY:
        say_own(out, 200, "Content-Type: application/json\r\n", "", 0);
        return true;
    default:
        return false;
    }
}

static void cut_out(struct bytes *body, const char *what)
{
    char *at = body->at ? strstr(body->at, what) : NULL;
    if (!at)
        return;
    size_t n = strlen(what);
    memmove(at, at + n, body->n - (size_t)(at - body->at) - n + 1);
    body->n -= n;
}

/* "n": 3 becomes 4: of the last "n" of the object. */
static void raise_n(struct bytes *body)
{
    struct bytes out = { 0 };
    char *last = NULL, number[32];
    for (char *at = body->at; at && (at = strstr(at, "\"n\":")); at++)
        last = at;
    if (!last)
        return;
    char *end;
    long long n = strtoll(last + 4, &end, 10);
    bytes_add(&out, body->at, (size_t)(last + 4 - body->at));
    snprintf(number, sizeof number, "%lld", n + 1);
    bytes_say(&out, number);
    bytes_add(&out, end, body->n - (size_t)(end - body->at));
    bytes_free(body);
    *body = out;
}

/* The server's answer, altered. false: nothing is to be said and the connection ends. */
static bool say_altered(struct bytes *out, struct answer *a, enum front_fault fault)
{
    size_t length;
    if (fault == FRONT_LOST)
        return false;
    if (fault == FRONT_GZIP_CUT)
        deflate_body(a);
    else
        inflate_body(a);
    length = a->body.n;
    if (fault == FRONT_GZIP_CUT || fault == FRONT_JSON_HALF || fault == FRONT_SHORT)
        a->body.n /= 2;
    if (fault == FRONT_NO_END) {
        cut_out(&a->body, ",\"end\":true");
        cut_out(&a->body, ", \"end\": true");
    }
    if (fault == FRONT_WRONG_N)
        raise_n(&a->body);
    say_answer(out, a, fault == FRONT_SHORT ? length : a->body.n);
    return true;
}

static const char *path_after_prefix(const char *path)
{
    const char *at = strstr(path, "/itsso/v1");
    return at ? at + 9 : path;
}

/* The place of the path (without its question) in `last`; the first of all where there is no room. */
static struct front_last *last_of(struct front_shared *s, const char *path)
{
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(path, "?"), path);
    for (int i = 0; i < FRONT_PATHS; i++) {
        if (!*s->last[i].path)
            snprintf(s->last[i].path, sizeof s->last[i].path, "%s", name);
        if (strcmp(s->last[i].path, name) == 0)
            return &s->last[i];
    }
    return &s->last[0];
}

static void note(struct front_shared *s, const struct front_request *r, long status, bool fault)
{
    char line[700];
    snprintf(line, sizeof line, "%s %s %ld%s\n", r->method, path_after_prefix(r->path), status, fault ? " !" : "");
    bytes_say(&s->log, line);
    s->requests++;
    s->faults += fault;
}

/* The rule if it is this request's turn, else "pass". */
static struct front_rule rule_for(struct front_shared *s, const char *path)
{
    struct front_rule rule = s->rule;
    bool mine = rule.fault != FRONT_PASS && (!rule.path || strncmp(path, rule.path, strlen(rule.path)) == 0);
    if (!mine)
        return (struct front_rule){ .fault = FRONT_PASS };
    int n = s->matched++;
    return n >= rule.skip && (rule.times == 0 || n < rule.skip + rule.times) ? rule : (struct front_rule){ .fault = FRONT_PASS };
}

/* Waits until the client gives up. */
static void wait_for_end(int fd)
{
    struct pollfd one = { .fd = fd, .events = POLLIN | POLLRDHUP };
    poll(&one, 1, 120000);
}

/* Calls the hook, without the lock. */
static void call_hook(struct front_shared *s, bool after)
{
    pthread_mutex_lock(&s->lock);
    void (*hook)(void *, int, bool) = s->hook;
    void *context = s->hook_context;
    int request = s->requests + 1;
    pthread_mutex_unlock(&s->lock);
    if (hook)
        hook(context, request, after);
}

/* Passed on, altered, remembered. */
static bool answer_from_behind(struct front_shared *s, CURL *curl, const struct front_request *r, const struct front_rule *rule, struct bytes *out)
{
    struct answer a = { 0 };
    const char *path = path_after_prefix(r->path);
    call_hook(s, false);
    bool came = pass_on(s, curl, r, &a), say = came;
    call_hook(s, true);
    pthread_mutex_lock(&s->lock);
    struct front_last *last = last_of(s, path);
    struct bytes whole = { 0 };
    bool altered = rule->fault != FRONT_PASS && rule->fault != FRONT_OLD && rule->fault != FRONT_SHIFTED;
    if (came && !altered)
        say_answer(&whole, &a, a.body.n);
    const struct bytes *other = rule->fault == FRONT_OLD ? &last->answer : &s->before;
    bool old = (rule->fault == FRONT_OLD || rule->fault == FRONT_SHIFTED) && other->n > 0;
    if (old)
        bytes_add(out, other->at, other->n);
    else if (came && !altered)
        bytes_add(out, whole.at, whole.n);
    else if (came)
        say = say_altered(out, &a, rule->fault);
    if (whole.n > 0) {
        bytes_free(&s->before);
        bytes_add(&s->before, whole.at, whole.n);
        bytes_free(&last->answer);
        last->answer = whole;
    }
    note(s, r, a.status, altered || old);
    pthread_mutex_unlock(&s->lock);
    answer_free(&a);
    return say;
}

bool front_answer(struct front_shared *s, gnutls_session_t tls, int fd, CURL *curl, const struct front_request *r)
{
    struct bytes out = { 0 };
    bool say = true;
    pthread_mutex_lock(&s->lock);
    struct front_rule rule = rule_for(s, path_after_prefix(r->path));
    bool alone = say_alone(&out, &rule);
    if (alone || rule.fault == FRONT_UNHEARD || rule.fault == FRONT_HUGE)
        note(s, r, alone && rule.fault == FRONT_STATUS ? rule.status : 0, true);
    pthread_mutex_unlock(&s->lock);
    if (rule.fault == FRONT_UNHEARD)
        return false;
    if (rule.fault == FRONT_HUGE) {
        if (tls_send(tls, huge_head, strlen(huge_head)))
            send_blanks(tls, 64 << 20);
        return false;
    }
    if (!alone)
        say = answer_from_behind(s, curl, r, &rule, &out);
    if (rule.fault == FRONT_SILENT) {
        wait_for_end(fd);
        say = false;
    }
    if (say)
        say = tls_send(tls, out.at, out.n);
    bytes_free(&out);
    return say && rule.fault != FRONT_SHORT;
}

void front_shared_free(struct front_shared *s)
{
    free(s->ca);
    free(s->cert);
    free(s->key);
    bytes_free(&s->log);
    bytes_free(&s->before);
    for (int i = 0; i < FRONT_PATHS; i++)
        bytes_free(&s->last[i].answer);
}
