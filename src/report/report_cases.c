#include "src/report/report_cases.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

struct reading { const struct report_ask *ask; struct report_cases *out; bool (*wanted)(void *, const struct open_case *); void *context; };

static bool take(void *context, const struct open_case *c, struct error *e) {
    const struct reading *r = context;
    struct report_cases *out = r->out;
    if (r->wanted && !r->wanted(r->context, c))
        return true;
    if (r->ask->cases_most > 0 && out->n == r->ask->cases_most)
        return error_set(e, ERROR_USAGE, ngettext("more than %d open case: too many to read or to print from here; choose a smaller unit, or save a file of them",
                                                  "more than %d open cases: too many to read or to print from here; choose a smaller unit, or save a file of them",
                                                  (unsigned long)out->n), out->n);
    if (out->n == out->room) {
        int room = out->room ? 2 * out->room : 128;
        struct open_case *more = reallocarray(out->at, (size_t)room, sizeof *more);
        if (!more)
            return error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
        out->at = more;
        out->room = room;
    }
    out->at[out->n++] = *c;
    return true;
}

static int by_number(const void *pa, const void *pb) {
    const int64_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

/* Those of the cases, each once, in order; out->officers of them. NULL: no memory. */
static int64_t *officer_ids(struct report_cases *out) {
    int64_t *id = calloc((size_t)out->n + 1, sizeof *id);
    for (int i = 0; id && i < out->n; i++)
        id[i] = out->at[i].officer;
    if (id)
        qsort(id, (size_t)out->n, sizeof *id, by_number);
    for (int i = 0; id && i < out->n; i++)
        if (id[i] && (out->officers == 0 || id[out->officers - 1] != id[i]))
            id[out->officers++] = id[i];
    return id;
}

static bool officers_read(struct report_cases *out, struct error *e) {
    int64_t *id = officer_ids(out);
    out->officer = id ? calloc((size_t)out->officers + 1, sizeof *out->officer) : NULL;
    if (!id || !out->officer) {
        free(id);
        return error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
    }
    bool well = true;
    for (int i = 0; well && i < out->officers; i++) {
        out->officer[i].id = id[i];
        well = open_officer(out->names, id[i], &out->officer[i].officer, e);
    }
    free(id);
    return well;
}

bool report_cases_read_of(const struct report_ask *ask, bool steps, bool (*wanted)(void *, const struct open_case *), void *context,
                          struct report_cases *out, struct error *e) {
    struct open_query query = {.unit = ask->unit, .lists = ask->lists, .clock = ask->clock, .steps = steps};
    struct reading r = {ask, out, wanted, context};
    memset(out, 0, sizeof *out);
    out->names = open_names_begin(ask->store, e);
    if (out->names && open_read(ask->store, &query, take, &r, e) && officers_read(out, e))
        return true;
    report_cases_free(out);
    return false;
}

bool report_cases_read(const struct report_ask *ask, bool steps, struct report_cases *out, struct error *e) {
    return report_cases_read_of(ask, steps, NULL, NULL, out, e);
}

void report_cases_free(struct report_cases *cases) {
    free(cases->at);
    free(cases->officer);
    free(cases->shown);
    open_names_end(cases->names);
    memset(cases, 0, sizeof *cases);
}

static const struct report_officer *officer_of(const struct report_cases *cases, const struct open_case *c) {
    int low = 0, high = cases->officers;
    while (low < high) {
        int middle = (low + high) / 2;
        int64_t id = cases->officer[middle].id;
        if (id == c->officer)
            return &cases->officer[middle];
        if (id < c->officer)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct officer *report_cases_officer(const struct report_cases *cases, const struct open_case *c) {
    const struct report_officer *found = officer_of(cases, c);
    return found ? &found->officer : NULL;
}

/* ---- orders ---- */

static int by_age(const void *pa, const void *pb) {
    const struct open_case *a = pa, *b = pb;
    if (a->clock_date != b->clock_date)
        return a->clock_date < b->clock_date ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

void report_cases_by_age(struct report_cases *cases) {
    if (cases->n > 1)
        qsort(cases->at, (size_t)cases->n, sizeof *cases->at, by_age);
}

struct named { struct report_officer *officer; };

static int by_name(const void *pa, const void *pb) {
    const struct report_officer *a = ((const struct named *)pa)->officer, *b = ((const struct named *)pb)->officer;
    int way = strcmp(a->officer.name, b->officer.name);
    way = way ? way : strcmp(a->officer.rank, b->officer.rank);
    return way ? way : (a->id > b->id) - (a->id < b->id);
}

/* Where a case comes: its officer's place among the names. */
struct placed { int place; const struct open_case *c; };

static int by_place(const void *pa, const void *pb) {
    const struct placed *a = pa, *b = pb;
    return a->place != b->place ? a->place - b->place : by_age(a->c, b->c);
}

static void order_by_officer(const struct report_cases *cases, struct named *named, struct placed *placed, struct open_case *sorted) {
    size_t n = (size_t)cases->n, officers = (size_t)cases->officers;
    for (size_t i = 0; i < officers; i++)
        named[i].officer = &cases->officer[i];
    qsort(named, officers, sizeof *named, by_name);
    for (size_t i = 0; i < officers; i++)
        named[i].officer->place = (int)i;
    for (size_t i = 0; i < n; i++) {
        const struct report_officer *officer = officer_of(cases, &cases->at[i]);
        placed[i] = (struct placed){officer ? officer->place : INT_MAX, &cases->at[i]};
    }
    qsort(placed, n, sizeof *placed, by_place);
    for (size_t i = 0; i < n; i++)
        sorted[i] = *placed[i].c;
}

bool report_cases_by_officer(struct report_cases *cases, struct error *e) {
    struct named *named = calloc((size_t)cases->officers + 1, sizeof *named);
    struct placed *placed = calloc((size_t)cases->n + 1, sizeof *placed);
    struct open_case *sorted = calloc((size_t)cases->n + 1, sizeof *sorted);
    bool well = named && placed && sorted;
    if (well) {
        order_by_officer(cases, named, placed, sorted);
        free(cases->at);
        cases->at = sorted;
        cases->room = cases->n;
        sorted = NULL;
    }
    free(named);
    free(placed);
    free(sorted);
    return well || error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
}

/* ---- sections ---- */

/* "376(2)(n)" to "376(2)", "5(l)" to "5". */
static void without_clauses(struct section *section) {
    char *to = section->text;
    for (const char *at = section->text; *at;) {
        size_t n = *at == '(' && !(at[1] >= '0' && at[1] <= '9') ? strcspn(at, ")") : 0;
        if (n > 0)
            at += n + (at[n] == ')');
        else
            *to++ = *at++;
    }
    *to = '\0';
}

const char *report_sections_of(const struct section_list *sections, char *out, size_t cap) {
    struct section_list list = *sections, once = {0};
    for (int i = 0; i < list.n; i++)
        without_clauses(&list.at[i]);
    sections_merge(&once, &list);
    return sections_show(&once, language_now() == LANGUAGE_HINDI, out, cap);
}

/* The same few sets stand in most cases: what was shown last of each place of the table is kept. */
#define SHOWN 512
#define SHOWN_TEXT 120
struct report_shown { int64_t id; char text[SHOWN_TEXT]; };

static const char *sections_read(const struct report_cases *cases, int64_t sections, char *out, size_t cap) {
    char text[SECTIONS_TEXT];
    struct section_list list;
    struct error e = {0};
    out[0] = '\0';
    if (!open_sections(cases->names, sections, text, &e))
        return out;
    sections_from_text(text, &list);
    return report_sections_of(&list, out, cap);
}

const char *report_sections(struct report_cases *cases, int64_t sections, char *out, size_t cap) {
    if (!cases->shown)
        cases->shown = calloc(SHOWN, sizeof *cases->shown);
    struct report_shown *kept = cases->shown && sections > 0 ? &cases->shown[sections % SHOWN] : NULL;
    if (kept && kept->id == sections) {
        text_format(out, cap, "%s", kept->text);
        return out;
    }
    sections_read(cases, sections, out, cap);
    if (kept && strlen(out) < sizeof kept->text) {
        kept->id = sections;
        text_format(kept->text, sizeof kept->text, "%s", out);
    }
    return out;
}

/* ---- kept ---- */

static int case_order(const void *pa, const void *pb) {
    const struct issued_case *a = pa, *b = pb;
    return (a->id > b->id) - (a->id < b->id);
}

bool report_cases_keep(const struct report_cases *cases, struct report_made *made, struct error *e) {
    made->cases_in = calloc((size_t)cases->n + 1, sizeof *made->cases_in);
    if (!made->cases_in)
        return error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
    made->cases = cases->n;
    for (int i = 0; i < cases->n; i++)
        made->cases_in[i] = (struct issued_case){.id = cases->at[i].id, .columns = {0, 0, 1}};
    qsort(made->cases_in, (size_t)made->cases, sizeof *made->cases_in, case_order);
    return true;
}
