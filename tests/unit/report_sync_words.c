/* What is said of sync: the sentence of each state, the words of the header with what waits and what was refused, when "VPN up" may still be
 * said; and how far this machine's clock is trusted by the server's time that was seen last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static struct sync_view view_of(enum sync_class class) {
    struct sync_view view = {.configured = true, .known = true, .today = civil_from_ymd(2026, 11, 23), .interval_s = 300};
    view.now_ms = clock_stamp_ms("2026-11-23T12:30:00Z"); /* 18:00 in India */
    view.state.class = class;
    snprintf(view.state.synced_at, sizeof view.state.synced_at, "2026-11-23T12:28:00.000Z");
    snprintf(view.state.attempt_at, sizeof view.state.attempt_at, "2026-11-23T12:28:00.500Z");
    snprintf(view.state.class_since, sizeof view.state.class_since, "2026-11-23T05:12:00Z");
    return view;
}

static void expect(const struct sync_view *view, enum sync_room room, const char *header) {
    char out[128];
    assert_string_equal(sync_header(view, room, out, sizeof out), header);
}

static void says(const struct sync_view *view, const char *sentence) {
    char out[768];
    assert_string_equal(sync_sentence(view, out, sizeof out), sentence);
}

static void the_header(void **state) {
    (void)state;
    struct sync_view view = view_of(SYNC_WELL);
    expect(&view, SYNC_ROOMY, "VPN up, data 17:58");
    expect(&view, SYNC_BRIEF, "VPN up");
    view.unsent = 4;
    expect(&view, SYNC_ROOMY, "VPN up, data 17:58, 4 to send");
    view.state.refused = 2;
    expect(&view, SYNC_BRIEF, "VPN up, 4 to send, 2 refused");
    expect(&view, SYNC_NARROW, "4 to send"); /* that it is up is no news */
    view.unsent = 0;
    expect(&view, SYNC_NARROW, "2 refused");
    view.state.refused = 0;
    expect(&view, SYNC_NARROW, "VPN up");
    view = view_of(SYNC_VPN_DOWN);
    expect(&view, SYNC_ROOMY, "VPN down since 10:42");
    expect(&view, SYNC_BRIEF, "VPN down 10:42");
    view.state.class = SYNC_SERVER_DOWN; /* the VPN may well be up */
    expect(&view, SYNC_ROOMY, "offline since 10:42");
    expect(&view, SYNC_BRIEF, "offline 10:42");
    view.unsent = 4;
    expect(&view, SYNC_BRIEF, "offline 10:42, 4 to send");
    expect(&view, SYNC_NARROW, "offline 10:42");
    view.unsent = 0;
    view.state.class = SYNC_LINE_BROKE;
    expect(&view, SYNC_ROOMY, "offline since 10:42");
    view.state.class = SYNC_CERTIFICATE;
    expect(&view, SYNC_ROOMY, "certificate not accepted");
    view = view_of(SYNC_VPN_DOWN);
    snprintf(view.state.class_since, sizeof view.state.class_since, "2026-11-22T05:12:00Z");
    expect(&view, SYNC_ROOMY, "VPN down since 22/11 10:42");
    struct sync_view none = {0};
    expect(&none, SYNC_ROOMY, "");
    none.configured = true;
    expect(&none, SYNC_ROOMY, "not synced yet");
}

/* "VPN up" is a claim about now: an attempt long ago does not carry it. */
static void how_long_up(void **state) {
    (void)state;
    struct sync_view view = view_of(SYNC_WELL);
    view.now_ms += 7 * MINUTE;
    assert_true(sync_is_up(&view));
    int64_t holds = sync_header_holds(&view);
    assert_true(holds > 0 && holds < 10 * MINUTE);
    view.now_ms += holds - 1;
    assert_true(sync_is_up(&view));
    view.now_ms += 1;
    assert_false(sync_is_up(&view));
    assert_int_equal(sync_header_holds(&view), -1);
    view.now_ms += 5 * MINUTE;
    expect(&view, SYNC_ROOMY, "data 17:58");
    view.interval_s = 3600; /* a timer that comes each hour */
    assert_true(sync_is_up(&view));
    assert_false(sync_is_up(&(struct sync_view){.state = {.class = SYNC_WELL}}));
}

