/* Holds that --read-only writes nothing and starts no program, whoever uses it: every reading command says what it says without the
 * option, every writing one is refused, no key of any screen leaves a trace in the data folder, the home or the list of programs, and
 * what would write says why it does not; that a user who may write nothing reads also while an import runs; and that what a crash left
 * (a hot journal, a WAL, missing files, damage) is read where it can be read, else said with exit status 3 and left as it is. */
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "tests/robust/reader.h"

#define TODAY "2026-11-23"

static char top[64], data[96], home[2][96], marks[96], bin[96], program[160], config[128];
static char env_home[2][256], env_path[256];

/* ---- the house ---- */

static void write_text(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* Each program that the screens may start, as one that leaves a mark. */
static void make_traps(void)
{
    static const char *const names[] = {"itsso-sync", "itsso-print", "lp", "lpstat"};
    char path[160], text[512];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", bin, names[i]);
        snprintf(text, sizeof text, "#!/bin/sh\necho \"$0 $*\" >>%s/ran\n", marks);
        write_text(path, text, 0755);
    }
}

static int setup(void **state)
{
    (void)state;
    if (!*test_folder_make(top) || chmod(top, 0755) != 0)
        return -1;
    snprintf(data, sizeof data, "%s/data", top);
    snprintf(marks, sizeof marks, "%s/marks", top);
    snprintf(bin, sizeof bin, "%s/bin", top);
    snprintf(program, sizeof program, "%s/itsso-tui", bin);
    snprintf(config, sizeof config, "%s/conf", top);
    snprintf(env_path, sizeof env_path, "PATH=%s:/usr/bin:/bin", bin);
    for (enum who who = OWNER; who <= READER; who++) {
        snprintf(home[who], sizeof home[who], "%s/home%d", top, who);
        snprintf(env_home[who], sizeof env_home[who], "HOME=%s", home[who]);
        uid_t id = who == OWNER ? OWNER_ID : READER_ID;
        if (mkdir(home[who], 0755) != 0 || (reader_is_another() && chown(home[who], id, id) != 0))
            return -1;
    }
    if (mkdir(marks, 0755) != 0 || chmod(marks, 0777) != 0 || mkdir(bin, 0755) != 0)
        return -1;
    copy_file(program_path(), program, 0755);
    make_traps();
    write_text(config, "[sync]\nurl = https://127.0.0.1:9\n", 0644);
    demo_make_of(data, "district", 300);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    reader_done(data);
    test_folder_remove(top);
    return 0;
}

/* "env -u XDG… HOME=… PATH=… PROGRAM --db data … words", as this user. */
static int run_words(enum who who, const char *option, const char *words, const char *input, char **output)
{
    static char line[1024];
    const char *argv[READER_WORDS] = {"env", "-u", "XDG_STATE_HOME", "-u", "XDG_CONFIG_HOME", env_home[who], env_path, program, "--db", data,
                                      "--as-of", TODAY, "--lang", "en"};
    const char *as_user[READER_WORDS];
    size_t n = 14;
    char *rest = NULL;
    if (option)
        argv[n++] = option;
    snprintf(line, sizeof line, "%s", words);
    for (char *word = strtok_r(line, " ", &rest); word && n + 6 < READER_WORDS; word = strtok_r(NULL, " ", &rest))
        argv[n++] = word;
    argv[n] = NULL;
    return run_command(argv_of(who, argv, as_user), input, output);
}

static void must_say(enum who who, const char *words, int status, const char *part)
{
    char *said = NULL;
    int ended = run_words(who, "--read-only", words, NULL, &said);
    if (ended != status || !said || !strstr(said, part))
        fail_msg("--read-only %s (%s): ended with %d and said: %s\nexpected %d and: %s", words, who == READER ? "reader" : "owner", ended,
                 said ? said : "", status, part);
    free(said);
}

