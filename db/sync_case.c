/* A case as it travels: its rooms for events and entries. */
#include <stdlib.h>
#include <string.h>

#include "db/sync.h"

/* Rooms beyond this are given back at the next row: one case with thousands of entries must not keep its memory for all. */
#define ROOM_KEPT 64

void sync_case_clear(struct sync_case *c) {
    if (c->events_room > ROOM_KEPT) {
        free(c->event);
        c->event = NULL;
        c->events_room = 0;
    }
    if (c->entries_room > ROOM_KEPT) {
        free(c->entry);
        c->entry = NULL;
        c->entries_room = 0;
    }
    c->id = 0;
    c->ver = 0;
    c->unit[0] = '\0';
    c->events = c->entries = 0;
    c->sections.n = 0;
    c->sections.cut = false;
    c->facts = (struct case_facts){.fir_date = CIVIL_NONE, .zero_date = CIVIL_NONE, .sections = &c->sections,
                                   .io_since = CIVIL_NONE, .status_on = CIVIL_NONE, .prepared = CIVIL_NONE,
                                   .approved = CIVIL_NONE, .filed = CIVIL_NONE, .in_cctns = CIVIL_NONE, .arrests = -1,
                                   .first_remand = CIVIL_NONE, .court_date = CIVIL_NONE, .section_added_on = CIVIL_NONE};
}

void sync_case_free(struct sync_case *c) {
    free(c->event);
    free(c->entry);
    *c = (struct sync_case){0};
}

/* Room for one more of `size` bytes; false: no memory. */
static bool make_room(void **at, int n, int *room, size_t size) {
    if (n < *room)
        return true;
    int more = *room == 0 ? 8 : 2 * *room;
    void *grown = realloc(*at, (size_t)more * size);
    if (!grown)
        return false;
    *at = grown;
    *room = more;
    return true;
}

struct case_event *sync_case_event(struct sync_case *c) {
    void *at = c->event;
    if (!make_room(&at, c->events, &c->events_room, sizeof *c->event))
        return NULL;
    c->event = at;
    struct case_event *event = &c->event[c->events++];
    event->on = CIVIL_NONE;
    event->kind[0] = event->was[0] = event->now[0] = '\0'; /* 4 KB: not zeroed as a whole */
    event->dated_by_import = false;
    return event;
}

struct entry *sync_case_entry(struct sync_case *c) {
    void *at = c->entry;
    if (!make_room(&at, c->entries, &c->entries_room, sizeof *c->entry))
        return NULL;
    c->entry = at;
    struct entry *entry = &c->entry[c->entries++];
    *entry = (struct entry){.on = CIVIL_NONE, .next_on = CIVIL_NONE};
    return entry;
}
