/* The share screen: the texts, one of them marked; Enter copies it through the terminal (OSC 52), W keeps it in a file. */
#include "screens/share.h"

#include <stdlib.h>
#include <string.h>

#include "screens/case_text.h"
#include "screens/clipboard.h"
#include "screens/page.h"
#include "screens/save.h"
#include "screens/terminal.h"
#include "src/text.h"

enum { TEXT_DIARY, TEXT_CASE, TEXT_LIST, TEXTS };

struct share {
    case_id id;
    struct share_list list; /* of the screen below; source NULL: none */
    char *text[TEXTS];      /* NULL or "": none */
    int chosen;
    int begins[TEXTS]; /* line of the page */
    struct page page;
};

struct share_of {
    case_id id;
    struct share_list list;
};

static bool is_there(const struct share *share, int i) {
    return share->text[i] && share->text[i][0];
}

static void forget(struct share *share) {
    for (int i = 0; i < TEXTS; i++) {
        free(share->text[i]);
        share->text[i] = NULL;
    }
}

static bool make_texts(struct session *s, struct share *share, struct error *e) {
    struct case_view view;
    char text[SHARE_CASE_TEXT];
    if (!session_read_case(s, share->id, &view, e)) {
        if (e->kind == ERROR_NONE)
            error_set(e, ERROR_UNABLE, _("This case is no longer in the database."));
        return false;
    }
    forget(share);
    share_diary(s, &view, text);
    share->text[TEXT_DIARY] = strdup(text);
    share_case(s, &view, text);
    share->text[TEXT_CASE] = strdup(text);
    case_view_free(&view);
    if (share->list.source)
        share->text[TEXT_LIST] = share_list(s, &share->list, e);
    return !share->list.source || share->text[TEXT_LIST];
}

static bool share_screen_open(struct session *s, void *state, const void *argument, struct error *e) {
    struct share *share = state;
    const struct share_of *of = argument;
    share->id = of->id;
    share->list = of->list;
    if (!make_texts(s, share, e)) {
        forget(share);
        return false;
    }
    share->chosen = is_there(share, TEXT_DIARY) ? TEXT_DIARY : TEXT_CASE;
    return true;
}

static void share_close(struct session *s, void *state) {
    (void)s;
    struct share *share = state;
    forget(share);
    page_free(&share->page);
}

/* Line by line: those of a list are rows. */
static void put_text(struct page *page, int width, enum role role, const char *text) {
    char line[SHARE_CASE_TEXT];
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, "\n");
        text_format(line, sizeof line, "%.*s", (int)n, at);
        page_wrap(page, 3, width, role, line);
        at += n + (at[n] == '\n');
    }
}

static void share_prepare(struct session *s, void *state, struct area area) {
    (void)s;
    struct share *share = state;
    static const char *const headings[TEXTS] = {N_("For the general diary"), N_("For an officer"), N_("The whole list")};
    page_clear(&share->page);
    page_line(&share->page);
    page_put(&share->page, 1, 0, ROLE_QUIET, "%s", _("Enter copies the marked text where the terminal allows it; W saves it."));
    for (int i = 0; i < TEXTS; i++) {
        if (i == TEXT_LIST && !share->list.source)
            continue;
        enum role role = i == share->chosen ? ROLE_STRONG : ROLE_TEXT;
        page_line(&share->page);
        page_line(&share->page);
        share->begins[i] = share->page.lines - 1;
        page_put(&share->page, 1, 0, ROLE_HEADING, "%s %s", i == share->chosen ? ">" : " ", _(headings[i]));
        put_text(&share->page, area.width - 5, role, is_there(share, i) ? share->text[i] : _("Nobody was told of an alert yet (a)."));
    }
    page_fit(&share->page, area.height - 1);
}

static void share_draw(struct session *s, void *state, struct area area) {
    (void)s;
    line_rule(area.top, 0, area.width);
    area.top++;
    area.height--;
    page_draw(&((struct share *)state)->page, area);
}

/* ---- out of the screen ---- */

