/* Inside src/sync/wire*.c only: values of JSON as the program's types. Everything that comes in here was written by somebody else. */
#ifndef ITSSO_SYNC_WIRE_INSIDE_H
#define ITSSO_SYNC_WIRE_INSIDE_H

#include "src/sync/wire.h"

/* A text of n bytes (no NUL needed) as what it must be; false: it is not, or does not fit. */
bool text_of(const char *text, size_t n, char *out, size_t cap, bool lines);
bool word_of(const char *text, size_t n, char *out, size_t cap);
bool day_of(const char *text, size_t n, civil_day *out);
bool case_id_of(const char *text, size_t n, case_id *out);

/* One line of text, cleaned; null (or NULL) reads as "". false: no text, or more bytes than fit. */
bool wire_text(const json_t *value, char *out, size_t cap);
/* The same with its lines kept. */
bool wire_lines(const json_t *value, char *out, size_t cap);
/* A word of the protocol: letters, digits and -_:. alone. null reads as "". */
bool wire_word(const json_t *value, char *out, size_t cap);
/* "YYYY-MM-DD"; null reads as CIVIL_NONE. false: no date. */
bool wire_day(const json_t *value, civil_day *out);
/* An integer from `low` on. */
bool wire_number(const json_t *value, int64_t low, int64_t *out);
/* "31655001/0412/2026". */
bool wire_case_id(const json_t *value, case_id *out);
/* "2026-11-25T12:34:56.789Z". */
bool wire_stamp(const json_t *value, char out[32]);

/* A value in a row, from a tree of JSON or from the text itself. */
struct wire_cell {
    enum { CELL_NOTHING, CELL_TEXT, CELL_NUMBER, CELL_NESTED, CELL_OTHER } kind;
    const char *text;   /* CELL_TEXT: without its escapes; CELL_NESTED of a text: as it stands there */
    size_t n;
    int64_t number;
    const json_t *tree; /* CELL_NESTED of a tree; NULL: of a text */
};
/* The case that stands in the cells (in the order of wire_columns). */
bool wire_case_of(const struct wire_cell cells[WIRE_COLUMNS], struct sync_case *c, struct error *e);

/* null for "" and CIVIL_NONE. */
json_t *wire_put_text(const char *text);
json_t *wire_put_day(civil_day day);
json_t *wire_put_case_id(case_id id);
/* Appends (taking value); false: no memory, or value is NULL. */
bool wire_append(json_t *array, json_t *value);

#endif
