/* The schedules of shared/sync-model.py against the real databases: three folders (two stations and their district) beside a data centre
 * of a few lines. Replies are lost, cases change, move and go, the data centre and the folders are put back from old copies. In the end
 * each folder holds the data centre's cases of its scope and their digest, its columns show the data centre's entries, and every entry
 * that a folder kept is at the data centre once. ITSSO_LONG=1: many more schedules; ITSSO_SEED=N: that one alone. */
#include "tests/unit/db_syncs.h"

#include <time.h>

#include "src/text.h"

#define CASES 24
#define UNITS 3
#define FOLDERS 3
#define OPS 400
#define DEVICES 64

/* ---- the data centre ---- */

struct feed { int64_t seq, ver; enum { NOTHING, CHANGED, MOVED, DELETED } kind; int to; };
struct centre {
    int64_t epoch, seq;
    struct { int unit; int64_t ver; } at[CASES]; /* ver 0: none */
    int64_t last_ver[CASES];
    struct feed feed[UNITS][CASES];
    int ops, devices;
    struct entry op[OPS];
    struct { char id[40]; int64_t seq; } device[DEVICES];
};
static struct centre centre, centre_copy;
static bool copied;

static case_id id_of(int n) {
    return case_id_make(STATION_NO(0), 2026, 1 + n);
}

static void feed_put(int unit, int n, int kind, int64_t ver, int to) {
    centre.feed[unit][n] = (struct feed){.seq = ++centre.seq, .ver = ver, .kind = kind, .to = to};
}

static void upsert(int n, int unit) {
    int64_t ver = ++centre.last_ver[n];
    if (centre.at[n].ver > 0 && centre.at[n].unit != unit)
        feed_put(centre.at[n].unit, n, MOVED, ver, unit);
    centre.at[n].unit = unit;
    centre.at[n].ver = ver;
    feed_put(unit, n, CHANGED, ver, 0);
}

static void delete_case(int n) {
    if (centre.at[n].ver == 0)
        return;
    feed_put(centre.at[n].unit, n, DELETED, ++centre.last_ver[n], 0);
    centre.at[n].ver = 0;
}

static int64_t *device_seq(const char *device) {
    for (int i = 0; i < centre.devices; i++)
        if (strcmp(centre.device[i].id, device) == 0)
            return &centre.device[i].seq;
    assert_true(centre.devices < DEVICES);
    snprintf(centre.device[centre.devices].id, 40, "%s", device);
    centre.device[centre.devices].seq = 0;
    return &centre.device[centre.devices++].seq;
}

static bool has_op(const char *id) {
    for (int i = 0; i < centre.ops; i++)
        if (strcmp(centre.op[i].id, id) == 0)
            return true;
    return false;
}

/* Takes what it may; *rewound: an id that it does not know stands at a number that it has. */
static int64_t upload(const char *device, const struct entry *entries, int n, bool *rewound) {
    int64_t *have = device_seq(device);
    *rewound = false;
    for (int i = 0; i < n && !*rewound; i++) {
        if (has_op(entries[i].id)) {
            *have += entries[i].seq == *have + 1;
            continue;
        }
        *rewound = entries[i].seq <= *have;
        if (*rewound || entries[i].seq != *have + 1)
            break;
        assert_true(centre.ops < OPS);
        centre.op[centre.ops++] = entries[i];
        *have = entries[i].seq;
        int k = case_id_serial(entries[i].case_id) - 1;
        if (centre.at[k].ver > 0)
            upsert(k, centre.at[k].unit);
    }
    return *have;
}

/* The row of case n as it stands. */
static void row_of(int n, struct sync_case *c) {
    sync_case_clear(c);
    c->id = c->facts.id = id_of(n);
    c->ver = centre.at[n].ver;
    snprintf(c->unit, sizeof c->unit, "%d", STATION_NO(centre.at[n].unit));
    c->facts.fir_date = TODAY - 20 - n;
    snprintf(c->facts.gd_no, sizeof c->facts.gd_no, "%lld", (long long)(c->ver % 3)); /* now and then the same facts again */
    c->facts.status = c->ver % 4 == 0 ? STATUS_CHARGESHEET : STATUS_OPEN;
    sections_from_text(n % 5 ? "IPC:376 POCSO:6" : "IPC:379", &c->sections);
    for (int i = 0; i < centre.ops; i++)
        if (centre.op[i].case_id == c->id)
            *sync_case_entry(c) = centre.op[i];
}

/* ---- a folder ---- */

