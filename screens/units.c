/* Screen 5, Units: down from the session's unit to the FIR. Each child with its counts, rates and a bar; Enter goes down and
 * from a station to its cases, Back returns to the same row. Nobody gets above the session's unit. */
#include "screens/units_inside.h"

#include <stdlib.h>
#include <string.h>

#include "screens/cases_of.h"
#include "src/text.h"

#define ROOMY 12 /* rows of work from which the total has its own */

struct units *units_now(struct session *s) {
    return screen_state(s, &screen_units);
}

static const struct unit *here(const struct units *u) {
    return &u->path[u->depth].unit;
}

static void path_begin(struct session *s, struct units *u) {
    memset(u->path, 0, sizeof u->path);
    u->depth = 0;
    u->root = s->unit.id;
    u->path[0].unit = s->unit;
    u->stale = true;
}

static bool units_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)argument;
    struct units *u = state;
    u->s = s;
    units_recall(&u->choice);
    path_begin(s, u);
    return list_open(&u->list, &units_source, u, e);
}

static void units_close(struct session *s, void *state) {
    (void)s;
    struct units *u = state;
    list_close(&u->list);
    free(u->row);
    u->row = NULL;
    u->rows = 0;
}

void units_apply(struct session *s, struct units *u, bool reread) {
    units_remember(&u->choice);
    u->stale = u->stale || reread;
    if (!u->stale)
        units_order(u);
    list_restart(&u->list, NULL);
    s->redraw = true;
}

/* ---- reading ---- */

static int rows_below(struct area area) {
    return area.height >= ROOMY ? 4 : area.height >= 6 ? 2 : 0;
}

static void units_prepare(struct session *s, void *state, struct area area) {
    struct units *u = state;
    struct error e = {0};
    units_columns_lay(&u->columns, area.width);
    u->list.mark = u->columns.x[UNITS_NAME] + u->columns.width[UNITS_NAME];
    if (u->stale) {
        if (!units_read(u, &e)) {
            if (e.kind == ERROR_STOPPED)
                return; /* again after the key */
            session_fail(s, &e);
        }
        u->stale = false;
        list_reload(&u->list);
    }
    list_prepare(&u->list, s, area.height - 1 - rows_below(area));
}

/* ---- drawing ---- */

static void units_draw(struct session *s, void *state, struct area area) {
    struct units *u = state;
    int below = rows_below(area), bottom = area.top + area.height - below;
    struct area rows = {.top = area.top + 1, .left = area.left, .height = area.height - 1 - below, .width = area.width};
    units_heading_draw(&u->columns, area.top, area);
    list_draw(&u->list, rows);
    if (u->stale) { /* a key stopped the reading: it goes on when that is answered */
        line_put(rows.top + u->list.have, 2, area.width - 4, ROLE_QUIET, _("Counting …"));
        return;
    }
    if (u->rows == 0)
        line_wrap(rows.top, 2, area.width - 4, rows.height, ROLE_TEXT,
                  s->data_at[0] ? _("There is nothing below this unit.")
                                : _("There are no cases yet. Bring in a CCTNS extract: itsso-tui import FILE"));
    if (below == 4) {
        line_rule(bottom, area.left, area.width);
        units_row_draw(u, &u->total, _("Total"), bottom + 1, area);
    }
    const struct units_row *row = list_selected(&u->list);
    struct area detail = {.top = area.top + area.height - 2, .left = area.left, .height = 2, .width = area.width};
    if (below > 0 && row && row->at < u->rows)
        units_detail_draw(u, &u->row[row->at], 2, detail);
}

/* ---- down and up ---- */

static answer go_down(struct session *s, struct units *u) {
    const struct units_row *row = list_selected(&u->list);
    if (!row || row->at >= u->rows)
        return ANSWER_HANDLED;
    const struct unit_rates *to = &u->row[row->at];
    bool further = !to->own && to->unit.rgt > to->unit.lft + 1 && to->unit.id != here(u)->id && u->depth + 1 < UNITS_DEEP;
    if (!further) {
        const struct cases_of of = {.unit = to->unit, .alone = to->own,
                                    .categories = u->choice.kind == RATES_376     ? CATEGORY_376
                                                  : u->choice.kind == RATES_POCSO ? CATEGORY_POCSO
                                                                                  : 0};
        return screen_open(s, &screen_cases_of, &of);
    }
    u->path[u->depth].from = row->key;
    u->path[u->depth].first = u->list.selected;
    u->path[++u->depth].unit = to->unit;
    u->stale = true;
    list_restart(&u->list, NULL);
    return ANSWER_REDRAW;
}

