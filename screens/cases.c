/* Screen 2, Cases: the list, its search line, and moving among the hits. Filter and order: cases_filter.c; saved views:
 * cases_views.c. */
#include "screens/cases_inside.h"
#include "screens/cases_of.h"

#include <string.h>

#include "screens/key.h"
#include "screens/print.h"
#include "screens/reports.h"
#include "screens/share.h"
#include "src/text.h"

struct cases *cases_now(struct session *s) {
    for (int i = s->depth - 1; i >= 0; i--)
        if (s->stack[i].screen == &screen_cases || s->stack[i].screen == &screen_cases_of)
            return s->stack[i].state;
    return NULL;
}

bool cases_several(const struct session *s, const struct cases *cases) {
    return cases->of_unit ? cases->unit.level != LEVEL_STATION && !cases->source.filter.unit_alone : several_units(s);
}

static bool cases_open(struct session *s, void *state, const void *argument, struct error *e) {
    const struct cases_of *of = argument;
    struct cases *cases = state;
    char last[VIEW_TEXT];
    cases->source.s = cases->hits.s = s;
    case_filter_open_cases(s, &cases->source.filter);
    if (of) {
        cases->of_unit = true;
        cases->unit = of->unit;
        cases->source.filter.unit = of->unit.id;
        cases->source.filter.unit_alone = of->alone;
        cases->source.filter.categories = of->categories;
        return list_open(&cases->list, &case_list_source, &cases->source, e);
    }
    state_get("cases", last, sizeof last);
    cases_from_text(last, &cases->source.filter, &cases->source.sort);
    state_get("cases-search", cases->source.filter.search, sizeof cases->source.filter.search);
    text_format(cases->last_search, sizeof cases->last_search, "%s", cases->source.filter.search);
    return list_open(&cases->list, &case_list_source, &cases->source, e);
}

static void cases_close(struct session *s, void *state) {
    (void)s;
    struct cases *cases = state;
    list_close(&cases->list);
    case_source_close(&cases->source);
    case_source_close(&cases->hits);
}

/* The search survives a restart as the filter does; but not where it names somebody: the file is no place for a name. */
static void remember_search(const struct cases *cases) {
    const char *search = cases->source.filter.search;
    if (cases->of_unit)
        return;
    state_set("cases-search", text_names_somebody(search) ? "" : search);
}

static void query_anew(struct cases *cases) {
    case_source_close(&cases->source);
    case_source_close(&cases->hits);
}

void cases_apply(struct session *s, struct cases *cases) {
    char text[VIEW_TEXT];
    query_anew(cases);
    list_restart(&cases->list, NULL);
    cases_to_text(&cases->source.filter, &cases->source.sort, text);
    if (!cases->of_unit)
        state_set("cases", text);
    remember_search(cases);
    s->redraw = true;
}

/* ---- search ---- */

static void search_begin(struct cases *cases) {
    const void *key = list_selected_key(&cases->list);
    if (!cases->source.filter.search[0]) {
        cases->has_before = key != NULL;
        if (key)
            memcpy(&cases->before, key, sizeof cases->before);
    }
    text_format(cases->typed, sizeof cases->typed, "%s", cases->source.filter.search);
    edit_start(&cases->edit, cases->typed, sizeof cases->typed, false);
    cases->typing = true;
}

/* All rows again, with the selection where it was before the search. */
static void search_end(struct cases *cases) {
    bool narrowed = cases->source.filter.search[0] != '\0';
    cases->typing = cases->search_changed = false;
    cases->source.filter.search[0] = '\0';
    if (!narrowed)
        return;
    remember_search(cases);
    query_anew(cases);
    list_restart(&cases->list, cases->has_before ? &cases->before : NULL);
}

static void search_take(struct cases *cases) {
    char clean[SEARCH_SIZE];
    text_clean(cases->typed, strlen(cases->typed), clean, sizeof clean);
    cases->search_changed = false;
    if (strcmp(clean, cases->source.filter.search) == 0)
        return;
    text_format(cases->source.filter.search, sizeof cases->source.filter.search, "%s", clean);
    if (clean[0])
        text_format(cases->last_search, sizeof cases->last_search, "%s", clean);
    query_anew(cases);
    list_restart(&cases->list, !clean[0] && cases->has_before ? &cases->before : NULL);
}

