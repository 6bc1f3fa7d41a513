/* The front door: global options, help, wrong use, ends of the streams, doctor, and that docs/itsso-tui.1 names every command and option. */
#include "tests/commands/child.h"

static const char *const names[] = {"demo", "import", "units", "classify", "list", "show", "note", "step", "reason", "ack", "redact",
                                    "alerts", "status", "doctor"};

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    return 0;
}

static void version_and_help(void **state)
{
    (void)state;
    child_run_bare("", "--version");
    child_ended(0);
    assert_int_equal(strncmp(child.out, "itsso-tui ", 10), 0);
    child_run_bare("", "--help --lang en");
    child_is_golden("help");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char line[64];
        char usage[64];
        snprintf(line, sizeof line, "--lang en %s --help", names[i]);
        snprintf(usage, sizeof usage, "usage: itsso-tui [OPTIONS] %s", names[i]);
        child_run_bare("", line);
        child_ended(0);
        assert_string_equal(child.err, "");
        child_printed(usage);
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '-';
}

/* Every option that a help text names stands in the manual page, and every command. */
static void manual_page_is_complete(void **state)
{
    (void)state;
    static char page[CHILD_TEXT];
    FILE *file = fopen("docs/itsso-tui.1", "r");
    assert_non_null(file);
    size_t n = 0;
    for (int c; (c = getc(file)) != EOF && n + 1 < sizeof page;)
        if (c != '\\') /* "\-" is "-" */
            page[n++] = (char)c;
    page[n] = '\0';
    fclose(file);
    for (int i = -1; i < (int)(sizeof names / sizeof names[0]); i++) {
        char line[64];
        snprintf(line, sizeof line, "--lang en %s --help", i < 0 ? "" : names[i]);
        child_run_bare("", line);
        for (const char *at = child.out; (at = strstr(at, "--")); at += 2) {
            char option[40] = "";
            for (size_t k = 0; k + 1 < sizeof option && is_word(at[k]); k++)
                option[k] = at[k];
            if (strlen(option) > 2 && !strstr(page, option))
                fail_msg("docs/itsso-tui.1 does not name %s of %s", option, i < 0 ? "--help" : names[i]);
        }
        char heading[64];
        snprintf(heading, sizeof heading, "\n.B %s\n", i < 0 ? "itsso-tui" : names[i]);
        if (!strstr(page, heading))
            fail_msg("docs/itsso-tui.1 has no line '.B %s'", i < 0 ? "itsso-tui" : names[i]);
    }
}

static void globals_stand_anywhere(void **state)
{
    (void)state;
    child_run_bare("", "list --limit 1 --as-of 2026-11-23 --format csv --db %F/data --lang en");
    child_ended(0);
    child_printed("31999001/0301/2026,");
    child_run_bare("", "--as-of=2026-11-23 list --db=%F/data --format=csv --lang=hi --limit=1 --read-only");
    child_ended(0);
    child_printed("31999001/0301/2026,");
}

static void globals_refuse(void **state)
{
    (void)state;
    child_refuses("lst", "there is no command 'lst'; did you mean 'list'?");
    child_refuses("xyzzy", "there is no command 'xyzzy'");
    child_refuses("--as-off 2026-11-23 list", "there is no option '--as-off'; did you mean '--as-of'?");
    child_refuses("--lang fr list", "'fr'"); /* in the language that is the default */
    child_refuses("--as-of 2026-02-30 list", "--as-of: '2026-02-30' is no date; expected YYYY-MM-DD");
    child_refuses("--as-of 23/11/2026 list", "--as-of: '23/11/2026' is no date");
    child_refuses("list --db", "--db needs a value after it");
    child_refuses("--db= list", "--db: a folder is expected");
    child_refuses("--config %F/none.conf list", "none.conf");
    child_refuses("", "the screens need a terminal");
}

/* What is wrong in the configuration is said with its line, and the command goes on; a rules file that is wrong stops it. */
static void configuration(void **state)
{
    (void)state;
    child_write("odd.conf", "[station]\nunti = 31999001\n[clock]\nfirst_day = 7\n");
    child_run("--config %F/odd.conf list --limit 1 --format csv");
    child_ended(0);
    child_printed("/0301/2026,");
    child_said("odd.conf, line 2:");
    child_said("line 4");
    child_write("rules.conf", "[clock]\nrules = /nowhere/rules.tsv\n");
    child_refuses("--config %F/rules.conf list", "/nowhere/rules.tsv");
    child_write("lists.conf", "[clock]\nlists = itso\n");
    child_refuses("--config %F/lists.conf list", "itso");
    child_write("day60.conf", "[clock]\nfirst_day = 1\n");
    child_run("--config %F/day60.conf list --limit 1 --format csv");
    child_printed(",open,65,-5,2026-11-18,");
}

