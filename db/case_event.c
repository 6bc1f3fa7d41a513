/* Dated changes of a case, as the history shows them. They are written by case_put (case_put_event.c). */
#include <string.h>

#include "db/case.h"
#include "db/sql.h"

bool case_events(struct store *store, case_id id, bool (*fn)(void *, const struct case_event *), void *context,
                 struct error *e) {
    static const char sql[] = "SELECT on_date, kind, was, now, dated_by FROM cache.case_event"
                              " WHERE case_id = ?1 ORDER BY on_date, rowid";
    sqlite3_stmt *q = NULL;
    int row;
    error_clear(e);
    if (!sql_prepare(store->db, &q, sql, e)) {
        return false;
    }
    sqlite3_bind_int64(q, 1, id);
    while ((row = sql_step(q, e)) == 1) {
        struct case_event event = {0};
        char dated_by[8];
        event.on = sql_day(q, 0);
        sql_text(q, 1, event.kind, sizeof event.kind);
        sql_text(q, 2, event.was, sizeof event.was);
        sql_text(q, 3, event.now, sizeof event.now);
        sql_text(q, 4, dated_by, sizeof dated_by);
        event.dated_by_import = strcmp(dated_by, "import") == 0;
        if (!fn(context, &event)) {
            break;
        }
    }
    sqlite3_finalize(q);
    return row >= 0;
}
