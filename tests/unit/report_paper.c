/* Sheets on paper, with an lp and an lpstat of the test's own on PATH: given to the printer under a neutral name, no
 * file left; no lp and no printer: the PDF is kept in a folder of its own (0700, 0600) and its place said; an lp that
 * fails: said with its own words, the PDF kept; each print a name of its own; no folder, no itsso-print, a printer that
 * hangs. */
#include "tests/unit/report_sheets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/report/paper.h"

static char folder[] = "/tmp/itsso-paper-XXXXXX";
static char programs[4096]; /* the build's */
static char said[1024];

static const char *in_folder(const char *name) {
    static char path[4][256];
    static int next;
    next = (next + 1) % 4;
    text_format(path[next], sizeof path[0], "%s/%s", folder, name);
    return path[next];
}

static void script(const char *name, const char *text) {
    int file = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0700);
    assert_true(file >= 0);
    assert_true(write(file, "#!/bin/sh\n", 10) == 10);
    assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
}

static const char *content(const char *path) {
    static char text[4096];
    FILE *file = fopen(path, "r");
    if (!file)
        return "";
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    return text;
}

static int run(const char *command) {
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    char path[8192];
    struct child child;
    struct error e = {0};
    int status = -1;
    text_format(path, sizeof path, "%s", getenv("PATH"));
    setenv("PATH", "/bin:/usr/bin", 1);
    argv[0] = "sh";
    assert_true(child_start(&child, argv, NULL, 0, -1, &e));
    setenv("PATH", path, 1);
    assert_true(child_ended(&child, -1, &status));
    child_close(&child);
    return status;
}

static int kept(void) { /* PDFs in the folder */
    char command[512];
    text_format(command, sizeof command, "exit $(ls %s/state/itsso-tui/print 2>/dev/null | grep -c pdf)", folder);
    return run(command);
}

/* Nothing but the folder's and the build's programs is found. */
static int begin(void **state) {
    (void)state;
    char path[8192];
    begin_languages();
    text_format(folder, sizeof folder, "/tmp/itsso-paper-XXXXXX");
    ssize_t n = readlink("/proc/self/exe", programs, sizeof programs - 1);
    if (n <= 0 || !mkdtemp(folder))
        return -1;
    programs[n] = '\0';
    for (int i = 0; i < 3; i++)
        *strrchr(programs, '/') = '\0';
    text_format(path, sizeof path, "%s:%s", folder, programs);
    setenv("PATH", path, 1);
    setenv("XDG_STATE_HOME", in_folder("state"), 1);
    language_set(LANGUAGE_ENGLISH);
    return symlink("/usr/bin/env", in_folder("env"));
}

static int end(void **state) {
    (void)state;
    char command[128];
    text_format(command, sizeof command, "rm -rf %s", folder);
    return run(command);
}

static void a_printer(const char *lp) {
    script("lpstat", "[ \"$LC_ALL\" = C ] && echo 'system default destination: Samsung_ML'\n");
    script("lp", lp);
}

static enum paper_end print_one(void) {
    struct sheet *sheet = orderly_room(3);
    enum paper_end result = paper_print(sheet, in_folder("data"), said, sizeof said);
    sheet_free(sheet);
    return result;
}

static void printed(void **state) {
    (void)state;
    char lp[512];
    text_format(lp, sizeof lp,
                "for word in \"$@\"; do echo \"[$word]\"; last=$word; done >%s/told\n/usr/bin/head -c 5 \"$last\" "
                ">>%s/told\necho request id is Samsung_ML-1\n",
                folder, folder);
    a_printer(lp);
    assert_int_equal(print_one(), PAPER_PRINTED);
    assert_string_equal(said, "Given to the printer Samsung_ML.");
    const char *told = content(in_folder("told"));
    assert_memory_equal(told, "[-t]\n[ITSSO pending-by-io]\n[-o]\n[media=A4]\n[/tmp/", 49);
    assert_non_null(strstr(told, "%PDF-"));
    assert_int_equal(kept(), 0);
}

/* A case's number is in the name of the job, no more. */
static void name_of_the_job(void **state) {
    (void)state;
    char lp[512];
    text_format(lp, sizeof lp, "echo \"$2\" >%s/told\n", folder);
    a_printer(lp);
    struct sheet *sheet = odd_texts();
    text_format(sheet->name, sizeof sheet->name, "case");
    text_format(sheet->about, sizeof sheet->about, "0412/26; rm -rf $HOME");
    assert_int_equal(paper_print(sheet, "", said, sizeof said), PAPER_PRINTED);
    assert_string_equal(content(in_folder("told")), "ITSSO case-0412-26--rm--rf--HOME\n");
    sheet_free(sheet);
}

