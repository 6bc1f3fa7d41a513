/* The bad line: proxy.h. */
#include "tests/sync/lib/proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PAIRS 256
#define PIECE 16384

struct lane {
    unsigned char bytes[PIECE];
    size_t have, done;
    int64_t due;    /* when the next piece may go, in ms */
    int64_t passed; /* of this connection */
    bool ended;     /* the sender has closed, and it was passed on */
};

struct pair {
    int fd[2]; /* client, server */
    struct lane lane[2];
    bool silent;
};

struct proxy {
    int listener, wake, port;
    pthread_t thread;
    pthread_mutex_t lock;
    bool stop, anew;
    int to_port;
    struct proxy_fault fault;
    int64_t passed[2];
    int connections;
    bool has_cut;
    struct pair *pair[PAIRS];
    int pairs;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void end_socket(int fd, bool reset)
{
    if (reset)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1, .l_linger = 0 }, sizeof(struct linger));
    close(fd);
}

static void pair_end(struct proxy *p, int i, bool reset)
{
    end_socket(p->pair[i]->fd[0], reset);
    if (p->pair[i]->fd[1] >= 0)
        end_socket(p->pair[i]->fd[1], reset);
    free(p->pair[i]);
    p->pair[i] = p->pair[--p->pairs];
}

static int connect_loopback(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void set_up_socket(int fd)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
}

static void take_connection(struct proxy *p)
{
    int fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    p->connections++;
    bool nothing_passes = p->fault.cut_after[PROXY_UP] == 0 && (p->fault.every || !p->has_cut) && p->fault.cut != PROXY_SILENCE;
    int to = p->fault.mute || p->fault.turn_away || nothing_passes ? -1 : connect_loopback(p->to_port);
    struct pair *pair = p->pairs < PAIRS && (to >= 0 || p->fault.mute) ? calloc(1, sizeof *pair) : NULL;
    if (!pair) {
        p->has_cut = p->has_cut || nothing_passes;
        end_socket(fd, !(nothing_passes && p->fault.cut == PROXY_FIN));
        if (to >= 0)
            close(to);
        return;
    }
    *pair = (struct pair){ .fd = { fd, to }, .silent = p->fault.mute };
    set_up_socket(fd);
    if (to >= 0)
        set_up_socket(to);
    p->pair[p->pairs++] = pair;
}

/* How many of n bytes may pass before the cut of this way; -1: it is not to be cut. */
static int64_t until_cut(const struct proxy *p, const struct lane *lane, int way)
{
    int64_t at = p->fault.cut_after[way];
    if (at < 0 || (!p->fault.every && p->has_cut))
        return -1;
    int64_t passed = p->fault.every ? lane->passed : p->passed[way];
    return at > passed ? at - passed : 0;
}

static void flip(struct proxy *p, int way, unsigned char *bytes, size_t n)
{
    int64_t at = p->fault.flip_at[way] - p->passed[way];
    if (p->fault.flip_at[way] >= 0 && at >= 0 && at < (int64_t)n)
        bytes[at] ^= 0xff;
}

/* Reads a piece. false: the connection is over. */
static bool lane_read(struct proxy *p, struct pair *pair, int way)
{
    struct lane *lane = &pair->lane[way];
    ssize_t got = recv(pair->fd[way], lane->bytes, sizeof lane->bytes, 0);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got == 0) {
        lane->ended = true;
        shutdown(pair->fd[!way], SHUT_WR);
        return !pair->lane[!way].ended;
    }
    lane->have = (size_t)got;
    lane->done = 0;
    lane->due = now_ms() + p->fault.delay_ms;
    return true;
}

