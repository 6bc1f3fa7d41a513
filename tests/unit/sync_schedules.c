/* Random schedules of two sides that change, are restored from backups and die, over a line that loses, cuts and garbles: after a quiet end
 * both sides are equal, and every entry is at the server once (the oracle of sync-model.py). ITSSO_SCHEDULES=N runs more of them,
 * ITSSO_FIRST=N begins there. */
#include "tests/unit/sync_folder.h"

static uint32_t chance(uint32_t n)
{
    return server_dice(&line, n);
}

static void random_line(void)
{
    if (chance(3) == 0)
        return;
    line.lost_request = (int)chance(15);
    line.lost_answer = (int)chance(15);
    line.cut = (int)chance(8);
    line.garbled = (int)chance(8);
    line.portal = (int)chance(4);
    line.busy = (int)chance(5);
}

static void good_line(void)
{
    line.lost_request = line.lost_answer = line.cut = line.garbled = line.portal = line.busy = line.die_at = 0;
}

/* A sync in a process of its own, which may die. */
static void sync_apart(void)
{
    random_line();
    line.page_most = 1 + (int)chance(4);
    line.die_at = chance(2) ? 1 + (int)chance(9) : 0;
    line.die_after = chance(2);
    uint32_t seed = line.seed;
    pid_t child = fork();
    if (child == 0) {
        sync_now();
        _exit(0);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    if (!WIFEXITED(how) || (WEXITSTATUS(how) != 0 && WEXITSTATUS(how) != 77))
        fail_msg("the sync ended by itself: %x", how);
    good_line();
    line.seed = seed * 2654435761u + 1;
}

static void one_action(struct server *backup, bool *backed_up, bool *folder_kept)
{
    uint32_t x = chance(100);
    int some = server->cases ? (int)chance((uint32_t)server->cases) : 0;
    if (x < 18 && server->cases < SERVER_CASES)
        server_put(server, server->cases, (int)chance(SERVER_UNITS));
    else if (x < 30 && server->cases)
        server_put(server, some, server->of[some].unit);
    else if (x < 42 && server->cases)
        server_put(server, some, (int)chance(SERVER_UNITS));
    else if (x < 45 && server->cases)
        server_delete(server, some);
    else if (x < 47) {
        *backup = *server;
        *backed_up = true;
    } else if (x < 50 && *backed_up) {
        int64_t epoch = server->epoch;
        *server = *backup;
        server->epoch = epoch + 1;
    } else if (x < 52) {
        copy_files(folder, kept);
        *folder_kept = true;
    } else if (x < 54 && *folder_kept)
        copy_files(kept, folder);
    else if (x < 70 && server->cases)
        try_note(server->of[some].id, chance(12) ? "reminder" : "refuse", NULL);
    else
        sync_apart();
}

static void a_schedule(uint32_t seed)
{
    static struct server backup;
    bool backed_up = false, folder_kept = false;
    fresh(3);
    line.seed = seed * 2654435761u + 99;
    int actions = 20 + (int)chance(50);
    for (int i = 0; i < actions; i++)
        one_action(&backup, &backed_up, &folder_kept);
    good_line();
    line.page_most = 4;
    sync_well();
    sync_well();
    const char *text = differs();
    if (*text)
        fail_msg("schedule %u: %s", seed, text);
}

static void random_schedules(void **state)
{
    (void)state;
    const char *wish = getenv("ITSSO_SCHEDULES"), *first = getenv("ITSSO_FIRST");
    int n = wish ? atoi(wish) : 12, from = first ? atoi(first) : 1;
    for (int i = from; i < from + n; i++)
        a_schedule((uint32_t)i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_schedules)};
    return cmocka_run_group_tests(tests, begin, end);
}
