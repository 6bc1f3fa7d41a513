/* The list: a window over a source. All reading happens in list_prepare; what a key stops leaves the window as it was.
 */
#include "screens/list.h"

#include <stdlib.h>
#include <string.h>

#include "src/text.h"

/* first_index: too far down to be counted at once; list_idle may. (-1: not tried yet.) */
#define INDEX_FAR (-2)

static char *row_at(const struct list *list, char *rows, int i) {
    return rows + (size_t)i * list->source->row_size;
}

static char *key_at(const struct list *list, char *keys, int i) {
    return keys + (size_t)i * list->source->key_size;
}

/* ---- open, close, wishes ---- */

bool list_open(struct list *list, const struct list_source *source, void *context, struct error *e) {
    memset(list, 0, sizeof *list);
    list->source = source;
    list->context = context;
    list->selected = -1;
    list->first_index = list->total = -1;
    list->wish = WISH_FIRST;
    list->recount = true;
    list->old_row = calloc(1, source->row_size);
    list->old_key = calloc(1, source->key_size);
    list->wanted_key = calloc(1, source->key_size);
    if (list->old_row && list->old_key && list->wanted_key)
        return true;
    list_close(list);
    return error_set(e, ERROR_UNABLE, _("There is not enough memory for the list."));
}

void list_close(struct list *list) {
    char **const owned[] = {&list->rows,    &list->keys,    &list->spare_rows, &list->spare_keys,
                            &list->old_row, &list->old_key, &list->wanted_key};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) {
        free(*owned[i]);
        *owned[i] = NULL;
    }
    list->have = 0;
    list->selected = -1;
}

/* Wishes for moving that came before a jump mean nothing any more. */
static void jump(struct list *list, enum list_wish wish) {
    list->wish = wish;
    list->move = list->pages = list->halves = list->shift = 0;
}

bool list_act(struct list *list, enum action action) {
    switch (action) {
    case ACTION_UP:
        list->move--;
        return true;
    case ACTION_DOWN:
        list->move++;
        return true;
    case ACTION_PAGE_UP:
        list->pages--;
        return true;
    case ACTION_PAGE_DOWN:
        list->pages++;
        return true;
    case ACTION_HALF_UP:
        list->halves--;
        return true;
    case ACTION_HALF_DOWN:
        list->halves++;
        return true;
    case ACTION_FIRST:
        jump(list, WISH_FIRST);
        return true;
    case ACTION_LAST:
        jump(list, WISH_LAST);
        return true;
    default:
        return false;
    }
}

void list_reload(struct list *list) {
    if (list->wish == WISH_NOTHING)
        list->wish = WISH_RELOAD;
    list->recount = true;
}

void list_restart(struct list *list, const void *key) {
    jump(list, key ? WISH_KEY : WISH_FIRST);
    if (key)
        memcpy(list->wanted_key, key, list->source->key_size);
    list->recount = true;
    list->total = -1;
    list->first_index = -1;
}

void list_total(struct list *list, int64_t total) {
    list->total = total;
    list->total_exact = true;
    list->recount = false;
}

const void *list_selected(const struct list *list) {
    return list->selected < 0 || list->selected >= list->have ? NULL : row_at(list, list->rows, list->selected);
}

const void *list_selected_key(const struct list *list) {
    return list->selected < 0 || list->selected >= list->have ? NULL : key_at(list, list->keys, list->selected);
}

/* ---- reading ---- */

static bool allot(struct list *list, int height, struct error *e) {
    char *rows = calloc((size_t)height, list->source->row_size), *keys = calloc((size_t)height, list->source->key_size);
    char *spare_rows = calloc((size_t)height, list->source->row_size),
         *spare_keys = calloc((size_t)height, list->source->key_size);
    if (!rows || !keys || !spare_rows || !spare_keys) {
        free(rows), free(keys), free(spare_rows), free(spare_keys);
        return error_set(e, ERROR_UNABLE, _("There is not enough memory for the list."));
    }
    int first =
        list->selected >= height ? list->selected - height + 1 : 0; /* a smaller window: the selected row stays in it */
    int kept = list->have - first < height ? list->have - first : height;
    if (kept > 0) {
        memcpy(rows, row_at(list, list->rows, first), (size_t)kept * list->source->row_size);
        memcpy(keys, key_at(list, list->keys, first), (size_t)kept * list->source->key_size);
    }
    list->have = kept > 0 ? kept : 0;
    if (list->selected >= 0)
        list->selected -= first;
    if (list->first_index >= 0)
        list->first_index += first;
    free(list->rows), free(list->keys), free(list->spare_rows), free(list->spare_keys);
    list->rows = rows, list->keys = keys, list->spare_rows = spare_rows, list->spare_keys = spare_keys;
    list->height = height;
    return true;
}

