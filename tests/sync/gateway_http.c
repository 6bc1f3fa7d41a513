/* The gateway as a station's PC meets it: real sockets and TLS, libcurl. Who is let in and who is not, that a station's certificate gets
 * another station's case by no call, limits, waiting, what is in the log, the metrics, ending and starting again. What each call's reply
 * holds: tests/sync/conformance.c. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <pthread.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/sync/lib/ask.h"
#include "tests/sync/lib/certs.h"
#include "tests/sync/lib/world.h"
#include "tests/sync/lib/world_inside.h"

static struct world world;
static const char *device = "d1"; /* that asks */
static char crl[200], metrics_url[100];

static void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

/* ---- asking ---- */

static const char *in_ca(const char *name, const char *end)
{
    static char path[16][300];
    static int next;
    char *out = path[next++ % 16];
    snprintf(out, sizeof path[0], "%s/%s%s", world.ca, name, end);
    return out;
}

static struct ask as(const char *unit, const char *path)
{
    return (struct ask){ .port = world.port, .ca = in_ca("ca", ".crt"), .cert = unit ? in_ca(unit, ".crt") : NULL, .key = unit ? in_ca(unit, ".key") : NULL,
                         .device = device, .path = path };
}

static void answered(const struct ask *q, struct answer *a)
{
    ask(q, a);
    if (a->code != CURLE_OK)
        fail_msg("%s: %s", q->path, curl_easy_strerror(a->code));
    if (a->status != 304 && (!a->json || !json_is_string(json_object_get(a->json, "srv_time"))))
        fail_msg("%s: status %ld: %s", q->path, a->status, a->text ? a->text : "");
}

/* Asks, holds the status (and the problem's name, "" none), and gives the answer. */
static struct answer asked(struct ask q, long status, const char *problem)
{
    struct answer a;
    answered(&q, &a);
    if (a.status != status || strcmp(answer_problem(&a), problem) != 0)
        fail_msg("%s: %ld %s expected, got %ld: %s", q.path, status, problem, a.status, a.text ? a.text : "");
    if (*problem)
        assert_string_equal(a.type, "application/problem+json");
    return a;
}

static void is(struct ask q, long status, const char *problem)
{
    struct answer a = asked(q, status, problem);
    answer_free(&a);
}

static struct ask post(const char *unit, const char *path, const char *body)
{
    struct ask q = as(unit, path);
    q.body = body;
    return q;
}

static const char *ops_body(int id, int seq, const char *case_no, const char *text)
{
    static char body[4][1000];
    static int next;
    char *out = body[next++ % 4];
    snprintf(out, sizeof body[0], "{\"device\": \"%s\", \"state\": {}, \"entries\": [[\"019abf3e-6d1c-7c2a-9d55-%012d\", \"%s\", %d, \"%s\", \"note\", \"\", \"\", null, "
                                  "\"\", \"\", \"%s\", \"hm1\", \"2026-11-20T06:10:00.000Z\"]]}", device, id, device, seq, case_no, text);
    return out;
}

/* ---- the gateway ---- */

static void serve(const char *const *extra)
{
    char said[128];
    const char *argv[40] = { world_program("itsso-gateway"), "serve", "--store", world.store, "--listen", world.listen, "--tls-cert", in_ca("server", ".crt"),
                             "--tls-key", in_ca("server", ".key"), "--client-ca", in_ca("ca", ".crt"), "--crl", crl, "--metrics", "127.0.0.1:0" };
    int n = 16;
    for (; extra && *extra; extra++)
        argv[n++] = *extra;
    must(proc_start(&world.gateway, argv, NULL, world_path(&world, "gateway.log")));
    if (!proc_wait_line(&world.gateway, "metrics on ", metrics_url, sizeof metrics_url, 20000) ||
        !proc_wait_line(&world.gateway, "listening on 127.0.0.1:", said, sizeof said, 20000))
        fail_msg("it does not listen; see %s/gateway.log", world.top);
    world.port = atoi(said);
}

