/* What is read out of the store: pages of the feed and of the table, digests, ids. Every function reads in the caller's transaction
 * (one snapshot), and only what lies in the scope. */
#ifndef ITSSO_GATEWAY_FEED_H
#define ITSSO_GATEWAY_FEED_H

#include "db/sync.h"
#include "gateway/buffer.h"
#include "gateway/store.h"

/* A page, as JSON: the elements of "rows" and of "gone", with commas between them. */
struct page {
    struct buffer rows, gone;
    int rows_n, gone_n;
    bool more;
    int64_t next;  /* changes: the highest number examined */
    case_id last;  /* snapshot: of the last row */
};
void page_free(struct page *page);

#define PAGE_BYTES (1024 * 1024) /* a page ends here even where the limit is not reached */

/* What has changed in the scope since number `since`, at most `limit` rows (rule 1: `next` is of the same snapshot). */
bool feed_changes(struct db *db, const struct scope *scope, int64_t since, int limit, struct page *out, struct error *e);
/* The table itself, ordered by station, year, serial, above `after`. */
bool feed_snapshot(struct db *db, const struct scope *scope, case_id after, int limit, struct page *out, struct error *e);
/* One case, where it is in the scope: added to the page. */
bool feed_case(struct db *db, const struct scope *scope, case_id id, struct page *out, struct error *e);

/* Where the units with changes above `since` stand (unit.lft), at most max; *all: there are more. */
bool feed_changed(struct db *db, int64_t since, int64_t *lft, int max, int *count, bool *all, struct error *e);

/* Changes of the scope that are committed and have no number yet (PostgreSQL): a digest would not be that of the feed. */
bool feed_waits(struct db *db, const struct scope *scope, bool *waits, struct error *e);
/* Count and sum of the scope, as kept. */
bool feed_digest(struct db *db, const struct scope *scope, struct sync_digest *out, struct error *e);
/* The same by bucket, from the cases themselves. */
bool feed_buckets(struct db *db, const struct scope *scope, struct sync_digest out[SYNC_BUCKETS], struct error *e);
/* Elements of "ids": ["ID", ver] of a bucket; *n their number. */
bool feed_ids(struct db *db, const struct scope *scope, int bucket, struct buffer *out, int *n, struct error *e);
/* Elements of "units": what stands above the scope, then the scope, parents first; unplaced units have no parent. */
bool feed_units(struct db *db, const struct scope *scope, struct buffer *out, int *n, struct error *e);

#endif