static enum action moving(int key) {
    switch (key) {
    case K_UP:
        return ACTION_UP;
    case K_DOWN:
        return ACTION_DOWN;
    case K_PAGE_UP:
        return ACTION_PAGE_UP;
    case K_PAGE_DOWN:
        return ACTION_PAGE_DOWN;
    default:
        return ACTION_NONE;
    }
}

static answer cases_key(struct session *s, void *state, int key) {
    (void)s;
    struct cases *cases = state;
    bool changed = false;
    if (key == K_ESC || (key == K_BACKSPACE && !cases->typed[0])) {
        search_end(cases);
        return ANSWER_REDRAW;
    }
    if (key == K_ENTER || key == K_NEW_LINE) {
        search_take(cases);
        remember_search(cases);
        cases->typing = false;
        return ANSWER_REDRAW;
    }
    if (moving(key)) {
        list_act(&cases->list, moving(key));
        return ANSWER_REDRAW;
    }
    if (!edit_key(&cases->edit, key, &changed))
        return ANSWER_NO;
    cases->search_changed = cases->search_changed || changed;
    return ANSWER_REDRAW;
}

static answer cases_paste(struct session *s, void *state, const char *text) {
    (void)s;
    struct cases *cases = state;
    edit_paste(&cases->edit, text);
    cases->search_changed = true;
    return ANSWER_REDRAW;
}

static bool cases_typing(void *state) {
    return ((struct cases *)state)->typing;
}

/* n and N: the next row that the last search finds, in the list as it is. */
static void step_to_hit(struct session *s, struct cases *cases) {
    struct error e = {0};
    struct case_row row;
    struct list_key key, at;
    const void *selected = list_selected_key(&cases->list);
    int step = cases->step, n = 0;
    if (!selected || step == 0) {
        cases->step = 0;
        return;
    }
    memcpy(&at, selected, sizeof at);
    if (!cases->hits.query) {
        cases->hits.filter = cases->source.filter;
        cases->hits.sort = cases->source.sort;
        text_format(cases->hits.filter.search, sizeof cases->hits.filter.search, "%s", cases->last_search);
    }
    bool good = case_source_ready(&cases->hits, &e), found = false;
    for (; good && step != 0; step += step > 0 ? -1 : 1) {
        n = case_list_page(cases->hits.query, step > 0 ? AFTER : BEFORE, &at, 1, &row, &key, &e);
        good = n >= 0;
        if (n <= 0)
            break;
        at = key;
        found = true;
    }
    if (!good && e.kind == ERROR_STOPPED)
        return; /* again after the key */
    cases->step = 0;
    if (!good)
        session_fail(s, &e);
    if (found)
        list_restart(&cases->list, &at);
    if (good && n == 0)
        session_say(s, ROLE_NOTE, _("No further row has \"%s\"."), cases->last_search);
}

static answer hit(struct session *s, struct cases *cases, int step) {
    if (!cases->last_search[0]) {
        char key[16];
        session_say(s, ROLE_NOTE, _("Nothing was searched for yet: %s searches."),
                    action_key(ACTION_SEARCH, key, sizeof key));
        return ANSWER_REDRAW;
    }
    if (cases->source.filter.search[0]) /* all rows are hits */
        list_act(&cases->list, step > 0 ? ACTION_DOWN : ACTION_UP);
    else
        cases->step += step;
    return ANSWER_REDRAW;
}

/* ---- the screen ---- */

