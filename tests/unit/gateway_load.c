/* An extract into the gateway's store, on SQLite and on PostgreSQL: the same counts, facts and dated events as `import` makes in
 * cache.db; what changed and no more is fed; the first load, one that breaks off, --dry-run and --strict; the hierarchy and its epochs. */
#include "tests/unit/gateway_stores.h"

#include "db/store.h"
#include "db/unit.h"
#include "src/import/units_file.h"
#include "src/sync/wire.h"

static struct rule_set *rules;

static const char *file_of(const char *name, const char *text) {
    static char path[4][400];
    static int next;
    char *out = path[next++ % 4];
    snprintf(out, sizeof path[0], "%s/%s", test_folder, name);
    FILE *to = fopen(out, "w");
    assert_non_null(to);
    fputs(text, to);
    assert_int_equal(fclose(to), 0);
    return out;
}

static struct import_counts counts;

/* One pass as `load` makes it; false: failed, *e says why. */
static bool try_load(const char *path, civil_day today, bool writes, struct error *e) {
    static struct mappings none;
    static struct import_file file; /* large */
    char notice[ERROR_TEXT_MAX];
    const struct merge_basis basis = {.rules = rules, .today = today, .disposed = DISPOSED_CCTNS};
    struct load *load = load_open(gate, &basis, writes, e);
    if (!load)
        return false;
    const struct import_sink sink = {.context = load, .begin = load_begin, .put = load_put, .end = load_end};
    const struct import_options options = {.sink = &sink, .rules = rules, .mappings = &none, .today = today, .latest = TODAY + 400, .dry_run = !writes};
    file = (struct import_file){.path = path};
    bool good = import_files(&options, &file, 1, &counts, notice, e);
    load_close(load);
    publish_now();
    return good;
}

static void load_file(const char *path, civil_day today) {
    struct error e = {0};
    if (!try_load(path, today, true, &e))
        fail_msg("%s", e.text);
}

static void counted(uint64_t added, uint64_t changed, uint64_t unchanged, uint64_t not_tracked, uint64_t rejected) {
    assert_int_equal(counts.added, added);
    assert_int_equal(counts.changed, changed);
    assert_int_equal(counts.unchanged, unchanged);
    assert_int_equal(counts.not_tracked, not_tracked);
    assert_int_equal(counts.rejected, rejected);
}

#define HEAD "FIR No,PS Code,FIR Date,Acts and Sections,IO Rank,IO Name,IO PNO,Status,Status Date,Transferred To PS Code,Entered in CCTNS On,Section Added Date\n"

static void only_what_changed_is_fed(void **state) {
    struct page page;
    struct scope scope;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    const char *path = file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,990000001,,,,,\n"
                                        "2/2026,31655001,06/01/2026,POCSO 4,SI,R Verma,990000001,,,,,\n"
                                        "3/2026,31656001,06/01/2026,IPC 379,SI,R Verma,990000001,,,,,\n");
    load_file(path, TODAY);
    counted(2, 0, 0, 1, 0);
    assert_int_equal(must_int("SELECT seq FROM state"), 0); /* the first load feeds nothing: the epoch rose instead */
    assert_int_equal(must_int("SELECT epoch FROM state"), 3);
    assert_int_equal(must_int("SELECT loading FROM state"), 0);
    load_file(path, TODAY);
    counted(0, 0, 2, 1, 0);
    assert_int_equal(must_int("SELECT seq FROM state"), 0);
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,990000001,,,,,\n"
                                    "2/2026,31655001,06/01/2026,POCSO 4,SI,D Pal,990000002,,,,,\n"
                                    "4/2026,31655002,06/01/2026,IPC 376D,SI,D Pal,990000002,,,,,\n"),
              TODAY);
    counted(1, 1, 1, 0, 0);
    assert_int_equal(must_int("SELECT epoch FROM state"), 3);
    const char *rows = changes_of("3165", 0, 10, &page, &scope);
    assert_int_equal(page.rows_n, 2);
    assert_non_null(strstr(rows, "\"31655001/0002/2026\",2,\"31655001\",[[\"2026-11-25\",\"officer\",\"SI R Verma\",\"SI D Pal\",\"import\"]]"));
    assert_non_null(strstr(rows, "\"31655002/0004/2026\",1,"));
    page_free(&page);
}

