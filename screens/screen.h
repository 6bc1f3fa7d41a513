/* What a screen is, and what it may ask of the program around it.
 *
 * A screen is one constant of type struct screen in one file. The loop
 * (loop.c) owns the terminal: it reads all waiting input, gives it to the
 * topmost screen, lets it bring its data up to date (prepare), has it drawn
 * once, and sleeps. So no handler draws, none waits, none reads the terminal.
 *
 * A WHOLE SCREEN IN 60 LINES (a list of units that opens their cases):
 *
 *     struct units { struct list list; };
 *
 *     static bool units_open(struct session *s, void *state, const void *argument, struct error *e) {
 *         struct units *u = state;                       // state_size bytes, zeroed; argument as in screen_open
 *         return list_open(&u->list, &unit_source, s, s, e);      // list.h
 *     }
 *     static void units_close(struct session *s, void *state) { list_close(&((struct units *)state)->list); }
 *     static void units_prepare(struct session *s, void *state, struct area area) {
 *         list_prepare(&((struct units *)state)->list, s, area.height - 1);   // reads what will be drawn, no more
 *     }
 *     static void units_draw(struct session *s, void *state, struct area area) {
 *         line_pad(area.top, 0, area.width, ROLE_HEADING, _("Unit"));
 *         area.top++, area.height--;
 *         list_draw(&((struct units *)state)->list, area);  // marks the selected row and rests the cursor on it
 *     }
 *     static answer units_act(struct session *s, void *state, enum action action) {
 *         struct units *u = state;
 *         if (list_act(&u->list, action)) return ANSWER_REDRAW;
 *         const struct unit *row = list_selected(&u->list);
 *         if (action == ACTION_OPEN && row) return screen_open(s, &screen_cases, &row->id);
 *         return ANSWER_NO;                               // the program's own: Back, Help, 1-4, language …
 *     }
 *     static void units_changed(struct session *s, void *state, unsigned what) {
 *         list_reload(&((struct units *)state)->list);    // keeps the selected key at its place on the screen
 *     }
 *     static const enum action units_footer[] = {ACTION_OPEN, ACTION_SEARCH, ACTION_HELP, ACTION_NONE};
 *     const struct screen screen_units = {
 *         .name = "units", .title = N_("Units"), .digit = 5, .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN,
 *         .footer = units_footer, .state_size = sizeof(struct units), .open = units_open, .close = units_close,
 *         .prepare = units_prepare, .draw = units_draw, .act = units_act, .changed = units_changed,
 *     };
 *
 * Frame: row 0 is the header (who, where, when, data), then 21 rows of work on
 * an 80x24 screen (the `area`), one row for the status line, the last for the keys. */
#ifndef ITSSO_SCREEN_H
#define ITSSO_SCREEN_H

#include "db/list.h"
#include "screens/action.h"
#include "screens/line.h"
#include "src/child.h"
#include "src/commands/command.h"
#include "src/i18n.h"
#include "src/report/sync_words.h"

struct session;

/* What a handler answers; bits. */
typedef unsigned answer;
enum {
    ANSWER_NO = 0,         /* not mine: the next in line is asked */
    ANSWER_HANDLED = 1,    /* done, nothing changed on the screen */
    ANSWER_REDRAW = 2 | 1, /* done, draw when the input is drained */
    ANSWER_LEAVE = 4 | 3,  /* done, take this screen off the stack (screen_back) */
};

/* The cells a screen may draw in. left is 0 unless a screen gives a part away. */
struct area {
    int top, left, height, width;
};

/* Why data must be read again: bits of `what` in changed(). */
enum { CHANGED_DATA = 1 /* either database */, CHANGED_DATE = 2 /* midnight */, CHANGED_LANGUAGE = 4 };

struct screen {
    const char *name;          /* "cases": tests, the state file */
    const char *title;         /* N_(): the header's left end ("" or NULL: the program's name) */
    int digit;                 /* 1..8: its number key (action.c binds it); 0 none */
    unsigned places;           /* PLACE_ bits (action.h): which actions hold here */
    const enum action *footer; /* what the last row offers, the most needed first; ACTION_NONE at the end */
    bool overlay;              /* a panel: the screen below is drawn first */
    size_t state_size;

    /* state is zeroed. false: not opened, e is shown in the status line (close is not called). argument belongs to the
     * caller and is gone afterwards. */
    bool (*open)(struct session *s, void *state, const void *argument, struct error *e);
    void (*close)(struct session *s, void *state); /* may be NULL */
    /* Runs the queries that the last input asked for, for an area of this size. May be stopped by a key
     * (session_interruptible): then it is called again later. May be NULL. */
    void (*prepare)(struct session *s, void *state, struct area area);
    void (*draw)(struct session *s, void *state, struct area area); /* no queries, no waiting */
    answer (*act)(struct session *s, void *state, enum action action);
    /* Raw keys, before they become actions: only where text is being typed (typing() true). ANSWER_NO passes it on. */
    bool (*typing)(void *state);
    answer (*key)(struct session *s, void *state, int key);
    answer (*paste)(struct session *s, void *state, const char *text); /* pasted text while typing; NULL: dropped */
    void (*changed)(struct session *s, void *state, unsigned what);    /* may be NULL */
    /* Work that may wait until nothing else is to do (an exact count of a million rows): called after the drawing while
     * it returns true. Interruptible by any key. A draw follows. May be NULL. */
    bool (*idle)(struct session *s, void *state);
    /* A right end for the header in place of the date of the data ("19 of 341"). Returns out, or NULL. May be NULL. */
    const char *(*position)(struct session *s, void *state, char *out, size_t cap);
    /* Left end of the header in place of the title ("Cases  Demo Kotwali  open, by days left"). Returns out, or NULL.
     * May be NULL. */
    const char *(*heading)(struct session *s, void *state, char *out, size_t cap);
    /* The last row in words in place of footer (forms, questions: their keys are no actions). Returns out, or NULL. May
     * be NULL. */
    const char *(*keys)(struct session *s, void *state, char *out, size_t cap);
    answer (*point)(struct session *s, void *state, int y); /* mouse: a click on row y; may be NULL */
    /* The case that is selected or shown (0: none). Where act() leaves them alone the program does with it: Open, the
     * number key 3, and what entry_act (entry.h) knows: Reason, Told, Remark … May be NULL. */
    case_id (*selected_case)(void *state);
};

