/* One HTTP request to a gateway: ask.h. */
#include "tests/sync/lib/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct body { char *at; size_t n; };

static size_t take(char *bytes, size_t size, size_t n, void *context)
{
    struct body *body = context;
    char *more = realloc(body->at, body->n + size * n + 1);
    if (!more)
        return 0;
    body->at = more;
    memcpy(body->at + body->n, bytes, size * n);
    body->n += size * n;
    body->at[body->n] = '\0';
    return size * n;
}

static void header_value(const char *line, size_t n, const char *name, char *out, size_t cap)
{
    size_t length = strlen(name);
    if (n <= length || strncasecmp(line, name, length) != 0)
        return;
    snprintf(out, cap, "%.*s", (int)(n - length), line + length);
    out[strcspn(out, "\r\n")] = '\0';
}

static size_t take_header(char *line, size_t size, size_t n, void *context)
{
    struct answer *answer = context;
    header_value(line, size * n, "Content-Type: ", answer->type, sizeof answer->type);
    header_value(line, size * n, "ETag: ", answer->etag, sizeof answer->etag);
    header_value(line, size * n, "Content-Encoding: ", answer->encoding, sizeof answer->encoding);
    header_value(line, size * n, "Retry-After: ", answer->retry_after, sizeof answer->retry_after);
    return size * n;
}

static struct curl_slist *headers_of(const struct ask *q)
{
    char line[200];
    struct curl_slist *list = curl_slist_append(NULL, "ITSSO-Schema: 1");
    if (q->device) {
        snprintf(line, sizeof line, "ITSSO-Device: %s", q->device);
        list = curl_slist_append(list, line);
    }
    if (q->header)
        list = curl_slist_append(list, q->header);
    if (q->body)
        list = curl_slist_append(list, "Content-Type: application/json");
    return curl_slist_append(list, "Expect:");
}

static void set_line(CURL *curl, const struct ask *q)
{
    char url[400];
    bool whole = strncmp(q->path, "//", 2) == 0;
    snprintf(url, sizeof url, "%s://127.0.0.1:%d%s%s", q->unix_socket ? "http" : "https", q->port, whole ? "" : "/itsso/v1", q->path + whole);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, q->unix_socket);
    curl_easy_setopt(curl, CURLOPT_CAINFO, q->ca);
    curl_easy_setopt(curl, CURLOPT_SSLCERT, q->cert);
    curl_easy_setopt(curl, CURLOPT_SSLKEY, q->key);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 90L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, q->gzip ? "gzip" : NULL);
    if (q->body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, q->body);
    else
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, q->method ? q->method : q->body ? "POST" : "GET");
}

void ask(const struct ask *q, struct answer *out)
{
    CURL *curl = q->curl ? q->curl : curl_easy_init();
    struct curl_slist *headers = headers_of(q);
    struct body body = { 0 };
    curl_off_t wire = 0;
    memset(out, 0, sizeof *out);
    set_line(curl, q);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, out);
    out->code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &out->seconds);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &out->connects);
    curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &wire);
    out->wire = (size_t)wire;
    out->text = body.at;
    out->json = body.at ? json_loadb(body.at, body.n, 0, NULL) : NULL;
    curl_slist_free_all(headers);
    if (!q->curl)
        curl_easy_cleanup(curl);
}

void answer_free(struct answer *answer)
{
    free(answer->text);
    json_decref(answer->json);
    memset(answer, 0, sizeof *answer);
}

const char *answer_problem(const struct answer *answer)
{
    const char *type = json_string_value(json_object_get(answer->json, "type"));
    return type && strncmp(type, "urn:itsso:problem:", 18) == 0 ? type + 18 : "";
}
