/* The training data, made in real databases: the same plan gives the same facts and entries; it is kept, made anew or
 * refused as it should be; the home station shows every band, every crossing and every kind on any day; dates, numbers
 * and laws fit each other; rates and counts of larger scopes are those of real ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/entry.h"
#include "db/list.h"
#include "db/training.h"
#include "src/demo/demo.h"
#include "src/i18n.h"

static char root[] = "/tmp/itsso-demo-XXXXXX";
static struct rule_set *rules;

static civil_day iso(const char *text) {
    return civil_parse_iso(text);
}

static const char *folder(const char *name) {
    static char path[4][128];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", root, name);
    return path[turn];
}

static struct demo_plan plan_of(enum demo_scope scope, int64_t cases, const char *today) {
    return (struct demo_plan){.scope = scope, .cases = cases, .seed = 1, .today = iso(today), .rules = rules};
}

static bool make(const char *name, const struct demo_plan *plan) {
    struct error e = {0};
    bool kept;
    if (!demo_make(folder(name), plan, &kept, &e))
        fail_msg("%s", e.text);
    return kept;
}

static struct store *open_store(const char *name, enum store_mode mode) {
    struct error e = {0};
    struct store *store = store_open(folder(name), mode, &e);
    if (!store)
        fail_msg("%s", e.text);
    return store;
}

/* Calls fn for every case of the folder, in the order of the numbers; returns how many. */
static int each_case(struct store *store, civil_day today,
                     void (*fn)(struct store *, const struct case_detail *, void *), void *with) {
    struct case_filter filter = {.which = FILTER_ALL, .band = BAND_ANY, .due_within = -1};
    struct case_sort sort = {.by = BY_CASE};
    struct list_clock clock = {.today = today};
    struct error e = {0};
    static struct case_row rows[64];
    static struct list_key keys[64];
    struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
    if (!list)
        fail_msg("%s", e.text);
    int count = 0, n;
    enum list_from from = FROM_FIRST;
    struct list_key key = {0};
    while ((n = case_list_page(list, from, &key, 64, rows, keys, &e)) > 0) {
        for (int i = 0; i < n; i++) {
            struct case_detail detail;
            if (!case_get(store, rows[i].id, &detail, &e))
                fail_msg("%s", e.text);
            fn(store, &detail, with);
        }
        count += n;
        key = keys[n - 1];
        from = AFTER;
    }
    if (n < 0)
        fail_msg("%s", e.text);
    case_list_close(list);
    return count;
}

/* ---- the same plan, the same data ---- */

static void fold_text(uint64_t *digest, const char *text) {
    for (; *text; text++)
        *digest = (*digest ^ (unsigned char)*text) * 1099511628211u;
    *digest = (*digest ^ 31) * 1099511628211u;
}

static bool fold_event(void *with, const struct case_event *event) {
    char line[4 * SECTIONS_TEXT];
    snprintf(line, sizeof line, "%d %s %s %s %d", event->on, event->kind, event->was, event->now,
             event->dated_by_import);
    fold_text(with, line);
    return true;
}

static bool fold_entry(void *with, const struct entry *entry) {
    char line[ENTRY_TEXT_MAX + 256];
    const char *code = entry->kind == ENTRY_ANSWER ? "" : entry->code; /* an answer's is a random id */
    snprintf(line, sizeof line, "%d %s %s %d %s %s %s %s", (int)entry->kind, code, entry->state, entry->on, entry->whom,
             entry->how, entry->text, entry->author);
    fold_text(with, line);
    return true;
}