static int read_page(struct list *list, enum list_from from, const void *key, int max, int at, struct error *e) {
    if (max <= 0)
        return 0;
    return list->source->page(list->context, from, key, max, row_at(list, list->spare_rows, at),
                              key_at(list, list->spare_keys, at), e);
}

/* What was read becomes the window. */
static void take_spare(struct list *list, int have) {
    char *rows = list->rows, *keys = list->keys;
    list->rows = list->spare_rows, list->keys = list->spare_keys;
    list->spare_rows = rows, list->spare_keys = keys;
    list->have = have;
}

static bool go_first(struct list *list, struct error *e) {
    int n = read_page(list, FROM_FIRST, NULL, list->height, 0, e);
    if (n < 0)
        return false;
    take_spare(list, n);
    list->selected = n ? 0 : -1;
    list->first_index = 0;
    return true;
}

static bool go_last(struct list *list, struct error *e) {
    int n = read_page(list, FROM_LAST, NULL, list->height, 0, e);
    if (n < 0)
        return false;
    take_spare(list, n);
    list->selected = n - 1;
    list->first_index = n < list->height ? 0 : list->total_exact ? list->total - n : -1;
    return true;
}

/* The window with `key` (or what follows it) on its row y, as far as there are rows on both sides. */
static bool go_key(struct list *list, const void *key, int y, struct error *e) {
    char *at = list->old_key; /* key may lie in a buffer that is about to be filled */
    if (key != (const void *)at)
        memcpy(at, key, list->source->key_size);
    if (y < 0 || y >= list->height)
        y = y < 0 ? 0 : list->height - 1;
    int before = read_page(list, BEFORE, at, y, 0, e);
    if (before < 0)
        return false;
    int after = read_page(list, AT_OR_AFTER, at, list->height - before, before, e);
    if (after < 0)
        return false;
    bool from_top = before < y;
    int missing = list->height - before - after;
    if (missing > 0 && !from_top) { /* the end came: more from above */
        int more = read_page(list, BEFORE, at, before + missing, 0, e);
        if (more < 0)
            return false;
        from_top = more < before + missing;
        before = more;
        after = read_page(list, AT_OR_AFTER, at, list->height - before, before, e);
        if (after < 0)
            return false;
    }
    take_spare(list, before + after);
    list->selected = after > 0 ? before : list->have - 1;
    list->first_index = from_top ? 0 : -1;
    return true;
}

/* The data changed: the selected thing is found again at its place on the screen. *gone: it left the list. */
static bool reload(struct list *list, bool *gone, struct error *e) {
    const void *row = list_selected(list), *key = list_selected_key(list);
    *gone = false;
    if (!row)
        return go_first(list, e);
    memcpy(list->old_row, row, list->source->row_size);
    memcpy(list->old_key, key, list->source->key_size);
    int y = list->selected;
    struct error search = {0};
    if (list->source->find) {
        if (!list->source->find(list->context, list->old_row, list->old_key, list->old_key, &search)) {
            if (search.kind != ERROR_NONE) {
                *e = search;
                return false;
            }
            *gone = true;
        }
    }
    if (!go_key(list, list->old_key, y, e))
        return false;
    const void *now = list_selected(list);
    if (!*gone && (!now || (list->source->same && !list->source->same(list->old_row, now))))
        *gone = true;
    return true;
}

/* Moves the window down by up to n rows; the rows it moved, as far as it came. false: a key stopped it, or it failed.
 */
static bool shift_down(struct list *list, int n, int *moved_out, struct error *e) {
    int moved = *moved_out = 0;
    while (moved < n && list->have == list->height) {
        int ask = n - moved < list->height ? n - moved : list->height;
        int got = read_page(list, AFTER, key_at(list, list->keys, list->have - 1), ask, 0, e);
        if (got < 0)
            return false;
        size_t rows = list->source->row_size, keys = list->source->key_size;
        size_t kept = (size_t)(list->have - got), new = (size_t)got;
        memmove(list->rows, list->rows + new *rows, kept * rows);
        memcpy(list->rows + kept * rows, list->spare_rows, new *rows);
        memmove(list->keys, list->keys + new *keys, kept * keys);
        memcpy(list->keys + kept * keys, list->spare_keys, new *keys);
        *moved_out = moved += got;
        if (list->first_index >= 0)
            list->first_index += got;
        if (got < ask)
            break;
    }
    return true;
}

