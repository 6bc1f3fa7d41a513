/* From events to screens. */
#include "screens/dispatch.h"

#include "screens/entry.h"
#include "screens/form.h"
#include "screens/frame.h"
#include "screens/key.h"
#include "screens/stack.h"
#include "screens/terminal.h"

#define WHEEL_ROWS 3

unsigned dispatch_places(const struct session *s) {
    return s->stack[s->depth - 1].screen->places | (s->depth > 1 ? PLACE_SUB : PLACE_ROOT) | (s->context->plug ? PLACE_PLUG : 0);
}

static void take(struct session *s, const void *state, answer said) {
    if ((said & ANSWER_LEAVE) == ANSWER_LEAVE)
        stack_remove(s, state);
    if (said & (ANSWER_REDRAW & ~ANSWER_HANDLED))
        s->redraw = true;
    stack_free_left();
}

static case_id selected_case(const struct session *s) {
    for (int i = s->depth - 1; i >= 0; i--)
        if (s->stack[i].screen->selected_case)
            return s->stack[i].screen->selected_case(s->stack[i].state);
    return 0;
}

/* What belongs to the case that is selected or shown on the topmost screen. */
static bool act_on_case(struct session *s, enum action action) {
    const struct open_screen *top = &s->stack[s->depth - 1];
    if (!top->screen->selected_case)
        return false;
    case_id id = top->screen->selected_case(top->state);
    if (action == ACTION_OPEN && id) {
        screen_open(s, &screen_case, &id);
        return true;
    }
    return entry_act(s, id, action) != ANSWER_NO;
}

/* Training: the gateway on loopback is stopped or started, as if the VPN went. */
static void pull_plug(struct session *s) {
    struct plug *plug = s->context->plug;
    struct error e = {0};
    if (!plug->toggle(plug->context, &e))
        session_fail(s, &e);
    else if (plug->in(plug->context))
        session_say(s, ROLE_NOTE, "%s", _("TRAINING: the plug is in again. What was entered meanwhile goes out."));
    else
        session_say(s, ROLE_NOTE, "%s", _("TRAINING: the plug is pulled. Go on working: what you enter is kept and waits."));
}

static void act_of_program(struct session *s, enum action action) {
    case_id id;
    switch (action) {
    case ACTION_BACK:
        screen_back(s);
        break;
    case ACTION_QUIT:
        s->leave = true;
        break;
    case ACTION_MENU:
        menu_of_actions(s);
        break;
    case ACTION_HELP:
        screen_open(s, &screen_help, NULL);
        break;
    case ACTION_PLUG:
        pull_plug(s);
        break;
    case ACTION_LANGUAGE:
        session_language(s, language_now() == LANGUAGE_HINDI ? LANGUAGE_ENGLISH : LANGUAGE_HINDI);
        break;
    case ACTION_REDRAW:
        s->repaint = true;
        break;
    case ACTION_HOME:
        screen_open(s, &screen_home, NULL);
        break;
    case ACTION_CASES:
        screen_open(s, &screen_cases, NULL);
        break;
    case ACTION_ALERTS:
        screen_open(s, &screen_alerts, NULL);
        break;
    case ACTION_UNITS:
        screen_open(s, &screen_units, NULL);
        break;
    case ACTION_REPORTS:
        screen_open(s, &screen_reports, NULL);
        break;
    case ACTION_RECONCILE:
        screen_open(s, &screen_reconcile, NULL);
        break;
    case ACTION_SYNC:
        screen_open(s, &screen_sync, NULL);
        break;
    case ACTION_SETTINGS:
        screen_open(s, &screen_settings, NULL);
        break;
    case ACTION_CASE:
        id = selected_case(s);
        if (!id)
            id = s->last_case;
        if (id)
            screen_open(s, &screen_case, &id);
        else
            session_say(s, ROLE_NOTE, "%s", _("No case is selected. Choose one in the list (2)."));
        break;
    case ACTION_SUSPEND:
        terminal_suspend();
        s->redraw = true;
        break;
    default:
        break;
    }
    stack_free_left();
}

void dispatch_action(struct session *s, enum action action) {
    const struct open_screen top = s->stack[s->depth - 1];
    answer said = top.screen->act ? top.screen->act(s, top.state, action) : ANSWER_NO;
    if (said != ANSWER_NO)
        take(s, top.state, said);
    else if (!act_on_case(s, action))
        act_of_program(s, action);
    stack_free_left();
}

/* A character that nothing is bound to: said once, since silence teaches nothing. */
static void unknown_key(struct session *s, int key) {
    char name[16], help[16];
    if (key == K_ESC || key == K_BACKSPACE || key == K_LEFT) {
        char quit[16];
        session_say(s, ROLE_NOTE, _("This is the first screen. %s leaves the program."),
                    action_key(ACTION_QUIT, quit, sizeof quit));
        return;
    }
    session_say(s, ROLE_NOTE, _("The key %s does nothing here; %s shows the keys."), key_show(key, name, sizeof name),
                action_key(ACTION_HELP, help, sizeof help));
}

static bool is_move(enum action action) {
    const struct action_info *info = action_find(action);
    return info && info->places == PLACE_LIST;
}

static bool is_character(int key) {
    return key >= ' ' && key < KEY_NAMED_FIRST;
}

static void dispatch_key(struct session *s, int key) {
    const struct open_screen top = s->stack[s->depth - 1];
    if (s->status[0]) {
        s->status[0] = '\0';
        s->redraw = true;
    }
    s->key = key;
    if (key == K_CTRL('C')) /* no signal here: it means what Esc means */
        key = K_ESC;
    bool typing = top.screen->typing && top.screen->typing(top.state);
    if (typing) {
        answer said = top.screen->key(s, top.state, key);
        take(s, top.state, said);
        if (said != ANSWER_NO || is_character(key))
            return;
    }
    enum action action = action_of_key(key, typing ? PLACE_PANEL : dispatch_places(s));
    if (s->redraw && action && !typing && !is_move(action))
        frame_prepare(s); /* keys typed ahead: what was moved to is what is meant */
    if (action)
        dispatch_action(s, action);
    else if (!typing)
        unknown_key(s, key);
}

static void dispatch_mouse(struct session *s, const struct event *event) {
    const struct open_screen top = s->stack[s->depth - 1];
    if (top.screen->typing && top.screen->typing(top.state))
        return;
    if (event->button == 1 && top.screen->point)
        take(s, top.state, top.screen->point(s, top.state, event->row));
    else if (event->button >= 4 && (top.screen->places & PLACE_LIST))
        for (int i = 0; i < WHEEL_ROWS; i++)
            dispatch_action(s, event->button == 4 ? ACTION_UP : ACTION_DOWN);
}

void dispatch_event(struct session *s, const struct event *event, const char *paste) {
    const struct open_screen top = s->stack[s->depth - 1];
    switch (event->kind) {
    case EVENT_KEY:
        dispatch_key(s, event->key);
        break;
    case EVENT_MOUSE:
        dispatch_mouse(s, event);
        break;
    case EVENT_PASTE: /* into a field, or nowhere: pasted text never runs commands */
        if (top.screen->paste && top.screen->typing && top.screen->typing(top.state))
            take(s, top.state, top.screen->paste(s, top.state, paste));
        else
            session_say(s, ROLE_NOTE, "%s", _("Pasted text was dropped: no field is open here."));
        break;
    default:
        break;
    }
}
