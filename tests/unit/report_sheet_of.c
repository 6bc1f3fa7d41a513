/* The sheets of what the screens show: the list has the cases of the filter in its order, each once, grouped by IO
 * where the list is; a long one ends with how it goes on; the case's sheet has its facts, steps and reason, and neither
 * a remark nor a clause by letter. And the order of the orderly-room sheet. */
#include "tests/unit/db_cases.h"
#include "tests/unit/db_entries.h"

#include "src/i18n.h"
#include "src/report/sheet_of.h"
#include "src/text.h"

#define LONG (SHEET_CASES_MAX + 5)

static struct report_ask ask;
static char page[4 << 20];

static int begin_ask(void **state) {
    language_init();
    if (begin(state) != 0)
        return -1;
    rules_begin();
    ask = (struct report_ask){
        .store = store, .rules = rules, .lists = ~0u, .clock = {.today = TODAY}, .from = CIVIL_NONE, .to = CIVIL_NONE};
    return 0;
}

/* n open cases, one a day back from today; the IO of every third one is another. */
static void put_cases(int n, const char *sections) {
    struct cache_writer *w = must_begin();
    struct case_put *put = must_put(w, "import", false);
    for (int i = 0; i < n; i++) {
        struct section_list list;
        struct case_facts f = no_facts(case_id_make(STATION_NO(0), 2026, i + 1), TODAY - i % 90);
        sections_from_text(sections, &list);
        f.sections = &list;
        snprintf(f.io.name, sizeof f.io.name, "%s", i % 3 ? "R Verma" : "A Khan");
        snprintf(f.io.rank, sizeof f.io.rank, "SI");
        must_put_case(put, &f);
    }
    must_put_end(put);
    must_commit(w);
    reopen();
    ask.store = store;
}

static const char *text_of(struct sheet *sheet) {
    struct error e = {0};
    FILE *out = fmemopen(page, sizeof page, "w");
    assert_non_null(out);
    if (!sheet_render_text(sheet, out, 132, &e))
        fail_msg("%s", e.text);
    fclose(out);
    return page;
}

static struct case_filter open_cases(void) {
    return (struct case_filter){.lists = ~0u, .which = FILTER_OPEN, .band = BAND_ANY, .due_within = -1};
}

/* pending-by-io: officers by name, each one's cases the oldest first; with more cases than a screen takes it is refused, not cut. */
static void by_io(void **state) {
    (void)state;
    struct error e = {0};
    struct report_made made;
    put_cases(60, "IPC:376");
    ask.cases_most = 60;
    assert_true(report_make(report_find("pending-by-io"), &ask, &made, &e));
    const struct sheet_block *block = &made.sheet->block[1];
    assert_string_equal(block->code, "cases");
    assert_int_equal(block->rows, 62);
    const char *last = NULL;
    int groups = 0;
    for (int i = 0; i < block->rows; i++) {
        const struct sheet_row *row = &block->row[i];
        if (row->kind == SHEET_GROUP) {
            assert_memory_equal(row->cell[0], groups++ == 0 ? "SI A Khan: 20 pending" : "SI R Verma: 40 pending", 20);
            last = NULL;
            continue;
        }
        if (last)
            assert_true(strcmp(last, row->code[1]) > 0); /* the higher number is the older case here */
        last = row->code[1];
        assert_string_equal(row->cell[2], "IPC 376");
    }
    assert_int_equal(groups, 2);
    report_made_free(&made);
    ask.cases_most = 59;
    assert_false(report_make(report_find("pending-by-io"), &ask, &made, &e));
    assert_int_equal(e.kind, ERROR_USAGE);
    assert_non_null(strstr(e.text, "more than 59 open cases"));
    ask.cases_most = 0;
}

static void the_list(void **state) {
    (void)state;
    struct error e = {0};
    struct case_filter filter = open_cases();
    struct case_sort sort = {.by = BY_LEFT};
    put_cases(70, "IPC:376(2)(n) POCSO:6");
    struct sheet *sheet =
        sheet_of_cases(&ask, &filter, &sort, true, "cases", "List of cases", "open, by days left", &e);
    assert_non_null(sheet);
    assert_int_equal(sheet->blocks, 1);
    assert_int_equal(sheet->block[0].rows, 70);
    assert_string_equal(sheet->block[0].row[0].cell[1], "0070/26"); /* the oldest first */
    assert_string_equal(sheet->block[0].row[0].code[1], "31655001/0070/2026");
    assert_string_equal(sheet->block[0].row[69].cell[1], "0001/26");
    const char *text = text_of(sheet);
    assert_non_null(strstr(text, "open, by days left, as on 23/11/2026"));
    assert_non_null(strstr(text, "376 POCSO"));
    assert_non_null(strstr(text, "70 cases"));
    assert_null(strstr(text, "(n)"));
    sheet_free(sheet);
    filter.band = BAND_OVER_60;
    sheet = sheet_of_cases(&ask, &filter, &sort, false, "cases", "List of cases", "", &e);
    assert_int_equal(sheet->block[0].rows, 9); /* days 61 to 69 */
    assert_string_equal(sheet->block[0].column[1].code, "station");
    sheet_free(sheet);
}

