/* The client inside the test's process: the real engine and the real folder, a transport of the test's own. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "tests/sync/lib/inside.h"

uint32_t line_roll(struct line *line, uint32_t sides)
{
    line->dice = line->dice * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(line->dice >> 4) * sides) >> 28);
}

/* ---- the transport ---- */

static size_t take(char *at, size_t size, size_t n, void *context)
{
    struct pc *pc = context;
    n *= size;
    char *grown = realloc(pc->body, pc->size + n + 1);
    if (!grown)
        return 0;
    pc->body = grown;
    memcpy(grown + pc->size, at, n);
    pc->size += n;
    grown[pc->size] = '\0';
    return n;
}

static size_t take_field(char *at, size_t size, size_t n, void *context)
{
    struct transport_reply *reply = context;
    n *= size;
    if (n > 6 && strncasecmp(at, "etag: ", 6) == 0)
        snprintf(reply->etag, sizeof reply->etag, "%.*s", (int)strcspn(at + 6, "\r\n"), at + 6);
    return n;
}

static struct curl_slist *fields_of(const struct pc *pc, const struct transport_request *request)
{
    char line[200];
    struct curl_slist *fields = curl_slist_append(NULL, "ITSSO-Schema: 1");
    snprintf(line, sizeof line, "ITSSO-Device: %s", request->device);
    fields = curl_slist_append(fields, line);
    fields = curl_slist_append(fields, "X-Client-Verify: SUCCESS");
    snprintf(line, sizeof line, "X-Client-Subject: CN=%s", pc->unit);
    fields = curl_slist_append(fields, line);
    snprintf(line, sizeof line, "If-None-Match: %s", request->etag ? request->etag : "");
    fields = request->etag && *request->etag ? curl_slist_append(fields, line) : fields;
    return curl_slist_append(fields, "Expect:");
}

static void perform(struct pc *pc, const struct transport_request *request, struct transport_reply *reply)
{
    char url[1600];
    CURL *curl = pc->curl;
    const char *type = NULL;
    long status = 0;
    struct curl_slist *fields = fields_of(pc, request);
    snprintf(url, sizeof url, "http://gateway/itsso/v1%s", request->path);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, pc->gateway->socket);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    if (request->body) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, pc);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, reply);
    reply->code = (int)curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type)
        snprintf(reply->type, sizeof reply->type, "%.*s", (int)strcspn(type, "; "), type);
    curl_slist_free_all(fields);
    reply->status = (int)status;
    reply->body = pc->body ? pc->body : "";
    reply->size = pc->size;
    reply->in = (int64_t)pc->size;
}

static void broke(struct transport_reply *reply, int code)
{
    *reply = (struct transport_reply){ .code = code, .began_ms = reply->began_ms, .reused = true, .body = "", .connect_us = 1 };
}

static void ask(void *self, const struct transport_request *request, struct transport_reply *reply)
{
    struct pc *pc = self;
    struct line *line = &pc->line;
    *reply = (struct transport_reply){ .began_ms = clock_now_ms(), .body = "", .connect_us = 1 };
    free(pc->body);
    pc->body = NULL;
    pc->size = 0;
    pc->asked++;
    if (pc->killed || (line->requests > 0 && pc->asked > line->requests) || (int)line_roll(line, 100) < line->unheard) {
        broke(reply, LINE_RECEIVE);
        return;
    }
    perform(pc, request, reply);
    if ((int)line_roll(line, 100) < line->lost)
        broke(reply, LINE_RECEIVE);
    else if ((int)line_roll(line, 100) < line->kill) {
        pc->killed = true; /* the answer is there, and nobody who could read it */
        reply->woken = true;
    }
}

static void end(void *self)
{
    (void)self;
}

static bool is_killed(void *context)
{
    return ((struct pc *)context)->killed;
}

/* ---- the folder ---- */

bool pc_open(struct pc *pc, const char *folder, const char *unit, struct error *e)
{
    size_t n;
    *pc = (struct pc){ 0 };
    snprintf(pc->folder, sizeof pc->folder, "%s", folder);
    snprintf(pc->unit, sizeof pc->unit, "%s", unit);
    const char *shipped = shipped_offence_rules(&n);
    pc->curl = curl_easy_init();
    return rules_read(&pc->rules, "offence_rules.tsv", shipped, n, e) && (pc->store = store_open(folder, STORE_ENTRIES, e)) != NULL;
}

void pc_close(struct pc *pc)
{
    store_close(pc->store);
    rules_free(pc->rules);
    if (pc->curl)
        curl_easy_cleanup(pc->curl);
    free(pc->body);
    *pc = (struct pc){ 0 };
}

enum engine_end pc_sync(struct pc *pc, const struct inner *g, int page, struct error *e)
{
    struct transport transport = { .self = pc, .ask = ask, .close = end };
    pc->gateway = g;
    pc->killed = false;
    pc->asked = 0;
    struct sync_engine engine = { .transport = &transport, .store = pc->store, .whose = "the test's", .stop = is_killed, .stop_context = pc, .page = page,
                                  .page_most = page };
    engine.basis = (struct sync_basis){ .folder = pc->folder, .rules = pc->rules, .today = civil_from_ymd(2026, 11, 25), .wait_ms = 10000 };
    enum engine_end how = engine_run(&engine, 0);
    if (how == ENGINE_FAILED)
        error_set(e, ERROR_UNABLE, "class %d: %s", (int)engine.verdict.class, engine.verdict.why);
    if ((how == ENGINE_WELL || how == ENGINE_FAILED) && !engine_note(&engine, how, 1000, e))
        return ENGINE_FAILED;
    return how;
}

static bool copy_file(const char *from, const char *to, struct error *e)
{
    char piece[65536];
    size_t n;
    FILE *in = fopen(from, "rb"), *out = NULL;
    unlink(to);
    if (!in)
        return true; /* what is not there is not there afterwards */
    out = fopen(to, "wb");
    bool good = out != NULL;
    while (good && (n = fread(piece, 1, sizeof piece, in)) > 0)
        good = fwrite(piece, 1, n, out) == n;
    fclose(in);
    if (out)
        good = fclose(out) == 0 && good;
    return good || error_set(e, ERROR_UNABLE, "%s cannot be copied", from);
}

bool pc_copy(struct pc *pc, const char *to, bool back, struct error *e)
{
    static const char *const names[] = { "record.db", "record.db-journal", "record.log", "cache.db", "cache.db-wal", "cache.db-shm", "sync.stage" };
    char here[200], there[200];
    store_close(pc->store);
    mkdir(to, 0700);
    bool good = true;
    for (size_t i = 0; good && i < sizeof names / sizeof *names; i++) {
        snprintf(here, sizeof here, "%s/%s", pc->folder, names[i]);
        snprintf(there, sizeof there, "%s/%s", to, names[i]);
        good = copy_file(back ? there : here, back ? here : there, e);
    }
    pc->store = good ? store_open(pc->folder, STORE_ENTRIES, e) : NULL;
    return pc->store != NULL;
}
