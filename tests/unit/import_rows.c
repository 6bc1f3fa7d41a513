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
        "4,31655001/0003/2024,\"Section\",\"no act and section are given\"\r\n"
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

/* Two columns of one meaning: the officer and the status of now count, a mapping of the user's counts above all,
 * otherwise the first; the others are named. */
static void columns_of_one_meaning(void **state) {
    (void)state;
    static const struct {
        const char *head, *row, *name, *left;
    } same[] = {
        {"IO Name,Present IO Name", "SI Old Man,SI New Man", "SI|New Man|", "IO Name"},
        {"Present IO Name,IO Name", "SI New Man,SI Old Man", "SI|New Man|", "IO Name"},
        {"विवेचक का नाम,वर्तमान विवेचक का नाम", "उ0नि0 अ,उ0नि0 ब", "उ0नि0|ब|", "विवेचक का नाम"},
        {"IO,अद्यतन विवेचक", "SI Old Man,SI New Man", "SI|New Man|", "IO"},
        {"IO Name,IO Name (Current)", "SI Old Man,SI New Man", "SI|New Man|", "IO Name"},
        {"IO,Investigating Officer", "SI R Verma,SI A Khan", "SI|R Verma|", "Investigating Officer"},
        {"IO,विवेचक", "SI R Verma,आर वर्मा", "SI|R Verma|आर वर्मा", ""},
        {"IO,विवेचक,Present IO Name,वर्तमान विवेचक", "SI Old,पुराना,SI R Verma,आर वर्मा", "SI|R Verma|आर वर्मा", "IO, विवेचक"},
        /* the rank and the number beside the former officer are his */
        {"IO Name,IO Rank,PNO,Present IO Name", "Old Man,HC,012345678,New Man", "|New Man|", "IO Name, IO Rank, PNO"},
        {"IO Name,Present IO Rank,Present IO Name", "Old Man,SI,New Man", "SI|New Man|", "IO Name"},
        /* the present one is empty: nobody else stands in for him */
        {"IO,Investigating Officer", ",SI A Khan", "", "Investigating Officer"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char csv[600];
        unlink(in_folder("cache.db"));
        snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,Section,%s\n1/24,31655001,12/03/2024,376 IPC,%s\n",
                 same[i].head, same[i].row);
        assert_import(csv, "1 0 0 0 0");
        const char *name = ask("SELECT rank || '|' || name || '|' || name_hi FROM officer");
        if (strcmp(name, same[i].name) != 0 || strcmp(file.left, same[i].left) != 0)
            fail_msg("%s: %s; left: %s", same[i].head, name, file.left);
        assert_string_equal(ask("SELECT coalesce(max(pno), '') FROM officer"), "");
    }
    unlink(in_folder("cache.db"));
    assert_import("FIR No,PS Code,FIR Date,Section,Status,FIR No,Present Status,FIR Date Time\n"
                  "1/24,31655001,12/03/2024,376 IPC,Pending,9/24,Charge Sheeted,13/03/2024\n",
                  "1 0 0 0 0");
    assert_string_equal(FACTS("(id & 1048575) || ' ' || fir_date || ' ' || status"), "1 2024-03-12 chargesheet");
    assert_string_equal(file.left, "Status, FIR No, FIR Date Time");
    assert_int_equal(file.same_n, 3);
    assert_string_equal(file.same[0].taken, "Present Status");
    assert_string_equal(file.same[0].left, "Status");
    assert_string_equal(file.same[1].taken, "FIR No");
    assert_string_equal(file.same[1].left, "FIR No");
    unlink(in_folder("cache.db"));
    assert_true(mappings_add(&mappings, "Parcha Sankhya", "fir", "test", &error));
    assert_import("FIR No,Parcha Sankhya,PS Code,FIR Date,Section\n9/24,1/24,31655001,12/03/2024,376 IPC\n",
                  "1 0 0 0 0");
    assert_string_equal(FACTS("id & 1048575"), "1");
    assert_string_equal(file.left, "FIR No");
}

/* More sections than a list holds: the covered one may stand behind them. Such a row is rejected, and so are rows
 * that together have too many; many columns of sections are no such thing. */
static void too_many_sections(void **state) {
    (void)state;
    char cell[1200] = "", csv[20000];
    for (int i = 0; i < 65; i++)
        snprintf(cell + strlen(cell), sizeof cell - strlen(cell), "%d ", 400 + i);
    snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,Act,Section\n1/24,31655001,12/03/2024,IPC,%s376\n", cell);
    assert_import(csv, "0 0 0 0 1");
    assert_non_null(strstr(file.rejected.first[0].reason, "more than 64 sections"));
    assert_non_null(strstr(read_text("x.csv.rejected.csv"), "2,31655001/0001/2024,\"Section\",\"more than 64"));
    strcpy(csv, "FIR No,PS Code,FIR Date,Act,Section\n");
    for (int i = 0; i < 66; i++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "1/24,31655001,12/03/2024,IPC,%d\n",
                 i == 65 ? 376 : 400 + i);
    assert_import(csv, "0 0 0 0 1");
    assert_int_equal(file.rejected.first[0].line, 2); /* where the FIR begins */
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv),
             "2/24,31655001,12/03/2024,IPC,376\n"
             "1/24,31655001,12/03/2024,IPC,376\n");
    assert_import(csv, "1 0 0 0 1");
    strcpy(csv, "FIR No,PS Code,FIR Date");
    for (int i = 1; i <= 70; i++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), ",Section %d", i);
    strcat(csv, "\n3/24,31655001,12/03/2024");
    for (int i = 1; i <= 70; i++)
        strcat(csv, i == 70 ? ",376 IPC\n" : ",");
    assert_import(csv, "1 0 0 0 0");
}

