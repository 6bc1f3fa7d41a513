/* Holds that the tests' own tools do what they say, without the program: the proxy delays, slices, cuts at the byte, resets, flips and
 * falls silent; the server that answers wrongly speaks TLS and gives each wrong answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/pty_check.h"
#include "tests/sync/lib/certs.h"
#include "tests/sync/lib/front.h"
#include "tests/sync/lib/proxy.h"

/* ---- an echo ---- */
static int echo_listener, echo_port;

static void *echo_one(void *context)
{
    int fd = (int)(intptr_t)context;
    char bytes[4096];
    ssize_t n;
    while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0)
        if (send(fd, bytes, (size_t)n, MSG_NOSIGNAL) < 0)
            break;
    close(fd);
    return NULL;
}

static void *echo_all(void *unused)
{
    int fd;
    while ((fd = accept(echo_listener, NULL, NULL)) >= 0) {
        pthread_t one;
        if (pthread_create(&one, NULL, echo_one, (void *)(intptr_t)fd) == 0)
            pthread_detach(one);
    }
    return unused;
}

static int listen_anywhere(int *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at) | listen(fd, 16) | getsockname(fd, (struct sockaddr *)&at, &size), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

static int dial(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* Sends n bytes 0, 1, 2 …, reads what comes back until n, the end (0), an error (-errno) or quiet_ms; how it ended into *end. */
static size_t say(int fd, size_t n, unsigned char *back, int quiet_ms, int *end)
{
    unsigned char bytes[8192];
    size_t got = 0;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)i;
    *end = 1;
    if (send(fd, bytes, n, MSG_NOSIGNAL) < 0) {
        *end = -errno;
        return 0;
    }
    while (got < n) {
        struct pollfd one = { .fd = fd, .events = POLLIN };
        if (poll(&one, 1, quiet_ms) == 0) {
            *end = -EAGAIN;
            break;
        }
        ssize_t more = recv(fd, back + got, n - got, 0);
        if (more <= 0) {
            *end = more == 0 ? 0 : -errno;
            break;
        }
        got += (size_t)more;
    }
    return got;
}

static struct proxy *proxy;
static unsigned char back[8192];

