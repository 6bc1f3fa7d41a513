/* What an import makes of rows: stations, years, section columns of every kind, statuses, final reports, zero FIRs,
 * officers; what is rejected and how that is reported. Real databases. */
#include "tests/unit/import_folder.h"

#define FACTS(column) ask("SELECT " column " FROM fir_case")

static void takes_every_field(void **state) {
    (void)state;
    assert_import("FIR No,PS Code,FIR Date,FIR Time,GD No,Acts & Sections,IO Rank,IO Name,विवेचक,PNO,IO "
                  "Since,Status,Final Report Type,"
                  "Final Report No,Final Report Date,CO Approval Date,Filed in Court On,Entered in CCTNS "
                  "On,Arrests,First Remand,Court "
                  "Date,Zero FIR No,Zero FIR PS Code,Zero FIR Date,Section Added On\n"
                  "0386/2026,31655001,02/03/2026,14:35,GD 23,धारा 376 भादवि,SI,R Verma,आर "
                  "वर्मा,012345678,03/03/2026,Final Report,False,"
                  "12/26,01/04/2026,02/04/2026,03/04/2026,04/04/2026,2,05/03/2026,01/12/2026,0012/2026,31655002,01/03/"
                  "2026,10/03/2026\n",
                  "1 0 0 0 0");
    assert_string_equal(FACTS("id >> 27"), "31655001");
    assert_string_equal(FACTS("(id & 1048575) || '/' || ((id >> 20 & 127) + 1990)"), "386/2026");
    assert_string_equal(FACTS("fir_date || ' ' || fir_time || ' ' || gd_no"), "2026-03-02 14:35 GD23");
    assert_string_equal(FACTS("clock_date"), "2026-03-01");
    assert_string_equal(FACTS("(zero_id >> 27) || ' ' || (zero_id & 1048575) || ' ' || zero_date"),
                        "31655002 12 2026-03-01");
    assert_string_equal(FACTS("status || ' ' || state || ' ' || final_type || ' ' || final_no"), "final 1 false 12/26");
    assert_string_equal(FACTS("final_prepared || final_approved || final_filed || final_cctns"),
                        "2026-04-012026-04-022026-04-032026-04-04");
    assert_string_equal(FACTS("arrests || ' ' || first_remand || ' ' || court_date"), "2 2026-03-05 2026-12-01");
    assert_string_equal(ask("SELECT pno || rank || name || name_hi FROM officer"), "012345678SIR Vermaआर वर्मा");
    assert_string_equal(FACTS("officer_since"), "2026-03-03");
    assert_string_equal(ask("SELECT text FROM section_set"), "IPC:376");
    assert_int_equal(file.left_n, 0);
}

/* Sections in one column, two, pairs, or a column for each act. */
static void section_columns(void **state) {
    (void)state;
    static const struct {
        const char *head, *row;
    } same[] = {
        {"Act,Section", "IPC,\"376, 506\""},
        {"Section", "376/506 IPC"},
        {"Act1,Section1,Act2,Section2", "IPC,376,IPC,506"},
        {"Act 1,Act 2,Section 1,Section 2", "IPC,IPC,376,506"},
        {"Act,Section,Act,Section", "IPC,376,IPC,506"},
        {"भादवि,बीएनएस", "\"376, 506\",-"},
        {"अधिनियम व धारा", "धारा 376 506 भादवि"},
        {"Acts & Sections,POCSO", "IPC 376 506,"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char csv[400];
        unlink(in_folder("cache.db"));
        snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,%s\n1/24,31655001,12/03/2024,%s\n", same[i].head,
                 same[i].row);
        write_text("x.csv", csv);
        if (!import_name("x.csv"))
            fail_msg("%s: %s", same[i].head, error.text);
        if (strcmp(ask("SELECT text FROM section_set"), "IPC:376 IPC:506") != 0)
            fail_msg("%s: %s", same[i].head, ask("SELECT text FROM section_set"));
    }
    unlink(in_folder("cache.db"));
    assert_import("FIR No,PS Code,FIR Date,भादवि,पाक्सो\n1/24,31655001,12/03/2024,376,3/4\n", "1 0 0 0 0");
    assert_string_equal(ask("SELECT text FROM section_set"), "IPC:376 POCSO:3 POCSO:4");
}

