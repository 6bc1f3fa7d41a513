/* What stands at both ends, read without the program's own protocol code and compared: the gateway's by its API, the folder's by SQL. */
#include <curl/curl.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "db/sql.h"
#include "db/sync.h"
#include "tests/sync/lib/front_inside.h"
#include "tests/sync/lib/oracle.h"
#include "tests/sync/lib/world_inside.h"

/* ---- the gateway's ---- */

static size_t take(char *at, size_t size, size_t n, void *context)
{
    bytes_add(context, at, size * n);
    return size * n;
}

json_t *world_get(struct world *w, const char *unit, const char *path)
{
    static CURL *curl;
    struct bytes body = { 0 };
    char url[512], cert[200], key[200], ca[160];
    long status = 0;
    curl = curl ? curl : curl_easy_init();
    struct curl_slist *fields = curl_slist_append(curl_slist_append(NULL, "ITSSO-Device: oracle"), "ITSSO-Schema: 1");
    snprintf(url, sizeof url, "https://127.0.0.1:%d/itsso/v1%s", w->port, path);
    snprintf(cert, sizeof cert, "%s/%s.crt", w->ca, unit);
    snprintf(key, sizeof key, "%s/%s.key", w->ca, unit);
    snprintf(ca, sizeof ca, "%s/ca.crt", w->ca);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    curl_easy_setopt(curl, CURLOPT_SSLCERT, cert);
    curl_easy_setopt(curl, CURLOPT_SSLKEY, key);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(fields);
    json_t *root = code == CURLE_OK && body.at ? json_loadb(body.at, body.n, 0, NULL) : NULL;
    if (!root || status != 200) {
        world_fail(w, "GET %s as %s: %s, status %ld: %.300s", path, unit, curl_easy_strerror(code), status, body.at ? body.at : "");
        json_decref(root);
        root = NULL;
    }
    bytes_free(&body);
    return root;
}

static const json_t *cell(const json_t *cols, const json_t *row, const char *name)
{
    for (size_t i = 0; i < json_array_size(cols); i++)
        if (strcmp(json_string_value(json_array_get(cols, i)), name) == 0)
            return json_array_get(row, i);
    return NULL;
}

static void say(struct bytes *b, const json_t *value)
{
    char number[32];
    if (json_is_string(value))
        bytes_say(b, json_string_value(value));
    else if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        bytes_say(b, number);
    }
    bytes_say(b, "|");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines in order, so that two sets can be compared as texts. */
static void say_sorted(struct bytes *b, char **lines, int n)
{
    if (n > 1)
        qsort(lines, (size_t)n, sizeof *lines, by_text);
    for (int i = 0; i < n; i++) {
        bytes_say(b, "\n  ");
        bytes_say(b, lines[i]);
        free(lines[i]);
    }
    free(lines);
}

/* Members of each array, the n-th of them as `members` says. */
static void say_arrays(struct bytes *b, const json_t *list, const char *kind, const int *members, int n_members)
{
    int n = (int)json_array_size(list);
    char **lines = calloc((size_t)n + 1, sizeof *lines);
    for (int i = 0; lines && i < n; i++) {
        struct bytes line = { 0 };
        bytes_say(&line, kind);
        for (int k = 0; k < n_members; k++)
            say(&line, json_array_get(json_array_get(list, (size_t)i), (size_t)members[k]));
        lines[i] = line.at;
    }
    say_sorted(b, lines, n);
}

static const char *const compared[] = { "id", "ver", "unit", "fir_date", "fir_time", "gd_no", "sections", "io_rank", "io_name", "io_pno", "status", "final_type",
                                        "final_no", "prepared", "approved", "filed", "in_cctns", "arrests", "first_remand", "court_date", "zero_id", "zero_date" };
#define COMPARED (sizeof compared / sizeof *compared)

static char *row_text(const json_t *cols, const json_t *row)
{
    static const int event[] = { 0, 1, 2, 3 }, entry[] = { 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 };
    struct bytes b = { 0 };
    for (size_t i = 0; i < COMPARED; i++)
        say(&b, cell(cols, row, compared[i]));
    say_arrays(&b, cell(cols, row, "events"), "event|", event, 4);
    say_arrays(&b, cell(cols, row, "entries"), "entry|", entry, 12);
    return b.at;
}

