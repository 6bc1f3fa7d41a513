/* Rates of a past day, from the cases as they were then. */
#include "db/past.h"
#include "db/rates_inside.h"

/* A probable case that was settled as none of ours is in no count. `f` the case, `w` its own_fold or none. */
#define NOT_SETTLED_AWAY                                                                                                \
    "(f.probable = 0 OR coalesce(CASE WHEN w.settled_seq > ?5 THEN w.settled ELSE f.settled END, '') <> 'no')"

#define COLUMNS "SELECT u.lft, f.hits, f.clock_date, f.outcome, f.status = 'final'"

/* ?1 ?2 the unit's numbers, ?3 ?4 the period, ?5 dev_seq. */
/* What changed since stands in temp.past_case; the rest of the cases that are disposed of now were so then. */
static const char changed_sql[] =
    COLUMNS " FROM temp.past_case f JOIN cache.unit u ON u.id = f.unit LEFT JOIN temp.past_own w ON w.case_id = f.id"
            " WHERE f.state < 2 AND f.clock_date BETWEEN ?3 AND ?4 AND u.lft BETWEEN ?1 AND ?2 AND " NOT_SETTLED_AWAY
            " /* scans: the cases that were not what they are */";
static const char unchanged_sql[] =
    COLUMNS " FROM cache.unit u INDEXED BY unit_lft CROSS JOIN cache.fir_case f INDEXED BY fir_case_unit ON f.unit = u.id"
            " AND f.state = 1 AND f.clock_date BETWEEN ?3 AND ?4 LEFT JOIN temp.past_own w ON w.case_id = f.id"
            " WHERE u.lft BETWEEN ?1 AND ?2 AND NOT EXISTS (SELECT 1 FROM temp.past_case p WHERE p.id = f.id)"
            " AND " NOT_SETTLED_AWAY;

static bool count(struct tallies *t, const char *text, struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!sql_prepare(t->store->db, &q, text, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, t->unit.lft);
    sqlite3_bind_int64(q, 2, t->unit.rgt);
    sql_bind_day(q, 3, t->from);
    sql_bind_day(q, 4, t->to);
    sqlite3_bind_int64(q, 5, t->store->dev_seq);
    while ((row = sql_step(q, e)) == 1) {
        struct tally *into = tally_of(t, sqlite3_column_int64(q, 0));
        struct rate_group group = {.hits = (hits)sqlite3_column_int64(q, 1), .clock_date = sql_day(q, 2),
                                   .outcome = sqlite3_column_int(q, 3), .final = sqlite3_column_int(q, 4) != 0, .n = 1};
        if (into != NULL) {
            tally_count(t, into, &group);
        }
    }
    sqlite3_finalize(q);
    return row == 0;
}

bool rates_from_cases(struct tallies *t, struct error *e) {
    if (t->from > t->to) {
        return true;
    }
    return past_make(t->store, &t->query.clock, e) && count(t, changed_sql, e) && count(t, unchanged_sql, e);
}