static void stations_and_years(void **state) {
    (void)state;
    /* full numbers need neither column nor configuration */
    assert_import("FIR No,FIR Date,Section\n31655001240386,12/03/2024,376 IPC\n", "1 0 0 0 0");
    /* a bare serial takes the year of the date, or of a year column */
    assert_import("FIR No,FIR Date,PS Code,Section\n387,12/03/2024,31655001,376 IPC\n", "1 0 0 0 0");
    assert_string_equal(ask("SELECT count(*) FROM fir_case WHERE (id >> 20 & 127) = 34 AND id & 1048575 = 387"), "1");
    assert_import("FIR No,Year,FIR Date,PS Code,Section\n5,2024,31/12/2023,31655001,376 IPC\n", "1 0 0 0 0");
    assert_string_equal(ask("SELECT (id >> 20 & 127) + 1990 FROM fir_case WHERE id & 1048575 = 5"), "2024");
    assert_import(
        "FIR No,FIR Date,PS Code,Section\n6/24,12/03/2025,31655001,376 IPC\n7/25,02/01/2026,31655001,376 IPC\n",
        "1 0 0 0 1");
    assert_non_null(
        strstr(read_text("x.csv.rejected.csv"), "2,31655001/0006/2024,\"FIR No\",\"the number is of the year 2024"));
    /* without any station */
    write_text("x.csv", "FIR No,FIR Date,Section\n8/24,12/03/2024,376 IPC\n");
    assert_false(import_name("x.csv"));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, "[station] unit"));
    /* the configured one stands in, also beside the station's name, as long as that is one name */
    options.station = 31655009;
    assert_import("FIR No,FIR Date,Section\n8/24,12/03/2024,376 IPC\n", "1 0 0 0 0");
    assert_import(
        "FIR No,FIR Date,PS,Section\n9/24,12/03/2024,Demo Kotwali,376 IPC\n10/24,12/03/2024,DEMO  KOTWALI,376 IPC\n",
        "2 0 0 0 0");
    assert_string_equal(ask("SELECT count(*) FROM fir_case WHERE id >> 27 = 31655009"), "3");
    write_text(
        "x.csv",
        "FIR No,FIR Date,PS,Section\n9/24,12/03/2024,Demo Kotwali,376 IPC\n10/24,12/03/2024,Demo Nagar,376 IPC\n");
    assert_false(import_name("x.csv"));
    assert_non_null(strstr(error.text, "several police stations"));
    assert_null(strstr(error.text, "Demo"));
    /* codes in the name column, and a column of codes, go before the configuration */
    assert_import("FIR No,FIR Date,PS,Section\n11/24,12/03/2024,Demo Kotwali (31655003),376 IPC\n", "1 0 0 0 0");
    assert_string_equal(ask("SELECT id >> 27 FROM fir_case WHERE id & 1048575 = 11"), "31655003");
}

static const char *status_of(const char *head, const char *cells) {
    char csv[500];
    unlink(in_folder("cache.db"));
    snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,Section,%s\n1/24,31655001,12/03/2024,376 IPC,%s\n", head, cells);
    write_text("x.csv", csv);
    if (!import_name("x.csv"))
        fail_msg("%s", error.text);
    if (counts.rejected)
        return file.rejected.first[0].reason;
    return FACTS(
        "status || ' ' || coalesce(nullif(final_type, ''), '-') || ' ' || coalesce(final_prepared, '-') || ' ' || "
        "coalesce(nullif(final_no, ''), '-')");
}

static void statuses(void **state) {
    (void)state;
    assert_string_equal(status_of("Status", "विवेचनाधीन"), "open - - -");
    assert_string_equal(status_of("Status", ""), "open - - -");
    assert_string_equal(status_of("IO", "SI R Verma"), "open - - -");
    assert_string_equal(status_of("Status,Charge Sheet No,Charge Sheet Date", "आ0प0,45/24,01/05/2024"),
                        "chargesheet - 2024-05-01 45/24");
    assert_string_equal(status_of("Charge Sheet Date", "01/05/2024"), "chargesheet - 2024-05-01 -");
    assert_string_equal(status_of("आरोप पत्र", "01/05/2024"), "chargesheet - 2024-05-01 -");
    assert_string_equal(status_of("आरोप पत्र", "45/24"), "chargesheet - - 45/24");
    assert_string_equal(status_of("FR Date,Charge Sheet Date", "01/05/2024,"), "final - 2024-05-01 -");
    assert_string_equal(status_of("Final Report Type,Final Report Date", "Charge Sheet,01/05/2024"),
                        "chargesheet - 2024-05-01 -");
    assert_string_equal(status_of("Final Report Type,Final Report Date", "Mistake of Fact,01/05/2024"),
                        "final mistake-of-fact 2024-05-01 -");
    assert_string_equal(status_of("Final Report Date", "01/05/2024"), "final - 2024-05-01 -");
    assert_string_equal(status_of("Status,Charge Sheet Date", "Disposed,01/05/2024"), "chargesheet - 2024-05-01 -");
    assert_string_equal(status_of("Status", "Disposed"), "final - - -");
    assert_string_equal(status_of("Status", "FR (Untraced)"), "final untraced - -");
    assert_string_equal(status_of("Status", "Stayed"), "stayed - - -");
    assert_string_equal(status_of("Status", "Further Investigation"), "further - - -");
    assert_string_equal(status_of("Status", "Expunged"), "expunged - - -");
    assert_string_equal(status_of("Status", "Transferred"), "transferred - - -");
    assert_non_null(
        strstr(status_of("Status", "somebody's name"), "the word is not known; known are: Under Investigation"));
    assert_null(strstr(read_text("x.csv.rejected.csv"), "somebody"));
    assert_non_null(strstr(status_of("Charge Sheet Date", "01/05/2023"), "before the FIR date"));
    assert_non_null(strstr(status_of("Charge Sheet Date", "01/05/2027"), "after today (23/11/2026)"));
}

