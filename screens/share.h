/* y: the texts that leave the screen: the line for the general diary after an alert was told of, the short text of a case that officers send
 * each other, and the same of a list. Only what domain.md section 6 allows: case number with its station, category, day, due date, IO,
 * coded reason; no sections (their sub-clauses tell the relation), no remarks, nothing that was searched for. */
#ifndef ITSSO_SCREENS_SHARE_H
#define ITSSO_SCREENS_SHARE_H

#include "screens/case_source.h"
#include "src/report/case_view.h"

#define SHARE_CASE_TEXT 640
#define SHARE_LIST_CASES 50 /* more are only counted */
#define SHARE_LIST_TEXT 16000 /* what a clipboard takes (clipboard.h) */

/* A list that is on the screen below, and what it holds, in words: "open, by days left". Returns out. */
struct share_list {
    struct case_source *source;
    const struct unit *unit; /* whose cases; NULL: the session's */
    const char *(*describe)(struct session *s, const struct case_source *source, char *out, size_t cap);
};

/* Opens the texts of the case, and where `list` is not NULL those of the list. */
answer share_open(struct session *s, case_id id, const struct share_list *list);

/* ---- the texts (share_text.c); each begins with the mark of the training where it is one ---- */

/* "" where nobody was told of an alert. */
void share_diary(const struct session *s, const struct case_view *view, char out[SHARE_CASE_TEXT]);
void share_case(const struct session *s, const struct case_view *view, char out[SHARE_CASE_TEXT]);
/* A line for the list, one for each case in its order, and how many more there are; the caller frees it. NULL with e. */
char *share_list(struct session *s, const struct share_list *list, struct error *e);

#endif