static void the_sentences(void **state) {
    (void)state;
    struct sync_view view = view_of(SYNC_VPN_DOWN);
    view.unsent = 4;
    says(&view, "The VPN is down since 10:42. Work goes on; 4 entries wait to be sent.");
    view.unsent = 1;
    says(&view, "The VPN is down since 10:42. Work goes on; 1 entry waits to be sent.");
    view.unsent = 0;
    says(&view, "The VPN is down since 10:42. Work goes on; nothing waits to be sent.");
    view.state.class = SYNC_CERTIFICATE;
    snprintf(view.state.sentence, sizeof view.state.sentence, "this PC's certificate has run out");
    says(&view, "No sync since 10:42: this PC's certificate has run out. Work goes on; nothing waits to be sent.");
    view = view_of(SYNC_WELL);
    says(&view, "Synced at 17:58.");
    snprintf(view.state.equal_at, sizeof view.state.equal_at, "%s", view.state.synced_at);
    says(&view, "Synced; equal to the data centre's copy of 17:58.");
    view = view_of(SYNC_NEVER);
    says(&view, "Not synced yet.");
    view.configured = false;
    says(&view, "No gateway is configured: nothing is sent, nothing is fetched.");
    for (int class = SYNC_NEVER; class <= SYNC_DISK; class++) { /* each has a sentence, a header and a code of its own */
        char one[768], other[768];
        struct sync_view a = view_of((enum sync_class)class);
        assert_true(sync_sentence(&a, one, sizeof one)[0] != '\0');
        for (int b = SYNC_NEVER; b < class; b++) {
            struct sync_view w = view_of((enum sync_class)b);
            assert_string_not_equal(one, sync_sentence(&w, other, sizeof other));
            assert_string_not_equal(sync_class_code((enum sync_class)class), sync_class_code((enum sync_class)b));
        }
    }
}

/* ---- the clock ---- */

static enum clock_trust trust(int64_t machine_at_sync, int64_t machine_now, int64_t *correction) {
    struct sync_state state = {0};
    int64_t server = clock_stamp_ms("2026-11-23T12:28:00Z");
    snprintf(state.server_time, sizeof state.server_time, "2026-11-23T12:28:00.000Z");
    state.clock_offset_ms = server - (server + machine_at_sync);
    return sync_clock(&state, server + machine_now, correction);
}

