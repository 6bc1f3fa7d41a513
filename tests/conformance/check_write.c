/* Entries up: a device of its own, one case in scope. What is entered is redacted at the end. */
#include "tests/conformance/conformance.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char first_id[40], case_of_test[32], stamp[32];

/* UUIDv7 of now. */
static void make_id(char out[40])
{
    unsigned char r[10] = { 0 };
    struct timespec t;
    FILE *from = fopen("/dev/urandom", "rb");
    size_t n = from ? fread(r, 1, sizeof r, from) : 0;
    if (from)
        fclose(from);
    clock_gettime(CLOCK_REALTIME, &t);
    unsigned long long ms = (unsigned long long)t.tv_sec * 1000 + (unsigned long long)t.tv_nsec / 1000000;
    ms &= 0xffffffffffffull;
    snprintf(out, 40, "%08x-%04x-7%03x-%04x-%02x%02x%02x%02x%02x%02x", (unsigned)(ms >> 16), (unsigned)(ms & 0xffff), (unsigned)(r[0] << 8 | r[1]) & 0xfff,
             0x8000 | ((unsigned)(r[2] << 8 | r[3]) & 0x3fff), r[4], r[5], r[6], r[7], r[8], n == sizeof r ? r[9] : (unsigned)getpid() & 255);
}

static json_t *entry(const char *id, const char *device, int seq, const char *case_id, const char *kind, const char *code, const char *text)
{
    return json_pack("[s,s,i,s,s,s,s,n,s,s,s,s,s]", id, device, seq, case_id, kind, code, "", "", "", text, "conformance", stamp);
}

static char *dump(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    json_decref(value);
    return text;
}

/* Sends them; what came is in *a. */
static bool send(struct answer *a, const char *device, json_t *entries)
{
    int n = (int)json_array_size(entries);
    char *text = dump(json_pack("{s:s,s:{s:i},s:o}", "device", device, "state", "unsent", n, "entries", entries));
    ask(&(struct ask){ .path = "/ops", .body = text ? text : "{}", .device = device }, a);
    free(text);
    return a->code == 0 || why("%s", a->why);
}

/* 200, one result each as said ("applied", …), dev_seq as said. */
static bool results_are(const struct answer *a, int dev_seq, size_t n, const char *const *expected)
{
    const json_t *results = json_object_get(a->json, "results");
    if (a->status != 200)
        return why("status %ld: %.200s", a->status, a->bytes ? a->bytes : "");
    if (!shape_envelope(a->json))
        return false;
    if (!json_is_true(json_object_get(a->json, "end")))
        return why("no end");
    if (json_array_size(results) != n)
        return why("%zu results for %zu entries", json_array_size(results), n);
    for (size_t i = 0; i < n; i++) {
        const char *is = json_string_value(json_array_get(json_array_get(results, i), 1));
        if (!is || strcmp(is, expected[i]) != 0)
            return why("entry %zu is %s (%s); %s was expected", i + 1, is ? is : "?", json_string_value(json_array_get(json_array_get(results, i), 2)), expected[i]);
    }
    long long is = json_integer_value(json_object_get(a->json, "dev_seq"));
    return is == dev_seq || why("dev_seq is %lld, not %d", is, dev_seq);
}

static bool heartbeat(void)
{
    struct answer a;
    bool good = send(&a, settings.device, json_array()) && results_are(&a, 0, 0, NULL);
    answer_free(&a);
    return good;
}

/* One remark. */
static json_t *remark(const char *id, const char *device, int seq)
{
    return json_pack("[o]", entry(id, device, seq, case_of_test, "note", "", "conformance test"));
}

