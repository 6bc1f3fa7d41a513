/* Several programs on one folder: the lock and what it says, four that enter at once, writers and readers together for
 * a while (5 s; ITSSO_LONG=1: 60 s). No row lost, nobody ever told "locked". */
#include "tests/unit/db_folder.h"

#include <poll.h>
#include <signal.h>
#include <time.h>

#include "src/clock.h"

static pid_t start(void (*work)(int, int), int argument, int out) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        work(argument, out);
        _exit(0);
    }
    return child;
}

static void say(int out, const char *text) {
    if (write(out, text, strlen(text)) < 0)
        _exit(7);
}

/* A child failed: its sentence goes to the parent in one write. */
static void give_up(int out, const char *what, const char *why) {
    char text[1024];
    snprintf(text, sizeof text, "FAILED %s: %s\n", what, why);
    say(out, text);
    _exit(1);
}

static void hold_the_lock(int unused, int out) {
    (void)unused;
    struct error e = {0};
    struct cache_writer *w = cache_begin(folder, 5000, &e);
    if (!w || !cache_set_meta(w, "half", "done", &e))
        give_up(out, "holding", e.text);
    say(out, "x");
    for (;;)
        pause();
}

static void the_lock_names_its_holder_and_ends_with_it(void **state) {
    (void)state;
    make_cases(5);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = start(hold_the_lock, 0, ends[1]);
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'x');
    struct error e = {0};
    int64_t from = clock_monotonic_ms();
    assert_null(cache_begin(folder, 300, &e));
    assert_in_range(clock_monotonic_ms() - from, 250, 5000);
    char process[32];
    snprintf(process, sizeof process, "process %d", (int)child);
    assert_non_null(strstr(e.text, process));
    assert_non_null(strstr(e.text, "db_lock"));
    /* screens go on meanwhile, and see nothing of what is half */
    struct store *store = must_open(STORE_ENTRIES);
    struct entry note = note_of(1, "reminder sent");
    must_add(store, &note);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case"), 5);
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.meta WHERE name = 'half'"), 0);
    store_close(store);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    struct cache_writer *w = cache_begin(folder, 300, &e); /* a killed holder holds nothing */
    assert_non_null(w);
    assert_int_equal(sql_int(w->db, "SELECT count(*) FROM meta WHERE name = 'half'", -1), 0);
    cache_rollback(w);
    close(ends[0]);
    close(ends[1]);
}

#define EACH 60

static void enter_some(int who, int out) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store)
        give_up(out, "opening", e.text);
    for (int i = 0; i < EACH; i++) {
        char text[64], line[80];
        snprintf(text, sizeof text, "reminder %d of program %d", i, who);
        struct entry note = note_of(1 + (who * 3 + i) % 10, text);
        if (!entry_add(store, &note, -1, TODAY, &e))
            give_up(out, "entering", e.text);
        snprintf(line, sizeof line, "%s %lld\n", note.id, (long long)note.seq);
        say(out, line);
    }
    store_close(store);
}

