/* rates: its rows, its periods and lists, what it refuses; and the scope: with [station] unit nothing above or beside it is counted,
 * listed, shown or entered for, by whatever command. */
#include "tests/commands/child.h"

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    child_write("station.conf", "[station]\nunit = 31999002\n");
    child_write("district.conf", "[station]\nunit = 31999\n");
    return 0;
}

#define HEAD "unit,name,category,n,n60,disposed,in60,late,pending,disposal,compliance,late_rate,pendency\n"
#define KOTWALI_376 "31999001,Demo Kotwali,376,7,3,1,1,0,2,14.29,33.33,0.00,66.67\n"
#define KOTWALI_POCSO "31999001,Demo Kotwali,pocso,5,2,1,0,1,1,20.00,0.00,50.00,50.00\n"
#define MAHILA_376 "31999002,Demo Mahila Thana,376,1,0,0,0,0,0,0.00,,,\n"
#define MAHILA_POCSO "31999002,Demo Mahila Thana,pocso,0,0,0,0,0,0,,,,\n"

static void prints(const char *words, const char *text)
{
    child_run(words);
    child_ended(0);
    assert_string_equal(child.err, "");
    assert_string_equal(child.out, text);
}

static void rows(void **state)
{
    (void)state;
    prints("rates 31999 --format csv", HEAD KOTWALI_376 KOTWALI_POCSO MAHILA_376 MAHILA_POCSO);
    prints("rates 31999 --format csv --category pocso", HEAD KOTWALI_POCSO MAHILA_POCSO);
    prints("--lang hi rates 31999 --format csv --category 376", HEAD KOTWALI_376 MAHILA_376); /* the language is not for machines */
    prints("rates 31999001 --format csv --category 376", HEAD KOTWALI_376); /* a station: itself */
    prints("rates --format csv --category 376", HEAD "31999,Demo District,376,8,3,1,1,0,2,12.50,33.33,0.00,66.67\n"); /* the top's children */
    prints("rates all --format csv --category 376", HEAD "31999,Demo District,376,8,3,1,1,0,2,12.50,33.33,0.00,66.67\n");
    prints("rates 31999002 --format json --category pocso",
           "[\n{\"unit\":\"31999002\",\"name\":\"Demo Mahila Thana\",\"category\":\"pocso\",\"n\":0,\"n60\":0,\"disposed\":0,\"in60\":0,\"late\":0,"
           "\"pending\":0,\"disposal\":null,\"compliance\":null,\"late_rate\":null,\"pendency\":null}\n]\n");
}

static void periods(void **state)
{
    (void)state;
    prints("rates 31999001 --format csv --from 2026-09-02 --to 2026-09-22",
           HEAD "31999001,Demo Kotwali,376,2,2,0,0,0,2,0.00,0.00,0.00,100.00\n31999001,Demo Kotwali,pocso,2,2,1,0,1,1,50.00,0.00,50.00,50.00\n");
    prints("rates 31999001 --format csv --from 2027-01-01 --category 376", HEAD "31999001,Demo Kotwali,376,0,0,0,0,0,0,,,,\n");
    /* POCSO 8 and 10 are of BNSS 193 alone */
    prints("rates 31999001 --format csv --lists itsso --category pocso", HEAD "31999001,Demo Kotwali,pocso,3,1,0,0,0,1,0.00,0.00,0.00,100.00\n");
    prints("rates 31999001 --format csv --lists itsso,bnss193 --category pocso", HEAD KOTWALI_POCSO);
    /* as of 11 November nothing was disposed late yet: the report was entered on the 12th */
    prints("--as-of 2026-11-11 rates 31999001 --format csv --category pocso", HEAD "31999001,Demo Kotwali,pocso,5,1,0,0,0,1,0.00,0.00,0.00,100.00\n");
}

static void table(void **state)
{
    (void)state;
    child_run("rates 31999 --from 2026-01-01");
    child_is_golden("rates");
    if (!child_has_hindi())
        skip();
    child_run_bare("", "--db %F/data --as-of 2026-11-23 --lang hi rates 31999");
    child_is_golden("rates-hi");
}

static void refused(void **state)
{
    (void)state;
    child_refuses("rates 31998", "rates: '31998' is no unit of this database");
    child_refuses("rates 31999 31999001", "'31999001' is one word too many");
    child_refuses("rates --category 377", "--category: '377' is none of 376, pocso");
    child_refuses("rates --from 2026-02-30", "--from: '2026-02-30' is no date");
    child_refuses("rates --from 2026-03-01 --to 2026-02-01", "--from lies after --to");
    child_refuses("rates --lists itso", "--lists");
    child_refuses("rates --lists itso", "itso");
    child_refuses("rates --format xml", "--format: 'xml' is none of table, csv, json");
    child_run_bare("", "--db %F/nothing --lang en rates");
    child_ended(3);
}

