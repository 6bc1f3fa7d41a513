/* Screen 8, Sync: how things stand in plain words; below it what waits to be sent, what was refused and why, and the log, as one
 * list that can be walked: Enter opens the case of a row. */
#include <stdlib.h>
#include <string.h>

#include "db/entry.h"
#include "screens/case_source.h"
#include "screens/sync_child.h"
#include "src/clock.h"
#include "src/report/case_words.h"
#include "src/sync_lock.h"
#include "src/text.h"

#define WAITING_MAX 200
#define REFUSED_MAX 200
#define LOG_MAX 200
#define SENTENCE_ROWS 4
#define ROOMY 14 /* rows of work from which there is room for facts */
#define FACTS_MAX 6
#define FACT_GAP 3

enum part { PART_WAITING, PART_REFUSED, PART_LOG };

struct item {
    enum part part;
    case_id id; /* 0: a line of the log, or what did not fit */
    char at[24];
    char what[320];
    char why[160];
    char whole[ERROR_TEXT_MAX]; /* of a line of the log */
    enum role role;
};

struct sync_screen {
    struct list list;
    struct item *item;
    int items, room;
    int64_t waiting, refused;
    int at_width; /* of the widest moment */
    struct lock_holder holder;
    bool stale;
    bool several; /* stations: a case is named in full */
    char sentence[ERROR_TEXT_MAX];
    int rows; /* of the sentence */
    int facts, label_width;
    struct {
        const char *label;
        enum role role;
        char value[192];
    } fact[FACTS_MAX];
};

/* ---- the list ---- */

static const char *part_heading(enum part part) {
    return part == PART_WAITING ? _("Waiting to be sent") : part == PART_REFUSED ? _("Refused by the data centre") : _("Log");
}

/* Why it was refused is never pushed off the row by what it says. */
static void draw_refused(const struct item *item, int y, int x, int end) {
    int why = text_width(item->why) + 2, room = end - x - why;
    if (room < (end - x) / 3)
        room = (end - x) / 3;
    x += line_put(y, x, room, item->role, item->what) + 2;
    if (x < end)
        line_put(y, x, end - x, ROLE_OVER, item->why);
}

static void draw_item(void *context, const void *row, int y, struct area area, bool selected) {
    (void)selected;
    const struct sync_screen *sync = context;
    const struct item *item = row;
    char number[CASE_NO_SIZE] = "";
    int x = area.left + 2, end = area.left + area.width - 1;
    line_put(y, x, sync->at_width, ROLE_QUIET, item->at);
    x += sync->at_width + 2;
    if (item->id) {
        if (sync->several)
            case_no_full(item->id, number);
        else
            case_no_short(item->id, number);
        x += line_put(y, x, end - x, ROLE_TEXT, number) + 2;
    }
    if (x < end && item->why[0])
        draw_refused(item, y, x, end);
    else if (x < end)
        line_put(y, x, end - x, item->role, item->what);
}

static bool breaks(void *context, const void *before, const void *row) {
    (void)context;
    return !before || ((const struct item *)before)->part != ((const struct item *)row)->part;
}

static void draw_heading(void *context, const void *row, int y, struct area area) {
    const struct sync_screen *sync = context;
    enum part part = ((const struct item *)row)->part;
    char number[32];
    int64_t n = part == PART_WAITING ? sync->waiting : sync->refused;
    line_pad(y, area.left, area.width, ROLE_HEADING, "");
    int x = area.left + 1;
    x += line_put(y, x, area.width - 2, ROLE_HEADING, part_heading(part)) + 1;
    if (part != PART_LOG && x < area.left + area.width)
        line_put(y, x, area.left + area.width - x, ROLE_HEADING, number_show(n, false, number, sizeof number));
}

/* The rows lie in memory; a key is a place among them. */
static int page(void *context, enum list_from from, const void *key, int max, void *rows, void *keys, struct error *e) {
    (void)e;
    const struct sync_screen *sync = context;
    int k = key ? *(const int *)key : 0, end = from == BEFORE ? k : sync->items, n = 0;
    int first = from == FROM_FIRST ? 0 : from == FROM_LAST ? sync->items - max : from == AFTER ? k + 1 : from == BEFORE ? k - max : k;
    for (int i = first < 0 ? 0 : first; i < end && i < sync->items && n < max; i++, n++) {
        ((struct item *)rows)[n] = sync->item[i];
        ((int *)keys)[n] = i;
    }
    return n;
}

static bool same(const void *a, const void *b) {
    const struct item *one = a, *two = b;
    return one->part == two->part && one->id == two->id && strcmp(one->at, two->at) == 0 && strcmp(one->what, two->what) == 0;
}

