/* A sheet to the printer: as PDF by itsso-print, then through CUPS (lp) where a printer is set up; else the PDF stays
 * in a folder of its own and its place is said. A print that fails is said, and its PDF is kept: never lost.
 *
 * In steps, each of them a program that runs beside this one: the screens let their loop wait for it, a command waits.
 * The name of the job is neutral, since it stands in a queue that others read: the report's name and a case's number,
 * no sections, no remarks, no unit's people (domain.md section 6). */
#ifndef ITSSO_PAPER_H
#define ITSSO_PAPER_H

#include "src/child.h"
#include "src/report/sheet.h"

#define PAPER_PATH 1400

enum paper_end {
    PAPER_GOES_ON, /* the next child runs */
    PAPER_PRINTED, /* the printer has it; no file is left */
    PAPER_SAVED,   /* no printer is set up: the PDF is kept */
    PAPER_FAILED   /* said why; the PDF is kept where there is one */
};

struct paper {
    struct child child; /* what runs now: wait for it, then paper_step */
    enum { PAPER_MAKES_PDF, PAPER_ASKS, PAPER_PRINTS } step;
    char pdf[PAPER_PATH];
    char title[96];   /* of the job */
    char printer[96]; /* its name, once it is known */
};

/* Makes a place for the PDF and starts itsso-print. data_folder: where the folder print/ is made if there is no
 * $XDG_STATE_HOME/itsso-tui that can be written. false with e: nothing runs. */
bool paper_begin(struct paper *paper, const struct sheet *sheet, const char *data_folder, struct error *e);
/* How long the child that runs may take, in milliseconds. */
int paper_limit_ms(const struct paper *paper);
/* The child ended with this status (or runs too long: negative): starts the next one, or is over: said gets the
 * sentence for the user. */
enum paper_end paper_step(struct paper *paper, int status, char *said, size_t cap);
/* Ends what runs. */
void paper_close(struct paper *paper);

/* Asks CUPS for the printer that would be taken; waits some seconds at most. false: there is none, or it cannot be
 * asked (said: why; "" where none is set up). */
bool paper_printer(char *name, size_t name_cap, char *said, size_t cap);

/* All of it, waiting: for commands. */
enum paper_end paper_print(const struct sheet *sheet, const char *data_folder, char *said, size_t cap);

#endif
