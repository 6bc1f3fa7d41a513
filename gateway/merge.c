/* What a source says over what the store has. */
#include "gateway/merge.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "db/case_change.h"
#include "gateway/store.h"
#include "src/i18n.h"
#include "src/sync/wire.h"
#include "src/text.h"

static bool no_memory(struct error *e) {
    return error_set(e, ERROR_UNABLE, _("there is not enough memory"));
}

/* ---- rows ---- */

bool merge_read(const char *facts, const char *events, case_id id, struct sync_case *c, struct error *e) {
    char number[CASE_NO_SIZE];
    struct buffer text = {0};
    struct wire_map map;
    case_no_full(id, number);
    buffer_format(&text, "[\"%s\",1,\"-\",%s,null,%s]", number, *events ? events : "null", facts);
    json_t *row = buffer_good(&text) ? json_loads(buffer_string(&text), 0, NULL) : NULL;
    json_t *cols = json_loads(store_columns(), 0, NULL);
    bool good = row && cols && wire_map_read(cols, &map, e) && wire_case_read(&map, row, c, e);
    if (!good && (!row || !cols))
        error_set(e, ERROR_UNABLE, _("the stored case %s is damaged"), number);
    json_decref(row);
    json_decref(cols);
    buffer_free(&text);
    if (good)
        c->unit[0] = '\0';
    return good;
}

static bool dump(struct buffer *out, const json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text)
        buffer_text(out, text);
    free(text);
    return text != NULL;
}

bool merge_write(const struct sync_case *c, struct buffer *facts, struct buffer *events, struct error *e) {
    json_t *row = wire_case_write(c);
    bool good = row != NULL;
    int nulls = 0;
    for (int i = 0; good && i < WIRE_COLUMNS; i++) {
        const json_t *cell = json_array_get(row, (size_t)i); /* beyond its end: NULL */
        const char *name = wire_columns[i];
        bool null = cell == NULL || json_is_null(cell);
        if (strcmp(name, "events") == 0)
            good = null || dump(events, cell);
        if (strcmp(name, "id") == 0 || strcmp(name, "ver") == 0 || strcmp(name, "unit") == 0 || strcmp(name, "events") == 0 ||
            strcmp(name, "entries") == 0)
            continue;
        if (null) { /* those at the end are left out */
            nulls++;
            continue;
        }
        for (; nulls > 0; nulls--)
            buffer_text(facts, facts->n > 0 ? ",null" : "null");
        if (facts->n > 0)
            buffer_text(facts, ",");
        good = good && dump(facts, cell);
    }
    json_decref(row);
    return (good && buffer_good(facts) && buffer_good(events)) || no_memory(e);
}

/* ---- one over the other ---- */

static void text_over(char *into, size_t cap, const char *said) {
    if (said[0] != '\0')
        text_format(into, cap, "%s", said);
}

static void day_over(civil_day *into, civil_day said) {
    *into = said != CIVIL_NONE ? said : *into;
}

static void plain_over(struct case_facts *f, const struct case_facts *said) {
    day_over(&f->fir_date, said->fir_date);
    text_over(f->fir_time, sizeof f->fir_time, said->fir_time);
    text_over(f->gd_no, sizeof f->gd_no, said->gd_no);
    f->zero_id = said->zero_id != 0 ? said->zero_id : f->zero_id;
    day_over(&f->zero_date, said->zero_date);
    text_over(f->final_type, sizeof f->final_type, said->final_type);
    text_over(f->final_no, sizeof f->final_no, said->final_no);
    day_over(&f->prepared, said->prepared);
    day_over(&f->approved, said->approved);
    day_over(&f->filed, said->filed);
    day_over(&f->in_cctns, said->in_cctns);
    f->arrests = said->arrests >= 0 ? said->arrests : f->arrests;
    day_over(&f->first_remand, said->first_remand);
    day_over(&f->court_date, said->court_date);
    text_over(f->moved_to, sizeof f->moved_to, said->moved_to);
}

static void status_over(struct case_facts *f, const struct case_facts *said) {
    if ((int)said->status < 0 || (int)said->status >= STATUS_COUNT)
        return; /* the source has no such column */
    if (said->status != f->status)
        f->status_on = CIVIL_NONE;
    f->status = said->status;
    day_over(&f->status_on, said->status_on);
}

static bool same_officer(const struct officer *a, const struct officer *b) {
    return a->pno[0] != '\0' || b->pno[0] != '\0' ? strcmp(a->pno, b->pno) == 0
                                                  : strcmp(a->name, b->name) == 0 && strcmp(a->rank, b->rank) == 0;
}

static bool officer_over(struct case_facts *f, const struct case_facts *said) {
    if (said->io.name[0] == '\0' && said->io.pno[0] == '\0')
        return false;
    bool same = same_officer(&f->io, &said->io);
    if (same) { /* a promotion, a name in Hindi */
        text_over(f->io.rank, sizeof f->io.rank, said->io.rank);
        text_over(f->io.name, sizeof f->io.name, said->io.name);
        text_over(f->io.name_hi, sizeof f->io.name_hi, said->io.name_hi);
    } else {
        f->io = said->io;
        f->io_since = CIVIL_NONE;
    }
    day_over(&f->io_since, said->io_since);
    return !same;
}

