/* The terminal: start and stop of curses, and everything that is written past it. */
#include "screens/terminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "screens/input.h"
#include "screens/key.h"
#include "src/i18n.h"
#include "src/text.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static SCREEN *curses_screen;
static struct termios original;
static bool started, out_of_curses, mouse;
static char term_name[64];
static char rescue[128]; /* what a crash writes: leave the alternate screen, show the cursor, plain letters */
static int rest_row, rest_column;

/* Past curses, with curses' own output already written. */
static void write_out(const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return; /* the terminal has gone: the loop will see it */
        bytes += done;
        n -= (size_t)done;
    }
}

static void write_text(const char *text) {
    write_out(text, strlen(text));
}

static void modes_on(void) {
    write_text(PASTE_ON);
    if (mouse)
        write_text(MOUSE_ON);
}

static void modes_off(void) {
    if (mouse)
        write_text(MOUSE_OFF);
    write_text(PASTE_OFF);
}

/* ---- start ---- */

/* Takes terminal type `name`; false where terminfo does not know it or it cannot place the cursor. */
static bool take_type(const char *name) {
    if (!name || !*name)
        return false;
    SCREEN *screen = newterm(name, stdout, stdin);
    if (!screen)
        return false;
    const char *cup = tigetstr("cup");
    if (!cup || cup == (const char *)-1) {
        endwin();
        delscreen(screen);
        return false;
    }
    curses_screen = screen;
    text_format(term_name, sizeof term_name, "%s", name);
    return true;
}

static bool take_any_type(char note[CONFIG_NOTE_SIZE]) {
    static const char *const fallback[] = {"xterm-256color", "xterm", "vt100"};
    const char *wanted = getenv("TERM");
    note[0] = '\0';
    if (take_type(wanted))
        return true;
    for (size_t i = 0; i < sizeof fallback / sizeof fallback[0]; i++)
        if (take_type(fallback[i])) {
            char clean[48];
            text_clean(wanted ? wanted : "", wanted ? strlen(wanted) : 0, clean, sizeof clean);
            text_format(note, CONFIG_NOTE_SIZE, _("The terminal type \"%s\" (TERM) is not known here; %s is used instead."), clean,
                        fallback[i]);
            return true;
        }
    return false;
}

/* What terminfo says of this terminal's keys; input.c knows the common ones itself. */
static void define_keys(void) {
    static const struct {
        const char *capability;
        int key;
    } keys[] = {
        {"kcuu1", K_UP},   {"kcud1", K_DOWN},    {"kcub1", K_LEFT},    {"kcuf1", K_RIGHT},  {"khome", K_HOME},
        {"kend", K_END},   {"kpp", K_PAGE_UP},   {"knp", K_PAGE_DOWN}, {"kich1", K_INSERT}, {"kdch1", K_DELETE},
        {"kent", K_ENTER}, {"kcbt", K_BACK_TAB}, {"kf1", K_F1},        {"kf2", K_F2},       {"kf3", K_F3},
        {"kf4", K_F4},     {"kf5", K_F5},        {"kf6", K_F6},        {"kf7", K_F7},       {"kf8", K_F8},
        {"kf9", K_F9},     {"kf10", K_F10},      {"kf11", K_F11},      {"kf12", K_F12},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const char *sequence = tigetstr(keys[i].capability);
        if (sequence && sequence != (const char *)-1)
            input_define(sequence, keys[i].key);
    }
}

/* A crash or abort: only what may be done in a signal handler. */
static void rescue_terminal(int number) {
    write_text(rescue);
    tcsetattr(STDIN_FILENO, TCSANOW, &original);
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_crashes(void) {
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
    const char *rmcup = tigetstr("rmcup");
    text_format(rescue, sizeof rescue, "%s%s\033[0m\033[?25h%s\r\n", MOUSE_OFF, PASTE_OFF,
                rmcup && rmcup != (const char *)-1 ? rmcup : "");
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) != 0 || now.sa_handler != SIG_DFL)
            continue; /* a sanitizer's own handler says more than ours */
        struct sigaction mine = {.sa_handler = rescue_terminal};
        sigaction(signals[i], &mine, NULL);
    }
}

