/* The gateway on a unix socket behind nginx, with the configuration that docs/gateway.md gives (its server block is read from there): who
 * asks is what nginx verified, whatever a client says of itself; waiting, compression and large bodies pass. Skipped where nginx is not
 * installed. */
#include "tests/sync/gateway_asks.h"

static struct proc front;
static int front_port;
static char socket_path[200];

static const char *nginx(void)
{
    return access("/usr/sbin/nginx", X_OK) == 0 ? "/usr/sbin/nginx" : NULL;
}

/* A port that was free a moment ago: nginx cannot tell which one the kernel gave it. */
static int free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    close(fd);
    return ntohs(a.sin_port);
}

/* The ```nginx block of the guide, its paths replaced by ours. */
static char *documented(void)
{
    static const char mark[] = "```nginx\n";
    static char text[8000];
    char listen_at[40], names[4][260];
    FILE *in = fopen("docs/gateway.md", "r");
    assert_non_null(in);
    static char guide[100000];
    size_t n = fread(guide, 1, sizeof guide - 1, in);
    fclose(in);
    guide[n] = '\0';
    char *at = strstr(guide, mark), *to = at ? strstr(at, "\n```") : NULL;
    assert_non_null(to);
    *to = '\0';
    at += strlen(mark);
    snprintf(listen_at, sizeof listen_at, "127.0.0.1:%d ssl", front_port);
    snprintf(names[0], sizeof names[0], "%s/server.crt", world.ca);
    snprintf(names[1], sizeof names[1], "%s/server.key", world.ca);
    snprintf(names[2], sizeof names[2], "%s/ca.crt", world.ca);
    const struct { const char *from, *to; } words[] = { { "443 ssl", listen_at }, { "/etc/itsso/server.crt", names[0] }, { "/etc/itsso/server.key", names[1] },
                                                        { "/etc/itsso/ca.crt", names[2] }, { "/etc/itsso/crl.pem", crl }, { "/run/itsso-gateway/socket", socket_path } };
    size_t out = 0;
    while (*at) {
        size_t i = 0;
        while (i < 6 && strncmp(at, words[i].from, strlen(words[i].from)) != 0)
            i++;
        if (i == 6)
            text[out++] = *at++;
        else {
            out += (size_t)snprintf(text + out, sizeof text - out, "%s", words[i].to);
            at += strlen(words[i].from);
        }
        assert_true(out < sizeof text - 300);
    }
    text[out] = '\0';
    return text;
}

static void serve_behind(void)
{
    char conf[9000], path[100];
    const char *top = world.top;
    must(proc_start(&world.gateway, (const char *const[]){ world_program("itsso-gateway"), "serve", "--store", world.store, "--socket", socket_path, NULL }, NULL,
                    world_path(&world, "gateway.log")));
    assert_true(proc_wait_line(&world.gateway, "listening on ", path, sizeof path, 20000));
    assert_string_equal(path, socket_path);
    struct stat about;
    assert_int_equal(stat(socket_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0660);
    front_port = free_port();
    snprintf(conf, sizeof conf,
             "daemon off; master_process off; pid %s/nginx.pid; error_log stderr;\nevents { }\nhttp { access_log off; client_body_temp_path %s/body; proxy_temp_path "
             "%s/proxy; fastcgi_temp_path %s/f; uwsgi_temp_path %s/u; scgi_temp_path %s/s;\n%s\n}\n",
             top, top, top, top, top, top, documented());
    must(world_write(&world, world_path(&world, "nginx.conf"), conf));
    must(proc_start(&front, (const char *const[]){ nginx(), "-p", top, "-c", world_path(&world, "nginx.conf"), NULL }, NULL, world_path(&world, "nginx.log")));
    world.port = front_port;
    for (double until = now_s() + 20;;) {
        struct ask q = as(STATION_A, "/hello");
        struct answer a;
        ask(&q, &a);
        bool up = a.status == 200;
        answer_free(&a);
        if (up)
            return;
        if (now_s() > until || !proc_running(&front))
            fail_msg("nginx does not serve; see %s/nginx.log", top);
        usleep(20000);
    }
}

static int begin_behind(void **state)
{
    if (!nginx())
        return 0;
    int status = begin(state);
    snprintf(socket_path, sizeof socket_path, "%s/socket", world.top);
    if (status == 0)
        serve_behind();
    return status;
}

static int end_behind(void **state)
{
    if (!nginx())
        return 0;
    proc_end(&front, SIGTERM, 10000);
    return end(state);
}

#define NEED_NGINX() do { if (!nginx()) { print_message("no nginx here\n"); skip(); } } while (0)

static void nginx_says_who_asks(void **state)
{
    (void)state;
    NEED_NGINX();
    struct answer a = asked(as(STATION_A, "/hello"), 200, "");
    assert_string_equal(json_string_value(json_object_get(a.json, "unit")), STATION_A);
    answer_free(&a);
    is(as(NULL, "/hello"), 403, "cert-unknown");
    is(as("31777777", "/hello"), 403, "cert-unknown");
    /* what a client says of itself goes nowhere */
    struct ask q = as(STATION_A, "/hello");
    q.header = "X-Client-Subject: CN=" STATION_B;
    a = asked(q, 200, "");
    assert_string_equal(json_string_value(json_object_get(a.json, "unit")), STATION_A);
    answer_free(&a);
    q = as(NULL, "/hello");
    q.header = "X-Client-Verify: SUCCESS";
    is(q, 403, "cert-unknown");
    q.header = "X-Client-Subject: CN=" STATION_B;
    is(q, 403, "cert-unknown");
}

static void everything_passes(void **state)
{
    static struct waiting waits;
    static char large[9 * 1024 * 1024];
    char path[200];
    (void)state;
    NEED_NGINX();
    cursor_now(DISTRICT, 30, path, sizeof path);
    waits.q = as(DISTRICT, path);
    assert_int_equal(pthread_create(&waits.thread, NULL, wait_for_it, &waits), 0);
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "somebody enters")), 200, "");
    rows_came(&waits, 1);
    struct ask q = as(DISTRICT, "/snapshot");
    q.gzip = true;
    struct answer a = asked(q, 200, "");
    assert_string_equal(a.encoding, "gzip");
    answer_free(&a);
    memset(large, ' ', 7 * 1024 * 1024);
    memcpy(large, "{\"ids\":[]", 9);
    large[7 * 1024 * 1024] = '}';
    is(post(STATION_A, "/cases", large), 200, "");
}

/* The socket goes with the server, and a stale one is no hindrance. */
static void the_socket_comes_and_goes(void **state)
{
    char path[220];
    (void)state;
    NEED_NGINX();
    proc_end(&world.gateway, SIGKILL, 10000);
    assert_int_equal(access(socket_path, F_OK), 0);
    const char *const argv[] = { world_program("itsso-gateway"), "serve", "--store", world.store, "--socket", socket_path, NULL };
    must(proc_start(&world.gateway, argv, NULL, world_path(&world, "gateway.log")));
    assert_true(proc_wait_line(&world.gateway, "listening on ", path, sizeof path, 20000));
    is(as(STATION_A, "/hello"), 200, "");
    assert_int_equal(proc_end(&world.gateway, SIGTERM, 20000), 0);
    assert_int_not_equal(access(socket_path, F_OK), 0);
}

int main(void)
{
    curl_global_init(CURL_GLOBAL_ALL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nginx_says_who_asks, begin_behind, end_behind),
        cmocka_unit_test_setup_teardown(everything_passes, begin_behind, end_behind),
        cmocka_unit_test_setup_teardown(the_socket_comes_and_goes, begin_behind, end_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
