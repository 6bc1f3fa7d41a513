/* The fold of a case's entries: what the list shows of them without reading them (own_fold). */
#include "db/entry_inside.h"

#include <string.h>

/* The entries of one case, own and the server's, each once (every), and those of them that no undo took back (live), in
 * order: what the server has by its time; own entries that it has not by their number, after all others. The number
 * that stands beside a field is the highest own one that speaks of it, an undo's too: what the server has up to dev_seq
 * does not count against it. ?1 case, ?2 dev_seq. */
/* clang-format off */
static const char fold_text[] =
    "WITH every AS ("
    "  SELECT id, seq, kind, code, state, on_date, whom, how, author, at, seq > ?2 AS unsent, 1 AS own FROM main.entry"
    "  WHERE case_id = ?1"
    "  UNION ALL"
    "  SELECT id, seq, kind, code, state, on_date, whom, how, author, at, 0, 0 FROM cache.entry c"
    "  WHERE case_id = ?1 AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = c.id)),"
    " live AS ("
    "  SELECT *, row_number() OVER (ORDER BY unsent, CASE WHEN unsent THEN seq END, at, id) AS place FROM every"
    "  WHERE id NOT IN (SELECT code FROM every WHERE kind = 'undo')),"
    " reason AS (SELECT * FROM live WHERE kind = 'reason' ORDER BY place DESC LIMIT 1),"
    " told AS (SELECT * FROM live WHERE kind = 'told' ORDER BY CAST(code AS INTEGER) DESC, place DESC LIMIT 1),"
    " settle AS (SELECT * FROM live WHERE kind = 'settle' ORDER BY place DESC LIMIT 1),"
    " wrong AS (SELECT state, max(place) FROM live WHERE kind = 'wrong' GROUP BY code),"
    " spoke AS ("
    "  SELECT o.seq, coalesce(t.kind, o.kind) AS of FROM every o LEFT JOIN every t ON o.kind = 'undo' AND t.id = o.code WHERE o.own) "
    "INSERT INTO main.own_fold (case_id, last_seq, reason, reason_on, reason_seq,"
    " told_day, told_on, told_whom, told_how, told_by, told_at, told_seq, settled, settled_seq, wrong, wrong_seq) "
    "SELECT /* scans: one case's entries */ ?1, max(seq),"
    " (SELECT nullif(code, 'none') FROM reason), (SELECT on_date FROM reason),"
    " coalesce(max(seq) FILTER (WHERE of = 'reason'), 0),"
    " coalesce((SELECT CAST(code AS INTEGER) FROM told), 0), (SELECT on_date FROM told), (SELECT whom FROM told),"
    " (SELECT how FROM told), (SELECT author FROM told), (SELECT at FROM told),"
    " coalesce(max(seq) FILTER (WHERE of = 'told'), 0),"
    " (SELECT state FROM settle), coalesce(max(seq) FILTER (WHERE of = 'settle'), 0),"
    " (SELECT count(*) FROM wrong WHERE state = 'wrong'), coalesce(max(seq) FILTER (WHERE of = 'wrong'), 0) "
    "FROM spoke HAVING count(*) > 0";
/* clang-format on */

bool entry_fold_case(struct store *store, case_id id, struct error *e) {
    sqlite3 *db = store->db;
    if (!store->fold && (!sql_prepare(db, &store->fold, fold_text, e) ||
                         !sql_prepare(db, &store->unfold, "DELETE FROM main.own_fold WHERE case_id = ?1", e)))
        return false;
    sqlite3_bind_int64(store->unfold, 1, id);
    sqlite3_bind_int64(store->fold, 1, id);
    sqlite3_bind_int64(store->fold, 2, store->gateway_known ? store->dev_seq : 0);
    return sql_step(store->unfold, e) == 0 && sql_step(store->fold, e) == 0;
}

bool entry_fold_all(struct store *store, struct error *e) {
    sqlite3_stmt *cases;
    if (!sql_exec(store->db, "DELETE FROM main.own_fold", e) ||
        !sql_prepare(store->db, &cases, "SELECT DISTINCT case_id FROM main.entry /* scans: once, after a mending */",
                     e))
        return false;
    int row;
    while ((row = sql_step(cases, e)) == 1)
        if (!entry_fold_case(store, sqlite3_column_int64(cases, 0), e))
            break;
    sqlite3_finalize(cases);
    return row == 0;
}