static void take_modes(void) {
    raw(); /* no signals from keys, no Ctrl-S: every key is ours */
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    typeahead(-1);       /* the loop drains the input before it draws; half an update helps nobody */
    idlok(stdscr, TRUE); /* a list that moves by a row is moved, not written anew */
    scrollok(stdscr, FALSE);
    set_escdelay(terminal_escape_ms());
    curs_set(1);
}

bool terminal_start(const struct config *config, char note[CONFIG_NOTE_SIZE], struct error *e) {
    note[0] = '\0';
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &original) != 0)
        return error_set(e, ERROR_USAGE,
                         _("The screens need a terminal, and this is none. Without one use the commands, for example "
                           "\"itsso-tui list\"; \"itsso-tui --help\" names them all."));
    setenv("NCURSES_NO_UTF8_ACS", "1", 0); /* PuTTY draws lines as letters otherwise */
    mouse = config->mouse;
    if (!take_any_type(note))
        return error_set(e, ERROR_UNABLE,
                         _("No terminal type is known here, not even xterm. Install the package ncurses-base."));
    static bool registered = false;
    if (!registered)
        registered = atexit(terminal_stop) == 0;
    started = true;
    out_of_curses = false;
    take_modes();
    define_keys();
    catch_crashes();
    modes_on();
    return true;
}

void terminal_stop(void) {
    if (!started)
        return;
    started = false;
    modes_off();
    if (!out_of_curses)
        endwin();
    /* endwin puts back what newterm found; where it could not (a screen taken over), this does */
    tcsetattr(STDIN_FILENO, TCSANOW, &original);
}

bool terminal_started(void) {
    return started;
}

/* ---- while it runs ---- */

void terminal_suspend(void) {
    modes_off();
    endwin();
    out_of_curses = true;
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    struct sigaction as_it_was, plain = {.sa_handler = SIG_DFL};
    sigaction(SIGTSTP, &plain, &as_it_was);
    raise(SIGTSTP); /* blocked: it comes when the mask is opened */
    sigprocmask(SIG_UNBLOCK, &stop, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &as_it_was, NULL);
    terminal_repaint();
}

void terminal_resize(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return;
    resizeterm(size.ws_row, size.ws_col);
}

void terminal_repaint(void) {
    out_of_curses = false;
    reset_prog_mode(); /* a shell may have changed the modes meanwhile */
    terminal_resize();
    clearok(curscr, TRUE);
    refresh();
    modes_on();
}

void terminal_cursor(int row, int column) {
    rest_row = row;
    rest_column = column;
}

void terminal_update(void) {
    int row = rest_row < LINES ? rest_row : LINES - 1;
    int column = rest_column < COLS ? rest_column : COLS - 1;
    move(row < 0 ? 0 : row, column < 0 ? 0 : column);
    refresh();
}

int terminal_escape_ms(void) {
    const char *wanted = getenv("ESCDELAY");
    if (wanted && *wanted) {
        char *end;
        long ms = strtol(wanted, &end, 10);
        if (!*end && ms >= 0 && ms <= 30000)
            return (int)ms;
    }
    const char *ssh = getenv("SSH_CONNECTION");
    return ssh && *ssh ? 100 : 25;
}

bool terminal_without_hindi(void) {
    return strncmp(term_name, "linux", 5) == 0 || strncmp(term_name, "cons25", 6) == 0;
}

bool terminal_without_clipboard(void) {
    static const char *const without[] = {"linux", "cons25", "vt100", "vt102", "vt220", "dumb", "ansi"};
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        if (strncmp(term_name, without[i], strlen(without[i])) == 0)
            return true;
    return false;
}

bool terminal_mono(void) {
    const char *no_color = getenv("NO_COLOR");
    return (no_color && *no_color) || strncmp(term_name, "vt1", 3) == 0 || strncmp(term_name, "vt2", 3) == 0 ||
           !has_colors();
}

void terminal_probe_ask(void) {
    char ask[128];
    /* hidden letters on the last row, two answers wanted, the row cleared again, the cursor back where curses thinks it
     * is */
    text_format(ask, sizeof ask, "\0337\033[%d;1H\033[8mका\033[6n\033[%d;1Hक्ष\033[6n\033[0m\033[%d;1H\033[K\0338",
                LINES, LINES, LINES);
    write_text(ask);
    wredrawln(stdscr, LINES - 1, 1);
    terminal_update();
}
