/* Screen 7, Reconcile: the register held against what was imported or synced: only there, only here, fields that differ, facts that the
 * station marked as wrong. Comparing and saving: reconcile_run.c. */
#include "screens/reconcile_inside.h"

#include <stdlib.h>
#include <string.h>

#include "db/reconcile.h"
#include "screens/entry.h"
#include "screens/list.h"
#include "src/clock.h"
#include "src/report/reconcile_words.h"
#include "src/text.h"

#define ITEMS_MAX 4000 /* more than anybody walks through: the command prints all */
#define HEAD_ROWS 3

struct item {
    case_id id;
    enum reconcile_kind kind;
    char what[96], in_register[160], itsso[160]; /* in the language shown now, cut to what a row shows */
};

struct reconcile_screen {
    struct list_array array; /* first: the list's context */
    struct list list;
    struct item *item;
    int room;
    int64_t more;            /* items that found no place */
    int64_t of_kind[RECONCILE_KINDS];
    bool kept, read;
    struct reconcile_sum sum;
};

/* ---- reading ---- */

static bool take_item(void *context, const struct reconcile_row *row) {
    struct reconcile_screen *r = context;
    char text[2 * SECTIONS_TEXT];
    r->of_kind[row->kind]++;
    if (r->array.n == ITEMS_MAX) {
        r->more++;
        return true;
    }
    if (r->array.n == r->room) {
        int room = r->room ? 2 * r->room : 64;
        struct item *more = realloc(r->item, (size_t)room * sizeof *more);
        if (!more) {
            r->more++;
            return true;
        }
        r->item = more;
        r->room = room;
    }
    struct item *item = &r->item[r->array.n++];
    *item = (struct item){.id = row->id, .kind = row->kind};
    text_format(item->what, sizeof item->what, "%s", reconcile_field_label(row));
    text_format(item->in_register, sizeof item->in_register, "%s", reconcile_value_show(row, true, text, sizeof text));
    text_format(item->itsso, sizeof item->itsso, "%s", reconcile_value_show(row, false, text, sizeof text));
    return true;
}

static void read_items(struct session *s, struct reconcile_screen *r) {
    struct error e = {0};
    r->array.n = 0;
    r->more = 0;
    memset(r->of_kind, 0, sizeof r->of_kind);
    r->kept = reconcile_kept(s->store, s->unit.id, &r->sum, &e);
    if ((!r->kept && e.kind != ERROR_NONE) || !reconcile_kept_rows(s->store, s->unit.id, take_item, r, &e))
        session_fail(s, &e);
    r->array.items = r->item;
    r->read = true;
    list_reload(&r->list);
}

/* ---- drawing ---- */

/* Where the columns begin, in both languages. */
struct columns { int what, in_register, itsso; bool full; };

static struct columns columns_of(int width) {
    struct columns c = {.what = 8, .in_register = 20};
    if (width >= 76)
        c = (struct columns){.what = 20, .in_register = 42, .full = true};
    c.itsso = c.in_register + (width - c.in_register) / 2;
    return c;
}

static void draw_row(void *context, const void *row, int y, struct area area, bool selected) {
    (void)context, (void)selected;
    const struct item *item = *(const struct item *const *)row;
    struct columns c = columns_of(area.width);
    char number[CASE_NO_SIZE];
    if (c.full)
        case_no_full(item->id, number);
    else
        case_no_short(item->id, number);
    line_put(y, area.left, c.what - 1, ROLE_TEXT, number);
    line_put(y, area.left + c.what, c.in_register - c.what - 1, ROLE_TEXT, item->what);
    line_put(y, area.left + c.in_register, c.itsso - c.in_register - 1, ROLE_TEXT, item->in_register);
    line_put(y, area.left + c.itsso, area.width - c.itsso, ROLE_TEXT, item->itsso);
}

static bool breaks(void *context, const void *before, const void *row) {
    (void)context;
    const struct item *a = before ? *(const struct item *const *)before : NULL, *b = *(const struct item *const *)row;
    return !a || a->kind != b->kind;
}

static void draw_heading(void *context, const void *row, int y, struct area area) {
    const struct reconcile_screen *r = context;
    const struct item *item = *(const struct item *const *)row;
    char n[32];
    number_show(r->of_kind[item->kind], false, n, sizeof n);
    line_format(y, area.left, area.width, ROLE_STRONG, "%s: %s", reconcile_kind_label(item->kind), n);
}

static struct list_source source; /* list_array_source, in the colours of this screen */

static void draw_sum(const struct reconcile_screen *r, struct area area) {
    char text[1024], at[24], line[1200];
    if (!r->kept) {
        line_wrap(area.top, 1, area.width - 2, 2, ROLE_QUIET,
                  _("No register was compared yet. n names one: the station's own, CSV or TSV as for import."));
        return;
    }
    clock_stamp_show(r->sum.at, at);
    text_format(line, sizeof line, "%s  %s", at, reconcile_sum_short(&r->sum, text, sizeof text));
    line_wrap(area.top, 1, area.width - 2, 2, ROLE_TEXT, line);
}

