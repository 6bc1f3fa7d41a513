/* Cells to values: dates and times in every form that is read, FIR numbers, status words, officers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "src/import/fields.h"
#include "src/import/loose.h"

static struct cell cell(const char *text) {
    return (struct cell){text, strlen(text)};
}

static void dates(void **state) {
    (void)state;
    static const struct {
        const char *text, *iso, *time;
    } good[] = {
        {"23/11/2026", "2026-11-23", ""},
        {"23-11-2026", "2026-11-23", ""},
        {"23.11.2026", "2026-11-23", ""},
        {"2026-11-23", "2026-11-23", ""},
        {"2026/11/23", "2026-11-23", ""},
        {"3/1/2026", "2026-01-03", ""},
        {"03/01/26", "2026-01-03", ""},
        {"3 1 2026", "2026-01-03", ""},
        {"23-Nov-2026", "2026-11-23", ""},
        {"23 november 2026", "2026-11-23", ""},
        {"23-NOV-26", "2026-11-23", ""},
        {"Nov 23, 2026", "2026-11-23", ""},
        {"23 नवम्बर 2026", "2026-11-23", ""},
        {"23 नवंबर, 2026", "2026-11-23", ""},
        {"२३/११/२०२६", "2026-11-23", ""},
        {"२३.११.२०२६ १४:३५", "2026-11-23", "14:35"},
        {"23/11/2026 14:35", "2026-11-23", "14:35"},
        {"23/11/2026 14:35:59", "2026-11-23", "14:35"},
        {"23/11/2026 02:35 PM", "2026-11-23", "14:35"},
        {"23/11/2026 2:35:00 p.m.", "2026-11-23", "14:35"},
        {"23/11/2026 12:05 AM", "2026-11-23", "00:05"},
        {"23/11/2026 14.35 बजे", "2026-11-23", "14:35"},
        {"23/11/2026, 1435 hrs", "2026-11-23", "14:35"},
        {"2026-11-23T14:35:00", "2026-11-23", "14:35"},
        {"2026-11-23 00:00:00.000", "2026-11-23", "00:00"},
        {"2026-11-23T20:00:00Z", "2026-11-24", "01:30"},
        {"2026-11-23T01:30:00+05:30", "2026-11-23", "01:30"},
        {"2026-11-23T01:30:00+10:30", "2026-11-22", "20:30"},
        {"  23/11/2026 ", "2026-11-23", ""},
        {"\302\240"
         "23/11/2026",
         "2026-11-23", ""},
        {"'23/11/2026", "2026-11-23", ""},
        {"=\"23/11/2026\"", "2026-11-23", ""},
        {"20261123", "2026-11-23", ""},
        {"23112026", "2026-11-23", ""},
        {"29/02/2024", "2024-02-29", ""},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        civil_day day;
        char time[6], iso[11];
        enum date_fault fault = date_read(cell(good[i].text), &day, time);
        if (fault != DATE_GOOD)
            fail_msg("%s: fault %d", good[i].text, (int)fault);
        civil_iso(day, iso);
        if (strcmp(iso, good[i].iso) != 0 || strcmp(time, good[i].time) != 0)
            fail_msg("%s: %s %s", good[i].text, iso, time);
    }
}

static void no_dates(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum date_fault fault;
    } bad[] = {
        {"", DATE_EMPTY},
        {"-", DATE_EMPTY},
        {"NA", DATE_EMPTY},
        {"nil", DATE_EMPTY},
        {"शून्य", DATE_EMPTY},
        {"00/00/0000", DATE_EMPTY},
        {"0000-00-00", DATE_EMPTY},
        {"01/01/1900", DATE_EMPTY},
        {"1900-01-01 00:00:00", DATE_EMPTY},
        {"11/23/2026", DATE_MONTH},
        {"12-13-2026", DATE_MONTH},
        {"2026-13-12", DATE_MONTH},
        {"31/02/2026", DATE_IMPOSSIBLE},
        {"29/02/2025", DATE_IMPOSSIBLE},
        {"00/05/2026", DATE_IMPOSSIBLE},
        {"46349", DATE_SERIAL},
        {"yesterday", DATE_FORM},
        {"23/11", DATE_FORM},
        {"23/11/226", DATE_FORM},
        {"23/11/20266", DATE_FORM},
        {"23/11/2026 25:00", DATE_FORM},
        {"23/11/2026 13:61", DATE_FORM},
        {"23/11/2026 x", DATE_FORM},
        {"23/11/2026 24/11/2026", DATE_FORM},
        {"\377\376", DATE_FORM},
        {"123456789012345678901234567890123456789012345678901234567890123456789", DATE_FORM},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        civil_day day;
        char time[6];
        enum date_fault fault = date_read(cell(bad[i].text), &day, time);
        if (fault != bad[i].fault)
            fail_msg("%s: %d instead of %d", bad[i].text, (int)fault, (int)bad[i].fault);
        assert_int_equal(day, CIVIL_NONE);
        if (fault != DATE_EMPTY)
            assert_true(date_fault_text(fault)[0] != '\0');
    }
}

/* Every date of 2018-2030 in the three commonest forms. */
static void all_dates(void **state) {
    (void)state;
    for (civil_day d = civil_from_ymd(2018, 1, 1); d <= civil_from_ymd(2030, 12, 31); d++) {
        char shown[11], time[6];
        civil_day day;
        civil_show(d, shown);
        assert_int_equal(date_read(cell(shown), &day, time), DATE_GOOD);
        assert_int_equal(day, d);
        shown[2] = shown[5] = '.';
        assert_int_equal(date_read(cell(shown), &day, time), DATE_GOOD);
        assert_int_equal(day, d);
        civil_iso(d, shown);
        assert_int_equal(date_read(cell(shown), &day, time), DATE_GOOD);
        assert_int_equal(day, d);
    }
}

