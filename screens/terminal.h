/* The terminal: start and stop of curses in one function each. Whatever way the program leaves, terminal_stop has put
 * the terminal back as it was (also after a failed assertion or a crash, as far as that can be done). */
#ifndef ITSSO_TERMINAL_H
#define ITSSO_TERMINAL_H

#include <stdbool.h>

#include "src/config.h"
#include "src/error.h"

/* Sets the environment that curses needs (NCURSES_NO_UTF8_ACS), tries $TERM, then xterm-256color, xterm, vt100. *note
 * (256 bytes) gets a sentence where another one was taken, else "". false: standard input or output is no terminal. */
bool terminal_start(const struct config *config, char note[CONFIG_NOTE_SIZE], struct error *e);
void terminal_stop(void);
bool terminal_started(void);

/* Ctrl-Z: gives the terminal back, stops the process, and takes the terminal again when it goes on. */
void terminal_suspend(void);
/* The window's size changed: tells curses. */
void terminal_resize(void);
/* Nothing that is on the screen is believed: the next update writes it all. */
void terminal_repaint(void);
/* Where the cursor rests after the next update (line.c's cursor_rest). */
void terminal_cursor(int row, int column);
/* Writes what was drawn, with the cursor where it was wanted. */
void terminal_update(void);

/* Milliseconds to wait for the rest of an escape sequence: 25, over SSH 100, ESCDELAY wins. */
int terminal_escape_ms(void);
/* TERM=linux and the like: a terminal without Devanagari. */
bool terminal_without_hindi(void);
/* The Linux console and old terminals: none that OSC 52 could reach. Of others nobody can know. */
bool terminal_without_clipboard(void);
/* No colours wanted or none there: NO_COLOR, vt100/vt220, has_colors() false. */
bool terminal_mono(void);

/* Asks how wide the terminal draws का and क्ष (terminal.md section 3), on the last row, which the next update repairs.
 * The two answers come as EVENT_CURSOR. */
void terminal_probe_ask(void);

#endif
