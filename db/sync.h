/* The client's end of sync in the two databases (sync.md sections 1, 2, 4): what the server sent goes into cache.db, what was entered here
 * and is not yet at the server is read from record.db. No network in here: src/sync/ talks, this writes. */
#ifndef ITSSO_DB_SYNC_H
#define ITSSO_DB_SYNC_H

#include "db/case.h"
#include "db/entry.h"
#include "db/unit.h"

/* One case as it travels: facts, dated events, the entries that the server has. One row of the feed (src/sync/wire.h). */
struct sync_case {
    case_id id;
    int64_t ver;                   /* of the server's row; compared together with the epoch */
    char unit[16];                 /* code of the unit that holds it now */
    struct case_facts facts;       /* facts.id == id; facts.sections points to `sections` */
    struct section_list sections;
    int events, events_room;
    struct case_event *event;      /* oldest first */
    int entries, entries_room;
    struct entry *entry;           /* oldest first; id, device, seq, case_id, kind … author, at */
};
/* Begins with a zeroed one. Empty facts (CIVIL_NONE, -1 …), keeps the rooms for the next row. */
void sync_case_clear(struct sync_case *c);
void sync_case_free(struct sync_case *c);
/* The next event (on CIVIL_NONE) or entry (on CIVIL_NONE), else zeroed; NULL: no memory. */
struct case_event *sync_case_event(struct sync_case *c);
struct entry *sync_case_entry(struct sync_case *c);

/* A row that left the scope. */
enum gone_reason { GONE_MOVED, GONE_DELETED };
struct sync_gone { case_id id; enum gone_reason reason; int64_t ver; char to[16]; /* moved: the unit's code */ };

/* Count and sum of the first 8 bytes (big endian) of SHA-256("31655001/0412/2026\x1f" ver) modulo 2^64. */
struct sync_digest { int64_t count; uint64_t sum; };
uint64_t sync_digest_of(case_id id, int64_t ver);
/* Bucket of the repair: the serial's lowest 8 bits. */
#define SYNC_BUCKETS 256
static inline int sync_bucket(case_id id) { return (int)(id & 255); }

/* What is known of sync: one row of cache.db. */
enum sync_class { SYNC_NEVER, SYNC_WELL, SYNC_VPN_DOWN, SYNC_SERVER_DOWN, SYNC_LINE_BROKE, SYNC_CERTIFICATE, SYNC_NOT_ALLOWED, SYNC_SOMETHING_ELSE, SYNC_DISK };
struct sync_state {
    char device[40];           /* whose dev_seq it is */
    int64_t dev_seq;           /* own entries up to here are durable at the server; 0 where record.db is not the one of which that was said */
    int64_t epoch, cursor;     /* epoch 0: no snapshot was completed yet */
    char synced_at[32];        /* the last sync that ended well; "" never */
    char server_time[32];      /* the last one seen */
    int64_t clock_offset_ms;   /* server minus this machine */
    char equal_at[32];         /* the digest was equal then; "" never */
    char attempt_at[32];       /* the last attempt began */
    enum sync_class class;     /* how it ended */
    char class_since[32];      /* since when it has been so (offline since) */
    char sentence[ERROR_TEXT_MAX]; /* what to tell (report/sync_words.h: sync_why_words); "" */
    char next_at[32];          /* when the next attempt is due; "" none until something changes */
    int64_t received, sent, repaired, refused; /* rows received, entries sent in all; refused: those that stand */
};
bool sync_state_read(struct store *store, struct sync_state *out, struct error *e);
/* false: this folder has never known a gateway. */
bool sync_known(struct store *store);

/* Notes an attempt that ended (any class): class, class_since, sentence, next_at, attempt_at, received, sent, repaired; and where they
 * are not "": synced_at, equal_at, server_time with clock_offset_ms. A line in sync_log, whose figures are the difference to what stood
 * there; an attempt that was as the one before and brought nothing moves that one's line on. Takes the lock. */
bool sync_state_note(const char *folder, const struct sync_state *state, struct error *e);

/* ---- the log and the refusals (screen 8) ---- */
struct sync_log { int64_t n; char at[32]; enum sync_class class; char text[ERROR_TEXT_MAX]; int64_t received, sent; };
/* Latest first, those before `before` (0: from the end); the number read, -1. */
int sync_log_read(struct store *store, int64_t before, struct sync_log *out, int max, struct error *e);
struct sync_refusal { char id[ENTRY_ID_SIZE]; case_id case_id; char kind[12]; char reason[40]; char at[32]; };
int sync_refusals_read(struct store *store, const char *after_id, struct sync_refusal *out, int max, struct error *e);

