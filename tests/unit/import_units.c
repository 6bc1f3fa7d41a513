/* Units files: order, updates, moves with their history, all that is refused; the hierarchies of UP and of India. Real
 * databases. */
#include "tests/unit/import_folder.h"

#include "src/import/units_file.h"

#define HEAD "code,parent,level,kind,name_en,name_hi\n"
#define UP_STATIONS "../shared/data/up_police_stations.tsv"
#define UP_DISTRICTS "../shared/data/up_zone_range_district.tsv"
#define INDIA "../shared/data/all-india-stations.json"

static bool load_on(const char *name, civil_day today) {
    struct units_file units;
    char full[400];
    snprintf(full, sizeof full, "%s", in_folder(name));
    error_clear(&error);
    if (!units_file_read(&units, full, &error))
        return false;
    struct cache_writer *w = cache_begin(folder, 5000, &error);
    assert_non_null(w);
    bool good = units_file_put(&units, full, w, today, &error);
    units_file_free(&units);
    if (good)
        return cache_commit(w, &error);
    cache_rollback(w);
    return false;
}

static bool load(const char *content) {
    write_text("units.csv", content);
    return load_on("units.csv", options.today);
}

static void children_before_parents(void **state) {
    (void)state;
    if (!load("\357\273\277name_hi;Name En;kind;LEVEL;parent;code\r\n"
              "थाना डेमो;Demo Kotwali;;station;31655;31655001\r\n"
              ";Demo Mahila;mahila;station;31655;31655002\r\n"
              "डेमो;Demo;territorial;district;R1;31655\r\n\r\n"
              ";India;;nation;;IN\r\n"
              ";Range;;range;IN;R1\r\n"))
        fail_msg("%s", error.text);
    assert_string_equal(ask("SELECT count(*) FROM unit"), "5");
    assert_string_equal(ask("SELECT group_concat(code, ' ') FROM (SELECT code FROM unit ORDER BY lft)"),
                        "IN R1 31655 31655001 31655002");
    assert_string_equal(ask("SELECT kind || name_en || name_hi FROM unit WHERE code = '31655001'"),
                        "territorialDemo Kotwaliथाना डेमो");
    assert_string_equal(ask("SELECT kind FROM unit WHERE code = '31655002'"), "mahila");
}

static void again_updates_and_keeps_history(void **state) {
    (void)state;
    assert_true(load(HEAD "S,,state,,State,\nD1,S,district,,One,\nD2,S,district,,Two,\n101,D1,station,,Station,\n"));
    write_text("units.csv", HEAD "D1,S,district,,First,\nS,,state,,State,\n101,D2,station,,Station,\n");
    assert_true(load_on("units.csv", civil_from_ymd(2026, 12, 1)));
    assert_string_equal(ask("SELECT count(*) FROM unit"), "4"); /* D2 is not in the file, and stays */
    assert_string_equal(ask("SELECT name_en FROM unit WHERE code = 'D1'"), "First");
    assert_string_equal(ask("SELECT p.code FROM unit u JOIN unit p ON p.id = u.parent WHERE u.code = '101'"), "D2");
    assert_string_equal(ask("SELECT p.code || v.until_date FROM unit_event v JOIN unit p ON p.id = v.parent"),
                        "D12026-12-01");
    assert_true(load_on("units.csv", civil_from_ymd(2026, 12, 2)));
    assert_string_equal(ask("SELECT count(*) FROM unit_event"), "1");
}

/* A station that an import brought is placed by a later load; its cases come along. */
static void places_an_unplaced_station(void **state) {
    (void)state;
    assert_import("FIR No,PS Code,FIR Date,Section\n1/24,31655001,12/03/2024,376 IPC\n", "1 0 0 0 0");
    assert_string_equal(ask("SELECT kind FROM unit"), "unplaced");
    assert_true(load(HEAD "31655,,district,,Demo,\n31655001,31655,station,,Demo Kotwali,\n"));
    assert_string_equal(ask("SELECT kind FROM unit WHERE code = '31655001'"), "territorial");
    assert_string_equal(
        ask("SELECT count(*) FROM fir_case f JOIN unit s ON s.id = f.unit JOIN unit d ON d.code = '31655' AND s.lft "
            "BETWEEN d.lft AND d.rgt"),
        "1");
}

