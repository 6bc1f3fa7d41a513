/* One line on the terminal while an import runs: how far it is. Nothing where standard error is no terminal. */
#ifndef ITSSO_IMPORT_PROGRESS_H
#define ITSSO_IMPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;
    bool shown; /* the line stands there now */
    int64_t last_ms;
    uint64_t rows;     /* of the pass */
    const char *doing; /* "checking", "importing": translated */
};

void progress_begin(struct progress *progress);
/* A pass begins. */
void progress_pass(struct progress *progress, const char *doing);
/* Counts a row; draws at most ten times a second. size 0: not known. Cheap. */
void progress_row(struct progress *progress, uint64_t done, uint64_t size);
/* A sentence instead of a number, drawn at once: "making the indexes". */
void progress_say(struct progress *progress, const char *doing);
/* Takes the line away. */
void progress_end(struct progress *progress);

#endif
