/* When to try again (sync.md section 5). */
#include "src/sync/backoff.h"

/* Evenly from least to most, both included. */
static int64_t between(int64_t least, int64_t most, uint64_t chance)
{
    return least + (int64_t)(chance % (uint64_t)(most - least + 1));
}

int64_t backoff_poll(int interval_s, uint64_t chance)
{
    int64_t ms = (int64_t)interval_s * 1000;
    return between(ms - ms / 5, ms + ms / 5, chance);
}

int64_t backoff_after(int failures, int retry_after_s, uint64_t chance)
{
    int64_t most = BACKOFF_FIRST_MS;
    for (int i = 1; i < failures && most < BACKOFF_MOST_MS; i++)
        most *= 2;
    if (most > BACKOFF_MOST_MS)
        most = BACKOFF_MOST_MS;
    int64_t wish = (int64_t)retry_after_s * 1000;
    int64_t own = between(1000, most, chance);
    return own > wish ? own : wish + between(0, wish / 10, chance);
}

int64_t backoff_rarely(uint64_t chance)
{
    return between(RARELY_MS - RARELY_MS / 5, RARELY_MS + RARELY_MS / 5, chance);
}

int64_t backoff_spread(const char *unit)
{
    uint32_t hash = 2166136261u; /* FNV-1a, then mixed: codes differ in their last digits alone */
    for (; *unit; unit++)
        hash = (hash ^ (unsigned char)*unit) * 16777619u;
    hash ^= hash >> 16;
    hash *= 0x7feb352du;
    hash ^= hash >> 15;
    return (int64_t)(hash % SPREAD_MS);
}