static void refused(void **state) {
    (void)state;
    static const struct {
        const char *content, *word;
    } bad[] = {
        {"code,parent,level,kind,name_en\nS,,state,,State\n", "the headings code,parent"},
        {HEAD, "no units"},
        {HEAD "S,,state,,State,\nS,,state,,Again,\n",
         "line 3: unit S: the code stands twice in the file; the first is on line 2"},
        {HEAD "S,,kingdom,,State,\n", "line 2: the level must be nation, state"},
        {HEAD "S,,state,round,State,\n", "line 2: the kind must be"},
        {HEAD "S,,state,unplaced,State,\n", "line 2: the kind must be"},
        {HEAD "S,,state,,,\n", "line 2: the unit has no name"},
        {HEAD ",,state,,State,\n", "line 2: the code must be"},
        {HEAD "1234567890123456,,state,,State,\n", "line 2: code is longer than 15"},
        {HEAD "a b,,state,,State,\n", "line 2: the code must be"},
        {HEAD "S,,state,,State\n", "line 2: the row has fewer cells"},
        {HEAD "S,,state,,St\377te,\n", "line 2: name_en is not UTF-8"},
        {HEAD "S,,state,,State,\nKotwali,S,station,,Kotwali,\n", "line 3: the code of a station"},
        {HEAD "S,,state,,State,\nT,,state,,Other,\n", "line 3: unit T: has no parent"},
        {HEAD "S,S,state,,State,\n", "line 2: unit S: is below itself"},
        {HEAD "N,,nation,,N,\nA,B,zone,,A,\nB,C,range,,B,\nC,A,district,,C,\n", "is below itself"},
        {HEAD "N,,nation,,N,\nD,101,district,,D,\n101,N,station,,S,\n", "line 3: unit D: the level of its parent"},
        {HEAD "N,,nation,,N,\nD,N,district,,D,\nE,D,district,,E,\n", "line 4: unit E: the level of its parent"},
        {HEAD "D,X,district,,D,\n", "X"},
        {HEAD "D,\"", "cut off"},
    };
    assert_true(load(HEAD "IN,,nation,,India,\n"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (load(bad[i].content))
            fail_msg("taken: %s", bad[i].content);
        if (!strstr(error.text, bad[i].word))
            fail_msg("'%s' is not in: %s", bad[i].word, error.text);
        assert_string_equal(ask("SELECT group_concat(code) FROM unit"), "IN");
    }
    char absent[] = "absent";
    assert_false(load_on(absent, options.today));
}

static void names_are_cleaned(void **state) {
    (void)state;
    assert_true(load(HEAD "S,,state,,\"A\033[2J \342\200\256State\",\n"));
    assert_string_equal(ask("SELECT name_en FROM unit"), "A[2J State");
}

/* ---- the hierarchies of the shared data ---- */

static int split(char *line, char **cell, int max) {
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; n < max; p++) {
        cell[n++] = p;
        p = strchr(p, '\t');
        if (!p)
            break;
        *p = '\0';
    }
    return n;
}

static void add(FILE *out, const char *code, const char *parent, const char *level, const char *kind, const char *en,
                const char *hi) {
    fprintf(out, "%s,%s,%s,%s,\"%s\",\"%s\"\n", code, parent, level, kind, en, hi);
}

