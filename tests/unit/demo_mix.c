/* The sections of the training data: combinations as frequent as in the published table (where it is at hand), picked
 * as often as their weights say, tracked in their time; the scenes name combinations that there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/store.h"
#include "src/demo/mix.h"
#include "src/demo/story.h"

static struct rule_set *rules;

static civil_day iso(const char *text) {
    return civil_parse_iso(text);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "363 ; 366 A" to "363 366A", in one order, so that the same combination is the same text. */
static void canonical(const char *cell, char out[128]) {
    char copy[128], *word[16], *rest = NULL;
    int n = 0;
    size_t length = 0;
    for (; *cell && length + 1 < sizeof copy; cell++)
        if (*cell != ' ')
            copy[length++] = *cell;
    copy[length] = '\0';
    for (char *at = strtok_r(copy, ";", &rest); at && n < 16; at = strtok_r(NULL, ";", &rest))
        word[n++] = at;
    qsort(word, (size_t)n, sizeof word[0], by_name);
    out[0] = '\0';
    for (int i = 0; i < n; i++)
        snprintf(out + strlen(out), 128 - strlen(out), "%s%s", i ? " " : "", word[i]);
}

static void canonical_line(const struct mix_line *line, char ipc[128], char pocso[128]) {
    char cell[128];
    size_t n = 0;
    for (const char *at = line->ipc; *at && n + 1 < sizeof cell; at++)
        cell[n++] = *at == ' ' ? ';' : *at;
    cell[n] = '\0';
    canonical(cell, ipc);
    n = 0;
    for (const char *at = line->pocso; *at && n + 1 < sizeof cell; at++)
        cell[n++] = *at == ' ' ? ';' : *at;
    cell[n] = '\0';
    canonical(cell, pocso);
}

/* Rows of the file by their combination, and our table's weight beside each. */
static void the_mix_is_that_of_the_courts(void **state) {
    (void)state;
    FILE *f = fopen("../shared/data/section-mix.tsv", "r");
    if (!f) {
        print_message("../shared/data/section-mix.tsv is not here\n");
        skip();
    }
    static struct combination {
        char ipc[128], pocso[128];
        int cases;
    } all[400];
    int n = 0;
    char row[256];
    while (fgets(row, sizeof row, f) && n < 400) {
        char *tab = strchr(row, '\t'), *second = tab ? strchr(tab + 1, '\t') : NULL;
        if (!second || strncmp(row, "ipc_", 4) == 0)
            continue;
        *tab = *second = '\0';
        struct combination c = {.cases = atoi(second + 1)};
        canonical(row, c.ipc);
        canonical(tab + 1, c.pocso);
        int k = 0;
        while (k < n && (strcmp(all[k].ipc, c.ipc) != 0 || strcmp(all[k].pocso, c.pocso) != 0))
            k++;
        if (k == n)
            all[n++] = c;
        else
            all[k].cases += c.cases;
    }
    fclose(f);
    int compared = 0, missing = 0;
    struct mix_line line;
    for (int k = 0; k < n; k++) {
        bool found = false;
        for (int i = 0; mix_line_at(i, &line) && !found; i++) {
            char ipc[128], pocso[128];
            canonical_line(&line, ipc, pocso);
            if (line.adult || strcmp(ipc, all[k].ipc) != 0 || strcmp(pocso, all[k].pocso) != 0)
                continue;
            found = true;
            compared++;
            if (abs(line.weight - all[k].cases) * 20 > all[k].cases + 20) /* within 5 % and one */
                fail_msg("%s | %s: %d, the file has %d", ipc, pocso, line.weight, all[k].cases);
        }
        bool tracked = strstr(all[k].ipc, "376") || strstr(all[k].pocso, "4") || strstr(all[k].pocso, "6");
        if (!found && tracked && all[k].cases >= 30 && all[k].pocso[0])
            missing++;
    }
    assert_in_range(compared, 50, 400);
    assert_int_equal(missing, 0); /* every tracked combination of 30 cases or more is in the table */
}

/* What comes out is as frequent as the weights say, and every line of the table is tracked in its time. */
static void what_is_picked_follows_the_weights(void **state) {
    (void)state;
    enum { PICKS = 200000 };
    static int picked[2][100];
    struct error e = {0};
    struct mix *mix = mix_new(&e);
    struct dice dice = dice_for(7, 1, 1);
    struct mix_line line;
    int total[2] = {0, 0};
    civil_day day[2] = {iso("2024-06-30"), iso("2024-07-01")};
    for (int i = 0; mix_line_at(i, &line); i++) {
        total[0] += line.bns_only ? 0 : line.weight;
        total[1] += line.weight;
        for (int era = line.bns_only ? 1 : 0; era < 2; era++) {
            struct classification class;
            char text[SECTIONS_TEXT];
            classify(rules, mix_sections(mix, i, day[era]), day[era], &class);
            if (class.tracked == TRACKED_NO)
                fail_msg("%s is not tracked", sections_text(mix_sections(mix, i, day[era]), text));
            const struct section_list *before = mix_before(mix, i, day[era]);
            if (!before)
                continue;
            classify(rules, before, day[era], &class);
            assert_int_equal(class.tracked, TRACKED_YES);
            assert_true(before->n < mix_sections(mix, i, day[era])->n);
        }
    }
    for (int i = 0; i < PICKS; i++)
        for (int era = 0; era < 2; era++)
            picked[era][mix_pick(mix, &dice, day[era])]++;
    for (int era = 0; era < 2; era++)
        for (int i = 0; mix_line_at(i, &line); i++) {
            double expected = era == 0 && line.bns_only ? 0 : (double)line.weight / total[era] * PICKS;
            double off = picked[era][i] - expected;
            if (off * off > 25 * expected + 1) /* five standard deviations */
                fail_msg("%s | %s: %d times, expected %.0f", line.ipc, line.pocso, picked[era][i], expected);
        }
    for (int i = 0; i < SCENES; i++)
        assert_true(mix_find(mix, scenes[i].ipc, scenes[i].pocso) >= 0);
    mix_free(mix);
}

static int set_up(void **state) {
    (void)state;
    struct error e = {0};
    size_t n;
    const char *text = shipped_offence_rules(&n);
    return rules_read(&rules, "offence_rules.tsv", text, n, &e) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    rules_free(rules);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mix_is_that_of_the_courts),
        cmocka_unit_test(what_is_picked_follows_the_weights),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
