/* /health and /metrics, by a small server of its own on loopback: they answer while the other one is full. */
#include "gateway/metrics.h"

#include <inttypes.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/file.h"
#include "gateway/http.h"
#include "src/i18n.h"

static const int statuses[METRICS_STATUSES] = {200, 304, 400, 403, 404, 409, 410, 413, 426, 429, 500, 503};
static const int limits_ms[METRICS_BUCKETS] = {1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000};

void metrics_request(struct metrics *m, int call, int status, int64_t millis, uint64_t in, uint64_t out) {
    int s = 0, b = 0;
    while (s < METRICS_STATUSES - 1 && statuses[s] != status)
        s++;
    while (b < METRICS_BUCKETS && millis > limits_ms[b])
        b++;
    atomic_fetch_add(&m->requests[call][s], 1);
    atomic_fetch_add(&m->bucket[call][b], 1);
    atomic_fetch_add(&m->millis[call], (uint_fast64_t)millis);
    atomic_fetch_add(&m->bytes_in, in);
    atomic_fetch_add(&m->bytes_out, out);
}

static void requests_write(const struct metrics *m, struct buffer *out) {
    buffer_text(out, "# HELP itsso_requests_total Requests answered, by call and status.\n# TYPE itsso_requests_total counter\n");
    for (int call = 0; call < METRICS_CALLS; call++)
        for (int s = 0; s < METRICS_STATUSES; s++) {
            uint64_t n = atomic_load(&m->requests[call][s]);
            if (n > 0)
                buffer_format(out, "itsso_requests_total{call=\"%s\",status=\"%d\"} %" PRIu64 "\n", call_name((enum call)call), statuses[s], n);
        }
    buffer_text(out, "# HELP itsso_request_seconds Time to answer; the time that one waited for a change is left out.\n"
                     "# TYPE itsso_request_seconds histogram\n");
    for (int call = 0; call < METRICS_CALLS; call++) {
        uint64_t n = 0;
        for (int b = 0; b <= METRICS_BUCKETS; b++)
            n += atomic_load(&m->bucket[call][b]);
        if (n == 0)
            continue;
        n = 0;
        for (int b = 0; b <= METRICS_BUCKETS; b++) {
            n += atomic_load(&m->bucket[call][b]);
            if (b < METRICS_BUCKETS)
                buffer_format(out, "itsso_request_seconds_bucket{call=\"%s\",le=\"%g\"} %" PRIu64 "\n", call_name((enum call)call),
                              limits_ms[b] / 1000.0, n);
            else
                buffer_format(out, "itsso_request_seconds_bucket{call=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", call_name((enum call)call), n);
        }
        buffer_format(out, "itsso_request_seconds_sum{call=\"%s\"} %.3f\nitsso_request_seconds_count{call=\"%s\"} %" PRIu64 "\n",
                      call_name((enum call)call), (double)atomic_load(&m->millis[call]) / 1000.0, call_name((enum call)call), n);
    }
}

static void one(struct buffer *out, const char *name, const char *type, const char *help, double value) {
    buffer_format(out, "# HELP itsso_%s %s\n# TYPE itsso_%s %s\nitsso_%s %.15g\n", name, help, name, type, name, value);
}

/* What the store holds, counted when asked. */
static bool store_write(struct server *server, struct buffer *out, struct error *e) {
    static const char *const counts[] = {"SELECT count(*) FROM device /* scans: a row each station */",
                                         "SELECT coalesce(sum(count), 0) FROM unit_digest /* scans: a row each unit */",
                                         "SELECT seq FROM state WHERE one = 1", "SELECT epoch FROM state WHERE one = 1"};
    static const char *const names[][2] = {{"devices", "Devices that were ever seen."},
                                           {"cases", "Cases that are held by some unit."},
                                           {"feed_number", "Highest number of the feed."},
                                           {"epoch", "Epoch of the store."}};
    struct db *db = gate_take(server->gate, SQL_READ, e);
    bool good = db && db_begin(db, e);
    for (size_t i = 0; good && i < sizeof counts / sizeof *counts; i++) {
        int64_t n;
        struct query *q = db_query(db, counts[i], e);
        good = q && query_one(q, 0, &n, e);
        if (good && out)
            one(out, names[i][0], "gauge", names[i][1], (double)n);
        if (!out)
            break;
    }
    if (db)
        gate_give(server->gate, db);
    return good;
}