static void a_case_that_loses_its_sections_stays(void **state) {
    (void)state;
    NEED_STORE();
    small_hierarchy();
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n"), TODAY);
    counted(1, 0, 0, 0, 0);
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 354,SI,R Verma,,,,,,\n"), TODAY);
    counted(0, 1, 0, 0, 0);
    load_file(file_of("a.csv", "FIR No,PS Code,FIR Date,Acts and Sections,IO Name\n1/2026,31655001,05/01/2026,IPC 354,\n"), TODAY);
    counted(0, 0, 1, 0, 0); /* what the source does not say stays */
    assert_int_equal(must_int("SELECT count(*) FROM gcase WHERE facts LIKE '%R Verma%' AND events LIKE '%section-dropped%'"), 1);
}

static void a_transfer_moves_it(void **state) {
    struct page page;
    struct scope scope;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n2/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n"), TODAY);
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,transferred,01/02/2026,31656001,,\n"
                                    "2/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,transferred,02/02/2026,99990001,,\n"),
              TODAY);
    counted(0, 2, 0, 0, 0);
    const char *left = changes_of("31655001", 0, 10, &page, &scope);
    assert_non_null(strstr(left, "| [\"31655001/0001/2026\",\"moved\",2,\"31656001\"]"));
    assert_non_null(strstr(left, "[\"31655001/0002/2026\",2,\"31655001\"")); /* to a unit that nobody knows here: it is out, and stays with us */
    assert_non_null(strstr(left, "\"transferred\",\"2026-02-02\""));
    page_free(&page);
    const char *came = changes_of("31656001", 0, 10, &page, &scope);
    assert_non_null(strstr(came, "[\"31655001/0001/2026\",2,\"31656001\",[[\"2026-02-01\",\"transfer\",\"31655001\",\"31656001\",\"source\"]]"));
    assert_non_null(strstr(came, "\"open\""));
    page_free(&page);
}

static void an_unknown_station_is_unplaced(void **state) {
    struct scope scope;
    (void)state;
    NEED_STORE();
    small_hierarchy();
    load_file(file_of("a.csv", HEAD "1/2026,31999001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n"), TODAY);
    counted(1, 0, 0, 0, 0);
    struct sync_digest digest;
    struct error e = {0};
    struct db *db = reading("31999001", "", &scope); /* its own certificate works … */
    assert_true(scope.unit > 0 && scope.single);
    assert_true(feed_digest(db, &scope, &digest, &e));
    assert_int_equal(digest.count, 1);
    gate_give(gate, db);
    db = reading("NATION", "", &scope); /* … and it belongs to nobody else */
    assert_true(feed_digest(db, &scope, &digest, &e));
    assert_int_equal(digest.count, 0);
    gate_give(gate, db);
}

static void looking_changes_nothing(void **state) {
    struct error e = {0};
    (void)state;
    NEED_STORE();
    small_hierarchy();
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n"), TODAY);
    int64_t epoch = must_int("SELECT epoch FROM state");
    assert_true(try_load(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376D,SI,R Verma,,,,,,\n"
                                               "2/2026,31655001,06/01/2026,IPC 376,SI,R Verma,,,,,,\n"
                                               "3/2026,31655001,41/01/2026,IPC 376,SI,R Verma,,,,,,\n"),
                         TODAY, false, &e));
    counted(1, 1, 0, 0, 1);
    assert_int_equal(must_int("SELECT count(*) FROM gcase"), 1);
    assert_int_equal(must_int("SELECT seq FROM state"), 0);
    assert_int_equal(must_int("SELECT epoch FROM state"), epoch);
}

