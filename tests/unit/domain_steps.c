/* The shipped tables of steps and reasons as they stand in db/data: their codes (a contract), labels that fit a cell of
 * 30 columns, the clocks; and what the readers refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/domain/labels.h"
#include "src/domain/offence.h"
#include "src/domain/steps.h"

static char *slurp(const char *path, size_t *n) {
    static char buffer[65536];
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s is missing", path);
    *n = fread(buffer, 1, sizeof buffer, f);
    fclose(f);
    assert_true(*n > 0 && *n < sizeof buffer);
    return buffer;
}

static void read_shipped(struct step_table *table) {
    struct error e = {0};
    size_t n;
    const char *text = slurp("db/data/steps.tsv", &n);
    if (!steps_read(table, "steps.tsv", text, n, &e))
        fail_msg("%s", e.text);
}

static void the_codes_of_the_steps(void **state) {
    (void)state;
    static const char *const codes[] = {"cwc",         "doctor",      "medical-report", "statement",     "age-proof",
                                        "site-plan",   "arrest",      "exhibits-sent",  "fsl-report",    "draft-to-co",
                                        "co-approval", "prosecution", "final-report",   "informant-told"};
    struct step_table table;
    read_shipped(&table);
    assert_int_equal(table.n, sizeof codes / sizeof codes[0]);
    for (int i = 0; i < table.n; i++) {
        assert_string_equal(table.at[i].code, codes[i]);
        assert_in_range(strlen(table.at[i].label), 1, 30);
        assert_in_range(strlen(table.at[i].label_old), 0, 30);
        assert_ptr_equal(steps_find(&table, codes[i]), &table.at[i]);
    }
    assert_null(steps_find(&table, "nothing"));
    assert_null(steps_find(&table, ""));
}

static civil_day due_of(const char *code, civil_day fir, civil_day exam) {
    struct step_table table;
    read_shipped(&table);
    const struct step_rule *step = steps_find(&table, code);
    assert_non_null(step);
    return step_due(step, fir, fir + 60, exam);
}

static void the_clocks(void **state) {
    (void)state;
    civil_day now = civil_from_ymd(2024, 7, 1), old = civil_from_ymd(2024, 6, 30);
    assert_int_equal(due_of("cwc", old, CIVIL_NONE), old + 1);
    assert_int_equal(due_of("doctor", old, CIVIL_NONE), old + 1);
    assert_int_equal(due_of("statement", now, CIVIL_NONE), now + 1);
    assert_int_equal(due_of("medical-report", now, CIVIL_NONE), CIVIL_NONE); /* the examination is not known */
    assert_int_equal(due_of("medical-report", now, now + 2), now + 9);
    assert_int_equal(due_of("medical-report", old, old + 2), CIVIL_NONE); /* BNSS holds from 01-07-2024 */
    assert_int_equal(due_of("final-report", old, CIVIL_NONE), old + 60);
    assert_int_equal(due_of("informant-told", now, CIVIL_NONE), now + 90);
    assert_int_equal(due_of("informant-told", old, CIVIL_NONE), CIVIL_NONE);
    static const char *const free_of_clock[] = {"age-proof",  "site-plan",   "arrest",      "exhibits-sent",
                                                "fsl-report", "draft-to-co", "co-approval", "prosecution"};
    for (size_t i = 0; i < sizeof free_of_clock / sizeof free_of_clock[0]; i++)
        assert_int_equal(due_of(free_of_clock[i], now, now), CIVIL_NONE);
    assert_int_equal(due_of("cwc", CIVIL_NONE, CIVIL_NONE), CIVIL_NONE);
}

static void for_whom_a_step_stands(void **state) {
    (void)state;
    struct step_table table;
    read_shipped(&table);
    for (int i = 0; i < table.n; i++) {
        bool child_only = strcmp(table.at[i].code, "cwc") == 0 || strcmp(table.at[i].code, "age-proof") == 0;
        assert_int_equal(table.at[i].categories, child_only ? CATEGORY_POCSO : CATEGORY_376 | CATEGORY_POCSO);
        assert_int_equal(table.at[i].label_old[0] != '\0', strcmp(table.at[i].code, "statement") == 0);
    }
}

static void names_of_the_states(void **state) {
    (void)state;
    static const char *const names[] = {"done", "waiting", "na", "no-consent"};
    enum step_state got;
    for (int i = 0; i < 4; i++) {
        assert_string_equal(step_state_name((enum step_state)(i + 1)), names[i]);
        assert_true(step_state_parse(names[i], &got));
        assert_int_equal(got, i + 1);
    }
    assert_string_equal(step_state_name(STEP_NONE), "");
    assert_false(step_state_parse("", &got));
    assert_false(step_state_parse("Done", &got));
    assert_false(step_state_parse(NULL, &got));
}