static int begin(void **state)
{
    (void)state;
    if (!world_begin(&world, 7))
        return -1;
    snprintf(crl, sizeof crl, "%s", in_ca("crl", ".pem"));
    world_invent(&world, 30);
    static const char *const units[] = { STATION_A, STATION_B, DISTRICT, "31777777" };
    for (int i = 0; i < 4; i++)
        must(world_gateway(&world, (const char *const[]){ "ca", "issue", world.ca, units[i], NULL }));
    must(world_load(&world));
    return 0;
}

static int begin_serve(void **state)
{
    int status = begin(state);
    if (status == 0)
        serve(NULL);
    return status;
}

static int end(void **state)
{
    (void)state;
    world_end(&world);
    return 0;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- who is let in ---- */

static void who_is_let_in(void **state)
{
    char foreign[300], station[300], path[310];
    (void)state;
    is(as(STATION_A, "/hello"), 200, "");
    is(as(NULL, "/hello"), 403, "cert-unknown");
    is(as("31777777", "/hello"), 403, "cert-unknown"); /* a good certificate of a unit that is not in the hierarchy */
    struct ask q = as(STATION_A, "/hello");
    q.cert = in_ca("server", ".crt");
    q.key = in_ca("server", ".key");
    is(q, 403, "cert-unknown"); /* the server's own is none for a client */
    /* of another authority with the same names; run out; not yet valid */
    snprintf(foreign, sizeof foreign, "%s/foreign", world.top);
    snprintf(station, sizeof station, "%s/stranger", world.top);
    assert_true(cert_authority(foreign, "itsso-gateway authority", -10, 10) && cert_issue(station, STATION_A, foreign, -1, 1));
    snprintf(path, sizeof path, "%s.crt", station);
    char key[310];
    snprintf(key, sizeof key, "%s.key", station);
    q.cert = path;
    q.key = key;
    is(q, 403, "cert-unknown");
    static const int days[][2] = { { -10, -1 }, { 1, 10 } };
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/dated%d.crt", world.top, i);
        assert_true(cert_again(in_ca(STATION_A, ".crt"), in_ca("ca", ".crt"), in_ca("ca", ".key"), days[i][0], days[i][1], path));
        q.key = in_ca(STATION_A, ".key");
        is(q, 403, "cert-unknown");
    }
}

/* The list is read again when it changes, without a restart, for connections that are open too. */
static void a_revoked_certificate_is_out(void **state)
{
    (void)state;
    struct ask q = as(STATION_B, "/hello");
    q.curl = curl_easy_init();
    is(q, 200, "");
    must(world_revoke(&world, STATION_B));
    long status = 200;
    for (double until = now_s() + 20; status == 200 && now_s() < until;) {
        struct answer a;
        answered(&q, &a);
        assert_int_equal(a.connects, 0); /* the same connection */
        status = a.status;
        answer_free(&a);
    }
    assert_int_equal(status, 403);
    is(as(STATION_B, "/snapshot"), 403, "cert-unknown");
    is(as(STATION_A, "/hello"), 200, "");
    must(world_gateway(&world, (const char *const[]){ "ca", "issue", world.ca, STATION_B, NULL }));
    is(as(STATION_B, "/hello"), 200, ""); /* a new one is good */
    curl_easy_cleanup(q.curl);
    /* a list that cannot be read changes nothing: what was revoked stays out */
    must(world_write(&world, crl, "nonsense\n"));
    kill(world.gateway.pid, SIGHUP);
    for (int i = 0; i < 20; i++)
        is(as(STATION_B, "/hello"), 200, "");
}

static bool holds(const char *text, const char *word)
{
    return text && strstr(text, word) != NULL;
}

