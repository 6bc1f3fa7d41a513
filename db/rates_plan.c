/* How a period is counted from the roll-ups: as whole years and months, and days at their edges.
 *
 * The period has two sides: old, the clocks that began up to last60 (the members of N60), and young, the later ones. */
#include "db/rates_inside.h"

int rates_month_of(civil_day day) {
    int y, m;
    civil_to_ymd(day, &y, &m, NULL);
    return y * 12 + m - 1;
}

civil_day rates_month_first(int month) {
    return civil_from_ymd(month / 12, month % 12 + 1, 1);
}

civil_day rates_month_last(int month) {
    return month == 2199 * 12 + 11 ? civil_from_ymd(2199, 12, 31) : rates_month_first(month + 1) - 1; /* the calendar ends there */
}

static void plan_edge(struct rates_plan *plan, civil_day from, civil_day to, bool young, int sign) {
    for (int i = 0; i < plan->edges; i++) {
        struct rates_edge *edge = &plan->edge[i];
        if (edge->from == from && edge->to == to) { /* the two sides of one month: what one has, the other has not */
            edge->sign[young] += sign;
            return;
        }
    }
    struct rates_edge *edge = &plan->edge[plan->edges++];
    *edge = (struct rates_edge){.from = from, .to = to};
    edge->sign[young] = sign;
}

/* A side as whole months and edges; at each end what means fewer days: the part of the month, or the month without the rest. */
static void plan_side(struct rates_plan *plan, civil_day from, civil_day to, bool young) {
    if (from > to) {
        return;
    }
    int first = rates_month_of(from), last = rates_month_of(to);
    civil_day begin = rates_month_first(first), end = rates_month_last(last);
    if (first == last && (from != begin || to != end)) {
        plan_edge(plan, from, to, young, 1);
        return;
    }
    if (from != begin && rates_month_last(first) - from + 1 < from - begin) {
        plan_edge(plan, from, rates_month_last(first), young, 1);
        first++;
    } else if (from != begin) {
        plan_edge(plan, begin, from - 1, young, -1);
    }
    if (to != end && to - rates_month_first(last) + 1 <= end - to) {
        plan_edge(plan, rates_month_first(last), to, young, 1);
        last--;
    } else if (to != end) {
        plan_edge(plan, to + 1, end, young, -1);
    }
    if (first <= last) {
        plan->months[plan->ranges++] = (struct rates_months){first, last, young};
    }
}

/* Whole years out of the old months, where all of them are over 365 days old. */
static void plan_years(struct rates_plan *plan) {
    plan->year_from = 1;
    plan->year_to = 0;
    if (plan->ranges == 0 || plan->months[0].young) {
        return;
    }
    struct rates_months *old = &plan->months[0];
    int after = rates_month_of(plan->last[RATES_OLD - 1] + 1); /* the first month that is not wholly so old */
    int from = (old->from + 11) / 12, to = (old->to + 1 < after ? old->to + 1 : after) / 12 - 1;
    if (from > to) {
        return;
    }
    plan->year_from = from;
    plan->year_to = to;
    struct rates_months later = {(to + 1) * 12, old->to, false};
    old->to = from * 12 - 1;
    if (later.from <= later.to) {
        plan->months[plan->ranges++] = later;
    }
}

void rates_plan_make(const struct tallies *t, struct rates_plan *plan) {
    static const enum band bands[RATES_OLD] = {BAND_OVER_90, BAND_OVER_180, BAND_OVER_365};
    *plan = (struct rates_plan){.edges = 0};
    for (int i = 0; i < RATES_OLD; i++) {
        int first, last;
        band_days(bands[i], &first, &last);
        plan->last[i] = t->query.clock.today - first + t->query.clock.limit.first_day;
    }
    plan->young_from = t->from > t->last60 ? t->from : t->last60 + 1;
    plan->young_to = t->to;
    plan_side(plan, t->from, t->to < t->last60 ? t->to : t->last60, false);
    plan_years(plan);
    plan_side(plan, plan->young_from, plan->young_to, true);
}

int rates_deep_on(const struct rates_plan *plan, civil_day day) {
    int deep = 0;
    while (deep < RATES_OLD && day <= plan->last[deep]) {
        deep++;
    }
    return deep;
}
