/* What the reports are of: a unit at or below the session's, a day, a period. */
#include <string.h>

#include "db/case.h"
#include "screens/form.h"
#include "screens/reports_inside.h"
#include "src/text.h"

struct reports_choice reports_choice_now(struct session *s) {
    struct reports *r = screen_state(s, &screen_reports);
    if (!r)
        return (struct reports_choice){.unit = s->unit, .as_of = CIVIL_NONE, .from = CIVIL_NONE, .to = CIVIL_NONE};
    struct error e = {0};
    struct unit now;
    bool inside = r->root == s->unit.id && r->choice.unit.id && unit_by_id(s->store, r->choice.unit.id, &now, &e) &&
                  (!s->unit.id || unit_is_below(s->store, now.id, s->unit.id));
    if (r->choice.unit.id || r->root != s->unit.id)
        r->choice.unit = inside ? now : s->unit;
    r->root = s->unit.id;
    return r->choice;
}

const char *reports_period_words(const struct reports_choice *choice, char *out, size_t cap) {
    char from[11], to[11];
    civil_show(choice->from, from);
    civil_show(choice->to, to);
    if (*from && *to)
        text_format(out, cap, "%s - %s", from, to);
    else if (*from)
        text_format(out, cap, _("from %s"), from);
    else if (*to)
        text_format(out, cap, _("up to %s"), to);
    else
        out[0] = '\0';
    return out;
}

const char *reports_choice_words(const struct session *s, const struct report *report, const struct reports_choice *choice, char *out, size_t cap) {
    char day[11], period[64] = "";
    size_t n = text_format(out, cap, "%s", choice->unit.id ? unit_name(&choice->unit) : _("all stations"));
    if (choice->as_of != CIVIL_NONE && choice->as_of != s->clock.today) {
        civil_show(choice->as_of, day);
        n += text_format(out + n, cap - n, _(", as on %s"), day);
    }
    if (!report || (report->takes & REPORT_PERIOD))
        reports_period_words(choice, period, sizeof period);
    if (*period)
        text_format(out + n, cap - n, ", %s", period);
    return out;
}

/* ---- asking ---- */

bool reports_ask(struct session *s, const struct report *report, struct report_ask *ask, struct error *e) {
    const struct reports_choice choice = reports_choice_now(s);
    *ask = session_report_ask(s);
    ask->unit = choice.unit.id;
    ask->cases_most = REPORTS_CASES_MAX;
    if (choice.as_of != CIVIL_NONE)
        ask->clock.today = choice.as_of;
    if (report->takes & REPORT_PERIOD) {
        ask->from = choice.from;
        ask->to = choice.to;
    }
    if (report->takes & REPORT_SORT)
        ask->sort = choice.sort;
    if (!(report->takes & REPORT_CASE))
        return true;
    struct case_detail detail;
    if (!choice.about)
        return error_set(e, ERROR_USAGE, "%s", _("The reminder is of one case: select it in the list of cases (2), then come back."));
    error_clear(e);
    if (!case_get(s->store, choice.about, &detail, e))
        return e->kind == ERROR_NONE ? error_set(e, ERROR_USAGE, "%s", _("The case is no longer in the database.")) : false;
    ask->case_id = detail.id;
    ask->unit = detail.unit;
    return true;
}

bool reports_make(struct session *s, const struct report *report, struct report_made *made, struct error *e) {
    struct report_ask ask;
    memset(made, 0, sizeof *made);
    session_interruptible(s, true);
    bool well = reports_ask(s, report, &ask, e) && report_make(report, &ask, made, e);
    session_interruptible(s, false);
    return well;
}

/* ---- the form ---- */

enum { FIELD_UNIT, FIELD_AS_OF, FIELD_FROM, FIELD_TO, FIELD_ORDER, FIELDS };

