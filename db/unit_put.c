/* Units: writing them, and numbering the tree. */
#include "db/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/rollup.h"
#include "db/sql.h"
#include "src/i18n.h"

/* A unit that is there, as the writer sees it. */
struct placed {
    int64_t id, parent;
    enum unit_level level;
    bool unplaced;
};

/* 1 found, 0 not there, -1 failed. */
static int find(struct cache_writer *w, const char *code, struct placed *out, struct error *e) {
    if (!w->unit_find && !sql_prepare(w->db, &w->unit_find,
                                      "SELECT id, coalesce(parent, 0), level, kind = 'unplaced' FROM unit WHERE code = ?1", e))
        return -1;
    sql_bind_text(w->unit_find, 1, code);
    int row = sql_step(w->unit_find, e);
    if (row == 1) {
        char level[16];
        out->id = sqlite3_column_int64(w->unit_find, 0);
        out->parent = sqlite3_column_int64(w->unit_find, 1);
        sql_text(w->unit_find, 2, level, sizeof level);
        unit_level_parse(level, &out->level);
        out->unplaced = sqlite3_column_int(w->unit_find, 3) != 0;
    }
    sqlite3_reset(w->unit_find);
    return row;
}

/* The parent that a unit had until `today`. Where it had none, there is nothing to remember. */
static bool keep_move(struct cache_writer *w, const struct placed *unit, civil_day today, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(w->db, &statement, "INSERT INTO unit_event (unit, parent, until_date) VALUES (?1, ?2, ?3)", e))
        return false;
    sqlite3_bind_int64(statement, 1, unit->id);
    sqlite3_bind_int64(statement, 2, unit->parent);
    sql_bind_day(statement, 3, today);
    bool done = sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

static bool find_parent(struct cache_writer *w, const char *code, const char *parent_code, enum unit_level level,
                        int64_t *parent, struct error *e) {
    *parent = 0;
    if (!*parent_code)
        return true;
    struct placed above = {0};
    int found = find(w, parent_code, &above, e);
    if (found < 0)
        return false;
    if (found == 0)
        return error_set(e, ERROR_USAGE,
                         _("unit %s lies below %s, and neither the file nor the database has such a unit. Nothing was changed; add "
                           "its row, or correct the parent"), code, parent_code);
    /* a range above a range could close a loop; the levels fall on the way down, so that none can */
    if (above.level >= level)
        return error_set(
            e, ERROR_USAGE,
            _("unit %s (%s) cannot lie below %s (%s): nation, state, zone, range, district, circle, station "
              "is the order"),
            code, unit_level_name(level), parent_code, unit_level_name(above.level));
    *parent = above.id;
    return true;
}

bool cache_put_unit(struct cache_writer *w, const char *code, const char *parent_code, enum unit_level level,
                    enum unit_kind kind, const char *name_en, const char *name_hi, civil_day today, int64_t *id,
                    struct error *e) {
    if (!*code || strlen(code) >= sizeof((struct unit *)0)->code)
        return error_set(e, ERROR_USAGE, _("\"%s\" is no unit code: 1 to 15 characters were expected"), code);
    int64_t parent;
    struct placed before = {0};
    int there = find(w, code, &before, e);
    if (there < 0 || !find_parent(w, code, parent_code, level, &parent, e))
        return false;
    if (there == 1 && before.parent != parent) {
        w->tree_changed = true;
        if (before.parent != 0 && !keep_move(w, &before, today, e))
            return false;
    }
    if (!w->unit_put &&
        !sql_prepare(w->db, &w->unit_put,
                     "INSERT INTO unit (code, parent, level, kind, name_en, name_hi) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                     " ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, level = excluded.level, kind = excluded.kind,"
                     " name_en = excluded.name_en, name_hi = excluded.name_hi RETURNING id /* scans: the moves of units */",
                     e))
        return false;
    sqlite3_stmt *statement = w->unit_put;
    sql_bind_text(statement, 1, code);
    if (parent)
        sqlite3_bind_int64(statement, 2, parent);
    else
        sqlite3_bind_null(statement, 2);
    sql_bind_text(statement, 3, unit_level_name(level));
    sql_bind_text(statement, 4, unit_kind_name(kind));
    sql_bind_text(statement, 5, name_en);
    sql_bind_text(statement, 6, name_hi);
    bool done = sql_step(statement, e) == 1;
    if (done && id)
        *id = sqlite3_column_int64(statement, 0);
    return done && sql_step(statement, e) == 0;
}

