/* Directions and answers: who may enter, take back and answer them, what is refused, when one stands unanswered (now, on a past day, by
 * unit, when it came from elsewhere and came back), the filter and the mark of the list, the count of the dashboard. */
#include "tests/unit/db_entries.h"

#include "db/direction.h"

static struct entry direction_of(int serial, const char *source, const char *text) {
    struct entry entry = entry_of(ENTRY_DIRECTION, serial, source, "");
    entry.next_on = CIVIL_NONE;
    snprintf(entry.text, sizeof entry.text, "%s", text);
    return entry;
}

static struct entry answer_of(const char *direction, const char *text) {
    struct entry entry = entry_of(ENTRY_ANSWER, 0, direction, "");
    snprintf(entry.text, sizeof entry.text, "%s", text);
    return entry;
}

static struct list_clock clock_of(civil_day today) {
    return (struct list_clock){.today = today, .limit = {0, DEADLINE_EARLIER}, .now = TODAY};
}

static int64_t unanswered(civil_day today) {
    struct error e = {0};
    struct list_clock clock = clock_of(today);
    struct dashboard board;
    int64_t n = directions_unanswered(store, 0, 0, &clock, &e);
    if (!dashboard_read(store, 0, 0, &clock, &board, &e))
        fail_msg("%s", e.text);
    assert_int_equal(board.directions, n);
    return n;
}

/* Serials of the cases of the filter, and of those marked in the list of all, as "1 3 "; both must be the same. */
static const char *listed(civil_day today) {
    static char by_filter[200], by_mark[200];
    for (int k = 0; k < 2; k++) {
        char *out = k ? by_mark : by_filter;
        struct case_filter filter = {.which = FILTER_ALL, .band = BAND_ANY, .due_within = -1, .directions = k == 0};
        struct case_sort sort = {.by = BY_CASE};
        struct list_clock clock = clock_of(today);
        struct case_row rows[CASES + 1];
        struct list_key keys[CASES + 1];
        struct error e = {0};
        struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
        if (!list)
            fail_msg("%s", e.text);
        int n = case_list_page(list, FROM_FIRST, NULL, CASES + 1, rows, keys, &e);
        assert_true(n >= 0);
        case_list_close(list);
        out[0] = '\0';
        for (int i = 0; i < n; i++)
            if (rows[i].directions > 0)
                snprintf(out + strlen(out), 200 - strlen(out), "%d ", (int)(rows[i].id & 0xfffff));
    }
    assert_string_equal(by_filter, by_mark);
    return by_filter;
}

static void a_station_answers_and_gives_none(void **state) {
    (void)state;
    struct error e = {0};
    refused(direction_of(1, "high-court", "file the final report"), "supervisor");
    store_set_officer(store, true);
    struct entry given = direction_of(1, "high-court", "file the final report");
    snprintf(given.ref, sizeof given.ref, " A-12/\x01""2026 ");
    given.on = TODAY - 3;
    given.next_on = TODAY + 4;
    must_add(store, &given);
    assert_string_equal(given.ref, "A-12/2026");
    struct entry found;
    assert_true(entry_by_id(store, given.id, &found, &e));
    assert_int_equal(found.next_on, TODAY + 4);
    assert_int_equal(found.on, TODAY - 3);
    assert_string_equal(found.ref, "A-12/2026");
    assert_string_equal(found.code, "high-court");
    store_set_officer(store, false);
    struct entry undo = entry_of(ENTRY_UNDO, 0, given.id, "");
    refused(undo, "supervisor who gave it");
    assert_false(entry_last_undoable(store, 0, &found, &e));
    struct entry answer = answer_of(given.id, "report filed in court");
    must_add(store, &answer);
    assert_int_equal(answer.case_id, case_no(1));
    assert_int_equal(answer.on, TODAY);
    assert_true(entry_last_undoable(store, 0, &found, &e));
    assert_string_equal(found.id, answer.id);
    store_set_officer(store, true);
    must_add(store, &undo); /* answered or not: it was given by mistake */
    assert_int_equal(unanswered(TODAY), 0);
}

