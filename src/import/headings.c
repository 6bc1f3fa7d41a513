#include "src/import/headings.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/import/headings_table.h"
#include "src/import/loose.h"
#include "src/text.h"

#define HEADING_ROWS 20   /* a title above the headings has fewer rows than this */
#define HEADING_BYTES 240 /* a longer cell is no heading */

/* The table's keys, made once: text_fold is too slow to be asked for each of them again and again. */
static struct known_key {
    enum field field;
    char key[96];
} known[800];
static int known_n;
static char hint[64][32];
static int hints_n;

static enum field known_field(const char *key) {
    for (int i = 0; i < known_n; i++) {
        if (strcmp(known[i].key, key) == 0)
            return known[i].field;
    }
    return FIELD_NONE;
}

static void prepare_keys(void) {
    if (known_n > 0)
        return;
    for (int i = 0; i < known_headings_count; i++) {
        for (const char *p = known_headings[i].texts; *p && known_n < (int)(sizeof known / sizeof *known);) {
            size_t n = strcspn(p, "|");
            known[known_n].field = known_headings[i].field;
            loose_key(p, n, known[known_n].key, sizeof known[0].key);
            known_n++;
            p += n + (p[n] == '|');
        }
    }
    /* The names by which the configuration maps are headings too, where they are none already. */
    for (int f = FIELD_FIR; f < FIELD_COUNT && known_n < (int)(sizeof known / sizeof *known); f++) {
        const char *name = field_name((enum field)f);
        loose_key(name, strlen(name), known[known_n].key, sizeof known[0].key);
        known[known_n].field = (enum field)f;
        known_n += known_field(known[known_n].key) == FIELD_NONE;
    }
    for (int i = 0; i < heading_hints_count && i < (int)(sizeof hint / sizeof *hint); i++) {
        loose_key(heading_hints[i], strlen(heading_hints[i]), hint[i], sizeof hint[i]);
        hints_n = i + 1;
    }
}

static bool is_hint(const char *key) {
    for (int i = 0; i < hints_n; i++) {
        if (strcmp(hint[i], key) == 0)
            return true;
    }
    return false;
}

/* Fields whose text is kept as it was written: only they could carry a name into the database. */
static bool field_keeps_text(enum field field) {
    return field == FIELD_IO || field == FIELD_IO_RANK;
}

static bool field_is_numbered(enum field field) {
    return field == FIELD_ACT || field == FIELD_SECTIONS || field == FIELD_ACT_SECTIONS;
}

/* Bilingual and annotated headings: "FIR No. / मु0अ0सं0", "FIR Date (dd/mm/yyyy)". All parts that are known must
 * mean the same; what else stands there must be a hint, or at least nothing private. */
static enum field field_of_parts(const char *text, size_t n) {
    enum field field = FIELD_NONE;
    bool strange = false;
    if (heading_is_private(text, n))
        return FIELD_NONE;
    for (size_t at = 0; at < n;) {
        size_t from = at;
        while (at < n && strchr("/|()[]\r\n", text[at]) == NULL)
            at++;
        char key[LOOSE_KEY];
        loose_key(text + from, at - from, key, sizeof key);
        enum field part = key[0] ? known_field(key) : FIELD_NONE;
        if (part != FIELD_NONE && field != FIELD_NONE && part != field)
            return FIELD_NONE;
        if (part != FIELD_NONE)
            field = part;
        else if (key[0] && !is_hint(key))
            strange = true;
        at++;
    }
    return strange && field_keeps_text(field) ? FIELD_NONE : field;
}

/* What the user said of a heading; NULL where he said nothing. The later word counts. */
static const struct mapping *mapping_of(const struct mappings *mappings, const char *key) {
    for (int i = mappings ? mappings->n - 1 : -1; i >= 0; i--) {
        if (strcmp(mappings->at[i].key, key) == 0)
            return &mappings->at[i];
    }
    return NULL;
}

bool heading_is_mapped(const char *text, size_t n, const struct mappings *mappings) {
    char key[LOOSE_KEY];
    loose_key(text, n, key, sizeof key);
    return mapping_of(mappings, key) != NULL;
}

enum field heading_field(const char *text, size_t n, const struct mappings *mappings, int *number) {
    char key[LOOSE_KEY];
    *number = 0;
    if (n > HEADING_BYTES || loose_key(text, n, key, sizeof key) == 0)
        return FIELD_NONE;
    prepare_keys();
    const struct mapping *mapping = mapping_of(mappings, key);
    if (mapping)
        return mapping->field;
    enum field field = known_field(key);
    if (field != FIELD_NONE)
        return field;
    *number = loose_number(key);
    if (*number > 0) {
        field = known_field(key);
        if (field_is_numbered(field))
            return field;
    }
    *number = 0;
    return field_of_parts(text, n);
}

