/* The combinations of sections and their weights. */
#include "src/demo/mix.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

#define ADULT true, false
#define CHILD false, false
#define CHILD_BNS false, true /* POCSO 8 and 10 are tracked by BNSS 193(2) only */

/* Weights: about so many of 10,000 cases of POCSO courts; the adults' are ours: there is no published count. */
static const struct mix_line table[] = {
    {"", "4", 1340, CHILD},
    {"", "8", 740, CHILD_BNS},
    {"", "6", 720, CHILD},
    {"376", "6", 530, CHILD},
    {"376", "4", 380, CHILD},
    {"363 376", "6", 270, CHILD},
    {"366A", "4", 270, CHILD},
    {"", "10", 220, CHILD_BNS},
    {"363 366 376", "6", 220, CHILD},
    {"354", "8", 210, CHILD_BNS},
    {"376 506", "6", 210, CHILD},
    {"363 376", "4", 200, CHILD},
    {"363 366A", "4", 170, CHILD},
    {"366", "4", 145, CHILD},
    {"363 366A", "6", 143, CHILD},
    {"354", "10", 140, CHILD_BNS},
    {"506", "6", 130, CHILD},
    {"376 506", "4", 120, CHILD},
    {"363 366 376", "4", 106, CHILD},
    {"363", "4", 100, CHILD},
    {"363 366A 376", "4", 90, CHILD},
    {"354A", "8", 86, CHILD_BNS},
    {"377", "6", 86, CHILD},
    {"506", "4", 60, CHILD},
    {"366A 376", "4", 53, CHILD},
    {"506", "8", 52, CHILD_BNS},
    {"377", "4", 51, CHILD},
    {"", "4 6", 51, CHILD},
    {"365", "4", 46, CHILD},
    {"", "8 12", 46, CHILD_BNS},
    {"366", "6", 44, CHILD},
    {"354A", "10", 42, CHILD_BNS},
    {"377 506", "6", 41, CHILD},
    {"366 376", "4", 41, CHILD},
    {"363 366", "6", 40, CHILD},
    {"354 506", "8", 40, CHILD_BNS},
    {"376 511", "8", 39, CHILD},
    {"376", "4 6", 39, CHILD},
    {"376(3)", "4", 38, CHILD},
    {"363", "6", 37, CHILD},
    {"376AB", "6", 36, CHILD},
    {"354 506", "10", 36, CHILD_BNS},
    {"376(2)(i)", "4", 35, CHILD},
    {"366 376", "6", 35, CHILD},
    {"366A 34", "4", 35, CHILD},
    {"363 366", "4", 33, CHILD},
    {"448 376", "4", 32, CHILD},
    {"363 366A 506", "6", 30, CHILD},
    {"363 376 506", "6", 29, CHILD},
    {"363 366A 376", "6", 27, CHILD},
    {"376AB", "4", 25, CHILD},
    {"365 376", "4", 25, CHILD},
    {"323 376 506", "6", 25, CHILD},
    {"363 376 506", "4", 22, CHILD},
    {"363 376", "4 6", 22, CHILD},
    {"376D", "6", 18, CHILD},
    {"376D 506", "6", 15, CHILD},
    {"376(2)(n) 506", "6", 10, CHILD},
    {"", "3", 8, CHILD},
    {"376", "", 620, ADULT},
    {"376 506", "", 280, ADULT},
    {"376(2)(n) 506", "", 110, ADULT},
    {"323 376 506", "", 90, ADULT},
    {"376D", "", 80, ADULT},
    {"366 376", "", 60, ADULT},
    {"376D 506", "", 50, ADULT},
    {"328 376 506", "", 40, ADULT},
    {"452 376 506", "", 30, ADULT},
    {"376 511", "", 20, ADULT},
};
#define LINES ((int)(sizeof table / sizeof table[0]))

