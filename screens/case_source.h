/* Cases of the database as the rows of a list (list.h): Home and Cases. The
 * query is opened when it is first read, and anew after the filter, the order or the data changed. */
#ifndef ITSSO_CASE_SOURCE_H
#define ITSSO_CASE_SOURCE_H

#include "screens/case_line.h"
#include "screens/list.h"

struct case_source {
    struct session *s;
    struct case_filter filter;
    struct case_sort sort;
    struct case_columns columns;
    struct case_list *query; /* NULL: to be opened */
};

/* A filter that takes all open cases of the session's unit, by the lists of the configuration. */
void case_filter_open_cases(const struct session *s, struct case_filter *filter);
bool several_units(const struct session *s);

void case_source_close(struct case_source *source);
/* Opens the query where it is not; false: e (ERROR_STOPPED too). */
bool case_source_ready(struct case_source *source, struct error *e);

extern const struct list_source
    case_list_source; /* context: struct case_source *; rows: struct case_row; keys: struct list_key */

#endif
