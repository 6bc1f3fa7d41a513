/* The four rates of domain.md section 4. */
#include "src/domain/rates.h"

#include <math.h>
#include <stdbool.h>

void rates_add(struct rate_counts *counts, civil_day from, civil_day disposed_on, civil_day as_of,
               const struct limit_rule *rule) {
    if (from > as_of)
        return; /* not yet registered then */
    bool disposed = disposed_on != CIVIL_NONE && disposed_on <= as_of;
    counts->n++;
    counts->disposed += disposed;
    if (limit_day(from, as_of, rule) <= 60)
        return;
    counts->n60++;
    if (!disposed)
        counts->pending++;
    else if (limit_day(from, disposed_on, rule) <= 60)
        counts->in60++;
    else
        counts->late++;
}

int64_t rate_hundredths(int64_t part, int64_t whole) {
    return whole <= 0 ? -1 : (part * 20000 + whole) / (2 * whole);
}

double rate_rounded(int64_t part, int64_t whole) {
    int64_t hundredths = rate_hundredths(part, whole);
    return hundredths < 0 ? (double)NAN : (double)hundredths / 100.0;
}

static double per_cent(int64_t part, int64_t whole) {
    return whole == 0 ? (double)NAN : 100.0 * (double)part / (double)whole;
}

struct rates rates_of(const struct rate_counts *counts) {
    return (struct rates){
        .disposal = per_cent(counts->disposed, counts->n),
        .compliance = per_cent(counts->in60, counts->n60),
        .late = per_cent(counts->late, counts->n60),
        .pendency = per_cent(counts->pending, counts->n60),
    };
}

bool rates_add_up(const struct rate_counts *counts) {
    return counts->in60 + counts->late + counts->pending == counts->n60;
}