static bool applied_then_dup(void)
{
    static const char *const applied[] = { "applied" }, *const dup[] = { "dup" };
    struct answer a;
    make_id(first_id);
    bool good = send(&a, settings.device, remark(first_id, settings.device, 1)) &&
                results_are(&a, 1, 1, applied);
    answer_free(&a);
    for (int i = 0; good && i < 2; i++) {
        good = send(&a, settings.device, remark(first_id, settings.device, 1)) &&
               results_are(&a, 1, 1, dup);
        answer_free(&a);
    }
    return good;
}

static bool gap_and_rewound(void)
{
    struct answer a;
    char id[40];
    make_id(id);
    bool good = send(&a, settings.device, remark(id, settings.device, 3)) && is_problem(&a, 409, "seq-gap");
    if (good && json_integer_value(json_object_get(a.json, "expected")) != 2)
        good = why("seq-gap does not say that 2 is expected");
    answer_free(&a);
    good = good && send(&a, settings.device, remark(id, settings.device, 1)) &&
           is_problem(&a, 409, "device-rewound");
    if (good && json_integer_value(json_object_get(a.json, "dev_seq")) != 1)
        good = why("dev_seq is no longer 1");
    answer_free(&a);
    return good;
}

static bool never_blocked(void)
{
    static const char *const expected[] = { "flagged", "refused", "applied" };
    struct answer a;
    char id[3][40];
    for (int i = 0; i < 3; i++)
        make_id(id[i]);
    bool good = send(&a, settings.device, json_pack("[o,o,o]", entry(id[0], settings.device, 2, "99999999/9999/1999", "note", "", "conformance test"),
                                                    entry(id[1], settings.device, 3, case_of_test, "no-such-kind", "", ""),
                                                    entry(id[2], settings.device, 4, case_of_test, "reason", "fsl", ""))) &&
                results_are(&a, 4, 3, expected);
    const char *code = json_string_value(json_array_get(json_array_get(json_object_get(a.json, "results"), 1), 2));
    if (good && (!code || !*code))
        good = why("refused, and no reason's code");
    answer_free(&a);
    return good;
}

/* How often the entry stands in the case, and its text; from POST /cases. */
static int in_case(const char *id, char *text, size_t cap, long long *ver)
{
    struct answer a;
    int n = 0;
    bool good = post(&a, "/cases", json_pack("{s:[s]}", "ids", case_of_test)) && json_array_size(json_object_get(a.json, "rows")) == 1;
    const json_t *entries = good ? cell(a.json, 0, "entries") : NULL;
    *ver = good ? json_integer_value(cell(a.json, 0, "ver")) : -1;
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *e = json_array_get(entries, i);
        const char *is = json_string_value(json_array_get(e, 0));
        if (is && strcmp(is, id) == 0) {
            n++;
            const char *its = json_string_value(json_array_get(e, 9));
            snprintf(text, cap, "%s", its ? its : "");
        }
    }
    answer_free(&a);
    return n;
}

static bool comes_down(void)
{
    char text[2100] = "";
    long long ver, before = 0;
    struct answer a;
    int n = in_case(first_id, text, sizeof text, &ver);
    for (size_t i = 0; i < all.n; i++)
        if (strcmp(all.at[i].id, case_of_test) == 0)
            before = all.at[i].ver;
    if (n != 1 || strcmp(text, "conformance test") != 0)
        return why("the entry stands %d times in its case, its text is \"%s\"", n, text);
    if (ver <= before)
        return why("the case's version is %lld, and was %lld before", ver, before);
    /* its number in the feed may come a moment after the commit */
    bool there = false, good = get(&a, "/changes?since=%s&limit=500&wait=5", all.c0) && shape_page(a.json, true);
    for (size_t i = 0; good && i < json_array_size(json_object_get(a.json, "rows")); i++)
        there = there || (strcmp(json_string_value(cell(a.json, i, "id")), case_of_test) == 0 && json_integer_value(cell(a.json, i, "ver")) == ver);
    answer_free(&a);
    return good && (there || why("the case does not come in the feed after the snapshot's cursor"));
}

