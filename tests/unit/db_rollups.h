/* For the tests of whatever changes cases: the roll-ups held against a full recount. */
#ifndef ITSSO_TEST_DB_ROLLUPS_H
#define ITSSO_TEST_DB_ROLLUPS_H

#include "tests/unit/db_cases.h"

/* Rows of `kept` and of a recount must be the same: both EXCEPTs are empty. */
static inline void same_rows(struct cache_writer *w, const char *kept, const char *recount, const char *when) {
    char text[4000];
    for (int turn = 0; turn < 2; turn++) {
        snprintf(text, sizeof text, "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", turn ? recount : kept,
                 turn ? kept : recount);
        int64_t n = sql_int(w->db, text, -1);
        if (n != 0)
            fail_msg("%s: %lld rows %s", when, (long long)n, turn ? "are missing in the roll-up" : "of the roll-up are wrong");
    }
}

/* The units above each unit, by the parent column. */
#define ABOVE "WITH RECURSIVE above(unit, up) AS (SELECT id, parent FROM unit WHERE parent IS NOT NULL UNION ALL" \
              " SELECT a.unit, u.parent FROM above a JOIN unit u ON u.id = a.up WHERE u.parent IS NOT NULL)," \
              " holds(unit, up) AS (SELECT unit, up FROM above UNION ALL SELECT id, 0 FROM unit) "

#define COUNTED "NOT (probable = 1 AND settled IS 'no')"
#define BY_PERIOD(n)                                                                                                      \
    ABOVE "SELECT h.up, substr(clock_date, 1, " n "), hits, probable AND settled IS NULL, sum(outcome = 0), sum(outcome = 1),"   \
          " sum(outcome = 2), sum(status = 'final') FROM fir_case f JOIN holds h ON h.unit = f.unit WHERE outcome < 3 AND " COUNTED \
          " GROUP BY 1, 2, 3, 4"

static inline void check_rollups_there(struct cache_writer *w, const char *when) {
    same_rows(w, "SELECT unit, clock_date, hits, probable, n FROM rollup_open",
              ABOVE "SELECT h.up, clock_date, hits, probable AND settled IS NULL, count(*) FROM fir_case f JOIN holds h ON h.unit = f.unit"
                    " WHERE state = 0 AND " COUNTED " GROUP BY 1, 2, 3, 4", when);
    same_rows(w, "SELECT unit, month, hits, probable, open, in60, late, final FROM rollup_month", BY_PERIOD("7"), when);
    same_rows(w, "SELECT unit, year, hits, probable, open, in60, late, final FROM rollup_year", BY_PERIOD("4"), when);
}

static inline void check_rollups(struct cache_writer *w, const char *when) {
    check_rollups_there(w, when);
    assert_true(sql_int(w->db, "SELECT count(*) FROM rollup_open", 0) > 0);
    assert_true(sql_int(w->db, "SELECT sum(final) FROM rollup_year", 0) > 0);
}

#endif
