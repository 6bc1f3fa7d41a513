/* The Units screen on training data of a state: down to the FIR and back to the same row at the same place, from anywhere by its
 * number; each row's figures are those that `rates` prints, in every order; the scope is the root; few bytes for a key. */
#include <math.h>
#include <string.h>

#include "tests/pty_check.h"

#define ROWS 24
#define COLUMNS 132

static char state_db[64], choices[64];
static char keys_folder[128], config_folder[128];

static int make_data(void **state)
{
    (void)state;
    if (!*test_folder_make(state_db) || !*test_folder_make(choices))
        return -1;
    snprintf(keys_folder, sizeof keys_folder, "XDG_STATE_HOME=%s", choices);
    snprintf(config_folder, sizeof config_folder, "XDG_CONFIG_HOME=%s", choices);
    return 0;
}

static int remove_data(void **state)
{
    (void)state;
    test_folder_remove(state_db);
    test_folder_remove(choices);
    return 0;
}

static void data_is_made(void **state)
{
    (void)state;
    demo_make_of(state_db, "state", 4000);
}

static struct pty *start_with(const char *config, const char *language, int rows, int columns)
{
    const char *argv[] = {program_path(), "--db", state_db, "--as-of", "2026-11-23", "--lang", language, config ? "--config" : NULL, config, NULL};
    const char *env[] = {keys_folder, config_folder, NULL};
    char chosen[128];
    snprintf(chosen, sizeof chosen, "%s/itsso-tui/choices", choices);
    remove(chosen); /* what a test left as the last choice is not the next one's beginning */
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .env = env, .rows = rows, .columns = columns});
    check(p != NULL);
    check(pty_wait(p, pty_is_filled, NULL, "the first screen", PTY_DEADLINE_MS));
    return p;
}

static struct pty *start(void)
{
    return start_with(NULL, "en", ROWS, COLUMNS);
}

static int cursor_row(struct pty *p)
{
    int row, column;
    bool visible;
    pty_cursor(p, &row, &column, &visible);
    return row;
}

/* Keys in steps ("5|s|3"), each of which changes the screen: the next one follows when that has come. */
static void type(struct pty *p, const char *keys)
{
    char part[64];
    while (*keys) {
        size_t n = strcspn(keys, "|");
        snprintf(part, sizeof part, "%.*s", (int)n, keys);
        uint64_t before = pty_written(p);
        check(pty_keys(p, part));
        check(pty_wait_written(p, before + 1));
        keys += n + (keys[n] == '|');
    }
}

/* ---- the figures ---- */

struct figure { char name[64]; long n, disposed, pending; double compliance, pendency; };

/* What the command says, in the order of the codes. */
static int figures(const char *unit, const char *category, const char *from, struct figure *out, int max)
{
    char *text = NULL;
    const char *argv[] = {program_path(), "--db", state_db, "--as-of", "2026-11-23", "rates", unit, "--category", category, "--format", "csv",
                          from ? "--from" : NULL, from, NULL};
    assert_int_equal(run_command(argv, NULL, &text), 0);
    int n = 0;
    char *rest = NULL;
    strtok_r(text, "\n", &rest);
    for (char *line; n < max && (line = strtok_r(NULL, "\n", &rest)); n++) {
        char *cell[13] = {NULL};
        for (int i = 0; i < 13; i++)
            cell[i] = strsep(&line, ",");
        assert_non_null(cell[12]);
        snprintf(out[n].name, sizeof out[n].name, "%s", cell[1]);
        out[n].n = atol(cell[3]);
        out[n].disposed = atol(cell[5]);
        out[n].pending = atol(cell[8]);
        out[n].compliance = *cell[10] ? atof(cell[10]) : (double)NAN;
        out[n].pendency = *cell[12] ? atof(cell[12]) : (double)NAN;
    }
    free(text);
    return n;
}

