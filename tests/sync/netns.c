/* Holds what a real network does to a sync, in network namespaces of the test's own (as root; skipped where that is not possible): packets
 * lost, dropped, rejected, no route, a DNS server that is silent, a link that goes down and comes back under a sync that watches, 64 kbit/s
 * with 600 ms. The test itself and the gateway stand in one namespace, the client in another; both go with the test. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "tests/pty_check.h"
#include "tests/sync/lib/proxy.h"
#include "tests/sync/lib/world.h"

#define HERE "10.231.7.1"
#define THERE "10.231.7.2"
#define NAME "gateway.itsso.test"

static struct world world;
static struct station station;
static struct proc holder; /* keeps the client's namespaces */
static char pid_text[16];
static bool possible;
static char reason[300];

static void must(bool good)
{
    if (!good)
        fail_msg("%s", world_why(&world));
}

/* A command, words parted by blanks; in the client's namespace where `inside`. */
static bool run(bool inside, const char *words)
{
    char line[300], *kept = NULL;
    const char *argv[48] = { "nsenter", "-t", pid_text, "-n", "-m" };
    int n = inside ? 5 : 0;
    struct ran ran;
    snprintf(line, sizeof line, "%s", words);
    for (char *word = strtok_r(line, " ", &kept); word && n < 46; word = strtok_r(NULL, " ", &kept))
        argv[n++] = word;
    argv[n] = NULL;
    proc_run(argv, NULL, NULL, 10000, &ran);
    bool good = ran.status == 0;
    if (!good)
        snprintf(reason, sizeof reason, "%s: %.200s", words, ran.err ? ran.err : "");
    ran_free(&ran);
    return good;
}

static void must_run(bool inside, const char *words)
{
    if (!run(inside, words))
        fail_msg("%s", reason);
}

static void need_namespaces(void)
{
    if (!possible) {
        print_message("# %s\n", reason);
        skip();
    }
}

/* ---- a sync that works, one that fails ---- */

static void something_to_do(void)
{
    must(station_enter_any(&station));
    world_live(&world, 5);
    must(world_load(&world));
}

static void works(const char *what, int limit_ms)
{
    double began = pty_now_ms();
    if (station_sync(&station, NULL) != 0)
        fail_msg("%s: %s", what, world_why(&world));
    double took = pty_now_ms() - began;
    if (took > limit_ms)
        fail_msg("%s: it took %.0f ms", what, took);
    must(world_same(&station));
}

static void fails(const char *what, const char *class, const char *const *env, int limit_ms)
{
    char is[40];
    double began = pty_now_ms();
    int status = station_sync(&station, env);
    double took = pty_now_ms() - began;
    if (status != 3)
        fail_msg("%s: sync ended with %d: %s", what, status, world_why(&world));
    must(station_class(&station, is));
    if (!strstr(class, is))
        fail_msg("%s: the class is %s, %s was expected", what, is, class);
    if (took > limit_ms)
        fail_msg("%s: it took %.0f ms", what, took);
    must(world_kept(&station));
}

/* ---- the tests ---- */

static void packets_are_lost(void **state)
{
    (void)state;
    need_namespaces();
    must_run(false, "iptables -A INPUT -p tcp -s " THERE " -m statistic --mode random --probability 0.12 -j DROP");
    must_run(true, "iptables -A INPUT -p tcp -s " HERE " -m statistic --mode random --probability 0.12 -j DROP");
    for (int i = 0; i < 3; i++) {
        something_to_do();
        int status = station_sync(&station, NULL); /* a lost SYN may cost it its patience */
        if (status != 0 && status != 3)
            fail_msg("%s", world_why(&world));
        must(world_kept(&station));
    }
    must_run(false, "iptables -F");
    must_run(true, "iptables -F");
    works("after the loss", 20000);
}