/* ---- the heading row ---- */

static bool is_section_field(enum field field) {
    return field >= FIELD_SECTIONS && field <= FIELD_IT;
}

struct row_score {
    int fields;
    bool fir, date, sections;
};

static struct row_score score_row(const struct table *t, const struct mappings *mappings) {
    struct row_score score = {0};
    bool seen[FIELD_COUNT] = {false};
    for (int i = 0; i < t->n; i++) {
        int number;
        enum field field = heading_field(t->cell[i].text, t->cell[i].n, mappings, &number);
        if (field == FIELD_NONE || field == FIELD_LINE)
            continue;
        score.fields += !seen[field];
        seen[field] = true;
        score.sections |= is_section_field(field);
    }
    score.fir = seen[FIELD_FIR];
    score.date = seen[FIELD_FIR_DATE];
    return score;
}

struct best_row {
    char delimiter;
    int row;
    struct row_score score;
};

/* "sep=;" in the first line is Excel's own way to name the delimiter. */
static char named_delimiter(const struct table *t) {
    if (t->n > 2 || t->cell[0].n < 4 || strncasecmp(t->cell[0].text, "sep=", 4) != 0)
        return '\0';
    if (t->cell[0].n == 4)
        return t->n == 2 ? t->delimiter : '\0';
    char c = t->cell[0].text[4];
    return t->cell[0].n == 5 && (c == ',' || c == ';' || c == '\t') ? c : '\0';
}

static bool find_best_row(struct table *t, const struct mappings *mappings, struct best_row *best, struct error *e) {
    static const char delimiters[] = {',', ';', '\t'};
    memset(best, 0, sizeof *best);
    for (size_t d = 0; d < sizeof delimiters; d++) {
        t->delimiter = delimiters[d];
        if (!table_peek(t, e))
            return false;
        for (int row = 0; row < HEADING_ROWS; row++) {
            int got = table_next(t, e);
            if (got < 0)
                return false;
            if (got == 0)
                break;
            if (row == 0 && named_delimiter(t) != '\0' && named_delimiter(t) != t->delimiter)
                break;
            struct row_score score = score_row(t, mappings);
            if (score.fields > best->score.fields)
                *best = (struct best_row){.delimiter = delimiters[d], .row = row, .score = score};
        }
    }
    return true;
}

static bool no_headings(struct table *t, struct error *e) {
    /* The reader's own complaint (a NUL byte, a line without end) says more where there is one. */
    bool text = true;
    table_peek_end(t);
    t->delimiter = ',';
    for (int row = 0; row < HEADING_ROWS; row++) {
        int got = table_next(t, e);
        if (got < 0)
            return false;
        if (got == 0)
            break;
        for (int i = 0; i < t->n; i++)
            text = text && utf8_valid(t->cell[i].text, t->cell[i].n);
    }
    if (!text)
        return error_set(
            e, ERROR_UNABLE,
            _("%s: the characters are neither UTF-8 nor UTF-16. Text in another character set, or typed in a legacy "
              "Hindi font such as Kruti Dev, cannot be read: save it as \"CSV UTF-8\", in Unicode."),
            t->source->name);
    return error_set(
        e, ERROR_UNABLE,
        _("%s: no heading row was found in the first %d rows. Expected is a row with headings such as "
          "\"FIR No\", \"FIR Date\", \"Act\", \"Section\" (मु0अ0सं0, पंजीकरण दिनांक, अधिनियम, धारा), divided by comma, "
          "semicolon or tab. Headings in a legacy font such as Kruti Dev cannot be read; others can be named "
          "with --map FILE, one \"heading = field\" a line."),
        t->source->name, HEADING_ROWS);
}

static void add_text(char *out, size_t cap, const char *separator, const char *text) {
    size_t n = strlen(out);
    text_format(out + n, cap - n, "%s%s", n > 0 ? separator : "", text);
}

