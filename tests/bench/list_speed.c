/* The speed of db/ at 1,000,000 cases beside the budget of terminal.md section 1: loading through case_put, pages,
 * searches, filters, sorts, the dashboard.
 *   list_speed FOLDER [CASES [load]]   makes FOLDER where it has no cases (invented data, the same each time), then
 *                                      measures; "load": only makes it
 * Exit status 1 where a line is over its budget. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db/list.h"

#define STATES 40
#define DISTRICTS 20 /* of a state */
#define STATIONS 22  /* of a district */
#define OFFICERS 30000
#define STATION_FIRST 10000001

static const int year_now = 2026;
static civil_day today;
static const struct limit_rule rule = {0, DEADLINE_EARLIER};
static uint64_t seed = 20261123;

static uint32_t any(uint32_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void stop(const struct error *e) {
    fprintf(stderr, "list_speed: %s\n", e->text);
    exit(3);
}

/* ---- invented data ---- */

static void put_units(struct cache_writer *w, struct error *e) {
    char code[16], above[16], name[64];
    int64_t id;
    bool well = cache_put_unit(w, "IN", "", LEVEL_NATION, KIND_TERRITORIAL, "Training nation", "", today, &id, e);
    for (int s = 0; s < STATES && well; s++) {
        snprintf(above, sizeof above, "S%02d", s);
        snprintf(name, sizeof name, "State %d", s);
        well = cache_put_unit(w, above, "IN", LEVEL_STATE, KIND_TERRITORIAL, name, "", today, &id, e);
        for (int d = 0; d < DISTRICTS && well; d++) {
            char district[16];
            snprintf(district, sizeof district, "D%02d%02d", s, d);
            snprintf(name, sizeof name, "District %d-%d", s, d);
            well = cache_put_unit(w, district, above, LEVEL_DISTRICT, KIND_TERRITORIAL, name, "", today, &id, e);
            for (int p = 0; p < STATIONS && well; p++) {
                snprintf(code, sizeof code, "%d", STATION_FIRST + (s * DISTRICTS + d) * STATIONS + p);
                snprintf(name, sizeof name, "Station %d-%d-%d", s, d, p);
                well = cache_put_unit(w, code, district, LEVEL_STATION, KIND_TERRITORIAL, name, "", today, &id, e);
            }
        }
    }
    if (!well || !cache_place_units(w, e)) {
        stop(e);
    }
}

static void some_officer(int station, struct officer *out) {
    static const char *const ranks[] = {"SI", "Insp", "ASI", "WSI"};
    static const char *const names[] = {"Verma", "Khan", "Yadav", "Singh", "Sharma", "Mishra", "Gupta", "Patel", "Das", "Rao",
                                        "Tiwari", "Pandey", "Chauhan", "Rathore", "Saxena", "Trivedi", "Bharti", "Maurya"};
    uint32_t n = (uint32_t)(station * 17 / 10 + (int)any(3)) % OFFICERS;
    snprintf(out->pno, sizeof out->pno, "%09u", 100000000 + n);
    snprintf(out->rank, sizeof out->rank, "%s", ranks[n % 4]);
    snprintf(out->name, sizeof out->name, "%c %s %u", (char)('A' + (int)(n % 26)), names[n % 18], n % 97);
}

/* About 600 combinations, a few of which make up most cases. */
static void some_sections(bool bns, struct section_list *out) {
    static const char *const ipc[] = {"376", "376(2)(n)", "376(3)", "376AB", "376D", "376DA", "376C", "376A"};
    static const char *const bns_of[] = {"64(1)", "64(2)(m)", "65(1)", "65(2)", "70(1)", "70(2)", "68", "66"};
    static const char *const pocso[] = {"4", "6", "5(l)", "3", "8", "10"};
    char text[200];
    uint32_t r = any(1000), which = r < 600 ? 0 : any(8);
    int n = snprintf(text, sizeof text, "%s:%s", bns ? "BNS" : "IPC", bns ? bns_of[which] : ipc[which]);
    if (any(100) < 55) {
        n += snprintf(text + n, sizeof text - (size_t)n, " POCSO:%s", pocso[any(100) < 70 ? any(2) : any(6)]);
    }
    if (any(100) < 60) {
        snprintf(text + n, sizeof text - (size_t)n, " %s:%u", bns ? "BNS" : "IPC", bns ? 351 : 300 + any(60));
    } else if (any(100) < 3) {
        snprintf(text, sizeof text, "POCSO:3 IPC:354");
    }
    sections_from_text(text, out);
}

struct plan { int year, serial; civil_day on; };

static int by_number(const void *a, const void *b) {
    const struct plan *x = a, *y = b;
    return x->year != y->year ? x->year - y->year : x->serial - y->serial;
}

static void some_end(struct case_facts *f, int age) {
    static const int after[] = {20, 35, 50, 58, 60, 75, 110};
    uint32_t r = any(1000);
    bool open = age < 50 ? r < 880 : age < 65 ? r < 400 : r < 15;
    f->status = open ? (any(100) < 2 ? STATUS_STAYED : STATUS_OPEN) : STATUS_CHARGESHEET;
    if (open) {
        return;
    }
    r = any(1000);
    f->status = r < 820 ? STATUS_CHARGESHEET : r < 960 ? STATUS_FINAL : r < 970 ? STATUS_FURTHER : r < 985 ? STATUS_EXPUNGED
                                                                                                  : STATUS_TRANSFERRED;
    int days = after[any(7)];
    f->in_cctns = f->fir_date + (days < age ? days : age);
    f->filed = f->prepared = f->in_cctns - 1;
    snprintf(f->final_no, sizeof f->final_no, "CS/%u", any(900) + 1);
}

static void put_station(struct case_put *put, int station, int cases, int64_t *n, struct error *e) {
    static struct plan plan[4000];
    civil_day first = civil_from_ymd(2018, 4, 21);
    int64_t code = STATION_FIRST + station;
    int days = today - first;
    for (int i = 0; i < cases; i++) {
        int ago = any(1000) < 55 ? (int)any(62) : (int)any((uint32_t)days);
        plan[i].on = today - ago;
        civil_to_ymd(plan[i].on, &plan[i].year, NULL, NULL);
        plan[i].serial = (int)any(3000) + 1;
    }
    qsort(plan, (size_t)cases, sizeof *plan, by_number);
    for (int i = 0; i < cases; i++) {
        struct section_list sections;
        struct case_facts f = {.id = case_id_make(code, plan[i].year, plan[i].serial), .fir_date = plan[i].on,
                               .zero_date = CIVIL_NONE, .io_since = CIVIL_NONE, .status_on = CIVIL_NONE,
                               .prepared = CIVIL_NONE, .approved = CIVIL_NONE, .filed = CIVIL_NONE,
                               .in_cctns = CIVIL_NONE, .arrests = (int)any(3), .first_remand = CIVIL_NONE,
                               .court_date = CIVIL_NONE, .section_added_on = CIVIL_NONE, .sections = &sections};
        enum put_result result;
        if (i > 0 && plan[i].year == plan[i - 1].year && plan[i].serial == plan[i - 1].serial) {
            continue;
        }
        some_sections(plan[i].on >= civil_from_ymd(2024, 7, 1), &sections);
        some_officer(station, &f.io);
        f.io_since = f.fir_date;
        snprintf(f.fir_time, sizeof f.fir_time, "%02u:%02u", any(24), any(60));
        snprintf(f.gd_no, sizeof f.gd_no, "GD%03u", any(90));
        if (any(200) == 0) {
            f.zero_date = f.fir_date - (int)any(5);
            f.zero_id = f.id + 1;
        }
        some_end(&f, today - plan[i].on);
        if (!case_put(put, &f, &result, NULL, e)) {
            stop(e);
        }
        *n += result == PUT_ADDED;
    }
}

static void load(const char *folder, long cases) {
    struct error e = {0};
    struct rule_set *rules = NULL;
    size_t size;
    const char *shipped = shipped_offence_rules(&size);
    double start = now_ms();
    int64_t n = 0;
    struct cache_writer *w = cache_begin(folder, 1000, &e);
    if (w == NULL || !rules_read(&rules, "offence_rules.tsv", shipped, size, &e)) {
        stop(&e);
    }
    put_units(w, &e);
    double units = now_ms(), cpu = cpu_s();
    struct case_put *put = case_put_begin(w, rules, "demo", today, &rule, DISPOSED_CCTNS, true, &e);
    if (put == NULL) {
        stop(&e);
    }
    int stations = STATES * DISTRICTS * STATIONS;
    for (int s = 0; s < stations; s++) {
        put_station(put, s, (int)(cases * (s + 1) / stations - cases * s / stations), &n, &e);
    }
    double rows = now_ms();
    if (!case_put_end(put, &e)) {
        stop(&e);
    }
    double indexes = now_ms();
    if (!cache_commit(w, &e)) {
        stop(&e);
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("load: %lld cases; units %.1f s, rows %.1f s, roll-ups and indexes %.1f s, commit %.1f s: %.1f s;"
           " CPU without units %.1f s, peak %ld MiB\n",
           (long long)n, (units - start) / 1e3, (rows - units) / 1e3, (indexes - rows) / 1e3, (now_ms() - indexes) / 1e3,
           (now_ms() - units) / 1e3, cpu_s() - cpu, used.ru_maxrss / 1024);
    rules_free(rules);
}

/* ---- measures ---- */

static int over_budget;

static void say(const char *what, double *ms, int n, double budget) {
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (ms[j] < ms[i]) {
                double t = ms[i];
                ms[i] = ms[j];
                ms[j] = t;
            }
        }
    }
    bool over = ms[n / 2] > budget;
    over_budget += over;
    printf("%-58s %9.2f %9.2f %8.0f  %s\n", what, ms[n / 2], ms[n - 1], budget, over ? "OVER" : "");
}

