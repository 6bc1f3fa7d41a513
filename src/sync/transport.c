/* The only file with libcurl: one kept-alive connection to the gateway, and what it may and may not do (sync.md section 5). */
#include "src/sync/transport.h"

#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

#define CONNECT_S 8L
#define SLOW_BYTES 30L /* a second, for … */
#define SLOW_S 20L     /* … so many seconds: the line broke */
#define TOTAL_S 300L
#define BODY_FIRST 65536

_Static_assert((int)LINE_UNSUPPORTED == (int)CURLE_UNSUPPORTED_PROTOCOL && (int)LINE_BAD_URL == (int)CURLE_URL_MALFORMAT &&
                   (int)LINE_NO_NAME == (int)CURLE_COULDNT_RESOLVE_HOST && (int)LINE_NO_CONNECTION == (int)CURLE_COULDNT_CONNECT &&
                   (int)LINE_WEIRD == (int)CURLE_WEIRD_SERVER_REPLY && (int)LINE_PARTIAL == (int)CURLE_PARTIAL_FILE &&
                   (int)LINE_TOO_LARGE == (int)CURLE_WRITE_ERROR && (int)LINE_NO_MEMORY == (int)CURLE_OUT_OF_MEMORY &&
                   (int)LINE_TIMEOUT == (int)CURLE_OPERATION_TIMEDOUT && (int)LINE_TLS == (int)CURLE_SSL_CONNECT_ERROR &&
                   (int)LINE_NOTHING == (int)CURLE_GOT_NOTHING && (int)LINE_SEND == (int)CURLE_SEND_ERROR &&
                   (int)LINE_RECEIVE == (int)CURLE_RECV_ERROR && (int)LINE_OWN_CERTIFICATE == (int)CURLE_SSL_CERTPROBLEM &&
                   (int)LINE_PEER_CERTIFICATE == (int)CURLE_PEER_FAILED_VERIFICATION &&
                   (int)LINE_BAD_ENCODING == (int)CURLE_BAD_CONTENT_ENCODING && (int)LINE_CA_FILE == (int)CURLE_SSL_CACERT_BADFILE &&
                   (int)LINE_ISSUER == (int)CURLE_SSL_ISSUER_ERROR && (int)LINE_PIN == (int)CURLE_SSL_PINNEDPUBKEYNOTMATCH,
               "enum line_code holds curl's numbers");

struct line {
    CURL *easy;
    CURLM *multi;
    struct curl_slist *headers, *resolve;
    char base[sizeof(((struct config_sync *)0)->url) + sizeof SYNC_PREFIX];
    char words[CURL_ERROR_SIZE];
    char *body;
    size_t size, room;
    bool too_large;
};

#ifdef ITSSO_TEST_STEPS
/* The tests' own program (steps.h) is as patient as ITSSO_SYNC_PATIENCE says, in seconds. */
static long patience(long usual)
{
    const char *set = getenv("ITSSO_SYNC_PATIENCE");
    return set ? strtol(set, NULL, 10) : usual;
}
#else
#define patience(usual) (usual)
#endif

/* ---- what is written and set ---- */

static size_t take_body(char *bytes, size_t one, size_t n, void *self)
{
    struct line *line = self;
    (void)one;
    if (line->size + n > SYNC_BODY_MAX) { /* MAXFILESIZE does nothing where the length is not known */
        line->too_large = true;
        return 0;
    }
    if (line->size + n + 1 > line->room) {
        size_t room = line->room ? line->room : BODY_FIRST;
        while (room < line->size + n + 1)
            room *= 2;
        char *more = realloc(line->body, room);
        if (!more)
            return 0;
        line->body = more;
        line->room = room;
    }
    memcpy(line->body + line->size, bytes, n);
    line->size += n;
    line->body[line->size] = '\0';
    return n;
}

/* A VPN that goes away while a request is held is noticed in half a minute, not when the request is given up. */
static int set_socket(void *self, curl_socket_t fd, curlsocktype purpose)
{
    (void)self;
    (void)purpose;
    const int yes = 1, idle = 15, between = 5, times = 3;
    const unsigned unanswered_ms = 20000;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &between, sizeof between);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered_ms, sizeof unanswered_ms);
    return CURL_SOCKOPT_OK;
}

static const char *own_authority(const char *url)
{
    return url + (strncasecmp(url, "https://", 8) == 0 ? 8 : 7);
}

bool url_is_loopback(const char *url)
{
    static const char *const hosts[] = {"127.0.0.1", "[::1]"};
    const char *host = own_authority(url);
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        size_t n = strlen(hosts[i]);
        if (strncmp(host, hosts[i], n) == 0 && (host[n] == '\0' || host[n] == ':' || host[n] == '/'))
            return true;
    }
    return false;
}

