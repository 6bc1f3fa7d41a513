/* Inside the server that answers wrongly: what front.c (connections) and front_reply.c (answers) share. */
#ifndef ITSSO_TESTS_FRONT_INSIDE_H
#define ITSSO_TESTS_FRONT_INSIDE_H

#include <curl/curl.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stddef.h>

#include "tests/sync/lib/front.h"

struct bytes { char *at; size_t n, room; };
void bytes_add(struct bytes *b, const void *more, size_t n);
void bytes_say(struct bytes *b, const char *text);
void bytes_free(struct bytes *b);

#define FRONT_PATHS 16
struct front_shared {
    pthread_mutex_t lock; /* of all that follows */
    char to[128];
    char *ca, *cert, *key;
    struct front_rule rule;
    int requests, matched, faults;
    void (*hook)(void *context, int request, bool after);
    void *hook_context;
    struct bytes log;
    struct front_last { char path[32]; struct bytes answer; } last[FRONT_PATHS]; /* the whole answer, head and body */
    struct bytes before;                                                           /* the last one of all paths */
};
void front_shared_free(struct front_shared *s);

struct front_request { char method[8], path[512]; struct bytes head, body; };

bool tls_send(gnutls_session_t tls, const char *at, size_t n);
/* Answers; false: the connection is to end. */
bool front_answer(struct front_shared *s, gnutls_session_t tls, int fd, CURL *curl, const struct front_request *r);

#endif
