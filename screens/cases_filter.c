/* Which cases, and in which order: menus of one key each. */
#include <stdlib.h>
#include <string.h>

#include "screens/cases_inside.h"
#include "screens/form.h"
#include "src/text.h"

#define REASON_ITEMS_MAX (REASONS_MAX + 2)

void cases_filter_reset(struct case_filter *filter) {
    struct case_filter kept = {
        .lists = filter->lists, .unit = filter->unit, .unit_alone = filter->unit_alone, .which = FILTER_OPEN, .band = BAND_ANY, .due_within = -1};
    *filter = kept;
}

/* ---- what there is to choose ---- */

static const struct choice bands[] = {{"", N_("all ages")},           {"0-30", N_("0 to 30 days")},
                                      {"31-39", N_("31 to 39 days")}, {"40-49", N_("40 to 49 days")},
                                      {"50-54", N_("50 to 54 days")}, {"55-59", N_("55 to 59 days")},
                                      {"60", N_("day 60 today")},     {"over60", N_("over 60 days")},
                                      {"over90", N_("over 90 days")}, {"over180", N_("over 180 days")},
                                      {"over365", N_("over a year")}};
static const struct choice categories[] = {
    {"", N_("376 and POCSO")}, {"376", N_("376 only")}, {"pocso", N_("POCSO only")}};
static const struct choice statuses[] = {{"", N_("open")},
                                         {"all", N_("all")},
                                         {"disposed", N_("disposed")},
                                         {"open", N_("under investigation")},
                                         {"stayed", N_("stayed")},
                                         {"chargesheet", N_("charge-sheeted")},
                                         {"final", N_("final report")},
                                         {"further", N_("further investigation")},
                                         {"transferred", N_("transferred away")},
                                         {"expunged", N_("expunged")}};
static const struct choice dues[] = {{"", N_("whenever due")},
                                     {"0", N_("due today or over")},
                                     {"5", N_("due in 5 days")},
                                     {"10", N_("due in 10 days")},
                                     {"20", N_("due in 20 days")},
                                     {"30", N_("due in 30 days")},
                                     {"?", N_("another number of days …")}};
static const struct choice specials[] = {{"", N_("all of these")},
                                         {"untold", N_("alert not yet told")},
                                         {"probable", N_("to be settled (?)")},
                                         {"wrong", N_("a fact marked wrong")},
                                         {"directions", N_("a direction not answered (!)")}};
static const struct {
    enum case_column by;
    const char *label;
} orders[] = {{BY_LEFT, N_("days left")},    {BY_CASE, N_("FIR number")},   {BY_FIR_DATE, N_("FIR date")},
              {BY_SECTIONS, N_("sections")}, {BY_CATEGORY, N_("category")}, {BY_IO, N_("IO")},
              {BY_STATUS, N_("status")},     {BY_REASON, N_("reason")},     {BY_UNIT, N_("station")}};

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

/* ---- what is chosen now ---- */

static int chosen_band(const struct case_filter *filter) {
    return filter->band == BAND_ANY ? 0 : 1 + (int)filter->band;
}

static int chosen_category(const struct case_filter *filter) {
    return filter->categories == CATEGORY_376 ? 1 : filter->categories == CATEGORY_POCSO ? 2 : 0;
}

static int chosen_status(const struct case_filter *filter) {
    if (filter->which != FILTER_STATUS)
        return filter->which == FILTER_ALL ? 1 : filter->which == FILTER_DISPOSED ? 2 : 0;
    for (int i = 3; i < COUNT(statuses); i++)
        if (strcmp(statuses[i].code, status_name(filter->status)) == 0)
            return i;
    return 0;
}

static int chosen_special(const struct case_filter *filter) {
    return filter->alerts && filter->unacknowledged ? 1 : filter->probable ? 2 : filter->wrong ? 3 : filter->directions ? 4 : 0;
}

static const char *reason_label(struct session *s, const char *code) {
    const struct reason *reason = reasons_find(store_reasons(s->store), code);
    return strcmp(code, "none") == 0 ? _("no reason entered") : reason ? _(reason->label) : code;
}

static void due_label(int days, char *out, size_t cap) {
    if (days < 0)
        text_format(out, cap, "%s", _("whenever due"));
    else if (days == 0)
        text_format(out, cap, "%s", _("due today or over"));
    else
        text_format(out, cap, _("due in %d days"), days);
}

/* Appends ", text". */
static void join(char *out, size_t cap, const char *text) {
    size_t n = strlen(out);
    if (n + 2 < cap)
        text_format(out + n, cap - n, "%s%s", n ? ", " : "", text);
}