/* Lines come and go above it. */
static bool find(void *context, const void *row, const void *key, void *key_now, struct error *e) {
    (void)e;
    const struct sync_screen *sync = context;
    *(int *)key_now = *(const int *)key;
    for (int i = 0; i < sync->items; i++)
        if (same(&sync->item[i], row)) {
            *(int *)key_now = i;
            return true;
        }
    return false;
}

static int64_t index_of(void *context, const void *key, int64_t cap, struct error *e) {
    (void)context, (void)e;
    int64_t n = *(const int *)key;
    return cap && n > cap ? cap : n;
}

static int64_t count(void *context, int64_t cap, bool *exact, struct error *e) {
    (void)cap, (void)e;
    *exact = true;
    return ((const struct sync_screen *)context)->items;
}

static const struct list_source sync_source = {
    .row_size = sizeof(struct item),
    .key_size = sizeof(int),
    .page = page,
    .find = find,
    .same = same,
    .index = index_of,
    .count = count,
    .draw = draw_item,
    .breaks = breaks,
    .draw_heading = draw_heading,
};

/* ---- reading ---- */

static struct item *add(struct sync_screen *sync, enum part part) {
    if (sync->items == sync->room) {
        int room = sync->room ? sync->room * 2 : 64;
        struct item *more = realloc(sync->item, (size_t)room * sizeof *more);
        if (!more)
            return NULL;
        sync->item = more;
        sync->room = room;
    }
    struct item *item = &sync->item[sync->items++];
    *item = (struct item){.part = part, .role = ROLE_TEXT};
    return item;
}

static void put_moment(const struct session *s, struct sync_screen *sync, struct item *item, const char *stamp) {
    int width = text_width(sync_moment(stamp, s->clock.today, item->at));
    if (width > sync->at_width)
        sync->at_width = width;
}

/* Those beyond the ones that are listed. */
static void add_rest(struct sync_screen *sync, enum part part, int64_t all, int listed) {
    char number[32];
    struct item *item = listed >= 0 && all > listed ? add(sync, part) : NULL;
    if (!item)
        return;
    text_format(item->what, sizeof item->what, _("and %s more"), number_show(all - listed, false, number, sizeof number));
    item->role = ROLE_QUIET;
}

static void add_entry(struct session *s, struct sync_screen *sync, enum part part, const struct entry *entry, const char *why) {
    struct item *item = add(sync, part);
    if (!item)
        return;
    item->id = entry->case_id;
    put_moment(s, sync, item, entry->at);
    entry_sentence(s->store, entry, CIVIL_NONE, FOR_SCREEN, item->what, sizeof item->what);
    text_format(item->why, sizeof item->why, "%s", why);
}

static bool read_waiting(struct session *s, struct sync_screen *sync, struct error *e) {
    if (s->sync.unsent == 0)
        return true;
    struct entry *entries = calloc(WAITING_MAX, sizeof *entries);
    int n = entries ? sync_outbox(s->store, s->sync.state.dev_seq, entries, WAITING_MAX, e) : 0;
    for (int i = 0; i < n; i++)
        add_entry(s, sync, PART_WAITING, &entries[i], "");
    free(entries);
    add_rest(sync, PART_WAITING, sync->waiting, n);
    return n >= 0;
}

static bool read_refused(struct session *s, struct sync_screen *sync, struct error *e) {
    struct sync_refusal *list = calloc(REFUSED_MAX, sizeof *list);
    int n = list ? sync_refusals_read(s->store, "", list, REFUSED_MAX, e) : 0;
    for (int i = 0; i < n; i++) {
        struct entry entry;
        struct error none = {0};
        if (!entry_by_id(s->store, list[i].id, &entry, &none))
            entry = (struct entry){.case_id = list[i].case_id};
        if (!entry.at[0])
            text_format(entry.at, sizeof entry.at, "%s", list[i].at);
        add_entry(s, sync, PART_REFUSED, &entry, sync_refusal_words(list[i].reason));
    }
    free(list);
    add_rest(sync, PART_REFUSED, sync->refused, n);
    return n >= 0;
}

static void log_words(const struct sync_log *log, char *out, size_t cap) {
    char received[32], sent[32];
    size_t n = text_format(out, cap, "%s", sync_class_words(log->class));
    number_show(log->received, false, received, sizeof received);
    number_show(log->sent, false, sent, sizeof sent);
    if (log->received > 0)
        n += text_format(out + n, cap - n, _(", received %s"), received);
    if (log->sent > 0)
        n += text_format(out + n, cap - n, _(", sent %s"), sent);
    if (log->text[0])
        text_format(out + n, cap - n, ": %s", log->text);
}

