/* For the tests of lists and of the dashboard: random cases with entries laid over, some of them already at a server, and
 * the plain recount that the database's answers are held against. */
#ifndef ITSSO_TEST_DB_LISTS_H
#define ITSSO_TEST_DB_LISTS_H

#include "src/text.h"
#include "tests/unit/db_cases.h"

#define CASES_MAX 6000
static struct case_detail all[CASES_MAX];
static int cases;
static struct store *store;
static struct list_clock clock_now;

/* ---- data ---- */

/* Entries on random cases; a part of them is also in the cache's columns, as a server that has them would send. */
static inline void enter(int n) {
    static const char *const reasons[] = {"fsl", "medical", "not-in-cctns", "co-scrutiny"};
    static const char *const days[] = {"31", "40", "50", "55", "60"};
    struct error e = {0};
    struct entry *entries = calloc((size_t)n, sizeof *entries);
    sqlite3_stmt *q;
    assert_non_null(entries);
    assert_true(sql_prepare(store->db, &q, "SELECT id FROM cache.fir_case ORDER BY (id * 7919) % 10007 LIMIT ?1", &e));
    sqlite3_bind_int(q, 1, n);
    for (int i = 0; i < n; i++) {
        assert_int_equal(sql_step(q, &e), 1);
        struct entry *x = &entries[i];
        x->case_id = sqlite3_column_int64(q, 0);
        x->on = CIVIL_NONE;
        x->kind = (enum entry_kind[]){ENTRY_REASON, ENTRY_TOLD, ENTRY_SETTLE, ENTRY_WRONG, ENTRY_NOTE}[i % 5];
        snprintf(x->code, sizeof x->code, "%s", i % 5 == 0 ? reasons[any(4)] : i % 5 == 1 ? days[any(5)] : i % 5 == 3 ? "io" : "");
        snprintf(x->state, sizeof x->state, "%s", i % 5 == 2 ? (any(2) ? "no" : "tracked") : i % 5 == 3 ? "wrong" : "");
        if (x->kind == ENTRY_TOLD) {
            x->on = TODAY;
            snprintf(x->whom, sizeof x->whom, "io");
            snprintf(x->how, sizeof x->how, "phone");
        }
        snprintf(x->text, sizeof x->text, "%s", x->kind == ENTRY_NOTE ? "स्मरण पत्र भेजा reminder" : "");
    }
    sqlite3_finalize(q);
    if (!entry_add_many(store, entries, n, TODAY, &e))
        fail_msg("%s", e.text);
    free(entries);
}

static inline void as_if_synced(int64_t dev_seq) {
    struct error e = {0};
    char device[64], text[256];
    sqlite3_stmt *q;
    assert_true(sql_prepare(store->db, &q, "SELECT id FROM main.device", &e));
    assert_int_equal(sql_step(q, &e), 1);
    sql_text(q, 0, device, sizeof device);
    sqlite3_finalize(q);
    store_close(store);
    struct cache_writer *w = must_begin();
    snprintf(text, sizeof text, "UPDATE sync_state SET device = '%s', dev_seq = %lld, synced_at = '2026-11-23T10:00:00.000Z'", device,
             (long long)dev_seq);
    must_exec(w->db, text);
    must_exec(w->db, "UPDATE fir_case SET reason = 'age', reason_on = '2026-11-01' WHERE id % 11 = 0;"
                     "UPDATE fir_case SET told_day = 55, told_on = '2026-11-02' WHERE id % 13 = 0;"
                     "UPDATE fir_case SET settled = CASE id % 2 WHEN 0 THEN 'no' ELSE 'tracked' END WHERE id % 17 = 0 AND probable = 1");
    must_commit(w);
    store = must_open(STORE_ENTRIES);
    assert_int_equal(store->dev_seq, dev_seq);
}

static inline void read_all_cases(void) {
    struct error e = {0};
    sqlite3_stmt *q;
    cases = 0;
    assert_true(sql_prepare(store->db, &q, "SELECT id FROM cache.fir_case ORDER BY id", &e));
    while (sql_step(q, &e) == 1) {
        assert_true(cases < CASES_MAX);
        assert_true(case_get(store, sqlite3_column_int64(q, 0), &all[cases++], &e));
    }
    sqlite3_finalize(q);
}

static inline void make(int n, int entries) {
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    struct case_put *put = must_put(w, "demo", true);
    put_random(put, n);
    must_put_end(put);
    must_commit(w);
    store = must_open(STORE_ENTRIES);
    if (entries > 0) {
        enter(entries);
        as_if_synced(entries / 2);
    }
    read_all_cases();
    clock_now = (struct list_clock){.today = TODAY, .limit = limit};
}

