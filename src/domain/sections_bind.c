/* Which law belongs to which section. Laws stand behind their numbers (363 भादवि) or before them (पॉक्सो एक्ट की धारा
 * 9/10), often both in one text. Runs of sections and groups of laws take turns; each run is divided into a part that
 * belongs to the group before it, a part that belongs to none, and a part that belongs to the group behind it. The
 * division of least cost over the whole text is taken. */
#include <limits.h>
#include <string.h>

#include "src/domain/sections_inside.h"

/* Costs. */
enum {
    COST_MISFIT = 2, /* for each degree of law_misfit() */
    COST_OF = -2,    /* "4 of the Act", "IPC section 376" */
    COST_COMMA = 2,
    COST_GLUE = 6,
    COST_BREAK = 16, /* another line or cell */
    COST_WORDS = 2,
    COST_UNBOUND = 8,   /* a part of a run that has no law */
    COST_EMPTY = 6,     /* a law without sections */
    COST_TWO_SIDES = 4, /* a group with sections before and behind it */
    COST_SPLIT = 4,
    COST_SPLIT_PAIR = 4,  /* 3/4, 4/25: what is tied like this is of one law */
    COST_GIVEN = 1,       /* a part of a run that goes back to the law of the act column */
    COST_GIVEN_SLASH = 1, /* the act column's numbers end at a slash, where the law behind cannot well have them */
    COST_GIVEN_TAKEN = 1, /* they go to the law behind, though no slash ties them to its own */
    COST_AGAINST = 1,     /* not the way in which the text begins */
    COST_NEVER = 1 << 20,
};

struct run {
    int first, n;     /* its sections */
    int laws, laws_n; /* the group before it; laws_n 0 for none */
};

/* How a group of laws stands to the sections before it. A group of several laws may be parted: "67 IT Act, BNS 78" is
 * two laws with a section each, "376, 4 IPC and POCSO" two laws with both. */
enum sharing {
    NONE_BEFORE,
    ALL_BEFORE,
    FIRST_BEFORE, /* the first law has the sections before, the others those behind */
    LAST_BEHIND,  /* the last law has the sections behind, the others those before */
    SHARINGS
};

struct division {
    int left, right; /* the first `left` belong to the group before, from `right` on to the group behind */
    int cost;
    enum sharing was; /* of the group before the run, on the best way */
};

struct binding {
    struct items *items;
    int given;
    bool law_first; /* the text begins with a law */
    int n;
    struct run run[ITEMS_MAX + 1]; /* the last one may be empty: it carries the last group */
    /* best[i][s]: the least cost up to run i, where s says what the group behind it has of it */
    struct division best[ITEMS_MAX + 1][SHARINGS];
};

/* Of the group's laws that serve the sections before it (or behind it), the one that fits best; of equal ones the
 * nearest. */
static int misfit(const struct binding *b, const struct run *group, enum sharing sharing, bool before, int section,
                  enum law *best) {
    int first = group->laws, end = first + group->laws_n, least = INT_MAX;
    if (group->laws_n == 0)
        return INT_MAX;
    if (sharing == FIRST_BEFORE)
        *(before ? &end : &first) = group->laws + 1;
    else if (sharing == LAST_BEHIND)
        *(before ? &end : &first) = end - 1;
    for (int k = 0; k < end - first; k++) {
        int i = before ? first + k : end - 1 - k;
        int now = law_misfit(&b->items->at[section].typed, b->items->at[i].law);
        bool rather = now == least && b->items->at[i].law == LAW_IT && b->items->at[section].typed.n == 0 &&
                      b->items->at[section].typed.base >= 66; /* 66 and 67 of the IT Act are typed daily */
        if (now < least || rather) {
            least = now;
            *best = b->items->at[i].law;
        }
    }
    return least;
}

static int junction(unsigned before, bool law_before) {
    int cost = 0;
    if (before & BEFORE_BREAK)
        cost += COST_BREAK;
    if (before & (BEFORE_GLUE | BEFORE_SLASH))
        cost += COST_GLUE;
    else if (before & BEFORE_COMMA)
        cost += COST_COMMA;
    else if (before & (law_before ? BEFORE_OF | BEFORE_MARK : BEFORE_OF))
        cost += COST_OF;
    if (!law_before && (before & BEFORE_MARK))
        cost += COST_COMMA;
    if (before & BEFORE_WORDS)
        cost += COST_WORDS;
    return cost;
}

