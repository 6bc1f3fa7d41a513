/* A filter as conditions of SQL, and the parts of it that an index can answer. All values are numbers and dates of
 * the program's own, or quoted by %Q. */
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "db/direction_inside.h"
#include "db/list_plan.h"
#include "src/i18n.h"

bool list_sql(sqlite3 *db, char *text, struct error *e) {
    bool well = text != NULL ? sql_exec(db, text, e) : error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
    sqlite3_free(text);
    return well;
}

bool list_query(sqlite3 *db, sqlite3_stmt **q, char *text, struct error *e) {
    bool well = text != NULL ? sql_prepare(db, q, text, e) : error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
    sqlite3_free(text);
    return well;
}

struct driver *list_driver(struct case_list *list) {
    if (list->past) { /* the indexes know what a case is, not what it was */
        list->narrow = true;
        return NULL;
    }
    return list->drivers < DRIVERS_MAX ? &list->driver[list->drivers++] : NULL;
}

void driver_part(struct driver *driver, char *text) {
    if (driver == NULL) {
        sqlite3_free(text);
    } else if (text != NULL && driver->n < DRIVER_PARTS) {
        driver->part[driver->n++] = text;
    } else { /* a part is missing: the driver is of no use */
        sqlite3_free(text);
        while (driver->n > 0) {
            sqlite3_free(driver->part[--driver->n]);
        }
        driver->whole = false;
    }
}

const char *list_state_text(const struct case_list *list) {
    static const char *const text[] = {"", " AND f.state = 0", " AND f.state = 1", " AND f.state = 2"};
    return text[list->state + 1];
}

bool list_set(struct case_list *list, const char *select, int *k, int64_t *n, struct error *e) {
    sqlite3 *db = list->store->db;
    if (list->sets == FILTER_SETS) {
        return error_set(e, ERROR_USAGE, _("the search has too many words; leave some out"));
    }
    *k = list->sets++;
    if (!list_sql(db, sqlite3_mprintf("CREATE TEMP TABLE set_%u_%d (id INTEGER PRIMARY KEY)", list->number, *k), e)) {
        return false;
    }
    sqlite3_stmt *q = NULL;
    if (!list_query(db, &q, sqlite3_mprintf("INSERT OR IGNORE INTO temp.set_%u_%d %s", list->number, *k, select), e)) {
        return false;
    }
    int row = sql_step(q, e);
    *n = row == 0 ? sqlite3_changes64(db) : 0;
    sqlite3_finalize(q);
    return row == 0;
}

civil_day list_began_by(const struct case_list *list, int day) {
    return list->clock.today - day + list->clock.limit.first_day;
}

/* ---- parts ---- */

static void add_state(struct case_list *list, sqlite3_str *out) {
    const struct case_filter *filter = &list->filter;
    list->state = -1;
    if (filter->which == FILTER_OPEN) {
        list->state = 0;
    } else if (filter->which == FILTER_DISPOSED) {
        list->state = 1;
    } else if (filter->which == FILTER_STATUS) {
        list->state = status_state(filter->status);
    } else if (filter->alerts || filter->chase) {
        list->state = 0;
    }
    sqlite3_str_appendf(out, "%s", list->state < 0 ? "1" : list_state_text(list) + strlen(" AND "));
    if (list->state > 0 && (filter->alerts || filter->chase)) {
        sqlite3_str_appendf(out, " AND f.id < 0"); /* no disposed case has an alert */
    }
    if (filter->which != FILTER_STATUS) {
        return;
    }
    const char *name = status_name(filter->status);
    sqlite3_str_appendf(out, " AND f.status = %Q", name);
    if (filter->status != STATUS_OPEN && filter->status != STATUS_CHARGESHEET && filter->status != STATUS_FINAL) {
        driver_part(list_driver(list),
                    sqlite3_mprintf("SELECT f.id FROM cache.fir_case f INDEXED BY fir_case_rare WHERE f.status = %Q"
                                    " AND f.status <> 'open' AND f.status <> 'chargesheet' AND f.status <> 'final'", name));
    }
}

static void add_categories(struct case_list *list, sqlite3_str *out) {
    const struct case_filter *filter = &list->filter;
    hits mask = filter->lists != 0 ? filter->lists : ~0u, of_category = 0;
    for (int i = 0; i < LISTS_MAX; i++) {
        of_category |= filter->categories & CATEGORY_376 ? HIT(i, CATEGORY_376) : 0;
        of_category |= filter->categories & CATEGORY_POCSO ? HIT(i, CATEGORY_POCSO) : 0;
    }
    if (filter->categories != 0) {
        sqlite3_str_appendf(out, " AND (f.hits & %u) <> 0", mask & of_category);
    } else if (filter->lists != 0) {
        /* a case that lost its covered sections hits nothing; it is out, and listed as such */
        sqlite3_str_appendf(out, list->state == 0 || list->state == 1 ? " AND (f.hits & %u) <> 0"
                                                                      : " AND ((f.hits & %u) <> 0 OR f.hits = 0)", mask);
    }
}

