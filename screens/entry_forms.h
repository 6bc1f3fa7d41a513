/* Inside the entry_*.c files: what the forms share. */
#ifndef ITSSO_ENTRY_FORMS_H
#define ITSSO_ENTRY_FORMS_H

#include "db/case.h"
#include "screens/entry.h"
#include "screens/form.h"
#include "src/report/case_words.h"

/* What a form carries: the case, its facts' needful part, and the last own entry that the person saw: an entry that came in
 * meanwhile from another screen is told before it is laid over. */
struct entry_about {
    case_id id;
    int64_t seen;
    civil_day clock_date;
};

/* Adds the entry; on success tells the screens and says "Saved". ERROR_CHANGED leaves the form open, and a second Enter lays
 * it over what came in. */
bool entry_save(struct session *s, struct entry_about *about, struct entry *entry, struct error *e);

/* The text of a field into the entry; false with a message under the field where it is empty, or may name somebody and Enter was not
 * pressed twice. */
bool entry_text_take(struct form *form, int field, struct entry *entry);
/* For field_spec.warn. */
const char *entry_warn_of_names(const char *text);

/* Opens the form of one kind each. */
answer entry_reason_open(struct session *s, const struct entry_about *about, const struct case_detail *c);
answer entry_step_open(struct session *s, const struct entry_about *about, const struct case_detail *c);
answer entry_note_open(struct session *s, const struct entry_about *about);
answer entry_told_open(struct session *s, const struct entry_about *about, const struct case_detail *c);
answer entry_wrong_open(struct session *s, const struct entry_about *about, const struct case_detail *c);
answer entry_settle_open(struct session *s, const struct entry_about *about, const struct case_detail *c);
answer entry_direction_open(struct session *s, const struct entry_about *about);
answer entry_undo_open(struct session *s, case_id id);
answer entry_redact_open(struct session *s, case_id id);

/* "0388/26" for a form's title. */
void entry_about_text(case_id id, char out[96]);

/* A table of codes as choices; out has room for n. */
void choices_of_labels(const struct coded_label *labels, int n, struct choice *out);

/* The form of a telling, for one case and for many: its title and fields; and the answer as the entry of a case. false: the
 * day is to come, and the form says so. */
void told_fields(struct form_spec *spec, civil_day today);
bool told_answer(struct session *s, struct form *form, case_id id, civil_day clock_date, struct entry *entry);

#endif
