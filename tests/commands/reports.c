/* report: each sheet as a golden page in both languages, as CSV and HTML where that matters; files and their rights; the issued sheet
 * and the difference that late entries make; a past month-end; the scope; bad input for every option. */
#include "tests/commands/child.h"

static const char *const names[] = {"ageing",     "pending-by-io", "crime-meeting", "monthly-balance", "compliance", "annexure-1",
                                    "annexure-2", "annexure-3",    "annexure-4",    "waiting-for"};
#define NAMES (sizeof names / sizeof names[0])

/* A year of cases of the Demo Mahila Thana, so that the annexures have two stations to rank, and a second import that changes some of
 * the first: a charge sheet, a section added, a transfer, an IO. */
static const char earlier[] =
    "FIR No,FIR Date,PS Code,Acts and Sections,IO Rank,IO Name,PNO,Status,Filed in Court,CCTNS Date\n"
    "0011/2026,10/01/2026,31999002,BNS 64(1),Insp,Singh,900000005,Charge Sheet,01/03/2026,03/03/2026\n"
    "0012/2026,20/02/2026,31999002,BNS 65(1); POCSO 5(l)/6,Insp,Singh,900000005,Charge Sheet,10/04/2026,11/04/2026\n"
    "0013/2026,11/08/2026,31999002,BNS 64(1),Insp,Singh,900000005,Under Investigation,,\n"
    "0014/2026,11/06/2026,31999002,POCSO 3/4,Insp,Singh,900000005,Charge Sheet,09/08/2026,10/08/2026\n"
    "0021/2026,10/03/2026,31999001,BNS 64(1),SI,R Verma,900000001,Charge Sheet,01/06/2026,03/06/2026\n"
    "0022/2026,15/07/2026,31999001,POCSO 7/8,SI,A Khan,900000002,Under Investigation,,\n";
static const char later[] =
    "FIR No,FIR Date,PS Code,Acts and Sections,Section Added On,IO Rank,IO Name,PNO,Status,Status Date,Filed in Court,CCTNS Date,Transferred To\n"
    "0013/2026,11/08/2026,31999002,BNS 64(1); POCSO 3/4,05/11/2026,Insp,Singh,900000005,Under Investigation,,,,\n"
    "0022/2026,15/07/2026,31999001,POCSO 7/8,,SI,A Khan,900000002,Charge Sheet,,10/11/2026,12/11/2026,\n"
    "0301/2026,20/09/2026,31999001,BNS 64(1),,SI,R Verma,900000001,Transferred,06/11/2026,,,31999002\n";

static void must(const char *input, const char *words)
{
    child_run_with(input, words);
    child_ended(0);
}

static int setup(void **state)
{
    if (child_setup(state) != 0)
        return -1;
    child_import();
    child_write("earlier.csv", earlier);
    child_write("later.csv", later);
    must("", "--as-of 2026-10-15 import %F/earlier.csv");
    must("", "--as-of 2026-11-14 import %F/later.csv");
    must("", "--as-of 2026-11-20 reason 31999001/0388/2026 statement");
    must("", "--as-of 2026-11-21 reason 31999001/0307/2026 not-in-cctns");
    must("", "step 31999001/0388/2026 medical-report 2026-10-02");
    must("", "step 31999001/0388/2026 statement 2026-10-30 --state waiting");
    must("", "--as-of 2026-11-20 ack 31999001/0388/2026 55 --whom sho --how phone");
    must("", "--as-of 2026-11-22 ack 31999001/0391/2026");
    child_write("officer.conf", "[station]\nunit = 31999\nrole = officer\n");
    must("send the exhibits to the laboratory this week\n",
         "--config %F/officer.conf direction 31999001/0388/2026 --source district --letter C-12/26 --date 2026-11-02 --next 2026-11-20");
    must("ask the father of the girl again\n",
         "--config %F/officer.conf direction 31999001/0395/2026 --source co --date 2026-11-03 --anyway");
    return 0;
}

