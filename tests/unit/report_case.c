/* One case read whole and said in words: the limit and its dates, steps and how they stand, entries as sentences for
 * print and for the screen, what changed in CCTNS, a bounded history; a case that is not there. */
#include "tests/unit/db_entries.h"

#include "src/report/case_words.h"
#include "src/report/report.h"

#define CASE 60 /* FIR 60 days ago */

static struct rule_set *rules;
static struct case_view view;
static char said[4096];

static int begin_case(void **state) {
    size_t n;
    const char *text = shipped_offence_rules(&n);
    struct error e = {0};
    if (begin(state) != 0)
        return -1;
    make_cases(CASE + 5);
    return rules_read(&rules, "rules", text, n, &e) ? 0 : -1;
}

static int end_case(void **state) {
    case_view_free(&view);
    rules_free(rules);
    rules = NULL;
    return end(state);
}

static void read_view(int serial, int history_max) {
    struct error e = {0};
    struct case_basis basis = {
        .store = store, .rules = rules, .lists = ~0u, .clock = {.today = TODAY}, .history_max = history_max};
    case_view_free(&view);
    if (!case_view_read(&basis, case_no(serial), &view, &e))
        fail_msg("%s", e.text);
}

static const char *entry_said(const struct entry *entry, enum words_for where) {
    return entry_sentence(store, entry, view.facts.fir_date, where, said, sizeof said);
}

static void the_limit(void **state) {
    (void)state;
    read_view(CASE, 0);
    assert_int_equal(view.day, 60);
    assert_int_equal(view.day60, TODAY);
    assert_int_equal(view.two_months, CIVIL_NONE); /* hits of the 2019 letter alone */
    assert_int_equal(view.due, TODAY);
    assert_true(view.by_day60);
    assert_int_equal(view.next_alert, 0);
    assert_int_equal(view.next_alert_on, CIVIL_NONE);
    assert_int_equal(view.until, TODAY);
    assert_string_equal(case_standing(&view, said, sizeof said), "day 60, due today");
    read_view(CASE + 4, 0);
    assert_string_equal(case_standing(&view, said, sizeof said), "day 64, 4 over");
    read_view(31, 0);
    assert_string_equal(case_standing(&view, said, sizeof said), "day 31, 29 left");
    assert_int_equal(view.next_alert, 40);
    assert_int_equal(view.next_alert_on, TODAY + 9);
}

static void a_case_that_is_not_there(void **state) {
    (void)state;
    struct error e = {.kind = ERROR_UNABLE};
    struct case_basis basis = {.store = store, .rules = rules, .lists = ~0u, .clock = {.today = TODAY}};
    assert_false(case_view_read(&basis, case_no(CASE + 6), &view, &e));
    assert_int_equal(e.kind, ERROR_NONE);
    assert_null(view.entry);
    assert_null(view.event);
}

static void entries_as_sentences(void **state) {
    (void)state;
    struct entry told = entry_of(ENTRY_TOLD, CASE, "60", "");
    told.on = TODAY;
    snprintf(told.whom, sizeof told.whom, "co");
    snprintf(told.how, sizeof told.how, "phone");
    struct entry wrong = entry_of(ENTRY_WRONG, CASE, "io", "wrong");
    struct entry unknown = entry_of(ENTRY_WRONG, CASE, "beat", "right-again");
    struct entry note = note_of(CASE, "reminder sent");
    struct entry step = entry_of(ENTRY_STEP, CASE, "statement", "waiting");
    step.on = TODAY - 3;
    read_view(CASE, 0);
    assert_string_equal(entry_said(&told, FOR_PRINT), "day 60: CO told by phone 23/11/2026");
    assert_string_equal(entry_said(&told, FOR_SCREEN), "day 60: CO told by phone 23/11");
    assert_string_equal(entry_said(&wrong, FOR_PRINT), "wrong in CCTNS: IO");
    assert_string_equal(entry_said(&wrong, FOR_SCREEN), "wrong in CCTNS: IO");
    assert_string_equal(entry_said(&unknown, FOR_PRINT), "right again in CCTNS: beat");
    assert_string_equal(entry_said(&note, FOR_PRINT), "a remark"); /* its text stays off print */
    assert_string_equal(entry_said(&note, FOR_SCREEN), "remark: reminder sent");
    assert_string_equal(entry_said(&step, FOR_PRINT), "statement u/s 183 BNSS: waits since 20/11/2026");
    view.facts.fir_date = civil_from_ymd(2024, 6, 30);
    assert_string_equal(entry_said(&step, FOR_PRINT), "statement u/s 164 CrPC: waits since 20/11/2026");
}

