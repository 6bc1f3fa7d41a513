/* What survives: kill -9 in the middle of entering, redacting and loading; a full disk. What was acknowledged is there,
 * in the database and in the log; nothing is half. ITSSO_LONG=1: many more rounds. */
#include "tests/unit/db_folder.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>

static int rounds(int usual, int longer) {
    const char *long_run = getenv("ITSSO_LONG");
    return long_run && *long_run == '1' ? longer : usual;
}

static uint32_t seed = 12345;
static uint32_t dice(uint32_t sides) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % sides;
}

/* Runs work(pipe) in children, kills them after `microseconds` (in two of three rounds counted from the first that was
 * acknowledged, so that a slow machine gets that far), returns what they had written (the caller frees). */
static char *run_and_kill(void (*work)(int), int children, long microseconds) {
    int ends[2];
    pid_t child[4];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    for (int i = 0; i < children; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            close(ends[0]);
            work(ends[1]);
            _exit(0);
        }
    }
    close(ends[1]);
    if (dice(3) > 0)
        poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 20000);
    nanosleep(&(struct timespec){.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000}, NULL);
    for (int i = 0; i < children; i++)
        kill(child[i], SIGKILL);
    size_t used = 0, room = 1 << 20;
    char *text = malloc(room);
    assert_non_null(text);
    ssize_t n;
    while (used + 1 < room && (n = read(ends[0], text + used, room - 1 - used)) > 0)
        used += (size_t)n;
    text[used] = '\0';
    close(ends[0]);
    for (int i = 0; i < children; i++)
        waitpid(child[i], NULL, 0);
    return text;
}

static void say(int out, const char *text) {
    if (write(out, text, strlen(text)) < 0)
        _exit(7);
}

static void enter_for_ever(int out) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store) {
        say(out, "FAILED open: ");
        say(out, e.text);
        return;
    }
    char *const filler =
        (char[]){"waits for the answer of the laboratory, which was reminded by telephone and in writing"};
    for (int i = 0;; i++) {
        struct entry entry = i % 3 == 0 ? entry_of(ENTRY_REASON, 1 + i % 20, i % 2 ? "fsl" : "age", "")
                                        : note_of(1 + i % 20, filler + i % 60);
        struct entry many[3] = {entry_of(ENTRY_TOLD, 1 + i % 20, "31", ""), entry_of(ENTRY_TOLD, 2, "40", ""),
                                note_of(3, "together")};
        bool three = i % 7 == 0;
        if (!(three ? entry_add_many(store, many, 3, TODAY, &e) : entry_add(store, &entry, -1, TODAY, &e))) {
            say(out, "FAILED add: ");
            say(out, e.text);
            return;
        }
        char line[160];
        if (three)
            snprintf(line, sizeof line, "%s\n%s\n%s\n", many[0].id, many[1].id, many[2].id);
        else
            snprintf(line, sizeof line, "%s\n", entry.id);
        say(out, line);
    }
}

/* Opens as the next start does, and looks at everything. Returns the number of entries. */
static int64_t assert_sound(const char *acknowledged, int *lines_seen) {
    struct error e = {0};
    struct store *store = must_open(STORE_ENTRIES);
    size_t n = 0;
    char *log = read_all(in_folder("record.log"), &n);
    assert_non_null(log);
    for (const char *id = acknowledged; *id;) {
        size_t length = strcspn(id, "\n");
        if (id[length] != '\n')
            break; /* the child was killed while it said so */
        char text[ENTRY_ID_SIZE + 1];
        assert_int_equal(length, ENTRY_ID_SIZE - 1);
        snprintf(text, sizeof text, "%.*s", (int)length, id);
        struct entry entry;
        if (!entry_by_id(store, text, &entry, &e))
            fail_msg("%s was acknowledged and is not in record.db", text);
        char *line = strstr(log, text);
        if (!line || strstr(line + 1, text))
            fail_msg("%s stands not once in record.log", text);
        id += length + 1;
        ++*lines_seen;
    }
    free(log);
    int64_t entries = one_int(store, "SELECT count(*) FROM entry");
    assert_int_equal(entries, one_int(store, "SELECT max(coalesce(max(seq), 0), (SELECT seq FROM device)) FROM entry"));
    assert_int_equal(entries, log_lines());
    /* three that were entered together stand together */
    assert_int_equal(one_int(store, "SELECT count(*) FROM entry WHERE kind = 'told'"),
                     2 * one_int(store, "SELECT count(*) FROM entry WHERE text = 'together'"));
    /* nothing half: each case's fold is that of its entries */
    assert_int_equal(one_int(store, "SELECT count(*) FROM own_fold f WHERE last_seq <> (SELECT max(seq) FROM entry e "
                                    "WHERE e.case_id = f.case_id)"),
                     0);
    assert_int_equal(
        one_int(store, "SELECT (SELECT count(DISTINCT case_id) FROM entry) - (SELECT count(*) FROM own_fold)"), 0);
    if (!store_check(store, true, &e))
        fail_msg("%s", e.text);
    store_close(store);
    return entries;
}

