/* What an entry must be to be taken. The person's own program has checked it already, with sentences; here it is held that nothing
 * else gets in. */
#include "gateway/ops_check.h"

#include <string.h>

#define ENTRY_TEXT_AT 10 /* of ENTRY with the case id (src/sync/wire.h) */

static bool one_of(const char *text, const char *const *words) {
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static bool is_code(const char *text) {
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(text);
}

static bool is_id(const char *text) {
    return strlen(text) == ENTRY_ID_SIZE - 1 && strspn(text, "0123456789abcdef-") == ENTRY_ID_SIZE - 1;
}

static bool good_value(const struct entry *entry) {
    static const char *const days[] = {"31", "40", "50", "55", "60", NULL}, *const whom[] = {"", "io", "sho", "co", NULL},
                            *const how[] = {"", "person", "phone", "message", "written", NULL},
                            *const wrong[] = {"wrong", "right-again", NULL}, *const settled[] = {"tracked", "no", NULL},
                            *const states[] = {"done", "waiting", "na", "no-consent", NULL};
    switch (entry->kind) {
    case ENTRY_REASON:
        return is_code(entry->code);
    case ENTRY_STEP:
        return is_code(entry->code) && one_of(entry->state, states);
    case ENTRY_TOLD:
        return one_of(entry->code, days) && one_of(entry->whom, whom) && one_of(entry->how, how);
    case ENTRY_WRONG:
        return is_code(entry->code) && one_of(entry->state, wrong);
    case ENTRY_SETTLE:
        return one_of(entry->state, settled);
    case ENTRY_UNDO:
    case ENTRY_REDACT:
    case ENTRY_ANSWER:
        return is_id(entry->code) && strcmp(entry->code, entry->id) != 0;
    case ENTRY_NOTE:
    case ENTRY_DIRECTION:
        return entry->text[0] != '\0';
    }
    return false;
}

const char *ops_check(const struct entry *entry, const char *level, civil_day today) {
    if (entry->kind == ENTRY_DIRECTION && strcmp(level, "station") == 0)
        return "bad-kind"; /* a direction comes from above */
    if (entry->on != CIVIL_NONE && entry->on > today + 1) /* a day more: a clock that is ahead of ours */
        return "bad-value";
    return good_value(entry) ? "" : "bad-value";
}

bool ops_too_long(const json_t *array) {
    return json_string_length(json_array_get(array, ENTRY_TEXT_AT)) > ENTRY_TEXT_MAX;
}

bool ops_same_case(struct db *db, const struct entry *entry, bool *same, struct error *e) {
    struct query *q = db_query(db, "SELECT case_id FROM entry WHERE id = $1", e);
    int64_t there;
    if (!q)
        return false;
    query_text(q, 1, entry->code);
    if (!query_one(q, 0, &there, e))
        return false;
    *same = there == 0 || there == entry->case_id;
    return true;
}

bool ops_of_scope(struct db *db, const char *id, int64_t lft, int64_t rgt, bool *of_scope, struct error *e) {
    struct query *q = db_query(db, "SELECT 1 FROM entry n JOIN unit u ON u.id = n.unit WHERE n.id = $1 AND u.lft BETWEEN $2 AND $3", e);
    int64_t there;
    if (!q)
        return false;
    query_text(q, 1, id);
    query_int(q, 2, lft);
    query_int(q, 3, rgt);
    if (!query_one(q, 0, &there, e))
        return false;
    *of_scope = there == 1;
    return true;
}

bool ops_may_undo(struct db *db, const char *id, int64_t unit, bool *may, struct error *e) {
    struct query *q = db_query(db, "SELECT 1 FROM entry WHERE id = $1 AND kind = 'direction' AND unit <> $2", e);
    int64_t anothers;
    if (!q)
        return false;
    query_text(q, 1, id);
    query_int(q, 2, unit);
    if (!query_one(q, 0, &anothers, e))
        return false;
    *may = anothers == 0;
    return true;
}