static void reconcile_draw(struct session *s, void *state, struct area area) {
    (void)s;
    struct reconcile_screen *r = state;
    line_rule(area.top, 0, area.width);
    area.top++;
    draw_sum(r, area);
    int y = area.top + HEAD_ROWS - 1;
    struct columns c = columns_of(area.width);
    line_pad(y, 0, area.width, ROLE_HEADING, _("FIR no."));
    line_put(y, c.what, c.in_register - c.what - 1, ROLE_HEADING, _("What"));
    line_put(y, c.in_register, c.itsso - c.in_register - 1, ROLE_HEADING, _("In the register"));
    line_put(y, c.itsso, area.width - c.itsso, ROLE_HEADING, _("In CCTNS/ITSSO"));
    struct area rows = {y + 1, 0, area.height - 1 - HEAD_ROWS, area.width};
    if (r->array.n == 0)
        line_put(rows.top + 1, 1, area.width - 2, r->kept ? ROLE_GOOD : ROLE_QUIET, r->kept ? _("No difference.") : _("No fact is marked as wrong."));
    list_draw(&r->list, rows);
}

/* ---- the rest ---- */

static bool reconcile_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)argument;
    struct reconcile_screen *r = state;
    r->array = (struct list_array){.item_size = sizeof(struct item)};
    source = list_array_source;
    source.draw = draw_row;
    source.breaks = breaks;
    source.draw_heading = draw_heading;
    source.mark = 7; /* the number, also where it is short */
    if (!list_open(&r->list, &source, r, e))
        return false;
    read_items(s, r);
    return true;
}

static void reconcile_close(struct session *s, void *state) {
    (void)s;
    struct reconcile_screen *r = state;
    list_close(&r->list);
    free(r->item);
}

static void reconcile_prepare(struct session *s, void *state, struct area area) {
    struct reconcile_screen *r = state;
    if (!r->read)
        read_items(s, r);
    list_prepare(&r->list, s, area.height - 1 - HEAD_ROWS);
}

static const struct item *selected(const struct reconcile_screen *r) {
    const void *row = list_selected(&r->list);
    return row ? *(const struct item *const *)row : NULL;
}

static case_id reconcile_case(void *state) {
    const struct item *item = selected(state);
    return item && item->kind != RECONCILE_ONLY_REGISTER ? item->id : 0;
}

static answer reconcile_act(struct session *s, void *state, enum action action) {
    struct reconcile_screen *r = state;
    const struct item *item;
    if (list_act(&r->list, action))
        return ANSWER_REDRAW;
    if (action == ACTION_REGISTER)
        return reconcile_compare_open(s);
    if (action == ACTION_SAVE_AS)
        return reconcile_save_open(s);
    if (action == ACTION_PRINT)
        return reconcile_print(s);
    item = selected(r);
    if (item && item->kind == RECONCILE_ONLY_REGISTER && action == ACTION_OPEN) {
        session_say(s, ROLE_NOTE, "%s", _("CCTNS/ITSSO has not this case: nothing can be shown of it here."));
        return ANSWER_REDRAW;
    }
    return ANSWER_NO;
}

static void reconcile_changed(struct session *s, void *state, unsigned what) {
    (void)s, (void)what;
    ((struct reconcile_screen *)state)->read = false;
}

static const char *reconcile_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    const struct reconcile_screen *r = state;
    char text[64];
    if (r->more > 0)
        text_format(out, cap, _("%s and %lld more"), list_position(&r->list, text, sizeof text), (long long)r->more);
    else
        list_position(&r->list, out, cap);
    return out;
}

static answer reconcile_point(struct session *s, void *state, int y) {
    (void)s;
    return list_point(&((struct reconcile_screen *)state)->list, y, NULL) ? ANSWER_REDRAW : ANSWER_HANDLED;
}

static const enum action reconcile_footer[] = {ACTION_OPEN, ACTION_REGISTER, ACTION_WRONG, ACTION_SAVE_AS, ACTION_PRINT, ACTION_MENU,
                                               ACTION_LANGUAGE, ACTION_HELP, ACTION_NONE};

const struct screen screen_reconcile = {
    .name = "reconcile",
    .title = N_("Reconcile"),
    .digit = 7,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN | PLACE_CASE_ROW | PLACE_RECONCILE,
    .footer = reconcile_footer,
    .state_size = sizeof(struct reconcile_screen),
    .open = reconcile_open,
    .close = reconcile_close,
    .prepare = reconcile_prepare,
    .draw = reconcile_draw,
    .act = reconcile_act,
    .changed = reconcile_changed,
    .position = reconcile_position,
    .point = reconcile_point,
    .selected_case = reconcile_case,
};
