/* Putting the rows of a list in order, once, into a temporary table rowno -> id (in a file, not in memory, where it
 * grows). Places of officers, sections and units are numbered first: numbers sort three times faster than names. */
#include <inttypes.h>
#include <string.h>

#include "db/list_plan.h"
#include "src/i18n.h"

/* ---- candidates ---- */

/* Puts what the driver's parts yield into temp.cand; *few when all of it is there. */
static bool driver_try(struct case_list *list, const struct driver *driver, bool *few, struct error *e) {
    sqlite3 *db = list->store->db;
    int64_t n = 0;
    *few = false;
    for (int i = 0; i < driver->n; i++) {
        char *text = sqlite3_mprintf("INSERT OR IGNORE INTO temp.cand_%u SELECT * FROM (%s) LIMIT %lld", list->number,
                                     driver->part[i], (int64_t)GATHER_MAX + 1 - n);
        if (!list_sql(db, text, e)) {
            return false;
        }
        n += sqlite3_changes64(db);
        if (n > GATHER_MAX) {
            return list_sql(db, sqlite3_mprintf("DELETE FROM temp.cand_%u", list->number), e);
        }
    }
    *few = driver->n > 0;
    return true;
}

bool list_gather(struct case_list *list, bool *gathered, struct error *e) {
    *gathered = false;
    for (int i = 0; i < list->drivers && !*gathered; i++) {
        if (list->driver[i].n == 0) {
            continue;
        }
        if (!list->candidates) {
            list->candidates = true;
            if (!list_sql(list->store->db, sqlite3_mprintf("CREATE TEMP TABLE cand_%u (id INTEGER PRIMARY KEY)",
                                                           list->number), e)) {
                return false;
            }
        }
        if (!driver_try(list, &list->driver[i], gathered, e)) {
            return false;
        }
    }
    return true;
}

/* ---- order ---- */

/* temp.rank_<number>_<k>: the place of each officer, section set or unit; appends its join. */
static bool add_rank(struct case_list *list, const char *select, const char *column, sqlite3_str *joins, int *k,
                     struct error *e) {
    *k = list->ranks++;
    if (!list_sql(list->store->db, sqlite3_mprintf("CREATE TEMP TABLE rank_%u_%d (id INTEGER PRIMARY KEY, place INTEGER);"
                                                   "INSERT INTO temp.rank_%u_%d %s /* scans: numbers all of them */",
                                                   list->number, *k, list->number, *k, select), e)) {
        return false;
    }
    sqlite3_str_appendf(joins, " LEFT JOIN temp.rank_%u_%d r%d ON r%d.id = f.%s", list->number, *k, *k, *k, column);
    return true;
}

static bool add_ranked(struct case_list *list, enum case_column by, const char *direction, sqlite3_str *joins,
                       sqlite3_str *order, struct error *e) {
    static const char officers[] = "SELECT id, row_number() OVER (ORDER BY name, rank, id) FROM cache.officer";
    static const char sections[] = "SELECT id, row_number() OVER (ORDER BY text) FROM cache.section_set";
    static const char units[] = "SELECT id, row_number() OVER (ORDER BY lft = 0, lft, code) FROM cache.unit";
    int k = 0;
    if (!add_rank(list, by == BY_IO ? officers : by == BY_SECTIONS ? sections : units,
                  by == BY_IO ? "officer" : by == BY_SECTIONS ? "sections" : "unit", joins, &k, e)) {
        return false;
    }
    sqlite3_str_appendf(order, "r%d.place IS NULL, r%d.place%s, ", k, k, direction);
    return true;
}

/* The place of a case by its categories under the lists that count: 376, both, POCSO, none. */
static void add_category_order(const struct case_list *list, const char *direction, sqlite3_str *order) {
    hits mask = list->filter.lists != 0 ? list->filter.lists : ~0u, first = 0, second = 0;
    for (int i = 0; i < LISTS_MAX; i++) {
        first |= HIT(i, CATEGORY_376);
        second |= HIT(i, CATEGORY_POCSO);
    }
    sqlite3_str_appendf(order, "CASE WHEN (f.hits & %u) <> 0 THEN (f.hits & %u) <> 0"
                               " ELSE 3 - ((f.hits & %u) <> 0) END%s, ",
                        first & mask, second & mask, second & mask, direction);
}

static void add_status_order(const char *direction, sqlite3_str *order) {
    sqlite3_str_appendf(order, "CASE f.status");
    for (int i = 0; i < STATUS_COUNT; i++) {
        sqlite3_str_appendf(order, " WHEN %Q THEN %d", status_name((enum case_status)i), i);
    }
    sqlite3_str_appendf(order, " END%s, ", direction);
}

