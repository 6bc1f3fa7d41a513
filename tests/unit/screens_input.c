/* What the terminal sends becomes keys: every sequence that PuTTY, xterm, the
 * Linux console, rxvt and tmux send, whole and torn at any byte; a lone Esc;
 * UTF-8, broken too; bracketed paste; answers of the terminal that are no keys.
 * And the keys under the Hindi layouts, and that no two actions share a key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "screens/action.h"
#include "screens/input.h"
#include "screens/key.h"
#include "src/config.h"

#define KEYS_MAX 64

struct keys {
    int n, key[KEYS_MAX];
    char paste[PASTE_MAX + 1];
    int cursors, mice;
};

static void collect(struct input *input, bool over, struct keys *keys)
{
    struct event event;
    while (input_next(input, over, &event) != EVENT_NONE) {
        if (event.kind == EVENT_KEY && keys->n < KEYS_MAX)
            keys->key[keys->n++] = event.key;
        if (event.kind == EVENT_PASTE)
            strcpy(keys->paste, input->paste);
        keys->cursors += event.kind == EVENT_CURSOR;
        keys->mice += event.kind == EVENT_MOUSE;
    }
}

/* All of the bytes, torn after the first `torn`. */
static void feed(const char *bytes, size_t n, size_t torn, struct keys *keys)
{
    struct input input = {0};
    memset(keys, 0, sizeof *keys);
    input_add(&input, (const unsigned char *)bytes, torn);
    collect(&input, false, keys);
    input_add(&input, (const unsigned char *)bytes + torn, n - torn);
    collect(&input, false, keys);
    collect(&input, true, keys);
    assert_int_equal(input.n, 0);
}

