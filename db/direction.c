/* Directions and their answers, read from the entries. */
#include "db/direction.h"

#include <stdlib.h>
#include <string.h>

#include "db/direction_inside.h"
#include "db/entry_inside.h"
#include "db/past.h"
#include "src/i18n.h"

/* ---- one case ---- */

struct gathering {
    struct direction *at;
    int n, room;
    civil_day today;
    bool failed; /* no memory */
};

static bool gather(void *context, const struct entry *entry) {
    struct gathering *g = context;
    if (entry->undone || (entry->on != CIVIL_NONE && entry->on > g->today))
        return true;
    if (entry->kind == ENTRY_ANSWER)
        for (int i = 0; i < g->n; i++)
            if (strcmp(g->at[i].given.id, entry->code) == 0) {
                g->at[i].answered = true;
                g->at[i].answer = *entry;
            }
    if (entry->kind != ENTRY_DIRECTION)
        return true;
    if (g->n == g->room) {
        int room = g->room ? 2 * g->room : 4;
        struct direction *more = realloc(g->at, (size_t)room * sizeof *more);
        g->failed = more == NULL;
        if (!more)
            return false;
        g->at = more;
        g->room = room;
    }
    int place = g->n++;
    for (; place > 0 && g->at[place - 1].given.on > entry->on; place--)
        g->at[place] = g->at[place - 1];
    g->at[place] = (struct direction){.given = *entry};
    return true;
}

/* *at is malloc'ed. The number, -1. */
static int gather_case(struct store *store, case_id id, civil_day today, struct direction **at, struct error *e) {
    struct gathering g = {.today = today};
    bool read = entries_of_case(store, id, gather, &g, e);
    *at = g.at;
    if (g.failed)
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    return read && !g.failed ? g.n : -1;
}

static int64_t unit_of(struct store *store, case_id id) {
    sqlite3_stmt *q;
    int64_t unit = 0;
    if (!sql_prepare(store->db, &q, "SELECT unit FROM cache.fir_case WHERE id = ?1", NULL))
        return 0;
    sqlite3_bind_int64(q, 1, id);
    if (sql_step(q, NULL) == 1)
        unit = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return unit;
}

bool directions_of_case(struct store *store, case_id id, civil_day today, bool (*fn)(void *, const struct direction *), void *context,
                        struct error *e) {
    struct direction *at;
    error_clear(e);
    int n = gather_case(store, id, today, &at, e);
    int64_t unit = n > 0 ? unit_of(store, id) : 0;
    for (int i = 0; i < n; i++) {
        at[i].unit = unit;
        if (!fn(context, &at[i]))
            break;
    }
    free(at);
    return n >= 0;
}

/* ---- many ---- */

/* ?1 ?2 lft and rgt of the unit, ?3 the unit (0 all), ?4 dev_seq, ?5 the day, ?6 the lists (0 all); ?7 ?8 dates of the letter ("" none). */
#define IN_SCOPE                                                                                                        \
    "(?3 = 0 OR u.id = ?3 OR (u.lft > 0 AND u.lft BETWEEN ?1 AND ?2))"                                                  \
    " AND (?6 = 0 OR (%s & ?6) <> 0 OR %s = 0)"                                                                         \
    " AND (%s = 0 OR coalesce(CASE WHEN w.settled_seq > ?4 THEN w.settled ELSE f.settled END, '') <> 'no')"
#define OF_NOW " CROSS JOIN cache.fir_case f ON f.id = x.case_id JOIN cache.unit u ON u.id = f.unit LEFT JOIN main.own_fold w ON w.case_id = f.id"
#define OF_THEN                                                                                                         \
    " CROSS JOIN cache.fir_case f ON f.id = x.case_id LEFT JOIN temp.past_case p ON p.id = f.id"                        \
    " JOIN cache.unit u ON u.id = coalesce(p.unit, f.unit) LEFT JOIN temp.past_own w ON w.case_id = f.id"
