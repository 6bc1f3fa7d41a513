/* Reading units in queries of one's own, inside db/ only. */
#ifndef ITSSO_UNIT_INSIDE_H
#define ITSSO_UNIT_INSIDE_H

#include "db/sql.h"
#include "db/unit.h"

/* The first nine columns of a query that unit_take reads; of a table `unit` without a rival for these names. */
#define UNIT_COLUMNS "id, coalesce(parent, 0), code, level, kind, name_en, name_hi, lft, rgt"

/* Fills a struct unit from the row that the statement stands on. */
void unit_take(sqlite3_stmt *statement, void *unit);

#endif
