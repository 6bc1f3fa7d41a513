/* The rows of the Units screen: read, put in order, and as the source of its list. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "screens/units_inside.h"
#include "src/text.h"

/* ---- the period ---- */

void units_period(const struct units *u, civil_day *from, civil_day *to) {
    int y, m, d;
    civil_to_ymd(u->s->clock.today, &y, &m, &d);
    *from = *to = CIVIL_NONE;
    if (u->choice.period == PERIOD_YEAR)
        *from = civil_from_ymd(y, 1, 1);
    else if (u->choice.period == PERIOD_12_MONTHS) /* as Home counts them */
        *from = civil_from_ymd(y - 1, m, m == 2 && d == 29 ? 28 : d) + 1;
    else if (u->choice.period == PERIOD_OWN)
        *from = u->choice.from, *to = u->choice.to;
}

/* ---- reading ---- */

struct gathering {
    struct unit_rates *row;
    int n, cap;
    bool failed;
};

static bool gather(void *context, const struct unit_rates *row) {
    struct gathering *g = context;
    if (g->n == g->cap) {
        int cap = g->cap ? g->cap * 2 : 64;
        struct unit_rates *more = cap > UNITS_ROWS_MAX ? NULL : realloc(g->row, (size_t)cap * sizeof *more);
        g->failed = more == NULL;
        if (g->failed)
            return false;
        g->row = more;
        g->cap = cap;
    }
    g->row[g->n++] = *row;
    return true;
}

bool units_read(struct units *u, struct error *e) {
    struct gathering g = {0};
    struct rates_query query = {.unit = u->path[u->depth].unit.id, .lists = u->s->context->lists, .clock = u->s->clock};
    units_period(u, &query.from, &query.to);
    bool well = rates_children(u->s->store, &query, &u->total, gather, &g, e);
    if (well && g.failed)
        well = error_set(e, ERROR_UNABLE, _("There are more than %d units at one place: load a hierarchy of units (itsso-tui units FILE)."),
                         UNITS_ROWS_MAX);
    if (!well) {
        free(g.row);
        return false;
    }
    free(u->row);
    u->row = g.row;
    u->rows = g.n;
    units_order(u);
    return true;
}

/* ---- order ---- */

static const struct units *ordering; /* qsort has no context; one screen draws */

static int by_name(const struct unit_rates *a, const struct unit_rates *b) {
    if (a->own != b->own) /* what the unit holds itself stands last */
        return a->own - b->own;
    int order = strcmp(unit_name(&a->unit), unit_name(&b->unit));
    return order ? order : strcmp(a->unit.code, b->unit.code);
}

/* A unit of which no FIR is 60 days old is neither good nor bad: it comes last both ways. */
static int by_compliance(const struct unit_rates *a, const struct unit_rates *b, bool best) {
    const struct rate_counts *x = &a->counts[ordering->choice.kind], *y = &b->counts[ordering->choice.kind];
    if ((x->n60 == 0) != (y->n60 == 0))
        return x->n60 == 0 ? 1 : -1;
    int64_t left = x->in60 * y->n60, right = y->in60 * x->n60; /* fractions compared without rounding */
    if (left == right) {
        left = y->pending * x->n60;
        right = x->pending * y->n60;
    }
    int order = (left > right) - (left < right);
    return best ? -order : order;
}

static int compare(const void *pa, const void *pb) {
    const struct unit_rates *a = pa, *b = pb;
    enum rates_of kind = ordering->choice.kind;
    int order = 0;
    if (ordering->choice.order == ORDER_BEST || ordering->choice.order == ORDER_WORST)
        order = by_compliance(a, b, ordering->choice.order == ORDER_BEST);
    else if (ordering->choice.order == ORDER_OVER_60)
        order = (a->counts[kind].pending < b->counts[kind].pending) - (a->counts[kind].pending > b->counts[kind].pending);
    return order ? order : by_name(a, b);
}

void units_order(struct units *u) {
    ordering = u;
    if (u->rows > 1)
        qsort(u->row, (size_t)u->rows, sizeof *u->row, compare);
}

/* ---- the source ---- */

static int place_of(const struct units *u, const struct units_key *key) {
    for (int i = 0; i < u->rows; i++)
        if (u->row[i].unit.id == key->unit && u->row[i].own == key->own)
            return i;
    return -1;
}