static bool keep_rows(struct truth *t, const json_t *page)
{
    const json_t *cols = json_object_get(page, "cols"), *rows = json_object_get(page, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct truth_case *grown = realloc(t->at, (t->n + 1) * sizeof *grown);
        if (!grown)
            return false;
        t->at = grown;
        t->at[t->n] = (struct truth_case){ .id = case_no_parse_full(json_string_value(cell(cols, row, "id"))), .text = row_text(cols, row),
                                           .ver = json_integer_value(cell(cols, row, "ver")), .entries = json_deep_copy(cell(cols, row, "entries")) };
        t->n++;
    }
    return true;
}

bool truth_read(struct world *w, const char *unit, struct truth *t)
{
    char path[400] = "/snapshot?limit=2000", escaped[200];
    bool more = true;
    *t = (struct truth){ 0 };
    while (more) {
        json_t *page = world_get(w, unit, path);
        if (!page || !keep_rows(t, page)) {
            truth_free(t);
            return false;
        }
        const char *last = json_string_value(json_object_get(page, "last"));
        size_t n = 0;
        for (const char *at = last ? last : ""; *at && n + 4 < sizeof escaped; at++)
            n += (size_t)snprintf(escaped + n, sizeof escaped - n, *at == '/' || *at == '+' || *at == '=' ? "%%%02X" : "%c", *at);
        escaped[n] = '\0';
        snprintf(path, sizeof path, "/snapshot?limit=2000&after=%s", escaped);
        t->epoch = json_integer_value(json_object_get(page, "epoch"));
        more = json_is_true(json_object_get(page, "more"));
        json_decref(page);
    }
    return true;
}

void truth_free(struct truth *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->at[i].text);
        json_decref(t->at[i].entries);
    }
    free(t->at);
    *t = (struct truth){ 0 };
}

int truth_entries(const struct truth *t, const char *id, char *text, size_t cap)
{
    int n = 0;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < json_array_size(t->at[i].entries); k++) {
            const json_t *entry = json_array_get(t->at[i].entries, k);
            const char *is = json_string_value(json_array_get(entry, 0)), *its = json_string_value(json_array_get(entry, 9));
            if (!is || strcmp(is, id) != 0)
                continue;
            n++;
            snprintf(text, cap, "%s", its ? its : "");
        }
    return n;
}

/* ---- the folder's ---- */

static void say_column(struct bytes *b, sqlite3_stmt *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q, column);
    bytes_say(b, text ? text : "");
    bytes_say(b, "|");
}

static void say_query(struct bytes *b, struct store *store, const char *sql, const char *kind, case_id id)
{
    sqlite3_stmt *q;
    char **lines = NULL;
    int n = 0;
    if (!sql_prepare(store->db, &q, sql, NULL))
        return;
    sqlite3_bind_int64(q, 1, id);
    while (sqlite3_step(q) == SQLITE_ROW) {
        struct bytes line = { 0 };
        char **grown = realloc(lines, (size_t)(n + 1) * sizeof *grown);
        if (!grown)
            break;
        lines = grown;
        bytes_say(&line, kind);
        for (int i = 0; i < sqlite3_column_count(q); i++)
            say_column(&line, q, i);
        lines[n++] = line.at;
    }
    sqlite3_finalize(q);
    say_sorted(b, lines, n);
}

static void say_case_no(struct bytes *b, case_id id)
{
    char text[CASE_NO_SIZE] = "";
    if (id != 0)
        case_no_full(id, text);
    bytes_say(b, text);
    bytes_say(b, "|");
}