static void cases_prepare(struct session *s, void *state, struct area area) {
    struct cases *cases = state;
    unsigned wanted = 1u << CELL_LEFT | 1u << CELL_DAY | 1u << CELL_FIR | 1u << CELL_FIR_DATE | 1u << CELL_DUE |
                      1u << CELL_CATEGORY | 1u << CELL_IO | 1u << CELL_WAITING;
    if (area.width >= 96)
        wanted |= 1u << CELL_SECTIONS | 1u << CELL_TOLD;
    if (area.width >= 150 || (cases->source.filter.which != FILTER_OPEN && area.width >= 120))
        wanted |= 1u << CELL_STATUS;
    if (cases->source.sort.group_by_io) /* his name stands above */
        wanted &= ~(1u << CELL_IO);
    case_columns_lay(&cases->source.columns, wanted, area.width, cases_several(s, cases), s->hindi_last);
    cases->list.mark = cases->source.columns.mark;
    if (cases->search_changed)
        search_take(cases);
    if (cases->step)
        step_to_hit(s, cases);
    list_prepare(&cases->list, s, area.height - 1);
}

static void draw_empty(const struct session *s, const struct cases *cases, struct area area) {
    const struct case_filter *filter = &cases->source.filter;
    char all[16];
    if (cases->list.total < 0)
        return; /* not read yet */
    if (!s->data_at[0] && !filter->search[0])
        line_wrap(area.top + 1, 2, area.width - 4, area.height - 2, ROLE_TEXT,
                  session_no_cases(s));
    else if (filter->search[0])
        line_format(area.top + 1, 2, area.width - 4, ROLE_TEXT, _("No case has \"%s\". Esc shows all again."),
                    filter->search);
    else
        line_format(area.top + 1, 2, area.width - 4, ROLE_TEXT, _("No case is like this. %s shows all open cases."),
                    action_key(ACTION_FILTER_CLEAR, all, sizeof all));
}

static void cases_draw(struct session *s, void *state, struct area area) {
    struct cases *cases = state;
    struct area rows = {.top = area.top + 1, .left = 0, .height = area.height - 1, .width = area.width};
    case_columns_heading(&cases->source.columns, area.top, area);
    list_draw(&cases->list, rows);
    if (cases->list.have == 0)
        draw_empty(s, cases, rows);
    if (!cases->typing)
        return;
    int y = area.top + area.height; /* the status line's row */
    line_put(y, 1, 1, ROLE_KEY, "/");
    edit_draw(&cases->edit, y, 2, area.width - 4 < 60 ? area.width - 4 : 60, true);
}

/* For what leaves the screen: what was searched for may be somebody's name. */
static const char *describe(struct session *s, const struct case_source *source, char *out, size_t cap) {
    struct case_filter shown = source->filter;
    shown.search[0] = '\0';
    return cases_describe(s, &shown, &source->sort, out, cap);
}

static answer share_cases(struct session *s, struct cases *cases) {
    const struct case_row *row = list_selected(&cases->list);
    struct share_list list = {&cases->source, cases->of_unit ? &cases->unit : NULL, describe};
    return row ? share_open(s, row->id, &list) : ANSWER_NO;
}

/* The list as it is. What was searched for stays off the paper where it may be somebody's name. */
static answer print_list(struct session *s, const struct cases *cases) {
    struct case_filter shown = cases->source.filter;
    char what[512];
    if (text_names_somebody(shown.search))
        shown.search[0] = '\0';
    cases_describe(s, &shown, &cases->source.sort, what, sizeof what);
    return print_cases(s, &cases->source.filter, &cases->source.sort, "cases", _("List of cases"), what);
}

static answer cases_act(struct session *s, void *state, enum action action) {
    struct cases *cases = state;
    if (list_act(&cases->list, action))
        return ANSWER_REDRAW;
    switch (action) {
    case ACTION_SEARCH:
        search_begin(cases);
        return ANSWER_REDRAW;
    case ACTION_SEARCH_NEXT:
        return hit(s, cases, 1);
    case ACTION_SEARCH_PREVIOUS:
        return hit(s, cases, -1);
    case ACTION_FILTER:
        return cases_filter_menu(s, cases);
    case ACTION_SORT:
        return cases_sort_menu(s, cases);
    case ACTION_VIEWS:
        return cases_views_menu(s);
    case ACTION_PRINT:
        return print_list(s, cases);
    case ACTION_SHARE:
        return share_cases(s, cases);
    case ACTION_ORDERLY:
        return reports_print_orderly(s, cases->source.filter.unit);
    case ACTION_FILTER_CLEAR:
        cases_filter_reset(&cases->source.filter);
        memset(&cases->source.sort, 0, sizeof cases->source.sort);
        break;
    case ACTION_SORT_REVERSE:
        cases->source.sort.descending = !cases->source.sort.descending;
        break;
    case ACTION_GROUP_BY_IO:
        cases->source.sort.group_by_io = !cases->source.sort.group_by_io;
        break;
    case ACTION_BACK: /* first out of a search, then out of the screen */
        if (!cases->source.filter.search[0])
            return ANSWER_NO;
        search_end(cases);
        return ANSWER_REDRAW;
    default:
        return ANSWER_NO;
    }
    cases_apply(s, cases);
    return ANSWER_REDRAW;
}

