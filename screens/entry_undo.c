/* u: takes the last entry back. Undoing is an entry too. */
#include <string.h>

#include "screens/entry_forms.h"
#include "src/clock.h"
#include "src/text.h"

struct undoing {
    case_id id;
    char entry[ENTRY_ID_SIZE];
};

static void undo(struct session *s, void *context) {
    const struct undoing *undoing = context;
    struct error e = {0};
    struct entry entry = {.case_id = undoing->id, .kind = ENTRY_UNDO, .on = CIVIL_NONE};
    text_format(entry.code, sizeof entry.code, "%s", undoing->entry);
    if (!entry_add(s->store, &entry, -1, s->clock.today, &e)) {
        session_fail(s, &e);
        return;
    }
    session_changed(s, CHANGED_DATA);
    session_say(s, ROLE_GOOD, "%s", _("Taken back."));
}

answer entry_undo_open(struct session *s, case_id id) {
    struct error e = {0};
    struct entry last;
    if (!entry_last_undoable(s->store, id, &last, &e)) {
        if (e.kind == ERROR_NONE)
            session_say(s, ROLE_NOTE, "%s", _("Nothing was entered here on this case that could be taken back."));
        else
            session_fail(s, &e);
        return ANSWER_REDRAW;
    }
    char sentence[512], number[CASE_NO_SIZE], at[24];
    case_no_short(last.case_id, number);
    clock_stamp_show(last.at, at);
    struct case_detail facts;
    /* a case that has left the database: the names of today */
    civil_day fir_date = case_get(s->store, last.case_id, &facts, &e) ? facts.fir_date : s->clock.today;
    entry_sentence(s->store, &last, fir_date, FOR_SCREEN, sentence, sizeof sentence);
    struct undoing undoing = {.id = last.case_id};
    text_format(undoing.entry, sizeof undoing.entry, "%s", last.id);
    struct ask_spec ask = {.yes = undo, .enter_is_yes = true};
    text_format(ask.question, sizeof ask.question, _("Take back on %s: %s (%s)? (y/n)"), number, sentence, at);
    return ask_open(s, &ask, &undoing, sizeof undoing);
}
