/* What the three files of the pty harness share; tests include pty.h. */
#ifndef ITSSO_TESTS_PTY_INSIDE_H
#define ITSSO_TESTS_PTY_INSIDE_H

#include "tests/pty.h"

#include <vterm.h>

struct pty {
    int fd, pidfd;         /* the terminal's other end; the child; -1: closed, not there */
    pid_t pid;
    int status;            /* of the child, once reaped */
    bool reaped, ended;    /* ended: nothing more can be read */
    bool silent, blind;
    int rows, columns;
    double started, last_byte, last_sent;
    uint64_t written;
    char *log;             /* all output, NUL at the end */
    size_t log_used, log_size, mark;
    VTerm *vt;             /* NULL while blind */
    VTermScreen *screen;
    char *line;            /* pty_line */
    bool alternate, cursor_hidden;
};

/* Fills pty_why() with the sentence and the screen; returns false. p may be NULL. */
bool pty_fail(struct pty *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Milliseconds, longer under the sanitizers. */
int pty_patience(int ms);

bool screen_make(struct pty *p);
void screen_free(struct pty *p);
void screen_resize(struct pty *p);
void screen_feed(struct pty *p, const char *bytes, size_t n);

#endif
