/* The gateway as a station's PC meets it: real sockets and TLS, libcurl. Who is let in and who is not, that a station's certificate gets
 * another station's case by no call, and limits. What each call's reply holds: tests/sync/conformance.c; waiting, ending, starting again:
 * tests/sync/gateway_live.c. */
#include "tests/sync/gateway_asks.h"

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
    must(world_command(&world, (const char *const[]){ "ca", "issue", world.ca, STATION_B, NULL }));
    is(as(STATION_B, "/hello"), 200, ""); /* a new one is good */
    curl_easy_cleanup(q.curl);
    /* a list that cannot be read changes nothing: what was revoked stays out */
    must(world_write(&world, crl, "nonsense\n"));
    kill(world.gateway.pid, SIGHUP);
    for (int i = 0; i < 20; i++)
        is(as(STATION_B, "/hello"), 200, "");
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
