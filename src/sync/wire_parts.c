/* Entries, rows that left, units, ids, digests, cursors and sums as JSON, both ways. */
#include "src/sync/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/entry.h"
#include "src/i18n.h"
#include "src/sync/wire_inside.h"
#include "src/text.h"

/* ---- entries ---- */

static bool bad_entry(const struct entry *entry, const char *member, struct error *e) {
    return error_set(e, ERROR_UNABLE, _("an entry is damaged (%s, %s); it is not taken"), entry->id[0] ? entry->id : "?", member);
}

/* An entry's id: the signs of a UUID in lower case. */
static bool uuid_in(const json_t *value, char out[ENTRY_ID_SIZE]) {
    if (!wire_word(value, out, ENTRY_ID_SIZE) || strlen(out) != ENTRY_ID_SIZE - 1 ||
        strspn(out, "0123456789abcdef-") != ENTRY_ID_SIZE - 1) {
        out[0] = '\0';
        return false;
    }
    return true;
}

/* What follows the case's id. */
static bool entry_rest(const json_t *from, size_t at, const char *kind, struct entry *out, struct error *e) {
    if (!wire_word(json_array_get(from, at), out->code, sizeof out->code))
        return bad_entry(out, "code", e);
    if (!wire_word(json_array_get(from, at + 1), out->state, sizeof out->state))
        return bad_entry(out, "state", e);
    if (!wire_day(json_array_get(from, at + 2), &out->on))
        return bad_entry(out, "on", e);
    if (!wire_text(json_array_get(from, at + 3), out->whom, sizeof out->whom))
        return bad_entry(out, "whom", e);
    if (!wire_text(json_array_get(from, at + 4), out->how, sizeof out->how))
        return bad_entry(out, "how", e);
    if (!wire_lines(json_array_get(from, at + 5), out->text, sizeof out->text))
        return bad_entry(out, "text", e);
    if (!wire_text(json_array_get(from, at + 6), out->author, sizeof out->author) || out->author[0] == '\0')
        return bad_entry(out, "author", e);
    if (!wire_stamp(json_array_get(from, at + 7), out->at))
        return bad_entry(out, "at", e);
    if (!wire_text(json_array_get(from, at + 8), out->ref, sizeof out->ref))
        return bad_entry(out, "ref", e);
    if (!wire_day(json_array_get(from, at + 9), &out->next_on))
        return bad_entry(out, "next", e);
    /* known last: an entry of an unknown kind is passed over only where it is sound */
    return entry_kind_parse(kind, &out->kind);
}

bool wire_entry_read(const json_t *array, bool with_case, struct entry *out, struct error *e) {
    char kind[32];
    size_t at = 3;
    error_clear(e);
    *out = (struct entry){.on = CIVIL_NONE, .next_on = CIVIL_NONE};
    if (!json_is_array(array) || !uuid_in(json_array_get(array, 0), out->id))
        return bad_entry(out, "id", e);
    if (!wire_number(json_array_get(array, 2), 1, &out->seq))
        return bad_entry(out, "seq", e);
    if (!wire_word(json_array_get(array, 1), out->device, sizeof out->device) || out->device[0] == '\0')
        return bad_entry(out, "device", e);
    if (with_case && !wire_case_id(json_array_get(array, at++), &out->case_id))
        return bad_entry(out, "case", e);
    if (!wire_word(json_array_get(array, at), kind, sizeof kind) || kind[0] == '\0')
        return bad_entry(out, "kind", e);
    return entry_rest(array, at + 1, kind, out, e);
}

json_t *wire_entry_write(const struct entry *entry, bool with_case) {
    json_t *out = json_array();
    if (out && wire_append(out, json_string(entry->id)) && wire_append(out, json_string(entry->device)) &&
        wire_append(out, json_integer(entry->seq)) && (!with_case || wire_append(out, wire_put_case_id(entry->case_id))) &&
        wire_append(out, json_string(entry_kind_name(entry->kind))) && wire_append(out, json_string(entry->code)) &&
        wire_append(out, json_string(entry->state)) && wire_append(out, wire_put_day(entry->on)) &&
        wire_append(out, json_string(entry->whom)) && wire_append(out, json_string(entry->how)) &&
        wire_append(out, json_string(entry->text)) && wire_append(out, json_string(entry->author)) &&
        wire_append(out, json_string(entry->at)) &&
        ((entry->ref[0] == '\0' && entry->next_on == CIVIL_NONE) ||
         (wire_append(out, json_string(entry->ref)) && wire_append(out, wire_put_day(entry->next_on)))))
        return out;
    json_decref(out);
    return NULL;
}

/* ---- rows that left ---- */

bool wire_gone_read(const json_t *array, struct sync_gone *out, struct error *e) {
    char reason[16];
    *out = (struct sync_gone){0};
    if (json_is_array(array) && wire_case_id(json_array_get(array, 0), &out->id) &&
        wire_word(json_array_get(array, 1), reason, sizeof reason) && wire_number(json_array_get(array, 2), 1, &out->ver) &&
        wire_text(json_array_get(array, 3), out->to, sizeof out->to)) {
        out->reason = strcmp(reason, "moved") == 0 ? GONE_MOVED : GONE_DELETED;
        if (out->reason == GONE_MOVED || strcmp(reason, "deleted") == 0)
            return true;
    }
    return error_set(e, ERROR_UNABLE, _("a row of what left is damaged; nothing of this page is kept"));
}