/* The numbers of a screen row, without grouping; "–" is NAN. */
static int numbers_of(const char *text, double *out, int max)
{
    int n = 0;
    while (*text && n < max) {
        if (strncmp(text, "–", 3) == 0) {
            out[n++] = (double)NAN;
            text += 3;
        } else if (*text >= '0' && *text <= '9') {
            char digits[32];
            size_t k = 0;
            for (; (*text >= '0' && *text <= '9') || *text == '.' || *text == ','; text++)
                if (*text != ',' && k + 1 < sizeof digits)
                    digits[k++] = *text;
            digits[k] = '\0';
            out[n++] = atof(digits);
        } else
            text++;
    }
    return n;
}

static bool equal(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 0.001;
}

/* Each row on the screen is one of the figures; how many rows were found. */
static int rows_are(struct pty *p, const struct figure *figure, int n)
{
    int found = 0;
    for (int row = 2; row < ROWS - 7; row++) {
        const char *line = pty_line(p, row);
        for (int i = 0; i < n; i++) {
            size_t length = strlen(figure[i].name);
            double shown[16];
            if (strncmp(line + 1, figure[i].name, length) != 0 || line[1 + length] != ' ')
                continue;
            int k = numbers_of(line + 1 + length, shown, 11);
            assert_int_equal(k, 11); /* FIRs, disposed, seven bands, compliance, pendency */
            if (!equal(shown[0], (double)figure[i].n) || !equal(shown[1], (double)figure[i].disposed) ||
                !equal(shown[8], (double)figure[i].pending) || !equal(shown[9], figure[i].compliance) || !equal(shown[10], figure[i].pendency))
                fail_msg("%s; the command says n %ld disposed %ld pending %ld compliance %.2f pendency %.2f", line, figure[i].n,
                         figure[i].disposed, figure[i].pending, figure[i].compliance, figure[i].pendency);
            if (!isnan(shown[9])) /* all open ones are in a band */
                assert_true(equal(shown[0] - shown[1], shown[2] + shown[3] + shown[4] + shown[5] + shown[6] + shown[7] + shown[8]));
            found++;
        }
    }
    return found;
}

static void figures_are_those_of_the_command(void **state)
{
    (void)state;
    static struct figure of[200];
    struct pty *p = start();
    type(p, "5");
    check(pty_wait_text(p, "376, since 2018"));
    int n = figures("all", "376", NULL, of, 200);
    assert_int_equal(n, 14); /* eight zones and six sections of the railway police */
    assert_int_equal(rows_are(p, of, n), 14);
    type(p, "c");
    check(pty_wait_text(p, "POCSO, since 2018"));
    assert_int_equal(figures("all", "pocso", NULL, of, 200), 14);
    assert_int_equal(rows_are(p, of, n), 14);
    type(p, "d|2");
    check(pty_wait_text(p, "POCSO, this year"));
    assert_int_equal(figures("all", "pocso", "2026-01-01", of, 200), 14);
    assert_int_equal(rows_are(p, of, n), 14);
    type(p, "d|3");
    check(pty_wait_text(p, "POCSO, last 12 months"));
    assert_int_equal(figures("all", "pocso", "2025-11-24", of, 200), 14);
    assert_int_equal(rows_are(p, of, n), 14);
    pty_stop(p);
}

static void own_dates(void **state)
{
    (void)state;
    static struct figure of[200];
    struct pty *p = start();
    type(p, "5|d|4|01032024|<Enter>|<Enter>");
    check(pty_wait_text(p, "376, 01/03/2024 to 23/11/2026"));
    int n = figures("all", "376", "2024-03-01", of, 200);
    assert_int_equal(rows_are(p, of, n), 14);
    pty_stop(p);
    p = start();
    type(p, "5|d|4|01032024|<Tab>|01022024|<Enter>");
    check(pty_wait_text(p, "The period ends before it begins."));
    pty_stop(p);
}

/* ---- order ---- */