static char *case_text(struct store *store, case_id id)
{
    sqlite3_stmt *q;
    struct bytes b = { 0 };
    if (!sql_prepare(store->db, &q,
                     "SELECT c.ver, u.code, fir_date, fir_time, gd_no, s.text, o.rank, o.name, o.pno, status, final_type, final_no, final_prepared, "
                     "final_approved, final_filed, final_cctns, arrests, first_remand, court_date, zero_id, zero_date FROM cache.fir_case c JOIN cache.unit u ON u.id = "
                     "c.unit JOIN cache.section_set s ON s.id = c.sections LEFT JOIN cache.officer o ON o.id = c.officer WHERE c.id = ?1",
                     NULL))
        return NULL;
    sqlite3_bind_int64(q, 1, id);
    say_case_no(&b, id);
    bool there = sqlite3_step(q) == SQLITE_ROW;
    for (int i = 0; there && i < 21; i++) {
        if (i == 19)
            say_case_no(&b, sqlite3_column_int64(q, i));
        else
            say_column(&b, q, i);
    }
    sqlite3_finalize(q);
    say_query(&b, store, "SELECT on_date, kind, was, now FROM cache.case_event WHERE case_id = ?1", "event|", id);
    say_query(&b, store,
              "SELECT id, kind, code, state, on_date, whom, how, text, author, at, ref, next_on FROM cache.entry WHERE case_id = ?1", "entry|", id);
    return b.at;
}

struct found { struct station *s; struct store *store; const struct truth *truth; size_t n; bool good; uint64_t sum; };

static uint64_t own_sum(case_id id, int64_t ver)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char number[CASE_NO_SIZE], text[96];
    uint64_t sum = 0;
    case_no_full(id, number);
    int n = snprintf(text, sizeof text, "%s\x1f%" PRId64, number, ver);
    crypto_hash_sha256(hash, (const unsigned char *)text, (unsigned long long)n);
    for (int i = 0; i < 8; i++)
        sum = sum << 8 | hash[i];
    return sum;
}

static bool compare_case(void *context, case_id id, int64_t ver)
{
    struct found *f = context;
    const struct truth_case *there = NULL;
    char number[CASE_NO_SIZE];
    f->n++;
    f->sum += own_sum(id, ver);
    for (size_t i = 0; i < f->truth->n && !there; i++)
        if (f->truth->at[i].id == id)
            there = &f->truth->at[i];
    case_no_full(id, number);
    if (!there)
        f->good = world_fail(f->s->world, "%s: holds %s, which the gateway has not in its scope", f->s->name, number);
    char *here = there ? case_text(f->store, id) : NULL;
    if (there && (!here || strcmp(here, there->text) != 0))
        f->good = world_fail(f->s->world, "%s: %s differs\nhere:    %s\ngateway: %s", f->s->name, number, here ? here : "?", there->text);
    free(here);
    return f->good;
}

/* Of the scope: the same cases, the same words; three digests agree: counted here, kept here, the gateway's. */
static bool same_cases(struct station *s, struct store *store)
{
    struct truth truth;
    struct error e = { 0 };
    struct sync_digest kept;
    struct world *w = s->world;
    if (!truth_read(w, s->unit, &truth))
        return false;
    struct found found = { .s = s, .store = store, .truth = &truth, .good = true };
    for (int b = 0; b < SYNC_BUCKETS && found.good; b++)
        if (!sync_ids(store, b, compare_case, &found, &e) && found.good)
            found.good = world_fail(w, "%s: %s", s->name, e.text);
    if (found.good && found.n != truth.n)
        found.good = world_fail(w, "%s: %zu cases, the gateway has %zu", s->name, found.n, truth.n);
    if (found.good && (!sync_digest_read(store, &kept, &e) || kept.count != (int64_t)found.n || kept.sum != found.sum))
        found.good = world_fail(w, "%s: the digest kept is %" PRId64 ", %016" PRIx64 "; counted %zu, %016" PRIx64 " %s", s->name, kept.count, kept.sum, found.n,
                                found.sum, e.text);
    truth_free(&truth);
    json_t *digest = found.good ? world_get(w, s->unit, "/digest") : NULL;
    const char *sum = json_string_value(json_object_get(digest, "sum"));
    if (found.good && (!sum || strtoull(sum, NULL, 16) != found.sum || json_integer_value(json_object_get(digest, "count")) != (json_int_t)found.n))
        found.good = world_fail(w, "%s: the gateway's digest is another", s->name);
    json_decref(digest);
    return found.good;
}