static void no_printer(void **state) {
    (void)state;
    struct stat file;
    const char *path;
    assert_int_equal(print_one(), PAPER_SAVED); /* no lp at all */
    path = strchr(said, '/');
    assert_non_null(path);
    assert_string_equal(said + (path - said), in_folder("state/itsso-tui/print/pending-by-io-31999001-2026-11-23.pdf"));
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_true(file.st_size > 1000);
    assert_int_equal(stat(in_folder("state/itsso-tui/print"), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0700);
    script("lp", "exit 1\n");
    script("lpstat", "echo 'no system default destination'\n");
    assert_int_equal(print_one(), PAPER_SAVED);
    assert_non_null(strstr(said, "No printer is set up here. The PDF is kept: "));
    assert_non_null(strstr(said, "-2026-11-23-2.pdf")); /* the first one is still there */
    assert_int_equal(kept(), 2);
}

static void it_fails(void **state) {
    (void)state;
    a_printer("echo 'lp: the tray is empty' >&2; exit 1\n");
    assert_int_equal(print_one(), PAPER_FAILED);
    assert_non_null(strstr(said, "Not printed (lp: lp: the tray is empty). The PDF is kept: /tmp/"));
    assert_int_equal(kept(), 1);
    script("lpstat", "echo 'lpstat: no scheduler'; exit 1\n");
    assert_int_equal(print_one(), PAPER_FAILED);
    assert_non_null(strstr(said, "lpstat: no scheduler"));
    assert_int_equal(kept(), 2);
    language_set(LANGUAGE_HINDI);
    a_printer("exit 3\n");
    assert_int_equal(print_one(), PAPER_FAILED);
    assert_non_null(strstr(said, "नहीं छपा"));
}

static void no_folder(void **state) {
    (void)state;
    char command[256];
    int file = open(in_folder("blocked"), O_WRONLY | O_CREAT, 0600); /* a file where a folder should be */
    close(file);
    setenv("XDG_STATE_HOME", in_folder("blocked"), 1);
    text_format(command, sizeof command, "mkdir -p %s/data", folder);
    run(command);
    assert_int_equal(print_one(), PAPER_SAVED);
    assert_non_null(strstr(said, in_folder("data/print/pending-by-io")));
    text_format(command, sizeof command, "rm -rf %s/data", folder);
    run(command);
    assert_int_equal(print_one(), PAPER_FAILED);
    assert_non_null(strstr(said, "There is no folder for the PDF"));
}

static void no_itsso_print(void **state) {
    (void)state;
    setenv("PATH", folder, 1);
    assert_int_equal(print_one(), PAPER_FAILED);
    assert_non_null(strstr(said, "itsso-print is not installed"));
    script("itsso-print", "echo 'it burns' >&2; exit 3\n");
    assert_int_equal(print_one(), PAPER_FAILED);
    assert_string_equal(said, "it burns");
    char command[256];
    text_format(command, sizeof command, "exit $(find %s -name '*.pdf' | wc -l)", folder);
    assert_int_equal(run(command), 0); /* no empty file is left */
}

/* What the loop of the screens does where a printer hangs: the child is ended, the PDF kept. */
static void a_printer_that_hangs(void **state) {
    (void)state;
    struct paper paper;
    struct error e = {0};
    int status = -1;
    a_printer("exec sleep 60\n");
    symlink("/bin/sleep", in_folder("sleep"));
    struct sheet *sheet = orderly_room(1);
    assert_true(paper_begin(&paper, sheet, "", &e));
    sheet_free(sheet);
    for (int i = 0; i < 2; i++) {
        assert_true(child_ended(&paper.child, 20000, &status));
        assert_int_equal(paper_step(&paper, status, said, sizeof said), PAPER_GOES_ON);
    }
    assert_int_equal(paper.step, PAPER_PRINTS);
    assert_false(child_ended(&paper.child, 0, &status));
    assert_int_equal(paper_step(&paper, -1, said, sizeof said), PAPER_FAILED);
    assert_non_null(strstr(said, "it did not end in time"));
    assert_int_equal(paper.child.pid, 0);
    assert_int_equal(kept(), 1);
    paper_close(&paper);
}

/* What doctor asks. */
static void which_printer(void **state) {
    (void)state;
    char name[64];
    assert_false(paper_printer(name, sizeof name, said, sizeof said));
    assert_string_equal(said, ""); /* none is set up: nothing is wrong */
    a_printer("exit 1\n");
    assert_true(paper_printer(name, sizeof name, said, sizeof said));
    assert_string_equal(name, "Samsung_ML");
    script("lpstat", "echo 'no system default destination'\n");
    assert_false(paper_printer(name, sizeof name, said, sizeof said));
    assert_string_equal(said, "");
    script("lpstat", "echo 'lpstat: no scheduler' >&2; exit 1\n");
    assert_false(paper_printer(name, sizeof name, said, sizeof said));
    assert_string_equal(said, "lpstat: no scheduler");
}

#define HELD(test) cmocka_unit_test_setup_teardown(test, begin, end)
int main(void) {
    const struct CMUnitTest tests[] = {
        HELD(printed),   HELD(name_of_the_job), HELD(no_printer),           HELD(it_fails),
        HELD(no_folder), HELD(no_itsso_print),  HELD(a_printer_that_hangs), HELD(which_printer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