/* What the BNS has in the place of a section of the IPC; "" where it has nothing (377). */
static const struct {
    const char *ipc, *bns;
} successors[] = {
    {"376", "64(1)"},
    {"376(2)(n)", "64(2)(m)"},
    {"376(2)(i)", "65(1)"},
    {"376(3)", "65(1)"},
    {"376AB", "65(2)"},
    {"376D", "70(1)"},
    {"363", "137(2)"},
    {"366", "87"},
    {"366A", "96"},
    {"365", "140(3)"},
    {"354", "74"},
    {"354A", "75(2)"},
    {"323", "115(2)"},
    {"328", "123"},
    {"342", "127(2)"},
    {"448", "329(4)"},
    {"452", "333"},
    {"506", "351(3)"},
    {"511", "62"},
    {"34", "3(5)"},
    {"377", ""},
};

struct mix {
    struct {
        struct section_list sections[2], before[2]; /* IPC, BNS */
    } line[LINES];
    int total[2]; /* weights up to 30-06-2024, and from then on */
};

bool mix_line_at(int n, struct mix_line *out) {
    if (n < 0 || n >= LINES)
        return false;
    *out = table[n];
    return true;
}

static const char *successor(const char *ipc) {
    for (size_t i = 0; i < sizeof successors / sizeof successors[0]; i++)
        if (strcmp(successors[i].ipc, ipc) == 0)
            return successors[i].bns;
    return "";
}

/* Appends "ACT:section" for each section of a list with blanks. */
static void append(char out[256], const char *sections, bool bns, bool pocso, bool without_rape) {
    char copy[64], *rest = NULL;
    text_format(copy, sizeof copy, "%s", sections);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        const char *text = bns && !pocso ? successor(word) : word;
        const char *act = pocso ? "POCSO" : bns ? "BNS" : "IPC";
        size_t n = strlen(out);
        if (*text == '\0' || (without_rape && !pocso && strncmp(word, "376", 3) == 0))
            continue;
        text_format(out + n, 256 - n, "%s%s:%s", n ? " " : "", act, text);
    }
}

struct mix *mix_new(struct error *e) {
    struct mix *mix = calloc(1, sizeof *mix);
    if (!mix) {
        error_set(e, ERROR_UNABLE, _("there is not enough memory"));
        return NULL;
    }
    for (int i = 0; i < LINES; i++) {
        for (int bns = 0; bns < 2; bns++) {
            char text[256] = "", before[256] = "";
            append(text, table[i].ipc, bns, false, false);
            append(text, table[i].pocso, bns, true, false);
            append(before, table[i].ipc, bns, false, true);
            append(before, table[i].pocso, bns, true, true);
            sections_from_text(text, &mix->line[i].sections[bns]);
            sections_from_text(before, &mix->line[i].before[bns]);
        }
        mix->total[0] += table[i].bns_only ? 0 : table[i].weight;
        mix->total[1] += table[i].weight;
    }
    return mix;
}

void mix_free(struct mix *mix) {
    free(mix);
}

int mix_pick(const struct mix *mix, struct dice *dice, civil_day fir_date) {
    int bns = bns_in_force(fir_date);
    int left = dice_between(dice, 0, mix->total[bns] - 1);
    for (int i = 0; i < LINES; i++) {
        if (table[i].bns_only && !bns)
            continue;
        left -= table[i].weight;
        if (left < 0)
            return i;
    }
    return 0;
}

int mix_find(const struct mix *mix, const char *ipc, const char *pocso) {
    (void)mix;
    for (int i = 0; i < LINES; i++)
        if (strcmp(table[i].ipc, ipc) == 0 && strcmp(table[i].pocso, pocso) == 0)
            return i;
    return -1;
}

const struct section_list *mix_sections(const struct mix *mix, int n, civil_day fir_date) {
    return &mix->line[n].sections[bns_in_force(fir_date)];
}

const struct section_list *mix_before(const struct mix *mix, int n, civil_day fir_date) {
    bool had_rape = strstr(table[n].ipc, "376") != NULL;
    bool tracked =
        strcmp(table[n].pocso, "4") == 0 || strcmp(table[n].pocso, "6") == 0 || strcmp(table[n].pocso, "4 6") == 0;
    return had_rape && tracked ? &mix->line[n].before[bns_in_force(fir_date)] : NULL;
}

bool mix_is_pocso(const struct mix *mix, int n) {
    (void)mix;
    return table[n].pocso[0] != '\0';
}