/* Rows are written in transactions of some hundreds: what broke off is found as it stands, and the same file completes it. */
static void a_load_that_breaks_off_goes_on(void **state) {
    struct error e = {0};
    static char text[200000];
    size_t n = (size_t)snprintf(text, sizeof text, HEAD);
    (void)state;
    NEED_STORE();
    small_hierarchy();
    for (int i = 1; i <= 1200; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%d/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n", i);
    const char *whole = file_of("whole.csv", text);
    const struct merge_basis basis = {.rules = rules, .today = TODAY, .disposed = DISPOSED_CCTNS};
    struct load *load = load_open(gate, &basis, true, &e);
    assert_non_null(load);
    struct load *second = load_open(gate, &basis, true, &e); /* one at a time */
    assert_null(second);
    error_clear(&e);
    assert_true(load_begin(load, true, &e));
    struct section_list sections = {.n = 1, .at = {{.act = ACT_IPC, .text = "376"}}};
    struct case_facts facts = {.fir_date = TODAY - 300, .sections = &sections, .zero_date = CIVIL_NONE, .io_since = CIVIL_NONE,
                               .status = (enum case_status)-1, .status_on = CIVIL_NONE, .prepared = CIVIL_NONE, .approved = CIVIL_NONE,
                               .filed = CIVIL_NONE, .in_cctns = CIVIL_NONE, .arrests = -1, .first_remand = CIVIL_NONE, .court_date = CIVIL_NONE,
                               .section_added_on = CIVIL_NONE};
    for (int i = 1; i <= 700; i++) {
        enum put_result result;
        facts.id = case_of(i);
        assert_true(load_put(load, &facts, &result, NULL, &e));
    }
    assert_true(load_end(load, false, &e)); /* as where the file could not be read to its end */
    load_close(load);
    assert_int_equal(must_int("SELECT count(*) FROM gcase"), 500);
    assert_int_equal(must_int("SELECT loading FROM state"), 1); /* nothing is served from half of a first load */
    load_file(whole, TODAY);
    assert_int_equal(must_int("SELECT count(*) FROM gcase WHERE unit = 3"), 1200);
    assert_int_equal(must_int("SELECT loading FROM state"), 0);
}

/* ---- beside import ---- */

struct told { char text[64000]; size_t n; };

static bool tell_event(void *context, const struct case_event *event) {
    struct told *told = context;
    char on[11];
    civil_iso(event->on, on);
    told->n += (size_t)snprintf(told->text + told->n, sizeof told->text - told->n, "  %s %s [%s] [%s] %d\n", on, event->kind, event->was, event->now,
                                event->dated_by_import);
    return true;
}

static void tell_day(struct told *told, const char *name, civil_day day) {
    char iso[11];
    civil_iso(day, iso);
    told->n += (size_t)snprintf(told->text + told->n, sizeof told->text - told->n, " %s=%s", name, iso);
}

static void tell_case(struct told *told, const char *unit, case_id id, const struct case_facts *f, const char *sections) {
    char number[CASE_NO_SIZE], zero[CASE_NO_SIZE] = "";
    case_no_full(id, number);
    if (f->zero_id != 0)
        case_no_full(f->zero_id, zero);
    told->n += (size_t)snprintf(told->text + told->n, sizeof told->text - told->n, "%s at %s [%s] io=%s|%s|%s %s %s %s %s moved=%s arrests=%d zero=%s", number,
                                unit, sections, f->io.pno, f->io.rank, f->io.name, status_name(f->status), f->fir_time, f->final_type, f->final_no,
                                f->moved_to, f->arrests, zero);
    tell_day(told, "fir", f->fir_date);
    tell_day(told, "zero", f->zero_date);
    tell_day(told, "since", f->io_since);
    tell_day(told, "status", f->status_on);
    tell_day(told, "prepared", f->prepared);
    tell_day(told, "filed", f->filed);
    tell_day(told, "cctns", f->in_cctns);
    told->text[told->n++] = '\n';
}

static void tell_cache(const char *folder, struct told *told, const case_id *ids, int n) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_READ, &e);
    if (!store)
        fail_msg("%s", e.text);
    for (int i = 0; i < n; i++) {
        struct case_detail d;
        if (!case_get(store, ids[i], &d, &e))
            continue;
        struct case_facts f = {.fir_date = d.fir_date, .zero_id = d.zero_id, .zero_date = d.zero_date, .io = d.io, .io_since = d.io_since,
                               .status = d.status, .status_on = d.status_on, .prepared = d.prepared, .filed = d.filed, .in_cctns = d.in_cctns,
                               .arrests = d.arrests};
        snprintf(f.fir_time, sizeof f.fir_time, "%s", d.fir_time);
        snprintf(f.final_type, sizeof f.final_type, "%s", d.final_type);
        snprintf(f.final_no, sizeof f.final_no, "%s", d.final_no);
        snprintf(f.moved_to, sizeof f.moved_to, "%s", d.moved_to);
        tell_case(told, d.unit_code, ids[i], &f, d.sections);
        assert_true(case_events(store, ids[i], tell_event, told, &e));
    }
    store_close(store);
}

