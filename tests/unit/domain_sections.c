/* The act and section parser: a table of forms that people type (sections_forms.tsv), the samples of ../shared/data
 * where they are there, what must hold for any text (bounds, any bytes, text and back), and the dictionary's own form.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/domain/sections_inside.h"
#include "src/domain/sections_words.h"

#define DATA "../shared/data/"

static struct rule_set *rules;

/* ---- reading tables ---- */

static char *file_read(const char *name, size_t *n) {
    FILE *file = fopen(name, "rb");
    if (!file)
        return NULL;
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *n = fread(text, 1, (1 << 20) - 1, file);
    text[*n] = '\0';
    fclose(file);
    return text;
}

/* Divides the line in place at its tabs; returns how many cells. */
static int cells_divide(char *line, char *cell[], int cap) {
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; n < cap;) {
        cell[n++] = at;
        at = strchr(at, '\t');
        if (!at)
            break;
        *at++ = '\0';
    }
    return n;
}

static int rules_load(void **state) {
    size_t n;
    struct error e = {0};
    (void)state;
    char *text = file_read("db/data/offence_rules.tsv", &n);
    assert_non_null(text);
    if (!rules_read(&rules, "db/data/offence_rules.tsv", text, n, &e))
        fail_msg("%s", e.text);
    free(text);
    return 0;
}

static int rules_unload(void **state) {
    (void)state;
    rules_free(rules);
    return 0;
}

/* ---- one text ---- */

struct reading {
    struct section_list list;
    struct classification read;
    char sections[SECTIONS_TEXT];
    char lists[64];
    const char *tracked, *categories;
};

static void text_read(const char *act, const char *text, civil_day on, struct reading *out) {
    static const char *const names[] = {"no", "probable", "tracked"};
    if (act)
        sections_parse_act(act, strlen(act), text, strlen(text), on, &out->list);
    else
        sections_parse(text, strlen(text), on, &out->list);
    classify(rules, &out->list, on, &out->read);
    sections_text(&out->list, out->sections);
    out->tracked = names[out->read.tracked];
    out->categories = categories_name(hits_categories(out->read.all, ~0u));
    size_t n = 0;
    out->lists[0] = '\0';
    for (int i = 0; i < rules_list_count(rules); i++)
        if (out->read.all & (HIT(i, CATEGORY_376) | HIT(i, CATEGORY_POCSO)))
            n += (size_t)snprintf(out->lists + n, sizeof out->lists - n, "%s%s", n ? "," : "",
                                  rules_list_name(rules, i));
    if (n == 0)
        snprintf(out->lists, sizeof out->lists, "-");
}

static bool differs(const char *what, const char *text, const char *want, const char *got) {
    if (strcmp(want, got) == 0)
        return false;
    print_error("%s of '%s'\n  want %s\n  got  %s\n", what, text, want, got);
    return true;
}

static void forms(void **state) {
    size_t n;
    int wrong = 0, lines = 0;
    (void)state;
    char *table = file_read("tests/unit/sections_forms.tsv", &n);
    assert_non_null(table);
    for (char *line = table, *next; line && *line; line = next) {
        char *cell[7];
        struct reading r;
        next = strchr(line, '\n');
        next = next ? next + 1 : NULL;
        if (*line == '#')
            continue;
        assert_int_equal(cells_divide(line, cell, 7), 7);
        text_read(strcmp(cell[1], "-") == 0 ? NULL : cell[1], cell[2], civil_parse_iso(cell[0]), &r);
        wrong += differs("tracked", cell[2], cell[3], r.tracked) ||
                 differs("categories", cell[2], cell[4], r.categories) || differs("lists", cell[2], cell[5], r.lists) ||
                 differs("sections", cell[2], cell[6], r.sections);
        lines++;
    }
    free(table);
    assert_true(lines > 500);
    assert_int_equal(wrong, 0);
}

/* ---- the samples ---- */