static void sequences(void **state)
{
    (void)state;
    static const struct { const char *bytes; int key; } known[] = {
        {"\033[A", K_UP}, {"\033OA", K_UP}, {"\033[B", K_DOWN}, {"\033OB", K_DOWN}, {"\033[C", K_RIGHT}, {"\033[D", K_LEFT},
        {"\033[1~", K_HOME}, {"\033[4~", K_END}, {"\033[7~", K_HOME}, {"\033[8~", K_END}, {"\033[H", K_HOME}, {"\033[F", K_END},
        {"\033OH", K_HOME}, {"\033OF", K_END}, {"\033[5~", K_PAGE_UP}, {"\033[6~", K_PAGE_DOWN}, {"\033[2~", K_INSERT},
        {"\033[3~", K_DELETE}, {"\033[11~", K_F1}, {"\033[12~", K_F2}, {"\033[13~", K_F3}, {"\033[14~", K_F4}, {"\033OP", K_F1},
        {"\033OQ", K_F2}, {"\033[[A", K_F1}, {"\033[[B", K_F2}, {"\033[[E", K_F5}, {"\033[15~", K_F5}, {"\033[24~", K_F12},
        {"\033[Z", K_BACK_TAB}, {"\033[1;5A", K_UP}, {"\033[1;2B", K_DOWN}, {"\033[3;5~", K_DELETE}, {"\033\r", K_NEW_LINE},
        {"\033OM", K_ENTER}, {"\r", K_ENTER}, {"\n", K_NEW_LINE}, {"\t", K_TAB}, {"\177", K_BACKSPACE}, {"\010", K_BACKSPACE},
        {"\006", K_CTRL('F')}, {"a", 'a'}, {"त", 0x924}, {"€", 0x20ac}, {"😀", 0x1f600}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        for (size_t torn = 0; torn <= strlen(known[i].bytes); torn++) {
            struct keys keys;
            feed(known[i].bytes, strlen(known[i].bytes), torn, &keys);
            assert_int_equal(keys.n, 1);
            assert_int_equal(keys.key[0], known[i].key);
        }
}

static void no_keys(void **state)
{
    (void)state;
    /* answers and reports, sequences nobody knows, broken UTF-8, a C1 control, an overlong slash: no key comes of them */
    static const char *const none[] = {"\033[?1;2c", "\033[24;3R", "\033[<0;4;5m", "\033[I", "\033[O", "\033[99~", "\033]11;rgb:0/0/0\007",
                                       "\033P1$r0m\033\\", "\033[M !!", "\303", "\340\244", "\377", "\302\205", "\300\257", "\355\240\200"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        for (size_t torn = 0; torn <= strlen(none[i]); torn++) {
            struct keys keys;
            feed(none[i], strlen(none[i]), torn, &keys);
            assert_int_equal(keys.n, 0);
        }
}

static void lone_escape(void **state)
{
    (void)state;
    struct input input = {0};
    struct keys keys = {0};
    input_add(&input, (const unsigned char *)"\033", 1);
    collect(&input, false, &keys);
    assert_int_equal(keys.n, 0);
    assert_true(input_waiting(&input));
    collect(&input, true, &keys);
    assert_int_equal(keys.n, 1);
    assert_int_equal(keys.key[0], K_ESC);
    assert_false(input_waiting(&input));
    feed("\033q", 2, 2, &keys); /* Esc and q in one go are two keys, not Alt-q */
    assert_int_equal(keys.n, 2);
    assert_int_equal(keys.key[0], K_ESC);
    assert_int_equal(keys.key[1], 'q');
    feed("\033\033\033[A", 5, 1, &keys);
    assert_int_equal(keys.n, 3);
    assert_int_equal(keys.key[2], K_UP);
}

static void paste(void **state)
{
    (void)state;
    static const char bytes[] = "x\033[200~q2\033[A\rत\033[20\033[201~y";
    for (size_t torn = 0; torn < sizeof bytes; torn++) {
        struct keys keys;
        feed(bytes, sizeof bytes - 1, torn, &keys);
        assert_int_equal(keys.n, 2);
        assert_int_equal(keys.key[0], 'x');
        assert_int_equal(keys.key[1], 'y');
        assert_string_equal(keys.paste, "q2\033[A\rत\033[20");
    }
    struct keys keys;
    feed("\033[200~never ends", 16, 9, &keys);
    assert_int_equal(keys.n, 0);
    assert_string_equal(keys.paste, "never ends");
}

/* A paste far larger than what is kept: its beginning is kept, its end is no keys. */
static void long_paste(void **state)
{
    (void)state;
    struct input input = {0};
    struct keys keys = {0};
    input_add(&input, (const unsigned char *)"\033[200~", 6);
    for (int i = 0; i < 3 * PASTE_MAX / 100; i++) {
        char block[100];
        memset(block, 'q', sizeof block);
        input_add(&input, (const unsigned char *)block, sizeof block);
        collect(&input, false, &keys);
    }
    input_add(&input, (const unsigned char *)"\033[201~z", 7);
    collect(&input, false, &keys);
    assert_int_equal(strlen(keys.paste), PASTE_MAX);
    assert_int_equal(keys.n, 1);
    assert_int_equal(keys.key[0], 'z');
}

static void random_bytes(void **state)
{
    (void)state;
    uint32_t seed = 1;
    struct input input = {0};
    for (int i = 0; i < 200000; i++) {
        seed = seed * 1664525u + 1013904223u;
        static const char likely[] = "\033[O~;<M0129ABR\r\302\340\244";
        unsigned char byte = seed >> 30 ? (unsigned char)likely[(seed >> 8) % (sizeof likely - 1)] : (unsigned char)(seed >> 16);
        assert_true(input_room(&input) > 0);
        input_add(&input, &byte, 1);
        struct event event;
        while (input_next(&input, (seed >> 4) % 5 == 0, &event) != EVENT_NONE)
            if (event.kind == EVENT_KEY)
                assert_true(event.key > 0 && event.key < KEY_NAMED_END);
    }
}

static void no_notes(void *context, const char *sentence)
{
    (void)context;
    fail_msg("%s", sentence);
}

static void count_notes(void *context, const char *sentence)
{
    assert_true(strlen(sentence) > 20);
    ++*(int *)context;
}

static void default_keys(void **state)
{
    (void)state;
    static struct config config;
    config_defaults(&config);
    actions_bind(&config, no_notes, NULL);
    for (int i = 0; i < actions_count; i++) {
        char keys[64], *rest = NULL;
        snprintf(keys, sizeof keys, "%s", actions[i].keys);
        for (char *name = strtok_r(keys, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
            assert_int_not_equal(key_parse(name), K_NONE);
            for (unsigned place = 1; place <= PLACE_ROOT; place <<= 1)
                if (actions[i].places & place) /* each key does what the table says, on every screen where the action holds */
                    assert_int_equal(action_of_key(key_parse(name), place), actions[i].action);
        }
        assert_non_null(actions[i].help);
    }
    char shown[16];
    assert_string_equal(action_key(ACTION_LANGUAGE, shown, sizeof shown), "L"); /* not F2: the letter twin */
    assert_string_equal(action_key(ACTION_HELP, shown, sizeof shown), "?");
}

static void own_keys(void **state)
{
    (void)state;
    static struct config config;
    int notes = 0;
    config_defaults(&config);
    static const struct config_pair pairs[] = {{"filter", "z, F7"}, {"told", "r"}, {"frobnicate", "x"}, {"sort", "nokey"}, {"reason", "a"}};
    config.keys = 5;
    memcpy(config.key, pairs, sizeof pairs);
    actions_bind(&config, count_notes, &notes);
    /* told and reason change places; there is no action frobnicate; nokey is no key and sort keeps its own */
    assert_int_equal(notes, 2);
    assert_int_equal(action_of_key('z', PLACE_CASES), ACTION_FILTER);
    assert_int_equal(action_of_key('f', PLACE_CASES), ACTION_NONE);
    assert_int_equal(action_of_key('r', PLACE_CASE_ROW), ACTION_TOLD);
    assert_int_equal(action_of_key('a', PLACE_CASE_ROW), ACTION_REASON);
    assert_int_equal(action_of_key('s', PLACE_CASES), ACTION_SORT);
}

static void hindi_layouts(void **state)
{
    (void)state;
    static struct config config;
    config_defaults(&config);
    actions_bind(&config, no_notes, NULL);
    const unsigned places = PLACE_ANYWHERE | PLACE_LIST | PLACE_SEARCH | PLACE_CASE_ROW | PLACE_CASES | PLACE_OPEN | PLACE_SUB;
    /* Inscript: the signs and letters on the keys 2 / r f s o v j k a t ? m */
    assert_int_equal(action_of_key(0x0968, places), ACTION_CASES);
    assert_int_equal(action_of_key(0x0940, places), ACTION_REASON);
    assert_int_equal(action_of_key(0x092f, places), ACTION_SEARCH);
    assert_int_equal(action_of_key(0x095f, places), ACTION_HELP);
    assert_int_equal(action_of_key(0x093f, places), ACTION_FILTER);
    assert_int_equal(action_of_key(0x0947, places), ACTION_SORT);
    assert_int_equal(action_of_key(0x0926, places), ACTION_GROUP_BY_IO);
    assert_int_equal(action_of_key(0x0930, places), ACTION_DOWN);
    assert_int_equal(action_of_key(0x0938, places), ACTION_MENU);
    /* Remington: a character that means nothing here in Inscript shows the layout, and then the others are read by it */
    assert_int_equal(action_of_key(0x0924, places), ACTION_REASON);        /* त on r; l in Inscript */
    assert_int_equal(action_of_key(0x0926, places), ACTION_SEARCH_NEXT);   /* द on n; o in Inscript */
    assert_int_equal(action_of_key(0x0927, places), ACTION_SEARCH);        /* ध on / */
    assert_int_equal(action_of_key(0x0966 + 4, places), ACTION_ALERTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences),    cmocka_unit_test(no_keys),      cmocka_unit_test(lone_escape),
        cmocka_unit_test(paste),        cmocka_unit_test(long_paste),   cmocka_unit_test(random_bytes),
        cmocka_unit_test(default_keys), cmocka_unit_test(own_keys),     cmocka_unit_test(hindi_layouts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
