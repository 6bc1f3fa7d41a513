/* Any bytes as what reaches the gateway: the body of POST /ops taken into a store (SQLite in memory's file system), a certificate's subject,
 * and JSON with a bound on its values. Nothing reads or writes where it must not; whatever was taken, the reply and the stored rows are
 * JSON, each entry has its result, and another unit's case has nothing of it; the bound changes nothing but what goes beyond it. The first
 * byte says what the rest is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateway/feed.h"
#include "gateway/ops.h"
#include "gateway/put.h"
#include "gateway/tls.h"
#include "src/sync/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held)
        __builtin_trap();
}

#define TODAY civil_from_ymd(2026, 11, 25)
static struct gate *gate;
static char folder[64];

static bool fill(struct db *db, void *context, struct error *e) {
    struct put put;
    struct stored none = {0};
    (void)context;
    return db_exec(db,
                   "DELETE FROM entry; DELETE FROM device; DELETE FROM gcase; DELETE FROM feed; DELETE FROM unit_digest; DELETE FROM unit;"
                   "INSERT INTO unit (id, code, parent, level, kind, name_en, name_hi, lft, rgt, epoch) VALUES "
                   "(1, '3165', NULL, 'district', 'territorial', 'A', '', 1, 6, 0), (2, '31655001', 1, 'station', 'territorial', 'A1', '', 2, 3, 0), "
                   "(3, '31655002', 1, 'station', 'territorial', 'A2', '', 4, 5, 0)",
                   e) &&
           put_begin(&put, db, TODAY, e) && put_case(&put, case_id_make(31655001, 2026, 1), &none, 2, "\"2026-10-05\"", "", 1, e) &&
           put_case(&put, case_id_make(31655002, 2026, 2), &none, 3, "\"2026-10-05\"", "", 1, e) && put_end(&put, e);
}

static void begin(void) {
    struct error e = {0};
    static int taken;
    if (!gate) {
        snprintf(folder, sizeof folder, "%s/itsso-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        must(mkdtemp(folder) != NULL && (gate = gate_open(folder, &e)) != NULL);
    }
    if (taken++ % 500 == 0) { /* what was taken before is in the way of the next */
        struct db *db = gate_take(gate, SQL_WRITE, &e);
        must(db && db_hurry(db, true, &e) && db_run(db, fill, NULL, &e));
        gate_give(gate, db);
    }
}

static json_t *array_of(const struct buffer *elements) {
    struct buffer text = {0};
    buffer_text(&text, "[");
    buffer_add(&text, buffer_string(elements), elements->n);
    buffer_text(&text, "]");
    json_t *array = json_loads(buffer_string(&text), 0, NULL);
    must(json_is_array(array));
    buffer_free(&text);
    return array;
}

/* The rows of a unit, as they go out. */
static json_t *rows_of(const char *unit, struct page *page) {
    struct error e = {0};
    struct scope scope;
    struct db *db = gate_take(gate, SQL_READ, &e);
    must(db && db_begin(db, &e) && scope_read(db, unit, "d1", &scope, &e) && feed_snapshot(db, &scope, 0, 100, page, &e));
    gate_give(gate, db);
    return array_of(&page->rows);
}

static void ops(const char *text, size_t n) {
    struct error e = {0};
    struct page page;
    json_t *body = wire_load(text, n, JSON_REJECT_DUPLICATES, WIRE_VALUES_BODY);
    const json_t *entries = json_object_get(body, "entries");
    if (json_is_array(entries) && json_array_size(entries) <= SYNC_OPS_MAX) {
        begin();
        struct ops ops = {.unit = "31655001", .device = "d1", .entries = entries, .today = TODAY};
        struct db *db = gate_take(gate, SQL_WRITE, &e);
        must(db != NULL);
        enum ops_verdict verdict = ops_take(db, &ops, &e);
        gate_give(gate, db);
        must(verdict != OPS_FAILED && verdict != OPS_UNKNOWN);
        json_t *results = array_of(&ops.results), *refused = array_of(&ops.refused);
        must(verdict != OPS_TAKEN || json_array_size(results) == json_array_size(entries));
        ops_free(&ops);
        json_decref(results);
        json_decref(refused);
        json_t *own = rows_of("31655001", &page);
        must(json_array_size(own) == 1);
        json_decref(own);
        page_free(&page);
        json_t *others = rows_of("31655002", &page); /* of another station: as it was */
        must(json_array_size(others) == 1 && json_integer_value(json_array_get(json_array_get(others, 0), 1)) == 1 &&
             json_is_null(json_array_get(json_array_get(others, 0), 4)));
        json_decref(others);
        page_free(&page);
    }
    json_decref(body);
}

static void subject(const char *text) {
    char unit[16];
    if (!subject_unit(text, unit))
        return;
    must(memchr(unit, '\0', sizeof unit) != NULL && unit_code_good(unit) && strstr(text, unit) != NULL);
}

static void bound(const char *text, size_t n) {
    json_t *all = json_loadb(text, n, 0, NULL), *few = wire_load(text, n, 0, 8), *same = wire_load(text, n, 0, n + 1);
    must((all != NULL) == (same != NULL) && (!all || json_equal(all, same)));
    must(!few || (all && json_equal(all, few) && json_array_size(few) <= 8 && json_object_size(few) <= 8));
    json_decref(all);
    json_decref(few);
    json_decref(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    char *text = malloc(size); /* of its own, so that one byte too far is seen */
    must(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] % 3 == 0)
        ops(text, size - 1);
    else if (data[0] % 3 == 1)
        subject(text);
    else
        bound(text, size - 1);
    free(text);
    return 0;
}
