/* Holds that screen 7 compares a register beside the screens and shows what it found by kind, opens a case from it, marks a fact as wrong,
 * saves the list (0600, not over a file unasked), prints it (without a printer: keeps the PDF), says what is wrong with a file, and that a session that only reads does none of it. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

#define HEADINGS "FIR No,FIR Date,PS Code,Acts and Sections,Status\n"

static char folder[64], home[64], state_home[96], user_home[96];

static const char *in_home(const char *name)
{
    static char path[8][160];
    static int next;
    char *out = path[next++ % 8];
    snprintf(out, sizeof path[0], "%s/%s", home, name);
    return out;
}

static int write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_home(name), "w");
    if (!file)
        return -1;
    fputs(text, file);
    return fclose(file);
}

static int setup(void **state)
{
    (void)state;
    if (!*test_folder_make(folder) || !*test_folder_make(home))
        return -1;
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", home);
    snprintf(user_home, sizeof user_home, "HOME=%s", home);
    const char *import[] = { program_path(), "--db", folder, "--lang", "en", "import", in_home("extract.csv"), NULL };
    if (write_file("extract.csv", HEADINGS "0301/2026,20/09/2026,31999001,BNS 64(1),Under Investigation\n"
                                           "0302/2026,21/09/2026,31999001,BNS 64(1),Under Investigation\n"
                                           "0303/2026,22/09/2026,31999001,BNS 64(1),Under Investigation\n") != 0 ||
        write_file("register.csv", HEADINGS "0301/2026,20/09/2026,31999001,BNS 65(1),Charge Sheeted\n"
                                            "0304/2026,25/09/2026,31999001,BNS 64(1),Under Investigation\n"
                                            "0303/2026,22/09/2026,31999001,BNS 64(1),Under Investigation\n") != 0 ||
        write_file("no-register.csv", "this is no register\n") != 0)
        return -1;
    return run_command(import, NULL, NULL);
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(folder);
    test_folder_remove(home);
    return 0;
}

static struct pty *start(const char *more)
{
    static const char no_printer[] = "PATH=/nonexistent";
    const char *argv[] = { program_path(), "--db", folder, "--as-of", "2026-11-23", "--lang", "en", more, NULL };
    const char *env[] = { state_home, user_home, no_printer, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = 30, .columns = 110 });
    check(p != NULL);
    check(pty_wait_text(p, "Last 12 months"));
    check(pty_keys(p, "7"));
    check(pty_wait_text(p, "In CCTNS/ITSSO"));
    return p;
}

static void compares_and_shows(void **state)
{
    (void)state;
    struct pty *p = start(NULL);
    check(pty_wait_text(p, "No register was compared yet."));
    check(pty_keys_in_steps(p, "n|nothing.csv|<Enter>"));
    check(pty_wait_text(p, "There is no such file"));
    check(pty_keys_in_steps(p, "<C-u>|~/no-register.csv|<Enter>"));
    check(pty_wait_text(p, "no-register.csv")); /* why it is none */
    check(pty_wait_text(p, "No register was compared yet."));
    check(pty_keys_in_steps(p, "n|~/register.csv|<Enter>"));
    check(pty_wait_text(p, "only in the register: 1"));
    check(pty_wait_text(p, "only here, not in the register: 1"));
    check(pty_wait_text(p, "differs: 2"));
    check(pty_wait_text(p, "register.csv: 3 cases of 1 station, FIR dates 20/09/2026 - 25/09/2026; 1 agree"));
    check(pty_wait_text(p, "31999001/0304/2026"));
    /* what is not here cannot be opened */
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "has not this case"));
    check(pty_keys_in_steps(p, "<Down>|<Enter>"));
    check(pty_wait_text(p, "0302/26"));
    check(pty_keys_in_steps(p, "<Esc>"));
    check(pty_wait_text(p, "2 of 4")); /* back on the same row */
    check(pty_keys_in_steps(p, "<Down>|w|2|<Enter>"));
    check(pty_wait_text(p, "marked as wrong in CCTNS: 1"));
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "/reconcile-31999001-2026-11-23.pdf"));
    pty_stop(p);
    /* another session sees what was kept */
    p = start("--read-only");
    check(pty_wait_text(p, "differs: 2"));
    check(pty_wait_text(p, "marked as wrong in CCTNS: 1"));
    check(pty_keys(p, "n"));
    check(pty_wait_text(p, "no file is read or written"));
    check(pty_keys(p, "<End>W"));
    check(pty_wait_text(p, "no file is read or written"));
    check(pty_keys(p, "<End>w"));
    check(pty_wait_text(p, "nothing can be entered"));
    pty_stop(p);
}

static void saves_the_list(void **state)
{
    (void)state;
    struct stat about;
    struct pty *p = start(NULL);
    check(pty_wait_text(p, "differs: 2"));
    check(pty_keys_in_steps(p, "W|<Enter>"));
    check(pty_wait_text(p, "only you can read it"));
    assert_int_equal(stat(in_home("reconcile.csv"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    char text[4096] = "";
    int fd = open(in_home("reconcile.csv"), O_RDONLY | O_CLOEXEC);
    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    assert_non_null(strstr(text, "31999001/0304/2026"));
    check(pty_keys_in_steps(p, "W|<Enter>"));
    check(pty_wait_text(p, "There is such a file already"));
    check(pty_keys_in_steps(p, "<Esc>"));
    check(pty_wait_no_text(p, "There is such a file already"));
    check(pty_keys_in_steps(p, "W|<C-u>|~/list.html|<Enter>"));
    check(pty_wait_text(p, "only you can read it"));
    assert_int_equal(stat(in_home("list.html"), &about), 0);
    check(pty_keys_in_steps(p, "W|<C-u>|/no/such/folder/list.csv|<Enter>"));
    check(pty_wait_text(p, "could not be written"));
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_and_shows),
        cmocka_unit_test(saves_the_list),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
