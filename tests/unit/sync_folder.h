/* For the tests of the client's engine: a folder with its two databases beside the data centre in memory, one sync, and what then differs. */
#ifndef ITSSO_TEST_SYNC_FOLDER_H
#define ITSSO_TEST_SYNC_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "db/entry.h"
#include "src/sync/engine.h"
#include "tests/unit/sync_server.h"

#define TODAY civil_from_ymd(2026, 11, 23)

static char folder[64];
static char kept[80];
static struct server *server;
static struct server_line line;
static struct rule_set *rules;

static inline void must(bool good, const struct error *e)
{
    if (!good)
        fail_msg("%s", e->text);
}

static inline struct store *open_store(void)
{
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    must(store != NULL, &e);
    return store;
}

static inline void remove_files(const char *of)
{
    static const char *const names[] = {"cache.db", "cache.db-wal", "cache.db-shm", "record.db", "record.db-journal", "record.log", "sync.stage",
                                        "sync.lock", "cache.lock", "record.lock", "check-wanted"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", of, names[i]);
        unlink(path);
    }
}

static inline void copy_files(const char *from, const char *to)
{
    static const char *const names[] = {"cache.db", "cache.db-wal", "record.db", "record.db-journal", "record.log", "sync.stage"};
    remove_files(to);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char a[128], b[128];
        struct stat about;
        snprintf(a, sizeof a, "%s/%s", from, names[i]);
        snprintf(b, sizeof b, "%s/%s", to, names[i]);
        int in = open(a, O_RDONLY), out = in >= 0 ? open(b, O_WRONLY | O_CREAT | O_TRUNC, 0660) : -1;
        if (in >= 0 && fstat(in, &about) == 0)
            assert_int_equal(sendfile(out, in, NULL, (size_t)about.st_size), about.st_size);
        if (in >= 0)
            close(in);
        if (out >= 0)
            close(out);
    }
}

static inline void fresh(unsigned scope)
{
    remove_files(folder);
    memset(server, 0, sizeof *server);
    server->epoch = 1;
    server->scope = scope;
    line = (struct server_line){.server = server, .seed = 4711, .page_most = 3};
}

static struct sync_engine engine;

/* One sync in this process; nothing of the line is lost. */
static int64_t snapshot_most;

static inline enum engine_end sync_now(void)
{
    struct error e = {0};
    struct transport transport = server_transport(&line);
    struct store *store = open_store();
    line.asked = 0;
    engine = (struct sync_engine){.transport = &transport, .store = store, .whose = "test", .snapshot_most = snapshot_most,
                                  .basis = {.folder = folder, .rules = rules, .today = TODAY, .disposed = DISPOSED_CCTNS, .wait_ms = 5000}};
    enum engine_end end = engine_run(&engine, 0);
    must(engine_note(&engine, end, 1000, &e), &e);
    store_close(store);
    return end;
}

static inline void sync_well(void)
{
    enum engine_end end = sync_now();
    if (end != ENGINE_WELL)
        fail_msg("the sync ended with %d: class %d, %s", (int)end, (int)engine.verdict.class, engine.verdict.why);
}

static struct entry entry;

/* false: the case is not here. */
static inline bool try_note(case_id id, const char *text, struct error *e)
{
    entry = (struct entry){.case_id = id, .kind = ENTRY_NOTE, .on = CIVIL_NONE, .next_on = CIVIL_NONE};
    snprintf(entry.text, sizeof entry.text, "%s", text);
    snprintf(entry.author, sizeof entry.author, "hm");
    struct store *store = open_store();
    bool added = entry_add(store, &entry, -1, TODAY, e);
    store_close(store);
    return added;
}

static inline struct entry add_note(case_id id, const char *text)
{
    struct error e = {0};
    must(try_note(id, text, &e), &e);
    return entry;
}

static inline int times_at_server(const char *id)
{
    int n = 0;
    for (int i = 0; i < server->ops; i++)
        n += strcmp(server->op[i].id, id) == 0;
    return n;
}

struct compared { int n, wrong; };

static inline bool compare_one(void *context, case_id id, int64_t ver)
{
    struct compared *compared = context;
    compared->n++;
    for (int i = 0; i < server->cases; i++)
        if (server->of[i].id == id && server->of[i].there && server_sees(server, server->of[i].unit) && server->of[i].ver == ver)
            return true;
    compared->wrong++;
    return true;
}

/* "" where both sides are equal, else what differs. */
static inline const char *differs(void)
{
    static char text[200];
    struct error e = {0};
    struct compared compared = {0};
    struct sync_digest own, theirs = server_digest(server, -1);
    struct store *store = open_store();
    for (int b = 0; b < SYNC_BUCKETS; b++)
        must(sync_ids(store, b, compare_one, &compared, &e), &e);
    must(sync_digest_read(store, &own, &e), &e);
    text[0] = '\0';
    if (compared.wrong || compared.n != theirs.count)
        snprintf(text, sizeof text, "%d cases here, %d of them not as there; %lld there", compared.n, compared.wrong, (long long)theirs.count);
    else if (own.count != theirs.count || own.sum != theirs.sum)
        snprintf(text, sizeof text, "the digests differ");
    int n = 0;
    static struct entry entries[400];
    n = sync_outbox(store, 0, entries, 400, &e);
    for (int i = 0; i < n && !text[0]; i++)
        if (times_at_server(entries[i].id) != 1)
            snprintf(text, sizeof text, "entry %lld (%.36s) is at the server %d times", (long long)entries[i].seq, entries[i].id,
                     times_at_server(entries[i].id));
    if (!text[0] && entries_unsent(store) != 0)
        snprintf(text, sizeof text, "%lld entries count as unsent", (long long)entries_unsent(store));
    store_close(store);
    return text;
}

static inline void assert_equal(void)
{
    const char *text = differs();
    if (*text)
        fail_msg("%s", text);
}

static inline bool asked(const char *beginning)
{
    for (int i = 0; i < line.asked && i < 64; i++)
        if (strncmp(line.paths[i], beginning, strlen(beginning)) == 0)
            return true;
    return false;
}

static inline int begin(void **state)
{
    size_t n;
    struct error e = {0};
    const char *text = shipped_offence_rules(&n);
    (void)state;
    server = mmap(NULL, sizeof *server, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    /* in memory where there is such a place: nothing here asks what a power cut leaves */
    snprintf(folder, sizeof folder, "%s/itsso-engine-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (server == MAP_FAILED || !mkdtemp(folder) || !rules_read(&rules, "rules", text, n, &e))
        return -1;
    snprintf(kept, sizeof kept, "%s/kept", folder);
    return mkdir(kept, 0700);
}

static inline int end(void **state)
{
    (void)state;
    remove_files(folder);
    remove_files(kept);
    rules_free(rules);
    rmdir(kept);
    return rmdir(folder);
}

#endif
