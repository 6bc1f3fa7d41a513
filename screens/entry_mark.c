/* w: a CCTNS fact that is wrong (or right again); and settling a probable case. */
#include <string.h>

#include "screens/entry_forms.h"
#include "src/text.h"

static const struct choice states[] = {{"wrong", N_("wrong in CCTNS")}, {"right-again", N_("right again")}};

static bool wrong_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_WRONG, .on = CIVIL_NONE};
    text_format(entry.code, sizeof entry.code, "%s", form_choice_code(form, 0));
    text_format(entry.state, sizeof entry.state, "%s", form_choice_code(form, 1));
    return entry_save(s, about, &entry, e);
}

answer entry_wrong_open(struct session *s, const struct entry_about *about, const struct case_detail *c) {
    (void)c;
    struct choice fields[WRONG_FIELDS];
    choices_of_labels(wrong_fields, WRONG_FIELDS, fields);
    struct form_spec spec = {
        .title = N_("A fact of CCTNS is wrong"),
        .save = wrong_save,
        .fields = 2,
        .field = {{.kind = FIELD_CHOICE, .label = N_("Which"), .choice = fields, .choices = WRONG_FIELDS},
                  {.kind = FIELD_CHOICE, .label = N_("State"), .choice = states, .choices = 2, .chosen = 1}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, about, sizeof *about);
}

static const struct choice verdicts[] = {{"tracked", N_("yes, ITSSO tracks it")}, {"no", N_("no, it is not tracked")}};

static bool settle_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_SETTLE, .on = CIVIL_NONE};
    text_format(entry.state, sizeof entry.state, "%s", form_choice_code(form, 1));
    return entry_save(s, about, &entry, e);
}

answer entry_settle_open(struct session *s, const struct entry_about *about, const struct case_detail *c) {
    if (!c->probable) {
        session_say(s, ROLE_NOTE, "%s", _("The sections of this case say for certain that it is tracked: there is nothing to settle."));
        return ANSWER_REDRAW;
    }
    static char shown[SECTIONS_TEXT]; /* the form keeps a pointer to its label */
    struct section_list list;
    sections_from_text(c->sections, &list);
    sections_show(&list, language_now() == LANGUAGE_HINDI, shown, sizeof shown);
    struct form_spec spec = {
        .title = N_("Is it tracked?"),
        .save = settle_save,
        .fields = 2,
        .field = {{.kind = FIELD_SAY, .label = shown},
                  {.kind = FIELD_CHOICE, .label = N_("Tracked"), .choice = verdicts, .choices = 2,
                   .chosen = strcmp(c->settled, "no") == 0 ? 2 : strcmp(c->settled, "tracked") == 0 ? 1 : 0}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, about, sizeof *about);
}
