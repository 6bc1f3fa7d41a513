#include "src/import/memo.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 8192 /* a power of two */
#define VALUE_MAX 2048

struct slot {
    uint64_t hash;
    uint16_t key_n, value_n;
    char *bytes; /* the key, then the value */
};

struct memo {
    struct slot slot[SLOTS];
};

void memo_key_begin(struct memo_key *key, char kind) {
    key->text[0] = kind;
    key->n = 1;
    key->whole = true;
}

void memo_key_add(struct memo_key *key, struct cell cell) {
    if (!key->whole || cell.n + 2 > MEMO_KEY - key->n) {
        key->whole = false;
        return;
    }
    key->text[key->n++] = '\037';
    memcpy(key->text + key->n, cell.text, cell.n);
    key->n += cell.n;
}

uint64_t memo_hash(const char *text, size_t n) {
    uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ n;
    while (n >= 8) {
        uint64_t eight;
        memcpy(&eight, text, 8);
        h = (h ^ eight) * UINT64_C(0xBF58476D1CE4E5B9);
        h ^= h >> 29;
        text += 8;
        n -= 8;
    }
    uint64_t rest = 0;
    memcpy(&rest, text, n);
    h = (h ^ rest) * UINT64_C(0x94D049BB133111EB);
    return h ^ h >> 31;
}

struct memo *memo_new(void) {
    return calloc(1, sizeof(struct memo));
}

void memo_free(struct memo *memo) {
    for (size_t i = 0; memo && i < SLOTS; i++)
        free(memo->slot[i].bytes);
    free(memo);
}

bool memo_get(struct memo *memo, const struct memo_key *key, void *value, size_t *value_n, size_t cap) {
    if (!key->whole)
        return false;
    uint64_t hash = memo_hash(key->text, key->n);
    const struct slot *s = &memo->slot[hash & (SLOTS - 1)];
    if (!s->bytes || s->hash != hash || s->key_n != key->n || s->value_n > cap ||
        memcmp(s->bytes, key->text, key->n) != 0)
        return false;
    memcpy(value, s->bytes + s->key_n, s->value_n);
    *value_n = s->value_n;
    return true;
}

void memo_put(struct memo *memo, const struct memo_key *key, const void *value, size_t value_n) {
    if (!key->whole || value_n > VALUE_MAX)
        return;
    uint64_t hash = memo_hash(key->text, key->n);
    struct slot *s = &memo->slot[hash & (SLOTS - 1)];
    char *bytes = malloc(key->n + value_n);
    if (!bytes)
        return;
    free(s->bytes);
    memcpy(bytes, key->text, key->n);
    memcpy(bytes + key->n, value, value_n);
    *s = (struct slot){.hash = hash, .key_n = (uint16_t)key->n, .value_n = (uint16_t)value_n, .bytes = bytes};
}