static void refuses_what_is_not_right(void **state) {
    (void)state;
    store_set_officer(store, true);
    refused(direction_of(1, "neighbour", "do it"), "neighbour");
    refused(direction_of(1, "", "do it"), "no source");
    refused(direction_of(1, "co", " \n"), "empty");
    refused(direction_of(CASES + 1, "co", "do it"), "31655001/0011/2026");
    struct entry given = direction_of(5, "co", "do it");
    given.on = TODAY + 1;
    refused(given, "future");
    given.on = TODAY;
    given.next_on = TODAY - 1;
    refused(given, "before the date of the letter");
    given.next_on = TODAY;
    memset(given.ref, 'x', sizeof given.ref);
    refused(given, "95");
    given.ref[0] = '\0';
    must_add(store, &given);
    refused(answer_of(given.id, ""), "what was done");
    refused(answer_of("01234567", "done"), "no direction");
    struct entry note = note_of(5, "reminder sent");
    must_add(store, &note);
    refused(answer_of(note.id, "done"), "no direction");
    struct entry answer = answer_of(given.id, "done"), early = answer;
    early.on = TODAY + 1;
    refused(early, "future");
    must_add(store, &answer);
    refused(answer_of(given.id, "done again"), "answered this direction");
    struct entry redact = entry_of(ENTRY_REDACT, 0, given.id, "");
    must_add(store, &redact);
    struct entry second = direction_of(6, "range", "do it"), undo;
    must_add(store, &second);
    undo = entry_of(ENTRY_UNDO, 0, second.id, "");
    must_add(store, &undo);
    refused(answer_of(second.id, "done"), "taken back");
    /* a remark has neither number nor next date, whatever stands there */
    note = note_of(7, "reminder sent");
    snprintf(note.ref, sizeof note.ref, "A-1");
    note.next_on = 0;
    must_add(store, &note);
    assert_string_equal(note.ref, "");
    assert_int_equal(note.next_on, CIVIL_NONE);
}

static void stands_until_it_is_answered(void **state) {
    (void)state;
    store_set_officer(store, true);
    assert_int_equal(unanswered(TODAY), 0);
    assert_string_equal(listed(TODAY), "");
    struct entry a = direction_of(9, "zone", "arrest"), b = direction_of(9, "co", "draft"), c = direction_of(10, "district", "FSL");
    a.on = TODAY - 5;
    b.on = TODAY - 2;
    c.on = TODAY;
    must_add(store, &a);
    must_add(store, &b);
    must_add(store, &c);
    assert_int_equal(unanswered(TODAY), 3);
    assert_string_equal(listed(TODAY), "9 10 ");
    struct entry answer = answer_of(a.id, "arrested");
    answer.on = TODAY - 1;
    must_add(store, &answer);
    assert_int_equal(unanswered(TODAY), 2);
    assert_string_equal(listed(TODAY), "9 10 ");
    struct entry undo = entry_of(ENTRY_UNDO, 0, answer.id, "");
    must_add(store, &undo);
    assert_int_equal(unanswered(TODAY), 3);
    answer = answer_of(a.id, "arrested");
    answer.on = TODAY - 1;
    must_add(store, &answer);
    struct entry other = answer_of(b.id, "draft sent");
    must_add(store, &other);
    assert_int_equal(unanswered(TODAY), 1);
    assert_string_equal(listed(TODAY), "10 ");
    /* as of past days: by the dates of letter and answer */
    assert_int_equal(unanswered(TODAY - 1), 1); /* b alone */
    assert_string_equal(listed(TODAY - 1), "9 ");
    assert_int_equal(unanswered(TODAY - 2), 2);
    assert_int_equal(unanswered(TODAY - 5), 1);
    assert_int_equal(unanswered(TODAY - 6), 0);
    assert_string_equal(listed(TODAY - 6), "");
}

struct read {
    int n;
    struct direction at[8];
};

static bool take(void *context, const struct direction *direction) {
    struct read *read = context;
    assert_true(read->n < 8);
    read->at[read->n++] = *direction;
    return true;
}

