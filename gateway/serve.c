/* serve: the server, until SIGTERM. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/command.h"
#include "gateway/http.h"
#include "gateway/log.h"
#include "src/i18n.h"
#include "src/text.h"

struct serve {
    const char *store, *listen, *socket, *cert, *key, *ca, *crl, *metrics, *high_water, *notice, *log;
    int threads, connections, each, rate, burst, entries;
};

static const char *lacking(const struct serve *s) {
    if (!s->store)
        return "--store";
    if (s->socket)
        return NULL;
    return !s->listen ? "--listen" : !s->cert ? "--tls-cert" : !s->key ? "--tls-key" : !s->ca ? "--client-ca" : NULL;
}

/* Where the high-water file lies: named, else beside the SQLite database, else where systemd keeps the service's state. */
static bool high_water_path(const struct serve *s, char out[1100], struct error *e) {
    const char *state = getenv("STATE_DIRECTORY");
    if (s->high_water)
        text_format(out, 1100, "%s", s->high_water);
    else if (!db_is_postgresql(s->store))
        text_format(out, 1100, "%s/high-water", s->store);
    else if (state && *state)
        text_format(out, 1100, "%s/high-water", state);
    else
        return error_set(e, ERROR_USAGE, _("with PostgreSQL --high-water FILE is needed (or STATE_DIRECTORY): a small file outside of the database, "
                                           "by which a restored database is told from one that went on"));
    return true;
}

/* SIGTERM and SIGINT end it, SIGHUP reads the revocation list again. */
static void until_told(struct server *server, const sigset_t *signals) {
    for (;;) {
        int number = 0;
        struct error e = {0};
        if (sigwait(signals, &number) != 0 || number == SIGTERM || number == SIGINT)
            return;
        if (number != SIGHUP || !server->tls)
            continue;
        if (tls_reload(server->tls, &e))
            log_line(LOG_SAY, "the authority's certificates and its revocation list were read again");
        else
            log_line(LOG_FAULT, "%s; what was read before stays", e.text);
    }
}

static bool say_ready(const struct serve *s, int port, int metrics_port) {
    char host[256];
    if (metrics_port > 0)
        printf("metrics on http://127.0.0.1:%d\n", metrics_port);
    if (s->socket) {
        printf("listening on %s\n", s->socket);
    } else {
        text_format(host, sizeof host, "%.*s", (int)(strrchr(s->listen, ':') - s->listen), s->listen);
        printf("listening on %s:%d\n", host, port);
    }
    return fflush(stdout) == 0;
}

static bool serve(struct server *server, const struct serve *s, const sigset_t *signals, struct error *e) {
    char water[1100];
    int port = 0, metrics_port = 0;
    struct metrics_port *metrics = NULL;
    const struct http_options http = {.listen = s->listen, .socket = s->socket, .cert = s->cert, .key = s->key, .ca = s->ca,
                                      .threads = s->threads, .connections = s->connections, .each = s->each};
    if (!high_water_path(s, water, e))
        return false;
    server->gate = gate_open(s->store, e);
    bool good = server->gate && (s->socket || (server->tls = tls_open(s->ca, s->crl, e)) != NULL) &&
                notice_start(&server->notices, server, water, s->socket ? NULL : s->crl, e) && http_start(server, &http, &port, e) &&
                (!s->metrics || (metrics = metrics_start(server, s->metrics, &metrics_port, e)) != NULL);
    if (good) {
        say_ready(s, port, metrics_port);
        log_line(LOG_SAY, "itsso-gateway " VERSION " serves %s", db_is_postgresql(s->store) ? "a PostgreSQL store" : s->store);
        until_told(server, signals);
        log_line(LOG_SAY, "ending");
    }
    atomic_store(&server->stopping, true);
    metrics_stop(metrics);
    http_stop(server);
    notice_stop(&server->notices);
    if (s->socket && good)
        unlink(s->socket);
    tls_close(server->tls);
    gate_close(server->gate);
    return good;
}

int command_serve(int argc, char **argv) {
    struct serve s = {.threads = 4, .connections = 4096, .each = 32, .entries = 20000, .rate = 100, .burst = 400, .log = "all"};
    struct operands operands;
    struct error e = {0};
    const struct word words[] = {
        {.name = "--store", .kind = WORD_TEXT, .into = &s.store},
        {.name = "--listen", .kind = WORD_TEXT, .into = &s.listen},
        {.name = "--socket", .kind = WORD_TEXT, .into = &s.socket},
        {.name = "--tls-cert", .kind = WORD_TEXT, .into = &s.cert},
        {.name = "--tls-key", .kind = WORD_TEXT, .into = &s.key},
        {.name = "--client-ca", .kind = WORD_TEXT, .into = &s.ca},
        {.name = "--crl", .kind = WORD_TEXT, .into = &s.crl},
        {.name = "--metrics", .kind = WORD_TEXT, .into = &s.metrics},
        {.name = "--high-water", .kind = WORD_TEXT, .into = &s.high_water},
        {.name = "--notice", .kind = WORD_TEXT, .into = &s.notice},
        {.name = "--log", .kind = WORD_TEXT, .into = &s.log},
        {.name = "--threads", .kind = WORD_NUMBER, .into = &s.threads, .least = 2, .most = 64},
        {.name = "--connections", .kind = WORD_NUMBER, .into = &s.connections, .least = 16, .most = 100000},
        {.name = "--each", .kind = WORD_NUMBER, .into = &s.each, .least = 0, .most = 100000},
        {.name = "--entries", .kind = WORD_NUMBER, .into = &s.entries, .least = 0, .most = 1000000},
        {.name = "--rate", .kind = WORD_NUMBER, .into = &s.rate, .least = 0, .most = 100000},
        {.name = "--burst", .kind = WORD_NUMBER, .into = &s.burst, .least = 1, .most = 1000000},
        {.name = NULL},
    };
    if (!words_read("serve", argc, argv, words, 0, &operands))
        return EXIT_USAGE;
    const char *missing = lacking(&s);
    if (missing)
        return say_usage("serve", _("%s is missing"), missing);
    if (s.socket && (s.listen || s.cert || s.key || s.ca || s.crl))
        return say_usage("serve", "%s", _("--socket stands alone: TLS and certificates are nginx's then"));
    if (strcmp(s.log, "all") != 0 && strcmp(s.log, "errors") != 0)
        return say_usage("serve", "%s", _("--log: all or errors was expected"));
    log_requests(strcmp(s.log, "all") == 0);
    struct server *server = calloc(1, sizeof *server);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before any thread: all of them inherit it */
    if (!server || !throttle_begin(&server->throttle, s.rate, s.burst, THROTTLE_SECOND) ||
        !throttle_begin(&server->budget, s.entries, s.entries, THROTTLE_DAY)) {
        free(server);
        error_set(&e, ERROR_UNABLE, _("there is not enough memory"));
        return say_failed(&e);
    }
    text_format(server->notice, sizeof server->notice, "%s", s.notice ? s.notice : "");
    notice_prepare(&server->notices);
    waiters_begin(&server->waiters, notice_wake, &server->notices);
    server->waiters.each = (s.each + 1) / 2; /* the other half is for those who have something to do */
    bool good = serve(server, &s, &signals, &e);
    waiters_end(&server->waiters);
    throttle_end(&server->throttle);
    throttle_end(&server->budget);
    crowd_end(&server->crowd);
    free(server);
    return good ? EXIT_DONE : say_failed(&e);
}
