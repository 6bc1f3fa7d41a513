/* Holds what becomes of a sync where something else answers in the data centre's place, or the data centre answers wrongly: the right class
 * in `itsso-tui sync --status --format json`, nothing lost of what was entered, nothing taken from what is damaged, and once the answers are
 * good again the next sync brings both sides together. Bad lines: line.c. ITSSO_LONG=1: each kind at each request. */
#include <jansson.h>

#include "tests/sync/scene.h"

/* ---- answers that are wrong ---- */

static void good_front(void)
{
    front_set(front, &(struct front_rule){ .fault = FRONT_PASS });
}

struct wrong { const char *name, *classes; struct front_rule rule; };

static const struct wrong wrongs[] = {
    { "a captive portal's page", "something-else", { .fault = FRONT_PORTAL } },
    { "the same called JSON", "something-else", { .fault = FRONT_PORTAL_JSON } },
    { "a redirect", "something-else", { .fault = FRONT_REDIRECT } },
    { "garbage", "something-else", { .fault = FRONT_GARBAGE } },
    { "nothing", "something-else", { .fault = FRONT_EMPTY } },
    { "64 MB of blanks", "something-else", { .fault = FRONT_HUGE } },
    { "half a gzip", "line-broke something-else", { .fault = FRONT_GZIP_CUT } },
    { "half a page", "something-else", { .fault = FRONT_JSON_HALF } },
    { "half a page, and the end", "line-broke", { .fault = FRONT_SHORT } },
    { "a page without its end", "something-else", { .fault = FRONT_NO_END, .path = "/changes" } },
    { "a page with another n", "something-else", { .fault = FRONT_WRONG_N, .path = "/changes" } },
    { "answers that get lost", "line-broke server-down", { .fault = FRONT_LOST } },
    { "the entries' answers get lost", "line-broke server-down", { .fault = FRONT_LOST, .path = "/ops" } },
    { "requests that get lost", "line-broke server-down", { .fault = FRONT_UNHEARD } },
    { "400 of a page that is no problem", "something-else not-allowed", { .fault = FRONT_STATUS, .status = 400 } },
    { "401", "not-allowed", { .fault = FRONT_STATUS, .status = 401 } },
    { "403", "not-allowed", { .fault = FRONT_STATUS, .status = 403 } },
    { "403 cert-unknown", "not-allowed", { .fault = FRONT_STATUS, .status = 403, .type = "cert-unknown" } },
    { "404", "something-else", { .fault = FRONT_STATUS, .status = 404 } },
    { "409 of a page", "something-else", { .fault = FRONT_STATUS, .status = 409 } },
    { "409 seq-gap for ever", "something-else", { .fault = FRONT_STATUS, .status = 409, .type = "seq-gap", .path = "/ops" } },
    { "409 device-rewound for ever", "something-else", { .fault = FRONT_STATUS, .status = 409, .type = "device-rewound", .path = "/ops" } },
    { "409 epoch-changed for ever", "something-else", { .fault = FRONT_STATUS, .status = 409, .type = "epoch-changed" } },
    { "410 for ever", "something-else", { .fault = FRONT_STATUS, .status = 410, .type = "cursor-expired", .path = "/changes" } },
    { "413 for ever", "something-else", { .fault = FRONT_STATUS, .status = 413, .type = "too-large" } },
    { "426", "not-allowed", { .fault = FRONT_STATUS, .status = 426, .type = "client-too-old" } },
    { "429", "server-down", { .fault = FRONT_STATUS, .status = 429, .retry_after = 40, .type = "rate" } },
    { "500", "server-down", { .fault = FRONT_STATUS, .status = 500 } },
    { "500 broken", "server-down", { .fault = FRONT_STATUS, .status = 500, .type = "broken" } },
    { "502", "server-down", { .fault = FRONT_STATUS, .status = 502 } },
    { "503", "server-down", { .fault = FRONT_STATUS, .status = 503, .retry_after = 40 } },
    { "504", "server-down", { .fault = FRONT_STATUS, .status = 504 } },
};

