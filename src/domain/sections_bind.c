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
    COST_SPLIT_SLASH = 4,
    COST_AGAINST = 1, /* not the way in which the text begins */
    COST_NEVER = 1 << 20,
};

struct run {
    int first, n;     /* its sections */
    int laws, laws_n; /* the group before it; laws_n 0 for none */
};

struct division {
    int left, right; /* the first `left` belong to the group before, from `right` on to the group behind */
    int cost;
    bool was; /* whether the group before the run had sections before it, on the best way */
};

struct binding {
    struct items *items;
    int given;
    bool law_first; /* the text begins with a law */
    int n;
    struct run run[ITEMS_MAX + 1]; /* the last one may be empty: it carries the last group */
    /* best[i][s]: the least cost up to run i, where s says whether the group behind it has sections of it */
    struct division best[ITEMS_MAX + 1][2];
};

static int misfit(const struct binding *b, const struct run *group, int section, enum law *best) {
    int least = INT_MAX;
    for (int i = group->laws + group->laws_n - 1; i >= group->laws; i--) {
        int now = law_misfit(&b->items->at[section].typed, b->items->at[i].law);
        if (now < least) {
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

static int split_cost(unsigned before) {
    if (before & (BEFORE_BREAK | BEFORE_MARK))
        return COST_SPLIT - 4;
    if (before & BEFORE_GLUE)
        return COST_SPLIT - 2;
    return before & BEFORE_SLASH ? COST_SPLIT + COST_SPLIT_SLASH : COST_SPLIT;
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

/* The cost of dividing run i so, without what its neighbours cost. had: the group before it has sections before it. */
static int division_cost(const struct binding *b, int i, int left, int right, const int *fit_left, const int *fit_right,
                         bool had) {
    const struct run *run = &b->run[i], *behind = i + 1 < b->n ? &b->run[i + 1] : NULL;
    const struct item *at = b->items->at;
    bool is_given = i == 0 && b->given > 0;
    int cost = 0;
    if (left > 0) {
        if (run->laws_n == 0)
            return COST_NEVER;
        cost += fit_left[left];
        if (!is_given)
            cost +=
                junction(at[run->first].before, true) + (had ? COST_TWO_SIDES : 0) + (b->law_first ? 0 : COST_AGAINST);
    } else if (run->laws_n > 0 && !had && !is_given) {
        cost += COST_EMPTY;
    }
    if (right < run->n) {
        if (!behind || behind->laws_n == 0)
            return COST_NEVER;
        cost += fit_right[run->n] - fit_right[right] + junction(at[behind->laws].before, false) +
                (b->law_first && b->given == 0 ? COST_AGAINST : 0);
        if (right > 0)
            cost += split_cost(at[run->first + right].before);
    }
    if (left > 0 && left < run->n && left != right)
        cost += split_cost(at[run->first + left].before);
    return cost + (right > left ? COST_UNBOUND : 0);
}

static void divide(struct binding *b, int i) {
    const struct run *run = &b->run[i];
    int fit_left[ITEMS_MAX + 1] = {0}, fit_right[ITEMS_MAX + 1] = {0};
    for (int k = 0; k < run->n; k++) {
        enum law law;
        fit_left[k + 1] = fit_left[k] + (run->laws_n > 0 ? COST_MISFIT * misfit(b, run, run->first + k, &law) : 0);
        bool behind = i + 1 < b->n && b->run[i + 1].laws_n > 0;
        fit_right[k + 1] = fit_right[k] + (behind ? COST_MISFIT * misfit(b, &b->run[i + 1], run->first + k, &law) : 0);
    }
    for (int s = 0; s < 2; s++)
        b->best[i][s].cost = COST_NEVER;
    for (int had = 0; had < 2; had++) {
        int so_far = i == 0 ? (had ? COST_NEVER : 0) : b->best[i - 1][had].cost;
        if (so_far >= COST_NEVER)
            continue;
        for (int left = 0; left <= run->n; left++)
            for (int right = left; right <= run->n; right++) {
                int cost = division_cost(b, i, left, right, fit_left, fit_right, had);
                struct division *best = &b->best[i][right < run->n];
                if (cost < COST_NEVER && so_far + cost < best->cost)
                    *best = (struct division){left, right, so_far + cost, had};
            }
    }
}

void items_bind(struct items *items, int given) {
    struct binding b;
    if (items->n == 0)
        return;
    b.items = items;
    b.given = given;
    b.law_first = items->at[0].is_law;
    b.n = find_runs(items, b.run);
    for (int i = 0; i < b.n; i++)
        divide(&b, i);
    int s = b.best[b.n - 1][0].cost <= b.best[b.n - 1][1].cost ? 0 : 1;
    for (int i = b.n - 1; i >= 0; i--) {
        const struct division *d = &b.best[i][s];
        const struct run *run = &b.run[i];
        for (int k = 0; k < run->n; k++) {
            enum law law = LAW_NONE;
            if (k < d->left)
                misfit(&b, run, run->first + k, &law);
            else if (k >= d->right)
                misfit(&b, &b.run[i + 1], run->first + k, &law);
            items->at[run->first + k].law = law;
        }
        s = d->was;
    }
}
