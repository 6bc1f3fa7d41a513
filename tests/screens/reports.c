/* Holds that screen 6 lists the reports and shows each as the page that `report` prints, for the unit, day and period of its form, never
 * above or beside the session's unit; that a wider page can be moved sideways; that W saves (0600, not over a file unasked), p and O print,
 * I issues after asking, and that a session that only reads does none of it. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pty_check.h"

#define TODAY "2026-11-23"

static char station[64], district[64], home[64], state_home[96], user_home[96], path[160];

static int setup(void **state)
{
    (void)state;
    char link[160], bin[96];
    if (!*test_folder_make(station) || !*test_folder_make(district) || !*test_folder_make(home))
        return -1;
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", home);
    snprintf(user_home, sizeof user_home, "HOME=%s", home);
    snprintf(bin, sizeof bin, "%s/bin", home);
    snprintf(path, sizeof path, "PATH=%s", bin); /* no printer here */
    snprintf(link, sizeof link, "%s/env", bin);
    return mkdir(bin, 0700) != 0 || symlink("/usr/bin/env", link) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(station);
    test_folder_remove(district);
    test_folder_remove(home);
    return 0;
}

static void data_is_made(void **state)
{
    (void)state;
    demo_make(station);
    demo_make_of(district, "district", 1500);
}

struct how { const char *db, *more, *config, *today, *language; int rows, columns; };

static struct pty *start_how(struct how how)
{
    const char *argv[] = { program_path(), "--db", how.db, "--as-of", how.today ? how.today : TODAY, "--lang", how.language ? how.language : "en",
                           how.more ? how.more : how.config ? "--config" : NULL, how.more ? NULL : how.config, NULL };
    const char *env[] = { state_home, user_home, path, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = how.rows ? how.rows : 24, .columns = how.columns ? how.columns : 80 });
    check(p != NULL);
    check(pty_wait(p, pty_is_filled, NULL, "the first screen", PTY_DEADLINE_MS));
    return p;
}

static struct pty *start(void)
{
    return start_how((struct how){ .db = station });
}

/* The page as the command prints it. The caller frees. */
static char *command_page(const char *db, const char *today, const char *name, const char *const *more)
{
    char *text = NULL;
    const char *argv[20] = { program_path(), "--db", db, "--as-of", today, "--lang", "en", "report", name };
    int n = 9;
    for (; more && *more; more++)
        argv[n++] = *more;
    assert_int_equal(run_command(argv, NULL, &text), 0);
    return text;
}

/* The screen's rows between header and status line are those lines of the page from line `first` on. */
static void page_is(struct pty *p, const char *page, int first)
{
    int rows = pty_rows(p) - 3;
    while (first-- > 0)
        page = strchr(page, '\n') + 1;
    for (int row = 1; row <= rows; row++) {
        char line[1024];
        size_t n = strcspn(page, "\n"), end = n;
        while (end > 0 && page[end - 1] == ' ')
            end--;
        snprintf(line, sizeof line, "%.*s", (int)end, page);
        assert_string_equal(pty_line(p, row), line);
        page += n + (page[n] == '\n');
    }
}

