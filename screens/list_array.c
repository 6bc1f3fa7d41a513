/* Lists in memory as a source, and numbers as a list shows them. */
#include "screens/list.h"
#include "src/text.h"

const char *number_show(int64_t n, bool more, char *out, size_t cap) {
    char digits[24], grouped[40];
    size_t length = text_format(digits, sizeof digits, "%lld", (long long)n), at = 0;
    for (size_t i = 0; i < length; i++) { /* as India groups: 1,22,130 */
        size_t left = length - i;
        grouped[at++] = digits[i];
        if (left > 3 && left % 2 == 0)
            grouped[at++] = ',';
    }
    grouped[at] = '\0';
    text_format(out, cap, "%s%s", grouped, more ? "+" : "");
    return out;
}

const char *list_position(const struct list *list, char *out, size_t cap) {
    char here[32], all[32];
    out[0] = '\0';
    if (list->have == 0 || list->total < 0)
        return out;
    number_show(list->first_index < 0 ? LIST_COUNT_CAP : list->first_index + list->selected + 1, list->first_index < 0,
                here, sizeof here);
    number_show(list->total, !list->total_exact, all, sizeof all);
    text_format(out, cap, _("%s of %s"), here, all);
    return out;
}

/* ---- lists in memory ---- */

static int array_page(void *context, enum list_from from, const void *key, int max, void *rows, void *keys,
                      struct error *e) {
    (void)e;
    const struct list_array *array = context;
    int k = key ? *(const int *)key : 0;
    int first = from == FROM_FIRST  ? 0
                : from == FROM_LAST ? array->n - max
                : from == AFTER     ? k + 1
                : from == BEFORE    ? k - max
                                    : k;
    int end = from == BEFORE ? k : array->n;
    if (first < 0)
        first = 0;
    if (end > array->n)
        end = array->n;
    int n = 0;
    for (int i = first; i < end && n < max; i++, n++) {
        ((const void **)rows)[n] = (const char *)array->items + (size_t)i * array->item_size;
        ((int *)keys)[n] = i;
    }
    return n;
}

static int64_t array_index(void *context, const void *key, int64_t cap, struct error *e) {
    (void)context, (void)e;
    int64_t n = *(const int *)key;
    return cap && n > cap ? cap : n;
}

static int64_t array_count(void *context, int64_t cap, bool *exact, struct error *e) {
    (void)cap, (void)e;
    *exact = true;
    return ((const struct list_array *)context)->n;
}

static void array_draw(void *context, const void *row, int y, struct area area, bool selected) {
    const struct list_array *array = context;
    array->draw(array->context, *(const void *const *)row, y, area, selected);
}

/* A row is a pointer to the item. */
const struct list_source list_array_source = {
    .row_size = sizeof(void *),
    .key_size = sizeof(int),
    .page = array_page,
    .index = array_index,
    .count = array_count,
    .draw = array_draw,
};
