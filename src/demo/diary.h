/* What the people of the training station have entered of their open cases. */
#ifndef ITSSO_DEMO_DIARY_H
#define ITSSO_DEMO_DIARY_H

#include "db/entry.h"
#include "src/demo/story.h"

/* An open case whose entries are to be written once the facts are: what the story knew of it. */
struct diary_case {
    case_id id;
    civil_day fir_date, clock, first_remand;
    bool pocso;
    const struct scene *scene;
    uint64_t number;
};

/* Writes the entries of n cases. */
bool diary_write(struct store *store, const struct diary_case *cases, int n, uint64_t seed, civil_day today,
                 const struct limit_rule *limit, struct error *e);

#endif