static void numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t station;
        int year, serial;
    } good[] = {
        {"386/24", 0, 2024, 386},
        {"0224/2022", 0, 2022, 224},
        {" 386 / 24 ", 0, 2024, 386},
        {"मु0अ0सं0 0123/2024", 0, 2024, 123},
        {"मु०अ०सं० १२३/२०२४", 0, 2024, 123},
        {"386-24", 0, 2024, 386},
        {"31655001240386", 31655001, 2024, 386},
        {"31655001/0412/2026", 31655001, 2026, 412},
        {"'0386/2024", 0, 2024, 386},
        {"386", 0, 0, 386},
        {"०३८६", 0, 0, 386},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t station = 0;
        int year = 0, serial = 0;
        if (number_read(cell(good[i].text), &station, &year, &serial) != NUMBER_GOOD)
            fail_msg("%s", good[i].text);
        assert_int_equal(station, good[i].station);
        assert_int_equal(year, good[i].year);
        assert_int_equal(serial, good[i].serial);
    }
    static const struct {
        const char *text;
        enum number_fault fault;
    } bad[] = {
        {"", NUMBER_EMPTY},        {"-", NUMBER_EMPTY},        {"NIL", NUMBER_EMPTY},          {"Dec-24", NUMBER_DATE},
        {"12-Dec", NUMBER_DATE},   {"01-Dec-24", NUMBER_DATE}, {"3.1655E+13", NUMBER_ROUNDED}, {"Total", NUMBER_FORM},
        {"386/1850", NUMBER_FORM}, {"0/24", NUMBER_EMPTY + 1}, {"23/10/2026", NUMBER_FORM},    {"\377", NUMBER_FORM},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t station = 0;
        int year = 0, serial = 0;
        enum number_fault fault = number_read(cell(bad[i].text), &station, &year, &serial);
        if (fault != bad[i].fault)
            fail_msg("%s: %d", bad[i].text, (int)fault);
        assert_true(number_fault_text(fault)[0] != '\0');
    }
}

static void stations(void **state) {
    (void)state;
    assert_int_equal(station_read(cell("31655001")), 31655001);
    assert_int_equal(station_read(cell("३१६५५००१")), 31655001);
    assert_int_equal(station_read(cell("31655001 - Demo Kotwali")), 31655001);
    assert_int_equal(station_read(cell("Demo Kotwali (31655001)")), 31655001);
    assert_int_equal(station_read(cell("31655001.0")), 31655001);
    assert_int_equal(station_read(cell("Demo Kotwali")), 0);
    assert_int_equal(station_read(cell("Sector 39")), 0);
    assert_int_equal(station_read(cell("31655001 31655002")), 0);
    assert_int_equal(station_read(cell("99999999999999")), 0);
    assert_int_equal(station_read(cell("")), 0);
}