const char *cases_describe(struct session *s, const struct case_filter *filter, const struct case_sort *sort, char *out,
                           size_t cap) {
    char text[256];
    text_format(out, cap, "%s", _(statuses[chosen_status(filter)].label));
    if (filter->search[0]) {
        text_format(text, sizeof text, "/%s", filter->search);
        join(out, cap, text);
    }
    if (filter->band != BAND_ANY)
        join(out, cap, _(bands[chosen_band(filter)].label));
    if (filter->categories)
        join(out, cap, _(categories[chosen_category(filter)].label));
    if (filter->due_within >= 0) {
        due_label(filter->due_within, text, sizeof text);
        join(out, cap, text);
    }
    if (filter->reason[0])
        join(out, cap, reason_label(s, filter->reason));
    if (chosen_special(filter))
        join(out, cap, _(specials[chosen_special(filter)].label));
    if (filter->io[0]) {
        text_format(text, sizeof text, _("IO %s"), filter->io);
        join(out, cap, text);
    }
    if (sort->group_by_io)
        join(out, cap, _("by IO"));
    for (int i = 0; i < COUNT(orders); i++)
        if (orders[i].by == sort->by) {
            text_format(text, sizeof text, sort->descending ? _("by %s, reversed") : _("by %s"), _(orders[i].label));
            join(out, cap, text);
        }
    return out;
}

/* ---- choosing ---- */

enum part { PART_BAND, PART_CATEGORY, PART_STATUS, PART_REASON, PART_DUE, PART_SPECIAL, PART_IO, PARTS };

static void take_status(struct case_filter *filter, const char *code) {
    filter->which = !*code                          ? FILTER_OPEN
                    : strcmp(code, "all") == 0      ? FILTER_ALL
                    : strcmp(code, "disposed") == 0 ? FILTER_DISPOSED
                                                    : FILTER_STATUS;
    if (filter->which == FILTER_STATUS && !status_parse(code, &filter->status))
        filter->which = FILTER_OPEN;
}

static void take_special(struct case_filter *filter, int item) {
    filter->alerts = filter->unacknowledged = item == 1;
    filter->probable = item == 2;
    filter->wrong = item == 3;
    filter->directions = item == 4;
    if (filter->directions && filter->which == FILTER_OPEN)
        filter->which = FILTER_ALL; /* it stands although the case is disposed of */
}

static bool due_save(struct session *s, struct form *form, struct error *e) {
    (void)e;
    char digits[32];
    struct cases *cases = cases_now(s);
    text_format(digits, sizeof digits, "%s", form_text(form, 0));
    text_ascii_digits(digits);
    char *end;
    long days = strtol(digits, &end, 10);
    if (end == digits || *end || days < 0 || days > 3650) {
        form_message(form, 0, "%s", _("Write a number of days from 0 to 3650."));
        return false;
    }
    if (cases) {
        cases->source.filter.due_within = (int)days;
        cases_apply(s, cases);
    }
    return true;
}

static void due_form(struct session *s) {
    struct form_spec spec = {.title = N_("Due within"),
                             .save = due_save,
                             .fields = 1,
                             .field = {{.kind = FIELD_TEXT, .label = N_("Days from today"), .text_max = 12}}};
    form_open(s, &spec, "", 0);
}

static bool io_save(struct session *s, struct form *form, struct error *e) {
    (void)e;
    struct cases *cases = cases_now(s);
    if (cases) {
        text_format(cases->source.filter.io, sizeof cases->source.filter.io, "%s", form_text(form, 0));
        cases_apply(s, cases);
    }
    return true;
}

static void io_form(struct session *s, const struct case_filter *filter) {
    struct form_spec spec = {.title = N_("Investigating officer"),
                             .save = io_save,
                             .fields = 1,
                             .field = {{.kind = FIELD_TEXT,
                                        .label = N_("Name, rank or PNO"),
                                        .text = filter->io,
                                        .text_max = 95,
                                        .optional = true}}};
    form_open(s, &spec, "", 0);
}

static void part_chosen(struct session *s, void *context, int item) {
    enum part part;
    struct cases *cases = cases_now(s);
    memcpy(&part, context, sizeof part);
    if (!cases)
        return;
    struct case_filter *filter = &cases->source.filter;
    const struct reason_table *reasons = store_reasons(s->store);
    switch (part) {
    case PART_BAND:
        filter->band = item ? band_parse(bands[item].code) : BAND_ANY;
        break;
    case PART_CATEGORY:
        filter->categories = item == 1 ? CATEGORY_376 : item == 2 ? CATEGORY_POCSO : 0;
        break;
    case PART_STATUS:
        take_status(filter, statuses[item].code);
        break;
    case PART_REASON:
        text_format(filter->reason, sizeof filter->reason, "%s",
                    item == 0   ? ""
                    : item == 1 ? "none"
                                : reasons->at[item - 2].code);
        break;
    case PART_DUE:
        if (dues[item].code[0] == '?') {
            due_form(s);
            return;
        }
        filter->due_within = item ? atoi(dues[item].code) : -1;
        break;
    case PART_SPECIAL:
        take_special(filter, item);
        break;
    default:
        return;
    }
    cases_apply(s, cases);
}

