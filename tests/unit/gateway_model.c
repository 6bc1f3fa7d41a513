/* sync-model.py's schedules against the real store: random transfers, deletions, entries, lost replies, servers and clients restored from
 * old backups; the clients are the model's, the server is ours (SQLite and PostgreSQL). Its oracle: at the end every client has exactly the
 * cases of its scope with their versions, the digest is theirs, and each entry stands at the server once. */
#include "tests/unit/gateway_stores.h"

#include <jansson.h>

#define CASES 90
#define ENTRIES 120
#define CLIENTS 3

/* ---- dice ---- */

static uint64_t dice;
static int any(int n) {
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (int)((dice >> 33) % (uint64_t)n);
}
static bool chance(int percent) {
    return any(100) < percent;
}

/* ---- the clients ---- */

struct row { int64_t epoch, ver; int gen; bool there; };
struct made { int id; int64_t seq; int serial; bool sent; };
struct client {
    char device[24], unit[16];
    const char *name;
    int lives, gen, entries;
    struct row db[CASES + 1];
    struct made out[ENTRIES];
    bool has_cursor, snapping;
    int64_t cursor_epoch, cursor, c0, after, epoch;
};
static struct client clients[CLIENTS];
static int next_entry;           /* over all schedules: an id is never given twice */
static bool lost[100000];        /* entries that neither side kept */
static int of_schedule;          /* the first entry of this schedule */

static const char *uuid(int n) {
    static char text[4][ENTRY_ID_SIZE];
    static int next;
    char *out = text[next++ % 4];
    snprintf(out, ENTRY_ID_SIZE, "019abf3e-6d1c-7c2a-9d55-%012d", n);
    return out;
}

static void seen(struct client *c, int64_t epoch) {
    if (c->epoch != 0 && c->epoch != epoch)
        c->has_cursor = c->snapping = false; /* every reply carries the epoch */
    c->epoch = epoch;
}

/* Every reply carries dev_seq too: the server's word is final, also where it fell back. */
static void acknowledged(struct client *c, int64_t dev_seq) {
    for (int i = 0; i < c->entries; i++)
        c->out[i].sent = c->out[i].seq <= dev_seq;
}

static bool newer_or_same(const struct row *row, int64_t epoch, int64_t ver) {
    return !row->there || row->epoch < epoch || (row->epoch == epoch && row->ver <= ver);
}

static int serial_of(const json_t *id) {
    return case_id_serial(case_no_parse_full(json_string_value(id)));
}

static json_t *elements(const struct buffer *b) {
    struct buffer text = {0};
    buffer_format(&text, "[%s]", buffer_string(b));
    json_t *array = json_loads(buffer_string(&text), 0, NULL);
    buffer_free(&text);
    assert_non_null(array);
    return array;
}

static void apply_rows(struct client *c, const struct page *page, int64_t epoch, bool snapshot) {
    json_t *rows = elements(&page->rows), *gone = elements(&page->gone);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *from = json_array_get(rows, i);
        struct row *row = &c->db[serial_of(json_array_get(from, 0))];
        int64_t ver = json_integer_value(json_array_get(from, 1));
        if (newer_or_same(row, epoch, ver))
            *row = (struct row){.epoch = epoch, .ver = ver, .gen = c->gen, .there = true};
        else if (snapshot)
            row->gen = c->gen;
    }
    for (size_t i = 0; i < json_array_size(gone); i++) {
        const json_t *from = json_array_get(gone, i);
        struct row *row = &c->db[serial_of(json_array_get(from, 0))];
        if (row->there && newer_or_same(row, epoch, json_integer_value(json_array_get(from, 2))))
            row->there = false;
    }
    json_decref(rows);
    json_decref(gone);
}

/* ---- one round trip ---- */

