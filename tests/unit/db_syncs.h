/* For the tests of sync's database end: cases as the data centre sends them, the writing of them, the digest held against a recount. */
#ifndef ITSSO_TEST_DB_SYNCS_H
#define ITSSO_TEST_DB_SYNCS_H

#include "tests/unit/db_rollups.h"

#include "db/sync.h"

static inline struct sync_basis basis_of(void) {
    rules_begin();
    return (struct sync_basis){.folder = folder, .rules = rules, .today = TODAY, .limit = limit, .disposed = DISPOSED_CCTNS, .wait_ms = 5000};
}

static inline struct sync_apply *must_apply(bool snapshot, int64_t epoch) {
    struct error e = {0};
    const struct sync_basis basis = basis_of();
    struct sync_apply *apply = snapshot ? sync_apply_snapshot(&basis, epoch, &e) : sync_apply_begin(&basis, epoch, &e);
    if (!apply)
        fail_msg("sync_apply: %s", e.text);
    return apply;
}

static inline bool must_case(struct sync_apply *apply, const struct sync_case *c) {
    struct error e = {0};
    bool changed;
    if (!sync_apply_case(apply, c, &changed, &e))
        fail_msg("sync_apply_case: %s", e.text);
    return changed;
}

static inline void must_gone(struct sync_apply *apply, case_id id, enum gone_reason reason, int64_t ver, const char *to) {
    struct error e = {0};
    struct sync_gone gone = {.id = id, .reason = reason, .ver = ver};
    snprintf(gone.to, sizeof gone.to, "%s", to);
    if (!sync_apply_gone(apply, &gone, &e))
        fail_msg("sync_apply_gone: %s", e.text);
}

static inline void must_end(struct sync_apply *apply, int64_t cursor) {
    struct error e = {0};
    const struct sync_state synced = {.synced_at = "2026-11-23T10:00:00.000Z", .server_time = "2026-11-23T10:00:00.000Z"};
    if (!sync_apply_commit(apply, cursor, &synced, &e))
        fail_msg("sync_apply_commit: %s", e.text);
}

/* Case `serial` of the first station, open, IPC 376, as the data centre has it. */
static inline void simple_case(struct sync_case *c, int serial, int64_t ver) {
    sync_case_clear(c);
    c->id = c->facts.id = case_no(serial);
    c->ver = ver;
    snprintf(c->unit, sizeof c->unit, "%d", STATION);
    c->facts.fir_date = TODAY - 100 + serial % 50;
    sections_from_text("IPC:376 POCSO:6", &c->sections);
    snprintf(c->facts.io.name, sizeof c->facts.io.name, "R Verma");
    snprintf(c->facts.io.rank, sizeof c->facts.io.rank, "SI");
}

/* One case in a transaction of its own. */
static inline bool apply_one(const struct sync_case *c, int64_t epoch, int64_t cursor) {
    struct sync_apply *apply = must_apply(false, epoch);
    bool changed = must_case(apply, c);
    must_end(apply, cursor);
    return changed;
}

static inline void add_event(struct sync_case *c, const char *kind, civil_day on, const char *was, const char *now) {
    struct case_event *event = sync_case_event(c);
    event->on = on;
    snprintf(event->kind, sizeof event->kind, "%s", kind);
    snprintf(event->was, sizeof event->was, "%s", was);
    snprintf(event->now, sizeof event->now, "%s", now);
}

static int next_entry_id = 1;

