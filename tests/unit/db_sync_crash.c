/* A sync that is killed at any moment, or that meets a full disk: rows, removals and cursor stand together or not at all, the digest is
 * that of the rows, an acknowledgement and the entries it speaks of stand together, a renewed device numbers each entry once and the log
 * follows; a full disk is a sentence, and with room again all goes on. ITSSO_LONG=1: many more rounds. */
#include "tests/unit/db_syncs.h"

#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>

#include "db/record_log.h"

#define PAGE 120

static int rounds(int usual, int longer) {
    const char *long_run = getenv("ITSSO_LONG");
    return long_run && *long_run == '1' ? longer : usual;
}

/* Runs work(pipe) in a child, kills it some time after its first word, returns how many bytes it had said. */
static int run_and_kill(void (*work)(int), long microseconds) {
    int ends[2], said = 0;
    char bytes[4096];
    ssize_t n;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        work(ends[1]);
        _exit(3);
    }
    close(ends[1]);
    poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 20000);
    nanosleep(&(struct timespec){.tv_nsec = microseconds * 1000}, NULL);
    kill(child, SIGKILL);
    while ((n = read(ends[0], bytes, sizeof bytes)) > 0) {
        if (memchr(bytes, 'F', (size_t)n))
            fail_msg("the child failed: %.*s", (int)n, bytes);
        said += (int)n;
    }
    close(ends[0]);
    waitpid(child, NULL, 0);
    return said;
}

static void say(int out, const char *text) {
    if (write(out, text, strlen(text)) < 0)
        _exit(7);
}

static int64_t cursor_now(void) {
    struct error e = {0};
    struct sync_state state;
    struct store *store = must_open(STORE_ENTRIES);
    if (!sync_state_read(store, &state, &e))
        fail_msg("%s", e.text);
    store_close(store);
    return state.cursor;
}

/* Page n: the cases n .. n + PAGE - 1 in version n, and the case n - 1 leaves. So whatever page came last, what stands follows from its number. */
static bool apply_page(int64_t n, bool snapshot, struct sync_case *c, struct error *e) {
    const struct sync_basis basis = basis_of();
    struct sync_apply *apply = snapshot ? sync_apply_snapshot(&basis, 1, e) : sync_apply_begin(&basis, 1, e);
    bool well = apply != NULL;
    for (int i = 0; well && i < PAGE; i++) {
        simple_case(c, (int)n + i, n);
        struct entry *entry = add_entry(c, ENTRY_REASON, n % 2 ? "fsl" : "age", "");
        snprintf(entry->id, sizeof entry->id, "0190abcd-0000-7000-8000-%012d", (int)n + i);
        add_event(c, "status", TODAY - 9, "open", "stayed");
        well = sync_apply_case(apply, c, NULL, e);
    }
    struct sync_gone gone = {.id = case_no((int)n - 1), .reason = GONE_DELETED, .ver = n};
    well = well && (n == 1 || sync_apply_gone(apply, &gone, e));
    if (!well) {
        sync_apply_rollback(apply);
        return false;
    }
    return sync_apply_commit(apply, n, NULL, e);
}

static void pages_for_ever(int out) {
    struct error e = {0};
    struct sync_case c = {0};
    for (int64_t n = cursor_now() + 1;; n++) {
        if (!apply_page(n, n % 5 == 0, &c, &e)) {
            say(out, "F ");
            say(out, e.text);
            return;
        }
        say(out, ".");
    }
}

/* What must stand after page n, whatever happened. */
static void check_page(int64_t n) {
    struct error e = {0};
    struct store *store = must_open(STORE_ENTRIES);
    assert_string_equal(store_notice(store), "");
    if (n > 0) {
        char text[300];
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case"), PAGE);
        assert_int_equal(one_int(store, "SELECT min(id & 1048575) FROM cache.fir_case"), n);
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.case_event"), PAGE);
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.entry"), PAGE);
        snprintf(text, sizeof text, "SELECT count(*) FROM cache.fir_case WHERE ver = %lld AND reason = '%s'", (long long)n, n % 2 ? "fsl" : "age");
        assert_int_equal(one_int(store, text), PAGE);
    }
    check_digest(store);
    if (!store_check(store, true, &e))
        fail_msg("%s", e.text);
    store_close(store);
    struct cache_writer *w = must_begin();
    check_rollups_there(w, "after a kill");
    cache_rollback(w);
}

