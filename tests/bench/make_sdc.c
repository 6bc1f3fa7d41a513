/* Writes what a State Data Centre would give to a gateway: FOLDER/units.csv, before.csv, cases.csv, invented, of N cases in a scope.
 *   make_sdc FOLDER station|district|state|nation CASES */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/clock.h"
#include "src/demo/demo.h"

int main(int argc, char **argv) {
    struct error e = {0};
    struct demo_plan plan = {.scope = DEMO_NATION, .seed = 1, .today = clock_today()};
    struct rule_set *rules = NULL;
    char units[1100], before[1100], cases[1100];
    size_t n;
    if (argc != 4) {
        fputs("usage: make_sdc FOLDER station|district|state|nation CASES\n", stderr);
        return 2;
    }
    while (plan.scope > DEMO_STATION && strcmp(demo_scope_name(plan.scope), argv[2]) != 0)
        plan.scope--;
    plan.cases = atoll(argv[3]);
    const char *text = shipped_offence_rules(&n);
    snprintf(units, sizeof units, "%s/units.csv", argv[1]);
    snprintf(before, sizeof before, "%s/before.csv", argv[1]);
    snprintf(cases, sizeof cases, "%s/cases.csv", argv[1]);
    if (!rules_read(&rules, "offence_rules.tsv", text, n, &e)) {
        fprintf(stderr, "%s\n", e.text);
        return 3;
    }
    plan.rules = rules;
    bool made = demo_extract(&plan, units, before, cases, &e);
    if (!made)
        fprintf(stderr, "%s\n", e.text);
    rules_free(rules);
    return made ? 0 : 3;
}
