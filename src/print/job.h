/* What itsso-print puts on paper: a sheet as JSON (src/report/sheet_json.c writes it), read, checked and cleaned. All
 * texts are owned by the job. */
#ifndef ITSSO_PRINT_JOB_H
#define ITSSO_PRINT_JOB_H

#include <stdio.h>

#include "src/error.h"
#include "src/i18n.h"

#define JOB_FORMAT 1
#define JOB_COLUMNS_MAX 32
#define JOB_BYTES_MAX ((size_t)64 << 20)

enum job_align { JOB_LEFT, JOB_RIGHT, JOB_CENTRE };
enum job_kind { JOB_ROW, JOB_TOTAL, JOB_GROUP, JOB_NOTE };

struct job_column {
    char *heading;
    enum job_align align;
    int weight;       /* of the room that is left */
    bool blank, wrap; /* blank: a box to write in */
};

struct job_row {
    enum job_kind kind;
    int bar;     /* 0..1000; -1 none */
    char **cell; /* as many as the block has columns; "" empty */
};

struct job_block {
    char *title;
    int columns;
    struct job_column column[JOB_COLUMNS_MAX];
    int rows;
    struct job_row *row;
};

struct texts {
    int n;
    char **text;
};

struct job {
    enum language language;
    bool landscape;
    char *title, *unit, *period, *data, *date /* YYYY-MM-DD or "" */;
    char *confidential, *training /* "": not training */, *watermark;
    char *page, *continued, *nothing; /* words */
    struct texts signatories, leads, notes;
    int blocks;
    struct job_block *block;
};

/* Reads all of the file. NULL with e: ERROR_USAGE where it is no such sheet (which line, what was expected),
 * ERROR_UNABLE where it cannot be read or memory ran out. */
struct job *job_read(FILE *in, struct error *e);
void job_free(struct job *job); /* NULL is allowed */

#endif
