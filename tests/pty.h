/* The real program on a pseudo-terminal, its screen read back through libvterm.
 *
 * Nothing sleeps: each wait is a poll() on the terminal, and ends when what is waited for stands there and the terminal has been
 * quiet for PTY_QUIET_MS, or at its deadline. Functions that return false have put the reason and the screen into pty_why().
 * Used by tests/screens, tests/robust and tests/bench; free of cmocka (see pty_check.h for that). */
#ifndef ITSSO_TESTS_PTY_H
#define ITSSO_TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

#define PTY_QUIET_MS 30
#define PTY_DEADLINE_MS 5000 /* pty_wait_… without a deadline of their own; six times that under SANITIZE */

struct pty;

struct pty_options {
    const char *const *argv;     /* NULL at the end; argv[0] is the program, searched in PATH */
    const char *const *env;      /* NULL at the end: "NAME=VALUE" is set, "NAME" alone removed; NULL: none. TERM is
                                  * xterm-256color and LANG C.UTF-8 unless said here */
    const char *folder;          /* the program's working folder, NULL: this one */
    int rows, columns;           /* 0: 24, 80 */
    bool silent_terminal;        /* the terminal answers no question (CSI 6n, CSI c …) */
    bool ignore_hangup;          /* the program begins with SIGHUP ignored, as under nohup */
    bool blind;                  /* keep no screen and no log, only times and counts: for measuring */
};

/* Starts the program. NULL with pty_why() where it cannot be. */
struct pty *pty_start(const struct pty_options *options);

/* Kills the program where it still runs, and frees everything. NULL is allowed. */
void pty_stop(struct pty *p);

/* Why the last function failed, with the screen as it was then. Static. */
const char *pty_why(void);

/* ---- what goes in ---- */

/* Keys, by name in angle brackets and as they are: "jj<Enter>/verma<Esc><F2><C-s><PageDown><Paste:text>"; "<lt>" is "<".
 * Sent at once, in one write. false where a name is unknown (pty_why) or the terminal is gone. */
bool pty_keys(struct pty *p, const char *keys);
/* "2|<Enter>|h": each part by itself, and between them until the screen is quiet. */
bool pty_keys_in_steps(struct pty *p, const char *keys);
bool pty_bytes(struct pty *p, const void *bytes, size_t n);
void pty_resize(struct pty *p, int rows, int columns);
bool pty_signal(struct pty *p, int signal); /* to the program */
void pty_hang_up(struct pty *p);            /* closes the terminal's other end, as a lost SSH connection does */

/* ---- waiting ---- */

/* All of them: the condition holds and nothing was written for PTY_QUIET_MS. */
bool pty_wait_text(struct pty *p, const char *text);         /* stands somewhere on the screen, within one line */
bool pty_wait_no_text(struct pty *p, const char *text);      /* stands nowhere on it, and something does */
bool pty_wait_at(struct pty *p, int row, int column, const char *text); /* begins at that cell; 0 is the first */
bool pty_wait_cursor(struct pty *p, int row, int column);
bool pty_wait_written(struct pty *p, uint64_t bytes);        /* at least so many in all: see pty_written */
bool pty_wait_raw(struct pty *p, const char *bytes);         /* was written, since pty_mark */
bool pty_wait(struct pty *p, bool (*holds)(struct pty *, void *), void *context, const char *what, int deadline_ms);

/* A condition for pty_wait: something stands on the screen. */
bool pty_is_filled(struct pty *p, void *unused);

/* Reads until nothing was written for `ms`, at most `deadline_ms`: for keys that may change nothing. */
void pty_settle(struct pty *p, int ms, int deadline_ms);

/* Waits for the end of the program; *status as waitpid gives it. Reads what it still writes. */
bool pty_wait_end(struct pty *p, int *status, int deadline_ms);
bool pty_running(struct pty *p);

/* ---- what came out ---- */

/* One line as UTF-8 with its combining marks, blanks at the end cut; valid until the next call for the same row. */
const char *pty_line(struct pty *p, int row);
/* All lines, each with a newline. The caller frees. */
char *pty_screen(struct pty *p);
int pty_rows(const struct pty *p);
int pty_columns(const struct pty *p);
/* First row on which the text stands (the cell's column into *column, may be NULL), or -1. */
int pty_find(struct pty *p, const char *text, int *column);
void pty_cursor(const struct pty *p, int *row, int *column, bool *visible);
bool pty_on_alternate_screen(const struct pty *p);
bool pty_coloured(struct pty *p);                            /* any cell has a colour of its own */
bool pty_reversed(struct pty *p, int row, int column);
uint64_t pty_written(const struct pty *p);                   /* bytes in all */
void pty_mark(struct pty *p);                                /* pty_raw and pty_raw_has look from here on */
const char *pty_raw(const struct pty *p, size_t *n);
bool pty_raw_has(const struct pty *p, const char *bytes, size_t n);
bool pty_termios(struct pty *p, struct termios *out);        /* as the program has set it */

/* ---- measures ---- */

pid_t pty_pid(const struct pty *p);
double pty_started_ms(const struct pty *p);                  /* on the clock of pty_now_ms */
double pty_last_byte_ms(const struct pty *p);                /* when the last byte was read */
double pty_now_ms(void);                                     /* monotonic */
long pty_peak_kib(const struct pty *p);                      /* VmHWM; -1 when it has ended */
double pty_cpu_ms(const struct pty *p);                      /* so far */
long pty_wakeups(const struct pty *p);                       /* voluntary context switches so far */

#endif
