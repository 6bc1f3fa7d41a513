/* Reconciling a register with what was imported: each field that differs and none that the register does not say; what is only there, only
 * here (of the register's stations and dates alone), not tracked, of other units or dates; facts marked as wrong; the kept result. What was
 * imported and is compared again is all the same. */
#include "tests/unit/db_cases.h"

#include "db/entry.h"
#include "db/reconcile.h"

static struct store *store;
static struct section_list lists[64];

static int begin(void **state) {
    if (folder_make(state) != 0)
        return -1;
    struct cache_writer *w = must_begin();
    put_hierarchy(w);
    must_commit(w);
    return 0;
}

static int end(void **state) {
    store_close(store);
    store = NULL;
    return folder_remove(state);
}

static struct case_facts fact(int station, int serial, int age, const char *sections) {
    struct case_facts f = no_facts(case_id_make(STATION_NO(station), 2026, serial), TODAY - age);
    struct section_list *list = &lists[(station * 16 + serial) % 64];
    sections_from_text(sections, list);
    f.sections = list;
    return f;
}

static void import(struct case_facts *facts, int n) {
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    for (int i = 0; i < n; i++)
        must_put_case(put, &facts[i]);
    must_put_end(put);
    must_commit(w);
    if (!store)
        store = must_open(STORE_ENTRIES);
}

static char found[4000];

static bool take_row(void *context, const struct reconcile_row *row) {
    (void)context;
    char number[CASE_NO_SIZE];
    case_no_full(row->id, number);
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s %s %s [%.200s] [%.200s]\n", number, reconcile_kind_name(row->kind), row->field,
             row->in_register, row->itsso);
    return true;
}

static struct reconcile_sum sum;

/* Compares the register and leaves its rows in `found`. */
static struct reconcile *compared(const struct case_facts *facts, int n, struct reconcile_ask ask) {
    struct error e = {0};
    rules_begin();
    ask.rules = rules;
    struct reconcile *r = reconcile_begin(store, &ask, &e);
    if (!r)
        fail_msg("%s", e.text);
    for (int i = 0; i < n; i++) {
        enum put_result what;
        if (!reconcile_take(r, &facts[i], &what, NULL, &e))
            fail_msg("%s", e.text);
    }
    found[0] = '\0';
    if (!reconcile_finish(r, &sum, &e) || !reconcile_rows(r, take_row, NULL, &e))
        fail_msg("%s", e.text);
    return r;
}

static const struct reconcile_ask everything = {.from = CIVIL_NONE, .to = CIVIL_NONE};

static void differs(struct case_facts f, const char *expected) {
    reconcile_end(compared(&f, 1, everything));
    assert_string_equal(found, expected);
    assert_int_equal(sum.differ, *expected != '\0');
    assert_int_equal(sum.same, *expected == '\0');
}

#define A1 "31655001/0001/2026 differs "

static void each_field(void **state) {
    (void)state;
    struct case_facts here = fact(0, 1, 40, "BNS:64(1)"), f;
    snprintf(here.io.rank, sizeof here.io.rank, "SI");
    snprintf(here.io.name, sizeof here.io.name, "R Verma");
    snprintf(here.io.pno, sizeof here.io.pno, "900000001");
    here.status = STATUS_FINAL;
    snprintf(here.final_type, sizeof here.final_type, "false");
    snprintf(here.final_no, sizeof here.final_no, "12/2026");
    here.prepared = TODAY - 9;
    here.approved = TODAY - 8;
    here.filed = TODAY - 7;
    here.in_cctns = TODAY - 6;
    import(&here, 1);
    differs(here, "");
    f = no_facts(here.id, here.fir_date); /* a register that says next to nothing */
    f.status = (enum case_status)-1;
    differs(f, "");
    f = here;
    f.fir_date--;
    differs(f, A1 "fir_date [2026-10-13] [2026-10-14]\n");
    f = here;
    f.sections = fact(0, 2, 0, "BNS:64(2)(m)").sections; /* the same rule is hit: a difference all the same */
    differs(f, A1 "sections [BNS:64(2)(m)] [BNS:64(1)]\n");
    f = here;
    f.status = STATUS_CHARGESHEET;
    differs(f, A1 "status [chargesheet] [final]\n");
    f = here;
    f.status = STATUS_OPEN;
    differs(f, A1 "status [open] [final]\n");
    f = here;
    snprintf(f.final_type, sizeof f.final_type, "untraced");
    snprintf(f.final_no, sizeof f.final_no, "13/2026");
    differs(f, A1 "final_type [untraced] [false]\n" A1 "final_no [13/2026] [12/2026]\n");
    f = here;
    f.prepared++, f.approved++, f.filed++, f.in_cctns++;
    differs(f, A1 "prepared [2026-11-15] [2026-11-14]\n" A1 "approved [2026-11-16] [2026-11-15]\n" A1
               "filed [2026-11-17] [2026-11-16]\n" A1 "in_cctns [2026-11-18] [2026-11-17]\n");
    f = here;
    f.zero_id = case_id_make(31999001, 2026, 5);
    f.zero_date = TODAY - 41;
    differs(f, A1 "zero_fir [31999001/0005/2026] []\n" A1 "zero_date [2026-10-13] []\n");
}