struct place {
    char folder[600], copy[600];
    unsigned scope;          /* bits of units */
    bool copied;
    int made;                /* entries that its user was told are saved */
    char id[OPS][ENTRY_ID_SIZE];
    int64_t c0, epoch;       /* a snapshot in progress: epoch 0 none */
    int after, rows;
    struct sync_case row[CASES]; /* those that came, as they came */
};
static struct place place[FOLDERS];
static struct sync_case scratch;

static struct sync_basis basis_in(const struct place *p) {
    struct sync_basis basis = basis_of();
    basis.folder = p->folder;
    return basis;
}

static struct store *store_in(const struct place *p) {
    struct error e = {0};
    struct store *store = store_open(p->folder, STORE_ENTRIES, &e);
    if (!store)
        fail_msg("%s", e.text);
    return store;
}

static struct sync_state state_in(const struct place *p) {
    struct error e = {0};
    struct sync_state state;
    struct store *store = store_in(p);
    assert_true(sync_state_read(store, &state, &e));
    store_close(store);
    return state;
}

static void enter(struct place *p) {
    struct error e = {0};
    struct store *store = store_in(p);
    char ask[160];
    int64_t n = one_int(store, "SELECT count(*) FROM cache.fir_case");
    if (n > 0 && p->made < OPS - 1) {
        snprintf(ask, sizeof ask, "SELECT id FROM cache.fir_case ORDER BY id LIMIT 1 OFFSET %d", any((int)n));
        struct entry entry = {.case_id = one_int(store, ask), .kind = ENTRY_REASON, .on = CIVIL_NONE, .next_on = CIVIL_NONE};
        snprintf(entry.code, sizeof entry.code, "%s", any(2) ? "fsl" : "age");
        if (!entry_add(store, &entry, -1, TODAY, &e))
            fail_msg("%s", e.text);
        snprintf(p->id[p->made++], ENTRY_ID_SIZE, "%s", entry.id);
    }
    store_close(store);
}

static void must(bool well, const struct error *e) {
    if (!well)
        fail_msg("%s", e->text);
}

/* Entries up; a lost reply: the data centre has them, and the folder does not know. */
static bool send(struct place *p, bool lost) {
    struct error e = {0};
    struct entry entries[3];
    char device[40];
    int64_t seq;
    bool rewound;
    struct sync_state state = state_in(p);
    struct store *store = store_in(p);
    must(sync_device(store, device, &seq, &e), &e);
    int64_t acked = strcmp(state.device, device) == 0 ? state.dev_seq : 0;
    int n = sync_outbox(store, acked, entries, 1 + any(3), &e);
    store_close(store);
    if (n <= 0)
        return false;
    int64_t have = upload(device, entries, n, &rewound);
    if (lost)
        return true;
    if (rewound) {
        must(sync_device_renew(p->folder, &e), &e);
        return true;
    }
    int64_t offered = entries[n - 1].seq;
    must(sync_acknowledge(p->folder, device, have < offered ? have : offered, &e), &e);
    return true;
}

/* What every reply says: the data centre has fewer than it had. */
static void look_at_reply(struct place *p) {
    struct error e = {0};
    struct sync_state state = state_in(p);
    int64_t have = *device_seq(state.device);
    if (state.device[0] && have < state.dev_seq)
        must(sync_acknowledge(p->folder, state.device, have, &e), &e);
}

static void snapshot_page(struct place *p, bool lost) {
    int most = 1 + any(4), n = 0, last = p->after;
    if (p->epoch != centre.epoch) { /* of a life before */
        p->epoch = 0;
        return;
    }
    for (int k = p->after; k < CASES && n < most; k++, last = k)
        if (centre.at[k].ver > 0 && (p->scope >> centre.at[k].unit & 1)) {
            if (!lost)
                row_of(k, &p->row[p->rows++]);
            n++;
        }
    if (lost)
        return;
    p->after = last;
    if (n == most)
        return;
    struct error e = {0};
    const struct sync_basis basis = basis_in(p);
    struct sync_apply *apply = sync_apply_snapshot(&basis, p->epoch, &e);
    must(apply != NULL, &e);
    for (int i = 0; i < p->rows; i++)
        must(sync_apply_case(apply, &p->row[i], NULL, &e), &e);
    must(sync_apply_commit(apply, p->c0, NULL, &e), &e);
    p->epoch = 0;
}

static void snapshot_begin(struct place *p) {
    p->epoch = centre.epoch;
    p->c0 = centre.seq;
    p->after = p->rows = 0;
}

/* The next row of the feed above `cursor` in the folder's scope; false: none. */
static bool next_in_feed(const struct place *p, int64_t cursor, int *unit, int *n) {
    int64_t least = INT64_MAX;
    for (int u = 0; u < UNITS; u++)
        for (int k = 0; k < CASES; k++)
            if ((p->scope >> u & 1) && centre.feed[u][k].kind != NOTHING && centre.feed[u][k].seq > cursor && centre.feed[u][k].seq < least) {
                least = centre.feed[u][k].seq;
                *unit = u;
                *n = k;
            }
    return least != INT64_MAX;
}

