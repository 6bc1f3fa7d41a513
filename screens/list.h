/* A list is a window over an ordered source: it holds the rows that are on the
 * screen and no others. The selection is a row's key, never its number: after
 * the data changed it is found again at the same place on the screen; where it is
 * gone the next row is selected, and the status line says so. */
#ifndef ITSSO_LIST_WIDGET_H
#define ITSSO_LIST_WIDGET_H

#include "screens/screen.h"

/* Where the rows come from. All functions get the context of list_open. Keys
 * and rows are plain memory that can be copied; page() fills whole arrays of them. */
struct list_source {
    size_t row_size, key_size;
    /* As case_list_page: the rows in order; the number, -1 on failure. key: NULL with FROM_FIRST and FROM_LAST. */
    int (*page)(void *context, enum list_from from, const void *key, int max, void *rows, void *keys, struct error *e);
    /* Where the thing that this row stood for is now; false (ERROR_NONE): gone. NULL: the key is the thing, and
     * page(AT_OR_AFTER) tells. */
    bool (*find)(void *context, const void *row, const void *key, void *key_now, struct error *e);
    bool (*same)(const void *row_a, const void *row_b); /* the same thing, in two readings? */
    int64_t (*index)(void *context, const void *key, int64_t cap,
                     struct error *e); /* rows before key; cap: at least so many; -1 failed */
    int64_t (*count)(void *context, int64_t cap, bool *exact, struct error *e); /* cap 0: all */
    /* Draws one row. `selected`: the list gives the row its look afterwards. The first `mark` columns get it (0: all of
     * it). */
    void (*draw)(void *context, const void *row, int y, struct area area, bool selected);
    /* True where a heading stands above the row because it differs from the one before (grouped by IO); before NULL:
     * the first on the screen. May be NULL. The heading's text is put by draw_heading. */
    bool (*breaks)(void *context, const void *before, const void *row);
    void (*draw_heading)(void *context, const void *row, int y, struct area area);
    int mark;         /* columns that carry ROLE_SELECTED; 0: the whole row */
    const char *gone; /* N_(): said when the selected thing left the list; NULL: nothing */
};

#define LIST_ROWS_MAX 256
#define LIST_COUNT_CAP 1000 /* beyond, "1,000+" until it is known */

struct list {
    const struct list_source *source;
    void *context;
    char *rows, *keys;             /* `have` of each, in order, from the first on the screen */
    char *spare_rows, *spare_keys; /* as large: what is being read, until all of it has come */
    char *old_row, *old_key, *wanted_key;
    int have, selected;  /* selected: index into them; -1 none */
    int height;          /* rows that the screen holds, as prepared last */
    int visible;         /* rows that were drawn last (headings between them take room) */
    int64_t first_index; /* number of rows before rows[0]; -1 not known */
    int64_t total;
    bool total_exact; /* -1: not counted yet */
    /* what waits for the next prepare */
    enum list_wish { WISH_NOTHING, WISH_RELOAD, WISH_FIRST, WISH_LAST, WISH_KEY } wish;
    int move;          /* rows that the selection goes (after the wish) */
    int pages, halves; /* pages that the window goes */
    int shift;         /* rows that it still goes: pages that a key stopped */
    bool recount;
    int mark; /* the screen may set it: columns that carry ROLE_SELECTED, in place of the source's; 0: the source's */
    struct area drawn; /* where it was drawn last: for the mouse */
};

/* context goes to the source's functions. Reads nothing yet. false: no memory. */
bool list_open(struct list *list, const struct list_source *source, void *context, struct error *e);
void list_close(struct list *list);
/* Moving keys: notes what is wanted (several in one go add up) and returns true where it was one. */
bool list_act(struct list *list, enum action action);
/* The source's data changed (or its order): read again before the next draw, the selected row stays where it is on the
 * screen. */
void list_reload(struct list *list);
/* Another list altogether (a filter): from the top; or where key is given, that row selected. */
void list_restart(struct list *list, const void *key);
/* The number of rows, where the screen knows it from elsewhere: nothing is counted then. */
void list_total(struct list *list, int64_t total);
/* Does what was asked for: `height` rows. Where a key stopped it the rows stay as they were and it is tried again at
 * the next call. Failures are said in the status line. */
void list_prepare(struct list *list, struct session *s, int height);
void list_draw(struct list *list, struct area area);
/* The selected row, NULL where the list is empty. Good until the next list_prepare. With moves waiting it is the row as
 * last drawn. */
const void *list_selected(const struct list *list);
const void *list_selected_key(const struct list *list);
/* Counts what was left uncounted; true where there is more to do (for screen.idle). */
bool list_idle(struct list *list, struct session *s);
/* "19 of 341", "19 of 1,000+", "" where empty. Returns out. */
const char *list_position(const struct list *list, char *out, size_t cap);
/* A click on screen row y: selects it; true where it was one of the list's. *again (may be NULL): it had been selected
 * before. */
bool list_point(struct list *list, int y, bool *again);

/* "341", "1,22,130", "1,000+" (more: at least so many). Returns out. */
const char *number_show(int64_t n, bool more, char *out, size_t cap);

/* ---- small lists that lie in memory: menus, pickers ---- */

/* context of list_open is a struct list_array. The key is the row's place in the array, a row is a pointer to the item.
 */
struct list_array {
    const void *items;
    size_t item_size;
    int n;
    void (*draw)(void *context, const void *item, int y, struct area area, bool selected);
    void *context;
};
extern const struct list_source list_array_source;

#endif