static void the_alert(void **state) {
    (void)state;
    const struct entry *by;
    read_view(30, 0);
    assert_int_equal(told_sentence(&view, FOR_PRINT, &by, said, sizeof said), TOLD_NOTHING);
    read_view(CASE, 0);
    assert_int_equal(told_sentence(&view, FOR_PRINT, &by, said, sizeof said), TOLD_NOBODY);
    assert_string_equal(said, "day 60 crossed, nobody told yet");
    assert_null(by);
    struct entry told = entry_of(ENTRY_TOLD, CASE, "60", "");
    told.on = TODAY;
    must_add(store, &told);
    read_view(CASE, 0);
    assert_int_equal(told_sentence(&view, FOR_SCREEN, &by, said, sizeof said), TOLD_SOMEBODY);
    assert_string_equal(said, "day 60: IO told in person 23/11");
    assert_non_null(by);
    assert_string_equal(by->id, told.id);
    struct entry undo = entry_of(ENTRY_UNDO, CASE, told.id, "");
    must_add(store, &undo);
    read_view(CASE, 0);
    assert_null(case_view_last(&view, ENTRY_TOLD));
    assert_int_equal(told_sentence(&view, FOR_PRINT, &by, said, sizeof said), TOLD_NOBODY);
}

static void add_step(const char *code, const char *state, civil_day on) {
    struct entry entry = entry_of(ENTRY_STEP, CASE, code, state);
    entry.on = on;
    must_add(store, &entry);
}

static const struct case_step *step_of(const char *code) {
    for (int i = 0; i < view.steps; i++)
        if (strcmp(view.step[i].rule->code, code) == 0)
            return &view.step[i];
    return NULL;
}

static void stands(const char *code, enum step_standing standing, const char *text, const char *verdict) {
    struct step_words words;
    assert_non_null(step_of(code));
    step_words(step_of(code), true, TODAY, &words);
    assert_int_equal(words.standing, standing);
    assert_string_equal(words.text, text);
    assert_string_equal(words.verdict, verdict);
}

static void steps_and_how_they_stand(void **state) {
    (void)state;
    read_view(CASE, 0);
    stands("doctor", STEP_STANDS_MISSED, "not entered, 59 days past", "");
    stands("medical-report", STEP_STANDS_EMPTY, "", ""); /* its clock begins with the examination */
    assert_null(step_of("cwc"));                         /* POCSO's, and this is none */
    add_step("statement", "done", TODAY - 57);
    add_step("doctor", "done", TODAY - 59);
    add_step("medical-report", "done", TODAY - 51);
    add_step("fsl-report", "waiting", TODAY - 30);
    add_step("arrest", "na", CIVIL_NONE);
    add_step("site-plan", "done", TODAY - 58);
    add_step("cwc", "done", TODAY - 60);
    read_view(CASE, 0);
    stands("doctor", STEP_STANDS_IN_TIME, "25/09/2026", "in time");
    stands("statement", STEP_STANDS_LATE, "27/09/2026", "2 days late");
    stands("medical-report", STEP_STANDS_LATE, "03/10/2026", "1 day late");
    stands("fsl-report", STEP_STANDS_WAITING, "waits since 24/10/2026", "");
    stands("arrest", STEP_STANDS_NOT_NEEDED, "does not apply", "");
    stands("site-plan", STEP_STANDS_DONE, "26/09/2026", "");
    assert_non_null(step_of("cwc")); /* entered all the same */
    assert_int_equal(view.entered, 7);
    assert_string_equal(view.entered_step[0].code, "statement"); /* in the order of the entries */
}

static void what_changed(void **state) {
    (void)state;
    struct case_event status = {.on = TODAY, .kind = "status", .was = "open", .now = "chargesheet"};
    struct case_event officer = {.on = TODAY, .kind = "officer", .was = "", .now = "SI A Khan"};
    struct case_event added = {.on = TODAY, .kind = "section-added", .now = "BNS:64(1)"};
    struct case_event dropped = {.on = TODAY, .kind = "section-dropped", .was = "BNS:87"};
    assert_string_equal(event_sentence(&status, FOR_PRINT, said, sizeof said),
                        "status: under investigation > charge-sheeted");
    assert_string_equal(event_sentence(&officer, FOR_PRINT, said, sizeof said), "IO: - > SI A Khan");
    assert_string_equal(event_sentence(&officer, FOR_SCREEN, said, sizeof said), "IO: – → SI A Khan");
    assert_string_equal(event_sentence(&added, FOR_SCREEN, said, sizeof said), "sections added: BNS 64(1)");
    assert_string_equal(event_sentence(&dropped, FOR_PRINT, said, sizeof said), "sections dropped: BNS 87");
}

