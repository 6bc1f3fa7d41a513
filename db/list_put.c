/* Putting the rows of a list in order, once, into a temporary table rowno -> id (in a file, not in memory, where it
 * grows). Places of officers, sections and units are numbered first: numbers sort three times faster than names. */
#include <inttypes.h>
#include <string.h>

#include "db/list_plan.h"
#include "src/i18n.h"

/* ---- candidates ---- */

/* Puts what the driver's parts yield into temp.cand; *few when all of it is there. Each part alone may yield one more than
 * `most`: of a smaller limit, rows that another part brought already would use up the room, and others be missed unseen. */
static bool driver_try(struct case_list *list, const struct driver *driver, bool *few, struct error *e) {
    sqlite3 *db = list->store->db;
    int64_t n = 0, most = list->state == 0 ? GATHER_MAX_OPEN : GATHER_MAX;
    *few = false;
    for (int i = 0; i < driver->n; i++) {
        char *text = sqlite3_mprintf("INSERT OR IGNORE INTO temp.cand_%u SELECT * FROM (%s) LIMIT %lld", list->number,
                                     driver->part[i], most + 1);
        if (!list_sql(db, text, e)) {
            return false;
        }
        n += sqlite3_changes64(db);
        if (n > most) {
            return list_sql(db, sqlite3_mprintf("DELETE FROM temp.cand_%u", list->number), e);
        }
    }
    *few = true;
    return true;
}