/* Back to the row that was gone into, at its place on the screen. */
static answer go_up(struct units *u) {
    if (u->depth == 0)
        return ANSWER_NO;
    u->depth--;
    u->stale = true;
    list_restart(&u->list, &u->path[u->depth].from);
    u->list.selected = u->path[u->depth].first;
    return ANSWER_REDRAW;
}

static answer units_act(struct session *s, void *state, enum action action) {
    struct units *u = state;
    const struct units_row *row;
    if (list_act(&u->list, action))
        return ANSWER_REDRAW;
    switch (action) {
    case ACTION_OPEN:
        return go_down(s, u);
    case ACTION_BACK:
        return go_up(u);
    case ACTION_CATEGORY:
        u->choice.kind = (enum rates_of)((u->choice.kind + 1) % RATES_KINDS);
        units_remember(&u->choice);
        units_order(u);
        list_reload(&u->list);
        return ANSWER_REDRAW;
    case ACTION_PERIOD:
        return units_period_menu(s, u);
    case ACTION_SORT:
        return units_sort_menu(s, u);
    case ACTION_REPORTS: /* of the selected unit */
        row = list_selected(&u->list);
        return row && row->at < u->rows ? screen_open(s, &screen_reports, &u->row[row->at].unit) : ANSWER_NO;
    default:
        return ANSWER_NO;
    }
}

/* The units on the way are read again: one may have been renamed, moved, or be gone. */
static void path_read(struct session *s, struct units *u) {
    for (int i = 0; i <= u->depth; i++) {
        struct error e = {0};
        struct unit now;
        int64_t id = u->path[i].unit.id;
        if (id == 0)
            continue;
        if (!unit_by_id(s->store, id, &now, &e) || (s->unit.id && !unit_is_below(s->store, id, s->unit.id))) {
            path_begin(s, u);
            list_restart(&u->list, NULL);
            return;
        }
        u->path[i].unit = now;
    }
}

static void units_changed(struct session *s, void *state, unsigned what) {
    (void)what;
    struct units *u = state;
    if (s->unit.id != u->root) {
        path_begin(s, u);
        list_restart(&u->list, NULL);
        return;
    }
    path_read(s, u);
    u->stale = true;
}

static const char *units_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    return list_position(&((struct units *)state)->list, out, cap);
}

static const char *units_heading(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    const struct units *u = state;
    char period[64];
    bool by_name = u->choice.order == ORDER_NAME;
    text_format(out, cap, "%s  %s  %s, %s%s%s", _("Units"), here(u)->id ? unit_name(here(u)) : _("all stations"),
                units_kind_label(u->choice.kind), units_period_label(u, period, sizeof period), by_name ? "" : ", ",
                by_name ? "" : units_order_label(u->choice.order));
    return out;
}

static answer units_point(struct session *s, void *state, int y) {
    (void)s;
    return list_point(&((struct units *)state)->list, y, NULL) ? ANSWER_REDRAW : ANSWER_HANDLED;
}

static const enum action units_footer[] = {ACTION_OPEN, ACTION_BACK,     ACTION_CATEGORY, ACTION_PERIOD, ACTION_SORT,
                                           ACTION_MENU, ACTION_LANGUAGE, ACTION_HELP,     ACTION_NONE};

const struct screen screen_units = {
    .name = "units",
    .title = N_("Units"),
    .digit = 5,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_UNITS | PLACE_OPEN,
    .footer = units_footer,
    .state_size = sizeof(struct units),
    .open = units_open,
    .close = units_close,
    .prepare = units_prepare,
    .draw = units_draw,
    .act = units_act,
    .changed = units_changed,
    .position = units_position,
    .heading = units_heading,
    .point = units_point,
};
