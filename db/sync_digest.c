/* The digest of the synced cases, kept in 256 buckets as rows change; and what the repair asks for. */
#include <sodium.h>
#include <string.h>

#include "db/sync_inside.h"

/* At least `least` digits of n before `end`. */
static unsigned char *digits_before(unsigned char *end, int64_t n, int least) {
    for (; n > 0 || least > 0; n /= 10, least--) {
        *--end = (unsigned char)('0' + n % 10);
    }
    return end;
}

uint64_t sync_digest_of(case_id id, int64_t ver) {
    unsigned char text[64], hash[crypto_hash_sha256_BYTES], *at = text + sizeof text;
    uint64_t sum = 0;
    /* from the end; snprintf would take as long as the hash */
    at = digits_before(at, ver, 1);
    *--at = 0x1f;
    at = digits_before(at, case_id_year(id), 4);
    *--at = '/';
    at = digits_before(at, case_id_serial(id), 4);
    *--at = '/';
    at = digits_before(at, case_id_station(id), 1);
    crypto_hash_sha256(hash, at, (size_t)(text + sizeof text - at));
    for (int i = 0; i < 8; i++) {
        sum = sum << 8 | hash[i];
    }
    return sum;
}

void bucket_add(struct bucket_changes *changes, case_id id, int64_t was_ver, int64_t ver) {
    int bucket = sync_bucket(id);
    if (was_ver == ver) {
        return;
    }
    changes->of[bucket].changed = true;
    if (was_ver > 0) {
        changes->of[bucket].count--;
        changes->of[bucket].sum -= sync_digest_of(id, was_ver);
    }
    if (ver > 0) {
        changes->of[bucket].count++;
        changes->of[bucket].sum += sync_digest_of(id, ver);
    }
}

bool buckets_write(sqlite3 *cache, const struct bucket_changes *changes, struct error *e) {
    sqlite3_stmt *read = NULL, *write = NULL;
    bool well = sql_prepare(cache, &read, "SELECT count, sum FROM sync_bucket WHERE bucket = ?1", e) &&
                sql_prepare(cache, &write, "INSERT OR REPLACE INTO sync_bucket (bucket, count, sum) VALUES (?1, ?2, ?3)", e);
    for (int i = 0; i < SYNC_BUCKETS && well; i++) {
        if (!changes->of[i].changed) {
            continue;
        }
        sqlite3_bind_int(read, 1, i);
        int row = sql_step(read, e);
        int64_t count = row == 1 ? sqlite3_column_int64(read, 0) : 0;
        uint64_t sum = row == 1 ? (uint64_t)sqlite3_column_int64(read, 1) : 0;
        sqlite3_reset(read);
        sqlite3_bind_int(write, 1, i);
        sqlite3_bind_int64(write, 2, count + changes->of[i].count);
        sqlite3_bind_int64(write, 3, (int64_t)(sum + changes->of[i].sum));
        well = row >= 0 && sql_step(write, e) == 0;
    }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return well;
}

/* db: cache.db, or a store's connection to which it is attached. */
static bool kept_read(sqlite3 *db, struct sync_digest out[SYNC_BUCKETS], struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    memset(out, 0, SYNC_BUCKETS * sizeof *out);
    if (sql_prepare(db, &q, "SELECT bucket, count, sum FROM sync_bucket /* scans: 256 rows */", e)) {
        while ((row = sql_step(q, e)) == 1) {
            int bucket = sqlite3_column_int(q, 0);
            if (bucket >= 0 && bucket < SYNC_BUCKETS) {
                out[bucket] = (struct sync_digest){.count = sqlite3_column_int64(q, 1), .sum = (uint64_t)sqlite3_column_int64(q, 2)};
            }
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

bool sync_digest_buckets(struct store *store, struct sync_digest out[SYNC_BUCKETS], struct error *e) {
    return kept_read(store->db, out, e);
}

bool sync_digest_read(struct store *store, struct sync_digest *out, struct error *e) {
    struct sync_digest buckets[SYNC_BUCKETS];
    *out = (struct sync_digest){0};
    if (!sync_digest_buckets(store, buckets, e)) {
        return false;
    }
    for (int i = 0; i < SYNC_BUCKETS; i++) {
        out->count += buckets[i].count;
        out->sum += buckets[i].sum;
    }
    return true;
}

/* ---- counted from the rows ---- */

static bool counted_read(sqlite3 *cache, struct sync_digest out[SYNC_BUCKETS], struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    memset(out, 0, SYNC_BUCKETS * sizeof *out);
    if (sql_prepare(cache, &q, "SELECT id, ver FROM fir_case WHERE source = 'sync' AND ver > 0 /* scans: every row, once a day */", e)) {
        while ((row = sql_step(q, e)) == 1) {
            case_id id = sqlite3_column_int64(q, 0);
            struct sync_digest *bucket = &out[sync_bucket(id)];
            bucket->count++;
            bucket->sum += sync_digest_of(id, sqlite3_column_int64(q, 1));
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

static bool recount(sqlite3 *cache, bool *changed, struct error *e) {
    struct sync_digest kept[SYNC_BUCKETS], counted[SYNC_BUCKETS];
    struct bucket_changes changes = {0};
    if (!kept_read(cache, kept, e) || !counted_read(cache, counted, e)) {
        return false;
    }
    for (int i = 0; i < SYNC_BUCKETS; i++) {
        changes.of[i].count = counted[i].count - kept[i].count;
        changes.of[i].sum = counted[i].sum - kept[i].sum;
        changes.of[i].changed = changes.of[i].count != 0 || changes.of[i].sum != 0;
        *changed = *changed || changes.of[i].changed;
    }
    return !*changed || buckets_write(cache, &changes, e);
}

bool sync_digest_recount(const char *folder, int wait_ms, bool *changed, struct error *e) {
    *changed = false;
    struct cache_writer *w = cache_begin(folder, wait_ms, e);
    bool well = w != NULL && recount(w->db, changed, e);
    if (well && *changed) {
        return cache_commit(w, e);
    }
    cache_rollback(w);
    return well;
}

/* A bucket's cases have a serial that ends in it: every 256th of the serials' index. */
static const char ids_sql[] =
    "WITH RECURSIVE serial(n) AS (SELECT ?1 UNION ALL SELECT n + 256 FROM serial"
    " WHERE n + 256 <= (SELECT max(id & 1048575) FROM cache.fir_case INDEXED BY fir_case_serial))"
    " SELECT f.id, f.ver FROM serial s CROSS JOIN cache.fir_case f INDEXED BY fir_case_serial ON f.id & 1048575 = s.n"
    " WHERE f.source = 'sync' AND f.ver > 0 ORDER BY f.id /* scans: the serials of one bucket, put in order */";

bool sync_ids(struct store *store, int bucket, bool (*fn)(void *, case_id, int64_t ver), void *context, struct error *e) {
    sqlite3_stmt *q = NULL;
    int row;
    if (!sql_prepare(store->db, &q, ids_sql, e)) {
        return false;
    }
    sqlite3_bind_int(q, 1, bucket);
    while ((row = sql_step(q, e)) == 1) {
        if (!fn(context, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1))) {
            row = 0;
            break;
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}
