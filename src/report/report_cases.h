/* The open cases of a sheet, held in memory and put in order, with the officers that have them. Inside src/report only. */
#ifndef ITSSO_REPORT_CASES_H
#define ITSSO_REPORT_CASES_H

#include "db/report_open.h"
#include "src/report/report_inside.h"

struct report_officer { int64_t id; int place; /* in the order of names */ struct officer officer; };
struct report_shown; /* section sets as they were shown last */

struct report_cases {
    int n, room;
    struct open_case *at;
    int officers;
    struct report_officer *officer; /* those of the cases, by id */
    struct report_shown *shown;
    struct open_names *names;
};

bool report_cases_read(const struct report_ask *ask, bool steps, struct report_cases *out, struct error *e);
void report_cases_free(struct report_cases *cases);
/* Those for which `wanted` is true (NULL: all). */
bool report_cases_read_of(const struct report_ask *ask, bool steps, bool (*wanted)(void *, const struct open_case *), void *context,
                          struct report_cases *out, struct error *e);

/* By clock, the oldest first. */
void report_cases_by_age(struct report_cases *cases);
/* By officer (name, rank; those without one last), then by clock. */
bool report_cases_by_officer(struct report_cases *cases, struct error *e);

/* NULL: the case has none. */
const struct officer *report_cases_officer(const struct report_cases *cases, const struct open_case *c);

/* Sections for a sheet, in the language shown now: without the clauses by letter, which may tell a relation (domain.md section 6). */
const char *report_sections(struct report_cases *cases, int64_t sections, char *out, size_t cap);

/* For the sheets that keep their cases: each with the bit 0 of the block "each once". */
bool report_cases_keep(const struct report_cases *cases, struct report_made *made, struct error *e);

#endif
