/* s: a step of the investigation, with its state and its date. */
#include <string.h>

#include "screens/entry_forms.h"
#include "src/text.h"

enum { STEP_FIELD, STATE_FIELD, DATE_FIELD };

static const struct choice states[] = {
    {"done", N_("done")}, {"waiting", N_("waiting since")}, {"na", N_("does not apply")}, {"no-consent", N_("not consented to")}};

static bool medical(const char *step) {
    return strcmp(step, "doctor") == 0 || strcmp(step, "medical-report") == 0;
}

static bool dated(const struct form *form) {
    int state = form_choice(form, STATE_FIELD);
    return state < 0 || state == 0 || state == 1;
}

static bool step_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_STEP, .on = CIVIL_NONE};
    text_format(entry.code, sizeof entry.code, "%s", form_choice_code(form, STEP_FIELD));
    text_format(entry.state, sizeof entry.state, "%s", form_choice_code(form, STATE_FIELD));
    if (strcmp(entry.state, "no-consent") == 0 && !medical(entry.code)) {
        form_message(form, STATE_FIELD, "%s", _("Only the medical examination can be refused."));
        return false;
    }
    if (dated(form)) {
        entry.on = form_day(form, DATE_FIELD);
        if (entry.on > s->clock.today) {
            form_message(form, DATE_FIELD, "%s", _("A date to come: a step is entered when it is done or begins to wait."));
            return false;
        }
        if (entry.on < about->clock_date) {
            char date[11];
            civil_show(about->clock_date, date);
            form_message(form, DATE_FIELD, _("Before the FIR (%s)."), date);
            return false;
        }
    }
    return entry_save(s, about, &entry, e);
}

answer entry_step_open(struct session *s, const struct entry_about *about, const struct case_detail *c) {
    const struct step_table *table = store_steps(s->store);
    unsigned categories = hits_categories(c->hits, s->context->lists);
    struct choice choice[STEPS_MAX];
    int n = 0;
    for (int i = 0; i < table->n; i++) {
        const struct step_rule *step = &table->at[i];
        if (step->categories && categories && !(step->categories & categories))
            continue;
        choice[n++] = (struct choice){step->code, step_label(step, c->fir_date)};
    }
    struct form_spec spec = {
        .title = N_("Step"),
        .save = step_save,
        .fields = 3,
        .field = {{.kind = FIELD_CHOICE, .label = N_("Step"), .choice = choice, .choices = n},
                  {.kind = FIELD_CHOICE, .label = N_("State"), .choice = states, .choices = 4, .chosen = 1},
                  {.kind = FIELD_DATE, .label = N_("Date"), .shown = dated}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, about, sizeof *about);
}