static bool add_unit(struct case_list *list, sqlite3_str *out, struct error *e) {
    struct store *store = list->store;
    struct unit unit;
    int64_t id = list->filter.unit, n;
    int k;
    if (id == 0) {
        return true;
    }
    if (!unit_by_id(store, id, &unit, e)) {
        return e->kind == ERROR_NONE && error_set(e, ERROR_UNABLE, _("the unit of this list is no longer there; choose another"));
    }
    char *outside = sqlite3_mprintf("SELECT EXISTS (SELECT 1 FROM cache.unit WHERE lft < %lld) OR"
                                    " EXISTS (SELECT 1 FROM cache.unit WHERE lft > %lld)", unit.lft, unit.rgt);
    bool alone = list->filter.unit_alone;
    bool all = !alone && unit.lft > 0 && outside != NULL && sql_int(store->db, outside, 1) == 0;
    sqlite3_free(outside);
    if (all) {
        return true;
    }
    if (alone || unit.lft == 0 || unit.rgt <= unit.lft + 1) {
        sqlite3_str_appendf(out, " AND f.unit = %lld", id);
        driver_part(list_driver(list), sqlite3_mprintf("SELECT f.id FROM cache.fir_case f INDEXED BY fir_case_unit"
                                                       " WHERE f.unit = %lld%s", id, list_state_text(list)));
        return true;
    }
    char *below = sqlite3_mprintf("SELECT id FROM cache.unit WHERE lft BETWEEN %lld AND %lld", unit.lft, unit.rgt);
    bool well = below != NULL && list_set(list, below, &k, &n, e);
    sqlite3_free(below);
    if (!well) {
        return false;
    }
    sqlite3_str_appendf(out, " AND f.unit IN (SELECT id FROM temp.set_%u_%d)", list->number, k);
    driver_part(list_driver(list), sqlite3_mprintf("SELECT f.id FROM temp.set_%u_%d s CROSS JOIN cache.fir_case f INDEXED BY"
                                                   " fir_case_unit ON f.unit = s.id%s /* scans: the set */",
                                                   list->number, k, list_state_text(list)));
    return true;
}

static void add_date(sqlite3_str *out, const char *test, civil_day day) {
    char iso[11];
    civil_iso(day, iso);
    sqlite3_str_appendf(out, "f.clock_date %s %Q", test, iso);
}

/* Due on or before `due`: where the law's two months do not govern, another date does. */
static void add_due(struct case_list *list, sqlite3_str *out, civil_day due) {
    civil_day legal = limit_latest_from(due, true, &list->clock.limit);
    civil_day day60 = limit_latest_from(due, false, &list->clock.limit);
    add_date(out, "<=", legal > day60 ? legal : day60);
    if (legal != day60) {
        sqlite3_str_appendf(out, " AND (");
        add_date(out, "<=", legal < day60 ? legal : day60);
        sqlite3_str_appendf(out, " OR (f.hits & %u) %s 0)", HITS_LEGAL, legal > day60 ? "<>" : "=");
    }
}

static void add_dates(struct case_list *list, sqlite3_str *out) {
    const struct case_filter *filter = &list->filter;
    if (filter->band != BAND_ANY) {
        int first, last;
        band_days(filter->band, &first, &last);
        if (last != INT_MAX) {
            sqlite3_str_appendf(out, " AND ");
            add_date(out, ">=", list_began_by(list, last));
        }
        if (filter->band != BAND_0_30) { /* that band takes a date still to come, too */
            sqlite3_str_appendf(out, " AND ");
            add_date(out, "<=", list_began_by(list, first));
        }
    }
    if (filter->due_within >= 0) {
        sqlite3_str_appendf(out, " AND ");
        add_due(list, out, list->clock.today + filter->due_within);
    }
    if (filter->chase) {
        sqlite3_str_appendf(out, " AND ");
        add_date(out, "<=", list_began_by(list, alert_days[0])); /* bounds the pass: due in 5 days is beyond day 31 */
        sqlite3_str_appendf(out, " AND ((");
        add_due(list, out, list->clock.today + 5);
        sqlite3_str_appendf(out, ")");
        for (int i = 0; i < ALERT_DAYS; i++) {
            sqlite3_str_appendf(out, " OR ");
            add_date(out, "=", list_began_by(list, alert_days[i]));
        }
        sqlite3_str_appendf(out, ")");
    }
}

