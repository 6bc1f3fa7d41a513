/* The choices of the Units screen: period and order. */
#include "screens/form.h"
#include "screens/units_inside.h"

static bool dates_save(struct session *s, struct form *form, struct error *e) {
    (void)e;
    struct units *u = units_now(s);
    civil_day from = form_day(form, 0), to = form_day(form, 1);
    if (from != CIVIL_NONE && to != CIVIL_NONE && from > to) {
        form_message(form, 1, "%s", _("The period ends before it begins."));
        return false;
    }
    if (from != CIVIL_NONE && from > s->clock.today) {
        form_message(form, 0, "%s", _("That day is still to come."));
        return false;
    }
    if (u) {
        u->choice.period = PERIOD_OWN;
        u->choice.from = from;
        u->choice.to = to;
        units_apply(s, u, true);
    }
    return true;
}

static void dates_form(struct session *s, const struct units *u) {
    struct form_spec spec = {.title = N_("FIRs of these days"), .save = dates_save, .fields = 2,
                             .field = {{.kind = FIELD_DATE, .label = N_("First day"), .hint = N_("23, 2310 or 23/10/2026; empty: the first FIR"), .optional = true, .day = u->choice.from},
                                       {.kind = FIELD_DATE, .label = N_("Last day"), .hint = N_("empty: today"), .optional = true, .day = u->choice.to}}};
    form_open(s, &spec, "", 0);
}

static void period_chosen(struct session *s, void *context, int item) {
    (void)context;
    struct units *u = units_now(s);
    if (!u)
        return;
    if (item == PERIOD_OWN) {
        dates_form(s, u);
        return;
    }
    u->choice.period = (enum units_period)item;
    units_apply(s, u, true);
}

answer units_period_menu(struct session *s, const struct units *u) {
    const struct menu_spec menu = {
        .title = N_("FIRs of which days"), .items = PERIODS, .chosen = (int)u->choice.period, .choose = period_chosen,
        .item = {[PERIOD_ALL] = {"", N_("since 2018")}, [PERIOD_YEAR] = {"", N_("this year")},
                 [PERIOD_12_MONTHS] = {"", N_("last 12 months")}, [PERIOD_OWN] = {"", N_("other dates …")}}};
    return menu_open(s, &menu, "", 0);
}

static void sort_chosen(struct session *s, void *context, int item) {
    (void)context;
    struct units *u = units_now(s);
    if (!u)
        return;
    u->choice.order = (enum units_order)item;
    units_apply(s, u, false);
}

answer units_sort_menu(struct session *s, const struct units *u) {
    const struct menu_spec menu = {
        .title = N_("Sort by"), .items = ORDERS, .chosen = (int)u->choice.order, .choose = sort_chosen,
        .item = {[ORDER_NAME] = {"", N_("by name")}, [ORDER_BEST] = {"", N_("best first")},
                 [ORDER_WORST] = {"", N_("worst first")}, [ORDER_OVER_60] = {"", N_("most over 60 days first")}}};
    return menu_open(s, &menu, "", 0);
}
