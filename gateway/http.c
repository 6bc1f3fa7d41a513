/* libmicrohttpd: the socket, its threads, one request's beginning and end. A request gets its context in the first call of the handler
 * and is answered in a later one (answering in the first closes the connection: sync.md section 7). */
#include "gateway/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "gateway/file.h"
#include "gateway/log.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

#define IDLE_SECONDS 120          /* a kept-alive connection that says nothing; above the client's longest wait */
#define CONNECTION_MEMORY 8192    /* headers of a request fit; a body passes through */
#define THREAD_STACK (256 * 1024)
#define STOP_MS 5000

/* ---- one request ---- */

static enum call call_of(const char *method, const char *path) {
    static const struct { const char *method, *path; enum call call; } calls[] = {
        {"GET", SYNC_PREFIX "/hello", CALL_HELLO},   {"GET", SYNC_PREFIX "/changes", CALL_CHANGES},
        {"GET", SYNC_PREFIX "/snapshot", CALL_SNAPSHOT}, {"POST", SYNC_PREFIX "/ops", CALL_OPS},
        {"GET", SYNC_PREFIX "/digest", CALL_DIGEST}, {"GET", SYNC_PREFIX "/ids", CALL_IDS},
        {"POST", SYNC_PREFIX "/cases", CALL_CASES},  {"GET", SYNC_PREFIX "/ref", CALL_REF}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].method, method) == 0 && strcmp(calls[i].path, path) == 0)
            return calls[i].call;
    return CALL_NONE;
}

static const char *header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* "gzip" as a word of its own, not refused with q=0. */
static bool takes_gzip(struct MHD_Connection *connection) {
    const char *accept = header(connection, "Accept-Encoding"), *at = accept ? strstr(accept, "gzip") : NULL;
    return at && strncmp(at + 4, ";q=0", 4) != 0;
}

static struct request *request_new(struct server *server, struct MHD_Connection *connection, const char *method, const char *url) {
    struct request *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->server = server;
    r->connection = connection;
    r->call = call_of(method, url);
    r->begun = clock_monotonic_ms();
    r->wants_gzip = takes_gzip(connection);
    text_format(r->method, sizeof r->method, "%s", method);
    text_clean(url, strlen(url), r->path, sizeof r->path);
    const char *length = header(connection, "Content-Length");
    r->too_large = length && strtoll(length, NULL, 10) > SYNC_BODY_MAX;
    atomic_fetch_add(&server->active, 1);
    return r;
}

/* Before any byte of a body is kept: whose it is. */
static void request_admit(struct request *r) {
    struct server *server = r->server;
    call_who(r);
    if (!r->named)
        return;
    if (!server->tls) {
        r->crowded = !crowd_enter(&server->crowd, r->unit, &r->place);
        return;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    r->crowded = !peer_admit(server->tls, r->connection, info ? info->socket_context : NULL, IDLE_SECONDS);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                              const char *data, size_t *n, void **at) {
    struct server *server = context;
    struct request *r = *at;
    (void)version;
    if (!r) {
        r = request_new(server, connection, method, url);
        *at = r;
        if (r)
            request_admit(r);
        return r ? MHD_YES : MHD_NO;
    }
    if (*n > 0) {
        r->too_large = r->too_large || r->body.n + *n > SYNC_BODY_MAX;
        if (r->too_large || !r->named || r->crowded)
            buffer_free(&r->body); /* it passes by, so that the client hears the reply */
        else
            buffer_add(&r->body, data, *n);
        *n = 0;
        return MHD_YES;
    }
    if (call_answer(r) == ANSWER_WAITS)
        return MHD_YES;
    return reply_send(r);
}

static void completed(void *context, struct MHD_Connection *connection, void **at, enum MHD_RequestTerminationCode why) {
    struct request *r = *at;
    struct server *server = context;
    (void)connection;
    (void)why;
    if (!r)
        return;
    buffer_free(&r->body);
    buffer_free(&r->members);
    crowd_leave(&server->crowd, r->place);
    free(r);
    *at = NULL;
    atomic_fetch_sub(&server->active, 1);
}

static void connected(void *context, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode what) {
    struct server *server = context;
    atomic_fetch_add(&server->metrics.connections, what == MHD_CONNECTION_NOTIFY_STARTED ? 1 : -1);
    if (!server->tls)
        return;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = peer_begin(server->tls, connection);
    else
        peer_end(server->tls, *socket_context);
}

__attribute__((format(printf, 2, 0))) static void say(void *context, const char *format, va_list list) {
    char text[400];
    (void)context;
    text_sentence(text, sizeof text, format, list);
    if (strstr(text, "handshake") != NULL) /* microhttpd's sentence for every handshake that came to nothing: anybody can make many */
        log_line(LOG_REQUEST, "a TLS handshake failed");
    else
        log_line(LOG_WARN, "http: %s", text);
}

/* ---- the socket ---- */

static int listen_unix(const char *path, struct error *e) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        error_set(e, ERROR_USAGE, _("--socket: the path is longer than %zu bytes"), sizeof address.sun_path - 1);
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t before = umask(0117); /* 0660 from its first moment */
    bool good = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 1024) == 0;
    umask(before);
    if (good)
        return fd;
    error_set(e, ERROR_UNABLE, _("%s cannot be listened on: %s"), path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static int bound_port(int fd) {
    union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; } address = {.six = {.sin6_port = 0}};
    socklen_t n = sizeof address;
    if (getsockname(fd, &address.any, &n) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.six.sin6_port : address.four.sin_port);
}