static void upload(struct client *c, bool reply_lost) {
    json_t *entries = json_array();
    int most = 1 + any(3);
    for (int i = 0; i < c->entries && (int)json_array_size(entries) < most; i++)
        if (!c->out[i].sent)
            json_array_append_new(entries, json_pack("[s,s,I,s,s,s,s,n,s,s,s,s,s]", uuid(c->out[i].id), c->device, (json_int_t)c->out[i].seq,
                                                     case_text(c->out[i].serial), "note", "", "", "", "", "a remark", "hm1", "2026-11-20T06:10:00.000Z"));
    struct error e = {0};
    struct ops ops = {.unit = c->unit, .device = c->device, .entries = entries, .today = TODAY};
    struct db *db = must_take(SQL_WRITE);
    enum ops_verdict verdict = ops_take(db, &ops, &e);
    if (verdict == OPS_FAILED)
        fail_msg("%s", e.text);
    assert_true(verdict == OPS_TAKEN || verdict == OPS_GAP);
    gate_give(gate, db);
    json_decref(entries);
    publish_now();
    struct scope scope;
    gate_give(gate, reading(c->unit, c->device, &scope));
    if (!reply_lost) {
        seen(c, scope.epoch);
        acknowledged(c, ops.dev_seq);
    }
    ops_free(&ops);
}

static void snapshot_page(struct client *c, const struct scope *scope, struct db *db, bool reply_lost, int limit) {
    struct page page;
    struct error e = {0};
    if (c->cursor_epoch != scope->epoch) {
        if (!reply_lost)
            seen(c, scope->epoch);
        return;
    }
    assert_true(feed_snapshot(db, scope, c->after, limit, &page, &e));
    if (!reply_lost) {
        apply_rows(c, &page, scope->epoch, true);
        c->after = page.last;
        if (!page.more) {
            for (int i = 0; i <= CASES; i++)
                c->db[i].there = c->db[i].there && c->db[i].gen == c->gen; /* what this generation did not bring */
            c->snapping = false;
            c->has_cursor = true;
            c->cursor = c->c0;
        }
    }
    page_free(&page);
}

static void changes_page(struct client *c, const struct scope *scope, struct db *db, bool reply_lost, int limit) {
    struct page page;
    struct error e = {0};
    if (c->cursor_epoch != scope->epoch || c->cursor > scope->seq) { /* 410 */
        if (!reply_lost) {
            seen(c, scope->epoch);
            c->has_cursor = c->cursor_epoch == scope->epoch ? false : c->has_cursor;
        }
        return;
    }
    assert_true(feed_changes(db, scope, c->cursor, limit, &page, &e));
    if (!reply_lost) {
        apply_rows(c, &page, scope->epoch, false);
        c->cursor = page.next;
    }
    page_free(&page);
}

static void step(struct client *c, bool flaky) {
    bool reply_lost = flaky && chance(25), waiting = false;
    struct scope scope;
    for (int i = 0; i < c->entries; i++)
        waiting = waiting || !c->out[i].sent;
    if (waiting && chance(50)) {
        upload(c, reply_lost);
        return;
    }
    struct db *db = reading(c->unit, c->device, &scope);
    int limit = flaky ? 1 + any(4) : 10;
    if (!c->snapping && !c->has_cursor) {
        if (!reply_lost) {
            seen(c, scope.epoch);
            acknowledged(c, scope.dev_seq);
            c->snapping = true;
            c->cursor_epoch = scope.epoch;
            c->c0 = scope.seq;
            c->after = 0;
            c->gen++;
        }
    } else if (c->snapping) {
        snapshot_page(c, &scope, db, reply_lost, limit);
    } else {
        changes_page(c, &scope, db, reply_lost, limit);
    }
    gate_give(gate, db);
}

static void enter(struct client *c) {
    int serial = CASES; /* a case that nobody has */
    if (c->entries == ENTRIES)
        return;
    for (int tries = 0; tries < 20; tries++) {
        int one = 1 + any(CASES - 1);
        if (c->db[one].there)
            serial = one;
    }
    c->out[c->entries] = (struct made){.id = ++next_entry, .seq = c->entries + 1, .serial = serial};
    c->entries++;
}

