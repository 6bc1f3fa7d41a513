/* The rules: the shipped table held against domain.md section 3 at every boundary of time, a table of a user's own,
 * each mistake that a table can have with its line, masks of lists, and what classify() says of a case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/domain/offence.h"

#define ITSSO_376 HIT(LIST_ITSSO, CATEGORY_376)
#define ITSSO_POCSO HIT(LIST_ITSSO, CATEGORY_POCSO)
#define CRPC_376 HIT(LIST_CRPC173, CATEGORY_376)
#define BNSS_376 HIT(LIST_BNSS193, CATEGORY_376)
#define BNSS_POCSO HIT(LIST_BNSS193, CATEGORY_POCSO)

#define HEAD "act\tsection\tcategory\tlist\tfrom\tto\tcertainty\tbasis\n"

static struct rule_set *rules;

static int load(void **state) {
    static char text[65536];
    struct error e = {0};
    (void)state;
    FILE *file = fopen("db/data/offence_rules.tsv", "rb");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text, file);
    fclose(file);
    if (!rules_read(&rules, "offence_rules.tsv", text, n, &e))
        fail_msg("%s", e.text);
    return 0;
}

static int unload(void **state) {
    (void)state;
    rules_free(rules);
    return 0;
}

static struct classification of(const char *sections, const char *fir_date) {
    struct section_list list;
    struct classification c;
    sections_from_text(sections, &list);
    classify(rules, &list, civil_parse_iso(fir_date), &c);
    return c;
}

struct expected {
    const char *sections, *on;
    enum tracked tracked;
    hits sure, all;
};

static void assert_table(const struct expected *all, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct classification c = of(all[i].sections, all[i].on);
        if (c.tracked != all[i].tracked || c.sure != all[i].sure || c.all != all[i].all)
            fail_msg("%s on %s: tracked %d, sure %x, all %x", all[i].sections, all[i].on, (int)c.tracked, c.sure,
                     c.all);
    }
}

static void lists_and_dates(void **state) {
    static const struct expected all[] = {
        {"IPC:376", "2018-04-20", TRACKED_NO, 0, 0},
        {"IPC:376", "2018-04-21", TRACKED_YES, ITSSO_376 | CRPC_376, ITSSO_376 | CRPC_376},
        {"IPC:376", "2024-06-30", TRACKED_YES, ITSSO_376 | CRPC_376, ITSSO_376 | CRPC_376},
        {"IPC:376", "2024-07-01", TRACKED_YES, ITSSO_376 | BNSS_376, ITSSO_376 | BNSS_376},
        {"POCSO:4", "2018-04-20", TRACKED_NO, 0, 0},
        {"POCSO:4", "2018-04-21", TRACKED_YES, ITSSO_POCSO, ITSSO_POCSO},
        {"POCSO:6", "2024-06-30", TRACKED_YES, ITSSO_POCSO, ITSSO_POCSO},
        {"POCSO:6", "2024-07-01", TRACKED_YES, ITSSO_POCSO | BNSS_POCSO, ITSSO_POCSO | BNSS_POCSO},
        {"POCSO:8", "2024-06-30", TRACKED_NO, 0, 0},
        {"POCSO:8", "2024-07-01", TRACKED_YES, BNSS_POCSO, BNSS_POCSO},
        {"POCSO:10", "2024-07-01", TRACKED_YES, BNSS_POCSO, BNSS_POCSO},
        {"POCSO:12", "2024-07-01", TRACKED_NO, 0, 0},
        {"BNS:64", "2024-06-30", TRACKED_NO, 0, 0},
        {"BNS:64(2)(m)", "2024-07-01", TRACKED_YES, ITSSO_376 | BNSS_376, ITSSO_376 | BNSS_376},
        {"BNS:69", "2025-01-01", TRACKED_NO, 0, 0},
        {"BNS:63", "2025-01-01", TRACKED_NO, 0, 0},
        {"BNS:72", "2025-01-01", TRACKED_NO, 0, 0},
        {"BNS:640", "2025-01-01", TRACKED_NO, 0, 0},
        {"IPC:375 IPC:354 IPC:363 IPC:366A IPC:377 IPC:509", "2023-01-01", TRACKED_NO, 0, 0},
        {"IPC:64", "2023-01-01", TRACKED_NO, 0, 0},
        {"ARMS:4 ARMS:6", "2023-01-01", TRACKED_NO, 0, 0},
        {"OTHER:376 SCST:4 DP:4", "2023-01-01", TRACKED_NO, 0, 0},
        {"-", "2023-01-01", TRACKED_NO, 0, 0},
        {"IPC:376(3) POCSO:3 POCSO:4", "2023-01-01", TRACKED_YES, ITSSO_376 | CRPC_376 | ITSSO_POCSO,
         ITSSO_376 | CRPC_376 | ITSSO_POCSO},
    };
    static const char *const family[] = {"IPC:376(2)(n)", "IPC:376A",  "IPC:376AB", "IPC:376B", "IPC:376C",
                                         "IPC:376D",      "IPC:376DA", "IPC:376DB", "IPC:376E", "IPC:376D(1)"};
    static const char *const successors[] = {"BNS:64", "BNS:65(2)", "BNS:66", "BNS:67",
                                             "BNS:68", "BNS:70(1)", "BNS:71"};
    (void)state;
    assert_table(all, sizeof all / sizeof all[0]);
    for (size_t i = 0; i < sizeof family / sizeof family[0]; i++)
        assert_int_equal(of(family[i], "2020-01-01").sure, ITSSO_376 | CRPC_376);
    for (size_t i = 0; i < sizeof successors / sizeof successors[0]; i++)
        assert_int_equal(of(successors[i], "2025-01-01").sure, ITSSO_376 | BNSS_376);
}

static void probable(void **state) {
    static const struct expected all[] = {
        {"POCSO:3", "2020-01-01", TRACKED_PROBABLE, 0, ITSSO_POCSO},
        {"POCSO:5(l)", "2025-01-01", TRACKED_PROBABLE, 0, ITSSO_POCSO | BNSS_POCSO},
        {"POCSO:7", "2024-06-30", TRACKED_NO, 0, 0},
        {"POCSO:7", "2024-07-01", TRACKED_PROBABLE, 0, BNSS_POCSO},
        {"POCSO:9(m)", "2024-07-01", TRACKED_PROBABLE, 0, BNSS_POCSO},
        {"POCSO:7 POCSO:8", "2024-07-01", TRACKED_YES, BNSS_POCSO, BNSS_POCSO},
        {"POCSO:?", "2020-01-01", TRACKED_PROBABLE, 0, ITSSO_POCSO},
        {"IPC:?", "2020-01-01", TRACKED_NO, 0, 0},
        {"IPC:376 IPC:511", "2020-01-01", TRACKED_PROBABLE, 0, ITSSO_376 | CRPC_376},
        {"IPC:511", "2020-01-01", TRACKED_NO, 0, 0},
        {"IPC:376D IPC:511", "2025-01-01", TRACKED_PROBABLE, 0, ITSSO_376 | BNSS_376},
        {"BNS:62 BNS:64", "2025-01-01", TRACKED_PROBABLE, 0, ITSSO_376 | BNSS_376},
        {"BNS:62 BNS:303", "2025-01-01", TRACKED_NO, 0, 0},
        {"POCSO:18", "2020-01-01", TRACKED_PROBABLE, 0, ITSSO_POCSO},
        {"POCSO:4 POCSO:18", "2020-01-01", TRACKED_PROBABLE, 0, ITSSO_POCSO},
        {"IPC:376 IPC:511 POCSO:6", "2020-01-01", TRACKED_YES, ITSSO_POCSO, ITSSO_POCSO | ITSSO_376 | CRPC_376},
    };
    struct section_list list;
    struct classification c;
    (void)state;
    assert_table(all, sizeof all / sizeof all[0]);
    sections_from_text("IPC:376E", &list);
    list.at[0].guessed = true;
    classify(rules, &list, civil_parse_iso("2020-01-01"), &c);
    assert_int_equal(c.tracked, TRACKED_PROBABLE);
    assert_int_equal(c.all, ITSSO_376 | CRPC_376);
}

static void reasons(void **state) {
    (void)state;
    assert_int_equal(of("IPC:376", "2017-01-01").why, WHY_BEFORE_2018);
    assert_int_equal(of("POCSO:?", "2017-01-01").why, WHY_BEFORE_2018);
    assert_int_equal(of("IPC:302", "2017-01-01").why, WHY_NO_SECTION);
    assert_int_equal(of("POCSO:8", "2020-01-01").why, WHY_NO_SECTION);
    assert_int_equal(of("IPC:376", "2020-01-01").why, WHY_TRACKED);
    assert_string_equal(of("IPC:363 IPC:376", "2020-01-01").rule, "IPC 376* (itsso): letter of 2019");
    assert_string_equal(of("POCSO:3 POCSO:4", "2020-01-01").rule, "POCSO 4 (itsso): letter of 2019");
    assert_string_equal(of("IPC:376 IPC:511", "2020-01-01").rule, "IPC 376*+511 (itsso): attempt: IPC 511");
    assert_string_equal(of("IPC:302", "2020-01-01").rule, "");
    assert_false(of("IPC:376", "2024-06-30").our_reading);
    assert_true(of("IPC:376", "2024-07-01").our_reading);
    assert_true(of("BNS:64(1)", "2024-07-01").our_reading);
    assert_false(of("POCSO:6", "2024-07-01").our_reading);
}

static void own_table(void **state) {
    static const char text[] =
        "\xef\xbb\xbf# mine\r\n" HEAD "IPC\t354B\t376\tmine\t2019-01-01\t-\tsure\tSP's order of 2024\r\n\n"
        "BNS\t69\t376\titsso\t-\t2025-12-31\tprobable\t-\n"
        "BNS\t78(2)+BNS:62\t376\tmine\t-\t-\tprobable\tx";
    struct rule_set *set = NULL;
    struct error e = {0};
    struct section_list list;
    struct classification c;
    hits mask = 0;
    (void)state;
    assert_true(rules_read(&set, "own.tsv", text, sizeof text - 1, &e));
    assert_int_equal(rules_list_count(set), 4);
    assert_string_equal(rules_list_name(set, 3), "mine");
    assert_null(rules_list_name(set, 4));
    sections_from_text("IPC:354B BNS:69 BNS:78(2)", &list);
    classify(set, &list, civil_parse_iso("2025-06-01"), &c);
    assert_int_equal(c.sure, HIT(3, CATEGORY_376));
    assert_int_equal(c.all, HIT(3, CATEGORY_376) | ITSSO_376);
    assert_string_equal(c.rule, "IPC 354B (mine): SP's order of 2024");
    assert_true(rules_lists_mask(set, "mine", &mask, &e));
    assert_int_equal(mask, HIT(3, CATEGORY_376) | HIT(3, CATEGORY_POCSO));
    rules_free(set);
}

static void mistakes(void **state) {
    static const struct {
        const char *text, *line, *says;
    } all[] = {
        {HEAD "IPC\t376\n", "line 2", "8 tab-separated columns"},
        {HEAD "IPC\t376\t376\titsso\t-\t-\tsure\tx\ty\n", "line 2", "8 tab-separated columns"},
        {HEAD "# c\n\nCRPC\t376\t376\titsso\t-\t-\tsure\tx\n", "line 4", "CRPC"},
        {"IPC\t37x6\t376\titsso\t-\t-\tsure\tx\n", "line 1", "37x6"},
        {"IPC\t376A*\t376\titsso\t-\t-\tsure\tx\n", "line 1", "376A*"},
        {"IPC\t376+XYZ:4\t376\titsso\t-\t-\tsure\tx\n", "line 1", "XYZ"},
        {"IPC\t376+\t376\titsso\t-\t-\tsure\tx\n", "line 1", "376+"},
        {"IPC\t376(\t376\titsso\t-\t-\tsure\tx\n", "line 1", "376("},
        {"IPC\t376\t377\titsso\t-\t-\tsure\tx\n", "line 1", "377"},
        {"IPC\t376\t376\tIT SSO\t-\t-\tsure\tx\n", "line 1", "IT SSO"},
        {"IPC\t376\t376\tall\t-\t-\tsure\tx\n", "line 1", "all"},
        {"IPC\t376\t376\titsso\t21-04-2018\t-\tsure\tx\n", "line 1", "21-04-2018"},
        {"IPC\t376\t376\titsso\t2018-04-21\t2018-02-30\tsure\tx\n", "line 1", "2018-02-30"},
        {"IPC\t376\t376\titsso\t2018-04-21\t2018-04-20\tsure\tx\n", "line 1", "before"},
        {"IPC\t376\t376\titsso\t-\t-\tmaybe\tx\n", "line 1", "maybe"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct rule_set *set = NULL;
        struct error e = {0};
        assert_false(rules_read(&set, "own.tsv", all[i].text, strlen(all[i].text), &e));
        assert_null(set);
        assert_int_equal(e.kind, ERROR_USAGE);
        if (!strstr(e.text, "own.tsv") || !strstr(e.text, all[i].line) || !strstr(e.text, all[i].says))
            fail_msg("%s: %s", all[i].text, e.text);
    }
}

/* Too much of anything is refused, and what was there before stays. */
static void bounds(void **state) {
    struct error e = {0};
    struct rule_set *set = NULL;
    size_t cap = 64 * 1024, n = 0;
    char *text = malloc(cap);
    (void)state;
    assert_non_null(text);
    n = (size_t)snprintf(text, cap, "IPC\t376*\t376\titsso\t-\t-\tsure\tx\n");
    assert_true(rules_read(&set, "a", text, n, &e));
    n = 0;
    unsigned long long digest = rules_digest(set);
    for (int i = 0; i < 512; i++)
        n += (size_t)snprintf(text + n, cap - n, "IPC\t%d\t376\titsso\t-\t-\tsure\tx\n", i % 500 + 1);
    assert_false(rules_read(&set, "b", text, n, &e));
    assert_non_null(strstr(e.text, "line 512"));
    assert_int_equal(rules_digest(set), digest);
    n = 0;
    for (int i = 0; i < 6; i++)
        n += (size_t)snprintf(text + n, cap - n, "IPC\t354\t376\tlist%d\t-\t-\tsure\tx\n", i);
    assert_false(rules_read(&set, "c", text, n, &e));
    assert_int_equal(rules_list_count(set), 3);
    memset(text, 'x', 300);
    assert_false(rules_read(&set, "d", text, 300, &e));
    assert_false(rules_read(&set, "e", "IPC\t3\0", 6, &e));
    assert_true(rules_read(&set, "f", text, 0, &e));
    assert_int_equal(rules_digest(set), digest);
    free(text);
    rules_free(set);
}

