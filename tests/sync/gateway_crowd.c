/* A gateway that somebody wishes ill: who has no certificate costs it no memory and takes nobody's place; who has one takes no more than a
 * unit's share of its places, its memory and what it keeps for ever; the others go on meanwhile. */
#include "tests/sync/gateway_asks.h"

#include <sys/un.h>

/* "VmRSS:" or "VmHWM:" of the gateway, in MB. */
static long memory(const char *what)
{
    char path[64], line[200];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)world.gateway.pid);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in))
        if (strncmp(line, what, strlen(what)) == 0)
            kb = strtol(line + strlen(what), NULL, 10);
    fclose(in);
    assert_true(kb > 0);
    return kb / 1024;
}

static void send_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = send(fd, bytes, n, MSG_NOSIGNAL);
        if (done <= 0)
            fail_msg("the gateway does not read any more");
        bytes += done;
        n -= (size_t)done;
    }
}

/* ---- without a certificate ---- */

static int on_socket(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(strlen(path) < sizeof at.sun_path);
    memcpy(at.sun_path, path, strlen(path) + 1);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

/* Bodies of 7 MB that never end, behind nginx: of strangers nothing is kept; and the gateway reads on, so that each hears its reply. */
static void a_strangers_body_is_not_kept(void **state)
{
    enum { STRANGERS = 10, BODY = 7 * 1024 * 1024 };
    char path[200], said[200], head[200];
    int fd[STRANGERS];
    (void)state;
    snprintf(path, sizeof path, "%s/socket", world.top);
    must(proc_start(&world.gateway, (const char *const[]){ world_program("itsso-gateway"), "serve", "--store", world.store, "--socket", path, NULL }, NULL,
                    world_path(&world, "gateway.log")));
    assert_true(proc_wait_line(&world.gateway, "listening on ", said, sizeof said, 20000));
    char *body = calloc(1, BODY);
    assert_non_null(body);
    long before = memory("VmRSS:");
    int n = snprintf(head, sizeof head, "POST /itsso/v1/ops HTTP/1.1\r\nHost: x\r\nX-Client-Verify: NONE\r\nContent-Length: %d\r\n\r\n", BODY + 1);
    for (int i = 0; i < STRANGERS; i++) {
        fd[i] = on_socket(path);
        send_all(fd[i], head, (size_t)n);
        send_all(fd[i], body, BODY);
    }
    for (int i = 0; i < STRANGERS; i++) { /* what was sent has been read by then */
        char reply[40] = "";
        send_all(fd[i], " ", 1);
        assert_true(recv(fd[i], reply, sizeof reply - 1, 0) > 0);
        assert_true(holds(reply, " 403 "));
        close(fd[i]);
    }
    free(body);
    long most = memory("VmHWM:");
    print_message("# %ld MB before, %ld MB at most\n", before, most);
    assert_true(most < before + 30);
}

/* Thousands of questions a second could come over one connection, and none of them is counted for a certificate. */
static void a_stranger_has_one_reply_a_connection(void **state)
{
    (void)state;
    struct ask q = as(NULL, "/hello");
    q.curl = curl_easy_init();
    for (int i = 0; i < 3; i++) {
        struct answer a = asked(q, 403, "cert-unknown");
        assert_int_equal(a.connects, 1);
        answer_free(&a);
    }
    curl_easy_cleanup(q.curl);
}

/* Connections that say nothing, three times as many as there are places. */
static void strangers_take_nobodys_place(void **state)
{
    enum { SILENT = 96 };
    int fd[SILENT];
    (void)state;
    serve((const char *const[]){ "--connections", "32", NULL });
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)world.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct ask kept = as(STATION_B, "/hello");
    kept.curl = curl_easy_init();
    is(kept, 200, "");
    for (int i = 0; i < SILENT; i++) {
        fd[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(connect(fd[i], (struct sockaddr *)&at, sizeof at), 0);
    }
    struct answer a = asked(as(STATION_A, "/hello"), 200, "");
    assert_true(a.seconds < 5); /* not when the others have had their time */
    answer_free(&a);
    a = asked(kept, 200, "");
    assert_int_equal(a.connects, 0); /* who has shown a certificate stays */
    answer_free(&a);
    curl_easy_cleanup(kept.curl);
    for (int i = 0; i < SILENT; i++)
        close(fd[i]);
}

/* ---- with one ---- */

static void a_certificate_has_its_share_of_places(void **state)
{
    enum { PLACES = 4 };
    CURL *kept[PLACES];
    (void)state;
    serve((const char *const[]){ "--each", "4", NULL });
    for (int i = 0; i < PLACES; i++) {
        struct ask q = as(STATION_A, "/hello");
        q.curl = kept[i] = curl_easy_init();
        is(q, 200, "");
    }
    struct answer a = asked(as(STATION_A, "/hello"), 429, "rate");
    assert_true(atoi(a.retry_after) >= 1);
    answer_free(&a);
    is(as(STATION_B, "/hello"), 200, "");
    struct ask q = as(STATION_A, "/hello");
    q.curl = kept[0];
    is(q, 200, "");
    curl_easy_cleanup(kept[0]);
    long status = 429;
    for (double until = now_s() + 20; status == 429 && now_s() < until;) { /* a place is free when the gateway has seen the end */
        q = as(STATION_A, "/hello");
        answered(&q, &a);
        status = a.status;
        answer_free(&a);
    }
    assert_int_equal(status, 200);
    for (int i = 1; i < PLACES; i++)
        curl_easy_cleanup(kept[i]);
}

/* Of those who wait as many as half the places; one more, and the first is answered. */
static void who_waits_too_long_in_a_crowd_is_answered(void **state)
{
    static struct waiting w[3];
    char path[3][200];
    (void)state;
    serve((const char *const[]){ "--each", "4", NULL });
    for (int i = 0; i < 3; i++) {
        begin_waiting(&w[i], STATION_A, 30, path[i]);
        until_waiting(i < 2 ? i + 1 : 2);
    }
    rows_came(&w[0], 0);
    assert_true(w[0].took < 15);
    world_live(&world, 40);
    must(world_load(&world));
    for (int i = 1; i < 3; i++) {
        pthread_join(w[i].thread, NULL);
        assert_int_equal(w[i].a.status, 200);
        assert_true(w[i].took < 25);
        answer_free(&w[i].a);
    }
}

/* 8 MB of "{},": a tree of it would take 600. */
static void a_tree_of_braces_is_not_made(void **state)
{
    enum { SIZE = 8 * 1000 * 1000 };
    static const char begin_of[] = "{\"device\": \"d1\", \"entries\": [], \"x\": [", end_of[] = "{}]}";
    (void)state;
    char *body = malloc(SIZE + 100);
    assert_non_null(body);
    size_t n = sizeof begin_of - 1;
    memcpy(body, begin_of, n);
    for (; n < SIZE; n += 3)
        memcpy(body + n, "{},", 3);
    memcpy(body + n, end_of, sizeof end_of);
    is(post(STATION_A, "/ops", body), 400, "bad-request");
    is(post(STATION_A, "/cases", body), 400, "bad-request");
    free(body);
    long most = memory("VmHWM:");
    print_message("# %ld MB at most\n", most);
    assert_true(most < 300); /* with sanitizers too, which give nothing back at once */
}

/* One case, as long as a station can make it, asked for two thousand times in one request. */
static void a_reply_has_its_bound(void **state)
{
    enum { NOTES = 60, IDS = 2000, ROOM = 200000 };
    static const char case_no[] = "31999001/0001/2026";
    static char text[1901];
    char *body = malloc(ROOM), *at = body;
    (void)state;
    assert_non_null(body);
    memset(text, 'a', sizeof text - 1);
    at += sprintf(at, "{\"device\": \"d1\", \"entries\": [");
    for (int i = 1; i <= NOTES; i++)
        at += sprintf(at, "%s[\"019abf3e-6d1c-7c2a-9d55-%012d\", \"d1\", %d, \"%s\", \"note\", \"\", \"\", null, \"\", \"\", \"%s\", \"hm1\", \"2026-11-20T06:10:00.000Z\"]",
                      i > 1 ? "," : "", i, i, case_no, text);
    sprintf(at, "]}");
    is(post(STATION_A, "/ops", body), 200, "");
    at = body + sprintf(body, "{\"ids\": [\"%s\"", case_no);
    for (int i = 1; i < IDS; i++)
        at += sprintf(at, ",\"%s\"", case_no);
    sprintf(at, "]}");
    struct answer a = asked(post(STATION_A, "/cases", body), 200, "");
    print_message("# %zu bytes\n", a.wire);
    assert_in_range(a.wire, 100000, 8 * 1024 * 1024);
    assert_true(json_is_true(json_object_get(a.json, "end")));
    answer_free(&a);
    free(body);
}

/* What is kept for ever is bounded; repeats and heartbeats are not counted, and it is one unit's share. */
static void new_entries_of_a_day(void **state)
{
    static const char case_a[] = "31999001/0001/2026", case_b[] = "31999002/0003/2026";
    (void)state;
    serve((const char *const[]){ "--entries", "4", NULL }); /* and a new device counts as one */
    for (int i = 1; i <= 3; i++)
        is(post(STATION_A, "/ops", ops_body(i, i, case_a, "seen")), 200, "");
    struct answer a = asked(post(STATION_A, "/ops", ops_body(4, 4, case_a, "seen")), 429, "rate");
    assert_true(atoi(a.retry_after) >= 60);
    assert_int_equal(json_integer_value(json_object_get(a.json, "dev_seq")), 3);
    answer_free(&a);
    is(post(STATION_A, "/ops", "{\"device\": \"d1\", \"state\": {}, \"entries\": []}"), 200, "");
    device = "d2";
    is(post(STATION_A, "/ops", "{\"device\": \"d2\", \"state\": {}, \"entries\": []}"), 429, "rate");
    device = "of-b";
    is(post(STATION_B, "/ops", ops_body(5, 1, case_b, "seen")), 200, "");
    device = "d1";
    is(as(STATION_A, "/snapshot"), 200, "");
}

int main(void)
{
    curl_global_init(CURL_GLOBAL_ALL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_strangers_body_is_not_kept, begin, end),
        SERVED(a_stranger_has_one_reply_a_connection),
        cmocka_unit_test_setup_teardown(strangers_take_nobodys_place, begin, end),
        cmocka_unit_test_setup_teardown(a_certificate_has_its_share_of_places, begin, end),
        cmocka_unit_test_setup_teardown(who_waits_too_long_in_a_crowd_is_answered, begin, end),
        SERVED(a_tree_of_braces_is_not_made),
        SERVED(a_reply_has_its_bound),
        cmocka_unit_test_setup_teardown(new_entries_of_a_day, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