static void the_officer_by_number_or_loosely_by_name(void **state) {
    (void)state;
    struct case_facts here[2] = {fact(0, 1, 40, "BNS:64(1)"), fact(0, 2, 41, "BNS:64(1)")}, f;
    snprintf(here[0].io.rank, sizeof here[0].io.rank, "SI");
    snprintf(here[0].io.name, sizeof here[0].io.name, "R Verma");
    snprintf(here[0].io.pno, sizeof here[0].io.pno, "900000001");
    import(here, 2);
    f = here[0];
    snprintf(f.io.name, sizeof f.io.name, "Ram Verma");
    differs(f, ""); /* the same number */
    snprintf(f.io.pno, sizeof f.io.pno, "900000002");
    differs(f, A1 "io [SI Ram Verma] [SI R Verma]\n");
    f.io.pno[0] = '\0';
    differs(f, A1 "io [SI Ram Verma] [SI R Verma]\n");
    snprintf(f.io.name, sizeof f.io.name, "r  VERMA");
    snprintf(f.io.rank, sizeof f.io.rank, "Sub Inspector");
    differs(f, "");
    snprintf(f.io.name, sizeof f.io.name, "आर वर्मा"); /* another script: cannot be told */
    differs(f, "");
    f = here[1];
    snprintf(f.io.name, sizeof f.io.name, "A Khan"); /* CCTNS names nobody */
    differs(f, "31655001/0002/2026 differs io [A Khan] []\n");
}

static void transfers(void **state) {
    (void)state;
    struct case_facts here[3] = {fact(0, 1, 40, "BNS:64(1)"), fact(0, 2, 41, "BNS:64(1)"), fact(0, 3, 42, "BNS:64(1)")}, f;
    here[0].status = here[1].status = STATUS_TRANSFERRED;
    snprintf(here[0].moved_to, sizeof here[0].moved_to, "31655004"); /* of this database: open there */
    snprintf(here[1].moved_to, sizeof here[1].moved_to, "99999");    /* elsewhere */
    import(here, 3);
    for (int i = 0; i < 3; i++)
        differs(here[i], "");
    f = here[0];
    f.moved_to[0] = '\0';
    differs(f, ""); /* sent away, the register does not say where */
    f.status = STATUS_OPEN;
    differs(f, A1 "moved_to [] [31655004]\n"); /* the register has it still */
    f.status = STATUS_CHARGESHEET;
    differs(f, A1 "moved_to [] [31655004]\n" A1 "status [chargesheet] [open]\n");
    f = here[0];
    snprintf(f.moved_to, sizeof f.moved_to, "31655005");
    differs(f, A1 "moved_to [31655005] [31655004]\n");
    f = here[2];
    f.status = STATUS_TRANSFERRED;
    differs(f, "31655001/0003/2026 differs status [transferred] [open]\n");
    snprintf(f.moved_to, sizeof f.moved_to, "99999");
    differs(f, "31655001/0003/2026 differs moved_to [99999] []\n31655001/0003/2026 differs status [transferred] [open]\n");
}

