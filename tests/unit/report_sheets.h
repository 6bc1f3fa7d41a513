/* Sheets for the tests of the renderers, in both languages, with all that a sheet can hold: groups, blank columns,
 * totals, notes, bars, a wide table, texts that must be escaped. Numbers and officers are invented. */
#ifndef TEST_REPORT_SHEETS_H
#define TEST_REPORT_SHEETS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/report/sheet.h"
#include "src/text.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* language_init, and the Hindi of this build: two folders above this program. */
static inline void begin_languages(void) {
    char path[4096];
    language_init();
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return;
    path[n] = '\0';
    for (int i = 0; i < 3 && strrchr(path, '/'); i++)
        *strrchr(path, '/') = '\0';
    n = (ssize_t)strlen(path);
    text_format(path + n, sizeof path - (size_t)n, "/locale");
    bindtextdomain("itsso-tui", path);
}

static inline const char *in_hindi(const char *english, const char *hindi)
    __attribute__((format_arg(1), format_arg(2)));
static inline const char *in_hindi(const char *english, const char *hindi) {
    return language_now() == LANGUAGE_HINDI ? hindi : english;
}

static inline void set(char *out, size_t cap, const char *english, const char *hindi) {
    text_format(out, cap, "%s", in_hindi(english, hindi));
}

static inline void common_head(struct sheet *sheet) {
    set(sheet->unit, sizeof sheet->unit, "Demo Kotwali", "थाना डेमो कोतवाली");
    text_format(sheet->unit_code, sizeof sheet->unit_code, "31999001");
    text_format(sheet->data_at, sizeof sheet->data_at, "23/11/2026 17:58");
    text_format(sheet->lists, sizeof sheet->lists, "ITSSO");
    sheet->as_of = civil_from_ymd(2026, 11, 23);
}

/* The orderly room's: grouped by IO, boxes for directions, columns that leave. */
static inline struct sheet *orderly_room(int cases) {
    static const struct sheet_column english[] = {
        {"serial", "S.no.", SHEET_RIGHT, .least = 2},
        {"case", "FIR no.", SHEET_LEFT, .least = 7},
        {"sections", "Sections", SHEET_LEFT, .least = 8, .weight = 2, .wrap = true, .leaves = 4},
        {"fir_date", "FIR date", SHEET_LEFT, .least = 10},
        {"day", "Day", SHEET_RIGHT, .least = 3},
        {"due", "Due date", SHEET_LEFT, .least = 10, .leaves = 5},
        {"left", "Left", SHEET_RIGHT, .least = 3},
        {"statement", "Statement u/s 183", SHEET_LEFT, .least = 10, .leaves = 6},
        {"reason", "Waiting for", SHEET_LEFT, .least = 10, .weight = 2, .wrap = true},
        {"direction", "Officer's directions", SHEET_LEFT, .least = 12, .weight = 3, .blank = true},
        {"complied", "Complied on", SHEET_LEFT, .least = 8, .weight = 1, .blank = true, .leaves = 7}};
    static const struct sheet_column hindi[] = {
        {"serial", "क्र0सं0", SHEET_RIGHT, .least = 2},
        {"case", "मु0अ0सं0", SHEET_LEFT, .least = 7},
        {"sections", "धारा", SHEET_LEFT, .least = 8, .weight = 2, .wrap = true, .leaves = 4},
        {"fir_date", "पंजी0 दि0", SHEET_LEFT, .least = 10},
        {"day", "व्यतीत दिन", SHEET_RIGHT, .least = 3},
        {"due", "अन्तिम तिथि", SHEET_LEFT, .least = 10, .leaves = 5},
        {"left", "शेष/अधिक दिन", SHEET_RIGHT, .least = 3},
        {"statement", "183 बयान", SHEET_LEFT, .least = 10, .leaves = 6},
        {"reason", "लम्बित रहने का कारण", SHEET_LEFT, .least = 10, .weight = 2, .wrap = true},
        {"direction", "अधिकारी के निर्देश", SHEET_LEFT, .least = 12, .weight = 3, .blank = true},
        {"complied", "अनुपालन तिथि", SHEET_LEFT, .least = 8, .weight = 1, .blank = true, .leaves = 7}};
    static const char *const reasons[][3] = {
        {"fsl", "FSL report", "एफ0एस0एल0 आख्या"},
        {"co_scrutiny", "CO scrutiny", "सी0ओ0 परीक्षण"},
        {"statement", "statement before a magistrate", "बयान धारा 183 बी0एन0एस0एस0"}};
    struct sheet *sheet = sheet_new("pending-by-io");
    civil_day today = civil_from_ymd(2026, 11, 23);
    common_head(sheet);
    set(sheet->title, sizeof sheet->title, "Orderly room: pending investigations by IO",
        "अर्दली रूम: विवेचकवार लम्बित विवेचनाएँ");
    sheet->landscape = sheet->signatures = true;
    sheet_block_add(sheet, "io", "", language_now() == LANGUAGE_HINDI ? hindi : english, COUNT(english));
    for (int i = 0; i < cases; i++) {
        char number[16], code[24], group[160];
        const char *const *reason = reasons[i % 3];
        int day = 64 - i % 64;
        if (i % 7 == 0) {
            text_format(
                group, sizeof group,
                in_hindi("SI R Verma (%d), pending 7, over the limit 2", "उ0नि0 आर वर्मा (%d), कुल लम्बित 7, सीमा पार 2"),
                i / 7 + 1);
            sheet_row_add(sheet, SHEET_GROUP);
            sheet_text(sheet, group);
        }
        text_format(number, sizeof number, "%04d/26", 301 + i);
        text_format(code, sizeof code, "31999001/%04d/2026", 301 + i);
        sheet_row_add(sheet, SHEET_ROW);
        sheet_number(sheet, i + 1);
        sheet_text_code(sheet, number, code);
        sheet_text(sheet, i % 2 ? "BNS:64(1) POCSO:3 POCSO:4" : "BNS:137(2) BNS:87 BNS:65(1) POCSO:5(l) POCSO:6");
        sheet_day(sheet, today - day);
        sheet_number(sheet, day);
        sheet_day(sheet, today - day + 60);
        sheet_number(sheet, 60 - day);
        if (i % 3)
            sheet_day(sheet, today - day + 5);
        else
            sheet_empty(sheet);
        sheet_text_code(sheet, in_hindi(reason[1], reason[2]), reason[0]);
    }
    sheet_note(sheet, in_hindi("Pending %d in all; %d over the limit.", "कुल लम्बित %d; सीमा पार %d।"), cases, 2);
    return sheet;
}

