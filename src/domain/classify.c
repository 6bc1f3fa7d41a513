/* Which categories and lists a case falls in, by the rules and its FIR date. */
#include <stdio.h>
#include <string.h>

#include "src/domain/rules_inside.h"

bool pattern_matches(const struct section_pattern *pattern, const struct section *section) {
    size_t n = strlen(pattern->text);
    if (pattern->act != section->act || strncmp(pattern->text, section->text, n) != 0)
        return false;
    char next = section->text[n];
    return next == '\0' || next == '(' || (pattern->lettered && next >= 'A' && next <= 'Z');
}

static bool in_time(const struct rule *rule, civil_day on) {
    return (rule->from == CIVIL_NONE || on >= rule->from) && (rule->to == CIVIL_NONE || on <= rule->to);
}

static bool stands_beside(const struct rule *rule, const struct section_list *list) {
    for (int i = 0; i < list->n; i++)
        if (pattern_matches(&rule->beside, &list->at[i]))
            return true;
    return false;
}

/* What one section hits. A rule with a companion that is there comes before those without one, for its list and
 * category. */
struct section_hits {
    hits sure, probable, attempt;
};

static struct section_hits section_classify(const struct rule_set *set, const struct section_list *list,
                                            const struct section *section, civil_day on, const struct rule **first,
                                            bool *our_reading) {
    struct section_hits h = {0};
    const struct rule *plain = NULL, *beside = NULL;
    for (int i = 0; i < set->n; i++) {
        const struct rule *rule = &set->rule[i];
        if (!in_time(rule, on) || !pattern_matches(&rule->section, section) ||
            (rule->has_beside && !stands_beside(rule, list)))
            continue;
        hits hit = HIT(rule->list, rule->category);
        if (rule->has_beside) {
            h.attempt |= hit;
            beside = beside ? beside : rule;
        }
        if (rule->sure)
            h.sure |= hit;
        else
            h.probable |= hit;
        if (!rule->has_beside && !plain)
            plain = rule;
        *our_reading |= rule->our_reading;
    }
    if (h.attempt) { /* what the attempt rules say of a list stands, whatever the plain ones say */
        hits sure = 0;
        for (int i = 0; i < set->n; i++) {
            const struct rule *rule = &set->rule[i];
            if (rule->has_beside && rule->sure && in_time(rule, on) && pattern_matches(&rule->section, section) &&
                stands_beside(rule, list))
                sure |= HIT(rule->list, rule->category);
        }
        h.probable |= h.sure & h.attempt & ~sure;
        h.sure = (h.sure & ~h.attempt) | sure;
    }
    *first = beside ? beside : plain;
    return h;
}

/* A rule covers a section of the list, if only the FIR were of its time. */
static bool covered_at_another_time(const struct rule_set *set, const struct section_list *list, civil_day fir_date) {
    for (int i = 0; i < list->n; i++)
        for (int j = 0; j < set->n; j++)
            if (!set->rule[j].has_beside && set->rule[j].from != CIVIL_NONE && fir_date < set->rule[j].from &&
                fir_date < civil_from_ymd(2018, 4, 21) && pattern_matches(&set->rule[j].section, &list->at[i]))
                return true;
    return false;
}

void classify(const struct rule_set *set, const struct section_list *list, civil_day fir_date,
              struct classification *out) {
    const struct rule *named = NULL;
    bool named_sure = false;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < list->n; i++) {
        const struct rule *rule = NULL;
        struct section_hits h = section_classify(set, list, &list->at[i], fir_date, &rule, &out->our_reading);
        if (!rule)
            continue;
        bool sure = h.sure != 0 && !list->at[i].guessed;
        out->all |= h.sure | h.probable;
        if (sure)
            out->sure |= h.sure;
        if (!named || (sure && !named_sure)) { /* the first that is sure, else the first */
            named = rule;
            named_sure = sure;
        }
    }
    out->tracked = out->sure ? TRACKED_YES : out->all ? TRACKED_PROBABLE : TRACKED_NO;
    if (named)
        snprintf(out->rule, sizeof out->rule, "%s", named->label);
    if (out->tracked == TRACKED_NO)
        out->why = covered_at_another_time(set, list, fir_date) ? WHY_BEFORE_2018 : WHY_NO_SECTION;
}

/* The bits of every list, by category: a million cases are asked in one count. */
#define HITS_ALL ((1u << (2 * LISTS_MAX)) - 1)
#define HITS_376 (0x55555555u & HITS_ALL)
#define HITS_POCSO (0xAAAAAAAAu & HITS_ALL)
_Static_assert(HIT(0, CATEGORY_376) == 1 && HIT(0, CATEGORY_POCSO) == 2, "category 376 has the even bits");

unsigned hits_categories(hits h, hits mask) {
    return (h & mask & HITS_376 ? CATEGORY_376 : 0u) | (h & mask & HITS_POCSO ? CATEGORY_POCSO : 0u);
}

const char *categories_name(unsigned categories) {
    switch (categories & (CATEGORY_376 | CATEGORY_POCSO)) {
    case CATEGORY_376: return "376";
    case CATEGORY_POCSO: return "pocso";
    case CATEGORY_376 | CATEGORY_POCSO: return "376,pocso";
    default: return "-";
    }
}