#define PAGE 24
static struct case_row rows[PAGE];
static struct list_key keys[PAGE];
static struct store *store;
static const struct case_filter open_cases = {.band = BAND_ANY, .due_within = -1};
static const struct case_filter all_cases = {.band = BAND_ANY, .due_within = -1, .which = FILTER_ALL};
static const struct case_sort by_date = {.by = BY_LEFT};

/* Opening with the first page. */
static void measure_open(const char *what, const struct case_filter *filter, const struct case_sort *sort, double budget) {
    struct list_clock clock = {.today = today, .limit = rule};
    struct error e = {0};
    double ms[5];
    char text[120];
    int64_t count = 0;
    bool exact = true;
    for (int i = 0; i < 5; i++) {
        double start = now_ms();
        struct case_list *list = case_list_open(store, filter, sort, &clock, &e);
        if (list == NULL || case_list_page(list, FROM_FIRST, NULL, PAGE, rows, keys, &e) < 0) {
            stop(&e);
        }
        ms[i] = now_ms() - start;
        if (i == 0) {
            count = case_list_count(list, 1000, &exact, &e);
        }
        case_list_close(list);
    }
    snprintf(text, sizeof text, "%s (%lld%s)", what, (long long)count, exact ? "" : "+");
    say(text, ms, 5, budget);
}

