#include "db/report_units.h"

#include <stdlib.h>
#include <string.h>

#include "db/sql.h"
#include "src/i18n.h"
#include "src/text.h"

#define HIGHEST_MAX 50000000 /* unit ids are given one by one */

struct building {
    struct report_units *out;
    enum report_rows_of rows;
    int room;
};

static bool no_memory(struct error *e) {
    return error_set(e, ERROR_UNABLE, _("not enough memory for the units of the report"));
}

static bool places_read(struct store *store, struct report_units *out, struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    char name[16];
    out->highest = sql_int(store->db, "SELECT coalesce(max(id), 0) FROM cache.unit", 0);
    if (out->highest < 0 || out->highest > HIGHEST_MAX ||
        (out->place = calloc((size_t)out->highest + 1, sizeof *out->place)) == NULL) {
        return no_memory(e);
    }
    for (int64_t i = 0; i <= out->highest; i++) {
        out->place[i].row = -1;
    }
    if (!sql_prepare(store->db, &q, "SELECT id, coalesce(parent, 0), level, kind FROM cache.unit /* scans: the units */", e)) {
        return false;
    }
    while ((row = sql_step(q, e)) == 1) {
        struct report_place *place = &out->place[sqlite3_column_int64(q, 0)];
        enum unit_level level = LEVEL_STATION;
        enum unit_kind kind = KIND_TERRITORIAL;
        place->parent = sqlite3_column_int64(q, 1);
        sql_text(q, 2, name, sizeof name);
        unit_level_parse(name, &level);
        sql_text(q, 3, name, sizeof name);
        unit_kind_parse(name, &kind);
        place->level = (uint8_t)level;
        place->kind = (uint8_t)kind;
    }
    sqlite3_finalize(q);
    return row == 0;
}

/* What lies at or below the unit that was asked for. The way up is at most as long as there are levels. */
static void inside_mark(struct report_units *out) {
    for (int64_t id = 1; id <= out->highest; id++) {
        int64_t at = id;
        for (int step = 0; step < 12 && at > 0 && at != out->unit.id; step++) {
            at = out->place[at].parent;
        }
        out->place[id].inside = out->unit.id == 0 || at == out->unit.id;
        out->stations += out->place[id].inside && out->place[id].level == LEVEL_STATION;
    }
}

/* The top unit whose children stand for the whole database, 0: its units without a parent do. */
static int64_t only_top(const struct report_units *out) {
    int64_t top = 0;
    for (int64_t id = 1; id <= out->highest; id++) {
        const struct report_place *place = &out->place[id];
        if (place->parent == 0 && place->kind != KIND_UNPLACED && place->level != LEVEL_STATION) {
            if (top != 0) {
                return 0;
            }
            top = id;
        }
    }
    return top;
}

static bool is_row(const struct building *b, int64_t id, int64_t top) {
    const struct report_units *out = b->out;
    const struct report_place *place = &out->place[id];
    bool unplaced = place->parent == 0 && out->unit.id == 0 && id != top;
    switch (b->rows) {
    case ROWS_STATIONS:
        return place->level == LEVEL_STATION;
    case ROWS_DISTRICTS:
        return place->level == LEVEL_DISTRICT || (unplaced && place->level == LEVEL_STATION);
    case ROWS_CHILDREN:
        break;
    }
    if (out->unit.id == 0) {
        return place->parent == 0 ? unplaced : place->parent == top;
    }
    if (out->unit.level == LEVEL_STATION) {
        return id == out->unit.id;
    }
    return out->unit.level == LEVEL_DISTRICT || out->unit.level == LEVEL_CIRCLE ? place->level == LEVEL_STATION
                                                                                : place->parent == out->unit.id;
}

