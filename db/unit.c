/* Units: reading them. Writing and placing: unit_put.c. */
#include "db/unit.h"

#include <string.h>

#include "db/unit_inside.h"
#include "src/i18n.h"
#include "src/text.h"

static const char *const level_names[] = {"nation", "state", "zone", "range", "district", "circle", "station"};
static const char *const kind_names[] = {"territorial", "mahila", "grp", "other", "unplaced"};

static bool parse_name(const char *const *names, size_t n, const char *name, int *out) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (int)i;
            return true;
        }
    return false;
}

const char *unit_level_name(enum unit_level level) {
    return level_names[level];
}

bool unit_level_parse(const char *name, enum unit_level *out) {
    int found;
    if (!parse_name(level_names, sizeof level_names / sizeof *level_names, name, &found))
        return false;
    *out = (enum unit_level)found;
    return true;
}

const char *unit_kind_name(enum unit_kind kind) {
    return kind_names[kind];
}

bool unit_kind_parse(const char *name, enum unit_kind *out) {
    int found;
    if (!parse_name(kind_names, sizeof kind_names / sizeof *kind_names, name, &found))
        return false;
    *out = (enum unit_kind)found;
    return true;
}

const char *unit_name(const struct unit *unit) {
    return language_now() == LANGUAGE_HINDI && *unit->name_hi ? unit->name_hi : unit->name_en;
}

#define COLUMNS UNIT_COLUMNS

void unit_take(sqlite3_stmt *statement, void *out) {
    struct unit *unit = out;
    char name[16];
    memset(unit, 0, sizeof *unit);
    unit->id = sqlite3_column_int64(statement, 0);
    unit->parent = sqlite3_column_int64(statement, 1);
    sql_text(statement, 2, unit->code, sizeof unit->code);
    sql_text(statement, 3, name, sizeof name);
    unit_level_parse(name, &unit->level);
    sql_text(statement, 4, name, sizeof name);
    unit_kind_parse(name, &unit->kind);
    sql_text(statement, 5, unit->name_en, sizeof unit->name_en);
    sql_text(statement, 6, unit->name_hi, sizeof unit->name_hi);
    unit->lft = sqlite3_column_int64(statement, 7);
    unit->rgt = sqlite3_column_int64(statement, 8);
}

bool unit_by_code(struct store *store, const char *code, struct unit *out, struct error *e) {
    sqlite3_stmt *statement;
    error_clear(e);
    if (!sql_prepare(store->db, &statement, "SELECT " COLUMNS " FROM cache.unit WHERE code = ?1", e))
        return false;
    sql_bind_text(statement, 1, code);
    return sql_only_row(statement, unit_take, out, e);
}

bool unit_by_id(struct store *store, int64_t id, struct unit *out, struct error *e) {
    sqlite3_stmt *statement;
    error_clear(e);
    if (!sql_prepare(store->db, &statement, "SELECT " COLUMNS " FROM cache.unit WHERE id = ?1", e))
        return false;
    sqlite3_bind_int64(statement, 1, id);
    return sql_only_row(statement, unit_take, out, e);
}

bool unit_root(struct store *store, struct unit *out, struct error *e) {
    sqlite3_stmt *statement;
    error_clear(e);
    if (!sql_prepare(store->db, &statement,
                     "SELECT " COLUMNS " FROM cache.unit WHERE parent IS NULL AND kind <> 'unplaced' LIMIT 2", e))
        return false;
    if (sql_only_row(statement, unit_take, out, e))
        return true;
    /* a station PC that imported without a hierarchy: its one station */
    if ((e && e->kind != ERROR_NONE) ||
        !sql_prepare(store->db, &statement,
                     "SELECT " COLUMNS " FROM cache.unit ORDER BY id LIMIT 2 /* scans: two rows */", e))
        return false;
    return sql_only_row(statement, unit_take, out, e) && out->level == LEVEL_STATION;
}

bool unit_is_below(struct store *store, int64_t unit, int64_t top) {
    char text[160];
    sqlite3_snprintf(sizeof text, text,
                     "SELECT EXISTS (SELECT 1 FROM cache.unit u JOIN cache.unit t ON u.lft BETWEEN t.lft AND t.rgt"
                     " WHERE u.id = %lld AND t.id = %lld)",
                     (long long)unit, (long long)top);
    return unit == top || sql_int(store->db, text, 0) == 1;
}

bool unit_covers_all(struct store *store, const struct unit *unit) {
    char text[160];
    sqlite3_snprintf(sizeof text, text, "SELECT EXISTS (SELECT 1 FROM cache.unit WHERE lft < %lld) OR"
                                        " EXISTS (SELECT 1 FROM cache.unit WHERE lft > %lld)",
                     (long long)unit->lft, (long long)unit->rgt);
    return unit->id == 0 || sql_int(store->db, text, 1) == 0;
}

int64_t unit_stations(struct store *store, int64_t unit) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement,
                     "SELECT count(*) FROM cache.unit top JOIN cache.unit u ON u.lft BETWEEN top.lft AND top.rgt"
                     " WHERE top.id = ?1 AND u.level = 'station' AND u.kind <> 'unplaced'",
                     NULL))
        return 0;
    sqlite3_bind_int64(statement, 1, unit);
    int64_t n = sql_step(statement, NULL) == 1 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return n;
}

bool unit_children(struct store *store, int64_t unit, bool (*fn)(void *, const struct unit *), void *context,
                   struct error *e) {
    sqlite3_stmt *statement;
    if (!sql_prepare(
            store->db, &statement,
            "SELECT " COLUMNS " FROM cache.unit WHERE parent = ?1 ORDER BY code /* scans: one unit's children */", e))
        return false;
    sqlite3_bind_int64(statement, 1, unit);
    struct unit child;
    int row;
    while ((row = sql_step(statement, e)) == 1) {
        unit_take(statement, &child);
        if (!fn(context, &child)) {
            row = 0;
            break;
        }
    }
    sqlite3_finalize(statement);
    return row == 0;
}

int64_t units_moved_since(struct store *store, int64_t unit, civil_day day) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement,
                     "SELECT count(DISTINCT v.unit) FROM cache.unit_event v JOIN cache.unit u ON u.id = v.unit"
                     " JOIN cache.unit p ON p.id = v.parent LEFT JOIN cache.unit top ON top.id = ?1"
                     " WHERE v.until_date = (SELECT min(w.until_date) FROM cache.unit_event w WHERE w.unit = v.unit AND w.until_date > ?2)"
                     " AND v.parent <> u.parent AND (?1 = 0 OR (u.id <> ?1 AND"
                     " (u.lft BETWEEN top.lft AND top.rgt OR p.lft BETWEEN top.lft AND top.rgt))) /* scans: the moves */",
                     NULL))
        return 0;
    sqlite3_bind_int64(statement, 1, unit);
    sql_bind_day(statement, 2, day);
    int64_t n = sql_step(statement, NULL) == 1 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return n;
}

void units_moved_show(int64_t n, char *out, size_t cap) {
    text_format(out, cap, ngettext("%lld unit moved in the hierarchy since then; it is counted where it stands now.",
                                   "%lld units moved in the hierarchy since then; they are counted where they stand now.", (unsigned long)n),
                (long long)n);
}