/* A disposed case of which the source names no date at all has the day of the load. */
static void date_disposal(const struct merge_basis *basis, struct sync_case *c) {
    struct case_facts *f = &c->facts;
    struct classification class;
    if (status_state(f->status) != 1)
        return;
    classify(basis->rules, &c->sections, f->fir_date, &class);
    if (class.all != 0 && case_disposed_by(basis->disposed, f->prepared, f->filed, f->in_cctns, f->status_on) == CIVIL_NONE)
        f->status_on = basis->today;
}

/* ---- what it leaves behind ---- */

struct adding {
    const struct merge_basis *basis;
    struct sync_case *c;
};

static bool add_event(void *context, const char *kind, const char *was, const char *now, civil_day on, struct error *e) {
    const struct adding *adding = context;
    struct case_event *event = sync_case_event(adding->c);
    if (!event)
        return no_memory(e);
    event->on = on != CIVIL_NONE ? on : adding->basis->today;
    event->dated_by_import = on == CIVIL_NONE;
    text_format(event->kind, sizeof event->kind, "%s", kind);
    text_format(event->was, sizeof event->was, "%s", was);
    text_format(event->now, sizeof event->now, "%s", now);
    return true;
}

struct side {
    struct case_side side;
    char sections[SECTIONS_TEXT], officer[160], unit[16];
};

static void side_of(const struct merge_basis *basis, const struct sync_case *c, struct side *out) {
    const struct case_facts *f = &c->facts;
    bool disposed = status_state(f->status) == 1 && f->status != STATUS_FURTHER;
    if (c->sections.n > 0)
        sections_text(&c->sections, out->sections);
    else
        out->sections[0] = '\0';
    text_format(out->officer, sizeof out->officer, "%s%s%s", f->io.rank, f->io.rank[0] != '\0' ? " " : "", f->io.name);
    text_format(out->unit, sizeof out->unit, "%s", c->unit);
    out->side = (struct case_side){
        .sections = out->sections, .officer = out->officer, .officer_since = f->io_since, .status = f->status,
        .status_on = disposed ? case_disposed_by(basis->disposed, f->prepared, f->filed, f->in_cctns, f->status_on) : f->status_on,
        .unit = out->unit, .zero_id = f->zero_id, .zero_date = f->zero_date};
}

static int event_order(const void *a, const void *b) {
    const struct case_event *x = a, *y = b;
    return x->on < y->on ? -1 : x->on > y->on;
}

/* Oldest first; those of one day keep their order (few: an insertion is enough). */
static void sort_events(struct sync_case *c) {
    for (int i = 1; i < c->events; i++)
        for (int j = i; j > 0 && event_order(&c->event[j - 1], &c->event[j]) > 0; j--) {
            struct case_event swap = c->event[j];
            c->event[j] = c->event[j - 1];
            c->event[j - 1] = swap;
        }
}

bool merge_facts(const struct merge_basis *basis, struct sync_case *c, const struct case_facts *said, bool fresh, const char *moved,
                 struct error *e) {
    struct side *before = malloc(2 * sizeof *before), *after = before ? before + 1 : NULL;
    struct adding adding = {.basis = basis, .c = c};
    if (!before)
        return no_memory(e);
    side_of(basis, c, before);
    plain_over(&c->facts, said);
    status_over(&c->facts, said);
    if (moved) { /* it belongs to that unit now, and is open there */
        text_format(c->unit, sizeof c->unit, "%s", moved);
        c->facts.status = c->facts.status == STATUS_TRANSFERRED ? STATUS_OPEN : c->facts.status;
    }
    bool officer = officer_over(&c->facts, said);
    if (said->sections && said->sections->n > 0)
        c->sections = *said->sections;
    c->facts.sections = &c->sections;
    date_disposal(basis, c);
    side_of(basis, c, after);
    unsigned unit = strcmp(before->unit, after->unit) != 0 ? CHANGE_UNIT : 0;
    unsigned differs = (strcmp(before->sections, after->sections) != 0 ? CHANGE_SECTIONS : 0) | (officer ? CHANGE_OFFICER : 0) |
                       (before->side.status != after->side.status ? CHANGE_STATUS : 0) | unit |
                       (before->side.zero_id != after->side.zero_id || before->side.zero_date != after->side.zero_date ? CHANGE_ZERO : 0);
    bool good = fresh ? case_changes_new(&after->side, said, add_event, &adding, e) &&
                            case_changes(unit, &before->side, &after->side, said, add_event, &adding, e)
                      : case_changes(differs, &before->side, &after->side, said, add_event, &adding, e);
    sort_events(c);
    free(before);
    return good;
}