/* Text that no section comes of is rejected, never counted as not tracked; so is a legacy font where what is read of
 * it may be half of what was written. */
static void sections_that_cannot_be_read(void **state) {
    (void)state;
    static const struct {
        const char *head, *row, *expected;
    } cells[] = {
        {"Section", "free words", "no act and section could be read"},
        {"Section", "", "no act and section are given"},
        {"Section", "---", "no act and section are given"},
        {"Section", "NA", "no act and section are given"},
        {"Act,Section", ",", "no act and section are given"},
        {"Act,Section", "IPC,free words", "no act and section could be read"},
        {"Act,Section", "Gunda Act,free words", "no act and section could be read"},
        {"Act,Section", "IPC,", "an act without its sections"},
        {"Act,Section", "IPC,---", "an act without its sections"},
        {"Section", "IPC", "an act without its sections"},
        {"भादवि", "free words", "no act and section could be read"},
        {"Act 1,Section 1,Act 2,Section 2", "IPC,free words,Arms Act,25", "no act and section could be read"},
        {"Section", "/kkjk 376 Hkk0n0fo0", "1 0 0 0 0"},
        {"Section", "\"/kkjk 5@6 ikDlks ,DV\"", "legacy font"},
        {"Section", "354@452 Hkk0n0fo0", "legacy font"},
        {"Act,Section", "Hkk0n0fo0,", "legacy font"},
        {"Act,Section", "POCSO Act,free words", "1 0 0 0 0"}, /* probable: shown with a question mark */
        {"Act,Section", "Arms Act,25", "0 0 0 1 0"},
        {"Section", "Arms Act", "0 0 0 1 0"},
        {"Act 1,Section 1,Act 2,Section 2", "IPC,376,Arms Act,free words", "1 0 0 0 0"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char csv[400];
        unlink(in_folder("cache.db"));
        snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,%s\n1/24,31655001,12/03/2024,%s\n", cells[i].head,
                 cells[i].row);
        write_text("x.csv", csv);
        if (!import_name("x.csv"))
            fail_msg("%s: %s", cells[i].row, error.text);
        const char *got = counts.rejected ? file.rejected.first[0].reason : counted();
        if (!strstr(got, cells[i].expected))
            fail_msg("%s | %s: %s", cells[i].head, cells[i].row, got);
    }
}

/* The form of a telephone number, and nobody's. */
static const char *telephone(void) {
    static char digits[11];
    memset(digits, '0', 10);
    digits[0] = '6';
    return digits;
}

/* A serial or a telephone number is no station; where rows belong to other stations, that is counted. */
static void stations_that_are_none(void **state) {
    (void)state;
    const char *const none[] = {"1", "999", "0012", telephone(), "१२"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char csv[200];
        snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,Section\n1/24,%s,12/03/2024,376 IPC\n", none[i]);
        write_text("x.csv", csv);
        if (!import_name("x.csv"))
            fail_msg("%s", error.text);
        assert_string_equal(counted(), "0 0 0 0 1");
        if (!strstr(file.rejected.first[0].reason, "no code of a police station"))
            fail_msg("%s: %s", none[i], file.rejected.first[0].reason);
        assert_string_equal(file.rejected.first[0].column, "PS Code");
    }
    options.station = 31655001;
    assert_import("FIR No,PS Code,FIR Date,Section\n1/24,31655001,12/03/2024,376 IPC\n"
                  "1/24,31655002,12/03/2024,376 IPC\n2/24,31655002,12/03/2024,376 IPC\n"
                  "3/24,31655003,12/03/2024,363 IPC\n4/24,,12/03/2024,376 IPC\n",
                  "4 0 0 1 0");
    assert_int_equal(file.elsewhere, 2);
    assert_int_equal(file.elsewhere_n, 1);
    assert_int_equal(file.elsewhere_station[0], 31655002);
}

/* A telephone number in a column of numbers is not kept. */
static void telephone_numbers_are_left(void **state) {
    (void)state;
    char csv[400];
    const char *n = telephone();
    snprintf(csv, sizeof csv,
             "FIR No,PS Code,FIR Date,Section,GD No,Final Report No,Transferred To,Zero FIR No,Zero FIR PS Code\n"
             "1/24,31655001,12/03/2024,376 IPC,%.5s %s,Mo 0%s,%s,0012/2024,%s\n",
             n, n + 5, n, n, n);
    assert_import(csv, "1 0 0 0 0");
    assert_string_equal(FACTS("coalesce(gd_no, '') || coalesce(final_no, '') || coalesce(moved_to, '') || "
                              "coalesce(zero_id, '')"),
                        "");
    assert_int_equal(file.odd[FIELD_GD], 1);
    assert_int_equal(file.odd[FIELD_FINAL_NO], 1);
    assert_int_equal(file.odd[FIELD_MOVED_TO], 1);
    assert_int_equal(file.odd[FIELD_ZERO_FIR], 1);
    snprintf(csv, sizeof csv, "FIR No,PS Code,FIR Date,Section,IO\n2/24,31655001,12/03/2024,376 IPC,SI R Verma (%s)\n",
             n);
    assert_import(csv, "1 0 0 0 0");
    assert_string_equal(ask("SELECT group_concat(name) FROM officer"), "R Verma");
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
        cmocka_unit_test_setup_teardown(columns_of_one_meaning, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(too_many_sections, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(sections_that_cannot_be_read, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(stations_that_are_none, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(telephone_numbers_are_left, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
