/* r: what the case waits for. One list, one key. */
#include <string.h>

#include "screens/entry_forms.h"
#include "src/text.h"

static bool reason_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_REASON, .on = CIVIL_NONE};
    text_format(entry.code, sizeof entry.code, "%s", form_choice_code(form, 0));
    return entry_save(s, about, &entry, e);
}

answer entry_reason_open(struct session *s, const struct entry_about *about, const struct case_detail *c) {
    const struct reason_table *table = store_reasons(s->store);
    struct choice choice[REASONS_MAX];
    int chosen = 0;
    for (int i = 0; i < table->n; i++) {
        choice[i] = (struct choice){table->at[i].code, table->at[i].label};
        if (strcmp(table->at[i].code, c->reason) == 0)
            chosen = i + 1;
    }
    struct form_spec spec = {
        .title = N_("Waiting for"),
        .save = reason_save,
        .fields = 1,
        .field = {{.kind = FIELD_CHOICE, .label = N_("Reason"), .choice = choice, .choices = table->n, .chosen = chosen}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, about, sizeof *about);
}