static bool add_order(struct case_list *list, enum case_column by, bool descending, sqlite3_str *joins,
                      sqlite3_str *order, struct error *e) {
    const char *direction = descending ? " DESC" : "";
    switch (by) {
    case BY_CASE:
        sqlite3_str_appendf(order, "f.id%s, ", direction);
        return true;
    case BY_FIR_DATE:
        sqlite3_str_appendf(order, "f.fir_date%s, f.id%s, ", direction, direction);
        return true;
    case BY_LEFT:
        sqlite3_str_appendf(order, "f.clock_date%s, f.id%s, ", direction, direction);
        return true;
    case BY_CATEGORY:
        add_category_order(list, direction, order);
        return true;
    case BY_STATUS:
        add_status_order(direction, order);
        return true;
    case BY_REASON:
        list->own = true;
        sqlite3_str_appendf(joins, " LEFT JOIN cache.reason rr ON rr.code ="
                                   " CASE WHEN w.reason_seq > %lld THEN w.reason ELSE f.reason END", list->store->dev_seq);
        sqlite3_str_appendf(order, "rr.n IS NULL, rr.n%s, ", direction);
        return true;
    default:
        return add_ranked(list, by, direction, joins, order, e);
    }
}

const char *list_from_index(const struct case_list *list) {
    return list->state == 0 ? "cache.fir_case f INDEXED BY fir_case_open" : "cache.fir_case f INDEXED BY fir_case_clock";
}

/* From the candidates, or along an index that has most of the columns. */
static void append_from(const struct case_list *list, bool gathered, sqlite3_str *out) {
    if (gathered) {
        sqlite3_str_appendf(out, "temp.cand_%u c CROSS JOIN cache.fir_case f ON f.id = c.id", list->number);
    } else if (list->sort.by == BY_CASE && list->state != 0 && !list->sort.group_by_io) {
        sqlite3_str_appendf(out, "cache.fir_case f NOT INDEXED"); /* the table's own order: nothing to sort */
    } else {
        sqlite3_str_appendf(out, "%s", list_from_index(list));
    }
    if (list->own) {
        sqlite3_str_appendf(out, " LEFT JOIN main.own_fold w ON w.case_id = f.id");
    }
}

bool list_put(struct case_list *list, struct error *e) {
    sqlite3 *db = list->store->db;
    sqlite3_str *joins = sqlite3_str_new(db), *order = sqlite3_str_new(db), *out = sqlite3_str_new(db);
    bool grouped = list->sort.group_by_io && list->sort.by != BY_IO;
    bool well = (!grouped || add_order(list, BY_IO, false, joins, order, e)) &&
                add_order(list, list->sort.by, list->sort.descending, joins, order, e);
    char *joins_text = sqlite3_str_finish(joins), *order_text = sqlite3_str_finish(order);
    sqlite3_str_appendf(out, "INSERT INTO temp.list_%u (id) SELECT f.id FROM ", list->number);
    append_from(list, list->candidates, out);
    sqlite3_str_appendf(out, "%s WHERE %s ORDER BY %sf.clock_date, f.id /* scans: puts the list in order, once */",
                        joins_text != NULL ? joins_text : "", list->conditions, order_text != NULL ? order_text : "");
    sqlite3_free(joins_text);
    sqlite3_free(order_text);
    char *text = sqlite3_str_finish(out);
    list->put = true;
    if (!well || !list_sql(db, sqlite3_mprintf("CREATE TEMP TABLE list_%u (rowno INTEGER PRIMARY KEY, id INTEGER)",
                                               list->number), e)) {
        sqlite3_free(text);
        return false;
    }
    sqlite3_stmt *q = NULL;
    if (!list_query(db, &q, text, e)) {
        return false;
    }
    int row = sql_step(q, e);
    list->rows = row == 0 ? sqlite3_changes64(db) : 0;
    sqlite3_finalize(q);
    return row == 0;
}

void list_drop(struct case_list *list) {
    sqlite3 *db = list->store->db;
    for (int k = 0; k < list->sets; k++) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.set_%u_%d", list->number, k), NULL);
    }
    for (int k = 0; k < list->ranks; k++) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.rank_%u_%d", list->number, k), NULL);
    }
    if (list->candidates) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.cand_%u", list->number), NULL);
    }
    if (list->put) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.list_%u", list->number), NULL);
    }
}
