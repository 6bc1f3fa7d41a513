/* The columns of one row of a list, with the entries of this folder laid over. */
#include <string.h>

#include "db/direction_inside.h"
#include "db/list_plan.h"
#include "db/past.h"
#include "src/text.h"
#include "src/i18n.h"

#define ROW_COLUMNS                                                                                                     \
    "SELECT f.unit, u.code, u.name_en, u.name_hi, f.fir_date, f.clock_date, s.text, f.hits, f.probable,"                \
    " CASE WHEN w.settled_seq > ?2 THEN w.settled ELSE f.settled END, o.pno, o.rank, o.name, o.name_hi,"                \
    " f.status, f.state, CASE WHEN w.reason_seq > ?2 THEN w.reason ELSE f.reason END,"                                  \
    " CASE WHEN w.reason_seq > ?2 THEN w.reason_on ELSE f.reason_on END,"                                               \
    " CASE WHEN w.told_seq > ?2 THEN w.told_day ELSE f.told_day END,"                                                   \
    " CASE WHEN w.told_seq > ?2 THEN w.told_on ELSE f.told_on END,"                                                     \
    " CASE WHEN w.told_seq > ?2 THEN w.told_by ELSE n.told_by END, CASE WHEN w.told_seq > ?2 THEN w.told_at ELSE n.told_at END," \
    " w.last_seq, CASE WHEN w.wrong_seq > ?2 THEN w.wrong ELSE n.wrong END,"                                                           \
    " (" DIRECTIONS_UNANSWERED_OWN("count(*)", "?3", " AND d.case_id = f.id") ") + ("                                   \
    DIRECTIONS_UNANSWERED_OTHERS("count(*)", "?3", " AND d.case_id = f.id") ")"
#define ROW_JOINS " JOIN cache.unit u ON u.id = f.unit JOIN cache.section_set s ON s.id = f.sections" \
                  " LEFT JOIN cache.officer o ON o.id = f.officer JOIN cache.fir_case n ON n.id = f.id LEFT JOIN " /* n: also where f is of a past day */

static const char row_sql[] = ROW_COLUMNS " FROM cache.fir_case f" ROW_JOINS "main.own_fold w ON w.case_id = f.id WHERE f.id = ?1";

static void row_read(const struct case_list *list, sqlite3_stmt *q, struct case_row *row) {
    struct unit unit = {0};
    char text[16], settled[8];
    row->unit = sqlite3_column_int64(q, 0);
    sql_text(q, 1, row->unit_code, sizeof row->unit_code);
    sql_text(q, 2, unit.name_en, sizeof unit.name_en);
    sql_text(q, 3, unit.name_hi, sizeof unit.name_hi);
    text_format(row->unit_name, sizeof row->unit_name, "%s", unit_name(&unit));
    row->fir_date = sql_day(q, 4);
    row->clock_date = sql_day(q, 5);
    sql_text(q, 6, row->sections, sizeof row->sections);
    row->hits = (hits)sqlite3_column_int64(q, 7);
    sql_text(q, 9, settled, sizeof settled);
    row->probable = sqlite3_column_int(q, 8) != 0 && settled[0] == '\0';
    row->categories = hits_categories(row->hits, list->filter.lists != 0 ? list->filter.lists : ~0u);
    sql_text(q, 10, row->io.pno, sizeof row->io.pno);
    sql_text(q, 11, row->io.rank, sizeof row->io.rank);
    sql_text(q, 12, row->io.name, sizeof row->io.name);
    sql_text(q, 13, row->io.name_hi, sizeof row->io.name_hi);
    sql_text(q, 14, text, sizeof text);
    if (!status_parse(text, &row->status)) {
        row->status = STATUS_OPEN;
    }
    row->state = sqlite3_column_int(q, 15);
    sql_text(q, 16, row->reason, sizeof row->reason);
    row->reason_on = sql_day(q, 17);
    row->told_day = sqlite3_column_int(q, 18);
    row->told_on = sql_day(q, 19);
    if (row->told_day != 0) {
        sql_text(q, 20, row->told_by, sizeof row->told_by);
        sql_text(q, 21, row->told_at, sizeof row->told_at);
    }
    row->unsent = list->store->gateway_known && sqlite3_column_int64(q, 22) > list->store->dev_seq;
    row->wrong = sqlite3_column_int(q, 23);
    row->directions = sqlite3_column_int(q, 24);
}

int list_row(struct case_list *list, case_id id, struct case_row *row, struct error *e) {
    if (list->row == NULL && !(list->past ? list_query(list->store->db, &list->row,
                                                       sqlite3_mprintf("%s FROM %s%stemp.past_own w ON w.case_id = f.id"
                                                                       " /* scans: one row */", ROW_COLUMNS,
                                                                       past_source_of_one, ROW_JOINS), e)
                                          : sql_prepare(list->store->db, &list->row, row_sql, e))) {
        return -1;
    }
    sqlite3_bind_int64(list->row, 1, id);
    sqlite3_bind_int64(list->row, 2, list->store->dev_seq);
    sql_bind_day(list->row, 3, list->clock.today);
    int found = sql_step(list->row, e);
    if (found != 1) {
        return found;
    }
    memset(row, 0, sizeof *row);
    row->id = id;
    row_read(list, list->row, row);
    sqlite3_reset(list->row);
    bool legal = (row->hits & HITS_LEGAL) != 0;
    row->day = limit_day(row->clock_date, list->clock.today, &list->clock.limit);
    row->due = limit_due(row->clock_date, legal, &list->clock.limit);
    row->left = row->due - list->clock.today;
    return 1;
}
