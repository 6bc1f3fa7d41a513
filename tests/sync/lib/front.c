/* The server that answers wrongly: front.h. What it answers: front_reply.c. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sync/lib/front_inside.h"

#define CONNECTIONS 64

struct front {
    int listener, port;
    pthread_t thread;
    bool stop;
    gnutls_certificate_credentials_t credentials;
    struct front_shared shared;
    struct connection { pthread_t thread; struct front *front; int fd; bool busy, done; } connection[CONNECTIONS];
};

void bytes_add(struct bytes *b, const void *more, size_t n)
{
    if (b->n + n + 1 > b->room) {
        size_t room = (b->n + n + 1) * 2;
        char *at = realloc(b->at, room);
        if (!at)
            return;
        b->at = at;
        b->room = room;
    }
    if (n > 0)
        memcpy(b->at + b->n, more, n);
    b->n += n;
    b->at[b->n] = '\0';
}

void bytes_say(struct bytes *b, const char *text)
{
    bytes_add(b, text, strlen(text));
}

void bytes_free(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){ 0 };
}

static bool receive(gnutls_session_t tls, struct bytes *in)
{
    char piece[16384];
    ssize_t n;
    do
        n = gnutls_record_recv(tls, piece, sizeof piece);
    while (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED);
    if (n <= 0)
        return false;
    bytes_add(in, piece, (size_t)n);
    return true;
}

bool tls_send(gnutls_session_t tls, const char *at, size_t n)
{
    while (n > 0) {
        ssize_t sent = gnutls_record_send(tls, at, n);
        if (sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* One request out of what was received, the rest stays in it. false: the client has gone. */
static bool request_read(gnutls_session_t tls, struct bytes *in, struct front_request *r)
{
    char *end;
    while (!in->at || !(end = strstr(in->at, "\r\n\r\n")))
        if (in->n > 65536 || !receive(tls, in))
            return false;
    size_t head = (size_t)(end - in->at) + 4;
    const char *length = strcasestr(in->at, "\ncontent-length:");
    size_t body = length && length < in->at + head ? (size_t)strtoull(length + 16, NULL, 10) : 0;
    const char *expect = strcasestr(in->at, "\nexpect:");
    if (expect && expect < in->at + head && !tls_send(tls, "HTTP/1.1 100 Continue\r\n\r\n", 25))
        return false;
    while (in->n < head + body)
        if (!receive(tls, in))
            return false;
    bytes_free(&r->head);
    bytes_free(&r->body);
    bytes_add(&r->head, in->at, head - 2);
    bytes_add(&r->body, in->at + head, body);
    memmove(in->at, in->at + head + body, in->n - head - body + 1);
    in->n -= head + body;
    r->method[0] = r->path[0] = '\0';
    return sscanf(r->head.at, "%7s %511s", r->method, r->path) == 2;
}

static void talk(struct front *f, gnutls_session_t tls, int fd)
{
    struct bytes in = { 0 };
    struct front_request request = { 0 };
    CURL *curl = curl_easy_init();
    while (request_read(tls, &in, &request) && front_answer(&f->shared, tls, fd, curl, &request)) {
    }
    curl_easy_cleanup(curl);
    bytes_free(&in);
    bytes_free(&request.head);
    bytes_free(&request.body);
}

static void *serve(void *context)
{
    struct connection *c = context;
    gnutls_session_t tls;
    gnutls_init(&tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
    gnutls_set_default_priority(tls);
    gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, c->front->credentials);
    gnutls_certificate_server_set_request(tls, GNUTLS_CERT_REQUEST);
    gnutls_transport_set_int(tls, c->fd);
    int done;
    do
        done = gnutls_handshake(tls);
    while (done < 0 && gnutls_error_is_fatal(done) == 0);
    if (done == 0) {
        talk(c->front, tls, c->fd);
        gnutls_bye(tls, GNUTLS_SHUT_WR);
    }
    gnutls_deinit(tls);
    pthread_mutex_lock(&c->front->shared.lock);
    close(c->fd);
    c->fd = -1;
    c->done = true;
    pthread_mutex_unlock(&c->front->shared.lock);
    return NULL;
}

static struct connection *free_place(struct front *f)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        struct connection *c = &f->connection[i];
        pthread_mutex_lock(&f->shared.lock);
        bool done = c->done;
        pthread_mutex_unlock(&f->shared.lock);
        if (done) {
            pthread_join(c->thread, NULL);
            *c = (struct connection){ .fd = -1 };
        }
        if (!c->busy)
            return c;
    }
    return NULL;
}

