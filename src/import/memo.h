/* What was read once is not read again: sections, officers and statuses by the bytes of their cells. Bounded. */
#ifndef ITSSO_IMPORT_MEMO_H
#define ITSSO_IMPORT_MEMO_H

#include "src/import/fields.h"

#define MEMO_KEY 512

/* The bytes of the cells that a value comes from, one behind the other. */
struct memo_key {
    size_t n;
    bool whole;
    char text[MEMO_KEY];
};
void memo_key_begin(struct memo_key *key, char kind);
void memo_key_add(struct memo_key *key, struct cell cell);
uint64_t memo_hash(const char *text, size_t n);

struct memo;
struct memo *memo_new(void);
void memo_free(struct memo *memo);

/* false where it is not there. A key that is not whole (the cells were longer than MEMO_KEY) is never there. */
bool memo_get(struct memo *memo, const struct memo_key *key, void *value, size_t *value_n, size_t cap);
/* Keeps a copy, in the place of another where need be; silently not where memory is short. */
void memo_put(struct memo *memo, const struct memo_key *key, const void *value, size_t value_n);

#endif