static void orders(void **state)
{
    (void)state;
    struct pty *p = start();
    double last = -1;
    type(p, "5|s|3");
    check(pty_wait_text(p, "worst first"));
    for (int row = 2; row < 16; row++) {
        double shown[16];
        const char *line = pty_line(p, row);
        numbers_of(strstr(line, "  ") ? strstr(line, "  ") : line, shown, 11);
        if (isnan(shown[9])) {
            last = (double)NAN; /* those without an old FIR come last */
            continue;
        }
        assert_true(!isnan(last) && shown[9] >= last);
        last = shown[9];
    }
    type(p, "s|4");
    check(pty_wait_text(p, "most over 60 days first"));
    last = 1e9;
    for (int row = 2; row < 16; row++) {
        double shown[16];
        const char *line = pty_line(p, row);
        numbers_of(strstr(line, "  ") ? strstr(line, "  ") : line, shown, 11);
        assert_true(shown[8] <= last);
        last = shown[8];
    }
    pty_stop(p);
}

/* ---- down and up ---- */

/* The unit whose children are shown, from the heading: "… Units  NAME  376, since …". */
static void heading_unit(struct pty *p, char out[80])
{
    const char *at = strstr(pty_line(p, 0), "Units  "), *end = at ? strstr(at, "  376,") : NULL;
    assert_non_null(end);
    snprintf(out, 80, "%.*s", (int)(end - at - 7), at + 7);
}

static void down_to_the_fir_and_back(void **state)
{
    (void)state;
    struct pty *p = start();
    char names[5][80];
    int rows[5], depth = 0;
    type(p, "5");
    check(pty_wait_text(p, "376, since 2018"));
    /* zone, range, district: each by the row with most cases over 60 days, so that there is one at the end */
    type(p, "s|4");
    for (; depth < 4; depth++) {
        heading_unit(p, names[depth]);
        if (depth == 1)
            type(p, "<Down>");
        rows[depth] = cursor_row(p);
        char row[80];
        snprintf(row, sizeof row, "%.20s", pty_line(p, rows[depth]) + 1);
        type(p, "<Enter>");
        if (depth < 3) {
            char now[80];
            heading_unit(p, now);
            assert_int_equal(strncmp(now, row, strlen(now) < 20 ? strlen(now) : 20), 0);
        }
    }
    check(pty_wait_text(p, "open, 376 only, by days left")); /* a station's cases */
    type(p, "<Enter>");
    check(pty_wait_text(p, "FIR "));
    type(p, "<Esc>");
    check(pty_wait_text(p, "open, 376 only, by days left"));
    type(p, "<Esc>");
    for (depth = 3; depth >= 0; depth--) {
        char now[80];
        heading_unit(p, now);
        assert_string_equal(now, names[depth]);
        assert_int_equal(cursor_row(p), rows[depth]);
        type(p, "<Esc>");
    }
    check(pty_wait_text(p, "Last 12 months")); /* Home */
    pty_stop(p);
}

/* From a row far down, with the window moved: the same row at the same place. */
static void back_to_the_same_place(void **state)
{
    (void)state;
    struct pty *p = start_with(NULL, "en", 14, 80);
    type(p, "5|<End>|<Up><Up>");
    int before = cursor_row(p);
    char *screen = pty_screen(p);
    type(p, "<Enter>|<Esc>");
    assert_int_equal(cursor_row(p), before);
    char *again = pty_screen(p);
    assert_string_equal(again, screen);
    free(screen);
    free(again);
    /* by its number from another screen: where one was */
    type(p, "<Enter>");
    screen = pty_screen(p);
    type(p, "S|5");
    again = pty_screen(p);
    assert_string_equal(again, screen);
    free(screen);
    free(again);
    pty_stop(p);
}

/* ---- the scope ---- */

static void the_scope_is_the_root(void **state)
{
    (void)state;
    char *text = NULL, path[128], district[32];
    const char *argv[] = {program_path(), "--db", state_db, "rates", "all", "--format", "csv", "--category", "376", NULL};
    assert_int_equal(run_command(argv, NULL, &text), 0);
    assert_non_null(strchr(text, '\n'));
    snprintf(district, sizeof district, "%.*s", (int)strcspn(strchr(text, '\n') + 1, ","), strchr(text, '\n') + 1);
    free(text);
    snprintf(path, sizeof path, "%s/scope.conf", choices);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "[station]\nunit = %s\n", district);
    fclose(file);
    struct pty *p = start_with(path, "en", ROWS, 80);
    type(p, "5");
    check(pty_wait_text(p, "376, since 2018"));
    char name[80];
    heading_unit(p, name);
    type(p, "<Esc>"); /* not above it, but back to Home */
    check(pty_wait_text(p, "Last 12 months"));
    assert_non_null(strstr(pty_line(p, 0), name));
    pty_stop(p);
}

