/* The list keeps its promises whatever moves come and however they are
 * drained together: held against a plain model of it. After the data changed the selected
 * thing is found again at its place on the screen, or the next one is selected and that is said. And
 * a query that a key stopped leaves the window whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "screens/list.h"

#define MANY 3000

/* Ordered numbers; some are there, some are not. */
static struct {
    int value[MANY], n;
    int largest_page, pages, stop_after; /* stop_after: pages until a key comes; -1 never */
} data;

static bool stopped(struct error *e)
{
    if (data.stop_after < 0)
        return false;
    if (data.stop_after-- > 0)
        return false;
    e->kind = ERROR_STOPPED;
    return true;
}

static int first_at_or_after(int value)
{
    int i = 0;
    while (i < data.n && data.value[i] < value)
        i++;
    return i;
}

static int source_page(void *context, enum list_from from, const void *key, int max, void *rows, void *keys, struct error *e)
{
    (void)context;
    if (stopped(e))
        return -1;
    int value = key ? *(const int *)key : 0, first = 0, n = 0;
    data.pages++;
    data.largest_page = max > data.largest_page ? max : data.largest_page;
    switch (from) {
    case FROM_FIRST: first = 0; break;
    case FROM_LAST: first = data.n - max; break;
    case AFTER: first = first_at_or_after(value + 1); break;
    case AT_OR_AFTER: first = first_at_or_after(value); break;
    case BEFORE:
        first = first_at_or_after(value) - max;
        if (first < 0) {
            max += first;
            first = 0;
        }
        break;
    }
    first = first < 0 ? 0 : first;
    for (int i = first; i < data.n && n < max; i++, n++)
        ((int *)rows)[n] = ((int *)keys)[n] = data.value[i];
    return n;
}

static bool source_find(void *context, const void *row, const void *key, void *key_now, struct error *e)
{
    (void)context, (void)key, (void)e;
    int i = first_at_or_after(*(const int *)row);
    if (i == data.n || data.value[i] != *(const int *)row)
        return false;
    *(int *)key_now = data.value[i];
    return true;
}

static bool source_same(const void *a, const void *b)
{
    return *(const int *)a == *(const int *)b;
}

static int64_t source_index(void *context, const void *key, int64_t cap, struct error *e)
{
    (void)context, (void)e;
    int64_t n = first_at_or_after(*(const int *)key);
    return cap && n > cap ? cap : n;
}

static int64_t source_count(void *context, int64_t cap, bool *exact, struct error *e)
{
    (void)context, (void)e;
    *exact = !cap || data.n <= cap;
    return *exact ? data.n : cap;
}

static const struct list_source source = {
    .row_size = sizeof(int), .key_size = sizeof(int), .page = source_page, .find = source_find, .same = source_same, .index = source_index,
    .count = source_count, .gone = "It is gone.",
};

static struct session session;

static void fill(int n, int step)
{
    data.n = n;
    for (int i = 0; i < n; i++)
        data.value[i] = (i + 1) * step;
    data.stop_after = -1;
}

static int selected(const struct list *list)
{
    const int *row = list_selected(list);
    return row ? *row : -1;
}

/* The window is a run of the data, the selection lies in it, no place is wasted. */
static void check_whole(const struct list *list, int height)
{
    const int *rows = (const int *)(const void *)list->rows;
    assert_int_equal(list->have, data.n < height ? data.n : height);
    int first = list->have ? first_at_or_after(rows[0]) : 0;
    for (int i = 0; i < list->have; i++)
        assert_int_equal(rows[i], data.value[first + i]);
    if (list->have)
        assert_in_range(list->selected, 0, list->have - 1);
    if (list->first_index >= 0)
        assert_int_equal(list->first_index, first);
}

static uint32_t seed;