/* When the data came is of the run: on the line of the data, and in the last column of the crime meeting. */
static void moments_out(void)
{
    mask(child.out, "99/99/9999 99:99", 'm');
    for (char *line = child.out; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n')) {
        char *end = line + strcspn(line, "\n");
        bool row = strstr(child.out, "d0_30") ? strncmp(line, "376,", 4) == 0 || strncmp(line, "pocso,", 6) == 0 || strncmp(line, "each-once,", 10) == 0
                                              : line[strspn(line, " ")] >= '0' && line[strspn(line, " ")] <= '9';
        if (row && end - line > 10 && (matches(end - 10, "99/99/9999") || matches(end - 10, "9999-99-99")))
            memset(end - 10, 'd', 10);
    }
}

static void is_golden(const char *name)
{
    moments_out();
    child_is_golden(name);
}

static void names_alone(void **state)
{
    (void)state;
    child_run("report");
    is_golden("report-names");
    for (size_t i = 0; i < NAMES; i++)
        child_printed(names[i]);
    child_printed("reminder");
}

static void pages_in(const char *language, int width)
{
    for (size_t i = 0; i < NAMES; i++) {
        char words[160], golden[80];
        snprintf(words, sizeof words, "--lang %s report %s --unit 31999 --width %d", language, names[i], width);
        snprintf(golden, sizeof golden, "report-%s-%s-%d", names[i], language, width);
        child_run(words);
        is_golden(golden);
        child_ended(0);
    }
}

static void pages_in_english(void **state)
{
    (void)state;
    pages_in("en", 132);
    pages_in("en", 80);
    child_run("report reminder 391/26");
    is_golden("report-reminder-en");
}

static void pages_in_hindi(void **state)
{
    (void)state;
    if (!child_has_hindi()) {
        print_message("# no Hindi catalogue beside the program\n");
        skip();
    }
    pages_in("hi", 132);
    pages_in("hi", 80);
    child_run("--lang hi report reminder 391/26");
    is_golden("report-reminder-hi");
}

/* The language is not for machines: columns, numbers and codes are the same, the words of units and officers are not. */
static void csv(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        char words[160], golden[80];
        snprintf(words, sizeof words, "report %s --unit 31999001 --format csv", names[i]);
        snprintf(golden, sizeof golden, "report-%s-csv", names[i]);
        child_run(words);
        is_golden(golden);
    }
    /* no text of a direction, where a redaction would not reach it */
    child_run("report pending-by-io --format csv");
    child_printed_not("exhibits");
}

/* Nothing that tells a relation or names somebody is on any sheet. */
static void nothing_is_told(void **state)
{
    (void)state;
    static const char *const formats[] = {"text", "csv", "html"};
    for (size_t i = 0; i < NAMES; i++)
        for (int f = 0; f < 3; f++) {
            char words[160];
            snprintf(words, sizeof words, "report %s --format %s", names[i], formats[f]);
            child_run(words);
            child_ended(0);
            child_printed_not("father");
            child_printed_not("(l)");
            child_printed_not("(m)");
            child_printed("section 24(5) POCSO");
        }
    child_run("report reminder 31999001/0307/2026");
    child_ended(0);
    child_printed_not("POCSO 5");
    child_printed_not("BNS 6");
    child_printed("filed, not in CCTNS");
}

/* As of a past day: what was true then. */
static void past_month_end(void **state)
{
    (void)state;
    child_run("--as-of 2026-10-31 report monthly-balance --unit 31999 --width 132");
    is_golden("report-monthly-balance-october");
    child_run("report monthly-balance --unit 31999 --from 2026-10-01 --to 2026-10-31 --width 132");
    is_golden("report-monthly-balance-october"); /* the period says the same as the day */
    child_run("--as-of 2026-10-31 report waiting-for --unit 31999");
    child_printed_not("statement u/s 183"); /* entered later */
    child_run("--as-of 2026-11-01 report pending-by-io --unit 31999001 --format csv");
    child_printed("31999001/0301/2026"); /* transferred later */
    child_printed_not("2026-10-30,"); /* a step entered for a day before it counts, one after it does not */
    child_run("--as-of 2026-11-23 report pending-by-io --unit 31999001 --format csv");
    child_printed_not("31999001/0301/2026");
}

static void mode_is(const char *name, mode_t mode)
{
    struct stat about;
    assert_int_equal(stat(child_path(name), &about), 0);
    assert_int_equal(about.st_mode & 0777, mode);
}

