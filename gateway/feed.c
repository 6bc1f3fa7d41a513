/* Pages of the feed and of the table. A row of the store is JSON already: a page is put together, not parsed. */
#include "gateway/feed.h"

#include <string.h>

#include "src/i18n.h"

/* Columns of a row: id, ver, unit's code, events, entries, facts. */
#define ROW "c.id, c.ver, u.code, c.events, c.entries, c.facts"

void page_free(struct page *page) {
    buffer_free(&page->rows);
    buffer_free(&page->gone);
    memset(page, 0, sizeof *page);
}

static bool page_good(const struct page *page, struct error *e) {
    return (buffer_good(&page->rows) && buffer_good(&page->gone)) || error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

/* `at`: the column where ROW begins. */
static void add_row(struct page *page, struct query *q, int at) {
    struct buffer *b = &page->rows;
    char number[CASE_NO_SIZE];
    case_no_full(query_get_int(q, at), number);
    buffer_text(b, page->rows_n++ > 0 ? ",[\"" : "[\"");
    buffer_text(b, number);
    buffer_text(b, "\",");
    buffer_int(b, query_get_int(q, at + 1));
    buffer_text(b, ",");
    buffer_json(b, query_get_text(q, at + 2));
    for (int i = 3; i <= 4; i++) {
        const char *array = query_get_text(q, at + i);
        buffer_text(b, ",");
        buffer_text(b, *array ? array : "null");
    }
    buffer_text(b, ",");
    buffer_text(b, query_get_text(q, at + 5));
    buffer_text(b, "]");
}

static bool full(const struct page *page, int limit) {
    return page->rows_n + page->gone_n >= limit || page->rows.n + page->gone.n >= PAGE_BYTES;
}

/* ---- changes ---- */

#define CHANGE "SELECT f.seq, f.kind, f.case_id, f.ver, t.code, t.lft, " ROW " FROM feed f LEFT JOIN unit t ON t.id = f.to_unit " \
               "LEFT JOIN gcase c ON c.id = f.case_id AND f.kind = 0 LEFT JOIN unit u ON u.id = f.unit "
static const char changes_single[] = CHANGE "WHERE f.seq > $1 AND f.unit = $3 ORDER BY f.seq LIMIT $2";
/* The plus: the numbers are the way in, not the places of the units. (A set of the scope's units would be made anew for each page.) */
static const char changes_several[] = CHANGE "WHERE f.seq > $1 AND +u.lft BETWEEN $3 AND $4 ORDER BY f.seq LIMIT $2";

static void bind_page(struct query *q, const struct scope *scope, int64_t above, int limit) {
    query_int(q, 1, above);
    query_int(q, 2, limit + 1);
    query_int(q, 3, scope->single ? scope->unit : scope->lft);
    if (!scope->single)
        query_int(q, 4, scope->rgt);
}

static void add_gone(struct page *page, struct query *q) {
    char number[CASE_NO_SIZE];
    bool moved = query_get_int(q, 1) == 1;
    case_no_full(query_get_int(q, 2), number);
    buffer_format(&page->gone, "%s[\"%s\",\"%s\",", page->gone_n++ > 0 ? "," : "", number, moved ? "moved" : "deleted");
    buffer_int(&page->gone, query_get_int(q, 3));
    buffer_text(&page->gone, ",");
    buffer_json(&page->gone, moved ? query_get_text(q, 4) : "");
    buffer_text(&page->gone, "]");
}

/* A case that moved within the scope did not leave it (rule 3). */
static bool stays_inside(const struct scope *scope, struct query *q) {
    return query_get_int(q, 1) == 1 && !query_get_null(q, 5) && query_get_int(q, 5) >= scope->lft && query_get_int(q, 5) <= scope->rgt;
}

bool feed_changes(struct db *db, const struct scope *scope, int64_t since, int limit, struct page *out, struct error *e) {
    struct query *q = db_query(db, scope->single ? changes_single : changes_several, e);
    int row = 0, examined = 0;
    memset(out, 0, sizeof *out);
    if (!q)
        return false;
    bind_page(q, scope, since, limit);
    out->next = since;
    while ((row = query_step(q, e)) == 1) {
        if (examined == limit || full(out, limit)) {
            out->more = true;
            query_end(q);
            break;
        }
        examined++;
        out->next = query_get_int(q, 0);
        if (query_get_int(q, 1) == 0)
            add_row(out, q, 6);
        else if (!stays_inside(scope, q))
            add_gone(out, q);
    }
    if (row < 0)
        return false;
    if (!out->more)
        out->next = scope->seq > since ? scope->seq : since;
    return page_good(out, e);
}

/* ---- the table ---- */

static const char snapshot_single[] =
    "SELECT " ROW " FROM gcase c JOIN unit u ON u.id = c.unit WHERE c.id > $1 AND c.unit = $3 ORDER BY c.id LIMIT $2";
static const char snapshot_several[] = "SELECT " ROW " FROM gcase c CROSS JOIN unit u WHERE u.id = c.unit AND c.id > $1 AND +u.lft BETWEEN $3 "
                                       "AND $4 ORDER BY c.id LIMIT $2";

bool feed_snapshot(struct db *db, const struct scope *scope, case_id after, int limit, struct page *out, struct error *e) {
    struct query *q = db_query(db, scope->single ? snapshot_single : snapshot_several, e);
    int row = 0;
    memset(out, 0, sizeof *out);
    if (!q)
        return false;
    bind_page(q, scope, after, limit);
    out->last = after;
    while ((row = query_step(q, e)) == 1) {
        if (full(out, limit)) {
            out->more = true;
            query_end(q);
            break;
        }
        out->last = query_get_int(q, 0);
        add_row(out, q, 0);
    }
    return row >= 0 && page_good(out, e);
}

bool feed_case(struct db *db, const struct scope *scope, case_id id, struct page *out, struct error *e) {
    struct query *q = db_query(
        db, "SELECT " ROW " FROM gcase c JOIN unit u ON u.id = c.unit WHERE c.id = $1 AND u.lft BETWEEN $2 AND $3", e);
    if (!q)
        return false;
    query_int(q, 1, id);
    query_int(q, 2, scope->lft);
    query_int(q, 3, scope->rgt);
    int row = query_step(q, e);
    if (row == 1)
        add_row(out, q, 0);
    query_end(q);
    return row >= 0 && page_good(out, e);
}

bool feed_changed(struct db *db, int64_t since, int64_t *lft, int max, int *count, bool *all, struct error *e) {
    struct query *q = db_query(db, "SELECT u.lft FROM feed f JOIN unit u ON u.id = +f.unit WHERE f.seq > $1 ORDER BY f.seq LIMIT $2", e);
    int row;
    *count = 0;
    *all = false;
    if (!q)
        return false;
    query_int(q, 1, since);
    query_int(q, 2, max + 1);
    while ((row = query_step(q, e)) == 1) {
        int64_t place = query_get_int(q, 0);
        if (*count > 0 && lft[*count - 1] == place)
            continue;
        if (*count == max) {
            *all = true;
            query_end(q);
            return true;
        }
        lft[(*count)++] = place;
    }
    return row == 0;
}