/* Its files come from a backup: entries made since are gone where they were not sent; a new device id, all kept ones offered again. */
static void restore_client(struct client *c, const struct client *backup) {
    for (int i = backup->entries; i < c->entries; i++)
        lost[c->out[i].id] = true; /* unless the server has it: looked at in the end */
    int lives = c->lives + 1;
    *c = *backup;
    c->lives = lives;
    snprintf(c->device, sizeof c->device, "%s-%d", c->name, lives);
    for (int i = 0; i < c->entries; i++) {
        c->out[i].seq = i + 1;
        c->out[i].sent = false;
    }
}

/* ---- the server's backups ---- */

static const char *const tables[] = {"state", "gcase", "feed", "entry", "device", "unit_digest"};
static struct high_water water;
static char water_path[400];

static void water_open(void) {
    struct error e = {0};
    bool raised;
    if (!high_water_open(&water, water_path, gate, &raised, &e))
        fail_msg("%s", e.text);
}

static void water_note(void) {
    struct error e = {0};
    assert_true(high_water_note(&water, must_int("SELECT epoch FROM state"), must_int("SELECT seq FROM state"), &e));
}

static void server_backup(void) {
    char text[200];
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        snprintf(text, sizeof text, "DROP TABLE IF EXISTS old_%s; CREATE TABLE old_%s AS SELECT * FROM %s", tables[i], tables[i], tables[i]);
        must_do(text);
    }
}

/* The database is that of then; the file outside of it is not, and so the epoch rises by itself. */
static void server_restore(void) {
    char text[200];
    high_water_close(&water);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        snprintf(text, sizeof text, "DELETE FROM %s; INSERT INTO %s SELECT * FROM old_%s", tables[i], tables[i], tables[i]);
        must_do(text);
    }
    water_open();
}

/* ---- one schedule ---- */


static void happen(int *n, bool *backed_up, int *of_client, struct client *backup) {
    static const int64_t units[] = {A1, A2, B1};
    int x = any(1000), one = 1 + any(CASES - 1);
    bool held = must_int("SELECT count(*) FROM gcase WHERE unit IS NOT NULL") > 0;
    if (x < 250 && *n < CASES - 1)
        put_one(++*n, units[any(3)]);
    else if (x < 580 && held && one <= *n)
        put_one(one, units[any(3)]);
    else if (x < 620 && held && one <= *n) {
        struct error e = {0};
        struct putting p = {.id = case_of(one), .delete = true, .today = TODAY};
        struct db *db = must_take(SQL_WRITE);
        if (!db_run(db, put_work, &p, &e))
            assert_int_equal(e.kind, ERROR_NONE); /* a restored server has not heard of it */
        gate_give(gate, db);
        publish_now();
    } else if (x < 640) {
        server_backup();
        *backed_up = true;
    } else if (x < 660 && *backed_up)
        server_restore();
    else if (x < 670) {
        *of_client = any(CLIENTS);
        *backup = clients[*of_client];
    } else if (x < 680 && *of_client >= 0)
        restore_client(&clients[*of_client], backup);
    else if (x < 740)
        enter(&clients[any(CLIENTS)]);
    else
        step(&clients[any(CLIENTS)], true);
    water_note();
}

static void begin_schedule(uint64_t seed) {
    static const char *const units[CLIENTS] = {"31655001", "31655002", "NATION"}, *const names[CLIENTS] = {"d1", "d2", "hq"};
    dice = seed * 0x9E3779B97F4A7C15u + 1;
    memset(clients, 0, sizeof clients);
    of_schedule = next_entry;
    for (int i = 0; i < CLIENTS; i++) {
        clients[i].name = names[i];
        snprintf(clients[i].device, sizeof clients[i].device, "%s", names[i]);
        snprintf(clients[i].unit, sizeof clients[i].unit, "%s", units[i]);
    }
    must_do("DELETE FROM gcase; DELETE FROM feed; DELETE FROM entry; DELETE FROM device; DELETE FROM unit_digest");
    must_do("UPDATE state SET epoch = 1, seq = 0, min_seq = 0");
    snprintf(water_path, sizeof water_path, "%s/water-%d-%llu", test_folder, on_postgresql, (unsigned long long)seed);
    water_open();
}

