/* Training data: invented cases in a folder of their own. The same plan gives the same facts; they move with today, so
 * that day-counts live. */
#ifndef ITSSO_DEMO_H
#define ITSSO_DEMO_H

#include "db/case.h"
#include "db/training.h"
#include "src/demo/diary.h"
#include "src/demo/places.h"
#include "src/demo/story.h"

struct demo_plan {
    enum demo_scope scope;
    int64_t cases;
    uint64_t seed;
    civil_day today;
    struct limit_rule limit;
    enum disposed_by disposed;
    const struct rule_set *rules;
    /* called after each case; may be NULL */
    void (*progress)(void *context, int64_t done, int64_t cases);
    void *context;
};

/* How many cases a scope has unless somebody says otherwise, and how many it may have. */
int64_t demo_cases(enum demo_scope scope);
#define DEMO_CASES_MAX 10000000

/* Makes the training data in the folder, or keeps what is there where it was made by the same plan on the same day
 * (*kept). Refuses a folder that holds real data. */
bool demo_make(const char *folder, const struct demo_plan *plan, bool *kept, struct error *e);

/* Tells the units and then the stories of a plan without any database; the same context goes to both. */
typedef bool demo_story(void *context, const struct story *story, struct error *e);
bool demo_tell(const struct demo_plan *plan, place_unit *unit, demo_story *story, void *context, struct error *e);

/* The same as files that `itsso-gateway load` and `units` and `import` take, made 0600: the hierarchy, the cases as they first stood where
 * something changed on the way (load it first: the change then has its date), and the cases as they stand today. */
bool demo_extract(const struct demo_plan *plan, const char *units, const char *before, const char *cases, struct error *e);


/* Enters into the folder's record.db what the people of the home station are said to have entered of its open cases (which are there). */
bool demo_diary(const char *folder, enum diary_part part, const struct demo_plan *plan, struct error *e);
/* By what training data is known: scope, cases, seed, day, settings. */
void demo_plan_text(const struct demo_plan *plan, char out[TRAINING_MADE]);

#endif