static void files(void **state)
{
    (void)state;
    static char page[CHILD_TEXT];
    umask(0);
    child_run("report ageing --unit 31999 --width 132");
    strcpy(page, child.out);
    child_run("report ageing --unit 31999 --width 132 --output %F/ageing.txt");
    child_ended(0);
    assert_string_equal(child.out, "");
    mode_is("ageing.txt", 0600);
    FILE *file = fopen(child_path("ageing.txt"), "r");
    assert_non_null(file);
    child.out[fread(child.out, 1, sizeof child.out - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(child.out, page);
    child_write("there.html", "what was there");
    child_run("report ageing --format html --output %F/there.html");
    child_ended(0);
    mode_is("there.html", 0600);
    child_run("report ageing --output %F/nowhere/ageing.txt");
    child_ended(3);
    child_said("nowhere/ageing.txt could not be written: No such file or directory");
    child_run("report ageing --output %F");
    child_ended(3);
    child_said("could not be written: Is a directory");
    child_run("report ageing --output /dev/full");
    child_ended(3);
    child_run("report ageing --output /dev/stdout --width 132 --unit 31999");
    child_ended(0);
    child_run("report ageing --width 132 --unit 31999 --output -"); /* no file of that name */
    assert_int_not_equal(access("-", F_OK), 0);
    child_printed("Open cases by age");
    child_ended(0);
    assert_string_equal(child.out, page);
    umask(022);
}

static void pdf(void **state)
{
    (void)state;
    char head[5] = "";
    child_run("report monthly-balance --format pdf --output %F/balance.pdf");
    if (child.status == 3 && strstr(child.err, "itsso-print")) {
        print_message("# no itsso-print beside the program\n");
        skip();
    }
    child_ended(0);
    mode_is("balance.pdf", 0600);
    FILE *file = fopen(child_path("balance.pdf"), "r");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, 4, file), 4);
    fclose(file);
    assert_string_equal(head, "%PDF");
}

/* Issued, then entries that come late. */
static void issued(void **state)
{
    (void)state;
    static const char late[] = "FIR No,FIR Date,PS Code,Acts and Sections,Status,CCTNS Date\n"
                               "0015/2026,20/10/2026,31999002,BNS 64(1),Under Investigation,\n"
                               "0388/2026,24/09/2026,31999001,\"BNS 137(2), 87; POCSO 7/8\",Charge Sheet,29/10/2026\n";
    child_run("report monthly-balance --unit 31999 --width 132");
    child_printed("none was issued from here");
    child_run("report monthly-balance --unit 31999 --to 2026-10-31 --issue --width 132");
    child_ended(0);
    assert_string_equal(child.err, "itsso-tui: issued and kept; the next sheet says what changed since\n");
    child_run("report monthly-balance --unit 31999 --width 132");
    child_printed("Difference from the statement sent for the month before (late entries): 0\n");
    child_run("report pending-by-io --unit 31999 --issue --format csv");
    child_ended(0);
    child_write("late.csv", late);
    must("", "import %F/late.csv");
    child_run("report monthly-balance --unit 31999 --width 132");
    is_golden("report-monthly-balance-late");
    child_printed("(late entries): +1: +31999002/0015/2026");
    child_printed("(late entries): +1 −1: +31999002/0015/2026 −31999001/0388/2026");
    child_run("--as-of 2026-11-24 report pending-by-io --unit 31999");
    child_printed("Directions since 23/11/2026");
    child_printed("The sheet of 23/11/2026 had ");
    /* another unit, other lists: another series of sheets */
    child_run("report monthly-balance --unit 31999001 --width 132");
    child_printed("none was issued from here");
    child_write("itsso.conf", "[clock]\nlists = itsso\n");
    child_run("--config %F/itsso.conf report monthly-balance --unit 31999 --width 132");
    child_printed("none was issued from here");
    child_printed("lists counted: ITSSO");
    child_run("--read-only report monthly-balance --unit 31999 --issue");
    child_ended(2);
    child_said("cannot be issued with --read-only");
    assert_string_equal(child.out, "");
}

