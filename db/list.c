/* Lists of cases: opened, read by pages from a key, counted. How: list_plan.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/list_plan.h"
#include "db/past.h"
#include "src/i18n.h"
#include "src/text.h"

bool case_column_parse(const char *name, enum case_column *out) {
    static const struct {
        const char *name;
        enum case_column by;
    } columns[] = {
        {"left", BY_LEFT},         {"due", BY_LEFT},           {"day", BY_LEFT}, {"case", BY_CASE}, {"fir_date", BY_FIR_DATE},
        {"sections", BY_SECTIONS}, {"categories", BY_CATEGORY}, {"io", BY_IO},    {"status", BY_STATUS},
        {"reason", BY_REASON},     {"unit", BY_UNIT},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (strcmp(columns[i].name, name) == 0) {
            *out = columns[i].by;
            return true;
        }
    }
    return false;
}

/* ---- opening ---- */

/* The order in which the list can stream; ORDER_PUT where no index has it. */
static enum list_order stream_order(const struct case_list *list) {
    if (list->sort.group_by_io) {
        return ORDER_PUT;
    }
    switch (list->sort.by) {
    case BY_LEFT:
        return ORDER_CLOCK;
    case BY_FIR_DATE:
        return ORDER_FIR;
    case BY_CASE: /* along the table: only where next to every row of it hits */
        return list->state == -1 && list->drivers == 0 && list->filter.categories == 0 ? ORDER_ID : ORDER_PUT;
    default:
        return ORDER_PUT;
    }
}

static bool list_prepare_rows(struct case_list *list, struct error *e) {
    bool gathered = false;
    if (!list_filter(list, e) || !list_gather(list, &gathered, e)) {
        return false;
    }
    if (!gathered && list->candidates) {
        list->candidates = false;
        if (!list_sql(list->store->db, sqlite3_mprintf("DROP TABLE temp.cand_%u", list->number), e)) {
            return false;
        }
    }
    list->order = gathered ? ORDER_PUT : stream_order(list);
    if (list->past) {
        /* all cases along the clock stream, like now; every other list of a past day is put in order */
        list->order = list->state != 0 && !list->narrow && list->order == ORDER_CLOCK ? ORDER_CLOCK : ORDER_PUT;
        if ((list->source = past_source(&list->clock, list->state, list->order == ORDER_CLOCK)) == NULL) {
            return error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
        }
    }
    return list->order != ORDER_PUT || list_put(list, e);
}

struct case_list *case_list_open(struct store *store, const struct case_filter *filter, const struct case_sort *sort,
                                 const struct list_clock *clock, struct error *e) {
    static unsigned lists;
    struct case_list *list = calloc(1, sizeof *list);
    error_clear(e);
    if (list == NULL) {
        error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
        return NULL;
    }
    list->store = store;
    list->filter = *filter;
    list->sort = *sort;
    list->clock = *clock;
    list->number = ++lists;
    if (store->mode == STORE_READ) {
        /* both files are open for reading only as it is; the list's temporary tables are not theirs */
        sql_exec(store->db, "PRAGMA query_only = OFF", NULL);
    }
    list->past = past_is(clock);
    if ((list->past && !past_make(store, clock, filter->unit, e)) || !list_prepare_rows(list, e)) {
        case_list_close(list);
        return NULL;
    }
    return list;
}

void case_list_close(struct case_list *list) {
    if (list == NULL) {
        return;
    }
    for (int i = 0; i < STEPS; i++) {
        sqlite3_finalize(list->page[i]);
    }
    sqlite3_finalize(list->row);
    sqlite3_finalize(list->probe);
    list_drop(list);
    for (int i = 0; i < list->drivers; i++) {
        for (int k = 0; k < list->driver[i].n; k++) {
            sqlite3_free(list->driver[i].part[k]);
        }
    }
    sqlite3_free(list->conditions);
    sqlite3_free(list->source);
    free(list);
}

/* ---- statements along the order ---- */

static const char *const step_test[STEPS] = {">", ">=", "<", "<="};

static const char *step_direction(enum page_step step) {
    return step == STEP_AFTER || step == STEP_FROM ? "" : " DESC";
}

