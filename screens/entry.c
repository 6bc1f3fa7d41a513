/* Which form belongs to which action, and what all of them share. */
#include "screens/entry.h"

#include <string.h>

#include "screens/entry_forms.h"
#include "screens/share.h"
#include "src/text.h"

void entry_about_text(case_id id, char out[96]) {
    char number[CASE_NO_SIZE];
    case_no_short(id, number);
    text_format(out, 96, "%s", number);
}

void choices_of_labels(const struct coded_label *labels, int n, struct choice *out) {
    for (int i = 0; i < n; i++)
        out[i] = (struct choice){labels[i].code, labels[i].label};
}

bool entry_save(struct session *s, struct entry_about *about, struct entry *entry, struct error *e) {
    if (!entry_add(s->store, entry, about->seen, s->clock.today, e)) {
        if (e->kind == ERROR_CHANGED) {
            about->seen = entry_last_seq(s->store, about->id);
            session_changed(s, CHANGED_DATA);
            char before[ERROR_TEXT_MAX];
            text_format(before, sizeof before, "%s", e->text);
            error_set(e, ERROR_CHANGED, _("%s Enter once more to put yours after it; Esc leaves it."), before);
        }
        return false;
    }
    session_changed(s, CHANGED_DATA);
    session_say(s, ROLE_GOOD, "%s", entry->kind == ENTRY_TOLD
                                        ? _("Saved. y on the case copies the line for the general diary.")
                                        : _("Saved. u takes it back."));
    return true;
}

static bool entry_action(enum action action) {
    switch (action) {
    case ACTION_REASON:
    case ACTION_TOLD:
    case ACTION_STEP:
    case ACTION_REMARK:
    case ACTION_DIRECTION:
    case ACTION_WRONG:
    case ACTION_SETTLE:
    case ACTION_UNDO:
    case ACTION_REDACT:
    case ACTION_SHARE:
        return true;
    default:
        return false;
    }
}

static answer open_form(struct session *s, case_id id, enum action action) {
    struct error e = {0};
    struct case_detail c;
    if (!case_get(s->store, id, &c, &e)) {
        if (e.kind == ERROR_NONE)
            error_set(&e, ERROR_UNABLE, _("This case is no longer in the database."));
        session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    struct entry_about about = {.id = id,
                                .seen = entry_last_seq(s->store, id),
                                .clock_date = c.clock_date};
    switch (action) {
    case ACTION_REASON:
        return entry_reason_open(s, &about, &c);
    case ACTION_STEP:
        return entry_step_open(s, &about, &c);
    case ACTION_REMARK:
        return entry_note_open(s, &about);
    case ACTION_DIRECTION:
        return entry_direction_open(s, &about);
    case ACTION_TOLD:
        return entry_told_open(s, &about, &c);
    case ACTION_WRONG:
        return entry_wrong_open(s, &about, &c);
    default:
        return entry_settle_open(s, &about, &c);
    }
}

answer entry_act(struct session *s, case_id id, enum action action) {
    if (!entry_action(action))
        return ANSWER_NO;
    if (!id) {
        session_say(s, ROLE_NOTE, "%s", _("No case is selected."));
        return ANSWER_REDRAW;
    }
    if (action == ACTION_SHARE)
        return share_open(s, id, NULL);
    if (session_enters_nothing(s))
        return ANSWER_REDRAW;
    if (action == ACTION_UNDO)
        return entry_undo_open(s, id);
    if (action == ACTION_REDACT)
        return entry_redact_open(s, id);
    return open_form(s, id, action);
}