/* A station that the hierarchy does not have stands beside the top's children; without a configured unit nothing is left out. */
static void an_unplaced_station_is_seen(void **state)
{
    (void)state;
    char folder[64], units[128], extract[128];
    assert_true(*test_folder_make(folder) != '\0');
    snprintf(units, sizeof units, "%s/units.csv", folder);
    snprintf(extract, sizeof extract, "%s/extract.csv", folder);
    FILE *file = fopen(units, "w");
    assert_non_null(file);
    fputs("code,parent,level,kind,name_en,name_hi\nUP,,state,,Uttar Pradesh,\n31999,UP,district,,Demo District,\n"
          "31999001,31999,station,,Demo Kotwali,\n", file);
    fclose(file);
    file = fopen(extract, "w");
    assert_non_null(file);
    fputs("FIR No,FIR Date,PS Code,Acts and Sections,Status\n0001/2026,01/10/2026,31999001,BNS 64(1),Under Investigation\n"
          "0007/2026,01/11/2026,31555009,BNS 64(1),Under Investigation\n", file);
    fclose(file);
    const char *load[] = {program_path(), "--db", folder, "units", units, NULL};
    const char *import[] = {program_path(), "--db", folder, "--as-of", "2026-11-23", "import", extract, NULL};
    assert_int_equal(run_command(load, NULL, NULL), 0);
    assert_int_equal(run_command(import, NULL, NULL), 0);
    const char *argv[] = {program_path(), "--db", folder, "--as-of", "2026-11-23", "--lang", "en", NULL};
    const char *env[] = {keys_folder, config_folder, NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .env = env});
    check(p != NULL);
    check(pty_wait_text(p, "all stations"));
    type(p, "5");
    check(pty_wait_text(p, "Units  all stations"));
    check(pty_wait_text(p, "Demo District"));
    check(pty_wait_text(p, "31555009"));
    check(pty_wait_text(p, "1 of 2"));
    pty_stop(p);
    test_folder_remove(folder);
}

/* ---- bytes ---- */

static void few_bytes(void **state)
{
    (void)state;
    const struct { const char *language; uint64_t down, page; } budgets[] = {{"en", 250, 1800}, {"hi", 330, 2400}};
    for (size_t i = 0; i < 2; i++) {
        struct pty *p = start_with(NULL, budgets[i].language, ROWS, 80);
        type(p, "5|<Down>");
        uint64_t most = 0;
        for (int k = 0; k < 8; k++) {
            uint64_t before = pty_written(p);
            type(p, "<Down>");
            if (pty_written(p) - before > most)
                most = pty_written(p) - before;
        }
        print_message("# %s: Down at most %llu bytes\n", budgets[i].language, (unsigned long long)most);
        assert_true(most <= budgets[i].down);
        type(p, "<Enter>");
        uint64_t before = pty_written(p);
        type(p, "<End>");
        assert_true(pty_written(p) - before <= budgets[i].page);
        before = pty_written(p);
        pty_settle(p, 300, 600);
        assert_true(pty_written(p) == before);
        pty_stop(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_is_made),      cmocka_unit_test(figures_are_those_of_the_command), cmocka_unit_test(own_dates),
        cmocka_unit_test(orders),            cmocka_unit_test(down_to_the_fir_and_back),         cmocka_unit_test(back_to_the_same_place),
        cmocka_unit_test(the_scope_is_the_root), cmocka_unit_test(an_unplaced_station_is_seen),
        cmocka_unit_test(few_bytes),
    };
    return cmocka_run_group_tests_name("units", tests, make_data, remove_data);
}
