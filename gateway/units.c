/* The hierarchy of a units file into the store: nested sets are numbered anew, and the scopes whose content changes by it get a new
 * epoch, so that their stations fetch anew (sync.md section 4, rule 4: a rebuilt scope). */
#include <stdlib.h>
#include <string.h>

#include "db/unit.h"
#include "gateway/load.h"
#include "src/clock.h"
#include "src/i18n.h"
#include "src/import/units_file.h"
#include "src/text.h"

struct node {
    struct unit unit;             /* id, parent as in the store; lft, rgt */
    int64_t epoch;
    int parent, was_parent;       /* places in the array; -1 none */
    int first, next;              /* children */
    int64_t lft, rgt;             /* new */
    bool changed, bumped, fresh;
};

struct tree {
    int n, room;
    struct node *at;
    int *by_code;                 /* places, in order of codes, of the first `sorted` */
    int sorted;
    int64_t last_id;
    bool anything;
};

struct work {
    const struct units_file *file;
    const char *name;
    struct tree tree;
};

static bool no_memory(struct error *e) {
    return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

static struct node *node_add(struct tree *t) {
    if (t->n == t->room) {
        int room = t->room ? t->room * 2 : 512;
        struct node *more = realloc(t->at, (size_t)room * sizeof *more);
        if (!more)
            return NULL;
        t->at = more;
        t->room = room;
    }
    struct node *node = &t->at[t->n++];
    memset(node, 0, sizeof *node);
    node->parent = node->was_parent = node->first = node->next = -1;
    return node;
}

static bool read_nodes(struct db *db, struct tree *t, struct error *e) {
    struct query *q = db_query(db, "SELECT id, code, parent, level, kind, name_en, name_hi, lft, rgt, epoch FROM unit ORDER BY code /* scans: units alone */", e);
    int row;
    if (!q)
        return false;
    while ((row = query_step(q, e)) == 1) {
        struct node *node = node_add(t);
        if (!node)
            return no_memory(e);
        struct unit *u = &node->unit;
        u->id = query_get_int(q, 0);
        text_format(u->code, sizeof u->code, "%s", query_get_text(q, 1));
        u->parent = query_get_int(q, 2);
        if (!unit_level_parse(query_get_text(q, 3), &u->level) || !unit_kind_parse(query_get_text(q, 4), &u->kind))
            return error_set(e, ERROR_UNABLE, _("the stored unit %s is damaged"), u->code);
        text_format(u->name_en, sizeof u->name_en, "%s", query_get_text(q, 5));
        text_format(u->name_hi, sizeof u->name_hi, "%s", query_get_text(q, 6));
        u->lft = query_get_int(q, 7);
        u->rgt = query_get_int(q, 8);
        node->epoch = query_get_int(q, 9);
        t->last_id = u->id > t->last_id ? u->id : t->last_id;
    }
    return row == 0;
}

/* ---- finding ---- */

static const struct tree *sorting; /* qsort has no context; one load a process */

static int by_code(const void *a, const void *b) {
    return strcmp(sorting->at[*(const int *)a].unit.code, sorting->at[*(const int *)b].unit.code);
}

static bool sort_codes(struct tree *t, struct error *e) {
    int *more = realloc(t->by_code, ((size_t)t->n + 1) * sizeof *more);
    if (!more)
        return no_memory(e);
    t->by_code = more;
    for (int i = 0; i < t->n; i++)
        t->by_code[i] = i;
    sorting = t;
    qsort(t->by_code, (size_t)t->n, sizeof *t->by_code, by_code);
    t->sorted = t->n;
    return true;
}

static int find(const struct tree *t, const char *code) {
    int low = 0, high = t->sorted - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2, order = strcmp(code, t->at[t->by_code[middle]].unit.code);
        if (order == 0)
            return t->by_code[middle];
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

/* The parents of the store as places. */
static bool parents_of_store(struct tree *t, struct error *e) {
    int *place = malloc(((size_t)t->last_id + 1) * sizeof *place);
    if (!place)
        return no_memory(e);
    for (int64_t id = 0; id <= t->last_id; id++)
        place[id] = -1;
    for (int i = 0; i < t->n; i++)
        place[t->at[i].unit.id] = i;
    for (int i = 0; i < t->n; i++) {
        int64_t parent = t->at[i].unit.parent;
        t->at[i].parent = t->at[i].was_parent = parent > 0 && parent <= t->last_id ? place[parent] : -1;
    }
    free(place);
    return true;
}

/* ---- the file over the tree ---- */

static bool add_missing(struct work *w, struct error *e) {
    struct tree *t = &w->tree;
    if (!sort_codes(t, e))
        return false;
    for (int i = 0; i < w->file->n; i++) {
        if (find(t, w->file->at[i].unit.code) >= 0)
            continue;
        struct node *node = node_add(t);
        if (!node)
            return no_memory(e);
        node->unit = w->file->at[i].unit;
        node->unit.id = ++t->last_id;
        node->unit.parent = node->unit.lft = node->unit.rgt = 0;
        node->fresh = node->changed = true;
    }
    return sort_codes(t, e);
}

static bool parents_of_file(struct work *w, struct error *e) {
    struct tree *t = &w->tree;
    for (int i = 0; i < w->file->n; i++) {
        const struct unit_line *line = &w->file->at[i];
        struct node *node = &t->at[find(t, line->unit.code)];
        const struct unit *u = &line->unit;
        node->changed = node->changed || node->unit.level != u->level || node->unit.kind != u->kind ||
                        strcmp(node->unit.name_en, u->name_en) != 0 || strcmp(node->unit.name_hi, u->name_hi) != 0;
        node->unit.level = u->level;
        node->unit.kind = u->kind;
        memcpy(node->unit.name_en, u->name_en, sizeof u->name_en);
        memcpy(node->unit.name_hi, u->name_hi, sizeof u->name_hi);
        node->parent = line->parent[0] != '\0' ? find(t, line->parent) : -1;
        if (line->parent[0] != '\0' && node->parent < 0)
            return error_set(e, ERROR_USAGE, _("%s, line %llu: unit %s: its parent %s is neither in the file nor in the store. Nothing was changed."),
                             w->name, (unsigned long long)line->line, u->code, line->parent);
    }
    return true;
}

static bool no_loops(const struct work *w, struct error *e) {
    const struct tree *t = &w->tree;
    const struct node *top = NULL;
    for (int i = 0; i < t->n; i++) {
        int steps = 0;
        for (int up = t->at[i].parent; up >= 0; up = t->at[up].parent)
            if (++steps > 16)
                return error_set(e, ERROR_USAGE, _("%s: unit %s is below itself. Nothing was changed."), w->name, t->at[i].unit.code);
        if (t->at[i].parent >= 0 || t->at[i].unit.kind == KIND_UNPLACED)
            continue;
        if (top)
            return error_set(e, ERROR_USAGE, _("%s: units %s and %s would both be the top; only one may have no parent. Nothing was changed."),
                             w->name, top->unit.code, t->at[i].unit.code);
        top = &t->at[i];
    }
    return true;
}

/* ---- places ---- */

static int64_t number_below(struct tree *t, int i, int64_t next) {
    t->at[i].lft = next++;
    for (int child = t->at[i].first; child >= 0; child = t->at[child].next)
        next = number_below(t, child, next);
    t->at[i].rgt = next++;
    return next;
}

static void number_all(struct tree *t) {
    int64_t next = 1;
    for (int i = t->sorted - 1; i >= 0; i--) { /* children in order of codes */
        int place = t->by_code[i], parent = t->at[place].parent;
        if (parent >= 0) {
            t->at[place].next = t->at[parent].first;
            t->at[parent].first = place;
        }
    }
    for (int i = 0; i < t->sorted; i++)
        if (t->at[t->by_code[i]].parent < 0)
            next = number_below(t, t->by_code[i], next);
}

/* All above a unit that changed its place: what they see is another set of cases now. */
static void bump(struct tree *t, int from, bool old) {
    for (int up = from; up >= 0; up = old ? t->at[up].was_parent : t->at[up].parent)
        t->at[up].bumped = true;
}

static void note_moves(struct tree *t) {
    for (int i = 0; i < t->n; i++) {
        struct node *node = &t->at[i];
        if (node->parent == node->was_parent || node->fresh)
            continue;
        bump(t, node->was_parent, true);
        bump(t, node->parent, false);
    }
    for (int i = 0; i < t->n; i++) {
        struct node *node = &t->at[i];
        int64_t parent = node->parent >= 0 ? t->at[node->parent].unit.id : 0;
        node->epoch += node->bumped;
        node->changed = node->changed || node->bumped || parent != node->unit.parent || node->lft != node->unit.lft ||
                        node->rgt != node->unit.rgt;
        node->unit.parent = parent;
        t->anything = t->anything || node->changed;
    }
}

static bool write_nodes(struct db *db, const struct tree *t, struct error *e) {
    for (int i = 0; i < t->n; i++) {
        const struct node *node = &t->at[i];
        if (!node->changed)
            continue;
        struct query *q = db_query(db,
                                   "INSERT INTO unit (id, code, parent, level, kind, name_en, name_hi, lft, rgt, epoch) VALUES ($1, $2, $3, $4, "
                                   "$5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, level = excluded.level, "
                                   "kind = excluded.kind, name_en = excluded.name_en, name_hi = excluded.name_hi, lft = excluded.lft, "
                                   "rgt = excluded.rgt, epoch = excluded.epoch",
                                   e);
        if (!q)
            return false;
        query_int(q, 1, node->unit.id);
        query_text(q, 2, node->unit.code);
        if (node->unit.parent != 0)
            query_int(q, 3, node->unit.parent);
        query_text(q, 4, unit_level_name(node->unit.level));
        query_text(q, 5, unit_kind_name(node->unit.kind));
        query_text(q, 6, node->unit.name_en);
        query_text(q, 7, node->unit.name_hi);
        query_int(q, 8, node->lft);
        query_int(q, 9, node->rgt);
        query_int(q, 10, node->epoch);
        if (!query_run(q, e))
            return false;
    }
    return true;
}

static bool tag_units(struct db *db, struct error *e) {
    char stamp[32];
    struct query *q = db_query(db, "UPDATE state SET units_tag = $1 WHERE one = 1", e);
    if (!q)
        return false;
    clock_stamp(stamp);
    query_text(q, 1, stamp);
    return query_run(q, e);
}

static bool put_units(struct db *db, void *context, struct error *e) {
    struct work *w = context;
    struct tree *t = &w->tree;
    free(t->at);
    free(t->by_code);
    *t = (struct tree){0};
    if (!read_nodes(db, t, e) || !add_missing(w, e) || !parents_of_store(t, e) || !parents_of_file(w, e) || !no_loops(w, e))
        return false;
    number_all(t);
    note_moves(t);
    return !t->anything || (write_nodes(db, t, e) && tag_units(db, e));
}

bool load_units(struct gate *gate, const char *path, int *units, int *stations, struct error *e) {
    struct units_file file;
    char name[512];
    struct work w = {.file = &file, .name = name};
    *units = *stations = 0;
    text_clean(path, strlen(path), name, sizeof name);
    if (!units_file_read(&file, path, e))
        return false;
    for (int i = 0; i < file.n; i++)
        *stations += file.at[i].unit.level == LEVEL_STATION;
    *units = file.n;
    struct db *db = gate_take(gate, SQL_WRITE, e);
    bool good = db && db_run(db, put_units, &w, e);
    if (db)
        gate_give(gate, db);
    free(w.tree.at);
    free(w.tree.by_code);
    units_file_free(&file);
    return good;
}
