/* Any bytes as an act, as sections, as a free text, and as a table of rules: nothing reads or writes where it must not,
 * lists keep their bounds, and a list's text is read back as the same list. The first byte says where the act column
 * ends. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/domain/offence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held)
        __builtin_trap();
}

static void check(const struct section_list *list) {
    char text[SECTIONS_TEXT], shown[128];
    struct section_list back;
    must(list->n >= 0 && list->n <= SECTIONS_MAX);
    for (int i = 0; i < list->n; i++)
        must(memchr(list->at[i].text, '\0', SECTION_TEXT) != NULL && list->at[i].text[0] != '\0');
    sections_text(list, text);
    sections_from_text(text, &back);
    must(back.n == list->n);
    for (int i = 0; i < list->n; i++)
        must(back.at[i].act == list->at[i].act && strcmp(back.at[i].text, list->at[i].text) == 0);
    sections_show(list, true, shown, sizeof shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct rule_set *shipped;
    static const char rule[] =
        "IPC\t376*\t376\titsso\t2018-04-21\t-\tsure\tx\nPOCSO\t4+18\tpocso\titsso\t-\t-\tprobable\tx\n";
    struct section_list list, other;
    struct classification c;
    struct error e;
    if (size == 0)
        return 0;
    if (!shipped)
        must(rules_read(&shipped, "rules", rule, sizeof rule - 1, &e));
    const char *text = (const char *)data + 1;
    size_t n = size - 1, act = n > 0 ? data[0] % (n + 1) : 0;
    sections_parse(text, n, 20000, &list);
    check(&list);
    classify(shipped, &list, 20000, &c);
    sections_parse_act(text, act, text + act, n - act, 18000, &other);
    check(&other);
    sections_merge(&list, &other);
    check(&list);
    struct rule_set *own = NULL;
    if (rules_read(&own, "own", text, n, &e)) {
        classify(own, &list, 19000, &c);
        rules_free(own);
    } else {
        must(memchr(e.text, '\0', sizeof e.text) != NULL);
    }
    return 0;
}