/* Two numbers that stand for one law with the slash between them. */
static bool is_pair(int one, int other) {
    return (one < 13 && one % 2 == 1 && other == one + 1) ||
           ((one == 3 || one == 4 || one == 5 || one == 7) && other == 25) || (one == 25 && other == 27);
}

static int split_cost(const struct binding *b, int section) {
    const struct item *item = &b->items->at[section];
    unsigned before = item->before;
    if (before & (BEFORE_BREAK | BEFORE_MARK))
        return COST_SPLIT - 4;
    if (before & BEFORE_GLUE)
        return COST_SPLIT - 2;
    if (!(before & BEFORE_SLASH))
        return COST_SPLIT;
    return COST_SPLIT + (is_pair(item[-1].typed.base, item->typed.base) ? COST_SPLIT_PAIR : 0);
}

/* The same where the numbers before it are the act column's: what is not tied by a slash is a law's of its own. */
static int split_cost_given(const struct binding *b, int section) {
    const struct item *item = &b->items->at[section];
    if (!(item->before & BEFORE_SLASH))
        return 0;
    return COST_GIVEN_SLASH + (is_pair(item[-1].typed.base, item->typed.base) ? COST_SPLIT_PAIR : 0);
}

/* Divides the items into runs; returns how many. */
static int find_runs(const struct items *items, struct run runs[ITEMS_MAX + 1]) {
    struct run run = {0};
    int n = 0;
    for (int i = 0; i < items->n; i++) {
        if (items->at[i].is_law) {
            if (run.n > 0) {
                runs[n++] = run;
                run = (struct run){0};
            }
            if (run.laws_n++ == 0)
                run.laws = i;
        } else if (run.n++ == 0) {
            run.first = i;
        }
    }
    runs[n++] = run;
    return n;
}

/* Sums of what a run's sections cost under the laws before it, behind it, and of the act column. */
struct fits {
    int left[SHARINGS][ITEMS_MAX + 1], right[SHARINGS][ITEMS_MAX + 1], given[ITEMS_MAX + 1];
};

static int fit_more(int sum, int misfit_now) {
    return sum >= COST_NEVER || misfit_now == INT_MAX ? COST_NEVER : sum + COST_MISFIT * misfit_now;
}

/* The last way in which a group can be shared. */
static int sharing_last(const struct run *group) {
    return group->laws_n > 2 ? LAST_BEHIND : group->laws_n == 2 ? FIRST_BEFORE : ALL_BEFORE;
}

/* sum[k]: what the first k sections of the run cost under the group. */
static void fit_sums(const struct binding *b, const struct run *run, const struct run *group, enum sharing sharing,
                     bool before, int *sum) {
    enum law law;
    sum[0] = 0;
    for (int k = 0; k < run->n; k++)
        sum[k + 1] = fit_more(sum[k], misfit(b, group, sharing, before, run->first + k, &law));
}

static void find_fits(const struct binding *b, int i, struct fits *fits) {
    const struct run *run = &b->run[i], *behind = i + 1 < b->n ? &b->run[i + 1] : NULL;
    const struct run column = {.laws_n = b->given};
    for (int s = ALL_BEFORE; s <= sharing_last(run); s++)
        fit_sums(b, run, run, (enum sharing)s, false, fits->left[s]);
    for (int s = ALL_BEFORE; behind && s <= sharing_last(behind); s++)
        fit_sums(b, run, behind, (enum sharing)s, true, fits->right[s]);
    memcpy(fits->left[NONE_BEFORE], fits->left[ALL_BEFORE], ((size_t)run->n + 1) * sizeof fits->left[0][0]);
    if (b->given > 0)
        fit_sums(b, run, &column, ALL_BEFORE, false, fits->given);
}

/* What the sections before the run cost: those that belong to the group before it. */
static int left_cost(const struct binding *b, int i, int left, const struct fits *fits, enum sharing had) {
    const struct run *run = &b->run[i];
    bool is_given = i == 0 && b->given > 0;
    if (left == 0)
        return run->laws_n > 0 && had != ALL_BEFORE && !is_given ? COST_EMPTY : 0;
    if (run->laws_n == 0)
        return COST_NEVER;
    if (is_given)
        return fits->left[had][left];
    return fits->left[had][left] + junction(b->items->at[run->first].before, true) +
           (had == ALL_BEFORE ? COST_TWO_SIDES : 0) + (b->law_first ? 0 : COST_AGAINST);
}

