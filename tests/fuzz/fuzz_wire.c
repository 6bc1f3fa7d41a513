/* Any bytes as what a data centre (or a station) sends: rows, columns, entries, removals, units, ids, digests, cursors. Nothing reads or
 * writes where it must not; what is taken has its ends, its bounds and clean text, is written again, and read back the same; what is
 * not taken has a sentence. The first byte says what the rest is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/sync/wire.h"
#include "src/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held)
        __builtin_trap();
}

static void must_say(const struct error *e) {
    must(e->kind == ERROR_UNABLE && e->text[0] != '\0' && memchr(e->text, '\0', sizeof e->text) != NULL);
}

/* Clean is what cleaning leaves as it is. */
static void must_be_clean(const char *text, size_t cap, bool lines) {
    char again[4 * ENTRY_TEXT_MAX];
    must(memchr(text, '\0', cap) != NULL);
    if (lines)
        text_clean_lines(text, strlen(text), again, sizeof again);
    else
        text_clean(text, strlen(text), again, sizeof again);
    must(strcmp(text, again) == 0);
}

/* Written, read and written again: twice the same. */
static void same_again(json_t *first, json_t *second) {
    must(first != NULL && second != NULL && json_equal(first, second));
    json_decref(first);
    json_decref(second);
}

static void check_entry(const struct entry *entry) {
    must(strlen(entry->id) == ENTRY_ID_SIZE - 1 && entry->seq > 0 && entry->device[0] != '\0');
    must_be_clean(entry->code, sizeof entry->code, false);
    must_be_clean(entry->whom, sizeof entry->whom, false);
    must_be_clean(entry->text, sizeof entry->text, true);
    must_be_clean(entry->author, sizeof entry->author, false);
    must_be_clean(entry->ref, sizeof entry->ref, false);
}

static void one_case(const struct wire_map *map, const json_t *row) {
    static struct sync_case c, back;
    struct error e = {0};
    if (!wire_case_read(map, row, &c, &e)) {
        must_say(&e);
        return;
    }
    must(c.id != 0 && c.id == c.facts.id && c.ver > 0 && c.unit[0] != '\0' && c.facts.sections == &c.sections);
    must(c.sections.n >= 0 && c.sections.n <= SECTIONS_MAX && c.facts.status < STATUS_COUNT);
    must_be_clean(c.unit, sizeof c.unit, false);
    must_be_clean(c.facts.io.name, sizeof c.facts.io.name, false);
    must_be_clean(c.facts.final_no, sizeof c.facts.final_no, false);
    for (int i = 0; i < c.events; i++) {
        must(c.event[i].on != CIVIL_NONE);
        must_be_clean(c.event[i].now, sizeof c.event[i].now, false);
    }
    for (int i = 0; i < c.entries; i++) {
        must(c.entry[i].case_id == c.id);
        check_entry(&c.entry[i]);
    }
    struct wire_map ours;
    json_t *cols = wire_columns_write(), *first = wire_case_write(&c);
    must(cols && wire_map_read(cols, &ours, &e) && wire_case_read(&ours, first, &back, &e));
    same_again(first, wire_case_write(&back));
    json_decref(cols);
}

static void cases(const json_t *value) {
    static const struct wire_map none = {{0}};
    struct wire_map map = none;
    struct error e = {0};
    const json_t *cols = json_object_get(value, "cols"), *rows = json_object_get(value, "rows");
    if (cols && !wire_map_read(cols, &map, &e)) {
        must_say(&e);
        return;
    }
    if (!cols)
        for (int i = 0; i < WIRE_COLUMNS; i++)
            map.at[i] = i;
    for (size_t i = 0; i < json_array_size(rows); i++)
        one_case(&map, json_array_get(rows, i));
}

/* A whole page, without a tree and with one: what the scanner takes jansson takes, and the rows are the same. */
static void page(const char *text, size_t n) {
    static struct sync_case a, b;
    struct wire_rows rows;
    struct wire_map map;
    struct error e = {0};
    char *head;
    size_t head_n;
    if (!wire_rows_find(text, n, "rows", &rows, &head, &head_n, &e)) {
        must_say(&e);
        return;
    }
    json_t *whole = json_loadb(text, n, 0, NULL), *rest = json_loadb(head, head_n, 0, NULL);
    must(whole != NULL && rest != NULL);
    const json_t *list = json_object_get(whole, "rows");
    must(rows.n == json_array_size(list));
    bool more = rows.n > 0 && wire_map_read(json_object_get(rest, "cols"), &map, &e);
    for (size_t i = 0; more; i++) {
        int next = wire_rows_next(&rows, &map, &a, &e);
        bool read = i < json_array_size(list) && wire_case_read(&map, json_array_get(list, i), &b, &e);
        must(next == (i == json_array_size(list) ? 0 : read ? 1 : -1));
        more = next == 1;
        if (more)
            same_again(wire_case_write(&a), wire_case_write(&b));
    }
    free(head);
    json_decref(whole);
    json_decref(rest);
}

static void entry_of(const json_t *value, bool with_case) {
    struct entry entry, back;
    struct error e = {0};
    if (!wire_entry_read(value, with_case, &entry, &e)) {
        if (e.kind != ERROR_NONE)
            must_say(&e);
        return;
    }
    check_entry(&entry);
    json_t *first = wire_entry_write(&entry, with_case);
    must(wire_entry_read(first, with_case, &back, &e));
    same_again(first, wire_entry_write(&back, with_case));
}

static void small(const json_t *value) {
    struct sync_gone gone;
    struct sync_unit unit;
    struct sync_digest digest;
    case_id id;
    int64_t ver;
    struct error e = {0};
    if (wire_gone_read(value, &gone, &e)) {
        must(gone.id != 0 && gone.ver > 0);
        must_be_clean(gone.to, sizeof gone.to, false);
        json_decref(wire_gone_write(&gone));
    }
    if (wire_unit_read(value, &unit, &e)) {
        must(unit.code[0] != '\0');
        must_be_clean(unit.name_hi, sizeof unit.name_hi, false);
        json_decref(wire_unit_write(&unit));
    }
    if (wire_digest_read(value, &digest, &e))
        json_decref(wire_digest_write(&digest, true));
    if (wire_id_read(value, &id, &ver, &e))
        json_decref(wire_id_write(id, ver));
}

static void cursor(const char *text) {
    char written[48];
    int64_t epoch, seq, epoch2, seq2;
    uint64_t sum;
    if (wire_cursor_parse(text, &epoch, &seq)) {
        must(epoch >= 0 && seq >= 0);
        wire_cursor_write(epoch, seq, written);
        must(wire_cursor_parse(written, &epoch2, &seq2) && epoch == epoch2 && seq == seq2);
    }
    if (wire_sum_parse(text, &sum))
        must(strlen(text) == 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    if (data[0] % 4 == 3) {
        char text[64];
        size_t n = size - 1 < sizeof text - 1 ? size - 1 : sizeof text - 1;
        memcpy(text, data + 1, n);
        text[n] = '\0';
        cursor(text);
        return 0;
    }
    if (data[0] % 8 == 4) {
        page((const char *)data + 1, size - 1);
        return 0;
    }
    json_t *value = json_loadb((const char *)data + 1, size - 1, JSON_DECODE_ANY, NULL);
    if (!value)
        return 0;
    if (data[0] % 4 == 0)
        cases(value);
    else if (data[0] % 4 == 1)
        entry_of(value, data[0] & 8);
    else
        small(value);
    json_decref(value);
    return 0;
}
