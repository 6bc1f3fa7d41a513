/* reconcile: a register in the import's own form against what was imported: columns, exit statuses, what is refused, that nothing is written
 * beside the register nor with --read-only, the kept result, the sheet. */
#include "tests/commands/child.h"

#include <sys/stat.h>

/* The extract of child_import with: 0301's section and status changed, 0291's date of entry, 0450 missing, 0449 and 0501 (not tracked) new,
 * 0307 without an IO, and a row that cannot be read. */
static const char register_text[] =
    "FIR No,FIR Date,PS Code,Acts and Sections,IO Rank,IO Name,PNO,Status,Final Report Type,Filed in Court,CCTNS Date\n"
    "0301/2026,20/09/2026,31999001,BNS 64(2)(m),SI,R Verma,900000001,Charge Sheeted,,,\n"
    "0307/2026,22/09/2026,31999001,\"BNS 65(1), 351; POCSO 5(l)/6\",,,,Under Investigation,,,\n"
    "0388/2026,24/09/2026,31999001,\"BNS 137(2), 87; POCSO 7/8\",SI,A Khan,900000002,Under Investigation,,,\n"
    "0391/2026,26/09/2026,31999001,BNS 64(2)(m),SI,R Verma,900000001,Under Investigation,,,\n"
    "0395/2026,29/09/2026,31999001,\"BNS 70(2); POCSO 5(g)/6\",Insp,Yadav,900000003,Under Investigation,,,\n"
    "0412/2026,04/10/2026,31999001,पाक्सो 3/4,उ0नि0,आर वर्मा,900000004,विवेचनाधीन,,,\n"
    "0431/2026,23/10/2026,31999001,BNS 64(1),Insp,Yadav,900000003,Stayed,,,\n"
    "0449/2026,20/11/2026,31999001,BNS 64(1),SI,R Verma,900000001,Under Investigation,,,\n"
    "0290/2026,01/09/2026,31999001,BNS 64(1),SI,R Verma,900000001,Charge Sheet,,20/10/2026,22/10/2026\n"
    "0291/2026,02/09/2026,31999001,POCSO 9/10,SI,A Khan,900000002,Final Report,False,10/11/2026,13/11/2026\n"
    "0501/2026,02/11/2026,31999001,BNS 303(2),SI,R Verma,900000001,Under Investigation,,,\n";

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    child_write("register.csv", register_text);
    return 0;
}

static void finds_each_difference(void **state)
{
    (void)state;
    child_run("reconcile %F/register.csv --format csv");
    child_is_golden("reconcile-csv");
    child_run("reconcile %F/register.csv --format json");
    child_ended(1);
    child_printed("{\"case\":\"31999001/0291/2026\",\"kind\":\"differs\",\"field\":\"in_cctns\",\"register\":\"2026-11-13\",\"itsso\":\"2026-11-12\"}");
    child_run("reconcile %F/register.csv");
    child_is_golden("reconcile-table");
    child_run("reconcile %F/extract.csv --format csv");
    child_ended(0);
    assert_string_equal(child.out, "case,kind,field,register,itsso\n");
    child_said("11 agree, 0 differ, 0 only in the register, 0 only here; 1 not tracked");
    child_run_with(register_text, "reconcile - --format csv");
    child_ended(1);
    child_printed("31999001/0449/2026,only-register,,BNS:64(1),\n");
}

static void dates_and_units(void **state)
{
    (void)state;
    child_run("reconcile %F/register.csv --format csv --to 2026-11-19");
    child_ended(1);
    child_printed_not("0449");
    child_printed_not("0450"); /* of 20/11 */
    child_printed("0301/2026,differs,sections");
    child_run("reconcile %F/register.csv --format csv --from 2026-09-24 --to 2026-10-31");
    child_ended(0);
    child_said("of other units or dates, not compared");
    child_run("reconcile %F/register.csv --format csv --unit 31999002");
    child_ended(0);
    child_said("11 of other units or dates, not compared");
}

static void what_is_wrong_is_listed(void **state)
{
    (void)state;
    struct stat about;
    child_write("bad.csv", "FIR No,FIR Date,PS Code,Sections\n0301/2026,31/02/2026,31999001,BNS 64(1)\n");
    child_run("reconcile %F/bad.csv --format csv");
    child_ended(1);
    child_said("line 2: rejected: FIR Date");
    child_said("1 row could not be read");
    assert_int_equal(stat(child_path("bad.csv.rejected.csv"), &about), -1); /* a register is only read */
    child_refuses("reconcile", "which register?");
    child_refuses("reconcile --kept %F/register.csv", "leave the file out");
    child_refuses("reconcile %F/register.csv --from 2026-11-02 --to 2026-11-01", "--from lies after --to");
    child_refuses("reconcile %F/register.csv --unit 4711", "no unit");
    child_refuses("reconcile %F/register.csv --format xml", "xml");
    child_run("reconcile %F/nothing.csv");
    child_ended(3);
    child_said("nothing.csv");
}

static void kept_for_the_screen_and_the_sheet(void **state)
{
    (void)state;
    child_run("reconcile %F/extract.csv");
    child_ended(0);
    child_run("reconcile --kept --format csv");
    child_ended(0);
    child_run("--read-only reconcile %F/register.csv --format csv");
    child_ended(1);
    child_said("not kept for the screen: nothing may be written");
    child_run("reconcile --kept --format csv");
    child_ended(0); /* the one before */
    child_run("reconcile %F/register.csv --format csv");
    child_ended(1);
    child_run("reconcile --kept --format csv");
    child_ended(1);
    child_printed("31999001/0450/2026,only-itsso,,,BNS:64(1)\n");
    child_said("register.csv: 11 cases of 1 station");
    child_run("report reconcile --format csv");
    child_ended(0);
    child_printed("only-register");
    child_printed("31999001/0449/2026");
    child_run("--lang hi report reconcile");
    child_ended(0);
    child_printed("31999001/0301/2026");
    child_run_bare("", "--db %F/data --lang en --as-of 2199-12-31 report compliance --format csv");
    child_printed("Register compared on ");
    child_printed("1 only in the register, 1 only here.");
    child_run_bare("", "--db %F/data --lang en --as-of 2020-01-01 report compliance --format csv"); /* it was not compared yet */
    assert_null(strstr(child.out, "Register compared"));
}

static void nothing_was_compared_yet(void **state)
{
    (void)state;
    child_run_bare("", "--db %F/other --lang en units %F/units.csv");
    child_run_bare("", "--db %F/other --lang en import %F/extract.csv");
    child_run_bare("", "--db %F/other --lang en reconcile --kept");
    child_ended(2);
    child_said("no register was compared yet");
    child_run_bare("", "--db %F/other --lang en report reconcile");
    child_ended(0);
    child_printed("No register was compared yet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_difference),
        cmocka_unit_test(dates_and_units),
        cmocka_unit_test(what_is_wrong_is_listed),
        cmocka_unit_test(kept_for_the_screen_and_the_sheet),
        cmocka_unit_test(nothing_was_compared_yet),
    };
    return cmocka_run_group_tests(tests, setup, child_teardown);
}
