/* a: whom one told of the alert, and how (अवगत). */
#include <string.h>

#include "screens/entry_forms.h"
#include "src/text.h"

const struct choice told_whom[3] = {{"io", N_("IO")}, {"sho", N_("SHO")}, {"co", N_("CO")}};
const struct choice told_how[4] = {
    {"person", N_("in person")}, {"phone", N_("by phone")}, {"message", N_("by message")}, {"written", N_("in writing")}};

static bool told_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_TOLD, .on = form_day(form, 2)};
    if (entry.on > s->clock.today) {
        form_message(form, 2, "%s", _("A date to come."));
        return false;
    }
    int crossed = alert_crossed(limit_day(about->clock_date, s->clock.today, &s->clock.limit));
    text_format(entry.code, sizeof entry.code, "%d", crossed);
    text_format(entry.whom, sizeof entry.whom, "%s", form_choice_code(form, 0));
    text_format(entry.how, sizeof entry.how, "%s", form_choice_code(form, 1));
    return entry_save(s, about, &entry, e);
}

answer entry_told_open(struct session *s, const struct entry_about *about, const struct case_detail *c) {
    int crossed = alert_crossed(limit_day(c->clock_date, s->clock.today, &s->clock.limit));
    if (c->state != 0 || !crossed) {
        session_say(s, ROLE_NOTE, "%s",
                    c->state != 0 ? _("This case is not open: it has no alert.")
                                  : _("This case has not reached day 31: there is no alert to tell of."));
        return ANSWER_REDRAW;
    }
    struct form_spec spec = {
        .title = N_("Told (alert)"),
        .save = told_save,
        .fields = 3,
        .field = {{.kind = FIELD_CHOICE, .label = N_("Whom"), .choice = told_whom, .choices = 3, .chosen = 1},
                  {.kind = FIELD_CHOICE, .label = N_("How"), .choice = told_how, .choices = 4, .chosen = 1},
                  {.kind = FIELD_DATE, .label = N_("On"), .day = s->clock.today}},
    };
    char number[CASE_NO_SIZE];
    case_no_short(c->id, number);
    text_format(spec.about, sizeof spec.about, _("%s, day %d"), number, crossed);
    return form_open(s, &spec, about, sizeof *about);
}