static void cases_changed(struct session *s, void *state, unsigned what) {
    (void)what;
    struct cases *cases = state;
    if (!cases->of_unit)
        cases->source.filter.unit = s->unit.id;
    query_anew(cases);
    list_reload(&cases->list);
}

static bool cases_idle(struct session *s, void *state) {
    return list_idle(&((struct cases *)state)->list, s);
}

static const char *cases_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    return list_position(&((struct cases *)state)->list, out, cap);
}

static const char *cases_heading(struct session *s, void *state, char *out, size_t cap) {
    const struct cases *cases = state;
    char what[256];
    text_format(out, cap, "%s  %s  %s", _("Cases"),
                cases->of_unit ? unit_name(&cases->unit) : s->unit.id ? unit_name(&s->unit) : _("all stations"),
                cases_describe(s, &cases->source.filter, &cases->source.sort, what, sizeof what));
    return out;
}

static const char *cases_keys(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    if (!((struct cases *)state)->typing)
        return NULL;
    text_format(out, cap, "%s", _("Search: FIR number, IO, sections, remarks   Enter Keep  Esc All again"));
    return out;
}

static case_id cases_case(void *state) {
    const struct case_row *row = list_selected(&((struct cases *)state)->list);
    return row ? row->id : 0;
}

static answer cases_point(struct session *s, void *state, int y) {
    (void)s;
    return list_point(&((struct cases *)state)->list, y, NULL) ? ANSWER_REDRAW : ANSWER_HANDLED;
}

static const enum action cases_footer[] = {ACTION_SEARCH, ACTION_FILTER,   ACTION_SORT,   ACTION_GROUP_BY_IO,
                                           ACTION_VIEWS,  ACTION_OPEN,     ACTION_REASON, ACTION_PRINT, ACTION_TOLD,
                                           ACTION_MENU,   ACTION_LANGUAGE, ACTION_HELP,   ACTION_NONE};

/* The list of all cases, and of those of a unit that Units came from: one screen, which differs by its name and its key. */
#define SCREEN_OF_CASES(own_name, own_digit)                                                  \
    {                                                                                         \
        .name = own_name,                                                                     \
        .title = N_("Cases"),                                                                 \
        .digit = own_digit,                                                                   \
        .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_SEARCH | PLACE_CASE_ROW | PLACE_CASES | PLACE_OPEN,\
        .footer = cases_footer,                                                               \
        .state_size = sizeof(struct cases),                                                   \
        .open = cases_open,                                                                   \
        .close = cases_close,                                                                 \
        .prepare = cases_prepare,                                                             \
        .draw = cases_draw,                                                                   \
        .act = cases_act,                                                                     \
        .typing = cases_typing,                                                               \
        .key = cases_key,                                                                     \
        .paste = cases_paste,                                                                 \
        .changed = cases_changed,                                                             \
        .idle = cases_idle,                                                                   \
        .position = cases_position,                                                           \
        .heading = cases_heading,                                                             \
        .keys = cases_keys,                                                                   \
        .point = cases_point,                                                                 \
        .selected_case = cases_case,                                                          \
    }

const struct screen screen_cases = SCREEN_OF_CASES("cases", 2);
const struct screen screen_cases_of = SCREEN_OF_CASES("cases-of", 0);
