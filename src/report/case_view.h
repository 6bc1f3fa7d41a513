/* All that is known of one case, read once: facts, how its sections are read, the limit, the steps with their due
 * dates, what was entered and what changed. For `show` and for the screens; its words are in case_words.h. */
#ifndef ITSSO_REPORT_CASE_VIEW_H
#define ITSSO_REPORT_CASE_VIEW_H

#include "db/direction.h"
#include "db/entry.h"
#include "db/list.h"

/* By what a case is read. Store and rules must outlive the view. */
struct case_basis {
    struct store *store;
    const struct rule_set *rules;
    hits lists; /* those that count */
    struct list_clock clock;
    enum disposed_by disposed;
    int history_max; /* so many entries and events, the latest of each; 0: all */
};

/* A step that stands for the case, or that was entered all the same. */
struct case_step {
    const struct step_rule *rule;
    struct step_now now; /* STEP_NONE: nothing entered */
    civil_day due;       /* CIVIL_NONE: no clock */
};

struct case_view {
    struct case_basis basis;
    struct case_detail facts;
    struct unit unit; /* its code is "" where the hierarchy has not got it */
    struct section_list sections;
    struct classification tracked; /* how the sections are read today */
    unsigned categories;           /* under the lists that count */
    /* the limit; day, left and the alerts mean something while facts.state is 0 */
    civil_day day60, two_months /* CIVIL_NONE: no list of the law covers it */, due;
    bool by_day60; /* which of the two governs */
    int day, left;
    int next_alert /* 0: none is left */;
    civil_day next_alert_on;
    civil_day disposed_on; /* CIVIL_NONE while it is not disposed of, or where no date is known */
    int disposed_day;
    civil_day until; /* to where its clock ran: the disposal, else today */
    int steps;
    struct case_step step[STEPS_MAX]; /* in the table's order */
    int entered;
    struct step_now entered_step[STEPS_MAX]; /* those with an entry, in the order of the first one of each */
    int entries, events;                     /* oldest first */
    struct entry *entry;
    struct case_event *event;
    int directions; /* those that stand, oldest first */
    struct direction *direction;
    bool gateway;   /* a server is known: that an entry is not yet sent is worth a word */
    int64_t unsent; /* own entries of this case that it has not */
};

/* Fills *view whatever was in it; case_view_free frees what it holds. false with ERROR_NONE where there is no such
 * case. */
bool case_view_read(const struct case_basis *basis, case_id id, struct case_view *view, struct error *e);
void case_view_free(struct case_view *view);

/* The last entry of the kind that stands (not taken back), or NULL. */
const struct entry *case_view_last(const struct case_view *view, enum entry_kind kind);

#endif