static void passes(void **state)
{
    (void)state;
    int end;
    proxy_set(proxy, &PROXY_GOOD);
    int fd = dial(proxy_port(proxy));
    assert_int_equal(say(fd, 5000, back, 5000, &end), 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(back[i], i & 255);
    assert_int_equal(proxy_bytes(proxy, PROXY_UP), 5000);
    assert_int_equal(proxy_bytes(proxy, PROXY_DOWN), 5000);
    assert_int_equal(proxy_connections(proxy), 1);
    assert_false(proxy_has_cut(proxy));
    close(fd);
}

static void cuts_at_the_byte(void **state)
{
    (void)state;
    static const int64_t at[] = { 0, 1, 1000, 4999 };
    for (int way = 0; way < 2; way++)
        for (size_t i = 0; i < sizeof at / sizeof *at; i++)
            for (int how = PROXY_FIN; how <= PROXY_SILENCE; how++) {
                struct proxy_fault fault = PROXY_GOOD;
                int end;
                fault.cut_after[way] = at[i];
                fault.cut = (enum proxy_cut)how;
                proxy_set(proxy, &fault);
                int fd = dial(proxy_port(proxy));
                size_t got = say(fd, 5000, back, how == PROXY_SILENCE ? 60 : 5000, &end);
                assert_true((int64_t)got <= at[i]);
                if (way == PROXY_DOWN && how == PROXY_FIN)
                    assert_int_equal(got, at[i]);
                assert_int_equal(proxy_bytes(proxy, (enum proxy_way)way), at[i]);
                assert_true(proxy_has_cut(proxy));
                assert_int_equal(end == -EAGAIN, how == PROXY_SILENCE);
                if (how == PROXY_RST)
                    assert_true(end == -ECONNRESET || end == -EPIPE);
                close(fd);
                fd = dial(proxy_port(proxy)); /* once */
                assert_int_equal(say(fd, 5000, back, 5000, &end), 5000);
                close(fd);
            }
}

static void cuts_every_connection(void **state)
{
    (void)state;
    struct proxy_fault fault = PROXY_GOOD;
    int end;
    fault.cut_after[PROXY_DOWN] = 700;
    fault.every = true;
    proxy_set(proxy, &fault);
    for (int i = 0; i < 3; i++) {
        int fd = dial(proxy_port(proxy));
        assert_int_equal(say(fd, 5000, back, 5000, &end), 700);
        close(fd);
    }
    assert_int_equal(proxy_connections(proxy), 3);
    fault = PROXY_GOOD;
    fault.turn_away = true;
    proxy_set(proxy, &fault);
    int fd = dial(proxy_port(proxy));
    assert_int_equal(say(fd, 10, back, 5000, &end), 0);
    assert_true(end == -ECONNRESET || end == -EPIPE);
    close(fd);
    fault.turn_away = false;
    fault.mute = true;
    proxy_set(proxy, &fault);
    fd = dial(proxy_port(proxy));
    assert_int_equal(say(fd, 10, back, 60, &end), 0);
    assert_int_equal(end, -EAGAIN);
    proxy_set(proxy, &PROXY_GOOD); /* ends it */
    assert_true(recv(fd, back, 1, 0) <= 0);
    close(fd);
}

static void flips_slices_delays(void **state)
{
    (void)state;
    struct proxy_fault fault = PROXY_GOOD;
    int end;
    fault.flip_at[PROXY_DOWN] = 3210;
    fault.slice = 100;
    proxy_set(proxy, &fault);
    int fd = dial(proxy_port(proxy));
    double began = now_ms();
    assert_int_equal(say(fd, 5000, back, 5000, &end), 5000);
    assert_true(now_ms() - began >= 45); /* fifty slices, a millisecond apart */
    for (int i = 0; i < 5000; i++)
        assert_int_equal(back[i], i == 3210 ? ~i & 255 : i & 255);
    close(fd);
    fault = PROXY_GOOD;
    fault.delay_ms = 40;
    proxy_set(proxy, &fault);
    fd = dial(proxy_port(proxy));
    began = now_ms();
    assert_int_equal(say(fd, 10, back, 5000, &end), 10);
    assert_true(now_ms() - began >= 75); /* there and back */
    close(fd);
    fault = PROXY_GOOD;
    fault.bytes_per_second = 1000;
    proxy_set(proxy, &fault);
    fd = dial(proxy_port(proxy));
    began = now_ms();
    assert_int_equal(say(fd, 200, back, 5000, &end), 200);
    assert_in_range((unsigned long long)(now_ms() - began), 140, 2000);
    close(fd);
}

/* ---- the server that answers wrongly ---- */
static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[8][128];
    static int next;
    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

struct got { long status; size_t n; char body[4096]; };

static size_t take(char *at, size_t size, size_t n, void *context)
{
    struct got *got = context;
    size_t room = sizeof got->body - 1 - (got->n < sizeof got->body - 1 ? got->n : sizeof got->body - 1);
    n *= size;
    if (room > 0)
        memcpy(got->body + got->n, at, n < room ? n : room);
    got->n += n;
    got->body[got->n < sizeof got->body - 1 ? got->n : sizeof got->body - 1] = '\0';
    return n;
}

static CURLcode get(struct front *front, const char *path, const char *ca, struct got *got)
{
    CURL *curl = curl_easy_init();
    char url[200];
    *got = (struct got){ 0 };
    snprintf(url, sizeof url, "https://127.0.0.1:%d/itsso/v1%s", front_port(front), path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, got);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got->status);
    curl_easy_cleanup(curl);
    return code;
}

