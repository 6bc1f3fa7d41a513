/* Units: put, placed in the tree, moved; stations that the hierarchy does not have yet. */
#include "tests/unit/db_folder.h"

#include <time.h>

static struct cache_writer *writer(void) {
    struct error e = {0};
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    if (!w)
        fail_msg("%s", e.text);
    return w;
}

static void put(struct cache_writer *w, const char *code, const char *parent, enum unit_level level,
                enum unit_kind kind) {
    struct error e = {0};
    char name[32], hindi[64];
    snprintf(name, sizeof name, "Unit %s", code);
    snprintf(hindi, sizeof hindi, "इकाई %s", code);
    if (!cache_put_unit(w, code, parent, level, kind, name, hindi, TODAY, NULL, &e))
        fail_msg("%s", e.text);
}

/* A state with two districts of two stations each, a GRP section, a zone, and a circle in one district. */
static void put_state(struct cache_writer *w) {
    put(w, "UP", "", LEVEL_STATE, KIND_TERRITORIAL);
    put(w, "Z2", "UP", LEVEL_ZONE, KIND_TERRITORIAL);
    put(w, "Z1", "UP", LEVEL_ZONE, KIND_TERRITORIAL);
    put(w, "D1", "Z1", LEVEL_DISTRICT, KIND_TERRITORIAL);
    put(w, "D2", "Z2", LEVEL_DISTRICT, KIND_TERRITORIAL);
    put(w, "G1", "UP", LEVEL_DISTRICT, KIND_GRP);
    put(w, "C1", "D1", LEVEL_CIRCLE, KIND_TERRITORIAL);
    put(w, "31655001", "C1", LEVEL_STATION, KIND_TERRITORIAL);
    put(w, "31655002", "D1", LEVEL_STATION, KIND_MAHILA);
    put(w, "31655004", "D2", LEVEL_STATION, KIND_TERRITORIAL);
    put(w, "31655003", "D2", LEVEL_STATION, KIND_TERRITORIAL);
    put(w, "31655009", "G1", LEVEL_STATION, KIND_GRP);
}

static void place_and_commit(struct cache_writer *w) {
    struct error e = {0};
    if (!cache_place_units(w, &e) || !cache_commit(w, &e))
        fail_msg("%s", e.text);
}

static struct unit unit_of(struct store *store, const char *code) {
    struct unit unit;
    struct error e = {0};
    if (!unit_by_code(store, code, &unit, &e))
        fail_msg("no unit %s: %s", code, e.text);
    return unit;
}

/* The nested set agrees with the parents: a unit lies within its parent, no two overlap, every number is used once. */
static void assert_tree_is_sound(struct store *store) {
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit u JOIN cache.unit p ON p.id = u.parent"
                                    " WHERE NOT (p.lft < u.lft AND u.rgt < p.rgt)"),
                     0);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit WHERE lft < 1 OR rgt <= lft"), 0);
    assert_int_equal(one_int(store, "SELECT count(*) - count(DISTINCT n) FROM (SELECT lft AS n FROM cache.unit UNION "
                                    "ALL SELECT rgt FROM cache.unit)"),
                     0);
    /* each unit that lies within another is below it by parents as well */
    assert_int_equal(
        one_int(
            store,
            "WITH RECURSIVE above(id, top) AS (SELECT id, parent FROM cache.unit WHERE parent IS NOT NULL UNION ALL"
            " SELECT above.id, u.parent FROM above JOIN cache.unit u ON u.id = above.top WHERE u.parent IS NOT NULL)"
            "SELECT (SELECT count(*) FROM above) - (SELECT count(*) FROM cache.unit u JOIN cache.unit p ON u.lft > "
            "p.lft AND u.rgt < p.rgt)"),
        0);
}

