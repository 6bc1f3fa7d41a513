/* All that the case screen shows of one case, read at once, and laid out as
 * lines. No curses in either: case.c puts the lines on the screen. */
#ifndef ITSSO_CASE_VIEW_H
#define ITSSO_CASE_VIEW_H

#include "db/case.h"
#include "db/entry.h"
#include "screens/page.h"

#define CASE_ENTRIES_MAX 200 /* the latest are kept */
#define CASE_EVENTS_MAX 100

struct case_view {
    struct case_detail facts;
    struct unit unit;
    struct section_list sections;
    struct classification tracked;
    struct step_now step[STEPS_MAX];
    int steps;
    struct case_event *event; /* oldest first */
    int events;
    struct entry *entry;      /* oldest first */
    int entries;
    bool gateway;             /* a server is known: unsent entries are worth a word */
};

/* Reads the case; view is zeroed first, case_view_free frees what it holds. false with ERROR_NONE where there is no such case. */
bool case_view_read(struct session *s, case_id id, struct case_view *view, struct error *e);
void case_view_free(struct case_view *view);

/* The entry that a reason, a telling … on the screen comes from: the last of this kind (and code, where not NULL) that
 * was not undone; NULL none. */
const struct entry *case_view_last(const struct case_view *view, enum entry_kind kind, const char *code);

/* "day 60, due today", "day 64, 4 over", "day 31, 29 left", "charge-sheeted 12/03/2026". Returns out. */
const char *case_view_standing(const struct case_view *view, const struct list_clock *clock, char *out, size_t cap);

/* The day up to which its clock ran: the day of disposal, else today. */
civil_day case_view_until(const struct case_view *view, civil_day today, enum disposed_by disposed);

/* ---- lines ---- */

/* The main page: facts, ruler, alert, reason, steps, remarks. Appends to *page. */
void case_text_main(struct page *page, struct session *s, const struct case_view *view, int columns);
/* The history: entries and events, latest first. */
void case_text_history(struct page *page, struct session *s, const struct case_view *view);

/* What an entry says, in one line: "reason: FSL report", "told day 55: IO, by phone 18/11". Returns out. */
const char *entry_sentence(struct session *s, const struct entry *entry, bool old_law, char *out, size_t cap);

#endif
