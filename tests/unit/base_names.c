/* text_names_somebody: what a remark is warned of, and what it must not be warned of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "src/text.h"

static void warned(const char *text, const char *what) {
    const char *found = text_names_somebody(text);
    if (!found)
        fail_msg("\"%s\": nothing found, expected %s", text, what);
    if (strcmp(found, what) != 0)
        fail_msg("\"%s\": found %s, expected %s", text, found, what);
}

static void not_warned(const char *text) {
    const char *found = text_names_somebody(text);
    if (found)
        fail_msg("\"%s\": found %s, expected nothing", text, found);
}

static void words_of_relation_and_place(void **state) {
    (void)state;
    warned("X पुत्री Y", "पुत्री");
    warned("पुत्र", "पुत्र");
    warned("पत्नी,Y", "पत्नी");
    warned("(पिता)", "पिता");
    warned("ग्राम डेमो", "ग्राम");
    warned("गाँव में दबिश", "गांव");
    warned("X निवासी Y", "निवासी");
    warned("मोहल्ला डेमो", "मोहल्ला");
    warned("विद्यालय से आयु प्रमाण", "विद्यालय");
    warned("X D/O Y", "d/o");
    warned("X s/o Y", "s/o");
    warned("X W / o Y", "w/o");
    warned("r/o demo", "r/o");
    warned("Village head called", "village");
    warned("the SCHOOL's register", "school");
    warned("पु\u200dत्री", "पुत्री"); /* a joiner inside the word hides nothing */
}

static void parts_of_words_are_free(void **state) {
    (void)state;
    not_warned("ग्रामीण अस्पताल से आख्या प्राप्त");
    not_warned("पुत्रवधू"); /* another word */
    not_warned("person sent, schooling, villager");
    not_warned("I/O told; u/s 183; c/o court");
    not_warned("विवेचक को अवगत कराया");
    not_warned("स्मरण पत्र भेजा, एफ0एस0एल0 आख्या शेष");
    not_warned("magistrate's date given for 25/11/2026");
    not_warned("");
    not_warned("अनिवासी");
}

static void resident_or_inspector(void **state) {
    (void)state;
    warned("X नि0 Y", "नि0");
    warned("X, नि० Y", "नि0");
    warned("X नि. Y", "नि0");
    warned("X नि॰ Y", "नि0");
    warned("X नि0डेमो", "नि0");
    not_warned("उ0नि0 आर वर्मा को भेजा");
    not_warned("पत्र उ0 नि0 वर्मा को");
    not_warned("पत्र म0उ0नि0 खान को");
    not_warned("पत्र प्र0 नि0 यादव को");
    not_warned("नि0 यादव को भेजा");
    not_warned("विवेचक नि0 यादव अवकाश पर");
    not_warned("पत्र उ. नि. वर्मा को");
    not_warned("निरीक्षक अपराध");
}

static void long_numbers(void **state) {
    (void)state;
    const char *number = text_names_somebody("123456");
    assert_non_null(number);
    warned("पी0एन0ओ0 012345678", number);
    warned("१२३४५६", number);
    warned("१2३4५6", number);
    warned("00000 00000", number);
    warned("00000-00000", number);
    not_warned("12345");
    not_warned("0388/26 दिनांक 23/11/2026");
    not_warned("23-11-2026 और 24-11-2026");
    not_warned("12345 678");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_relation_and_place),
        cmocka_unit_test(parts_of_words_are_free),
        cmocka_unit_test(resident_or_inspector),
        cmocka_unit_test(long_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