static int units_page(void *context, enum list_from from, const void *key, int max, void *rows, void *keys, struct error *e) {
    (void)e;
    const struct units *u = context;
    int at = key ? place_of(u, key) : 0, first = 0, end = u->rows, n = 0;
    if (key && at < 0) /* it is gone: what stands in its place */
        at = ((const struct units_key *)key)->place;
    if (from == FROM_LAST)
        first = end - max;
    else if (from == AFTER)
        first = at + 1;
    else if (from == BEFORE)
        first = at - max, end = at < end ? at : end;
    else if (from == AT_OR_AFTER)
        first = at;
    for (int i = first < 0 ? 0 : first; i < end && n < max; i++, n++) {
        struct units_key of = {.unit = u->row[i].unit.id, .own = u->row[i].own, .place = i};
        ((struct units_row *)rows)[n] = (struct units_row){of, i};
        ((struct units_key *)keys)[n] = of;
    }
    return n;
}

static bool units_find(void *context, const void *row, const void *key, void *key_now, struct error *e) {
    (void)row;
    int at = place_of(context, key);
    error_clear(e);
    if (at < 0)
        return false;
    struct units_key now;
    memcpy(&now, key, sizeof now);
    now.place = at;
    memcpy(key_now, &now, sizeof now);
    return true;
}

static bool units_same(const void *a, const void *b) {
    const struct units_row *x = a, *y = b;
    return x->key.unit == y->key.unit && x->key.own == y->key.own;
}

static int64_t units_index(void *context, const void *key, int64_t cap, struct error *e) {
    (void)e;
    int at = place_of(context, key);
    return at < 0 ? 0 : cap && at > cap ? cap : at;
}

static int64_t units_count(void *context, int64_t cap, bool *exact, struct error *e) {
    (void)cap, (void)e;
    *exact = true;
    return ((const struct units *)context)->rows;
}

static void units_draw_row(void *context, const void *row, int y, struct area area, bool selected) {
    (void)selected;
    const struct units *u = context;
    int at = ((const struct units_row *)row)->at;
    char name[256];
    if (at >= u->rows)
        return;
    text_format(name, sizeof name, "%s %s", unit_name(&u->row[at].unit), _("(itself)"));
    units_row_draw(u, &u->row[at], u->row[at].own ? name : NULL, y, area);
}

const struct list_source units_source = {
    .row_size = sizeof(struct units_row),
    .key_size = sizeof(struct units_key),
    .page = units_page,
    .find = units_find,
    .same = units_same,
    .index = units_index,
    .count = units_count,
    .draw = units_draw_row,
    .gone = N_("The unit that was selected is no longer here."),
};

/* ---- the choice of last time ---- */

static const char *const kinds[RATES_KINDS] = {"376", "pocso", "each"};
static const char *const periods[PERIODS] = {"all", "year", "12-months", "own"};
static const char *const orders[ORDERS] = {"name", "best", "worst", "over-60"};

static void word_recall(const char *word, const char *const *words, int n, int *out) {
    for (int i = 0; i < n; i++)
        if (word && strcmp(word, words[i]) == 0)
            *out = i;
}

void units_remember(const struct units_choice *choice) {
    char text[96], from[11], to[11];
    civil_iso(choice->from, from);
    civil_iso(choice->to, to);
    text_format(text, sizeof text, "%s %s %s %s %s", kinds[choice->kind], periods[choice->period], orders[choice->order],
                choice->period == PERIOD_OWN && *from ? from : "-", choice->period == PERIOD_OWN && *to ? to : "-");
    state_set("units", text);
}

void units_recall(struct units_choice *choice) {
    char text[96], *rest = NULL;
    int kind = RATES_376, period = PERIOD_ALL, order = ORDER_NAME;
    state_get("units", text, sizeof text);
    char *word = strtok_r(text, " ", &rest);
    word_recall(word, kinds, RATES_KINDS, &kind);
    word_recall(word ? strtok_r(NULL, " ", &rest) : NULL, periods, PERIODS, &period);
    word_recall(word ? strtok_r(NULL, " ", &rest) : NULL, orders, ORDERS, &order);
    char *from = word ? strtok_r(NULL, " ", &rest) : NULL, *to = from ? strtok_r(NULL, " ", &rest) : NULL;
    *choice = (struct units_choice){.kind = (enum rates_of)kind, .order = (enum units_order)order, .period = (enum units_period)period,
                                    .from = from ? civil_parse_iso(from) : CIVIL_NONE, .to = to ? civil_parse_iso(to) : CIVIL_NONE};
}