static void killed_while_applying(void **state) {
    (void)state;
    int64_t said = 0;
    int n = rounds(25, 500);
    random_state = (uint64_t)time(NULL);
    for (int i = 0; i < n; i++) {
        said += run_and_kill(pages_for_ever, any(25000));
        int64_t cursor = cursor_now();
        assert_true(cursor >= said);
        check_page(cursor);
    }
    print_message("# %d kills, %lld pages said to be kept, %lld kept\n", n, (long long)said, (long long)cursor_now());
    assert_true(said >= n);
}

/* ---- acknowledging ---- */

static void acknowledge_for_ever(int out) {
    struct error e = {0};
    char device[40];
    int64_t seq;
    for (;;) {
        struct store *store = store_open(folder, STORE_ENTRIES, &e);
        if (!store || !sync_device(store, device, &seq, &e)) {
            say(out, "F open");
            return;
        }
        for (int i = 0; i < 5; i++) {
            struct entry reason = entry_of(ENTRY_REASON, 1 + (int)(seq + i) % 40, (seq + i) % 2 ? "fsl" : "age", "");
            if (!entry_add(store, &reason, -1, TODAY, &e)) {
                say(out, "F ");
                say(out, e.text);
                return;
            }
        }
        store_close(store);
        /* forward, and now and then back */
        if (!sync_acknowledge(folder, device, seq % 4 == 3 ? seq / 2 : seq + 3, &e)) {
            say(out, "F ");
            say(out, e.text);
            return;
        }
        say(out, ".");
    }
}

static void killed_while_acknowledging(void **state) {
    (void)state;
    make_cases(40);
    store_close(must_open(STORE_ENTRIES));
    int n = rounds(20, 300);
    for (int i = 0; i < n; i++) {
        run_and_kill(acknowledge_for_ever, any(20000));
        struct error e = {0};
        struct store *store = must_open(STORE_ENTRIES);
        int64_t dev_seq = one_int(store, "SELECT dev_seq FROM cache.sync_state");
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.entry c WHERE seq <= (SELECT dev_seq FROM cache.sync_state)"), dev_seq);
        assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry") - dev_seq, entries_unsent(store));
        /* each case's columns are the fold of what the server has */
        assert_int_equal(one_int(store, "SELECT count(*) FROM cache.fir_case f WHERE reason IS NOT (SELECT code FROM cache.entry c"
                                        " WHERE c.case_id = f.id ORDER BY at DESC, id DESC LIMIT 1)"),
                         0);
        assert_true(store_check(store, true, &e));
        store_close(store);
    }
}

/* ---- renewing ---- */

static void renew_for_ever(int out) {
    struct error e = {0};
    for (;;) {
        if (!sync_device_renew(folder, &e)) {
            say(out, "F ");
            say(out, e.text);
            return;
        }
        say(out, ".");
    }
}

static void killed_while_renewing(void **state) {
    (void)state;
    make_cases(40);
    struct store *store = must_open(STORE_ENTRIES);
    for (int i = 1; i <= 60; i++) {
        struct entry note = note_of(1 + i % 40, "reminder sent");
        must_add(store, &note);
    }
    store_close(store);
    int n = rounds(20, 300);
    for (int i = 0; i < n; i++) {
        run_and_kill(renew_for_ever, any(15000));
        size_t length;
        store = must_open(STORE_ENTRIES);
        assert_int_equal(one_int(store, "SELECT count(*) FROM main.entry WHERE device = (SELECT id FROM main.device)"), 60);
        assert_int_equal(one_int(store, "SELECT max(seq) = 60 AND min(seq) = 1 AND count(DISTINCT seq) = 60 FROM main.entry"), 1);
        assert_int_equal(one_int(store, "SELECT seq FROM main.device"), 60);
        assert_int_equal(one_int(store, "SELECT count(*) FROM main.own_fold f WHERE last_seq <> (SELECT max(seq) FROM main.entry e"
                                        " WHERE e.case_id = f.case_id)"),
                         0);
        assert_int_equal(log_lines(), 60);
        char device[40], *log = read_all(in_folder("record.log"), &length);
        int64_t seq;
        struct error e = {0};
        int named = 0;
        assert_true(sync_device(store, device, &seq, &e));
        for (char *at = log; (at = strstr(at, device)); at++)
            named++;
        free(log);
        assert_int_equal(named, 60); /* the log numbers them under the device of now */
        assert_int_equal(count_files("record.log.new"), 0);
        store_close(store);
    }
}

