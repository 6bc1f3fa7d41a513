/* Holds that p on Home, in Cases and on a case gives a sheet to the printer (an lp of the test's own) under a name that tells nobody
 * anything, that keys work while the printer takes its time and its word comes when it comes, that a failure is said and the PDF
 * kept and named, and that without a printer the PDF of what the screen shows is kept: Hindi as well, no search text that may be a name. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

#define TODAY "2026-11-23"

static char home[64], bin[96], state_home[96], path[128], told[96], gate[96];

static void script(const char *name, const char *text)
{
    char file[160];
    snprintf(file, sizeof file, "%s/%s", bin, name);
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fprintf(out, "#!/bin/sh\n%s", text);
    fclose(out);
    assert_int_equal(chmod(file, 0700), 0);
}

static int setup(void **state)
{
    char link[160];
    if (demo_setup(state) != 0 || !*test_folder_make(home))
        return -1;
    snprintf(bin, sizeof bin, "%s/bin", home);
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", home);
    snprintf(path, sizeof path, "PATH=%s", bin);
    snprintf(told, sizeof told, "%s/told", home);
    snprintf(gate, sizeof gate, "%s/gate", home);
    snprintf(link, sizeof link, "%s/env", bin);
    return mkdir(bin, 0700) != 0 || symlink("/usr/bin/env", link) != 0 || mkfifo(gate, 0600) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    test_folder_remove(home);
    return demo_teardown(state);
}

static struct pty *start(const char *language)
{
    const char *argv[] = { program_path(), "--db", demo_folder, "--as-of", TODAY, "--lang", language, NULL };
    const char *env[] = { state_home, path, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = 30, .columns = 132 });
    check(p != NULL);
    check(pty_wait_text(p, "376"));
    return p;
}

static char *read_file(const char *name)
{
    static char text[4096];
    FILE *file = fopen(name, "r");
    if (!file)
        return memset(text, 0, 1);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* The text of a PDF that was kept; skips where pdftotext is not installed. */
static char *pdf_text(const char *name)
{
    char file[256], *text = NULL;
    snprintf(file, sizeof file, "%s/itsso-tui/print/%s", home, name);
    const char *argv[] = { "pdftotext", file, "-", NULL };
    if (access("/usr/bin/pdftotext", X_OK) != 0)
        skip();
    assert_int_equal(run_command(argv, NULL, &text), 0);
    return text;
}

static void a_printer_that_takes_its_time(void **state)
{
    (void)state;
    char lp[512];
    script("lpstat", "echo 'system default destination: Samsung_ML'\n");
    snprintf(lp, sizeof lp, "echo \"$2\" >%s\nread go <%s\n", told, gate);
    script("lp", lp);
    struct pty *p = start("en");
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "Printing: To chase today"));
    check(pty_keys(p, "2")); /* the screens go on */
    check(pty_wait_text(p, "by days left"));
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "The sheet before is still on its way"));
    int out = open(gate, O_WRONLY); /* lp reads now */
    assert_true(out >= 0 && write(out, "go\n", 3) == 3);
    close(out);
    check(pty_wait_text(p, "Given to the printer Samsung_ML."));
    assert_string_equal(read_file(told), "ITSSO to-chase\n");
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "two months: "));
    snprintf(lp, sizeof lp, "echo \"$2\" >%s\n", told);
    script("lp", lp);
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "Given to the printer Samsung_ML."));
    assert_memory_equal(read_file(told), "ITSSO case-0", 12);
    pty_stop(p);
}

static void a_failure_is_said(void **state)
{
    (void)state;
    script("lpstat", "echo 'system default destination: Samsung_ML'\n");
    script("lp", "echo 'lp: the tray is empty' >&2; exit 1\n");
    struct pty *p = start("en");
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "Not printed (lp: lp: the tray is empty). The PDF is kept:"));
    check(pty_wait_text(p, "to-chase-31999001-2026-11-23.pdf"));
    pty_stop(p);
    char *text = pdf_text("to-chase-31999001-2026-11-23.pdf");
    assert_non_null(strstr(text, "To chase today"));
    assert_non_null(strstr(text, "Confidential: section 72 BNS"));
    assert_non_null(strstr(text, "TRAINING"));
    free(text);
}

static void no_printer_in_hindi(void **state)
{
    (void)state;
    char file[160];
    snprintf(file, sizeof file, "%s/lp", bin);
    unlink(file);
    struct pty *p = start("hi");
    check(pty_keys_in_steps(p, "2|/|वर्मा|<Enter>"));
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "cases-31999001-2026-11-23.pdf"));
    check(pty_keys_in_steps(p, "<Esc>|/|ग्राम|<Enter>")); /* what may tell a place stays off the paper */
    check(pty_keys(p, "p"));
    check(pty_wait_text(p, "cases-31999001-2026-11-23-2.pdf"));
    pty_stop(p);
    char *text = pdf_text("cases-31999001-2026-11-23.pdf");
    assert_non_null(strstr(text, "अभियोगों की सूची"));
    assert_non_null(strstr(text, "/वर्मा"));
    assert_non_null(strstr(text, "लम्बित रहने का कारण"));
    assert_non_null(strstr(text, "0450/26"));
    assert_null(strstr(text, "यादव"));
    free(text);
    text = pdf_text("cases-31999001-2026-11-23-2.pdf");
    assert_null(strstr(text, "ग्राम"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_printer_that_takes_its_time), cmocka_unit_test(a_failure_is_said),
                                        cmocka_unit_test(no_printer_in_hindi) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