static void tell_gateway(struct told *told, const case_id *ids, int n) {
    struct error e = {0};
    struct scope scope;
    struct sync_case c = {0};
    struct wire_map map;
    char sections[SECTIONS_TEXT];
    json_t *cols = json_loads(store_columns(), 0, NULL);
    assert_true(wire_map_read(cols, &map, &e));
    struct db *db = reading("TOP", "", &scope);
    for (int i = 0; i < n; i++) {
        struct page page = {0};
        assert_true(feed_case(db, &scope, ids[i], &page, &e));
        json_t *row = page.rows_n == 1 ? json_loads(buffer_string(&page.rows), 0, NULL) : NULL;
        page_free(&page);
        if (!row)
            continue;
        if (!wire_case_read(&map, row, &c, &e))
            fail_msg("%s", e.text);
        c.facts.sections = &c.sections;
        tell_case(told, c.unit, ids[i], &c.facts, sections_text(&c.sections, sections));
        for (int at = 0; at < c.events; at++)
            tell_event(told, &c.event[at]);
        json_decref(row);
    }
    gate_give(gate, db);
    sync_case_free(&c);
    json_decref(cols);
}

#define UNITS "code,parent,level,kind,name_en,name_hi\nTOP,,state,territorial,Top,\nD1,TOP,district,territorial,D1,\n" \
              "31655001,D1,station,territorial,A1,\n31655002,D1,station,territorial,A2,\n31656001,D1,station,territorial,B1,\n"

static void import_file_into(const char *folder, const char *path, civil_day today, struct import_counts *out) {
    static struct mappings none;
    static struct import_file file;
    char notice[ERROR_TEXT_MAX];
    struct error e = {0};
    const struct import_options options = {.folder = folder, .rules = rules, .mappings = &none, .today = today, .latest = TODAY + 400,
                                           .limit = {0, DEADLINE_EARLIER}, .disposed = DISPOSED_CCTNS};
    file = (struct import_file){.path = path};
    if (!import_files(&options, &file, 1, out, notice, &e))
        fail_msg("%s", e.text);
}

/* (An officer's rank is one for all his cases in cache.db and one for each case here: the extracts do not change it.)
 * Five extracts, each a little later: sections added and dropped, officers with and without a number, promotions, transfers, all
 * kinds of endings with and without their dates, zero FIRs. */