/* A case of station B by every call that A could try. */
static void no_call_gives_anothers_case(void **state)
{
    static const char b[] = "31999002/0003/2026", a[] = "31999001/0001/2026";
    char path[100], since[60];
    (void)state;
    struct answer hello = asked(as(STATION_A, "/hello"), 200, "");
    snprintf(since, sizeof since, "/changes?limit=2000&since=%lld.0", (long long)json_integer_value(json_object_get(hello.json, "epoch")));
    answer_free(&hello);
    device = "of-b";
    is(post(STATION_B, "/ops", ops_body(1, 1, b, "of station B")), 200, "");
    device = "d1";
    world_live(&world, 40);
    must(world_load(&world));
    const char *const gets[] = { "/snapshot?limit=2000", since };
    for (int i = 0; i < 2; i++) {
        struct answer mine = asked(as(STATION_A, gets[i]), 200, "");
        assert_false(holds(mine.text, "of station B"));
        assert_false(holds(mine.text, ",\"" STATION_B "\",[")); /* no row that B holds; "moved to B" is told */
        answer_free(&mine);
        mine = asked(as(DISTRICT, gets[i]), 200, "");
        assert_true(holds(mine.text, "of station B"));
        answer_free(&mine);
    }
    struct answer cases = asked(post(STATION_A, "/cases", "{\"ids\": [\"31999002/0003/2026\", \"31999002/0006/2026\", \"31999002/0009/2026\"]}"), 200, "");
    json_t *rows = json_object_get(cases.json, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) /* only what was transferred to A meanwhile */
        assert_string_equal(json_string_value(json_array_get(json_array_get(rows, i), 2)), STATION_A);
    assert_false(holds(cases.text, b));
    answer_free(&cases);
    for (int bucket = 0; bucket < 256; bucket++) {
        snprintf(path, sizeof path, "/ids?bucket=%d", bucket);
        struct answer ids = asked(as(STATION_A, path), 200, "");
        assert_false(holds(ids.text, b));
        answer_free(&ids);
    }
    struct answer ref = asked(as(STATION_A, "/ref"), 200, "");
    assert_false(holds(ref.text, STATION_B));
    answer_free(&ref);
    struct answer mine = asked(as(STATION_A, "/digest"), 200, ""), all = asked(as(DISTRICT, "/digest"), 200, "");
    assert_true(json_integer_value(json_object_get(mine.json, "count")) < json_integer_value(json_object_get(all.json, "count")));
    answer_free(&mine);
    answer_free(&all);
    /* entries neither, and no scope is taken from the client */
    struct ask q = post(STATION_A, "/ops", ops_body(2, 1, b, "from A"));
    struct answer flagged = asked(q, 200, "");
    assert_true(holds(flagged.text, "\"flagged\",\"not-in-scope\"")); /* kept, in case the transfer is still to come, and shown to nobody */
    answer_free(&flagged);
    struct answer all_cases = asked(as(DISTRICT, "/snapshot?limit=2000"), 200, "");
    assert_true(holds(all_cases.text, "of station B"));
    assert_false(holds(all_cases.text, "from A"));
    answer_free(&all_cases);
    q = as(STATION_A, "/snapshot?unit=" STATION_B "&scope=" DISTRICT);
    q.header = "X-Client-Subject: CN=" STATION_B;
    struct answer forged = asked(q, 200, "");
    assert_true(holds(forged.text, a) || json_array_size(json_object_get(forged.json, "rows")) > 0);
    assert_false(holds(forged.text, ",\"" STATION_B "\",["));
    answer_free(&forged);
}

/* ---- limits ---- */