static bool shift_up(struct list *list, int n, int *moved_out, struct error *e) {
    int moved = *moved_out = 0;
    while (moved < n && list->have > 0) {
        int ask = n - moved < list->height ? n - moved : list->height;
        int got = read_page(list, BEFORE, key_at(list, list->keys, 0), ask, 0, e);
        if (got < 0)
            return false;
        size_t rows = list->source->row_size, keys = list->source->key_size;
        int room = list->height - list->have, pushed = got > room ? got - room : 0;
        size_t kept = (size_t)(list->have - pushed), new = (size_t)got;
        memmove(list->rows + new *rows, list->rows, kept * rows);
        memcpy(list->rows, list->spare_rows, new *rows);
        memmove(list->keys + new *keys, list->keys, kept * keys);
        memcpy(list->keys, list->spare_keys, new *keys);
        list->have += got - pushed;
        *moved_out = moved += got;
        if (list->first_index >= 0)
            list->first_index -= got;
        if (got < ask) {
            list->first_index = 0;
            break;
        }
    }
    return true;
}

/* The window moves, the selection stays at its place on the screen; at an end the selection goes the rest of the way.
 */
static bool page_by(struct list *list, int rows, struct error *e) {
    int moved;
    bool whole = rows > 0 ? shift_down(list, rows, &moved, e) : shift_up(list, -rows, &moved, e);
    int rest = rows > 0 ? rows - moved : rows + moved;
    list->shift = whole ? 0 : rest;
    if (!whole)
        return false;
    list->selected += rest;
    if (list->selected >= list->have)
        list->selected = list->have - 1;
    if (list->selected < 0)
        list->selected = list->have ? 0 : -1;
    return true;
}

/* The selection moves, and the window only where it must. */
static bool move_by(struct list *list, int rows, struct error *e) {
    int target = list->selected + rows, moved = 0;
    bool whole = true;
    if (list->have == 0) {
        list->selected = -1;
        list->move = 0;
        return true;
    }
    if (target >= list->have) {
        whole = shift_down(list, target - list->have + 1, &moved, e);
        target -= moved;
    } else if (target < 0) {
        whole = shift_up(list, -target, &moved, e);
        target += moved;
    }
    list->selected = target < 0 ? 0 : target >= list->have ? list->have - 1 : target;
    list->move = whole ? 0 : target - list->selected; /* what a key stopped goes on after it */
    return whole;
}

/* A window that is larger than its rows, while there are rows above. */
static bool fill(struct list *list, struct error *e) {
    if (list->have == 0 || list->have >= list->height)
        return true;
    int got = read_page(list, AFTER, key_at(list, list->keys, list->have - 1), list->height - list->have, 0, e);
    if (got < 0)
        return false;
    memcpy(row_at(list, list->rows, list->have), list->spare_rows, (size_t)got * list->source->row_size);
    memcpy(key_at(list, list->keys, list->have), list->spare_keys, (size_t)got * list->source->key_size);
    list->have += got;
    if (list->have == list->height)
        return true;
    int moved;
    bool whole = shift_up(list, list->height - list->have, &moved, e);
    list->selected += moved;
    return whole;
}

static bool count(struct list *list, int64_t cap, struct error *e) {
    bool exact = true;
    int64_t n = list->source->count(list->context, cap, &exact, e);
    if (n < 0)
        return false;
    list->total = n;
    list->total_exact = exact;
    list->recount = false;
    return true;
}

/* The number of the first row on the screen, where counting up to `cap` tells it. */
static bool number(struct list *list, int64_t cap, struct error *e) {
    if (list->first_index >= 0 || list->have == 0 || (cap && list->first_index == INDEX_FAR))
        return true;
    int64_t n = list->source->index(list->context, key_at(list, list->keys, 0), cap, e);
    if (n < 0)
        return false;
    list->first_index = !cap || n < cap ? n : INDEX_FAR;
    return true;
}