static void each_is_the_page_of_the_command(void **state)
{
    (void)state;
    static const char *const names[] = { "ageing", "pending-by-io", "crime-meeting", "monthly-balance", "compliance", "annexure-1",
                                         "annexure-2", "annexure-3", "annexure-4", "waiting-for", "reconcile" };
    const char *const wide[] = { "--width", "132", NULL };
    struct pty *p = start_how((struct how){ .db = district, .rows = 30, .columns = 132 });
    check(pty_keys_in_steps(p, "2|6"));
    check(pty_wait_text(p, "What it shows"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        check(pty_keys_in_steps(p, i ? "<Down>|<Enter>" : "<Enter>"));
        check(pty_wait_text(p, "TRAINING: invented data"));
        char *page = command_page(district, TODAY, names[i], wide);
        page_is(p, page, 0);
        free(page);
        check(pty_keys_in_steps(p, "<Esc>"));
        check(pty_wait_text(p, "What it shows")); /* the row that one came from: the next Down is the next report */
    }
    pty_stop(p);
}

static void scrolls(void **state)
{
    (void)state;
    struct pty *p = start();
    check(pty_keys_in_steps(p, "6|<Down>|<Enter>"));
    check(pty_wait_text(p, "lines 1-21 of"));
    const char *const own[] = { "--unit", "31999001", NULL };
    char *page = command_page(station, TODAY, "pending-by-io", own);
    page_is(p, page, 0);
    check(pty_keys(p, "<PageDown>"));
    check(pty_wait_text(p, "lines 21-41 of"));
    page_is(p, page, 20);
    check(pty_keys(p, "<Up>"));
    check(pty_wait_text(p, "lines 20-40 of"));
    check(pty_keys(p, "<End>"));
    int lines = 0, shown = 0, of = 0;
    for (const char *c = page; *c; c++)
        lines += *c == '\n';
    check(pty_wait_no_text(p, "lines 20-40 of"));
    assert_non_null(strstr(pty_line(p, 0), "lines "));
    assert_int_equal(sscanf(strstr(pty_line(p, 0), "lines ") + 6, "%d-%d of %d", &(int){0}, &shown, &of), 3);
    assert_int_equal(shown, lines);
    assert_int_equal(of, lines);
    check(pty_keys(p, "<Home>"));
    check(pty_wait_text(p, "lines 1-21 of"));
    free(page);
    pty_stop(p);
}

/* A narrow screen is a window on the page of 80 columns; x shows all columns. */
static void sideways(void **state)
{
    (void)state;
    struct pty *p = start_how((struct how){ .db = station, .rows = 14, .columns = 50 });
    check(pty_keys_in_steps(p, "6|<Down>|<Enter>"));
    check(pty_wait_text(p, "Demo Kotwali (31999001)"));
    assert_true(pty_find(p, "as on 23/11/2026", NULL) < 0);
    check(pty_keys_in_steps(p, "<Right>|<Right>"));
    check(pty_wait_text(p, "as on 23/11/2026"));
    int column;
    pty_find(p, "as on 23/11/2026", &column);
    assert_int_equal(column + 16, 50); /* the page's right edge at the screen's */
    check(pty_keys_in_steps(p, "<Left>|<Left>")); /* back to the left edge, and only then away */
    check(pty_wait_text(p, "Demo Kotwali (31999001)"));
    check(pty_keys(p, "x"));
    check(pty_keys_in_steps(p, "<PageDown>|>|>|>|>|>|>|>|>"));
    check(pty_wait_text(p, "Done on"));
    check(pty_keys_in_steps(p, "<Esc>"));
    check(pty_wait_text(p, "Annexure 1"));
    pty_stop(p);
}

/* ---- of what ---- */

static void another_period(void **state)
{
    (void)state;
    const char *const october[] = { "--from", "2026-10-01", "--to", "2026-10-31", "--width", "80", NULL };
    struct pty *p = start();
    check(pty_keys_in_steps(p, "6|<Down><Down><Down>|<Enter>"));
    check(pty_wait_text(p, "Monthly balance  Demo Kotwali  "));
    check(pty_keys_in_steps(p, "d|<Tab><Tab>|01102026|<Tab>|31102026|<Enter>"));
    check(pty_wait_text(p, "Period: 01/10/2026 – 31/10/2026"));
    char *page = command_page(station, TODAY, "monthly-balance", october);
    page_is(p, page, 0);
    free(page);
    /* the order of annexure 4, which this form does not ask for, stays as it is */
    check(pty_keys_in_steps(p, "<Esc>|<End><Up><Up><Up>|<Enter>"));
    check(pty_wait_text(p, "Annexure 4: districts"));
    check(pty_keys_in_steps(p, "d|<Tab><Tab><Tab><Tab>|4|<Enter>|<Esc>"));
    check(pty_keys_in_steps(p, "<Home><Down><Down><Down>|<Enter>"));
    check(pty_wait_text(p, "Section 376"));
    check(pty_keys_in_steps(p, "d|<Enter><Enter><Enter><Enter>|<Esc>|<End><Up><Up><Up>|<Enter>|<End>"));
    check(pty_wait_text(p, "In the order of the units file."));
    check(pty_keys_in_steps(p, "<Esc>"));
    /* a report of one day takes no period; it holds for those that do */
    check(pty_keys_in_steps(p, "6|<Home>|<Enter>"));
    check(pty_wait_text(p, "Open cases by age  Demo Kotwali  "));
    page = command_page(station, TODAY, "ageing", NULL);
    page_is(p, page, 0);
    free(page);
    pty_stop(p);
}

static void a_past_day(void **state)
{
    (void)state;
    struct pty *p = start();
    check(pty_keys_in_steps(p, "6|d|<Tab>|31102026|<Tab><Tab><Tab>|<Enter>"));
    check(pty_wait_text(p, "Demo Kotwali, as on 31/10/2026"));
    check(pty_keys_in_steps(p, "<Enter>"));
    check(pty_wait_text(p, "as on 31/10/2026"));
    char *page = command_page(station, "2026-10-31", "ageing", NULL);
    page_is(p, page, 0);
    free(page);
    pty_stop(p);
}

static void what_makes_no_sense(void **state)
{
    (void)state;
    struct pty *p = start();
    check(pty_keys_in_steps(p, "6|d|<Tab>|24112026|<Tab><Tab><Tab>|<Enter>"));
    check(pty_wait_text(p, "That day is still to come."));
    check(pty_keys_in_steps(p, "<C-u>|<Tab>|01112026|<Tab>|31102026|<Tab>|<Enter>"));
    check(pty_wait_text(p, "The period ends before it begins."));
    pty_stop(p);
}

/* The codes of the first two stations of the district. */
static void two_stations(char first[16], char second[16])
{
    char *text = NULL;
    const char *argv[] = { program_path(), "--db", district, "rates", "all", "--category", "376", "--format", "csv", NULL };
    assert_int_equal(run_command(argv, NULL, &text), 0);
    const char *line = strchr(text, '\n');
    assert_non_null(line);
    snprintf(first, 16, "%.*s", (int)strcspn(line + 1, ","), line + 1);
    line = strchr(line + 1, '\n');
    assert_non_null(line);
    snprintf(second, 16, "%.*s", (int)strcspn(line + 1, ","), line + 1);
    free(text);
}

static void a_unit_below_and_no_other(void **state)
{
    (void)state;
    char first[16], second[16], config[128], keys[64];
    two_stations(first, second);
    struct pty *p = start_how((struct how){ .db = district });
    snprintf(keys, sizeof keys, "6|d|%s|<Tab><Tab><Tab><Tab>|<Enter>", second);
    check(pty_keys_in_steps(p, keys));
    snprintf(keys, sizeof keys, "(%s)", second);
    check(pty_wait_text(p, keys));
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "TRAINING: invented data"));
    const char *const of[] = { "--unit", second, "--width", "80", NULL };
    char *page = command_page(district, TODAY, "ageing", of);
    page_is(p, page, 0);
    free(page);
    pty_stop(p);
    /* a station's session: not the station beside it, not the district above */
    snprintf(config, sizeof config, "%s/scope.conf", home);
    FILE *file = fopen(config, "w");
    assert_non_null(file);
    fprintf(file, "[station]\nunit = %s\n", first);
    fclose(file);
    p = start_how((struct how){ .db = district, .config = config });
    snprintf(keys, sizeof keys, "6|d|%s|<Tab><Tab><Tab><Tab>|<Enter>", second);
    check(pty_keys_in_steps(p, keys));
    check(pty_wait_text(p, "only its own units can be asked for"));
    check(pty_keys_in_steps(p, "<C-u>|nowhere|<Tab><Tab><Tab><Tab>|<Enter>"));
    check(pty_wait_text(p, "There is no unit of this code"));
    pty_stop(p);
}

