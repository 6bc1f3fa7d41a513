/* What a change of a case leaves behind as dated events, from texts alone: the batch writer of cache.db (case_put_event.c) and the
 * gateway's load share it. And the digest by which both know that a source said nothing new. */
#ifndef ITSSO_CASE_CHANGE_H
#define ITSSO_CASE_CHANGE_H

#include "db/case.h"

enum { CHANGE_SECTIONS = 1, CHANGE_OFFICER = 2, CHANGE_STATUS = 4, CHANGE_UNIT = 8, CHANGE_ZERO = 16 };

/* A case before or after the change; only what differs is looked at. Texts are the caller's, NULL is "". */
struct case_side {
    const char *sections;    /* normalised */
    const char *officer;     /* "SI R Verma" */
    civil_day officer_since;
    enum case_status status;
    civil_day status_on;     /* of a disposed case the day of disposal, by the setting */
    const char *unit;        /* code */
    case_id zero_id;
    civil_day zero_date;
};

/* on: CIVIL_NONE where the source names no date: the day of the import stands in, and the event says so. kinds: schema_cache.sql. */
typedef bool case_change_fn(void *context, const char *kind, const char *was, const char *now, civil_day on, struct error *e);

/* Gives each event of what differs (CHANGE_ bits), in one order. said: what the source says now. */
bool case_changes(unsigned differs, const struct case_side *was, const struct case_side *now, const struct case_facts *said,
                  case_change_fn *add, void *context, struct error *e);
/* The same for a case that was not there: what its source dates. */
bool case_changes_new(const struct case_side *now, const struct case_facts *said, case_change_fn *add, void *context, struct error *e);

/* Disposed on, by the setting; CIVIL_NONE: the source names no date. */
civil_day case_disposed_by(enum disposed_by rule, civil_day prepared, civil_day filed, civil_day in_cctns, civil_day status_on);

/* A digest of everything that the source said; `sections` is the normalised text. */
int64_t facts_digest(const struct case_facts *facts, const char *sections, const char *source);

#endif