static void *accept_all(void *context)
{
    struct front *f = context;
    for (;;) {
        int fd = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC);
        pthread_mutex_lock(&f->shared.lock);
        bool stop = f->stop;
        pthread_mutex_unlock(&f->shared.lock);
        if (stop) {
            if (fd >= 0)
                close(fd);
            return NULL;
        }
        if (fd < 0)
            continue;
        struct connection *c = free_place(f);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
        if (!c) {
            close(fd);
            continue;
        }
        *c = (struct connection){ .front = f, .fd = fd, .busy = true };
        if (pthread_create(&c->thread, NULL, serve, c) != 0) {
            close(fd);
            *c = (struct connection){ .fd = -1 };
        }
    }
}

struct front *front_start(const struct front_options *options)
{
    struct front *f = calloc(1, sizeof *f);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    if (!f)
        return NULL;
    for (int i = 0; i < CONNECTIONS; i++)
        f->connection[i].fd = -1;
    pthread_mutex_init(&f->shared.lock, NULL);
    curl_global_init(CURL_GLOBAL_ALL);
    front_to(f, options->to ? options->to : "");
    f->shared.ca = options->ca ? strdup(options->ca) : NULL;
    f->shared.cert = options->client_cert ? strdup(options->client_cert) : NULL;
    f->shared.key = options->client_key ? strdup(options->client_key) : NULL;
    gnutls_certificate_allocate_credentials(&f->credentials);
    f->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (gnutls_certificate_set_x509_key_file(f->credentials, options->cert, options->key, GNUTLS_X509_FMT_PEM) < 0 || f->listener < 0 ||
        bind(f->listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(f->listener, 64) != 0 ||
        getsockname(f->listener, (struct sockaddr *)&at, &size) != 0 || pthread_create(&f->thread, NULL, accept_all, f) != 0) {
        gnutls_certificate_free_credentials(f->credentials);
        close(f->listener);
        free(f);
        return NULL;
    }
    f->port = ntohs(at.sin_port);
    return f;
}

void front_stop(struct front *f)
{
    if (!f)
        return;
    pthread_mutex_lock(&f->shared.lock);
    f->stop = true;
    for (int i = 0; i < CONNECTIONS; i++)
        if (f->connection[i].fd >= 0)
            shutdown(f->connection[i].fd, SHUT_RDWR);
    pthread_mutex_unlock(&f->shared.lock);
    shutdown(f->listener, SHUT_RDWR);
    pthread_join(f->thread, NULL);
    for (int i = 0; i < CONNECTIONS; i++)
        if (f->connection[i].busy)
            pthread_join(f->connection[i].thread, NULL);
    close(f->listener);
    gnutls_certificate_free_credentials(f->credentials);
    front_shared_free(&f->shared);
    pthread_mutex_destroy(&f->shared.lock);
    free(f);
}

int front_port(const struct front *f)
{
    return f->port;
}

void front_to(struct front *f, const char *to)
{
    pthread_mutex_lock(&f->shared.lock);
    snprintf(f->shared.to, sizeof f->shared.to, "%s", to);
    pthread_mutex_unlock(&f->shared.lock);
}

void front_set(struct front *f, const struct front_rule *rule)
{
    pthread_mutex_lock(&f->shared.lock);
    f->shared.rule = *rule;
    f->shared.requests = f->shared.matched = f->shared.faults = 0;
    bytes_free(&f->shared.log);
    pthread_mutex_unlock(&f->shared.lock);
}

void front_hook(struct front *f, void (*hook)(void *context, int request, bool after), void *context)
{
    pthread_mutex_lock(&f->shared.lock);
    f->shared.hook = hook;
    f->shared.hook_context = context;
    pthread_mutex_unlock(&f->shared.lock);
}

int front_requests(struct front *f)
{
    pthread_mutex_lock(&f->shared.lock);
    int n = f->shared.requests;
    pthread_mutex_unlock(&f->shared.lock);
    return n;
}

int front_faults(struct front *f)
{
    pthread_mutex_lock(&f->shared.lock);
    int n = f->shared.faults;
    pthread_mutex_unlock(&f->shared.lock);
    return n;
}

char *front_log(struct front *f)
{
    pthread_mutex_lock(&f->shared.lock);
    char *log = strdup(f->shared.log.at ? f->shared.log.at : "");
    pthread_mutex_unlock(&f->shared.lock);
    return log;
}
