/* Something that stands between the client and the gateway and speaks HTTPS in the gateway's place: it passes requests on (libcurl), and
 * answers wrongly as it is told: a captive portal, a redirect, any status, halves, garbage, answers of yesterday, answers that get lost.
 * A thread a connection; the port is the kernel's choice. Free of cmocka. */
#ifndef ITSSO_TESTS_FRONT_H
#define ITSSO_TESTS_FRONT_H

#include <stdbool.h>
#include <stdint.h>

struct front;

enum front_fault {
    FRONT_PASS,
    FRONT_STATUS,    /* a problem with `status` (and `type`, `retry_after`); the server does not hear of the request */
    FRONT_PORTAL,    /* 200, text/html: please sign in to the network */
    FRONT_PORTAL_JSON, /* the same called application/json */
    FRONT_REDIRECT,  /* 302 to elsewhere */
    FRONT_GZIP_CUT,  /* the server's answer packed, and half of that, with a length that agrees */
    FRONT_JSON_HALF, /* the first half of the server's answer, with a length that agrees */
    FRONT_SHORT,     /* the same with the whole one's length, and the connection ends */
    FRONT_NO_END,    /* the server's answer with "end":true taken out of it */
    FRONT_WRONG_N,   /* with "n" one too many */
    FRONT_GARBAGE,   /* bytes of no meaning */
    FRONT_EMPTY,     /* 200 and nothing */
    FRONT_HUGE,      /* 200, and blanks without an end, 64 MB of them */
    FRONT_OLD,       /* the answer that this path got the time before; the first time it is passed on */
    FRONT_SHIFTED,   /* the answer that the request before got, whatever was asked; the first one of all is passed on */
    FRONT_LOST,      /* the server acts, and the connection ends in place of its answer */
    FRONT_UNHEARD,   /* the connection ends before the server has heard of it */
    FRONT_SILENT     /* the server acts, and nothing more is said */
};

struct front_rule {
    enum front_fault fault;
    const char *path;   /* requests whose path begins so, after /itsso/v1; NULL: all */
    int skip, times;    /* the first `skip` of them pass; then `times` are so (0: all) */
    int status, retry_after;
    const char *type;   /* urn:itsso:problem:TYPE; NULL: a page of text that is no problem+json */
    long long epoch, dev_seq, expected; /* what such a problem carries; epoch 0: it lacks what every answer has */
};

struct front_options {
    const char *to;           /* "https://127.0.0.1:8443"; NULL: nothing stands behind it */
    const char *cert, *key;   /* its own, PEM; */
    const char *ca, *client_cert, *client_key; /* how it goes to the gateway: the client's own */
};

/* NULL: could not (a certificate that cannot be read, no port). */
struct front *front_start(const struct front_options *options);
void front_stop(struct front *f);
int front_port(const struct front *f);
/* The gateway was started again elsewhere. */
void front_to(struct front *f, const char *to);
/* From now on; counts begin at 0. */
void front_set(struct front *f, const struct front_rule *rule);
/* Called in the connection's thread before the n-th request (from 1, since front_set) is passed on, and after its answer came (`after`),
 * before the client sees it: to kill the gateway just there. NULL: none. */
void front_hook(struct front *f, void (*hook)(void *context, int request, bool after), void *context);
/* Requests since front_set; of those the ones that were answered wrongly. */
int front_requests(struct front *f);
int front_faults(struct front *f);
/* What was asked, since front_set: "GET /changes 200\n" a line each; the caller frees. */
char *front_log(struct front *f);

#endif