/* "376(2)(n)/376 D" of the court sample in our form, with the act's name. */
static void court_sections(const char *act, const char *sections, char out[SECTIONS_TEXT]) {
    const char *name = strcmp(act, "POCSO Act") == 0               ? "POCSO"
                       : strcmp(act, "I.P.C.") == 0                ? "IPC"
                       : strncmp(act, "SC/ST", 5) == 0             ? "SCST"
                       : strcmp(act, "Arms Act") == 0              ? "ARMS"
                       : strncmp(act, "Information Tech", 16) == 0 ? "IT"
                                                                   : "OTHER";
    size_t n = (size_t)snprintf(out, SECTIONS_TEXT, "%s:", name);
    bool inside = false;
    for (const char *c = sections; *c && n + 16 < SECTIONS_TEXT; c++) {
        inside = *c == '(' || (inside && *c != ')');
        if (*c == '/')
            n += (size_t)snprintf(out + n, SECTIONS_TEXT - n, " %s:", name);
        else if (*c != ' ')
            out[n++] = (char)(inside && *c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    }
    out[n] = '\0';
}

struct score {
    int hit, missed, wrong;
};

static void score_add(struct score *score, bool want, bool got) {
    score->hit += want && got;
    score->missed += want && !got;
    score->wrong += !want && got;
}

static void assert_score(const char *name, const struct score *score) {
    print_message("# %s: %d hit, %d missed, %d wrong\n", name, score->hit, score->missed, score->wrong);
    assert_true(score->hit > 0);
    assert_true(score->hit * 100 >= 99 * (score->hit + score->missed));
    assert_true(score->hit * 100 >= 99 * (score->hit + score->wrong));
}

static void court_sample(void **state) {
    size_t n;
    struct score rape = {0}, pocso = {0};
    int rows = 0, same = 0;
    (void)state;
    char *table = file_read(DATA "act-section-court-sample.tsv", &n);
    if (!table)
        skip(); /* the sample is not part of the project */
    for (char *line = strchr(table, '\n') + 1, *next; *line; line = next) {
        char *cell[10], want[SECTIONS_TEXT];
        struct reading r;
        next = strchr(line, '\n');
        next = next ? next + 1 : line + strlen(line);
        assert_true(cells_divide(line, cell, 10) >= 9);
        if (strcmp(cell[5], "0") != 0 || strcmp(cell[0], "883") == 0)
            continue;
        text_read(cell[1], cell[2], civil_from_ymd(2020, 1, 1), &r);
        court_sections(cell[3], cell[4], want);
        rows++;
        same += !differs("sections", cell[2], want, r.sections);
        bool definition_only = strcmp(cell[8], "1") == 0;
        score_add(&rape, strcmp(cell[6], "1") == 0, strstr(r.categories, "376") != NULL);
        score_add(&pocso, strcmp(cell[7], "1") == 0, (hits_categories(r.read.sure, ~0u) & CATEGORY_POCSO) != 0);
        if (definition_only)
            assert_string_equal(r.tracked, "probable");
    }
    free(table);
    assert_score("376 family", &rape);
    assert_score("POCSO 4, 6", &pocso);
    print_message("# sections: %d of %d as in the sample\n", same, rows);
    assert_true(same * 1000 >= 985 * rows);
}

static void up_sample(void **state) {
    size_t n;
    int wrong = 0;
    (void)state;
    char *table = file_read(DATA "act-section-up-sample.tsv", &n);
    if (!table)
        skip();
    for (char *line = strchr(table, '\n') + 1, *next; *line; line = next) {
        char *cell[4];
        struct reading before, after;
        next = strchr(line, '\n');
        next = next ? next + 1 : line + strlen(line);
        assert_int_equal(cells_divide(line, cell, 4), 4);
        text_read(NULL, cell[0], civil_from_ymd(2024, 6, 30), &before);
        text_read(NULL, cell[0], civil_from_ymd(2024, 7, 1), &after);
        wrong += differs("sections before July 2024", cell[0], cell[1], before.sections);
        wrong += differs("sections", cell[0], cell[1], after.sections);
        bool itsso = after.read.all & (HIT(LIST_ITSSO, CATEGORY_376) | HIT(LIST_ITSSO, CATEGORY_POCSO));
        bool bnss = after.read.all & (HIT(LIST_BNSS193, CATEGORY_376) | HIT(LIST_BNSS193, CATEGORY_POCSO));
        wrong += differs("itsso", cell[0], cell[2], itsso ? "1" : "0");
        wrong += differs("bnss193", cell[0], cell[3], bnss ? "1" : "0");
    }
    free(table);
    assert_int_equal(wrong, 0);
}

static void cctns_sample(void **state) {
    size_t n;
    (void)state;
    char *table = file_read(DATA "cctns-section-cells-sample.tsv", &n);
    if (!table)
        skip();
    for (char *line = table, *next; line && *line; line = next) {
        char *cell[1];
        struct reading r;
        next = strchr(line, '\n');
        next = next ? next + 1 : NULL;
        cells_divide(line, cell, 1);
        text_read(NULL, cell[0], civil_from_ymd(2025, 1, 1), &r);
        assert_string_equal(r.tracked, "no");
        assert_true(r.list.n > 0);
        for (int i = 0; i < r.list.n; i++) { /* each act is named in its cell: nothing is guessed, moved or left open */
            assert_false(r.list.at[i].guessed);
            assert_false(r.list.at[i].act_corrected);
            assert_string_not_equal(r.list.at[i].text, "?");
        }
    }
    free(table);
}

/* The 300 most frequent combinations, written out as a register does. */
static void section_mix(void **state) {
    size_t n;
    int wrong = 0;
    (void)state;
    char *table = file_read(DATA "section-mix.tsv", &n);
    if (!table)
        skip();
    for (char *line = strchr(table, '\n') + 1, *next; *line; line = next) {
        char *cell[3], text[256];
        struct reading r;
        next = strchr(line, '\n');
        next = next ? next + 1 : line + strlen(line);
        assert_int_equal(cells_divide(line, cell, 3), 3);
        if (!*cell[1])
            continue;
        snprintf(text, sizeof text, "%s%s%s पाक्सो एक्ट", cell[0], *cell[0] ? " भादवि व " : "", cell[1]);
        for (char *c = text; *c; c++)
            *c = *c == ';' ? ',' : *c;
        text_read(NULL, text, civil_from_ymd(2020, 1, 1), &r);
        bool want_376 = strstr(cell[0], "376") && !strstr(cell[0], "511");
        bool four = strchr(cell[1], '4') || strchr(cell[1], '6'), attempt = strstr(cell[1], "18") != NULL;
        bool got_376 = hits_categories(r.read.sure, ~0u) & CATEGORY_376;
        bool got_pocso = hits_categories(r.read.sure, ~0u) & CATEGORY_POCSO;
        if (want_376 != got_376 || (four && !attempt) != got_pocso) {
            print_error("%s: %s\n", text, r.sections);
            wrong++;
        }
    }
    free(table);
    assert_int_equal(wrong, 0);
}

/* ---- what holds for any text ---- */

static void assert_sound(const struct section_list *list) {
    char text[SECTIONS_TEXT], again[SECTIONS_TEXT], shown[256];
    struct section_list back;
    assert_in_range(list->n, 0, SECTIONS_MAX);
    sections_text(list, text);
    sections_from_text(text, &back);
    assert_int_equal(back.n, list->n);
    for (int i = 0; i < list->n; i++) {
        assert_int_equal(back.at[i].act, list->at[i].act);
        assert_string_equal(back.at[i].text, list->at[i].text);
    }
    assert_string_equal(sections_text(&back, again), text);
    assert_true(strlen(sections_show(list, true, shown, sizeof shown)) < sizeof shown);
    assert_true(strlen(sections_show(list, false, shown, 7)) < 7);
}

static uint32_t random_next(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void any_bytes(void **state) {
    static const char *const pieces[] = {
        "376",      "(2)", "(n)", " IPC ", "पाक्सो", "/",   ",",     "व",  "3/4", "(", ")",    "डी",  "\xe0",
        "\xe0\xa4", "ड़",   "¾",   "0",     "अधि0",  "BNS", "64(1)", "\n", ";",   "-", "2012", "r/w", "999999999999999",
        "A",        "ए",   "\0x", "SC/ST"};
    uint32_t seed = 7;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[256];
        size_t n = 0;
        for (uint32_t i = random_next(&seed) % 20; i > 0; i--) {
            const char *piece = pieces[random_next(&seed) % (sizeof pieces / sizeof pieces[0])];
            size_t length = *piece ? strlen(piece) : 2;
            memcpy(text + n, piece, length);
            n += length;
            if (random_next(&seed) % 9 == 0)
                text[n++] = (char)random_next(&seed);
        }
        struct section_list list;
        size_t half = n / 2;
        sections_parse(text, n, 20000, &list);
        assert_sound(&list);
        sections_parse_act(text, half, text + half, n - half, 18000, &list);
        assert_sound(&list);
    }
}

/* A text of any length is read to its end, until SECTIONS_MAX are found. */
static void long_texts(void **state) {
    struct section_list list;
    size_t n = 200000;
    char *text = malloc(n + 64);
    (void)state;
    assert_non_null(text);
    memset(text, ' ', n);
    memcpy(text + n, "376 IPC", 8);
    sections_parse(text, n + 7, 20000, &list);
    assert_int_equal(list.n, 1);
    assert_string_equal(list.at[0].text, "376");
    for (size_t i = 0; i + 5 <= n; i += 5)
        memcpy(text + i, "x376(", 5);
    sections_parse(text, n, 20000, &list);
    assert_sound(&list);
    size_t at = 0;
    for (int section = 100; section < 400; section++)
        at += (size_t)snprintf(text + at, 16, "%d, ", section);
    memcpy(text + at, " IPC", 5);
    sections_parse(text, at + 4, 18000, &list);
    assert_int_equal(list.n, SECTIONS_MAX);
    assert_true(list.cut);
    assert_sound(&list);
    free(text);
}

/* ---- the rest of the header ---- */

static void flags(void **state) {
    struct reading r;
    (void)state;
    text_read(NULL, "376ड भादवि", civil_from_ymd(2020, 1, 1), &r);
    assert_true(r.list.at[0].guessed);
    assert_string_equal(r.list.at[0].text, "376E");
    text_read(NULL, "भारतीय दंड संहिता की धारा 65(1)", civil_from_ymd(2025, 1, 1), &r);
    assert_true(r.list.at[0].act_corrected);
    assert_int_equal(r.list.at[0].act, ACT_BNS);
    text_read("POCSO Act", "376", civil_from_ymd(2020, 1, 1), &r);
    assert_int_equal(r.list.n, 1);
    assert_true(r.list.at[0].act_corrected);
    text_read(NULL, "376 IPC", civil_from_ymd(2020, 1, 1), &r);
    assert_false(r.list.at[0].act_corrected || r.list.at[0].guessed);
}

/* Where no act is named, the FIR date decides, and only where the number says nothing. */
static void no_act(void **state) {
    static const struct {
        const char *text, *before, *after;
    } all[] = {
        {"115", "IPC:115", "BNS:115"},
        {"376", "IPC:376", "IPC:376"},
        {"64(1)", "BNS:64(1)", "BNS:64(1)"},
        {"506", "IPC:506", "IPC:506"},
        {"64", "IPC:64", "BNS:64"},
        {"70(2)", "BNS:70(2)", "BNS:70(2)"},
        {"323, 504", "IPC:323 IPC:504", "IPC:323 IPC:504"},
        {"87, 137(2)", "BNS:87 BNS:137(2)", "BNS:87 BNS:137(2)"},
        {"354D", "IPC:354D", "IPC:354D"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct reading r;
        text_read(NULL, all[i].text, civil_from_ymd(2024, 6, 30), &r);
        assert_string_equal(r.sections, all[i].before);
        text_read(NULL, all[i].text, civil_from_ymd(2024, 7, 1), &r);
        assert_string_equal(r.sections, all[i].after);
    }
}

static void merging(void **state) {
    struct section_list a, b;
    char text[SECTIONS_TEXT];
    (void)state;
    sections_from_text("IPC:363 POCSO:?", &a);
    sections_from_text("POCSO:4 IPC:363 IPC:376", &b);
    sections_merge(&a, &b);
    assert_string_equal(sections_text(&a, text), "IPC:363 POCSO:4 IPC:376");
    sections_from_text("-", &a);
    assert_int_equal(a.n, 0);
    assert_string_equal(sections_text(&a, text), "-");
    sections_from_text("IPC: :4 XYZ:3 IPC:376 IPC:376 IPC:1234567890123456789012345", &a);
    assert_string_equal(sections_text(&a, text), "IPC:376");
}

static void showing(void **state) {
    struct section_list list;
    char out[256];
    (void)state;
    sections_from_text("BNS:137(2) BNS:87 POCSO:5(l) POCSO:6 SCST:?", &list);
    assert_string_equal(sections_show(&list, false, out, sizeof out), "BNS 137(2), 87; POCSO 5(l), 6; SC/ST ?");
    assert_string_equal(sections_show(&list, true, out, sizeof out), "बीएनएस 137(2), 87; पाक्सो 5(l), 6; एससी/एसटी ?");
    assert_string_equal(sections_show(&list, false, out, 1), "");
    assert_string_equal(sections_show(&list, false, out, 16), "BNS 137(2) …");
}

/* A word that is not written as the fold writes it would never be found. */
static void dictionary(void **state) {
    const struct word_table *const tables[] = {&words_spaced, &words_latin, &words_hindi};
    (void)state;
    for (int t = 0; t < 3; t++)
        for (size_t i = 0; i < tables[t]->n; i++) {
            const struct word_entry *entry = &tables[t]->entry[i];
            char folded[FOLD_BYTES];
            size_t used;
            sections_fold(entry->text, strlen(entry->text), &used, folded);
            assert_string_equal(folded, entry->text);
            assert_int_equal(entry->length, strlen(entry->text));
            if (t > 0) /* nor one that is longer than what stands before it with the same beginning */
                for (size_t j = 0; j < i; j++)
                    assert_string_not_equal(tables[t]->entry[j].text, entry->text);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),        cmocka_unit_test(court_sample), cmocka_unit_test(up_sample),
        cmocka_unit_test(cctns_sample), cmocka_unit_test(section_mix),  cmocka_unit_test(any_bytes),
        cmocka_unit_test(long_texts),   cmocka_unit_test(flags),        cmocka_unit_test(no_act),
        cmocka_unit_test(merging),      cmocka_unit_test(showing),      cmocka_unit_test(dictionary),
    };
    return cmocka_run_group_tests(tests, rules_load, rules_unload);
}