static void nothing_passes(void **state)
{
    (void)state;
    static const char *const patience[] = { "ITSSO_SYNC_PATIENCE=2", NULL };
    need_namespaces();
    something_to_do();
    station.program = "tests/itsso-sync-steps";
    must_run(false, "iptables -A INPUT -s " THERE " -j DROP");
    fails("DROP", "vpn-down", patience, 12000);
    station.program = NULL;
    must_run(false, "iptables -F");
    works("after DROP", 20000);
    something_to_do();
    must_run(false, "iptables -A INPUT -s " THERE " -p tcp -j REJECT --reject-with tcp-reset");
    fails("REJECT with a reset", "server-down", NULL, 5000);
    must_run(false, "iptables -F");
    must_run(false, "iptables -A INPUT -s " THERE " -j REJECT --reject-with icmp-host-unreachable");
    fails("REJECT, host unreachable", "vpn-down", NULL, 12000);
    must_run(false, "iptables -F");
    must_run(true, "ip link set itsso1 down");
    fails("no route", "vpn-down", NULL, 5000);
    must_run(true, "ip link set itsso1 up");
    works("after all of it", 20000);
}

/* The gateway's name is asked of a server that never answers, of none, and of nobody. */
static void dns_is_dead(void **state)
{
    (void)state;
    need_namespaces();
    station.host = NAME;
    must(station_point(&station, world.port, ""));
    something_to_do();
    must_run(false, "iptables -A INPUT -p udp -s " THERE " --dport 53 -j DROP");
    fails("a silent DNS server", "vpn-down", NULL, 15000);
    must(station_point(&station, world.port, "resolve = " HERE));
    works("its address in the configuration", 5000);
    must_run(false, "iptables -F");
    must(station_point(&station, world.port, ""));
    something_to_do();
    fails("no DNS server", "vpn-down", NULL, 15000);
    station.host = HERE;
    must(station_point(&station, world.port, ""));
    works("by its address", 5000);
}

static bool class_becomes(const char *wanted, int limit_ms)
{
    char is[40] = "";
    for (double until = pty_now_ms() + limit_ms; pty_now_ms() < until;) {
        must(station_class(&station, is));
        if (strstr(wanted, is))
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = 100000000L }, NULL);
    }
    return false;
}

static bool becomes_equal(int limit_ms)
{
    for (double until = pty_now_ms() + limit_ms; pty_now_ms() < until;) {
        if (world_same(&station))
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = 200000000L }, NULL);
    }
    return false;
}

/* A sync that watches, its link pulled and put back: what was entered and what changed meanwhile meet by themselves. */
static void a_link_goes_and_comes(void **state)
{
    (void)state;
    static const char *const watch[] = { "--watch", NULL };
    static const char *const patience[] = { "ITSSO_SYNC_PATIENCE=2", NULL };
    struct proc watching;
    need_namespaces();
    station.program = "tests/itsso-sync-steps";
    must(station_start(&station, &watching, watch, patience));
    station.program = NULL;
    something_to_do();
    must(becomes_equal(15000));
    for (int i = 0; i < 2; i++) {
        must_run(true, "ip link set itsso1 down");
        something_to_do(); /* wakes it: it tries, and finds nobody */
        if (!class_becomes("vpn-down line-broke server-down", 20000))
            fail_msg("it does not see that the link is down");
        must(world_kept(&station));
        something_to_do();
        must_run(true, "ip link set itsso1 up");
        if (!becomes_equal(45000)) /* the first back-off is at most 15 s, the second 30 */
            fail_msg("the link is back, and they do not meet: %s", world_why(&world));
    }
    int status = proc_end(&watching, SIGTERM, 10000);
    assert_int_equal(status, 0);
}

