/* Roles to attributes: one table a scheme. */
#include "screens/theme.h"

#include <curses.h>

#include "screens/terminal.h"

struct look {
    attr_t attributes;
    short colour; /* curses' number, -1: the terminal's own */
};

static const struct look schemes[3][ROLE_COUNT] = {
    [COLOURS_DEFAULT] = {[ROLE_TEXT] = {A_NORMAL, -1},
                         [ROLE_QUIET] = {A_NORMAL, COLOR_CYAN},
                         [ROLE_STRONG] = {A_BOLD, -1},
                         [ROLE_TITLE] = {A_BOLD, -1},
                         [ROLE_HEADING] = {A_NORMAL, COLOR_CYAN},
                         [ROLE_SELECTED] = {A_REVERSE, -1},
                         [ROLE_KEY] = {A_BOLD, -1},
                         [ROLE_OVER] = {A_NORMAL, COLOR_RED},
                         [ROLE_TODAY] = {A_BOLD, COLOR_MAGENTA},
                         [ROLE_SOON] = {A_NORMAL, COLOR_MAGENTA},
                         [ROLE_GOOD] = {A_NORMAL, COLOR_GREEN},
                         [ROLE_ERROR] = {A_BOLD, COLOR_RED},
                         [ROLE_NOTE] = {A_BOLD, -1},
                         [ROLE_FIELD] = {A_UNDERLINE, -1},
                         [ROLE_TRAINING] = {A_REVERSE, COLOR_MAGENTA},
                         [ROLE_RULE] = {A_NORMAL, -1}},
    [COLOURS_HIGH_CONTRAST] = {[ROLE_TEXT] = {A_NORMAL, -1},
                               [ROLE_QUIET] = {A_NORMAL, -1},
                               [ROLE_STRONG] = {A_BOLD, -1},
                               [ROLE_TITLE] = {A_BOLD, -1},
                               [ROLE_HEADING] = {A_BOLD | A_UNDERLINE, -1},
                               [ROLE_SELECTED] = {A_BOLD | A_REVERSE, -1},
                               [ROLE_KEY] = {A_BOLD | A_UNDERLINE, -1},
                               [ROLE_OVER] = {A_BOLD | A_REVERSE, COLOR_RED},
                               [ROLE_TODAY] = {A_BOLD | A_UNDERLINE, -1},
                               [ROLE_SOON] = {A_BOLD, -1},
                               [ROLE_GOOD] = {A_BOLD, -1},
                               [ROLE_ERROR] = {A_BOLD | A_REVERSE, COLOR_RED},
                               [ROLE_NOTE] = {A_BOLD, -1},
                               [ROLE_FIELD] = {A_BOLD | A_UNDERLINE, -1},
                               [ROLE_TRAINING] = {A_BOLD | A_REVERSE, -1},
                               [ROLE_RULE] = {A_NORMAL, -1}},
    [COLOURS_MONO] = {[ROLE_TEXT] = {A_NORMAL, -1},
                      [ROLE_QUIET] = {A_NORMAL, -1},
                      [ROLE_STRONG] = {A_BOLD, -1},
                      [ROLE_TITLE] = {A_BOLD, -1},
                      [ROLE_HEADING] = {A_UNDERLINE, -1},
                      [ROLE_SELECTED] = {A_REVERSE, -1},
                      [ROLE_KEY] = {A_BOLD, -1},
                      [ROLE_OVER] = {A_BOLD, -1},
                      [ROLE_TODAY] = {A_BOLD, -1},
                      [ROLE_SOON] = {A_NORMAL, -1},
                      [ROLE_GOOD] = {A_NORMAL, -1},
                      [ROLE_ERROR] = {A_BOLD, -1},
                      [ROLE_NOTE] = {A_BOLD, -1},
                      [ROLE_FIELD] = {A_UNDERLINE, -1},
                      [ROLE_TRAINING] = {A_REVERSE, -1},
                      [ROLE_RULE] = {A_NORMAL, -1}},
};

static enum colours scheme = COLOURS_MONO;

void theme_start(enum colours colours) {
    static bool with_colours = false;
    scheme = terminal_mono() ? COLOURS_MONO : colours;
    if (scheme == COLOURS_MONO || with_colours)
        return;
    with_colours = start_color() == OK;
    bool own_background = use_default_colors() == OK;
    for (short colour = 0; colour < 8 && colour + 1 < COLOR_PAIRS; colour++)
        init_pair((short)(colour + 1), colour, own_background ? -1 : COLOR_BLACK);
    if (!with_colours)
        scheme = COLOURS_MONO;
}

enum colours theme_now(void) {
    return scheme;
}

enum role role_of_left(int left) {
    return left < 0 ? ROLE_OVER : left == 0 ? ROLE_TODAY : left <= 5 ? ROLE_SOON : ROLE_TEXT;
}

void theme_role(enum role role, unsigned long *attributes, short *pair) {
    const struct look *look = &schemes[scheme][role];
    *attributes = look->attributes;
    *pair = scheme == COLOURS_MONO || look->colour < 0 ? 0 : (short)(look->colour + 1);
}