/* "itsso-0412-26", "itsso-list-2026-11-23". */
static void file_name(const struct session *s, const struct share *share, char out[64]) {
    char number[CASE_NO_SIZE], date[11];
    case_no_short(share->id, number);
    civil_iso(s->clock.today, date);
    for (char *c = number; *c; c++)
        if (*c == '/')
            *c = '-';
    text_format(out, 64, share->chosen == TEXT_LIST ? "itsso-list-%s" : "itsso-%s", share->chosen == TEXT_LIST ? date : number);
}

static void save(struct session *s, const struct share *share) {
    char name[64], path[CONFIG_PATH], *text = NULL;
    struct error e = {0};
    if (session_only_reads(s, _("This session only reads (--read-only): no file is written; Enter gives the text to the terminal.")))
        return;
    file_name(s, share, name);
    const char *confidential = _("Confidential: section 72 BNS / 228A IPC, section 24(5) POCSO");
    size_t size = strlen(share->text[share->chosen]) + strlen(confidential) + 4;
    text = malloc(size);
    if (!text)
        return;
    text_format(text, size, "%s\n%s\n", share->text[share->chosen], confidential);
    if (save_new(name, ".txt", text, path, &e))
        session_say(s, ROLE_GOOD, _("Saved as %s; only you can read it."), path);
    else
        session_fail(s, &e);
    free(text);
}

static void copy(struct session *s, const struct share *share) {
    if (terminal_without_clipboard() && !s->context->read_only)
        save(s, share);
    else if (terminal_without_clipboard())
        session_say(s, ROLE_NOTE, "%s", _("This terminal has no clipboard, and this session only reads (--read-only): copy the text by hand."));
    else if (clipboard_copy(share->text[share->chosen]))
        session_say(s, ROLE_GOOD, "%s", _("Given to the terminal's clipboard. Where it does not take it: W saves the text in a file."));
    else
        session_say(s, ROLE_ERROR, "%s", _("The terminal did not take the text; W saves it in a file."));
}

static answer choose(struct share *share, int step) {
    int next = share->chosen + step;
    while (next >= 0 && next < TEXTS && !is_there(share, next))
        next += step;
    if (next < 0 || next >= TEXTS)
        return ANSWER_HANDLED;
    share->chosen = next;
    /* its beginning is seen, with the hint above where there is room */
    if (share->begins[next] < share->page.top || share->begins[next] + 2 >= share->page.top + share->page.height)
        share->page.top = next == 0 ? 0 : share->begins[next];
    return ANSWER_REDRAW;
}

static answer share_act(struct session *s, void *state, enum action action) {
    struct share *share = state;
    switch (action) {
    case ACTION_UP:
        return choose(share, -1);
    case ACTION_DOWN:
        return choose(share, 1);
    case ACTION_OPEN:
        copy(s, share);
        return ANSWER_REDRAW;
    case ACTION_SAVE_AS:
        save(s, share);
        return ANSWER_REDRAW;
    default:
        return page_scroll(&share->page, action) ? ANSWER_REDRAW : ANSWER_NO;
    }
}

static void share_changed(struct session *s, void *state, unsigned what) {
    (void)what;
    struct share *share = state;
    struct error e = {0};
    if (!make_texts(s, share, &e))
        session_fail(s, &e); /* what it was stays where the case has left */
    if (!is_there(share, share->chosen))
        share->chosen = TEXT_CASE;
}

static const char *share_keys(struct session *s, void *state, char *out, size_t cap) {
    (void)s, (void)state;
    char key[16];
    text_format(out, cap, _("Enter Copy  %s Save in a file  Up, Down Another text  Esc Back"), action_key(ACTION_SAVE_AS, key, sizeof key));
    return out;
}

static const enum action share_footer[] = {ACTION_OPEN, ACTION_SAVE_AS, ACTION_DOWN, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};

static const struct screen screen_share = {
    .name = "share",
    .title = N_("Texts to copy"),
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN | PLACE_SHARE,
    .footer = share_footer,
    .state_size = sizeof(struct share),
    .open = share_screen_open,
    .close = share_close,
    .prepare = share_prepare,
    .draw = share_draw,
    .act = share_act,
    .changed = share_changed,
    .keys = share_keys,
};

answer share_open(struct session *s, case_id id, const struct share_list *list) {
    struct share_of of = {.id = id};
    if (list)
        of.list = *list;
    return screen_open(s, &screen_share, &of);
}