bool list_gather(struct case_list *list, bool *gathered, struct error *e) {
    *gathered = false;
    for (int i = 0; i < list->drivers && !*gathered; i++) {
        if (list->driver[i].n == 0 && !list->driver[i].whole) {
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

/* ---- places ---- */

static const char *rank_select(enum case_column by) {
    switch (by) {
    case BY_IO:
        return "SELECT id FROM cache.officer ORDER BY name, rank, id";
    case BY_SECTIONS:
        return "SELECT id FROM cache.section_set ORDER BY text";
    default:
        return "SELECT id FROM cache.unit ORDER BY lft, code";
    }
}

static const char *rank_column(enum case_column by) {
    return by == BY_IO ? "officer" : by == BY_SECTIONS ? "sections" : "unit";
}

/* temp.rank_<number>_<k>: place -> id of each officer, section set or unit. */
static bool rank_make(struct case_list *list, enum case_column by, int *k, struct error *e) {
    *k = list->ranks++;
    return list_sql(list->store->db,
                    sqlite3_mprintf("CREATE TEMP TABLE rank_%u_%d (place INTEGER PRIMARY KEY, id INTEGER);"
                                    "INSERT INTO temp.rank_%u_%d (id) %s /* scans: numbers all of them */",
                                    list->number, *k, list->number, *k, rank_select(by)), e);
}

/* The reverse, temp.place_<number>_<k>: id -> place; appends its join as r<k>. */
static bool rank_join(struct case_list *list, enum case_column by, sqlite3_str *joins, int *k, struct error *e) {
    if (!rank_make(list, by, k, e) ||
        !list_sql(list->store->db,
                  sqlite3_mprintf("CREATE TEMP TABLE place_%u_%d (id INTEGER PRIMARY KEY, place INTEGER);"
                                  "INSERT INTO temp.place_%u_%d SELECT id, place FROM temp.rank_%u_%d /* scans: all of them */",
                                  list->number, *k, list->number, *k, list->number, *k), e)) {
        return false;
    }
    sqlite3_str_appendf(joins, " LEFT JOIN temp.place_%u_%d r%d ON r%d.id = f.%s", list->number, *k, *k, *k,
                        rank_column(by));
    return true;
}

/* ---- sorted: candidates and open cases ---- */

/* The place of a case by its categories under the lists that count: 376, both, POCSO, none. */
static void category_masks(const struct case_list *list, hits *of_376, hits *of_pocso) {
    hits mask = list->filter.lists != 0 ? list->filter.lists : ~0u;
    *of_376 = *of_pocso = 0;
    for (int i = 0; i < LISTS_MAX; i++) {
        *of_376 |= HIT(i, CATEGORY_376) & mask;
        *of_pocso |= HIT(i, CATEGORY_POCSO) & mask;
    }
}

static void add_category_order(const struct case_list *list, const char *direction, sqlite3_str *order) {
    hits of_376, of_pocso;
    category_masks(list, &of_376, &of_pocso);
    sqlite3_str_appendf(order, "CASE WHEN (f.hits & %u) <> 0 THEN (f.hits & %u) <> 0 ELSE 3 - ((f.hits & %u) <> 0) END%s, ",
                        of_376, of_pocso, of_pocso, direction);
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
    int k = 0;
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
        if (!rank_join(list, by, joins, &k, e)) {
            return false;
        }
        sqlite3_str_appendf(order, "coalesce(r%d.place, %d)%s, ", k, descending ? -1 : INT32_MAX, direction); /* no IO: last */
        return true;
    }
}

const char *list_from_index(const struct case_list *list) {
    if (list->past) {
        return list->source;
    }
    return list->state == 0 ? "cache.fir_case f INDEXED BY fir_case_open" : "cache.fir_case f INDEXED BY fir_case_clock";
}

const char *list_own_join(const struct case_list *list) {
    if (list->own && list->past) {
        return " LEFT JOIN temp.past_own w ON w.case_id = f.id";
    }
    return list->own ? " LEFT JOIN main.own_fold w ON w.case_id = f.id" : "";
}

/* Runs "INSERT INTO temp.list … SELECT f.id FROM <rest>"; takes the text. */
static bool put_pass(struct case_list *list, char *rest, struct error *e) {
    sqlite3_stmt *q = NULL;
    char *text = rest == NULL ? NULL : sqlite3_mprintf("INSERT INTO temp.list_%u (id) SELECT f.id FROM %s"
                                                       " /* scans: puts the list in order, once */", list->number, rest);
    sqlite3_free(rest);
    if (!list_query(list->store->db, &q, text, e)) {
        return false;
    }
    int row = sql_step(q, e);
    list->rows += row == 0 ? sqlite3_changes64(list->store->db) : 0;
    sqlite3_finalize(q);
    return row == 0;
}

static bool put_sorted(struct case_list *list, struct error *e) {
    sqlite3 *db = list->store->db;
    sqlite3_str *joins = sqlite3_str_new(db), *order = sqlite3_str_new(db);
    bool grouped = list->sort.group_by_io && list->sort.by != BY_IO;
    bool well = (!grouped || add_order(list, BY_IO, false, joins, order, e)) &&
                add_order(list, list->sort.by, list->sort.descending, joins, order, e);
    char *joins_text = sqlite3_str_finish(joins), *order_text = sqlite3_str_finish(order);
    char *from = list->candidates ? sqlite3_mprintf("temp.cand_%u c CROSS JOIN cache.fir_case f ON f.id = c.id", list->number)
                                  : sqlite3_mprintf("%s", list_from_index(list));
    char *rest = NULL;
    if (well && from != NULL && order_text != NULL) {
        rest = sqlite3_mprintf("%s%s%s WHERE %s ORDER BY %sf.clock_date, f.id", from, list_own_join(list),
                               joins_text != NULL ? joins_text : "", list->conditions, order_text);
    }
    sqlite3_free(from);
    sqlite3_free(joins_text);
    sqlite3_free(order_text);
    return well && put_pass(list, rest, e);
}

/* ---- in passes: too many to sort ---- */
/* A million rows sort in 2 s; read along an index that has the order, value by value, they take 0.5 s. Within a value the
 * order is that of the index. */

static bool put_along_rank(struct case_list *list, enum case_column by, struct error *e) {
    int k = 0;
    const char *column = rank_column(by);
    if (!rank_make(list, by, &k, e)) {
        return false;
    }
    char *rest = sqlite3_mprintf("temp.rank_%u_%d r CROSS JOIN cache.fir_case f INDEXED BY fir_case_%s ON f.%s = r.id%s WHERE %s"
                                 " ORDER BY r.place%s, %sf.clock_date", list->number, k, column, column, list_own_join(list),
                                 list->conditions, list->sort.descending && !list->sort.group_by_io ? " DESC" : "",
                                 list->state < 0 ? "f.state, " : "");
    return put_pass(list, rest, e) &&
           (by != BY_IO || put_pass(list, sqlite3_mprintf("cache.fir_case f INDEXED BY fir_case_officer%s WHERE f.officer IS NULL"
                                                          " AND %s ORDER BY %sf.clock_date", list_own_join(list),
                                                          list->conditions, list->state < 0 ? "f.state, " : ""), e));
}

static bool put_by_status(struct case_list *list, struct error *e) {
    bool well = true;
    for (int i = 0; i < STATUS_COUNT && well; i++) {
        enum case_status status = (enum case_status)(list->sort.descending ? STATUS_COUNT - 1 - i : i);
        bool rare = status != STATUS_OPEN && status != STATUS_CHARGESHEET && status != STATUS_FINAL;
        well = put_pass(list,
                        sqlite3_mprintf("cache.fir_case f INDEXED BY %s%s WHERE f.status = %Q%s AND %s"
                                        " ORDER BY f.clock_date, f.id", rare ? "fir_case_rare" : "fir_case_clock", list_own_join(list),
                                        status_name(status),
                                        rare ? " AND f.status <> 'open' AND f.status <> 'chargesheet' AND f.status <> 'final'" : "", list->conditions), e);
    }
    return well;
}

static bool put_by_category(struct case_list *list, struct error *e) {
    hits of_376, of_pocso;
    bool well = true;
    category_masks(list, &of_376, &of_pocso);
    for (int i = 0; i < 4 && well; i++) {
        int place = list->sort.descending ? 3 - i : i; /* 376, both, POCSO, none */
        well = put_pass(list, sqlite3_mprintf("%s%s WHERE (f.hits & %u) %s 0 AND (f.hits & %u) %s 0 AND %s"
                                              " ORDER BY f.clock_date, f.id", list_from_index(list), list_own_join(list),
                                              of_376, place < 2 ? "<>" : "=", of_pocso, place == 1 || place == 2 ? "<>" : "=",
                                              list->conditions), e);
    }
    return well;
}

/* Cases with a reason are few beside the million: they are sorted, the others follow by date. */
static bool put_by_reason(struct case_list *list, struct error *e) {
    int k;
    int64_t n;
    bool own = list->own;
    char *rest = NULL;
    if (!list_set(list, "SELECT case_id FROM main.own_fold WHERE reason IS NOT NULL"
                        " UNION ALL SELECT id FROM cache.fir_case WHERE reason IS NOT NULL /* scans: the cases with a reason */",
                  &k, &n, e)) {
        return false;
    }
    list->own = true;
    rest = sqlite3_mprintf("temp.set_%u_%d s CROSS JOIN cache.fir_case f ON f.id = s.id%s LEFT JOIN cache.reason rr"
                           " ON rr.code = CASE WHEN w.reason_seq > %lld THEN w.reason ELSE f.reason END WHERE %s"
                           " ORDER BY rr.n IS NULL, rr.n%s, f.clock_date, f.id", list->number, k, list_own_join(list),
                           list->store->dev_seq, list->conditions, list->sort.descending ? " DESC" : "");
    bool well = put_pass(list, rest, e);
    list->own = own;
    return well && put_pass(list, sqlite3_mprintf("%s%s WHERE f.id NOT IN (SELECT id FROM temp.set_%u_%d) AND %s"
                                                  " ORDER BY f.clock_date, f.id", list_from_index(list), list_own_join(list),
                                                  list->number, k, list->conditions), e);
}

static bool put_in_passes(struct case_list *list, struct error *e) {
    switch (list->sort.group_by_io ? BY_IO : list->sort.by) {
    case BY_STATUS:
        return put_by_status(list, e);
    case BY_CATEGORY:
        return put_by_category(list, e);
    case BY_REASON:
        return put_by_reason(list, e);
    case BY_CASE: /* the table's own order */
        return put_pass(list, sqlite3_mprintf("cache.fir_case f NOT INDEXED%s WHERE %s ORDER BY f.id%s", list_own_join(list),
                                              list->conditions, list->sort.descending ? " DESC" : ""), e);
    case BY_IO:
        return put_along_rank(list, BY_IO, e);
    default:
        return put_along_rank(list, list->sort.by, e);
    }
}

bool list_put(struct case_list *list, struct error *e) {
    bool grouped_otherwise = list->sort.group_by_io && list->sort.by != BY_IO && (list->sort.by != BY_LEFT || list->sort.descending);
    list->put = true;
    list->rows = 0;
    if (!list_sql(list->store->db,
                  sqlite3_mprintf("CREATE TEMP TABLE list_%u (rowno INTEGER PRIMARY KEY, id INTEGER)", list->number), e)) {
        return false;
    }
    return list->past || list->candidates || list->state == 0 || grouped_otherwise ? put_sorted(list, e) : put_in_passes(list, e);
}

void list_drop(struct case_list *list) {
    sqlite3 *db = list->store->db;
    for (int k = 0; k < list->sets; k++) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.set_%u_%d", list->number, k), NULL);
    }
    for (int k = 0; k < list->ranks; k++) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.rank_%u_%d; DROP TABLE IF EXISTS temp.place_%u_%d",
                                     list->number, k, list->number, k), NULL);
    }
    if (list->candidates) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.cand_%u", list->number), NULL);
    }
    if (list->put) {
        list_sql(db, sqlite3_mprintf("DROP TABLE IF EXISTS temp.list_%u", list->number), NULL);
    }
}