/* From Units the reports are of the selected unit. */
static void of_the_selected_unit(void **state)
{
    (void)state;
    char name[32], text[80];
    int row;
    struct pty *p = start_how((struct how){ .db = district });
    check(pty_keys_in_steps(p, "5|<Home>|<Down>"));
    check(pty_wait_text(p, "2 of "));
    pty_cursor(p, &row, &(int){0}, &(bool){false});
    const char *line = pty_line(p, row) + 1, *end = strstr(line, "  ");
    assert_non_null(end);
    snprintf(name, sizeof name, "%.*s", (int)(end - line), line);
    check(pty_keys(p, "6"));
    snprintf(text, sizeof text, "Unit           %s (", name);
    check(pty_wait_text(p, "What it shows"));
    check(pty_wait_text(p, text));
    pty_stop(p);
}

static void the_reminder_is_of_the_selected_case(void **state)
{
    (void)state;
    struct pty *p = start();
    check(pty_keys_in_steps(p, "2|<Down>|6|<End>"));
    check(pty_wait_text(p, "Reminder 0393/26"));
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "FIR no. 31999001/0393/2026"));
    pty_stop(p);
}

/* ---- save, print, issue ---- */

static char *file_text(const char *name)
{
    static char text[65536], file[192];
    struct stat about;
    snprintf(file, sizeof file, "%s/%s", home, name);
    assert_int_equal(stat(file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return text;
}

static void saves(void **state)
{
    (void)state;
    const char *const csv[] = { "--format", "csv", NULL };
    struct pty *p = start_how((struct how){ .db = station, .columns = 110 });
    check(pty_keys_in_steps(p, "6|<Enter>|W|1"));
    check(pty_wait_text(p, "~/ageing-31999001-2026-11-23.csv"));
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "ageing-31999001-2026-11-23.csv; only you can read it."));
    char *wanted = command_page(station, TODAY, "ageing", csv);
    assert_string_equal(file_text("ageing-31999001-2026-11-23.csv"), wanted);
    free(wanted);
    check(pty_keys_in_steps(p, "W|1|<Enter>"));
    check(pty_wait_text(p, "There is such a file already."));
    check(pty_keys(p, "<Enter>"));
    check(pty_wait_text(p, "only you can read it."));
    check(pty_keys_in_steps(p, "W|2|<Enter>"));
    check(pty_wait_text(p, "23.html; only you can read it."));
    assert_non_null(strstr(file_text("ageing-31999001-2026-11-23.html"), "<table"));
    check(pty_keys_in_steps(p, "W|4|<Enter>"));
    check(pty_wait_text(p, "23.txt; only you can read it."));
    assert_non_null(strstr(file_text("ageing-31999001-2026-11-23.txt"), "Open cases by age"));
    check(pty_keys_in_steps(p, "W|3|<Enter>"));
    check(pty_wait_text(p, "23.pdf; only you can read it."));
    assert_memory_equal(file_text("ageing-31999001-2026-11-23.pdf"), "%PDF-", 5);
    check(pty_keys_in_steps(p, "W|1|<C-u>|/nowhere/a.csv|<Enter>"));
    check(pty_wait_text(p, "/nowhere/a.csv could not be written"));
    pty_stop(p);
    /* of what was chosen: another day, a period, an order, one case */
    const char *const period[] = { "--from", "2026-09-01", "--to", "2026-09-30", "--sort", "pendency", "--format", "csv", NULL };
    p = start_how((struct how){ .db = station, .columns = 110 });
    check(pty_keys_in_steps(p, "6|d|<Tab>|31102026|<Tab>|01092026|<Tab>|30092026|<Tab>|3|<Enter>"));
    check(pty_wait_text(p, "01/09/2026 - 30/09/2026"));
    check(pty_keys_in_steps(p, "<End><Up><Up><Up>|W|1|<Enter>"));
    check(pty_wait_text(p, "annexure-4-31999001-2026-10-31.csv; only you can read it."));
    wanted = command_page(station, "2026-10-31", "annexure-4", period);
    assert_string_equal(file_text("annexure-4-31999001-2026-10-31.csv"), wanted);
    free(wanted);
    check(pty_keys_in_steps(p, "<End>|W|4|<Enter>"));
    check(pty_wait_text(p, "only you can read it."));
    assert_non_null(strstr(file_text("reminder-31999001-0357-2026-2026-10-31.txt"), "31999001/0357/2026"));
    pty_stop(p);
}