/* The month's balance: twenty columns, three tables. */
static inline struct sheet *balance(int stations) {
    static const char *const codes[] = {"serial",   "station",     "carried", "registered",  "added",
                                        "received", "revived",     "sum",     "chargesheet", "final",
                                        "expunged", "transferred", "dropped", "less",        "closing",
                                        "to60",     "over60",      "over90",  "over180",     "over365"};
    static const char *const english[] = {"S.no.",
                                          "Police station",
                                          "Carried over",
                                          "Registered",
                                          "By sections added",
                                          "Received by transfer",
                                          "Revived",
                                          "Total",
                                          "Charge sheet",
                                          "Final report",
                                          "Expunged",
                                          "Transferred",
                                          "By sections dropped",
                                          "Total less",
                                          "Pending at the end",
                                          "to 60 days",
                                          "over 60 days",
                                          "over 90",
                                          "over 180",
                                          "over 365"};
    static const char *const hindi[] = {"क्र0सं0",
                                        "थाना",
                                        "गत माह शेष",
                                        "माह में पंजीकृत",
                                        "धारा बढ़ोतरी से सम्मिलित",
                                        "स्थानान्तरण से प्राप्त",
                                        "पुनः/अग्रिम विवेचना से पुनर्जीवित",
                                        "योग",
                                        "आरोप पत्र",
                                        "अन्तिम रिपोर्ट",
                                        "एक्सपंज",
                                        "स्थानान्तरित",
                                        "धारा विलोपन से बाहर",
                                        "कुल कमी",
                                        "माह के अन्त में लम्बित",
                                        "60 दिन तक",
                                        "60 दिन से अधिक",
                                        "90 दिन से अधिक",
                                        "180 दिन से अधिक",
                                        "365 दिन से अधिक"};
    static const char *const blocks[][3] = {{"376", "Section 376", "धारा 376"},
                                            {"pocso", "POCSO", "पाक्सो"},
                                            {"each-once", "Cases, each once", "अभियोग (एक बार)"}};
    struct sheet_column columns[20];
    struct sheet *sheet = sheet_new("monthly-balance");
    common_head(sheet);
    set(sheet->title, sizeof sheet->title, "Monthly balance", "मासिक विवरण");
    set(sheet->unit, sizeof sheet->unit, "Demo district", "जनपद डेमो");
    text_format(sheet->unit_code, sizeof sheet->unit_code, "31999");
    text_format(sheet->period, sizeof sheet->period, "01/11/2026 – 30/11/2026");
    sheet->landscape = sheet->training = true;
    for (int i = 0; i < 20; i++)
        columns[i] = (struct sheet_column){.code = codes[i],
                                           .heading = in_hindi(english[i], hindi[i]),
                                           .align = i == 1 ? SHEET_LEFT : SHEET_RIGHT,
                                           .least = i == 1 ? 10 : 3,
                                           .weight = i == 1 ? 3 : 0,
                                           .wrap = i == 1,
                                           .leaves = i > 14                                                        ? i
                                                     : i == 4 || i == 5 || i == 6 || i == 10 || i == 11 || i == 12 ? 2
                                                                                                                   : 0};
    for (int b = 0; b < 3; b++) {
        sheet_block_add(sheet, blocks[b][0], in_hindi(blocks[b][1], blocks[b][2]), columns, 20);
        for (int i = 0; i <= stations; i++) {
            char name[64];
            sheet_row_add(sheet, i < stations ? SHEET_ROW : SHEET_TOTAL);
            text_format(name, sizeof name, in_hindi("Demo station %d", "थाना डेमो %d"), i + 1);
            if (i < stations)
                sheet_number(sheet, i + 1), sheet_text(sheet, name);
            else
                sheet_empty(sheet), sheet_text_code(sheet, in_hindi("Total", "योग"), "total");
            for (int k = 2; k < 20; k++)
                sheet_number(sheet, (i < stations ? 1 : stations) * (k + b));
        }
    }
    sheet_note(sheet, "%s",
               in_hindi("Difference from what was sent for last month (late entries): +1 (0301/26).",
                        "गत माह प्रेषित विवरण से अन्तर (देर से प्रविष्टि): +1 (0301/26)।"));
    return sheet;
}