json_t *wire_gone_write(const struct sync_gone *gone) {
    json_t *out = json_array();
    if (out && wire_append(out, wire_put_case_id(gone->id)) &&
        wire_append(out, json_string(gone->reason == GONE_MOVED ? "moved" : "deleted")) &&
        wire_append(out, json_integer(gone->ver)) && (gone->to[0] == '\0' || wire_append(out, json_string(gone->to))))
        return out;
    json_decref(out);
    return NULL;
}

/* ---- units, ids ---- */

bool wire_unit_read(const json_t *array, struct sync_unit *out, struct error *e) {
    char level[16], kind[16];
    *out = (struct sync_unit){0};
    if (!json_is_array(array) || !wire_text(json_array_get(array, 0), out->code, sizeof out->code) || out->code[0] == '\0' ||
        !wire_text(json_array_get(array, 1), out->parent, sizeof out->parent) ||
        !wire_word(json_array_get(array, 2), level, sizeof level) || !unit_level_parse(level, &out->level) ||
        !wire_word(json_array_get(array, 3), kind, sizeof kind) ||
        !wire_text(json_array_get(array, 4), out->name_en, sizeof out->name_en) ||
        !wire_text(json_array_get(array, 5), out->name_hi, sizeof out->name_hi))
        return error_set(e, ERROR_UNABLE, _("a unit from the data centre is damaged (%s); the units stay as they are"),
                         out->code[0] ? out->code : "?");
    if (!unit_kind_parse(kind, &out->kind))
        out->kind = kind[0] == '\0' ? KIND_TERRITORIAL : KIND_OTHER;
    return true;
}

json_t *wire_unit_write(const struct sync_unit *unit) {
    json_t *out = json_array();
    if (out && wire_append(out, json_string(unit->code)) && wire_append(out, json_string(unit->parent)) &&
        wire_append(out, json_string(unit_level_name(unit->level))) &&
        wire_append(out, json_string(unit_kind_name(unit->kind))) && wire_append(out, json_string(unit->name_en)) &&
        wire_append(out, json_string(unit->name_hi)))
        return out;
    json_decref(out);
    return NULL;
}

bool wire_id_read(const json_t *array, case_id *id, int64_t *ver, struct error *e) {
    *id = *ver = 0;
    return (json_is_array(array) && wire_case_id(json_array_get(array, 0), id) && wire_number(json_array_get(array, 1), 1, ver)) ||
           error_set(e, ERROR_UNABLE, _("the data centre's list of case numbers is damaged; nothing of it is used"));
}

json_t *wire_id_write(case_id id, int64_t ver) {
    json_t *out = json_array();
    if (out && wire_append(out, wire_put_case_id(id)) && wire_append(out, json_integer(ver)))
        return out;
    json_decref(out);
    return NULL;
}

/* ---- digests, cursors, sums ---- */

bool wire_digest_read(const json_t *value, struct sync_digest *out, struct error *e) {
    bool array = json_is_array(value);
    const json_t *count = array ? json_array_get(value, 0) : json_object_get(value, "count");
    const json_t *sum = array ? json_array_get(value, 1) : json_object_get(value, "sum");
    *out = (struct sync_digest){0};
    return (wire_number(count, 0, &out->count) && wire_sum_parse(json_string_value(sum), &out->sum)) ||
           error_set(e, ERROR_UNABLE, _("the data centre's digest is damaged; it is not used"));
}

json_t *wire_digest_write(const struct sync_digest *digest, bool as_array) {
    char sum[17];
    wire_sum_write(digest->sum, sum);
    return as_array ? json_pack("[I,s]", (json_int_t)digest->count, sum)
                    : json_pack("{s:I,s:s}", "count", (json_int_t)digest->count, "sum", sum);
}

/* Digits alone, at most INT64_MAX; *end behind them. */
static bool number_at(const char *text, const char **end, int64_t *out) {
    int64_t n = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (n > (INT64_MAX - (*at - '0')) / 10)
            return false;
        n = n * 10 + (*at - '0');
    }
    *end = at;
    *out = n;
    return at > text;
}

bool wire_cursor_parse(const char *text, int64_t *epoch, int64_t *seq) {
    *epoch = *seq = 0;
    if (text && number_at(text, &text, epoch) && *text == '.' && number_at(text + 1, &text, seq) && *text == '\0')
        return true;
    *epoch = *seq = 0;
    return false;
}

void wire_cursor_write(int64_t epoch, int64_t seq, char out[48]) {
    snprintf(out, 48, "%" PRId64 ".%" PRId64, epoch, seq);
}

void wire_sum_write(uint64_t sum, char out[17]) {
    snprintf(out, 17, "%016" PRIx64, sum);
}

bool wire_sum_parse(const char *text, uint64_t *out) {
    *out = 0;
    if (!text || strlen(text) != 16)
        return false;
    uint64_t sum = 0;
    for (const char *at = text; *at; at++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF", *digit = strchr(digits, *at);
        if (!digit)
            return false;
        sum = sum << 4 | (uint64_t)((digit - digits) & 15);
    }
    *out = sum;
    return true;
}
