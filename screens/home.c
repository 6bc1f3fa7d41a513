/* Screen 1, Home: whom do I chase today? The list is the answer; below it what comes, how many are open, how the year
 * went. */
#include <string.h>

#include "screens/case_source.h"
#include "screens/print.h"
#include "screens/reports.h"
#include "screens/share.h"
#include "src/text.h"

#define AHEAD_DAYS 7
#define AHEAD_MAX 256
#define SOON_DAYS 5    /* case_filter.chase: due in so many days */
#define TABLE_WIDTH 76 /* the band table needs so many columns */
#define FULL_HEIGHT 21 /* with everything and a list of seven rows */
#define LIST_LEAST 3

struct home {
    struct case_source source;
    struct list list;
    struct dashboard counts;
    struct crossing ahead[AHEAD_MAX];
    int ahead_n;
    bool ahead_cut; /* there are more than were read */
    bool stale;     /* counts and crossings must be read */
};

/* Which parts there is room for, and where they begin. */
struct plan {
    int list_top, list_rows, ahead, table, year, waits; /* screen rows; -1: left out */
    bool rule_top, blank;
};

static bool home_open(struct session *s, void *state, const void *argument, struct error *e) {
    (void)argument;
    struct home *home = state;
    home->source.s = s;
    case_filter_open_cases(s, &home->source.filter);
    home->source.filter.chase = true;
    home->stale = true;
    return list_open(&home->list, &case_list_source, &home->source, e);
}

static void home_close(struct session *s, void *state) {
    (void)s;
    struct home *home = state;
    list_close(&home->list);
    case_source_close(&home->source);
}

static struct plan plan_of(struct area area) {
    struct plan plan = {.ahead = -1, .table = -1, .year = -1, .waits = -1};
    bool roomy = area.height >= FULL_HEIGHT, wide = area.width >= TABLE_WIDTH;
    plan.rule_top = area.height >= 14;
    plan.blank = roomy;
    plan.list_top = area.top + plan.rule_top + 2;
    int y = area.top + area.height - roomy; /* from below; a roomy screen ends with a rule */
    if (y - 1 - plan.list_top >= LIST_LEAST + 3 && area.height >= 12)
        plan.waits = --y;
    if (y - 1 - plan.list_top >= LIST_LEAST + 3 && area.height >= 12)
        plan.year = --y;
    y -= plan.blank && plan.year >= 0;
    if (wide && y - 4 - plan.list_top >= LIST_LEAST)
        plan.table = y -= 4;
    y -= plan.blank && plan.table >= 0;
    if (y - 1 - plan.list_top >= LIST_LEAST)
        plan.ahead = --y;
    y -= plan.blank && plan.ahead >= 0;
    plan.list_rows = y - plan.list_top > 0 ? y - plan.list_top : 1;
    return plan;
}

/* ---- reading ---- */

/* Is the case of a coming crossing in the list above already? What its dates tell needs no query; only where the two
 * limits (day 60, two months) disagree must the list be asked. */
static bool is_above(struct home *home, const struct crossing *c, struct error *e) {
    const struct list_clock *clock = &home->source.s->clock;
    civil_day from = c->on - (c->day - clock->limit.first_day);
    struct list_key key;
    bool by_law = limit_left(from, true, clock->today, &clock->limit) <= SOON_DAYS;
    bool by_count = limit_left(from, false, clock->today, &clock->limit) <= SOON_DAYS;
    if (alert_today(limit_day(from, clock->today, &clock->limit)))
        return true;
    if (by_law == by_count)
        return by_law;
    return case_list_find(home->source.query, c->id, &key, e);
}

/* What comes in the next days, without the cases of the list above. */
static bool read_ahead(struct session *s, struct home *home, struct error *e) {
    int n = crossings_ahead(s->store, s->context->lists, s->unit.id, &s->clock, AHEAD_DAYS, home->ahead, AHEAD_MAX, e),
        kept = 0;
    if (n < 0 || !case_source_ready(&home->source, e))
        return false;
    for (int i = 0; i < n; i++) {
        bool above = is_above(home, &home->ahead[i], e);
        if (e->kind != ERROR_NONE)
            return false;
        if (!above)
            home->ahead[kept++] = home->ahead[i];
    }
    home->ahead_n = kept;
    home->ahead_cut = n == AHEAD_MAX;
    return true;
}