/* A problem as our gateway words it: with the epoch that the client knows, and what it has of this device. */
static void as_the_gateway(struct front_rule *rule)
{
    json_t *status = station_status(&station, NULL);
    if (!status)
        fail_msg("%s", world_why(&world));
    rule->epoch = json_integer_value(json_object_get(status, "epoch"));
    rule->dev_seq = json_integer_value(json_object_get(status, "dev_seq"));
    rule->expected = rule->dev_seq + 1;
    json_decref(status);
}

static void wrong_answers(void **state)
{
    (void)state;
    must(station_point(&station, front_port(front), ""));
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct front_rule rule = wrongs[i].rule;
        a_little_to_do();
        as_the_gateway(&rule);
        front_set(front, &rule);
        fails_and_recovers(wrongs[i].name, wrongs[i].classes, NULL, false, good_front);
    }
}

/* Whatever comes once in the middle of a sync, at each of its requests (in a short run each kind at a third of them): at the latest the next sync is right. */
static void one_wrong_answer_anywhere(void **state)
{
    (void)state;
    static const enum front_fault faults[] = { FRONT_PORTAL, FRONT_PORTAL_JSON, FRONT_GZIP_CUT, FRONT_JSON_HALF, FRONT_SHORT,  FRONT_NO_END, FRONT_WRONG_N,
                                               FRONT_GARBAGE, FRONT_SHIFTED,    FRONT_LOST,     FRONT_UNHEARD,  FRONT_SILENT };
    static const char *const patience[] = { "ITSSO_SYNC_PATIENCE=1", NULL };
    must(station_point(&station, front_port(front), ""));
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        bool came = true;
        for (int skip = longer() ? 0 : (int)i % 3; came && skip < 20; skip += longer() ? 1 : 3) {
            a_little_to_do();
            must(station_damage(&station)); /* so that all parts of a sync are gone through */
            front_set(front, &(struct front_rule){ .fault = faults[i], .skip = skip, .times = 1 });
            station.program = faults[i] == FRONT_SILENT ? STEPS : NULL;
            int status = station_sync(&station, patience);
            station.program = NULL;
            if (status != 0 && status != 3 && status != 1)
                fail_msg("fault %d at request %d: sync ended with %d: %s", (int)faults[i], skip + 1, status, world_why(&world));
            came = front_faults(front) > 0;
            assert_true(came || skip > 5); /* entries, changes, digest, ids, cases, changes */
            must(world_kept(&station));
            good_front();
            must(station_sync(&station, NULL) == 0);
            must(world_same(&station));
        }
    }
}

/* Whole answers in another order, for a whole sync: each path gives what it gave the time before; each request gets the answer to the one
 * before it. */
static void answers_in_another_order(void **state)
{
    (void)state;
    static const struct front_rule rules[] = { { .fault = FRONT_OLD },     { .fault = FRONT_OLD, .path = "/changes" },     { .fault = FRONT_OLD, .path = "/ops" },
                                               { .fault = FRONT_SHIFTED }, { .fault = FRONT_SHIFTED, .path = "/changes" }, { .fault = FRONT_SHIFTED, .skip = 1 } };
    must(station_point(&station, front_port(front), ""));
    for (size_t i = 0; i < 2 * sizeof rules / sizeof *rules; i++) {
        a_little_to_do();
        if (i % 2)
            must(station_damage(&station));
        front_set(front, &rules[i / 2]);
        station_sync(&station, NULL); /* may believe it, or not */
        assert_true(front_faults(front) > 0);
        must(world_kept(&station));
        good_front();
        must(station_sync(&station, NULL) == 0);
        must(world_same(&station));
    }
}

static int setup(void **state)
{
    (void)state;
    return scene_begin(5, 150, WITH_FRONT, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(wrong_answers), cmocka_unit_test(one_wrong_answer_anywhere), cmocka_unit_test(answers_in_another_order) };
    return cmocka_run_group_tests_name("answers", tests, setup, scene_end);
}
