/* Cases as rows of JSON, both ways. Entries and the small parts: wire_parts.c. */
#include "src/sync/wire.h"

#include <stdio.h>
#include <string.h>

#include "src/i18n.h"
#include "src/sync/wire_inside.h"
#include "src/text.h"

enum column {
    C_ID, C_VER, C_UNIT, C_FIR_DATE, C_FIR_TIME, C_GD_NO, C_ZERO_ID, C_ZERO_DATE, C_SECTIONS, C_IO_PNO, C_IO_RANK, C_IO_NAME,
    C_IO_NAME_HI, C_IO_SINCE, C_STATUS, C_STATUS_ON, C_FINAL_TYPE, C_FINAL_NO, C_PREPARED, C_APPROVED, C_FILED, C_IN_CCTNS,
    C_MOVED_TO, C_ARRESTS, C_FIRST_REMAND, C_COURT_DATE, C_EVENTS, C_ENTRIES, C_COLUMNS
};
_Static_assert(C_COLUMNS == WIRE_COLUMNS, "the header says how many there are");

const char *const wire_columns[WIRE_COLUMNS + 1] = {
    [C_ID] = "id", [C_VER] = "ver", [C_UNIT] = "unit", [C_FIR_DATE] = "fir_date", [C_FIR_TIME] = "fir_time",
    [C_GD_NO] = "gd_no", [C_ZERO_ID] = "zero_id", [C_ZERO_DATE] = "zero_date", [C_SECTIONS] = "sections",
    [C_IO_PNO] = "io_pno", [C_IO_RANK] = "io_rank", [C_IO_NAME] = "io_name", [C_IO_NAME_HI] = "io_name_hi",
    [C_IO_SINCE] = "io_since", [C_STATUS] = "status", [C_STATUS_ON] = "status_on", [C_FINAL_TYPE] = "final_type",
    [C_FINAL_NO] = "final_no", [C_PREPARED] = "prepared", [C_APPROVED] = "approved", [C_FILED] = "filed",
    [C_IN_CCTNS] = "in_cctns", [C_MOVED_TO] = "moved_to", [C_ARRESTS] = "arrests", [C_FIRST_REMAND] = "first_remand",
    [C_COURT_DATE] = "court_date", [C_EVENTS] = "events", [C_ENTRIES] = "entries"};

json_t *wire_columns_write(void) {
    json_t *cols = json_array();
    for (int i = 0; cols && i < WIRE_COLUMNS; i++)
        if (!wire_append(cols, json_string(wire_columns[i]))) {
            json_decref(cols);
            return NULL;
        }
    return cols;
}

static bool bad_columns(const char *name, struct error *e) {
    return error_set(e, ERROR_UNABLE,
                     _("the data centre's list of columns is damaged (%s is missing, or stands twice); nothing of this page "
                       "is kept"),
                     name);
}

