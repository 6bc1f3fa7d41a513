/* Holds the way of a direction with the real programs and a real gateway: a supervisor of the district enters it (a command, and the key i on
 * the screens), it stands on the station's Home, in its list and on the case after a sync (a control room's --read-only screen, open all
 * the while, shows it too), the station answers it, and the supervisor's list and screen show it as answered; the other station sees
 * nothing of it; a data centre that is away delays it and loses nothing; each end holds what the gateway has. */
#include <signal.h>
#include <string.h>
#include <time.h>

#include "tests/sync/scene.h"

#define CASES 40
#define SOON_MS 15000

static struct station kotwali, mahila, district;
static char next_day[16], shown_next[16];

static int begin(void **state)
{
    (void)state;
    time_t in_a_week = time(NULL) + 7 * 86400;
    struct tm day;
    gmtime_r(&in_a_week, &day);
    strftime(next_day, sizeof next_day, "%Y-%m-%d", &day);
    strftime(shown_next, sizeof shown_next, "%d/%m", &day);
    if (!world_begin(&world, 5))
        return -1;
    world_invent(&world, CASES);
    bool ready = world_load(&world) && world_serve(&world, NULL) && station_begin(&kotwali, &world, "kotwali", STATION_A, 0) &&
                 station_begin(&mahila, &world, "mahila", STATION_B, 0) && station_begin(&district, &world, "district", DISTRICT, 0);
    snprintf(world.listen, sizeof world.listen, "127.0.0.1:%d", world.port); /* the same port after it was away */
    if (!ready)
        print_error("%s\n", world_why(&world));
    return ready ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    station_end(&kotwali);
    station_end(&mahila);
    station_end(&district);
    world_end(&world);
    return 0;
}

static void sync_all(void)
{
    assert_int_equal(station_sync(&district, NULL), 0);
    assert_int_equal(station_sync(&kotwali, NULL), 0);
    assert_int_equal(station_sync(&mahila, NULL), 0);
    assert_int_equal(station_sync(&district, NULL), 0);
}

static void all_same(void)
{
    right(world_same(&kotwali));
    right(world_same(&mahila));
    right(world_same(&district));
}

/* What it says; status 0. The caller frees it. */
static char *said(struct station *s, const char *const *words)
{
    struct ran ran;
    station_run(s, NULL, &ran, words, NULL);
    if (ran.status != 0)
        fail_msg("%s: %s ended with %d: %s%s", s->name, words[0], ran.status, ran.out, ran.err);
    char *out = strdup(ran.out);
    ran_free(&ran);
    return out;
}

static bool says(struct station *s, const char *const *words, const char *part)
{
    char *text = said(s, words);
    bool found = strstr(text, part) != NULL;
    free(text);
    return found;
}

/* An open case of the station: the n-th of its list. */
static void a_case(struct station *s, int n, char out[32])
{
    char *list = said(s, (const char *const[]){"list", "--format", "csv", NULL});
    const char *line = list;
    for (int i = 0; i <= n; i++) {
        line = strchr(line, '\n');
        assert_non_null(line);
        line++;
    }
    snprintf(out, 32, "%.*s", (int)strcspn(line, ","), line);
    assert_int_equal(strlen(out), 18);
    free(list);
}

/* "31999001/0412/2026" as the screens show it: "0412/26". */
static const char *short_of(const char *number)
{
    static char out[16];
    snprintf(out, sizeof out, "%.4s/%.2s", number + 9, number + 16);
    return out;
}

static struct pty *screen(struct station *s, const char *read_only)
{
    char program[160];
    snprintf(program, sizeof program, "%s", program_path());
    const char *argv[] = {program, "--config", s->conf, "--lang", "en", read_only, NULL};
    const char *env[] = {s->home, NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .env = env, .rows = 43, .columns = 132});
    check(p != NULL);
    check(pty_wait_text(p, "Last 12 months"));
    return p;
}

static bool shows(struct pty *p, void *text)
{
    return pty_find(p, text, NULL) >= 0;
}

#define wait_for(p, text) check(pty_wait((p), shows, (void *)(uintptr_t)(text), (text), SOON_MS))

static bool shows_not(struct pty *p, void *text)
{
    return pty_find(p, text, NULL) < 0 && pty_find(p, "Last 12 months", NULL) >= 0;
}

static void open_case(struct pty *p, const char *number)
{
    check(pty_keys_in_steps(p, "2|F|/|<C-u>"));
    check(pty_keys_in_steps(p, short_of(number)));
    check(pty_keys_in_steps(p, "<Enter>|<Enter>"));
    check(pty_wait_text(p, "Steps"));
}

static const char *const unanswered[] = {"directions", "--format", "csv", "--text", NULL};
static const char *const every_one[] = {"directions", "--all", "--format", "csv", "--text", NULL};

