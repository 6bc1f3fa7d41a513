/* When to try again. Pure functions: the caller brings the chance (any 64 random bits), so that tests can go through all of it. */
#ifndef ITSSO_SYNC_BACKOFF_H
#define ITSSO_SYNC_BACKOFF_H

#include <stdint.h>

#define BACKOFF_FIRST_MS 15000
#define BACKOFF_MOST_MS (15 * 60000)
#define RARELY_MS (60 * 60000)
#define SPREAD_MS 60000

/* Milliseconds between two syncs that go well: the interval ± 20 %. */
int64_t backoff_poll(int interval_s, uint64_t chance);

/* After the failures-th failure in a row (from 1): between one second and 15 s, 30 s, 60 s … 15 min, evenly ("full jitter"); the
 * server's Retry-After is the least, plus up to a tenth of it, so that not all come in that second. */
int64_t backoff_after(int failures, int retry_after_s, uint64_t chance);

/* Where somebody has to change something: each hour ± 20 %. */
int64_t backoff_rarely(uint64_t chance);

/* Which second of the minute after an outage belongs to this unit: two thousand stations must not come back together. */
int64_t backoff_spread(const char *unit);

#endif