/* ---- the outbox ---- */
/* This folder's device and the highest number that it has given. */
bool sync_device(struct store *store, char device[40], int64_t *seq, struct error *e);
/* Own entries above `after`, in order of seq, at most max; the number, -1. */
int sync_outbox(struct store *store, int64_t after, struct entry *out, int max, struct error *e);
/* The server does not know this device as we do (device-rewound; a restored folder): a new device id, every kept own entry renumbered
 * under it from 1, ids kept, record.log written anew; one transaction. Screens that are open see it by store_version. */
bool sync_device_renew(const char *folder, struct error *e);
/* Own entries up to dev_seq were offered and are durable at the server; or, where it is lower than before, no longer all of them (then
 * those are unsent again). A server's number that is higher than what was offered is no acknowledgement (sync.md rule 6). In the same
 * transaction the entries go to cache.db's and into the columns of their cases, but for those refused: what was entered stays in
 * sight until the rows come. Of another device than this folder's: nothing happens. Takes the lock only where something changes. */
bool sync_acknowledge(const char *folder, const char *device, int64_t dev_seq, struct error *e);
/* Entries that the server refused: kept, shown, never sent again by themselves, and in no column. Before or after they are acknowledged.
 * One that comes down in a row later stands no longer. */
bool sync_refused(const char *folder, const struct sync_refusal *refusals, int n, struct error *e);

/* ---- writing what came ---- */
struct sync_basis { /* as for case_put_begin */
    const char *folder;
    const struct rule_set *rules;
    civil_day today;
    struct limit_rule limit;
    enum disposed_by disposed;
    int wait_ms;              /* for the lock */
};

/* One transaction: rows, removals and the cursor together (rule 1). */
struct sync_apply;
struct sync_apply *sync_apply_begin(const struct sync_basis *basis, int64_t epoch, struct error *e);
/* Writes the case unless (epoch, ver) of what is there is newer (rule 4). Events and entries replace those of the case. A case that no
 * list of ours covers is kept as out, so that the digest is the server's. *changed may be NULL. */
bool sync_apply_case(struct sync_apply *apply, const struct sync_case *c, bool *changed, struct error *e);
/* Moved: a stub stays (status transferred, out, moved_to; not in the digest). Deleted: the case goes, own entries stay. Neither where
 * the case is not a synced one, or newer. */
bool sync_apply_gone(struct sync_apply *apply, const struct sync_gone *gone, struct error *e);
/* Commits with the cursor; frees, also on failure. `synced` (may be NULL): server_time, clock_offset_ms, synced_at are taken from it where
 * they are not "". Then sync_settle, where what came asks for it. */
bool sync_apply_commit(struct sync_apply *apply, int64_t cursor, const struct sync_state *synced, struct error *e);
void sync_apply_rollback(struct sync_apply *apply);

/* A snapshot: the same, but every synced case that is not brought in this transaction goes at its commit (rule 5; stubs stay), and where
 * the table is empty of cases, or most of them change, the indexes are made at the end. Rows in order of id are written much faster. */
struct sync_apply *sync_apply_snapshot(const struct sync_basis *basis, int64_t epoch, struct error *e);

/* What record.db must follow: a redaction that came down overwrites the text here and in record.log, one made here overwrites a text
 * that came down, and the fold of cases with unsent entries is made anew over what came. Each opening for entries does the same. */
bool sync_settle(const char *folder, struct error *e);

/* Units of GET /ref; one transaction with the etag. */
struct sync_unit { char code[16], parent[16]; enum unit_level level; enum unit_kind kind; char name_en[96], name_hi[160]; };
bool sync_units_write(const struct sync_basis *basis, const struct sync_unit *units, int n, const char *etag, struct error *e);
bool sync_units_etag(struct store *store, char etag[80], struct error *e);

/* ---- digest and repair ---- */
bool sync_digest_read(struct store *store, struct sync_digest *out, struct error *e);
bool sync_digest_buckets(struct store *store, struct sync_digest out[SYNC_BUCKETS], struct error *e);
/* Counts the kept digest anew from the rows (a million of them: about a second); *changed: it was another. Takes the lock. */
bool sync_digest_recount(const char *folder, int wait_ms, bool *changed, struct error *e);
/* (id, ver) of a bucket's synced cases in order of id; fn returns false to stop. */
bool sync_ids(struct store *store, int bucket, bool (*fn)(void *, case_id, int64_t ver), void *context, struct error *e);

#endif
