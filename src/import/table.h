/* Records and cells of a CSV or TSV stream (RFC 4180: quotes, line breaks inside them; lines end in LF, CRLF
 * or CR). One record at a time, at most TABLE_RECORD bytes; memory does not grow with the file. */
#ifndef ITSSO_IMPORT_TABLE_H
#define ITSSO_IMPORT_TABLE_H

#include "src/import/source.h"

#define TABLE_RECORD (1024 * 1024) /* bytes of a record, and so of a cell */
#define TABLE_COLUMNS 1024

struct cell {
    const char *text; /* not ended by a NUL; good until the next table_next */
    size_t n;
};

struct table {
    struct source *source;
    char delimiter; /* ',' ';' or '\t' */
    char *buffer;
    size_t start, end; /* what is read and not yet given out */
    bool source_ended;
    bool peeking; /* between table_peek and table_peek_end */
    uint64_t next_line;
    /* the record that table_next gave */
    uint64_t line;         /* on which it begins, from 1 */
    int n;                 /* cells */
    bool ended_by_newline; /* false: the file ends with it */
    struct cell *cell;
    unsigned char *escaped; /* a cell has doubled quotes, still to be made single */
};

/* Over an opened source, which stays the caller's. */
bool table_open(struct table *table, struct source *source, struct error *e);
void table_close(struct table *table);

/* 1 a record (blank lines are records of one empty cell), 0 the end, -1 failed: a NUL byte, a record that is
 * too long, a quote that is never closed, too many cells. The sentence names the file and the line. */
int table_next(struct table *table, struct error *e);

/* For finding the delimiter and the heading row: after table_peek, table_next reads only what the first
 * 1.25 MiB hold in whole (then 0), leaves doubled quotes doubled, and table_peek again goes back to the first
 * record. table_peek_end goes back for good. */
bool table_peek(struct table *table, struct error *e);
void table_peek_end(struct table *table);

/* The whole file again, in its next pass. */
bool table_rewind(struct table *table, struct error *e);

#endif
