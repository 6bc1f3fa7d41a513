/* itsso-gateway as a program: its help and manual page, wrong use, exit statuses, what load, remove, raise-epoch and ca print and do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/sync/lib/world.h"
#include "tests/sync/lib/world_inside.h"

static struct world world;
static struct ran ran; /* the last one */

static int begin(void **state)
{
    (void)state;
    return world_begin(&world, 3) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    ran_free(&ran);
    ran = (struct ran){ 0 };
    world_end(&world);
    return 0;
}

#define RUN(...) run((const char *const[]){ world_program("itsso-gateway"), __VA_ARGS__, NULL })
static void run(const char *const *argv)
{
    ran_free(&ran);
    proc_run(argv, (const char *const[]){ "LANG=C.UTF-8", NULL }, NULL, WORLD_LIMIT_MS, &ran);
}

static void ended(int status, const char *out, const char *err)
{
    if (ran.status != status || (out && strcmp(ran.out, out) != 0) || (err && !strstr(ran.err, err)))
        fail_msg("status %d (expected %d)\nout: %s\nerr: %s", ran.status, status, ran.out, ran.err);
}

static const char *file(const char *name, const char *text)
{
    const char *path = world_path(&world, name);
    assert_true(world_write(&world, path, text));
    return path;
}

static bool is_file(const char *path, unsigned mode)
{
    struct stat about;
    return stat(path, &about) == 0 && (about.st_mode & 0777) == mode;
}

static char *whole(const char *path)
{
    static char text[100000];
    FILE *in = fopen(path, "r");
    size_t n = in ? fread(text, 1, sizeof text - 1, in) : 0;
    if (in)
        fclose(in);
    text[n] = '\0';
    return text;
}

/* ---- help ---- */

static void every_option_is_in_the_manual(void **state)
{
    static const char *const commands[] = { "serve", "load", "remove", "raise-epoch", "ca" };
    static char manual[100000], help[20000];
    size_t n = 0;
    (void)state;
    for (const char *at = whole("docs/itsso-gateway.1"); *at; at++) /* \- is a hyphen */
        if (*at != '\\' || at[1] != '-')
            manual[n++] = *at;
    manual[n] = '\0';
    RUN("--help");
    ended(0, NULL, "");
    for (size_t c = 0; c < sizeof commands / sizeof *commands; c++) {
        assert_non_null(strstr(ran.out, commands[c]));
        assert_non_null(strstr(manual, commands[c]));
    }
    int options = 0;
    for (size_t c = 0; c < sizeof commands / sizeof *commands; c++) {
        RUN(commands[c], "--help");
        ended(0, NULL, "");
        snprintf(help, sizeof help, "%s", ran.out);
        for (char *at = help; (at = strstr(at, "--")) != NULL; options++) {
            char option[40];
            size_t length = 2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-");
            snprintf(option, sizeof option, "%.*s", (int)length, at);
            if (!strstr(manual, option))
                fail_msg("%s of %s is not in docs/itsso-gateway.1", option, commands[c]);
            at += length;
        }
    }
    assert_true(options > 20);
    RUN("--version");
    ended(0, NULL, "");
    RUN("--lang", "hi", "--help");
    ended(0, NULL, "");
    assert_non_null(strstr(ran.out, "थानों की सेवा करता है"));
}

static void wrong_use(void **state)
{
    (void)state;
    RUN("serv");
    ended(2, "", "did you mean 'serve'");
    RUN("serve", "--stor", "x");
    ended(2, "", "did you mean '--store'");
    RUN("serve");
    ended(2, "", "--store is missing. See: itsso-gateway serve --help\n");
    RUN("nothing-like-it");
    ended(2, "", ". See: itsso-gateway --help\n");
    RUN("serve", "--stor", "x");
    ended(2, "", "'--store'? See: ");
    RUN("serve", "--store", world.store, "--listen", "127.0.0.1:0");
    ended(2, "", "--tls-cert is missing");
    RUN("serve", "--store", world.store, "--socket", "/x", "--listen", "127.0.0.1:0");
    ended(2, "", "--socket stands alone");
    RUN("serve", "--store", world.store, "--rate", "many");
    ended(2, "", "a number from 0");
    RUN("serve", "--store", "postgresql:///x", "--socket", world_path(&world, "s"));
    ended(2, "", "--high-water FILE is needed");
    RUN("serve", "--store", world.store, "--listen", "here", "--tls-cert", "/n", "--tls-key", "/n", "--client-ca", world_path(&world, "ca/ca.crt"));
    ended(2, "", "/n cannot be read");
    RUN("serve", "--store", world.store, "--listen", "127.0.0.1:0", "--tls-cert", "/n", "--tls-key", "/n", "--client-ca", world_path(&world, "units.csv"));
    ended(2, "", "holds no certificate of an authority");
    RUN("load", "--store", world.store);
    ended(2, "", "--units FILE, --cases FILE or both");
    RUN("load", "--store", world.store, "--cases", "x", "--as-of", "yesterday");
    ended(2, "", "YYYY-MM-DD");
    RUN("load", "--store", world.store, "--cases", "-", "--strict");
    ended(2, "", "name a file");
    RUN("remove", "--store", world.store, "12/26");
    ended(2, "", "is no case");
    RUN("--lang", "fr", "load");
    ended(2, "", "en or hi");
    run((const char *const[]){ world_program("itsso-gateway"), NULL });
    ended(2, "", "which command?");
}