static void statuses(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum case_status status;
        const char *type;
    } good[] = {
        {"Under Investigation", STATUS_OPEN, ""},
        {"PENDING", STATUS_OPEN, ""},
        {"विवेचनाधीन", STATUS_OPEN, ""},
        {"लम्बित", STATUS_OPEN, ""},
        {"लंबित", STATUS_OPEN, ""},
        {"Charge Sheeted", STATUS_CHARGESHEET, ""},
        {"chargesheet", STATUS_CHARGESHEET, ""},
        {"Charge-Sheet", STATUS_CHARGESHEET, ""},
        {"आरोप पत्र", STATUS_CHARGESHEET, ""},
        {"आ0प0", STATUS_CHARGESHEET, ""},
        {"आ०प०", STATUS_CHARGESHEET, ""},
        {"Final Report", STATUS_FINAL, ""},
        {"F.R.", STATUS_FINAL, ""},
        {"final", STATUS_FINAL, ""},
        {"अन्तिम रिपोर्ट", STATUS_FINAL, ""},
        {"अंतिम रिपोर्ट", STATUS_FINAL, ""},
        {"Final Report (False)", STATUS_FINAL, "false"},
        {"FR - Mistake of Fact", STATUS_FINAL, "mistake-of-fact"},
        {"अन्तिम रिपोर्ट असत्य", STATUS_FINAL, "false"},
        {"mistake-of-law", STATUS_FINAL, "mistake-of-law"},
        {"Untraced", STATUS_FINAL, "untraced"},
        {"true-undetected", STATUS_FINAL, "true-undetected"},
        {"साक्ष्य अभाव", STATUS_FINAL, "insufficient-evidence"},
        {"Transferred", STATUS_TRANSFERRED, ""},
        {"स्थानान्तरित", STATUS_TRANSFERRED, ""},
        {"स्थानांतरित", STATUS_TRANSFERRED, ""},
        {"Expunged", STATUS_EXPUNGED, ""},
        {"एक्सपंज", STATUS_EXPUNGED, ""},
        {"Stayed", STATUS_STAYED, ""},
        {"स्थगन", STATUS_STAYED, ""},
        {"Further investigation", STATUS_FURTHER, ""},
        {"अग्रिम विवेचना", STATUS_FURTHER, ""},
    };
    struct status_word word;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!status_read(cell(good[i].text), &word))
            fail_msg("%s", good[i].text);
        assert_int_equal(word.status, good[i].status);
        assert_string_equal(word.final_type, good[i].type);
    }
    assert_true(status_read(cell("Disposed"), &word) && word.disposed_only);
    assert_false(status_read(cell("whatever"), &word));
    assert_false(status_read(cell(""), &word));
    assert_false(status_read(cell("\377\377"), &word));
    /* the program's own codes are words, too */
    for (int i = 0; i < STATUS_COUNT; i++) {
        if (!status_read(cell(status_name((enum case_status)i)), &word))
            fail_msg("%s", status_name((enum case_status)i));
        assert_int_equal(word.status, i);
    }
}