static void write_extract(char *text, size_t cap, int round, uint64_t *dice) {
    static const char *const sections[] = {"IPC 376", "IPC 376 POCSO 4", "IPC 354", "POCSO 3", "IPC 363 366", "BNS 64(1)", "376 IPC 506", "POCSO 5(l)/6"};
    static const char *const officers[] = {"SI,R Verma,990000001", "SI,D Pal,990000002", "SI,B Yadav,", "SI,S Mishra,", "SI,,", "WSI,K Maurya,990000003"};
    static const char *const statuses[] = {",,", "under investigation,,", "Charge Sheet,10/03/2026,", "Charge Sheet,,", "Final Report,12/03/2026,", "transferred,14/03/2026,31656001",
                                           "transferred,15/03/2026,99990001", "Charge Sheet,,", "stayed,,"};
    static const char *const cctns[] = {"", "", "20/03/2026"}, *const added[] = {"", "", "01/02/2026"};
    static const char *const zero[] = {",,", ",,", "7/2026,31656001,04/01/2026"};
    size_t n = (size_t)snprintf(text, cap, "FIR No,PS Code,FIR Date,FIR Time,Acts and Sections,IO Rank,IO Name,IO PNO,Status,Status Date,Transferred To PS Code,"
                                           "Entered in CCTNS On,Section Added Date,Zero FIR No,Zero FIR PS Code,Zero FIR Date\n");
    for (int i = 1; i <= 60; i++) {
        unsigned pick[8];
        for (int p = 0; p < 8; p++) {
            *dice = *dice * 6364136223846793005u + 1442695040888963407u;
            pick[p] = (unsigned)(*dice >> 33);
        }
        if (pick[7] % 4 == 0 || (round > 0 && pick[7] % 4 == 1))
            continue;
        n += (size_t)snprintf(text + n, cap - n, "%d/2026,%d,05/01/2026,%s,%s,%s,%s,%s,%s,%s\n", i, i % 2 ? 31655001 : 31655002, pick[0] % 2 ? "10:30" : "",
                              sections[pick[1] % 8], officers[pick[2] % 6], statuses[pick[3] % 9], cctns[pick[4] % 3], added[pick[5] % 3], zero[pick[6] % 3]);
    }
}

/* Names the first line that differs. */
static void same_told(const char *gateway, const char *cache, int round) {
    size_t at = 0, line = 0;
    while (gateway[at] && gateway[at] == cache[at])
        if (gateway[at++] == '\n')
            line = at;
    if (gateway[at] != cache[at])
        fail_msg("round %d\n gateway: %.*s\n cache.db: %.*s", round, (int)strcspn(gateway + line, "\n"), gateway + line,
                 (int)strcspn(cache + line, "\n"), cache + line);
}

static void load_and_import_come_to_the_same(void **state) {
    static char text[20000];
    static struct told here, there;
    struct import_counts imported;
    struct error e = {0};
    case_id ids[60];
    char folder[400];
    int units, stations;
    uint64_t dice = 11;
    (void)state;
    NEED_STORE();
    snprintf(folder, sizeof folder, "%s/station%d", test_folder, on_postgresql);
    const char *path = file_of("units.csv", UNITS);
    assert_true(load_units(gate, path, &units, &stations, &e));
    assert_int_equal(units, 5);
    struct units_file file;
    assert_true(units_file_read(&file, path, &e));
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    assert_true(w && units_file_put(&file, path, w, TODAY, &e) && cache_commit(w, &e));
    units_file_free(&file);
    for (int i = 0; i < 60; i++)
        ids[i] = case_id_make((i + 1) % 2 ? 31655001 : 31655002, 2026, i + 1);
    for (int round = 0; round < 5; round++) {
        write_extract(text, sizeof text, round, &dice);
        const char *extract = file_of("extract.csv", text);
        load_file(extract, TODAY + round);
        import_file_into(folder, extract, TODAY + round, &imported);
        assert_memory_equal(&imported, &counts, sizeof counts);
        here.n = there.n = 0;
        tell_gateway(&here, ids, 60);
        tell_cache(folder, &there, ids, 60);
        here.text[here.n] = there.text[there.n] = '\0';
        same_told(here.text, there.text, round);
        assert_true(here.n > 2000);
    }
}

/* ---- the hierarchy ---- */