static void part_menu(struct session *s, enum part part, const struct case_filter *filter) {
    const struct reason_table *reasons = store_reasons(s->store);
    struct menu_spec menu = {.choose = part_chosen};
    const struct {
        const char *title;
        const struct choice *items;
        int n, chosen;
    } parts[PARTS] = {
        [PART_BAND] = {N_("Age"), bands, COUNT(bands), chosen_band(filter)},
        [PART_CATEGORY] = {N_("Category"), categories, COUNT(categories), chosen_category(filter)},
        [PART_STATUS] = {N_("Status"), statuses, COUNT(statuses), chosen_status(filter)},
        [PART_REASON] = {N_("Waiting for"), NULL, 0, 0},
        [PART_DUE] = {N_("Due within"), dues, COUNT(dues), 0},
        [PART_SPECIAL] = {N_("Only"), specials, COUNT(specials), chosen_special(filter)},
    };
    menu.title = parts[part].title;
    menu.items = parts[part].n;
    menu.chosen = parts[part].chosen;
    for (int i = 0; i < parts[part].n; i++) {
        menu.item[i] = parts[part].items[i];
        if (part == PART_DUE && filter->due_within >= 0 && dues[i].code[0] &&
            atoi(dues[i].code) == filter->due_within && dues[i].code[0] != '?')
            menu.chosen = i;
    }
    if (part == PART_REASON) {
        menu.item[menu.items++] = (struct choice){"", N_("whatever it waits for")};
        menu.item[menu.items++] = (struct choice){"none", N_("no reason entered")};
        for (int i = 0; i < reasons->n && menu.items < CHOICES_MAX; i++)
            menu.item[menu.items++] = (struct choice){reasons->at[i].code, reasons->at[i].label};
        for (int i = 1; i < menu.items; i++)
            if (strcmp(menu.item[i].code, filter->reason) == 0)
                menu.chosen = i;
    }
    menu_open(s, &menu, &part, sizeof part);
}

static void filter_chosen(struct session *s, void *context, int item) {
    (void)context;
    const struct cases *cases = cases_now(s);
    if (!cases)
        return;
    if (item == PART_IO)
        io_form(s, &cases->source.filter);
    else
        part_menu(s, (enum part)item, &cases->source.filter);
}

/* "Age             55 to 59 days": the labels live here while the menu is open. */
static char filter_labels[PARTS][160];

static void filter_label(enum part part, const char *name, const char *value) {
    char padded[64];
    text_format(filter_labels[part], sizeof filter_labels[part], "%s %s", text_pad(name, 16, padded, sizeof padded),
                value);
}

answer cases_filter_menu(struct session *s, const struct cases *cases) {
    const struct case_filter *filter = &cases->source.filter;
    struct menu_spec menu = {.title = N_("Which cases"), .items = PARTS, .choose = filter_chosen};
    char due[64];
    due_label(filter->due_within, due, sizeof due);
    filter_label(PART_BAND, _("Age"), _(bands[chosen_band(filter)].label));
    filter_label(PART_CATEGORY, _("Category"), _(categories[chosen_category(filter)].label));
    filter_label(PART_STATUS, _("Status"), _(statuses[chosen_status(filter)].label));
    filter_label(PART_REASON, _("Waiting for"),
                 filter->reason[0] ? reason_label(s, filter->reason) : _("whatever it waits for"));
    filter_label(PART_DUE, _("Due within"), due);
    filter_label(PART_SPECIAL, _("Only"), _(specials[chosen_special(filter)].label));
    filter_label(PART_IO, _("IO"), filter->io[0] ? filter->io : _("every IO"));
    static const char keys[PARTS] = {'b', 'c', 's', 'r', 'd', 'o', 'i'};
    for (int i = 0; i < PARTS; i++) {
        menu.item[i] = (struct choice){"", filter_labels[i]};
        menu.key[i] = keys[i];
    }
    return menu_open(s, &menu, "", 0);
}

static void sort_chosen(struct session *s, void *context, int item) {
    (void)context;
    struct cases *cases = cases_now(s);
    if (!cases)
        return;
    cases->source.sort.descending = cases->source.sort.by == orders[item].by && !cases->source.sort.descending;
    cases->source.sort.by = orders[item].by;
    cases_apply(s, cases);
}

answer cases_sort_menu(struct session *s, const struct cases *cases) {
    struct menu_spec menu = {.title = N_("Sort by (the same again: reversed)"), .choose = sort_chosen};
    for (int i = 0; i < COUNT(orders); i++) {
        if (orders[i].by == BY_UNIT && !cases_several(s, cases))
            continue;
        if (orders[i].by == cases->source.sort.by)
            menu.chosen = menu.items;
        menu.item[menu.items++] = (struct choice){"", orders[i].label};
    }
    return menu_open(s, &menu, "", 0);
}