/* 3.125 and 96.875 per cent: rounded half up, as the sheets round them. */
static void rounded_as_on_the_sheets(void **state)
{
    (void)state;
    char rows[4096] = "FIR No,FIR Date,PS Code,Acts and Sections,Status,CCTNS Date\n";
    for (int i = 1; i <= 32; i++) {
        size_t n = strlen(rows);
        snprintf(rows + n, sizeof rows - n, "%04d/2026,05/01/2026,31999001,BNS 64(1),%s\n", i, i == 1 ? "Under Investigation," : "Charge Sheet,10/02/2026");
    }
    child_write("many.csv", rows);
    child_run("--db %F/many units %F/units.csv");
    child_ended(0);
    child_run("--db %F/many import %F/many.csv");
    child_ended(0);
    prints("--db %F/many rates 31999001 --format csv --category 376", HEAD "31999001,Demo Kotwali,376,32,32,31,31,0,1,96.88,96.88,0.00,3.13\n");
    child_run("--db %F/many report annexure-4 --format csv");
    child_printed("376,1,31999,32,31,0,31,96.88,31,96.88,1,3.13\n");
}

/* A unit that is not yet placed has its row beside the top's children. */
static void unplaced(void **state)
{
    (void)state;
    child_write("far.csv", "FIR No,FIR Date,PS Code,Acts and Sections,Status\n0007/2026,01/11/2026,31555009,BNS 64(1),Under Investigation\n");
    child_run("--db %F/far units %F/units.csv");
    child_ended(0);
    child_run("--db %F/far import %F/far.csv");
    child_ended(0);
    prints("--db %F/far rates --format csv --category 376",
           HEAD "31999,Demo District,376,0,0,0,0,0,0,,,,\n31555009,31555009,376,1,0,0,0,0,0,0.00,,,\n");
}

/* ---- the scope ---- */

static void nothing_above_or_beside(void **state)
{
    (void)state;
    static const char *const outside[] = {
        "rates UP", "rates 31999", "rates 31999001", "list --unit UP", "list --unit 31999001 --format csv", "alerts --unit 31999",
        "status --unit 31999001", "ack --all --unit UP",
    };
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        char words[160];
        snprintf(words, sizeof words, "--config %%F/station.conf %s", outside[i]);
        child_refuses(words, "is not below 31999002 (Demo Mahila Thana), which is the unit of this configuration");
    }
    child_refuses("--config %F/district.conf rates UP", "is not below 31999 (Demo District)");
    prints("--config %F/district.conf rates --format csv", HEAD KOTWALI_376 KOTWALI_POCSO MAHILA_376 MAHILA_POCSO);
    prints("--config %F/district.conf rates 31999002 --format csv", HEAD MAHILA_376 MAHILA_POCSO);
    prints("--config %F/station.conf rates all --format csv", HEAD MAHILA_376 MAHILA_POCSO);
    prints("--config %F/station.conf rates --format csv --category 376", HEAD MAHILA_376);
}

static void all_is_the_scope(void **state)
{
    (void)state;
    static const char *const commands[] = {"list --format csv", "list --unit all --format csv", "list --status all --unit all --format csv",
                                           "alerts --all --unit all --format csv", "list --search 412 --format csv"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char words[160];
        snprintf(words, sizeof words, "--config %%F/station.conf %s", commands[i]);
        child_run(words);
        child_ended(0);
        child_printed_not("31999001/");
    }
    child_run("--config %F/station.conf status --unit all");
    child_printed("Demo Mahila Thana: over the limit 0, due today 0");
}

/* A case outside is not found, whatever is wanted of it, and is not named either. */
static void cases_outside_are_not_there(void **state)
{
    (void)state;
    static const char *const wanted[] = {"show 31999001/0301/2026", "show 301/26", "reason 31999001/0301/2026 fsl", "ack 31999001/0301/2026",
                                         "step 31999001/0301/2026 medical 2026-11-01", "note 31999001/0301/2026", "reason 31999001/0301/2026 --undo"};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        char words[160];
        snprintf(words, sizeof words, "--config %%F/station.conf %s", wanted[i]);
        child_run_with("a remark\n", words);
        child_ended(2);
        assert_string_equal(child.out, "");
        child_said("there is no case");
        assert_null(strstr(child.err, "did you mean"));
    }
    child_run_with("a remark\n", "note 31999001/0301/2026");
    child_ended(0);
    char words[160], id[40];
    assert_int_equal(sscanf(child.out, "saved %39s", id), 1);
    snprintf(words, sizeof words, "--config %%F/station.conf redact %s", id);
    child_refuses(words, "there is no entry");
    snprintf(words, sizeof words, "--config %%F/district.conf redact %s", id);
    child_run(words);
    child_ended(0);
    child_run_with("File it", "direction 31999001/0301/2026 --source co");
    child_ended(0);
    assert_int_equal(sscanf(child.out, "saved %39s", id), 1);
    child_write("answering.conf", "[station]\nunit = 31999002\nrole = station\n");
    snprintf(words, sizeof words, "--config %%F/answering.conf answer %s", id);
    child_run_with("done", words);
    child_ended(2);
    child_said("there is no entry");
    child_run("--config %F/station.conf directions --format csv");
    child_printed_not("31999001/");
    /* the short number means the own one */
    child_run("--config %F/station.conf show 412/26 --format json");
    child_ended(0);
    child_printed("31999002/0412/2026");
    child_refuses("show 412/26", "several cases have the number '412/26'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(periods),
        cmocka_unit_test(table),
        cmocka_unit_test(refused),
        cmocka_unit_test(rounded_as_on_the_sheets), cmocka_unit_test(unplaced),
        cmocka_unit_test(nothing_above_or_beside),
        cmocka_unit_test(all_is_the_scope),
        cmocka_unit_test(cases_outside_are_not_there),
    };
    return cmocka_run_group_tests_name("rates", tests, setup, child_teardown);
}