static void the_codes_of_the_reasons(void **state) {
    (void)state;
    static const char *const codes[] = {"fsl",          "medical",        "age",          "statement", "not-recovered",
                                        "absconding",   "co-scrutiny",    "prosecution",  "stay",      "io-transferred",
                                        "not-in-cctns", "sections-added", "not-received", "other"};
    struct reason_table table;
    struct error e = {0};
    size_t n;
    const char *text = slurp("db/data/reasons.tsv", &n);
    assert_true(reasons_read(&table, "reasons.tsv", text, n, &e));
    assert_int_equal(table.n, sizeof codes / sizeof codes[0]);
    for (int i = 0; i < table.n; i++) {
        assert_string_equal(table.at[i].code, codes[i]);
        assert_in_range(strlen(table.at[i].label), 1, 30);
        assert_ptr_equal(reasons_find(&table, codes[i]), &table.at[i]);
    }
    assert_null(reasons_find(&table, "fs"));
}

static void assert_marked(const char *label) {
    for (int i = 0; table_labels[i]; i++)
        if (strcmp(table_labels[i], label) == 0)
            return;
    fail_msg("\"%s\" is not in src/domain/labels.c: it would stay untranslated", label);
}

static void every_label_is_marked_for_translation(void **state) {
    (void)state;
    struct step_table steps;
    struct reason_table reasons;
    struct error e = {0};
    size_t n;
    read_shipped(&steps);
    for (int i = 0; i < steps.n; i++) {
        assert_marked(steps.at[i].label);
        if (steps.at[i].label_old[0])
            assert_marked(steps.at[i].label_old);
    }
    const char *text = slurp("db/data/reasons.tsv", &n);
    assert_true(reasons_read(&reasons, "reasons.tsv", text, n, &e));
    for (int i = 0; i < reasons.n; i++)
        assert_marked(reasons.at[i].label);
}

static void step_refused(const char *text, const char *word) {
    struct step_table table = {.n = 7};
    struct error e = {0};
    if (steps_read(&table, "t.tsv", text, strlen(text), &e))
        fail_msg("taken: %s", text);
    assert_int_equal(e.kind, ERROR_USAGE);
    assert_int_equal(table.n, 7); /* a failure leaves the table as it was */
    if (!strstr(e.text, word) || !strstr(e.text, "t.tsv"))
        fail_msg("\"%s\" does not say %s", e.text, word);
}

static void what_the_readers_refuse(void **state) {
    (void)state;
    step_refused("a\tA\t-\t376\t-\t-", "line 1");
    step_refused("# x\n\na\tA\t-\t376\t-\t-\tb\tc", "line 3");
    step_refused("A\tA\t-\t376\t-\t-\tb", "code");
    step_refused("\tA\t-\t376\t-\t-\tb", "code");
    step_refused("a\t-\t-\t376\t-\t-\tb", "label");
    step_refused("a\tA\t-\t377\t-\t-\tb", "categories");
    step_refused("a\tA\t-\t376\t48h\t-\tb", "due");
    step_refused("a\tA\t-\t376\t-\t2024-13-01\tb", "from");
    step_refused("a\tA\t-\t376\t-\t-\tb\na\tA\t-\t376\t-\t-\tb", "line 2");
    char many[8192] = "";
    for (int i = 0; i <= STEPS_MAX; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "s%d\tA\t-\t376\t-\t-\tb\n", i);
    step_refused(many, "more steps");

    struct reason_table table = {.n = 3};
    struct error e = {0};
    static const char *const bad[] = {"a", "a\tb\tc", "A\tb", "a\t-", "a\tb\na\tc"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(reasons_read(&table, "r.tsv", bad[i], strlen(bad[i]), &e));
        assert_non_null(strstr(e.text, "r.tsv"));
        assert_int_equal(table.n, 3);
    }
    assert_true(reasons_read(&table, "r.tsv", "a\tb\r\nc\td", 8, &e)); /* line ends of Windows, none at the end */
    assert_int_equal(table.n, 2);
    assert_string_equal(table.at[0].label, "b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_codes_of_the_steps),   cmocka_unit_test(the_clocks),
        cmocka_unit_test(for_whom_a_step_stands),   cmocka_unit_test(names_of_the_states),
        cmocka_unit_test(the_codes_of_the_reasons), cmocka_unit_test(every_label_is_marked_for_translation),
        cmocka_unit_test(what_the_readers_refuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