static void by_commands(void **state)
{
    (void)state;
    char number[32];
    sync_all();
    a_case(&kotwali, 2, number);
    struct pty *room = screen(&kotwali, "--read-only"); /* open while the syncs write */

    /* a station enters none, a supervisor of another unit's case neither */
    struct ran ran;
    const char *enter[] = {"direction", number, "--source", "headquarters", "--letter", "DG-7/91", "--next", next_day, NULL};
    station_run(&kotwali, "send the draft", &ran, enter, NULL);
    assert_int_equal(ran.status, 2);
    ran_free(&ran);

    right(station_enter(&district, "Send the draft to the CO.", enter));
    assert_true(says(&district, unanswered, "DG-7/91"));
    assert_false(says(&kotwali, unanswered, "DG-7/91")); /* not before a sync */
    assert_int_equal(station_sync(&district, NULL), 0);
    assert_int_equal(station_sync(&kotwali, NULL), 0);
    assert_true(says(&kotwali, unanswered, "Send the draft to the CO."));
    assert_true(says(&kotwali, (const char *const[]){"list", "--directions", "--format", "csv", NULL}, number));
    wait_for(room, "directions unanswered (!) 1");
    open_case(room, number);
    wait_for(room, "not answered: police headquarters, DG-7/91");
    wait_for(room, shown_next);
    wait_for(room, "Send the draft to the CO.");
    check(pty_keys_in_steps(room, "1"));

    const char *answer[] = {"answer", district.saved[district.n_saved - 1].id, "--letter", "K-7", NULL};
    right(station_enter(&kotwali, "Sent with the case diary.", answer));
    assert_false(says(&kotwali, unanswered, "DG-7/91"));
    assert_true(says(&district, unanswered, "DG-7/91"));
    sync_all();
    assert_false(says(&district, unanswered, "DG-7/91"));
    assert_true(says(&district, every_one, "Sent with the case diary."));
    check(pty_wait(room, shows_not, (void *)(uintptr_t)"directions unanswered", "no direction on Home", SOON_MS));
    pty_stop(room);
    assert_false(says(&mahila, every_one, "DG-7/91"));
    all_same();
}

/* The data centre is away at each step; what was entered meanwhile goes when it is back. */
static void with_the_centre_away(void **state)
{
    (void)state;
    char number[32];
    a_case(&mahila, 0, number);
    const char *enter[] = {"direction", number, "--source", "high-court", "--letter", "CR-12", NULL};
    world_stop(&world, SIGTERM);
    right(station_enter(&district, "File the final report.", enter));
    assert_int_equal(station_sync(&district, NULL), 3);
    assert_int_equal(station_sync(&mahila, NULL), 3);
    assert_false(says(&mahila, unanswered, "CR-12"));
    right(world_serve(&world, NULL));
    sync_all();
    assert_true(says(&mahila, unanswered, "CR-12"));
    world_stop(&world, SIGKILL);
    const char *answer[] = {"answer", district.saved[district.n_saved - 1].id, NULL};
    right(station_enter(&mahila, "Filed in court.", answer));
    assert_int_equal(station_sync(&mahila, NULL), 3);
    assert_true(says(&district, unanswered, "CR-12"));
    right(world_serve(&world, NULL));
    assert_int_equal(station_sync(&mahila, NULL), 0);
    assert_int_equal(station_sync(&district, NULL), 0);
    assert_false(says(&district, unanswered, "CR-12"));
    assert_true(says(&district, every_one, "Filed in court."));
    sync_all();
    all_same();
}

/* Both screens open, each with its sync beside it: nobody presses a key for it. */
static void on_the_screens(void **state)
{
    (void)state;
    char number[32], marked[32];
    a_case(&kotwali, 4, number);
    snprintf(marked, sizeof marked, "%s!", short_of(number));
    struct pty *officer = screen(&district, NULL), *kotwali_pc = screen(&kotwali, NULL);
    open_case(officer, number);
    check(pty_keys_in_steps(officer, "i"));
    check(pty_wait_text(officer, "police headquarters"));
    check(pty_keys_in_steps(officer, "1|SP-5|<Enter>|<Enter>|<Enter>|Make the arrest.|<Enter>"));
    check(pty_wait_text(officer, "Saved."));
    check(pty_wait_text(officer, "not answered: "));
    wait_for(kotwali_pc, "directions unanswered (!) 1");
    open_case(kotwali_pc, number);
    check(pty_wait_text(kotwali_pc, "SP-5"));
    check(pty_wait_text(kotwali_pc, "Make the arrest."));
    check(pty_keys_in_steps(kotwali_pc, "i"));
    check(pty_wait_text(kotwali_pc, "Answer to a direction"));
    check(pty_keys_in_steps(kotwali_pc, "<Enter>|<Enter>|Done today.|<Enter>"));
    check(pty_wait_text(kotwali_pc, "Saved."));
    check(pty_wait_text(kotwali_pc, "answer: Done today."));
    check(pty_keys_in_steps(kotwali_pc, "1"));
    check(pty_wait(kotwali_pc, shows_not, (void *)(uintptr_t)"directions unanswered", "no direction on Home", SOON_MS));
    wait_for(officer, "answer: Done today."); /* on the case's screen, where he still is */
    wait_for(officer, "answered ");
    check(pty_keys_in_steps(officer, "1"));
    check(pty_wait(officer, shows_not, (void *)(uintptr_t)"directions unanswered", "no direction on Home", SOON_MS));
    pty_stop(officer);
    pty_stop(kotwali_pc);
    assert_true(says(&district, every_one, "Done today."));
    assert_false(says(&district, unanswered, "SP-5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_commands),
        cmocka_unit_test(with_the_centre_away),
        cmocka_unit_test(on_the_screens),
    };
    return cmocka_run_group_tests_name("directions", tests, begin, end);
}