/* Pages of an open list: Home, PageDown, PageUp, End. */
static void measure_pages(const char *what, const struct case_filter *filter, const struct case_sort *sort) {
    struct list_clock clock = {.today = today, .limit = rule};
    struct error e = {0};
    struct case_list *list = case_list_open(store, filter, sort, &clock, &e);
    enum { N = 200 };
    double down[N], up[N], end[N], first[N];
    char text[120];
    if (list == NULL) {
        stop(&e);
    }
    for (int i = 0; i < N; i++) {
        double start = now_ms();
        int n = case_list_page(list, FROM_FIRST, NULL, PAGE, rows, keys, &e);
        first[i] = now_ms() - start;
        start = now_ms();
        n = n < 0 ? n : case_list_page(list, FROM_LAST, NULL, PAGE, rows, keys, &e);
        end[i] = now_ms() - start;
        if (n <= 0) {
            stop(&e);
        }
    }
    int n = case_list_page(list, FROM_FIRST, NULL, PAGE, rows, keys, &e);
    for (int i = 0; i < N && n > 0; i++) {
        struct list_key last = keys[n - 1];
        double start = now_ms();
        n = case_list_page(list, AFTER, &last, PAGE, rows, keys, &e);
        down[i] = now_ms() - start;
    }
    for (int i = 0; i < N && n > 0; i++) {
        struct list_key top = keys[0];
        double start = now_ms();
        n = case_list_page(list, BEFORE, &top, PAGE, rows, keys, &e);
        up[i] = now_ms() - start;
    }
    snprintf(text, sizeof text, "%s: PageDown", what);
    say(text, down, N, 2);
    snprintf(text, sizeof text, "%s: PageUp", what);
    say(text, up, N, 2);
    snprintf(text, sizeof text, "%s: Home", what);
    say(text, first, N, 2);
    snprintf(text, sizeof text, "%s: End", what);
    say(text, end, N, 2);
    case_list_close(list);
}