static bool all_write(struct server *server, struct buffer *out) {
    struct metrics *m = &server->metrics;
    struct error e = {0};
    requests_write(m, out);
    one(out, "waiters", "gauge", "Requests that wait for a change.", waiters_count(&server->waiters));
    one(out, "connections", "gauge", "Open connections.", (double)atomic_load(&m->connections));
    one(out, "request_bytes_total", "counter", "Bytes of bodies received.", (double)atomic_load(&m->bytes_in));
    one(out, "reply_bytes_total", "counter", "Bytes of bodies sent.", (double)atomic_load(&m->bytes_out));
    one(out, "entries_total", "counter", "Entries taken for the first time.", (double)atomic_load(&m->entries_taken));
    one(out, "store_reads_total", "counter", "Requests that read the store.", (double)atomic_load(&m->store_n));
    one(out, "store_read_seconds_total", "counter", "Time they took.", (double)atomic_load(&m->store_millis) / 1000.0);
    one(out, "store_failures_total", "counter", "Requests that the store did not answer.", (double)atomic_load(&m->store_failed));
    one(out, "published_total", "counter", "Rows of the feed that got their number after commit (PostgreSQL).", (double)atomic_load(&m->published));
    one(out, "notices_total", "counter", "Times that a change of the store was noticed.", (double)atomic_load(&m->notices));
    bool up = store_write(server, out, &e);
    one(out, "store_up", "gauge", "1 where the store can be read.", up);
    return up;
}

/* ---- the port ---- */

struct metrics_port {
    struct MHD_Daemon *daemon;
    struct server *server;
};

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                              const char *data, size_t *n, void **at) {
    static int seen;
    struct server *server = ((struct metrics_port *)context)->server;
    struct buffer out = {0};
    struct error e = {0};
    unsigned status = 200;
    (void)version;
    (void)data;
    if (!*at) {
        *at = &seen;
        return MHD_YES;
    }
    *n = 0;
    if (strcmp(method, "GET") != 0) {
        status = 405;
        buffer_text(&out, "GET\n");
    } else if (strcmp(url, "/metrics") == 0) {
        all_write(server, &out);
    } else if (strcmp(url, "/health") == 0) {
        bool up = store_write(server, NULL, &e);
        status = up ? 200 : 503;
        buffer_text(&out, up ? "ok\n" : "the store cannot be read\n");
    } else {
        status = 404;
        buffer_text(&out, "/health, /metrics\n");
    }
    struct MHD_Response *response = buffer_good(&out) ? MHD_create_response_from_buffer(out.n, out.at, MHD_RESPMEM_MUST_FREE) : NULL;
    if (!response) {
        buffer_free(&out);
        return MHD_NO;
    }
    MHD_add_response_header(response, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

struct metrics_port *metrics_start(struct server *server, const char *listen, int *port, struct error *e) {
    struct metrics_port *m = calloc(1, sizeof *m);
    int fd = m ? listen_tcp(listen, true, port, e) : -1;
    if (fd >= 0) {
        m->server = server;
        m->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, m, MHD_OPTION_LISTEN_SOCKET, fd,
                                     MHD_OPTION_CONNECTION_LIMIT, 16u, MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END);
        if (m->daemon)
            return m;
        error_set(e, ERROR_UNABLE, _("the server for the metrics cannot be started"));
    }
    free(m);
    return NULL;
}

void metrics_stop(struct metrics_port *port) {
    if (!port)
        return;
    MHD_stop_daemon(port->daemon);
    free(port);
}