static void four_enter_at_once(void **state) {
    (void)state;
    make_cases(10);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child[4];
    for (int i = 0; i < 4; i++)
        child[i] = start(enter_some, i, ends[1]);
    close(ends[1]);
    static char said[65536];
    size_t used = 0;
    ssize_t n;
    while ((n = read(ends[0], said + used, sizeof said - 1 - used)) > 0)
        used += (size_t)n;
    said[used] = '\0';
    close(ends[0]);
    for (int i = 0; i < 4; i++)
        waitpid(child[i], NULL, 0);
    if (strstr(said, "FAILED"))
        fail_msg("%s", strstr(said, "FAILED"));
    struct store *store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), ""); /* nothing to mend */
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry"), 4 * EACH);
    assert_int_equal(one_int(store, "SELECT count(DISTINCT seq) FROM entry"), 4 * EACH);
    assert_int_equal(one_int(store, "SELECT max(seq) FROM entry"), 4 * EACH);
    /* the log: every line whole, in the order of the numbers */
    FILE *log = fopen(in_folder("record.log"), "rb");
    assert_non_null(log);
    char *line = NULL;
    size_t room = 0;
    int64_t seq = 0;
    sqlite3_stmt *look;
    assert_true(sql_prepare(
        store->db, &look,
        "SELECT (SELECT seq FROM entry WHERE id = ?1 ->> '$.id') = ?1 ->> '$.seq', ?1 ->> '$.seq' WHERE json_valid(?1)",
        NULL));
    while (getline(&line, &room, log) > 0) {
        sqlite3_reset(look);
        sql_bind_text(look, 1, line);
        assert_int_equal(sql_step(look, NULL), 1);
        assert_int_equal(sqlite3_column_int(look, 0), 1);
        assert_int_equal(sqlite3_column_int64(look, 1), ++seq);
    }
    assert_int_equal(seq, 4 * EACH);
    sqlite3_finalize(look);
    free(line);
    fclose(log);
    for (char *at = said; *at; at = strchr(at, '\n') + 1) { /* what each was told is what stands there */
        char id[40];
        long long number;
        assert_int_equal(sscanf(at, "%39s %lld", id, &number), 2);
        struct entry entry;
        struct error e = {0};
        assert_true(entry_by_id(store, id, &entry, &e));
        assert_int_equal(entry.seq, number);
    }
    store_close(store);
}

/* ---- everybody together ---- */

#define ROWS 40
static int64_t until;

/* Loads of ROWS new cases, and a change to many old ones; 'n' counts the cases in the same transaction. */
static void write_for_a_while(int who, int out) {
    struct error e = {0};
    for (int loads = 0; clock_monotonic_ms() < until; loads++) {
        struct cache_writer *w = cache_begin(folder, 30000, &e);
        if (!w)
            give_up(out, "taking the lock", e.text);
        int64_t n = sql_int(w->db, "SELECT count(*) FROM fir_case", -1);
        char text[32];
        snprintf(text, sizeof text, "%lld", (long long)n + ROWS);
        sqlite3_stmt *insert;
        bool good = cache_set_meta(w, "n", text, &e) &&
                    sql_exec(w->db, "UPDATE fir_case SET arrests = coalesce(arrests, 0) + 1 WHERE id % 7 = 0", &e) &&
                    sql_prepare(w->db, &insert,
                                "INSERT INTO fir_case (id, unit, fir_date, clock_date, sections, hits)"
                                " VALUES (?1, (SELECT min(id) FROM unit), '2026-10-01', '2026-10-01', 1, 1)",
                                &e);
        for (int i = 0; good && i < ROWS; i++) {
            sqlite3_bind_int64(insert, 1, case_no((int)n + i + 1));
            good = sql_step(insert, &e) == 0;
        }
        if (good)
            sqlite3_finalize(insert);
        if (!good) {
            cache_rollback(w);
            give_up(out, "writing facts", e.text);
        }
        if (loads % 5 == 4) {
            cache_rollback(w); /* every fifth is given up */
            continue;
        }
        if (!cache_commit(w, &e))
            give_up(out, "committing facts", e.text);
        say(out, who ? "W" : "w");
    }
}

/* Opens, reads, sometimes lies in a transaction, closes: as screens and commands do. */
static void read_for_a_while(int who, int out) {
    struct error e = {0};
    int64_t seen = 0;
    while (clock_monotonic_ms() < until) {
        struct store *store = store_open(folder, who == 0 ? STORE_READ : STORE_ENTRIES, &e);
        if (!store)
            give_up(out, "opening", e.text);
        for (int i = 0; i < 20; i++) {
            sqlite3_stmt *ask;
            if (!sql_prepare(
                    store->db, &ask,
                    "SELECT count(*), (SELECT CAST(value AS INTEGER) FROM cache.meta WHERE name = 'n'),"
                    " (SELECT count(*) FROM main.entry), (SELECT max(seq) FROM main.entry) FROM cache.fir_case",
                    &e) ||
                sql_step(ask, &e) != 1)
                give_up(out, "reading", e.text);
            int64_t cases = sqlite3_column_int64(ask, 0), n = sqlite3_column_int64(ask, 1);
            char text[100];
            snprintf(text, sizeof text, "%lld cases, %lld counted, %lld seen before", (long long)cases, (long long)n,
                     (long long)seen);
            if (cases != n || cases < seen || sqlite3_column_int64(ask, 2) != sqlite3_column_int64(ask, 3))
                give_up(out, "a view that was never committed", text);
            seen = cases;
            sqlite3_finalize(ask);
            store_version(store);
        }
        store_close(store);
        say(out, "r");
    }
}