static void the_clock(void **state) {
    (void)state;
    int64_t by;
    struct sync_state never = {0};
    assert_int_equal(sync_clock(&never, 0, &by), CLOCK_GOOD);
    assert_int_equal(by, 0);
    /* how far ahead the machine was at the last sync (which was at 0), and what it says now */
    static const struct { int64_t at, now; enum clock_trust trust; int64_t by; } rows[] = {
        {0, 5 * MINUTE, CLOCK_GOOD, 0},
        {0, 40 * DAY, CLOCK_GOOD, 0},                           /* no sync for a long time */
        {5 * MINUTE, 10 * MINUTE, CLOCK_GOOD, 0},
        {20 * MINUTE, 25 * MINUTE, CLOCK_NOTE, 0},              /* ahead */
        {-20 * MINUTE, -15 * MINUTE, CLOCK_NOTE, 0},            /* behind */
        {-20 * MINUTE, 3 * DAY, CLOCK_GOOD, 0},                 /* behind, and later nobody can know */
        {400 * DAY, 400 * DAY + 5 * MINUTE, CLOCK_WRONG, -400 * DAY},
        {400 * DAY, 403 * DAY, CLOCK_WRONG, -400 * DAY},
        {400 * DAY, 1 * DAY, CLOCK_GOOD, 0},                    /* set right since */
        {-400 * DAY, -400 * DAY + 5 * MINUTE, CLOCK_WRONG, 400 * DAY},
        {-400 * DAY, -399 * DAY, CLOCK_WRONG, 400 * DAY},
        {-400 * DAY, 1 * DAY, CLOCK_GOOD, 0},                   /* set right since */
        {0, -9000 * DAY, CLOCK_WRONG, 9000 * DAY},              /* the battery failed after the last sync: not before that */
        {0, -1 * HOUR, CLOCK_NOTE, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum clock_trust got = trust(rows[i].at, rows[i].now, &by);
        if (got != rows[i].trust || by != rows[i].by)
            fail_msg("row %zu: trust %d by %lld, expected %d by %lld", i, (int)got, (long long)by, (int)rows[i].trust, (long long)rows[i].by);
    }
}

static void by_how_much(void **state) {
    (void)state;
    char out[64];
    assert_string_equal(sync_clock_words(-25 * MINUTE, out, sizeof out), "25 minutes fast");
    assert_string_equal(sync_clock_words(25 * MINUTE, out, sizeof out), "25 minutes slow");
    assert_string_equal(sync_clock_words(13 * HOUR, out, sizeof out), "13 hours slow");
    assert_string_equal(sync_clock_words(-400 * DAY, out, sizeof out), "400 days fast");
}

/* Kept in English, read in Hindi: no sentence is in two languages, whoever synced. */
static void a_reason_in_hindi(void **state) {
    (void)state;
    static const char *const reasons[] = {
        "the data centre's certificate was not signed by the authority in [sync] ca_file",
        "the data centre's certificate is not valid yet; but this PC's clock is probably wrong: set it first",
        "an answer of another kind (a web page?)",
        "the certificate was revoked",
        "the unit of its certificate is not in the hierarchy",
        "HTTP status 503",
        "this program (0.1.0) is too old for the data centre: install the newer one",
        "this PC's certificate ran out on 22/11/2026: ask the data centre for a new one",
        "some cases still differ from the data centre's after the repair",
    };
    char out[768];
    struct sync_view view = view_of(SYNC_NOT_ALLOWED);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        snprintf(view.state.sentence, sizeof view.state.sentence, "%s", reasons[i]);
        language_set(LANGUAGE_ENGLISH);
        assert_string_equal(sync_why_words(reasons[i], out, sizeof out), reasons[i]);
        assert_non_null(strstr(sync_sentence(&view, out, sizeof out), reasons[i]));
        assert_true(language_set(LANGUAGE_HINDI));
        sync_sentence(&view, out, sizeof out);
        if (strstr(out, "certificate") || strstr(out, "data centre") || strstr(out, "answer") || strstr(out, "status"))
            fail_msg("in two languages: %s", out);
    }
    assert_non_null(strstr(sync_why_words("this PC's certificate ran out on 22/11/2026: ask the data centre for a new one", out, sizeof out), "22/11/2026"));
    assert_string_equal(sync_why_words("", out, sizeof out), "");
    assert_string_equal(sync_why_words("a notice of the data centre", out, sizeof out), "a notice of the data centre");
    language_set(LANGUAGE_ENGLISH);
}

/* language_init, and the Hindi of this build: two folders above this program. */
static void begin_languages(void) {
    char path[4096];
    language_init();
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - sizeof "/locale");
    path[n > 0 ? n : 0] = '\0';
    for (int i = 0; i < 3 && strrchr(path, '/'); i++)
        *strrchr(path, '/') = '\0';
    strcat(path, "/locale");
    bindtextdomain("itsso-tui", path);
}

int main(void) {
    begin_languages();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header),
        cmocka_unit_test(how_long_up),
        cmocka_unit_test(the_sentences),
        cmocka_unit_test(a_reason_in_hindi),
        cmocka_unit_test(the_clock),
        cmocka_unit_test(by_how_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
