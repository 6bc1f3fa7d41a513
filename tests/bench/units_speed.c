/* Drill-down and dashboard at 1,000,000 cases over the hierarchy of all India: the queries, and the screens of the real program
 * ($PROGRAM, else build/itsso-tui) on a pty. Beside a plain GROUP BY by the sqlite3 shell: units_speed.sh.
 *   units_speed FOLDER [CASES [load]]   makes FOLDER where it has no cases (invented cases over the real stations of
 *                                       ../shared/data, or over as many invented ones where that is absent), then measures
 * Prints a line a measure with its budget; exit status 1 where one is over it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db/rates.h"
#include "src/import/units_file.h"
#include "tests/pty.h"
#include "tests/real_units.h"

static civil_day today;
static const struct limit_rule rule = {0, DEADLINE_EARLIER};
static uint64_t seed = 20261123;
static struct store *store;
static int over_budget;
static bool too_large; /* what say() prints next took too many bytes */

static uint32_t any(uint32_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

static double now_ms(void) {
    struct timespec t;
    clock_gettime(getenv("BENCH_CPU") ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static _Noreturn void stop(const struct error *e) {
    fprintf(stderr, "units_speed: %s\n", e->text);
    exit(3);
}

/* ---- data ---- */

/* As many units as India has, where the real ones are not there. */
static void invented_units(FILE *out) {
    char code[16], above[16], name[40];
    fputs(REAL_HEADINGS, out);
    real_row(out, "IN", "", "nation", "territorial", "Training nation", "");
    for (int s = 0, d = 0, p = 0; s < 36; s++) {
        snprintf(above, sizeof above, "S%d", s + 1);
        snprintf(name, sizeof name, "State %d", s + 1);
        real_row(out, above, "IN", "state", "territorial", name, "");
        for (int end = d + (s == 8 ? 101 : 26); d < end; d++) {
            snprintf(code, sizeof code, "%d", 30001 + d);
            snprintf(name, sizeof name, "District %d", d + 1);
            real_row(out, code, above, "district", "territorial", name, "");
            for (int last = p + 17; p < last; p++) {
                char station[16];
                snprintf(station, sizeof station, "%d", 30001001 + p);
                snprintf(name, sizeof name, "Station %d", p + 1);
                real_row(out, station, code, "station", "territorial", name, "");
            }
        }
    }
}

static void put_units(struct cache_writer *w, const char *into, struct error *e) {
    char path[1200];
    int stations;
    struct units_file file;
    mkdir(into, 0770);
    snprintf(path, sizeof path, "%s/units.csv", into);
    FILE *out = fopen(path, "w");
    if (!out)
        exit(3);
    if (!real_units_india(out, &stations)) {
        fprintf(stderr, "units_speed: no ../shared/data here: invented units\n");
        invented_units(out);
    }
    fclose(out);
    if (!units_file_read(&file, path, e) || !units_file_put(&file, path, w, today, e))
        stop(e);
    units_file_free(&file);
}

/* How a case ended: most within 60 days, some late, few still open when they are old. */
static void some_end(struct case_facts *f, int age) {
    static const int after[] = {20, 35, 50, 55, 58, 60, 75, 110};
    bool open = age < 50 ? any(1000) < 880 : age < 65 ? any(1000) < 400 : any(1000) < 25;
    if (open)
        return;
    uint32_t r = any(1000);
    f->status = r < 800 ? STATUS_CHARGESHEET : r < 960 ? STATUS_FINAL : r < 970 ? STATUS_FURTHER : r < 985 ? STATUS_EXPUNGED
                                                                                                  : STATUS_OPEN;
    int days = after[any(8)];
    f->in_cctns = f->fir_date + (days < age ? days : age);
}

static void put_case_of(struct case_put *put, int64_t station, int year, int serial, civil_day on, const struct section_list *sets,
                        int64_t *n, struct error *e) {
    struct case_facts f = {.id = case_id_make(station, year, serial), .fir_date = on, .zero_date = CIVIL_NONE, .io_since = CIVIL_NONE,
                           .status_on = CIVIL_NONE, .prepared = CIVIL_NONE, .approved = CIVIL_NONE, .filed = CIVIL_NONE,
                           .in_cctns = CIVIL_NONE, .arrests = -1, .first_remand = CIVIL_NONE, .court_date = CIVIL_NONE,
                           .section_added_on = CIVIL_NONE};
    uint32_t r = any(100);
    int set = (r < 40 ? 0 : r < 60 ? 1 : r < 78 ? 2 : r < 90 ? 3 : r < 97 ? 4 : 5) + (on >= civil_from_ymd(2024, 7, 1) ? 6 : 0);
    enum put_result result;
    f.sections = &sets[set];
    snprintf(f.io.name, sizeof f.io.name, "R Verma %u", any(20000));
    snprintf(f.io.rank, sizeof f.io.rank, "SI");
    some_end(&f, today - on);
    if (!case_put(put, &f, &result, NULL, e))
        stop(e);
    *n += result == PUT_ADDED;
}

static int by_day(const void *a, const void *b) {
    return *(const civil_day *)a - *(const civil_day *)b;
}

static void put_station(struct case_put *put, int64_t station, int cases, int64_t *n, struct error *e) {
    static const char *const texts[] = {"IPC:376", "IPC:376(2)(n) POCSO:6", "POCSO:4", "IPC:376D POCSO:5(l) POCSO:6", "IPC:376 IPC:511",
                                        "POCSO:3", "BNS:64(1)", "BNS:65(1) POCSO:6", "POCSO:4", "POCSO:8", "BNS:64(1) BNS:62", "POCSO:3"};
    static struct section_list sets[12];
    static civil_day on[20000];
    civil_day first = civil_from_ymd(2018, 4, 21);
    for (int i = 0; i < 12 && sets[i].n == 0; i++)
        sections_from_text(texts[i], &sets[i]);
    for (int i = 0; i < cases && i < 20000; i++)
        on[i] = today - (int)any((uint32_t)(today - first));
    qsort(on, (size_t)cases, sizeof *on, by_day);
    for (int i = 0, year = 0, serial = 0; i < cases; i++) {
        int y;
        civil_to_ymd(on[i], &y, NULL, NULL);
        serial = y == year ? serial + 1 + (int)any(5) : 1;
        year = y;
        put_case_of(put, station, year, serial, on[i], sets, n, e);
    }
}

struct station_list { int n; int64_t *code; };

static bool take_station(void *context, const struct unit_rates *row) {
    struct station_list *list = context;
    list->code[list->n++] = atoll(row->unit.code);
    return true;
}

static void load(const char *into, int cases) {
    struct error e = {0};
    struct rule_set *rules = NULL;
    struct station_list list = {.code = calloc(UNITS_MAX, sizeof *list.code)};
    struct rates_query query = {.from = CIVIL_NONE, .to = CIVIL_NONE, .clock = {.today = today, .limit = rule}};
    size_t size;
    int64_t n = 0;
    double start = now_ms();
    struct cache_writer *w = cache_begin(into, 1000, &e);
    const char *text = shipped_offence_rules(&size);
    if (!w || !list.code || !rules_read(&rules, "offence_rules.tsv", text, size, &e))
        stop(&e);
    put_units(w, into, &e);
    if (!cache_commit(w, &e) || !(store = store_open(into, STORE_ENTRIES, &e)) ||
        !rates_stations(store, &query, take_station, &list, &e))
        stop(&e);
    store_close(store);
    double units = now_ms();
    struct case_put *put = NULL;
    if (!(w = cache_begin(into, 1000, &e)) || !(put = case_put_begin(w, rules, "demo", today, &rule, DISPOSED_CCTNS, true, &e)))
        stop(&e);
    for (int i = 0; i < list.n; i++) /* one station in ten has four times as many as the others */
        put_station(put, list.code[i], (int)(any(1000) < 100 ? 4ll : 1ll) * (int)((int64_t)cases * 10 / 13 / list.n) + (int)any(3), &n, &e);
    if (!case_put_end(put, &e) || !cache_commit(w, &e))
        stop(&e);
    printf("load: %d stations in %.1f s, %lld cases in %.1f s\n", list.n, (units - start) / 1e3, (long long)n, (now_ms() - units) / 1e3);
    rules_free(rules);
    free(list.code);
}

/* ---- measures ---- */

static void say(const char *what, double *ms, int n, double budget) {
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            if (ms[j] < ms[i]) {
                double t = ms[i];
                ms[i] = ms[j];
                ms[j] = t;
            }
    bool over = ms[n / 2] > budget || too_large;
    too_large = false;
    over_budget += over;
    printf("%-66s %9.2f %9.2f %8.0f  %s\n", what, ms[n / 2], ms[n - 1], budget, over ? "OVER" : "ok");
    fflush(stdout);
}

static bool count_row(void *context, const struct unit_rates *row) {
    int *n = context;
    for (int kind = 0; kind < RATES_KINDS; kind++)
        if (!rates_add_up(&row->counts[kind]))
            exit(3);
    ++*n;
    return true;
}

enum { TURNS = 7 };
enum rows { CHILDREN, STATIONS, DISTRICTS };
static const char *folder;

/* Days ago: as a program that has just begun sees a past day. */
static void measure(const char *what, const char *code, civil_day from, civil_day to, int days_ago, enum rows rows, double budget) {
    struct rates_query query = {.from = from, .to = to, .clock = {.today = today - days_ago, .limit = rule, .now = today}};
    struct error e = {0};
    struct unit unit;
    double ms[TURNS];
    char line[160];
    int n = 0, turns = days_ago > 0 ? 3 : TURNS;
    if (!unit_by_code(store, code, &unit, &e))
        stop(&e);
    query.unit = unit.id;
    for (int i = 0; i < turns; i++) {
        struct unit_rates total;
        if (days_ago > 0) {
            store_close(store);
            store = store_open(folder, STORE_ENTRIES, &e);
        }
        double start = now_ms();
        n = 0;
        if (!(rows == CHILDREN   ? rates_children(store, &query, &total, count_row, &n, &e)
              : rows == STATIONS ? rates_stations(store, &query, count_row, &n, &e)
                                 : rates_level(store, &query, LEVEL_DISTRICT, count_row, &n, &e)))
            stop(&e);
        ms[i] = now_ms() - start;
    }
    snprintf(line, sizeof line, "%s (%d rows)", what, n);
    say(line, ms, turns, budget);
}

static void measure_home(const char *what, const char *code) {
    struct list_clock clock = {.today = today, .limit = rule};
    struct dashboard board;
    struct crossing crossing[40];
    struct error e = {0};
    struct unit unit;
    double ms[TURNS];
    if (!unit_by_code(store, code, &unit, &e))
        stop(&e);
    for (int i = 0; i < TURNS; i++) {
        double start = now_ms();
        if (!dashboard_read(store, 0, unit.id, &clock, &board, &e) || crossings_ahead(store, 0, unit.id, &clock, 7, crossing, 40, &e) < 0)
            stop(&e);
        ms[i] = now_ms() - start;
    }
    say(what, ms, TURNS, 20);
}

/* ---- which units ---- */

struct most { int64_t n; char code[16]; };

static bool take_most(void *context, const struct unit_rates *row) {
    struct most *most = context;
    if (row->counts[RATES_EITHER].n > most->n) {
        most->n = row->counts[RATES_EITHER].n;
        snprintf(most->code, sizeof most->code, "%s", row->unit.code);
    }
    return true;
}

/* The unit of the level with the most cases. */
static struct most largest(enum unit_level level) {
    struct rates_query query = {.from = CIVIL_NONE, .to = CIVIL_NONE, .clock = {.today = today, .limit = rule}};
    struct most most = {-1, ""};
    struct error e = {0};
    if (!rates_level(store, &query, level, take_most, &most, &e))
        stop(&e);
    return most;
}

static void measure_all(void) {
    static const char *const names[] = {"nation", "largest state", "largest district", "largest station"};
    const struct most units[] = {{0, "IN"}, largest(LEVEL_STATE), largest(LEVEL_DISTRICT), largest(LEVEL_STATION)};
    char line[120];
    for (int i = 0; i < 4; i++) {
        snprintf(line, sizeof line, "drill-down, %s, all FIRs", names[i]);
        measure(line, units[i].code, CIVIL_NONE, CIVIL_NONE, 0, CHILDREN, 20);
        snprintf(line, sizeof line, "drill-down, %s, last 12 months", names[i]);
        measure(line, units[i].code, civil_from_ymd(2025, 11, 24), CIVIL_NONE, 0, CHILDREN, 20);
        snprintf(line, sizeof line, "drill-down, %s, 17/05/2019 to 16/09/2026", names[i]);
        measure(line, units[i].code, civil_from_ymd(2019, 5, 17), civil_from_ymd(2026, 9, 16), 0, CHILDREN, 20);
        snprintf(line, sizeof line, "dashboard and crossings, %s", names[i]);
        measure_home(line, units[i].code);
    }
    measure("all districts", "IN", CIVIL_NONE, CIVIL_NONE, 0, DISTRICTS, 2000);
    measure("all stations", "IN", CIVIL_NONE, CIVIL_NONE, 0, STATIONS, 2000);
    measure("as of 40 days ago, nation", "IN", CIVIL_NONE, CIVIL_NONE, 40, CHILDREN, 2000);
    measure("as of two years ago, nation", "IN", CIVIL_NONE, CIVIL_NONE, 730, CHILDREN, 2000);
    measure("as of 40 days ago, largest district", units[2].code, CIVIL_NONE, CIVIL_NONE, 40, CHILDREN, 200);
    measure("as of two years ago, largest district", units[2].code, CIVIL_NONE, CIVIL_NONE, 730, CHILDREN, 200);
}

/* ---- the screens ---- */

#define QUIET_MS 60

/* From the key to the last byte, and the bytes. */
static void key(struct pty *p, const char *what, const char *keys, double budget_ms, double budget_bytes) {
    char line[100];
    uint64_t before = pty_written(p);
    double sent = pty_now_ms();
    if (!pty_keys(p, keys) || !pty_wait_written(p, before + 1)) {
        fprintf(stderr, "units_speed: %s: %s\n", what, pty_why());
        exit(3);
    }
    pty_settle(p, QUIET_MS, 5000);
    double ms = pty_last_byte_ms(p) - sent;
    uint64_t bytes = pty_written(p) - before;
    snprintf(line, sizeof line, "screen: %s (%llu B of %.0f)", what, (unsigned long long)bytes, budget_bytes);
    too_large = (double)bytes > budget_bytes;
    say(line, &ms, 1, budget_ms);
}

static void peak(struct pty *p, const char *what) {
    double mib = (double)pty_peak_kib(p) / 1024;
    char line[100];
    snprintf(line, sizeof line, "peak RSS, MiB: %s", what);
    say(line, &mib, 1, 16);
}

static struct pty *program_start(const char *as_of, const char *language) {
    const char *program = getenv("PROGRAM") ? getenv("PROGRAM") : "build/itsso-tui";
    static char state_home[1200];
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s/state", folder);
    const char *argv[] = {program, "--db", folder, "--lang", language, as_of ? "--as-of" : NULL, as_of, NULL};
    const char *env[] = {state_home, NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .env = env});
    if (!p || !pty_wait(p, pty_is_filled, NULL, "the first screen", 20000)) {
        fprintf(stderr, "units_speed: %s: %s\n", program, pty_why());
        exit(3);
    }
    pty_settle(p, 200, 5000);
    return p;
}

/* Whole screens are written anew: a screen's 24 rows of 80 columns, three bytes a letter in Hindi. */
static void measure_screens(void) {
    struct pty *p = program_start(NULL, "en");
    double start = pty_last_byte_ms(p) - pty_started_ms(p);
    say("screen: start to Home of the nation", &start, 1, 30);
    key(p, "Units of the nation", "5", 20, 4000);
    key(p, "Down", "<Down>", 5, 250);
    key(p, "376 / POCSO", "c", 20, 2400);
    for (int i = 0; i < 2; i++)
        key(p, "376 / POCSO again", "c", 20, 2400);
    key(p, "worst first", "s", 20, 2400);
    key(p, "worst first, chosen", "3", 20, 2400);
    key(p, "End", "<End>", 5, 1800);
    key(p, "into a state", "<Enter>", 20, 2400);
    key(p, "into a district", "<Enter>", 20, 2400);
    key(p, "Back", "<Esc>", 60, 2400); /* an Esc is waited for 25 ms */
    peak(p, "Home and Units of the nation");
    key(p, "Cases", "2", 60, 4000);
    pty_settle(p, 500, 5000); /* the exact count */
    peak(p, "and Cases");
    pty_stop(p);
    p = program_start(NULL, "hi");
    key(p, "Units of the nation, Hindi", "5", 20, 6000);
    key(p, "Down, Hindi", "<Down>", 5, 330);
    pty_stop(p);
    char day[11];
    civil_iso(today - 40, day);
    p = program_start(day, "en");
    pty_settle(p, 3000, 30000);
    key(p, "Units of the nation, 40 days ago", "5", 2000, 4000);
    pty_settle(p, 3000, 30000);
    peak(p, "Home and Units of the nation, 40 days ago");
    pty_stop(p);
}

int main(int argc, char **argv) {
    struct error e = {0};
    struct rusage used;
    char path[1200];
    struct stat there;
    if (argc < 2) {
        fprintf(stderr, "usage: units_speed FOLDER [CASES [load]]\n");
        return 2;
    }
    folder = argv[1];
    today = civil_from_ymd(2026, 11, 23);
    snprintf(path, sizeof path, "%s/cache.db", folder);
    if (stat(path, &there) != 0 || there.st_size < 4000000) {
        fflush(stdout);
        pid_t child = fork(); /* so that loading does not count in this process's memory */
        if (child == 0) {
            load(folder, argc > 2 ? atoi(argv[2]) : 1000000);
            exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0)
            return 3;
    }
    if (argc > 3)
        return 0;
    store = store_open(folder, STORE_ENTRIES, &e);
    if (!store)
        stop(&e);
    printf("%-66s %9s %9s %8s\n", "measure", "ms", "worst", "budget");
    measure_all();
    store_close(store);
    getrusage(RUSAGE_SELF, &used);
    double mib = (double)used.ru_maxrss / 1024;
    say("peak RSS, MiB: these queries", &mib, 1, 16);
    measure_screens();
    return over_budget > 0;
}
