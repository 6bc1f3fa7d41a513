/* Databases that are damaged, empty, closed to this user, or no folder at all: what the commands say of them, and that none of them
 * ever answers with zeros or an empty list as if all were well. */
#include "tests/commands/child.h"

/* In bash, with $P the program, $D the data folder, $F the test's. */
static int shell(const char *line)
{
    char whole[1024];
    snprintf(whole, sizeof whole, "LANG=C.UTF-8 P=%s F=%s D=%s/data bash -c '%s'", child_program(), child_folder, child_folder, line);
    int status = system(whole);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void fresh(void)
{
    assert_int_equal(shell("rm -rf $D"), 0);
    child_import();
}

#define SPOIL(file, kilobytes) "head -c " #kilobytes "K /dev/zero | tr \"\\0\" \"#\" | dd of=$D/" file " bs=1k seek=4 conv=notrunc status=none"

static const char *const counting[] = {"status", "list --format csv", "alerts --format csv", "alerts --all", "ack --all"};
#define COUNTING (sizeof counting / sizeof counting[0])

static void no_false_all_clear(void **state)
{
    (void)state;
    fresh();
    child_run("ack 395/26");
    child_ended(0);
    assert_int_equal(shell(SPOIL("cache.db", 100)), 0);
    for (int start = 0; start < 2; start++)
        for (size_t i = 0; i < COUNTING; i++) {
            child_run(counting[i]);
            child_ended(3);
            assert_string_equal(child.out, "");
            child_said("cache.db was damaged and was set aside as cache.db.damaged-");
            child_said("Import the extract again");
        }
    child_run("--read-only status");
    child_ended(3);
    child_said("cache.db was damaged");
    child_run("show 395/26"); /* not "there is no such case" */
    child_ended(3);
    child_said("The cases are missing");
    child_run("doctor");
    child_ended(1);
    child_printed("!!  The cases are missing: cache.db was damaged and was set aside as cache.db.damaged-");
    child_printed("To mend it: import the extract again");

    /* units bring no cases, and an import that keeps nothing brings none either */
    child_run("units %F/units.csv");
    child_ended(0);
    child_run("import --dry-run %F/extract.csv");
    child_ended(0);
    child_run("status");
    child_ended(3);
    child_said("cache.db.damaged-");

    child_run("import %F/extract.csv");
    child_ended(0);
    child_run("status");
    child_ended(0);
    child_printed("over the limit 2");
    assert_string_equal(child.err, "");
    child_run("alerts --format csv");
    child_printed_not("/0395/"); /* what was entered is there again */
    child_run("doctor");
    child_printed_not("The cases are missing");
}

static void never_filled(void **state)
{
    (void)state;
    fresh();
    child_run("ack 395/26");
    child_ended(0);
    static const char *const emptied[] = {"rm -f $D/cache.db*", "rm -f $D/cache.db*; : >$D/cache.db"};
    for (size_t how = 0; how < 2; how++) {
        assert_int_equal(shell(emptied[how]), 0);
        child_run("--read-only status");
        child_ended(3);
        child_said(how == 0 ? "there is no data in " : "there are no data in ");
        for (size_t i = 0; how == 1 && i < COUNTING; i++) {
            child_run(counting[i]);
            child_ended(3);
            assert_string_equal(child.out, "");
            child_said("there is no data in ");
        }
    }
    child_run("doctor");
    child_ended(1);
    child_printed("!!  there is no data in ");
    child_write("none.csv", "FIR No,FIR Date,PS Code,Acts and Sections\n0500/2026,01/11/2026,31999001,BNS 303(2)\n");
    child_run("import %F/none.csv"); /* nothing of interest is a true zero */
    child_ended(0);
    child_run("status");
    child_ended(0);
    child_printed("over the limit 0");
}

/* The first start mends; nobody is told of an option that was not given. */
static void damaged_record(void **state)
{
    (void)state;
    static const char *const first[] = {"list --format csv", "status", "alerts --format csv"};
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        fresh();
        child_run("ack 395/26");
        child_ended(0);
        assert_int_equal(shell(SPOIL("record.db", 20)), 0);
        child_run(first[i]);
        child_ended(0);
        child_said("record.db was damaged and was set aside as record.db.damaged-");
        child_said("put back");
        assert_null(strstr(child.err, "--read-only"));
        child_run("alerts --format csv");
        child_ended(0);
        child_printed_not("/0395/");
        assert_string_equal(child.err, "");
    }
}

#define NOBODY "setpriv --reuid=65534 --regid=65534 --clear-groups "

static void closed_to_this_user(void **state)
{
    (void)state;
    fresh();
    child_run("ack 395/26");
    if (geteuid() != 0 || shell(NOBODY "$P --version >/dev/null 2>&1 && chmod 711 $F") != 0)
        skip();
    static const char *const closed[] = {"chmod 755 $D; chmod 660 $D/*", "chmod 755 $D; chmod 664 $D/rec*", "chmod 2770 $D"};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        assert_int_equal(shell(closed[i]), 0);
        assert_int_equal(shell("HOME=/nonexistent " NOBODY "$P --lang en --db $D list >$F/out 2>$F/err"), 3);
        if (shell("grep -q \"may not be read or written by you.*sign in again\" $F/err && ! grep -q \"disk of\" $F/err"
                  " && grep -q $D $F/err && ! test -s $F/out") != 0) {
            shell("cat $F/err >&2");
            fail_msg("closed by %s", closed[i]);
        }
    }
}

static void no_folder(void **state)
{
    (void)state;
    child_write("plain.txt", "text\n");
    static const char *const words[] = {"list", "status", "show 395/26", "--read-only list"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char line[128];
        snprintf(line, sizeof line, "--db %%F/plain.txt --lang en %s", words[i]);
        child_run_bare("", line);
        child_ended(3);
        child_said("plain.txt is a file; the folder of the databases was expected");
    }
    child_run_bare("", "--db %F/plain.txt --lang en doctor");
    child_ended(1);
    child_printed("plain.txt is a file");
    child_printed_not("there is no folder");
    child_run_bare("", "--db %F/nowhere --lang en list");
    child_ended(3);
    child_said("there is no data in ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_false_all_clear), cmocka_unit_test(never_filled), cmocka_unit_test(damaged_record),
        cmocka_unit_test(closed_to_this_user), cmocka_unit_test(no_folder),
    };
    return cmocka_run_group_tests(tests, child_setup, child_teardown);
}
