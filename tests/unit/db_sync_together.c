/* Screens that read, screens that enter, an import and a sync at once on one folder (for two seconds; ITSSO_LONG=1: for a minute): nobody is
 * ever told that the database is locked or damaged, every entry that was said to be saved is there once and in the log, digest,
 * roll-ups and both files are right in the end. */
#include "tests/unit/db_syncs.h"

#include <time.h>

#include "src/clock.h"

static int64_t until_ms;

static bool goes_on(void) {
    return clock_monotonic_ms() < until_ms;
}

static int failed(const char *who, const struct error *e) {
    fprintf(stderr, "%s: %s\n", who, e->text);
    return 1;
}

static case_id some_case(void) {
    return case_id_make(STATION_NO(any(STATIONS)), 2025, 1 + any(40));
}

/* Enters, and says each id when it was saved. */
static int enters(int out) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store)
        return failed("enters", &e);
    while (goes_on()) {
        struct entry entry = {.case_id = some_case(), .kind = any(2) ? ENTRY_REASON : ENTRY_NOTE, .on = CIVIL_NONE, .next_on = CIVIL_NONE};
        snprintf(entry.code, sizeof entry.code, "%s", entry.kind == ENTRY_REASON ? "fsl" : "");
        snprintf(entry.text, sizeof entry.text, "%s", entry.kind == ENTRY_NOTE ? "reminder sent" : "");
        store_version(store);
        error_clear(&e);
        if (!entry_add(store, &entry, -1, TODAY, &e)) {
            if (e.kind == ERROR_USAGE) /* the case has just left */
                continue;
            return failed("enters", &e);
        }
        if (write(out, entry.id, sizeof entry.id) < 0)
            return 2;
    }
    store_close(store);
    return 0;
}

static int reads(int out) {
    static struct case_row rows[20];
    static struct list_key keys[20];
    struct error e = {0};
    struct dashboard board;
    struct list_clock clock = {.today = TODAY, .limit = limit};
    (void)out;
    for (int turn = 0; goes_on(); turn++) {
        struct store *store = store_open(folder, turn % 2 ? STORE_READ : STORE_ENTRIES, &e);
        if (!store)
            return failed("opens", &e);
        for (int i = 0; i < 20 && goes_on(); i++) {
            struct case_filter filter = {.which = FILTER_ALL, .band = BAND_ANY, .due_within = -1, .wrong = i % 5 == 4};
            struct case_sort sort = {.by = i % 2 ? BY_REASON : BY_LEFT};
            store_version(store);
            struct case_list *list = case_list_open(store, &filter, &sort, &clock, &e);
            if (!list || case_list_page(list, FROM_FIRST, NULL, 20, rows, keys, &e) < 0 || !dashboard_read(store, 0, 0, &clock, &board, &e))
                return failed("reads", &e);
            case_list_close(list);
        }
        if (*store_notice(store))
            return fprintf(stderr, "mended: %s\n", store_notice(store)), 1;
        store_close(store);
    }
    return 0;
}

static int imports(int out) {
    struct error e = {0};
    (void)out;
    while (goes_on()) {
        struct cache_writer *w = cache_begin(folder, 20000, &e);
        struct case_put *put = w ? case_put_begin(w, rules, "import", TODAY, &limit, DISPOSED_CCTNS, false, &e) : NULL;
        if (!put)
            return failed("imports", &e);
        for (int i = 0; i < 60; i++) {
            struct section_list sections;
            enum put_result result;
            struct case_facts f = random_facts(case_id_make(STATION_NO(any(STATIONS)), 2025, 1 + any(60)), TODAY - any(300), &sections);
            if (!case_put(put, &f, &result, NULL, &e))
                return failed("imports", &e);
        }
        if (!case_put_end(put, &e) || !cache_commit(w, &e))
            return failed("imports", &e);
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); /* the lock is not fair: who lets go and takes it at once keeps it */
    }
    return 0;
}

