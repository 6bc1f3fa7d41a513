/* Reading acts and sections as they are typed: the public functions. sections_inside.h tells the way of a text. */
#include <string.h>

#include "src/domain/sections_inside.h"

static bool tied(const struct items *items, int i, int j) {
    return j >= 0 && j < items->n && !items->at[j].is_law && (items->at[i > j ? i : j].before & BEFORE_SLASH);
}

/* What the other sections say about the ones that stand without an act. */
static struct law_context context_of(const struct items *items, civil_day on) {
    struct law_context context = {.on = on};
    bool dowry = false;
    int sections = 0;
    for (int i = 0; i < items->n; i++) {
        const struct typed_section *typed = &items->at[i].typed;
        if (items->at[i].is_law)
            continue;
        sections++;
        context.sexual |= law_is_sexual(typed);
        dowry |= (typed->base == 498 || typed->base == 304 || typed->base == 85 || typed->base == 80);
        bool clause = typed->base < 45; /* 3(2) that lost its act is no section of the BNS */
        enum law sure = items->at[i].law == LAW_NONE && !clause ? law_by_number(typed) : LAW_NONE;
        context.sure_ipc |= sure == LAW_IPC;
        context.sure_bns |= sure == LAW_BNS;
    }
    context.dowry = dowry && !context.sexual;
    context.alone = sections <= 2;
    return context;
}

/* POCSO 5 (or 9) stands beside 6 (10): "5/6(l)". */
static bool has_definition(const struct items *items, int i) {
    for (int j = 0; j < items->n; j++)
        if (!items->at[j].is_law && items->at[j].typed.base == items->at[i].typed.base - 1)
            return true;
    return false;
}

/* Laws that are named and got no section. */
static void put_empty_laws(const struct items *items, int i, int given, struct section_list *out) {
    enum law law = items->at[i].law;
    for (int j = 0; j < items->n; j++)
        if (!items->at[j].is_law && items->at[j].law == law && items->at[j].typed.base > 2 &&
            (given > 0 || law != LAW_POCSO || law_misfit(&items->at[j].typed, law) < 4))
            return;
    section_put(out, law_act(law), "?", false, false);
}

/* "X:?" says nothing where a section of X is there. */
static void drop_empty_acts(struct section_list *out) {
    unsigned with = 0;
    for (int i = 0; i < out->n; i++)
        if (out->at[i].text[0] != '?')
            with |= 1u << out->at[i].act;
    int kept = 0;
    for (int i = 0; i < out->n; i++)
        if (out->at[i].text[0] != '?' || !(with & 1u << out->at[i].act))
            out->at[kept++] = out->at[i];
    out->n = kept;
}

/* Another act took all the numbers because slashes tie them to its own, and the first of them could be a covered one of
 * the act column: POCSO with "6/5 ITP Act", BNS with "64/66 MV Act". It cannot be said; a pair like "3/4 DP Act" is the
 * other act's. */
static void put_column_in_doubt(const struct items *items, int given, struct section_list *out) {
    const struct item *column = &items->at[0], *first = &items->at[given];
    int n = 0;
    if (given != 1 || items->n < 4 || first->is_law || first->law == LAW_NONE || first->law == LAW_IPC)
        return;
    for (int i = given; i < items->n; i++)
        if (!items->at[i].is_law && items->at[i].law == column->law)
            return;
    while (first + n < items->at + items->n && !first[n].is_law)
        n++;
    bool pair = n == 2 && first[1].typed.base == first->typed.base + 1;
    if (n < 2 || pair || law_misfit(&first->typed, column->law) > 0)
        return;
    int base = first->typed.base;
    if (column->law == LAW_POCSO)
        section_put(out, ACT_POCSO, "?", false, true);
    else if (column->law == LAW_BNS && (base == 64 || base == 65 || base == 70))
        section_form(&first->typed, (struct verdict){LAW_BNS, false, true}, false, out);
}