static void what_is_too_much(void **state)
{
    static char large[9 * 1024 * 1024];
    (void)state;
    memset(large, ' ', sizeof large - 1);
    large[0] = '{';
    is(post(STATION_A, "/ops", large), 413, "too-large");
    struct ask q = post(STATION_A, "/ops", large);
    q.header = "Transfer-Encoding: chunked"; /* its length is not told */
    is(q, 413, "too-large");
    is(post(STATION_A, "/ops", "{"), 400, "bad-request");
    is(post(STATION_A, "/ops", "[]"), 400, "bad-request");
    is(post(STATION_A, "/ops", "{\"entries\": {}}"), 400, "bad-request");
    is(post(STATION_A, "/ops", "{\"entries\": [1]}"), 400, "bad-request");
    is(post(STATION_A, "/ops", "{\"device\": \"another\", \"entries\": []}"), 400, "bad-request");
    is(post(STATION_A, "/cases", "{\"ids\": \"all\"}"), 400, "bad-request");
    is(post(STATION_A, "/cases", "{\"ids\": [\"' OR 1=1\"]}"), 400, "bad-request");
    is(as(STATION_A, "/changes?since=%27%20OR%201=1"), 400, "bad-request");
    is(as(STATION_A, "/snapshot?limit=0"), 400, "bad-request");
    is(as(STATION_A, "/snapshot?limit=-5"), 400, "bad-request");
    is(as(STATION_A, "/snapshot?after=1%27"), 400, "bad-request");
    is(as(STATION_A, "/ids?bucket=256"), 400, "bad-request");
    is(as(STATION_A, "/nothing"), 404, "not-found");
    is(as(STATION_A, "//hello"), 404, "not-found");
    struct ask put = as(STATION_A, "/ops");
    put.method = "DELETE";
    is(put, 404, "not-found");
    is(as(STATION_A, "/hello"), 200, ""); /* and it goes on */
}

static void too_often(void **state)
{
    (void)state;
    serve((const char *const[]){ "--rate", "1", "--burst", "3", NULL });
    struct ask q = as(STATION_A, "/hello");
    for (int i = 0; i < 3; i++)
        is(q, 200, "");
    struct answer a = asked(q, 429, "rate");
    assert_true(atoi(a.retry_after) >= 1);
    assert_true(json_is_integer(json_object_get(a.json, "dev_seq"))); /* else the client would think its entries lost */
    answer_free(&a);
    is(as(STATION_B, "/hello"), 200, ""); /* one certificate's limit is not another's */
}

static void compressed_where_it_pays(void **state)
{
    (void)state;
    struct ask q = as(DISTRICT, "/snapshot");
    struct answer plain = asked(q, 200, "");
    q.gzip = true;
    struct answer small = asked(q, 200, "");
    assert_string_equal(plain.encoding, "");
    assert_string_equal(small.encoding, "gzip");
    assert_true(small.wire * 3 < plain.wire);
    assert_int_equal(json_array_size(json_object_get(small.json, "rows")), 30);
    answer_free(&plain);
    answer_free(&small);
    q.path = "/hello";
    struct answer hello = asked(q, 200, "");
    assert_string_equal(hello.encoding, "");
    assert_true(hello.wire < 300);
    answer_free(&hello);
}

/* ---- waiting ---- */

struct waiting { struct ask q; struct answer a; pthread_t thread; double took; };

static void *wait_for_it(void *context)
{
    struct waiting *w = context;
    double begun = now_s();
    ask(&w->q, &w->a);
    w->took = now_s() - begun;
    return NULL;
}

static void cursor_now(const char *unit, int wait, char *path, size_t cap)
{
    struct answer a = asked(as(unit, "/snapshot?limit=1"), 200, "");
    snprintf(path, cap, "/changes?wait=%d&since=%s", wait, json_string_value(json_object_get(a.json, "c0")));
    answer_free(&a);
}

/* Until /metrics says that so many wait. */
static void until_waiting(int n)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, "\nitsso_waiters %d\n", n);
    for (double until = now_s() + 20; now_s() < until;) {
        struct ran ran;
        char url[140];
        snprintf(url, sizeof url, "%s/metrics", metrics_url);
        proc_run((const char *const[]){ "curl", "-s", "--noproxy", "*", url, NULL }, NULL, NULL, 10000, &ran);
        bool there = holds(ran.out, wanted);
        ran_free(&ran);
        if (there)
            return;
    }
    fail_msg("not %d wait", n);
}

static void begin_waiting(struct waiting *w, const char *unit, int seconds, char path[200])
{
    cursor_now(unit, seconds, path, 200);
    w->q = as(unit, path);
    assert_int_equal(pthread_create(&w->thread, NULL, wait_for_it, w), 0);
}

