/* The fold of a case's entries: what the list shows of them without reading them (own_fold). */
#include "db/entry_inside.h"

#include <string.h>

/* The entries of one case, own and the server's, each once; without those that an undo took back. `late` orders them: what the
 * server has by its time, own entries that it has not yet by their number, after all others. */
#define ENTRIES                                                                                                        \
    "WITH every AS (SELECT id, seq, kind, code, state, on_date, whom, how, author, at, seq > ?2 AS unsent FROM main.entry" \
    " WHERE case_id = ?1 UNION ALL SELECT id, seq, kind, code, state, on_date, whom, how, author, at, 0 FROM cache.entry c" \
    " WHERE case_id = ?1 AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = c.id)),"                                  \
    " live AS (SELECT * FROM every WHERE id NOT IN (SELECT code FROM every WHERE kind = 'undo')),"                         \
    " told AS (SELECT * FROM live WHERE kind = 'told'"                                                                     \
    " ORDER BY CAST(code AS INTEGER) DESC, unsent DESC, CASE WHEN unsent THEN seq END DESC, at DESC, id DESC LIMIT 1) "
#define LATEST " ORDER BY unsent DESC, CASE WHEN unsent THEN seq END DESC, at DESC, id DESC LIMIT 1"
/* The highest own number that speaks of a kind: its entries, and undos of them. */
#define TOUCHED(what)                                                                                                  \
    "coalesce((SELECT max(o.seq) FROM main.entry o WHERE o.case_id = ?1 AND (o.kind = '" what "' OR (o.kind = 'undo' AND"  \
    " EXISTS (SELECT 1 FROM every t WHERE t.id = o.code AND t.kind = '" what "')))), 0)"

static const char fold_text[] = "INSERT INTO main.own_fold (case_id, last_seq, reason, reason_on, reason_seq, told_day, told_on,"
    " told_whom, told_how, told_by, told_at, told_seq, settled, settled_seq, wrong) /* small: one case's entries */ " ENTRIES
    "SELECT ?1, (SELECT max(seq) FROM main.entry WHERE case_id = ?1),"
    " (SELECT nullif(code, 'none') FROM live WHERE kind = 'reason'" LATEST "), (SELECT on_date FROM live WHERE kind = 'reason'" LATEST "), "
    TOUCHED("reason") ","
    " coalesce((SELECT CAST(code AS INTEGER) FROM told), 0), (SELECT on_date FROM told), (SELECT whom FROM told), (SELECT how FROM told),"
    " (SELECT author FROM told), (SELECT at FROM told), " TOUCHED("told") ","
    " (SELECT state FROM live WHERE kind = 'settle'" LATEST "), " TOUCHED("settle") ","
    " (SELECT count(*) FROM (SELECT DISTINCT code FROM live l WHERE kind = 'wrong') f WHERE"
    " (SELECT state FROM live w WHERE w.kind = 'wrong' AND w.code = f.code" LATEST ") = 'wrong')"
    " WHERE EXISTS (SELECT 1 FROM main.entry WHERE case_id = ?1)";

bool entry_fold_case(struct store *store, case_id id, struct error *e)
{
    sqlite3 *db = store->db;
    if (!store->fold && (!sql_prepare(db, &store->fold, fold_text, e) ||
                         !sql_prepare(db, &store->unfold, "DELETE FROM main.own_fold WHERE case_id = ?1", e)))
        return false;
    sqlite3_bind_int64(store->unfold, 1, id);
    sqlite3_bind_int64(store->fold, 1, id);
    sqlite3_bind_int64(store->fold, 2, store->gateway_known ? store->dev_seq : 0);
    return sql_step(store->unfold, e) == 0 && sql_step(store->fold, e) == 0;
}

bool entry_fold_all(struct store *store, struct error *e)
{
    sqlite3_stmt *cases;
    if (!sql_exec(store->db, "DELETE FROM main.own_fold", e) ||
        !sql_prepare(store->db, &cases, "SELECT DISTINCT case_id FROM main.entry /* all: once, after a mending */", e))
        return false;
    int row;
    while ((row = sql_step(cases, e)) == 1)
        if (!entry_fold_case(store, sqlite3_column_int64(cases, 0), e))
            break;
    sqlite3_finalize(cases);
    return row == 0;
}
