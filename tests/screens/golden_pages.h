/* For golden_ROWSxCOLUMNS.c, one program a size so that they run side by side: each screen shows what its text file says, in English and Hindi, on training data of seed 7
 * as of 23-11-2026, of a station and where said of a district. A new screen: one line in `pages`, then `make golden`, then look at the difference before it is committed. */
#ifndef ITSSO_TESTS_GOLDEN_PAGES_H
#define ITSSO_TESTS_GOLDEN_PAGES_H

#include <string.h>

#include "tests/pty_check.h"
#include "tests/pty_golden.h"

/* What to type from the start until the page is there; "|" waits until the screen is quiet (an Esc must stand alone). Nothing here may
 * write an entry: all pages are of one database; those that begin with "@" are of the district's. */
static const struct page { const char *name, *keys; } pages[] = {
    { "home", "" },
    { "home-last-row", "<End>" },
    { "home-menu", "m" },
    { "cases", "2" },
    { "cases-page-down", "2|<PageDown>" },
    { "cases-end", "2|<End>" },
    { "cases-by-io", "2|o" },
    { "cases-sort", "2|s" },
    { "cases-filter", "2|f" },
    { "cases-search", "2|/|khan" },
    { "cases-views", "2|v" },
    { "case", "2|<Enter>" },
    { "case-down", "2|<Enter>|<PageDown>" },
    { "case-history", "2|<Enter>|h" },
    { "case-reason", "2|<Enter>|r" },
    { "case-step", "2|<Enter>|s" },
    { "case-remark", "2|<Enter>|t" },
    { "case-direction", "2|<Enter>|i" },
    { "case-told", "2|<Enter>|a" },
    { "case-wrong", "2|<Enter>|w" },
    { "alerts", "4" },
    { "units", "5" },
    { "cases-of-district", "@2" },
    { "units-of-district", "@5" },
    { "units-last", "@5|c|<End>" },
    { "units-worst", "@5|c|c|s|3" },
    { "units-year", "@5|d|2" },
    { "units-period", "@5|d" },
    { "units-dates", "@5|d|4" },
    { "units-sort", "@5|s" },
    { "units-cases", "@5|<Down>|<Enter>" },
    { "reports", "6" },
    { "reports-of", "@6|d" },
    { "reports-save", "6|<Down>|W" },
    { "report-ageing", "@6|<Enter>" },
    { "report-balance", "6|<Down><Down><Down>|<Enter>" },
    { "report-balance-right", "6|<Down><Down><Down>|<Enter>|x|>" },
    { "reconcile", "7" },
    { "settings", "S" },
    { "help", "?" },
};

static const struct size { int rows, columns; } sizes[] = { { GOLDEN_ROWS, GOLDEN_COLUMNS } };
static const char *const languages[] = { "en", "hi" };

static char folder[64], district[64];
static bool made;

static int make_data(void **state)
{
    (void)state;
    return *test_folder_make(folder) && *test_folder_make(district) ? 0 : -1;
}

static int remove_data(void **state)
{
    (void)state;
    test_folder_remove(folder);
    test_folder_remove(district);
    return 0;
}

static void data_is_made(void **state)
{
    (void)state;
    demo_make(folder);
    demo_make_of(district, "district", 1500);
    made = true;
}

struct look { const struct page *page; struct size size; const char *language; };

static bool page_shows(const struct look *look)
{
    char home[128], config[128], name[128], state_home[64];
    bool of_district = look->page->keys[0] == '@';
    const char *keys = look->page->keys + of_district;
    test_folder_make(state_home); /* what one page leaves as the last choice is not the next one's beginning */
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s", state_home);
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s", state_home);
    snprintf(name, sizeof name, "%dx%d-%s-%s", look->size.columns, look->size.rows, look->language, look->page->name);
    const char *argv[] = { program_path(), "--db", of_district ? district : folder, "--as-of", "2026-11-23", "--lang",
                           look->language, NULL };
    const char *env[] = { home, config, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = look->size.rows, .columns = look->size.columns });
    bool shows = p && pty_wait(p, pty_is_filled, NULL, "the first screen", PTY_DEADLINE_MS) && pty_keys_in_steps(p, keys) &&
                 pty_golden(p, name);
    if (!shows)
        print_error("%s (%s), keys %s: %s\n", name, argv[0], look->page->keys, pty_why());
    pty_stop(p);
    test_folder_remove(state_home);
    return shows;
}

/* All pages of one size and language: a difference in one does not hide the others. */
static void pages_show(void **state)
{
    const struct look *first = *state;
    int wrong = 0;
    if (!made)
        fail_msg("there is no training data to look at");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct look look = *first;
        look.page = &pages[i];
        wrong += !page_shows(&look);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    enum { SIZES = sizeof sizes / sizeof *sizes, LANGUAGES = sizeof languages / sizeof *languages };
    static struct look looks[SIZES * LANGUAGES];
    static char names[SIZES * LANGUAGES][48];
    struct CMUnitTest tests[1 + SIZES * LANGUAGES] = { cmocka_unit_test(data_is_made) };
    for (int i = 0; i < SIZES * LANGUAGES; i++) {
        looks[i] = (struct look){ .size = sizes[i / LANGUAGES], .language = languages[i % LANGUAGES] };
        snprintf(names[i], sizeof names[i], "pages at %dx%d in %s", looks[i].size.columns, looks[i].size.rows, looks[i].language);
        tests[1 + i] = (struct CMUnitTest){ .name = names[i], .test_func = pages_show, .initial_state = &looks[i] };
    }
    return cmocka_run_group_tests_name("golden", tests, make_data, remove_data);
}

#endif