static void changes_page(struct place *p, int64_t cursor, bool lost) {
    struct error e = {0};
    const struct sync_basis basis = basis_in(p);
    int most = 1 + any(4), unit, n;
    bool more = true;
    if (lost)
        return;
    struct sync_apply *apply = sync_apply_begin(&basis, centre.epoch, &e);
    must(apply != NULL, &e);
    for (int i = 0; i < most && (more = next_in_feed(p, cursor, &unit, &n)); i++) {
        const struct feed *f = &centre.feed[unit][n];
        cursor = f->seq;
        if (f->kind == CHANGED) {
            row_of(n, &scratch);
            must(sync_apply_case(apply, &scratch, NULL, &e), &e);
        } else if (f->kind == DELETED || !(p->scope >> f->to & 1)) { /* a move inside the scope is not told */
            struct sync_gone gone = {.id = id_of(n), .reason = f->kind == MOVED ? GONE_MOVED : GONE_DELETED, .ver = f->ver};
            snprintf(gone.to, sizeof gone.to, "%d", STATION_NO(f->to));
            must(sync_apply_gone(apply, &gone, &e), &e);
        }
    }
    must(sync_apply_commit(apply, more ? cursor : centre.seq, NULL, &e), &e);
}

static void step(struct place *p, bool flaky) {
    bool lost = flaky && any(4) == 0;
    if (any(2) && send(p, lost))
        return;
    struct sync_state state = state_in(p);
    if (!lost)
        look_at_reply(p);
    if (p->epoch != 0)
        snapshot_page(p, lost);
    else if (state.epoch != centre.epoch) {
        if (!lost)
            snapshot_begin(p);
    } else
        changes_page(p, state.cursor, lost);
}

/* ---- copies ---- */

static const char *const files[] = {"cache.db", "cache.db-wal", "record.db", "record.log"};

/* `first`: from that file on. */
static void copy_folder(const char *from, const char *to, size_t first) {
    char a[700], b[700];
    for (size_t i = first; i < sizeof files / sizeof *files; i++) {
        size_t n;
        snprintf(a, sizeof a, "%s/%s", from, files[i]);
        snprintf(b, sizeof b, "%s/%s", to, files[i]);
        unlink(b);
        char *bytes = read_all(a, &n);
        if (bytes)
            write_all(b, bytes, n);
        free(bytes);
    }
}

static bool kept(const struct place *p, const char *id) {
    struct error e = {0};
    struct entry entry;
    struct store *store = store_in(p);
    bool there = entry_by_id(store, id, &entry, &e) && entry.own;
    store_close(store);
    return there;
}

/* Entries that neither side has any more are beyond any protocol. */
static void forget_lost(struct place *p) {
    int n = 0;
    for (int i = 0; i < p->made; i++)
        if (has_op(p->id[i]) || kept(p, p->id[i]))
            memmove(p->id[n++], p->id[i], ENTRY_ID_SIZE);
    p->made = n;
}

static void put_back(struct place *p) {
    if (!p->copied)
        return;
    copy_folder(p->copy, p->folder, any(3) ? 0 : 2); /* now and then what was entered alone, beside a cache.db of today */
    p->epoch = 0;
    forget_lost(p);
    for (int i = any(4); i > 0; i--) /* work goes on before the next sync */
        enter(p);
}

/* ---- the end ---- */