static struct report_unit *row_add(struct building *b, int64_t id) {
    struct report_units *out = b->out;
    if (out->n == b->room) {
        int room = b->room != 0 ? 2 * b->room : 64;
        struct report_unit *more = reallocarray(out->row, (size_t)room, sizeof *more);
        if (more == NULL) {
            return NULL;
        }
        out->row = more;
        b->room = room;
    }
    struct report_unit *row = &out->row[out->n++];
    *row = (struct report_unit){.id = id, .level = (enum unit_level)out->place[id].level, .kind = (enum unit_kind)out->place[id].kind};
    return row;
}

static bool rows_read(struct store *store, struct building *b, int64_t top, struct error *e) {
    sqlite3_stmt *q = NULL;
    int row = -1;
    if (!sql_prepare(store->db, &q, "SELECT id, code FROM cache.unit ORDER BY lft, id /* scans: the units */", e)) {
        return false;
    }
    while ((row = sql_step(q, e)) == 1) {
        int64_t id = sqlite3_column_int64(q, 0);
        if (!b->out->place[id].inside || !is_row(b, id, top)) {
            continue;
        }
        struct report_unit *unit = row_add(b, id);
        if (unit == NULL) {
            no_memory(e);
            break;
        }
        sql_text(q, 1, unit->code, sizeof unit->code);
        b->out->place[id].row = b->out->n - 1;
    }
    sqlite3_finalize(q);
    return row == 0;
}

/* Each unit below a row belongs to it; what is below none belongs to the rest. */
static bool rows_spread(struct building *b, int64_t top, struct error *e) {
    struct report_units *out = b->out;
    int listed = out->n;
    int64_t holder = out->unit.id != 0 ? out->unit.id : top;
    bool alone = listed == 1 && out->row[0].id == out->unit.id;
    for (int64_t id = 1; id <= out->highest; id++) {
        int64_t at = id;
        for (int step = 0; step < 12 && at > 0 && (out->place[at].row < 0 || out->place[at].row >= listed); step++) {
            at = out->place[at].parent;
        }
        int32_t row = at > 0 ? out->place[at].row : -1;
        out->place[id].row = !out->place[id].inside ? -1 : row >= 0 && row < listed ? row : listed;
    }
    if (alone) {
        return true;
    }
    struct report_unit *rest = row_add(b, holder > 0 ? holder : 0);
    if (rest == NULL) {
        return no_memory(e);
    }
    rest->rest = true;
    return true;
}

bool report_units_read(struct store *store, int64_t unit, enum report_rows_of rows, struct report_units *out, struct error *e) {
    struct building b = {.out = out, .rows = rows};
    memset(out, 0, sizeof *out);
    error_clear(e);
    if (unit != 0 && !unit_by_id(store, unit, &out->unit, e)) {
        return error_set(e, ERROR_UNABLE, _("the unit of the report is no longer there; choose another"));
    }
    bool well = places_read(store, out, e);
    int64_t top = 0;
    if (well) {
        inside_mark(out);
        top = only_top(out);
        well = rows_read(store, &b, top, e) && rows_spread(&b, top, e);
    }
    if (!well) {
        report_units_free(out);
    }
    return well;
}

void report_units_free(struct report_units *units) {
    free(units->row);
    free(units->place);
    memset(units, 0, sizeof *units);
}

int report_units_row(const struct report_units *units, int64_t unit) {
    return unit > 0 && unit <= units->highest ? units->place[unit].row : -1;
}

int64_t report_units_above(const struct report_units *units, int64_t unit, enum unit_level level) {
    for (int step = 0; step < 12 && unit > 0 && unit <= units->highest; step++) {
        if (units->place[unit].level == level) {
            return unit;
        }
        unit = units->place[unit].parent;
    }
    return 0;
}

const char *report_units_name(struct store *store, int64_t unit, char *out, size_t cap) {
    struct unit found;
    struct error e = {0};
    out[0] = '\0';
    if (unit != 0 && unit_by_id(store, unit, &found, &e)) {
        text_format(out, cap, "%s", unit_name(&found));
    }
    return out;
}