/* A restored client: another device, the same id. */
static bool other_device(void)
{
    static const char *const expected[] = { "dup" };
    struct answer a;
    char device[64], text[2100];
    long long ver;
    snprintf(device, sizeof device, "%.30s-2", settings.device);
    bool good = send(&a, device, remark(first_id, device, 1)) && results_are(&a, 1, 1, expected);
    answer_free(&a);
    return good && (in_case(first_id, text, sizeof text, &ver) == 1 || why("the entry stands in its case more than once"));
}

static bool too_many(void)
{
    struct answer a;
    bool good = get(&a, "/hello");
    int most = (int)json_integer_value(json_object_get(json_object_get(a.json, "limits"), "ops"));
    answer_free(&a);
    json_t *entries = json_array();
    for (int i = 0; i <= most; i++) {
        char id[40];
        make_id(id);
        json_array_append_new(entries, entry(id, settings.device, 5 + i, case_of_test, "note", "", "conformance test"));
    }
    good = good && send(&a, settings.device, entries) && is_problem(&a, 413, "too-large");
    answer_free(&a);
    good = good && send(&a, settings.device, json_array()) && results_are(&a, 4, 0, NULL);
    answer_free(&a);
    return good;
}

static void *enter_later(void *id)
{
    struct timespec pause = { .tv_nsec = 400000000 };
    struct answer a;
    nanosleep(&pause, NULL);
    json_t *redact = entry(id, settings.device, 5, case_of_test, "redact", first_id, "");
    char *text = dump(json_pack("{s:s,s:[o]}", "device", settings.device, "entries", redact));
    ask(&(struct ask){ .path = "/ops", .body = text ? text : "{}", .apart = true }, &a);
    free(text);
    answer_free(&a);
    return NULL;
}

/* A redaction while a request waits: the wait ends, and the text is gone. */
static bool wakes_and_redacts(void)
{
    struct answer a;
    pthread_t thread;
    char id[40], text[2100] = "", next[48];
    long long ver;
    make_id(id);
    bool good = get(&a, "/changes?since=%s&limit=2000", all.c0);
    snprintf(next, sizeof next, "%s", good ? json_string_value(json_object_get(a.json, "next")) : "");
    answer_free(&a);
    if (!good || pthread_create(&thread, NULL, enter_later, id) != 0)
        return false;
    good = get(&a, "/changes?since=%s&wait=20", next) && shape_page(a.json, true);
    pthread_join(thread, NULL);
    if (good && (json_array_size(json_object_get(a.json, "rows")) == 0 || a.ms > 2400))
        good = why("a change 400 ms later was answered after %.0f ms with %zu rows", a.ms, json_array_size(json_object_get(a.json, "rows")));
    answer_free(&a);
    if (good && (in_case(first_id, text, sizeof text, &ver) != 1 || strcmp(text, "[हटाया गया]") != 0))
        good = why("the redacted text is \"%s\"", text);
    return good;
}

void check_write(void)
{
    struct timespec t;
    struct tm utc;
    if (all.n == 0) {
        skipped("entries up", "there is no case in scope");
        return;
    }
    snprintf(case_of_test, sizeof case_of_test, "%s", all.at[all.n / 2].id);
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
    held(heartbeat(), "ops: no entries are a heartbeat");
    held(applied_then_dup(), "ops: applied once; the same again is dup");
    held(gap_and_rewound(), "ops: 409 seq-gap with what is expected; an unknown id under a number that is taken: 409 device-rewound");
    held(never_blocked(), "ops: an unknown case is flagged, an unknown kind refused, and what follows applied");
    held(comes_down(), "ops: the entry stands in its case once, whose version has risen and which comes in the feed");
    held(other_device(), "ops: a known id from another device is dup, and moves that device's number on");
    held(too_many(), "ops: more than limits.ops: 413, and none of them counts");
    held(wakes_and_redacts(), "changes: a change ends the wait; redact overwrites the text");
}