/* A day's changes of a station over 64 kbit/s and 600 ms there and back. */
static void a_thin_line(void **state)
{
    (void)state;
    need_namespaces();
    if (!run(false, "tc qdisc add dev itsso0 root tbf rate 64kbit burst 4kb latency 5s") || !run(true, "tc qdisc add dev itsso1 root tbf rate 64kbit burst 4kb latency 5s")) {
        print_message("# %s\n", reason);
        skip();
    }
    struct proxy *proxy = proxy_start_on("0.0.0.0", world.port);
    struct proxy_fault fault = PROXY_GOOD;
    assert_non_null(proxy);
    fault.delay_ms = 300;
    proxy_set(proxy, &fault);
    must(station_point(&station, proxy_port(proxy), ""));
    must(station_enter_any(&station));
    must(station_enter_any(&station));
    world_live(&world, 20);
    must(world_load(&world));
    double began = pty_now_ms();
    must(station_sync(&station, NULL) == 0);
    double took = pty_now_ms() - began;
    print_message("# %.1f s\n", took / 1000);
    proxy_stop(proxy);
    must_run(false, "tc qdisc del dev itsso0 root");
    must_run(true, "tc qdisc del dev itsso1 root");
    must(world_same(&station));
    assert_true(took < 10000);
    must(station_point(&station, world.port, ""));
}

/* ---- the namespaces ---- */

static bool make_namespaces(void)
{
    char words[120];
    if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0) {
        snprintf(reason, sizeof reason, "network namespaces need root");
        return false;
    }
    snprintf(words, sizeof words, "%s/resolv.conf", world.top);
    FILE *file = fopen(words, "w");
    if (!file || fputs("nameserver " HERE "\noptions timeout:5 attempts:2\n", file) < 0 || fclose(file) != 0)
        return false;
    char script[200];
    snprintf(script, sizeof script, "mount --bind %s /etc/resolv.conf && echo ready && exec sleep 1000", words);
    const char *argv[] = { "unshare", "-n", "-m", "sh", "-c", script, NULL };
    char line[40];
    if (!proc_start(&holder, argv, NULL, "/dev/null") || !proc_wait_line(&holder, "ready", line, sizeof line, 10000)) {
        snprintf(reason, sizeof reason, "no second namespace");
        return false;
    }
    snprintf(pid_text, sizeof pid_text, "%d", (int)holder.pid);
    char move[80];
    snprintf(move, sizeof move, "ip link set itsso1 netns %s", pid_text);
    return run(false, "ip link set lo up") && run(false, "ip link add itsso0 type veth peer name itsso1") && run(false, move) &&
           run(false, "ip addr add " HERE "/30 dev itsso0") && run(false, "ip link set itsso0 up") && run(true, "ip link set lo up") &&
           run(true, "ip addr add " THERE "/30 dev itsso1") && run(true, "ip link set itsso1 up") && run(false, "iptables -L -n") && run(true, "iptables -L -n");
}

static bool make_world(void)
{
    snprintf(world.ca, sizeof world.ca, "%s/ca-net", world.top);
    snprintf(world.listen, sizeof world.listen, "0.0.0.0:0");
    world_invent(&world, 120);
    if (!world_command(&world, (const char *const[]){ "ca", "init", world.ca, "--host", HERE, "--host", NAME, NULL }) || !world_load(&world) ||
        !world_serve(&world, NULL) || !station_begin(&station, &world, "pc", STATION_A, 0))
        return false;
    const char *const words[] = { "nsenter", "-t", pid_text, "-n", "-m", NULL };
    for (int i = 0; words[i]; i++)
        station.before[i] = words[i];
    station.host = HERE;
    return station_point(&station, world.port, "") && station_sync(&station, NULL) == 0;
}

static int setup(void **state)
{
    (void)state;
    if (!world_begin(&world, 51))
        goto failed;
    possible = make_namespaces();
    if (!possible || make_world())
        return 0;
failed:
    print_error("%s\n", world_why(&world));
    return -1;
}

static int teardown(void **state)
{
    (void)state;
    station_end(&station);
    world_end(&world);
    if (holder.pid > 0)
        proc_end(&holder, SIGKILL, 5000);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_are_lost), cmocka_unit_test(nothing_passes), cmocka_unit_test(dns_is_dead),
        cmocka_unit_test(a_link_goes_and_comes), cmocka_unit_test(a_thin_line),
    };
    return cmocka_run_group_tests_name("a real network", tests, setup, teardown);
}