static void uttar_pradesh(void **state) {
    (void)state;
    char line[1000], *c[12], zones[16][64], ranges[40][64], districts[120][16];
    int zones_n = 0, ranges_n = 0, districts_n = 0, stations = 0;
    FILE *in = fopen(UP_DISTRICTS, "r"), *in_stations = fopen(UP_STATIONS, "r");
    if (!in || !in_stations)
        skip();
    FILE *out = fopen(in_folder("units.csv"), "w");
    assert_non_null(out);
    fputs(HEAD, out);
    /* stations first: parents come after their children in this file */
    assert_non_null(fgets(line, sizeof line, in_stations));
    char known[120][16];
    int known_n = 0;
    assert_non_null(fgets(line, sizeof line, in));
    while (fgets(line, sizeof line, in)) {
        assert_true(split(line, c, 12) >= 7 && known_n < 120);
        snprintf(known[known_n++], 16, "%s", c[6]);
    }
    while (fgets(line, sizeof line, in_stations)) {
        bool placed = false;
        assert_true(split(line, c, 12) >= 5);
        for (int i = 0; i < known_n; i++)
            placed = placed || strcmp(known[i], c[0]) == 0;
        if (placed) {
            add(out, c[2], c[0], "station", c[4], c[3], "");
            stations++;
        }
    }
    rewind(in);
    assert_non_null(fgets(line, sizeof line, in));
    while (fgets(line, sizeof line, in)) {
        char zone[24], range[24];
        int z = 0, r = 0;
        split(line, c, 12);
        while (z < zones_n && strcmp(zones[z], c[1]) != 0)
            z++;
        snprintf(zone, sizeof zone, "31Z%d", z + 1);
        if (z == zones_n) {
            snprintf(zones[zones_n++], 64, "%s", c[1]);
            add(out, zone, "31", "zone", "", c[1], c[0]);
        }
        char both[64];
        snprintf(both, sizeof both, "%s/%s", c[1], c[3]);
        while (r < ranges_n && strcmp(ranges[r], both) != 0)
            r++;
        snprintf(range, sizeof range, "31R%d", r + 1);
        if (c[3][0] == '\0') { /* the railway police has no ranges */
            snprintf(range, sizeof range, "%s", zone);
        } else if (r == ranges_n) {
            snprintf(ranges[ranges_n++], 64, "%s", both);
            add(out, range, zone, "range", "", c[3], c[2]);
        }
        int d = 0;
        while (d < districts_n && strcmp(districts[d], c[6]) != 0)
            d++;
        if (d == districts_n) {
            snprintf(districts[districts_n++], 16, "%s", c[6]);
            add(out, c[6], range, "district", strcmp(c[1], "Railway") == 0 ? "grp" : "", c[5], c[4]);
        }
    }
    add(out, "31", "IN", "state", "", "Uttar Pradesh", "उत्तर प्रदेश");
    add(out, "IN", "", "nation", "", "India", "भारत");
    fclose(in);
    fclose(in_stations);
    fclose(out);
    if (!load_on("units.csv", options.today))
        fail_msg("%s", error.text);
    char expected[64];
    snprintf(expected, sizeof expected, "%d %d %d", stations, districts_n, zones_n);
    assert_string_equal(
        ask("SELECT sum(level = 'station') || ' ' || sum(level = 'district') || ' ' || sum(level = 'zone') FROM unit"),
        expected);
    assert_true(stations > 1500 && districts_n >= 75);
    /* every unit lies inside its parent */
    assert_string_equal(
        ask("SELECT count(*) FROM unit u JOIN unit p ON p.id = u.parent WHERE NOT (u.lft > p.lft AND u.rgt < p.rgt)"),
        "0");
    assert_string_equal(ask("SELECT count(*) FROM unit WHERE parent IS NULL"), "1");
}

/* Names nested by depth: state, district, station. Codes come behind a name. */
static void india(void **state) {
    (void)state;
    char line[1000], name[200] = "", parent[3][24] = {"IN", "", ""};
    int depth = 0, stations = 0;
    static char seen[40000][12];
    int seen_n = 0;
    FILE *in = fopen(INDIA, "r");
    if (!in)
        skip();
    FILE *out = fopen(in_folder("units.csv"), "w");
    assert_non_null(out);
    fputs(HEAD "IN,,nation,,India,\n", out);
    while (fgets(line, sizeof line, in)) {
        char *line_text = line + strspn(line, " ");
        long code = 0;
        if (*line_text == '"') {
            char *end = strstr(line_text, "\": ");
            assert_non_null(end);
            snprintf(name, sizeof name, "%.*s", (int)(end - line_text - 1), line_text + 1);
            for (char *p = name; *p; p++)
                *p = *p == '\\' || *p == '"' ? ' ' : *p;
            if (sscanf(end + 3, "%ld", &code) == 1) {
                char station[24];
                bool twice = false;
                snprintf(station, sizeof station, "%ld", code);
                for (int i = seen_n - 1; i >= 0 && i > seen_n - 2000 && !twice; i--)
                    twice = strcmp(seen[i], station) == 0;
                if (!twice && seen_n < 40000 && strlen(station) < 12) {
                    strcpy(seen[seen_n++], station);
                    add(out, station, parent[depth], "station", "", name[strspn(name, " ")] ? name : "?", "");
                    stations++;
                }
            } else {
                depth++;
            }
        } else if (sscanf(line_text, "%ld", &code) == 1) {
            snprintf(parent[depth], sizeof parent[0], "%s%ld", depth == 1 ? "S" : "D", code);
            add(out, parent[depth], parent[depth - 1], depth == 1 ? "state" : "district", "", name, "");
        } else if (*line_text == ']') {
            depth--;
        }
    }
    fclose(in);
    fclose(out);
    if (!load_on("units.csv", options.today))
        fail_msg("%s", error.text);
    char expected[24];
    snprintf(expected, sizeof expected, "%d", stations);
    assert_string_equal(ask("SELECT count(*) FROM unit WHERE level = 'station'"), expected);
    assert_true(stations > 15000);
    assert_string_equal(
        ask("SELECT count(*) FROM unit u JOIN unit p ON p.id = u.parent WHERE NOT (u.lft > p.lft AND u.rgt < p.rgt)"),
        "0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(children_before_parents),
        TEST(again_updates_and_keeps_history),
        TEST(places_an_unplaced_station),
        TEST(refused),
        TEST(names_are_cleaned),
        TEST(uttar_pradesh),
        TEST(india),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
