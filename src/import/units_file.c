#include "src/import/units_file.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/import/fields.h"
#include "src/import/loose.h"
#include "src/import/stop.h"
#include "src/text.h"

enum part { PART_CODE, PART_PARENT, PART_LEVEL, PART_KIND, PART_NAME_EN, PART_NAME_HI, PARTS };
static const char *const part_names[PARTS] = {"code", "parent", "level", "kind", "name_en", "name_hi"};

struct reading {
    struct table table;
    struct source source;
    struct units_file *file;
    int cap;
    int column[PARTS];
    int columns;
};

static bool fail_at(const struct reading *r, struct error *e, const char *sentence) {
    return error_set(e, ERROR_USAGE, _("%s, line %llu: %s. Nothing was changed."), r->source.name,
                     (unsigned long long)r->table.line, sentence);
}

/* ---- headings ---- */

static int find_parts(struct reading *r) {
    int found = 0;
    r->columns = r->table.n;
    for (int p = 0; p < PARTS; p++) {
        r->column[p] = -1;
        for (int i = 0; i < r->table.n && r->column[p] < 0; i++) {
            if (r->table.cell[i].n < 100 && loose_same(r->table.cell[i].text, r->table.cell[i].n, part_names[p]))
                r->column[p] = i;
        }
        found += r->column[p] >= 0;
    }
    return found;
}

static bool read_headings(struct reading *r, struct error *e) {
    static const char delimiters[] = {',', ';', '\t'};
    for (size_t d = 0; d < sizeof delimiters; d++) {
        r->table.delimiter = delimiters[d];
        if (!table_peek(&r->table, e))
            return false;
        int got = table_next(&r->table, e);
        if (got < 0)
            return false;
        if (got == 1 && find_parts(r) == PARTS) {
            table_peek_end(&r->table);
            return table_next(&r->table, e) == 1;
        }
    }
    table_peek_end(&r->table);
    r->table.delimiter = ',';
    int got = table_next(&r->table, e);
    if (got < 0)
        return false;
    return error_set(e, ERROR_USAGE,
                     _("%s: the first row must hold the headings code,parent,level,kind,name_en,name_hi (in any "
                       "order). Nothing was changed."),
                     r->source.name);
}

/* ---- rows ---- */

/* Codes stand in file names, arguments and reports: letters, digits, - and _. */
static bool good_code(const char *code) {
    for (const char *p = code; *p; p++) {
        if (!((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || *p == '-' ||
              *p == '_' || *p == '.'))
            return false;
    }
    return code[0] != '\0' && strlen(code) < 16;
}

static bool take_cell(const struct reading *r, enum part part, char *out, size_t cap, struct error *e) {
    struct cell cell = cell_trim(r->table.cell[r->column[part]]);
    char sentence[200];
    if (!utf8_valid(cell.text, cell.n)) {
        text_format(sentence, sizeof sentence, _("%s is not UTF-8 text"), part_names[part]);
        return fail_at(r, e, sentence);
    }
    /* text_clean keeps to the room it has: one that is full may have been cut */
    char room[512];
    if (cell.n >= sizeof room || text_clean(cell.text, cell.n, room, sizeof room) >= cap) {
        text_format(sentence, sizeof sentence, _("%s is longer than %d bytes"), part_names[part], (int)cap - 1);
        return fail_at(r, e, sentence);
    }
    memcpy(out, room, strlen(room) + 1);
    return true;
}

/* Kinds that lists of stations have and this program does not tell apart. */
static bool parse_kind(const char *name, enum unit_kind *out) {
    static const char *const others[] = {"ahtu", "cyber", "special", "special_unit"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(name, others[i]) == 0) {
            *out = KIND_OTHER;
            return true;
        }
    }
    return unit_kind_parse(name, out) && *out != KIND_UNPLACED;
}

