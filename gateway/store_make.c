/* The store's tables: schema.sql, embedded, once for both databases; and the columns of a stored row. */
#include "gateway/store_make.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/buffer.h"
#include "gateway/store.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

/* ---- columns ---- */

static bool is_first(const char *name) {
    static const char *const first[STORE_FIRST] = {"id", "ver", "unit", "events", "entries"};
    for (int i = 0; i < STORE_FIRST; i++)
        if (strcmp(first[i], name) == 0)
            return true;
    return false;
}

const char *store_columns(void) {
    static char text[1024];
    if (text[0] == '\0') { /* before any thread is started: store_make asks first */
        char made[sizeof text];
        size_t n = text_format(made, sizeof made, "[\"id\",\"ver\",\"unit\",\"events\",\"entries\"");
        for (int i = 0; i < WIRE_COLUMNS; i++)
            if (!is_first(wire_columns[i]))
                n += text_format(made + n, sizeof made - n, ",\"%s\"", wire_columns[i]);
        text_format(made + n, sizeof made - n, "]");
        memcpy(text, made, sizeof text);
    }
    return text;
}

/* ---- tables ---- */

/* `from` is replaced by `to` in place of every whole word. */
static void words_replace(struct buffer *out, const char *text, const char *from, const char *to) {
    size_t n = strlen(from);
    for (const char *at = text; *at;) {
        const char *next = strstr(at, from);
        if (!next) {
            buffer_text(out, at);
            return;
        }
        buffer_add(out, at, (size_t)(next - at));
        buffer_text(out, to);
        at = next + n;
    }
}

static bool make_tables(struct db *db, struct error *e) {
    struct buffer a = {0}, b = {0}, c = {0};
    if (db_one_writer(db))
        return db_exec(db, schema_gateway_text(), e);
    words_replace(&a, schema_gateway_text(), "INTEGER", "BIGINT");
    words_replace(&b, buffer_string(&a), ") STRICT, WITHOUT ROWID", ")");
    words_replace(&c, buffer_string(&b), ") STRICT", ")");
    bool good = (buffer_good(&c) || error_set(e, ERROR_UNABLE, _("there is not enough memory"))) && db_exec(db, buffer_string(&c), e);
    buffer_free(&a);
    buffer_free(&b);
    buffer_free(&c);
    return good;
}

static bool first_state(struct db *db, struct error *e) {
    char tag[32];
    struct query *q = db_query(db, "INSERT INTO state (one, schema, columns, epoch, seq, min_seq, loading, units_tag) VALUES (1, $1, $2, 1, 0, 0, 0, $3)", e);
    if (!q)
        return false;
    clock_stamp(tag);
    query_int(q, 1, STORE_SCHEMA);
    query_text(q, 2, store_columns());
    query_text(q, 3, tag);
    return query_run(q, e);
}

static bool there(struct db *db, bool *yes, struct error *e) {
    const char *text = db_one_writer(db) ? "SELECT count(*) FROM sqlite_schema WHERE name = 'state'"
                                         : "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'state'";
    struct query *q = db_query(db, text, e);
    int64_t n;
    if (!q || !query_one(q, 0, &n, e))
        return false;
    *yes = n > 0;
    return true;
}

static bool check(struct db *db, struct error *e) {
    struct query *q = db_query(db, "SELECT schema, columns FROM state WHERE one = 1", e);
    if (!q)
        return false;
    int row = query_step(q, e);
    bool good = row == 1 && query_get_int(q, 0) == STORE_SCHEMA && strcmp(query_get_text(q, 1), store_columns()) == 0;
    query_end(q);
    if (row < 0 || good)
        return good;
    return error_set(e, ERROR_USAGE, _("the store was made by another version of itsso-gateway; use that one, or make a new store and load it"));
}

static bool make(struct db *db, void *context, struct error *e) {
    bool yes;
    (void)context;
    if (!db_one_writer(db) && !db_exec(db, "SELECT pg_advisory_xact_lock(4881726540)", e)) /* two gateways starting together */
        return false;
    if (!there(db, &yes, e))
        return false;
    return yes ? check(db, e) : make_tables(db, e) && first_state(db, e);
}

bool store_make(struct db *db, struct error *e) {
    store_columns();
    return db_run(db, make, NULL, e);
}