static void fold_case(struct store *store, const struct case_detail *c, void *with) {
    char line[SECTIONS_TEXT + 1024];
    struct error e = {0};
    snprintf(line, sizeof line,
             "%lld %s %d %s %s %d %lld %d %s %u %d %s %s %s %s %d %d %d %s %s %d %d %d %d %s %d %d %d",
             (long long)c->id, c->unit_code, c->fir_date, c->fir_time, c->gd_no, c->clock_date, (long long)c->zero_id,
             c->zero_date, c->sections, c->hits, c->probable, c->io.pno, c->io.rank, c->io.name, c->io.name_hi,
             c->io_since, (int)c->status, c->state, c->final_type, c->final_no, c->prepared, c->approved, c->filed,
             c->in_cctns, c->moved_to, c->arrests, c->first_remand, c->court_date);
    fold_text(with, line);
    assert_true(case_events(store, c->id, fold_event, with, &e));
    assert_true(entries_of_case(store, c->id, fold_entry, with, &e));
}

static uint64_t digest_of(const char *name, civil_day today) {
    uint64_t digest = 14695981039346656037u;
    struct store *store = open_store(name, STORE_READ);
    each_case(store, today, fold_case, &digest);
    store_close(store);
    return digest;
}

static void the_same_plan_gives_the_same_data(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_DISTRICT, 600, "2026-11-23"), other = plan, next_day = plan;
    other.seed = 2;
    next_day.today++;
    assert_false(make("a", &plan));
    assert_false(make("b", &plan));
    assert_false(make("c", &other));
    assert_false(make("d", &next_day));
    uint64_t a = digest_of("a", plan.today);
    assert_true(a == digest_of("b", plan.today));
    assert_true(a != digest_of("c", plan.today));
    assert_true(a != digest_of("d", plan.today));
}

static void made_before_is_kept_or_made_anew(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_STATION, 60, "2026-11-23"), other = plan;
    struct error e = {0};
    other.cases = 61;
    assert_false(make("k", &plan));
    struct store *store = open_store("k", STORE_ENTRIES);
    case_id first;
    assert_true(store_is_training(store));
    struct crossing one;
    struct list_clock clock = {.today = plan.today};
    assert_int_equal(crossings_ahead(store, 0, 0, &clock, 7, &one, 1, &e), 1);
    first = one.id;
    struct entry entry = {
        .case_id = first, .kind = ENTRY_NOTE, .on = CIVIL_NONE, .text = "typed by the one who trains"};
    assert_true(entry_add(store, &entry, -1, plan.today, &e));
    store_close(store);
    uint64_t with_entry = digest_of("k", plan.today);
    assert_true(make("k", &plan)); /* what was entered stays */
    assert_true(digest_of("k", plan.today) == with_entry);
    assert_false(make("k", &other)); /* another plan: facts and entries anew */
    struct entry found;
    store = open_store("k", STORE_READ);
    assert_false(entry_by_id(store, entry.id, &found, &e));
    assert_true(store_check(store, true, &e));
    store_close(store);
    make("k2", &other);
    assert_true(digest_of("k", plan.today) == digest_of("k2", plan.today));
}

/* ---- what must never be overwritten ---- */

static void put_real_case(const char *name, civil_day today) {
    struct error e = {0};
    struct limit_rule limit = {0};
    struct section_list sections;
    enum put_result result;
    sections_from_text("BNS:64(1)", &sections);
    struct cache_writer *w = cache_begin(folder(name), 1000, &e);
    if (!w)
        fail_msg("%s", e.text);
    struct case_put *put = case_put_begin(w, rules, "import", today, &limit, DISPOSED_CCTNS, false, &e);
    struct case_facts facts = {.id = case_id_make(31655001, 2026, 7),
                               .fir_date = today - 5,
                               .zero_date = CIVIL_NONE,
                               .sections = &sections,
                               .io_since = CIVIL_NONE,
                               .status_on = CIVIL_NONE,
                               .prepared = CIVIL_NONE,
                               .approved = CIVIL_NONE,
                               .filed = CIVIL_NONE,
                               .in_cctns = CIVIL_NONE,
                               .arrests = -1,
                               .first_remand = CIVIL_NONE,
                               .court_date = CIVIL_NONE,
                               .section_added_on = CIVIL_NONE};
    assert_true(case_put(put, &facts, &result, NULL, &e));
    assert_int_equal(result, PUT_ADDED);
    assert_true(case_put_end(put, &e));
    assert_true(cache_commit(w, &e));
}