/* Whoever may write opens it once: what a crash left is mended. */
static void mend(void)
{
    reader_done(data);
    assert_int_equal(run_words(OWNER, NULL, "status", NULL, NULL), 0);
    reader_only_reads(data);
}

static struct pty *start(enum who who)
{
    const char *argv[] = {program, "--config", config, "--db", data, "--as-of", TODAY, "--lang", "en", "--read-only", NULL};
    const char *as_user[READER_WORDS];
    const char *environment[] = {env_home[who], env_path, "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "ESCDELAY=8", NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv_of(who, argv, as_user), .env = environment});
    check(p != NULL);
    return p;
}

static struct watch on_data, on_home[2], on_marks;

static void watch_all(void)
{
    watch_begin(&on_data, data);
    watch_begin(&on_home[OWNER], home[OWNER]);
    watch_begin(&on_home[READER], home[READER]);
    watch_begin(&on_marks, marks);
}

static void nothing_written(const char *during)
{
    watch_unwritten(&on_data, during);
    watch_unwritten(&on_home[OWNER], during);
    watch_unwritten(&on_home[READER], during);
    watch_unwritten(&on_marks, during);
}

/* ---- commands ---- */

static const char *const reading[] = {
    "status", "list", "list --format csv --status all", "list --format json --limit 5 --directions", "show 31999001/0460/2026",
    "show 31999001/0460/2026 --format json --remarks", "alerts", "alerts --all --format csv", "rates", "rates --format csv --category 376",
    "directions --all --text", "report", "report ageing", "report ageing --format csv", "report pending-by-io --format html",
    "report crime-meeting", "report monthly-balance", "report annexure-4 --format csv", "reason --codes", "step --codes",
    "direction --codes", "sync --status", "classify", "--help", "--version",
};

static void reading_commands(void **state)
{
    (void)state;
    reader_only_reads(data);
    for (size_t i = 0; i < sizeof reading / sizeof reading[0]; i++) {
        char *plain = NULL, *said[2] = {NULL, NULL};
        reader_done(data);
        int status = run_words(OWNER, NULL, reading[i], "", &plain);
        reader_only_reads(data);
        if (status != 0)
            fail_msg("%s: ended with %d: %s", reading[i], status, plain);
        watch_all();
        for (enum who who = OWNER; who <= READER; who++) {
            int ended = run_words(who, "--read-only", reading[i], "", &said[who]);
            if (ended != status || strcmp(said[who], plain) != 0)
                fail_msg("%s: ended with %d, not %d, and said\n%s\nnot\n%s", reading[i], ended, status, said[who], plain);
            free(said[who]);
        }
        nothing_written(reading[i]);
        free(plain);
    }
    /* doctor names what it finds; which of it depends on the user */
    watch_all();
    for (enum who who = OWNER; who <= READER; who++) {
        char *said = NULL;
        assert_in_range(run_words(who, "--read-only", "doctor --full", NULL, &said), 0, 1);
        assert_non_null(strstr(said, "every page of both databases is whole"));
        free(said);
    }
    watch_unwritten(&on_data, "doctor");
    watch_unwritten(&on_home[OWNER], "doctor"); /* it asks lpstat for the printer, and whether Hindi can be made on paper */
    watch_unwritten(&on_home[READER], "doctor");
}

static const char *const writing[] = {
    "import /dev/null", "units /dev/null", "note 31999001/0460/2026", "step 31999001/0460/2026 co 2026-11-20", "reason 31999001/0460/2026 fsl",
    "ack 31999001/0460/2026", "ack --all", "direction 31999001/0460/2026 --source district", "answer 01234567", "redact 01234567",
    "demo --no-screen", "report monthly-balance --issue", "report ageing --output /tmp/itsso-read-only.txt",
    "report ageing --format pdf --output /tmp/itsso-read-only.pdf",
};

static void writing_commands(void **state)
{
    (void)state;
    watch_all();
    for (size_t i = 0; i < sizeof writing / sizeof writing[0]; i++)
        for (enum who who = OWNER; who <= READER; who++)
            must_say(who, writing[i], 2, "--read-only");
    assert_int_not_equal(access("/tmp/itsso-read-only.txt", F_OK), 0);
    nothing_written("commands that write");
}

/* ---- screens ---- */

/* All keys but q, on eight screens at once, each followed by what would choose and save. */
static void every_key(void **state)
{
    (void)state;
    static const char *const screens[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    static const char *const named[] = {"<Enter>", "<F2>", "<Delete>", " ", "<C-z>", "+", "-", "=", ".", "/", "!", "<Tab>"};
    enum { SCREENS = 8, LETTERS = 52, NAMED = sizeof named / sizeof named[0] };
    struct pty *p[SCREENS];
    reader_only_reads(data);
    watch_all();
    for (int i = 0; i < SCREENS; i++)
        p[i] = start(OWNER);
    for (int i = 0; i < SCREENS; i++)
        check(pty_wait_text(p[i], "/26"));
    for (int k = 0; k < LETTERS + NAMED; k++) {
        char letter[2] = {(char)(k < 26 ? 'a' + k : 'A' + k - 26), '\0'};
        const char *key = k < LETTERS ? letter : named[k - LETTERS];
        if (key[0] == 'q')
            continue;
        /* a form asks whether to leave what was typed: y */
        const char *const steps[] = {NULL, key, "1<Enter>x<Enter><Enter>", "<Esc>", "y", "<Esc>"};
        for (size_t step = 0; step < sizeof steps / sizeof steps[0]; step++) {
            for (int i = 0; i < SCREENS; i++)
                check(pty_keys(p[i], step ? steps[step] : screens[i]));
            for (int i = 0; i < SCREENS; i++)
                pty_settle(p[i], 2, 1000);
        }
        nothing_written(key);
    }
    for (int i = 0; i < SCREENS; i++) {
        check(pty_keys_in_steps(p[i], "<Esc>|y|<Esc>|<Esc>|1"));
        check(pty_wait_text(p[i], "/26"));
        pty_stop(p[i]);
    }
    nothing_written("leaving");
}

static void says_why(void **state)
{
    (void)state;
    static const struct { const char *keys, *why; } said[] = {
        {"2|p", "nothing is printed"},
        {"1|p", "nothing is printed"},
        {"2|r", "nothing can be entered"},
        {"3|s", "nothing can be entered"},
        {"3|t", "nothing can be entered"},
        {"3|w", "nothing can be entered"},
        {"3|i", "nothing can be entered"},
        {"3|u", "nothing can be entered"},
        {"3|X", "nothing can be entered"},
        {"3|p", "nothing is printed"},
        {"4|a", "nothing can be entered"},
        {"2|v|+", "neither saved nor deleted"},
        {"7|n", "no file is read or written"},
        {"7|W", "no file is read or written"},
        {"6|W", "nothing is saved, printed or issued"},
        {"6|p", "nothing is saved, printed or issued"},
        {"8|s", "it does not sync"},
        {"S|<Down>|<Enter>", "the choice holds until you leave"},
    };
    reader_only_reads(data);
    watch_all();
    struct pty *p = start(READER);
    check(pty_wait_text(p, "/26"));
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        check(pty_keys_in_steps(p, said[i].keys));
        check(pty_wait_text(p, said[i].why));
        check(pty_keys_in_steps(p, "<Esc>|<Down>"));
        check(pty_wait_no_text(p, said[i].why));
    }
    /* filters, searches and the period of the units are for the moment, not kept */
    check(pty_keys_in_steps(p, "2|/|0460|<Enter>|5|c|s|2"));
    check(pty_keys_in_steps(p, "<Esc>|<Esc>|<Esc>|q"));
    int status;
    check(pty_wait_end(p, &status, PTY_DEADLINE_MS));
    pty_stop(p);
    nothing_written("a reader's session");
}

/* ---- while others write ---- */

static void while_an_import_runs(void **state)
{
    (void)state;
    char path[160], words[192], units[160];
    if (!reader_is_another())
        skip(); /* who may write and who may not are two users */
    snprintf(path, sizeof path, "%s/extract.csv", top);
    snprintf(units, sizeof units, "%s/units.csv", top);
    reader_only_reads(data);
    snprintf(words, sizeof words, "import %s", path);
    struct pty *p = start(READER);
    check(pty_wait_text(p, "/26"));
    check(pty_keys_in_steps(p, "2|F|/|7777|<Enter>"));
    for (int round = 1; round <= 2; round++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs("FIR No,FIR Date,PS Code,Acts and Sections,IO Rank,IO Name,Status\n", file);
        for (int i = 0; i < 4000; i++)
            fprintf(file, "%04d/2026,20/11/2026,31999001,BNS 64(1),SI,%s,Under Investigation\n", 2000 + i, round % 2 ? "R Verma" : "A Khan");
        fputs(round % 2 ? "7777/2026,20/11/2026,31999001,BNS 64(1),SI,Odd,Under Investigation\n"
                        : "7777/2026,20/11/2026,31999001,BNS 64(1),SI,Even,Under Investigation\n", file);
        assert_int_equal(fclose(file), 0);
        pid_t import = fork();
        if (import == 0)
            _exit(run_words(OWNER, NULL, words, NULL, NULL) == 0 ? 0 : 1);
        int ended, status, reads = 0;
        do {
            char *said = NULL;
            status = run_words(READER, "--read-only", "status", NULL, &said);
            if (status != 0)
                fail_msg("while an import ran: %s", said);
            free(said);
            reads++;
        } while (waitpid(import, &ended, WNOHANG) == 0);
        assert_int_equal(ended, 0);
        assert_true(reads > 1);
        check(pty_wait_text(p, round % 2 ? "Odd" : "Even"));
        check(pty_wait_no_text(p, round % 2 ? "Even" : "Odd"));
    }
    pty_stop(p);
}

/* ---- what a crash left ---- */

static const char *in_data(const char *name)
{
    static char path[4][160];
    static int next;
    char *out = path[next++ % 4];
    snprintf(out, sizeof path[0], "%s/%s", data, name);
    return out;
}

/* Runs SQL on a database as another process, which is killed where it stands. */
static void crash(const char *file, const char *sql)
{
    int ended;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        sqlite3 *db;
        umask(0);
        if (!become_owner() || sqlite3_open(in_data(file), &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
            fprintf(stderr, "%s\n", sqlite3_errmsg(db));
            _exit(1);
        }
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    assert_true(WIFSIGNALED(ended));
}

/* A save that was killed after its pages had begun to go into the file. */
static void crash_in_a_save(void)
{
    reader_done(data);
    crash("record.db", "PRAGMA journal_mode = PERSIST; PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;"
                       "UPDATE entry SET author = author || 'x'");
    reader_only_reads(data);
}

static void hot_journal(void **state)
{
    (void)state;
    reader_only_reads(data);
    crash_in_a_save();
    watch_all();
    for (enum who who = OWNER; who <= READER; who++) {
        must_say(who, "status", 3, "was left in the middle of a save. A user who may write there has to start the program once");
        must_say(who, "show 31999001/0460/2026", 3, "was left in the middle of a save");
        struct pty *p = start(who);
        int ended;
        check(pty_wait_end(p, &ended, PTY_DEADLINE_MS));
        assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == 3);
        pty_stop(p);
    }
    nothing_written("a hot journal");
    mend();
    for (enum who who = OWNER; who <= READER; who++)
        must_say(who, "status", 0, "over the limit");
}

/* A session that was open when it happened says it, stays, and goes on when somebody has mended it. */
static void hot_journal_meanwhile(void **state)
{
    (void)state;
    reader_only_reads(data);
    struct pty *p = start(READER);
    check(pty_wait_text(p, "/26"));
    crash_in_a_save();
    watch_all();
    check(pty_keys_in_steps(p, "2|F|s|<Esc>|3"));
    check(pty_keys(p, "<Esc>"));
    check(pty_keys_in_steps(p, "4"));
    check(pty_wait_text(p, "was left in the middle of a save"));
    nothing_written("a hot journal in a session");
    mend();
    check(pty_keys_in_steps(p, "1|4"));
    check(pty_wait_no_text(p, "was left in the middle of a save"));
    check(pty_wait_text(p, "/26"));
    pty_stop(p);
}

/* An import that was killed: what it had committed is read out of the WAL, the rest is not there, and nothing is brought in. */
static void a_wal_that_was_left(void **state)
{
    (void)state;
    reader_only_reads(data);
    reader_done(data);
    crash("cache.db", "PRAGMA wal_autocheckpoint = 0; UPDATE unit SET name_en = 'Committed' WHERE name_en = 'Demo Nagar';"
                      "PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;"
                      "UPDATE officer SET name = 'not committed'; UPDATE fir_case SET arrests = 99, court_date = '2026-12-24'");
    reader_only_reads(data);
    struct stat wal;
    assert_int_equal(stat(in_data("cache.db-wal"), &wal), 0);
    assert_true(wal.st_size > 0);
    watch_all();
    for (enum who who = OWNER; who <= READER; who++) {
        must_say(who, "list --limit 1", 0, "31999");
        char *said = NULL;
        assert_int_equal(run_words(who, "--read-only", "list --status all --format csv", NULL, &said), 0);
        assert_null(strstr(said, "not committed"));
        free(said);
        struct pty *p = start(who);
        check(pty_wait_text(p, "Committed"));
        pty_stop(p);
    }
    nothing_written("a WAL that was left");
    mend();
}

static void missing_files(void **state)
{
    (void)state;
    static const char *const gone[] = {"cache.db-shm", "cache.db-wal"};
    for (size_t i = 0; i < 2; i++) {
        reader_only_reads(data);
        reader_done(data);
        assert_int_equal(unlink(in_data(gone[i])), 0);
        reader_only_reads(data);
        watch_all();
        for (enum who who = OWNER; who <= READER; who++)
            must_say(who, "status", 3, "its -wal and -shm files are missing");
        nothing_written(gone[i]);
        mend();
        for (enum who who = OWNER; who <= READER; who++)
            must_say(who, "status", 0, "over the limit");
    }
}

static void damage(void **state)
{
    (void)state;
    char kept[160];
    snprintf(kept, sizeof kept, "%s/cache.kept", top);
    reader_only_reads(data);
    reader_done(data);
    copy_file(in_data("cache.db"), kept, 0600);
    int file = open(in_data("cache.db"), O_WRONLY | O_CLOEXEC);
    static char bad[200000];
    memset(bad, '#', sizeof bad);
    assert_int_equal(pwrite(file, bad, sizeof bad, 4096), sizeof bad);
    close(file);
    reader_only_reads(data);
    watch_all();
    for (enum who who = OWNER; who <= READER; who++) {
        must_say(who, "list --status all", 3, "damaged");
        must_say(who, "status", 3, "damaged");
    }
    nothing_written("a damaged cache.db");
    reader_done(data);
    copy_file(kept, in_data("cache.db"), 0664);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_commands),
        cmocka_unit_test(writing_commands),
        cmocka_unit_test(every_key),
        cmocka_unit_test(says_why),
        cmocka_unit_test(hot_journal),
        cmocka_unit_test(hot_journal_meanwhile),
        cmocka_unit_test(a_wal_that_was_left),
        cmocka_unit_test(missing_files),
        cmocka_unit_test(damage),
        cmocka_unit_test(while_an_import_runs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
