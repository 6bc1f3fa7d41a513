/* What the line did becomes a class, a next action and a reason: each row of sync.md section 5's table, and what lies between its rows (a
 * kept connection that died, a handshake that was only cut); when to try again, over all of its range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "src/sync/backoff.h"
#include "src/sync/classes.h"

static struct verdict judged(struct transport_reply reply)
{
    struct verdict out;
    memset(&out, 0x55, sizeof out);
    reply.body = reply.body ? reply.body : "";
    verdict_of(&reply, false, &out);
    return out;
}

#define EXPECT(want_class, want_next, ...)                                                                                  \
    do {                                                                                                                    \
        struct verdict got = judged((struct transport_reply){__VA_ARGS__});                                                 \
        if (got.class != (want_class) || got.next != (want_next))                                                           \
            fail_msg("line %d: class %d next %d, expected %d %d (%s)", __LINE__, (int)got.class, (int)got.next, (int)(want_class), (int)(want_next), got.why); \
    } while (0)

static void the_vpn(void **state)
{
    (void)state;
    EXPECT(SYNC_VPN_DOWN, NEXT_BACKOFF, .code = 6);
    EXPECT(SYNC_VPN_DOWN, NEXT_BACKOFF, .code = 28, .name_us = 0, .connect_us = 0);
    EXPECT(SYNC_VPN_DOWN, NEXT_BACKOFF, .code = 28, .name_us = 900, .connect_us = 0);
    EXPECT(SYNC_VPN_DOWN, NEXT_BACKOFF, .code = 7, .os_error = ENETUNREACH);
    EXPECT(SYNC_VPN_DOWN, NEXT_BACKOFF, .code = 7, .os_error = EHOSTUNREACH);
    EXPECT(SYNC_VPN_DOWN, NEXT_BACKOFF, .code = 7, .os_error = ETIMEDOUT);
}

static void the_server(void **state)
{
    (void)state;
    EXPECT(SYNC_SERVER_DOWN, NEXT_BACKOFF, .code = 7, .os_error = ECONNREFUSED);
    EXPECT(SYNC_SERVER_DOWN, NEXT_BACKOFF, .code = 52, .connect_us = 5, .tls_us = 9);
    EXPECT(SYNC_SERVER_DOWN, NEXT_BACKOFF, .code = 28, .name_us = 1, .connect_us = 5); /* somebody took the connection and said nothing */
    static const int statuses[] = {500, 502, 503, 504, 429, 408};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        EXPECT(SYNC_SERVER_DOWN, NEXT_BACKOFF, .status = statuses[i], .type = "text/html");
    struct verdict busy = judged((struct transport_reply){.status = 503, .retry_after_s = 120, .type = "application/problem+json"});
    assert_int_equal(busy.retry_after_s, 120);
    assert_non_null(strstr(busy.why, "503"));
}

static void the_line(void **state)
{
    (void)state;
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 18, .in = 4000, .status = 200);
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 28, .in = 300, .connect_us = 5);
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 61, .in = 300, .status = 200); /* gzip that was cut or flipped */
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 28, .reused = true); /* a kept connection has no times of its own */
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 52, .reused = true);
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 56, .reused = true);
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 35, .detail = "OpenSSL SSL_connect: Connection reset by peer in connection to gateway:443");
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 56, .tls_us = 9, .detail = "OpenSSL SSL_read: Connection reset by peer, errno 104");
    EXPECT(SYNC_LINE_BROKE, NEXT_AT_ONCE, .code = 92);
}

static void certificates(void **state)
{
    (void)state;
    static const int codes[] = {58, 60, 77, 83, 90};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        EXPECT(SYNC_CERTIFICATE, NEXT_RARELY, .code = codes[i]);
        assert_true(judged((struct transport_reply){.code = codes[i]}).why[0] != '\0');
    }
    static const struct { int code; long verify; const char *detail, *why; } rows[] = {
        {60, 10, "", "data centre's certificate has run out"},
        {60, 9, "", "not valid yet"},
        {60, 18, "", "ca_file"}, {60, 19, "", "ca_file"}, {60, 20, "", "ca_file"}, {60, 21, "", "ca_file"},
        {60, 23, "", "withdrawn"},
        {60, 62, "", "another name"},
        {60, 1, "SSL: no alternative certificate subject name matches target host name '127.0.0.1'", "another name"},
        {60, 0, "SSL: no alternative certificate subject name matches target host name 'x'", "another name"},
        {35, 0, "error:0A000415:SSL routines::sslv3 alert certificate expired", "this PC's certificate has run out"},
        {56, 0, "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0", "cert_file"},
        {56, 0, "OpenSSL SSL_read: error:0A000418:SSL routines::tlsv1 alert unknown ca", "authority that the data centre"},
        {55, 0, "SSL_write() returned SYSCALL, alert certificate revoked", "this PC's certificate was withdrawn"},
        {35, 0, "error:0A000410:SSL routines::sslv3 alert handshake failure", "does not accept"},
        {35, 0, "error:0A000102:SSL routines::unsupported protocol", "TLS"},
        {90, 0, "", "pin"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct transport_reply reply = {.code = rows[i].code, .verify = rows[i].verify, .body = ""};
        snprintf(reply.detail, sizeof reply.detail, "%s", rows[i].detail);
        struct verdict got = judged(reply);
        if (got.class != SYNC_CERTIFICATE || got.next != NEXT_RARELY || !strstr(got.why, rows[i].why))
            fail_msg("row %zu: class %d, \"%s\", expected \"%s\"", i, (int)got.class, got.why, rows[i].why);
    }
    struct verdict out;
    verdict_of(&(struct transport_reply){.code = 60, .verify = 9, .body = ""}, true, &out);
    assert_non_null(strstr(out.why, "clock"));
}

