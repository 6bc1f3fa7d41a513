/* digest, ids, cases, ref. */
#include "tests/conformance/conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool digest(void)
{
    struct answer a;
    int64_t count = 0, total = 0;
    uint64_t sum = 0, added = 0;
    bool good = get(&a, "/digest") && shape_digest(a.json, &count, &sum);
    const json_t *buckets = json_object_get(a.json, "buckets");
    if (good && json_array_size(buckets) != 256)
        good = why("%zu buckets", json_array_size(buckets));
    for (size_t b = 0; good && b < 256; b++) {
        const json_t *pair = json_array_get(buckets, b);
        uint64_t is = 0, own = 0;
        int64_t n = 0;
        good = (json_is_integer(json_array_get(pair, 0)) || why("bucket %zu has no count", b)) && shape_sum(json_array_get(pair, 1), &is);
        for (size_t i = 0; i < all.n; i++)
            if ((all.at[i].serial & 255) == (int)b) {
                own += digest_of(all.at[i].id, all.at[i].ver);
                n++;
            }
        if (good && (json_integer_value(json_array_get(pair, 0)) != n || is != own))
            good = why("bucket %zu: %lld, %016llx; the snapshot's rows give %lld, %016llx", b, (long long)json_integer_value(json_array_get(pair, 0)),
                       (unsigned long long)is, (long long)n, (unsigned long long)own);
        total += json_integer_value(json_array_get(pair, 0));
        added += is;
    }
    if (good && (total != count || added != sum))
        good = why("the buckets do not add up to the whole");
    answer_free(&a);
    return good;
}

static bool ids_of(int bucket)
{
    struct answer a;
    size_t expected = 0;
    bool good = get(&a, "/ids?bucket=%d", bucket);
    const json_t *ids = json_object_get(a.json, "ids");
    if (good && (!json_is_array(ids) || !json_is_true(json_object_get(a.json, "end")) ||
                 json_integer_value(json_object_get(a.json, "n")) != (json_int_t)json_array_size(ids)))
        good = why("bucket %d: ids, n or end is not as it should be", bucket);
    for (size_t i = 0; good && i < all.n; i++) {
        bool there = false;
        if ((all.at[i].serial & 255) != bucket)
            continue;
        expected++;
        for (size_t k = 0; !there && k < json_array_size(ids); k++) {
            const char *id = json_string_value(json_array_get(json_array_get(ids, k), 0));
            there = id && strcmp(id, all.at[i].id) == 0 && json_integer_value(json_array_get(json_array_get(ids, k), 1)) == all.at[i].ver;
        }
        if (!there)
            good = why("bucket %d lacks %s at version %lld", bucket, all.at[i].id, all.at[i].ver);
    }
    if (good && json_array_size(ids) != expected)
        good = why("bucket %d: %zu ids, the snapshot has %zu", bucket, json_array_size(ids), expected);
    answer_free(&a);
    return good;
}

static bool ids(void)
{
    static const int buckets[] = { 0, 1, 127, 255 };
    for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++)
        if (!ids_of(buckets[i]))
            return false;
    return all.n == 0 || ids_of(all.at[0].serial & 255);
}

/* The first, the last and one between; and ids that nobody has. */
static bool cases(void)
{
    struct answer a;
    size_t want[] = { 0, all.n / 2, all.n - 1 }, n = all.n > 2 ? 3 : all.n > 0 ? 1 : 0;
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_string(all.at[want[i]].id));
    json_array_append_new(list, json_string("99999999/9999/1999"));
    bool good = post(&a, "/cases", json_pack("{s:o}", "ids", list)) && shape_page(a.json, false);
    const json_t *rows = json_object_get(a.json, "rows");
    if (good && json_array_size(rows) != n)
        good = why("%zu rows for %zu cases in scope and one that nobody has", json_array_size(rows), n);
    for (size_t i = 0; good && i < n; i++) {
        bool same = false;
        for (size_t k = 0; k < n; k++)
            same = same || json_equal(json_array_get(rows, k), all.at[want[i]].row);
        if (!same)
            good = why("%s is not the same as in the snapshot", all.at[want[i]].id);
    }
    answer_free(&a);
    if (good)
        good = post(&a, "/cases", json_pack("{s:[]}", "ids")) && shape_page(a.json, false) &&
               (json_array_size(json_object_get(a.json, "rows")) == 0 || why("rows for no ids"));
    answer_free(&a);
    return good;
}