/* Passes on what is due. false: the connection is over; *cut: by the fault. */
static bool lane_write(struct proxy *p, struct pair *pair, int way, bool *cut)
{
    struct lane *lane = &pair->lane[way];
    size_t n = lane->have - lane->done;
    if (p->fault.slice > 0 && n > (size_t)p->fault.slice)
        n = (size_t)p->fault.slice;
    bool slow = p->fault.bytes_per_second > 0 && lane->passed >= p->fault.slow_from;
    if (p->fault.bytes_per_second > 0 && !slow && (int64_t)n > p->fault.slow_from - lane->passed)
        n = (size_t)(p->fault.slow_from - lane->passed);
    if (slow) { /* twenty pieces a second, or one byte at a time */
        size_t most = (size_t)p->fault.bytes_per_second / 20;
        n = n > most ? most > 0 ? most : 1 : n;
    }
    int64_t left = until_cut(p, lane, way);
    if (left >= 0 && (int64_t)n > left)
        n = (size_t)left;
    if (n > 0) {
        unsigned char piece[PIECE];
        memcpy(piece, lane->bytes + lane->done, n);
        flip(p, way, piece, n);
        ssize_t sent = send(pair->fd[!way], piece, n, MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        lane->done += (size_t)sent;
        lane->passed += sent;
        p->passed[way] += sent;
        if (slow)
            lane->due = now_ms() + sent * 1000 / p->fault.bytes_per_second;
        else if (p->fault.slice > 0)
            lane->due = now_ms() + 1;
        left = left >= 0 ? left - sent : left;
    }
    if (lane->done == lane->have)
        lane->have = 0;
    *cut = left == 0;
    return !*cut;
}

/* One turn of a connection; false: it is gone. */
static bool pair_turn(struct proxy *p, int i, const struct pollfd *polled)
{
    struct pair *pair = p->pair[i];
    for (int way = 0; way < 2; way++) {
        struct lane *lane = &pair->lane[way];
        bool cut = false, on = true;
        if (lane->have == 0 && !lane->ended && (polled[way].revents & (POLLIN | POLLHUP | POLLERR)))
            on = lane_read(p, pair, way);
        if (on && lane->have > 0 && lane->due <= now_ms() && !pair->silent)
            on = lane_write(p, pair, way, &cut);
        if (cut) {
            p->has_cut = true;
            if (p->fault.at_cut)
                p->fault.at_cut(p->fault.at_cut_of);
            if (p->fault.cut == PROXY_SILENCE) {
                pair->silent = true;
                return true;
            }
        }
        if (!on) {
            pair_end(p, i, cut ? p->fault.cut == PROXY_RST : !(pair->lane[0].ended && pair->lane[1].ended));
            return false;
        }
    }
    return true;
}

/* What to wait for of a connection; the earliest moment into *due. */
static void pair_poll(const struct pair *pair, struct pollfd *polled, int64_t *due)
{
    polled[0] = (struct pollfd){ .fd = -1 };
    polled[1] = (struct pollfd){ .fd = -1 };
    if (pair->silent)
        return;
    for (int way = 0; way < 2; way++) {
        const struct lane *lane = &pair->lane[way];
        if (lane->have == 0 && !lane->ended) {
            polled[way].fd = pair->fd[way];
            polled[way].events |= POLLIN;
        } else if (lane->have > 0 && lane->due > now_ms()) {
            *due = *due < lane->due ? *due : lane->due;
        } else if (lane->have > 0) {
            polled[!way].fd = pair->fd[!way];
            polled[!way].events |= POLLOUT;
        }
    }
}

static void *run(void *context)
{
    struct proxy *p = context;
    struct pollfd polled[2 + 2 * PAIRS];
    pthread_mutex_lock(&p->lock);
    while (!p->stop) {
        int64_t due = INT64_MAX;
        int n = p->pairs;
        polled[0] = (struct pollfd){ .fd = p->listener, .events = POLLIN };
        polled[1] = (struct pollfd){ .fd = p->wake, .events = POLLIN };
        for (int i = 0; i < n; i++)
            pair_poll(p->pair[i], polled + 2 + 2 * i, &due);
        int64_t wait = due == INT64_MAX ? -1 : due - now_ms();
        pthread_mutex_unlock(&p->lock);
        poll(polled, (nfds_t)(2 + 2 * n), due == INT64_MAX ? -1 : wait > 0 ? (int)wait : 0);
        pthread_mutex_lock(&p->lock);
        if (polled[1].revents) {
            uint64_t count;
            if (read(p->wake, &count, sizeof count) < 0)
                continue;
        }
        if (p->anew) {
            p->anew = false;
            while (p->pairs > 0)
                pair_end(p, 0, true);
            continue;
        }
        for (int i = n - 1; i >= 0; i--) /* the last takes the place of one that goes */
            pair_turn(p, i, polled + 2 + 2 * i);
        if (polled[0].revents)
            take_connection(p);
    }
    while (p->pairs > 0)
        pair_end(p, 0, true);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static void wake(struct proxy *p)
{
    uint64_t one = 1;
    while (write(p->wake, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

struct proxy *proxy_start(int to_port)
{
    return proxy_start_on("127.0.0.1", to_port);
}

struct proxy *proxy_start_on(const char *address, int to_port)
{
    struct proxy *p = calloc(1, sizeof *p);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(address) };
    socklen_t size = sizeof at;
    if (!p)
        return NULL;
    p->fault = PROXY_GOOD;
    p->to_port = to_port;
    pthread_mutex_init(&p->lock, NULL);
    p->wake = eventfd(0, EFD_CLOEXEC);
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (p->wake < 0 || p->listener < 0 || bind(p->listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(p->listener, 64) != 0 ||
        getsockname(p->listener, (struct sockaddr *)&at, &size) != 0 || pthread_create(&p->thread, NULL, run, p) != 0) {
        close(p->listener);
        close(p->wake);
        free(p);
        return NULL;
    }
    p->port = ntohs(at.sin_port);
    return p;
}

void proxy_stop(struct proxy *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_mutex_unlock(&p->lock);
    wake(p);
    pthread_join(p->thread, NULL);
    close(p->listener);
    close(p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

int proxy_port(const struct proxy *p)
{
    return p->port;
}

void proxy_to(struct proxy *p, int to_port)
{
    pthread_mutex_lock(&p->lock);
    p->to_port = to_port;
    pthread_mutex_unlock(&p->lock);
}

void proxy_set(struct proxy *p, const struct proxy_fault *fault)
{
    pthread_mutex_lock(&p->lock);
    p->fault = *fault;
    p->passed[0] = p->passed[1] = 0;
    p->connections = 0;
    p->has_cut = false;
    p->anew = true;
    pthread_mutex_unlock(&p->lock);
    wake(p);
}

int64_t proxy_bytes(struct proxy *p, enum proxy_way way)
{
    pthread_mutex_lock(&p->lock);
    int64_t n = p->passed[way];
    pthread_mutex_unlock(&p->lock);
    return n;
}

int proxy_connections(struct proxy *p)
{
    pthread_mutex_lock(&p->lock);
    int n = p->connections;
    pthread_mutex_unlock(&p->lock);
    return n;
}

bool proxy_has_cut(struct proxy *p)
{
    pthread_mutex_lock(&p->lock);
    bool has = p->has_cut;
    pthread_mutex_unlock(&p->lock);
    return has;
}