/* Numbers of the run from `right` on that the law behind takes from the act column over a comma or a word. */
static int taken_cost(const struct binding *b, const struct run *run, int right) {
    int cost = 0;
    for (int k = right + 1; k < run->n; k++)
        cost += b->items->at[run->first + k].before & BEFORE_SLASH ? 0 : COST_GIVEN_TAKEN;
    return cost;
}

static int right_cost(const struct binding *b, int i, int right, const struct fits *fits, enum sharing share) {
    const struct run *run = &b->run[i], *behind = i + 1 < b->n ? &b->run[i + 1] : NULL;
    if (right == run->n)
        return 0;
    if (!behind || behind->laws_n == 0)
        return COST_NEVER;
    int cost = fits->right[share][run->n] - fits->right[share][right] +
               junction(b->items->at[behind->laws].before, false) + (b->law_first && b->given == 0 ? COST_AGAINST : 0);
    if (i == 0 && b->given > 0)
        return cost + taken_cost(b, run, right) + (right > 0 ? split_cost_given(b, run->first + right) : 0);
    return cost + (right > 0 ? split_cost(b, run->first + right) : 0);
}

/* What the part in the middle costs, which no law beside the run has. */
static int middle_cost(const struct binding *b, int i, int left, int right, const struct fits *fits) {
    const struct run *run = &b->run[i];
    int cost = 0;
    if (left > 0 && left < run->n && left != right)
        cost += split_cost(b, run->first + left);
    if (right == left)
        return cost;
    int given = b->given > 0 && i > 0 ? COST_GIVEN + fits->given[right] - fits->given[left] : COST_UNBOUND;
    return cost + (given < COST_UNBOUND ? given : COST_UNBOUND);
}

/* The least cost up to run i, where the group before it is shared so. */
static void divide_had(struct binding *b, int i, const struct fits *fits, enum sharing had) {
    const struct run *run = &b->run[i];
    int so_far = i > 0 ? b->best[i - 1][had].cost : had == NONE_BEFORE ? 0 : COST_NEVER;
    if (so_far >= COST_NEVER)
        return;
    for (int left = 0; left <= run->n; left++) {
        int cost_left = left_cost(b, i, left, fits, had);
        for (int right = left; cost_left < COST_NEVER && right <= run->n; right++) {
            int cost = so_far + cost_left + middle_cost(b, i, left, right, fits);
            bool some = right < run->n;
            int last = !some ? NONE_BEFORE : i + 1 < b->n ? sharing_last(&b->run[i + 1]) : NONE_BEFORE;
            for (int s = some ? ALL_BEFORE : NONE_BEFORE; s <= last; s++) {
                int cost_right = right_cost(b, i, right, fits, (enum sharing)s);
                struct division *best = &b->best[i][s];
                if (cost_right < COST_NEVER && cost + cost_right < best->cost)
                    *best = (struct division){left, right, cost + cost_right, had};
            }
        }
    }
}

static void divide(struct binding *b, int i) {
    struct fits fits;
    find_fits(b, i, &fits);
    for (int s = 0; s < SHARINGS; s++)
        b->best[i][s].cost = COST_NEVER;
    for (int had = 0; had < SHARINGS; had++)
        divide_had(b, i, &fits, (enum sharing)had);
}

void items_bind(struct items *items, int given) {
    struct binding b;
    if (items->n == 0)
        return;
    b.items = items;
    b.given = given;
    b.law_first = items->at[given < items->n ? given : 0].is_law;
    b.n = find_runs(items, b.run);
    for (int i = 0; i < b.n; i++)
        divide(&b, i);
    enum sharing s = NONE_BEFORE;
    for (int other = ALL_BEFORE; other < SHARINGS; other++)
        s = b.best[b.n - 1][other].cost < b.best[b.n - 1][s].cost ? (enum sharing)other : s;
    for (int i = b.n - 1; i >= 0; i--) {
        const struct division *d = &b.best[i][s];
        const struct run *run = &b.run[i];
        for (int k = 0; k < run->n; k++) {
            enum law law = LAW_NONE;
            if (k < d->left)
                misfit(&b, run, d->was, false, run->first + k, &law);
            else if (k >= d->right)
                misfit(&b, &b.run[i + 1], s, true, run->first + k, &law);
            items->at[run->first + k].law = law;
        }
        s = d->was;
    }
}
