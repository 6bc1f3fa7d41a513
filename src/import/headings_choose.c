/* Columns of one meaning: which of them is taken. */
#include <string.h>

#include "src/import/headings_table.h"

static bool is_section_field(enum field field) {
    return field >= FIELD_ACT && field <= FIELD_IT;
}

static bool word_is_present(const char *key) {
    static const char *const words[] = {"present", "current", "वर्तमान", "अद्यतन"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(key, words[i], strlen(words[i])) == 0)
            return true;
    }
    return false;
}

int heading_weight(const char *text, size_t n, const struct mappings *mappings) {
    return heading_is_mapped(text, n, mappings) ? 2 : heading_any_word(text, n, word_is_present);
}

static bool is_devanagari(const char *heading) {
    return strstr(heading, "\340\244") != NULL || strstr(heading, "\340\245") != NULL;
}

static void leave_instead(struct headings *h, int column, int taken) {
    h->column[column].field = FIELD_NONE;
    h->column[column].instead = taken;
    h->used--;
}

/* Leaves all columns of the field but the best; returns its place (-1 none) and its weight. */
static int choose_one(struct headings *h, enum field field, int *weight) {
    int best = -1, pair = -1;
    *weight = 0;
    for (int i = 0; i < h->n; i++) {
        int now = h->column[i].field == field ? h->column[i].weight : -1;
        if (now >= 0 && (best < 0 || now > *weight)) {
            best = i;
            *weight = now;
        }
    }
    for (int i = 0; field == FIELD_IO && i < h->n && pair < 0; i++) {
        if (i != best && h->column[i].field == field && h->column[i].weight == *weight &&
            is_devanagari(h->column[i].heading) != is_devanagari(h->column[best].heading))
            pair = i;
    }
    for (int i = 0; i < h->n; i++) {
        if (h->column[i].field == field && i != best && i != pair)
            leave_instead(h, i, best);
    }
    return best;
}

static bool has_officer_left(const struct headings *h, int taken) {
    for (int i = 0; taken >= 0 && i < h->n; i++) {
        if (h->column[i].instead == taken)
            return true;
    }
    return false;
}

void headings_choose(struct headings *h) {
    static const enum field his[] = {FIELD_IO_RANK, FIELD_IO_PNO, FIELD_IO_SINCE};
    int weight = 0, officer_weight = 0, officer = -1;
    for (int f = FIELD_FIR; f < FIELD_COUNT; f++) {
        enum field field = (enum field)f;
        if (is_section_field(field))
            continue;
        int best = choose_one(h, field, &weight);
        if (field == FIELD_IO) {
            officer = best;
            officer_weight = weight;
        }
    }
    if (officer_weight != 1 || !has_officer_left(h, officer))
        return;
    for (size_t i = 0; i < sizeof his / sizeof *his; i++) {
        int column = headings_column(h, his[i]);
        if (column >= 0 && h->column[column].weight == 0)
            leave_instead(h, column, -1);
    }
}
