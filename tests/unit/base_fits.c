/* The Hindi texts fit their places at 80x24: headings their columns, labels of
 * steps and reasons their cells, labels of keys the footer. Read from
 * po/hi.po, measured as the screens measure. A text that grows too long is
 * named here before a golden screen shows it cut. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/domain/labels.h"
#include "src/text.h"

#define TEXT 4096

struct message {
    char *id, *text;
};
static struct message *messages;
static int count;

/* Adds what stands between the quotation marks of a line. */
static void add_quoted(char *out, const char *line) {
    const char *from = strchr(line, '"'), *to = strrchr(line, '"');
    size_t have = strlen(out);
    if (from && to > from && have + (size_t)(to - from) < TEXT)
        memcpy(out + have, from + 1, (size_t)(to - from - 1)), out[have + (size_t)(to - from) - 1] = '\0';
}

static void keep(const char *id, const char *text) {
    messages = realloc(messages, sizeof *messages * (size_t)(count + 1));
    assert_non_null(messages);
    messages[count++] = (struct message){strdup(id), strdup(text)};
}

static int read_catalogue(void **state) {
    (void)state;
    setlocale(LC_ALL, "C.UTF-8");
    FILE *file = fopen("po/hi.po", "r");
    if (!file)
        return -1;
    static char line[TEXT], id[TEXT], text[TEXT];
    char *into = NULL;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "msgid ", 6) == 0) {
            if (into == text)
                keep(id, text);
            id[0] = text[0] = '\0';
            into = id;
        } else if (strncmp(line, "msgstr ", 7) == 0) {
            into = text;
        } else if (line[0] != '"') {
            if (into == text)
                keep(id, text);
            into = NULL;
        }
        if (into)
            add_quoted(into, line);
    }
    if (into == text)
        keep(id, text);
    fclose(file);
    return count > 100 ? 0 : -1;
}

static int free_catalogue(void **state) {
    (void)state;
    for (int i = 0; i < count; i++) {
        free(messages[i].id);
        free(messages[i].text);
    }
    free(messages);
    return 0;
}

static const char *hindi(const char *id) {
    for (int i = 0; i < count; i++)
        if (strcmp(messages[i].id, id) == 0)
            return messages[i].text;
    return NULL;
}

static int too_wide(const char *id, int columns) {
    const char *text = hindi(id);
    if (!text) {
        print_error("\"%s\" is not in po/hi.po: where did it go?\n", id);
        return 1;
    }
    int width = text_width(text);
    if (width <= columns && text_width(id) <= columns)
        return 0;
    print_error("\"%s\" / \"%s\": %d columns where %d are\n", id, text, width, columns);
    return 1;
}

/* screens/case_line.c */
static void test_headings_fit_their_columns(void **state) {
    (void)state;
    static const struct {
        const char *id;
        int columns;
    } headings[] = {{"Left", 5},        {"Day", 4},      {"FIR no.", 8},  {"FIR date", 10}, {"Due", 10},
                    {"Category", 10},   {"IO", 13},      {"Waiting for", 12}, {"IO told", 7}, {"Sections", 20},
                    {"Status", 12},     {"Station", 12}, {"Alert", 7},    {"Told by", 10},  {"no", 7}};
    int wide = 0;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        wide += too_wide(headings[i].id, headings[i].columns);
    assert_int_equal(wide, 0);
}

/* The case screen gives a step 34 columns behind its letter, a reason 37; a form gives a choice 36. */
static void test_labels_fit_their_cells(void **state) {
    (void)state;
    int wide = 0, labels = 0;
    for (; table_labels[labels]; labels++)
        wide += too_wide(table_labels[labels], 34);
    assert_true(labels > 20);
    assert_int_equal(wide, 0);
}

/* Two words in the footer: nine of them and their keys share 80 columns. */
static void test_footer_labels_are_short(void **state) {
    (void)state;
    static const char *const labels[] = {"Open", "Back", "Menu", "Cases", "Alerts", "Help", "Search", "Filter", "Sort",
                                         "by IO", "Views", "Reason", "Told", "Step", "Remark", "Undo", "History",
                                         "Mark", "Mark all", "Show told", "Change"};
    int wide = 0;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        wide += too_wide(labels[i], 12);
    assert_int_equal(wide, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings_fit_their_columns),
        cmocka_unit_test(test_labels_fit_their_cells),
        cmocka_unit_test(test_footer_labels_are_short),
    };
    return cmocka_run_group_tests(tests, read_catalogue, free_catalogue);
}