static bool unit_known(const json_t *units, size_t before, const char *code)
{
    for (size_t i = 0; i < before; i++) {
        const char *is = json_string_value(json_array_get(json_array_get(units, i), 0));
        if (is && strcmp(is, code) == 0)
            return true;
    }
    return false;
}

static bool shape_units(const json_t *units)
{
    static const char levels[] = " nation state zone range district circle station ", kinds[] = " territorial mahila grp other unplaced ";
    char word[64];
    for (size_t i = 0; i < json_array_size(units); i++) {
        const json_t *unit = json_array_get(units, i);
        for (size_t k = 0; k < 6; k++)
            if (!json_is_string(json_array_get(unit, k)))
                return why("unit %zu: its member %zu is no text", i, k);
        const char *code = json_string_value(json_array_get(unit, 0)), *parent = json_string_value(json_array_get(unit, 1));
        snprintf(word, sizeof word, " %s ", json_string_value(json_array_get(unit, 2)));
        if (!strstr(levels, word))
            return why("unit %s: its level is%s", code, word);
        snprintf(word, sizeof word, " %s ", json_string_value(json_array_get(unit, 3)));
        if (!strstr(kinds, word))
            return why("unit %s: its kind is%s", code, word);
        if (*parent && !unit_known(units, i, parent))
            return why("unit %s stands before its parent %s", code, parent);
        if (unit_known(units, i, code))
            return why("unit %s stands twice", code);
    }
    return true;
}

static bool ref(void)
{
    struct answer a, again, hello;
    bool good = get(&a, "/ref");
    const json_t *units = json_object_get(a.json, "units");
    if (good && !*a.etag)
        good = why("no ETag");
    if (good && !json_is_array(units))
        good = why("no units");
    good = good && shape_units(units) && get(&hello, "/hello");
    const char *root = good ? json_string_value(json_object_get(hello.json, "unit")) : NULL;
    if (good && (!root || !unit_known(units, json_array_size(units), root)))
        good = why("the scope's root %s is not among the units", root ? root : "?");
    if (root)
        answer_free(&hello);
    for (size_t i = 0; good && i < all.n; i++) {
        const char *unit = NULL;
        for (size_t c = 0; c < json_array_size(all.cols); c++)
            if (strcmp(json_string_value(json_array_get(all.cols, c)), "unit") == 0)
                unit = json_string_value(json_array_get(all.at[i].row, c));
        if (!unit || !unit_known(units, json_array_size(units), unit))
            good = why("%s belongs to %s, which is not among the units", all.at[i].id, unit ? unit : "?");
    }
    if (good) {
        ask(&(struct ask){ .path = "/ref", .etag = a.etag }, &again);
        good = (again.status == 304 && again.size == 0) || why("If-None-Match with its ETag was answered by %ld and %zu bytes", again.status, again.size);
        answer_free(&again);
        ask(&(struct ask){ .path = "/ref", .etag = "\"another\"" }, &again);
        good = good && (again.status == 200 || why("If-None-Match with another ETag was answered by %ld", again.status));
        answer_free(&again);
    }
    answer_free(&a);
    return good;
}

void check_repair(void)
{
    held(digest(), "digest: count and sum of the scope and of its buckets are those of the snapshot's rows");
    held(ids(), "ids: each bucket's");
    held(cases(), "cases: by id, the same as in the snapshot; what is not in scope is left out");
    held(ref(), "ref: units, parents first; ETag and 304");
}