static void home_prepare(struct session *s, void *state, struct area area) {
    struct home *home = state;
    struct error e = {0};
    struct plan plan = plan_of(area);
    unsigned wanted = 1u << CELL_LEFT | 1u << CELL_DAY | 1u << CELL_FIR | 1u << CELL_CATEGORY | 1u << CELL_IO |
                      1u << CELL_WAITING | 1u << CELL_TOLD;
    if (area.width >= 110)
        wanted |= 1u << CELL_DUE | 1u << CELL_SECTIONS;
    case_columns_lay(&home->source.columns, wanted, area.width - 1, several_units(s), s->hindi_last);
    home->source.columns.says_no_reason = true;
    home->list.mark = home->source.columns.mark;
    list_prepare(&home->list, s, plan.list_rows);
    if (!home->stale)
        return;
    home->stale = false;
    if (!dashboard_read(s->store, s->context->lists, s->unit.id, &s->clock, &home->counts, &e) ||
        !read_ahead(s, home, &e)) {
        home->stale = e.kind == ERROR_STOPPED;
        session_fail(s, &e);
        return;
    }
    list_total(&home->list, home->counts.chase); /* to count them along the list would cost as much as all the rest */
}

/* ---- drawing ---- */

struct count {
    enum role role;
    const char *label; /* N_() */
    int64_t n;
    bool more; /* at least so many */
};

static int count_text(const struct count *count, char *out, size_t cap) {
    char number[32];
    number_show(count->n, count->more, number, sizeof number);
    text_format(out, cap, "%s %s", _(count->label), number);
    return text_width(out);
}

/* Counts beside each other from column x, with as much room between them as there is, 4 columns at most; what does not
 * fit even so is left out. */
static int draw_counts_at(const struct count *counts, int n, int y, int x, int width) {
    char text[160];
    int total = 0;
    for (int i = 0; i < n; i++)
        total += count_text(&counts[i], text, sizeof text);
    int gap = n > 1 ? (width - 1 - x - total) / (n - 1) : 0;
    gap = gap > 4 ? 4 : gap < 2 ? 2 : gap;
    for (int i = 0; i < n; i++) {
        if (x + count_text(&counts[i], text, sizeof text) > width)
            return width;
        x += line_put(y, x, width - x, counts[i].n > 0 ? counts[i].role : ROLE_TEXT, text) + gap;
    }
    return x;
}

static void draw_counts(const struct home *home, int y, int width) {
    const struct dashboard *d = &home->counts;
    const struct count counts[] = {{ROLE_OVER, N_("over the limit"), d->over, false},
                                   {ROLE_TODAY, N_("last day today"), d->due_today, false},
                                   {ROLE_SOON, N_("in 5 days"), d->due_in_5, false},
                                   {ROLE_SOON, N_("alerts"), d->alerts, !d->alerts_exact}};
    int x = 1;
    if (width >= 60)
        x += line_put(y, x, width, ROLE_STRONG, _("Chase today:")) + 2;
    draw_counts_at(counts, 4, y, x, width);
}

/* "Next 7 days:  Tue 24  0398/26 day 55     Thu 26  0420/26 day 40", as far as there is room, then how many more. */
static void draw_ahead(const struct home *home, int y, int width) {
    int x = 1 + line_put(y, 1, width, ROLE_STRONG, _("Next 7 days:"));
    civil_day on = CIVIL_NONE;
    for (int i = 0; i < home->ahead_n; i++) {
        const struct crossing *c = &home->ahead[i];
        char number[CASE_NO_SIZE], text[160], more[64];
        int d, left = home->ahead_n - i;
        case_no_short(c->id, number);
        civil_to_ymd(c->on, NULL, NULL, &d);
        if (c->on != on)
            text_format(text, sizeof text, _("%s %d  %s day %d"), weekday_short(c->on), d, number, c->day);
        else
            text_format(text, sizeof text, _("%s day %d"), number, c->day);
        text_format(more, sizeof more, home->ahead_cut ? _("more than %d more") : _("%d more"), left);
        int gap = c->on == on ? 2 : i ? 4 : 2, kept = left > 1 ? text_width(more) + 3 : 0;
        if (x + gap + text_width(text) + kept > width - 1) {
            line_put(y, x + 2, width - x - 2, ROLE_QUIET, more);
            return;
        }
        x += gap + line_put(y, x + gap, width - x - gap, ROLE_TEXT, text);
        on = c->on;
    }
    if (home->ahead_n == 0)
        line_put(y, x + 2, width - x - 2, ROLE_QUIET, _("no further alert day"));
}