static bool read_log(struct session *s, struct sync_screen *sync, struct error *e) {
    struct sync_log *log = calloc(LOG_MAX, sizeof *log);
    int n = log ? sync_log_read(s->store, 0, log, LOG_MAX, e) : 0;
    for (int i = 0; i < n; i++) {
        struct item *item = add(sync, PART_LOG);
        if (!item)
            break;
        put_moment(s, sync, item, log[i].at);
        log_words(&log[i], item->whole, sizeof item->whole);
        text_format(item->what, sizeof item->what, "%s", item->whole);
        item->role = log[i].class == SYNC_WELL ? ROLE_TEXT : ROLE_SOON;
    }
    free(log);
    return n >= 0;
}

static void read_all(struct session *s, struct sync_screen *sync) {
    struct error e = {0};
    sync->items = sync->at_width = 0;
    sync->waiting = s->sync.unsent;
    sync->refused = s->sync.state.refused;
    sync->several = several_units(s);
    if (!read_waiting(s, sync, &e) || !read_refused(s, sync, &e) || !read_log(s, sync, &e))
        session_fail(s, &e);
    if (!lock_held(store_folder(s->store), &sync->holder))
        sync->holder.pid = 0;
    sync->stale = false;
}

/* ---- the screen ---- */

static bool sync_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)argument;
    struct sync_screen *sync = state;
    (void)s;
    sync->stale = true;
    return list_open(&sync->list, &sync_source, sync, e);
}

static void sync_close(struct session *s, void *state) {
    (void)s;
    struct sync_screen *sync = state;
    list_close(&sync->list);
    free(sync->item);
}

static void put_fact(struct sync_screen *sync, enum role role, const char *label, const char *value) {
    int width = text_width(label);
    if (sync->facts == FACTS_MAX)
        return;
    if (width > sync->label_width)
        sync->label_width = width;
    sync->fact[sync->facts].label = label;
    sync->fact[sync->facts].role = role;
    text_format(sync->fact[sync->facts++].value, sizeof sync->fact[0].value, "%s", value);
}

static void who_works(const struct session *s, const struct sync_screen *sync, char *out, size_t cap) {
    if (!sync->holder.pid)
        text_format(out, cap, "%s", _("nobody just now"));
    else if (s->sync_child.pid && sync->holder.pid == s->sync_child.pid)
        text_format(out, cap, "%s", _("these screens"));
    else
        text_format(out, cap, sync->holder.watches ? _("process %ld, all the time") : _("process %ld, once"), (long)sync->holder.pid);
}

/* "received 365, sent 189", and what had to be repaired, if anything. */
static void moved_words(const struct sync_state *state, char *out, size_t cap) {
    char received[32], sent[32], repaired[32];
    number_show(state->received, false, received, sizeof received);
    number_show(state->sent, false, sent, sizeof sent);
    number_show(state->repaired, false, repaired, sizeof repaired);
    if (state->repaired)
        text_format(out, cap, _("received %s, sent %s, repaired %s"), received, sent, repaired);
    else
        text_format(out, cap, _("received %s, sent %s"), received, sent);
}

/* The words above the list: the sentence, and where there is room facts, a line each. */
static void lay_out(struct session *s, struct sync_screen *sync, struct area area) {
    const struct sync_view *view = &s->sync;
    char at[24], waiting[32], refused[32], more[sizeof sync->fact[0].value];
    sync_sentence(view, sync->sentence, sizeof sync->sentence);
    sync->rows = line_wrap(-1, 1, area.width - 2, SENTENCE_ROWS, ROLE_TEXT, sync->sentence);
    sync->facts = sync->label_width = 0;
    if (area.height < ROOMY)
        return;
    if (s->clock_trust != CLOCK_GOOD)
        put_fact(sync, s->clock_trust == CLOCK_WRONG ? ROLE_OVER : ROLE_SOON, _("Clock of this PC"),
                 sync_clock_words(view->state.clock_offset_ms, more, sizeof more));
    if (view->state.synced_at[0] && view->state.class != SYNC_WELL)
        put_fact(sync, ROLE_TEXT, _("Last good sync"), sync_moment(view->state.synced_at, s->clock.today, at));
    if (view->state.next_at[0] && view->state.class != SYNC_WELL)
        put_fact(sync, ROLE_TEXT, _("Next attempt"), sync_moment(view->state.next_at, s->clock.today, at));
    if (view->known) {
        moved_words(&view->state, more, sizeof more);
        put_fact(sync, ROLE_TEXT, _("So far"), more);
    }
    if (view->known || view->configured) {
        number_show(view->unsent, false, waiting, sizeof waiting);
        number_show(view->state.refused, false, refused, sizeof refused);
        text_format(more, sizeof more, _("to send %s, refused %s"), waiting, refused);
        put_fact(sync, ROLE_TEXT, _("Entries now"), more);
    }
    if (view->configured) {
        who_works(s, sync, more, sizeof more);
        put_fact(sync, ROLE_TEXT, _("Kept in sync by"), more);
    }
}