/* One pass over what was wished. */
static bool bring(struct list *list, int height, bool *gone, struct error *e) {
    bool other_height = height != list->height;
    if (other_height && !allot(list, height, e))
        return false;
    if (list->recount && !count(list, LIST_COUNT_CAP, e))
        return false;
    enum list_wish wish = list->wish;
    bool good = wish == WISH_FIRST    ? go_first(list, e)
                : wish == WISH_LAST   ? go_last(list, e)
                : wish == WISH_KEY    ? go_key(list, list->wanted_key, list->selected, e)
                : wish == WISH_RELOAD ? reload(list, gone, e)
                                      : true;
    if (!good || (other_height && wish == WISH_NOTHING && !fill(list, e)))
        return false;
    list->wish = WISH_NOTHING;
    int page = list->visible > 0 && list->visible < height ? list->visible : height;
    list->shift += list->pages * page + list->halves * (page / 2 > 0 ? page / 2 : 1);
    list->pages = list->halves = 0;
    if (list->shift && !page_by(list, list->shift, e))
        return false;
    if (list->move && !move_by(list, list->move, e))
        return false;
    /* "19 of 341" at once in a list of hundreds; in a longer one the paint comes first, and list_idle counts */
    return !list->total_exact || list->total > LIST_COUNT_CAP || number(list, LIST_COUNT_CAP, e);
}

void list_prepare(struct list *list, struct session *s, int height) {
    struct error e = {0};
    bool gone = false;
    height = height < 1 ? 1 : height > LIST_ROWS_MAX ? LIST_ROWS_MAX : height;
    if (height == list->height && list->wish == WISH_NOTHING && !list->move && !list->pages && !list->halves &&
        !list->shift && !list->recount)
        return;
    if (!bring(list, height, &gone, &e)) {
        if (e.kind == ERROR_STOPPED)
            return; /* a key came: it is tried again after it */
        session_fail(s, &e);
        jump(list, WISH_NOTHING);
        list->recount = false;
        return;
    }
    if (gone && list->source->gone)
        session_say(s, ROLE_NOTE, "%s", _(list->source->gone));
}

bool list_idle(struct list *list, struct session *s) {
    struct error e = {0};
    if (list->wish != WISH_NOTHING || list->total < 0 || (list->total_exact && list->first_index >= 0))
        return false;
    if ((list->total_exact || count(list, 0, &e)) && number(list, 0, &e)) {
        s->redraw_idle = true;
        return false;
    }
    if (e.kind != ERROR_STOPPED)
        session_fail(s, &e);
    return e.kind == ERROR_STOPPED; /* a key: it is gone on with when that has been answered */
}

/* ---- drawing ---- */

static bool has_heading(const struct list *list, int first, int i) {
    if (!list->source->breaks)
        return false;
    return list->source->breaks(list->context, i > first ? row_at(list, list->rows, i - 1) : NULL,
                                row_at(list, list->rows, i));
}

/* The first row to draw so that the selected one is seen: headings take room. */
static int first_drawn(const struct list *list, int height) {
    for (int first = 0; first < list->selected; first++) {
        int used = 0;
        for (int i = first; i <= list->selected; i++)
            used += 1 + has_heading(list, first, i);
        if (used <= height)
            return first;
    }
    return list->selected < 0 ? 0 : list->selected;
}

void list_draw(struct list *list, struct area area) {
    list->drawn = area;
    int first = list->source->breaks ? first_drawn(list, area.height) : 0;
    int y = area.top, bottom = area.top + area.height, visible = 0;
    for (int i = first; i < list->have; i++) {
        const void *row = row_at(list, list->rows, i);
        bool heading = has_heading(list, first, i);
        if (y + heading >= bottom)
            break;
        if (heading)
            list->source->draw_heading(list->context, row, y++, area);
        list->source->draw(list->context, row, y, area, i == list->selected);
        if (i == list->selected) {
            int mark = list->mark ? list->mark : list->source->mark;
            line_look(y, area.left, mark ? mark : area.width, ROLE_SELECTED);
            cursor_rest(y, area.left);
        }
        y++;
        visible++;
    }
    list->visible = visible;
    if (list->have == 0)
        cursor_rest(area.top, area.left);
}

bool list_point(struct list *list, int y, bool *again) {
    if (again)
        *again = false;
    int first = list->source->breaks ? first_drawn(list, list->drawn.height) : 0;
    int at = list->drawn.top;
    for (int i = first; i < list->have && at < list->drawn.top + list->drawn.height; i++) {
        at += has_heading(list, first, i);
        if (at == y) {
            if (again)
                *again = i == list->selected;
            list->move += i - list->selected;
            return true;
        }
        at++;
    }
    return false;
}