/* Little, with bars, and every text that a renderer must not take for its own. */
static inline struct sheet *odd_texts(void) {
    static const struct sheet_column columns[] = {
        {"text", "<Text> & \"more\"", SHEET_LEFT, .least = 8, .weight = 1, .wrap = true},
        {"number", "Number", SHEET_RIGHT, .least = 4},
        {"rate", "Rate %", SHEET_RIGHT, .least = 4},
        {"on", "On", SHEET_LEFT, .least = 0}};
    static const char *const texts[] = {
        "=1+1", "+91", "-4 cases", "@SUM(A1)", "<script>alert(1)</script>", "a,b", "say \"no\"", "क्षेत्राधिकारी & सी0ओ0",
        "-7",   "]]>"};
    struct sheet *sheet = sheet_new("odd");
    set(sheet->title, sizeof sheet->title, "Odd <texts> & \"marks\"", "विचित्र <texts> & \"marks\"");
    sheet_lead(sheet, "%s",
               in_hindi("The IO is told: 0412/26 is due on 23/11/2026.",
                        "विवेचक को अवगत कराया जाता है कि मु0अ0सं0 0412/26 की अन्तिम तिथि 23/11/2026 है।"));
    sheet_block_add(sheet, "", "Block <1>", columns, COUNT(columns));
    for (int i = 0; i < COUNT(texts); i++) {
        sheet_row_add(sheet, SHEET_ROW);
        sheet_text(sheet, texts[i]);
        sheet_number(sheet, -i);
        sheet_per_cent(sheet, i, i == 3 ? 0 : 9);
        sheet_day(sheet, i == 2 ? CIVIL_NONE : civil_from_ymd(2026, 11, 20 + i));
        sheet_bar(sheet, i / 9.0);
    }
    sheet_row_add(sheet, SHEET_NOTE);
    sheet_text(sheet, in_hindi("Nothing else.", "अन्य कुछ नहीं।"));
    return sheet;
}

/* What a renderer writes, as one text. The caller frees it. */
static inline char *rendered(const struct sheet *sheet, bool (*render)(const struct sheet *, FILE *, struct error *)) {
    char *text = NULL;
    size_t n = 0;
    struct error e = {0};
    FILE *file = open_memstream(&text, &n);
    assert_non_null(file);
    if (!render(sheet, file, &e))
        fail_msg("%s", e.text);
    fclose(file);
    return text;
}

/* The same as a file in tests/unit/golden/? UPDATE_GOLDEN=1 writes it anew: look at the difference before you commit.
 */
static inline void is_golden(const char *name, const char *text) {
    char path[256];
    text_format(path, sizeof path, "tests/unit/golden/%s", name);
    bool update = getenv("UPDATE_GOLDEN") != NULL;
    FILE *file = fopen(path, update ? "w" : "r");
    if (!file)
        fail_msg("%s cannot be opened", path);
    if (update) {
        fputs(text, file);
        fclose(file);
        return;
    }
    char *expected = calloc(1, 200000);
    assert_non_null(expected);
    size_t n = fread(expected, 1, 199999, file);
    fclose(file);
    if (n != strlen(text) || memcmp(expected, text, n) != 0)
        fail_msg("%s differs; now it is:\n%s", path, text);
    free(expected);
}

#endif
