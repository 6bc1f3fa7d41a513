/* What the gateway counts of itself, in Prometheus' text format on a loopback port of its own: /metrics and /health. */
#ifndef ITSSO_GATEWAY_METRICS_H
#define ITSSO_GATEWAY_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "src/error.h"

#define METRICS_CALLS 9    /* those of enum call, and none of them */
#define METRICS_BUCKETS 10
#define METRICS_STATUSES 16

struct metrics {
    atomic_uint_fast64_t requests[METRICS_CALLS][METRICS_STATUSES];
    atomic_uint_fast64_t bucket[METRICS_CALLS][METRICS_BUCKETS + 1]; /* of durations; the time that one waited is left out */
    atomic_uint_fast64_t millis[METRICS_CALLS];
    atomic_uint_fast64_t bytes_in, bytes_out;
    atomic_uint_fast64_t entries_taken;
    atomic_uint_fast64_t store_n, store_millis, store_failed;
    atomic_uint_fast64_t published, notices;
    atomic_int_fast64_t connections;
};
void metrics_request(struct metrics *m, int call, int status, int64_t millis, uint64_t in, uint64_t out);

struct server;
struct metrics_port; /* opaque */
/* Serves http://ADDRESS:PORT/health and /metrics; the address must be a loopback one. *port gets the port. NULL with e filled. */
struct metrics_port *metrics_start(struct server *server, const char *listen, int *port, struct error *e);
void metrics_stop(struct metrics_port *port);

#endif