static void answers_alone(void **state)
{
    (void)state;
    struct got got;
    struct front *front = front_start(&(struct front_options){ .cert = in_folder("server.crt"), .key = in_folder("server.key") });
    assert_non_null(front);
    front_set(front, &(struct front_rule){ .fault = FRONT_STATUS, .status = 409, .type = "seq-gap" });
    assert_int_equal(get(front, "/ops", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.status, 409);
    assert_non_null(strstr(got.body, "urn:itsso:problem:seq-gap"));
    front_set(front, &(struct front_rule){ .fault = FRONT_PORTAL });
    assert_int_equal(get(front, "/hello", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.status, 200);
    assert_non_null(strstr(got.body, "<html>"));
    front_set(front, &(struct front_rule){ .fault = FRONT_REDIRECT, .path = "/changes" });
    assert_int_equal(get(front, "/changes?since=1.0", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.status, 302);
    assert_int_equal(front_requests(front), 1);
    front_set(front, &(struct front_rule){ .fault = FRONT_UNHEARD });
    assert_int_equal(get(front, "/hello", in_folder("ca.crt"), &got), CURLE_GOT_NOTHING);
    front_set(front, &(struct front_rule){ .fault = FRONT_HUGE });
    assert_int_equal(get(front, "/hello", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.n, 64 << 20);
    assert_int_equal(get(front, "/hello", in_folder("foreign.crt"), &got), CURLE_PEER_FAILED_VERIFICATION);
    front_stop(front);
}

/* Behind it stands another of its kind that always answers 200 and a portal as "JSON". */
static void alters_answers(void **state)
{
    (void)state;
    struct got got, whole;
    char to[64];
    struct front *behind = front_start(&(struct front_options){ .cert = in_folder("server.crt"), .key = in_folder("server.key") });
    assert_non_null(behind);
    front_set(behind, &(struct front_rule){ .fault = FRONT_PORTAL_JSON });
    snprintf(to, sizeof to, "https://127.0.0.1:%d", front_port(behind));
    struct front *front = front_start(&(struct front_options){ .to = to, .cert = in_folder("server.crt"), .key = in_folder("server.key"),
        .ca = in_folder("ca.crt"), .client_cert = in_folder("server.crt"), .client_key = in_folder("server.key") });
    assert_non_null(front);
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &whole), CURLE_OK);
    assert_non_null(strstr(whole.body, "</html>"));
    front_set(front, &(struct front_rule){ .fault = FRONT_JSON_HALF });
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.n, whole.n / 2);
    front_set(front, &(struct front_rule){ .fault = FRONT_SHORT });
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &got), CURLE_PARTIAL_FILE);
    front_set(front, &(struct front_rule){ .fault = FRONT_LOST, .skip = 1, .times = 1 });
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &got), CURLE_OK);
    int heard = front_requests(behind);
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &got), CURLE_GOT_NOTHING);
    assert_int_equal(front_requests(behind), heard + 1);
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &got), CURLE_OK);
    front_set(behind, &(struct front_rule){ .fault = FRONT_STATUS, .status = 503 });
    front_set(front, &(struct front_rule){ .fault = FRONT_OLD });
    assert_int_equal(get(front, "/a?again", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.status, 200); /* of the time before */
    assert_int_equal(get(front, "/a", in_folder("ca.crt"), &got), CURLE_OK);
    assert_int_equal(got.status, 503);
    char *log = front_log(front);
    assert_string_equal(log, "GET /a?again 503 !\nGET /a 503 !\n");
    free(log);
    front_stop(front);
    front_stop(behind);
}

static int setup(void **state)
{
    (void)state;
    pthread_t echo;
    if (!*test_folder_make(folder))
        return -1;
    echo_listener = listen_anywhere(&echo_port);
    if (pthread_create(&echo, NULL, echo_all, NULL) != 0)
        return -1;
    pthread_detach(echo);
    proxy = proxy_start(echo_port);
    return proxy && cert_authority(in_folder("ca"), "Test authority", -2, 10) && cert_authority(in_folder("foreign"), "Foreign authority", -2, 10) &&
                   cert_issue(in_folder("server"), "gateway", in_folder("ca"), -1, 5) &&
                   cert_again(in_folder("server.crt"), in_folder("foreign.crt"), in_folder("foreign.key"), -1, 5, in_folder("other.crt"))
               ? 0
               : -1;
}

static int teardown(void **state)
{
    (void)state;
    proxy_stop(proxy);
    test_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes),       cmocka_unit_test(cuts_at_the_byte), cmocka_unit_test(cuts_every_connection),
        cmocka_unit_test(flips_slices_delays), cmocka_unit_test(answers_alone), cmocka_unit_test(alters_answers),
    };
    return cmocka_run_group_tests_name("the tests' own tools", tests, setup, teardown);
}