/* A row is rejected with line, number, column and reason; the cell is nowhere. */
static void rejected_rows(void **state) {
    (void)state;
    assert_import("FIR No,PS Code,=FIR Date,Section,IO,Victim Name\n"
                  "1/24,31655001,12/13/2024,376 IPC,,secret one\n"
                  "2/24,31655001,24/11/2026,376 IPC,,secret two\n"
                  "\"3/24\n\",31655001,12/03/2024,,,\n"
                  "4/24,31655001,12/03/2024,376 IPC\n"
                  "5/24,31655001,12/03/2024,376 IPC,,secret,seven\n"
                  "6/24,31655001,12/03/2024,376 IPC,\377\377,secret\n"
                  ",,,,,\n"
                  "\n"
                  "secret total,,,,,\n"
                  "7/24,secret place,12/03/2024,376 IPC,,\n"
                  "8/24,31655001,12/03/2024,376 IPC,SI R Verma,,\n",
                  "1 0 0 0 8");
    assert_string_equal(
        read_text("x.csv.rejected.csv"),
        "line,fir,column,reason\r\n"
        "2,31655001/0001/2024,\"'=FIR Date\",\"the month is over 12; expected is the day first: dd/mm/yyyy\"\r\n"
        "3,31655001/0002/2024,\"'=FIR Date\",\"the date is after today (23/11/2026)\"\r\n"
        "4,31655001/0003/2024,\"Section\",\"no act and section could be read\"\r\n"
        "6,,\"\",\"the row has 4 cells, the heading row 6\"\r\n"
        "7,,\"\",\"the row has 7 cells, the heading row 6\"\r\n"
        "8,31655001/0006/2024,\"IO\",\"the cell is not UTF-8 text\"\r\n"
        "11,,\"FIR No\",\"no FIR number; expected is 386/24, 0386/2024 or the full number\"\r\n"
        "12,,\"PS Code\",\"no police station code; expected is the CCTNS code, for example 31655001\"\r\n");
    struct stat st;
    assert_int_equal(stat(in_folder("x.csv.rejected.csv"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_string_equal(file.left, "Victim Name");
    /* when there are none any more the file goes */
    assert_import("FIR No,PS Code,FIR Date,Section\n1/24,31655001,12/03/2024,376 IPC\n", "1 0 0 0 0");
    assert_true(access(in_folder("x.csv.rejected.csv"), F_OK) != 0);
}

/* What is not understood in a column that a case can do without is left and counted, and never kept as it stands. */
static void odd_cells_are_left(void **state) {
    (void)state;
    assert_import("FIR No,PS Code,FIR Date,Section,GD No,PNO,IO,Arrests,Transferred To,Zero FIR No\n"
                  "1/24,31655001,12/03/2024,376 IPC,some words,x9,R Verma,some name,some place,some words\n",
                  "1 0 0 0 0");
    assert_int_equal(file.odd[FIELD_GD], 1);
    assert_int_equal(file.odd[FIELD_IO_PNO], 1);
    assert_int_equal(file.odd[FIELD_ARRESTS], 1);
    assert_int_equal(file.odd[FIELD_MOVED_TO], 1);
    assert_int_equal(file.odd[FIELD_ZERO_FIR], 1);
    assert_string_equal(FACTS("coalesce(gd_no, '') || coalesce(moved_to, '') || coalesce(arrests, '')"), "");
}

static void columns_left_leave_no_trace(void **state) {
    (void)state;
    assert_import("FIR No,PS Code,FIR Date,Section,Victim,Accused,Address,IO,Narrative\n"
                  "1/24,31655001,12/03/2024,376 IPC,qqvictimqq,qqaccusedqq,qqaddressqq,SI R Verma,\"qqstory\nqq\"\n"
                  "bad,31655001,12/03/2024,376 IPC,qqvictimqq,qqaccusedqq,qqaddressqq,SI R Verma,\"qqstory\nqq\"\n",
                  "1 0 0 0 1");
    char command[400];
    snprintf(command, sizeof command, "cd '%s' && rm x.csv && ! grep -rqa qq .", folder);
    assert_int_equal(system(command), 0);
    assert_string_equal(file.left, "Victim, Accused, Address, Narrative");
}

/* Escape sequences, bidirectional signs and formulas in every column that is kept. */
static void hostile_text_is_cleaned(void **state) {
    (void)state;
    assert_import(
        "FIR No,PS Code,FIR Date,Section,IO Rank,IO,GD No\n"
        "1/24,31655001,12/03/2024,376 IPC,\033]0;x\007SI,R \033[2JVer\342\200\256ma\302\233\342\200\213,1\033[m2\n",
        "1 0 0 0 0");
    assert_string_equal(ask("SELECT rank || '|' || name FROM officer"), "]0;xSI|R [2JVerma");
    assert_string_equal(FACTS("coalesce(gd_no, '')"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_every_field, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(section_columns, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(stations_and_years, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(statuses, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(rejected_rows, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(odd_cells_are_left, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(columns_left_leave_no_trace, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(hostile_text_is_cleaned, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