static void killed_while_entering(void **state) {
    (void)state;
    make_cases(20);
    store_close(must_open(STORE_ENTRIES));
    int acknowledged = 0, n = rounds(50, 1000);
    int64_t entries = 0;
    for (int i = 0; i < n; i++) {
        char *said = run_and_kill(enter_for_ever, 1 + i % 3, 2000 + (long)dice(25000));
        if (strstr(said, "FAILED"))
            fail_msg("%s", strstr(said, "FAILED"));
        entries = assert_sound(said, &acknowledged);
        free(said);
    }
    print_message("# %d kills, %d entries acknowledged, %lld kept\n", n, acknowledged, (long long)entries);
    assert_true(acknowledged > n);
    assert_true(entries >= acknowledged);
}

static void redact_for_ever(int out) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    for (int i = 0; store; i++) {
        char word[40], line[60];
        snprintf(word, sizeof word, "SECRET%d-%d-END", (int)getpid(), i);
        struct entry note = note_of(1 + i % 20, word);
        if (!entry_add(store, &note, -1, TODAY, &e))
            break;
        struct entry redact = entry_of(ENTRY_REDACT, 1, note.id, "");
        if (!entry_add(store, &redact, -1, TODAY, &e))
            break;
        snprintf(line, sizeof line, "%s\n", word);
        say(out, line);
    }
    say(out, "FAILED: ");
    say(out, e.text);
}

static void killed_while_redacting(void **state) {
    (void)state;
    make_cases(20);
    int redacted = 0, n = rounds(25, 400);
    for (int i = 0; i < n; i++) {
        char *said = run_and_kill(redact_for_ever, 1, 5000 + (long)dice(40000));
        if (strstr(said, "FAILED"))
            fail_msg("%s", strstr(said, "FAILED"));
        int none = 0;
        assert_sound("", &none);
        for (char *word = said; *word;) {
            char *end = strchr(word, '\n');
            if (!end)
                break;
            *end = '\0';
            if (files_holding(word) != 0)
                fail_msg("%s was redacted and is still in the folder", word);
            redacted++;
            word = end + 1;
        }
        /* a redaction that stands in the database is done everywhere, acknowledged or not */
        struct store *store = must_open(STORE_ENTRIES);
        assert_int_equal(one_int(store, "SELECT count(*) FROM entry WHERE text LIKE 'SECRET%' AND id IN (SELECT code "
                                        "FROM entry WHERE kind = 'redact')"),
                         0);
        int64_t open_secrets = one_int(store, "SELECT count(*) FROM entry WHERE text LIKE 'SECRET%'");
        size_t length = 0;
        char *log = read_all(in_folder("record.log"), &length);
        int64_t in_log = 0;
        for (char *at = log; (at = strstr(at, "\"SECRET")); at++)
            in_log++;
        free(log);
        assert_int_equal(in_log, open_secrets);
        assert_int_equal(count_files("record.log.new"), 0);
        store_close(store);
        free(said);
    }
    print_message("# %d kills, %d redactions acknowledged\n", n, redacted);
    assert_true(redacted > 0);
}

#define BATCH 300