static bool check_row(const struct reading *r, struct unit_line *u, const char *level, const char *kind,
                      struct error *e) {
    if (!good_code(u->unit.code))
        return fail_at(r, e, _("the code must be 1 to 15 letters, digits, '-', '_' or '.'"));
    if (u->parent[0] && !good_code(u->parent))
        return fail_at(r, e, _("the parent must be the code of another unit, or empty for the top"));
    if (!unit_level_parse(level, &u->unit.level))
        return fail_at(r, e, _("the level must be nation, state, zone, range, district, circle or station"));
    u->unit.kind = KIND_TERRITORIAL;
    if (kind[0] && !parse_kind(kind, &u->unit.kind))
        return fail_at(r, e, _("the kind must be territorial, mahila, grp or other"));
    if (u->unit.level == LEVEL_STATION && station_code_parse(u->unit.code) == 0)
        return fail_at(r, e, _("the code of a station is its CCTNS code: digits, at most ten"));
    if (u->unit.name_en[0] == '\0')
        text_format(u->unit.name_en, sizeof u->unit.name_en, "%s", u->unit.name_hi);
    if (u->unit.name_en[0] == '\0')
        return fail_at(r, e, _("the unit has no name"));
    return true;
}

static bool add_row(struct reading *r, struct error *e) {
    struct units_file *f = r->file;
    char level[32] = "", kind[32] = "";
    if (r->table.n < r->columns)
        return fail_at(r, e, _("the row has fewer cells than the heading row"));
    for (int i = r->columns; i < r->table.n; i++)
        if (cell_trim(r->table.cell[i]).n > 0) /* an unquoted comma in a name moves the rest of the row along */
            return fail_at(r, e, _("the row has more cells than the heading row; a name that holds a comma stands in \"quotes\""));
    if (f->n == UNITS_MAX)
        return fail_at(r, e, _("there are more units than this program takes (200,000)"));
    if (f->n == r->cap) {
        int cap = r->cap ? r->cap * 2 : 256;
        struct unit_line *more = realloc(f->at, (size_t)cap * sizeof *more);
        if (!more)
            return error_set(e, ERROR_UNABLE, _("not enough memory"));
        f->at = more;
        r->cap = cap;
    }
    struct unit_line *u = &f->at[f->n];
    memset(u, 0, sizeof *u);
    u->line = r->table.line;
    if (!take_cell(r, PART_CODE, u->unit.code, sizeof u->unit.code, e) ||
        !take_cell(r, PART_PARENT, u->parent, sizeof u->parent, e) ||
        !take_cell(r, PART_LEVEL, level, sizeof level, e) || !take_cell(r, PART_KIND, kind, sizeof kind, e) ||
        !take_cell(r, PART_NAME_EN, u->unit.name_en, sizeof u->unit.name_en, e) ||
        !take_cell(r, PART_NAME_HI, u->unit.name_hi, sizeof u->unit.name_hi, e) || !check_row(r, u, level, kind, e))
        return false;
    f->n++;
    return true;
}

static bool read_rows(struct reading *r, struct error *e) {
    int got;
    while ((got = table_next(&r->table, e)) == 1) {
        bool blank = true;
        for (int i = 0; i < r->table.n; i++)
            blank = blank && cell_trim(r->table.cell[i]).n == 0;
        if (!blank && !add_row(r, e))
            return false;
        if (stop_asked())
            return error_set(e, ERROR_STOPPED, _("stopped; nothing was changed"));
    }
    return got == 0;
}

/* ---- the whole ---- */

static int by_code(const void *a, const void *b) {
    const struct unit_line *x = a, *y = b;
    return strcmp(x->unit.code, y->unit.code);
}