/* "SELECT date, id …": rows on one side of the key (?1 the date, ?2 the id), nearest first, at most ?3. */
static char *stream_text(const struct case_list *list, enum page_step step, bool count) {
    const char *test = step_test[step], *way = step_direction(step);
    const char *join = list_own_join(list);
    const char *head = count ? "SELECT count(*) FROM (" : "", *tail = count ? ") /* scans: counts up to ?3 */" : "";
    switch (list->order) {
    case ORDER_CLOCK:
        return sqlite3_mprintf("%sSELECT f.clock_date, f.id FROM %s%s WHERE %s AND (f.clock_date, f.id) %s (?1, ?2)"
                               " ORDER BY f.clock_date%s, f.id%s LIMIT ?3%s",
                               head, list_from_index(list), join, list->conditions, test, way, way, tail);
    case ORDER_FIR:
        /* but for zero FIRs, which stand apart in an index of their own, the FIR date is the clock's */
        return sqlite3_mprintf(
            "%sSELECT d, id FROM (SELECT f.clock_date AS d, f.id AS id FROM %s%s WHERE %s AND f.zero_date IS NULL"
            " AND (f.clock_date, f.id) %s (?1, ?2) ORDER BY f.clock_date%s, f.id%s LIMIT ?3)"
            " UNION ALL SELECT d, id FROM (SELECT f.fir_date AS d, f.id AS id FROM cache.fir_case f INDEXED BY fir_case_zero%s"
            " WHERE %s AND f.zero_date IS NOT NULL AND (f.fir_date, f.id) %s (?1, ?2)"
            " ORDER BY f.fir_date%s, f.id%s LIMIT ?3) ORDER BY d%s, id%s LIMIT ?3 /* scans: merges two pages */%s",
            head, list_from_index(list), join, list->conditions, test, way, way, join, list->conditions, test, way, way,
            way, way, tail);
    case ORDER_ID:
        return sqlite3_mprintf("%sSELECT ?1, f.id FROM cache.fir_case f NOT INDEXED%s WHERE %s AND f.id %s ?2"
                               " ORDER BY f.id%s LIMIT ?3%s", head, join, list->conditions, test, way, tail);
    default:
        return sqlite3_mprintf("%sSELECT ?1, t.id, t.rowno FROM temp.list_%u t WHERE t.rowno %s ?2 ORDER BY t.rowno%s"
                               " LIMIT ?3%s", head, list->number, test, way, tail);
    }
}

/* ---- keys ---- */

/* a: the date of the order; b: the case; text: "<list>:<rowno>" where the rows were put in order. */
static void key_make(const struct case_list *list, const struct case_row *row, int64_t rowno, struct list_key *key) {
    memset(key, 0, sizeof *key);
    key->a = list->sort.by == BY_FIR_DATE ? row->fir_date : row->clock_date;
    key->b = row->id;
    if (list->order == ORDER_PUT) {
        snprintf(key->text, sizeof key->text, "%u:%lld", list->number, (long long)rowno);
    }
}

/* The number of the row with that id, 0 where there is none, -1 failed. */
static int64_t rowno_of(struct case_list *list, case_id id, struct error *e) {
    sqlite3_stmt *q = NULL;
    char *text = sqlite3_mprintf("SELECT rowno FROM temp.list_%u WHERE id = %lld /* scans: the list */", list->number, id);
    if (!list_query(list->store->db, &q, text, e)) {
        return -1;
    }
    int row = sql_step(q, e);
    int64_t rowno = row == 1 ? sqlite3_column_int64(q, 0) : row;
    sqlite3_finalize(q);
    return rowno;
}

/* 1 with the date and id of a row of the list, 0 none, -1 failed. */
static int date_at(struct case_list *list, int64_t rowno, civil_day *date, case_id *id, struct error *e) {
    if (list->probe == NULL) {
        char *text = sqlite3_mprintf("SELECT f.%s, f.id FROM temp.list_%u t JOIN cache.fir_case f ON f.id = t.id"
                                     " WHERE t.rowno = ?1", list->sort.by == BY_FIR_DATE ? "fir_date" : "clock_date",
                                     list->number);
        if (!list_query(list->store->db, &list->probe, text, e)) {
            return -1;
        }
    }
    sqlite3_bind_int64(list->probe, 1, rowno);
    int row = sql_step(list->probe, e);
    if (row == 1) {
        *date = sql_day(list->probe, 0);
        *id = sqlite3_column_int64(list->probe, 1);
        sqlite3_reset(list->probe);
    }
    return row;
}