static void digests(void **state) {
    static const char *const tables[] = {
        "IPC\t376*\t376\titsso\t-\t-\tsure\tx\n",
        "IPC\t376\t376\titsso\t-\t-\tsure\tx\n",
        "IPC\t376*\t376\titsso\t-\t-\tprobable\tx\n",
        "# a comment changes nothing\nIPC\t376*\t376\titsso\t-\t-\tsure\tx\n",
    };
    unsigned long long digest[4];
    struct error e = {0};
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct rule_set *set = NULL;
        assert_true(rules_read(&set, "t", tables[i], strlen(tables[i]), &e));
        digest[i] = rules_digest(set);
        rules_free(set);
    }
    assert_true(digest[0] != digest[1] && digest[0] != digest[2] && digest[1] != digest[2]);
    assert_true(digest[0] == digest[3]);
}

static void masks(void **state) {
    hits mask = 0;
    struct error e = {0};
    (void)state;
    assert_true(rules_lists_mask(rules, "itsso, bnss193", &mask, &e));
    assert_int_equal(mask, ITSSO_376 | ITSSO_POCSO | BNSS_376 | BNSS_POCSO);
    assert_true(rules_lists_mask(rules, "all", &mask, &e));
    assert_int_equal(mask, 0x3f);
    assert_int_equal(HITS_LEGAL & mask, 0x3c);
    assert_false(rules_lists_mask(rules, "itsso,crpc", &mask, &e));
    assert_non_null(strstr(e.text, "crpc"));
    assert_non_null(strstr(e.text, "itsso, crpc173, bnss193"));
    assert_false(rules_lists_mask(rules, " , ", &mask, &e));
    assert_int_equal(mask, 0x3f);
    assert_string_equal(categories_name(hits_categories(ITSSO_376 | BNSS_POCSO, mask)), "376,pocso");
    assert_string_equal(categories_name(hits_categories(ITSSO_376 | BNSS_POCSO, HITS_LEGAL)), "pocso");
    assert_string_equal(categories_name(hits_categories(CRPC_376, mask)), "376");
    assert_string_equal(categories_name(0), "-");
    assert_string_equal(act_name(ACT_SCST), "SCST");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_dates), cmocka_unit_test(probable), cmocka_unit_test(reasons),
        cmocka_unit_test(own_table),       cmocka_unit_test(mistakes), cmocka_unit_test(bounds),
        cmocka_unit_test(digests),         cmocka_unit_test(masks),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
