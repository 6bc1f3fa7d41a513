/* Holds what the user is told where certificates or clocks are wrong, and that it mends itself when they are right: the server's certificate
 * foreign, run out, not yet valid, for another name; this PC's foreign, run out, revoked, missing, of a unit that nobody knows; this PC's
 * clock a year off either way (day-counts go by the corrected date). */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "tests/sync/lib/certs.h"
#include "tests/sync/scene.h"

static const char *in_ca(const char *name)
{
    static char path[8][220];
    static int next;
    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", world.ca, name);
    return path[next];
}

/* The sync fails with this class; of the sentence one of the parts (parted by '|') is there. */
static void refused(const char *what, const char *class, const char *parts, const char *const *env)
{
    int status = station_sync(&station, env);
    if (status != 3)
        fail_msg("%s: sync ended with %d: %s", what, status, world_why(&world));
    json_t *state = station_status(&station, env);
    if (!state)
        fail_msg("%s", world_why(&world));
    const char *is = json_string_value(json_object_get(state, "class")), *sentence = json_string_value(json_object_get(state, "sentence"));
    if (!is || strcmp(is, class) != 0)
        fail_msg("%s: the class is %s, %s was expected (%s)", what, is ? is : "?", class, sentence ? sentence : "");
    bool said = false;
    char list[200], *kept = NULL;
    snprintf(list, sizeof list, "%s", parts);
    for (char *part = strtok_r(list, "|", &kept); part; part = strtok_r(NULL, "|", &kept))
        said = said || (sentence && strstr(sentence, part));
    if (!said)
        fail_msg("%s: the sentence \"%s\" does not hold %s", what, sentence ? sentence : "", parts);
    json_decref(state);
    must(world_kept(&station));
}

static void right_again(const char *what)
{
    must(station_point(&station, world.port, ""));
    if (station_sync(&station, NULL) != 0)
        fail_msg("%s, and then right: %s", what, world_why(&world));
    must(world_same(&station));
}

/* ---- the server's ---- */

static void a_server_with(const char *what, const char *crt, const char *key, const char *parts)
{
    char to[64];
    snprintf(to, sizeof to, "https://127.0.0.1:%d", world.port);
    front = front_start(&(struct front_options){ .to = to, .cert = crt, .key = key, .ca = in_ca("ca.crt"), .client_cert = station.cert, .client_key = station.key });
    assert_non_null(front);
    must(station_enter_any(&station));
    must(station_point(&station, front_port(front), ""));
    refused(what, "certificate", parts, NULL);
    assert_int_equal(front_requests(front), 0); /* nothing was said to it */
    front_stop(front);
    front = NULL;
    right_again(what);
}

static void the_servers_certificate(void **state)
{
    (void)state;
    assert_true(cert_authority(in_ca("foreign"), "Foreign authority", -30, 300));
    assert_true(cert_again(in_ca("server.crt"), in_ca("foreign.crt"), in_ca("foreign.key"), -1, 30, in_ca("server-foreign.crt")));
    assert_true(cert_again(in_ca("server.crt"), in_ca("ca.crt"), in_ca("ca.key"), -40, -10, in_ca("server-old.crt")));
    assert_true(cert_again(in_ca("server.crt"), in_ca("ca.crt"), in_ca("ca.key"), 10, 40, in_ca("server-new.crt")));
    assert_true(cert_issue_for(in_ca("elsewhere"), "elsewhere", "10.9.8.7", "elsewhere.example", in_ca("ca"), -1, 30));
    a_server_with("a foreign certificate", in_ca("server-foreign.crt"), in_ca("server.key"), "not signed by");
    a_server_with("a certificate that ran out", in_ca("server-old.crt"), in_ca("server.key"), "run out");
    a_server_with("a certificate of tomorrow", in_ca("server-new.crt"), in_ca("server.key"), "not valid yet");
    a_server_with("a certificate of another name", in_ca("elsewhere.crt"), in_ca("elsewhere.key"), "another name");
}

/* ---- this PC's ---- */

static void a_client_with(const char *what, const char *crt, const char *classes, const char *parts)
{
    char was[160];
    snprintf(was, sizeof was, "%s", station.cert);
    must(station_enter_any(&station));
    snprintf(station.cert, sizeof station.cert, "%s", crt);
    must(station_point(&station, world.port, ""));
    refused(what, classes, parts, NULL);
    snprintf(station.cert, sizeof station.cert, "%s", was);
    right_again(what);
}

static void this_pcs_certificate(void **state)
{
    (void)state;
    assert_true(cert_authority(in_ca("foreign"), "Foreign authority", -30, 300));
    assert_true(cert_again(station.cert, in_ca("foreign.crt"), in_ca("foreign.key"), -1, 30, in_ca("pc-foreign.crt")));
    assert_true(cert_again(station.cert, in_ca("ca.crt"), in_ca("ca.key"), -40, -10, in_ca("pc-old.crt")));
    assert_true(cert_again(station.cert, in_ca("ca.crt"), in_ca("ca.key"), 10, 40, in_ca("pc-new.crt")));
    a_client_with("its certificate is foreign", in_ca("pc-foreign.crt"), "not-allowed", "authority|not accepted|not known|signed");
    a_client_with("its certificate ran out", in_ca("pc-old.crt"), "not-allowed", "run out|ran out|expired|not accepted");
    a_client_with("its certificate is of tomorrow", in_ca("pc-new.crt"), "not-allowed", "not valid yet|not yet|not accepted");
}

