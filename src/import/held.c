#include "src/import/held.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"

/* A row in as little room as it needs, as one run of bytes: this head, the facts before and behind the officer, the
 * officer's texts, the sections. */
struct head {
    uint64_t line;
    uint16_t io_n;
    uint8_t status_said, cut, n;
};

#define BEFORE_IO offsetof(struct case_facts, io)
#define BEHIND_IO (BEFORE_IO + sizeof(struct officer))
#define BEHIND_N (sizeof(struct case_facts) - BEHIND_IO)

static char *put_bytes(char *to, const void *from, size_t n) {
    memcpy(to, from, n);
    return to + n;
}

static const char *get_bytes(void *to, const char *from, size_t n) {
    memcpy(to, from, n);
    return from + n;
}

static char *pack(const struct facts_row *row) {
    const struct officer *io = &row->facts.io;
    const char *const texts[] = {io->pno, io->rank, io->name, io->name_hi};
    struct head head = {
        .line = row->line, .status_said = row->status_said, .cut = row->sections.cut, .n = (uint8_t)row->sections.n};
    size_t sections_n = (size_t)row->sections.n * sizeof row->sections.at[0];
    for (size_t i = 0; i < 4; i++)
        head.io_n = (uint16_t)(head.io_n + strlen(texts[i]) + 1);
    char *bytes = malloc(sizeof head + BEFORE_IO + BEHIND_N + head.io_n + sections_n);
    if (!bytes)
        return NULL;
    char *to = put_bytes(bytes, &head, sizeof head);
    to = put_bytes(to, &row->facts, BEFORE_IO);
    to = put_bytes(to, (const char *)&row->facts + BEHIND_IO, BEHIND_N);
    for (size_t i = 0; i < 4; i++)
        to = put_bytes(to, texts[i], strlen(texts[i]) + 1);
    put_bytes(to, row->sections.at, sections_n);
    return bytes;
}

static void unpack(const char *from, struct facts_row *row) {
    struct officer *io = &row->facts.io;
    char *const texts[] = {io->pno, io->rank, io->name, io->name_hi};
    struct head head;
    from = get_bytes(&head, from, sizeof head);
    from = get_bytes(&row->facts, from, BEFORE_IO);
    from = get_bytes((char *)&row->facts + BEHIND_IO, from, BEHIND_N);
    for (size_t i = 0; i < 4; i++)
        from = get_bytes(texts[i], from, strlen(from) + 1);
    row->facts.sections = &row->sections;
    row->line = head.line;
    row->status_said = head.status_said;
    row->sections.cut = head.cut;
    row->sections.n = head.n;
    get_bytes(row->sections.at, from, (size_t)head.n * sizeof row->sections.at[0]);
}

void held_free(struct held *held) {
    for (size_t i = 0; held->at && i < held->n; i++)
        free(held->at[i]);
    free(held->at);
    held->at = NULL;
    held->n = 0;
}

bool held_begin(struct held *held, size_t from, size_t all, struct error *e) {
    held_free(held);
    held->from = from;
    size_t n = all > from ? all - from : 0;
    if (n > HELD_MAX)
        n = HELD_MAX;
    if (n == 0)
        return true;
    held->at = calloc(n, sizeof *held->at);
    if (!held->at)
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    held->n = n;
    return true;
}

bool held_has(const struct held *held, size_t place) {
    return place >= held->from && place - held->from < held->n;
}

bool held_add(struct held *held, int64_t place, const struct facts_row *row, bool *joined, bool *differs,
              struct error *e) {
    *joined = *differs = false;
    if (place < 0 || !held_has(held, (size_t)place))
        return true;
    char **at = &held->at[(size_t)place - held->from];
    const struct facts_row *keep = row;
    if (*at) {
        unpack(*at, &held->scratch);
        *differs = facts_join(&held->scratch, row);
        *joined = true;
        keep = &held->scratch;
    }
    char *packed = pack(keep);
    if (!packed)
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    free(*at);
    *at = packed;
    return true;
}

bool held_put(struct held *held, bool (*put)(void *context, const struct facts_row *row, struct error *e),
              void *context, struct error *e) {
    for (size_t i = 0; i < held->n; i++) {
        if (!held->at[i])
            continue;
        unpack(held->at[i], &held->scratch);
        if (!put(context, &held->scratch, e))
            return false;
    }
    return true;
}