/* One load: BATCH cases more and the number of loads so far, in one transaction. */
static bool load_once(struct error *e) {
    struct cache_writer *w = cache_begin(folder, 20000, e);
    if (!w)
        return false;
    int64_t unit, loads = sql_int(w->db, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'loads'", 0);
    char text[16];
    snprintf(text, sizeof text, "%d", (int)loads + 1);
    bool good =
        cache_station(w, STATION, &unit, e) && cache_set_meta(w, "loads", text, e) &&
        sql_exec(w->db, "INSERT OR IGNORE INTO section_set (id, text, fold) VALUES (1, 'IPC:376', ' ipc 376 ')", e);
    sqlite3_stmt *insert = NULL;
    good = good && sql_prepare(w->db, &insert,
                               "INSERT INTO fir_case (id, unit, fir_date, clock_date, sections, hits) VALUES (?1, ?2, "
                               "'2026-10-01', '2026-10-01', 1, 1)",
                               e);
    for (int i = 1; good && i <= BATCH; i++) {
        sqlite3_bind_int64(insert, 1, case_no((int)loads * BATCH + i));
        sqlite3_bind_int64(insert, 2, unit);
        good = sql_step(insert, e) == 0;
    }
    sqlite3_finalize(insert);
    if (good)
        return cache_commit(w, e);
    cache_rollback(w);
    return false;
}

static void load_for_ever(int out) {
    struct error e = {0};
    while (load_once(&e))
        say(out, "x");
    say(out, "FAILED: ");
    say(out, e.text);
}

static void killed_while_loading(void **state) {
    (void)state;
    int64_t acknowledged = 0, loads = 0;
    int n = rounds(40, 600);
    for (int i = 0; i < n; i++) {
        char *said = run_and_kill(load_for_ever, 1 + i % 2, 2000 + (long)dice(30000));
        if (strstr(said, "FAILED"))
            fail_msg("%s", strstr(said, "FAILED"));
        acknowledged += (int64_t)strlen(said);
        free(said);
        struct error e = {0};
        struct store *store = must_open(STORE_ENTRIES);
        loads =
            one_int(store, "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM cache.meta WHERE name = 'loads'), 0)");
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case"), loads * BATCH);
        assert_true(loads >= acknowledged);
        if (!store_check(store, i % 10 == 0, &e))
            fail_msg("%s", e.text);
        assert_string_equal(store_notice(store), "");
        store_close(store);
    }
    print_message("# %d kills, %lld loads acknowledged, %lld kept\n", n, (long long)acknowledged, (long long)loads);
    assert_true(acknowledged > 0);
}

static void limit_files(rlim_t bytes) {
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* Enters until there is no room: a sentence, nothing half; with room again all goes on. */
static int fill_up(int limit) {
    struct error e = {0};
    struct store *store = store_open(folder, STORE_ENTRIES, &e);
    if (!store)
        return 1;
    int64_t before = one_int(store, "SELECT count(*) FROM entry");
    signal(SIGXFSZ, SIG_IGN);
    if (limit > 0)
        limit_files((rlim_t)limit);
    int added = 0;
    bool good = true;
    for (int i = 0; good && i < 5000; i++) {
        struct entry note = note_of(
            1 + i % 20, "waits for the answer of the laboratory, which was reminded by telephone and in writing");
        good = entry_add(store, &note, -1, TODAY, &e);
        added += good;
    }
    if (good || e.kind != ERROR_UNABLE || !strstr(e.text, "no room on the disk"))
        return fprintf(stderr, "%s\n", e.text), 2;
    /* while it is full: still a sentence, still readable */
    if (one_int(store, "SELECT count(*) FROM entry") != before + added || log_lines() != before + added)
        return fprintf(stderr, "%d added, %lld and %d lines after %s\n", added,
                       (long long)one_int(store, "SELECT count(*) FROM entry"), log_lines(), e.text),
               3;
    if (limit == 0)
        unlink(in_folder("ballast"));
    else
        limit_files(RLIM_INFINITY);
    struct entry note = note_of(1, "room again");
    if (!entry_add(store, &note, -1, TODAY, &e) || log_lines() != before + added + 1)
        return fprintf(stderr, "%s\n", e.text), 4;
    bool sound = store_check(store, true, &e);
    store_close(store);
    return sound ? 0 : 5;
}

static int in_child(int (*fn)(int), int argument) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(fn(argument));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void no_room_while_entering(void **state) {
    (void)state;
    make_cases(20);
    store_close(must_open(STORE_ENTRIES));
    /* the limit falls now on the journal, now on the database, now on the log, and in the middle of a page or a line */
    int base = (int)files_length(folder, "record.db");
    for (int i = 0; i < 12; i++) {
        int added_room = 1000 * i + 37 * i + 1;
        assert_int_equal(in_child(fill_up, base + added_room), 0);
        int none = 0;
        assert_sound("", &none);
        int64_t largest = files_length(folder, "record.db");
        if (files_length(folder, "record.log") > largest)
            largest = files_length(folder, "record.log");
        base = (int)largest;
    }
}

/* The log alone meets the limit: what was committed is taken back. */
static void no_room_for_the_log_alone(void **state) {
    (void)state;
    make_cases(20);
    struct store *store = must_open(STORE_ENTRIES);
    for (int i = 0; i < 30; i++) {
        struct entry reason = entry_of(ENTRY_REASON, 1 + i % 20, "fsl", "");
        must_add(store, &reason);
    }
    store_close(store);
    /* a log that is longer than the database: the redacted past of a long-lived folder */
    size_t n = 0;
    char *log = read_all(in_folder("record.log"), &n), *first_end = strchr(log, '\n');
    free(log);
    assert_non_null(first_end);
    store = must_open(STORE_ENTRIES);
    must_exec(store->db, "CREATE TABLE ballast (a)"); /* the journal has its room already */
    must_exec(store->db, "DROP TABLE ballast");
    struct error e = {0};
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 400; i++) {
        struct entry note = note_of(1, "");
        memset(note.text, 'a', ENTRY_TEXT_MAX);
        must_add(store, &note);
    }
    /* remarks of equal letters fold and store twice in the database; make the log the longest file */
    int64_t database = files_length(folder, "record.db"), line = files_length(folder, "record.log");
    limit_files((rlim_t)(line + 5 > database ? line + 5 : database));
    struct entry reason = entry_of(ENTRY_REASON, 7, "age", "");
    bool added = entry_add(store, &reason, -1, TODAY, &e);
    limit_files(RLIM_INFINITY);
    if (line > database) {
        assert_false(added);
        assert_non_null(strstr(e.text, "no room"));
        assert_int_equal(one_int(store, "SELECT count(*) FROM own_fold WHERE reason = 'age'"), 0);
    }
    signal(SIGXFSZ, SIG_DFL);
    must_add(store, &reason);
    assert_int_equal(reason.seq, log_lines());
    store_close(store);
    int none = 0;
    assert_sound("", &none);
}

static int load_into_limit(int limit) {
    struct error e = {0};
    signal(SIGXFSZ, SIG_IGN);
    limit_files((rlim_t)limit);
    for (int i = 0; i < 200; i++)
        if (!load_once(&e)) {
            limit_files(RLIM_INFINITY);
            if (e.kind != ERROR_UNABLE || !strstr(e.text, "no room on the disk"))
                return fprintf(stderr, "%s\n", e.text), 2;
            return load_once(&e) ? 0 : 3;
        }
    return 1;
}

static void no_room_while_loading(void **state) {
    (void)state;
    struct error e = {0};
    assert_true(load_once(&e));
    for (int i = 0; i < 6; i++) {
        int limit = (int)files_length(folder, "cache.db") + 20000 + 1111 * i;
        assert_int_equal(in_child(load_into_limit, limit), 0);
        struct store *store = must_open(STORE_ENTRIES);
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case"),
                         BATCH * one_int(store, "SELECT CAST(value AS INTEGER) FROM cache.meta WHERE name = 'loads'"));
        assert_true(store_check(store, true, &e));
        store_close(store);
    }
}

/* A disk of its own that is full: ENOSPC, not a limit. */
static void a_disk_that_is_full(void **state) {
    (void)state;
    mkdir(folder, 0700);
    if (geteuid() != 0 || mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0) {
        print_message("# no small disk can be made here\n");
        skip();
    }
    make_cases(20);
    FILE *ballast = fopen(in_folder("ballast"), "wb");
    for (int i = 0; ballast && i < 400; i++)
        fwrite("......................................................................................................."
               "........................."
               "......................................................................................................."
               ".........................",
               1, 256, ballast);
    if (ballast)
        fclose(ballast);
    int result = in_child(fill_up, 0);
    int none = 0;
    if (result == 0)
        assert_sound("", &none);
    umount(folder);
    assert_int_equal(result, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    seed = (uint32_t)time(NULL);
    print_message("# seed %u\n", seed);
    const struct CMUnitTest tests[] = {
        TEST(killed_while_entering),  TEST(killed_while_redacting),    TEST(killed_while_loading),
        TEST(no_room_while_entering), TEST(no_room_for_the_log_alone), TEST(no_room_while_loading),
        TEST(a_disk_that_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
