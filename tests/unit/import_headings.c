/* Headings: the allow-list in English and Hindi, loose comparison, delimiters, mappings, and that private columns stay
 * out. */
#include "tests/unit/import_folder.h"

#include "src/import/extract.h"
#include "src/import/headings_table.h"
#include "src/import/loose.h"

static enum field field_of(const char *heading) {
    int number;
    return heading_field(heading, strlen(heading), &mappings, &number);
}

static void known(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum field field;
    } good[] = {
        {"FIR No", FIELD_FIR},
        {"FIR Number", FIELD_FIR},
        {"FIR_NUM", FIELD_FIR},
        {"Case No.", FIELD_FIR},
        {"Crime No", FIELD_FIR},
        {"अपराध संख्या", FIELD_FIR},
        {"मु0अ0सं0", FIELD_FIR},
        {"मु.अ.सं.", FIELD_FIR},
        {"प्राथमिकी सं", FIELD_FIR},
        {"FIR No. / मु0अ0सं0", FIELD_FIR},
        {"FIR Date", FIELD_FIR_DATE},
        {"Date of FIR", FIELD_FIR_DATE},
        {"Registration Date", FIELD_FIR_DATE},
        {"पंजीकरण दिनांक", FIELD_FIR_DATE},
        {"FIR Date (dd/mm/yyyy)", FIELD_FIR_DATE},
        {"Act", FIELD_ACT},
        {"Act1", FIELD_ACT},
        {"Section 2", FIELD_SECTIONS},
        {"Acts & Sections", FIELD_ACT_SECTIONS},
        {"Under Section", FIELD_SECTIONS},
        {"धारा", FIELD_SECTIONS},
        {"अधिनियम व धारा", FIELD_ACT_SECTIONS},
        {"भादवि", FIELD_IPC},
        {"भा.द.वि.", FIELD_IPC},
        {"बीएनएस", FIELD_BNS},
        {"बी0एन0एस0", FIELD_BNS},
        {"पाक्सो", FIELD_POCSO},
        {"PS Code", FIELD_STATION},
        {"Police Station code", FIELD_STATION},
        {"थाना कोड", FIELD_STATION},
        {"PS", FIELD_STATION_NAME},
        {"थाना", FIELD_STATION_NAME},
        {"IO", FIELD_IO},
        {"I.O.", FIELD_IO},
        {"Investigating Officer", FIELD_IO},
        {"विवेचक", FIELD_IO},
        {"IO Rank", FIELD_IO_RANK},
        {"पदनाम", FIELD_IO_RANK},
        {"PNO", FIELD_IO_PNO},
        {"पी0एन0ओ0", FIELD_IO_PNO},
        {"Case Status", FIELD_STATUS},
        {"स्थिति", FIELD_STATUS},
        {"Final Report Type", FIELD_FINAL_TYPE},
        {"Charge sheet no.", FIELD_CHARGESHEET_NO},
        {"Charge Sheet Date", FIELD_CHARGESHEET_DATE},
        {"आरोप पत्र", FIELD_CHARGESHEET},
        {"GD No.", FIELD_GD},
        {"Entered in CCTNS on", FIELD_CCTNS},
        {"First remand", FIELD_FIRST_REMAND},
        {"नियत तिथि", FIELD_COURT_DATE},
        {"Zero FIR No", FIELD_ZERO_FIR},
        {"Zero FIR Date", FIELD_ZERO_DATE},
        {"Section added on", FIELD_SECTION_ADDED},
        {"Transferred To", FIELD_MOVED_TO},
        {"fir_date", FIELD_FIR_DATE},
        {"io_pno", FIELD_IO_PNO},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (field_of(good[i].text) != good[i].field)
            fail_msg("%s: %s", good[i].text, field_name(field_of(good[i].text)));
    }
}