/* A unit's code as typed; empty: the session's own. */
static bool unit_typed(struct session *s, struct form *form, struct unit *out) {
    const char *code = form_text(form, FIELD_UNIT);
    struct error e = {0};
    *out = s->unit;
    if (!*code)
        return true;
    if (!unit_by_code(s->store, code, out, &e)) {
        form_message(form, FIELD_UNIT, "%s", e.kind == ERROR_NONE ? _("There is no unit of this code; the Units screen (5) shows them.") : e.text);
        return false;
    }
    if (!s->unit.id || unit_is_below(s->store, out->id, s->unit.id))
        return true;
    form_message(form, FIELD_UNIT, _("%s is not below %s: only its own units can be asked for."), unit_name(out), unit_name(&s->unit));
    return false;
}

static bool days_make_sense(const struct session *s, struct form *form) {
    civil_day as_of = form_day(form, FIELD_AS_OF), from = form_day(form, FIELD_FROM), to = form_day(form, FIELD_TO);
    civil_day last = as_of == CIVIL_NONE ? s->clock.today : as_of;
    if (last > s->clock.today) {
        form_message(form, FIELD_AS_OF, "%s", _("That day is still to come."));
        return false;
    }
    if (to != CIVIL_NONE && to > last) {
        form_message(form, FIELD_TO, "%s", _("The period ends after the day that the report tells of."));
        return false;
    }
    if (from != CIVIL_NONE && from > (to == CIVIL_NONE ? last : to)) {
        form_message(form, FIELD_FROM, "%s", _("The period ends before it begins."));
        return false;
    }
    return true;
}

static bool ask_save(struct session *s, struct form *form, struct error *e) {
    (void)e;
    struct reports *r = screen_state(s, &screen_reports);
    struct unit unit;
    if (!r || !unit_typed(s, form, &unit) || !days_make_sense(s, form))
        return !r;
    r->choice.unit = unit;
    r->choice.as_of = form_day(form, FIELD_AS_OF) == s->clock.today ? CIVIL_NONE : form_day(form, FIELD_AS_OF);
    r->choice.from = form_day(form, FIELD_FROM);
    r->choice.to = form_day(form, FIELD_TO);
    if (form_choice(form, FIELD_ORDER) >= 0)
        r->choice.sort = form_choice(form, FIELD_ORDER);
    r->root = s->unit.id;
    session_changed(s, CHANGED_DATA);
    return true;
}

answer reports_ask_open(struct session *s, const struct report *report) {
    static const struct choice orders[] = {{"", N_("by disposal")}, {"", N_("by compliance")}, {"", N_("by pendency")}, {"", N_("by name")}};
    const struct reports_choice now = reports_choice_now(s);
    bool own = now.unit.id == s->unit.id;
    struct form_spec spec = {
        .title = N_("The report is of"), .save = ask_save, .fields = !report || (report->takes & REPORT_SORT) ? FIELDS : FIELD_ORDER,
        .field = {[FIELD_UNIT] = {.kind = FIELD_TEXT, .label = N_("Unit, its code"), .text = own ? "" : now.unit.code, .text_max = 15, .optional = true,
                                  .hint = N_("a unit below yours; empty: your own")},
                  [FIELD_AS_OF] = {.kind = FIELD_DATE, .label = N_("As on"), .day = now.as_of, .optional = true, .hint = N_("empty: today; a past day: what was true then")},
                  [FIELD_FROM] = {.kind = FIELD_DATE, .label = N_("First day"), .day = now.from, .optional = true, .hint = N_("of the period; empty: the report's own")},
                  [FIELD_TO] = {.kind = FIELD_DATE, .label = N_("Last day"), .day = now.to, .optional = true, .hint = N_("of the period; empty: the report's own")},
                  [FIELD_ORDER] = {.kind = FIELD_CHOICE, .label = N_("Order of annexure 4"), .choice = orders, .choices = 4, .chosen = now.sort + 1, .optional = true}}};
    return form_open(s, &spec, "", 0);
}
