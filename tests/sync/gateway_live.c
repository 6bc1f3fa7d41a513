/* The gateway over time: requests that wait for a change, what ends them, connections that are kept, ending, kill -9, a store that comes
 * from a backup, a first load, the log and the metrics. Real sockets and TLS. */
#include "tests/sync/gateway_asks.h"
#include "tests/sync/lib/pg.h"

/* ---- waiting ---- */

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
    must(world_command(&world, (const char *const[]){ "load", "--store", world.store, "--units", world_path(&world, "units2.csv"), NULL }));
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
    must(world_command(&world, (const char *const[]){ "load", "--store", world.store, "--cases", world_path(&world, "cases.csv"), NULL })); /* settles the WAL */
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

/* ---- on PostgreSQL ---- */

static struct pg pg;

static void until_status(const char *path, long status)
{
    long got = 0;
    for (double until = now_s() + 30; got != status && now_s() < until;) {
        struct ask q = as(STATION_A, path);
        struct answer a;
        answered(&q, &a);
        got = a.status;
        answer_free(&a);
    }
    assert_int_equal(got, status);
}

/* Until the change has its number. */
static void enter_and_see(int seq, const char *text)
{
    char path[200];
    cursor_now(DISTRICT, 50, path, sizeof path);
    is(post(STATION_A, "/ops", ops_body(seq, seq, "31999001/0001/2026", text)), 200, "");
    struct answer a = asked(as(DISTRICT, path), 200, "");
    assert_true(holds(a.text, text));
    answer_free(&a);
}

/* Another process's load ends the wait (NOTIFY); while the database is away: 503 and no more; when it is back, all goes on by itself. */
static void a_database_that_goes_away(void **state)
{
    static struct waiting waits;
    struct ran ran;
    char path[200];
    (void)state;
    if (!pg_begin(&pg)) {
        print_message("no PostgreSQL here: %s\n", pg.why);
        skip();
    }
    assert_int_equal(begin(NULL), 0);
    snprintf(world.store, sizeof world.store, "%s", pg.url);
    must(world_load(&world));
    serve((const char *const[]){ "--high-water", world_path(&world, "high-water"), NULL });
    enter_and_see(1, "before");
    begin_waiting(&waits, DISTRICT, 50, path);
    until_waiting(1);
    world_invent(&world, 1);
    must(world_load(&world));
    rows_came(&waits, 1);
    proc_end(&pg.server, SIGQUIT, 20000);
    struct answer a = asked(as(STATION_A, "/snapshot"), 503, "busy");
    assert_true(atoi(a.retry_after) > 0);
    assert_null(json_object_get(a.json, "dev_seq")); /* not known now; a 0 would say that the entries are lost */
    answer_free(&a);
    is(post(STATION_A, "/ops", ops_body(2, 2, "31999001/0001/2026", "meanwhile")), 503, "busy");
    fetched("/health", &ran);
    assert_true(holds(ran.out, "503"));
    ran_free(&ran);
    assert_true(pg_crash(&pg));
    until_status("/snapshot", 200);
    assert_int_equal(number_of(STATION_A, "/hello", "dev_seq"), 1);
    enter_and_see(2, "meanwhile"); /* the publisher's connection was lost too */
    begin_waiting(&waits, DISTRICT, 50, path);
    until_waiting(1);
    world_invent(&world, 1);
    must(world_load(&world));
    rows_came(&waits, 1);
    assert_true(waits.took < 30);
    end(NULL);
    pg_end(&pg);
}

int main(void)
{
    curl_global_init(CURL_GLOBAL_ALL);
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(a_database_that_goes_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
