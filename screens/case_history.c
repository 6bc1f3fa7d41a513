/* The history page of the case screen. */
#include "screens/case_text.h"

#include <string.h>

#include "src/clock.h"
#include "src/report/case_words.h"

static void put_event(struct page *page, const struct case_event *event) {
    char date[11], sentence[SEGMENT_TEXT];
    civil_show(event->on, date);
    page_line(page);
    page_put(page, 1, 16, ROLE_QUIET, "%s", date);
    page_put(page, 18, 0, ROLE_TEXT, "%s", event_sentence(event, FOR_SCREEN, sentence, sizeof sentence));
}

static void put_entry(struct page *page, const struct case_view *view, const struct entry *entry) {
    char at[24], sentence[SEGMENT_TEXT];
    clock_stamp_show(entry->at, at);
    entry_sentence(view->basis.store, entry, view->facts.fir_date, FOR_SCREEN, sentence, sizeof sentence);
    page_line(page);
    page_put(page, 1, 16, ROLE_QUIET, "%s", at);
    page_put(page, 18, 46, entry->undone ? ROLE_QUIET : ROLE_TEXT, "%s", sentence);
    /* how it stands at the data centre comes before who wrote it: it is the news */
    const char *sent = entry_sent(view, entry);
    sent += strspn(sent, " ");
    page_put(page, 65, 0, entry->refused ? ROLE_OVER : ROLE_QUIET, "%s%s%s%s", sent, *sent ? "  " : "", entry->author,
             entry->undone ? _(" taken back") : "");
}

void case_text_history(struct page *page, const struct case_view *view) {
    page_line(page);
    page_put(page, 1, 0, ROLE_HEADING, "%s", _("What was entered here, the latest first"));
    if (!view->entries) {
        page_line(page);
        page_put(page, 1, 0, ROLE_QUIET, "%s", _("nothing yet"));
    }
    for (int i = view->entries - 1; i >= 0; i--)
        put_entry(page, view, &view->entry[i]);
    page_line(page);
    page_line(page);
    page_put(page, 1, 0, ROLE_HEADING, "%s", _("What changed in CCTNS, the latest first"));
    if (!view->events) {
        page_line(page);
        page_put(page, 1, 0, ROLE_QUIET, "%s", _("nothing since the first extract"));
    }
    for (int i = view->events - 1; i >= 0; i--)
        put_event(page, &view->event[i]);
}