/* A unit that the hierarchy does not have; one that was revoked while the gateway runs. */
static void a_unit_that_is_not_allowed(void **state)
{
    (void)state;
    struct station stranger;
    struct station *mine = &stranger;
    must(station_begin(mine, &world, "stranger", "31888001", 0));
    struct station was = station;
    station = stranger;
    int status = station_sync(&station, NULL);
    char class[40];
    must(station_class(&station, class));
    station = was;
    assert_int_equal(status, 3);
    assert_string_equal(class, "not-allowed");
    station_end(mine);
}

static void a_certificate_that_is_withdrawn(void **state)
{
    (void)state;
    struct station lost;
    char class[40] = "";
    must(station_begin(&lost, &world, "lost", STATION_B, 0));
    must(station_sync(&lost, NULL) == 0);
    must(station_enter_any(&lost));
    must(world_revoke(&world, STATION_B));
    int status = -1;
    for (int i = 0; i < 50 && status != 3; i++) { /* the gateway sees the list change by itself */
        status = station_sync(&lost, NULL);
        usleep(100000);
    }
    assert_int_equal(status, 3);
    must(station_class(&lost, class));
    assert_true(strcmp(class, "not-allowed") == 0 || strcmp(class, "certificate") == 0);
    must(world_kept(&lost));
    station_end(&lost);
}

/* ---- clocks ---- */

static const char *faketime(void)
{
    static const char *const places[] = { "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1" };
    static char preload[128];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (access(places[i], R_OK) == 0) {
            snprintf(preload, sizeof preload, "LD_PRELOAD=%s", places[i]);
            return preload;
        }
    return NULL;
}

static char *listed(const char *const *env)
{
    struct ran ran;
    station_run(&station, NULL, &ran, (const char *const[]){ "list", "--format", "csv", NULL }, env);
    if (ran.status != 0)
        fail_msg("list ended with %d: %s", ran.status, ran.err);
    char *text = ran.out;
    free(ran.err);
    return text;
}

/* By a year; the certificates still hold. Day-counts are those of the right date after a sync, and all travels. */
static void a_clock_is_a_year_off(void **state)
{
    (void)state;
    const char *preload = faketime(), *sanitize = getenv("SANITIZE");
    if (!preload || (sanitize && *sanitize == '1')) {
        print_message("# %s\n", preload ? "not under a sanitizer" : "libfaketime is not installed");
        skip();
    }
    for (int i = 0; i < 2; i++) {
        const char *env[] = { preload, i ? "FAKETIME=+365d" : "FAKETIME=-365d", "FAKETIME_DONT_FAKE_MONOTONIC=1", NULL };
        must(station_enter_any(&station));
        char *right = listed(NULL);
        int status = station_sync(&station, env);
        json_t *known = station_status(&station, env);
        assert_non_null(known);
        const char *class = json_string_value(json_object_get(known, "class"));
        if (status == 0) { /* the certificates hold a year from now */
            long long offset = (long long)json_integer_value(json_object_get(known, "clock_offset_ms"));
            assert_string_equal(class, "well");
            assert_true(i ? offset < -364LL * 86400000 && offset > -366LL * 86400000 : offset > 364LL * 86400000 && offset < 366LL * 86400000);
        } else { /* before their first day: it must say that the clock may be the reason */
            const char *sentence = json_string_value(json_object_get(known, "sentence"));
            assert_string_equal(class, "certificate");
            if (!sentence || !strstr(sentence, "clock"))
                fail_msg("a year off, and the sentence is \"%s\"", sentence ? sentence : "");
        }
        json_decref(known);
        char *wrong = listed(env);
        if (strcmp(right, wrong) != 0)
            fail_msg("the list by a clock a year off:\n%.600s\nby the right one:\n%.600s", wrong, right);
        free(right);
        free(wrong);
        must(station_sync(&station, NULL) == 0);
        must(world_same(&station));
    }
}

static int setup(void **state)
{
    (void)state;
    return world_begin(&world, 21) ? scene_begin(21, 60, 0, (const char *const[]){ "--crl", in_ca("crl.pem"), NULL }) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_servers_certificate),    cmocka_unit_test(this_pcs_certificate),            cmocka_unit_test(a_clock_is_a_year_off),
        cmocka_unit_test(a_unit_that_is_not_allowed), cmocka_unit_test(a_certificate_that_is_withdrawn),
    };
    return cmocka_run_group_tests_name("certificates and clocks", tests, setup, scene_end);
}