/* ---- the nested set ---- */

struct node {
    int64_t id, lft, rgt, was_lft, was_rgt;
    int parent, first, next;
};
struct tree {
    struct node *at;
    int n;
};

static int by_id(const void *a, const void *b) {
    const struct node *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int node_of(const struct tree *tree, int64_t id) {
    const struct node key = {.id = id}, *found = bsearch(&key, tree->at, (size_t)tree->n, sizeof key, by_id);
    return found ? (int)(found - tree->at) : -1;
}

/* Links each unit to its parent; the query comes in falling code order, so that putting each in front gives rising
 * order. */
static bool read_tree(struct cache_writer *w, struct tree *tree, int *roots, struct error *e) {
    int64_t n = sql_int(w->db, "SELECT count(*) FROM unit /* scans: once a load */", 0);
    if (n > 10000000 || !(tree->at = calloc((size_t)n + 1, sizeof *tree->at)))
        return error_set(e, ERROR_UNABLE, _("there is not enough memory for %lld units"), (long long)n);
    sqlite3_stmt *all = NULL, *order = NULL;
    bool done =
        sql_prepare(w->db, &all, "SELECT id, lft, rgt FROM unit ORDER BY id /* scans: once a load */", e) &&
        sql_prepare(w->db, &order, "SELECT id, parent FROM unit ORDER BY code DESC /* scans: once a load */", e);
    while (done && tree->n < n && sql_step(all, e) == 1) {
        struct node *node = &tree->at[tree->n++];
        node->id = sqlite3_column_int64(all, 0);
        node->was_lft = sqlite3_column_int64(all, 1);
        node->was_rgt = sqlite3_column_int64(all, 2);
        node->parent = node->first = node->next = -1;
    }
    *roots = -1;
    while (done && sql_step(order, e) == 1) {
        int at = node_of(tree, sqlite3_column_int64(order, 0));
        if (at < 0)
            continue;
        tree->at[at].parent =
            sqlite3_column_type(order, 1) == SQLITE_NULL ? -1 : node_of(tree, sqlite3_column_int64(order, 1));
        int *head = tree->at[at].parent < 0 ? roots : &tree->at[tree->at[at].parent].first;
        tree->at[at].next = *head;
        *head = at;
    }
    sqlite3_finalize(all);
    sqlite3_finalize(order);
    return done;
}

/* Walks without recursion: down to the first child, else across, else up until there is something across. */
static void number_tree(struct tree *tree, int roots) {
    int64_t number = 0;
    int at = roots;
    while (at >= 0) {
        tree->at[at].lft = ++number;
        if (tree->at[at].first >= 0) {
            at = tree->at[at].first;
            continue;
        }
        while (at >= 0) {
            tree->at[at].rgt = ++number;
            if (tree->at[at].next >= 0) {
                at = tree->at[at].next;
                break;
            }
            at = tree->at[at].parent;
        }
    }
}

static bool write_numbers(struct cache_writer *w, const struct tree *tree, struct error *e) {
    sqlite3_stmt *update;
    if (!sql_prepare(w->db, &update, "UPDATE unit SET lft = ?2, rgt = ?3 WHERE id = ?1", e))
        return false;
    bool done = true;
    for (int i = 0; done && i < tree->n; i++) {
        const struct node *node = &tree->at[i];
        if (node->lft == 0) { /* no root leads here */
            done = error_set(
                e, ERROR_USAGE,
                _("the hierarchy goes round in a circle: a unit lies below itself. Nothing was changed; mend the "
                  "column \"parent\"."));
        } else if (node->lft != node->was_lft || node->rgt != node->was_rgt) {
            sqlite3_bind_int64(update, 1, node->id);
            sqlite3_bind_int64(update, 2, node->lft);
            sqlite3_bind_int64(update, 3, node->rgt);
            done = sql_step(update, e) == 0;
        }
    }
    sqlite3_finalize(update);
    return done;
}

/* A unit whose level was changed may now stand above or below the wrong ones. */
static bool levels_fall(struct cache_writer *w, struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(w->db, &statement,
                     "SELECT u.code, u.level, p.code, p.level FROM unit u JOIN unit p ON p.id = u.parent /* scans: "
                     "once a load */",
                     e))
        return false;
    int row = 0;
    bool good = true;
    while (good && (row = sql_step(statement, e)) == 1) {
        char text[4][32];
        for (int i = 0; i < 4; i++)
            sql_text(statement, i, text[i], sizeof text[i]);
        enum unit_level level = LEVEL_STATION, above = LEVEL_NATION;
        unit_level_parse(text[1], &level);
        unit_level_parse(text[3], &above);
        if (above >= level)
            good = error_set(
                e, ERROR_USAGE,
                _("unit %s (%s) cannot lie below %s (%s): nation, state, zone, range, district, circle, station "
                  "is the order"),
                text[0], text[1], text[2], text[3]);
    }
    sqlite3_finalize(statement);
    return good && row == 0;
}