static void only_there_only_here_and_neither(void **state) {
    (void)state;
    struct case_facts here[8];
    for (int i = 0; i < 6; i++)
        here[i] = fact(0, i + 1, 50 - i, "BNS:64(1)");
    here[6] = fact(1, 1, 50, "BNS:64(1)"); /* a station that the register has not */
    here[7] = fact(0, 9, 30, "POCSO:3");   /* probable */
    import(here, 8);
    /* the register: 2 and 4, one that is not here, one that is not tracked; dates from 49 to 44 days ago */
    struct case_facts there[4] = {here[1], here[3], fact(0, 7, 44, "POCSO:4"), fact(0, 8, 46, "BNS:303(2)")};
    reconcile_end(compared(there, 4, everything));
    assert_string_equal(found, "31655001/0007/2026 only-register  [POCSO:4] []\n"
                               "31655001/0003/2026 only-itsso  [] [BNS:64(1)]\n"
                               "31655001/0005/2026 only-itsso  [] [BNS:64(1)]\n"
                               "31655001/0006/2026 only-itsso  [] [BNS:64(1)]\n"); /* 0001 lies before the register's first day */
    assert_int_equal(sum.rows, 4);
    assert_int_equal(sum.same, 2);
    assert_int_equal(sum.only_register, 1);
    assert_int_equal(sum.only_itsso, 3);
    assert_int_equal(sum.not_tracked, 1);
    assert_int_equal(sum.outside + sum.differ + sum.rejected, 0);
    assert_int_equal(sum.stations, 1);
    assert_int_equal(sum.from, TODAY - 49);
    assert_int_equal(sum.to, TODAY - 44);
    /* dates asked for go before the register's own, on both sides */
    struct reconcile_ask ask = {.from = TODAY - 60, .to = TODAY - 47};
    reconcile_end(compared(there, 4, ask));
    assert_string_equal(found, "31655001/0001/2026 only-itsso  [] [BNS:64(1)]\n31655001/0003/2026 only-itsso  [] [BNS:64(1)]\n");
    assert_int_equal(sum.outside, 2);
    /* a probable one is missed until it is settled as none of ours */
    ask = (struct reconcile_ask){.from = TODAY - 30, .to = TODAY};
    struct case_facts last = fact(0, 20, 1, "BNS:303(2)");
    reconcile_end(compared(&last, 1, ask));
    assert_string_equal(found, "31655001/0009/2026 only-itsso  [] [POCSO:3]\n");
    struct entry settle = {.case_id = here[7].id, .kind = ENTRY_SETTLE, .on = CIVIL_NONE, .state = "no"};
    must_add(store, &settle);
    reconcile_end(compared(&last, 1, ask));
    assert_string_equal(found, "");
    /* an empty register covers nothing */
    reconcile_end(compared(NULL, 0, everything));
    assert_string_equal(found, "");
    assert_int_equal(sum.stations, 0);
    assert_int_equal(sum.from, CIVIL_NONE);
    /* the last row of a case counts */
    struct case_facts twice[2] = {here[1], here[1]};
    twice[0].fir_date--;
    reconcile_end(compared(twice, 2, everything));
    assert_null(strstr(found, "differs"));
    assert_int_equal(sum.rows, 1);
}

static void of_one_unit(void **state) {
    (void)state;
    struct error e = {0};
    struct unit unit;
    struct case_facts here[3] = {fact(0, 1, 40, "BNS:64(1)"), fact(1, 1, 40, "BNS:64(1)"), fact(6, 1, 40, "BNS:64(1)")}, there[3];
    import(here, 3);
    for (int i = 0; i < 3; i++) {
        there[i] = here[i];
        there[i].fir_date--;
    }
    assert_true(unit_by_code(store, "A1", &unit, &e));
    struct reconcile_ask ask = {.unit = unit.id, .from = CIVIL_NONE, .to = CIVIL_NONE};
    reconcile_end(compared(there, 3, ask));
    assert_int_equal(sum.differ, 2);
    assert_int_equal(sum.outside, 1);
    assert_string_equal(sum.unit, "A1");
    assert_int_equal(sum.stations, 2);
    ask.unit = 999999;
    assert_null(reconcile_begin(store, &ask, &e));
    assert_int_equal(e.kind, ERROR_UNABLE);
}

static void marks(void **state) {
    (void)state;
    struct case_facts here = fact(0, 1, 40, "BNS:64(1)");
    import(&here, 1);
    struct entry wrong = {.case_id = here.id, .kind = ENTRY_WRONG, .on = CIVIL_NONE, .code = "status", .state = "wrong"};
    must_add(store, &wrong);
    struct entry other = wrong;
    snprintf(other.code, sizeof other.code, "fir-date");
    must_add(store, &other);
    reconcile_end(compared(NULL, 0, everything));
    assert_string_equal(found, "31655001/0001/2026 marked-wrong status [] [open]\n31655001/0001/2026 marked-wrong fir-date [] [2026-10-14]\n");
    assert_int_equal(sum.marked, 2);
    snprintf(other.state, sizeof other.state, "right-again");
    must_add(store, &other);
    struct entry undo = {.case_id = here.id, .kind = ENTRY_UNDO, .on = CIVIL_NONE};
    snprintf(undo.code, sizeof undo.code, "%s", wrong.id);
    must_add(store, &undo);
    reconcile_end(compared(NULL, 0, everything));
    assert_string_equal(found, "");
}