/* An entry of another device; its time is its place. */
static inline struct entry *add_entry(struct sync_case *c, enum entry_kind kind, const char *code, const char *state) {
    struct entry *entry = sync_case_entry(c);
    entry->case_id = c->id;
    entry->kind = kind;
    entry->seq = next_entry_id;
    snprintf(entry->id, sizeof entry->id, "0190abcd-0000-7000-9000-%012x", (unsigned)next_entry_id);
    snprintf(entry->device, sizeof entry->device, "elsewhere");
    snprintf(entry->code, sizeof entry->code, "%s", code);
    snprintf(entry->state, sizeof entry->state, "%s", state);
    snprintf(entry->author, sizeof entry->author, "co.sadar");
    snprintf(entry->at, sizeof entry->at, "2026-11-20T10:%02d:%02d.000Z", next_entry_id / 60 % 60, next_entry_id % 60);
    if (kind == ENTRY_REASON || kind == ENTRY_TOLD)
        entry->on = TODAY - 3;
    next_entry_id++;
    return entry;
}

/* A random case of the nine stations, with events and entries now and then. */
static inline void random_synced(struct sync_case *c, case_id id, int64_t ver) {
    struct section_list sections;
    civil_day on = civil_from_ymd(case_id_year(id), 1 + any(11), 1 + any(28));
    sync_case_clear(c);
    c->facts = random_facts(id, on < TODAY ? on : TODAY - any(200), &sections);
    c->sections = sections;
    c->facts.sections = &c->sections;
    c->sections.at[0].guessed = any(10) == 0;
    c->id = id;
    c->ver = ver;
    snprintf(c->unit, sizeof c->unit, "%d", STATION_NO(any(STATIONS)));
    for (int i = any(3) ? 0 : any(4); i > 0; i--)
        add_event(c, any(2) ? "status" : "officer", c->facts.fir_date + i, "open", "stayed");
    for (int i = any(3) ? 0 : any(7); i > 0; i--) {
        static const char *const reasons[] = {"fsl", "age", "none"}, *const fields[] = {"fir_date", "io"};
        switch (any(6)) {
        case 0: add_entry(c, ENTRY_REASON, reasons[any(3)], ""); break;
        case 1: add_entry(c, ENTRY_TOLD, any(2) ? "31" : "50", ""); break;
        case 2: add_entry(c, ENTRY_SETTLE, "", any(2) ? "tracked" : "no"); break;
        case 3: add_entry(c, ENTRY_WRONG, fields[any(2)], any(2) ? "wrong" : "right-again"); break;
        case 4: add_entry(c, ENTRY_NOTE, "", ""); snprintf(c->entry[c->entries - 1].text, 20, "reminder %d", any(100)); break;
        default:
            if (c->entries > 0)
                add_entry(c, ENTRY_UNDO, c->entry[any(c->entries)].id, "");
        }
    }
}

static inline void must_exec_cache(const char *text) {
    struct cache_writer *w = must_begin();
    must_exec(w->db, text);
    must_commit(w);
}

/* Digest, whole and by bucket, against the rows. */
static inline void check_digest(struct store *store) {
    struct error e = {0};
    struct sync_digest kept[SYNC_BUCKETS], counted[SYNC_BUCKETS] = {{0, 0}}, whole, sum = {0, 0};
    sqlite3_stmt *q;
    assert_true(sql_prepare(store->db, &q, "SELECT id, ver FROM cache.fir_case WHERE source = 'sync' AND ver > 0", &e));
    while (sql_step(q, &e) == 1) {
        case_id id = sqlite3_column_int64(q, 0);
        counted[sync_bucket(id)].count++;
        counted[sync_bucket(id)].sum += sync_digest_of(id, sqlite3_column_int64(q, 1));
    }
    sqlite3_finalize(q);
    assert_true(sync_digest_buckets(store, kept, &e));
    assert_true(sync_digest_read(store, &whole, &e));
    for (int i = 0; i < SYNC_BUCKETS; i++) {
        if (kept[i].count != counted[i].count || kept[i].sum != counted[i].sum)
            fail_msg("bucket %d: %lld cases kept, %lld counted", i, (long long)kept[i].count, (long long)counted[i].count);
        sum.count += counted[i].count;
        sum.sum += counted[i].sum;
    }
    assert_true(sum.count == whole.count && sum.sum == whole.sum);
}

#endif
