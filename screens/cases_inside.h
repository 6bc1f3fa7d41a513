/* What cases.c, cases_filter.c and cases_views.c share; nobody else includes it. */
#ifndef ITSSO_CASES_INSIDE_H
#define ITSSO_CASES_INSIDE_H

#include "screens/case_source.h"
#include "screens/edit.h"

#define SEARCH_SIZE 160

struct cases {
    struct case_source source; /* what the list shows */
    struct case_source hits;   /* the last search within it: n, N */
    struct list list;
    struct edit edit;
    char typed[SEARCH_SIZE]; /* the search line */
    bool typing;
    bool search_changed; /* the query must be opened with what is typed: once, when the input is drained */
    char last_search[SEARCH_SIZE];
    struct list_key before; /* where the selection stood when the search began */
    bool has_before;
    int step; /* n (+) and N (-) that wait */
    bool of_unit; /* screen_cases_of: of this unit, whatever the session's is */
    struct unit unit;
};

/* The filter or the order is another: the list begins anew, the choice is remembered. */
void cases_apply(struct session *s, struct cases *cases);
/* The list holds cases of more than one station. */
bool cases_several(const struct session *s, const struct cases *cases);
/* The state of the open screen, the topmost one; NULL where it is not open. */
struct cases *cases_now(struct session *s);

answer cases_filter_menu(struct session *s, const struct cases *cases);
answer cases_sort_menu(struct session *s, const struct cases *cases);
answer cases_views_menu(struct session *s);

/* "open, 55-59, IO verma, by days left": what the list holds and how it is ordered. Returns out. */
const char *cases_describe(struct session *s, const struct case_filter *filter, const struct case_sort *sort, char *out,
                           size_t cap);

#define VIEW_TEXT 512
/* Filter and order as one line of the state file, and back; what is not understood there is left as it is. */
void cases_to_text(const struct case_filter *filter, const struct case_sort *sort, char out[VIEW_TEXT]);
void cases_from_text(const char *text, struct case_filter *filter, struct case_sort *sort);

/* Only what a person chose; unit and lists stay. */
void cases_filter_reset(struct case_filter *filter);

#endif