/* Rows above the list, with the rule and an empty one where there is room. */
static int words_height(const struct sync_screen *sync, struct area area) {
    return 1 + sync->rows + sync->facts + (area.height >= ROOMY);
}

static void sync_prepare(struct session *s, void *state, struct area area) {
    struct sync_screen *sync = state;
    if (sync->stale) {
        read_all(s, sync);
        list_reload(&sync->list);
    }
    lay_out(s, sync, area);
    list_prepare(&sync->list, s, area.height - words_height(sync, area));
}

static void sync_draw(struct session *s, void *state, struct area area) {
    const struct sync_screen *sync = state;
    int y = area.top;
    enum sync_class class = s->sync.state.class;
    line_rule(y++, 0, area.width);
    y += line_wrap(y, 1, area.width - 2, SENTENCE_ROWS, class == SYNC_WELL ? ROLE_GOOD : class == SYNC_NEVER ? ROLE_TEXT : ROLE_SOON,
                   sync->sentence);
    for (int i = 0; i < sync->facts; i++, y++) {
        int x = 1 + sync->label_width + FACT_GAP;
        line_put(y, 1, area.width - 2, ROLE_QUIET, sync->fact[i].label);
        if (x < area.width - 1)
            line_put(y, x, area.width - x - 1, sync->fact[i].role, sync->fact[i].value);
    }
    int used = words_height(sync, area);
    struct area rows = {area.top + used, area.left, area.height - used, area.width};
    if (rows.height > 0 && sync->items)
        list_draw(&((struct sync_screen *)state)->list, rows);
    else if (rows.height > 2 && !s->sync.configured)
        line_wrap(rows.top, 1, area.width - 2, SENTENCE_ROWS, ROLE_QUIET,
                  _("Where there is a data centre with a gateway, its address and this PC's certificate stand below [sync] in itsso-tui.conf; "
                    "itsso-tui doctor says whether they are right."));
    else if (rows.height > 0)
        line_put(rows.top, 1, area.width - 2, ROLE_QUIET, _("Nothing waits, nothing was refused, no sync yet."));
}

static const struct item *selected(const struct sync_screen *sync) {
    return list_selected(&sync->list);
}

static answer sync_act(struct session *s, void *state, enum action action) {
    struct sync_screen *sync = state;
    const struct item *item = selected(sync);
    if (list_act(&sync->list, action))
        return ANSWER_REDRAW;
    if (action == ACTION_OPEN && item && !item->id) { /* a line of the log in full */
        session_say(s, item->role, "%s", *item->whole ? item->whole : item->what);
        return ANSWER_REDRAW;
    }
    if (action == ACTION_SYNC_NOW || (action == ACTION_OPEN && !item)) {
        sync_now(s);
        sync->stale = true;
        return ANSWER_REDRAW;
    }
    return ANSWER_NO;
}

static void sync_changed(struct session *s, void *state, unsigned what) {
    (void)s;
    (void)what;
    ((struct sync_screen *)state)->stale = true;
}

static case_id sync_case(void *state) {
    const struct item *item = selected(state);
    return item ? item->id : 0;
}

static answer sync_point(struct session *s, void *state, int y) {
    (void)s;
    return list_point(&((struct sync_screen *)state)->list, y, NULL) ? ANSWER_REDRAW : ANSWER_NO;
}

static const enum action sync_footer[] = {ACTION_SYNC_NOW, ACTION_OPEN, ACTION_HOME, ACTION_CASES,
                                          ACTION_MENU,     ACTION_LANGUAGE, ACTION_HELP, ACTION_NONE};

const struct screen screen_sync = {
    .name = "sync",
    .title = N_("Sync"),
    .digit = 8,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_OPEN | PLACE_SYNC,
    .footer = sync_footer,
    .state_size = sizeof(struct sync_screen),
    .open = sync_open,
    .close = sync_close,
    .prepare = sync_prepare,
    .draw = sync_draw,
    .act = sync_act,
    .changed = sync_changed,
    .point = sync_point,
    .selected_case = sync_case,
};
