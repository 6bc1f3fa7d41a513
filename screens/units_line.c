/* A unit as one row of the Units screen, and what stands below the list of the selected one. */
#include <math.h>
#include <string.h>

#include "screens/units_inside.h"
#include "src/text.h"

struct cell {
    const char *heading;    /* N_() */
    int gap, width, most;   /* columns before it, at least, at most */
    int rank;               /* the highest rank drops first; 0 never */
};

/* Widths fit both languages, and a nation's numbers. The nearer a band is to the limit, the longer it stays. */
static const struct cell cells[UNITS_CELLS] = {
    [UNITS_NAME] = {N_("Unit"), 1, 14, 26, 0},
    [UNITS_N] = {N_("FIRs"), 1, 8, 9, 2},
    [UNITS_DISPOSED] = {N_("Disposed"), 1, 8, 9, 4},
    [UNITS_BAND_FIRST + BAND_0_30] = {"0-30", 1, 6, 7, 10},
    [UNITS_BAND_FIRST + BAND_31_39] = {"31-39", 1, 5, 7, 9},
    [UNITS_BAND_FIRST + BAND_40_49] = {"40-49", 1, 5, 7, 8},
    [UNITS_BAND_FIRST + BAND_50_54] = {"50-54", 1, 5, 7, 7},
    [UNITS_BAND_FIRST + BAND_55_59] = {"55-59", 1, 5, 7, 6},
    [UNITS_BAND_LAST] = {"60", 1, 5, 7, 5},
    [UNITS_OVER_60] = {"60+", 1, 6, 8, 0},
    [UNITS_COMPLIANCE] = {N_("Compl. %"), 1, 8, 9, 0},
    [UNITS_PENDENCY] = {N_("Pend. %"), 1, 7, 8, 1},
    [UNITS_BAR] = {NULL, 2, 6, 22, 3},
};
#define NAME_ROOMY 17 /* from 60 columns on */
/* Who gets the room that is left, one after the other. */
static const enum units_cell stretch[] = {UNITS_NAME, UNITS_BAR,
                                          UNITS_BAND_FIRST + BAND_0_30, UNITS_BAND_FIRST + BAND_31_39, UNITS_BAND_FIRST + BAND_40_49,
                                          UNITS_BAND_FIRST + BAND_50_54, UNITS_BAND_FIRST + BAND_55_59, UNITS_BAND_LAST,
                                          UNITS_OVER_60, UNITS_N, UNITS_DISPOSED, UNITS_COMPLIANCE, UNITS_PENDENCY};

static int width_of(unsigned wanted) {
    int total = 0;
    for (int i = 0; i < UNITS_CELLS; i++)
        total += wanted & 1u << i ? cells[i].gap + cells[i].width : 0;
    return total;
}

void units_columns_lay(struct units_columns *columns, int width) {
    unsigned wanted = (1u << UNITS_CELLS) - 1;
    int more[UNITS_CELLS] = {0}, x = 0;
    int name_more = width >= 60 ? NAME_ROOMY - cells[UNITS_NAME].width : 0;
    while (width_of(wanted) + name_more > width) {
        int least = -1;
        for (int i = 0; i < UNITS_CELLS; i++)
            if (wanted & 1u << i && cells[i].rank > 0 && (least < 0 || cells[i].rank > cells[least].rank))
                least = i;
        if (least < 0)
            break;
        wanted &= ~(1u << least);
    }
    int spare = width - width_of(wanted);
    for (size_t i = 0; i < sizeof stretch / sizeof stretch[0] && spare > 0; i++) {
        int room = cells[stretch[i]].most - cells[stretch[i]].width;
        more[stretch[i]] = wanted & 1u << stretch[i] ? room < spare ? room : spare : 0;
        spare -= more[stretch[i]];
    }
    memset(columns, 0, sizeof *columns);
    for (int i = 0; i < UNITS_CELLS; i++)
        if (wanted & 1u << i) {
            columns->x[i] = x + cells[i].gap;
            columns->width[i] = cells[i].width + more[i];
            x = columns->x[i] + columns->width[i];
        }
}