static void a_bounded_history_keeps_the_latest(void **state) {
    (void)state;
    for (int i = 0; i < 9; i++) {
        char text[32];
        snprintf(text, sizeof text, "reminder sent %d", i);
        struct entry note = note_of(CASE, text);
        must_add(store, &note);
    }
    read_view(CASE, 4);
    assert_int_equal(view.entries, 4);
    assert_string_equal(view.entry[0].text, "reminder sent 5");
    assert_string_equal(view.entry[3].text, "reminder sent 8");
    read_view(CASE, 0);
    assert_int_equal(view.entries, 9);
    assert_false(view.gateway); /* no server is known: nothing is said of sending */
    assert_int_equal(view.unsent, 0);
    assert_string_equal(entry_sent(&view, &view.entry[0]), "");
    view.gateway = true;
    assert_string_equal(entry_sent(&view, &view.entry[0]), " not yet sent");
}

/* How many rows annexure-3 has of alerts that were told. */
static int told_rows(void) {
    struct report_made made = {0};
    struct error e = {0};
    int n = 0;
    const struct report_ask ask = {.store = store, .rules = rules, .lists = ~0u, .clock = {.today = TODAY}, .from = TODAY - 60, .to = TODAY};
    if (!report_make(report_find("annexure-3"), &ask, &made, &e))
        fail_msg("%s", e.text);
    for (int b = 0; b < made.sheet->blocks; b++)
        if (strcmp(made.sheet->block[b].code, "untold") != 0)
            n += made.sheet->block[b].rows;
    report_made_free(&made);
    return n;
}

/* "Not tracked" is said of a case whose sections leave it open. Where they do not (any more), the word counts nowhere: a station could
 * otherwise take its cases out of what is sent up. */
static void a_sure_case_is_not_settled_away(void **state) {
    struct error e = {0};
    struct entry told = entry_of(ENTRY_TOLD, CASE, "50", ""), settle = entry_of(ENTRY_SETTLE, CASE, "", "no");
    (void)state;
    told.on = TODAY;
    assert_true(entry_add(store, &told, -1, TODAY, &e));
    assert_int_equal(told_rows(), 1);
    assert_true(entry_add(store, &settle, -1, TODAY, &e));
    read_view(CASE, 0);
    assert_false(view.facts.probable);
    assert_int_equal(told_rows(), 1);
    assert_false(case_settled_away(&view.facts));
    view.facts.probable = true;
    assert_true(case_settled_away(&view.facts));
}

/* Each basis of a shipped rule that is said in words is said in Hindi too; numbers of sections and a user's own rules stay as they are. */
static void rules_are_said_in_hindi(void **state) {
    (void)state;
    static char catalogue[2000000];
    char out[256], basis[128], msgid[160];
    size_t n;
    FILE *file = fopen("po/hi.po", "r");
    assert_non_null(file);
    catalogue[fread(catalogue, 1, sizeof catalogue - 1, file)] = '\0';
    fclose(file);
    const char *text = shipped_offence_rules(&n), *end = text + n;
    int rows = 0;
    for (const char *line = text; line < end; line += strcspn(line, "\n") + 1) {
        int length = (int)strcspn(line, "\n");
        const char *tab = memrchr(line, '\t', (size_t)length);
        if (*line == '#' || tab == NULL || strncmp(line, "act\t", 4) == 0)
            continue;
        snprintf(basis, sizeof basis, "%.*s", (int)(line + length - tab - 1), tab + 1);
        rows++;
        if (strcmp(basis, "BNSS 193(2)") == 0 || strcmp(basis, "CrPC 173(1A)") == 0)
            continue;
        snprintf(msgid, sizeof msgid, "\nmsgid \"%s\"\n", basis);
        if (strstr(catalogue, msgid) == NULL)
            fail_msg("no Hindi for the basis \"%s\"", basis);
    }
    assert_true(rows > 20);
    assert_string_equal(rule_sentence("POCSO 4 (itsso): letter of 2019", out, sizeof out), "POCSO 4 (itsso): letter of 2019");
    assert_string_equal(rule_sentence("BNS 75 (own): order 7", out, sizeof out), "BNS 75 (own): order 7");
    assert_string_equal(rule_sentence("", out, sizeof out), "-");
}

int main(void) {
#define WITH_CASES(test) cmocka_unit_test_setup_teardown(test, begin_case, end_case)
    const struct CMUnitTest tests[] = {
        WITH_CASES(the_limit),
        WITH_CASES(a_sure_case_is_not_settled_away),
        WITH_CASES(a_case_that_is_not_there),
        WITH_CASES(entries_as_sentences),
        WITH_CASES(the_alert),
        WITH_CASES(steps_and_how_they_stand),
        WITH_CASES(what_changed),
        WITH_CASES(a_bounded_history_keeps_the_latest),
        cmocka_unit_test(rules_are_said_in_hindi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