static void real_data_is_refused(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_STATION, 60, "2026-11-23");
    struct error e = {0};
    bool kept;
    put_real_case("real", plan.today);
    uint64_t before = digest_of("real", plan.today);
    assert_false(demo_make(folder("real"), &plan, &kept, &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    assert_non_null(strstr(e.text, folder("real")));
    assert_true(digest_of("real", plan.today) == before);
    struct store *store = open_store("real", STORE_ENTRIES);
    assert_false(training_forget_entries(store, &e)); /* nor by this door */
    store_close(store);

    make("entries-alone", &plan); /* entries whose facts are gone: somebody's work all the same */
    char path[160];
    snprintf(path, sizeof path, "%s/cache.db", folder("entries-alone"));
    assert_int_equal(unlink(path), 0);
    enum folder_holds holds;
    char made[TRAINING_MADE];
    assert_true(training_look(folder("entries-alone"), &holds, made, &e));
    assert_int_equal(holds, FOLDER_REAL);
    assert_false(demo_make(folder("entries-alone"), &plan, &kept, &e));
}

static void looking_makes_nothing(void **state) {
    (void)state;
    struct error e = {0};
    enum folder_holds holds;
    char made[TRAINING_MADE];
    assert_true(training_look(folder("nowhere"), &holds, made, &e));
    assert_int_equal(holds, FOLDER_NOTHING);
    assert_int_not_equal(access(folder("nowhere"), F_OK), 0);
    struct cache_writer *w = cache_begin(folder("empty"), 1000, &e);
    assert_non_null(w);
    assert_true(cache_commit(w, &e));
    assert_true(training_look(folder("empty"), &holds, made, &e));
    assert_int_equal(holds, FOLDER_NOTHING); /* as a training that was killed leaves it */
}

static void plans_that_cannot_be(void **state) {
    (void)state;
    struct error e = {0};
    bool kept;
    struct demo_plan early = plan_of(DEMO_STATION, 60, "2018-04-21");
    assert_false(demo_make(folder("early"), &early, &kept, &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    struct demo_plan crowd = plan_of(DEMO_STATION, 40000, "2026-11-23");
    assert_false(demo_make(folder("crowd"), &crowd, &kept, &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    enum folder_holds holds;
    char made[TRAINING_MADE];
    assert_true(training_look(folder("crowd"), &holds, made, &e));
    assert_int_equal(holds, FOLDER_NOTHING);
    struct demo_plan one = plan_of(DEMO_STATION, 1, "2018-05-01");
    assert_false(make("one", &one));
}

/* ---- the home station ---- */

struct seen {
    civil_day today, last_fir;
    int64_t last_station;
    int last_year, last_serial;
    int open, bands[BAND_COUNT], crossing[ALERT_DAYS], status[STATUS_COUNT], final_types, probable, zero, in_7_days;
    int only_376, only_pocso, both, sections_added, officers_changed, hindi_names, four_dates_straddle;
    struct rate_counts rates;
    struct rate_counts by_category[2];
};

static bool see_event(void *with, const struct case_event *event) {
    struct seen *seen = with;
    seen->sections_added += strcmp(event->kind, "section-added") == 0;
    seen->officers_changed += strcmp(event->kind, "officer") == 0;
    assert_false(event->dated_by_import); /* every date is invented, none is missing */
    assert_true(event->on <= seen->today);
    return true;
}

static void assert_dates_fit(const struct case_detail *c, civil_day today) {
    bool bns = strstr(c->sections, "BNS:") != NULL, ipc = strstr(c->sections, "IPC:") != NULL;
    assert_true(c->fir_date <= today && c->clock_date <= c->fir_date && c->clock_date >= iso("2018-04-21"));
    assert_false(c->fir_date < iso("2024-07-01") ? bns : ipc);
    assert_true(c->zero_id == 0 ? c->clock_date == c->fir_date : c->clock_date == c->zero_date);
    if (c->in_cctns != CIVIL_NONE)
        assert_true(c->fir_date <= c->prepared && c->prepared <= c->approved && c->approved <= c->filed &&
                    c->filed <= c->in_cctns && c->in_cctns <= today);
    assert_true((c->state == 1) == (c->in_cctns != CIVIL_NONE));
    assert_true(c->first_remand == CIVIL_NONE || (c->first_remand >= c->fir_date && c->first_remand <= today));
    assert_true(c->io_since >= c->fir_date && c->io_since <= today);
    assert_true((c->status == STATUS_FINAL) == (c->final_type[0] != '\0'));
    int year;
    civil_to_ymd(c->fir_date, &year, NULL, NULL);
    assert_int_equal(case_id_year(c->id), year);
    assert_int_equal(case_id_station(c->id) / 100000, 319);
}

static void see_case(struct store *store, const struct case_detail *c, void *with) {
    struct seen *seen = with;
    struct error e = {0};
    struct limit_rule limit = {0};
    unsigned categories = hits_categories(c->hits, ~0u);
    int day = limit_day(c->clock_date, seen->today, &limit);
    assert_dates_fit(c, seen->today);
    assert_true(categories != 0);
    if (case_id_station(c->id) == seen->last_station && case_id_year(c->id) == seen->last_year)
        assert_true(case_id_serial(c->id) > seen->last_serial && c->fir_date >= seen->last_fir);
    seen->last_station = case_id_station(c->id);
    seen->last_year = case_id_year(c->id);
    seen->last_serial = case_id_serial(c->id);
    seen->last_fir = c->fir_date;
    seen->status[c->status]++;
    seen->final_types |= c->final_type[0] ? 1 << (c->final_type[0] % 30) : 0;
    seen->probable += c->probable;
    seen->zero += c->zero_id != 0;
    seen->only_376 += categories == CATEGORY_376;
    seen->only_pocso += categories == CATEGORY_POCSO;
    seen->both += categories == (CATEGORY_376 | CATEGORY_POCSO);
    seen->hindi_names += c->io.name_hi[0] != '\0';
    seen->four_dates_straddle += c->in_cctns != CIVIL_NONE && limit_day(c->clock_date, c->filed, &limit) <= 60 &&
                                 limit_day(c->clock_date, c->in_cctns, &limit) > 60;
    if (c->state == 0) {
        seen->open++;
        seen->bands[band_of_day(day)]++;
        for (int i = 0; i < ALERT_DAYS; i++) {
            seen->crossing[i] += day == alert_days[i];
            seen->in_7_days += alert_days[i] > day && alert_days[i] <= day + 7;
        }
    }
    if (c->state != 2)
        rates_add(&seen->rates, c->clock_date, case_disposed_on(c, DISPOSED_CCTNS), seen->today, &limit);
    assert_true(case_events(store, c->id, see_event, seen, &e));
}

static void see_all(const char *name, civil_day today, struct seen *seen, int cases) {
    *seen = (struct seen){.today = today};
    struct store *store = open_store(name, STORE_READ);
    assert_int_equal(each_case(store, today, see_case, seen), cases);
    store_close(store);
    assert_true(rates_add_up(&seen->rates));
}

static void the_home_station_shows_everything_on_any_day(void **state) {
    (void)state;
    static const char *const days[] = {"2026-11-23", "2026-03-01", "2025-02-28", "2024-07-01", "2024-08-15",
                                       "2024-06-30", "2027-01-01", "2024-02-29", "2020-01-31"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct demo_plan plan = plan_of(DEMO_STATION, demo_cases(DEMO_STATION), days[i]);
        struct seen seen;
        plan.seed = i;
        make("home", &plan);
        see_all("home", plan.today, &seen, 340);
        assert_in_range(seen.open, 19, 25);
        for (int b = 0; b < BAND_COUNT; b++)
            assert_true(seen.bands[b] > 0);
        for (int a = 0; a < ALERT_DAYS; a++)
            assert_true(seen.crossing[a] > 0);
        assert_in_range(seen.in_7_days, 5, 15);
        assert_true(seen.bands[BAND_OVER_60] >= 2);
        assert_true(seen.only_376 > 20 && seen.only_pocso > 20 && seen.both > 20);
        assert_true(seen.probable >= 2 && seen.zero >= 1 && seen.sections_added >= 2 && seen.officers_changed >= 2);
        assert_true(seen.status[STATUS_STAYED] > 0 && seen.status[STATUS_CHARGESHEET] > 150 &&
                    seen.status[STATUS_FINAL] > 20);
        struct rates rates = rates_of(&seen.rates);
        if (rates.compliance < 80 || rates.compliance > 92 || rates.pendency < 0.5 || rates.pendency > 6 ||
            rates.late < 2)
            fail_msg("%s: %.1f %% in time, %.1f %% late, %.1f %% pending", days[i], rates.compliance, rates.late,
                     rates.pendency);
    }
}

static void the_home_station_has_entries(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_STATION, demo_cases(DEMO_STATION), "2026-11-23");
    struct list_clock clock = {.today = plan.today};
    struct error e = {0};
    struct dashboard board;
    make("entries", &plan);
    struct store *store = open_store("entries", STORE_READ);
    assert_true(dashboard_read(store, 0, 0, &clock, &board, &e));
    assert_true(board.over >= 2 && board.due_today >= 1 && board.due_in_5 >= 1 && board.alerts >= 3);
    assert_true(board.not_in_cctns >= 1 && board.probable >= 2 && board.wrong == 1 && board.directions == 2);
    assert_true(board.year[0].n60 > 0 && board.year[1].n60 > 0);
    const struct step_table *steps = store_steps(store);
    const struct reason_table *reasons = store_reasons(store);
    assert_true(steps->n > 0 && reasons->n > 0);
    struct case_filter filter = {.band = BAND_ANY, .due_within = -1};
    struct case_sort sort = {.by = BY_LEFT};
    static struct case_row rows[64];
    static struct list_key keys[64];
    struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
    assert_non_null(list);
    int n = case_list_page(list, FROM_FIRST, NULL, 64, rows, keys, &e), with_reason = 0, told = 0, with_steps = 0;
    assert_in_range(n, 19, 25);
    for (int i = 0; i < n; i++) {
        struct step_now now[STEPS_MAX];
        with_reason += rows[i].reason[0] != '\0';
        told += rows[i].told_day > 0;
        with_steps += steps_of_case(store, rows[i].id, now, STEPS_MAX, &e) > 0;
        assert_true(rows[i].told_day <= rows[i].day);
        assert_true(rows[i].told_on == CIVIL_NONE || rows[i].told_on <= plan.today);
        if (rows[i].reason[0])
            assert_non_null(reasons_find(reasons, rows[i].reason));
    }
    assert_true(with_reason >= 10 && told >= 8 && with_steps >= 20);
    case_list_close(list);
    store_close(store);
}

static void it_moves_with_the_date(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_STATION, 120, "2026-11-23");
    struct seen monday, later;
    make("moves", &plan);
    see_all("moves", plan.today, &monday, 120);
    plan.today += 40;
    make("moves", &plan);
    see_all("moves", plan.today, &later, 120);
    assert_memory_equal(monday.bands, later.bands, sizeof monday.bands);
}

/* ---- larger scopes ---- */

static void a_district(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_DISTRICT, demo_cases(DEMO_DISTRICT), "2026-11-23");
    struct seen seen;
    struct error e = {0};
    struct unit unit;
    make("district", &plan);
    see_all("district", plan.today, &seen, (int)plan.cases);
    for (int s = 0; s < STATUS_COUNT; s++)
        assert_true(seen.status[s] > 0);
    assert_true(seen.final_types != 0 && (seen.final_types & (seen.final_types - 1)) != 0); /* more than one kind */
    assert_true(seen.four_dates_straddle > 10);
    assert_true(seen.hindi_names > 3000 && seen.hindi_names < 4000); /* and some who are written in Hindi alone */
    struct rates rates = rates_of(&seen.rates);
    assert_true(rates.compliance > 80 && rates.compliance < 90 && rates.pendency > 1 && rates.pendency < 6);
    struct store *store = open_store("district", STORE_READ);
    assert_true(unit_root(store, &unit, &e));
    assert_int_equal(unit.level, LEVEL_DISTRICT);
    assert_true(strstr(unit.name_en, "Demo") && strstr(unit.name_hi, "डेमो"));
    assert_int_equal(unit_stations(store, unit.id), 22);
    assert_true(unit_by_code(store, "31999001", &unit, &e));
    assert_string_equal(unit.name_en, "Demo Kotwali");
    assert_string_equal(unit.name_hi, "डेमो कोतवाली");
    store_close(store);
}

static bool every_name_says_demo(void *with, const struct unit *unit) {
    struct store *store = with;
    struct error e = {0};
    if (!strstr(unit->name_en, "Demo") || !strstr(unit->name_hi, "डेमो") || strncmp(unit->code, "319", 3) != 0)
        fail_msg("%s %s %s", unit->code, unit->name_en, unit->name_hi);
    assert_int_not_equal(unit->kind, KIND_UNPLACED);
    return unit_children(store, unit->id, every_name_says_demo, store, &e);
}

static void a_state(void **state) {
    (void)state;
    struct demo_plan plan = plan_of(DEMO_STATE, 12000, "2026-11-23");
    struct error e = {0};
    struct unit unit;
    struct dashboard board;
    struct list_clock clock = {.today = plan.today};
    make("state", &plan);
    struct store *store = open_store("state", STORE_READ);
    assert_true(unit_root(store, &unit, &e));
    assert_int_equal(unit.level, LEVEL_STATE);
    assert_in_range(unit_stations(store, unit.id), 1500, 1800);
    every_name_says_demo(store, &unit);
    assert_true(dashboard_read(store, 0, unit.id, &clock, &board, &e));
    int64_t open = 0;
    for (int b = 0; b < BAND_COUNT; b++) {
        assert_true(board.open[2][b] > 0);
        open += board.open[2][b];
    }
    assert_in_range(open, 12000 * 5 / 100, 12000 * 7 / 100);
    store_close(store);
}

static void a_nation_has_indias_size(void **state) {
    (void)state;
    struct places places;
    struct error e = {0};
    assert_true(places_make(&places, DEMO_NATION, 1, &e));
    assert_in_range(places.stations, 17000, 18200);
    int64_t last = 0, weights = 0;
    for (int i = 0; i < places.stations; i++) {
        assert_true(places.station[i].code > last && places.station[i].code / 100000 == 319);
        last = places.station[i].code;
        weights += places.station[i].weight;
    }
    assert_true(weights == places.weights);
    places_free(&places);
}

/* ---- */

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *at) {
    (void)about;
    (void)kind;
    (void)at;
    return remove(path);
}

static int set_up(void **state) {
    (void)state;
    struct error e = {0};
    size_t n;
    const char *text = shipped_offence_rules(&n);
    language_init();
    return mkdtemp(root) && rules_read(&rules, "offence_rules.tsv", text, n, &e) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    rules_free(rules);
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_plan_gives_the_same_data),
        cmocka_unit_test(made_before_is_kept_or_made_anew),
        cmocka_unit_test(real_data_is_refused),
        cmocka_unit_test(looking_makes_nothing),
        cmocka_unit_test(plans_that_cannot_be),
        cmocka_unit_test(the_home_station_shows_everything_on_any_day),
        cmocka_unit_test(the_home_station_has_entries),
        cmocka_unit_test(it_moves_with_the_date),
        cmocka_unit_test(a_district),
        cmocka_unit_test(a_state),
        cmocka_unit_test(a_nation_has_indias_size),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
