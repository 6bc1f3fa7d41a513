/* One request to the gateway, and what came of it. transport.c is the only file with libcurl; the rest of the client sees this struct of
 * functions, so that a test can put a line of its own in its place (late, cut, lying). */
#ifndef ITSSO_SYNC_TRANSPORT_H
#define ITSSO_SYNC_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "src/config.h"

/* What may end a wait: `woken` is called when one of the descriptors can be read (it drains them) and says whether the request is to be
 * given up. */
struct transport_wake {
    int n, fd[4];
    bool (*woken)(void *context);
    void *context;
};

struct transport_request {
    const char *path;    /* "/changes?since=3.17&limit=500": what follows SYNC_PREFIX */
    const char *device;  /* ITSSO-Device */
    const char *body;    /* JSON to POST; NULL: GET */
    size_t body_size;
    const char *etag;    /* If-None-Match; NULL or "": none */
    int wait_s;          /* seconds that the gateway may hold the request; 0: it answers at once */
    const struct transport_wake *wake; /* NULL: nothing ends it */
};

/* Which of curl's results the table of classes knows (classes.c); the same numbers as CURLE_…, held by transport.c. */
enum line_code {
    LINE_WELL = 0, LINE_UNSUPPORTED = 1, LINE_BAD_URL = 3, LINE_NO_NAME = 6, LINE_NO_CONNECTION = 7, LINE_WEIRD = 8, LINE_PARTIAL = 18,
    LINE_TOO_LARGE = 23, LINE_NO_MEMORY = 27, LINE_TIMEOUT = 28, LINE_TLS = 35, LINE_NOTHING = 52, LINE_SEND = 55, LINE_RECEIVE = 56,
    LINE_OWN_CERTIFICATE = 58, LINE_PEER_CERTIFICATE = 60, LINE_BAD_ENCODING = 61, LINE_CA_FILE = 77, LINE_ISSUER = 83, LINE_PIN = 90
};

struct transport_reply {
    int code;                  /* enum line_code, or another number of curl's */
    bool woken;                /* given up because wake said so; the rest means nothing */
    int os_error;              /* errno of the connection, 0 none */
    bool reused;               /* the connection was there already: the times below are 0 */
    int64_t name_us, connect_us, tls_us; /* 0: did not get so far */
    int64_t began_ms, took_ms; /* clock_now_ms before the request; how long it took */
    int64_t first_ms;          /* until the first byte of the answer */
    int64_t in, out;           /* bytes of HTTP on the line, heads too, TLS apart */
    long verify;               /* OpenSSL's X509_V_ERR_…, 0 */
    char detail[256];          /* curl's own words, cleaned */
    int status;                /* 0: no answer */
    char type[64], etag[80];
    int retry_after_s;         /* 0 none */
    bool too_large;            /* more than SYNC_BODY_MAX */
    const char *body;          /* the transport's, until its next request; NUL behind it */
    size_t size;               /* of the body, unpacked */
};

struct transport {
    void *self;
    /* Fills *reply whatever happens; never fails otherwise. */
    void (*ask)(void *self, const struct transport_request *request, struct transport_reply *reply);
    void (*close)(void *self);
};

/* libcurl by the rules of sync.md section 5. `training`: http to 127.0.0.1 or ::1 is allowed. false, ERROR_USAGE: the configuration
 * cannot be used (url, files that cannot be read), with what to do. */
bool transport_open(struct transport *transport, const struct config_sync *config, bool training, struct error *e);
void transport_close(struct transport *transport);

/* Whether http may be used to this url: it names this machine by its loopback address. */
bool url_is_loopback(const char *url);

#endif
