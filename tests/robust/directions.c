/* Holds that a station answers the directions that stand on a case and enters none, that a supervisor enters one (with a next date to come)
 * and takes it back, that both stand where they should: Home's count, the mark in the list, the filter, the case; and that a session that
 * only reads says so. */
#include <string.h>

#include "tests/pty_check.h"

#define TODAY "2026-11-23"
#define FIR "450/26" /* day 64 in the training data of seed 7: the High Court's direction stands on it */
#define PLAIN "459/26"

static char folder[64], home[64], state_home[96], officer[96], station[96];

static int setup(void **state)
{
    (void)state;
    if (!*test_folder_make(folder) || !*test_folder_make(home))
        return -1;
    demo_make(folder);
    snprintf(state_home, sizeof state_home, "XDG_STATE_HOME=%s", home);
    snprintf(officer, sizeof officer, "%s/officer.conf", home);
    FILE *file = fopen(officer, "w");
    if (!file)
        return -1;
    fputs("[station]\nrole = officer\n", file);
    fclose(file);
    snprintf(station, sizeof station, "%s/station.conf", home);
    file = fopen(station, "w");
    return file ? fclose(file) : -1;
}

static int teardown(void **state)
{
    (void)state;
    test_folder_remove(folder);
    test_folder_remove(home);
    return 0;
}

static struct pty *start(const char *config, const char *more)
{
    const char *argv[] = { program_path(), "--db", folder, "--as-of", TODAY, "--lang", "en", "--config", config, more, NULL };
    const char *env[] = { state_home, NULL };
    struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .rows = 43, .columns = 132 });
    check(p != NULL);
    check(pty_wait_text(p, "Last 12 months"));
    return p;
}

static void saves(struct pty *p, const char *keys)
{
    check(pty_keys_in_steps(p, keys));
    check(pty_wait_text(p, "Saved."));
    check(pty_keys(p, "<End>"));
    check(pty_wait_no_text(p, "Saved."));
}

static void a_station_answers(void **state)
{
    (void)state;
    struct pty *p = start(station, NULL);
    check(pty_wait_text(p, "directions unanswered (!) 2"));
    check(pty_wait_text(p, "0450/26!"));
    check(pty_keys_in_steps(p, "2|/|" PLAIN "|<Enter>|i"));
    check(pty_wait_text(p, "No direction waits for an answer on this case"));
    check(pty_keys_in_steps(p, "/|<C-u>|" FIR "|<Enter>|<Enter>"));
    check(pty_wait_text(p, "not answered: High Court, CR-1482 of 17/11, next date 27/11"));
    check(pty_wait_text(p, "file the final report before the next date"));
    check(pty_keys_in_steps(p, "i"));
    check(pty_wait_text(p, "Answer to a direction"));
    check(pty_keys_in_steps(p, "<Enter>|K-7|<Enter>|ग्राम गये|<Enter>"));
    check(pty_wait_text(p, "makes the victim known"));
    saves(p, "<C-u>|Filed in court|<Enter>");
    check(pty_wait_text(p, "answer: Filed in court"));
    check(pty_keys_in_steps(p, "1"));
    check(pty_wait_text(p, "directions unanswered (!) 1"));
    check(pty_wait_no_text(p, "0450/26!"));
    /* the answer was wrong: taken back, the direction stands again */
    check(pty_keys_in_steps(p, "2|<Enter>|u|y"));
    check(pty_wait_text(p, "Taken back."));
    check(pty_keys_in_steps(p, "1"));
    check(pty_wait_text(p, "directions unanswered (!) 2"));
    pty_stop(p);
}

static void a_supervisor_enters_one(void **state)
{
    (void)state;
    struct pty *p = start(officer, NULL);
    check(pty_keys_in_steps(p, "2|/|<C-u>|" PLAIN "|<Enter>|<Enter>|i"));
    check(pty_wait_text(p, "police headquarters"));
    saves(p, "6|DG-7/91|<Enter>|20|<Enter>|0212|<Enter>|Send the draft to the CO.|<Enter>");
    check(pty_wait_text(p, "not answered: police headquarters, DG-7/91 of 20/11, next date 02/12"));
    /* a second key: another one, or an answer */
    check(pty_keys_in_steps(p, "i"));
    check(pty_wait_text(p, "a new direction"));
    check(pty_keys_in_steps(p, "<Esc>|1"));
    check(pty_wait_text(p, "directions unanswered (!) 3"));
    check(pty_keys_in_steps(p, "2|F|f|o|5"));
    check(pty_wait_text(p, "a direction not answered (!)"));
    check(pty_wait_text(p, "1 of 3"));
    pty_stop(p);
    /* the station cannot take it back, the supervisor can */
    p = start(station, NULL);
    check(pty_keys_in_steps(p, "2|F|/|<C-u>|" PLAIN "|<Enter>|u"));
    check(pty_wait_text(p, "Take back on 0459/26: remark:")); /* what the station itself entered last */
    pty_stop(p);
    p = start(officer, NULL);
    check(pty_keys_in_steps(p, "2|/|<C-u>|" PLAIN "|<Enter>|u"));
    check(pty_wait_text(p, "direction: Send the draft to the CO."));
    check(pty_keys_in_steps(p, "y|1"));
    check(pty_wait_text(p, "directions unanswered (!) 2"));
    pty_stop(p);
}

static void a_reader_enters_nothing(void **state)
{
    (void)state;
    struct pty *p = start(officer, "--read-only");
    check(pty_keys_in_steps(p, "i"));
    check(pty_wait_text(p, "This session only reads (--read-only)"));
    pty_stop(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_station_answers),
        cmocka_unit_test(a_supervisor_enters_one),
        cmocka_unit_test(a_reader_enters_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
