/* The table of offence rules: reading it, with a sentence for each mistake, and the lists that it names. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "src/domain/rules_inside.h"
#include "src/i18n.h"

#define COLUMNS 8
#define CELL_MAX 96

/* Changes when the parser reads the same text otherwise than before: cases are read anew then. */
#define PARSER_VERSION "sections-2"

struct rule_line {
    const char *name; /* of the file */
    int line;
    int cells;
    char cell[COLUMNS][CELL_MAX];
};

static bool fail(const struct rule_line *line, struct error *e, const char *what, const char *cell) {
    return error_set(e, ERROR_USAGE,
                     _("%s, line %d: %s; found \"%s\". Correct the line, or begin it with # to leave it out."),
                     line->name, line->line, what, cell);
}

/* Divides a line; a cell that is too long is a failure. */
static bool line_divide(struct rule_line *line, const char *text, size_t n, struct error *e) {
    line->cells = 0;
    for (;;) {
        const char *tab = memchr(text, '\t', n);
        size_t length = tab ? (size_t)(tab - text) : n;
        if (line->cells == COLUMNS || length >= CELL_MAX)
            return fail(line, e,
                        _("expected 8 tab-separated columns (act, section, category, list, from, to, certainty, basis) "
                          "of at most 95 bytes"),
                        "");
        memcpy(line->cell[line->cells], text, length);
        line->cell[line->cells++][length] = '\0';
        if (!tab)
            break;
        n -= length + 1;
        text = tab + 1;
    }
    if (line->cells != COLUMNS)
        return fail(line, e,
                    _("expected 8 tab-separated columns: act, section, category, list, from, to, certainty, basis"),
                    line->cell[0]);
    return true;
}

static bool act_find(const char *name, size_t n, enum act *out) {
    for (int act = 0; act < ACT_COUNT; act++)
        if (strlen(act_name((enum act)act)) == n && memcmp(act_name((enum act)act), name, n) == 0) {
            *out = (enum act)act;
            return true;
        }
    return false;
}