static void a_moved_station_rebuilds_the_scopes_above(void **state) {
    struct error e = {0};
    struct scope scope;
    int units, stations;
    (void)state;
    NEED_STORE();
    assert_true(load_units(gate, file_of("units.csv", UNITS), &units, &stations, &e));
    assert_int_equal(stations, 3);
    gate_give(gate, reading("D1", "", &scope));
    int64_t epoch = scope.epoch;
    char tag[40];
    snprintf(tag, sizeof tag, "%s", scope.units_tag);
    assert_true(load_units(gate, file_of("units.csv", UNITS), &units, &stations, &e)); /* the same: nothing */
    gate_give(gate, reading("D1", "", &scope));
    assert_string_equal(scope.units_tag, tag);
    assert_true(load_units(gate, file_of("units.csv", "code,parent,level,kind,name_en,name_hi\nD2,TOP,district,territorial,D2,\n31656001,D2,station,territorial,B1,\n"),
                           &units, &stations, &e));
    gate_give(gate, reading("D1", "", &scope));
    assert_int_equal(scope.epoch, epoch + 1); /* it lost a station */
    assert_string_not_equal(scope.units_tag, tag);
    int64_t lft = scope.lft, rgt = scope.rgt;
    gate_give(gate, reading("31656001", "", &scope));
    assert_int_equal(scope.epoch, epoch); /* its own cases are what they were */
    assert_true(scope.lft > rgt || scope.rgt < lft);
    gate_give(gate, reading("31655001", "", &scope));
    assert_int_equal(scope.epoch, epoch);
    assert_true(scope.lft > lft && scope.rgt < rgt);
    gate_give(gate, reading("TOP", "", &scope));
    assert_int_equal(scope.epoch, epoch + 1);
    assert_true(scope.lft < lft && scope.rgt > rgt);
    assert_false(load_units(gate, file_of("units.csv", "code,parent,level,kind,name_en,name_hi\nX,NOBODY,station,territorial,X,\n"), &units, &stations, &e));
    assert_false(load_units(gate, file_of("units.csv", "code,parent,level,kind,name_en,name_hi\nTOP2,,state,territorial,X,\n"), &units, &stations, &e));
    gate_give(gate, reading("TOP2", "", &scope));
    assert_int_equal(scope.unit, 0);
}

static void an_unplaced_station_is_placed(void **state) {
    struct error e = {0};
    struct scope scope;
    int units, stations;
    (void)state;
    NEED_STORE();
    load_file(file_of("a.csv", HEAD "1/2026,31655001,05/01/2026,IPC 376,SI,R Verma,,,,,,\n"), TODAY);
    assert_true(load_units(gate, file_of("units.csv", UNITS), &units, &stations, &e));
    struct sync_digest digest;
    struct db *db = reading("D1", "", &scope);
    assert_true(feed_digest(db, &scope, &digest, &e));
    gate_give(gate, db);
    assert_int_equal(digest.count, 1);
    assert_int_equal(must_int("SELECT count(*) FROM unit WHERE kind = 'unplaced'"), 0);
}

static int rules_begin(void **state) {
    struct error e = {0};
    size_t n;
    const char *text = shipped_offence_rules(&n);
    return folder_begin(state) == 0 && rules_read(&rules, "offence_rules.tsv", text, n, &e) ? 0 : -1;
}

static int rules_end(void **state) {
    rules_free(rules);
    return pg_end(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(only_what_changed_is_fed),
        BOTH(a_case_that_loses_its_sections_stays),
        BOTH(a_transfer_moves_it),
        BOTH(an_unknown_station_is_unplaced),
        BOTH(looking_changes_nothing),
        BOTH(a_load_that_breaks_off_goes_on),
        BOTH(load_and_import_come_to_the_same),
        BOTH(a_moved_station_rebuilds_the_scopes_above),
        BOTH(an_unplaced_station_is_placed),
    };
    return cmocka_run_group_tests_name("gateway_load", tests, rules_begin, rules_end);
}