int listen_tcp(const char *where, bool loopback_only, int *port, struct error *e) {
    char host[256];
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found = NULL;
    const char *colon = strrchr(where, ':');
    int on = 1, fd = -1;
    if (!colon || (size_t)(colon - where) >= sizeof host) {
        error_set(e, ERROR_USAGE, _("\"%s\" is no address: ADDRESS:PORT was expected, for example 127.0.0.1:8443"), where);
        return -1;
    }
    bool brackets = where[0] == '[' && colon > where && colon[-1] == ']';
    text_format(host, sizeof host, "%.*s", (int)(colon - where) - 2 * brackets, where + brackets);
    if (getaddrinfo(host[0] ? host : NULL, colon + 1, &hints, &found) != 0) {
        error_set(e, ERROR_USAGE, _("\"%s\" is no address: ADDRESS:PORT was expected, for example 127.0.0.1:8443"), where);
        return -1;
    }
    bool loopback = found->ai_family == AF_INET ? (ntohl(((struct sockaddr_in *)(void *)found->ai_addr)->sin_addr.s_addr) >> 24) == 127
                                                : IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)(void *)found->ai_addr)->sin6_addr);
    if (loopback_only && !loopback) {
        error_set(e, ERROR_USAGE, _("%s is not an address of this machine alone (127.0.0.1)"), where);
    } else {
        fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd >= 0)
            setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1024) != 0) {
            error_set(e, ERROR_UNABLE, _("%s cannot be listened on: %s"), where, strerror(errno));
            if (fd >= 0)
                close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    if (fd >= 0)
        *port = bound_port(fd);
    return fd;
}

/* Each waiting station holds a descriptor. */
static void raise_descriptors(int connections) {
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + 200;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
        if (limit.rlim_cur < wanted)
            log_line(LOG_WARN, "only %llu descriptors may be open: raise LimitNOFILE for %d connections", (unsigned long long)limit.rlim_cur,
                     connections);
    }
}

static struct MHD_Daemon *start(struct server *server, int fd, const struct http_options *o, const char *cert, const char *key,
                                const char *trust) {
    /* with TLS poll(): in epoll mode microhttpd 0.9.75 spins from its own flight of the handshake until the client's next one comes (measured
     * by tests/bench/gateway_load with 200 waiting and 50 syncs a second: p50 315 ms and 5.3 ms CPU a handshake; with poll 8 ms and 2.2 ms).
     * Waiting requests are suspended and stand in no poll set. */
    unsigned loop = server->tls ? MHD_USE_POLL_INTERNAL_THREAD : MHD_USE_EPOLL_INTERNAL_THREAD;
    unsigned flags = loop | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem with_tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)cert},
                                        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
                                        {MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)(uintptr_t)trust},
                                        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
                                        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(flags | (server->tls ? MHD_USE_TLS : 0), 0, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER, say, NULL,
                            MHD_OPTION_ARRAY, server->tls ? with_tls : none, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, completed,
                            server, MHD_OPTION_NOTIFY_CONNECTION, connected, server, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)o->connections,
                            MHD_OPTION_THREAD_POOL_SIZE, (unsigned)o->threads, MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK,
                            MHD_OPTION_END);
}

bool http_start(struct server *server, const struct http_options *o, int *port, struct error *e) {
    struct buffer cert = {0}, key = {0}, trust = {0};
    *port = 0;
    if (server->tls && (!file_read(o->cert, &cert, e) || !file_read(o->key, &key, e) || !file_read(o->ca, &trust, e))) {
        buffer_free(&cert);
        buffer_free(&key);
        return false;
    }
    if (server->tls ? !tls_places(server->tls, o->connections / 2, o->each, e) : !crowd_begin(&server->crowd, o->each)) {
        buffer_free(&cert);
        buffer_free(&key);
        buffer_free(&trust);
        return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    }
    int fd = o->socket ? listen_unix(o->socket, e) : listen_tcp(o->listen, false, port, e);
    raise_descriptors(o->connections);
    if (fd >= 0)
        server->daemon = start(server, fd, o, buffer_string(&cert), buffer_string(&key), buffer_string(&trust));
    if (key.n > 0)
        explicit_bzero(key.at, key.n);
    buffer_free(&cert);
    buffer_free(&key);
    buffer_free(&trust);
    if (server->daemon)
        return true;
    if (fd >= 0) {
        close(fd);
        error_set(e, ERROR_UNABLE, _("the server cannot be started with this certificate and key"));
    }
    return false;
}

void http_stop(struct server *server) {
    if (!server->daemon)
        return;
    MHD_socket fd = MHD_quiesce_daemon(server->daemon);
    const int64_t until = clock_monotonic_ms() + STOP_MS;
    waiters_stop(&server->waiters);
    while (atomic_load(&server->active) > 0 && clock_monotonic_ms() < until)
        usleep(5000);
    MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
    if (fd != MHD_INVALID_SOCKET)
        close(fd);
}
