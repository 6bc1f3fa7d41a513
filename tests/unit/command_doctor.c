/* doctor's look at the clock: by the data centre's time that the last sync saw, a clock that is hours off is a finding that names both
 * times, one that is minutes off a note, and one that is right or that nobody can judge is neither. */
#include "tests/unit/db_folder.h"

#include "db/sync.h"
#include "src/clock.h"
#include "src/commands/command.h"

static char said[1 << 16];

/* What doctor prints into `said`; its exit status. The sync was now, and the machine was `ahead_ms` ahead of the data centre; minus: behind. */
static int doctor_after(int64_t ahead_ms) {
    struct error e = {0};
    struct sync_state state = {.class = SYNC_WELL};
    struct context context = {.program = "itsso-tui"};
    clock_stamp_of(clock_now_ms() - ahead_ms, state.server_time);
    snprintf(state.synced_at, sizeof state.synced_at, "%s", state.server_time);
    state.clock_offset_ms = -ahead_ms;
    assert_true(sync_state_note(folder, &state, &e));
    config_defaults(&context.config);
    snprintf(context.folder, sizeof context.folder, "%s", folder);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), file = open(in_folder("said"), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
    assert_true(kept >= 0 && file >= 0 && dup2(file, STDOUT_FILENO) >= 0);
    char name[] = "doctor", *argv[] = {name, NULL};
    int status = command_doctor(&context, 1, argv);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    ssize_t n = pread(file, said, sizeof said - 1, 0);
    said[n > 0 ? n : 0] = '\0';
    close(file);
    return status;
}

static void the_clock(void **state) {
    (void)state;
    make_cases(3);
    doctor_after(0);
    assert_null(strstr(said, "data centre it is"));
    assert_null(strstr(said, "10 minutes off"));
    doctor_after(20 * 60000);
    assert_non_null(strstr(said, "10 minutes off"));
    assert_null(strstr(said, "data centre it is"));
    assert_int_equal(doctor_after((int64_t)86400000 * 300), EXIT_FINDINGS);
    assert_non_null(strstr(said, "by the data centre it is"));
    assert_int_equal(doctor_after((int64_t)-86400000 * 300), EXIT_FINDINGS);
    assert_non_null(strstr(said, "by the data centre it is"));
    assert_null(strstr(said, "in India")); /* not also good */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(the_clock, folder_make, folder_remove)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
