/* Damage: damage.h. */
#include "tests/sync/lib/damage.h"

#include <stdio.h>

#include "db/sql.h"
#include "db/sync.h"

/* One statement with two numbers; its first column, 0 without a row. */
static int64_t run(sqlite3 *db, const char *sql, int64_t a, int64_t b, bool *good)
{
    sqlite3_stmt *q = NULL;
    *good = *good && sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK;
    sqlite3_bind_int64(q, 1, a);
    sqlite3_bind_int64(q, 2, b);
    int row = *good ? sqlite3_step(q) : SQLITE_DONE;
    int64_t n = row == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    *good = *good && (row == SQLITE_ROW || row == SQLITE_DONE);
    sqlite3_finalize(q);
    return n;
}

static void give_version(sqlite3 *db, case_id id, int64_t ver, bool *good)
{
    int64_t was = run(db, "SELECT ver FROM fir_case WHERE id = ?1 OR id = ?2", id, id, good), bucket = sync_bucket(id);
    uint64_t sum = (uint64_t)run(db, "SELECT sum FROM sync_bucket WHERE bucket = ?1 OR bucket = ?2", bucket, bucket, good);
    sum += sync_digest_of(id, ver) - sync_digest_of(id, was); /* modulo 2^64, which SQL's sums are not */
    run(db, "UPDATE fir_case SET ver = ?1 WHERE id = ?2", ver, id, good);
    run(db, "UPDATE sync_bucket SET sum = ?1 WHERE bucket = ?2", (int64_t)sum, bucket, good);
}

bool station_damage(struct station *s)
{
    char path[200];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/cache.db", s->folder);
    bool good = sqlite3_open(path, &db) == SQLITE_OK && sqlite3_busy_timeout(db, 5000) == SQLITE_OK;
    case_id first = run(db, "SELECT min(id) FROM fir_case WHERE source = 'sync' AND ver > ?1 AND epoch > ?2", 0, 0, &good);
    case_id other = run(db, "SELECT max(id) FROM fir_case WHERE source = 'sync' AND ver > ?1 AND id <> ?2", 1, first, &good);
    give_version(db, first, 1000, &good);
    if (other)
        give_version(db, other, 1, &good);
    if (!good)
        world_fail(s->world, "no damage: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return good;
}