static void grouped(void **state) {
    (void)state;
    struct error e = {0};
    struct case_filter filter = open_cases();
    struct case_sort sort = {.by = BY_LEFT, .group_by_io = true};
    put_cases(30, "IPC:376");
    struct sheet *sheet = sheet_of_cases(&ask, &filter, &sort, true, "cases", "List of cases", "", &e);
    int groups = 0, rows = 0;
    for (int i = 0; i < sheet->block[0].rows; i++)
        sheet->block[0].row[i].kind == SHEET_GROUP ? groups++ : rows++;
    assert_int_equal(groups, 2);
    assert_int_equal(rows, 30);
    assert_string_equal(sheet->block[0].row[0].cell[0], "SI A Khan");
    assert_int_equal(sheet->block[0].row[11].kind, SHEET_GROUP);
    sheet_free(sheet);
}

static void a_long_list(void **state) {
    (void)state;
    struct error e = {0};
    char said[128];
    struct case_filter filter = open_cases();
    struct case_sort sort = {.by = BY_LEFT};
    put_cases(LONG, "IPC:376");
    struct sheet *sheet = sheet_of_cases(&ask, &filter, &sort, true, "cases", "List of cases", "", &e);
    assert_int_equal(sheet->block[0].rows, SHEET_CASES_MAX);
    text_format(said, sizeof said, "the first %d are here", SHEET_CASES_MAX);
    assert_non_null(strstr(text_of(sheet), said));
    sheet_free(sheet);
    filter.search[0] = 'q';
    sheet = sheet_of_cases(&ask, &filter, &sort, true, "cases", "List of cases", "", &e);
    assert_int_equal(sheet->block[0].rows, 0);
    assert_non_null(strstr(text_of(sheet), "None."));
    sheet_free(sheet);
}

static void one_case(void **state) {
    (void)state;
    struct error e = {0};
    struct case_view view;
    struct case_basis basis = {.store = store, .rules = rules, .lists = ~0u, .clock = {.today = TODAY}};
    put_cases(65, "BNS:64(2)(m) POCSO:5(l)");
    basis.store = store;
    case_id id = case_id_make(STATION_NO(0), 2026, 61);
    struct entry note = entry_of(ENTRY_NOTE, 0, "", ""), reason = entry_of(ENTRY_REASON, 0, "fsl", "");
    note.case_id = reason.case_id = id;
    text_format(note.text, sizeof note.text, "a remark of the moharrir");
    must_add(store, &note);
    must_add(store, &reason);
    assert_true(case_view_read(&basis, id, &view, &e));
    struct sheet *sheet = sheet_of_case(&ask, &view, &e);
    case_view_free(&view);
    assert_non_null(sheet);
    assert_string_equal(sheet->about, "0061/26");
    const char *text = text_of(sheet);
    assert_non_null(strstr(text, "FIR no. 0061/26"));
    assert_non_null(strstr(text, "BNS 64(2); POCSO 5\n"));
    assert_non_null(strstr(text, "day 60, due today"));
    assert_non_null(strstr(text, "FSL report"));
    assert_non_null(strstr(text, "SI A Khan"));
    assert_non_null(strstr(text, "CWC and court told"));
    assert_non_null(strstr(text, "Officer's directions"));
    assert_non_null(strstr(text, "Confidential"));
    assert_null(strstr(text, "moharrir"));
    assert_null(strstr(text, "(m)"));
    assert_null(strstr(text, "(l)"));
    sheet_free(sheet);
}

#define HELD(test) cmocka_unit_test_setup_teardown(test, begin_ask, end)
int main(void) {
    const struct CMUnitTest tests[] = {HELD(by_io), HELD(the_list), HELD(grouped), HELD(a_long_list), HELD(one_case)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
