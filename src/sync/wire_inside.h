/* Inside src/sync/wire*.c only: values of JSON as the program's types. Everything that comes in here was written by somebody else. */
#ifndef ITSSO_SYNC_WIRE_INSIDE_H
#define ITSSO_SYNC_WIRE_INSIDE_H

#include "src/sync/wire.h"

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

/* null for "" and CIVIL_NONE. */
json_t *wire_put_text(const char *text);
json_t *wire_put_day(civil_day day);
json_t *wire_put_case_id(case_id id);
/* Appends (taking value); false: no memory, or value is NULL. */
bool wire_append(json_t *array, json_t *value);

#endif