static void left(void **state) {
    (void)state;
    static const char *const out[] = {
        "Victim Name",
        "Victim",
        "Informant",
        "Complainant Name",
        "Accused Name",
        "Accused",
        "Name",
        "Address",
        "Place",
        "Occurrence",
        "Mobile No",
        "Phone",
        "Beat",
        "Brief Facts",
        "पीड़िता का नाम",
        "वादी",
        "अभियुक्त का नाम",
        "पता",
        "घटनास्थल",
        "मोबाइल नं0",
        "ग्राम",
        "Sl No",
        "District",
        "",
        "Name of Victim / IO",
        "IO / Victim",
        "IO Name (Accused)",
        "FIR Status of Victim",
        "Section of Town",
        "itsso line",
    };
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        int number;
        enum field field = heading_field(out[i], strlen(out[i]), &mappings, &number);
        if (field != FIELD_NONE && field != FIELD_LINE)
            fail_msg("%s is taken for %s", out[i], field_name(field));
    }
}

/* No two fields under one key, and each text of the table finds its field. */
static void table_is_sound(void **state) {
    (void)state;
    static char keys[900][LOOSE_KEY];
    static enum field fields[900];
    int n = 0;
    for (int i = 0; i < known_headings_count; i++) {
        for (const char *p = known_headings[i].texts; *p;) {
            size_t length = strcspn(p, "|");
            assert_true(n < 900);
            assert_true(loose_key(p, length, keys[n], LOOSE_KEY) > 0);
            assert_true(strlen(keys[n]) < 95);
            fields[n] = known_headings[i].field;
            for (int k = 0; k < n; k++) {
                if (strcmp(keys[k], keys[n]) == 0 && fields[k] != fields[n])
                    fail_msg("%s: %s and %s", keys[n], field_name(fields[k]), field_name(fields[n]));
            }
            int number;
            assert_int_equal(heading_field(p, length, NULL, &number), fields[n]);
            n++;
            p += length + (p[length] == '|');
        }
    }
    assert_true(n > 300);
    for (int f = FIELD_FIR; f < FIELD_COUNT; f++) {
        enum field parsed;
        assert_true(field_parse(field_name((enum field)f), &parsed) && parsed == (enum field)f);
    }
}

static struct extract extract;

static void opened(const char *content, char delimiter, uint64_t line) {
    write_text("h.csv", content);
    if (!extract_open(&extract, in_folder("h.csv"), &mappings, folder, &error))
        fail_msg("%s", error.text);
    assert_int_equal(extract.table.delimiter, delimiter);
    assert_int_equal(extract.headings.line, line);
    assert_true(headings_column(&extract.headings, FIELD_FIR) >= 0);
    extract_close(&extract);
}

static void delimiters_and_titles(void **state) {
    (void)state;
    opened("FIR No,FIR Date,Section\n", ',', 1);
    opened("FIR No;FIR Date;\"Acts, Sections\"\n", ';', 1);
    opened("FIR No\tFIR Date\tSection, Act\n", '\t', 1);
    opened("sep=;\nFIR No;FIR Date;Section\n", ';', 2);
    opened("sep=\t\nFIR No\tFIR Date\tSection\n", '\t', 2);
    opened("Register of a station,,\n\nFrom 01/01/2026,,\nFIR No,FIR Date,Section\n", ',', 4);
    opened("\"A title\nin two lines\",,\nFIR No,\"FIR\nDate\",Section\n", ',', 3);
}