static bool sync_once(int64_t turn, struct sync_case *c, struct error *e) {
    static struct entry own[200];
    char device[40];
    int64_t seq;
    struct sync_basis basis = basis_of();
    struct sync_state state;
    basis.wait_ms = 20000;
    struct store *store = store_open(folder, STORE_ENTRIES, e);
    bool well = store && sync_state_read(store, &state, e) && sync_device(store, device, &seq, e);
    int n = well ? sync_outbox(store, strcmp(state.device, device) == 0 ? state.dev_seq : 0, own, 200, e) : -1;
    store_close(store);
    if (n < 0 || (n > 0 && !sync_acknowledge(folder, device, own[n - 1].seq, e)))
        return false;
    struct sync_apply *apply = turn % 6 == 0 ? sync_apply_snapshot(&basis, 1 + turn / 30, e) : sync_apply_begin(&basis, 1 + turn / 30, e);
    well = apply != NULL;
    for (int i = 0; well && i < 80; i++) {
        random_synced(c, some_case(), turn);
        for (int k = 0; k < n; k++)
            if (own[k].case_id == c->id)
                *sync_case_entry(c) = own[k];
        struct sync_gone gone = {.id = some_case(), .reason = any(2) ? GONE_MOVED : GONE_DELETED, .ver = turn};
        well = sync_apply_case(apply, c, NULL, e) && (i % 20 || sync_apply_gone(apply, &gone, e));
    }
    if (!well) {
        sync_apply_rollback(apply);
        return false;
    }
    state = (struct sync_state){.class = SYNC_WELL};
    clock_stamp(state.synced_at);
    return sync_apply_commit(apply, turn, &state, e) && sync_state_note(folder, &state, e);
}

static int syncs(int out) {
    struct error e = {0};
    struct sync_case c = {0};
    (void)out;
    for (int64_t turn = 7; goes_on(); turn++)
        if (!sync_once(turn, &c, &e))
            return failed("syncs", &e);
    return 0;
}

static void together(void **state) {
    (void)state;
    static int (*const work[])(int) = {enters, enters, reads, imports, syncs};
    enum { CHILDREN = sizeof work / sizeof *work };
    const char *long_run = getenv("ITSSO_LONG");
    struct error e = {0};
    int ends[2], said = 0;
    pid_t child[CHILDREN];
    char ids[ENTRY_ID_SIZE];
    rules_begin();
    struct sync_case c = {0};
    assert_true(sync_once(6, &c, &e));
    sync_case_free(&c);
    store_close(must_open(STORE_ENTRIES));
    until_ms = clock_monotonic_ms() + (long_run && *long_run == '1' ? 60000 : 2000);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    for (int i = 0; i < CHILDREN; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            close(ends[0]);
            random_state = (uint64_t)getpid();
            _exit(work[i](ends[1]));
        }
    }
    close(ends[1]);
    struct store *store = must_open(STORE_ENTRIES);
    static char heard[200000][ENTRY_ID_SIZE];
    while (read(ends[0], ids, sizeof ids) == (ssize_t)sizeof ids && said < 200000)
        memcpy(heard[said++], ids, sizeof ids);
    close(ends[0]);
    for (int i = 0; i < CHILDREN; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            fail_msg("child %d ended with %d", i, status);
    }
    store_version(store);
    assert_true(said > 5);
    assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry"), said);
    assert_int_equal(log_lines(), said);
    for (int i = 0; i < said; i++) {
        struct entry entry;
        if (!entry_by_id(store, heard[i], &entry, &e) || !entry.own)
            fail_msg("%s was said to be saved and is not there", heard[i]);
    }
    check_digest(store);
    if (!store_check(store, true, &e))
        fail_msg("%s", e.text);
    print_message("# %d entries, %lld syncs\n", said, (long long)one_int(store, "SELECT cursor FROM cache.sync_state"));
    store_close(store);
    struct cache_writer *w = must_begin();
    check_rollups_there(w, "after all of it");
    cache_rollback(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(together, folder_make, folder_remove)};
    int bad = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return bad;
}