static void enter_for_a_while(int who, int out) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store)
        give_up(out, "opening", e.text);
    for (int i = 0; clock_monotonic_ms() < until; i++) {
        struct entry note = note_of(1 + i % 5, "reminder sent");
        if (i % 10 == 9) {
            struct entry last;
            if (entry_last_undoable(store, 0, &last, &e)) {
                note = entry_of(ENTRY_UNDO, 1, last.id, "");
                if (!entry_add(store, &note, -1, TODAY, &e) &&
                    e.kind != ERROR_CHANGED) /* the other one may be quicker */
                    give_up(out, "taking back", e.text);
                continue;
            }
        }
        if (!entry_add(store, &note, -1, TODAY, &e))
            give_up(out, "entering", e.text);
        say(out, who ? "E" : "e");
    }
    store_close(store);
}

static void everybody_together(void **state) {
    (void)state;
    struct error e = {0};
    make_cases(20);
    struct cache_writer *w = cache_begin(folder, 1000, &e);
    assert_true(cache_set_meta(w, "n", "20", &e) && cache_commit(w, &e));
    store_close(must_open(STORE_ENTRIES));
    const char *long_run = getenv("ITSSO_LONG");
    until = clock_monotonic_ms() + (long_run && *long_run == '1' ? 60000 : 5000);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child[8];
    for (int i = 0; i < 8; i++)
        child[i] = start(i < 2   ? write_for_a_while
                         : i < 6 ? read_for_a_while
                                 : enter_for_a_while,
                         i < 2   ? i
                         : i < 6 ? i - 2
                                 : i - 6,
                         ends[1]);
    close(ends[1]);
    int64_t loads = 0, reads = 0, entries = 0;
    char failure[2048] = "", block[4096];
    ssize_t n;
    while ((n = read(ends[0], block, sizeof block - 1)) > 0) {
        block[n] = '\0';
        if (!*failure && strstr(block, "FAILED"))
            snprintf(failure, sizeof failure, "%s", strstr(block, "FAILED"));
        for (ssize_t i = 0; !*failure && i < n; i++) {
            loads += block[i] == 'w' || block[i] == 'W';
            reads += block[i] == 'r';
            entries += block[i] == 'e' || block[i] == 'E';
        }
    }
    close(ends[0]);
    for (int i = 0; i < 8; i++) {
        int status = 0;
        waitpid(child[i], &status, 0);
        if (!*failure && status != 0)
            snprintf(failure, sizeof failure, "a child ended with %d", status);
    }
    if (*failure)
        fail_msg("%s", failure);
    print_message("# %lld loads, %lld times read, %lld entered\n", (long long)loads, (long long)reads,
                  (long long)entries);
    assert_true(loads > 0 && reads > 0 && entries > 0);
    struct store *store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), "");
    assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case"), 20 + loads * ROWS);
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry WHERE kind = 'note'"), entries);
    assert_int_equal(log_lines(), one_int(store, "SELECT count(*) FROM entry"));
    assert_true(store_check(store, true, &e));
    store_close(store);
    assert_true(files_length(folder, "cache.db-wal") < (16 << 20)); /* the writers brought it in */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_lock_names_its_holder_and_ends_with_it),
        TEST(four_enter_at_once),
        TEST(everybody_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
