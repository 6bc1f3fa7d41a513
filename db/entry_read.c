/* Reading entries: own ones and those the server has, each once. */
#include "db/entry_inside.h"

#include <string.h>

#include "db/record_log.h"
#include "src/i18n.h"
#include "src/text.h"

void entry_from_row(sqlite3_stmt *statement, struct entry *entry) {
    memset(entry, 0, sizeof *entry);
    char kind[16];
    sql_text(statement, 0, entry->id, sizeof entry->id);
    sql_text(statement, 1, entry->device, sizeof entry->device);
    entry->seq = sqlite3_column_int64(statement, 2);
    entry->case_id = sqlite3_column_int64(statement, 3);
    sql_text(statement, 4, kind, sizeof kind);
    entry_kind_parse(kind, &entry->kind);
    sql_text(statement, 5, entry->code, sizeof entry->code);
    sql_text(statement, 6, entry->state, sizeof entry->state);
    entry->on = sql_day(statement, 7);
    sql_text(statement, 8, entry->whom, sizeof entry->whom);
    sql_text(statement, 9, entry->how, sizeof entry->how);
    sql_text(statement, 10, entry->text, sizeof entry->text);
    sql_text(statement, 11, entry->author, sizeof entry->author);
    sql_text(statement, 12, entry->at, sizeof entry->at);
    sql_text(statement, 13, entry->ref, sizeof entry->ref);
    entry->next_on = sql_day(statement, 14);
}

/* An entry x of either database with what later entries did to it: after ENTRY_COLUMNS own, sent, undone, redacted.
 * Undo and redact carry the case of the entry that they name. ?1 case or id, ?2 dev_seq, ?3 whether a gateway is known.
 */
#define LATER_OF(what)                                                                                                 \
    "EXISTS (SELECT 1 FROM main.entry u WHERE u.case_id = x.case_id AND u.kind = '" what "' AND u.code = x.id) OR "    \
    "EXISTS (SELECT 1 FROM cache.entry u WHERE u.case_id = x.case_id AND u.kind = '" what "' AND u.code = x.id)"
#define EITHER(where)                                                                                                  \
    "SELECT " ENTRY_COLUMNS ", own, ?3 AND (NOT own OR seq <= ?2), " LATER_OF("undo") ", " LATER_OF(                   \
        "redact") ", own AND EXISTS (SELECT 1 FROM cache.refusal r WHERE r.id = x.id) FROM (SELECT " ENTRY_COLUMNS ", 1 AS own FROM main.entry WHERE " where                             \
                  " UNION ALL SELECT " ENTRY_COLUMNS ", 0 FROM cache.entry c WHERE " where                             \
                  " AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = c.id)) x"

static bool prepare_either(struct store *store, const char *text, sqlite3_stmt **statement, struct error *e) {
    if (!sql_prepare(store->db, statement, text, e))
        return false;
    sqlite3_bind_int64(*statement, 2, store->gateway_known ? store->dev_seq : 0);
    sqlite3_bind_int(*statement, 3, store->gateway_known);
    return true;
}

static void take_row(sqlite3_stmt *statement, void *out) {
    struct entry *entry = out;
    entry_from_row(statement, entry);
    entry->own = sqlite3_column_int(statement, 15) != 0;
    entry->sent = sqlite3_column_int(statement, 16) != 0;
    entry->undone = sqlite3_column_int(statement, 17) != 0;
    if (sqlite3_column_int(statement, 18))
        text_format(entry->text, sizeof entry->text, "%s", REDACTED_TEXT);
    entry->refused = sqlite3_column_int(statement, 19) != 0;
    entry->sent = entry->sent && !entry->refused;
}

bool entries_of_case(struct store *store, case_id id, bool (*fn)(void *, const struct entry *), void *context,
                     struct error *e) {
    sqlite3_stmt *statement;
    /* what the server has by its time; own entries that it has not by their number, after them: a PC's clock may go
     * back */
    if (!prepare_either(
            store,
            EITHER("case_id = ?1") " /* scans: one case's entries */"
                                   " ORDER BY own AND seq > ?2, CASE WHEN own AND seq > ?2 THEN seq END, at, id",
            &statement, e))
        return false;
    sqlite3_bind_int64(statement, 1, id);
    struct entry entry;
    int row;
    while ((row = sql_step(statement, e)) == 1) {
        take_row(statement, &entry);
        if (!fn(context, &entry)) {
            row = 0;
            break;
        }
    }
    sqlite3_finalize(statement);
    return row == 0;
}

