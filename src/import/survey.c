#include "src/import/survey.h"

#include <stdlib.h>
#include <string.h>

#include "src/i18n.h"
#include "src/import/memo.h"
#include "src/import/stop.h"

#define AGAIN_MAX ((size_t)2 << 20) /* FIRs whose rows lie apart: 16 MiB of numbers */
#define AGAIN ((case_id)1 << 62)    /* mark of a slot whose case is among them already; no case_id is that large */
#define PARTS_MAX 64

/* The FIRs seen in this pass. Where they do not fit, only one part of all FIRs is looked at, told by their hash,
 * and the others in passes of their own. */
struct seen {
    case_id *slot;
    uint32_t *said; /* of each slot: digest of what the rows of the FIR say, as they stood together last */
    size_t slots, slots_max, n;
    uint64_t mask, part; /* hash & mask == part */
    struct {
        uint64_t mask, part;
    } later[PARTS_MAX];
    int later_n;
};

static uint64_t hash(case_id id) {
    uint64_t h = (uint64_t)id * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static bool in_part(const struct seen *s, case_id id) {
    return (hash(id) >> 40 & s->mask) == s->part;
}

static size_t find_slot(const case_id *slot, size_t slots, case_id id) {
    size_t at = (size_t)hash(id) & (slots - 1);
    while (slot[at] != 0 && (slot[at] & ~AGAIN) != id)
        at = (at + 1) & (slots - 1);
    return at;
}

static void seen_free(struct seen *s) {
    free(s->slot);
    free(s->said);
    s->slot = NULL;
    s->said = NULL;
}

/* Keeps what is of the part, in a table of `slots`. */
static bool rebuild(struct seen *s, size_t slots) {
    struct seen next = *s;
    next.slot = calloc(slots, sizeof *next.slot);
    next.said = calloc(slots, sizeof *next.said);
    if (!next.slot || !next.said) {
        seen_free(&next);
        return false;
    }
    next.slots = slots;
    next.n = 0;
    for (size_t i = 0; s->slot && i < s->slots; i++) {
        case_id id = s->slot[i] & ~AGAIN;
        if (id != 0 && in_part(s, id)) {
            size_t at = find_slot(next.slot, slots, id);
            next.slot[at] = s->slot[i];
            next.said[at] = s->said[i];
            next.n++;
        }
    }
    seen_free(s);
    *s = next;
    return true;
}

static bool make_room(struct seen *s, struct error *e) {
    if (s->slots < s->slots_max)
        return rebuild(s, s->slots * 2) || error_set(e, ERROR_UNABLE, _("not enough memory"));
    if (s->later_n == PARTS_MAX || s->mask >> 20)
        return error_set(e, ERROR_UNABLE, _("the file holds too many FIRs; import it in parts"));
    uint64_t bit = s->mask + 1;
    s->later[s->later_n].mask = s->mask | bit;
    s->later[s->later_n++].part = s->part | bit;
    s->mask |= bit;
    return rebuild(s, s->slots) || error_set(e, ERROR_UNABLE, _("not enough memory"));
}

static bool note_again(struct survey *v, case_id id, struct error *e) {
    if (v->again_n == AGAIN_MAX)
        return error_set(
            e, ERROR_UNABLE,
            _("the rows of more than %llu FIRs lie apart in this file: sort it by FIR number and import it again"),
            (unsigned long long)AGAIN_MAX);
    if ((v->again_n & (v->again_n + 1)) == 0) {
        case_id *more = realloc(v->again, (v->again_n * 2 + 2) * sizeof *more);
        if (!more)
            return error_set(e, ERROR_UNABLE, _("not enough memory"));
        v->again = more;
    }
    v->again[v->again_n++] = id;
    return true;
}

/* Rows of one FIR that stand together, as they are read. */
struct group {
    case_id id; /* 0: none yet */
    uint64_t digest;
};

/* A group is through. One that says what the FIR's last group said needs no joining: it changes nothing. */
static bool note(struct seen *s, struct survey *v, const struct group *group, struct error *e) {
    uint32_t said = (uint32_t)(group->digest ^ group->digest >> 32);
    if (group->id == 0 || !in_part(s, group->id))
        return true;
    size_t at = find_slot(s->slot, s->slots, group->id);
    if (s->slot[at] == 0) {
        s->slot[at] = group->id;
        s->said[at] = said;
        return ++s->n < s->slots / 8 * 7 || make_room(s, e);
    }
    if (s->slot[at] & AGAIN || s->said[at] == said)
        return true;
    s->slot[at] |= AGAIN;
    return note_again(v, group->id, e);
}

static uint64_t digest_row(const struct headings *h, const struct table *t, uint64_t digest) {
    for (int i = 0; i < h->n; i++) {
        if (h->column[i].field != FIELD_NONE && h->column[i].field != FIELD_LINE)
            digest = (digest ^ memo_hash(t->cell[i].text, t->cell[i].n)) * UINT64_C(0x9E3779B97F4A7C15) + 1;
    }
    return digest;
}

static bool read_through(struct survey *v, struct seen *s, struct extract *x, struct facts_reader *r,
                         struct progress *p, struct error *e) {
    struct group group = {0};
    case_id id;
    civil_day fir_date;
    char time[6];
    struct rejection why;
    int got;
    v->rows = 0;
    while ((got = extract_next(x, e)) == 1) {
        if (stop_asked())
            return error_set(e, ERROR_STOPPED, _("stopped; nothing was changed"));
        progress_row(p, x->source.done, x->source.size);
        enum facts_result result = facts_identify(r, &x->table, &id, &fir_date, time, &why);
        v->rows += result != ROW_BLANK;
        if (result != ROW_GOOD)
            continue;
        if (id != group.id) {
            if (!note(s, v, &group, e))
                return false;
            group = (struct group){.id = id};
        }
        group.digest = digest_row(&x->headings, &x->table, group.digest);
    }
    return got == 0 && note(s, v, &group, e);
}

/* Faults of the file as a whole, which as rejected rows would only be said a thousand times. */
static bool judge(const struct survey *v, const struct extract *x, const struct facts_reader *r, struct error *e) {
    if ((r->not_utf8 >= 2 && r->not_utf8 * 2 > v->rows) || (r->not_utf8 >= 3 && r->not_utf8 * 5 >= v->rows))
        return error_set(
            e, ERROR_UNABLE,
            _("%s: the characters are neither UTF-8 nor UTF-16 (%llu of %llu rows). Text in another character set, or "
              "typed "
              "in a legacy Hindi font such as Kruti Dev, cannot be read: save it as \"CSV UTF-8\", in Unicode."),
            x->source.name, (unsigned long long)r->not_utf8, (unsigned long long)v->rows);
    if (r->several_stations && r->no_station > 0)
        return error_set(e, ERROR_USAGE,
                         _("%s names several police stations but has no column with their codes: add one with the "
                           "heading \"PS Code\" "
                           "(थाना कोड). Nothing was changed."),
                         x->source.name);
    if (r->no_station > 0 && r->no_station == v->rows)
        return error_set(e, ERROR_USAGE,
                         _("%s has no police station code in any row: add a column \"PS Code\" (थाना कोड), or name the "
                           "station in the "
                           "configuration: [station] unit = 31655001"),
                         x->source.name);
    return true;
}

static int compare(const void *a, const void *b) {
    case_id x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static bool all_passes(struct survey *v, struct seen *s, struct extract *x, int64_t station, civil_day today,
                       struct progress *p, struct error *e) {
    for (bool first = true;; first = false) {
        struct facts_reader r;
        if (!facts_reader_begin(&r, &x->headings, station, today, e))
            return false;
        r.spooled = x->spooled;
        bool good = read_through(v, s, x, &r, p, e) && (!first || judge(v, x, &r, e));
        facts_reader_end(&r);
        if (!good)
            return false;
        if (s->later_n == 0)
            return true;
        s->later_n--;
        s->mask = s->later[s->later_n].mask;
        s->part = s->later[s->later_n].part;
        s->n = 0;
        memset(s->slot, 0, s->slots * sizeof *s->slot);
        progress_pass(p, p->doing);
        if (!extract_rewind(x, e))
            return false;
    }
}

bool survey_run(struct survey *v, struct extract *x, int64_t station, civil_day today, struct progress *p,
                struct error *e) {
    struct seen s = {.slots_max = v->slots};
    bool good = rebuild(&s, v->slots < 4096 ? v->slots : 4096) ? all_passes(v, &s, x, station, today, p, e)
                                                               : error_set(e, ERROR_UNABLE, _("not enough memory"));
    seen_free(&s);
    if (!good || v->again_n < 2)
        return good;
    /* One that was found before its part was put off is found again in the pass of that part. */
    qsort(v->again, v->again_n, sizeof *v->again, compare);
    size_t n = 1;
    for (size_t i = 1; i < v->again_n; i++) {
        if (v->again[i] != v->again[n - 1])
            v->again[n++] = v->again[i];
    }
    v->again_n = n;
    return true;
}

void survey_free(struct survey *v) {
    free(v->again);
    v->again = NULL;
    v->again_n = 0;
}

int64_t survey_again(const struct survey *v, case_id id) {
    size_t low = 0, high = v->again_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (v->again[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->again_n && v->again[low] == id ? (int64_t)low : -1;
}