/* Levels fall from parent to child, so that in order of level parents come first. */
static int by_level(const void *a, const void *b) {
    const struct unit_line *x = a, *y = b;
    if (x->unit.level != y->unit.level)
        return x->unit.level < y->unit.level ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static const struct unit_line *find(const struct units_file *f, const char *code) {
    struct unit_line wanted;
    memcpy(wanted.unit.code, code, sizeof wanted.unit.code);
    return f->n > 0 ? bsearch(&wanted, f->at, (size_t)f->n, sizeof *f->at, by_code) : NULL;
}

static bool fail_unit(const struct unit_line *u, const char *name, struct error *e, const char *sentence,
                      const char *other) {
    char text[300];
    /* the sentence has one %s for the other unit's code: both come from this file and are clean */
    text_format(text, sizeof text, "%s %s", sentence, other);
    return error_set(e, ERROR_USAGE, _("%s, line %llu: unit %s: %s. Nothing was changed."), name,
                     (unsigned long long)u->line, u->unit.code, text);
}

static bool check_doubles(const struct units_file *f, const char *name, struct error *e) {
    for (int i = 1; i < f->n; i++) {
        const struct unit_line *a = &f->at[i - 1], *b = &f->at[i];
        if (strcmp(a->unit.code, b->unit.code) == 0) {
            char line[24];
            const struct unit_line *first = a->line < b->line ? a : b, *second = first == a ? b : a;
            text_format(line, sizeof line, "%llu", (unsigned long long)first->line);
            return fail_unit(second, name, e, _("the code stands twice in the file; the first is on line"), line);
        }
    }
    return true;
}

static bool check_loop(const struct units_file *f, const struct unit_line *u, const char *name, struct error *e) {
    int steps = 0;
    for (const struct unit_line *up = find(f, u->parent); up; up = find(f, up->parent)) {
        if (up == u)
            return fail_unit(u, name, e, _("is below itself: its parents form a loop, beginning with"), u->parent);
        if (up->parent[0] == '\0' || ++steps > 16)
            break;
    }
    return true;
}

static bool check_tree(const struct units_file *f, const char *name, struct error *e) {
    const struct unit_line *top = NULL;
    for (int i = 0; i < f->n; i++) {
        const struct unit_line *u = &f->at[i];
        if (u->parent[0] == '\0') {
            if (top) {
                const struct unit_line *second = u->line > top->line ? u : top;
                return fail_unit(second, name, e, _("has no parent, but only the top may have none, and that is"),
                                 second == u ? top->unit.code : u->unit.code);
            }
            top = u;
            continue;
        }
        if (!check_loop(f, u, name, e))
            return false;
        const struct unit_line *parent = find(f, u->parent);
        if (parent && parent->unit.level >= u->unit.level)
            return fail_unit(u, name, e, _("the level of its parent is not above its own:"), u->parent);
    }
    return true;
}

bool units_file_read(struct units_file *out, const char *path, struct error *e) {
    struct reading *r = calloc(1, sizeof *r);
    memset(out, 0, sizeof *out);
    if (!r)
        return error_set(e, ERROR_UNABLE, _("not enough memory"));
    r->file = out;
    bool good = source_open(&r->source, path, e);
    if (good) {
        good = table_open(&r->table, &r->source, e) && read_headings(r, e) && read_rows(r, e);
        table_close(&r->table);
        source_close(&r->source);
    }
    if (good && out->n == 0)
        good =
            error_set(e, ERROR_USAGE, _("%s holds no units below its headings. Nothing was changed."), r->source.name);
    if (good) {
        qsort(out->at, (size_t)out->n, sizeof *out->at, by_code);
        good = check_doubles(out, r->source.name, e) && check_tree(out, r->source.name, e);
    }
    free(r);
    if (good)
        qsort(out->at, (size_t)out->n, sizeof *out->at, by_level);
    else
        units_file_free(out);
    return good;
}

void units_file_free(struct units_file *file) {
    free(file->at);
    file->at = NULL;
    file->n = 0;
}

bool units_file_put(const struct units_file *file, const char *path, struct cache_writer *w, civil_day today,
                    struct error *e) {
    char name[512];
    text_clean(path, strlen(path), name, sizeof name);
    for (int i = 0; i < file->n; i++) {
        const struct unit_line *u = &file->at[i];
        int64_t id;
        if (stop_asked())
            return error_set(e, ERROR_STOPPED, _("stopped; nothing was changed"));
        if (!cache_put_unit(w, u->unit.code, u->parent, u->unit.level, u->unit.kind, u->unit.name_en, u->unit.name_hi,
                            today, &id, e))
            return error_prefix(e, _("%s, line %llu"), name, (unsigned long long)u->line);
    }
    return cache_place_units(w, e);
}