/* "HOST:PORT:ADDRESS,ADDRESS" for curl, so that no name is asked for. */
static bool resolve_list(struct line *line, const struct config_sync *config)
{
    char entry[1024];
    CURLU *url = curl_url();
    char *host = NULL, *port = NULL;
    if (url && curl_url_set(url, CURLUPART_URL, config->url, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK && curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
        text_format(entry, sizeof entry, "%s:%s:%s", host, port, config->resolve);
        line->resolve = curl_slist_append(NULL, entry);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return line->resolve != NULL;
}

static bool set_tls(struct line *line, const struct config_sync *config)
{
    CURL *easy = line->easy;
    return curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK && /* not the system's authorities */
           curl_easy_setopt(easy, CURLOPT_CAINFO, config->ca_file[0] ? config->ca_file : NULL) == CURLE_OK &&
           (!config->cert_file[0] || curl_easy_setopt(easy, CURLOPT_SSLCERT, config->cert_file) == CURLE_OK) &&
           (!config->key_file[0] || curl_easy_setopt(easy, CURLOPT_SSLKEY, config->key_file) == CURLE_OK);
}

/* Pins are written with commas (iniparser cuts at ';'), curl wants semicolons. */
static bool set_pins(struct line *line, const struct config_sync *config)
{
    char pins[sizeof config->pin];
    if (!config->pin[0])
        return true;
    text_format(pins, sizeof pins, "%s", config->pin);
    for (char *at = pins; *at; at++)
        if (*at == ',')
            *at = ';';
    return curl_easy_setopt(line->easy, CURLOPT_PINNEDPUBLICKEY, pins) == CURLE_OK;
}

static bool set_all(struct line *line, const struct config_sync *config)
{
    CURL *easy = line->easy;
    bool http = strncasecmp(config->url, "http://", 7) == 0;
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, http ? "http" : "https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, patience(CONNECT_S) * 1000) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK && curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, "itsso-sync/" VERSION) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, line->words) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_WRITEDATA, line) == CURLE_OK &&
           (http || set_tls(line, config)) && set_pins(line, config) &&
           (!line->resolve || curl_easy_setopt(easy, CURLOPT_RESOLVE, line->resolve) == CURLE_OK);
}

/* ---- one request ---- */

static bool add_header(struct line *line, const char *name, const char *value)
{
    char text[256];
    text_format(text, sizeof text, "%s: %s", name, value);
    struct curl_slist *more = curl_slist_append(line->headers, text);
    line->headers = more ? more : line->headers;
    return more != NULL;
}

static bool prepare(struct line *line, const struct transport_request *request)
{
    char url[1400];
    CURL *easy = line->easy;
    curl_slist_free_all(line->headers);
    line->headers = NULL;
    text_format(url, sizeof url, "%s%s", line->base, request->path);
    bool made = add_header(line, "ITSSO-Device", request->device) && add_header(line, "ITSSO-Schema", "1") &&
                (!request->etag || !*request->etag || add_header(line, "If-None-Match", request->etag));
    if (request->body)
        made = made && add_header(line, "Content-Type", "application/json") && add_header(line, "Expect", "") &&
               curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size) == CURLE_OK;
    else
        made = made && curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    return made && curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_HTTPHEADER, line->headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, patience(SLOW_S) + request->wait_s) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT, TOTAL_S + request->wait_s) == CURLE_OK;
}

/* Runs what was added to the multi handle until it is done or somebody wakes us; curl's result. */
static CURLcode run(struct line *line, const struct transport_wake *wake, bool *woken)
{
    struct curl_waitfd fds[4];
    unsigned n = wake ? (unsigned)wake->n : 0;
    int running = 1, left;
    for (unsigned i = 0; i < n; i++)
        fds[i] = (struct curl_waitfd){.fd = wake->fd[i], .events = CURL_WAIT_POLLIN};
    while (running) {
        if (curl_multi_perform(line->multi, &running) != CURLM_OK)
            return CURLE_OUT_OF_MEMORY;
        if (running && curl_multi_poll(line->multi, n ? fds : NULL, n, 60000, NULL) != CURLM_OK)
            return CURLE_OUT_OF_MEMORY;
        bool said = false;
        for (unsigned i = 0; i < n; i++) {
            said = said || fds[i].revents;
            fds[i].revents = 0;
        }
        if (running && said && wake->woken(wake->context)) {
            *woken = true;
            return CURLE_ABORTED_BY_CALLBACK;
        }
    }
    for (CURLMsg *message; (message = curl_multi_info_read(line->multi, &left));)
        if (message->msg == CURLMSG_DONE)
            return message->data.result;
    return CURLE_OUT_OF_MEMORY;
}

static int64_t measure(CURL *easy, CURLINFO what)
{
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, what, &value) == CURLE_OK ? (int64_t)value : 0;
}

static long number(CURL *easy, CURLINFO what)
{
    long value = 0;
    return curl_easy_getinfo(easy, what, &value) == CURLE_OK ? value : 0;
}

