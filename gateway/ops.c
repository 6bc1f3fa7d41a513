/* Entries from a device, one transaction a batch. */
#include "gateway/ops.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "db/record_log.h"
#include "gateway/ops_check.h"
#include "gateway/put.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

#define REFUSED_SHOWN 200

struct taking {
    struct ops *ops;
    struct db *db;
    struct scope scope;
    struct put put;
    char now[32];
    case_id sized;      /* the case whose size is known; 0 none */
    int64_t signs;      /* what the unit has written of it */
};

void ops_free(struct ops *ops) {
    buffer_free(&ops->results);
    buffer_free(&ops->refused);
}

static void result(struct ops *ops, const char *id, const char *word, const char *reason, const char *first) {
    buffer_format(&ops->results, "%s[\"%s\",\"%s\",\"%s\"", ops->n++ > 0 ? "," : "", id, word, reason);
    if (first)
        buffer_format(&ops->results, ",\"%s\"", first);
    buffer_text(&ops->results, "]");
}

/* ---- what is known ---- */

/* 1: the id is known, and its first result was given; 0: new; -1 failed. */
static int known(struct taking *t, const struct entry *entry, struct error *e) {
    struct query *q = db_query(t->db, "SELECT result, reason FROM entry WHERE id = $1", e);
    char first[16], reason[40];
    if (!q)
        return -1;
    query_text(q, 1, entry->id);
    int row = query_step(q, e);
    if (row == 1) {
        text_format(first, sizeof first, "%s", query_get_text(q, 0));
        text_format(reason, sizeof reason, "%s", query_get_text(q, 1));
        query_end(q);
        result(t->ops, entry->id, "dup", reason, first);
    }
    return row;
}

/* Who holds the case now (0 nobody here), and whether this scope may write of it: it holds it, held it once, or registered it. */
static bool standing(struct taking *t, case_id id, int64_t *holder, bool *may, struct error *e) {
    char station[16];
    struct query *q = db_query(t->db,
                               "SELECT (SELECT unit FROM gcase WHERE id = $1), "
                               "(SELECT 1 FROM gcase c JOIN unit h ON h.id = c.unit WHERE c.id = $1 AND h.lft BETWEEN $2 AND $3), "
                               "(SELECT 1 FROM unit s WHERE s.code = $4 AND s.lft BETWEEN $2 AND $3), "
                               "(SELECT 1 FROM feed f JOIN unit w ON w.id = f.unit WHERE f.case_id = $1 AND w.lft BETWEEN $2 AND $3 LIMIT 1)",
                               e);
    if (!q)
        return false;
    text_format(station, sizeof station, "%" PRId64, case_id_station(id));
    query_int(q, 1, id);
    query_int(q, 2, t->scope.lft);
    query_int(q, 3, t->scope.rgt);
    query_text(q, 4, station);
    int row = query_step(q, e);
    *holder = row == 1 ? query_get_int(q, 0) : 0;
    *may = row == 1 && (query_get_int(q, 1) == 1 || query_get_int(q, 2) == 1 || query_get_int(q, 3) == 1);
    query_end(q);
    return row >= 0;
}

/* ---- redaction ---- */