static int64_t number(struct store *store, const char *sql, const char *id)
{
    sqlite3_stmt *q;
    int64_t n = -1;
    if (!sql_prepare(store->db, &q, sql, NULL))
        return -1;
    if (id)
        sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
    if (sqlite3_step(q) == SQLITE_ROW)
        n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

/* Each entry that was answered with "saved" is here once. */
static bool kept_here(struct station *s, struct store *store)
{
    for (int i = 0; i < s->n_saved; i++)
        if (number(store, "SELECT count(*) FROM main.entry WHERE id = ?1", s->saved[i].id) != 1)
            return world_fail(s->world, "%s: entry %s was saved, and is not in record.db", s->name, s->saved[i].id);
    return number(store, "SELECT count(*) = count(DISTINCT seq) FROM main.entry WHERE device = (SELECT id FROM main.device)", NULL) == 1 ||
           world_fail(s->world, "%s: two entries have one number", s->name);
}

/* An entry of a case that the gateway has not (an imported one) stands in no row, but it is kept: 1. SQLite alone. */
static int flagged_there(struct world *w, const char *id)
{
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    int n = 0;
    snprintf(path, sizeof path, "%s/gateway.db", w->store);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT count(*) FROM entry WHERE id = ?1 AND result = 'flagged' AND body LIKE '%' || ?1 || '%'", -1, &q, NULL) == SQLITE_OK) {
        sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
        if (sqlite3_step(q) == SQLITE_ROW)
            n = sqlite3_column_int(q, 0);
    }
    sqlite3_finalize(q);
    sqlite3_close(db);
    return n;
}

/* And once at the gateway. */
static bool kept_there(struct station *s, struct store *store, bool all)
{
    struct truth truth;
    struct world *w = s->world;
    struct stat there;
    char cert[200], text[2100];
    bool good = true;
    int missing = 0;
    snprintf(cert, sizeof cert, "%s/UP.crt", w->ca);
    if (stat(cert, &there) != 0 && !world_command(w, (const char *const[]){ "ca", "issue", w->ca, "UP", NULL }))
        return false;
    if (!truth_read(w, "UP", &truth))
        return false;
    for (int i = 0; good && i < s->n_saved; i++) {
        int n = truth_entries(&truth, s->saved[i].id, text, sizeof text);
        if (n == 0 && flagged_there(w, s->saved[i].id) == 1)
            continue;
        missing += n == 0;
        if (n > 1 || (all && n != 1))
            good = world_fail(w, "%s: entry %s (%s) stands at the gateway %d times", s->name, s->saved[i].id, s->saved[i].kind, n);
        else if (n == 1 && strcmp(text, s->saved[i].redacted ? "[हटाया गया]" : s->saved[i].text) != 0)
            good = world_fail(w, "%s: entry %s reads \"%s\" at the gateway, \"%s\" was entered", s->name, s->saved[i].id, text, s->saved[i].text);
    }
    if (good && entries_unsent(store) < missing)
        good = world_fail(w, "%s: %d entries are not at the gateway, and %" PRId64 " count as unsent", s->name, missing, entries_unsent(store));
    if (good && all && entries_unsent(store) != 0)
        good = world_fail(w, "%s: %" PRId64 " entries are still unsent", s->name, entries_unsent(store));
    truth_free(&truth);
    return good;
}

static struct store *open_folder(struct station *s)
{
    struct error e = { 0 };
    struct store *store = store_open(s->folder, STORE_ENTRIES, &e);
    if (!store)
        world_fail(s->world, "%s: %s", s->name, e.text);
    else if (*store_notice(store)) {
        world_fail(s->world, "%s: had to be mended: %s", s->name, store_notice(store));
        store_close(store);
        store = NULL;
    }
    return store;
}

bool world_same(struct station *s)
{
    struct store *store = open_folder(s);
    bool good = store && same_cases(s, store) && kept_here(s, store) && kept_there(s, store, true);
    store_close(store);
    return good;
}

bool world_kept(struct station *s)
{
    struct store *store = open_folder(s);
    bool good = store && kept_here(s, store) && (s->world->port == 0 || kept_there(s, store, false));
    store_close(store);
    return good;
}