static void scope(void **state)
{
    (void)state;
    child_write("own.conf", "[station]\nunit = 31999002\n");
    child_run("--config %F/own.conf report ageing --format csv");
    child_ended(0);
    child_printed("31999002");
    child_printed_not("31999001");
    child_run("--config %F/own.conf report ageing --unit 31999 --format csv");
    child_ended(2);
    assert_string_equal(child.out, "");
    child_run("--config %F/own.conf report ageing --unit 31999001");
    child_ended(2);
    child_run("--config %F/own.conf report reminder 31999001/0395/2026");
    child_ended(2);
    assert_string_equal(child.out, "");
    child_run("--config %F/own.conf report reminder 412/26");
    child_ended(0);
    child_printed("31999002/0412/2026");
}

static void refused(void **state)
{
    (void)state;
    child_refuses("report agieng", "did you mean 'ageing'?");
    child_refuses("report nothing", "'nothing' is none of ageing, pending-by-io");
    child_refuses("report ageing 412/26", "'412/26' is one word too many: ageing is of no single case");
    child_refuses("report ageing more words", "'words' is one word too many");
    child_refuses("report reminder", "reminder: which case?");
    child_refuses("report reminder abc", "'abc' is no case number");
    child_refuses("report reminder 290/26", "is charge-sheeted: nobody is reminded of it");
    child_refuses("report reminder 391/26 --unit 31999", "reminder takes no --unit");
    child_refuses("report ageing --unit 999", "'999' is no unit of this database");
    child_refuses("report ageing --unit=", "--unit: a value is expected");
    child_refuses("report ageing --from 2026-01-01", "ageing tells of one day (--as-of) and takes no period");
    child_refuses("report monthly-balance --from 2026-13-01", "--from: '2026-13-01' is no date");
    child_refuses("report monthly-balance --to 23/11/2026", "--to: '23/11/2026' is no date");
    child_refuses("report monthly-balance --to 2026-11-24", "the period ends on 24/11/2026, after the day that the report tells of (23/11/2026)");
    child_refuses("report monthly-balance --from 2026-11-02 --to 2026-11-01", "the period begins on 02/11/2026, after its end on 01/11/2026");
    child_refuses("report annexure-4 --sort complience", "did you mean 'compliance'?");
    child_refuses("report ageing --sort name", "ageing takes no --sort");
    child_refuses("report ageing --issue", "ageing is not issued");
    child_refuses("report ageing --format xls", "'xls' is none of text, csv, html, pdf");
    child_refuses("report ageing --format pdf", "name its file by --output FILE");
    child_refuses("report ageing --width 100", "'100' is none of 80, 132");
    child_refuses("report ageing --format csv --width 80", "--width is of a text");
    child_refuses("report ageing --output=", "--output: a value is expected");
    child_refuses("report ageing --outptu x", "did you mean '--output'?");
    child_refuses("report ageing --to", "--to needs a value after it");
    child_said("See: itsso-tui report --help");
}

/* Whose names stand below; a case that a court stayed is not one of which nobody said why; bars are told of where they are drawn. */
static void for_who_reads_it(void **state)
{
    (void)state;
    child_run("report annexure-1 --unit 31999");
    child_printed("Prepared by");
    child_printed("Supervising officer");
    child_printed_not("Head Moharrir");
    child_run("report annexure-1 --unit 31999001");
    child_printed("Head Moharrir");
    child_printed_not("Prepared by");
    child_run("report reminder 31999001/0431/2026");
    child_printed("Pending for: stayed.");
    child_run("report pending-by-io --unit 31999001 --format csv");
    child_printed(",stayed,");
    child_run("report annexure-3 --unit 31999001 --format csv");
    child_printed(",stayed,");
    child_run("report ageing");
    child_printed_not("The bar of a row");
    child_run("report ageing --format csv");
    child_printed_not("The bar of a row");
    child_run("report ageing --format html");
    child_printed("The bar of a row");
}

