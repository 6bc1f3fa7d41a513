/* Between facts.c and facts_rest.c only. */
#ifndef ITSSO_IMPORT_FACTS_INSIDE_H
#define ITSSO_IMPORT_FACTS_INSIDE_H

#include "src/import/facts.h"

/* The cell of a field; empty where there is none. *column: which, -1 none. */
struct cell facts_cell(const struct facts_reader *reader, const struct table *table, enum field field, int *column);

/* Fills *why; returns ROW_REJECTED. */
enum facts_result facts_reject(struct rejection *why, int column, const char *reason);

/* A date column; CIVIL_NONE where nothing stands there. A future one is refused (not the court's next date). */
enum facts_result facts_date(struct facts_reader *reader, const struct table *table, enum field field, civil_day *day,
                             char time[6], struct rejection *why);

enum facts_result facts_sections(struct facts_reader *reader, const struct table *table, civil_day on,
                                 struct section_list *out, struct rejection *why);

bool facts_officer(struct facts_reader *reader, const struct table *table, struct officer *out);

#endif
