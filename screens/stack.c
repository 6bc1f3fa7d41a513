/* The stack of screens. States that left it are freed only after the handler that made them leave has returned. */
#include <stdlib.h>
#include <string.h>

#include "screens/stack.h"

static void *leaving[SCREENS_DEEP * 4];
static int leaving_count;

static void bury(void *state) {
    if (leaving_count < (int)(sizeof leaving / sizeof leaving[0]))
        leaving[leaving_count++] = state;
}

void stack_free_left(void) {
    while (leaving_count > 0)
        free(leaving[--leaving_count]);
}

static void take_off(struct session *s, int i) {
    struct open_screen gone = s->stack[i];
    memmove(&s->stack[i], &s->stack[i + 1], (size_t)(s->depth - i - 1) * sizeof s->stack[0]);
    s->depth--;
    if (gone.screen->close)
        gone.screen->close(s, gone.state);
    bury(gone.state);
    s->redraw = true;
}

void stack_remove(struct session *s, const void *state) {
    for (int i = s->depth - 1; i > 0; i--)
        if (s->stack[i].state == state) {
            take_off(s, i);
            return;
        }
}

void stack_clear(struct session *s) {
    while (s->depth > 0)
        take_off(s, s->depth - 1);
    stack_free_left();
}

void screen_back(struct session *s) {
    if (s->depth > 1)
        take_off(s, s->depth - 1);
}

void *screen_state(struct session *s, const struct screen *screen) {
    for (int i = s->depth - 1; i >= 0; i--)
        if (s->stack[i].screen == screen)
            return s->stack[i].state;
    return NULL;
}

/* Takes off everything above the screen where it is open already; true where it was. */
static bool back_to(struct session *s, const struct screen *screen) {
    if (!screen_state(s, screen))
        return false;
    while (s->stack[s->depth - 1].screen != screen)
        take_off(s, s->depth - 1);
    return true;
}

answer screen_open(struct session *s, const struct screen *screen, const void *argument) {
    struct error e = {0};
    if (screen->digit && back_to(s, screen)) {
        if (!argument)
            return ANSWER_REDRAW;
        if (s->depth > 1)
            take_off(s, s->depth - 1);
    }
    if (s->depth == SCREENS_DEEP) {
        session_say(s, ROLE_NOTE, "%s", _("Too many screens lie on each other; go back with Esc first."));
        return ANSWER_REDRAW;
    }
    void *state = calloc(1, screen->state_size ? screen->state_size : 1);
    if (!state)
        error_set(&e, ERROR_UNABLE, _("There is not enough memory to open this screen."));
    if (!state || (screen->open && !screen->open(s, state, argument, &e))) {
        free(state);
        session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    s->stack[s->depth].screen = screen;
    s->stack[s->depth++].state = state;
    s->redraw = true;
    return ANSWER_REDRAW;
}
