/* Asking the server: one connection kept alive for all that show the certificate, a new one for those that do not. */
#include "tests/conformance/conformance.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static size_t take_bytes(char *at, size_t size, size_t n, void *context)
{
    struct answer *a = context;
    n *= size;
    char *grown = realloc(a->bytes, a->size + n + 1);
    if (!grown)
        return 0;
    a->bytes = grown;
    memcpy(a->bytes + a->size, at, n);
    a->size += n;
    a->bytes[a->size] = '\0';
    return n;
}

static void take_value(char *out, size_t cap, const char *at, size_t n)
{
    while (n > 0 && (*at == ' ' || *at == '\t'))
        at++, n--;
    while (n > 0 && (at[n - 1] == '\r' || at[n - 1] == '\n' || at[n - 1] == ' '))
        n--;
    snprintf(out, cap, "%.*s", (int)n, at);
}

static size_t take_field(char *at, size_t size, size_t n, void *context)
{
    struct answer *a = context;
    char number[16];
    n *= size;
    if (n > 13 && strncasecmp(at, "content-type:", 13) == 0)
        take_value(a->type, sizeof a->type, at + 13, n - 13);
    else if (n > 5 && strncasecmp(at, "etag:", 5) == 0)
        take_value(a->etag, sizeof a->etag, at + 5, n - 5);
    else if (n > 17 && strncasecmp(at, "content-encoding:", 17) == 0)
        take_value(a->encoding, sizeof a->encoding, at + 17, n - 17);
    else if (n > 12 && strncasecmp(at, "retry-after:", 12) == 0) {
        take_value(number, sizeof number, at + 12, n - 12);
        a->retry_after = atoi(number);
    }
    return n;
}

static struct curl_slist *fields_of(const struct ask *what)
{
    char line[300];
    const char *device = what->device ? what->device : settings.device;
    snprintf(line, sizeof line, "ITSSO-Schema: %s", what->schema ? what->schema : "1");
    struct curl_slist *fields = curl_slist_append(NULL, line);
    snprintf(line, sizeof line, "ITSSO-Device: %s", device);
    fields = *device ? curl_slist_append(fields, line) : fields;
    snprintf(line, sizeof line, "If-None-Match: %s", what->etag ? what->etag : "");
    fields = what->etag ? curl_slist_append(fields, line) : fields;
    fields = what->body ? curl_slist_append(fields, "Content-Type: application/json") : fields;
    fields = what->raw ? curl_slist_append(fields, "Accept-Encoding: gzip") : fields;
    return curl_slist_append(fields, "Expect:");
}

static void set_options(CURL *curl, const struct ask *what, struct answer *out, struct curl_slist *fields)
{
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    if (!what->strange) {
        curl_easy_setopt(curl, CURLOPT_SSLCERT, settings.cert);
        curl_easy_setopt(curl, CURLOPT_SSLKEY, settings.key);
    }
    if (!what->plain && !what->raw)
        curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    if (what->body) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(what->size ? what->size : strlen(what->body)));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, what->body);
    }
    if (what->method)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, what->method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, out);
}

void ask(const struct ask *what, struct answer *out)
{
    static CURL *kept;
    char url[2048], said[CURL_ERROR_SIZE] = "";
    double seconds = 0;
    *out = (struct answer){ .retry_after = -1 };
    CURL *curl = what->strange || what->apart ? curl_easy_init() : (kept = kept ? kept : curl_easy_init());
    struct curl_slist *fields = fields_of(what);
    snprintf(url, sizeof url, "%s%s", settings.base, what->path);
    called(what->method ? what->method : what->body ? "POST" : "GET", what->path);
    set_options(curl, what, out, fields);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
    out->code = (int)curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &seconds);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &out->connects);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    out->ms = seconds * 1000;
    if (out->code != 0)
        snprintf(out->why, sizeof out->why, "%s (%s)", *said ? said : curl_easy_strerror((CURLcode)out->code), what->path);
    if (out->bytes && !what->raw)
        out->json = json_loadb(out->bytes, out->size, JSON_REJECT_DUPLICATES, NULL);
    curl_slist_free_all(fields);
    if (curl != kept)
        curl_easy_cleanup(curl);
}

void answer_free(struct answer *a)
{
    free(a->bytes);
    json_decref(a->json);
    *a = (struct answer){ 0 };
}

static bool is_good(const struct answer *a, const char *path)
{
    if (a->code != 0)
        return why("%s", a->why);
    if (a->status != 200)
        return why("%s: status %ld: %.200s", path, a->status, a->bytes ? a->bytes : "");
    if (strncmp(a->type, "application/json", 16) != 0)
        return why("%s: type \"%s\", application/json was expected", path, a->type);
    if (!json_is_object(a->json))
        return why("%s: no JSON object: %.200s", path, a->bytes ? a->bytes : "");
    return shape_envelope(a->json);
}

bool get(struct answer *out, const char *format, ...)
{
    char path[1024];
    va_list list;
    va_start(list, format);
    vsnprintf(path, sizeof path, format, list);
    va_end(list);
    ask(&(struct ask){ .path = path }, out);
    return is_good(out, path);
}

bool post(struct answer *out, const char *path, json_t *body)
{
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    ask(&(struct ask){ .path = path, .body = text ? text : "{}" }, out);
    free(text);
    return is_good(out, path);
}

bool is_problem(const struct answer *a, long status, const char *name)
{
    char type[64];
    snprintf(type, sizeof type, "urn:itsso:problem:%s", name);
    if (a->code != 0)
        return why("%s", a->why);
    if (a->status != status)
        return why("status %ld, not %ld: %.200s", a->status, status, a->bytes ? a->bytes : "");
    if (strncmp(a->type, "application/problem+json", 24) != 0)
        return why("type \"%s\", application/problem+json was expected", a->type);
    const char *is = json_string_value(json_object_get(a->json, "type"));
    if (!is || strcmp(is, type) != 0)
        return why("type %s, %s was expected", is ? is : "is missing", type);
    if (json_integer_value(json_object_get(a->json, "status")) != status)
        return why("its member status is not %ld", status);
    if (!json_is_string(json_object_get(a->json, "title")))
        return why("it has no title");
    return shape_envelope(a->json);
}