/* ---- load ---- */

#define HEAD "FIR No,PS Code,FIR Date,Acts and Sections,IO Name,Victim Name\n"

static void load_says_what_it_did(void **state)
{
    (void)state;
    RUN("load", "--store", world.store, "--units", world_path(&world, "units.csv"));
    ended(0, "units=4 stations=2\n", "");
    char good[200]; /* a path of world_path lasts only so long */
    snprintf(good, sizeof good, "%s", file("good.csv", HEAD "1/2026,31999001,05/01/2026,IPC 376,R Verma,\n2/2026,31999001,05/01/2026,IPC 379,R Verma,\n"));
    RUN("load", "--store", world.store, "--cases", good);
    ended(0, "added=1 changed=0 unchanged=0 not_tracked=1 rejected=0\n", "Victim Name");
    assert_non_null(strstr(ran.err, "Victim Name")); /* which column was left, never what stands in it */
    const char *bad = file("bad.csv", HEAD "1/2026,31999001,05/01/2026,IPC 376,D Pal,\n3/2026,31999001,45/01/2026,IPC 376,D Pal,\n4/2026,31999001,06/01/2026,IPC 376,D Pal,\n");
    RUN("load", "--store", world.store, "--cases", bad, "--dry-run");
    ended(1, "added=1 changed=1 unchanged=0 not_tracked=0 rejected=1\n", "nothing was changed");
    assert_int_not_equal(access(world_path(&world, "bad.csv.rejected.csv"), F_OK), 0);
    RUN("load", "--store", world.store, "--cases", bad, "--strict");
    ended(1, NULL, "--strict: nothing was changed");
    assert_non_null(strstr(ran.out, "rejected=1"));
    assert_true(is_file(world_path(&world, "bad.csv.rejected.csv"), 0600));
    RUN("load", "--store", world.store, "--cases", good);
    ended(0, "added=0 changed=0 unchanged=1 not_tracked=1 rejected=0\n", "");
    RUN("load", "--store", world.store, "--cases", bad);
    ended(1, "added=1 changed=1 unchanged=0 not_tracked=0 rejected=1\n", "line 3: rejected");
    RUN("load", "--store", world.store, "--cases", good, "--cases", bad, "--strict");
    ended(1, NULL, "nothing was changed");
    RUN("load", "--store", world.store, "--cases", world_path(&world, "nowhere.csv"));
    ended(3, "", "nowhere.csv");
    assert_null(strstr(ran.err, "what was written")); /* nothing was */
    RUN("load", "--store", world.store, "--cases", file("two.csv", HEAD "9/2026,31999001,05/01/2026,IPC 376,R Verma,\n"), "--cases", world_path(&world, "nowhere.csv"));
    ended(3, "", "what was written before stands");
    RUN("load", "--store", "/proc/nowhere", "--cases", good);
    ended(3, "", "/proc/nowhere");
    RUN("load", "--store", "postgresql:///itsso?host=/nowhere", "--cases", good);
    ended(3, "", "PostgreSQL");
    const char *unplaced = file("unplaced.csv", HEAD "1/2026,31999099,05/01/2026,IPC 376,R Verma,\n");
    RUN("load", "--store", world.store, "--cases", unplaced); /* a mistyped code must not go unnoticed: nobody would see the case */
    ended(0, "added=1 changed=0 unchanged=0 not_tracked=0 rejected=0\n", "1 station with cases is not in the hierarchy: 31999099.");
    RUN("load", "--store", world.store, "--cases", good);
    ended(0, NULL, "31999099");
    char *more = strcat(whole(world_path(&world, "units.csv")), "31999099,31999,station,territorial,Demo New,\n");
    RUN("load", "--store", world.store, "--units", file("more.csv", more), "--cases", good);
    ended(0, NULL, "");
    assert_null(strstr(ran.err, "hierarchy"));
    RUN("load", "--store", world.store, "--units", file("u.csv", "code,parent\n1,2\n"));
    ended(2, "", "code,parent,level,kind,name_en,name_hi");
}