static bool body_of(const struct entry *entry, struct buffer *out, struct error *e) {
    json_t *array = wire_entry_write(entry, false);
    char *text = array ? json_dumps(array, JSON_COMPACT) : NULL;
    if (text)
        buffer_text(out, text);
    free(text);
    json_decref(array);
    return (text && buffer_good(out)) || error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

/* Overwrites the text of the stored entry wherever it stands here. *other: the case where it stands, 0 where it is not here (yet). */
static bool overwrite(struct taking *t, const char *target, case_id *other, struct error *e) {
    struct entry entry;
    struct buffer body = {0};
    struct error unread = {0};
    struct query *q = db_query(t->db, "SELECT case_id, body FROM entry WHERE id = $1 AND body <> ''", e);
    if (!q)
        return false;
    query_text(q, 1, target);
    *other = 0;
    int row = query_step(q, e);
    if (row != 1)
        return row == 0;
    case_id id = query_get_int(q, 0);
    json_t *array = json_loads(query_get_text(q, 1), 0, NULL);
    bool good = array && wire_entry_read(array, false, &entry, &unread);
    json_decref(array);
    query_end(q);
    if (!good)
        return error_set(e, ERROR_UNABLE, _("the stored entry %s is damaged"), target);
    text_format(entry.text, sizeof entry.text, "%s", REDACTED_TEXT);
    good = body_of(&entry, &body, e) && (q = db_query(t->db, "UPDATE entry SET body = $2 WHERE id = $1", e)) != NULL;
    if (good) {
        query_text(q, 1, target);
        query_text(q, 2, buffer_string(&body));
        good = query_run(q, e);
    }
    buffer_free(&body);
    *other = id;
    t->put.redacted = t->ops->redacted = true;
    return good;
}

/* A redaction may have come before its target (a server restored from a backup, two devices). */
static bool redacted_before(struct taking *t, struct entry *entry, struct error *e) {
    struct query *q = db_query(t->db, "SELECT 1 FROM entry WHERE kind = 'redact' AND code = $1 AND case_id = $2 AND result <> 'refused' LIMIT 1", e);
    int64_t there = 0;
    if (!q)
        return false;
    query_text(q, 1, entry->id);
    query_int(q, 2, entry->case_id);
    if (!query_one(q, 0, &there, e))
        return false;
    if (there == 1 && entry->text[0] != '\0')
        text_format(entry->text, sizeof entry->text, "%s", REDACTED_TEXT);
    return true;
}

/* ---- how much ---- */

/* What one unit may write of one case, in signs of the stored entries: some thousand remarks. More would make the case's row larger than a
 * page may be, and nobody above the unit could sync any more. */
#define SIGNS_MOST 200000
#define SIGNS_MOST_REDACT 300000 /* a redaction is still taken then */

static bool room_left(struct taking *t, const struct entry *entry, bool *room, struct error *e) {
    if (t->sized != entry->case_id) {
        struct query *q = db_query(t->db, "SELECT sum(length(body)) FROM entry WHERE case_id = $1 AND unit = $2", e);
        if (!q)
            return false;
        query_int(q, 1, entry->case_id);
        query_int(q, 2, t->scope.unit);
        if (!query_one(q, 0, &t->signs, e))
            return false;
        t->sized = entry->case_id;
    }
    *room = t->signs < (entry->kind == ENTRY_REDACT ? SIGNS_MOST_REDACT : SIGNS_MOST);
    return true;
}

/* ---- writing ---- */

static bool keep(struct taking *t, const struct entry *entry, const char *word, const char *reason, struct error *e) {
    struct buffer body = {0};
    struct query *q;
    bool refused = strcmp(word, "refused") == 0;
    if (!refused && !body_of(entry, &body, e))
        return false;
    q = db_query(t->db,
                 "INSERT INTO entry (id, device, seq, case_id, kind, code, body, at, result, reason, unit, received) "
                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                 e);
    if (q) {
        query_text(q, 1, entry->id);
        query_text(q, 2, t->ops->device);
        query_int(q, 3, entry->seq);
        query_int(q, 4, refused ? 0 : entry->case_id); /* of none: however many there are, they slow nothing down */
        query_text(q, 5, refused ? "" : entry_kind_name(entry->kind));
        query_text(q, 6, refused ? "" : entry->code);
        query_text(q, 7, refused ? "" : buffer_string(&body));
        query_text(q, 8, entry->at);
        query_text(q, 9, word);
        query_text(q, 10, reason);
        query_int(q, 11, t->scope.unit);
        query_text(q, 12, t->now);
    }
    bool good = q && query_run(q, e);
    t->signs += entry->case_id == t->sized ? (int64_t)body.n : 0;
    buffer_free(&body);
    if (good) {
        t->ops->applied++;
        result(t->ops, entry->id, word, reason, NULL);
    }
    return good;
}

/* A redaction overwrites another's text: of the same case, and where this scope may write of the case, or brought that text itself.
 * *reason: why not. */
static bool redact(struct taking *t, const struct entry *entry, bool may, const char **reason, struct error *e) {
    case_id other = 0;
    bool same, own = false;
    if (!ops_same_case(t->db, entry, &same, e) || (!may && !ops_of_scope(t->db, entry->code, t->scope.lft, t->scope.rgt, &own, e)))
        return false;
    *reason = !same ? "bad-value" : !may && !own ? NOT_IN_SCOPE : "";
    return **reason != '\0' || overwrite(t, entry->code, &other, e);
}

/* Of a case that this scope has nothing to do with (as far as this server knows: it may have been restored from yesterday's backup, or
 * the transfer is still to come) an entry is kept all the same, and stands in the case's row once the case is held here. */
static bool take_new(struct taking *t, struct entry *entry, const char *reason, struct error *e) {
    int64_t holder = 0;
    bool may = true, room = true;
    if (*reason == '\0' && !room_left(t, entry, &room, e))
        return false;
    if (!room)
        reason = "too-many";
    if (*reason == '\0' && (!standing(t, entry->case_id, &holder, &may, e) || !redacted_before(t, entry, e)))
        return false;
    if (*reason == '\0' && entry->kind == ENTRY_REDACT && !redact(t, entry, may, &reason, e))
        return false;
    bool given = true;
    if (*reason == '\0' && entry->kind == ENTRY_UNDO && !ops_may_undo(t->db, entry->code, t->scope.unit, &given, e))
        return false;
    if (!given)
        reason = NOT_IN_SCOPE;
    if (*reason != '\0')
        return keep(t, entry, "refused", reason, e);
    if (!may)
        return keep(t, entry, "flagged", NOT_IN_SCOPE, e);
    return keep(t, entry, holder != 0 ? "applied" : "flagged", "", e) && (holder == 0 || put_entries(&t->put, entry->case_id, e));
}

/* The entry as the protocol has it; what is wrong inside of it becomes a reason of refusal. NULL with ops->why: no entry at all. */
static const char *read_entry(struct taking *t, const json_t *array, struct entry *entry) {
    struct error unread = {0};
    const char *reason = "";
    if (!wire_entry_read(array, true, entry, &unread)) {
        reason = unread.kind == ERROR_NONE ? "bad-kind" : ops_too_long(array) ? "too-long" : "bad-value";
        if (entry->id[0] == '\0' || entry->seq <= 0) {
            text_format(t->ops->why, sizeof t->ops->why, "%s", unread.text);
            return NULL;
        }
    }
    const char *device = json_string_value(json_array_get(array, 1));
    if (!device || strcmp(device, t->ops->device) != 0) {
        text_format(t->ops->why, sizeof t->ops->why, "entry %s is not of this device", entry->id);
        return NULL;
    }
    return *reason == '\0' ? ops_check(entry, t->scope.level, t->ops->today) : reason;
}

/* false: stop; the verdict is set, or e is filled (OPS_FAILED). */
static bool take_one(struct taking *t, const json_t *array, struct error *e) {
    struct ops *ops = t->ops;
    struct entry entry;
    const char *reason = read_entry(t, array, &entry);
    if (!reason) {
        ops->verdict = OPS_BAD;
        return false;
    }
    int there = known(t, &entry, e);
    if (there < 0)
        return false;
    if (there == 1) {
        ops->dev_seq += entry.seq == ops->dev_seq + 1;
        return true;
    }
    if (entry.seq <= ops->dev_seq || entry.seq != ops->dev_seq + 1) {
        ops->verdict = entry.seq <= ops->dev_seq ? OPS_REWOUND : OPS_GAP;
        ops->expected = ops->dev_seq + 1;
        return false;
    }
    if (!take_new(t, &entry, reason, e))
        return false;
    ops->dev_seq = entry.seq;
    return true;
}

static bool device_write(struct taking *t, struct error *e) {
    const struct ops *ops = t->ops;
    struct query *q = db_query(t->db,
                               "INSERT INTO device (id, unit, dev_seq, last_seen, cursor, count, sum, unsent) VALUES ($1, $2, $3, $4, $5, $6, "
                               "$7, $8) ON CONFLICT (id) DO UPDATE SET dev_seq = excluded.dev_seq, last_seen = excluded.last_seen, "
                               "cursor = excluded.cursor, count = excluded.count, sum = excluded.sum, unsent = excluded.unsent",
                               e);
    if (!q)
        return false;
    query_text(q, 1, ops->device);
    query_int(q, 2, t->scope.unit);
    query_int(q, 3, ops->dev_seq);
    query_text(q, 4, t->now);
    query_text(q, 5, ops->state.cursor);
    query_int(q, 6, ops->state.count);
    query_text(q, 7, ops->state.sum);
    query_int(q, 8, ops->state.unsent);
    return query_run(q, e);
}

/* A lost reply must not lose a refusal: each reply has those that stand. */
static bool refusals(struct taking *t, struct error *e) {
    struct query *q =
        db_query(t->db, "SELECT id, reason FROM entry WHERE device = $1 AND result = 'refused' ORDER BY seq DESC LIMIT $2", e);
    int row, n = 0;
    if (!q)
        return false;
    query_text(q, 1, t->ops->device);
    query_int(q, 2, REFUSED_SHOWN);
    while ((row = query_step(q, e)) == 1)
        buffer_format(&t->ops->refused, "%s[\"%s\",\"%s\"]", n++ > 0 ? "," : "", query_get_text(q, 0), query_get_text(q, 1));
    return row == 0;
}

static bool work(struct db *db, void *context, struct error *e) {
    struct taking *t = context;
    struct ops *ops = t->ops;
    ops->verdict = OPS_FAILED;
    ops->n = ops->applied = 0;
    ops->results.n = ops->refused.n = 0;
    ops->redacted = false;
    t->sized = 0;
    t->db = db;
    if (!scope_read(db, ops->unit, ops->device, &t->scope, e) || !put_begin(&t->put, db, ops->today, e))
        return false;
    ops->dev_seq = t->scope.dev_seq;
    if (t->scope.unit == 0 || t->scope.device_elsewhere) {
        ops->verdict = t->scope.unit == 0 ? OPS_UNKNOWN : OPS_REWOUND;
        return false;
    }
    for (size_t i = 0; i < json_array_size(ops->entries); i++)
        if (!take_one(t, json_array_get(ops->entries, i), e))
            return false;
    if (!device_write(t, e) || !refusals(t, e) || !put_end(&t->put, e))
        return false;
    ops->changed = t->put.changed;
    return (buffer_good(&ops->results) && buffer_good(&ops->refused)) || error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

enum ops_verdict ops_take(struct db *db, struct ops *ops, struct error *e) {
    struct taking t = {.ops = ops};
    clock_stamp(t.now);
    if (db_run(db, work, &t, e)) {
        ops->verdict = OPS_TAKEN;
        return OPS_TAKEN;
    }
    if (ops->verdict != OPS_FAILED) /* nothing was taken: the number is what it was */
        ops->dev_seq = t.scope.dev_seq;
    return ops->verdict;
}