/* Everybody is where the server is, and has nothing to send. */
static bool all_quiet(void) {
    int64_t seq = must_int("SELECT seq FROM state"), epoch = must_int("SELECT epoch FROM state");
    for (int i = 0; i < CLIENTS; i++) {
        const struct client *c = &clients[i];
        if (!c->has_cursor || c->cursor != seq || c->cursor_epoch != epoch || c->epoch != epoch)
            return false;
        for (int entry = 0; entry < c->entries; entry++)
            if (!c->out[entry].sent)
                return false;
    }
    return true;
}

static void check_client(const struct client *c, uint64_t seed) {
    struct scope scope;
    struct page page;
    struct sync_digest kept, mine = {0};
    struct error e = {0};
    int64_t version[CASES + 1] = {0};
    struct db *db = reading(c->unit, c->device, &scope);
    assert_true(feed_snapshot(db, &scope, 0, 2000, &page, &e) && feed_digest(db, &scope, &kept, &e));
    gate_give(gate, db);
    json_t *rows = elements(&page.rows);
    for (size_t i = 0; i < json_array_size(rows); i++)
        version[serial_of(json_array_get(json_array_get(rows, i), 0))] = json_integer_value(json_array_get(json_array_get(rows, i), 1));
    json_decref(rows);
    page_free(&page);
    for (int i = 1; i <= CASES; i++) {
        int64_t have = c->db[i].there ? c->db[i].ver : 0;
        if (have != version[i])
            fail_msg("seed %llu: %s: case %d: version %lld here, %lld at the server", (unsigned long long)seed, c->name, i, (long long)have,
                     (long long)version[i]);
        if (have > 0) {
            mine.count++;
            mine.sum += sync_digest_of(case_of(i), have);
        }
    }
    assert_int_equal(mine.count, kept.count);
    assert_true(mine.sum == kept.sum);
    for (int i = 0; i < c->entries; i++)
        if (!c->out[i].sent)
            fail_msg("seed %llu: %s: entry %d was never acknowledged", (unsigned long long)seed, c->name, c->out[i].id);
}

static bool entry_there(int id) {
    struct error e = {0};
    int64_t n;
    struct db *db = must_take(SQL_READ);
    struct query *q = db_query(db, "SELECT count(*) FROM entry WHERE id = $1", &e);
    assert_non_null(q);
    query_text(q, 1, uuid(id));
    assert_true(query_one(q, 0, &n, &e));
    gate_give(gate, db);
    return n == 1;
}

static void schedule(uint64_t seed) {
    bool backed_up = false;
    int n = 0, of_client = -1;
    static struct client backup;
    begin_schedule(seed);
    for (int steps = 30 + any(130); steps > 0; steps--)
        happen(&n, &backed_up, &of_client, &backup);
    for (int round = 0; round < 300 && !all_quiet(); round++)
        for (int i = 0; i < CLIENTS; i++)
            step(&clients[i], false);
    for (int i = 0; i < CLIENTS; i++)
        check_client(&clients[i], seed);
    for (int id = of_schedule + 1; id <= next_entry; id++)
        if (!entry_there(id) && !lost[id])
            fail_msg("seed %llu: entry %d is not at the server", (unsigned long long)seed, id);
    high_water_close(&water);
}

static void schedules(void **state) {
    (void)state;
    NEED_STORE();
    small_hierarchy();
    if (!on_postgresql) { /* what happens to the disk is not what is tested here */
        struct error e = {0};
        struct db *db = must_take(SQL_WRITE);
        assert_true(db_hurry(db, true, &e));
        gate_give(gate, db);
    }
    for (uint64_t seed = on_postgresql ? 36 : 20; seed < 40; seed++)
        schedule(seed);
    assert_true(next_entry > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {BOTH(schedules)};
    return cmocka_run_group_tests_name("gateway_model", tests, folder_begin, pg_end);
}
