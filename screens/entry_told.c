/* a: whom one told of the alert, and how (अवगत). */
#include "screens/entry_forms.h"
#include "src/text.h"

enum { WHOM_FIELD, HOW_FIELD, ON_FIELD, TOLD_FIELDS };

void told_fields(struct form_spec *spec, civil_day today) {
    static struct choice whom[TOLD_WHOM], how[TOLD_HOW]; /* the form copies them when it is opened */
    choices_of_labels(told_whom, TOLD_WHOM, whom);
    choices_of_labels(told_how, TOLD_HOW, how);
    spec->title = N_("Told (alert)");
    spec->fields = TOLD_FIELDS;
    spec->field[WHOM_FIELD] = (struct field_spec){
        .kind = FIELD_CHOICE, .label = N_("Whom"), .choice = whom, .choices = TOLD_WHOM, .chosen = 1};
    spec->field[HOW_FIELD] =
        (struct field_spec){.kind = FIELD_CHOICE, .label = N_("How"), .choice = how, .choices = TOLD_HOW, .chosen = 1};
    spec->field[ON_FIELD] = (struct field_spec){.kind = FIELD_DATE, .label = N_("On"), .day = today};
}

bool told_answer(struct session *s, struct form *form, case_id id, civil_day clock_date, struct entry *entry) {
    *entry = (struct entry){.case_id = id, .kind = ENTRY_TOLD, .on = form_day(form, ON_FIELD)};
    if (entry->on > s->clock.today) {
        form_message(form, ON_FIELD, "%s", _("A date to come."));
        return false;
    }
    int crossed = alert_crossed(limit_day(clock_date, s->clock.today, &s->clock.limit));
    text_format(entry->code, sizeof entry->code, "%d", crossed);
    text_format(entry->whom, sizeof entry->whom, "%s", form_choice_code(form, WHOM_FIELD));
    text_format(entry->how, sizeof entry->how, "%s", form_choice_code(form, HOW_FIELD));
    return true;
}

static bool told_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry;
    return told_answer(s, form, about->id, about->clock_date, &entry) && entry_save(s, about, &entry, e);
}

answer entry_told_open(struct session *s, const struct entry_about *about, const struct case_detail *c) {
    int crossed = alert_crossed(limit_day(c->clock_date, s->clock.today, &s->clock.limit));
    if (c->state != 0 || !crossed) {
        session_say(s, ROLE_NOTE, "%s",
                    c->state != 0 ? _("This case is not open: it has no alert.")
                                  : _("This case has not reached day 31: there is no alert to tell of."));
        return ANSWER_REDRAW;
    }
    struct form_spec spec = {.save = told_save};
    told_fields(&spec, s->clock.today);
    char number[CASE_NO_SIZE];
    case_no_short(c->id, number);
    text_format(spec.about, sizeof spec.about, _("%s, day %d"), number, crossed);
    return form_open(s, &spec, about, sizeof *about);
}
