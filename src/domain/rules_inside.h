/* What rules.c and classify.c share; nobody else includes it. */
#ifndef ITSSO_RULES_INSIDE_H
#define ITSSO_RULES_INSIDE_H

#include "src/domain/offence.h"

/* "376*", "64(1)", "?": whether lettered sections count as well. */
struct section_pattern {
    enum act act;
    char text[SECTION_TEXT]; /* without the star */
    bool lettered;
};

struct rule {
    struct section_pattern section;
    bool has_beside;
    struct section_pattern beside; /* "+511": it counts only where this stands beside it */
    enum category category;
    int list;
    civil_day from, to; /* CIVIL_NONE: open */
    bool sure;
    bool our_reading;
    char label[96]; /* "IPC 376* (itsso): letter of 2019" */
};

#define RULES_MAX 512
#define LIST_NAME 16

struct rule_set {
    int n;
    int lists;
    char list[LISTS_MAX][LIST_NAME];
    unsigned long long digest;
    struct rule rule[RULES_MAX];
};

bool pattern_matches(const struct section_pattern *pattern, const struct section *section);

#endif