/* ---- the bar: N60 as one length: what of it was in time, late, and is pending; where it is short the first alone ---- */

#define BAR_PARTS 12 /* columns from which the three are told apart */
static const char *const marks[2][3] = {{"#", "=", "."}, {"█", "▒", "░"}};

static void bar_part(int y, int x, int width, const char *mark, enum role role) {
    char text[128] = "";
    size_t n = 0;
    for (int i = 0; i < width && n + 4 < sizeof text; i++)
        n += text_format(text + n, sizeof text - n, "%s", mark);
    if (width > 0)
        line_put(y, x, width, role, text);
}

/* To an eighth of a column, where the terminal has the signs. */
static void bar_short(const struct rate_counts *c, int y, int x, int width) {
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int64_t parts = line_unicode() ? 8 : 1;
    int length = (int)((c->in60 * width * parts + c->n60 / 2) / c->n60);
    int whole = (int)(length / parts), rest = (int)(length % parts);
    bar_part(y, x, whole, marks[line_unicode()][0], ROLE_TEXT);
    if (rest > 0)
        line_put(y, x + whole, 1, ROLE_TEXT, eighths[rest]);
}

static void bar_draw(const struct rate_counts *c, int y, int x, int width) {
    static const enum role roles[] = {ROLE_GOOD, ROLE_SOON, ROLE_OVER};
    if (c->n60 == 0)
        return;
    if (width < BAR_PARTS) {
        bar_short(c, y, x, width);
        return;
    }
    int end[4] = {0, (int)((c->in60 * width + c->n60 / 2) / c->n60), (int)(((c->in60 + c->late) * width + c->n60 / 2) / c->n60), width};
    if (c->pending > 0 && end[2] == width) /* what is pending is seen, however few they are */
        end[2]--;
    if (end[1] > end[2])
        end[1] = end[2];
    for (int part = 0; part < 3; part++)
        bar_part(y, x + end[part], end[part + 1] - end[part], marks[line_unicode()][part], roles[part]);
}

static void bar_heading(int y, int x, int width) {
    const char *const *mark = marks[line_unicode()];
    char text[160];
    text_format(text, sizeof text, "%s%s %s%s %s%s", mark[0], _("in 60"), mark[1], _("late"), mark[2], _("pending"));
    if (text_width(text) <= width)
        line_put(y, x, width, ROLE_HEADING, text);
}

/* ---- rows ---- */

void units_heading_draw(const struct units_columns *columns, int y, struct area area) {
    line_pad(y, area.left, area.width, ROLE_HEADING, "");
    for (int i = 0; i < UNITS_CELLS; i++) {
        if (columns->width[i] == 0)
            continue;
        if (i == UNITS_BAR)
            bar_heading(y, area.left + columns->x[i], columns->width[i]);
        else if (i == UNITS_NAME)
            line_put(y, area.left + columns->x[i], columns->width[i], ROLE_HEADING, _(cells[i].heading));
        else
            line_right(y, area.left + columns->x[i], columns->width[i], ROLE_HEADING, _(cells[i].heading));
    }
}

static void number_cell(const struct units_columns *columns, enum units_cell cell, int64_t n, enum role role, int y, int left) {
    char text[32];
    if (columns->width[cell] > 0)
        line_right(y, left + columns->x[cell], columns->width[cell], role, number_show(n, false, text, sizeof text));
}

static void rate_cell(const struct units_columns *columns, enum units_cell cell, double rate, int y, int left) {
    char text[32] = "–";
    if (!isnan(rate))
        text_format(text, sizeof text, "%.2f", rate);
    if (columns->width[cell] > 0)
        line_right(y, left + columns->x[cell], columns->width[cell], ROLE_TEXT, text);
}