static void add_alerts(struct case_list *list, sqlite3_str *out) {
    if (!list->filter.alerts) {
        return;
    }
    sqlite3_str_appendf(out, " AND ");
    add_date(out, "<=", list_began_by(list, alert_days[0]));
    if (!list->filter.unacknowledged) {
        return;
    }
    list->own = true;
    /* most were never told: that is asked first, because the days behind it cost more than all the rest */
    sqlite3_str_appendf(out, " AND ((f.told_day = 0 AND w.told_day IS NULL) OR CASE");
    for (int i = ALERT_DAYS - 1; i > 0; i--) {
        sqlite3_str_appendf(out, " WHEN ");
        add_date(out, "<=", list_began_by(list, alert_days[i]));
        sqlite3_str_appendf(out, " THEN %d", alert_days[i]);
    }
    sqlite3_str_appendf(out, " ELSE %d END > CASE WHEN w.told_seq > %lld THEN w.told_day ELSE f.told_day END)",
                        alert_days[0], list->store->dev_seq);
}

static void add_reason(struct case_list *list, sqlite3_str *out) {
    const char *reason = list->filter.reason;
    long long dev_seq = list->store->dev_seq;
    if (reason[0] == '\0') {
        return;
    }
    list->own = true;
    if (strcmp(reason, "none") == 0) {
        sqlite3_str_appendf(out, " AND coalesce(CASE WHEN w.reason_seq > %lld THEN w.reason ELSE f.reason END, '') = ''",
                            dev_seq);
        return;
    }
    sqlite3_str_appendf(out, " AND CASE WHEN w.reason_seq > %lld THEN w.reason ELSE f.reason END = %Q", dev_seq, reason);
    struct driver *driver = list_driver(list);
    driver_part(driver, sqlite3_mprintf("SELECT case_id FROM main.own_fold WHERE reason = %Q", reason));
    driver_part(driver, sqlite3_mprintf("SELECT id FROM cache.fir_case WHERE reason = %Q", reason));
}

/* Entries of settling over a probable case; `f.settled` where no own entry is newer. */
static void add_settled(struct case_list *list, sqlite3_str *out) {
    char *settled = sqlite3_mprintf("coalesce((SELECT coalesce(o.settled, '') FROM main.own_fold o WHERE o.case_id = f.id"
                                    " AND o.settled_seq > %lld), f.settled, '')", list->store->dev_seq);
    if (settled == NULL) {
        return;
    }
    if (list->filter.probable) {
        sqlite3_str_appendf(out, " AND f.probable = 1 AND %s = ''", settled);
        driver_part(list_driver(list),
                    sqlite3_mprintf("SELECT id FROM cache.fir_case f INDEXED BY fir_case_probable WHERE f.probable = 1"
                                    " /* scans: the index of the probable cases alone */"));
    } else {
        sqlite3_str_appendf(out, " AND (f.probable = 0 OR %s <> 'no')", settled);
    }
    sqlite3_free(settled);
}

static void add_wrong(struct case_list *list, sqlite3_str *out) {
    if (list->filter.wrong) {
        list->own = true;
        sqlite3_str_appendf(out, " AND CASE WHEN w.wrong_seq > %lld THEN w.wrong ELSE"
                                 " (SELECT n.wrong FROM cache.fir_case n WHERE n.id = f.id) END > 0", list->store->dev_seq);
        struct driver *driver = list_driver(list);
        driver_part(driver, sqlite3_mprintf("SELECT case_id FROM main.own_fold WHERE wrong > 0"
                                            " /* scans: what was entered in this folder */"));
        driver_part(driver, sqlite3_mprintf("SELECT id FROM cache.fir_case INDEXED BY fir_case_wrong WHERE wrong > 0"
                                            " /* scans: the index of the marked cases alone */"));
    }
}

static bool add_directions(struct case_list *list, sqlite3_str *out, struct error *e) {
    char day[11];
    int k;
    int64_t n;
    if (!list->filter.directions) {
        return true;
    }
    civil_iso(list->clock.today, day);
    char *text = sqlite3_mprintf(DIRECTIONS_UNANSWERED("d.case_id", "%Q") " /* scans: the directions */", day, day, day,
                                 day, day, day);
    bool well = text != NULL ? list_set(list, text, &k, &n, e) : error_set(e, ERROR_UNABLE, _("not enough memory for the list"));
    sqlite3_free(text);
    if (!well) {
        return false;
    }
    sqlite3_str_appendf(out, " AND f.id IN (SELECT id FROM temp.set_%u_%d)", list->number, k);
    struct driver *driver = list_driver(list);
    driver_part(driver, sqlite3_mprintf("SELECT id FROM temp.set_%u_%d /* scans: the set */", list->number, k));
    return true;
}

bool list_filter(struct case_list *list, struct error *e) {
    sqlite3_str *out = sqlite3_str_new(list->store->db);
    add_state(list, out);
    add_categories(list, out);
    bool well = add_unit(list, out, e);
    add_dates(list, out);
    add_alerts(list, out);
    well = well && list_officers(list, out, e) && list_search(list, out, e) && add_directions(list, out, e);
    add_reason(list, out);
    add_wrong(list, out);
    add_settled(list, out);
    int code = sqlite3_str_errcode(out);
    list->conditions = sqlite3_str_finish(out);
    return well && ((code == SQLITE_OK && list->conditions != NULL) ||
                    error_set(e, ERROR_UNABLE, _("not enough memory for the list")));
}
