#include "src/import/held.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"

/* A row with as many sections as it has. */
struct held_case {
    struct case_facts facts;
    bool status_said, cut;
    uint64_t line;
    int n;
    struct section section[];
};

static struct held_case *pack(const struct facts_row *row) {
    struct held_case *h = malloc(sizeof *h + (size_t)row->sections.n * sizeof row->sections.at[0]);
    if (!h)
        return NULL;
    h->facts = row->facts;
    h->status_said = row->status_said;
    h->cut = row->sections.cut;
    h->line = row->line;
    h->n = row->sections.n;
    memcpy(h->section, row->sections.at, (size_t)h->n * sizeof h->section[0]);
    return h;
}

static void unpack(const struct held_case *h, struct facts_row *row) {
    row->facts = h->facts;
    row->facts.sections = &row->sections;
    row->status_said = h->status_said;
    row->line = h->line;
    row->sections.n = h->n;
    row->sections.cut = h->cut;
    memcpy(row->sections.at, h->section, (size_t)h->n * sizeof h->section[0]);
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

bool held_add(struct held *held, int64_t place, const struct facts_row *row, bool *joined, bool *differs,
              struct error *e) {
    *joined = *differs = false;
    if (place < 0 || (size_t)place < held->from || (size_t)place - held->from >= held->n)
        return true;
    struct held_case **at = &held->at[(size_t)place - held->from];
    const struct facts_row *keep = row;
    if (*at) {
        unpack(*at, &held->scratch);
        *differs = facts_join(&held->scratch, row);
        *joined = true;
        keep = &held->scratch;
    }
    struct held_case *packed = pack(keep);
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