static void kept(void **state) {
    (void)state;
    struct error e = {0};
    struct reconcile_sum again;
    struct case_facts here = fact(0, 1, 40, "BNS:64(1)"), there;
    import(&here, 1);
    assert_false(reconcile_kept(store, 0, &again, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    for (int turn = 0; turn < 2; turn++) { /* the second takes the place of the first */
        there = here;
        there.fir_date -= turn + 1;
        struct reconcile *r = compared(&there, 1, everything);
        char printed[sizeof found];
        snprintf(printed, sizeof printed, "%s", found);
        snprintf(sum.file, sizeof sum.file, "register.csv");
        sum.rejected = 3;
        if (!reconcile_keep(r, &sum, 1000, &e))
            fail_msg("%s", e.text);
        reconcile_end(r);
        if (!reconcile_kept(store, 0, &again, &e))
            fail_msg("%s", e.text);
        found[0] = '\0';
        assert_true(reconcile_kept_rows(store, 0, take_row, NULL, &e));
        assert_string_equal(found, printed);
    }
    assert_string_equal(again.file, "register.csv");
    assert_int_equal(again.rejected, 3);
    assert_int_equal(again.rows, 1);
    assert_int_equal(again.differ, 1);
    assert_int_equal(again.from, TODAY - 42);
    assert_true(*again.at && *again.author);
    /* while another writer has the lock nothing is kept, and what was kept stays */
    struct cache_writer *w = must_begin();
    struct reconcile *r = compared(&here, 1, everything);
    assert_false(reconcile_keep(r, &sum, 0, &e));
    reconcile_end(r);
    cache_rollback(w);
    assert_true(reconcile_kept(store, 0, &again, &e));
    assert_int_equal(again.differ, 1);
}

/* Each unit sees what was compared of itself or below it, never what was compared above or beside it. */
static void kept_of_a_unit(void **state) {
    (void)state;
    static const struct { const char *of; const char *seen_by; } cases[] = {
        {"", "IN"}, {"IN", "IN"}, {"A", "IN,A"}, {"A1", "IN,A,A1"}, {"31655001", "IN,A,A1,31655001"}};
    static const char *const viewers[] = {"IN", "A", "A1", "A2", "B", "31655001", "31655002"};
    struct error e = {0};
    struct reconcile_sum again;
    struct case_facts here = fact(0, 1, 40, "BNS:64(1)"), there = here;
    import(&here, 1);
    there.fir_date -= 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct unit unit = {0}, viewer;
        assert_true(!*cases[i].of || unit_by_code(store, cases[i].of, &unit, &e));
        struct reconcile_ask ask = everything;
        ask.unit = unit.id;
        struct reconcile *r = compared(&there, 1, ask);
        if (!reconcile_keep(r, &sum, 1000, &e))
            fail_msg("%s", e.text);
        reconcile_end(r);
        assert_true(reconcile_kept(store, 0, &again, &e));
        for (size_t k = 0; k < sizeof viewers / sizeof *viewers; k++) {
            char asked[32], list[64];
            snprintf(asked, sizeof asked, ",%s,", viewers[k]);
            snprintf(list, sizeof list, ",%s,", cases[i].seen_by);
            bool sees = strstr(list, asked) != NULL;
            assert_true(unit_by_code(store, viewers[k], &viewer, &e));
            found[0] = '\0';
            if (reconcile_kept(store, viewer.id, &again, &e) != sees || !reconcile_kept_rows(store, viewer.id, take_row, NULL, &e) ||
                (found[0] != '\0') != sees)
                fail_msg("compared of '%s', seen by %s: %s%s", cases[i].of, viewers[k], found, e.text);
        }
    }
}

/* Random facts, imported: the same register again has no difference, and a reader without the right to write finds the same. */
static void what_was_imported_is_the_same(void **state) {
    (void)state;
    enum { N = 600 };
    static struct case_facts facts[N];
    static struct section_list sections[N];
    random_state = 77;
    for (int i = 0; i < N; i++) {
        int y;
        civil_day on = TODAY - any(700);
        civil_to_ymd(on, &y, NULL, NULL);
        facts[i] = random_facts(case_id_make(STATION_NO(any(STATIONS)), y, i + 1), on, &sections[i]);
    }
    import(facts, N);
    reconcile_end(compared(facts, N, everything));
    assert_string_equal(found, "");
    assert_true(sum.same > N / 2);
    assert_int_equal(sum.same + sum.not_tracked, N);
    store_close(store);
    store = must_open(STORE_READ);
    reconcile_end(compared(facts, N - 100, everything));
    assert_int_equal(sum.differ + sum.only_register, 0);
    assert_true(sum.only_itsso > 0 && sum.only_itsso <= 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(each_field),
        TEST(the_officer_by_number_or_loosely_by_name),
        TEST(transfers),
        TEST(only_there_only_here_and_neither),
        TEST(of_one_unit),
        TEST(marks),
        TEST(kept),
        TEST(kept_of_a_unit),
        TEST(what_was_imported_is_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