/* Where a row that is no longer in the list would stand: the number of the first row at or after it. */
static int64_t rowno_by_date(struct case_list *list, const struct list_key *key, struct error *e) {
    int64_t low = 1, high = list->rows + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        civil_day date = 0;
        case_id id = 0;
        int found = date_at(list, middle, &date, &id, e);
        if (found < 0) {
            return -1;
        }
        bool before = found == 1 && (date != key->a ? date < key->a : id < key->b);
        if (found == 1 && list->sort.descending) {
            before = date != key->a ? date > key->a : id > key->b;
        }
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A key's place among rows that were put in order. A key of another list (after a sync the same list is opened anew) is
 * found by its case; if that is gone, by its date, or else where it stood. *exact: the row itself is there. */
static int64_t rowno_of_key(struct case_list *list, const struct list_key *key, bool *exact, struct error *e) {
    unsigned number = 0;
    long long rowno = 0;
    *exact = true;
    bool put = sscanf(key->text, "%u:%lld", &number, &rowno) == 2;
    if (put && number == list->number) {
        return rowno;
    }
    int64_t found = rowno_of(list, key->b, e);
    if (found != 0) {
        return found;
    }
    *exact = false;
    if (!list->sort.group_by_io && (list->sort.by == BY_LEFT || list->sort.by == BY_FIR_DATE)) {
        return rowno_by_date(list, key, e);
    }
    return put && rowno <= list->rows ? rowno : list->rows + 1;
}

/* ---- pages ---- */

struct stream_place {
    char date[16];
    int64_t b;
};

/* Key and step of a request; *step is turned round where the order descends. */
static bool place_of(struct case_list *list, enum list_from from, const struct list_key *key, enum page_step *step,
                     struct stream_place *at, struct error *e) {
    bool exact = true, backwards = from == BEFORE || from == FROM_LAST;
    *step = from == AFTER ? STEP_AFTER : backwards ? STEP_BEFORE : STEP_FROM;
    bool descending = list->sort.descending && list->order != ORDER_PUT;
    if (descending) {
        *step = from == AFTER ? STEP_BEFORE : backwards ? STEP_AFTER : STEP_UPTO;
    }
    memset(at, 0, sizeof *at);
    if (from == FROM_FIRST || from == FROM_LAST) {
        bool low = (from == FROM_FIRST) != descending;
        text_format(at->date, sizeof at->date, "%s", low ? "" : "~");
        at->b = low ? 0 : INT64_MAX;
        return true;
    }
    at->b = key->b;
    if (list->order == ORDER_PUT) {
        if ((at->b = rowno_of_key(list, key, &exact, e)) < 0) {
            return false;
        }
        if (!exact && *step == STEP_AFTER) {
            *step = STEP_FROM; /* the row that would follow the one that is gone */
        }
    } else {
        civil_iso((civil_day)key->a, at->date);
    }
    return true;
}

static void page_reverse(struct case_row *rows, struct list_key *keys, int n) {
    for (int i = 0, j = n - 1; i < j; i++, j--) {
        struct case_row row = rows[i];
        struct list_key key = keys[i];
        rows[i] = rows[j];
        keys[i] = keys[j];
        rows[j] = row;
        keys[j] = key;
    }
}

static int page_read(struct case_list *list, enum page_step step, const struct stream_place *at, int max,
                     struct case_row *rows, struct list_key *keys, struct error *e) {
    int n = 0, row = 0;
    sqlite3_stmt **q = &list->page[step];
    if (*q == NULL && !list_query(list->store->db, q, stream_text(list, step, false), e)) {
        return -1;
    }
    sqlite3_bind_text(*q, 1, at->date, -1, SQLITE_STATIC);
    sqlite3_bind_int64(*q, 2, at->b);
    sqlite3_bind_int(*q, 3, max);
    while (n < max && (row = sql_step(*q, e)) == 1) {
        int64_t rowno = list->order == ORDER_PUT ? sqlite3_column_int64(*q, 2) : 0;
        int found = list_row(list, sqlite3_column_int64(*q, 1), &rows[n], e);
        if (found < 0) {
            row = -1;
            break;
        }
        if (found == 1) {
            key_make(list, &rows[n], rowno, &keys[n]);
            n++;
        }
    }
    sqlite3_reset(*q);
    sqlite3_clear_bindings(*q);
    return row < 0 ? -1 : n;
}

int case_list_page(struct case_list *list, enum list_from from, const struct list_key *key, int max,
                   struct case_row *rows, struct list_key *keys, struct error *e) {
    enum page_step step;
    struct stream_place at;
    error_clear(e);
    if (max <= 0) {
        return 0;
    }
    /* one reading transaction: one lock of each file, and the rows belong together */
    bool begun = sqlite3_get_autocommit(list->store->db) != 0 && sql_exec(list->store->db, "BEGIN", NULL);
    int n = place_of(list, from, key, &step, &at, e) ? page_read(list, step, &at, max, rows, keys, e) : -1;
    if (begun) {
        sql_exec(list->store->db, "COMMIT", NULL);
    }
    if (n > 0 && (from == BEFORE || from == FROM_LAST)) {
        page_reverse(rows, keys, n);
    }
    return n;
}

/* ---- finding and counting ---- */

bool case_list_find(struct case_list *list, case_id id, struct list_key *key, struct error *e) {
    struct case_row *row = calloc(1, sizeof *row);
    sqlite3_stmt *q = NULL;
    int64_t rowno = 0;
    int found = row == NULL ? 0 : 1;
    error_clear(e);
    if (found == 1 && list->order == ORDER_PUT) {
        rowno = rowno_of(list, id, e);
        found = rowno > 0 ? 1 : (int)rowno;
    } else if (found == 1) {
        char *text = sqlite3_mprintf("SELECT 1 FROM %s%s WHERE f.id = %lld AND %s", list->past ? list->source : "cache.fir_case f",
                                     list_own_join(list), id, list->conditions);
        found = list_query(list->store->db, &q, text, e) ? sql_step(q, e) : -1;
        sqlite3_finalize(q);
    }
    found = found == 1 ? list_row(list, id, row, e) : found;
    if (found == 1) {
        key_make(list, row, rowno, key);
    }
    free(row);
    return found == 1;
}

/* All rows, without key, order and limit: that takes half the time. */
static int64_t count_all(struct case_list *list, struct error *e) {
    sqlite3_stmt *q = NULL;
    char *text = sqlite3_mprintf("SELECT count(*) FROM %s%s WHERE %s /* scans: counts them */",
                                 list->order == ORDER_ID ? "cache.fir_case f NOT INDEXED" : list_from_index(list),
                                 list->own ? " LEFT JOIN main.own_fold w ON w.case_id = f.id" : "", list->conditions);
    if (!list_query(list->store->db, &q, text, e)) {
        return -1;
    }
    int64_t n = sql_step(q, e) == 1 ? sqlite3_column_int64(q, 0) : -1;
    sqlite3_finalize(q);
    return n;
}

/* Rows that a statement of the order yields, up to cap. */
static int64_t stream_count(struct case_list *list, enum page_step step, const struct stream_place *at, int64_t cap,
                            struct error *e) {
    sqlite3_stmt *q = NULL;
    if (!list_query(list->store->db, &q, stream_text(list, step, true), e)) {
        return -1;
    }
    sqlite3_bind_text(q, 1, at->date, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, at->b);
    sqlite3_bind_int64(q, 3, cap);
    int64_t n = sql_step(q, e) == 1 ? sqlite3_column_int64(q, 0) : -1;
    sqlite3_finalize(q);
    return n;
}

int64_t case_list_index(struct case_list *list, const struct list_key *key, int64_t cap, struct error *e) {
    enum page_step step;
    struct stream_place at;
    error_clear(e);
    if (!place_of(list, BEFORE, key, &step, &at, e)) {
        return -1;
    }
    if (list->order == ORDER_PUT) {
        return at.b - 1 < cap ? at.b - 1 : cap;
    }
    return stream_count(list, step, &at, cap, e);
}

int64_t case_list_count(struct case_list *list, int64_t cap, bool *exact, struct error *e) {
    struct stream_place first = {.date = "", .b = 0};
    error_clear(e);
    *exact = true;
    if (list->order == ORDER_PUT) {
        *exact = cap == 0 || list->rows <= cap;
        return *exact ? list->rows : cap;
    }
    if (cap == 0) {
        return count_all(list, e);
    }
    int64_t n = stream_count(list, STEP_FROM, &first, cap + 1, e);
    if (n > cap) {
        *exact = false;
        n = cap;
    }
    return n;
}
