/* For the tests of cases and lists: a small hierarchy and random facts, the same for the same seed. */
#ifndef ITSSO_TEST_DB_CASES_H
#define ITSSO_TEST_DB_CASES_H

#include "tests/unit/db_folder.h"

#include "db/list.h"
#include "db/rollup.h"

#define STATIONS 9
#define STATION_NO(i) (31655001 + (i))

static uint64_t random_state = 1;

static inline int any(int n) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((random_state >> 33) % (uint64_t)n);
}

static struct rule_set *rules;
static const struct limit_rule limit = {0, DEADLINE_EARLIER};

static inline void rules_begin(void) {
    struct error e = {0};
    size_t n;
    const char *text = shipped_offence_rules(&n);
    if (rules == NULL && !rules_read(&rules, "offence_rules.tsv", text, n, &e))
        fail_msg("%s", e.text);
}

static inline struct cache_writer *must_begin(void) {
    struct error e = {0};
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    if (!w)
        fail_msg("%s", e.text);
    return w;
}

static inline void must_commit(struct cache_writer *w) {
    struct error e = {0};
    if (!cache_commit(w, &e))
        fail_msg("%s", e.text);
}

static inline struct case_put *must_put(struct cache_writer *w, const char *source, bool bulk) {
    struct error e = {0};
    rules_begin();
    struct case_put *put = case_put_begin(w, rules, source, TODAY, &limit, DISPOSED_CCTNS, bulk, &e);
    if (!put)
        fail_msg("case_put_begin: %s", e.text);
    return put;
}

static inline enum put_result must_put_case(struct case_put *put, const struct case_facts *facts) {
    struct error e = {0};
    enum put_result result;
    if (!case_put(put, facts, &result, NULL, &e))
        fail_msg("case_put: %s", e.text);
    return result;
}

static inline void must_put_end(struct case_put *put) {
    struct error e = {0};
    if (!case_put_end(put, &e))
        fail_msg("case_put_end: %s", e.text);
}

/* Nation IN, states A and B, districts A1 A2 B1 of three stations each; the last station is left out: unplaced. */
static inline void put_hierarchy(struct cache_writer *w) {
    static const struct { const char *code, *parent; enum unit_level level; } units[] = {
        {"IN", "", LEVEL_NATION}, {"A", "IN", LEVEL_STATE}, {"B", "IN", LEVEL_STATE},
        {"A1", "A", LEVEL_DISTRICT}, {"A2", "A", LEVEL_DISTRICT}, {"B1", "B", LEVEL_DISTRICT}};
    struct error e = {0};
    int64_t id;
    char code[16];
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        assert_true(cache_put_unit(w, units[i].code, units[i].parent, units[i].level, KIND_TERRITORIAL, units[i].code, "", TODAY, &id, &e));
    for (int i = 0; i < STATIONS - 1; i++) {
        snprintf(code, sizeof code, "%d", STATION_NO(i));
        assert_true(cache_put_unit(w, code, i < 3 ? "A1" : i < 6 ? "A2" : "B1", LEVEL_STATION, KIND_TERRITORIAL, code, "", TODAY, &id, &e));
    }
    if (!cache_place_units(w, &e))
        fail_msg("%s", e.text);
}

/* Everything is "not said". */
static inline struct case_facts no_facts(case_id id, civil_day fir_date) {
    return (struct case_facts){.id = id, .fir_date = fir_date, .zero_date = CIVIL_NONE, .io_since = CIVIL_NONE,
                               .status_on = CIVIL_NONE, .prepared = CIVIL_NONE, .approved = CIVIL_NONE, .filed = CIVIL_NONE,
                               .in_cctns = CIVIL_NONE, .arrests = -1, .first_remand = CIVIL_NONE, .court_date = CIVIL_NONE,
                               .section_added_on = CIVIL_NONE};
}

static inline void random_end(struct case_facts *f) {
    int age = TODAY - f->fir_date, r = any(100);
    f->status = r < 45 ? STATUS_OPEN : r < 70 ? STATUS_CHARGESHEET : r < 80 ? STATUS_FINAL : r < 85 ? STATUS_STAYED
              : r < 90 ? STATUS_FURTHER : r < 95 ? STATUS_EXPUNGED : STATUS_TRANSFERRED;
    if (status_state(f->status) == 1 && any(10) > 0) {
        f->in_cctns = f->fir_date + any(age + 1);
        f->filed = any(2) ? f->in_cctns : CIVIL_NONE;
    }
    if (f->status == STATUS_TRANSFERRED && any(2))
        snprintf(f->moved_to, sizeof f->moved_to, "%d", STATION_NO(any(STATIONS - 1)));
}

/* Facts of case n; sections is filled and pointed at. */
static inline struct case_facts random_facts(case_id id, civil_day fir_date, struct section_list *sections) {
    static const char *const texts[] = {"IPC:376", "IPC:376(2)(n) POCSO:6", "POCSO:4", "BNS:64(1)", "BNS:65(1) POCSO:6", "BNS:70(1)",
                                        "POCSO:3", "POCSO:8", "IPC:376 IPC:511", "BNS:64(1) BNS:62", "IPC:363 IPC:366", "IPC:376D POCSO:4 IPC:506"};
    static const char *const names[] = {"R Verma", "A Khan", "S Yadav", "P Singh", "K Das", "वर्मा"};
    static const char *const ranks[] = {"SI", "Insp", "उ0नि0"};
    struct case_facts f = no_facts(id, fir_date);
    sections_from_text(texts[any(12)], sections);
    f.sections = sections;
    if (any(12) > 0) {
        snprintf(f.io.name, sizeof f.io.name, "%s", names[any(6)]);
        snprintf(f.io.rank, sizeof f.io.rank, "%s", ranks[any(3)]);
        if (any(2))
            snprintf(f.io.pno, sizeof f.io.pno, "1234567%02d", any(30));
    }
    if (any(15) == 0) {
        f.zero_date = fir_date - any(6);
        f.zero_id = case_id_make(STATION_NO(20), 2026, 1 + any(50));
    }
    random_end(&f);
    return f;
}

/* n random cases of the last two years; what is not tracked falls away. */
static inline void put_random(struct case_put *put, int n) {
    for (int i = 0; i < n; i++) {
        struct section_list sections;
        int y;
        civil_day on = TODAY - (any(3) ? any(100) : any(900));
        civil_to_ymd(on, &y, NULL, NULL);
        struct case_facts f = random_facts(case_id_make(STATION_NO(any(STATIONS)), y, 1 + any(n)), on, &sections);
        must_put_case(put, &f);
    }
}

#endif