static void not_allowed(void **state)
{
    (void)state;
    EXPECT(SYNC_NOT_ALLOWED, NEXT_RARELY, .status = 401, .type = "application/problem+json");
    EXPECT(SYNC_NOT_ALLOWED, NEXT_RARELY, .status = 403, .type = "application/problem+json");
    EXPECT(SYNC_NOT_ALLOWED, NEXT_RARELY, .status = 400, .type = "text/html", .body = "<h1>400</h1>No required SSL certificate was sent");
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .status = 400, .type = "text/html", .body = "<h1>Bad Request</h1>");
}

static void something_else(void **state)
{
    (void)state;
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .status = 200, .type = "text/html", .body = "<html>sign in");
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .status = 200, .type = "");
    static const int statuses[] = {301, 302, 307, 308, 404, 407, 418, 451, 511};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .status = statuses[i], .type = "text/html");
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .code = 23, .too_large = true);
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .code = 1);
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .code = 8);
    EXPECT(SYNC_SOMETHING_ELSE, NEXT_BACKOFF, .code = 35, .detail = "error:0A00010B:SSL routines::wrong version number");
    struct verdict out;
    verdict_damaged(1, "no end", &out);
    assert_int_equal(out.class, SYNC_LINE_BROKE);
    assert_int_equal(out.next, NEXT_AT_ONCE);
    verdict_damaged(2, "no end", &out);
    assert_int_equal(out.class, SYNC_SOMETHING_ELSE);
    assert_int_equal(out.next, NEXT_BACKOFF);
    assert_string_equal(out.why, "no end");
}

static void all_is_well(void **state)
{
    (void)state;
    EXPECT(SYNC_WELL, NEXT_GO_ON, .status = 200, .type = "application/json");
    EXPECT(SYNC_WELL, NEXT_GO_ON, .status = 304);
    static const int statuses[] = {400, 404, 409, 410, 413, 426}; /* the protocol's own words */
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        EXPECT(SYNC_WELL, NEXT_GO_ON, .status = statuses[i], .type = "application/problem+json");
}

static void this_machine(void **state)
{
    (void)state;
    struct verdict out;
    struct error e = {.kind = ERROR_UNABLE, .text = "the disk is full"};
    verdict_local(&e, &out);
    assert_int_equal(out.class, SYNC_DISK);
    assert_int_equal(out.next, NEXT_BACKOFF);
    assert_string_equal(out.why, "the disk is full");
    EXPECT(SYNC_DISK, NEXT_BACKOFF, .code = 27);
    EXPECT(SYNC_DISK, NEXT_BACKOFF, .code = 23, .too_large = false);
}

/* ---- when ---- */

static uint64_t dice;

static uint64_t throw(void)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    return dice ^= dice << 17;
}

static void the_next_time(void **state)
{
    (void)state;
    dice = 42;
    for (int failures = 1; failures < 40; failures++) {
        int64_t most = failures > 6 ? 900000 : (int64_t)15000 << (failures - 1), least_seen = INT64_MAX, most_seen = 0;
        most = most > 900000 ? 900000 : most;
        for (int i = 0; i < 2000; i++) {
            int64_t ms = backoff_after(failures, 0, throw());
            assert_true(ms >= 1000 && ms <= most);
            least_seen = ms < least_seen ? ms : least_seen;
            most_seen = ms > most_seen ? ms : most_seen;
        }
        assert_true(least_seen < 1000 + most / 50 && most_seen > most - most / 50); /* the whole of the range, not its upper half */
    }
    for (int i = 0; i < 1000; i++) {
        int64_t ms = backoff_after(1, 600, throw()), poll = backoff_poll(300, throw()), rarely = backoff_rarely(throw());
        assert_true(ms >= 600000 && ms <= 660000);
        assert_true(poll >= 240000 && poll <= 360000);
        assert_true(rarely >= 2880000 && rarely <= 4320000);
    }
}

/* Two thousand stations come back over the whole minute: no second has more than three times its share. */
static void stations_spread(void **state)
{
    (void)state;
    int in_second[60] = {0}, most = 0;
    for (int i = 0; i < 2000; i++) {
        char unit[16];
        snprintf(unit, sizeof unit, "%d", 31600001 + i / 25 * 1000 + i % 25);
        int64_t ms = backoff_spread(unit);
        assert_true(ms >= 0 && ms < 60000);
        assert_int_equal(ms, backoff_spread(unit));
        in_second[ms / 1000]++;
    }
    for (int i = 0; i < 60; i++) {
        assert_true(in_second[i] > 5);
        most = in_second[i] > most ? in_second[i] : most;
    }
    assert_true(most < 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vpn),        cmocka_unit_test(the_server),    cmocka_unit_test(the_line),
        cmocka_unit_test(certificates),   cmocka_unit_test(not_allowed),   cmocka_unit_test(something_else),
        cmocka_unit_test(all_is_well),    cmocka_unit_test(this_machine),  cmocka_unit_test(the_next_time),
        cmocka_unit_test(stations_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
