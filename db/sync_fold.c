/* The fold of the server's entries of a case. */
#include "db/sync_fold.h"

#include <stdlib.h>
#include <string.h>

#include "src/text.h"

static bool is_undone(const struct entry *entries, int n, const char *id) {
    for (int i = 0; i < n; i++)
        if (entries[i].kind == ENTRY_UNDO && strcmp(entries[i].code, id) == 0)
            return true;
    return false;
}

/* As fold_text of entry_fold.c orders: by time, then id. */
static bool is_later(const struct entry *a, const struct entry *b) {
    int order = strcmp(a->at, b->at);
    return order > 0 || (order == 0 && strcmp(a->id, b->id) > 0);
}

/* The last word on a fact counts, once a fact. */
static bool last_word(const struct entry *entries, int n, int which) {
    for (int i = 0; i < n; i++)
        if (i != which && entries[i].kind == ENTRY_WRONG && strcmp(entries[i].code, entries[which].code) == 0 &&
            is_later(&entries[i], &entries[which]) && !is_undone(entries, n, entries[i].id))
            return false;
    return true;
}

void server_fold_of(const struct entry *entries, int n, struct server_fold *out) {
    const struct entry *reason = NULL, *told = NULL, *settled = NULL;
    *out = (struct server_fold){.reason_on = CIVIL_NONE, .told_on = CIVIL_NONE};
    for (int i = 0; i < n; i++) {
        const struct entry *entry = &entries[i];
        bool counts = entry->kind == ENTRY_REASON || entry->kind == ENTRY_TOLD || entry->kind == ENTRY_SETTLE || entry->kind == ENTRY_WRONG;
        if (!counts || is_undone(entries, n, entry->id))
            continue;
        if (entry->kind == ENTRY_REASON && (!reason || is_later(entry, reason)))
            reason = entry;
        else if (entry->kind == ENTRY_SETTLE && (!settled || is_later(entry, settled)))
            settled = entry;
        else if (entry->kind == ENTRY_WRONG)
            out->wrong += strcmp(entry->state, "wrong") == 0 && last_word(entries, n, i);
        else if (entry->kind == ENTRY_TOLD) {
            int day = atoi(entry->code), most = told ? atoi(told->code) : 0;
            if (!told || day > most || (day == most && is_later(entry, told)))
                told = entry;
        }
    }
    if (reason) {
        text_format(out->reason, sizeof out->reason, "%s", strcmp(reason->code, "none") == 0 ? "" : reason->code);
        out->reason_on = reason->on;
    }
    if (told) {
        out->told_day = atoi(told->code);
        out->told_on = told->on;
        text_format(out->told_by, sizeof out->told_by, "%s", told->author);
        text_format(out->told_at, sizeof out->told_at, "%s", told->at);
    }
    /* the column takes no other word */
    if (settled && (strcmp(settled->state, "tracked") == 0 || strcmp(settled->state, "no") == 0))
        text_format(out->settled, sizeof out->settled, "%s", settled->state);
}

bool server_fold_write(sqlite3 *db, struct fold_statements *q, case_id id, const struct server_fold *fold, struct error *e) {
    if (!q->fold &&
        !sql_prepare(db, &q->fold,
                     "UPDATE fir_case SET reason = ?2, reason_on = ?3, told_day = ?4, told_on = ?5, told_by = ?6, told_at = ?7,"
                     " wrong = ?8 WHERE id = ?1 AND (reason IS NOT ?2 OR reason_on IS NOT ?3 OR told_day IS NOT ?4 OR told_on IS NOT ?5"
                     " OR told_by IS NOT ?6 OR told_at IS NOT ?7 OR wrong IS NOT ?8)",
                     e))
        return false;
    sqlite3_bind_int64(q->fold, 1, id);
    sql_bind_text_or_null(q->fold, 2, fold->reason);
    sql_bind_day(q->fold, 3, fold->reason_on);
    sqlite3_bind_int(q->fold, 4, fold->told_day);
    sql_bind_day(q->fold, 5, fold->told_on);
    sql_bind_text_or_null(q->fold, 6, fold->told_by);
    sql_bind_text_or_null(q->fold, 7, fold->told_at);
    sqlite3_bind_int(q->fold, 8, fold->wrong);
    return sql_step(q->fold, e) == 0;
}

bool server_fold_settle(sqlite3 *db, struct fold_statements *q, case_id id, const struct server_fold *fold,
                        bool (*flush)(void *context, struct error *e), void *context, struct error *e) {
    if (!q->settled && (!sql_prepare(db, &q->settled, "SELECT 1 FROM fir_case WHERE id = ?1 AND settled IS NOT ?2", e) ||
                        !sql_prepare(db, &q->settle, "UPDATE fir_case SET settled = ?2 WHERE id = ?1", e)))
        return false;
    sqlite3_bind_int64(q->settled, 1, id);
    sql_bind_text_or_null(q->settled, 2, fold->settled);
    int differs = sql_step(q->settled, e);
    sqlite3_reset(q->settled);
    if (differs <= 0)
        return differs == 0;
    if (flush && !flush(context, e))
        return false;
    sqlite3_bind_int64(q->settle, 1, id);
    sql_bind_text_or_null(q->settle, 2, fold->settled);
    return sql_step(q->settle, e) == 0;
}

void fold_statements_free(struct fold_statements *q) {
    sqlite3_finalize(q->fold);
    sqlite3_finalize(q->settled);
    sqlite3_finalize(q->settle);
    *q = (struct fold_statements){0};
}