static void one_key_prints_the_orderly_room_sheet(void **state)
{
    (void)state;
    static const char *const before[] = { "O", "2|O", "6|O" };
    for (size_t i = 0; i < 3; i++) {
        char file[160];
        snprintf(file, sizeof file, "%s/itsso-tui/print/pending-by-io-31999001-2026-11-23.pdf", home);
        unlink(file);
        struct pty *p = start_how((struct how){ .db = station, .columns = 132 });
        check(pty_keys_in_steps(p, before[i]));
        check(pty_wait_text(p, "pending-by-io-31999001-2026-11-23.pdf"));
        pty_stop(p);
        assert_int_equal(access(file, R_OK), 0);
    }
    struct pty *p = start_how((struct how){ .db = station, .columns = 132 });
    check(pty_keys_in_steps(p, "6|<Enter>|p"));
    check(pty_wait_text(p, "ageing-31999001-2026-11-23.pdf"));
    pty_stop(p);
}

static void issues_after_asking(void **state)
{
    (void)state;
    struct pty *p = start_how((struct how){ .db = station, .columns = 132 });
    check(pty_keys_in_steps(p, "6|I"));
    check(pty_wait_text(p, "is not issued"));
    check(pty_keys_in_steps(p, "<Down>|<Enter>|I"));
    check(pty_wait_text(p, "as issued?"));
    check(pty_keys(p, "n"));
    check(pty_wait_no_text(p, "as issued?"));
    pty_stop(p);
    p = start_how((struct how){ .db = station, .columns = 132, .today = "2026-11-30" });
    check(pty_keys_in_steps(p, "6|<Down>|<Enter>|<End>"));
    check(pty_wait_text(p, "Confidential"));
    assert_true(pty_find(p, "The sheet of 23/11/2026", NULL) < 0); /* n kept nothing */
    pty_stop(p);
    p = start_how((struct how){ .db = station, .columns = 132 });
    check(pty_keys_in_steps(p, "6|<Down>|<Enter>|I|y"));
    check(pty_wait_text(p, "Issued and kept."));
    pty_stop(p);
    p = start_how((struct how){ .db = station, .columns = 132, .today = "2026-11-30" });
    check(pty_keys_in_steps(p, "6|<Down>|<Enter>|<End>"));
    check(pty_wait_text(p, "The sheet of 23/11/2026 had"));
    pty_stop(p);
}

