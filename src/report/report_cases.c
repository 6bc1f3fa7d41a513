#include "src/report/report_cases.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

struct reading { struct report_cases *out; bool (*wanted)(void *, const struct open_case *); void *context; };

static bool take(void *context, const struct open_case *c, struct error *e) {
    const struct reading *r = context;
    struct report_cases *out = r->out;
    if (r->wanted && !r->wanted(r->context, c))
        return true;
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

static int by_id(const void *pa, const void *pb) {
    const struct report_officer *a = pa, *b = pb;
    return (a->id > b->id) - (a->id < b->id);
}

static bool officers_read(struct report_cases *out, struct error *e) {
    out->officer = calloc((size_t)out->n + 1, sizeof *out->officer);
    if (!out->officer)
        return error_set(e, ERROR_UNABLE, _("not enough memory for the report"));
    for (int i = 0; i < out->n; i++)
        out->officer[i].id = out->at[i].officer;
    qsort(out->officer, (size_t)out->n, sizeof *out->officer, by_id);
    for (int i = 0; i < out->n; i++)
        if (out->officer[i].id && (out->officers == 0 || out->officer[out->officers - 1].id != out->officer[i].id))
            out->officer[out->officers++].id = out->officer[i].id;
    for (int i = 0; i < out->officers; i++)
        if (!open_officer(out->names, out->officer[i].id, &out->officer[i].officer, e))
            return false;
    /* most cases share an officer: the room that they would have had is given back */
    struct report_officer *less = reallocarray(out->officer, (size_t)out->officers + 1, sizeof *less);
    out->officer = less ? less : out->officer;
    return true;
}

bool report_cases_read_of(const struct report_ask *ask, bool steps, bool (*wanted)(void *, const struct open_case *), void *context,
                          struct report_cases *out, struct error *e) {
    struct open_query query = {.unit = ask->unit, .lists = ask->lists, .clock = ask->clock, .steps = steps};
    struct reading r = {out, wanted, context};
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
    open_names_end(cases->names);
    memset(cases, 0, sizeof *cases);
}

const struct officer *report_cases_officer(const struct report_cases *cases, const struct open_case *c) {
    struct report_officer *found = NULL;
    int low = 0, high = cases->officers;
    while (low < high && !found) {
        int middle = (low + high) / 2;
        int64_t id = cases->officer[middle].id;
        if (id == c->officer)
            found = &cases->officer[middle];
        else if (id < c->officer)
            low = middle + 1;
        else
            high = middle;
    }
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
    qsort(cases->at, (size_t)cases->n, sizeof *cases->at, by_age);
}

static int by_officer(const void *pa, const void *pb, void *context) {
    const struct open_case *a = pa, *b = pb;
    const struct officer *x = report_cases_officer(context, a), *y = report_cases_officer(context, b);
    if (!x != !y)
        return x ? -1 : 1;
    int way = x && a->officer != b->officer ? strcmp(x->name, y->name) : 0;
    way = way ? way : x && a->officer != b->officer ? strcmp(x->rank, y->rank) : 0;
    if (!way && a->officer != b->officer)
        way = a->officer < b->officer ? -1 : 1;
    return way ? way : by_age(pa, pb);
}

void report_cases_by_officer(struct report_cases *cases) {
    qsort_r(cases->at, (size_t)cases->n, sizeof *cases->at, by_officer, cases);
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

const char *report_sections(const struct report_cases *cases, int64_t sections, char *out, size_t cap) {
    char text[SECTIONS_TEXT];
    struct section_list list;
    struct error e = {0};
    out[0] = '\0';
    if (!open_sections(cases->names, sections, text, &e))
        return out;
    sections_from_text(text, &list);
    return report_sections_of(&list, out, cap);
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
