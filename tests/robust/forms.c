/* Holds that what is typed into the forms stands in the database (reason, steps with dates, remarks, told, wrong, settle, undo, redact)
 * and what is refused does not; that a Hindi message is whole and goes when the language changes; saved views; and that the letters of
 * the two Hindi keyboards do what the key does that they sit on. */
#include <string.h>

#include "tests/pty_check.h"

#define TODAY "2026-11-23"
#define PLAIN "31999001/0459/2026"    /* BNS 64(1), day 58, no reason, in the training data of seed 7 */
#define PROBABLE "31999001/0497/2026" /* POCSO 3 alone */

static char folder[64], home[64], state_home[96];

static int setup(void **state)
{
    (void)state;
    if (!*test_folder_make(folder))
        return -1;
    demo_make(folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(folder);
    return 0;
}

static int fresh_home(void **state)
{
    (void)state;
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", test_folder_make(home));
    return *home ? 0 : -1;
}

static int remove_home(void **state)
{
    (void)state;
    test_folder_remove(home);
    return 0;
}

static struct pty *start(const char *language, int rows, int columns)
{
    const char *argv[] = { program_path(), "--db", folder, "--as-of", TODAY, "--lang", language, NULL };
    const char *env[] = { state_home, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = rows, .columns = columns });
    check(p != NULL);
    check(pty_wait_text(p, "/26"));
    return p;
}

static struct pty *start_on_case(const char *number)
{
    char keys[64];
    struct pty *p = start("en", 43, 132);
    snprintf(keys, sizeof keys, "2|/|%s|<Enter>|<Enter>", number);
    check(pty_keys_in_steps(p, keys));
    check(pty_wait_no_text(p, "Sort"));
    return p;
}

static void saves(struct pty *p, const char *keys)
{
    check(pty_keys_in_steps(p, keys));
    check(pty_wait_text(p, "Saved."));
    check(pty_keys(p, "<End>")); /* any key takes the sentence away */
    check(pty_wait_no_text(p, "Saved."));
}

/* `show --format json --remarks`: the caller frees. */
static char *shown(const char *number)
{
    const char *argv[] = { program_path(), "--db", folder, "--as-of", TODAY, "show", number, "--format", "json", "--remarks", NULL };
    char *output = NULL;
    assert_int_equal(run_command(argv, NULL, &output), 0);
    return output;
}

static void has(const char *number, const char *part, bool wanted)
{
    char *json = shown(number);
    if ((strstr(json, part) != NULL) != wanted)
        fail_msg("%s %s in %s", part, wanted ? "is missing" : "stands", json);
    free(json);
}

static void step_is(const char *code, const char *state, const char *on)
{
    char *json = shown(PLAIN), key[64], is_state[32] = "", is_on[32] = "";
    snprintf(key, sizeof key, "\"code\": \"%s\"", code);
    const char *at = strstr(json, "\"steps\"");
    at = at ? strstr(at, key) : NULL;
    const char *state_at = at ? strstr(at, "\"state\": ") : NULL, *on_at = at ? strstr(at, "\"on\": ") : NULL;
    if (!state_at || !on_at)
        fail_msg("no step %s in %s", code, json);
    sscanf(state_at, "\"state\": \"%31[^\"]", is_state);
    sscanf(on_at, "\"on\": \"%31[^\"]", is_on);
    free(json);
    assert_string_equal(is_state, state);
    assert_string_equal(is_on, on);
}

/* ---- forms ---- */

static void a_reason(void **state)
{
    (void)state;
    struct pty *p = start_on_case("459/26");
    saves(p, "r|1|<Enter>");
    has(PLAIN, "\"reason\": \"fsl\"", true);
    saves(p, "r|२|<Enter>"); /* a digit of a Hindi keyboard */
    has(PLAIN, "\"reason\": \"medical\"", true);
    check(pty_keys_in_steps(p, "r|5|<Esc>")); /* left: nothing is saved */
    check(pty_wait_no_text(p, "stay by court"));
    has(PLAIN, "\"reason\": \"medical\"", true);
    pty_stop(p);
}

static void steps_with_dates(void **state)
{
    (void)state;
    struct pty *p = start_on_case("459/26");
    saves(p, "s|6|<Enter>|<Enter>");
    step_is("exhibits-sent", "done", TODAY);
    saves(p, "s|7|2|23|<Enter>");
    step_is("fsl-report", "waiting", "2026-11-23");
    saves(p, "s|8|<Enter>|2310<Enter>");
    step_is("draft-to-co", "done", "2026-10-23");
    saves(p, "s|9|<Enter>|२३१०<Enter>");
    step_is("co-approval", "done", "2026-10-23");
    pty_stop(p);
}

static void dates_that_are_refused(void **state)
{
    (void)state;
    struct pty *p = start_on_case("459/26");
    check(pty_keys_in_steps(p, "s|a|<Enter>|24/11/2026<Enter>"));
    check(pty_wait_text(p, "A date to come"));
    step_is("prosecution", "", "");
    check(pty_keys(p, "<C-u>01/01/2026<Enter>"));
    check(pty_wait_text(p, "Before the FIR (26/09/2026)"));
    check(pty_keys(p, "<C-u>32<Enter>"));
    check(pty_wait_text(p, "This is no date"));
    check(pty_keys(p, "<C-u>5/11<Enter>"));
    check(pty_wait_text(p, "Saved."));
    step_is("prosecution", "done", "2026-11-05");
    pty_stop(p);
}

