/* Inside gateway/ only: the server and one request of it. http.c talks with libmicrohttpd; reply.c makes what goes out; call_*.c answer
 * the calls of src/sync/wire.h; wait.c holds those who wait for a change. */
#ifndef ITSSO_GATEWAY_HTTP_H
#define ITSSO_GATEWAY_HTTP_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "gateway/buffer.h"
#include "gateway/crowd.h"
#include "gateway/metrics.h"
#include "gateway/notice.h"
#include "gateway/throttle.h"
#include "gateway/store.h"
#include "gateway/tls.h"
#include "gateway/wait.h"

struct server {
    struct gate *gate;
    struct MHD_Daemon *daemon;
    struct tls *tls;             /* NULL: a unix socket behind nginx */
    struct waiters waiters;
    struct throttle throttle;
    struct throttle budget;      /* of new entries */
    struct crowd crowd;          /* behind nginx; with TLS the connections are counted (tls.h) */
    struct metrics metrics;
    struct notices notices;
    atomic_bool stopping;
    atomic_int active;           /* requests that are not yet answered */
    char notice[160];            /* of /hello */
};

enum call { CALL_HELLO, CALL_CHANGES, CALL_SNAPSHOT, CALL_OPS, CALL_DIGEST, CALL_IDS, CALL_CASES, CALL_REF, CALL_NONE };
#define CALLS CALL_NONE
const char *call_name(enum call call);

struct request {
    struct server *server;
    struct MHD_Connection *connection;
    enum call call;
    char method[8], path[64];
    char unit[16];               /* of the certificate; "" none */
    char device[40];             /* "" none */
    int64_t begun;               /* clock_monotonic_ms */
    bool waited;
    int64_t wait_until;
    bool too_large, wants_gzip;
    bool named;                  /* its certificate is good; *why else */
    const char *why;
    bool crowded;                /* the certificate has too many places already */
    struct place *place;         /* in server->crowd */
    struct buffer body;          /* what came */
    /* the reply */
    struct scope scope;
    bool scope_known;
    int status;
    bool problem;
    char etag[64];
    int retry_after;             /* seconds; 0 none */
    struct buffer members;       /* of the reply's object, each followed by nothing, with commas between them */
};

/* What answering has come to. */
enum answered { ANSWERED, ANSWER_WAITS };
enum answered call_answer(struct request *r);
/* Who asks: fills unit, named, why. */
void call_who(struct request *r);

/* ---- reply.c ---- */
/* The next member of the reply's object: its name and a colon; what is added to r->members then is its value. */
void reply_member(struct request *r, const char *name);
void reply_string(struct request *r, const char *name, const char *value);
void reply_int(struct request *r, const char *name, int64_t value);
void reply_truth(struct request *r, const char *name, bool value);
void reply_cursor(struct request *r, const char *name, int64_t seq);
/* RFC 9457; what was in the reply is dropped. `name` as in wire.h. */
void reply_problem(struct request *r, int status, const char *name, const char *title, const char *detail);
/* The store failed: 503 busy where it may pass, else 500 broken; the reason goes to the log. */
void reply_failed(struct request *r, const struct db *db, const struct error *e);
enum MHD_Result reply_send(struct request *r);

/* ---- arguments ---- */
/* A whole number of the query, `none` where it is not there; false (a problem was set): it is none, or below `least`. */
bool argument_int(struct request *r, const char *name, int64_t none, int64_t least, int64_t most, int64_t *out);

/* ---- the calls ---- */
void call_hello(struct request *r, struct db *db);
enum answered call_changes(struct request *r, struct db *db);
void call_snapshot(struct request *r, struct db *db);
void call_digest(struct request *r, struct db *db);
void call_ids(struct request *r, struct db *db);
void call_cases(struct request *r, struct db *db);
void call_ref(struct request *r, struct db *db);
void call_ops(struct request *r);

/* ---- http.c ---- */
struct http_options {
    const char *listen;          /* ADDRESS:PORT, port 0: the kernel picks one; NULL with a socket */
    const char *socket;          /* path of a unix socket; NULL */
    const char *cert, *key, *ca; /* PEM files */
    int threads, connections;
    int each;                    /* connections of one certificate; 0: no limit */
};
/* Begins to serve; *port gets the port (0 for a unix socket). */
bool http_start(struct server *server, const struct http_options *options, int *port, struct error *e);
/* Answers those who wait, lets what is under way end (5 s), and stops. */
void http_stop(struct server *server);

#endif
