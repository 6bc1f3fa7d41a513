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
enum diary_part {
    DIARY_ALL,
    DIARY_STATION, /* what the station's people entered; directions come to it by sync */
    DIARY_OFFICER  /* the directions that wait for an answer */
};
bool diary_write(struct store *store, enum diary_part part, const struct diary_case *cases, int n, uint64_t seed, civil_day today,
                 const struct limit_rule *limit, struct error *e);

#endif