static void rows_came(struct waiting *w, long rows)
{
    pthread_join(w->thread, NULL);
    assert_int_equal(w->a.code, CURLE_OK);
    assert_int_equal(w->a.status, 200);
    assert_int_equal(json_integer_value(json_object_get(w->a.json, "n")), rows);
    answer_free(&w->a);
}

static void one_waits_for_ones_own_changes(void **state)
{
    static struct waiting of_a, of_b, of_all;
    char a[200], b[200], all[200];
    (void)state;
    begin_waiting(&of_a, STATION_A, 40, a);
    begin_waiting(&of_b, STATION_B, 3, b);
    begin_waiting(&of_all, DISTRICT, 40, all);
    until_waiting(3);
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "somebody enters")), 200, "");
    rows_came(&of_a, 1);
    rows_came(&of_all, 1);
    assert_true(of_a.took < 10);
    rows_came(&of_b, 0); /* not its case: it waits to the end of its time */
    assert_true(of_b.took > 2.5 && of_b.took < 10);
}

/* load is another process: the server learns of it by itself. */
static void a_load_ends_the_wait(void **state)
{
    static struct waiting of_all;
    char all[200];
    (void)state;
    begin_waiting(&of_all, DISTRICT, 50, all);
    until_waiting(1);
    world_invent(&world, 1);
    must(world_load(&world));
    rows_came(&of_all, 1);
    assert_true(of_all.took < 20);
    /* the hierarchy: the scope was rebuilt */
    begin_waiting(&of_all, DISTRICT, 50, all);
    until_waiting(1);
    must(world_write(&world, world_path(&world, "units2.csv"), "code,parent,level,kind,name_en,name_hi\n31888,UP,district,territorial,Other,\n" STATION_B ",31888,station,mahila,B,\n"));
    must(world_gateway(&world, (const char *const[]){ "load", "--store", world.store, "--units", world_path(&world, "units2.csv"), NULL }));
    pthread_join(of_all.thread, NULL);
    assert_int_equal(of_all.a.status, 410);
    answer_free(&of_all.a);
}

static void ending_answers_those_who_wait(void **state)
{
    static struct waiting of_all;
    char all[200];
    (void)state;
    begin_waiting(&of_all, DISTRICT, 50, all);
    until_waiting(1);
    assert_int_equal(proc_end(&world.gateway, SIGTERM, 20000), 0);
    rows_came(&of_all, 0);
    assert_true(of_all.took < 20);
}

/* ---- keeping on ---- */

static void connections_are_kept(void **state)
{
    static const char *const paths[] = { "/hello", "/snapshot", "/ref", "/digest", "/nothing", "/hello" };
    (void)state;
    struct ask q = as(STATION_A, "");
    q.curl = curl_easy_init();
    for (int i = 0; i < 6; i++) {
        struct answer a;
        q.path = paths[i];
        answered(&q, &a);
        assert_int_equal(a.connects, i == 0 ? 1 : 0);
        answer_free(&a);
    }
    q.path = "/ref";
    struct answer ref = asked(q, 200, "");
    char header[140];
    snprintf(header, sizeof header, "If-None-Match: %s", ref.etag);
    answer_free(&ref);
    q.header = header;
    struct answer same = asked(q, 304, "");
    assert_int_equal(same.wire, 0);
    answer_free(&same);
    curl_easy_cleanup(q.curl);
}

static int64_t number_of(const char *unit, const char *path, const char *member)
{
    struct answer a = asked(as(unit, path), 200, "");
    int64_t n = json_integer_value(json_object_get(a.json, member));
    answer_free(&a);
    return n;
}