static void remarks(void **state)
{
    (void)state;
    struct pty *p = start_on_case("459/26");
    saves(p, "t|FSL asked again|<Enter>");
    has(PLAIN, "FSL asked again", true);
    check(pty_keys_in_steps(p, "t|पुत्री का बयान|<Enter>"));
    check(pty_wait_text(p, "makes the victim known"));
    has(PLAIN, "पुत्री", false); /* a warning comes before anything is saved */
    saves(p, "<Enter>");
    has(PLAIN, "पुत्री का बयान", true);
    check(pty_keys_in_steps(p, "X|1"));
    check(pty_wait_text(p, "for ever?"));
    check(pty_keys(p, "y"));
    check(pty_wait_text(p, "removed everywhere"));
    has(PLAIN, "पुत्री", false);
    has(PLAIN, "FSL asked again", true);
    pty_stop(p);
}

static void told_wrong_and_undo(void **state)
{
    (void)state;
    struct pty *p = start_on_case("459/26");
    saves(p, "a|2|3|<Enter>");
    has(PLAIN, "\"whom\": \"sho\",\n    \"how\": \"message\"", true);
    saves(p, "w|3|<Enter>");
    has(PLAIN, "\"wrong\": 1", true);
    check(pty_keys(p, "u"));
    check(pty_wait_text(p, "Take back"));
    check(pty_keys(p, "n"));
    check(pty_wait_no_text(p, "Take back"));
    has(PLAIN, "\"wrong\": 1", true);
    check(pty_keys_in_steps(p, "u|ब")); /* y of an Inscript keyboard */
    check(pty_wait_text(p, "Taken back."));
    has(PLAIN, "\"wrong\": 0", true);
    pty_stop(p);
}

static void settled(void **state)
{
    (void)state;
    struct pty *p = start_on_case("497/26");
    has(PROBABLE, "\"probable\": true", true);
    saves(p, "c|2|<Enter>");
    has(PROBABLE, "\"settled\": \"no\"", true);
    pty_stop(p);
}

static void hindi_messages_are_whole(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 24, 80 }, { 10, 40 } };
    for (int i = 0; i < 2; i++) {
        struct pty *p = start("hi", sizes[i][0], sizes[i][1]);
        check(pty_keys_in_steps(p, "2|t|पुत्री|<Enter>"));
        check(pty_wait_text(p, "“पुत्री”"));
        check(pty_wait_text(p, "तो फिर Enter।")); /* its end */
        check(pty_keys(p, "<F2>"));
        check(pty_wait_text(p, "This may name"));
        assert_int_equal(pty_find(p, "“पुत्री”", NULL), -1); /* not in the old language */
        check(pty_keys(p, "<Enter>"));
        check(pty_wait_text(p, "Enter once more")); /* said in the new one before anything is saved */
        pty_stop(p);
    }
}

/* ---- views ---- */

static void views(void **state)
{
    (void)state;
    struct pty *p = start("en", 24, 80);
    check(pty_keys_in_steps(p, "2|f|c|3|v|+"));
    check(pty_wait_text(p, "Name of the view"));
    check(pty_keys(p, "सी0ओ0 बैठक<Enter>"));
    check(pty_wait_text(p, "is saved."));
    check(pty_keys(p, "F"));
    check(pty_wait_no_text(p, "POCSO only"));
    check(pty_keys(p, "v"));
    check(pty_wait_text(p, "सी0ओ0 बैठक"));
    check(pty_keys(p, "c")); /* after 1-9, a and b */
    check(pty_wait_text(p, "POCSO only"));
    check(pty_keys_in_steps(p, "v|<Delete>"));
    check(pty_wait_text(p, "belongs to the program"));
    check(pty_keys_in_steps(p, "v|<End>|<Up>|<Delete>"));
    check(pty_wait_text(p, "is deleted."));
    check(pty_keys(p, "v"));
    check(pty_wait_text(p, "save this list"));
    assert_int_equal(pty_find(p, "सी0ओ0 बैठक", NULL), -1);
    pty_stop(p);
}

/* ---- Hindi keyboards ---- */

/* The characters that sit on 2, j, r and / of a layout. */
static void layout_works(const char *two, const char *j, const char *r, const char *slash)
{
    struct pty *p = start("en", 24, 80);
    check(pty_keys(p, two));
    check(pty_wait_text(p, "1 of 25"));
    check(pty_keys(p, j));
    check(pty_wait_text(p, "2 of 25"));
    check(pty_keys(p, r));
    check(pty_wait_text(p, "stay by court")); /* the form of reasons */
    check(pty_keys(p, "<Esc>"));
    check(pty_wait_no_text(p, "stay by court"));
    check(pty_keys(p, slash));
    check(pty_wait_text(p, "Search: FIR number"));
    check(pty_keys(p, "459"));
    check(pty_wait_text(p, "1 of 1"));
    pty_stop(p);
}

static void inscript(void **state)
{
    (void)state;
    layout_works("२", "र", "ी", "य");
}

static void remington(void **state)
{
    (void)state;
    layout_works("२", "र", "त", "ध");
}

int main(void)
{
#define FORM_TEST(name) cmocka_unit_test_setup_teardown(name, fresh_home, remove_home)
    const struct CMUnitTest tests[] = {
        FORM_TEST(a_reason),
        FORM_TEST(steps_with_dates),
        FORM_TEST(dates_that_are_refused),
        FORM_TEST(remarks),
        FORM_TEST(told_wrong_and_undo),
        FORM_TEST(hindi_messages_are_whole),
        FORM_TEST(views),
        FORM_TEST(inscript),
        FORM_TEST(remington),
        FORM_TEST(settled),
    };
    return cmocka_run_group_tests_name("forms", tests, setup, teardown);
}
