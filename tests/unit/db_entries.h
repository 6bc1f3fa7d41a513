/* For the tests of entries: a folder with ten cases and an open store; looking at the fold and at one case's entries.
 */
#ifndef ITSSO_TEST_DB_ENTRIES_H
#define ITSSO_TEST_DB_ENTRIES_H

#include "tests/unit/db_folder.h"

#include "db/record_log.h"

#define CASES 10

static struct store *store;

static int begin(void **state) {
    if (folder_make(state) != 0)
        return -1;
    make_cases(CASES);
    store = must_open(STORE_ENTRIES);
    return 0;
}

static int end(void **state) {
    store_close(store);
    store = NULL;
    return folder_remove(state);
}

static inline void reopen(void) {
    store_close(store);
    store = must_open(STORE_ENTRIES);
}

static char found_text[128];
/* One text out of own_fold of case `serial`. */
static inline const char *fold_of(int serial, const char *column) {
    char query[200];
    snprintf(query, sizeof query, "SELECT coalesce(%s, '') FROM own_fold WHERE case_id = %lld", column,
             (long long)case_no(serial));
    sqlite3_stmt *ask;
    assert_true(sql_prepare(store->db, &ask, query, NULL));
    found_text[0] = '\0';
    if (sql_step(ask, NULL) == 1)
        sql_text(ask, 0, found_text, sizeof found_text);
    else
        snprintf(found_text, sizeof found_text, "no row");
    sqlite3_finalize(ask);
    return found_text;
}

static inline struct entry refused(struct entry entry, const char *part) {
    struct error e = {0};
    int lines = log_lines();
    int64_t entries = one_int(store, "SELECT count(*) FROM entry");
    assert_false(entry_add(store, &entry, -1, TODAY, &e));
    if (!strstr(e.text, part))
        fail_msg("\"%s\" was expected in: %s", part, e.text);
    assert_int_equal(log_lines(), lines);
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), entries);
    assert_true(sqlite3_get_autocommit(store->db));
    return entry;
}

static int collect_n;
static struct entry collected[64];
static inline bool collect(void *context, const struct entry *entry) {
    int stop_after = *(int *)context;
    collected[collect_n++] = *entry;
    return stop_after == 0 || collect_n < stop_after;
}

static inline int read_case(int serial, int stop_after) {
    struct error e = {0};
    collect_n = 0;
    if (!entries_of_case(store, case_no(serial), collect, &stop_after, &e))
        fail_msg("%s", e.text);
    return collect_n;
}

#endif
