/* t: a remark; and the removal of one that holds a name (redaction). */
#include <string.h>

#include "screens/case_text.h"
#include "screens/entry_forms.h"
#include "src/text.h"

static const char *const phrases[] = {
    N_("Reminder sent."),
    N_("IO told."),
    N_("Statement: the magistrate's date is awaited."),
    N_("FSL: report asked for again."),
    N_("Case diary sent to the CO."),
    N_("Team sent for the arrest."),
    N_("Charge sheet ready, to be filed."),
};

const char *entry_warn_of_names(const char *text) {
    return text_names_somebody(text) ? _("This may name somebody or a place. A remark must make nobody known; Enter twice saves it all the same.")
                                     : NULL;
}

bool entry_text_take(struct form *form, int field, struct entry *entry) {
    const char *text = form_text(form, field);
    if (!text[0]) {
        form_message(form, field, "%s", _("Nothing was typed."));
        return false;
    }
    const char *found = text_names_somebody(text);
    if (found && form_saves(form) < 2) {
        form_message(form, field, _("“%s”: a name, a relation, a place or a number makes the victim known (BNS 72). Enter once more if it does not."),
                     found);
        return false;
    }
    text_format(entry->text, sizeof entry->text, "%s", text);
    return true;
}

static bool note_save(struct session *s, struct form *form, struct error *e) {
    struct entry_about *about = form_context(form);
    struct entry entry = {.case_id = about->id, .kind = ENTRY_NOTE, .on = CIVIL_NONE};
    return entry_text_take(form, 0, &entry) && entry_save(s, about, &entry, e);
}

answer entry_note_open(struct session *s, const struct entry_about *about) {
    struct form_spec spec = {
        .title = N_("Remark"),
        .save = note_save,
        .fields = 1,
        .field = {{.kind = FIELD_LINES,
                   .label = N_("Remark"),
                   .phrase = phrases,
                   .phrases = (int)(sizeof phrases / sizeof *phrases),
                   .text_max = ENTRY_TEXT_MAX,
                   .warn = entry_warn_of_names}},
    };
    entry_about_text(about->id, spec.about);
    return form_open(s, &spec, about, sizeof *about);
}

/* ---- redaction ---- */

struct redaction {
    case_id id;
    int n;
    char note[5][ENTRY_ID_SIZE]; /* as many as a context holds: the latest */
};

struct chosen_note {
    case_id id;
    char note[ENTRY_ID_SIZE];
};

static void redact(struct session *s, void *context) {
    const struct chosen_note *chosen = context;
    struct error e = {0};
    struct entry entry = {.case_id = chosen->id, .kind = ENTRY_REDACT, .on = CIVIL_NONE};
    text_format(entry.code, sizeof entry.code, "%s", chosen->note);
    if (!entry_add(s->store, &entry, -1, s->clock.today, &e)) {
        session_fail(s, &e);
        return;
    }
    session_changed(s, CHANGED_DATA);
    session_say(s, ROLE_GOOD, "%s", _("The text is removed everywhere on this PC; that it was removed stays known."));
}

static void note_chosen(struct session *s, void *context, int item) {
    const struct redaction *redaction = context;
    if (item < 0 || item >= redaction->n)
        return;
    struct chosen_note chosen = {.id = redaction->id};
    text_format(chosen.note, sizeof chosen.note, "%s", redaction->note[item]);
    struct ask_spec ask = {.yes = redact};
    text_format(ask.question, sizeof ask.question, "%s", _("Remove the text of this remark for ever? It cannot be taken back. (y/n)"));
    ask_open(s, &ask, &chosen, sizeof chosen);
}

answer entry_redact_open(struct session *s, case_id id) {
    struct error e = {0};
    struct case_view *view = &(struct case_view){0};
    if (!session_read_case(s, id, view, &e)) {
        session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    struct redaction redaction = {.id = id};
    static char labels[5][160]; /* the menu keeps pointers to its labels */
    struct menu_spec menu = {.title = N_("Remove the text of which remark?"), .choose = note_chosen};
    entry_about_text(id, menu.about);
    for (int i = view->entries - 1; i >= 0 && redaction.n < 5; i--) {
        const struct entry *entry = &view->entry[i];
        bool text = entry->kind == ENTRY_NOTE || entry->kind == ENTRY_DIRECTION || entry->kind == ENTRY_ANSWER;
        if (!text || !entry->own)
            continue;
        text_format(redaction.note[redaction.n], ENTRY_ID_SIZE, "%s", entry->id);
        text_format(labels[redaction.n], sizeof labels[0], "%s", entry->text);
        menu.item[redaction.n] = (struct choice){"", labels[redaction.n]};
        redaction.n++;
    }
    menu.items = redaction.n;
    case_view_free(view);
    if (!redaction.n) {
        session_say(s, ROLE_NOTE, "%s", _("No remark was written here on this case."));
        return ANSWER_REDRAW;
    }
    return menu_open(s, &menu, &redaction, sizeof redaction);
}