/* ---- no room ---- */

static void limit_files(rlim_t bytes) {
    struct rlimit bound;
    getrlimit(RLIMIT_FSIZE, &bound);
    bound.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &bound);
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

static int into_limit(int limit_bytes) {
    struct error e = {0};
    struct sync_case c = {0};
    signal(SIGXFSZ, SIG_IGN);
    int64_t n = cursor_now() + 1;
    limit_files((rlim_t)limit_bytes);
    for (int i = 0; i < 2; i++, n++)
        if (!apply_page(n, n % 5 == 0, &c, &e)) {
            limit_files(RLIM_INFINITY);
            if (e.kind != ERROR_UNABLE || !strstr(e.text, "no room on the disk"))
                return fprintf(stderr, "%s\n", e.text), 2;
            if (cursor_now() != n - 1)
                return 3;
            return apply_page(n, false, &c, &e) ? 0 : 4;
        }
    return 1;
}

static void no_room_while_applying(void **state) {
    (void)state;
    struct error e = {0};
    struct sync_case c = {0};
    assert_true(apply_page(1, true, &c, &e));
    sync_case_free(&c);
    int met = 0;
    for (int bytes = 20000; bytes < 500000; bytes += 23456) { /* now the WAL, now the database, at its beginning and at its end */
        int result = in_child(into_limit, bytes);
        if (result > 1)
            fail_msg("limit %d: %d", bytes, result);
        met += result == 0;
        check_page(cursor_now());
    }
    print_message("# %d limits met\n", met);
    assert_true(met >= 5);
}

static int into_small_disk(int unused) {
    struct error e = {0};
    struct sync_case c = {0};
    const struct sync_basis basis = basis_of();
    (void)unused;
    struct sync_apply *apply = sync_apply_snapshot(&basis, 1, &e);
    bool well = apply != NULL;
    for (int i = 1; well && i < 60000; i++) {
        simple_case(&c, i, 1);
        well = sync_apply_case(apply, &c, NULL, &e);
    }
    if (well && sync_apply_commit(apply, 1, NULL, &e))
        return 1;
    if (!well)
        sync_apply_rollback(apply);
    if (e.kind != ERROR_UNABLE || !strstr(e.text, "no room on the disk"))
        return fprintf(stderr, "%s\n", e.text), 2;
    struct store *store = must_open(STORE_ENTRIES);
    int64_t n = one_int(store, "SELECT count(*) FROM cache.fir_case");
    bool whole = one_int(store, "SELECT count(*) FROM cache.sqlite_schema WHERE type = 'index' AND tbl_name = 'fir_case'") >= 12;
    store_close(store);
    return n == 0 && whole ? 0 : 3;
}

/* A disk of its own that is full: ENOSPC, not a limit. */
static void a_disk_that_is_full(void **state) {
    (void)state;
    mkdir(folder, 0700);
    if (geteuid() != 0 || mount("tmpfs", folder, "tmpfs", 0, "size=3m") != 0) {
        print_message("# no small disk can be made here\n");
        skip();
    }
    int result = in_child(into_small_disk, 0);
    struct error e = {0};
    struct sync_case c = {0};
    bool again = result == 0 && apply_page(1, true, &c, &e); /* a smaller one fits */
    sync_case_free(&c);
    if (again)
        check_page(1);
    umount(folder);
    assert_int_equal(result, 0);
    if (!again)
        fail_msg("%s", e.text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(killed_while_applying), TEST(killed_while_acknowledging), TEST(killed_while_renewing), TEST(no_room_while_applying),
        TEST(a_disk_that_is_full),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rules_free(rules);
    return failed;
}
