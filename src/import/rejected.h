/* FILE.rejected.csv beside the extract: line, FIR number, column and reason of each rejected row, never the cell. */
#ifndef ITSSO_IMPORT_REJECTED_H
#define ITSSO_IMPORT_REJECTED_H

#include "src/domain/case_no.h"
#include "src/import/headings.h"

#define REJECTED_SHOWN 10 /* rows that are kept for showing on standard error */

struct rejected {
    void *file;        /* FILE, NULL before the first row and where it cannot be written */
    bool wanted;       /* a file is to be written at all (not for standard input and --dry-run) */
    char path[4200];   /* FILE.rejected.csv */
    char part[4210];   /* what it is called until it is whole */
    char trouble[600]; /* why it could not be written, "" while it can */
    uint64_t n;
    struct {
        uint64_t line;
        char column[64];
        char reason[400];
    } first[REJECTED_SHOWN];
};

/* Nothing is made yet. source NULL: no file is wanted, the first rows are kept all the same. */
void rejected_begin(struct rejected *rejected, const char *source);

/* id 0: the row has no FIR number that can be read. */
void rejected_add(struct rejected *rejected, uint64_t line, case_id id, const char *column, const char *reason);

/* Puts the file in its place (fsync, rename); an older one goes where there are no rejected rows now. false: trouble
 * says why. */
bool rejected_finish(struct rejected *rejected);

/* Takes away what was begun; an older file stays. */
void rejected_abandon(struct rejected *rejected);

#endif