bool entry_by_id(struct store *store, const char *id, struct entry *out, struct error *e) {
    error_clear(e);
    size_t n = strlen(id);
    if (n < 8 || n >= ENTRY_ID_SIZE || strspn(id, "0123456789abcdefABCDEF-") != n)
        return false;
    /* the beginning of an id as a range of the key: "g" is above every digit of it */
    char first[ENTRY_ID_SIZE], past[ENTRY_ID_SIZE + 1];
    for (size_t i = 0; i <= n; i++)
        first[i] = (char)(id[i] >= 'A' && id[i] <= 'F' ? id[i] - 'A' + 'a' : id[i]);
    text_format(past, sizeof past, "%sg", first);
    sqlite3_stmt *statement;
    if (!prepare_either(store, EITHER("id >= ?1 AND id < ?4") " LIMIT 2", &statement, e))
        return false;
    sql_bind_text(statement, 1, first);
    sql_bind_text(statement, 4, past);
    return sql_only_row(statement, take_row, out, e);
}

bool entry_last_undoable(struct store *store, case_id id, struct entry *out, struct error *e) {
    error_clear(e);
    /* from the last number down: as a rule the first row is it */
#define UNDOABLE                                                                                                       \
    "kind NOT IN ('undo', 'redact') AND (kind <> 'direction' OR ?2) AND NOT EXISTS (SELECT 1 FROM main.entry u"                           \
    " WHERE u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id) AND NOT EXISTS (SELECT 1 FROM cache.entry u"        \
    " WHERE u.case_id = e.case_id AND u.kind = 'undo' AND u.code = e.id) ORDER BY seq DESC LIMIT 1"
    sqlite3_stmt *statement;
    const char *text =
        id == 0
            ? "SELECT id FROM main.entry e WHERE device = (SELECT id FROM main.device) AND " UNDOABLE
            : "SELECT id FROM main.entry e WHERE case_id = ?1 AND device = (SELECT id FROM main.device) AND " UNDOABLE;
    if (!sql_prepare(store->db, &statement, text, e))
        return false;
    if (id != 0)
        sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int(statement, 2, store->officer);
    char found[ENTRY_ID_SIZE] = "";
    if (sql_step(statement, e) == 1)
        sql_text(statement, 0, found, sizeof found);
    sqlite3_finalize(statement);
    return *found && entry_by_id(store, found, out, e);
}

int64_t entry_last_seq(struct store *store, case_id id) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, "SELECT max(seq) FROM main.entry WHERE case_id = ?1", NULL))
        return 0;
    sqlite3_bind_int64(statement, 1, id);
    int64_t last = sql_step(statement, NULL) == 1 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return last;
}

struct steps_of {
    struct step_now *out;
    int max, n;
};

static bool take_step(void *context, const struct entry *entry) {
    struct steps_of *steps = context;
    if (entry->kind != ENTRY_STEP || entry->undone)
        return true;
    int i = 0;
    while (i < steps->n && strcmp(steps->out[i].code, entry->code) != 0)
        i++;
    if (i >= steps->max)
        return true;
    struct step_now *now = &steps->out[i];
    text_format(now->code, sizeof now->code, "%s", entry->code);
    now->state = STEP_NONE;
    step_state_parse(entry->state, &now->state);
    now->on = entry->on;
    now->sent = entry->sent;
    if (i == steps->n)
        steps->n++;
    return true;
}

int steps_of_case(struct store *store, case_id id, struct step_now *out, int max, struct error *e) {
    struct steps_of steps = {.out = out, .max = max};
    return entries_of_case(store, id, take_step, &steps, e) ? steps.n : -1;
}

int64_t entries_unsent(struct store *store) {
    if (!store->gateway_known)
        return 0;
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement,
                     "SELECT count(*) FROM main.entry WHERE device = (SELECT id FROM main.device) AND seq > ?1", NULL))
        return 0;
    sqlite3_bind_int64(statement, 1, store->dev_seq);
    int64_t n = sql_step(statement, NULL) == 1 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return n;
}