static void maps(void **state) {
    (void)state;
    assert_int_equal(field_of("Parcha Sankhya"), FIELD_NONE);
    assert_true(mappings_add(&mappings, "Parcha Sankhya", "fir", "test", &error));
    assert_int_equal(field_of("PARCHA-SANKHYA"), FIELD_FIR);
    assert_true(mappings_add(&mappings, "IO", "ignore", "test", &error));
    assert_int_equal(field_of("I.O."), FIELD_NONE);
    assert_false(mappings_add(&mappings, "X", "victim", "test", &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, "fir_date"));
    /* no way in for names of others */
    static const char *const private[] = {"Victim Name",
                                          "Accused",
                                          "वादी का नाम",
                                          "पीड़िता",
                                          "Father's name",
                                          "घटना स्थल",
                                          "Mobile",
                                          "Pidita",
                                          "Peedita",
                                          "Naam Abhiyukt",
                                          "Abhiyukt ka naam",
                                          "Vadi",
                                          "Wadini",
                                          "Mulzim",
                                          "Aropi",
                                          "Pita ka naam",
                                          "Gawah",
                                          "Niwasi",
                                          "Shikayatkarta",
                                          "Name",
                                          "NAME",
                                          "Naam",
                                          "नाम",
                                          "Name 1",
                                          "Full Name",
                                          "नाम व पता",
                                          "Name of girl",
                                          "NamePidita",
                                          "Balika",
                                          "लड़की का नाम",
                                          "Mobile No"};
    for (size_t i = 0; i < sizeof private / sizeof *private; i++) {
        assert_false(mappings_add(&mappings, private[i], "io", "test", &error));
        assert_false(mappings_add(&mappings, private[i], "io_rank", "test", &error));
    }
    assert_true(mappings_add(&mappings, "Accused arrested", "arrests", "test", &error));
    static const char *const officers[] = {
        "Name of I.O.",       "I.O. Name",      "Naam Vivechak", "Vivechak ka naam",
        "नाम विवेचना अधिकारी", "Officer's name", "IO-Name",       "Investigating Off. Name",
        "Replacement IO",     "Assigned to",    "Lady SI Name",  "पदनाम"};
    for (size_t i = 0; i < sizeof officers / sizeof *officers; i++) {
        error_clear(&error);
        if (!mappings_add(&mappings, officers[i], i % 2 ? "io_rank" : "io", "test", &error))
            fail_msg("%s: %s", officers[i], error.text);
    }
    write_text("map.txt",
               "\357\273\277# comment\n[import]\n; another\n\nकेस आईडी = fir\nWeird = heading = fir_date \r\n");
    assert_true(mappings_add_file(&mappings, in_folder("map.txt"), &error));
    assert_int_equal(field_of("केस आई0डी0"), FIELD_FIR);
    assert_int_equal(field_of("Weird = heading"), FIELD_FIR_DATE);
    write_text("map.txt", "good = fir\nno equals sign\n");
    assert_false(mappings_add_file(&mappings, in_folder("map.txt"), &error));
    assert_non_null(strstr(error.text, "line 2"));
    assert_false(mappings_add_file(&mappings, in_folder("absent"), &error));
    struct config config = {.maps = 1, .file = "itsso-tui.conf"};
    strcpy(config.map[0].name, "अपराध पंजीयन का क्रम");
    strcpy(config.map[0].value, "fir");
    assert_true(mappings_add_config(&mappings, &config, &error));
    assert_int_equal(field_of("अपराध पंजीयन का क्रम"), FIELD_FIR);
    strcpy(config.map[0].value, "nonsense");
    assert_false(mappings_add_config(&mappings, &config, &error));
    assert_non_null(strstr(error.text, "itsso-tui.conf"));
}

static void says_which_it_left(void **state) {
    (void)state;
    char out[400];
    write_text("h.csv", "FIR No,FIR Date,Section,Victim\033[2J Name,Beat,\"A very long heading that goes on and on and "
                        "on and on and on\",,District\n");
    assert_true(extract_open(&extract, in_folder("h.csv"), &mappings, folder, &error));
    assert_int_equal(headings_left(&extract.headings, 2, out, sizeof out), 4);
    assert_string_equal(out, "Victim[2J Name, Beat and 2 more");
    extract_close(&extract);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(known, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(left, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(table_is_sound, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(delimiters_and_titles, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(maps, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(says_which_it_left, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