/* Hindi where it can be shown; English, and a word about it, where the locale refuses UTF-8. */
/* Once, and in the language of the rest. */
static void configuration_in_hindi(void **state)
{
    (void)state;
    child_write("url.conf", "[sync]\nurl = ftp://x\n");
    static const char *const lines[] = {"--config %F/url.conf --lang hi --db %F/data sync", "--config %F/url.conf --lang hi --db %F/data sync --status"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        child_run_bare("", lines[i]);
        const char *once = strstr(child.err, "url.conf, पंक्ति 2: url = ftp://x");
        if (!once || strstr(once + 1, "url.conf, पंक्ति") || strstr(child.err, "expected"))
            fail_msg("%s", child.err);
    }
}

static void languages(void **state)
{
    (void)state;
    child_run_bare("", "--db %F/data --as-of 2026-11-23 status");
    child_ended(0);
    child_printed("उत्तर प्रदेश");
    child_write("en.conf", "[screen]\nlanguage = en\n");
    child_run_bare("", "--config %F/en.conf --db %F/data --as-of 2026-11-23 status");
    child_printed("Uttar Pradesh: over the limit 2, due today 1");
}

static void shell(const char *line)
{
    char whole[1024];
    snprintf(whole, sizeof whole, "LANG=C.UTF-8 HOME=%s/home P=%s F=%s bash -c '%s'", child_folder, child_program(), child_folder, line);
    child.status = system(whole);
    child.status = WIFEXITED(child.status) ? WEXITSTATUS(child.status) : 128 + WTERMSIG(child.status);
}

static void streams(void **state)
{
    (void)state;
    shell("$P --lang en --db $F/data list >/dev/full 2>$F/full");
    assert_int_equal(child.status, 3);
    shell("grep -q \"could not be written\" $F/full");
    assert_int_equal(child.status, 0);
    shell("$P --lang en --db $F/data list >&- 2>/dev/null");
    assert_int_equal(child.status, 3);
    /* the reader is gone before the first line: quiet, ended as by the signal */
    shell("($P --lang en --db $F/data list 2>$F/gone; echo $? >$F/status) | true; sleep 0.1; test ! -s $F/gone");
    assert_int_equal(child.status, 0);
    shell("test \"$(cat $F/status)\" = 141 -o \"$(cat $F/status)\" = 0");
    assert_int_equal(child.status, 0);
    shell("$P --lang en --db $F/data status </dev/null >$F/line && test $(wc -l <$F/line) = 1");
    assert_int_equal(child.status, 0);
}

static void doctor_finds(void **state)
{
    (void)state;
    child_write("odd.conf", "[station]\nunit = 31999077\ncolour = red\n");
    assert_int_equal(chmod(child_path("data/record.db"), 0666), 0);
    child_run_bare("", "--config %F/odd.conf --db %F/data --lang en doctor");
    child_ended(1);
    child_printed("odd.conf, line 3:");
    child_printed("may be read or changed by everyone on this machine (mode 0666)");
    child_printed("chmod 0660 ");
    child_printed("[station] unit = 31999077 is no unit of this database");
    child_printed("both databases are whole");
    child_printed("SQLite 3.");
    child_printed("no gateway configured");
    assert_int_equal(chmod(child_path("data/record.db"), 0660), 0);

    child_run_bare("", "--db %F/nowhere --config %F/none.conf --lang en doctor --full");
    child_ended(1);
    child_printed("none.conf");
    child_printed("there is no folder");
    assert_int_not_equal(access(child_path("nowhere"), F_OK), 0);
}

/* The data is of a later day than this machine's clock: an empty CMOS battery. */
static void doctor_of_clock(void **state)
{
    (void)state;
    shell("command -v sqlite3 >/dev/null && cp -r $F/data $F/late && "
          "sqlite3 $F/late/cache.db \"INSERT OR REPLACE INTO meta VALUES (\\\"imported_at\\\", \\\"2199-01-02T00:00:00.000Z\\\")\"");
    if (child.status != 0)
        skip();
    child_run_bare("", "--db %F/late --lang en doctor");
    child_ended(1);
    child_printed("its data is of 02/01/2199 05:30: the clock is behind");
    child_printed("To mend it: timedatectl");
}

/* A damaged file. */
static void doctor_of_damage(void **state)
{
    (void)state;
    shell("cp -r $F/data $F/torn && printf XXXXXXXX | dd of=$F/torn/cache.db bs=1 seek=4200 conv=notrunc status=none && "
          "dd if=/dev/zero of=$F/torn/cache.db bs=4096 seek=2 count=6 conv=notrunc status=none");
    assert_int_equal(child.status, 0);
    child_run_bare("", "--db %F/torn --lang en doctor --full");
    child_ended(1);
    child_printed("!!");
    child_printed("To mend it:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_and_help), cmocka_unit_test(manual_page_is_complete), cmocka_unit_test(globals_stand_anywhere),
        cmocka_unit_test(globals_refuse),   cmocka_unit_test(configuration),           cmocka_unit_test(languages),
        cmocka_unit_test(configuration_in_hindi),
        cmocka_unit_test(streams),          cmocka_unit_test(doctor_finds),            cmocka_unit_test(doctor_of_clock),  cmocka_unit_test(doctor_of_damage),
    };
    return cmocka_run_group_tests(tests, setup, child_teardown);
}
