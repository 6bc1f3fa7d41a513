/* Whose cases are counted, and as of when: a unit of the configuration that is none, or is not in the database, is said by every command
 * that then counts all stations; dates out of range, pipes and devices in place of files. */
#include "tests/commands/child.h"

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    return 0;
}

static const char *const scoped[] = {"list --limit 1 --format csv", "status", "alerts --format csv", "ack --all"};

static void a_unit_that_is_not_there(void **state)
{
    (void)state;
    child_write("other.conf", "[station]\n\nunit = 31655009\n");
    for (size_t i = 0; i < sizeof scoped / sizeof scoped[0]; i++) {
        char words[128];
        snprintf(words, sizeof words, "--config %%F/other.conf %s", scoped[i]);
        child_run(words);
        child_ended(0);
        child_said("other.conf, line 3: [station] unit = 31655009 is not in the database: all of it is shown\n");
        assert_int_equal(strncmp(child.err, "itsso-tui: ", 11), 0);
        assert_null(strstr(child.out, "31655009"));
    }
    child_run("--config %F/other.conf list --unit 31999001 --limit 1 --format csv"); /* asked for another one: nothing to say */
    child_ended(0);
    assert_string_equal(child.err, "");
    child_run("--config %F/other.conf list --unit all --limit 1 --format csv");
    assert_string_equal(child.err, "");
}

static void a_unit_that_is_none(void **state)
{
    (void)state;
    child_write("typo.conf", "[station]\nunit = 3199900l\n");
    child_run("--config %F/typo.conf status");
    child_ended(0);
    child_said("typo.conf, line 2: ");
    child_said("is 31999001 meant?");
    child_said("All of the database is shown");
    child_write("letters.conf", "[station]\nunit = abc\n");
    child_run("--config %F/letters.conf status");
    child_said("letters.conf, line 2: [station] unit = abc is not in the database");
}

static void a_unit_that_is_there(void **state)
{
    (void)state;
    static const char *const units[] = {"31999001", "३१९९९००१", "all", ""};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "[station]\nunit = %s\n", units[i]);
        child_write("own.conf", text);
        child_run("--config %F/own.conf list --limit 1 --format csv");
        child_ended(0);
        assert_string_equal(child.err, "");
    }
}

/* Two districts on one database: neither sees what the other's register was held against, nor bears the other's name. */
static void another_unit(void **state)
{
    (void)state;
    child_write("units.csv", "code,parent,level,kind,name_en,name_hi\nUP,,state,,State,\nD1,UP,district,,One,\nD2,UP,district,,Two,\n"
                             "31999001,D1,station,,Alpha,\n31999002,D2,station,,Beta,\n");
    child_write("register.csv", "FIR No,PS Code,FIR Date,Section\n9999/26,31999001,12/11/2026,376 IPC\n");
    child_write("d1.conf", "[station]\nunit = D1\nname = One\n");
    child_write("d2.conf", "[station]\nunit = D2\nname = Two\n");
    child_run("units %F/units.csv");
    child_ended(0);
    child_run("--config %F/d1.conf reconcile %F/register.csv --format csv");
    child_ended(1);
    child_printed("31999001/9999/2026,only-register");
    child_run("--config %F/d1.conf reconcile --kept --format csv");
    child_ended(1);
    child_run("--config %F/d2.conf reconcile --kept --format csv");
    child_ended(2);
    child_said("no register was compared yet");
    assert_null(strstr(child.out, "31999001"));
    child_run("--config %F/d2.conf report reconcile --format csv");
    child_ended(0);
    assert_null(strstr(child.out, "31999001"));
    child_refuses("--config %F/d2.conf list --unit 31999001", "is not below D2");
    child_refuses("--config %F/d2.conf report ageing --unit UP", "is not below D2");
    child_refuses("--config %F/d2.conf rates D1", "is not below D2");
    child_refuses("--config %F/d2.conf show 31999001/0301/2026", "there is no case");
    child_run("--config %F/d1.conf status --unit 31999001");
    child_ended(0);
    assert_int_equal(strncmp(child.out, "Alpha: ", 7), 0);
    child_run("--config %F/d1.conf status");
    assert_int_equal(strncmp(child.out, "One: ", 5), 0);
}

/* A past day is counted by the hierarchy of today, and that is said where a unit has moved since. */
static void a_unit_that_moved(void **state)
{
    (void)state;
    child_write("moved.csv", "code,parent,level,kind,name_en,name_hi\nUP,,state,,State,\nD1,UP,district,,One,\nD2,UP,district,,Two,\n"
                             "31999001,D2,station,,Alpha,\n");
    child_run("--as-of 2026-11-10 units %F/moved.csv");
    child_ended(0);
    static const char *const said[] = {"rates UP", "rates D1", "report ageing --unit D2 --width 132", "report monthly-balance --unit UP --to 2026-10-31"};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        char words[128];
        snprintf(words, sizeof words, "%s%s", strstr(said[i], "--to") ? "" : "--as-of 2026-11-09 ", said[i]);
        child_run(words);
        child_ended(0);
        child_printed("moved in the hierarchy since then");
    }
    child_run("rates UP");
    assert_null(strstr(child.out, "moved in the hierarchy"));
    child_run("--as-of 2026-11-09 report ageing --unit 31999001");
    assert_null(strstr(child.out, "moved in the hierarchy"));
}

static void dates_out_of_range(void **state)
{
    (void)state;
    static const char *const far[] = {"9999-12-31", "2200-01-01", "1899-12-31", "0000-01-01", "2400-02-29"};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        char words[128], sentence[128];
        snprintf(words, sizeof words, "--db %%F/data --lang en --as-of %s status", far[i]);
        snprintf(sentence, sizeof sentence, "--as-of: %s is out of range; expected 1900-01-01 to 2199-12-31", far[i]);
        child_run_bare("", words);
        child_ended(2);
        child_said(sentence);
    }
    static const char *const none[] = {"9999-13-01", "2026-02-29", "2026-1-1", "26-11-23", "tomorrow", "99999-12-31", "-999-12-31"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char words[128];
        snprintf(words, sizeof words, "--db %%F/data --lang en --as-of=%s status", none[i]);
        child_run_bare("", words);
        child_ended(2);
        child_said("is no date; expected YYYY-MM-DD");
    }
    child_run_bare("", "--db %F/data --lang en --as-of 2199-12-31 status");
    child_ended(0);
    child_refuses("classify --fir-date 3026-01-01", "--fir-date: 3026-01-01 is out of range");
}

static void what_is_no_file(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(child_path("pipe"), 0600), 0);
    child_refuses("--config %F/pipe status", "it is a pipe or a device");
    child_refuses("--config /dev/zero status", "it is a pipe or a device");
    child_refuses("--config /dev/stdin status", "it is a pipe or a device");
    child_refuses("--config %F status", "it is a folder");
    char text[256];
    snprintf(text, sizeof text, "[clock]\nrules = %s/pipe\n", child_folder);
    child_write("rules.conf", text);
    child_refuses("--config %F/rules.conf status", "is no file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_that_is_not_there), cmocka_unit_test(a_unit_that_is_none), cmocka_unit_test(a_unit_that_is_there),
        cmocka_unit_test(dates_out_of_range),       cmocka_unit_test(what_is_no_file),   cmocka_unit_test(another_unit),
        cmocka_unit_test(a_unit_that_moved),
    };
    return cmocka_run_group_tests_name("scope", tests, setup, child_teardown);
}