/* Equal rates have the same rank, whatever the units file puts first; stations of one name in several districts are told apart. */
static void several_districts(void **state)
{
    (void)state;
    child_write("three.csv", "code,parent,level,kind,name_en,name_hi\nUP,,state,territorial,Demo Pradesh,\n"
                             "31991,UP,district,territorial,First,\n31992,UP,district,territorial,Second,\n31993,UP,district,territorial,Third,\n"
                             "31991001,31991,station,territorial,Kotwali,\n31992001,31992,station,territorial,Kotwali,\n"
                             "31993001,31993,station,territorial,Kotwali,\n31993002,31993,station,territorial,Quiet,\n");
    child_write("thrice.csv", "FIR No,FIR Date,PS Code,Acts and Sections,Status,CCTNS Date\n"
                              "0001/2026,05/01/2026,31991001,BNS 64(1),Under Investigation,\n"
                              "0002/2026,05/01/2026,31991001,BNS 64(1),Charge Sheet,10/02/2026\n"
                              "0003/2026,05/01/2026,31992001,BNS 64(1),Charge Sheet,10/02/2026\n"
                              "0004/2026,05/01/2026,31993001,BNS 64(1),Charge Sheet,10/02/2026\n");
    must("", "--db %F/three units %F/three.csv");
    must("", "--db %F/three import %F/thrice.csv");
    must("", "--db %F/three reason 31991001/0001/2026 not-in-cctns");
    child_run("--db %F/three report annexure-4 --format csv");
    child_printed("376,1,31992,1,");
    child_printed("376,1,31993,1,");
    child_printed("376,3,31991,2,");
    child_run("--db %F/three report annexure-4 --format csv --sort name");
    child_printed("376,2,31992,1,");
    child_printed("376,3,31993,1,");
    child_run("--db %F/three report annexure-4 --unit 31991001");
    child_printed("There is no district at or below this unit.");
    child_run("--db %F/three report crime-meeting --unit 31993002 --width 132");
    child_printed("  never"); /* no data ever came of it: not an empty cell */
    child_run("--db %F/three report waiting-for --width 132");
    child_printed("31991001/0001/2026");
    child_run("--db %F/three report waiting-for --unit 31991 --width 132");
    child_printed("  0001/26");
    child_run("--db %F/three report annexure-3 --width 132");
    child_printed("31991001/0001/2026");
    child_run("--db %F/three report annexure-3 --unit 31991 --width 132");
    child_printed("  0001/26");
}

/* The point of a direction and what was answered stand on the sheets; not what may name somebody, nor any of it in CSV. */
static void answers(void **state)
{
    (void)state;
    char words[200], id[16] = "";
    child_run("directions --format csv");
    const char *at = strstr(child.out, ",31999001/0388/2026,");
    assert_non_null(at);
    while (at > child.out && at[-1] != '\n')
        at--;
    snprintf(id, sizeof id, "%.13s", at);
    snprintf(words, sizeof words, "answer %s --date 2026-11-21", id);
    must("exhibits sent by special messenger\n", words);
    static const char *const sheets[] = {"compliance", "pending-by-io"};
    for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++) {
        snprintf(words, sizeof words, "report %s --unit 31999001 --format html", sheets[i]);
        child_run(words);
        child_printed("send the exhibits to the laboratory this week");
        child_printed("answered 21/11/2026: exhibits sent by special messenger");
        child_printed("(not printed: it may name somebody)");
        child_printed_not("father");
        snprintf(words, sizeof words, "report %s --unit 31999001 --format csv", sheets[i]);
        child_run(words);
        child_printed("answered 21/11/2026");
        child_printed_not("exhibits");
        child_printed_not("messenger");
    }
}

static void orders(void **state)
{
    (void)state;
    child_run("report annexure-4 --sort compliance --format csv");
    child_printed("Ranked by compliance");
    child_run("report annexure-4 --sort pendency");
    child_printed("Ranked by pendency");
    child_run("report annexure-4 --sort name");
    child_printed("In the order of the units file.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_alone), cmocka_unit_test(pages_in_english), cmocka_unit_test(pages_in_hindi), cmocka_unit_test(csv),
        cmocka_unit_test(nothing_is_told), cmocka_unit_test(past_month_end), cmocka_unit_test(files), cmocka_unit_test(pdf),
        cmocka_unit_test(scope), cmocka_unit_test(refused), cmocka_unit_test(orders), cmocka_unit_test(for_who_reads_it),
        cmocka_unit_test(several_districts), cmocka_unit_test(answers), cmocka_unit_test(issued),
    };
    return cmocka_run_group_tests(tests, setup, child_teardown);
}