static void cases_go_and_come_back(void **state)
{
    (void)state;
    world_invent(&world, 3);
    assert_true(world_load(&world));
    RUN("remove", "--store", world.store, "31999001/0001/2026", "31999001/0099/2026");
    ended(1, "removed 31999001/0001/2026\n", "there is no case 31999001/0099/2026");
    RUN("remove", "--store", world.store, "31999001/0001/2026");
    ended(1, "", "there is no case");
    RUN("load", "--store", world.store, "--cases", world_path(&world, "cases.csv"));
    ended(0, "added=1 changed=0 unchanged=2 not_tracked=0 rejected=0\n", "");
    RUN("raise-epoch", "--store", world.store);
    ended(0, "epoch=4\n", "");
}

/* ---- the authority ---- */

static void openssl(const char *const *words)
{
    ran_free(&ran);
    proc_run(words, NULL, NULL, 20000, &ran);
}

static void a_small_authority(void **state)
{
    char ca[200], crt[200], key[200], crl[200];
    (void)state;
    RUN("ca", "init", world.ca);
    ended(2, "", "holds an authority already");
    const char *folder = world_path(&world, "second");
    RUN("ca", "init", folder, "--host", "gateway.example.in", "--host", "10.1.2.3", "--days", "30");
    ended(0, NULL, "Keep ca.key");
    snprintf(ca, sizeof ca, "%s/ca.crt", folder);
    snprintf(crl, sizeof crl, "%s/crl.pem", folder);
    assert_true(is_file(world_path(&world, "second/ca.key"), 0600) && is_file(world_path(&world, "second/server.key"), 0600) && is_file(ca, 0644));
    RUN("ca", "issue", folder, "31999001");
    ended(0, NULL, "");
    snprintf(crt, sizeof crt, "%s/31999001.crt", folder);
    snprintf(key, sizeof key, "%s/31999001.key", folder);
    assert_true(is_file(key, 0600));
    openssl((const char *const[]){ "openssl", "verify", "-CAfile", ca, "-CRLfile", crl, "-crl_check", "-purpose", "sslclient", crt, NULL });
    ended(0, NULL, NULL);
    openssl((const char *const[]){ "openssl", "verify", "-CAfile", ca, "-purpose", "sslserver", crt, NULL });
    assert_int_not_equal(ran.status, 0); /* a station's is none for a server */
    openssl((const char *const[]){ "openssl", "x509", "-in", world_path(&world, "second/server.crt"), "-noout", "-text", NULL });
    assert_non_null(strstr(ran.out, "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:gateway.example.in, IP Address:10.1.2.3"));
    openssl((const char *const[]){ "openssl", "x509", "-in", crt, "-noout", "-text", NULL });
    assert_non_null(strstr(ran.out, "URI:itsso:unit:31999001"));
    assert_non_null(strstr(ran.out, "CN = 31999001"));
    assert_non_null(strstr(ran.out, "prime256v1"));
    assert_non_null(strstr(ran.out, "ecdsa-with-SHA256"));
    RUN("ca", "revoke", folder, "31999001");
    ended(0, NULL, "");
    assert_non_null(strstr(ran.out, "revoked 1 certificate;"));
    openssl((const char *const[]){ "openssl", "verify", "-CAfile", ca, "-CRLfile", crl, "-crl_check", crt, NULL });
    assert_int_not_equal(ran.status, 0);
    assert_non_null(strstr(ran.err, "certificate revoked"));
    RUN("ca", "revoke", folder, "31999001");
    ended(2, "", "no certificate for 31999001");
    RUN("ca", "issue", folder, "31999001");
    ended(0, NULL, "");
    openssl((const char *const[]){ "openssl", "verify", "-CAfile", ca, "-CRLfile", crl, "-crl_check", crt, NULL });
    ended(0, NULL, NULL);
    RUN("ca", "issue", folder, "../server");
    ended(2, "", "is no unit's code");
    RUN("ca", "issue", folder, "server");
    ended(2, "", "is no unit's code");
    RUN("ca", "issue", world_path(&world, "nowhere"), "31999001");
    ended(2, "", "nowhere");
    RUN("ca", "destroy", folder);
    ended(2, "", "init DIR");
    RUN("ca", "init", world_path(&world, "third"), "--host", "a b");
    ended(2, "", "neither a name nor an address");
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)
int main(void)
{
    const struct CMUnitTest tests[] = { WITH_WORLD(every_option_is_in_the_manual), WITH_WORLD(wrong_use), WITH_WORLD(load_says_what_it_did),
                                        WITH_WORLD(cases_go_and_come_back), WITH_WORLD(a_small_authority) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