#define SCREENS_DEEP 16
#define STATUS_SIZE 1536 /* bytes: Hindi takes three for a letter */

struct open_screen {
    const struct screen *screen;
    void *state;
};

/* What all screens share. Fields are read freely; only run.c, loop.c and stack.c write them unless said. */
struct session {
    struct context *context; /* options, configuration, rules, mask of lists */
    struct store *store;
    struct list_clock clock; /* today and the limit rule: for every query */
    struct unit unit;        /* whose screens these are; id 0: everything in the database */
    bool training, read_only /* the databases: by the option, or because this user may not write them */;
    char data_at[24];  /* "23/11/2026 17:58": the last import or sync; "" none yet */
    char set_aside[STORE_ASIDE]; /* a damaged cache.db was set aside as this and nothing was imported since: no zero is
                                    true; "" all is well */
    struct sync_view sync; /* what is known of sync */
    enum clock_trust clock_trust;
    struct child sync_child; /* itsso-sync --watch beside these screens; pid 0: none */
    int64_t sync_again_at;   /* clock_monotonic_ms when it may be started again */
    enum language sync_language; /* that it writes in */
    bool sync_anew;              /* it was told to end, so that it is started again at once */
    bool sync_shown_up;          /* what the header said when it was drawn */
    int key;           /* that is being acted on (key.h), where a screen must know it: Left, which is Back on most */
    case_id last_case; /* what 3 opens where nothing is selected */
    bool hindi_last;   /* this terminal misplaces Hindi: only in a row's last column (terminal.md section 3) */
    /* the stack: [0] is Home and never leaves */
    struct open_screen stack[SCREENS_DEEP];
    int depth;
    /* the status line */
    char status[STATUS_SIZE];
    enum role status_role;
    /* for the loop */
    unsigned pending; /* CHANGED_ bits to be told to the screens */
    bool redraw, repaint /* from nothing: Ctrl-L, after a stop */, leave;
    bool redraw_idle; /* what idle() found changes the screen */
    uint64_t version; /* store_version as last seen */
    int notes;
    char note[CONFIG_NOTES_MAX + 8][CONFIG_NOTE_SIZE]; /* what the settings screen and the status line tell: configuration,
                                                          [keys], terminal */
};

/* Opens a screen on top. One with a digit that is already on the stack is gone back to (with open's argument ignored
 * unless not NULL: then it is opened anew). Returns ANSWER_REDRAW, so that act() can return it. */
answer screen_open(struct session *s, const struct screen *screen, const void *argument);
/* Takes the topmost screen off (not the last). Its state is freed: touch it no more, return ANSWER_LEAVE instead where
 * you can. */
void screen_back(struct session *s);
/* The topmost screen's state where it is `screen`, or that of the nearest below; NULL. */
void *screen_state(struct session *s, const struct screen *screen);

/* The status line; stays until the next key. */
void session_say(struct session *s, enum role role, const char *format, ...) __attribute__((format(printf, 3, 4)));
void session_fail(struct session *s, const struct error *e); /* ERROR_STOPPED says nothing */
/* --read-only: says the sentence (why this cannot be done here) and returns true. Asked first by whatever would write a file or run a
 * program. */
bool session_only_reads(struct session *s, const char *sentence);
/* The same for an entry: also where the data may only be read by this user. */
bool session_enters_nothing(struct session *s);
/* After this program wrote an entry: every screen on the stack reads its data again before the next draw. */
void session_changed(struct session *s, unsigned what);
/* Reads again what the header shows of the databases (the loop does, before it tells the screens). */
void session_read_state(struct session *s);
/* Switches the language of everything, at once, and remembers the choice. Says why where it cannot. */
void session_language(struct session *s, enum language language);
/* Said where there are no cases at all: how they would come. */
const char *session_no_cases(const struct session *s);
/* For the duration of a long query: any waiting key stops it (the query fails with ERROR_STOPPED). */
void session_interruptible(struct session *s, bool on);
/* "Mon 23/11/2026" in the language shown now. */
void session_date(civil_day day, char *out, size_t cap);
/* "Mon", "सोम". */
const char *weekday_short(civil_day day);

/* The screens. argument: home, cases, alerts, help, settings: NULL; case: const case_id *; reports: const struct unit *
 * (NULL: the session's). */
extern const struct screen screen_home, screen_reports, screen_cases, screen_case, screen_alerts, screen_sync, screen_units, screen_help, screen_settings, screen_reconcile;
/* The curtain of loop.c: [security] lock_minutes. */
extern const struct screen screen_lock;

/* Last choices and saved views: $XDG_STATE_HOME/itsso-tui/choices, one name=value a line. A value holds no newline.
 * state_get gives "" where there is none. state_set writes the file anew (and never fails loudly: a choice that cannot
 * be kept is no reason to stop). */
void state_get(const char *name, char *out, size_t cap);
void state_set(const char *name, const char *value);
/* false: state_set writes nothing from now on (--read-only). */
void state_keep(bool keep);

#endif
