/* The one table of actions: what a person can do, by which keys, what the
 * footer and the help screen say of it, and where it holds. Bindings, footer,
 * help screen, the menu on `m` and [keys] of itsso-tui.conf all come from it.
 *
 * A new action: one word in the enum, one line in the table (action.c), one
 * case in the act() of the screen that does it. */
#ifndef ITSSO_ACTION_H
#define ITSSO_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "src/config.h"

enum action {
    ACTION_NONE,
    /* moving */
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_HALF_UP,
    ACTION_HALF_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    /* everywhere */
    ACTION_OPEN /* Enter */,
    ACTION_BACK,
    ACTION_QUIT,
    ACTION_MENU,
    ACTION_HELP,
    ACTION_PLUG, /* training with a gateway of its own */
    ACTION_LANGUAGE,
    ACTION_REDRAW,
    ACTION_HOME,
    ACTION_CASES,
    ACTION_CASE,
    ACTION_ALERTS,
    ACTION_UNITS,
    ACTION_REPORTS,
    ACTION_RECONCILE,
    ACTION_SYNC,
    ACTION_SETTINGS,
    ACTION_SUSPEND,
    /* lists of cases */
    ACTION_SEARCH,
    ACTION_SEARCH_NEXT,
    ACTION_SEARCH_PREVIOUS,
    ACTION_FILTER,
    ACTION_FILTER_CLEAR,
    ACTION_SORT,
    ACTION_SORT_REVERSE,
    ACTION_GROUP_BY_IO,
    ACTION_VIEWS,
    /* units */
    ACTION_CATEGORY,
    ACTION_PERIOD,
    /* a case: on its own screen and on the selected row of a list */
    ACTION_REASON,
    ACTION_TOLD,
    ACTION_STEP,
    ACTION_REMARK,
    ACTION_DIRECTION,
    ACTION_WRONG,
    ACTION_SETTLE,
    ACTION_UNDO,
    ACTION_REDACT,
    ACTION_HISTORY,
    ACTION_SHARE,
    ACTION_PRINT, /* what the screen shows: a list, a case, a report */
    /* alerts */
    ACTION_MARK,
    ACTION_MARK_ALL,
    ACTION_SHOW_TOLD,
    /* reports */
    ACTION_REPORT_OF, /* which unit, day, period */
    ACTION_ISSUE,
    ACTION_WIDE,
    ACTION_SIDE_LEFT,
    ACTION_SIDE_RIGHT,
    ACTION_ORDERLY, /* the orderly-room sheet to the printer */
    /* reconcile */
    ACTION_REGISTER,
    ACTION_SAVE_AS,
    /* sync */
    ACTION_SYNC_NOW,
    /* lists, settings: choose, change */
    ACTION_DELETE,
    ACTION_CHANGE,
    ACTION_COUNT
};

/* Where an action holds: bits of action_info.places and of screen.places. Two
 * actions may share a key where no screen has places of both. */
enum place {
    PLACE_ANYWHERE = 1 << 0, /* every screen has it; menus, forms and questions have not */
    PLACE_LIST = 1 << 1,     /* something can be walked: the moving keys */
    PLACE_SEARCH = 1 << 2,   /* / n N */
    PLACE_CASE_ROW = 1 << 3, /* a case is selected: reason, told, remark … */
    PLACE_HOME = 1 << 4,
    PLACE_CASES = 1 << 5,
    PLACE_CASE = 1 << 6,
    PLACE_ALERTS = 1 << 7,
    PLACE_HELP = 1 << 8,
    PLACE_SETTINGS = 1 << 9,
    PLACE_VIEWS = 1 << 10, /* the saved views */
    PLACE_PANEL = 1 << 11, /* a menu, form or question over a screen: only what no character key does */
    PLACE_OPEN = 1 << 12,  /* Enter opens what is selected */
    PLACE_UNITS = 1 << 15,
    PLACE_REPORTS = 1 << 16, /* the list of reports */
    PLACE_REPORT = 1 << 17,  /* one, as a page */
    PLACE_RECONCILE = 1 << 18,
    PLACE_SYNC = 1 << 19,
    /* added by the stack, not by a screen: */
    PLACE_SUB = 1 << 13,  /* above another screen: Back */
    PLACE_ROOT = 1 << 14, /* Home alone: Quit */
    PLACE_SHARE = 1 << 21,
    PLACE_PLUG = 1 << 20, /* the training's VPN can be unplugged */
};

struct action_info {
    enum action action;
    const char *name;  /* "page-down": [keys], tests */
    const char *keys;  /* default keys, blank-separated key names (key.h); the first letter is what the footer shows */
    const char *label; /* N_(): the footer, two words at most; NULL: never in a footer or menu */
    const char *help;  /* N_(): one line on the help screen */
    unsigned places;   /* PLACE_ bits */
};

extern const struct action_info actions[]; /* in the order of the help screen */
extern const int actions_count;
const struct action_info *action_find(enum action action);

/* Puts the default keys into effect, then [keys]. What is wrong there (an
 * unknown action or key, a key that means two things in one place) is told to `note`, a sentence each. */
void actions_bind(const struct config *config, void (*note)(void *, const char *sentence), void *context);

/* The action of a key on a screen with these places; ACTION_NONE. Characters of Hindi layouts count as the key they sit
 * on (which layout it is shows by what is typed; Inscript until then). */
enum action action_of_key(int key, unsigned places);

/* The key that the footer shows: the letter twin where there is one. Returns out ("" where it has no key). */
const char *action_key(enum action action, char *out, size_t cap);
/* All keys, blank-separated, as the help screen shows them. Returns out. */
const char *action_keys(enum action action, char *out, size_t cap);

#endif
