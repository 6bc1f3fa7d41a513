/* One HTTP request to a gateway by libcurl, as a station's PC makes it, and what came of it. Uses cmocka. */
#ifndef ITSSO_TESTS_ASK_H
#define ITSSO_TESTS_ASK_H

#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>

struct ask {
    int port;
    const char *unix_socket;     /* instead of TLS: a path */
    const char *ca, *cert, *key; /* files; cert NULL: none is shown */
    const char *device;          /* ITSSO-Device; NULL none */
    const char *header;          /* one more; NULL none */
    const char *method, *path;   /* "GET", "/hello" (behind the prefix) or "/" and all where it begins with "//" */
    const char *body;            /* with POST */
    bool gzip;
    CURL *curl;                  /* kept alive over several asks; NULL: one of its own */
};
struct answer {
    CURLcode code;
    long status;
    char type[64], etag[96], encoding[16], retry_after[16];
    char *text;                  /* body, decoded */
    size_t wire;                 /* bytes of the body as it came */
    json_t *json;                /* NULL: it is none */
    double seconds;
    long connects;               /* connections made for it */
};
void ask(const struct ask *question, struct answer *out);
void answer_free(struct answer *answer);
/* The member of the problem's type behind "urn:itsso:problem:"; "" none. */
const char *answer_problem(const struct answer *answer);

#endif
