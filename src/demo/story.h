/* One training case: when it began, how it went on, how it ended. */
#ifndef ITSSO_DEMO_STORY_H
#define ITSSO_DEMO_STORY_H

#include "db/case.h"
#include "src/demo/dice.h"
#include "src/demo/mix.h"

/* A case that the home station always has, so that its screens show every band, every crossing and every kind. */
struct scene {
    int age; /* of its clock, in days */
    const char *ipc, *pocso;
    int officer;
    enum case_status status;
    const char *reason; /* code, "" none entered */
    int told;           /* the alert day that somebody was told of, 0 none */
    int zero;           /* days between the first recording elsewhere and the FIR; 0: no zero FIR */
    int added;          /* the day on which 376 was added; 0: there from the start */
    int moved;          /* the day on which the IO changed; 0 never */
    const char *remark; /* "" none */
    const char *wrong;  /* the fact that is marked as wrong in CCTNS, NULL none */
};

#define SCENES 25
extern const struct scene scenes[SCENES]; /* the most telling first: a small training has only these */

/* Where and by whom a story takes place. */
struct stage {
    uint64_t seed;
    civil_day today;
    int station; /* its place in the scope */
    bool home;
    int officers;
    int in_time;         /* per mille of its cases that are disposed of within 60 days */
    int64_t transfer_to; /* another station of the scope, 0 none */
};

struct story {
    struct case_facts facts;  /* as they stand today */
    struct case_facts before; /* as they stood first, where `changed` */
    bool changed;             /* IO, sections or station changed midway: `before` is written first */
    civil_day clock;
    bool open, pocso;
    const struct scene *scene;
};

/* Days between the first recording at another station and the FIR: 0 for nearly all. */
int story_zero(const struct stage *stage, civil_day clock, uint64_t number, const struct scene *scene);

/* clock: the day from which it counts. The FIR number is not yet set (story_number). */
void story_tell(const struct stage *stage, const struct mix *mix, civil_day clock, uint64_t number,
                const struct scene *scene, struct story *out);
void story_number(struct story *story, int64_t station, int serial);

#endif
