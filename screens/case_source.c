/* Cases of the database as the rows of a list. */
#include "screens/case_source.h"

#include <string.h>

#include "src/text.h"

void case_filter_open_cases(const struct session *s, struct case_filter *filter) {
    memset(filter, 0, sizeof *filter);
    filter->lists = s->context->lists;
    filter->unit = s->unit.id;
    filter->which = FILTER_OPEN;
    filter->band = BAND_ANY;
    filter->due_within = -1;
}

bool several_units(const struct session *s) {
    return s->unit.id == 0 || s->unit.level != LEVEL_STATION;
}

void case_source_close(struct case_source *source) {
    if (source->query)
        case_list_close(source->query);
    source->query = NULL;
}

bool case_source_ready(struct case_source *source, struct error *e) {
    if (!source->query)
        source->query = case_list_open(source->s->store, &source->filter, &source->sort, &source->s->clock, e);
    return source->query != NULL;
}

static int source_page(void *context, enum list_from from, const void *key, int max, void *rows, void *keys,
                       struct error *e) {
    struct case_source *source = context;
    return case_source_ready(source, e) ? case_list_page(source->query, from, key, max, rows, keys, e) : -1;
}

static bool source_find(void *context, const void *row, const void *key, void *key_now, struct error *e) {
    (void)key;
    struct case_source *source = context;
    struct list_key now;
    if (!case_source_ready(source, e) || !case_list_find(source->query, ((const struct case_row *)row)->id, &now, e))
        return false;
    memcpy(key_now, &now, sizeof now);
    return true;
}

static bool source_same(const void *a, const void *b) {
    return ((const struct case_row *)a)->id == ((const struct case_row *)b)->id;
}

static int64_t source_index(void *context, const void *key, int64_t cap, struct error *e) {
    struct case_source *source = context;
    return case_source_ready(source, e) ? case_list_index(source->query, key, cap ? cap : INT64_MAX, e) : -1;
}

static int64_t source_count(void *context, int64_t cap, bool *exact, struct error *e) {
    struct case_source *source = context;
    return case_source_ready(source, e) ? case_list_count(source->query, cap, exact, e) : -1;
}

static void source_draw(void *context, const void *row, int y, struct area area, bool selected) {
    (void)selected;
    struct case_source *source = context;
    case_columns_row(source->s, &source->columns, row, y, area);
}

/* Grouped by IO: a heading where the officer is another than the row above has. */
static bool source_breaks(void *context, const void *before, const void *row) {
    const struct case_source *source = context;
    if (!source->sort.group_by_io)
        return false;
    if (!before)
        return true;
    const struct officer *a = &((const struct case_row *)before)->io, *b = &((const struct case_row *)row)->io;
    return strcmp(a->pno, b->pno) != 0 || strcmp(a->name, b->name) != 0 || strcmp(a->rank, b->rank) != 0;
}

static void source_draw_heading(void *context, const void *row, int y, struct area area) {
    (void)context;
    const struct officer *io = &((const struct case_row *)row)->io;
    char text[320];
    officer_show(io, text, sizeof text);
    int x = 1 + line_put(y, 1, area.width - 1, ROLE_STRONG, text[0] ? text : _("no IO named"));
    if (io->pno[0])
        line_format(y, x + 2, area.width - x - 2, ROLE_QUIET, _("PNO %s"), io->pno);
}

const struct list_source case_list_source = {
    .row_size = sizeof(struct case_row),
    .key_size = sizeof(struct list_key),
    .page = source_page,
    .find = source_find,
    .same = source_same,
    .index = source_index,
    .count = source_count,
    .draw = source_draw,
    .breaks = source_breaks,
    .draw_heading = source_draw_heading,
    .gone = N_("That case is no longer in this list; the next one is selected."),
};