static void check_place(const struct place *p, uint64_t number) {
    struct error e = {0};
    struct sync_digest digest, wanted = {0};
    struct store *store = store_in(p);
    for (int k = 0; k < CASES; k++) {
        char ask[200];
        bool in = centre.at[k].ver > 0 && (p->scope >> centre.at[k].unit & 1);
        snprintf(ask, sizeof ask, "SELECT coalesce((SELECT ver FROM cache.fir_case WHERE id = %lld AND source = 'sync' AND ver > 0), 0)", (long long)id_of(k));
        int64_t ver = one_int(store, ask);
        if (ver != (in ? centre.at[k].ver : 0))
            fail_msg("schedule %llu, %s: case %d stands in version %lld, %lld was expected", (unsigned long long)number, p->folder, k, (long long)ver,
                     (long long)(in ? centre.at[k].ver : 0));
        if (!in)
            continue;
        wanted.count++;
        wanted.sum += sync_digest_of(id_of(k), ver);
        row_of(k, &scratch);
        snprintf(ask, sizeof ask, "SELECT count(*) FROM cache.entry WHERE case_id = %lld", (long long)id_of(k));
        assert_int_equal(one_int(store, ask), scratch.entries);
    }
    assert_true(sync_digest_read(store, &digest, &e));
    assert_true(digest.count == wanted.count && digest.sum == wanted.sum);
    check_digest(store);
    if (entries_unsent(store) != 0)
        fail_msg("schedule %llu: %lld entries of %s wait for ever", (unsigned long long)number, (long long)entries_unsent(store), p->folder);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case f WHERE ver > 0 AND reason IS NOT (SELECT code FROM cache.entry c"
                                    " WHERE c.case_id = f.id ORDER BY at DESC, id DESC LIMIT 1)"),
                     0);
    store_close(store);
    for (int i = 0; i < p->made; i++) {
        int times = 0;
        for (int k = 0; k < centre.ops; k++)
            times += strcmp(centre.op[k].id, p->id[i]) == 0;
        if (times != 1)
            fail_msg("schedule %llu: entry %s of %s is at the data centre %d times", (unsigned long long)number, p->id[i], p->folder, times);
    }
    assert_true(text_format(folder, sizeof folder, "%s", p->folder) == strlen(p->folder));
    struct cache_writer *w = must_begin();
    check_rollups_there(w, "at the end");
    cache_rollback(w);
}

/* Nothing waits on either side. */
static bool at_rest(int k) {
    struct sync_state state = state_in(&place[k]);
    struct store *store = store_in(&place[k]);
    bool rest = place[k].epoch == 0 && state.epoch == centre.epoch && state.cursor == centre.seq && entries_unsent(store) == 0;
    store_close(store);
    return rest;
}

static void schedule(uint64_t number) {
    static const unsigned scopes[FOLDERS] = {1, 2, 7};
    static int counted;
    random_state = number * 2654435761u + 7;
    any(2);
    memset(&centre, 0, sizeof centre);
    centre.epoch = 1;
    copied = false;
    counted++;
    for (int i = 0; i < FOLDERS; i++) {
        struct place *p = &place[i];
        p->scope = scopes[i];
        p->copied = false;
        p->made = p->rows = 0;
        p->epoch = 0;
        snprintf(p->folder, sizeof p->folder, "%s/%d-%d", top, counted, i);
        snprintf(p->copy, sizeof p->copy, "%s/%d-%d-copy", top, counted, i);
        mkdir(p->copy, 0700);
        store_close(store_in(p));
    }
    for (int t = 30 + any(130); t > 0; t--) {
        struct place *p = &place[any(FOLDERS)];
        int x = any(1000), n = any(CASES);
        if (x < 250)
            upsert(n, centre.at[n].ver > 0 && any(2) ? centre.at[n].unit : any(UNITS));
        else if (x < 300)
            delete_case(n);
        else if (x < 330)
            copied = true, centre_copy = centre;
        else if (x < 350 && copied) {
            int64_t epoch = centre.epoch;
            centre = centre_copy;
            centre.epoch = epoch + 1;
            for (int i = 0; i < FOLDERS; i++)
                forget_lost(&place[i]);
        } else if (x < 370) {
            copy_folder(p->folder, p->copy, 0);
            p->copied = true;
        } else if (x < 410)
            put_back(p);
        else if (x < 480)
            enter(p);
        else
            step(p, true);
    }
    for (int k = 0; k < FOLDERS; k++)
        for (int i = 0; i < 400 && !(i % 8 == 7 && at_rest(k)); i++)
            step(&place[k], false);
    for (int k = 0; k < FOLDERS; k++) /* what the last one sent changed rows of the others */
        for (int i = 0; i < 400 && !at_rest(k); i++)
            step(&place[k], false);
    for (int i = 0; i < FOLDERS; i++) {
        check_place(&place[i], number);
        remove_tree(place[i].folder);
        remove_tree(place[i].copy);
    }
}

static void schedules(void **state) {
    (void)state;
    const char *one = getenv("ITSSO_SEED"), *long_run = getenv("ITSSO_LONG");
    int n = one ? 1 : long_run && *long_run == '1' ? 400 : 4;
    uint64_t from = one ? strtoull(one, NULL, 10) : (uint64_t)time(NULL) * 1000;
    for (int i = 0; i < n; i++)
        schedule(from + (uint64_t)i);
    print_message("# %d schedules from %llu on\n", n, (unsigned long long)from);
    sync_case_free(&scratch);
    for (int i = 0; i < FOLDERS; i++)
        for (int k = 0; k < CASES; k++)
            sync_case_free(&place[i].row[k]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(schedules, folder_make, folder_remove)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