bool cache_place_units(struct cache_writer *w, struct error *e) {
    struct tree tree = {0};
    int roots = -1;
    bool done = read_tree(w, &tree, &roots, e);
    if (done) {
        number_tree(&tree, roots);
        done = write_numbers(w, &tree, e) && levels_fall(w, e);
    }
    free(tree.at);
    w->station_last = w->last_number = 0;
    if (!done || !w->tree_changed || sql_int(w->db, "SELECT EXISTS (SELECT 1 FROM fir_case)", 0) == 0)
        return done;
    w->tree_changed = false;
    return rollup_rebuild(w, e);
}

/* ---- a station that an extract names ---- */

bool cache_unplaced(struct cache_writer *w, const char *code, int64_t *id, struct error *e) {
    sqlite3_stmt *statement;
    /* a range of numbers of its own at once, so that filters find it before the next load of units */
    if (w->last_number == 0)
        w->last_number = sql_int(w->db, "SELECT max(rgt) FROM unit /* scans: once a load */", 0);
    if (!sql_prepare(w->db, &statement,
                     "INSERT INTO unit (code, level, kind, name_en, lft, rgt) VALUES (?1, 'station', 'unplaced', ?1, "
                     "?2 + 1, ?2 + 2)"
                     " RETURNING id",
                     e))
        return false;
    sql_bind_text(statement, 1, code);
    sqlite3_bind_int64(statement, 2, w->last_number);
    w->last_number += 2;
    bool done = sql_step(statement, e) == 1;
    if (done)
        *id = sqlite3_column_int64(statement, 0);
    done = done && sql_step(statement, e) == 0;
    sqlite3_finalize(statement);
    return done;
}

bool cache_station(struct cache_writer *w, int64_t station, int64_t *id, struct error *e) {
    /* rows of an extract come station by station: the last one is kept */
    if (station == w->station_last && station != 0) {
        *id = w->station_last_id;
        return true;
    }
    if (station < 1 || station > 9999999999)
        return error_set(e, ERROR_USAGE, _("%lld is no station code: at most ten digits were expected"),
                         (long long)station);
    if (!w->station_find && !sql_prepare(w->db, &w->station_find, "SELECT id FROM unit WHERE code = ?1", e))
        return false;
    char code[16];
    snprintf(code, sizeof code, "%lld", (long long)station);
    sql_bind_text(w->station_find, 1, code);
    int row = sql_step(w->station_find, e);
    if (row == 1)
        *id = sqlite3_column_int64(w->station_find, 0);
    sqlite3_reset(w->station_find);
    if (row < 0 || (row == 0 && !cache_unplaced(w, code, id, e)))
        return false;
    w->station_last = station;
    w->station_last_id = *id;
    return true;
}