static bool missing_columns(const struct headings *h, const struct row_score *score, const struct table *t,
                            struct error *e) {
    char missing[200] = "", left[400] = "";
    if (!score->fir)
        add_text(missing, sizeof missing, ", ", _("FIR number"));
    if (!score->date)
        add_text(missing, sizeof missing, ", ", _("FIR date"));
    if (!score->sections)
        add_text(missing, sizeof missing, ", ", _("sections"));
    /* Without a FIR column the row may be no heading row at all: then its cells are not shown. */
    if (score->fir)
        headings_left(h, 8, left, sizeof left);
    return error_set(
        e, ERROR_UNABLE,
        _("%s, line %llu: the heading row has no column for: %s.%s%s If it is there under another name, say so "
          "with --map FILE or under [import] in the configuration: \"heading = field\" (fields: fir, fir_date, "
          "station, act, sections …)."),
        t->source->name, (unsigned long long)h->line, missing, left[0] ? _(" Headings that are not known: ") : "",
        left[0] ? left : "");
}

static bool take_row(struct headings *h, const struct table *t, const struct mappings *mappings, struct error *e) {
    h->column = calloc((size_t)t->n, sizeof *h->column);
    if (!h->column)
        return error_set(e, ERROR_UNABLE, _("not enough memory to read %s"), t->source->name);
    h->n = t->n;
    h->line = t->line;
    for (int i = 0; i < t->n; i++) {
        struct column *c = &h->column[i];
        const struct cell *cell = &t->cell[i];
        if (!utf8_valid(cell->text, cell->n))
            return error_set(
                e, ERROR_UNABLE,
                _("%s, line %llu: the heading of column %d is neither UTF-8 nor UTF-16. Text in another character "
                  "set, or typed in a legacy Hindi font such as Kruti Dev, cannot be read: save it as \"CSV UTF-8\"."),
                t->source->name, (unsigned long long)t->line, i + 1);
        c->field = heading_field(cell->text, cell->n, mappings, &c->number);
        c->weight = heading_weight(cell->text, cell->n, mappings);
        c->instead = -1;
        if (c->field == FIELD_LINE)
            c->field = FIELD_NONE;
        text_clean(cell->text, cell->n < HEADING_BYTES ? cell->n : HEADING_BYTES, c->heading, sizeof c->heading);
        h->used += c->field != FIELD_NONE;
    }
    headings_choose(h);
    return true;
}

bool headings_find(struct headings *out, struct table *t, const struct mappings *mappings, struct error *e) {
    struct best_row best;
    memset(out, 0, sizeof *out);
    if (!find_best_row(t, mappings, &best, e))
        return false;
    if (best.score.fields < 2)
        return no_headings(t, e);
    table_peek_end(t);
    t->delimiter = best.delimiter;
    for (int row = 0; row <= best.row; row++) {
        if (table_next(t, e) != 1)
            return false;
    }
    bool good = take_row(out, t, mappings, e);
    if (good && !(best.score.fir && best.score.date && best.score.sections))
        good = missing_columns(out, &best.score, t, e);
    if (!good)
        headings_free(out);
    return good;
}

bool headings_copy(struct headings *out, const struct headings *from, struct error *e) {
    *out = *from;
    out->column = malloc((size_t)from->n * sizeof *out->column);
    if (!out->column) {
        memset(out, 0, sizeof *out);
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    }
    memcpy(out->column, from->column, (size_t)from->n * sizeof *out->column);
    return true;
}

bool headings_copy_used(struct headings *out, const struct headings *from, struct error *e) {
    memset(out, 0, sizeof *out);
    out->column = calloc((size_t)from->used + 1, sizeof *out->column);
    if (!out->column)
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    out->column[out->n++].field = FIELD_LINE;
    for (int i = 0; i < from->n; i++) {
        if (from->column[i].field != FIELD_NONE)
            out->column[out->n++] = from->column[i];
    }
    out->used = from->used;
    out->line = from->line;
    return true;
}

void headings_free(struct headings *h) {
    free(h->column);
    memset(h, 0, sizeof *h);
}

int headings_column(const struct headings *h, enum field field) {
    for (int i = 0; i < h->n; i++) {
        if (h->column[i].field == field)
            return i;
    }
    return -1;
}

int headings_left(const struct headings *h, int max, char *out, size_t cap) {
    int left = 0;
    out[0] = '\0';
    for (int i = 0; i < h->n; i++) {
        if (h->column[i].field != FIELD_NONE || h->column[i].heading[0] == '\0')
            continue;
        if (left++ < max)
            add_text(out, cap, ", ", h->column[i].heading);
    }
    if (left > max) {
        size_t n = strlen(out);
        text_format(out + n, cap - n, ngettext(" and %d more", " and %d more", (unsigned long)(left - max)),
                    left - max);
    }
    return left;
}
