/* What the commands print: rows as a table for people, as CSV or as JSON, and one JSON object; one way for all commands.
 *
 * Table: headings and cells in the language shown now. 500 rows are held, their widths computed, and printed together; a later block may be
 * wider, never narrower. On a terminal the widest columns give way first, down to their least width, then columns leave from
 * the right; elsewhere nothing is shortened. No colour, no box.
 * CSV: RFC 4180 in UTF-8 without BOM, lines end with LF; a text that begins with = + - @, tab or CR gets an apostrophe first.
 * JSON: an array of objects; numbers as numbers, null where a cell is empty.
 * Memory does not grow with the number of rows. */
#ifndef ITSSO_OUTPUT_H
#define ITSSO_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "src/domain/calendar.h"

enum output_format { OUTPUT_TABLE, OUTPUT_CSV, OUTPUT_JSON };

struct output_column {
    const char *name;    /* CSV heading and JSON name: English whatever the language */
    const char *heading; /* of the table, N_() */
    bool right;          /* numbers: at the right of their column */
    int least;           /* terminal columns to which it may shrink; 0: it never does */
    int leaves;          /* where there is still no room, the column with the highest number goes first; 0 never goes */
};

#define OUTPUT_COLUMNS_MAX 16

struct output; /* opaque */

/* columns and file outlive the output. width: terminal columns for a table, 0 no limit (output_width gives it). NULL: out of memory. */
struct output *output_begin(FILE *file, enum output_format format, const struct output_column *columns, int n, int width);

/* The next cell of the row, from the left. Text is cleaned (text.h); NULL and "" are an empty cell. */
void output_text(struct output *output, const char *text);
void output_number(struct output *output, int64_t number);
/* With two decimals; NAN is an empty cell. */
void output_decimal(struct output *output, double number);
void output_day(struct output *output, civil_day day); /* ISO in CSV and JSON, dd/mm/yyyy in a table */
void output_empty(struct output *output);
/* Ends the row; cells that were not given are empty. false where the file cannot be written or memory ran out: stop. */
bool output_row(struct output *output);
/* Prints what is held and the end; frees output. false as above. A table without a row prints its headings. */
bool output_end(struct output *output);

/* Columns of the terminal that `file` is, 0 where it is none. */
int output_width(FILE *file);

/* True for a table: cells are words for people, not codes. */
bool output_for_people(const struct output *output);

/* ---- one JSON value, built up ---- */

#define JSON_DEEP 8
struct json { FILE *file; int depth; bool some[JSON_DEEP]; };

/* name is NULL inside an array and at the top. */
void json_begin(struct json *json, FILE *file);
void json_open(struct json *json, const char *name, char bracket /* '{' or '[' */);
void json_close(struct json *json, char bracket /* '}' or ']' */);
void json_text(struct json *json, const char *name, const char *text); /* lines are kept; "" and NULL are null */
void json_number(struct json *json, const char *name, int64_t number);
void json_bool(struct json *json, const char *name, bool yes);
void json_day(struct json *json, const char *name, civil_day day);
void json_none(struct json *json, const char *name);
/* A newline after the last bracket; false where the file cannot be written. */
bool json_end(struct json *json);

/* `text` between quotes, as JSON escapes it. The text is valid UTF-8. */
void json_quote(FILE *file, const char *text);
/* One CSV cell of text: quoted where needed, an apostrophe first where a spreadsheet would run it. */
void csv_cell(FILE *file, const char *text);

#endif