static void draw_table(const struct home *home, int y, int width) {
    static const char *const bands[BAND_COUNT] = {"0-30", "31-39", "40-49", "50-54", "55-59", "60", "60+"};
    const char *const labels[3] = {"376", _("POCSO"), _("cases, each once")};
    char number[32];
    line_pad(y, 0, width, ROLE_HEADING, "");
    line_put(y, 1, 18, ROLE_HEADING, _("Open cases"));
    for (int band = 0; band < BAND_COUNT; band++)
        line_right(y, 19 + 7 * band, 7, ROLE_HEADING, bands[band]);
    line_right(y, 19 + 7 * BAND_COUNT, 8, ROLE_HEADING, _("total"));
    for (int row = 0; row < 3; row++) {
        int64_t total = 0;
        line_put(y + 1 + row, 1, 18, ROLE_TEXT, labels[row]);
        for (int band = 0; band < BAND_COUNT; band++) {
            int64_t n = home->counts.open[row][band];
            total += n;
            number_show(n, false, number, sizeof number);
            line_right(y + 1 + row, 19 + 7 * band, 7,
                       n == 0                 ? ROLE_QUIET
                       : band == BAND_OVER_60 ? ROLE_OVER
                       : band == BAND_60      ? ROLE_TODAY
                                              : ROLE_TEXT,
                       number);
        }
        number_show(total, false, number, sizeof number);
        line_right(y + 1 + row, 19 + 7 * BAND_COUNT, 8, ROLE_STRONG, number);
    }
}

static void rate_text(const struct rate_year *year, char *out, size_t cap) {
    char in[32], all[32];
    number_show(year->in60, false, in, sizeof in);
    number_show(year->n60, false, all, sizeof all);
    if (year->n60 > 0)
        text_format(out, cap, "%s/%s = %lld %%", in, all, (long long)((year->in60 * 100 + year->n60 / 2) / year->n60));
    else
        text_format(out, cap, "%s", _("none yet"));
}

/* The long words where they fit, else the short ones. */
static void draw_year(const struct home *home, int y, int width) {
    char rape[96], pocso[96], text[256];
    rate_text(&home->counts.year[0], rape, sizeof rape);
    rate_text(&home->counts.year[1], pocso, sizeof pocso);
    text_format(text, sizeof text, "376  %s   %s  %s", rape, _("POCSO"), pocso);
    const char *label = _("Last 12 months, disposed in 60 days:");
    if (1 + text_width(label) + 2 + text_width(text) >= width)
        label = _("12 months, in 60 days:");
    if (1 + text_width(label) + 2 + text_width(text) >= width)
        label = _("In 60 days:");
    int x = 1 + line_put(y, 1, width, ROLE_STRONG, label) + 2;
    line_put(y, x, width - x - 1, ROLE_TEXT, text);
}

/* After a sync that ended with the same digest on both sides; the last thing on its line, where there is room. */
static void draw_equal(const struct session *s, int y, int x, int width) {
    char at[24], text[160];
    const struct sync_state *state = &s->sync.state;
    if (state->class != SYNC_WELL || !state->equal_at[0] || strcmp(state->equal_at, state->synced_at) != 0)
        return;
    text_format(text, sizeof text, _("equal to the data centre's copy (%s)"), sync_moment(state->equal_at, s->clock.today, at));
    if (x + text_width(text) > width - 1)
        text_format(text, sizeof text, _("equal to the centre (%s)"), at);
    if (x + text_width(text) < width)
        line_put(y, x, width - x, ROLE_GOOD, text);
}

/* What waits for a hand; what is zero is not said. */
static void draw_waits(const struct session *s, const struct home *home, int y, int width) {
    const struct dashboard *d = &home->counts;
    const struct count all[] = {{ROLE_SOON, N_("directions unanswered (!)"), d->directions, false},
                                {ROLE_TEXT, N_("to be settled (?)"), d->probable, false},
                                {ROLE_TEXT, N_("facts marked wrong"), d->wrong, false},
                                {ROLE_TEXT, N_("filed, not in CCTNS"), d->not_in_cctns, false},
                                {ROLE_TEXT, N_("to send"), d->to_send, false}};
    struct count some[5];
    int n = 0;
    for (int i = 0; i < 5; i++)
        if (all[i].n > 0)
            some[n++] = all[i];
    int x = draw_counts_at(some, n, y, 1, width);
    if (n == 0)
        x = 5 + line_put(y, 1, width, ROLE_QUIET, _("Nothing to settle, nothing marked wrong."));
    draw_equal(s, y, x, width);
}