bool wire_map_read(const json_t *cols, struct wire_map *out, struct error *e) {
    static const enum column needed[] = {C_ID, C_VER, C_UNIT, C_FIR_DATE};
    for (int i = 0; i < WIRE_COLUMNS; i++)
        out->at[i] = -1;
    if (!json_is_array(cols))
        return bad_columns("cols", e);
    for (size_t at = 0; at < json_array_size(cols); at++) {
        const char *name = json_string_value(json_array_get(cols, at));
        if (name == NULL || at > 1000)
            return bad_columns("cols", e);
        for (int i = 0; i < WIRE_COLUMNS; i++) {
            if (strcmp(name, wire_columns[i]) != 0)
                continue;
            if (out->at[i] >= 0)
                return bad_columns(wire_columns[i], e);
            out->at[i] = (int)at;
        }
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (out->at[needed[i]] < 0)
            return bad_columns(wire_columns[needed[i]], e);
    return true;
}

/* ---- reading ---- */

struct reading {
    const struct wire_cell *cells;
    struct sync_case *c;
    struct error *e;
};

static bool bad_row(const struct reading *r, enum column column) {
    char number[CASE_NO_SIZE] = "?";
    if (r->c->id != 0)
        case_no_full(r->c->id, number);
    return error_set(r->e, ERROR_UNABLE, _("a row from the data centre is damaged (case %s, column %s); nothing of this page is kept"),
                     number, wire_columns[column]);
}

static bool text_in(const struct reading *r, enum column column, char *out, size_t cap) {
    const struct wire_cell *cell = &r->cells[column];
    out[0] = '\0';
    return cell->kind == CELL_NOTHING || (cell->kind == CELL_TEXT && text_of(cell->text, cell->n, out, cap, false)) || bad_row(r, column);
}

static bool word_in(const struct reading *r, enum column column, char *out, size_t cap) {
    const struct wire_cell *cell = &r->cells[column];
    out[0] = '\0';
    return cell->kind == CELL_NOTHING || (cell->kind == CELL_TEXT && word_of(cell->text, cell->n, out, cap)) || bad_row(r, column);
}

static bool day_in(const struct reading *r, enum column column, civil_day *out) {
    const struct wire_cell *cell = &r->cells[column];
    *out = CIVIL_NONE;
    return cell->kind == CELL_NOTHING || (cell->kind == CELL_TEXT && day_of(cell->text, cell->n, out)) || bad_row(r, column);
}

/* "14:35" or nothing. */
static bool time_in(const struct reading *r, char out[6]) {
    if (!word_in(r, C_FIR_TIME, out, 6))
        return false;
    bool good = out[0] == '\0' || (strlen(out) == 5 && out[2] == ':' && out[0] >= '0' && out[0] <= '2' && out[1] >= '0' &&
                                   out[1] <= (out[0] == '2' ? '3' : '9') && out[3] >= '0' && out[3] <= '5' && out[4] >= '0' &&
                                   out[4] <= '9');
    return good || bad_row(r, C_FIR_TIME);
}

static void mark_guessed(struct section_list *list, const char *token) {
    struct section_list one;
    sections_from_text(token, &one);
    for (int i = 0; one.n == 1 && i < list->n; i++)
        if (list->at[i].act == one.at[0].act && strcmp(list->at[i].text, one.at[0].text) == 0)
            list->at[i].guessed = true;
}

/* "IPC:376 IPC:376E~": the sign of a guess does not belong to the section. */
static bool sections_in(const struct reading *r, struct section_list *list) {
    char text[SECTIONS_TEXT], plain[SECTIONS_TEXT];
    size_t n = 0;
    if (!text_in(r, C_SECTIONS, text, sizeof text))
        return false;
    for (const char *at = text; *at; at++)
        if (*at != '~')
            plain[n++] = *at;
    plain[n] = '\0';
    sections_from_text(plain, list);
    for (char *at = text, *mark; (mark = strchr(at, '~')) != NULL; at = mark + 1) {
        *mark = '\0';
        const char *blank = strrchr(at, ' ');
        mark_guessed(list, blank ? blank + 1 : at);
    }
    return true;
}

static bool arrests_in(const struct reading *r, int *out) {
    const struct wire_cell *cell = &r->cells[C_ARRESTS];
    *out = -1;
    if (cell->kind == CELL_NOTHING)
        return true;
    if (cell->kind != CELL_NUMBER || cell->number < 0 || cell->number > 100000)
        return bad_row(r, C_ARRESTS);
    *out = (int)cell->number;
    return true;
}

static bool known_event(const char *kind) {
    static const char *const kinds[] = {"section-added", "section-dropped", "officer", "status", "transfer", "zero"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

static bool no_memory(const struct reading *r) {
    return error_set(r->e, ERROR_UNABLE, _("there is not enough memory"));
}

static bool events_of(const struct reading *r, const json_t *events) {
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *from = json_array_get(events, i);
        char source[16];
        struct case_event *event = sync_case_event(r->c);
        if (!event)
            return no_memory(r);
        if (!json_is_array(from) || !wire_day(json_array_get(from, 0), &event->on) || event->on == CIVIL_NONE ||
            !wire_word(json_array_get(from, 1), event->kind, sizeof event->kind) ||
            !wire_text(json_array_get(from, 2), event->was, sizeof event->was) ||
            !wire_text(json_array_get(from, 3), event->now, sizeof event->now) ||
            !wire_word(json_array_get(from, 4), source, sizeof source))
            return bad_row(r, C_EVENTS);
        event->dated_by_import = strcmp(source, "import") == 0;
        r->c->events -= !known_event(event->kind);
    }
    return true;
}

static bool entries_of(const struct reading *r, const json_t *entries) {
    for (size_t i = 0; i < json_array_size(entries); i++) {
        struct error failure = {0};
        struct entry *entry = sync_case_entry(r->c);
        if (!entry)
            return no_memory(r);
        if (wire_entry_read(json_array_get(entries, i), false, entry, &failure))
            entry->case_id = r->c->id;
        else if (failure.kind != ERROR_NONE)
            return bad_row(r, C_ENTRIES);
        else
            r->c->entries--;
    }
    return true;
}

/* Few cases have them: they are read as a tree. */
static bool nested_in(const struct reading *r, enum column column, bool (*take)(const struct reading *r, const json_t *list)) {
    const struct wire_cell *cell = &r->cells[column];
    if (cell->kind == CELL_NOTHING)
        return true;
    if (cell->kind != CELL_NESTED)
        return bad_row(r, column);
    if (cell->tree)
        return json_is_array(cell->tree) ? take(r, cell->tree) : bad_row(r, column);
    json_t *tree = wire_load(cell->text, cell->n, 0, WIRE_VALUES_REPLY);
    bool good = json_is_array(tree) ? take(r, tree) : bad_row(r, column);
    json_decref(tree);
    return good;
}

static bool officer_in(const struct reading *r, struct case_facts *f) {
    return text_in(r, C_IO_PNO, f->io.pno, sizeof f->io.pno) && text_in(r, C_IO_RANK, f->io.rank, sizeof f->io.rank) &&
           text_in(r, C_IO_NAME, f->io.name, sizeof f->io.name) &&
           text_in(r, C_IO_NAME_HI, f->io.name_hi, sizeof f->io.name_hi) && day_in(r, C_IO_SINCE, &f->io_since);
}

static bool status_in(const struct reading *r, struct case_facts *f) {
    char name[32];
    if (!word_in(r, C_STATUS, name, sizeof name))
        return false;
    if (!status_parse(name, &f->status))
        f->status = STATUS_OPEN;
    return day_in(r, C_STATUS_ON, &f->status_on) && word_in(r, C_FINAL_TYPE, f->final_type, sizeof f->final_type) &&
           text_in(r, C_FINAL_NO, f->final_no, sizeof f->final_no) && day_in(r, C_PREPARED, &f->prepared) &&
           day_in(r, C_APPROVED, &f->approved) && day_in(r, C_FILED, &f->filed) && day_in(r, C_IN_CCTNS, &f->in_cctns) &&
           text_in(r, C_MOVED_TO, f->moved_to, sizeof f->moved_to);
}

static bool number_in(const struct reading *r, struct sync_case *c) {
    const struct wire_cell *id = &r->cells[C_ID], *ver = &r->cells[C_VER];
    if (id->kind != CELL_TEXT || !case_id_of(id->text, id->n, &c->id))
        return bad_row(r, C_ID);
    c->facts.id = c->id;
    if (ver->kind != CELL_NUMBER || ver->number < 1)
        return bad_row(r, C_VER);
    c->ver = ver->number;
    if (!text_in(r, C_UNIT, c->unit, sizeof c->unit))
        return false;
    return c->unit[0] != '\0' || bad_row(r, C_UNIT);
}

static bool zero_in(const struct reading *r, struct case_facts *f) {
    const struct wire_cell *id = &r->cells[C_ZERO_ID];
    if (id->kind != CELL_NOTHING && (id->kind != CELL_TEXT || !case_id_of(id->text, id->n, &f->zero_id)))
        return bad_row(r, C_ZERO_ID);
    return day_in(r, C_ZERO_DATE, &f->zero_date);
}

bool wire_case_of(const struct wire_cell cells[WIRE_COLUMNS], struct sync_case *c, struct error *e) {
    const struct reading r = {.cells = cells, .c = c, .e = e};
    struct case_facts *f = &c->facts;
    if (!number_in(&r, c) || !day_in(&r, C_FIR_DATE, &f->fir_date))
        return false;
    if (f->fir_date == CIVIL_NONE)
        return bad_row(&r, C_FIR_DATE);
    return time_in(&r, f->fir_time) && text_in(&r, C_GD_NO, f->gd_no, sizeof f->gd_no) && zero_in(&r, f) &&
           sections_in(&r, &c->sections) && officer_in(&r, f) && status_in(&r, f) && arrests_in(&r, &f->arrests) &&
           day_in(&r, C_FIRST_REMAND, &f->first_remand) && day_in(&r, C_COURT_DATE, &f->court_date) &&
           nested_in(&r, C_EVENTS, events_of) && nested_in(&r, C_ENTRIES, entries_of);
}

static void cell_of(const json_t *value, struct wire_cell *out) {
    *out = (struct wire_cell){.kind = CELL_OTHER};
    if (value == NULL || json_is_null(value))
        out->kind = CELL_NOTHING;
    else if (json_is_string(value))
        *out = (struct wire_cell){.kind = CELL_TEXT, .text = json_string_value(value), .n = json_string_length(value)};
    else if (json_is_integer(value))
        *out = (struct wire_cell){.kind = CELL_NUMBER, .number = json_integer_value(value)};
    else if (json_is_array(value) || json_is_object(value))
        *out = (struct wire_cell){.kind = CELL_NESTED, .tree = value};
}

bool wire_case_read(const struct wire_map *map, const json_t *row, struct sync_case *c, struct error *e) {
    struct wire_cell cells[WIRE_COLUMNS];
    sync_case_clear(c);
    for (int i = 0; i < WIRE_COLUMNS; i++) /* beyond the row's end, and of no row: nothing */
        cell_of(map->at[i] < 0 ? NULL : json_array_get(row, (size_t)map->at[i]), &cells[i]);
    return wire_case_of(cells, c, e);
}

/* ---- writing ---- */

static json_t *sections_out(const struct section_list *list) {
    char text[SECTIONS_TEXT + SECTIONS_MAX];
    size_t n = 0;
    text[0] = '\0';
    for (int i = 0; i < list->n; i++) {
        struct section_list one = {.n = 1};
        char section[SECTIONS_TEXT];
        one.at[0] = list->at[i];
        n += text_format(text + n, sizeof text - n, "%s%s%s", n > 0 ? " " : "", sections_text(&one, section),
                         list->at[i].guessed ? "~" : "");
    }
    return wire_put_text(text);
}

static json_t *event_out(const struct case_event *event) {
    json_t *out = json_array();
    if (out && wire_append(out, wire_put_day(event->on)) && wire_append(out, json_string(event->kind)) &&
        wire_append(out, json_string(event->was)) && wire_append(out, json_string(event->now)) &&
        wire_append(out, json_string(event->dated_by_import ? "import" : "source")))
        return out;
    json_decref(out);
    return NULL;
}

static json_t *events_out(const struct sync_case *c) {
    if (c->events == 0)
        return json_null();
    json_t *out = json_array();
    bool good = out != NULL;
    for (int i = 0; good && i < c->events; i++)
        good = wire_append(out, event_out(&c->event[i]));
    if (good)
        return out;
    json_decref(out);
    return NULL;
}

static json_t *entries_out(const struct sync_case *c) {
    if (c->entries == 0)
        return json_null();
    json_t *out = json_array();
    bool good = out != NULL;
    for (int i = 0; good && i < c->entries; i++)
        good = wire_append(out, wire_entry_write(&c->entry[i], false));
    if (good)
        return out;
    json_decref(out);
    return NULL;
}

static json_t *cell_out(const struct sync_case *c, enum column column) {
    const struct case_facts *f = &c->facts;
    switch (column) {
    case C_ID: return wire_put_case_id(c->id);
    case C_VER: return json_integer(c->ver);
    case C_UNIT: return wire_put_text(c->unit);
    case C_FIR_DATE: return wire_put_day(f->fir_date);
    case C_FIR_TIME: return wire_put_text(f->fir_time);
    case C_GD_NO: return wire_put_text(f->gd_no);
    case C_ZERO_ID: return wire_put_case_id(f->zero_id);
    case C_ZERO_DATE: return wire_put_day(f->zero_date);
    case C_SECTIONS: return sections_out(f->sections ? f->sections : &c->sections);
    case C_IO_PNO: return wire_put_text(f->io.pno);
    case C_IO_RANK: return wire_put_text(f->io.rank);
    case C_IO_NAME: return wire_put_text(f->io.name);
    case C_IO_NAME_HI: return wire_put_text(f->io.name_hi);
    case C_IO_SINCE: return wire_put_day(f->io_since);
    case C_STATUS: return json_string(status_name(f->status));
    case C_STATUS_ON: return wire_put_day(f->status_on);
    case C_FINAL_TYPE: return wire_put_text(f->final_type);
    case C_FINAL_NO: return wire_put_text(f->final_no);
    case C_PREPARED: return wire_put_day(f->prepared);
    case C_APPROVED: return wire_put_day(f->approved);
    case C_FILED: return wire_put_day(f->filed);
    case C_IN_CCTNS: return wire_put_day(f->in_cctns);
    case C_MOVED_TO: return wire_put_text(f->moved_to);
    case C_ARRESTS: return f->arrests < 0 ? json_null() : json_integer(f->arrests);
    case C_FIRST_REMAND: return wire_put_day(f->first_remand);
    case C_COURT_DATE: return wire_put_day(f->court_date);
    case C_EVENTS: return events_out(c);
    case C_ENTRIES: return entries_out(c);
    case C_COLUMNS: break;
    }
    return NULL;
}

json_t *wire_case_write(const struct sync_case *c) {
    json_t *row = json_array();
    bool good = row != NULL;
    for (int i = 0; good && i < WIRE_COLUMNS; i++)
        good = wire_append(row, cell_out(c, (enum column)i));
    for (size_t n = good ? json_array_size(row) : 0; n > 0 && json_is_null(json_array_get(row, n - 1)); n--)
        good = json_array_remove(row, n - 1) == 0;
    if (good)
        return row;
    json_decref(row);
    return NULL;
}