static void what_was_acknowledged_is_there_after_a_kill(void **state)
{
    (void)state;
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "first")), 200, "");
    is(post(STATION_A, "/ops", ops_body(2, 2, "31999001/0001/2026", "second")), 200, "");
    int64_t epoch = number_of(STATION_A, "/hello", "epoch");
    proc_end(&world.gateway, SIGKILL, 10000);
    serve(NULL);
    assert_int_equal(number_of(STATION_A, "/hello", "dev_seq"), 2);
    assert_int_equal(number_of(STATION_A, "/hello", "epoch"), epoch);
    struct answer dup = asked(post(STATION_A, "/ops", ops_body(2, 2, "31999001/0001/2026", "second")), 200, "");
    assert_true(holds(dup.text, "\"dup\""));
    answer_free(&dup);
}

static void copy(const char *from, const char *to)
{
    struct ran ran;
    proc_run((const char *const[]){ "cp", "-p", from, to, NULL }, NULL, NULL, 10000, &ran);
    assert_int_equal(ran.status, 0);
    ran_free(&ran);
}

/* Yesterday's backup comes back: the epoch rises by itself. */
static void a_restored_database_has_another_epoch(void **state)
{
    char database[260], wal[260], backup[260];
    (void)state;
    snprintf(database, sizeof database, "%s/gateway.db", world.store);
    snprintf(wal, sizeof wal, "%s/gateway.db-wal", world.store);
    snprintf(backup, sizeof backup, "%s/backup.db", world.top);
    int64_t epoch = number_of(STATION_A, "/hello", "epoch");
    assert_int_equal(proc_end(&world.gateway, SIGTERM, 20000), 0);
    must(world_gateway(&world, (const char *const[]){ "load", "--store", world.store, "--cases", world_path(&world, "cases.csv"), NULL })); /* settles the WAL */
    copy(database, backup);
    serve(NULL);
    assert_int_equal(number_of(STATION_A, "/hello", "epoch"), epoch);
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "after the backup")), 200, "");
    is(as(STATION_A, "/hello"), 200, "");
    assert_int_equal(proc_end(&world.gateway, SIGTERM, 20000), 0);
    copy(backup, database);
    unlink(wal);
    serve(NULL);
    assert_int_equal(number_of(STATION_A, "/hello", "epoch"), epoch + 1);
    assert_int_equal(number_of(STATION_A, "/hello", "dev_seq"), 0); /* and the station offers its entry again */
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "after the backup")), 200, "");
    assert_int_equal(number_of(STATION_A, "/hello", "dev_seq"), 1);
}

static void one_server_a_store(void **state)
{
    struct ran ran;
    (void)state;
    const char *argv[] = { world_program("itsso-gateway"), "serve", "--store", world.store, "--listen", "127.0.0.1:0", "--tls-cert", in_ca("server", ".crt"),
                           "--tls-key", in_ca("server", ".key"), "--client-ca", in_ca("ca", ".crt"), NULL };
    proc_run(argv, NULL, NULL, 20000, &ran);
    assert_int_equal(ran.status, 3);
    assert_true(holds(ran.err, "another itsso-gateway"));
    ran_free(&ran);
}

static void half_of_a_first_load_is_not_served(void **state)
{
    struct ran ran;
    char database[260];
    (void)state;
    snprintf(database, sizeof database, "%s/gateway.db", world.store);
    proc_run((const char *const[]){ "sqlite3", database, "UPDATE state SET loading = 1", NULL }, NULL, NULL, 10000, &ran);
    assert_int_equal(ran.status, 0);
    ran_free(&ran);
    struct answer a = asked(as(STATION_A, "/snapshot"), 503, "busy");
    assert_string_equal(a.retry_after, "10");
    answer_free(&a);
    must(world_load(&world)); /* which completes it */
    is(as(STATION_A, "/snapshot"), 200, "");
}

/* ---- what is told of it ---- */

static char *whole_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    static char text[1 << 20];
    size_t n = in ? fread(text, 1, sizeof text - 1, in) : 0;
    if (in)
        fclose(in);
    text[n] = '\0';
    return text;
}