static void only_reading(void **state)
{
    (void)state;
    static const char *const keys[] = { "O", "6|W", "6|p", "6|O", "6|<Down>|I", "6|<Enter>|W", "6|<Enter>|p", "2|O" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct pty *p = start_how((struct how){ .db = station, .more = "--read-only" });
        check(pty_keys_in_steps(p, keys[i]));
        check(pty_wait_text(p, "nothing is saved, printed or issued"));
        pty_stop(p);
    }
}

/* Keys typed while a report is being made are answered, and it comes all the same; so does the page of another language and size. */
static void keys_while_counting(void **state)
{
    (void)state;
    struct pty *p = start_how((struct how){ .db = district });
    check(pty_keys(p, "6<Down><Enter><Down><Down><Down>"));
    check(pty_wait_text(p, "lines 4-24 of"));
    check(pty_keys(p, "<Home>L"));
    check(pty_wait_text(p, "अर्दली रूम: विवेचकवार लम्बित अभियोग"));
    pty_resize(p, 10, 40);
    check(pty_wait_text(p, "अर्दली रूम"));
    pty_resize(p, 43, 132);
    check(pty_wait_text(p, "विवेचकवार लम्बित अभियोग"));
    check(pty_keys(p, "q"));
    check(pty_wait_text(p, "संलग्नक-4"));
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_is_made),        cmocka_unit_test(each_is_the_page_of_the_command),
        cmocka_unit_test(scrolls),             cmocka_unit_test(sideways),
        cmocka_unit_test(another_period),      cmocka_unit_test(a_past_day),
        cmocka_unit_test(what_makes_no_sense), cmocka_unit_test(a_unit_below_and_no_other),
        cmocka_unit_test(of_the_selected_unit), cmocka_unit_test(the_reminder_is_of_the_selected_case),
        cmocka_unit_test(saves),               cmocka_unit_test(one_key_prints_the_orderly_room_sheet),
        cmocka_unit_test(issues_after_asking), cmocka_unit_test(only_reading),
        cmocka_unit_test(keys_while_counting),
    };
    return cmocka_run_group_tests_name("reports", tests, setup, teardown);
}
