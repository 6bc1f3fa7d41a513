/* The lines of the case screen, and how a session reads a case. No curses here: case.c puts the lines on the screen. */
#ifndef ITSSO_CASE_TEXT_H
#define ITSSO_CASE_TEXT_H

#include "screens/page.h"
#include "src/report/case_view.h"

/* case_view_read by the session's clock and configuration. */
bool session_read_case(const struct session *s, case_id id, struct case_view *view, struct error *e);

/* The main page: facts, ruler, alert, reason, steps, remarks. Appends to *page. */
void case_text_main(struct page *page, const struct case_view *view, int columns);
/* The history: entries and events, latest first. */
void case_text_history(struct page *page, const struct case_view *view);

#endif