static void officers(void **state) {
    (void)state;
    static const struct {
        const char *name, *other, *rank, *pno;
        struct officer out;
    } good[] = {
        {"SI R Verma", "", "", "", {.rank = "SI", .name = "R Verma"}},
        {"R Verma", "", "SI", "012345678", {.rank = "SI", .name = "R Verma", .pno = "012345678"}},
        {"R Verma (SI)", "", "", "", {.rank = "SI", .name = "R Verma"}},
        {"Sub Inspector R Verma", "", "", "", {.rank = "Sub Inspector", .name = "R Verma"}},
        {"S.I. R Verma, PNO 012345678", "", "", "", {.rank = "S.I.", .name = "R Verma", .pno = "012345678"}},
        {"Insp Yadav (012345678)", "", "", "", {.rank = "Insp", .name = "Yadav", .pno = "012345678"}},
        {"उ0नि0 आर वर्मा", "", "", "", {.rank = "उ0नि0", .name = "आर वर्मा"}},
        {"महिला उपनिरीक्षक ए खान", "", "", "", {.rank = "महिला उपनिरीक्षक", .name = "ए खान"}},
        {"R Verma", "आर वर्मा", "SI", "", {.rank = "SI", .name = "R Verma", .name_hi = "आर वर्मा"}},
        {"आर वर्मा", "R Verma", "SI", "", {.rank = "SI", .name = "R Verma", .name_hi = "आर वर्मा"}},
        {"", "R Verma", "", "", {.name = "R Verma"}},
        {"R Verma", "", "", "12345678", {.name = "R Verma", .pno = "012345678"}}, /* a spreadsheet took the zero */
        {"SI", "", "", "", {.name = "SI"}},
        {"-", "", "", "", {.name = ""}},
        {"R\033[31m Verma\342\200\256", "", "", "", {.name = "R[31m Verma"}}, /* cleaned */
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct officer out;
        bool odd;
        assert_true(
            officer_read(cell(good[i].name), cell(good[i].other), cell(good[i].rank), cell(good[i].pno), &out, &odd));
        assert_string_equal(out.rank, good[i].out.rank);
        assert_string_equal(out.name, good[i].out.name);
        assert_string_equal(out.name_hi, good[i].out.name_hi);
        assert_string_equal(out.pno, good[i].out.pno);
        assert_false(odd);
    }
    struct officer out;
    bool odd;
    assert_true(officer_read(cell("R Verma"), cell(""), cell(""), cell("9.2E+08"), &out, &odd));
    assert_true(odd);
    assert_false(officer_read(cell("R\377"), cell(""), cell(""), cell(""), &out, &odd));
}

static void labels_and_counts(void **state) {
    (void)state;
    char out[24];
    assert_true(label_read(cell("023"), out, sizeof out));
    assert_string_equal(out, "023");
    assert_true(label_read(cell("GD 12/2026"), out, sizeof out));
    assert_string_equal(out, "GD12/2026");
    assert_true(label_read(cell("१२"), out, sizeof out));
    assert_string_equal(out, "12");
    assert_false(label_read(cell("some words and 12"), out, sizeof out));
    assert_string_equal(out, "");
    assert_false(label_read(cell("12 ग्राम"), out, sizeof out));
    assert_false(label_read(cell("=1+1"), out, sizeof out));
    assert_false(label_read(cell("123456789012345678901234567890"), out, sizeof out));
    assert_int_equal(count_read(cell("0")), 0);
    assert_int_equal(count_read(cell(" 2 ")), 2);
    assert_int_equal(count_read(cell("३")), 3);
    assert_int_equal(count_read(cell("2.0")), 2);
    assert_int_equal(count_read(cell("two")), -1);
    assert_int_equal(count_read(cell("-1")), -1);
    assert_int_equal(count_read(cell("1234")), -1);
}

static void loose_keys(void **state) {
    (void)state;
    static const char *const same[][2] = {
        {"FIR No.", "fir_no"},
        {"FIR NO", "Fir-No:"},
        {"मु0अ0सं0", "मु.अ.सं."},
        {"मु0अ0सं0", "मु०अ०सं०"},
        {"मु0अ0सं0", "मु॰ अ॰ सं॰"},
        {"मुoअoसंo", "मु0अ0सं0"},
        {"पी0एन0ओ0", "पी एन ओ"},
        {"अन्तिम", "अंतिम"},
        {"दण्ड", "दंड"},
        {"बढ़ोतरी", "बढोतरी"},
        {"पाँच", "पांच"},
        {"\357\273\277"
         "FIR No",
         "FIR No"},
        {"FIR\302\240No", "FIR No"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (!loose_same(same[i][0], strlen(same[i][0]), same[i][1]))
            fail_msg("%s is not %s", same[i][0], same[i][1]);
    }
    assert_false(loose_same("Act 1", 5, "Act 2"));
    assert_false(loose_same("", 0, ""));
    assert_false(loose_same("धारा 1", strlen("धारा 1"), "धारा"));
    char key[LOOSE_KEY];
    loose_key("Act 12", 6, key, sizeof key);
    assert_int_equal(loose_number(key), 12);
    assert_string_equal(key, "act");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates),    cmocka_unit_test(no_dates),          cmocka_unit_test(all_dates),
        cmocka_unit_test(numbers),  cmocka_unit_test(stations),          cmocka_unit_test(statuses),
        cmocka_unit_test(officers), cmocka_unit_test(labels_and_counts), cmocka_unit_test(loose_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