void units_row_draw(const struct units *u, const struct unit_rates *row, const char *name, int y, struct area area) {
    const struct units_columns *columns = &u->columns;
    const struct rate_counts *c = &row->counts[u->choice.kind];
    const int64_t *open = row->open[u->choice.kind];
    int left = area.left;
    line_put(y, left + columns->x[UNITS_NAME], columns->width[UNITS_NAME], ROLE_TEXT, name ? name : unit_name(&row->unit));
    number_cell(columns, UNITS_N, c->n, ROLE_TEXT, y, left);
    number_cell(columns, UNITS_DISPOSED, c->disposed, ROLE_TEXT, y, left);
    for (int band = BAND_0_30; band <= BAND_60; band++)
        number_cell(columns, (enum units_cell)(UNITS_BAND_FIRST + band), open[band], ROLE_TEXT, y, left);
    /* colour where it tells something: above the stations nearly every unit has some */
    bool marked = open[BAND_OVER_60] > 0 && row->unit.level == LEVEL_STATION;
    number_cell(columns, UNITS_OVER_60, open[BAND_OVER_60], marked ? ROLE_OVER : ROLE_TEXT, y, left);
    rate_cell(columns, UNITS_COMPLIANCE, rate_rounded(c->in60, c->n60), y, left);
    rate_cell(columns, UNITS_PENDENCY, rate_rounded(c->pending, c->n60), y, left);
    if (columns->width[UNITS_BAR] > 0)
        bar_draw(c, y, left + columns->x[UNITS_BAR], columns->width[UNITS_BAR]);
}

/* ---- the selected row in words ---- */

static const char *share(int64_t part, int64_t whole, char *out, size_t cap) {
    if (whole == 0)
        text_format(out, cap, "–");
    else
        text_format(out, cap, "%.2f%s%%", rate_rounded(part, whole), line_unicode() ? "\u00a0" : " "); /* not to be parted */
    return out;
}

void units_detail_draw(const struct units *u, const struct unit_rates *row, int rows, struct area area) {
    const struct rate_counts *c = &row->counts[u->choice.kind];
    char n[7][32], rate[3][32], text[640];
    const int64_t counts[] = {c->in60, c->n60, c->late, c->pending, c->n - c->n60, c->disposed, c->n};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        number_show(counts[i], false, n[i], sizeof n[i]);
    text_format(text, sizeof text, _("%s: %s of %s within 60 days = %s; late %s = %s; pending %s; %s younger than 60 days; disposed %s of %s = %s"),
                units_kind_label(u->choice.kind), n[0], n[1], share(c->in60, c->n60, rate[0], sizeof rate[0]), n[2],
                share(c->late, c->n60, rate[1], sizeof rate[1]), n[3], n[4], n[5], n[6], share(c->disposed, c->n, rate[2], sizeof rate[2]));
    line_wrap(area.top, area.left + 1, area.width - 2, rows, ROLE_TEXT, text);
}

/* ---- words ---- */

const char *units_kind_label(enum rates_of kind) {
    return kind == RATES_376 ? "376" : kind == RATES_POCSO ? _("POCSO") : _("cases, each once");
}

const char *units_period_label(const struct units *u, char *out, size_t cap) {
    char from[11], to[11];
    civil_show(u->choice.from, from);
    civil_show(u->choice.to == CIVIL_NONE ? u->s->clock.today : u->choice.to, to);
    if (u->choice.period == PERIOD_YEAR)
        text_format(out, cap, "%s", _("this year"));
    else if (u->choice.period == PERIOD_12_MONTHS)
        text_format(out, cap, "%s", _("last 12 months"));
    else if (u->choice.period == PERIOD_ALL)
        text_format(out, cap, "%s", _("since 2018"));
    else if (*from)
        text_format(out, cap, _("%s to %s"), from, to);
    else
        text_format(out, cap, _("up to %s"), to);
    return out;
}

const char *units_order_label(enum units_order order) {
    switch (order) {
    case ORDER_BEST:
        return _("best first");
    case ORDER_WORST:
        return _("worst first");
    case ORDER_OVER_60:
        return _("most over 60 days first");
    default:
        return _("by name");
    }
}