static int any(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

/* Moves of one row each, of which many are drained at once, go where they would have gone one by one. */
static void moves_add_up(void **state)
{
    (void)state;
    struct error e = {0};
    for (seed = 1; seed < 60; seed += 2) {
        uint32_t kept = seed;
        struct list list;
        int at = 0, height = 1 + any(30);
        fill(1 + any(200), 3);
        assert_true(list_open(&list, &source, NULL, &e));
        for (int i = 0; i < 300; i++) {
            int n = 1 + any(40);
            enum action action = any(2) ? ACTION_DOWN : ACTION_UP;
            for (int k = 0; k < n; k++)
                list_act(&list, action);
            at += action == ACTION_DOWN ? n : -n;
            if (any(20) == 0) {
                list_act(&list, ACTION_LAST);
                at = data.n - 1;
            }
            at = at < 0 ? 0 : at >= data.n ? data.n - 1 : at;
            if (any(15) == 0)
                height = 1 + any(30);
            list_prepare(&list, &session, height);
            check_whole(&list, height);
            assert_int_equal(selected(&list), data.value[at]);
        }
        list_close(&list);
        seed = kept;
    }
}

static void pages(void **state)
{
    (void)state;
    struct error e = {0};
    struct list list;
    fill(100, 1);
    list_open(&list, &source, NULL, &e);
    list_act(&list, ACTION_DOWN);
    list_prepare(&list, &session, 10);
    list_act(&list, ACTION_PAGE_DOWN);
    list_prepare(&list, &session, 10);
    assert_int_equal(selected(&list), 12); /* the same place on the screen, a page on */
    assert_int_equal(list.selected, 1);
    list_act(&list, ACTION_HALF_DOWN);
    list_prepare(&list, &session, 10);
    assert_int_equal(selected(&list), 17);
    for (int i = 0; i < 20; i++)
        list_act(&list, ACTION_PAGE_DOWN);
    list_prepare(&list, &session, 10);
    check_whole(&list, 10);
    assert_int_equal(selected(&list), 100); /* the end of the list is reached, not only that of the window */
    list_act(&list, ACTION_PAGE_UP);
    list_prepare(&list, &session, 10);
    assert_int_equal(selected(&list), 90);
    for (int i = 0; i < 20; i++)
        list_act(&list, ACTION_PAGE_UP);
    list_prepare(&list, &session, 10);
    assert_int_equal(selected(&list), 1);
    list_close(&list);
}

/* End reads one page, wherever it is; nothing reads more than the screen holds. */
static void reads_little(void **state)
{
    (void)state;
    struct error e = {0};
    struct list list;
    char text[64];
    fill(MANY, 1);
    data.largest_page = 0;
    list_open(&list, &source, NULL, &e);
    list_prepare(&list, &session, 20);
    data.pages = 0;
    list_act(&list, ACTION_LAST);
    list_prepare(&list, &session, 20);
    assert_int_equal(data.pages, 1);
    assert_int_equal(selected(&list), MANY);
    assert_string_equal(list_position(&list, text, sizeof text), "1,000+ of 1,000+");
    while (list_idle(&list, &session))
        ;
    assert_string_equal(list_position(&list, text, sizeof text), "3,000 of 3,000");
    data.pages = 0;
    for (int i = 0; i < 200; i++)
        list_act(&list, ACTION_UP);
    list_prepare(&list, &session, 20);
    assert_true(data.pages <= 11);
    assert_true(data.largest_page <= 20);
    assert_string_equal(list_position(&list, text, sizeof text), "2,800 of 3,000");
    list_close(&list);
}

static void remove_value(int value)
{
    int i = first_at_or_after(value);
    memmove(&data.value[i], &data.value[i + 1], (size_t)(data.n - i - 1) * sizeof data.value[0]);
    data.n--;
}

static void changes(void **state)
{
    (void)state;
    struct error e = {0};
    for (seed = 7; seed < 90; seed += 2) {
        uint32_t kept = seed;
        struct list list;
        int height = 3 + any(20);
        fill(50 + any(200), 10);
        list_open(&list, &source, NULL, &e);
        for (int i = any(data.n); i > 0; i--)
            list_act(&list, ACTION_DOWN);
        list_prepare(&list, &session, height);
        for (int round = 0; round < 40 && data.n > 2; round++) {
            int value = selected(&list), place = list.selected, at = first_at_or_after(value);
            for (int i = 0; i < 3; i++) { /* others come and go */
                int other = any(data.n);
                if (data.value[other] != value && data.n > 2)
                    remove_value(data.value[other]);
            }
            at = first_at_or_after(value);
            bool itself = any(4) == 0;
            int next = at + 1 < data.n ? data.value[at + 1] : data.value[data.n - 2];
            if (itself)
                remove_value(value);
            session.status[0] = '\0';
            list_reload(&list);
            list_prepare(&list, &session, height);
            check_whole(&list, height);
            assert_int_equal(selected(&list), itself ? next : value);
            assert_int_equal(session.status[0] != '\0', itself);
            /* at its place, unless one of the ends is too near for that */
            at = first_at_or_after(selected(&list));
            if (at >= place && data.n - at >= height - place && data.n >= height)
                assert_int_equal(list.selected, place);
            for (int i = any(5); i > 0; i--)
                list_act(&list, any(2) ? ACTION_DOWN : ACTION_UP);
            list_prepare(&list, &session, height);
        }
        list_close(&list);
        seed = kept;
    }
}

/* A key stops the n-th query: the rows that are shown are those of before or after, never half, and asking again brings it. */
static void interruption(void **state)
{
    (void)state;
    struct error e = {0};
    static const enum action tries[] = {ACTION_PAGE_DOWN, ACTION_LAST, ACTION_PAGE_UP, ACTION_FIRST, ACTION_HALF_DOWN, ACTION_DOWN, ACTION_UP};
    for (size_t t = 0; t < sizeof tries / sizeof tries[0]; t++) {
        int without = 0;
        for (int after = -1; after < 8; after++) {
            struct list list;
            fill(200, 2);
            list_open(&list, &source, NULL, &e);
            list_restart(&list, &(int){200});
            list_prepare(&list, &session, 10);
            data.stop_after = after;
            for (int i = 0; i < 35; i++)
                if (i < 3 || tries[t] == ACTION_DOWN || tries[t] == ACTION_UP)
                    list_act(&list, tries[t]);
            list_prepare(&list, &session, 10);
            data.stop_after = -1;
            check_whole(&list, 10);
            list_prepare(&list, &session, 10);
            check_whole(&list, 10);
            if (after < 0)
                without = selected(&list);
            assert_int_equal(selected(&list), without);
            assert_int_equal(list.wish, WISH_NOTHING);
            list_close(&list);
        }
    }
}

static void empty(void **state)
{
    (void)state;
    struct error e = {0};
    struct list list;
    char text[64];
    fill(0, 1);
    list_open(&list, &source, NULL, &e);
    static const enum action all[] = {ACTION_DOWN, ACTION_PAGE_DOWN, ACTION_LAST, ACTION_UP, ACTION_PAGE_UP, ACTION_FIRST, ACTION_HALF_UP};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        list_act(&list, all[i]);
        list_prepare(&list, &session, 5);
        assert_null(list_selected(&list));
        assert_string_equal(list_position(&list, text, sizeof text), "");
    }
    fill(3, 1); /* data comes */
    list_reload(&list);
    list_prepare(&list, &session, 5);
    assert_int_equal(selected(&list), 1);
    fill(0, 1); /* and goes */
    list_reload(&list);
    list_prepare(&list, &session, 5);
    assert_null(list_selected(&list));
    list_close(&list);
}

static void numbers(void **state)
{
    (void)state;
    char text[32];
    assert_string_equal(number_show(0, false, text, sizeof text), "0");
    assert_string_equal(number_show(999, false, text, sizeof text), "999");
    assert_string_equal(number_show(1000, true, text, sizeof text), "1,000+");
    assert_string_equal(number_show(122130, false, text, sizeof text), "1,22,130");
    assert_string_equal(number_show(12345678, false, text, sizeof text), "1,23,45,678");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_add_up), cmocka_unit_test(pages), cmocka_unit_test(reads_little), cmocka_unit_test(changes),
        cmocka_unit_test(interruption), cmocka_unit_test(empty), cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
