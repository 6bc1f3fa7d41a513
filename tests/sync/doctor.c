/* Holds what `itsso-tui doctor` says of the gateway, as the person who has to mend it reads it: all well by name and unit; the key open to
 * everybody, with the command; the key of another certificate; a certificate that ran out, with its day; the gateway not there; the file that is
 * not there; what was refused and who keeps the folder in sync; why this PC is not let in. In English and Hindi. */
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/clock.h"
#include "tests/sync/lib/certs.h"
#include "tests/sync/scene.h"

static int begin(void **state)
{
    (void)state;
    if (!world_begin(&world, 14))
        return -1;
    world_invent(&world, 9);
    return world_load(&world) && world_serve(&world, NULL) && station_begin(&station, &world, "pc", STATION_A, 0) ? 0 : -1;
}

/* Each part, between bars, stands in what doctor says; `status` is how it ends. */
static void says(const char *language, int status, const char *parts)
{
    struct ran ran;
    char copy[512], *rest = copy;
    station_run(&station, NULL, &ran, (const char *const[]){ "--lang", language, "doctor", NULL }, NULL);
    snprintf(copy, sizeof copy, "%s", parts);
    for (char *part; (part = strsep(&rest, "|"));)
        if (!strstr(ran.out, part))
            fail_msg("doctor does not say \"%s\":\n%s%s", part, ran.out, ran.err);
    if (ran.status != status)
        fail_msg("doctor ended with %d:\n%s%s", ran.status, ran.out, ran.err);
    ran_free(&ran);
}

static const char *in_ca(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", world.ca, name);
    return path;
}

static void all_well(void **state)
{
    (void)state;
    right(station_sync(&station, NULL) == 0);
    says("en", 0, "VPN and certificates\n|ok  ca_file|ok  cert_file|good until|belongs to the certificate|the gateway answers in|unit " STATION_A
                  "|the last sync that went well was at|nobody keeps this folder in sync just now");
    says("hi", 0, "वीपीएन और प्रमाण पत्र\n|अन्तिम सफल अद्यतन");
    struct proc watch;
    right(station_start(&station, &watch, (const char *const[]){ "--watch", NULL }, NULL));
    char said[64];
    snprintf(said, sizeof said, "ok  kept in sync by process %d", (int)watch.pid);
    struct ran ran = { 0 };
    for (int i = 0; i < 100 && !(ran.out && strstr(ran.out, "kept in sync by")); i++) {
        ran_free(&ran);
        usleep(20000);
        station_run(&station, NULL, &ran, (const char *const[]){ "sync", "--status", NULL }, NULL);
    }
    ran_free(&ran);
    says("en", 0, said);
    assert_int_equal(proc_end(&watch, SIGTERM, 5000), 0);
}

static void the_key(void **state)
{
    (void)state;
    char mend[256], kept[200];
    assert_int_equal(chmod(station.key, 0644), 0);
    snprintf(mend, sizeof mend, "may be read by everyone|To mend it: chmod 0640 %s", station.key);
    says("en", 1, mend);
    assert_int_equal(chmod(station.key, 0600), 0);
    snprintf(kept, sizeof kept, "%s.kept", station.key);
    assert_int_equal(rename(station.key, kept), 0);
    says("en", 1, "is no key, or cannot be read");
    assert_true(cert_authority(in_ca("other"), "Other", -1, 30));
    assert_int_equal(rename(in_ca("other.key"), station.key), 0);
    assert_int_equal(chmod(station.key, 0600), 0);
    says("en", 1, "does not belong to cert_file|take the key that belongs to the certificate");
    assert_int_equal(rename(kept, station.key), 0);
    says("en", 0, "Nothing to mend");
}

static void the_certificate(void **state)
{
    (void)state;
    char kept[200], ca_crt[200], ca_key[200], day[11], ran_out[64];
    snprintf(kept, sizeof kept, "%s.kept", station.cert);
    snprintf(ca_crt, sizeof ca_crt, "%s", in_ca("ca.crt"));
    snprintf(ca_key, sizeof ca_key, "%s", in_ca("ca.key"));
    assert_int_equal(rename(station.cert, kept), 0);
    assert_true(cert_again(kept, ca_crt, ca_key, -30, -3, station.cert));
    civil_show(clock_today() - 3, day);
    snprintf(ran_out, sizeof ran_out, "ran out on %s|ask the data centre for a new one", day);
    says("en", 1, ran_out);
    assert_true(cert_again(kept, ca_crt, ca_key, -30, 9, station.cert));
    says("en", 1, "runs out on|in time");
    assert_int_equal(rename(kept, station.cert), 0);
}

/* A PC that is not let in: the reason and what to do, in one language whoever synced in another. */
static void not_let_in(void **state)
{
    (void)state;
    char kept[200], ca_crt[200], ca_key[200];
    struct ran ran;
    snprintf(kept, sizeof kept, "%s.kept", station.cert);
    assert_true(cert_authority(in_ca("foreign"), "Foreign authority", -30, 300));
    snprintf(ca_crt, sizeof ca_crt, "%s", in_ca("foreign.crt"));
    snprintf(ca_key, sizeof ca_key, "%s", in_ca("foreign.key"));
    assert_int_equal(rename(station.cert, kept), 0);
    assert_true(cert_again(kept, ca_crt, ca_key, -3, 300, station.cert));
    says("en", 1, "!!  PC not let in: the certificate is not of the authority that is known here\n|ask the data centre for a certificate of this unit");
    says("hi", 1, "जाने हुए प्राधिकारी का नहीं है\n|इस इकाई का प्रमाणपत्र माँगें");
    station_run(&station, NULL, &ran, (const char *const[]){ "--lang", "en", "sync", NULL }, NULL);
    assert_int_equal(ran.status, 3);
    ran_free(&ran);
    station_run(&station, NULL, &ran, (const char *const[]){ "--lang", "hi", "sync", "--status", NULL }, NULL);
    assert_int_equal(ran.status, 1);
    if (!strstr(ran.out, "जाने हुए प्राधिकारी का नहीं है") || strstr(ran.out, "certificate"))
        fail_msg("the reason is in two languages:\n%s", ran.out);
    ran_free(&ran);
    assert_int_equal(rename(kept, station.cert), 0);
    right(station_sync(&station, NULL) == 0);
}

static void the_gateway(void **state)
{
    (void)state;
    int port = world.port;
    world_stop(&world, SIGTERM);
    says("en", 1, "!!  the data centre does not answer|is [sync] url right?");
    snprintf(world.listen, sizeof world.listen, "127.0.0.1:%d", port);
    right(world_serve(&world, NULL));
    says("en", 0, "the gateway answers in");
    right(station_point(&station, port, "pin = sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"));
    says("en", 1, "!!  certificate not accepted: the data centre's key is not the one of [sync] pin");
    right(station_point(&station, port, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_well),
        cmocka_unit_test(the_key),
        cmocka_unit_test(the_certificate),
        cmocka_unit_test(not_let_in),
        cmocka_unit_test(the_gateway),
    };
    return cmocka_run_group_tests(tests, begin, scene_end);
}
