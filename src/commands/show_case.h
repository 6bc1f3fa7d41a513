/* What `show` gathers of one case before it prints it: shared by show*.c alone. */
#ifndef ITSSO_SHOW_CASE_H
#define ITSSO_SHOW_CASE_H

#include "db/case.h"
#include "db/entry.h"
#include "db/unit.h"
#include "src/commands/command.h"

struct shown_step {
    const struct step_rule *rule;
    struct step_now now; /* STEP_NONE: nothing entered */
    civil_day due;       /* CIVIL_NONE: no clock */
};

struct shown_case {
    const struct context *context;
    struct store *store;
    bool remarks;                  /* asked for */
    struct case_detail facts;
    struct unit unit;
    struct section_list sections;
    struct classification read;    /* how the sections are read today */
    unsigned categories;           /* under the lists that count */
    /* the limit */
    civil_day day60, two_months /* CIVIL_NONE: no list of the law covers it */, due;
    bool by_day60;                 /* which of them governs */
    int day, left;                 /* while open */
    int next_alert;                /* 0: none is left */
    civil_day disposed_on;
    int steps;
    struct shown_step step[STEPS_MAX];
    bool gateway;                  /* something of this folder has ever been sent */
    int64_t unsent;                /* own entries of this case that the data centre has not */
    int entries, events;           /* oldest first */
    struct entry *entry;
    struct case_event *event;
};

/* Prints it in the language shown now / as one JSON object. */
void show_text(const struct shown_case *shown);
void show_json(const struct shown_case *shown);

/* The last entry of the kind that stands (not taken back), or NULL. */
const struct entry *shown_last(const struct shown_case *shown, enum entry_kind kind);

#endif