static void the_log_holds_no_personal_data(void **state)
{
    (void)state;
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "SECRETWORD")), 200, "");
    is(as(STATION_A, "/changes?since=SECRETWORD"), 400, "bad-request");
    is(post(STATION_A, "/cases", "{\"ids\": [\"31999001/0001/2026\"]}"), 200, "");
    assert_int_equal(proc_end(&world.gateway, SIGTERM, 20000), 0);
    const char *log = whole_file(world_path(&world, "gateway.log"));
    assert_true(holds(log, "POST /itsso/v1/ops 200 ") && holds(log, " " STATION_A "\n"));
    assert_false(holds(log, "SECRETWORD"));
    assert_false(holds(log, "/0001/2026"));
    for (const char *line = log; *line; line += strcspn(line, "\n"), line += *line == '\n') /* each for the journal */
        assert_true(line[0] == '<' && line[1] >= '3' && line[1] <= '6' && line[2] == '>');
}

static void fetched(const char *path, struct ran *ran)
{
    char url[140];
    snprintf(url, sizeof url, "%s%s", metrics_url, path);
    proc_run((const char *const[]){ "curl", "-s", "-w", "%{http_code}", "--noproxy", "*", url, NULL }, NULL, NULL, 10000, ran);
    assert_int_equal(ran->status, 0);
}

static void metrics_and_health(void **state)
{
    static const char *const lines[] = { "itsso_requests_total{call=\"hello\",status=\"200\"} 2\n", "itsso_requests_total{call=\"hello\",status=\"403\"} 1\n",
                                         "itsso_requests_total{call=\"ops\",status=\"200\"} 1\n", "itsso_entries_total 1\n", "itsso_devices 1\n", "itsso_cases 30\n",
                                         "itsso_store_up 1\n", "itsso_waiters 0\n", "# TYPE itsso_request_seconds histogram\n", "itsso_request_seconds_count{call=\"hello\"} 3\n" };
    struct ran ran;
    (void)state;
    is(as(STATION_A, "/hello"), 200, "");
    is(as(STATION_A, "/hello"), 200, "");
    is(as(NULL, "/hello"), 403, "cert-unknown");
    is(post(STATION_A, "/ops", ops_body(1, 1, "31999001/0001/2026", "x")), 200, "");
    fetched("/metrics", &ran);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!holds(ran.out, lines[i]))
            fail_msg("%s is missing in\n%s", lines[i], ran.out);
    ran_free(&ran);
    fetched("/health", &ran);
    assert_string_equal(ran.out, "ok\n200");
    ran_free(&ran);
    fetched("/else", &ran);
    assert_true(holds(ran.out, "404"));
    ran_free(&ran);
    proc_run((const char *const[]){ world_program("itsso-gateway"), "serve", "--store", world_path(&world, "other"), "--listen", "127.0.0.1:0", "--tls-cert",
                                    in_ca("server", ".crt"), "--tls-key", in_ca("server", ".key"), "--client-ca", in_ca("ca", ".crt"), "--metrics", "0.0.0.0:0", NULL },
             NULL, NULL, 20000, &ran);
    assert_int_equal(ran.status, 2); /* on loopback alone */
    ran_free(&ran);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, begin_serve, end)
int main(void)
{
    curl_global_init(CURL_GLOBAL_ALL);
    const struct CMUnitTest tests[] = {
        SERVED(who_is_let_in),
        SERVED(a_revoked_certificate_is_out),
        SERVED(no_call_gives_anothers_case),
        SERVED(what_is_too_much),
        cmocka_unit_test_setup_teardown(too_often, begin, end),
        SERVED(compressed_where_it_pays),
        SERVED(one_waits_for_ones_own_changes),
        SERVED(a_load_ends_the_wait),
        SERVED(ending_answers_those_who_wait),
        SERVED(connections_are_kept),
        SERVED(what_was_acknowledged_is_there_after_a_kill),
        SERVED(a_restored_database_has_another_epoch),
        SERVED(one_server_a_store),
        SERVED(half_of_a_first_load_is_not_served),
        SERVED(the_log_holds_no_personal_data),
        SERVED(metrics_and_health),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