static void measure_search(const char *what, const char *search, double open_budget, double all_budget) {
    struct case_filter filter = open_cases;
    char text[100];
    snprintf(filter.search, sizeof filter.search, "%s", search);
    snprintf(text, sizeof text, "search %s \"%s\", open", what, search);
    measure_open(text, &filter, &by_date, open_budget);
    filter.which = FILTER_ALL;
    snprintf(text, sizeof text, "search %s \"%s\", all", what, search);
    measure_open(text, &filter, &by_date, all_budget);
}

static void measure_searches(void) {
    char number[40];
    snprintf(number, sizeof number, "%d/386/%d", STATION_FIRST + 5000, year_now);
    measure_search("FIR", "386/26", 20, 20);
    measure_search("FIR", "386", 20, 20);
    measure_search("FIR", number, 20, 20);
    measure_search("IO", "verma", 20, 20);
    measure_search("IO", "k pandey 41", 20, 20);
    measure_search("IO", "nobody", 20, 20);
    measure_search("section", "376", 20, 20);
    measure_search("section", "376da", 20, 20);
    measure_search("section", "pocso", 20, 20);
    measure_search("two words", "verma 376ab", 100, 1000);
    measure_search("two words, none", "376da 66", 100, 1000);
}

static void measure_filters(void) {
    static const struct { const char *what; struct case_filter filter; } filters[] = {
        {"filter band 55-59", {.band = BAND_55_59, .due_within = -1}},
        {"filter over 365", {.band = BAND_OVER_365, .due_within = -1}},
        {"filter category POCSO", {.band = BAND_ANY, .due_within = -1, .categories = CATEGORY_POCSO}},
        {"filter due within 5", {.band = BAND_ANY, .due_within = 5}},
        {"filter stayed", {.band = BAND_ANY, .due_within = -1, .which = FILTER_STATUS, .status = STATUS_STAYED}},
        {"filter transferred", {.band = BAND_ANY, .due_within = -1, .which = FILTER_STATUS, .status = STATUS_TRANSFERRED}},
        {"filter final report", {.band = BAND_ANY, .due_within = -1, .which = FILTER_STATUS, .status = STATUS_FINAL}},
        {"filter disposed", {.band = BAND_ANY, .due_within = -1, .which = FILTER_DISPOSED}},
        {"filter IO verma", {.band = BAND_ANY, .due_within = -1, .io = "verma"}},
        {"filter reason fsl", {.band = BAND_ANY, .due_within = -1, .reason = "fsl"}},
        {"filter no reason", {.band = BAND_ANY, .due_within = -1, .reason = "none"}},
        {"filter to chase", {.band = BAND_ANY, .due_within = -1, .chase = true}},
        {"filter alerts not told", {.band = BAND_ANY, .due_within = -1, .alerts = true, .unacknowledged = true}},
        {"filter probable", {.band = BAND_ANY, .due_within = -1, .probable = true}},
        {"filter marked wrong", {.band = BAND_ANY, .due_within = -1, .wrong = true}},
        {"filter itsso's list", {.band = BAND_ANY, .due_within = -1, .lists = HIT(LIST_ITSSO, CATEGORY_376)}},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        measure_open(filters[i].what, &filters[i].filter, &by_date, 20);
    }
}

