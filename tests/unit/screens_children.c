/* Programs beside the screens: the owner is told once with the exit status, from its telling the next one can be
 * started; one that takes too long is told of and ended; places run out; whoever goes is told nothing; leaving waits
 * for those with a limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "screens/children.h"
#include "src/clock.h"

static struct session session;

struct owner {
    struct child child;
    int told, status;
    const char *then; /* a command for the next one; NULL none */
};

static void start(struct owner *owner, const char *command, int limit_ms);

static void over(struct session *s, void *with, int status) {
    struct owner *owner = with;
    assert_ptr_equal(s, &session);
    owner->told++;
    owner->status = status;
    child_close(&owner->child);
    if (owner->then) {
        const char *command = owner->then;
        owner->then = NULL;
        start(owner, command, 10000);
    }
}

static void start(struct owner *owner, const char *command, int limit_ms) {
    const char *argv[] = {"sh", "-c", command, NULL};
    struct error e = {0};
    assert_true(child_start(&owner->child, argv, NULL, 0, -1, &e));
    assert_true(session_child(&session, &owner->child, limit_ms, over, owner));
}

/* As the loop does, until the owner was told so often. */
static void wait_for(const struct owner *owner, int told) {
    int64_t until = clock_monotonic_ms() + 10000;
    while (owner->told < told && clock_monotonic_ms() < until) {
        struct pollfd source[SESSION_CHILDREN];
        children_sources(source);
        poll(source, SESSION_CHILDREN, children_patience());
        children_look(&session);
    }
    assert_int_equal(owner->told, told);
}

static void told_once(void **state) {
    (void)state;
    struct owner owner = {.then = NULL};
    assert_int_equal(children_patience(), -1);
    start(&owner, "exit 7", 0);
    wait_for(&owner, 1);
    assert_int_equal(owner.status, 7);
    children_look(&session);
    assert_int_equal(owner.told, 1);
    assert_int_equal(children_patience(), -1);
}

static void one_after_the_other(void **state) {
    (void)state;
    struct owner owner = {.then = "exit 3"};
    start(&owner, "exit 0", 10000);
    wait_for(&owner, 2);
    assert_int_equal(owner.status, 3);
}

static void too_long(void **state) {
    (void)state;
    struct owner owner = {.then = NULL};
    start(&owner, "exec sleep 60", 50);
    assert_in_range(children_patience(), 0, 50);
    wait_for(&owner, 1);
    assert_int_equal(owner.status, CHILD_TOO_LONG);
    assert_int_equal(owner.child.pid, 0);
}

static void places_run_out(void **state) {
    (void)state;
    struct owner owners[SESSION_CHILDREN] = {0};
    struct child more = {.watch = -1, .said = -1};
    for (int i = 0; i < SESSION_CHILDREN; i++)
        start(&owners[i], "exec sleep 60", 0);
    assert_false(session_child(&session, &more, 0, over, &owners[0]));
    for (int i = 0; i < SESSION_CHILDREN; i++) {
        session_child_forget(&owners[i].child);
        child_close(&owners[i].child);
        children_look(&session);
        assert_int_equal(owners[i].told, 0);
    }
}

static void leaving(void **state) {
    (void)state;
    struct owner printing = {.then = "exit 5"}, syncing = {.then = NULL};
    start(&printing, "exit 0", 10000);
    start(&syncing, "exec sleep 60", 0);
    int64_t began = clock_monotonic_ms();
    children_finish(&session, 10000);
    assert_true(clock_monotonic_ms() - began < 9000);
    assert_int_equal(printing.told, 2);
    assert_int_equal(printing.status, 5);
    assert_int_equal(syncing.told, 0);
    assert_int_equal(children_patience(), -1);
    child_close(&syncing.child);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(told_once), cmocka_unit_test(one_after_the_other),
                                       cmocka_unit_test(too_long), cmocka_unit_test(places_run_out),
                                       cmocka_unit_test(leaving)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