/* ---- the plain recount ---- */

static inline bool below(int64_t unit, int64_t top_unit) {
    struct unit u;
    struct error e = {0};
    for (int64_t at = unit; at != 0; at = u.parent) {
        if (at == top_unit)
            return true;
        if (!unit_by_id(store, at, &u, &e))
            return false;
    }
    return false;
}

static inline bool text_has(const char *text, const char *word) {
    char fold[700];
    text_fold(text, strlen(text), fold, sizeof fold);
    return strstr(fold, word) != NULL;
}

static inline bool io_has(const struct case_detail *c, const char *word) {
    return text_has(c->io.name, word) || text_has(c->io.name_hi, word) || text_has(c->io.rank, word) || text_has(c->io.pno, word);
}

/* One word of letters, a section number or a FIR number; enough for the words that the test uses. */
static inline bool hits_word(const struct case_detail *c, const char *word) {
    int serial = atoi(word), year = strchr(word, '/') ? 2000 + atoi(strchr(word, '/') + 1) : 0;
    if (serial > 0 && case_id_serial(c->id) == serial && (year == 0 || case_id_year(c->id) == year))
        return true;
    if (serial == 0 && strcmp(word, "reminder") == 0) {
        char text[128];
        snprintf(text, sizeof text, "SELECT EXISTS (SELECT 1 FROM main.entry WHERE case_id = %lld AND kind = 'note')", (long long)c->id);
        return sql_int(store->db, text, 0) == 1;
    }
    if (serial == 0)
        return io_has(c, word) || (strcmp(word, "pocso") == 0 && strstr(c->sections, "POCSO"));
    char section[64];
    snprintf(section, sizeof section, ":%s", word);
    for (const char *found = c->sections; (found = strstr(found, section)); found++)
        if (found[strlen(section)] < '0' || found[strlen(section)] > '9')
            return true;
    return false;
}

static inline bool due_by(const struct case_detail *c, int days) {
    return limit_due(c->clock_date, (c->hits & HITS_LEGAL) != 0, &limit) <= TODAY + days;
}

static inline bool matches_dates(const struct case_detail *c, const struct case_filter *f) {
    int day = limit_day(c->clock_date, TODAY, &limit), first, last;
    if (f->band != BAND_ANY) {
        band_days(f->band, &first, &last);
        if (f->band < BAND_COUNT ? band_of_day(day) != f->band : day < first || day > last)
            return false;
    }
    if (f->due_within >= 0 && !due_by(c, f->due_within))
        return false;
    if (f->chase && !(c->state == 0 && (due_by(c, 5) || alert_today(day))))
        return false;
    if (f->alerts && (c->state != 0 || alert_crossed(day) == 0 || (f->unacknowledged && c->told_day >= alert_crossed(day))))
        return false;
    return true;
}

static inline bool matches(const struct case_detail *c, const struct case_filter *f) {
    if (c->probable && strcmp(c->settled, "no") == 0)
        return false; /* only a probable case can be settled away */
    if ((f->which == FILTER_OPEN && c->state != 0) || (f->which == FILTER_DISPOSED && c->state != 1) ||
        (f->which == FILTER_STATUS && (c->status != f->status || c->state != status_state(f->status))))
        return false;
    hits mask = f->lists ? f->lists : ~0u;
    if (f->categories ? !(hits_categories(c->hits, mask) & f->categories) : (c->hits != 0 && !(c->hits & mask)))
        return false;
    if (!f->categories && f->lists && c->hits == 0 && c->state != 2)
        return false;
    if (f->unit && !below(c->unit, f->unit))
        return false;
    if (f->reason[0] && (strcmp(f->reason, "none") == 0 ? c->reason[0] != '\0' : strcmp(c->reason, f->reason) != 0))
        return false;
    if ((f->probable && !(c->probable && c->settled[0] == '\0')) || (f->wrong && c->wrong == 0))
        return false;
    if (f->io[0] && !io_has(c, f->io))
        return false;
    char words[160], *save = NULL;
    snprintf(words, sizeof words, "%s", f->search);
    for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
        if (!hits_word(c, word))
            return false;
    return matches_dates(c, f);
}

static inline const struct case_detail *detail_of(case_id id) {
    for (int i = 0; i < cases; i++)
        if (all[i].id == id)
            return &all[i];
    fail_msg("a case that is not there");
    return NULL;
}

#endif