/* given: the first so many items are laws of an act column. */
static void items_form(struct items *items, int given, civil_day on, struct section_list *out) {
    items_bind(items, given);
    struct law_context context = context_of(items, on);
    for (int i = 0; i < items->n; i++) {
        const struct item *item = &items->at[i];
        if (item->is_law) {
            if (i >= given || given > 1)
                put_empty_laws(items, i, given, out);
            continue;
        }
        enum law law = item->law;
        for (int j = given - 1; law == LAW_NONE && j >= 0; j--)
            if (j == 0 || law_misfit(&item->typed, items->at[j].law) == 0)
                law = items->at[j].law;
        context.pair_with = tied(items, i, i + 1)   ? items->at[i + 1].typed.base
                            : tied(items, i, i - 1) ? items->at[i - 1].typed.base
                                                    : 0;
        struct verdict verdict = law_decide(&item->typed, law, &context);
        bool code = verdict.law == LAW_IPC || verdict.law == LAW_BNS || verdict.law == LAW_POCSO;
        if (!code ||
            item->typed.base > 2) /* 1 and 2 of these are title and definitions: a clause that lost its section */
            section_form(&item->typed, verdict, has_definition(items, i), out);
    }
    put_column_in_doubt(items, given, out);
    out->cut |= items->full;
}

static void parse_into(const char *text, size_t n, civil_day on, struct section_list *out, bool *words) {
    char folded[FOLD_BYTES];
    struct items items;
    for (size_t at = 0, used; at < n && !out->cut; at += used) {
        sections_fold(text + at, n - at, &used, folded);
        items_read(folded, &items);
        if (words)
            *words |= items.words;
        items_form(&items, 0, on, out);
    }
    drop_empty_acts(out);
}

static void list_clear(struct section_list *out) {
    out->n = 0;
    out->cut = false;
}

void sections_parse(const char *text, size_t n, civil_day on, struct section_list *out) {
    list_clear(out);
    parse_into(text, n, on, out, NULL);
}

static bool has_sections(const struct items *items) {
    for (int i = 0; i < items->n; i++)
        if (!items->at[i].is_law)
            return true;
    return false;
}

#define GIVEN_MAX 8

/* The laws that an act column names, without its numbers; one of LAW_OTHER where it names none that is known. */
static int laws_read(const char *act, size_t n, enum law out[GIVEN_MAX]) {
    char folded[FOLD_BYTES];
    struct items items;
    size_t used;
    int count = 0;
    if (n == 0)
        return 0;
    sections_fold(act, n, &used, folded);
    items_read(folded, &items);
    for (int i = 0; i < items.n && count < GIVEN_MAX; i++)
        if (items.at[i].is_law)
            out[count++] = items.at[i].law;
    if (count == 0 && items.words)
        out[count++] = LAW_OTHER;
    return count;
}

void sections_parse_act(const char *act, size_t act_n, const char *sections, size_t sections_n, civil_day on,
                        struct section_list *out) {
    enum law laws[GIVEN_MAX];
    char folded[FOLD_BYTES];
    struct items items;
    int given = laws_read(act, act_n, laws);
    bool some = false;
    list_clear(out);
    for (size_t at = 0, used; at < sections_n && !out->cut; at += used) {
        sections_fold(sections + at, sections_n - at, &used, folded);
        items_read(folded, &items);
        if (!has_sections(&items) && items.n == 0)
            continue;
        some |= has_sections(&items);
        int room = given < ITEMS_MAX - items.n ? given : ITEMS_MAX - items.n;
        memmove(&items.at[room], &items.at[0], (size_t)items.n * sizeof items.at[0]);
        for (int i = 0; i < room; i++) {
            memset(&items.at[i], 0, sizeof items.at[i]);
            items.at[i].is_law = true;
            items.at[i].law = laws[i];
        }
        items.n += room;
        items_form(&items, room, on, out);
    }
    if (!some) {
        struct section_list alone;
        sections_parse(act, act_n, on, &alone);
        sections_merge(out, &alone);
        if (alone.n == 0 && given > 0)
            section_put(out, law_act(laws[0]), "?", false, false);
    }
    drop_empty_acts(out);
}

void sections_merge(struct section_list *a, const struct section_list *b) {
    for (int i = 0; i < b->n; i++)
        section_put(a, b->at[i].act, b->at[i].text, b->at[i].act_corrected, b->at[i].guessed);
    a->cut |= b->cut;
    drop_empty_acts(a);
}