static void measure_sorts(void) {
    static const struct { const char *name; enum case_column by; } columns[] = {
        {"case", BY_CASE}, {"FIR date", BY_FIR_DATE}, {"sections", BY_SECTIONS}, {"category", BY_CATEGORY},
        {"IO", BY_IO}, {"status", BY_STATUS}, {"reason", BY_REASON}, {"unit", BY_UNIT}};
    char text[80];
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct case_sort sort = {.by = columns[i].by};
        snprintf(text, sizeof text, "sort by %s, open", columns[i].name);
        measure_open(text, &open_cases, &sort, 100);
        sort.descending = true;
        snprintf(text, sizeof text, "sort by %s descending, all", columns[i].name);
        measure_open(text, &all_cases, &sort, 1000);
    }
    struct case_sort grouped = {.by = BY_LEFT, .group_by_io = true};
    measure_open("grouped by IO, open", &open_cases, &grouped, 100);
    measure_open("grouped by IO, all", &all_cases, &grouped, 1000);
}

static void measure_unit(const char *level, const char *code) {
    struct unit unit;
    struct error e = {0};
    struct list_clock clock = {.today = today, .limit = rule};
    struct dashboard board;
    struct crossing crossing[40];
    struct case_filter filter = open_cases;
    double ms[9];
    char text[80];
    if (!unit_by_code(store, code, &unit, &e)) {
        stop(&e);
    }
    for (int i = 0; i < 9; i++) {
        double start = now_ms();
        if (!dashboard_read(store, 0, unit.id, &clock, &board, &e) ||
            crossings_ahead(store, 0, unit.id, &clock, 7, crossing, 40, &e) < 0) {
            stop(&e);
        }
        ms[i] = now_ms() - start;
    }
    snprintf(text, sizeof text, "dashboard and crossings, %s", level);
    say(text, ms, 9, 20);
    filter.unit = unit.id;
    snprintf(text, sizeof text, "filter unit, %s, open", level);
    measure_open(text, &filter, &by_date, 20);
    filter.which = FILTER_ALL;
    snprintf(text, sizeof text, "filter unit, %s, all", level);
    measure_open(text, &filter, &by_date, 20);
}

int main(int argc, char **argv) {
    struct error e = {0};
    struct rusage used;
    double start;
    if (argc < 2) {
        fprintf(stderr, "usage: list_speed FOLDER [CASES [load]]\n");
        return 2;
    }
    today = civil_from_ymd(year_now, 11, 23);
    char path[1200];
    struct stat there;
    snprintf(path, sizeof path, "%s/cache.db", argv[1]);
    if (stat(path, &there) != 0 || there.st_size < 4000000) {
        fflush(stdout);
        pid_t child = fork(); /* so that loading does not count in this process's memory */
        if (child == 0) {
            load(argv[1], argc > 2 ? atol(argv[2]) : 1000000);
            exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0) {
            return 3;
        }
    }
    if (argc > 3) {
        return 0;
    }
    start = now_ms();
    store = store_open(argv[1], STORE_ENTRIES, &e);
    if (store == NULL) {
        stop(&e);
    }
    printf("%-58s %9s %9s %8s\n", "measure (rows found)", "ms", "worst", "budget");
    double opened = now_ms() - start;
    say("store_open", &opened, 1, 10);
    measure_pages("open, default order", &open_cases, &by_date);
    measure_pages("all, default order", &all_cases, &by_date);
    measure_searches();
    measure_filters();
    measure_sorts();
    measure_unit("nation", "IN");
    measure_unit("state", "S07");
    measure_unit("district", "D0711");
    measure_unit("station", "10003080");
    store_close(store);
    getrusage(RUSAGE_SELF, &used);
    printf("%-58s %9.1f %9s %8d\n", "peak RSS of this process, MiB", (double)used.ru_maxrss / 1024, "", 16);
    return over_budget > 0;
}