static void names_and_parsing(void **state) {
    (void)state;
    for (int i = LEVEL_NATION; i <= LEVEL_STATION; i++) {
        enum unit_level level;
        assert_true(unit_level_parse(unit_level_name((enum unit_level)i), &level));
        assert_int_equal(level, i);
    }
    for (int i = KIND_TERRITORIAL; i <= KIND_UNPLACED; i++) {
        enum unit_kind kind;
        assert_true(unit_kind_parse(unit_kind_name((enum unit_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    enum unit_level level;
    enum unit_kind kind;
    assert_false(unit_level_parse("village", &level));
    assert_false(unit_kind_parse("", &kind));
    struct unit unit = {.name_en = "Kotwali", .name_hi = "कोतवाली"};
    assert_string_equal(unit_name(&unit), "Kotwali");
    if (language_set(LANGUAGE_HINDI))
        assert_string_equal(unit_name(&unit), "कोतवाली");
    unit.name_hi[0] = '\0';
    assert_string_equal(unit_name(&unit), "Kotwali");
    language_set(LANGUAGE_ENGLISH);
}

static char codes[1024];
static bool note_code(void *context, const struct unit *unit) {
    size_t n = strlen(codes);
    snprintf(codes + n, sizeof codes - n, "%s ", unit->code);
    return --*(int *)context != 0;
}

static void places_the_tree(void **state) {
    (void)state;
    struct error e = {0};
    struct cache_writer *w = writer();
    put_state(w);
    place_and_commit(w);
    struct store *store = must_open(STORE_READ);
    assert_tree_is_sound(store);
    struct unit root, station = unit_of(store, "31655002"), d1 = unit_of(store, "D1");
    assert_true(unit_root(store, &root, &e));
    assert_string_equal(root.code, "UP");
    assert_int_equal(root.lft, 1);
    assert_int_equal(root.rgt, 24);
    assert_int_equal(station.kind, KIND_MAHILA);
    assert_int_equal(station.parent, d1.id);
    assert_string_equal(station.name_hi, "इकाई 31655002");
    assert_int_equal(unit_stations(store, root.id), 5);
    assert_int_equal(unit_stations(store, d1.id), 2);
    assert_int_equal(unit_stations(store, station.id), 1);
    int all = 0;
    codes[0] = '\0';
    assert_true(unit_children(store, root.id, note_code, &all, &e));
    assert_string_equal(codes, "G1 Z1 Z2 "); /* by code */
    codes[0] = '\0';
    int first = 1;
    assert_true(unit_children(store, unit_of(store, "D2").id, note_code, &first, &e));
    assert_string_equal(codes, "31655003 ");
    struct unit none;
    assert_false(unit_by_code(store, "31999999", &none, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    assert_false(unit_by_id(store, 4711, &none, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    assert_true(unit_by_id(store, d1.id, &none, &e));
    assert_string_equal(none.code, "D1");
    store_close(store);
}

static void refuses_what_is_no_hierarchy(void **state) {
    (void)state;
    struct error e = {0};
    struct cache_writer *w = writer();
    put_state(w);
    assert_false(cache_put_unit(w, "D3", "Z9", LEVEL_DISTRICT, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_non_null(strstr(e.text, "Z9"));
    assert_false(cache_put_unit(w, "Z3", "D1", LEVEL_ZONE, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_non_null(strstr(e.text, "order"));
    assert_false(cache_put_unit(w, "Z1", "Z1", LEVEL_ZONE, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_false(cache_put_unit(w, "", "UP", LEVEL_ZONE, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_false(cache_put_unit(w, "1234567890123456", "UP", LEVEL_ZONE, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    /* a loop, as a damaged file could hold it: said, not walked for ever */
    must_exec(w->db, "UPDATE unit SET parent = (SELECT id FROM unit WHERE code = 'D1') WHERE code = 'Z1'");
    assert_false(cache_place_units(w, &e));
    assert_non_null(strstr(e.text, "circle"));
    cache_rollback(w);
    /* a level that was changed afterwards */
    w = writer();
    put_state(w);
    assert_true(cache_put_unit(w, "D1", "Z1", LEVEL_STATION, KIND_TERRITORIAL, "x", "", TODAY, NULL, &e));
    assert_false(cache_place_units(w, &e));
    assert_non_null(strstr(e.text, "D1"));
    cache_rollback(w);
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit"), 0);
    store_close(store);
}

static void stations_without_a_hierarchy(void **state) {
    (void)state;
    struct error e = {0};
    struct cache_writer *w = writer();
    int64_t a, b, again;
    assert_true(cache_station(w, 31655001, &a, &e));
    assert_true(cache_station(w, 31655001, &again, &e));
    assert_int_equal(again, a);
    assert_false(cache_station(w, 0, &again, &e));
    assert_false(cache_station(w, 99999999999, &again, &e));
    assert_true(cache_commit(w, &e));
    struct store *store = must_open(STORE_ENTRIES);
    struct unit root;
    assert_true(unit_root(store, &root, &e)); /* a station PC: its one station */
    assert_string_equal(root.code, "31655001");
    assert_int_equal(root.kind, KIND_UNPLACED);
    assert_int_equal(unit_stations(store, root.id), 0);
    store_close(store);
    w = writer();
    assert_true(cache_station(w, 31655002, &b, &e));
    assert_true(cache_station(w, 31655001, &again, &e));
    assert_int_equal(again, a);
    assert_int_not_equal(b, a);
    assert_true(cache_commit(w, &e));
    store = must_open(STORE_ENTRIES);
    assert_tree_is_sound(store); /* each has a range of numbers of its own, before any load of units */
    assert_false(unit_root(store, &root, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    store_close(store);
    /* the hierarchy comes: the one is placed, the other stays unplaced beside the top */
    w = writer();
    put(w, "UP", "", LEVEL_STATE, KIND_TERRITORIAL);
    put(w, "D1", "UP", LEVEL_DISTRICT, KIND_TERRITORIAL);
    put(w, "31655001", "D1", LEVEL_STATION, KIND_TERRITORIAL);
    place_and_commit(w);
    store = must_open(STORE_ENTRIES);
    assert_tree_is_sound(store);
    assert_true(unit_root(store, &root, &e));
    assert_string_equal(root.code, "UP");
    assert_int_equal(unit_stations(store, root.id), 1);
    struct unit left = unit_of(store, "31655002");
    assert_int_equal(left.parent, 0);
    assert_true(left.lft > root.rgt || left.rgt < root.lft);
    assert_int_equal(unit_of(store, "31655001").id, a);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit_event"), 0); /* it never was elsewhere */
    store_close(store);
    w = writer();
    assert_true(cache_station(w, 31655003, &b, &e)); /* numbers go on after the placed ones */
    assert_true(cache_commit(w, &e));
    store = must_open(STORE_ENTRIES);
    assert_tree_is_sound(store);
    store_close(store);
}

static int64_t open_of(struct store *store, const char *code) {
    char query[200];
    snprintf(
        query, sizeof query,
        "SELECT coalesce(sum(r.n), 0) FROM cache.rollup_open r JOIN cache.unit u ON u.id = r.unit WHERE u.code = '%s'",
        code);
    return one_int(store, query);
}

static void a_move_is_remembered_and_counted(void **state) {
    (void)state;
    struct error e = {0};
    struct cache_writer *w = writer();
    put_state(w);
    place_and_commit(w);
    make_cases(7); /* of station 31655001, below C1 and D1 */
    w = writer();
    put(w, "C1", "D2", LEVEL_CIRCLE, KIND_TERRITORIAL);
    place_and_commit(w);
    struct store *store = must_open(STORE_ENTRIES);
    assert_tree_is_sound(store);
    assert_int_equal(open_of(store, "D1"), 0);
    assert_int_equal(open_of(store, "D2"), 7);
    assert_int_equal(open_of(store, "Z2"), 7);
    assert_int_equal(open_of(store, "Z1"), 0);
    assert_int_equal(open_of(store, "UP"), 7);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit_event e JOIN cache.unit u ON u.id = e.unit JOIN "
                                    "cache.unit p ON p.id = e.parent"
                                    " WHERE u.code = 'C1' AND p.code = 'D1' AND e.until_date = '2026-11-23'"),
                     1);
    assert_int_equal(unit_stations(store, unit_of(store, "D2").id), 3);
    /* a past day is counted by the hierarchy of now: who is concerned, and from which day on nobody is */
    static const char *const concerned[] = {"D1", "D2", "Z1", "Z2", "UP"};
    assert_int_equal(units_moved_since(store, 0, TODAY - 1), 1);
    assert_int_equal(units_moved_since(store, 0, TODAY), 0);
    for (size_t i = 0; i < sizeof concerned / sizeof *concerned; i++)
        assert_int_equal(units_moved_since(store, unit_of(store, concerned[i]).id, TODAY - 1), 1);
    assert_int_equal(units_moved_since(store, unit_of(store, "C1").id, TODAY - 1), 0);
    assert_int_equal(units_moved_since(store, unit_of(store, "31655001").id, TODAY - 1), 0);
    store_close(store);
    /* the same file again: nothing moved, nothing is remembered twice */
    w = writer();
    put(w, "C1", "D2", LEVEL_CIRCLE, KIND_TERRITORIAL);
    assert_true(
        cache_put_unit(w, "D2", "Z2", LEVEL_DISTRICT, KIND_TERRITORIAL, "New name", "नया नाम", TODAY, NULL, &e));
    place_and_commit(w);
    store = must_open(STORE_ENTRIES);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit_event"), 1);
    assert_string_equal(unit_of(store, "D2").name_en, "New name");
    assert_int_equal(open_of(store, "D2"), 7);
    store_close(store);
}

static void a_nation_is_placed_in_a_moment(void **state) {
    (void)state;
    struct error e = {0};
    struct cache_writer *w = writer();
    put(w, "IN", "", LEVEL_NATION, KIND_TERRITORIAL);
    must_exec(w->db, "INSERT INTO unit (code, parent, level, name_en) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                     "SELECT i + 1 FROM n WHERE i < 36)"
                     " SELECT 'S' || i, 1, 'state', 'State' FROM n;"
                     "INSERT INTO unit (code, parent, level, name_en) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                     "SELECT i + 1 FROM n WHERE i < 800)"
                     " SELECT 'D' || i, 2 + i % 36, 'district', 'District' FROM n;"
                     "INSERT INTO unit (code, parent, level, name_en) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                     "SELECT i + 1 FROM n WHERE i < 17600)"
                     " SELECT 10000000 + i, 38 + i % 800, 'station', 'Station' FROM n");
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_true(cache_place_units(w, &e));
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    print_message("# 18,437 units placed: %.0f ms\n", ms);
    assert_true(ms < 5000);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 5000; i++) {
        int64_t id;
        assert_true(cache_station(w, 20000000 + i, &id, &e));
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("# 5,000 unplaced stations: %.0f ms\n",
                  (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6);
    assert_true(cache_commit(w, &e));
    struct store *store = must_open(STORE_ENTRIES);
    assert_int_equal(unit_stations(store, 1), 17600);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.unit u JOIN cache.unit p ON p.id = u.parent WHERE NOT "
                                    "(p.lft < u.lft AND u.rgt < p.rgt)"),
                     0);
    store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(names_and_parsing),
        TEST(places_the_tree),
        TEST(refuses_what_is_no_hierarchy),
        TEST(stations_without_a_hierarchy),
        TEST(a_move_is_remembered_and_counted),
        TEST(a_nation_is_placed_in_a_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