#define COLUMNS "d.id, d.case_id, d.on_date, d.next_on"
#define ALL_OF(schema) "SELECT " COLUMNS " FROM " schema ".entry d INDEXED BY entry_direction WHERE d.kind = 'direction'" \
                       " AND d.on_date <= ?5 AND NOT " DIRECTION_UNDONE("d")

/* "SELECT <columns> FROM <the directions> x …", prepared and bound. */
static bool prepare(struct store *store, const struct direction_filter *filter, const struct list_clock *clock, const char *columns,
                    const char *order, sqlite3_stmt **q, struct error *e) {
    struct unit unit = {0};
    char from[11] = "", to[11] = "";
    bool past = past_is(clock);
    error_clear(e);
    if (filter->unit != 0 && !unit_by_id(store, filter->unit, &unit, e))
        return e->kind == ERROR_NONE && error_set(e, ERROR_UNABLE, _("the unit of this list is no longer there; choose another"));
    if (past && !past_make(store, clock, filter->unit, e))
        return false;
    const char *mask = past ? "coalesce(p.hits, f.hits)" : "f.hits", *probable = past ? "coalesce(p.probable, f.probable)" : "f.probable";
    char *text = sqlite3_mprintf("SELECT %s FROM (%s) x%s WHERE " IN_SCOPE " AND (?7 = '' OR x.on_date >= ?7)"
                                 " AND (?8 = '' OR x.on_date <= ?8)%s /* scans: the directions */", columns,
                                 filter->unanswered ? DIRECTIONS_UNANSWERED(COLUMNS, "?5") : ALL_OF("main") " UNION ALL " ALL_OF("cache") " AND NOT EXISTS (SELECT 1 FROM main.entry m WHERE m.id = d.id)",
                                 past ? OF_THEN : OF_NOW, mask, mask, probable, order);
    bool good = text ? sql_prepare(store->db, q, text, e) : error_set(e, ERROR_UNABLE, _("there is not enough memory"));
    sqlite3_free(text);
    if (!good)
        return false;
    sqlite3_bind_int64(*q, 1, unit.lft);
    sqlite3_bind_int64(*q, 2, unit.rgt);
    sqlite3_bind_int64(*q, 3, filter->unit);
    sqlite3_bind_int64(*q, 4, store->dev_seq);
    sql_bind_day(*q, 5, clock->today);
    sqlite3_bind_int64(*q, 6, filter->lists);
    if (filter->from != CIVIL_NONE)
        civil_iso(filter->from, from);
    if (filter->to != CIVIL_NONE)
        civil_iso(filter->to, to);
    sql_bind_text(*q, 7, from);
    sql_bind_text(*q, 8, to);
    return true;
}

int64_t directions_unanswered(struct store *store, hits lists, int64_t unit, const struct list_clock *clock, struct error *e) {
    const struct direction_filter filter = {.lists = lists, .unit = unit, .unanswered = true, .from = CIVIL_NONE, .to = CIVIL_NONE};
    sqlite3_stmt *q = NULL;
    int64_t n = -1;
    if (prepare(store, &filter, clock, "count(*)", "", &q, e) && sql_step(q, e) == 1)
        n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

bool directions_read(struct store *store, const struct direction_filter *filter, const struct list_clock *clock,
                     bool (*fn)(void *, const struct direction *), void *context, struct error *e) {
    sqlite3_stmt *q = NULL;
    struct direction *at = NULL;
    int row = -1;
    bool on = prepare(store, filter, clock, "x.id, x.case_id, u.id", " ORDER BY x.next_on IS NULL, x.next_on, x.on_date, x.case_id, x.id", &q, e);
    while (on && (row = sql_step(q, e)) == 1) {
        char id[ENTRY_ID_SIZE];
        sql_text(q, 0, id, sizeof id);
        int n = gather_case(store, sqlite3_column_int64(q, 1), clock->today, &at, e);
        row = n < 0 ? -1 : row;
        for (int i = 0; i < n; i++)
            if (strcmp(at[i].given.id, id) == 0) {
                at[i].unit = sqlite3_column_int64(q, 2);
                on = fn(context, &at[i]);
            }
        free(at);
        if (n < 0)
            break;
    }
    sqlite3_finalize(q);
    return row >= 0;
}
