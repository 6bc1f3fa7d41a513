/* Alerts of which somebody was told, by the entries: for annexure-3. */
#ifndef ITSSO_REPORT_TOLD_H
#define ITSSO_REPORT_TOLD_H

#include "db/list.h"

struct told_query {
    int64_t unit;        /* cases that it has now, at or below; 0 all */
    civil_day from, to;  /* told on, both ends included */
};
struct told_row {
    case_id id;
    int day;             /* the alert day */
    civil_day on;        /* told on */
    char whom[16], how[16];
};
/* Own entries and those that the server has, each once, without those taken back; by the day on which it was told, then the case. fn
 * returns false with e to stop. */
bool told_read(struct store *store, const struct told_query *query, bool (*fn)(void *, const struct told_row *, struct error *),
               void *context, struct error *e);

#endif