/* "376*", "64(1)(a)", "354A", "?" of n bytes. */
static bool pattern_read(const char *text, size_t n, struct section_pattern *out) {
    out->lettered = n > 1 && text[n - 1] == '*';
    if (out->lettered)
        n--;
    if (n == 0 || n >= sizeof out->text)
        return false;
    memcpy(out->text, text, n);
    out->text[n] = '\0';
    if (strcmp(out->text, "?") == 0)
        return !out->lettered;
    size_t at = strspn(out->text, "0123456789");
    if (at == 0 || at > 4)
        return false;
    size_t letters = strspn(out->text + at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    at += letters;
    while (out->text[at] == '(') {
        size_t inside = strspn(out->text + at + 1, "abcdefghijklmnopqrstuvwxyz0123456789");
        if (inside == 0 || out->text[at + 1 + inside] != ')')
            return false;
        at += inside + 2;
    }
    return out->text[at] == '\0' && !(out->lettered && (letters > 0 || strchr(out->text, '(')));
}

static bool section_read(const struct rule_line *line, struct rule *rule, struct error *e) {
    const char *cell = line->cell[1], *plus = strchr(cell, '+');
    const char *wanted = _("expected a section: 376*, 64, 64(1), ? or 376*+511");
    if (!act_find(line->cell[0], strlen(line->cell[0]), &rule->section.act))
        return fail(line, e, _("expected an act: IPC, BNS, POCSO, SCST, ARMS, IT, NDPS, DP or OTHER"), line->cell[0]);
    if (!pattern_read(cell, plus ? (size_t)(plus - cell) : strlen(cell), &rule->section))
        return fail(line, e, wanted, cell);
    rule->has_beside = plus != NULL;
    if (!plus)
        return true;
    const char *colon = strchr(plus, ':'), *beside = colon ? colon + 1 : plus + 1;
    rule->beside.act = rule->section.act;
    if ((colon && !act_find(plus + 1, (size_t)(colon - plus - 1), &rule->beside.act)) ||
        !pattern_read(beside, strlen(beside), &rule->beside))
        return fail(line, e, wanted, cell);
    return true;
}

static bool date_read(const struct rule_line *line, int column, civil_day *out, struct error *e) {
    const char *cell = line->cell[column];
    *out = CIVIL_NONE;
    if (strcmp(cell, "-") == 0 || cell[0] == '\0')
        return true;
    *out = civil_parse_iso(cell);
    return *out != CIVIL_NONE || fail(line, e, _("expected a date YYYY-MM-DD or -"), cell);
}

/* The number of a list, which is added where the set has not got it; -1 where it is no name or there are too many. */
static int list_number(struct rule_set *set, const char *name) {
    size_t n = strlen(name);
    if (n == 0 || n >= LIST_NAME || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0' ||
        strcmp(name, "all") == 0)
        return -1;
    for (int i = 0; i < set->lists; i++)
        if (strcmp(set->list[i], name) == 0)
            return i;
    if (set->lists == LISTS_MAX)
        return -1;
    memcpy(set->list[set->lists], name, n + 1);
    return set->lists++;
}

static bool rule_read(struct rule_set *set, const struct rule_line *line, struct error *e) {
    if (set->n == RULES_MAX)
        return fail(line, e, _("there are more rules than this program can hold (512)"), line->cell[0]);
    struct rule *rule = &set->rule[set->n];
    memset(rule, 0, sizeof *rule);
    if (!section_read(line, rule, e))
        return false;
    bool pocso = strcmp(line->cell[2], "pocso") == 0;
    if (!pocso && strcmp(line->cell[2], "376") != 0)
        return fail(line, e, _("expected the category 376 or pocso"), line->cell[2]);
    rule->category = pocso ? CATEGORY_POCSO : CATEGORY_376;
    rule->list = list_number(set, line->cell[3]);
    if (rule->list < 0)
        return fail(
            line, e,
            _("expected a list: itsso, crpc173, bnss193 or a name of your own in small letters (8 lists at most)"),
            line->cell[3]);
    if (!date_read(line, 4, &rule->from, e) || !date_read(line, 5, &rule->to, e))
        return false;
    if (rule->from != CIVIL_NONE && rule->to != CIVIL_NONE && rule->to < rule->from)
        return fail(line, e, _("the last date lies before the first one"), line->cell[5]);
    rule->sure = strcmp(line->cell[6], "sure") == 0;
    if (!rule->sure && strcmp(line->cell[6], "probable") != 0)
        return fail(line, e, _("expected sure or probable"), line->cell[6]);
    rule->our_reading = strncmp(line->cell[7], "our reading", 11) == 0;
    const char *basis = strcmp(line->cell[7], "-") == 0 ? "" : line->cell[7];
    char head[80];
    snprintf(head, sizeof head, "%.8s %.40s (%.15s)", line->cell[0], line->cell[1], line->cell[3]);
    size_t room = sizeof rule->label - strlen(head) - 3, length = strlen(basis);
    while (length > room || (length > 0 && length < strlen(basis) && ((unsigned char)basis[length] & 0xc0) == 0x80))
        length--; /* cut at a character's end */
    snprintf(rule->label, sizeof rule->label, "%s%s%.*s", head, length > 0 ? ": " : "", (int)length, basis);
    set->n++;
    return true;
}

static void digest_add(struct rule_set *set, const char *text) {
    const unsigned char *c = (const unsigned char *)text;
    do
        set->digest = (set->digest ^ *c) * 1099511628211ull;
    while (*c++);
}

static struct rule_set *set_copy(const struct rule_set *from) {
    struct rule_set *set = calloc(1, sizeof *set);
    if (!set)
        return NULL;
    if (from) {
        *set = *from;
        return set;
    }
    static const char *const shipped[] = {"itsso", "crpc173", "bnss193"};
    for (int i = 0; i < 3; i++)
        list_number(set, shipped[i]);
    set->digest = 14695981039346656037ull;
    digest_add(set, PARSER_VERSION);
    return set;
}

static bool lines_read(struct rule_set *set, struct rule_line *line, const char *text, size_t n, struct error *e) {
    const char *end = text + n;
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    for (; text < end; line->line++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end, *begin = text;
        text = newline ? newline + 1 : end;
        if (stop > begin && stop[-1] == '\r')
            stop--;
        if (stop == begin || *begin == '#')
            continue;
        if (memchr(begin, '\0', (size_t)(stop - begin)))
            return fail(line, e, _("expected text, found a NUL byte"), "");
        if (!line_divide(line, begin, (size_t)(stop - begin), e))
            return false;
        if (strcmp(line->cell[0], "act") == 0 && strcmp(line->cell[1], "section") == 0)
            continue; /* the heading */
        if (!rule_read(set, line, e))
            return false;
        for (int i = 0; i < COLUMNS; i++)
            digest_add(set, line->cell[i]);
    }
    return true;
}

bool rules_read(struct rule_set **set, const char *name, const char *text, size_t n, struct error *e) {
    struct rule_line line = {.name = name, .line = 1};
    struct rule_set *fresh = set_copy(*set);
    if (!fresh)
        return error_set(e, ERROR_UNABLE, _("%s: not enough memory for the offence rules"), name);
    if (!lines_read(fresh, &line, text, n, e)) {
        free(fresh);
        return false;
    }
    free(*set);
    *set = fresh;
    return true;
}

void rules_free(struct rule_set *set) {
    free(set);
}

const char *rules_list_name(const struct rule_set *set, int list) {
    return list >= 0 && list < set->lists ? set->list[list] : NULL;
}

int rules_list_count(const struct rule_set *set) {
    return set->lists;
}

unsigned long long rules_digest(const struct rule_set *set) {
    return set->digest;
}

bool rules_lists_mask(const struct rule_set *set, const char *names, hits *mask, struct error *e) {
    hits found = 0;
    for (const char *at = names; *at;) {
        at += strspn(at, ", \t");
        size_t n = strcspn(at, ", \t");
        if (n == 0)
            break;
        bool all = n == 3 && memcmp(at, "all", 3) == 0, known = all;
        for (int i = 0; i < set->lists; i++)
            if (all || (strlen(set->list[i]) == n && memcmp(set->list[i], at, n) == 0)) {
                found |= HIT(i, CATEGORY_376) | HIT(i, CATEGORY_POCSO);
                known = true;
            }
        if (!known) {
            char lists[LISTS_MAX * (LIST_NAME + 2) + 1] = "";
            for (int i = 0; i < set->lists; i++)
                snprintf(lists + strlen(lists), sizeof lists - strlen(lists), "%s%s", i > 0 ? ", " : "", set->list[i]);
            return error_set(e, ERROR_USAGE, _("\"%.*s\" is no list of offences; expected \"all\" or some of: %s"),
                             (int)(n > 40 ? 40 : n), at, lists);
        }
        at += n;
    }
    if (found == 0)
        return error_set(
            e, ERROR_USAGE,
            _("no list of offences is named; expected \"all\" or names with commas between, as \"itsso,bnss193\""));
    *mask = found;
    return true;
}
