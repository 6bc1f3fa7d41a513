/* Units files: order, updates, moves with their history, all that is refused; the hierarchies of UP and of India. Real
 * databases. */
#include "tests/unit/import_folder.h"

#include "src/import/units_file.h"
#include "tests/real_units.h"

#define HEAD "code,parent,level,kind,name_en,name_hi\n"

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
        {HEAD "S,,state,,State,,more\n", "line 2: the row has more cells"},
        {HEAD "S,,state,,St\377te,\n", "line 2: name_en is not UTF-8"},
        {HEAD "S,,state,,State,\nKotwali,S,station,,Kotwali,\n", "line 3: the code of a station"},
        {HEAD "S,,state,,State,\nT,,state,,Other,\n", "line 3: unit T: has no parent"},
        {HEAD "S,S,state,,State,\n", "line 2: unit S: is below itself"},
        {HEAD "N,,nation,,N,\nA,B,zone,,A,\nB,C,range,,B,\nC,A,district,,C,\n", "is below itself"},
        {HEAD "N,,nation,,N,\nD,101,district,,D,\n101,N,station,,S,\n", "line 3: unit D: the level of its parent"},
        {HEAD "N,,nation,,N,\nD,N,district,,D,\nE,D,district,,E,\n", "line 4: unit E: the level of its parent"},
        {HEAD "D,X,district,,D,\n", "line 2: unit D lies below X, and neither the file nor the database has such a unit. Nothing was changed"},
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

/* Every unit lies inside its parent and apart from its brothers, the numbers are 1 to twice as many, and no move was kept. */
static void tree_is_sound(void) {
    assert_string_equal(ask("SELECT count(*) FROM unit u JOIN unit p ON p.id = u.parent WHERE NOT (u.lft > p.lft AND u.rgt < p.rgt)"), "0");
    assert_string_equal(ask("SELECT count(*) FROM unit WHERE parent IS NULL"), "1");
    assert_string_equal(ask("SELECT count(*) = count(DISTINCT n) AND min(n) = 1 AND max(n) = 2 * (SELECT count(*) FROM unit)"
                            " FROM (SELECT lft AS n FROM unit UNION ALL SELECT rgt FROM unit)"), "1");
    assert_string_equal(ask("SELECT count(*) FROM unit_event"), "0");
}

static void loads_again_without_a_change(void) {
    char before[64];
    snprintf(before, sizeof before, "%s", ask("SELECT sum(id * 31 + lft * 7 + rgt + coalesce(parent, 0) * 3) FROM unit"));
    if (!load_on("units.csv", options.today + 1))
        fail_msg("%s", error.text);
    assert_string_equal(ask("SELECT sum(id * 31 + lft * 7 + rgt + coalesce(parent, 0) * 3) FROM unit"), before);
    tree_is_sound();
}

static void uttar_pradesh(void **state) {
    (void)state;
    int stations = 0;
    FILE *out = fopen(in_folder("units.csv"), "w");
    assert_non_null(out);
    bool there = real_units_up(out, &stations);
    assert_int_equal(fclose(out), 0);
    if (!there)
        skip();
    assert_int_equal(stations, 1825);
    if (!load_on("units.csv", options.today))
        fail_msg("%s", error.text);
    tree_is_sound();
    assert_string_equal(ask("SELECT group_concat(n, ' ') FROM (SELECT level || ' ' || count(*) AS n FROM unit GROUP BY level ORDER BY level)"),
                        "district 86 range 18 state 1 station 1825 zone 9"); /* the ninth: the railway police */
    assert_string_equal(ask("SELECT group_concat(n, ' ') FROM (SELECT kind || ' ' || count(*) AS n FROM unit WHERE level = 'station'"
                            " GROUP BY kind ORDER BY kind)"), "grp 65 mahila 138 other 179 territorial 1443");
    assert_string_equal(ask("SELECT name_hi FROM unit WHERE code = '31621'"), "आगरा");
    loads_again_without_a_change();
    /* a station goes to another district, with its history */
    write_text("move.csv", HEAD "31621001,31657,station,territorial,ACHHNERA,\n");
    assert_true(load_on("move.csv", civil_from_ymd(2026, 12, 1)));
    assert_string_equal(ask("SELECT p.code FROM unit u JOIN unit p ON u.lft BETWEEN p.lft AND p.rgt WHERE u.code = '31621001'"
                            " AND p.level = 'district'"), "31657");
    assert_string_equal(ask("SELECT u.code || ' ' || p.code || ' ' || v.until_date FROM unit_event v JOIN unit u ON u.id = v.unit"
                            " JOIN unit p ON p.id = v.parent"), "31621001 31621 2026-12-01");
}

static void india(void **state) {
    (void)state;
    int stations = 0;
    FILE *out = fopen(in_folder("units.csv"), "w");
    assert_non_null(out);
    bool there = real_units_india(out, &stations);
    assert_int_equal(fclose(out), 0);
    if (!there)
        skip();
    assert_int_equal(stations, 17624);
    if (!load_on("units.csv", options.today))
        fail_msg("%s", error.text);
    tree_is_sound();
    assert_string_equal(ask("SELECT group_concat(n, ' ') FROM (SELECT level || ' ' || count(*) AS n FROM unit GROUP BY level ORDER BY level)"),
                        "district 1020 nation 1 state 36 station 17624");
    loads_again_without_a_change();
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
