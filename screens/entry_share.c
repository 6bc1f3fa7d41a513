/* y: the texts that leave the screen: the line for the general diary after an
 * alert was told of, and the short text that officers send each other. Only
 * what domain.md section 6 allows: case number, category, day, due date, IO,
 * coded reason; no sub-clauses, no remarks. */
#include <string.h>

#include "screens/case_line.h"
#include "screens/case_text.h"
#include "screens/clipboard.h"
#include "screens/entry_forms.h"
#include "screens/page.h"
#include "src/text.h"

#define SHARE_TEXTS 2
#define SHARE_TEXT 480

struct share {
    char text[SHARE_TEXTS][SHARE_TEXT];
    int chosen;
    struct page page;
};

static void diary_line(const struct case_view *view, char out[SHARE_TEXT]) {
    const struct entry *told = case_view_last(view, ENTRY_TOLD);
    char number[CASE_NO_SIZE], officer[256];
    case_no_short(view->facts.id, number);
    officer_show(&view->facts.io, officer, sizeof officer);
    if (!told) {
        out[0] = '\0';
        return;
    }
    int day = limit_day(view->facts.clock_date, told->on == CIVIL_NONE ? view->basis.clock.today : told->on, &view->basis.clock.limit);
    if (!told->whom[0] || strcmp(told->whom, "io") == 0)
        text_format(out, SHARE_TEXT, _("Today IO %s was told about FIR no. %s (day %d)."), officer, number, day);
    else
        text_format(out, SHARE_TEXT, _("Today the %s was told about FIR no. %s (day %d), IO %s."),
                    whom_label(told->whom), number, day, officer);
}

static void short_text(const struct case_view *view, char out[SHARE_TEXT]) {
    const struct case_detail *c = &view->facts;
    char number[CASE_NO_SIZE], officer[256], category[64], due[11], standing[96];
    case_no_short(c->id, number);
    officer_show(&c->io, officer, sizeof officer);
    case_category(view->categories, c->probable && !c->settled[0], category, sizeof category);
    civil_show(view->due, due);
    case_standing(view, standing, sizeof standing);
    text_format(out, SHARE_TEXT, _("FIR no. %s, %s, %s: %s, last date %s. IO %s. Waiting for: %s."), number,
                unit_name(&view->unit), category, standing, due, officer, c->reason[0] ? reason_label(view->basis.store, c->reason) : _("no reason entered"));
}

static bool share_open(struct session *s, void *state, const void *argument, struct error *e) {
    struct share *share = state;
    struct case_view view;
    if (!session_read_case(s, *(const case_id *)argument, &view, e)) {
        if (e->kind == ERROR_NONE)
            error_set(e, ERROR_UNABLE, _("This case is no longer in the database."));
        return false;
    }
    diary_line(&view, share->text[0]);
    short_text(&view, share->text[1]);
    share->chosen = share->text[0][0] ? 0 : 1;
    case_view_free(&view);
    return true;
}

static void share_close(struct session *s, void *state) {
    (void)s;
    page_free(&((struct share *)state)->page);
}

static void share_prepare(struct session *s, void *state, struct area area) {
    (void)s;
    struct share *share = state;
    static const char *const headings[SHARE_TEXTS] = {N_("For the general diary"), N_("For an officer")};
    page_clear(&share->page);
    for (int i = 0; i < SHARE_TEXTS; i++) {
        enum role role = i == share->chosen ? ROLE_STRONG : ROLE_TEXT;
        page_line(&share->page);
        page_line(&share->page);
        page_put(&share->page, 1, 0, ROLE_HEADING, "%s %s", i == share->chosen ? ">" : " ", _(headings[i]));
        page_wrap(&share->page, 3, area.width - 5, role,
                  share->text[i][0] ? share->text[i] : _("Nobody was told of an alert yet (a)."));
    }
    page_line(&share->page);
    page_line(&share->page);
    page_put(&share->page, 1, 0, ROLE_QUIET, "%s", _("Enter copies the marked text into the clipboard, where the terminal allows it."));
    page_fit(&share->page, area.height);
}

static void share_draw(struct session *s, void *state, struct area area) {
    (void)s;
    line_rule(area.top, 0, area.width);
    area.top++;
    area.height--;
    page_draw(&((struct share *)state)->page, area);
}

static answer share_act(struct session *s, void *state, enum action action) {
    struct share *share = state;
    switch (action) {
    case ACTION_UP:
    case ACTION_DOWN:
        share->chosen = share->text[0][0] ? !share->chosen : 1;
        return ANSWER_REDRAW;
    case ACTION_OPEN:
        if (clipboard_copy(share->text[share->chosen]))
            session_say(s, ROLE_GOOD, "%s", _("Given to the terminal's clipboard."));
        else
            session_say(s, ROLE_ERROR, "%s", _("The terminal did not take the text."));
        return ANSWER_REDRAW;
    default:
        return ANSWER_NO;
    }
}

static const enum action share_footer[] = {ACTION_OPEN, ACTION_DOWN, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};

static const struct screen screen_share = {
    .name = "share",
    .title = N_("Texts to copy"),
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN,
    .footer = share_footer,
    .state_size = sizeof(struct share),
    .open = share_open,
    .close = share_close,
    .prepare = share_prepare,
    .draw = share_draw,
    .act = share_act,
};

answer entry_share_open(struct session *s, case_id id) {
    return screen_open(s, &screen_share, &id);
}
