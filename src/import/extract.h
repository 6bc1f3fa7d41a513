/* An extract as a sequence of rows that can be read several times: a file is read again, standard input is kept
 * in a spool without a name that holds only the columns that are taken. */
#ifndef ITSSO_IMPORT_EXTRACT_H
#define ITSSO_IMPORT_EXTRACT_H

#include "src/import/headings.h"

struct extract {
    struct source source;
    struct table table;       /* .line is the line in the file as it came, in every pass */
    struct headings headings; /* of the table as it is read now: after a spool only the columns that are taken */
    struct headings all;      /* of the file */
    bool spooled;             /* the rows come from the spool now */
    int spool;                /* descriptor, -1 none */
    void *spool_file;         /* FILE over a copy of it, while it is written */
    int columns;              /* of the file */
};

/* Opens, finds encoding and headings. `folder` is where a spool may lie (unlinked at once, 0600); NULL: $TMPDIR or
 * /tmp. On failure nothing is left open. */
bool extract_open(struct extract *extract, const char *path, const struct mappings *mappings, const char *folder,
                  struct error *e);
void extract_close(struct extract *extract);

/* As table_next, and refuses a file that ends in the middle of a row. The first pass over standard input fills the
 * spool. */
int extract_next(struct extract *extract, struct error *e);

/* To the first row below the headings, for the next pass; only after a pass that came to the end. */
bool extract_rewind(struct extract *extract, struct error *e);

#endif