static void others_come_and_own_ones_come_back(void **state) {
    (void)state;
    struct error e = {0};
    store_set_officer(store, true);
    struct entry own = direction_of(2, "co", "draft");
    own.next_on = TODAY + 2;
    must_add(store, &own);
    char text[1600];
    snprintf(text, sizeof text,
             "UPDATE sync_state SET device = '%s', dev_seq = 1, synced_at = '2026-11-23T12:00:00.000Z';"
             "INSERT INTO entry (id, device, seq, case_id, kind, code, on_date, text, author, at, ref, next_on) VALUES"
             " ('%s', '%s', 1, %lld, 'direction', 'co', '2026-11-23', 'draft', 'co', '%s', '', '2026-11-25'),"
             " ('01900000-0000-7000-8000-00000000000a', 'zone', 4, %lld, 'direction', 'weird-source', '2026-11-10', 'report', 'adg', "
             "'2026-11-10T10:00:00.000Z', 'Z/7', '2026-11-24')",
             own.device, own.id, own.device, (long long)case_no(2), own.at, (long long)case_no(3));
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    assert_non_null(w);
    must_exec(w->db, text);
    assert_true(cache_commit(w, &e));
    store_version(store);
    assert_int_equal(unanswered(TODAY), 2);
    assert_string_equal(listed(TODAY), "2 3 ");
    struct read read = {0};
    struct list_clock clock = clock_of(TODAY);
    struct direction_filter filter = {.from = CIVIL_NONE, .to = CIVIL_NONE};
    assert_true(directions_read(store, &filter, &clock, take, &read, &e));
    assert_int_equal(read.n, 2); /* by the next date */
    assert_string_equal(read.at[0].given.ref, "Z/7");
    assert_string_equal(read.at[0].given.code, "weird-source");
    assert_string_equal(read.at[1].given.id, own.id);
    assert_true(read.at[0].unit > 0 && !read.at[0].answered);
    /* the supervisor elsewhere gave it: nobody here takes it back, and it is answered here */
    refused(entry_of(ENTRY_UNDO, 0, "01900000-0000-7000-8000-00000000000a", ""), "where it was entered");
    store_set_officer(store, false);
    struct entry answer = answer_of("01900000-0000-7000-8000-00000000000a", "reported");
    must_add(store, &answer);
    read.n = 0;
    filter.unanswered = true;
    assert_true(directions_read(store, &filter, &clock, take, &read, &e));
    assert_int_equal(read.n, 1);
    filter.unanswered = false;
    filter.from = filter.to = civil_from_ymd(2026, 11, 10);
    read.n = 0;
    assert_true(directions_read(store, &filter, &clock, take, &read, &e));
    assert_int_equal(read.n, 1);
    assert_true(read.at[0].answered);
    assert_string_equal(read.at[0].answer.text, "reported");
    read.n = 0;
    assert_true(directions_of_case(store, case_no(3), TODAY, take, &read, &e));
    assert_int_equal(read.n, 1);
    assert_true(read.at[0].answered && read.at[0].unit > 0);
}

static void counted_by_unit_and_not_where_none_of_ours(void **state) {
    (void)state;
    struct error e = {0};
    store_set_officer(store, true);
    struct entry a = direction_of(1, "co", "draft"), b = direction_of(2, "co", "draft");
    must_add(store, &a);
    must_add(store, &b);
    struct list_clock clock = clock_of(TODAY);
    struct unit unit;
    assert_true(unit_by_code(store, "31655001", &unit, &e));
    assert_int_equal(directions_unanswered(store, 0, unit.id, &clock, &e), 2);
    assert_int_equal(directions_unanswered(store, HIT(0, CATEGORY_376), unit.id, &clock, &e), 2);
    assert_int_equal(directions_unanswered(store, HIT(3, CATEGORY_POCSO), unit.id, &clock, &e), 0);
    assert_int_equal(directions_unanswered(store, 0, 99999, &clock, &e), -1);
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    must_exec(w->db, "UPDATE fir_case SET probable = 1 WHERE (id & 1048575) = 2");
    assert_true(cache_commit(w, &e));
    struct entry settle = entry_of(ENTRY_SETTLE, 2, "", "no");
    must_add(store, &settle);
    assert_int_equal(unanswered(TODAY), 1);
    assert_string_equal(listed(TODAY), "1 ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_station_answers_and_gives_none),
        TEST(refuses_what_is_not_right),
        TEST(stands_until_it_is_answered),
        TEST(others_come_and_own_ones_come_back),
        TEST(counted_by_unit_and_not_where_none_of_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