static void draw_list(struct session *s, struct home *home, struct area area, const struct plan *plan) {
    struct area rows = {.top = plan->list_top, .left = 0, .height = plan->list_rows, .width = area.width};
    char number[32];
    list_draw(&home->list, rows);
    if (home->list.have == 0) {
        if (!s->data_at[0])
            line_wrap(rows.top, 2, area.width - 4, rows.height, ROLE_TEXT,
                      session_no_cases(s));
        else
            line_wrap(rows.top, 2, area.width - 4, rows.height, ROLE_GOOD,
                      _("Nobody has to be chased today. All open cases: 2"));
        return;
    }
    int64_t below = home->list.total - (home->list.first_index >= 0 ? home->list.first_index : 0) - home->list.visible;
    if (below <= 0 || home->list.first_index < 0)
        return;
    number_show(below, !home->list.total_exact, number, sizeof number);
    if (plan->blank) /* else no line is left for it, and the header says "7 of 53" */
        line_format(rows.top + rows.height, 2, area.width - 4, ROLE_QUIET, _("and %s more"), number);
}

/* The cases are gone until the next import: said in place of counts that nobody may believe. */
static void draw_missing(const struct session *s, struct area area) {
    struct error missing = {0};
    command_set_aside(s->set_aside, store_folder(s->store), &missing);
    line_rule(area.top, 0, area.width);
    line_wrap(area.top + 2, 2, area.width - 4, area.height - 2, ROLE_OVER, missing.text);
}

static void home_draw(struct session *s, void *state, struct area area) {
    struct home *home = state;
    struct plan plan = plan_of(area);
    if (s->set_aside[0]) {
        draw_missing(s, area);
        return;
    }
    if (plan.rule_top)
        line_rule(area.top, 0, area.width);
    draw_counts(home, plan.list_top - 2, area.width);
    case_columns_heading(&home->source.columns, plan.list_top - 1, area);
    draw_list(s, home, area, &plan);
    if (plan.ahead >= 0)
        draw_ahead(home, plan.ahead, area.width);
    if (plan.table >= 0)
        draw_table(home, plan.table, area.width);
    if (plan.year >= 0)
        draw_year(home, plan.year, area.width);
    if (plan.waits >= 0)
        draw_waits(s, home, plan.waits, area.width);
    if (plan.blank)
        line_rule(area.top + area.height - 1, 0, area.width);
}

/* ---- the rest ---- */

static const char *describe(struct session *s, const struct case_source *source, char *out, size_t cap) {
    (void)s, (void)source;
    text_format(out, cap, "%s", _("To chase today"));
    return out;
}

static answer home_act(struct session *s, void *state, enum action action) {
    struct home *home = state;
    if (action == ACTION_PRINT)
        return print_cases(s, &home->source.filter, &home->source.sort, "to-chase", _("To chase today"), "");
    if (action == ACTION_ORDERLY)
        return reports_print_orderly(s, s->unit.id);
    const struct case_row *row = list_selected(&home->list);
    if (action == ACTION_SHARE && row)
        return share_open(s, row->id, &(struct share_list){.source = &home->source, .describe = describe});
    return list_act(&home->list, action) ? ANSWER_REDRAW : ANSWER_NO;
}

static void home_changed(struct session *s, void *state, unsigned what) {
    (void)what;
    struct home *home = state;
    home->source.filter.unit = s->unit.id;
    home->stale = true;
    case_source_close(&home->source);
    list_reload(&home->list);
}

static const char *home_position(struct session *s, void *state, char *out, size_t cap) {
    (void)s;
    return screen_rows() - 3 >= FULL_HEIGHT ? NULL : list_position(&((struct home *)state)->list, out, cap);
}

static case_id home_case(void *state) {
    const struct case_row *row = list_selected(&((struct home *)state)->list);
    return row ? row->id : 0;
}

static answer home_point(struct session *s, void *state, int y) {
    (void)s;
    return list_point(&((struct home *)state)->list, y, NULL) ? ANSWER_REDRAW : ANSWER_HANDLED;
}

static const enum action home_footer[] = {ACTION_OPEN, ACTION_PLUG, ACTION_TOLD, ACTION_REASON, ACTION_PRINT, ACTION_CASES, ACTION_REPORTS,
                                          ACTION_LANGUAGE, ACTION_MENU, ACTION_ALERTS, ACTION_HELP, ACTION_NONE};

const struct screen screen_home = {
    .name = "home",
    .title = "",
    .digit = 1,
    .places = PLACE_ANYWHERE | PLACE_LIST | PLACE_CASE_ROW | PLACE_HOME | PLACE_OPEN,
    .footer = home_footer,
    .state_size = sizeof(struct home),
    .open = home_open,
    .close = home_close,
    .prepare = home_prepare,
    .draw = home_draw,
    .act = home_act,
    .changed = home_changed,
    .position = home_position,
    .point = home_point,
    .selected_case = home_case,
};