static void fill(struct line *line, struct transport_reply *reply)
{
    CURL *easy = line->easy;
    const char *type = NULL;
    struct curl_header *header;
    reply->os_error = (int)number(easy, CURLINFO_OS_ERRNO);
    long connects = number(easy, CURLINFO_NUM_CONNECTS); /* those that stood; 0 also where none came to stand */
    reply->reused = connects == 0 && number(easy, CURLINFO_REQUEST_SIZE) > 0;
    reply->name_us = measure(easy, CURLINFO_NAMELOOKUP_TIME_T);
    reply->connect_us = measure(easy, CURLINFO_CONNECT_TIME_T);
    if (reply->connect_us == 0 && connects > 0)
        reply->connect_us = 1; /* curl counts the time only when TLS stands as well */
    reply->tls_us = measure(easy, CURLINFO_APPCONNECT_TIME_T);
    reply->first_ms = measure(easy, CURLINFO_STARTTRANSFER_TIME_T) / 1000;
    reply->in = measure(easy, CURLINFO_SIZE_DOWNLOAD_T) + number(easy, CURLINFO_HEADER_SIZE);
    reply->out = measure(easy, CURLINFO_SIZE_UPLOAD_T) + number(easy, CURLINFO_REQUEST_SIZE);
    reply->verify = number(easy, CURLINFO_SSL_VERIFYRESULT);
    reply->status = (int)number(easy, CURLINFO_RESPONSE_CODE);
    curl_off_t again = measure(easy, CURLINFO_RETRY_AFTER);
    reply->retry_after_s = again > 86400 ? 86400 : (int)again;
    if (curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type)
        text_clean(type, strcspn(type, "; "), reply->type, sizeof reply->type);
    if (curl_easy_header(easy, "ETag", 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
        text_clean(header->value, strlen(header->value), reply->etag, sizeof reply->etag);
    text_clean(line->words, strlen(line->words), reply->detail, sizeof reply->detail);
    reply->too_large = line->too_large;
    reply->body = line->size ? line->body : "";
    reply->size = line->size;
}

static void line_ask(void *self, const struct transport_request *request, struct transport_reply *reply)
{
    struct line *line = self;
    *reply = (struct transport_reply){.began_ms = clock_now_ms(), .body = "", .code = LINE_NO_MEMORY};
    int64_t began = clock_monotonic_ms();
    line->size = 0;
    line->too_large = false;
    line->words[0] = '\0';
    if (!prepare(line, request) || curl_multi_add_handle(line->multi, line->easy) != CURLM_OK)
        return;
    CURLcode code = run(line, request->wake, &reply->woken);
    fill(line, reply);
    reply->code = (int)code;
    reply->took_ms = clock_monotonic_ms() - began;
    curl_multi_remove_handle(line->multi, line->easy); /* what is under way is broken off here */
}

/* ---- opening ---- */

static void line_close(void *self)
{
    struct line *line = self;
    curl_easy_cleanup(line->easy);
    curl_multi_cleanup(line->multi);
    curl_slist_free_all(line->headers);
    curl_slist_free_all(line->resolve);
    free(line->body);
    free(line);
    curl_global_cleanup();
}

static bool readable(const char *option, const char *path, struct error *e)
{
    if (*path && access(path, R_OK) == 0)
        return true;
    return *path ? error_set(e, ERROR_USAGE, _("[sync] %s = %s cannot be read: %s"), option, path, strerror(errno))
                 : error_set(e, ERROR_USAGE, _("[sync] %s is not set: name the file (PEM) in the configuration"), option);
}

static bool usable(const struct config_sync *config, bool training, struct error *e)
{
    if (!config->url[0])
        return error_set(e, ERROR_USAGE, "%s", _("no gateway is configured: set [sync] url in the configuration (itsso-tui.conf)"));
    if (strncasecmp(config->url, "https://", 8) != 0)
        return (training && url_is_loopback(config->url)) ||
               error_set(e, ERROR_USAGE, _("[sync] url = %s: only https is used (http only by the training mode, to 127.0.0.1)"), config->url);
    return readable("ca_file", config->ca_file, e) && (!config->cert_file[0] || readable("cert_file", config->cert_file, e)) &&
           (!config->key_file[0] || readable("key_file", config->key_file, e));
}

bool transport_open(struct transport *transport, const struct config_sync *config, bool training, struct error *e)
{
    *transport = (struct transport){0};
    if (!usable(config, training, e))
        return false;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(e, ERROR_UNABLE, "%s", _("there is not enough memory"));
    struct line *line = calloc(1, sizeof *line);
    if (!line) {
        curl_global_cleanup();
        return error_set(e, ERROR_UNABLE, "%s", _("there is not enough memory"));
    }
    text_format(line->base, sizeof line->base, "%s" SYNC_PREFIX, config->url);
    line->easy = curl_easy_init();
    line->multi = curl_multi_init();
    bool made = line->easy && line->multi && (!config->resolve[0] || resolve_list(line, config)) && set_all(line, config);
    *transport = (struct transport){.self = line, .ask = line_ask, .close = line_close};
    if (made)
        return true;
    transport_close(transport);
    return error_set(e, ERROR_USAGE, _("[sync] url, resolve or pin cannot be used by libcurl: url = %s"), config->url);
}

void transport_close(struct transport *transport)
{
    if (transport->close)
        transport->close(transport->self);
    *transport = (struct transport){0};
}
