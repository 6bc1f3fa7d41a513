/* Holds that twenty sessions at once on one database stand each other: ten screens of a control room that only reads (another user, who may
 * write nothing, where this is root), a station's screen that enters, four commands that enter, four that read, and an import again and
 * again. Nobody is told that anything is locked or damaged, each entry that was said to be saved is there at the end, in record.db and in
 * record.log, and every screen shows the last entry and the last import. A few seconds; ITSSO_LONG=1: a minute. */
#include <signal.h>
#include <sys/wait.h>

#include "db/entry.h"
#include "src/domain/case_no.h"
#include "tests/robust/reader.h"

#define TODAY "2026-11-23"
#define WATCHED "31999001/0459/2026" /* the screens of the control room look at it, the commands enter of it */
#define STATIONS "31999001/0500/2026" /* the station's session enters of it */
#define SCREENS 10
#define ENTERS 4
#define READS 4

static char top[64], data[96], program[160], extract[96];
static double until;

static int setup(void **state)
{
    (void)state;
    /* a home that is not there, for all: nobody's choices are kept, and no configuration is read */
    if (!*test_folder_make(top) || chmod(top, 0755) != 0 || setenv("HOME", "/nonexistent", 1) != 0 || unsetenv("XDG_STATE_HOME") != 0 ||
        unsetenv("XDG_CONFIG_HOME") != 0)
        return -1;
    snprintf(data, sizeof data, "%s/data", top);
    snprintf(program, sizeof program, "%s/itsso-tui", top);
    snprintf(extract, sizeof extract, "%s/extract.csv", top);
    copy_file(program_path(), program, 0755);
    demo_make(data);
    reader_only_reads(data);
    reader_done(data);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(top);
    return 0;
}

static struct pty *screen(enum who who, const char *read_only, int columns)
{
    const char *argv[] = {program, "--db", data, "--as-of", TODAY, "--lang", "en", read_only, NULL};
    const char *as_user[READER_WORDS];
    struct pty *p = pty_start(&(struct pty_options){.argv = argv_of(who, argv, as_user), .rows = 43, .columns = columns});
    check(p != NULL);
    return p;
}

/* Opens a case through the search. */
static void open_case(struct pty *p, const char *search, const char *number)
{
    check(pty_wait_text(p, "/26"));
    check(pty_keys_in_steps(p, "2|F|/"));
    check(pty_keys_in_steps(p, search));
    check(pty_keys_in_steps(p, "<Enter>|<Enter>"));
    check(pty_wait_text(p, number));
    check(pty_wait_text(p, "Steps"));
}

static int run(enum who who, const char *const *words, const char *input, char **said)
{
    const char *argv[READER_WORDS] = {program, "--db", data, "--as-of", TODAY, "--lang", "en"};
    const char *as_user[READER_WORDS];
    for (size_t i = 0; words[i]; i++)
        argv[7 + i] = words[i];
    return run_command(argv_of(who, argv, as_user), input, said);
}

/* ---- what runs beside the screens, each as a process of its own ---- */

static int failed(const char *who, int status, char *said)
{
    print_error("%s ended with %d: %s\n", who, status, said ? said : "");
    free(said);
    return 1;
}

/* Enters remarks and reasons; each id that was said to be saved goes into the pipe. */
static int enters(int number, int out)
{
    static const char *const codes[] = {"fsl", "medical", "age", "stay"};
    for (int turn = 0; pty_now_ms() < until; turn++) {
        char text[64], *said = NULL;
        const char *note[] = {"note", WATCHED, NULL}, *reason[] = {"reason", WATCHED, codes[(turn + number) % 4], NULL};
        snprintf(text, sizeof text, "round %d of %d", turn, number);
        int status = run(OWNER, turn % 2 ? reason : note, text, &said);
        char *id = said ? strstr(said, "saved ") : NULL;
        if (status != 0 || !id || id != said)
            return failed("a command that enters", status, said);
        if (write(out, id + 6, 36) != 36)
            return 1;
        free(said);
    }
    return 0;
}

static int reads(int number, int out)
{
    static const char *const lines[][6] = {
        {"status", NULL}, {"list", "--format", "csv", NULL}, {"show", WATCHED, "--remarks", NULL}, {"alerts", NULL}, {"rates", NULL},
        {"report", "ageing", NULL}, {"--read-only", "list", "--search", "0459", NULL}, {"--read-only", "status", NULL},
    };
    (void)out;
    for (int turn = number; pty_now_ms() < until; turn++) {
        char *said = NULL;
        const char *const *line = lines[(size_t)turn % (sizeof lines / sizeof lines[0])];
        int status = run(strcmp(line[0], "--read-only") == 0 ? READER : OWNER, line, NULL, &said);
        if (status != 0 || strstr(said, "locked") || strstr(said, "damaged"))
            return failed(line[0], status, said);
        free(said);
    }
    return 0;
}

static void write_extract(int round)
{
    FILE *file = fopen(extract, "w");
    assert_non_null(file);
    fputs("FIR No,FIR Date,PS Code,Acts and Sections,IO Rank,IO Name,Status\n", file);
    for (int i = 0; i < 1500; i++)
        fprintf(file, "%04d/2026,20/11/2026,31999001,BNS 64(1),SI,%s,Under Investigation\n", 2000 + i, round % 2 ? "R Verma" : "A Khan");
    fprintf(file, "0459/2026,24/09/2026,31999001,BNS 64(1),SI,Import %c,Under Investigation\n", (char)('A' + round % 26));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(extract, 0644), 0);
}

