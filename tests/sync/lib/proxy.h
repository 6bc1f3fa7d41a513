/* A bad line of the tests' own: a TCP proxy on loopback that delays, slices, stalls, cuts, resets and flips bytes. One thread a proxy;
 * the port is the kernel's choice. Free of cmocka: functions that fail return NULL or false. */
#ifndef ITSSO_TESTS_PROXY_H
#define ITSSO_TESTS_PROXY_H

#include <stdbool.h>
#include <stdint.h>

struct proxy;

enum proxy_way { PROXY_UP, PROXY_DOWN }; /* from the client to the server; from the server to the client */

enum proxy_cut {
    PROXY_FIN,    /* both ends see an orderly end */
    PROXY_RST,    /* both ends see a reset */
    PROXY_SILENCE /* nothing moves any more on this connection; it stays open */
};

struct proxy_fault {
    int64_t cut_after[2];   /* bytes of that way after which the connection is cut, 0: before the first; -1: never */
    enum proxy_cut cut;
    void (*at_cut)(void *); /* called in the proxy's thread when a connection is cut, before either end sees it; NULL */
    void *at_cut_of;
    bool every;             /* each connection is cut by its own count; without it bytes are counted over all and one is cut, once */
    int64_t flip_at[2];     /* the byte at this offset (counted over all connections) comes out with its bits turned; -1: none */
    int slice;              /* at most so many bytes at a time, a millisecond apart; 0: as they come */
    int delay_ms;           /* each piece comes so much later */
    int bytes_per_second;   /* each way; 0: as fast as they come */
    int64_t slow_from;      /* of each way of a connection so many bytes come as they come, the rest so slowly */
    bool turn_away;         /* each new connection is reset before a byte */
    bool mute;              /* connections are taken and nothing is ever said */
};
/* All of it off. */
#define PROXY_GOOD ((struct proxy_fault){ .cut_after = { -1, -1 }, .flip_at = { -1, -1 } })

/* To 127.0.0.1:to_port; listens on 127.0.0.1, or on another IPv4 address. */
struct proxy *proxy_start(int to_port);
struct proxy *proxy_start_on(const char *address, int to_port);
void proxy_stop(struct proxy *p); /* NULL is allowed */
int proxy_port(const struct proxy *p);
/* The server has another port now (it was started again). */
void proxy_to(struct proxy *p, int to_port);

/* From now on this is the line. Open connections are reset and the counts begin at 0. */
void proxy_set(struct proxy *p, const struct proxy_fault *fault);

/* Since proxy_set: bytes that were passed on; connections that came; whether a cut has happened. */
int64_t proxy_bytes(struct proxy *p, enum proxy_way way);
int proxy_connections(struct proxy *p);
bool proxy_has_cut(struct proxy *p);

#endif