static int import_once(int round)
{
    const char *words[] = {"import", extract, NULL};
    char *said = NULL;
    write_extract(round);
    int status = run(OWNER, words, NULL, &said);
    if (status != 0)
        return failed("an import", status, said);
    free(said);
    return 0;
}

static int imports(int number, int out)
{
    (void)out;
    for (int round = number; pty_now_ms() < until; round++)
        if (import_once(round) != 0)
            return 1;
    return 0;
}

struct worker {
    pid_t pid;
    int out;
};

static struct worker begin(int (*work)(int number, int out), int number)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(work(number, ends[1]));
    close(ends[1]);
    return (struct worker){pid, ends[0]};
}

/* ---- the entries ---- */

#define ENTRIES_MAX 20000
static char saved[ENTRIES_MAX][37];
static int saved_n;

static void take_saved(int from)
{
    char id[37] = "";
    for (ssize_t n, used = 0; (n = read(from, id + used, (size_t)(36 - used))) > 0;) {
        used += n;
        if (used == 36) {
            assert_true(saved_n < ENTRIES_MAX);
            memcpy(saved[saved_n++], id, sizeof id);
            used = 0;
        }
    }
    close(from);
}

static bool count_reasons(void *context, const struct entry *entry)
{
    *(int *)context += entry->kind == ENTRY_REASON;
    return true;
}

static int reasons_of_the_station(struct store *store)
{
    struct error e = {0};
    case_id id = case_no_parse_full(STATIONS);
    int n = 0;
    assert_true(id != 0 && entries_of_case(store, id, count_reasons, &n, &e));
    return n;
}

static char *file_text(const char *name)
{
    char path[160];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", data, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0 && fstat(fd, &about) == 0);
    char *text = calloc(1, (size_t)about.st_size + 1);
    for (off_t at = 0; text && at < about.st_size;)
        at += read(fd, text + at, (size_t)(about.st_size - at));
    close(fd);
    return text;
}

static void all_are_there(int by_the_station, int before)
{
    struct error e = {0};
    struct entry entry;
    char *log = file_text("record.log");
    struct store *store = store_open(data, STORE_READ, &e);
    if (!store)
        fail_msg("%s", e.text);
    for (int i = 0; i < saved_n; i++) {
        if (!entry_by_id(store, saved[i], &entry, &e))
            fail_msg("%s was said to be saved and is not there: %s", saved[i], e.text);
        assert_non_null(strstr(log, saved[i]));
    }
    assert_int_equal(reasons_of_the_station(store) - before, by_the_station);
    assert_true(store_check(store, true, &e));
    store_close(store);
    free(log);
}

/* ---- all at once ---- */

static int enter_as_a_person(struct pty *p, int turn)
{
    check(pty_keys(p, "r"));
    check(pty_wait_text(p, "accused absconding"));
    check(pty_keys(p, turn % 2 ? "1<Enter>" : "2<Enter>"));
    check(pty_wait_no_text(p, "accused absconding"));
    check(pty_wait_text(p, "Saved."));
    return 1;
}

static int before_all(void)
{
    struct error e = {0};
    struct store *store = store_open(data, STORE_READ, &e);
    assert_non_null(store);
    int n = reasons_of_the_station(store);
    store_close(store);
    return n;
}

static void twenty(void **state)
{
    (void)state;
    struct pty *rooms[SCREENS];
    struct worker workers[ENTERS + READS + 1];
    const char *long_run = getenv("ITSSO_LONG");
    int n = 0, by_the_station = 0, before = before_all();
    for (int i = 0; i < SCREENS; i++)
        rooms[i] = screen(READER, "--read-only", 132);
    for (int i = 0; i < SCREENS; i++)
        open_case(rooms[i], "459/26", "0459/26");
    struct pty *station = screen(OWNER, NULL, 100);
    open_case(station, "500/26", "0500/26");
    until = pty_now_ms() + (long_run && *long_run == '1' ? 60000 : 4000);
    for (int i = 0; i < ENTERS; i++)
        workers[n++] = begin(enters, i);
    for (int i = 0; i < READS; i++)
        workers[n++] = begin(reads, 2 * i);
    workers[n++] = begin(imports, 0);
    assert_int_equal(n + SCREENS + 1, 20);
    while (pty_now_ms() < until)
        by_the_station += enter_as_a_person(station, by_the_station);
    for (int i = 0; i < n; i++) {
        int ended;
        take_saved(workers[i].out);
        assert_int_equal(waitpid(workers[i].pid, &ended, 0), workers[i].pid);
        assert_int_equal(ended, 0);
    }
    assert_int_equal(import_once(25), 0);
    const char *last[] = {"reason", WATCHED, "co-scrutiny", NULL};
    assert_int_equal(run(OWNER, last, NULL, NULL), 0);
    for (int i = 0; i < SCREENS; i++) {
        check(pty_wait_text(rooms[i], "CO scrutiny"));
        check(pty_wait_text(rooms[i], "SI Import Z"));
        assert_int_equal(pty_find(rooms[i], "locked", NULL), -1);
        pty_stop(rooms[i]);
    }
    pty_stop(station);
    print_message("# %d entries by commands, %d by the station's session\n", saved_n, by_the_station);
    assert_true(saved_n >= ENTERS && by_the_station >= 1);
    all_are_there(by_the_station, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(twenty)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
